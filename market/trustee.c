/* SPDX-License-Identifier: Apache-2.0 */
/* trustee.c: the row of steps, and what every decision begins with. */
#include "market/trustee.h"

#include <sodium.h>
#include <string.h>

#include "market/envelope.h"
#include "market/trustee_core.h"

bool
look_run(struct look *l, const struct look_row *rows, size_t n,
    struct trustee_report *report)
{
	memset(report, 0, sizeof *report);
	for (size_t i = 0; i < n; i++) {
		struct trustee_step *step = &report->steps[report->n++];

		l->why = NULL;
		*step = (struct trustee_step){ .id = rows[i].id };
		step->found = report->verdict = rows[i].fn(l);
		step->why = l->why;
		if (step->found != TRUSTEE_YES)
			return false;
	}
	return true;
}

enum trustee_found
look_no(struct look *l, const char *why)
{
	l->why = why;
	return TRUSTEE_NO;
}

enum trustee_found
look_later(struct look *l, const char *why)
{
	l->why = why;
	return TRUSTEE_LATER;
}

enum trustee_found
look_tiles(struct look *l)
{
	const char *path = arena_strdup(l->a, l->tiles.path);

	switch (l->tiles.why) {
	case TILES_MISSING:
		return look_later(l, arena_printf(l->a, "%s is missing",
		    path));
	case TILES_AWAY:
		return look_later(l, arena_printf(l->a,
		    "%s cannot be read now", path));
	case TILES_WRONG:
		return look_no(l, arena_printf(l->a,
		    "%s is not what the root says", path));
	default:
		return look_no(l, "the tiles do not make the root");
	}
}

enum trustee_found
look_path(struct look *l, const char *path, const char **data, size_t *n)
{
	enum trustee_found found = TRUSTEE_YES;
	struct buf file;
	enum source_got got;

	buf_init(&file, LOOK_FILE);
	got = l->t->source->get(l->t->source->p, path, &file);
	if (got == SOURCE_MISSING)
		found = look_later(l, arena_printf(l->a, "%s is not there",
		    path));
	else if (got != SOURCE_GOT)
		found = look_later(l, arena_printf(l->a,
		    "%s cannot be read now", path));
	else {
		*n = file.len;
		*data = arena_strndup(l->a, file.data ? file.data : "",
		    file.len);
	}
	buf_release(&file);
	return found;
}

enum trustee_found
look_file(struct look *l, const char *name, const char **data, size_t *n)
{
	return look_path(l, arena_printf(l->a, "p/%s/%s", l->id, name), data,
	    n);
}

bool
look_is_platform(const struct look *l, const struct note *note)
{
	const struct trust *trust = l->t->trust;

	for (size_t i = 0; i < trust->n_platforms; i++)
		if (note_check(note, &trust->platforms[i], NULL) == NOTE_GOOD)
			return true;
	return false;
}

bool
look_is_trustee(const struct look *l, const struct note *note,
    const char *name)
{
	const struct trust *trust = l->t->trust;
	bool good = false;

	for (size_t i = 0; i < trust->n_trustees; i++) {
		enum note_verdict v;

		if (strcmp(trust->trustees[i].name, name) != 0)
			continue;
		v = note_check(note, &trust->trustees[i], NULL);
		if (v == NOTE_BAD)
			return false;
		good |= v == NOTE_GOOD;
	}
	return good;
}

void
look_open_key(const struct look *l, unsigned char *sk, unsigned char pk[32])
{
	unsigned char own[ENVELOPE_KEY];

	envelope_open_key(l->t->key->open_seed, l->id, own, pk);
	if (sk != NULL)
		memcpy(sk, own, sizeof own);
	sodium_memzero(own, sizeof own);
}

void
look_write(const struct look *l, struct buf *body, enum seal_type type,
    const void *record)
{
	struct note_secret secret;
	struct buf text;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	keyfile_secret(l->t->key, &secret);
	note_write(body, text.data, text.len, &secret);
	sodium_memzero(&secret, sizeof secret);
	buf_wipe(&text);
	buf_release(&text);
}

/* ---- steps ---- */

enum trustee_found
look_trust(struct look *l)
{
	const struct trust *trust = l->t->trust;
	struct note_secret secret;
	struct note_key mine;

	keyfile_secret(l->t->key, &secret);
	mine = secret.key;
	sodium_memzero(&secret, sizeof secret);
	if (!l->t->key->opens)
		return look_no(l, "the key is no trustee's");
	if (trust->n_platforms == 0)
		return look_no(l, "the trust file names no platform");
	for (size_t i = 0; i < trust->n_trustees; i++)
		if (strcmp(trust->trustees[i].name, mine.name) == 0 &&
		    memcmp(trust->trustees[i].public_key, mine.public_key,
		    sizeof mine.public_key) == 0)
			return TRUSTEE_YES;
	return look_no(l, "the trust file does not name my key as trustee");
}

enum trustee_found
look_rule(struct look *l)
{
	const char *text;
	size_t n;
	enum trustee_found found = look_file(l, "rule.txt", &text, &n);

	if (found == TRUSTEE_YES && !terms_rule(l->a, &l->terms, text, n,
	    &l->rule))
		found = look_no(l, "rule.txt is not the rule of the terms");
	return found;
}

/* Among the trustees; the key that the terms have for me is mine. */
enum trustee_found
look_key(struct look *l)
{
	l->me = terms_trustee(&l->terms, l->t->key->name);
	if (l->me == NULL)
		return look_no(l, "I am not one of its trustees");
	look_open_key(l, NULL, l->pk);
	if (l->me->pk.given && memcmp(l->me->pk.hash, l->pk, 32) != 0)
		return look_no(l, "the opening key under my name is not mine");
	return TRUSTEE_YES;
}

/* ---- ready ---- */

static enum trustee_found
own_file(struct look *l)
{
	const char *file;
	size_t n;
	enum trustee_found found = look_file(l, "project.note", &file, &n);

	if (found != TRUSTEE_YES)
		return found;
	if (!terms_read(l->a, file, n, false, &l->terms) ||
	    strcmp(l->terms.project.project, l->id) != 0)
		return look_no(l, "project.note is no record of this round");
	return TRUSTEE_YES;
}

static enum trustee_found
is_signed(struct look *l)
{
	const char *why = terms_signed(&l->terms, l->t->trust);

	return why ? look_no(l, why) : TRUSTEE_YES;
}

static enum trustee_found
not_over(struct look *l)
{
	return l->t->now < l->terms.project.deadline ? TRUSTEE_YES :
	    look_no(l, "its deadline has passed");
}

bool
trustee_ready(const struct trustee *t, struct arena *a, const char *id,
    struct buf *body, struct trustee_report *report)
{
	static const struct look_row rows[] = {
		{ "trust", look_trust }, { "file", own_file },
		{ "signed", is_signed }, { "key", look_key },
		{ "time", not_over },
	};
	struct look l = { .t = t, .a = a, .id = id };
	struct seal_ready ready = { .time = t->now };

	if (!look_run(&l, rows, COUNT(rows), report))
		return false;
	memcpy(ready.policy, l.terms.policy, sizeof ready.policy);
	ready.trustee = l.me->i;
	look_write(&l, body, SEAL_READY, &ready);
	return true;
}
