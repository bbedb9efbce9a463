/* SPDX-License-Identifier: Apache-2.0 */
/* trust.c: reading trust.txt, and asking it about a checkpoint. */
#include "market/trust.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

enum { WORDS = TRUST_MEMBERS + 4 };

/* A line, cut at its blanks; the words end with NUL in a copy. */
struct line {
	char *words[WORDS];
	size_t n;
};

static bool
cut(struct arena *a, const char *text, size_t n, struct line *l)
{
	char *copy = arena_strndup(a, text, n), *save = NULL;

	l->n = 0;
	for (char *w = strtok_r(copy, " \t", &save); w != NULL;
	    w = strtok_r(NULL, " \t", &save)) {
		if (l->n == WORDS)
			return false;
		l->words[l->n++] = w;
	}
	return true;
}

static bool
read_key(struct note_key *key, const char *text, unsigned char alg)
{
	return note_vkey_read(key, text, strlen(text)) && key->alg == alg;
}

static bool
add_key(struct note_key *keys, size_t *n, const char *text)
{
	if (*n == TRUST_KEYS || !read_key(&keys[*n], text, NOTE_ED25519))
		return false;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(keys[i].name, keys[*n].name) == 0 &&
		    memcmp(keys[i].id, keys[*n].id, NOTE_ID) == 0)
			return false;
	++*n;
	return true;
}

static bool
add_log(struct trust *t, const struct line *l)
{
	if ((l->n != 2 && l->n != 3) || !add_key(t->logs, &t->n_logs,
	    l->words[1]))
		return false;
	t->log = t->logs[t->n_logs - 1];
	t->log_url = l->n == 3 ? l->words[2] : NULL;
	return true;
}

static bool
is_known(const struct trust *t, const char *name)
{
	for (size_t i = 0; i < t->n_witnesses; i++)
		if (strcmp(t->witnesses[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < t->n_groups; i++)
		if (strcmp(t->groups[i].name, name) == 0)
			return true;
	return false;
}

/* May something be called so? */
static bool
is_fresh(const struct trust *t, const char *name)
{
	return note_is_name(name, strlen(name)) && !is_known(t, name) &&
	    strcmp(name, "none") != 0;
}

static bool
add_witness(struct trust *t, const struct line *l)
{
	struct trust_witness *w = &t->witnesses[t->n_witnesses];

	if ((l->n != 3 && l->n != 4) || t->n_witnesses == TRUST_KEYS ||
	    !is_fresh(t, l->words[1]) ||
	    !read_key(&w->key, l->words[2], NOTE_WITNESS))
		return false;
	/* Under two names one witness would count twice. */
	for (size_t i = 0; i < t->n_witnesses; i++)
		if (memcmp(t->witnesses[i].key.public_key,
		    w->key.public_key, sizeof w->key.public_key) == 0)
			return false;
	w->name = l->words[1];
	w->url = l->n == 4 ? l->words[3] : NULL;
	t->n_witnesses++;
	return true;
}

/* Members must stand above: so a group can never hold itself. */
static bool
add_group(struct trust *t, const struct line *l)
{
	struct trust_group *g = &t->groups[t->n_groups];
	int64_t k = 1;

	if (l->n < 4 || l->n - 3 > TRUST_MEMBERS ||
	    t->n_groups == TRUST_GROUPS || !is_fresh(t, l->words[1]))
		return false;
	g->name = l->words[1];
	g->n = l->n - 3;
	for (size_t i = 0; i < g->n; i++) {
		g->members[i] = l->words[i + 3];
		if (!is_known(t, g->members[i]))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(g->members[i], g->members[j]) == 0)
				return false;
	}
	if (strcmp(l->words[2], "all") == 0)
		k = (int64_t)g->n;
	else if (strcmp(l->words[2], "any") != 0 &&
	    !digits_int(l->words[2], 1, (int64_t)g->n, &k))
		return false;
	g->k = (size_t)k;
	t->n_groups++;
	return true;
}

static bool
set_quorum(struct trust *t, const struct line *l, bool *seen)
{
	if (l->n != 2 || *seen)
		return false;
	*seen = true;
	if (strcmp(l->words[1], "none") == 0)
		return true;
	t->quorum = l->words[1];
	return is_known(t, t->quorum);
}

/* «# platform …» and «# trustee …» are ours; other comments are nobody's. */
static bool
add_comment(struct trust *t, const struct line *l)
{
	if (l->n >= 2 && strcmp(l->words[0], "#") == 0 &&
	    strcmp(l->words[1], "platform") == 0)
		return l->n == 3 && add_key(t->platforms, &t->n_platforms,
		    l->words[2]);
	if (l->n >= 2 && strcmp(l->words[0], "#") == 0 &&
	    strcmp(l->words[1], "trustee") == 0)
		return l->n == 3 && add_key(t->trustees, &t->n_trustees,
		    l->words[2]);
	return true;
}

static bool
add_line(struct trust *t, const struct line *l, bool *quorum)
{
	if (l->n == 0)
		return true;
	if (l->words[0][0] == '#')
		return add_comment(t, l);
	if (strcmp(l->words[0], "log") == 0)
		return add_log(t, l);
	if (strcmp(l->words[0], "witness") == 0)
		return add_witness(t, l);
	if (strcmp(l->words[0], "group") == 0)
		return add_group(t, l);
	return strcmp(l->words[0], "quorum") == 0 &&
	    set_quorum(t, l, quorum);
}

/* UTF-8 without control characters but LF and, as a blank, the tab. */
static bool
is_clean(struct arena *a, const char *text, size_t n)
{
	char *copy = arena_strndup(a, text, n);

	for (size_t i = 0; i < n; i++)
		if (copy[i] == '\t')
			copy[i] = ' ';
	return note_is_text(copy, n);
}

bool
trust_parse(struct arena *a, const char *text, size_t n, struct trust *trust,
    size_t *line)
{
	const char *at = text, *end = text + n;
	bool quorum = false;

	memset(trust, 0, sizeof *trust);
	*line = 1;
	if (!is_clean(a, text, n))
		return false;
	for (; at < end; ++*line) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		struct line l;

		if (lf == NULL ||
		    !cut(a, at, (size_t)(lf - at), &l) ||
		    !add_line(trust, &l, &quorum))
			return false;
		at = lf + 1;
	}
	return trust->n_logs > 0 && quorum;
}

const struct note_key *
trust_log_of(const struct trust *trust, const char *file, size_t n)
{
	struct note_key key;

	if (n < 2 || file[n - 1] != '\n' || !note_vkey_read(&key, file,
	    n - 1))
		return NULL;
	for (size_t i = 0; i < trust->n_logs; i++)
		if (strcmp(trust->logs[i].name, key.name) == 0 &&
		    memcmp(trust->logs[i].public_key, key.public_key,
		    sizeof key.public_key) == 0)
			return &trust->logs[i];
	return NULL;
}

static int
ascending(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* When each witness and each group had signed; 0: not. */
struct met {
	int64_t witnesses[TRUST_KEYS];
	int64_t groups[TRUST_GROUPS];
};

static int64_t
met_at(const struct trust *t, const struct met *met, const char *name)
{
	for (size_t i = 0; i < t->n_witnesses; i++)
		if (strcmp(t->witnesses[i].name, name) == 0)
			return met->witnesses[i];
	for (size_t i = 0; i < t->n_groups; i++)
		if (strcmp(t->groups[i].name, name) == 0)
			return met->groups[i];
	return 0;
}

/* Members stand above, so each is looked at once, however they nest. */
static void
meet_groups(const struct trust *t, struct met *met)
{
	for (size_t i = 0; i < t->n_groups; i++) {
		const struct trust_group *g = &t->groups[i];
		int64_t times[TRUST_MEMBERS];
		size_t n = 0;

		for (size_t m = 0; m < g->n; m++) {
			times[n] = met_at(t, met, g->members[m]);
			n += times[n] != 0;
		}
		qsort(times, n, sizeof *times, ascending);
		met->groups[i] = n >= g->k ? times[g->k - 1] : 0;
	}
}

bool
trust_cosigned(const struct trust *trust, const struct note *note,
    struct trust_seen *seen)
{
	struct met met = { .witnesses = { 0 } };

	*seen = (struct trust_seen){ .n = 0 };
	for (size_t i = 0; i < trust->n_witnesses; i++) {
		int64_t time;

		switch (note_check(note, &trust->witnesses[i].key, &time)) {
		case NOTE_BAD:
			return false;
		case NOTE_ABSENT:
			continue;
		case NOTE_GOOD:
			met.witnesses[i] = time;
			if (seen->n == 0 || time < seen->earliest)
				seen->earliest = time;
			if (seen->n == 0 || time > seen->latest)
				seen->latest = time;
			seen->n++;
		}
	}
	meet_groups(trust, &met);
	if (trust->quorum != NULL)
		seen->met = met_at(trust, &met, trust->quorum);
	seen->quorum = seen->met != 0;
	return true;
}

const struct note_key *
trust_trustee(const struct trust *trust, const char *name)
{
	for (size_t i = 0; i < trust->n_trustees; i++)
		if (strcmp(trust->trustees[i].name, name) == 0)
			return &trust->trustees[i];
	return NULL;
}
