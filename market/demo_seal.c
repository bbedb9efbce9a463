/* SPDX-License-Identifier: Apache-2.0 */
/* demo_seal.c: who holds keys in a made-up market. */
#include "market/demo_seal_core.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "market/envelope.h"
#include "market/key.h"
#include "market/keyfile.h"
#include "market/round.h"

enum { PEOPLE = 512 };

enum err
cast_new(struct cast **out, const char *const *keys, size_t n)
{
	struct cast *c = calloc(1, sizeof *c);
	enum err err = OK;

	if (c == NULL || n > SEAL_TRUSTEES || sodium_init() < 0)
		bug("cast: no memory, or too many");
	c->people = sodium_malloc(PEOPLE * sizeof *c->people);
	if (c->people == NULL)
		bug("cast: no locked memory");
	for (; !err && c->n < n; c->n++)
		err = keyfile_read(&c->trustees[c->n], keys[c->n], NULL);
	*out = c;
	return err;
}

void
cast_free(struct cast *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++)
		keyfile_free(c->trustees[i]);
	sodium_free(c->people);
	free(c);
}

const struct note_secret *
cast_secret(const struct cast *c, const char *name)
{
	for (size_t i = 0; name != NULL && i < c->n_people; i++)
		if (strcmp(c->people[i].key.name, name) == 0)
			return &c->people[i];
	return NULL;
}

/* Text, empty line, signature, to the arena. */
const char *
cast_note(struct arena *a, const char *text, size_t n,
    const struct note_secret *s, size_t *out_n)
{
	struct buf note;
	const char *copy;

	buf_init(&note, NOTE_MAX);
	note_write(&note, text, n, s);
	copy = arena_strndup(a, note.data, note.len);
	*out_n = note.len;
	buf_release(&note);
	return copy;
}

const char *
cast_record(struct arena *a, enum seal_type type, const void *record,
    const struct note_secret *s, size_t *n)
{
	struct buf text;
	const char *copy;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	copy = cast_note(a, text.data, text.len, s, n);
	buf_release(&text);
	return copy;
}

enum err
cast_register(struct cast *c, struct market *m, const struct actor *actor)
{
	const char *name = key_name(m, actor), *text, *note;
	struct problems problems = { .n = 0 };
	char vkey[NOTE_VKEY_MAX];
	unsigned char seed[32];
	struct note_secret *s;
	size_t n;
	enum err err;

	if (cast_secret(c, name))
		return OK;
	if (name == NULL || c->n_people == PEOPLE)
		return ERR_INTERNAL;
	s = &c->people[c->n_people++];
	randombytes_buf(seed, sizeof seed);
	note_secret_init(s, name, NOTE_ED25519, seed);
	sodium_memzero(seed, sizeof seed);
	err = key_draft(m, actor, note_vkey_write(vkey, &s->key), &text);
	if (err)
		return err;
	note = cast_note(m->arena, text, strlen(text), s, &n);
	return key_register(m, actor, note, n, true, &problems);
}

/* ---- agreeing ---- */

void
cast_trustee(const struct cast *c, size_t i, struct note_secret *s)
{
	keyfile_secret(c->trustees[i], s);
}

const char *
cast_name(const struct cast *c, size_t i)
{
	return c->trustees[i - 1]->name;
}

enum err
cast_taken(enum err err, const struct posted *posted)
{
	return err ? err : posted->code ? ERR_CONFLICT : OK;
}

enum err
cast_offer(struct cast *c, struct market *m, const char *id)
{
	struct round_terms t;
	enum err err = round_terms_by_id(m->db, id, &t);

	for (size_t i = 0; !err && i < c->n; i++) {
		struct seal_offer o = { .project = id,
		    .trustee = (int64_t)i + 1 };
		unsigned char sk[ENVELOPE_KEY];
		struct note_secret s;
		struct posted posted;
		const char *note;
		size_t n;

		note_hash(o.terms, t.round.terms, strlen(t.round.terms));
		envelope_open_key(c->trustees[i]->open_seed, id, sk, o.pk);
		cast_trustee(c, i, &s);
		note = cast_record(m->arena, SEAL_OFFER, &o, &s, &n);
		sodium_memzero(&s, sizeof s);
		sodium_memzero(sk, sizeof sk);
		err = cast_taken(round_offer(m, id, note, n, &posted), &posted);
	}
	return err;
}

const char *
cast_line(struct cast *c, struct market *m, const struct actor *actor,
    size_t i, const char *text)
{
	struct note_secret mine;
	const struct note_secret *s = &mine;
	const char *copy;
	struct buf line;

	if (actor == NULL)
		cast_trustee(c, i - 1, &mine);
	else if ((s = cast_secret(c, key_name(m, actor))) == NULL)
		return NULL;
	buf_init(&line, NOTE_MAX);
	note_sign(&line, text, strlen(text), s);
	copy = arena_strndup(m->arena, line.data, line.len);
	buf_release(&line);
	sodium_memzero(&mine, sizeof mine);
	return copy;
}

enum err
cast_sign(struct cast *c, struct market *m, const char *id)
{
	struct round_terms t;
	struct posted posted;
	enum err err = round_terms_by_id(m->db, id, &t);

	for (size_t i = 0; !err && i < c->n; i++) {
		const char *line = cast_line(c, m, NULL, i + 1,
		    t.round.text);

		err = cast_taken(round_sign(m, id, line, strlen(line),
		    &posted), &posted);
	}
	return err;
}

enum err
cast_round(struct market *m, const char *code, struct round_terms *t)
{
	struct project p;
	struct round r;
	enum err err = db_project_by_code(m->db, code, &p);

	if (!err)
		err = db_round_of_project(m->db, p.id, &r);
	return err ? err : round_terms_of(m->db, &r, t);
}

enum err
cast_agree(struct cast *c, struct market *m, const struct actor *owner,
    const char *code)
{
	struct round_terms t;
	struct posted posted;
	const char *line;
	enum err err = cast_register(c, m, owner);

	if (!err)
		err = cast_round(m, code, &t);
	if (!err)
		err = cast_offer(c, m, t.round.sealing_id);
	if (!err)
		err = cast_sign(c, m, t.round.sealing_id);
	if (!err)
		err = cast_round(m, code, &t);
	if (err)
		return err;
	line = cast_line(c, m, owner, 0, t.round.text);
	return cast_taken(round_sign(m, t.round.sealing_id, line, strlen(line),
	    &posted), &posted);
}
