/* SPDX-License-Identifier: Apache-2.0 */
/* objection_act.c: what becomes of an objection. */
#include <string.h>

#include "db/record.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/matter.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/objection.h"
#include "market/write.h"

/* One act on one objection. */
struct act {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	int64_t id;
	const char *to;			/* state */
	const char *event;		/* of the timeline */
	const char *answer;
	bool owner;			/* the purchaser's; else the filer's */
	const char *out;		/* the winner's bid is out for it */
	struct objection o;
	struct project p;
};

static enum err
find(struct db *db, struct act *x)
{
	enum err err = db_objection_get(db, x->id, &x->o);

	if (!err && x->actor && x->actor->party_id !=
	    (x->owner ? x->o.owner_id : x->o.party_id))
		err = ERR_NOT_FOUND;
	return err ? err : db_project_get(db, x->o.project_id, &x->p);
}

static bool
is_final(const char *state)
{
	return strcmp(state, "accepted") != 0;
}

/* 答复, for everybody; who objected is not named. */
static enum err
publish_answer(struct db *db, struct act *x)
{
	struct buf body;

	notice_begin(&body, "objection", &x->p);
	notice_line(&body, "about", x->o.about);
	notice_text(&body, "facts", x->o.facts);
	notice_text(&body, "claim", x->o.claim);
	notice_line(&body, "conclusion", x->to);
	notice_text(&body, "answer", x->answer);
	return notice_publish(db, &x->p, "objection", &body);
}

static enum err
move(struct db *db, struct act *x)
{
	const char *from = x->o.state;
	enum err err;

	x->o.state = x->to;
	if (is_final(x->to)) {
		x->o.suspends = false;
		x->o.answer = x->answer;
		x->o.answered_at = db_now(db);
	}
	err = db_objection_move(db, &x->o, from);
	if (!err && is_final(x->to))
		err = due_done(db, &x->p, "objection_lapse", x->id);
	if (!err && is_final(x->to) && x->owner)
		err = publish_answer(db, x);
	if (!err && is_final(x->to) && x->owner)
		err = message_tell(db, &(struct message){ .code =
		    "objection_decided", .party_id = x->o.party_id,
		    .project_id = x->p.id });
	if (!err)
		err = flow_tell(db, x->house, x->owner ? x->actor : NULL,
		    &x->p, x->event, x->answer);
	if (!err)
		err = db_audit(db, x->actor, x->to, "objection", x->id);
	return err ? err : matter_let_go(db, &x->p);
}

/* Upheld against a result: it is taken back. */
static enum err
take_back(struct db *db, struct act *x)
{
	if (strcmp(x->to, "upheld") != 0 || strcmp(x->o.about, "result") != 0)
		return OK;
	return matter_take_back(db, x->house, x->actor, &x->p, x->out,
	    x->answer);
}

static enum err
act_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = find(db, x);

	if (err)
		return err;
	if (strcmp(x->o.state, x->to) == 0)
		return OK;		/* sent twice */
	if (!matter_may_move(x->o.state, x->to))
		return ERR_CONFLICT;
	err = move(db, x);
	return err ? err : take_back(db, x);
}

static const char *
read_answer(struct market *m, const char *typed, struct problems *problems)
{
	return matter_text(m->arena, typed, OBJECTION_ANSWER, "answer",
	    "objection_answer", problems);
}

enum err
objection_refuse(struct market *m, const struct actor *actor, int64_t id,
    const char *answer, struct problems *problems)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "refused", .event = "objection_refused", .owner = true };

	problems->n = 0;
	x.answer = read_answer(m, answer, problems);
	return problems->n ? ERR_INVALID : write_run(m, act_in_txn, &x);
}

enum err
objection_accept(struct market *m, const struct actor *actor, int64_t id)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "accepted", .event = "objection_accepted", .answer = "",
	    .owner = true };

	return write_run(m, act_in_txn, &x);
}

enum err
objection_decide(struct market *m, const struct actor *actor, int64_t id,
    const struct objection_verdict *v, struct problems *problems)
{
	static const char *const verdicts[] = { "upheld", "partly",
	    "dismissed" };
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .event = "objection_decided", .owner = true };

	problems->n = 0;
	for (size_t i = 0; i < COUNT(verdicts); i++)
		if (strcmp(verdicts[i], v->verdict) == 0)
			x.to = verdicts[i];
	if (x.to == NULL)
		problem_at(problems, "verdict", "objection_verdict");
	x.out = matter_out(v->out);
	if (x.out == NULL)
		problem_at(problems, "out", "objection_out");
	x.answer = read_answer(m, v->answer, problems);
	return problems->n ? ERR_INVALID : write_run(m, act_in_txn, &x);
}

enum err
objection_withdraw(struct market *m, const struct actor *actor, int64_t id)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .to = "withdrawn", .event = "objection_withdrawn",
	    .answer = "" };

	return write_run(m, act_in_txn, &x);
}

/* ---- no answer ---- */

static enum err
lapse_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = find(db, x);

	if (!err)
		err = due_take(db, x->p.id, "objection_lapse", x->id);
	if (err || x->o.answered_at)
		return err ? err : ERR_CONFLICT;
	x->o.suspends = false;
	err = db_objection_move(db, &x->o, x->o.state);
	if (!err)
		err = flow_tell(db, x->house, NULL, &x->p,
		    "objection_lapsed", "");
	return err ? err : matter_let_go(db, &x->p);
}

enum err
objection_lapse(struct market *m, int64_t project_id, int64_t id)
{
	struct act x = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, lapse_in_txn, &x);
}
