/* SPDX-License-Identifier: Apache-2.0 */
/* submit.c: what comes in sealed, and what it is answered with. */
#include "market/submit.h"

#include <string.h>

#include "db/agency.h"
#include "db/key.h"
#include "db/party.h"
#include "db/project.h"
#include "db/record.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/platform.h"
#include "market/receipt.h"
#include "market/round.h"
#include "market/write.h"

struct submission {
	struct house *house;
	const struct actor *actor;
	const char *id;
	const char *file;
	size_t n;
	unsigned char hash[32];
	unsigned char body[32];		/* of what was received: a refusal's */
	struct note note;
	bool parsed;
	bool withdraw;
	struct seal_envelope e;		/* policy … seq of either kind */
	const char *vkey;		/* the key it was checked with, or NULL */
	bool good;			/* … and rightly signed by it */
	const struct note *claim;	/* a trustee vouches, or NULL */
	int64_t claim_i, claim_at;
	const char *once;		/* of the form, or NULL */
	struct posted *out;
	/* of the transaction */
	struct bid bid;
	struct round round;
};

/* ---- reading, outside the transaction ---- */

static void
read_record(struct arena *a, struct submission *s)
{
	struct seal_withdraw w;
	enum seal_type type;

	s->parsed = false;
	if (!note_parse(&s->note, s->file, s->n) || s->note.count != 1)
		return;
	type = seal_type_of(s->note.text, s->note.n);
	if (type == SEAL_ENVELOPE) {
		s->parsed = seal_record_parse(a, type, s->note.text,
		    s->note.n, &s->e);
		return;
	}
	if (type != SEAL_WITHDRAW || !seal_record_parse(a, type,
	    s->note.text, s->note.n, &w))
		return;
	s->parsed = s->withdraw = true;
	memcpy(s->e.policy, w.policy, sizeof w.policy);
	s->e.project = w.project;
	s->e.bidder = w.bidder;
	s->e.seq = w.seq;
	s->e.sealer = "offline";
}

/* The key that must have signed: the newest of the name, or the platform. */
static enum err
key_for(struct db *db, const struct submission *s, const char **vkey,
    struct note_key *key)
{
	const struct trust *t = platform_trust(s->house->platform);
	struct key_row row;
	enum err err;

	for (size_t i = 0; i < t->n_trustees; i++)
		if (strcmp(t->trustees[i].name, s->e.bidder) == 0) {
			*key = t->trustees[i];
			*vkey = s->e.bidder;	/* it never changes */
			return OK;
		}
	err = key_of_name(db, s->e.bidder, &row, key);
	*vkey = err ? NULL : row.vkey;
	return err;
}

static bool
is_signed(struct db *db, struct submission *s)
{
	struct note_key key;

	if (!s->withdraw && strcmp(s->e.sealer, "server") == 0)
		return platform_signed(s->house->platform, &s->note);
	s->vkey = NULL;
	return key_for(db, s, &s->vkey, &key) == OK &&
	    note_check(&s->note, &key, NULL) == NOTE_GOOD;
}

static void
read_file(struct market *m, struct submission *s)
{
	note_hash(s->hash, s->file, s->n);
	memcpy(s->body, s->hash, sizeof s->body);
	read_record(m->arena, s);
	s->good = s->parsed && is_signed(m->db, s);
}

/* ---- the checks of sealing.md 7, in their order ---- */

/* A withdrawal of what the server sealed is the server's to sign. */
static bool
platform_withdraws(const struct submission *s, const struct bid_last *last)
{
	return s->withdraw && !last->own &&
	    platform_signed(s->house->platform, &s->note);
}

static const char *
check_signature(struct db *db, struct submission *s,
    const struct bid_last *last)
{
	const char *vkey = NULL;
	struct note_key key;

	if (!s->withdraw && strcmp(s->e.sealer, "server") == 0)
		return s->good ? NULL : REFUSAL_SIGNATURE;
	if (platform_withdraws(s, last))
		return NULL;
	/* The key may have been replaced since the file was checked. */
	if (key_for(db, s, &vkey, &key) != OK || vkey == NULL)
		return REFUSAL_SIGNATURE;
	if (s->vkey != NULL && strcmp(vkey, s->vkey) == 0)
		return s->good ? NULL : REFUSAL_SIGNATURE;
	return note_check(&s->note, &key, NULL) == NOTE_GOOD ? NULL :
	    REFUSAL_SIGNATURE;
}

static bool
has_right_lengths(const struct submission *s, const struct round_terms *t)
{
	return s->withdraw || (s->e.n == t->n && s->e.ct.n ==
	    (size_t)t->project.form_bytes + 16);
}

static const char *
check_time(struct db *db, const struct submission *s, const struct round *r)
{
	if (r->void_leaf)
		return REFUSAL_VOID;
	if (s->claim)
		return s->claim_at >= r->deadline || r->close_leaf ?
		    REFUSAL_LATE : NULL;
	if (db_now(db) < r->opens)
		return REFUSAL_EARLY;
	return db_now(db) >= r->deadline || r->close_leaf ? REFUSAL_LATE :
	    NULL;
}

static bool
is_contributor(const struct submission *s, const struct round_terms *t)
{
	return envelope_is_contributor(&t->project, s->e.bidder);
}

/* Whose name is it?  A claim needs no session: its signature speaks. */
static const char *
check_bidder(struct db *db, struct submission *s,
    const struct round_terms *t)
{
	const struct platform *p = s->house->platform;
	const char *slash = strrchr(s->e.bidder, '/');
	struct party party;

	s->bid.agency_id = 0;
	if (is_contributor(s, t))
		return NULL;
	if (!s->claim && (s->actor == NULL || s->actor->uscc == NULL))
		return REFUSAL_BIDDER;
	if (slash == NULL || strcmp(platform_name(p, db_arena(db), "b",
	    slash + 1), s->e.bidder) != 0 || (!s->claim &&
	    strcmp(slash + 1, s->actor->uscc) != 0))
		return REFUSAL_BIDDER;
	if (db_party_by_uscc(db, slash + 1, &party) != OK)
		return REFUSAL_BIDDER;
	s->bid.agency_id = party.id;
	return NULL;
}

static const char *
check_sealer(const struct submission *s, const struct round *r,
    const struct bid_last *last)
{
	if (s->withdraw || strcmp(s->e.sealer, "server") != 0)
		return NULL;
	return r->server && !last->own ? NULL : REFUSAL_SEALER;
}

static const char *
check_eligible(struct db *db, const struct submission *s,
    const struct round *r)
{
	struct agency agency;
	struct project p;

	if (s->bid.agency_id == 0 || s->withdraw)
		return NULL;
	if (db_agency_get(db, s->bid.agency_id, &agency) != OK ||
	    strcmp(agency.state, "active") != 0)
		return REFUSAL_ELIGIBLE;
	if (db_project_get(db, r->project_id, &p) != OK ||
	    p.owner_id == s->bid.agency_id)
		return REFUSAL_ELIGIBLE;
	return NULL;
}

/* A first envelope and a withdrawal are never refused for number. */
static const char *
check_cap(struct db *db, const struct submission *s,
    const struct round_terms *t, const struct bid_last *last)
{
	int64_t all = 0;

	if (s->claim) {
		if (db_bid_claims(db, t->round.id, &all) != OK ||
		    all >= SEAL_CLAIMS)
			return REFUSAL_CAP;
	}
	if (s->withdraw || last->count == 0)
		return NULL;
	if (last->count >= SUBMIT_CAP)
		return REFUSAL_CAP;
	return db_bid_count(db, t->round.id, &all) != OK ||
	    all >= t->project.max_subs ? REFUSAL_CAP : NULL;
}

/* Which trustee of the round signed the claim: 0 a stranger, -1 wrongly. */
static int64_t
claimed_by(const struct submission *s, const struct round_terms *t)
{
	const struct trust *trust = platform_trust(s->house->platform);

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < trust->n_trustees; k++) {
			enum note_verdict v;

			if (strcmp(trust->trustees[k].name,
			    t->trustees[i].name) != 0)
				continue;
			v = note_check(s->claim, &trust->trustees[k], NULL);
			if (v != NOTE_ABSENT)
				return v == NOTE_GOOD ? t->trustees[i].i : -1;
		}
	return 0;
}

static const char *
check(struct db *db, struct submission *s, const struct round_terms *t)
{
	struct bid_last last;
	const char *code;

	s->claim_i = s->claim ? claimed_by(s, t) : 0;

	if (db_bid_of_name(db, t->round.id, s->e.bidder, &last) != OK)
		return REFUSAL_SEQ;
	code = check_time(db, s, &t->round);
	if (!code)
		code = check_bidder(db, s, t);
	if (!code)
		code = check_sealer(s, &t->round, &last);
	if (!code)
		code = s->claim_i < 0 ? REFUSAL_SIGNATURE :
		    check_signature(db, s, &last);
	if (!code)
		code = check_eligible(db, s, &t->round);
	if (!code && (s->e.seq != last.seq + 1 || (s->withdraw &&
	    strcmp(last.state, "sealed") != 0)))
		code = REFUSAL_SEQ;
	if (!code)
		code = check_cap(db, s, t, &last);
	return !code && s->claim && s->claim_i == 0 ? REFUSAL_KEY : code;
}

/* ---- the transaction ---- */

static enum err
refuse(struct db *db, struct submission *s, const char *code)
{
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
	return err;
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
	code = has_right_lengths(s, &t) ? check(db, s, &t) :
	    REFUSAL_GRAMMAR;
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
	    .file = file, .n = n, .out = out };

	if (m->house->platform == NULL)
		return ERR_BUSY;
	read_file(m, &s);
	return run(m, &s);
}

enum err
submit_once(struct market *m, const struct actor *actor, const char *once,
    const char *file, size_t n, struct bid *b, struct posted *out)
{
	struct submission s = { .house = m->house, .actor = actor,
	    .once = once, .file = file, .n = n, .out = out };
	enum err err;

	read_file(m, &s);
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
	read_file(m, &s);
	note_hash(s.body, file, n);
	c.code = read_claim(m, &s, &note, file, first);
	return c.code ? write_run(m, refuse_claim, &c) : run(m, &s);
}
