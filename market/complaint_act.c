/* SPDX-License-Identifier: Apache-2.0 */
/* complaint_act.c: what becomes of a complaint. */
#include <inttypes.h>
#include <string.h>

#include "db/award.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/complaint_core.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/matter.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/write.h"

/* One act on one complaint. */
struct act {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	int64_t id;
	const char *to;			/* state */
	const char *text;		/* decision, statement, remedy */
	const char *ground;
	const char *out;
	int64_t days;			/* for a remedy; 0: none */
	bool suspends;
	struct problems *problems;
	struct complaint c;
	struct project p;
};

static enum err
find(struct db *db, struct act *x)
{
	enum err err = db_complaint_get(db, x->id, &x->c);

	return err ? err : db_project_get(db, x->c.project_id, &x->p);
}

/* ---- telling ---- */

static enum err
tell(struct db *db, const struct act *x, const char *code, int64_t party_id)
{
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = party_id, .role = party_id ? NULL : "regulator",
	    .project_id = x->p.id, .args = (struct arg[]){
	    arg_text("EVENT", arena_printf(db_arena(db), "%" PRId64,
	    x->id)), { 0 } } });
}

/* All who take part in it. */
static enum err
tell_all(struct db *db, const struct act *x, const char *code)
{
	enum err err = tell(db, x, code, x->c.party_id);

	if (!err)
		err = tell(db, x, code, x->c.owner_id);
	if (!err && x->c.accused_id != x->c.owner_id)
		err = tell(db, x, code, x->c.accused_id);
	return err;
}

/* 投诉处理决定, for everybody. */
static enum err
publish(struct db *db, const struct act *x)
{
	const struct complaint *c = &x->c;
	struct buf body;

	notice_begin(&body, "complaint", &x->p);
	notice_line(&body, "about", c->about);
	notice_text(&body, "facts", c->shown_facts);
	notice_text(&body, "claim", c->shown_claim);
	notice_line(&body, "conclusion", c->state);
	notice_text(&body, "answer", c->shown_decision);
	if (c->remedied_at)
		notice_text(&body, "remedy", c->shown_remedy);
	return notice_publish(db, &x->p, "complaint", &body);
}

/* Row, audit, timeline and messages; the actor of the timeline is no filer. */
static enum err
put_down(struct db *db, const struct act *x, const char *was,
    const char *event, const char *reason)
{
	bool officer = x->actor && x->actor->role == ROLE_REGULATOR;
	enum err err = db_complaint_update(db, &x->c, was);

	if (!err)
		err = flow_tell(db, x->house, officer ? x->actor : NULL,
		    &x->p, event, reason);
	if (!err)
		err = db_audit_change(db, x->actor, event, "complaint",
		    x->id, was, x->c.state);
	return err ? err : tell_all(db, x, event);
}

/* Into x->to; nothing waits for what it was. */
static enum err
enter(struct db *db, struct act *x)
{
	enum err err = due_done(db, NULL, COMPLAINT_ACCEPT, x->id);

	if (!err && strcmp(x->to, "accepted") != 0)
		err = due_done(db, NULL, COMPLAINT_DECIDE, x->id);
	x->c.state = x->to;
	x->c.level = 0;
	x->c.suspends = false;
	x->c.open = strcmp(x->to, "accepted") == 0;
	if (!x->c.open)
		x->c.decided_at = db_now(db);
	return err;
}

/* The complaint, if it may go from its state to x->to; *again: it did. */
static enum err
may(struct db *db, struct act *x, const char **was, bool *again)
{
	enum err err = find(db, x);

	*again = !err && strcmp(x->c.state, x->to) == 0;
	if (err || *again)
		return err;
	*was = x->c.state;
	return matter_may_move(*was, x->to) ? OK : ERR_CONFLICT;
}

/* ---- the filer ---- */

static enum err
withdraw_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	const char *was;
	bool again;
	enum err err = may(db, x, &was, &again);

	if ((!err || err == ERR_CONFLICT) &&
	    x->c.party_id != x->actor->party_id)
		return ERR_NOT_FOUND;
	if (err || again)
		return err;
	err = enter(db, x);
	if (!err)
		err = put_down(db, x, was, "complaint_withdrawn", "");
	return err ? err : matter_let_go(db, &x->p);
}

enum err
complaint_withdraw(struct market *m, const struct actor *actor, int64_t id)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "withdrawn" };

	return write_run(m, withdraw_in_txn, &x);
}

/* ---- the accused ---- */

static enum err
find_accused(struct db *db, struct act *x)
{
	enum err err = find(db, x);

	return !err && x->c.accused_id != x->actor->party_id ? ERR_NOT_FOUND :
	    err;
}

static enum err
state_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = find_accused(db, x);

	if (err)
		return err;
	if (x->c.stated_at)
		return strcmp(x->c.statement, x->text) == 0 ? OK :
		    ERR_CONFLICT;
	if (x->c.decided_at)
		return ERR_CONFLICT;
	x->c.statement = x->text;
	x->c.stated_at = db_now(db);
	err = db_complaint_update(db, &x->c, x->c.state);
	return err ? err : db_audit_change(db, x->actor, "complaint_state",
	    "complaint", x->id, x->c.state, x->c.state);
}

enum err
complaint_state(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	struct act x = { .house = m->house, .actor = actor, .id = id };

	problems->n = 0;
	x.text = matter_text(m->arena, text, COMPLAINT_ANSWER, "answer",
	    "complaint_answer", problems);
	return problems->n ? ERR_INVALID : write_run(m, state_in_txn, &x);
}

static enum err
remedy_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	const char *was;
	struct due d;
	bool again;
	enum err err = find_accused(db, x);

	if (!err)
		err = may(db, x, &was, &again);
	if (err || again)
		return err;
	err = db_due_get(db, 0, COMPLAINT_REMEDY, x->id, &d);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	if (!due_open(&d, db_now(db)))
		return ERR_CONFLICT;
	err = due_done(db, NULL, COMPLAINT_REMEDY, x->id);
	x->c.state = x->to;
	x->c.open = false;
	x->c.remedy = x->text;
	x->c.remedied_at = db_now(db);
	if (!err)
		err = complaint_mask(db, x->house, &x->c);
	if (!err)
		err = put_down(db, x, was, "complaint_remedied", "");
	return err ? err : publish(db, x);
}

enum err
complaint_remedy(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "remedied" };

	problems->n = 0;
	x.text = matter_text(m->arena, text, COMPLAINT_ANSWER, "answer",
	    "complaint_remedy", problems);
	complaint_private(m->arena, x.text, "answer", problems);
	return problems->n ? ERR_INVALID : write_run(m, remedy_in_txn, &x);
}

/* ---- the regulator ---- */

static enum err
accept_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	const char *was;
	bool again;
	enum err err = may(db, x, &was, &again);

	x->problems->n = 0;
	if (err || again)
		return err;
	if (x->suspends && strcmp(x->p.state, "publicity") != 0) {
		problem_at(x->problems, "suspends", "complaint_suspends_not");
		return ERR_INVALID;
	}
	err = enter(db, x);
	x->c.suspends = x->suspends;
	if (!err)
		err = due_span(db, x->house, NULL, COMPLAINT_DECIDE, x->id,
		    db_now(db), x->house->params.complaint_decide, NULL);
	return err ? err : put_down(db, x, was, "complaint_accepted", "");
}

enum err
complaint_accept(struct market *m, const struct actor *actor, int64_t id,
    bool suspends, struct problems *problems)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "accepted", .suspends = suspends, .problems = problems };

	problems->n = 0;
	return write_run(m, accept_in_txn, &x);
}

/* Upheld against a result: the award, if it is still the one in question. */
static enum err
take_back(struct db *db, struct act *x)
{
	struct award a;
	enum err err;

	if (strcmp(x->to, "upheld") != 0 ||
	    strcmp(x->c.about, "result") != 0 || x->c.award_id == 0)
		return OK;
	err = db_award_of_project(db, x->p.id, &a);
	if (err || a.id != x->c.award_id)
		return err;
	return matter_take_back(db, x->house, x->actor, &x->p, x->out,
	    x->c.shown_decision);
}

/* Upheld against an agency: for another officer to confirm. */
static enum err
weigh(struct db *db, const struct act *x)
{
	struct arena *a = db_arena(db);

	if (strcmp(x->to, "upheld") != 0 ||
	    x->c.accused_id == x->c.owner_id)
		return OK;
	return credit_propose(db, x->house, x->actor,
	    &(struct credit_proposal){ .party_id = x->c.accused_id,
	    .code = "UPHELD_COMPLAINT", .occurred_at = x->c.filed_at,
	    .project_id = x->p.id, .source = arena_printf(a,
	    "complaint:%" PRId64, x->id), .evidence = x->c.shown_decision });
}

static enum err
ask_remedy(struct db *db, struct act *x)
{
	const struct span span = { (int32_t)x->days, SPAN_WD };

	if (x->days == 0)
		return OK;
	x->c.open = true;
	return due_limit(db, x->house, NULL, COMPLAINT_REMEDY, x->id,
	    db_now(db), span, NULL);
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	const char *was;
	bool again;
	enum err err = may(db, x, &was, &again);

	if (err || again)
		return err;
	err = enter(db, x);
	x->c.decision = x->text;
	x->c.ground = x->ground ? x->ground : "";
	x->c.decided_by = x->actor->account_id;
	if (!err)
		err = ask_remedy(db, x);
	if (!err)
		err = complaint_mask(db, x->house, &x->c);
	if (!err)
		err = put_down(db, x, was, x->ground ? "complaint_refused" :
		    "complaint_decided", x->ground ? "" :
		    x->c.shown_decision);
	if (!err && !x->ground)
		err = publish(db, x);
	if (!err)
		err = weigh(db, x);
	if (!err)
		err = matter_let_go(db, &x->p);
	return err ? err : take_back(db, x);
}

static const char *
read_decision(struct market *m, const char *typed, struct problems *problems)
{
	const char *text = matter_text(m->arena, typed, COMPLAINT_ANSWER,
	    "answer", "complaint_reason", problems);

	complaint_private(m->arena, text, "answer", problems);
	return text;
}

enum err
complaint_refuse(struct market *m, const struct actor *actor, int64_t id,
    const char *ground, const char *answer, struct problems *problems)
{
	static const char *const grounds[] = { "scope", "late", "standing",
	    "decided" };
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "refused" };

	problems->n = 0;
	for (size_t i = 0; i < COUNT(grounds); i++)
		if (strcmp(grounds[i], ground) == 0)
			x.ground = grounds[i];
	if (x.ground == NULL)
		problem_at(problems, "ground", "complaint_ground_choose");
	x.text = read_decision(m, answer, problems);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &x);
}

enum err
complaint_decide(struct market *m, const struct actor *actor, int64_t id,
    const struct complaint_verdict *v, struct problems *problems)
{
	static const char *const verdicts[] = { "upheld", "partly",
	    "dismissed" };
	struct act x = { .house = m->house, .actor = actor, .id = id };
	bool remedy;

	problems->n = 0;
	for (size_t i = 0; i < COUNT(verdicts); i++)
		if (strcmp(verdicts[i], v->verdict) == 0)
			x.to = verdicts[i];
	if (x.to == NULL)
		problem_at(problems, "verdict", "complaint_verdict");
	x.out = matter_out(v->out);
	if (x.out == NULL)
		problem_at(problems, "out", "objection_out");
	remedy = v->days[0] != '\0';
	if (remedy && (!digits_int(v->days, 1, COMPLAINT_REMEDY_DAYS,
	    &x.days) || (x.to && strcmp(x.to, "dismissed") == 0)))
		problem_at(problems, "days", "complaint_days");
	x.text = read_decision(m, v->answer, problems);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &x);
}

/* ---- too late ---- */

static enum err
late_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = find(db, x);

	if (!err)
		err = due_take(db, 0, x->to, x->id);
	if (err)
		return err;
	x->c.level = 1;
	x->c.suspends = false;
	err = db_complaint_update(db, &x->c, x->c.state);
	if (!err)
		err = flow_tell(db, x->house, NULL, &x->p,
		    "complaint_escalated", "");
	if (!err)
		err = db_audit_change(db, NULL, "complaint_escalated",
		    "complaint", x->id, "0", "1");
	if (!err)
		err = tell(db, x, "complaint_escalated", 0);
	return err ? err : matter_let_go(db, &x->p);
}

enum err
complaint_unaccepted(struct market *m, int64_t project_id, int64_t id)
{
	struct act x = { .house = m->house, .id = id,
	    .to = COMPLAINT_ACCEPT };

	(void)project_id;
	return write_run(m, late_in_txn, &x);
}

enum err
complaint_undecided(struct market *m, int64_t project_id, int64_t id)
{
	struct act x = { .house = m->house, .id = id,
	    .to = COMPLAINT_DECIDE };

	(void)project_id;
	return write_run(m, late_in_txn, &x);
}
