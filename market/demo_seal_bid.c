/* SPDX-License-Identifier: Apache-2.0 */
/* demo_seal_bid.c: what those who hold keys put under seal, and open. */
#include <sodium.h>
#include <string.h>

#include "market/bid.h"
#include "market/demo_seal_core.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/submit.h"

/* ---- bidding ---- */

static enum err
seal(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, const struct rule_form *form, const char *sealer,
    const char **file, size_t *n)
{
	struct seal_envelope core = { .sealer = sealer };
	struct rule_form_head head;
	unsigned char s[ENVELOPE_SCALAR];
	struct round_terms t;
	struct bid last;
	struct buf secret, text;
	enum err err = cast_register(c, m, agency);

	if (!err)
		err = cast_round(m, code, &t);
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
	rule_form_write(&secret, &t.rule, &head, form);
	envelope_secret(s);
	if (!envelope_seal(&text, &t.project, &core, s, secret.data,
	    secret.len))
		bug("cast: a form that does not fit");
	*file = cast_note(m->arena, text.data, text.len, cast_secret(c,
	    core.bidder), n);
	buf_wipe(&secret);
	buf_release(&secret);
	buf_release(&text);
	return OK;
}

enum err
cast_seal(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, int64_t fen, const char *sealer, const char **file,
    size_t *n)
{
	const struct rule_form form = { .amount_fen = fen };

	return seal(c, m, agency, code, &form, sealer, file, n);
}

enum err
cast_bid(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, int64_t fen, const char *sealer)
{
	const struct rule_form form = { .amount_fen = fen };

	return cast_bid_form(c, m, agency, code, &form, sealer);
}

enum err
cast_bid_form(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, const struct rule_form *form, const char *sealer)
{
	struct posted posted;
	const char *file;
	size_t n;
	enum err err = seal(c, m, agency, code, form, sealer, &file, &n);

	return err ? err : cast_taken(submit_file(m, agency, NULL, file, n,
	    &posted), &posted);
}

enum err
cast_withdraw(struct cast *c, struct market *m, const struct actor *agency,
    const char *code, const char **file, size_t *n)
{
	struct seal_withdraw w;
	struct round_terms t;
	struct bid last;
	enum err err = cast_round(m, code, &t);

	if (!err)
		err = db_bid_last(m->db, t.round.id, agency->party_id,
		    &last);
	if (err)
		return err;
	w = (struct seal_withdraw){ .project = t.round.sealing_id,
	    .bidder = key_name(m, agency), .seq = last.seq + 1 };
	memcpy(w.policy, t.round.policy, sizeof w.policy);
	*file = cast_record(m->arena, SEAL_WITHDRAW, &w, cast_secret(c,
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
		err = cast_round(m, code, &t);
	if (err)
		return err;
	line = cast_line(c, m, owner, 0, paper.text);
	return cast_taken(round_sign(m, t.round.sealing_id, line, strlen(line),
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
	enum err err = cast_round(m, code, &t);

	if (err)
		return err;
	o.project = t.round.sealing_id;
	o.leaf = t.round.close_leaf;
	memcpy(o.policy, t.round.policy, sizeof o.policy);
	memcpy(o.close, t.round.close_hash, sizeof o.close);
	envelope_open_key(c->trustees[i - 1]->open_seed, o.project, o.sk,
	    pk);
	cast_trustee(c, i - 1, &s);
	*file = cast_record(m->arena, SEAL_OPEN, &o, &s, n);
	sodium_memzero(&s, sizeof s);
	return OK;
}

enum err
cast_open_round(struct cast *c, struct market *m, const char *id,
    size_t count)
{
	const char *code = arena_strndup(m->arena, id, strcspn(id, "/"));
	enum err err = OK;

	for (size_t i = 1; !err && i <= count; i++) {
		struct posted posted;
		const char *file;
		size_t n;

		err = cast_open(c, m, code, i, &file, &n);
		if (!err)
			err = opening_key(m, id, file, n, &posted);
	}
	return err;
}

enum err
cast_open_all(struct cast *c, struct market *m, size_t count)
{
	const char **ids;
	size_t n;
	enum err err = db_round_waiting(m->db, ROUND_TO_OPEN, &ids, &n);

	for (size_t k = 0; !err && k < n; k++)
		err = cast_open_round(c, m, ids[k], count);
	return err;
}
