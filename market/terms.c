/* SPDX-License-Identifier: Apache-2.0 */
/* terms.c: a round's terms, read and held against the trust file. */
#include "market/terms.h"

#include <string.h>

#include "market/envelope.h"

/*
 * A draft that nobody signed ends with its empty line, which is no note.
 * Its text is all before that line.
 */
static bool
read_unsigned(struct note *note, const char *file, size_t n)
{
	if (n < 3 || n > NOTE_MAX || file[n - 1] != '\n' ||
	    file[n - 2] != '\n')
		return false;
	*note = (struct note){ .text = file, .n = n - 1 };
	return note_is_text(file, n - 1);
}

static void
hash_terms(struct arena *a, struct terms *t)
{
	struct seal_project open = t->project;
	struct buf text;

	open.trustees = arena_alloc(a, (open.n + 1) * sizeof *open.trustees);
	for (size_t i = 0; i < open.n; i++) {
		open.trustees[i] = t->project.trustees[i];
		open.trustees[i].pk.given = false;
		t->missing += t->project.trustees[i].pk.given ? 0 : 1;
	}
	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, SEAL_PROJECT, &open);
	note_hash(t->terms, text.data, text.len);
	buf_release(&text);
}

bool
terms_read(struct arena *a, const char *file, size_t n, bool draft,
    struct terms *out)
{
	memset(out, 0, sizeof *out);
	if (!note_parse(&out->note, file, n) &&
	    !(draft && read_unsigned(&out->note, file, n)))
		return false;
	if (!seal_record_parse(a, SEAL_PROJECT, out->note.text, out->note.n,
	    &out->project))
		return false;
	note_hash(out->policy, out->note.text, out->note.n);
	hash_terms(a, out);
	return draft || out->missing == 0;
}

const struct seal_trustee *
terms_trustee(const struct terms *t, const char *name)
{
	for (size_t i = 0; i < t->project.n; i++)
		if (strcmp(t->project.trustees[i].name, name) == 0)
			return &t->project.trustees[i];
	return NULL;
}

const char *
terms_keys(const struct terms *t)
{
	for (size_t i = 0; i < t->project.n; i++) {
		const struct maybe_hash *pk = &t->project.trustees[i].pk;

		if (!pk->given)
			continue;
		if (!envelope_pk_is_good(pk->hash))
			return "an opening key is of low order";
		for (size_t j = 0; j < i; j++)
			if (t->project.trustees[j].pk.given && memcmp(pk->hash,
			    t->project.trustees[j].pk.hash, 32) == 0)
				return "an opening key stands twice";
	}
	return NULL;
}

const char *
terms_names(const struct terms *t, const struct trust *trust)
{
	for (size_t i = 0; i < t->project.n; i++)
		if (trust_trustee(trust, t->project.trustees[i].name) == NULL)
			return "names a trustee that the trust file does not";
	return NULL;
}

/* By one of the keys with this name (NULL: any), wrongly by none. */
static bool
signed_by(const struct note *note, const struct note_key *keys, size_t n,
    const char *name)
{
	bool good = false;

	for (size_t i = 0; i < n; i++) {
		if (name != NULL && strcmp(keys[i].name, name) != 0)
			continue;
		switch (note_check(note, &keys[i], NULL)) {
		case NOTE_BAD:
			return false;
		case NOTE_GOOD:
			good = true;
			break;
		case NOTE_ABSENT:
			break;
		}
	}
	return good;
}

const char *
terms_signed(const struct terms *t, const struct trust *trust)
{
	bool log = false;

	for (size_t i = 0; i < trust->n_logs; i++)
		log |= strcmp(t->project.log, trust->logs[i].name) == 0;
	if (!log)
		return "names a log that the trust file does not";
	if (!signed_by(&t->note, trust->platforms, trust->n_platforms, NULL))
		return "not signed by the platform";
	for (size_t i = 0; i < t->project.n; i++)
		if (!signed_by(&t->note, trust->trustees, trust->n_trustees,
		    t->project.trustees[i].name))
			return "not signed by each trustee";
	return NULL;
}

bool
terms_rule(struct arena *a, const struct terms *t, const char *text,
    size_t n, struct rule *rule)
{
	unsigned char hash[32];

	note_hash(hash, text, n);
	return memcmp(hash, t->project.rule_hash, 32) == 0 &&
	    rule_parse(a, text, n, rule) &&
	    strcmp(rule->rule, t->project.rule) == 0;
}
