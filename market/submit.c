/* SPDX-License-Identifier: Apache-2.0 */
/* submit.c: what comes in sealed, and what it is answered with. */
#include "market/submit.h"

#include <string.h>

#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/envelope.h"
#include "market/message.h"
#include "market/receipt.h"
#include "market/submission.h"
#include "market/write.h"

/* ---- the transaction ---- */

/* To nobody no word is given, and nothing kept (sealing.md 7). */
static enum err
refuse(struct db *db, struct submission *s, const char *code)
{
	if (s->unnamed)
		return ERR_FORBIDDEN;
	return refusal_make(db, s->house, s->parsed ? s->e.policy : NULL,
	    s->body, code, s->out);
}

static enum err
store(struct db *db, struct submission *s, const struct round_terms *t)
{
	char reveal[TLOG_DATE + 1];
	struct bid *b = &s->bid;
	enum err err;

	b->round_id = s->round.id;
	b->name = s->e.bidder;
	b->seq = s->e.seq;
	b->kind = s->withdraw ? "withdraw" : "envelope";
	b->sealer = s->e.sealer;
	b->state = s->withdraw ? "withdrawn" : "sealed";
	b->body = s->file;
	b->body_len = s->n;
	b->claim_i = s->claim_i;
	b->claim_at = s->claim_at;
	memcpy(b->file, s->hash, sizeof b->file);
	tlog_reveal_by(reveal, t->project.deadline);
	err = append_blind(db, b->file, reveal, b->nonce, &b->leaf);
	if (!err && b->seq > 1)
		err = db_bid_supersede(db, b->round_id, b->name, b->seq,
		    s->withdraw ? "withdrawn" : "superseded");
	if (!err)
		err = db_bid_insert(db, b);
	if (!err && s->once)
		err = db_once_add(db, s->once, s->actor->account_id, b->id);
	if (!err && s->actor)
		err = db_audit(db, s->actor, b->kind, "bid", b->id);
	return err ? err : message_receipt(db, s->round.project_id, b);
}

/* A body that came back after the close, which trustees wait for. */
static enum err
publish_again(struct db *db, const struct submission *s)
{
	struct bid_last last;
	char hex[65];
	enum err err = db_bid_of_name(db, s->bid.round_id, s->bid.name,
	    &last);

	if (err || s->round.close_leaf == 0 || last.seq != s->bid.seq)
		return err;
	return round_file(db, &s->round, arena_printf(db_arena(db),
	    "%s.note", digits_hex(hex, s->hash, sizeof s->hash)), s->file,
	    s->n);
}

/* Sent before: nothing changes, but a lost body comes back. */
static enum err
again(struct db *db, struct submission *s)
{
	enum err err = db_round_get(db, s->bid.round_id, &s->round);

	if (err || s->once || s->bid.body || s->round.void_leaf)
		return err;
	err = db_bid_restore(db, s->bid.id, s->file, s->n);
	return err ? err : publish_again(db, s);
}

static enum err
submit_in_txn(struct db *db, void *ctx)
{
	struct submission *s = ctx;
	struct round_terms t;
	const char *code;
	int64_t id;
	enum err err = s->once == NULL ? ERR_NOT_FOUND :
	    db_once_find(db, s->once, s->actor->account_id, &id);

	if (!err)
		err = db_bid_get(db, id, &s->bid);
	else if (err == ERR_NOT_FOUND)
		err = db_bid_by_file(db, s->hash, &s->bid);
	*s->out = (struct posted){ NULL, "", 0 };
	if (err != ERR_NOT_FOUND)
		return err ? err : again(db, s);
	memset(&s->bid, 0, sizeof s->bid);
	if (!s->parsed)
		return refuse(db, s, REFUSAL_GRAMMAR);
	err = db_round_by_policy(db, s->e.policy, &s->round);
	if (err == ERR_NOT_FOUND || (!err && (strcmp(s->round.sealing_id,
	    s->e.project) != 0 || (s->id != NULL && strcmp(s->id,
	    s->e.project) != 0))))
		return refuse(db, s, REFUSAL_POLICY);
	if (!err)
		err = round_terms_of(db, &s->round, &t);
	if (err)
		return err;
	if (envelope_is_contributor(&t.project, s->e.bidder))
		s->unnamed = false;
	code = submission_check(db, s, &t);
	return code ? refuse(db, s, code) : store(db, s, &t);
}

static enum err
run(struct market *m, struct submission *s)
{
	enum err err = write_run(m, submit_in_txn, s);

	if (err || s->out->code)
		return err;
	/* Twenty reads of one moment cost less than each on its own. */
	market_snapshot(m);
	err = receipt_get(m, s->bid.file, &s->out->text, &s->out->n);
	market_snapshot_end(m);
	return err;
}

enum err
submit_file(struct market *m, const struct actor *actor, const char *id,
    const char *file, size_t n, struct posted *out)
{
	struct submission s = { .house = m->house, .actor = actor, .id = id,
	    .file = file, .n = n, .unnamed = actor == NULL, .out = out };

	if (m->house->platform == NULL)
		return ERR_BUSY;
	submission_read(m, &s);
	return s.unnamed && !s.parsed ? ERR_FORBIDDEN : run(m, &s);
}

enum err
submit_once(struct market *m, const struct actor *actor, const char *once,
    const char *file, size_t n, struct bid *b, struct posted *out)
{
	struct submission s = { .house = m->house, .actor = actor,
	    .once = once, .file = file, .n = n, .out = out };
	enum err err;

	submission_read(m, &s);
	err = run(m, &s);
	*b = s.bid;
	return err;
}

const char *
submit_hash(char hex[65], const char *file, size_t n)
{
	unsigned char hash[32];

	note_hash(hash, file, n);
	return digits_hex(hex, hash, sizeof hash);
}

/* ---- claims ---- */

/* Where the first note ends: behind its last signature line. */
static size_t
first_note(const char *file, size_t n)
{
	const char *at = memmem(file, n, "\n\n", 2), *end = file + n;

	if (at == NULL)
		return 0;
	at += 2;
	while (end - at > 4 && memcmp(at, "\xe2\x80\x94 ", 4) == 0) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));

		if (lf == NULL)
			return 0;
		at = lf + 1;
	}
	return (size_t)(at - file);
}

/* Does the claim speak of the submission behind it?  Who vouches: later. */
static const char *
read_claim(struct market *m, struct submission *s, struct note *note,
    const char *file, size_t n)
{
	struct seal_claim claim;

	if (n == 0 || !note_parse(note, file, n) || !seal_record_parse(
	    m->arena, SEAL_CLAIM, note->text, note->n, &claim) || !s->parsed)
		return REFUSAL_GRAMMAR;
	if (memcmp(claim.file, s->hash, 32) != 0 ||
	    memcmp(claim.policy, s->e.policy, 32) != 0)
		return REFUSAL_POLICY;
	s->claim = note;
	s->claim_at = claim.time;
	return NULL;
}

struct misfit {
	struct submission *s;
	const char *code;
};

static enum err
refuse_claim(struct db *db, void *ctx)
{
	struct misfit *c = ctx;

	return refuse(db, c->s, c->code);
}

enum err
submit_claim(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	size_t first = first_note(file, n);
	struct submission s = { .house = m->house, .id = id,
	    .file = file + first, .n = n - first, .out = out };
	struct misfit c = { &s, NULL };
	struct note note;

	if (m->house->platform == NULL)
		return ERR_BUSY;
	submission_read(m, &s);
	note_hash(s.body, file, n);
	c.code = read_claim(m, &s, &note, file, first);
	return c.code ? write_run(m, refuse_claim, &c) : run(m, &s);
}
