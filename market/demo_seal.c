/* SPDX-License-Identifier: Apache-2.0 */
/* demo_seal.c: who holds keys in a made-up market. */
#include "market/demo_seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "db/round.h"
#include "market/bid.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/keyfile.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/round.h"
#include "market/submit.h"

enum { PEOPLE = 512 };

struct cast {
	struct keyfile *trustees[SEAL_TRUSTEES];
	size_t n;
	struct note_secret *people;	/* locked; by name */
	size_t n_people;
};

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

static const struct note_secret *
secret_of(const struct cast *c, const char *name)
{
	for (size_t i = 0; name != NULL && i < c->n_people; i++)
		if (strcmp(c->people[i].key.name, name) == 0)
			return &c->people[i];
	return NULL;
}

/* Text, empty line, signature, to the arena. */
static const char *
note_of(struct arena *a, const char *text, size_t n,
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

static const char *
record_note(struct arena *a, enum seal_type type, const void *record,
    const struct note_secret *s, size_t *n)
{
	struct buf text;
	const char *copy;

	buf_init(&text, NOTE_MAX);
	seal_record_write(&text, type, record);
	copy = note_of(a, text.data, text.len, s, n);
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

	if (secret_of(c, name))
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
	note = note_of(m->arena, text, strlen(text), s, &n);
	return key_register(m, actor, note, n, true, &problems);
}

/* ---- agreeing ---- */

static void
trustee_secret(const struct cast *c, size_t i, struct note_secret *s)
{
	keyfile_secret(c->trustees[i], s);
}

static enum err
accepted(enum err err, const struct posted *posted)
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
		trustee_secret(c, i, &s);
		note = record_note(m->arena, SEAL_OFFER, &o, &s, &n);
		sodium_memzero(&s, sizeof s);
		sodium_memzero(sk, sizeof sk);
		err = accepted(round_offer(m, id, note, n, &posted), &posted);
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
		trustee_secret(c, i - 1, &mine);
	else if ((s = secret_of(c, key_name(m, actor))) == NULL)
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

		err = accepted(round_sign(m, id, line, strlen(line),
		    &posted), &posted);
	}
	return err;
}

static enum err
round_of(struct market *m, const char *code, struct round_terms *t)
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
		err = round_of(m, code, &t);
	if (!err)
		err = cast_offer(c, m, t.round.sealing_id);
	if (!err)
		err = cast_sign(c, m, t.round.sealing_id);
	if (!err)
		err = round_of(m, code, &t);
	if (err)
		return err;
	line = cast_line(c, m, owner, 0, t.round.text);
	return accepted(round_sign(m, t.round.sealing_id, line, strlen(line),
	    &posted), &posted);
}

/* ---- bidding ---- */

enum err
cast_seal(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, int64_t fen, const char *sealer, const char **file,
    size_t *n)
{
	struct seal_envelope core = { .sealer = sealer };
	struct rule_form_head head;
	struct rule_form form = { .amount_fen = fen };
	unsigned char s[ENVELOPE_SCALAR];
	struct round_terms t;
	struct bid last;
	struct buf secret, text;
	enum err err = cast_register(c, m, agency);

	if (!err)
		err = round_of(m, code, &t);
	if (err)
		return err;
	core.seq = db_bid_last(m->db, t.round.id, agency->party_id, &last) ==
	    OK ? last.seq + 1 : 1;
	core.project = t.round.sealing_id;
	core.bidder = key_name(m, agency);
	memcpy(core.policy, t.round.policy, sizeof core.policy);
	head = (struct rule_form_head){ core.project, core.bidder,
	    core.seq };
	buf_init(&secret, NOTE_MAX);
	buf_init(&text, NOTE_MAX);
	rule_form_write(&secret, &t.rule, &head, &form);
	envelope_secret(s);
	if (!envelope_seal(&text, &t.project, &core, s, secret.data,
	    secret.len))
		bug("cast: a form that does not fit");
	*file = note_of(m->arena, text.data, text.len, secret_of(c,
	    core.bidder), n);
	buf_wipe(&secret);
	buf_release(&secret);
	buf_release(&text);
	return OK;
}

enum err
cast_bid(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, int64_t fen, const char *sealer)
{
	struct posted posted;
	const char *file;
	size_t n;
	enum err err = cast_seal(c, m, agency, code, fen, sealer, &file, &n);

	return err ? err : accepted(submit_file(m, agency, NULL, file, n,
	    &posted), &posted);
}

enum err
cast_withdraw(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, const char **file, size_t *n)
{
	struct seal_withdraw w;
	struct round_terms t;
	struct bid last;
	enum err err = round_of(m, code, &t);

	if (!err)
		err = db_bid_last(m->db, t.round.id, agency->party_id,
		    &last);
	if (err)
		return err;
	w = (struct seal_withdraw){ .project = t.round.sealing_id,
	    .bidder = key_name(m, agency), .seq = last.seq + 1 };
	memcpy(w.policy, t.round.policy, sizeof w.policy);
	*file = record_note(m->arena, SEAL_WITHDRAW, &w, secret_of(c,
	    w.bidder), n);
	return OK;
}

/* ---- papers ---- */

enum err
cast_paper(struct cast *c, struct market *m, const struct actor *owner,
    const char *code, const char *kind, const char *value)
{
	struct problems problems = { .n = 0 };
	struct posted posted;
	struct round_terms t;
	struct paper paper;
	const char *line;
	enum err err = cast_register(c, m, owner);

	if (!err)
		err = paper_write(m, owner, code, kind, value, &problems);
	if (!err)
		err = paper_get(m, owner, code, kind, &paper);
	if (!err)
		err = round_of(m, code, &t);
	if (err)
		return err;
	line = cast_line(c, m, owner, 0, paper.text);
	return accepted(round_sign(m, t.round.sealing_id, line, strlen(line),
	    &posted), &posted);
}

/* ---- opening ---- */

enum err
cast_open(struct cast *c, struct market *m, const char *code, size_t i,
    const char **file, size_t *n)
{
	struct seal_open o = { .trustee = (int64_t)i };
	unsigned char pk[ENVELOPE_KEY];
	struct note_secret s;
	struct round_terms t;
	enum err err = round_of(m, code, &t);

	if (err)
		return err;
	o.project = t.round.sealing_id;
	o.leaf = t.round.close_leaf;
	memcpy(o.policy, t.round.policy, sizeof o.policy);
	memcpy(o.close, t.round.close_hash, sizeof o.close);
	envelope_open_key(c->trustees[i - 1]->open_seed, o.project, o.sk,
	    pk);
	trustee_secret(c, i - 1, &s);
	*file = record_note(m->arena, SEAL_OPEN, &o, &s, n);
	sodium_memzero(&s, sizeof s);
	return OK;
}

enum err
cast_open_all(struct cast *c, struct market *m, size_t count)
{
	const char **ids;
	size_t n;
	enum err err = db_round_waiting(m->db, ROUND_TO_OPEN, &ids, &n);

	for (size_t k = 0; !err && k < n; k++)
		for (size_t i = 1; !err && i <= count; i++) {
			const char *code = arena_strndup(m->arena, ids[k],
			    strcspn(ids[k], "/")), *file;
			struct posted posted;
			size_t file_n;

			err = cast_open(c, m, code, i, &file, &file_n);
			if (!err)
				err = opening_key(m, ids[k], file, file_n,
				    &posted);
		}
	return err;
}
