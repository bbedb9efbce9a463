/* SPDX-License-Identifier: Apache-2.0 */
/* paper_selfopen.c: bidders open their own where trustees failed. */
#include <string.h>

#include "db/bid.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/envelope.h"
#include "market/key.h"
#include "market/paper.h"
#include "market/platform.h"
#include "market/round.h"
#include "market/write.h"

struct self_post {
	struct note_post post;
	struct seal_selfopen r;
};

static enum err
refuse(struct db *db, struct self_post *p, const char *code)
{
	return note_post_refuse(db, &p->post, p->post.parsed ?
	    p->r.policy : NULL, code);
}

/*
 * A key of the name that is in force for the round: of the trust file, or
 * with a record before the close.  A key made since then opens nothing.
 */
static bool
is_signed(struct db *db, const struct self_post *p, const struct round *r,
    const char *name)
{
	const struct note_key *trustee = trust_trustee(platform_trust(
	    p->post.house->platform), name);
	struct key_row *rows;
	struct note_key key;
	size_t n;

	if (trustee != NULL)
		return note_check(&p->post.note, trustee, NULL) == NOTE_GOOD;
	if (db_key_of_name(db, name, &rows, &n) != OK)
		return false;
	for (size_t i = 0; i < n; i++)
		if (rows[i].leaf >= 0 && rows[i].leaf < r->close_leaf &&
		    note_vkey_read(&key, rows[i].vkey, strlen(rows[i].vkey))
		    && note_check(&p->post.note, &key, NULL) == NOTE_GOOD)
			return true;
	return false;
}

/*
 * A wrong s would make the envelope invalid after others are known: only the
 * one that fits is taken (sealing.md 6, «In self-opening»).
 */
static const char *
check_self(struct db *db, struct self_post *p, const struct round_terms *t,
    const struct bid *b, bool over)
{
	const struct envelope_court court = { &t->project, t->round.policy,
	    &t->rule, NULL };
	const struct seal_sub sub = { .name = b->name, .seq = b->seq };
	struct envelope_verdict v;

	if (over)
		return REFUSAL_VOID;
	if (t->round.fallback_leaf == 0)
		return REFUSAL_EARLY;
	if (db_now(db) >= t->round.selfopen_until || t->round.opened_at)
		return REFUSAL_LATE;
	if (b->body == NULL)
		return REFUSAL_POLICY;	/* lost: to be sent again first */
	if (!is_signed(db, p, &t->round, b->name))
		return REFUSAL_SIGNATURE;
	envelope_judge_self(db_arena(db), &court, &sub, b->agency_id == 0,
	    b->body, b->body_len, p->r.s, &v);
	if (!v.valid)
		return REFUSAL_KEY;
	return b->self ? REFUSAL_DOUBLE : NULL;
}

/* With the last one the clock may judge; b has just been opened. */
static enum err
wake(struct db *db, const struct round_terms *t, const struct bid *b)
{
	struct project p;
	struct bid *all;
	size_t n;
	enum err err = db_project_get(db, t->round.project_id, &p);

	if (!err)
		err = db_bid_all(db, t->round.id, &all, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(all[i].state, "sealed") == 0 && !all[i].self &&
		    all[i].id != b->id)
			return OK;	/* somebody has still to come */
	return err ? err : due_moment(db, &p, "open", 0, db_now(db));
}

/* An envelope of the round that counted when it was closed? */
static bool
is_of(const struct bid *b, const struct round *r)
{
	return b->round_id == r->id && strcmp(b->kind, "envelope") == 0 &&
	    strcmp(b->state, "superseded") != 0 &&
	    strcmp(b->state, "withdrawn") != 0;
}

static enum err
self_in_txn(struct db *db, void *ctx)
{
	struct self_post *p = ctx;
	struct round_terms t;
	struct bid b;
	const char *code;
	int64_t leaf;
	char hex[65];
	bool over;
	enum err err;

	(void)note_post_accept(&p->post);
	if (!p->post.parsed)
		return refuse(db, p, REFUSAL_GRAMMAR);
	err = round_terms_by_id(db, p->post.id, &t);
	if (!err)
		err = db_bid_by_file(db, p->r.file, &b);
	if (err == ERR_NOT_FOUND || (!err && (!is_of(&b, &t.round) || memcmp(
	    t.round.policy, p->r.policy, 32) != 0)))
		return refuse(db, p, REFUSAL_POLICY);
	if (err)
		return err;
	err = round_over(db, &t.round, &over);
	if (err)
		return err;
	code = check_self(db, p, &t, &b, over);
	if (code)
		return refuse(db, p, code);
	err = append_entry(db, p->post.file, p->post.n, &leaf);
	if (!err)
		err = round_record(db, &t.round, leaf, "selfopen",
		    arena_printf(db_arena(db), "selfopen-%s.note",
		    digits_hex(hex, p->r.file, 32)), p->post.file, p->post.n);
	if (!err)
		err = db_bid_self(db, b.id, p->r.s);
	return err ? err : wake(db, &t, &b);
}

enum err
paper_selfopen(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	struct self_post p = { .post = { .id = id, .file = file, .n = n,
	    .out = out } };
	enum err err = note_post_read(&p.post, m, SEAL_SELFOPEN, &p.r);

	p.post.parsed = p.post.parsed && p.post.note.count == 1;
	return err ? err : write_run(m, self_in_txn, &p);
}
