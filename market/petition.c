/* SPDX-License-Identifier: Apache-2.0 */
/* petition.c: what a regulator is asked for, and decides. */
#include "market/petition.h"

#include <string.h>

#include "db/attempt.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/cancel.h"
#include "market/credit_fact.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/rerun.h"
#include "market/round.h"
#include "market/write.h"

enum { MIN_MOST = 100 };

struct asking {
	struct house *house;
	const struct actor *actor;
	const char *code;
	const char *kind;
	const char *reason;
	int64_t id;			/* of the petition, to be decided */
	const char *verdict;
	int64_t min;
	struct problems *problems;
};

/* Is there something to ask for? */
static enum err
may_ask(struct db *db, const struct asking *a, const struct project *p)
{
	enum rerun state;
	enum err err;

	if (strcmp(a->kind, "cancel_late") == 0)
		return flow_can(p->state, "cancel_late") ? OK : ERR_CONFLICT;
	if (strcmp(a->kind, "supervise") != 0)
		return ERR_NOT_FOUND;
	err = rerun_state_of(db, a->house, p, &state);
	if (err)
		return err;
	return state == RERUN_ASK || state == RERUN_ASKED ? OK :
	    ERR_CONFLICT;
}

static enum err
ask_in_txn(struct db *db, void *ctx)
{
	const struct asking *a = ctx;
	struct petition t;
	struct project p;
	enum err err = db_project_public(db, a->code, 0, &p);

	if (!err && p.owner_id != a->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = may_ask(db, a, &p);
	if (err)
		return err;
	err = db_petition_of(db, p.id, a->kind, &t);
	if (!err && t.decided_at == 0)
		return OK;		/* sent twice */
	if (err && err != ERR_NOT_FOUND)
		return err;
	t = (struct petition){ .project_id = p.id, .kind = a->kind,
	    .reason = a->reason };
	err = db_petition_insert(db, &t);
	return err ? err : db_audit(db, a->actor, "ask", "petition", t.id);
}

enum err
petition_ask(struct market *m, const struct actor *actor, const char *code,
    const char *kind, const char *reason, struct problems *problems)
{
	struct asking a = { .house = m->house, .actor = actor, .code = code,
	    .kind = kind, .reason = reason };

	problems->n = 0;
	cancel_check_reason(reason, problems);
	return problems->n ? ERR_INVALID : write_run(m, ask_in_txn, &a);
}

/* ---- deciding ---- */

/* The decision itself, word by word; 终止公告 follows where it ends one. */
static enum err
publish_decision(struct db *db, const struct house *h,
    const struct project *p, const struct petition *t)
{
	struct buf body;

	notice_begin(&body, "decision", p);
	notice_line(&body, "petition", t->kind);
	if (t->award_id)
		notice_line(&body, "applicant", t->agency_name);
	notice_line(&body, "asked-for", t->reason);
	notice_line(&body, "verdict", t->verdict);
	notice_line(&body, "decision", t->decision);
	if (t->min_entrants) {
		struct project was = *p;

		was.min_entrants = 0;
		notice_int(&body, "min-entrants-was", round_min_entrants(h,
		    &was));
		notice_int(&body, "min-entrants", t->min_entrants);
	}
	return notice_publish(db, p, "decision", &body);
}

/* Lower than the parameters have it, or not at all. */
static bool
eases(const struct house *h, const struct project *p, int64_t min)
{
	struct project as_params = *p;

	as_params.min_entrants = 0;
	return min < round_min_entrants(h, &as_params);
}

/* What the timeline says of a decision that does not end the project. */
static const char *
event_of(const struct petition *t, bool granted)
{
	if (strcmp(t->kind, "cancel_late") == 0)
		return "keep";
	if (strcmp(t->kind, "supervise") == 0)
		return granted ? "supervise" : "supervise_refused";
	return granted ? "majeure_granted" : "majeure_refused";
}

/* Who gave an award up is told; accepted, it is no event of credit. */
static enum err
settle_claim(struct db *db, const struct asking *a, const struct project *p,
    const struct petition *t, bool granted)
{
	enum err err = granted ? credit_excused(db, a->house, a->actor,
	    t->award_id, t->decision) : OK;

	return err ? err : message_tell(db, &(struct message){
	    .code = "claim_decided", .party_id = t->agency_id,
	    .project_id = p->id, .args = (struct arg[]){
	    arg_text("REASON", t->decision), { .kind = ARG_END } } });
}

static enum err
do_decision(struct db *db, const struct asking *a, struct project *p,
    struct petition *t)
{
	bool granted = strcmp(a->verdict, "granted") == 0;
	bool late = strcmp(t->kind, "cancel_late") == 0;
	bool more = strcmp(t->kind, "supervise") == 0;
	enum err err;

	if (late && !flow_can(p->state, "cancel_late"))
		return ERR_CONFLICT;
	if (a->min && (!more || !eases(a->house, p, a->min))) {
		problem_at(a->problems, "min", "petition_min");
		return ERR_INVALID;
	}
	t->verdict = a->verdict;
	t->decision = a->reason;
	t->min_entrants = granted && more ? a->min : 0;
	err = db_petition_decide(db, t);
	if (!err)
		err = db_audit(db, a->actor, "decide", "petition", t->id);
	if (!err)
		err = publish_decision(db, a->house, p, t);
	if (err)
		return err;
	if (late && granted)
		return cancel_late(db, a->house, a->actor, p, a->reason);
	if (t->award_id)
		err = settle_claim(db, a, p, t, granted);
	return err ? err : flow_tell(db, a->house, a->actor, p,
	    event_of(t, granted), a->reason);
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	const struct asking *a = ctx;
	struct petition t;
	struct project p;
	enum err err = db_petition_get(db, a->id, &t);

	a->problems->n = 0;
	if (err)
		return err;
	if (t.decided_at)
		return strcmp(t.verdict, a->verdict) == 0 &&
		    strcmp(t.decision, a->reason) == 0 ? OK : ERR_CONFLICT;
	err = db_project_get(db, t.project_id, &p);
	return err ? err : do_decision(db, a, &p, &t);
}

enum err
petition_decide(struct market *m, const struct actor *actor, int64_t id,
    const struct petition_form *form, struct problems *problems)
{
	struct asking a = { .house = m->house, .actor = actor, .id = id,
	    .verdict = form->verdict, .reason = form->decision,
	    .problems = problems };

	problems->n = 0;
	if (strcmp(form->verdict, "granted") != 0 &&
	    strcmp(form->verdict, "refused") != 0)
		problem_at(problems, "verdict", "petition_verdict");
	cancel_check_reason(form->decision, problems);
	if (form->min[0] && !digits_int(form->min, 1, MIN_MOST, &a.min))
		problem_at(problems, "min", "petition_min");
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &a);
}

/* ---- of its own motion ---- */

static enum err
stop_in_txn(struct db *db, void *ctx)
{
	const struct asking *a = ctx;
	struct petition t;
	struct project p;
	enum err err = db_project_public(db, a->code, 0, &p);

	if (err)
		return err;
	err = db_petition_of(db, p.id, "cancel_late", &t);
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && strcmp(p.state, "cancelled") == 0 &&
	    strcmp(t.decision, a->reason) == 0)
		return OK;		/* sent twice */
	if (err || t.decided_at) {
		t = (struct petition){ .project_id = p.id,
		    .kind = "cancel_late", .reason = "" };
		err = db_petition_insert(db, &t);
	}
	return err ? err : do_decision(db, a, &p, &t);
}

enum err
petition_stop(struct market *m, const struct actor *actor, const char *code,
    const char *reason, struct problems *problems)
{
	struct asking a = { .house = m->house, .actor = actor, .code = code,
	    .reason = reason, .verdict = "granted", .problems = problems };

	problems->n = 0;
	cancel_check_reason(reason, problems);
	return problems->n ? ERR_INVALID : write_run(m, stop_in_txn, &a);
}

enum err
petition_list(struct market *m, struct petition **list, size_t *n)
{
	return db_petition_waiting(m->db, PETITION_PAGE, list, n);
}

enum err
petition_get(struct market *m, int64_t id, struct petition *p)
{
	return db_petition_get(m->db, id, p);
}

enum err
petition_of(struct market *m, int64_t project_id, const char *kind,
    struct petition *p)
{
	return db_petition_of(m->db, project_id, kind, p);
}

enum err
petition_of_award(struct market *m, int64_t award_id, struct petition *p)
{
	return db_petition_of_award(m->db, award_id, p);
}

enum err
petition_may_read(struct db *db, const struct actor *actor, int64_t id,
    bool *may)
{
	struct petition p;
	enum err err = db_petition_get(db, id, &p);

	*may = !err && (actor->role == ROLE_REGULATOR ||
	    actor->role == ROLE_AUDITOR || (actor->party_id != 0 &&
	    (actor->party_id == p.owner_id ||
	    actor->party_id == p.agency_id)));
	return err;
}
