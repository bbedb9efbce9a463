/* SPDX-License-Identifier: Apache-2.0 */
/* cancel.c: a project ends before anybody works. */
#include "market/cancel.h"

#include <string.h>

#include "db/attempt.h"
#include "db/bid.h"
#include "db/due.h"
#include "db/owner.h"
#include "market/award.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/paper.h"
#include "market/round.h"
#include "market/write.h"

void
cancel_check_reason(const char *reason, struct problems *problems)
{
	static const struct text_rule rule = { .field = "reason",
	    .least = CANCEL_REASON_LEAST, .most = CANCEL_REASON_MOST,
	    .wrong = "cancel_reason_length" };

	(void)problem_text(problems, &rule, reason);
}

enum err
cancel_is_sealed(struct db *db, const struct round *r, bool *sealed)
{
	struct round_trustee *list;
	size_t n = 0;
	int64_t keys = 0;
	enum err err = db_round_trustees(db, r->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		keys += list[i].opened;
	*sealed = !err && keys < r->threshold && r->opened_at == 0;
	return err;
}

/* What the project held in its budget line, as far as it had come. */
static enum err
free_money(struct db *db, const struct project *p)
{
	/* The ceiling is reserved until a contract is signed. */
	return p->budget_line_id == 0 ? OK : db_budget_release(db,
	    p->budget_line_id, p->ceiling_fen);
}

static enum err
tell_bidders(struct db *db, const struct project *p, const char *reason)
{
	struct round r;
	enum err err = db_round_of_project(db, p->id, &r);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	return message_bidders(db, p, r.id, "cancelled", (struct arg[]){
	    arg_text("REASON", reason), { 0 } });
}

/* Who decided it, as the notice has it. */
static const char *
decided_by(const struct actor *actor, const char *event)
{
	if (strcmp(event, "cancel_late") == 0)
		return "regulator";
	return actor || strcmp(event, "amend_unsigned") != 0 ? "owner" :
	    "clock";
}

static enum err
publish_end(struct db *db, const struct project *p, const char *by,
    const char *reason)
{
	struct buf body;
	struct round r;
	bool sealed = true, round = false;
	enum err err = db_round_registered(db, p->id, &r);

	if (err && err != ERR_NOT_FOUND)
		return err;
	round = err == OK;
	err = round ? cancel_is_sealed(db, &r, &sealed) : OK;
	if (err)
		return err;
	notice_begin(&body, "cancelled", p);
	notice_line(&body, "item", p->item_name);
	notice_line(&body, "method", p->method);
	notice_int(&body, "ceiling-fen", p->ceiling_fen);
	notice_int(&body, "published", p->published_at);
	notice_line(&body, "decided-by", by);
	notice_line(&body, "reason", reason);
	if (round) {
		notice_line(&body, "envelopes", sealed ? "sealed" :
		    "opened");
		notice_line(&body, "sealing-id", r.sealing_id);
	}
	if (round && r.void_leaf)
		notice_int(&body, "void-leaf", r.void_leaf);
	notice_line(&body, "phone", p->phone);
	return notice_publish(db, p, "cancelled", &body);
}

enum err
cancel_finish(struct db *db, struct house *h, const struct actor *actor,
    struct project *p, const char *event, const char *reason)
{
	enum err err = flow_move(db, h, actor, p, event, reason);

	if (!err)
		err = db_due_done_all(db, p->id);
	if (!err)
		err = free_money(db, p);
	if (!err)
		err = publish_end(db, p, decided_by(actor, event), reason);
	if (!err)
		err = tell_bidders(db, p, reason);
	return err ? err : round_index(db);
}

/* ---- after the deadline ---- */

/* Nobody opens any more; the purchaser is to say so on record. */
static enum err
end_round(struct db *db, struct round *r, const char *reason)
{
	bool sealed;
	enum err err = cancel_is_sealed(db, r, &sealed);

	if (!err && sealed)
		err = db_bid_void(db, r->id);
	if (!err && r->award_leaf == 0)
		err = paper_ask(db, r, sealed ? "void" : "award", reason);
	return err ? err : round_live(db, r, 9);
}

enum err
cancel_late(struct db *db, struct house *h, const struct actor *actor,
    struct project *p, const char *reason)
{
	struct round r;
	enum err err = cancel_finish(db, h, actor, p, "cancel_late", reason);

	if (!err)
		err = award_end(db, h, actor, p, reason);
	if (err)
		return err;
	err = db_round_registered(db, p->id, &r);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;	/* chosen directly */
	return end_round(db, &r, reason);
}

/* ---- while it waits for signatures ---- */

struct amended {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const char *reason;
};

static enum err
amended_in_txn(struct db *db, void *ctx)
{
	const struct amended *c = ctx;
	struct project p;
	enum err err = db_project_public(db, c->code, 0, &p);

	if (!err && p.owner_id != c->actor->party_id)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (strcmp(p.state, "cancelled") == 0)
		return OK;		/* sent twice */
	if (strcmp(p.state, "registering") != 0)
		return ERR_CONFLICT;
	return cancel_finish(db, c->house, c->actor, &p, "cancel",
	    c->reason);
}

enum err
cancel_amended(struct market *m, const struct actor *actor,
    const char *code, const char *reason, struct problems *problems)
{
	struct amended c = { .house = m->house, .actor = actor,
	    .code = code, .reason = reason };

	problems->n = 0;
	cancel_check_reason(reason, problems);
	return problems->n ? ERR_INVALID : write_run(m, amended_in_txn, &c);
}

/* ---- bidders that did not open their own ---- */

struct unopened {
	struct house *house;
	int64_t project_id;
	struct project p;
	struct round r;
};

/* Those who kept silent stand in the notice (sealing.md 7, «Fallback»). */
static enum err
name_silent(struct db *db, const struct unopened *u, struct buf *body,
    size_t *silent)
{
	struct bid *bids;
	size_t n;
	enum err err = db_bid_of_round(db, u->r.id, &bids, &n);

	*silent = 0;
	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(bids[i].kind, "envelope") != 0 || bids[i].self)
			continue;
		++*silent;
		notice_line(body, "silent", bids[i].agency_id ?
		    bids[i].agency_name : bids[i].name);
	}
	return err;
}

static enum err
fail_unopened(struct db *db, struct unopened *u)
{
	struct buf body;
	size_t silent;
	enum err err;

	notice_begin(&body, "failed", &u->p);
	notice_line(&body, "reason", "not_opened");
	notice_line(&body, "sealing-id", u->r.sealing_id);
	err = name_silent(db, u, &body, &silent);
	if (!err && silent == 0)
		err = ERR_CONFLICT;	/* all have: it is being judged */
	if (!err)
		err = flow_move(db, u->house, NULL, &u->p, "unopened",
		    "not_opened");
	if (!err)
		err = db_due_done_all(db, u->p.id);
	if (!err)
		err = free_money(db, &u->p);
	if (err) {
		buf_release(&body);
		return err;
	}
	err = notice_publish(db, &u->p, "failed", &body);
	if (!err)
		err = end_round(db, &u->r, "not-opened");
	return err ? err : round_index(db);
}

static enum err
unopened_in_txn(struct db *db, void *ctx)
{
	struct unopened *u = ctx;
	bool sealed = false;
	enum err err = db_project_get(db, u->project_id, &u->p);

	if (!err)
		err = db_round_registered(db, u->project_id, &u->r);
	if (!err)
		err = cancel_is_sealed(db, &u->r, &sealed);
	if (!err && (!sealed || strcmp(u->p.state, "closed") != 0))
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, u->project_id, "unopened", 0);
	return err ? err : fail_unopened(db, u);
}

enum err
cancel_unopened(struct market *m, int64_t project_id, int64_t object_id)
{
	struct unopened u = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, unopened_in_txn, &u);
}
