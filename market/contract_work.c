/* SPDX-License-Identifier: Apache-2.0 */
/* contract_work.c: deliver, reject, accept; silence accepts. */
#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"
#include "market/contract_act.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"
#include "market/review.h"
#include "market/write.h"

/* ---- deliver ---- */

/* The milestone of the form; *last: no other delivery waits. */
static enum err
find_step(struct db *db, struct contract_act *a, struct milestone *step,
    bool *last)
{
	struct milestone *s;
	int64_t no;
	size_t n;
	bool found = false;
	enum err err = db_milestone_all(db, a->c.contract.id, &s, &n);

	*last = true;
	if (!digits_int(a->form->milestone, 1, CONTRACT_MILESTONES, &no))
		no = 0;
	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(s[i].kind, "deliver") != 0 || s[i].met_at)
			continue;
		if (s[i].no == no) {
			*step = s[i];
			found = true;
		} else {
			*last = false;
		}
	}
	if (!err && !found)
		problem_at(a->problems, "milestone", "contract_milestone");
	return err;
}

/* The purchaser's turn: so long to tell defects, then silence accepts. */
static enum err
start_review(struct db *db, struct contract_act *a)
{
	const struct params *params = contract_params(a);
	const struct house *h = a->house;
	const struct project *p = &a->c.project;
	int64_t id = a->c.contract.id, now = db_now(db);
	struct span review = params->deliver_review;
	struct span deemed = params->deliver_deemed, second = deemed, first;
	enum err err;

	/* The second reminder comes when four fifths are over. */
	second.n = deemed.n - (deemed.n + 4) / 5;
	first = second;
	if (review.unit == second.unit && review.n < second.n)
		first = review;
	err = due_limit(db, h, p, "reject", id, now, review, NULL);
	if (!err)
		err = due_span(db, h, p, "remind1", id, now, first, NULL);
	if (!err)
		err = due_span(db, h, p, "remind2", id, now, second, NULL);
	return err ? err : due_span(db, h, p, "deem", id, now, deemed, NULL);
}

/* The purchaser is told until when. */
static enum err
tell_until(struct db *db, struct contract_act *a, const char *code,
    const char *event)
{
	struct due due;
	enum err err = db_due_get(db, a->c.project.id, event,
	    a->c.contract.id, &due);

	return err ? err : contract_tell(db, a, CONTRACT_OWNER, code,
	    arg_time("UNTIL", due.due_at));
}

static enum err
deliver(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	struct milestone step = { .id = 0 };
	struct deliverable d = { .contract_id = c->id,
	    .note = a->form->note };
	bool last = false;
	enum err err = contract_check(&a->c, "deliver");

	if (!err)
		err = find_step(db, a, &step, &last);
	if (err)
		return err;
	(void)contract_words(a, "note", a->form->note, 2, CONTRACT_NOTE,
	    "contract_note");
	(void)document_check(&a->form->files, a->problems);
	if (a->problems->n)
		return ERR_INVALID;
	d.milestone_id = step.id;
	step.met_at = db_now(db);
	err = db_deliverable_insert(db, &d);
	if (!err)
		err = document_attach(db, a->actor, "deliverable", d.id,
		    &a->form->files, a->problems);
	if (!err)
		err = db_milestone_update(db, &step);
	if (!err)
		err = due_done(db, &a->c.project, "deliver", step.id);
	if (!err)
		err = due_done(db, &a->c.project, "deliver_late", step.id);
	if (err)
		return err;
	if (!last) {
		/* A part: the rest of the work goes on. */
		err = db_contract_update(db, c);
		return err ? err : flow_tell(db, a->house, a->actor,
		    &a->c.project, "contract_part", "");
	}
	c->reminded = 0;
	err = start_review(db, a);
	if (!err)
		err = tell_until(db, a, "delivered", "reject");
	return err ? err : contract_move(db, a, "deliver",
	    "contract_deliver", "");
}

CONTRACT_VERB(contract_deliver, deliver)

/* ---- reject, accept ---- */

static enum err
stop_review(struct db *db, struct contract_act *a)
{
	static const char *const events[] = { "reject", "remind1", "remind2",
	    "deem" };
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(events); i++)
		err = due_done(db, &a->c.project, events[i],
		    a->c.contract.id);
	return err;
}

/* The last delivery is to be made again; its day is as it was. */
static enum err
reopen(struct db *db, struct contract_act *a)
{
	const struct contract *c = &a->c.contract;
	struct milestone *s, *last = NULL;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strcmp(s[i].kind, "deliver") == 0 &&
		    (last == NULL || s[i].met_at >= last->met_at))
			last = &s[i];
	if (err || last == NULL)
		return err;
	last->met_at = 0;
	err = db_milestone_update(db, last);
	return err ? err : contract_limit(db, a, "deliver", last->id,
	    c->in_force_at + c->paused, (struct span){ (int32_t)last->days,
	    SPAN_D });
}

/* They belong to the last delivery. */
static enum err
attach_defects(struct db *db, struct contract_act *a)
{
	struct deliverable *list;
	size_t n;
	enum err err = db_deliverable_all(db, a->c.contract.id, &list, &n);

	if (err || n == 0)
		return err ? err : ERR_CONFLICT;
	return document_attach(db, a->actor, "defects", list[n - 1].id,
	    &a->form->files, a->problems);
}

static enum err
reject(struct db *db, struct contract_act *a)
{
	struct due until;
	enum err err = contract_check(&a->c, "reject");

	if (!err)
		err = db_due_get(db, a->c.project.id, "reject",
		    a->c.contract.id, &until);
	if (!err && !due_open(&until, db_now(db)))
		err = ERR_CONFLICT;
	if (err)
		return err;
	(void)contract_words(a, "defects", a->form->defects,
	    CONTRACT_REASON_LEAST, CONTRACT_NOTE, "contract_defects");
	(void)document_check(&a->form->files, a->problems);
	if (a->problems->n)
		return ERR_INVALID;
	err = attach_defects(db, a);
	if (!err)
		err = db_deliverable_judge(db, a->c.contract.id, "rejected",
		    a->form->defects);
	if (!err)
		err = measure_verdict(db, &a->c.contract);
	if (!err)
		err = stop_review(db, a);
	if (!err)
		err = reopen(db, a);
	if (!err)
		err = contract_tell(db, a, CONTRACT_AGENCY, "defects",
		    arg_text("REASON", a->form->defects));
	return err ? err : contract_move(db, a, "reject", "contract_reject",
	    "");
}

CONTRACT_VERB(contract_reject, reject)

/* Each payment has its day, from today. */
static enum err
set_payments(struct db *db, struct contract_act *a)
{
	struct span span = contract_params(a)->pay_after_accept;
	struct milestone *s;
	size_t n;
	enum err err = db_milestone_all(db, a->c.contract.id, &s, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(s[i].kind, "pay") != 0 || s[i].amount_fen == 0)
			continue;
		span.n = (int32_t)s[i].days;
		err = payment_ask(db, a, s[i].id, span);
	}
	return err;
}

static enum err
take(struct db *db, struct contract_act *a, const char *act,
    const char *verdict, const char *event)
{
	enum err err = db_deliverable_judge(db, a->c.contract.id, verdict,
	    "");

	if (!err)
		err = measure_verdict(db, &a->c.contract);
	if (!err)
		err = measure_work(db, &a->c.contract);
	if (!err)
		err = stop_review(db, a);
	if (!err)
		err = set_payments(db, a);
	if (!err)
		err = contract_tell(db, a, CONTRACT_AGENCY, "accepted",
		    CONTRACT_NO_ARG);
	if (!err)
		err = review_open(db, a->house, &a->c.project,
		    a->c.contract.agency_id);
	a->c.contract.accepted_at = db_now(db);
	if (!err)
		err = contract_move(db, a, act, event, "");
	return err ? err : credit_rescore(db, a->c.contract.agency_id);
}

static enum err
accept_it(struct db *db, struct contract_act *a)
{
	enum err err = contract_check(&a->c, "accept");

	return err ? err : take(db, a, "accept", "accepted",
	    "contract_accept");
}

CONTRACT_VERB(contract_accept, accept_it)

/* ---- the clock ---- */

struct tick {
	struct contract_act a;
	struct problems none;
	int64_t project_id, contract_id;
	const char *event;
};

static enum err
find_for_clock(struct db *db, struct tick *t)
{
	struct contract_case *c = &t->a.c;
	enum err err = db_project_get(db, t->project_id, &c->project);

	t->a.problems = &t->none;
	c->side = CONTRACT_CLOCK;
	if (!err)
		err = db_contract_of_project(db, t->project_id,
		    &c->contract);
	if (!err && (c->contract.id != t->contract_id ||
	    strcmp(c->contract.state, "delivered") != 0))
		err = ERR_CONFLICT;
	return err;
}

/* Whoever was reminded late has a working day left all the same. */
static enum err
leave_a_day(struct db *db, const struct tick *t)
{
	const struct contract_case *c = &t->a.c;
	const struct span day = { 1, SPAN_WD };
	struct due deem;
	enum err err = db_due_get(db, c->project.id, "deem", c->contract.id,
	    &deem);
	int64_t least = span_end(&t->a.house->calendar, db_now(db), day,
	    CALENDAR_NO_CUTOFF, NULL);

	if (err || deem.due_at >= least)
		return err;
	return due_span(db, t->a.house, &c->project, "deem", c->contract.id,
	    db_now(db), day, NULL);
}

static enum err
remind_in_txn(struct db *db, void *ctx)
{
	struct tick *t = ctx;
	struct contract *c = &t->a.c.contract;
	enum err err = find_for_clock(db, t);

	t->event = err || c->reminded == 0 ? "remind1" : "remind2";
	if (!err)
		err = due_take(db, t->project_id, t->event, c->id);
	if (err)
		return err;
	c->reminded++;
	err = db_contract_update(db, c);
	if (!err && c->reminded == 2)
		err = leave_a_day(db, t);
	if (!err)
		err = tell_until(db, &t->a, "deemed_reminder", "deem");
	return err ? err : flow_tell(db, t->a.house, NULL, &t->a.c.project,
	    "contract_remind", "");
}

enum err
contract_remind(struct market *m, int64_t project_id, int64_t contract_id)
{
	struct tick t = { .a = { .house = m->house },
	    .project_id = project_id, .contract_id = contract_id };

	return write_run(m, remind_in_txn, &t);
}

static enum err
deem_in_txn(struct db *db, void *ctx)
{
	struct tick *t = ctx;
	enum err err = find_for_clock(db, t);

	if (!err && t->a.c.contract.reminded < 2)
		err = ERR_BUSY;		/* the reminders come first */
	if (!err)
		err = due_take(db, t->project_id, "deem", t->contract_id);
	return err ? err : take(db, &t->a, "deem", "deemed",
	    "contract_deem");
}

enum err
contract_deem(struct market *m, int64_t project_id, int64_t contract_id)
{
	struct tick t = { .a = { .house = m->house },
	    .project_id = project_id, .contract_id = contract_id };

	return write_run(m, deem_in_txn, &t);
}
