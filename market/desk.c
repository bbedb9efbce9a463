/* SPDX-License-Identifier: Apache-2.0 */
/* desk.c: what an actor has to do next. */
#include "market/desk.h"

#include <stdlib.h>
#include <string.h>

#include "db/attempt.h"
#include "db/award.h"
#include "db/bid.h"
#include "db/due.h"
#include "db/objection.h"
#include "db/owner.h"
#include "db/paper.h"
#include "db/project.h"
#include "db/question.h"
#include "db/round.h"
#include "market/contract.h"
#include "market/cure.h"
#include "market/desk_answer.h"
#include "market/paper.h"
#include "market/qualification.h"
#include "market/review.h"

enum { LOOK_AT = 100 };		/* newest projects, awards or bids */

static void
add(struct desk *d, const char *code, const char *project_code,
    const char *title, int64_t until)
{
	if (d->n < DESK_TASKS)
		d->tasks[d->n++] = (struct task){ .code = code,
		    .project_code = project_code, .title = title,
		    .until = until };
}

/* An end that was decided is to come on record (paper_ask()). */
static enum err
record_task(struct market *m, struct desk *d, const struct project_row *p)
{
	const char *text, *lines;
	struct round r;
	enum err err = db_round_registered(m->db, p->id, &r);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (r.void_leaf == 0 && db_paper_get(m->db, r.id, "void", &text,
	    &lines) == OK)
		add(d, "void", p->code, p->title, 0);
	else if (strcmp(p->state, "cancelled") == 0 && r.award_leaf == 0 &&
	    db_paper_get(m->db, r.id, "award", &text, &lines) == OK)
		add(d, "award_nobody", p->code, p->title, 0);
	return OK;
}

/* Questions that wait: one task a project, by the earliest due. */
static enum err
answer_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct question *list;
	size_t n;
	enum err err = db_question_waiting(m->db, actor->party_id, LOOK_AT,
	    &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct project_row p;
		bool named = false;

		for (size_t k = 0; k < i; k++)
			named |= list[k].project_id == list[i].project_id;
		if (named)
			continue;
		err = db_project_row(m->db, list[i].project_id, &p);
		if (!err)
			add(d, "answer", p.code, p.title, list[i].due_at);
	}
	return err;
}

/* What a round of its own wants a purchaser to do; reads the round. */
static enum err
round_task(struct market *m, struct desk *d, const struct project_row *p)
{
	struct due until;
	struct round r;
	enum err err;

	if (strcmp(p->state, "registering") == 0 ||
	    (strcmp(p->state, "selecting") == 0 &&
	    strcmp(p->method, "bafo") == 0)) {
		err = db_due_get(m->db, p->id, strcmp(p->state,
		    "selecting") == 0 ? "rebid_again" : "unregister", 0,
		    &until);
		if (err == ERR_NOT_FOUND || (!err && until.done_at))
			return OK;
		if (!err)
			add(d, "terms", p->code, p->title, until.due_at);
		return err;
	}
	if (strcmp(p->state, "cancelled") == 0 ||
	    strcmp(p->state, "failed") == 0)
		return record_task(m, d, p);
	if (strcmp(p->state, "closed") != 0 &&
	    strcmp(p->state, "publicity") != 0 &&
	    strcmp(p->state, "signing") != 0)
		return OK;
	err = db_round_of_project(m->db, p->id, &r);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;	/* chosen directly */
	if (strcmp(p->state, "closed") != 0) {
		struct award a;

		err = db_award_of_project(m->db, p->id, &a);
		if (!err && r.result_leaf && a.leaf == 0)
			add(d, "award", p->code, p->title, 0);
		return err;
	}
	if (paper_can_fall_back(&r, market_now(m))) {
		add(d, "fallback", p->code, p->title, r.selfopen_until);
	} else {
		add(d, "trustees", p->code, p->title, 0);
	}
	return OK;
}

/* What an award wants somebody to do, and by when; NULL: nothing now. */
static const char *
award_task(struct market *m, int64_t project_id, int64_t *until)
{
	static const struct { const char *event, *task; } tasks[] = {
		{ "award_choose", "choose" }, { "award_decide", "decide" },
		{ "award_justify", "explain" },
	};
	struct due *list;
	size_t n;

	*until = 0;
	if (db_due_waiting(m->db, project_id, &list, &n) != OK)
		return NULL;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < COUNT(tasks); k++)
			if (strcmp(tasks[k].event, list[i].event) == 0) {
				*until = list[i].due_at;
				return tasks[k].task;
			}
	return NULL;
}

/* Choose or decide. */
static void
select_task(struct market *m, struct desk *d, const struct project_row *p)
{
	int64_t until;
	const char *task = strcmp(p->state, "selecting") == 0 ?
	    award_task(m, p->id, &until) : NULL;

	if (task && strcmp(task, "explain") != 0)
		add(d, task, p->code, p->title, until);
}

/* What each side does with a contract in a state, and the deadline. */
static const struct {
	const char *state;
	int side;		/* CONTRACT_OTHER: who did not send it */
	const char *task;
	const char *event;	/* of due; NULL: none */
} contract_tasks[] = {
	{ "drafting", CONTRACT_PARTIES, "contract_draft", "sign" },
	{ "confirming", CONTRACT_OTHER, "contract_agree", "sign" },
	{ "changing", CONTRACT_OTHER, "contract_decide", NULL },
	{ "in_force", CONTRACT_AGENCY, "deliver", "deliver" },
	{ "rework", CONTRACT_AGENCY, "rework", "deliver" },
	{ "delivered", CONTRACT_OWNER, "accept", "reject" },
	{ "accepted", CONTRACT_OWNER, "pay", "pay" },
};

/* The first of that event which waits; 0: none. */
static int64_t
until(const struct due *dues, size_t n, const char *event)
{
	for (size_t i = 0; event && i < n; i++)
		if (strcmp(dues[i].event, event) == 0)
			return dues[i].due_at;
	return 0;
}

static bool
is_turn(const struct contract_case *c, int side)
{
	return side == CONTRACT_OTHER ?
	    contract_can(c, strcmp(c->contract.state, "confirming") == 0 ?
	    "agree" : "decide") : (side & c->side) != 0;
}

static void
add_contract(struct desk *d, const struct contract_page *page)
{
	const struct contract_case *c = &page->c;
	const char *code = c->project.code, *title = c->project.title;

	for (size_t i = 0; i < COUNT(contract_tasks); i++)
		if (strcmp(contract_tasks[i].state, c->contract.state) == 0 &&
		    is_turn(c, contract_tasks[i].side))
			add(d, contract_tasks[i].task, code, title,
			    until(page->dues, page->n_dues,
			    contract_tasks[i].event));
	if (c->asked && strcmp(c->contract.state, "changing") != 0 &&
	    strcmp(c->proposal.side, contract_side_code(c->side)) != 0)
		add(d, "contract_decide", code, title, 0);
	if (c->side == CONTRACT_OWNER && c->contract.in_force_at &&
	    !c->contract.filed_at)
		add(d, "contract_file", code, title, until(page->dues,
		    page->n_dues, "file"));
}

/* A project whose contract waits for one side or the other. */
static enum err
contract_task(struct market *m, const struct actor *actor, struct desk *d,
    const struct project_row *p)
{
	struct contract_page page;
	enum err err;

	if (strcmp(p->state, "signing") != 0 &&
	    strcmp(p->state, "performing") != 0)
		return OK;
	err = contract_show(m, actor, p->code, &page);
	if (!err)
		add_contract(d, &page);
	return err == ERR_NOT_FOUND ? OK : err;
}

/* What a purchaser does with a project in a state. */
static const struct {
	const char *state;
	const char *task;
	bool with_deadline;
} owner_tasks[] = {
	{ "draft", "publish", false },
	{ "published", "watch", true },
};

/* Objections that wait for an answer. */
static enum err
objection_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct objection *list;
	size_t n;
	enum err err = db_objection_open(m->db, actor->party_id, LOOK_AT,
	    &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct project_row p;
		struct due until;

		err = db_project_row(m->db, list[i].project_id, &p);
		if (!err)
			err = db_due_get(m->db, p.id, "objection_lapse",
			    list[i].id, &until);
		if (!err)
			add(d, "objection", p.code, p.title, until.due_at);
	}
	return err;
}

/* What this side has still to rate. */
static enum err
review_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct review *list;
	size_t n;
	enum err err = review_waiting(m, actor, LOOK_AT, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct due until;

		err = db_due_get(m->db, list[i].project_id, "review_close",
		    0, &until);
		if (!err)
			add(d, actor->role == ROLE_OWNER ? "review" :
			    "review_owner", list[i].project_code,
			    list[i].project_title, until.due_at);
	}
	return err;
}

static enum err
owner_desk(struct market *m, const struct actor *actor, struct desk *d)
{
	struct project_row *rows;
	size_t n;
	enum err err = answer_tasks(m, actor, d);

	if (!err)
		err = db_project_of_owner(m->db, actor->party_id, 0,
		    LOOK_AT, &rows, &n);
	for (size_t i = 0; !err && i < n; i++) {
		err = round_task(m, d, &rows[i]);
		select_task(m, d, &rows[i]);
		if (!err)
			err = contract_task(m, actor, d, &rows[i]);
		for (size_t j = 0; j < COUNT(owner_tasks); j++)
			if (strcmp(owner_tasks[j].state, rows[i].state) == 0)
				add(d, owner_tasks[j].task, rows[i].code,
				    rows[i].title,
				    owner_tasks[j].with_deadline ?
				    rows[i].deadline : 0);
	}
	if (!err)
		err = review_tasks(m, actor, d);
	return err ? err : objection_tasks(m, actor, d);
}

/* Documents that an opened bid still owes. */
static enum err
cure_task(struct market *m, struct desk *d, const struct bid_row *row)
{
	struct project p;
	enum err err = db_project_public(m->db, row->project_code, 0, &p);

	if (!err && strcmp(p.state, "selecting") == 0)
		add(d, "cure", row->project_code, row->project_title,
		    cure_until(m, p.id));
	return err;
}

/*
 * Where trustees failed, bidders open their own (sealing.md 7, fallback);
 * whose documents are missing hands them in.
 */
static enum err
bid_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct bid_row *rows;
	size_t n;
	enum err err = db_bid_of_agency(m->db, actor->party_id, 0, LOOK_AT,
	    &rows, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct bid b;
		struct round r;

		if (strcmp(rows[i].state, "curing") == 0)
			err = cure_task(m, d, &rows[i]);
		if (strcmp(rows[i].project_state, "closed") != 0 ||
		    strcmp(rows[i].state, "sealed") != 0 ||
		    strcmp(rows[i].kind, "envelope") != 0)
			continue;
		err = db_bid_by_file(m->db, rows[i].file, &b);
		if (!err)
			err = db_round_get(m->db, b.round_id, &r);
		if (!err && r.fallback_leaf && !r.opened_at && !b.self &&
		    market_now(m) < r.selfopen_until)
			add(d, "selfopen", rows[i].project_code,
			    rows[i].project_title, r.selfopen_until);
	}
	return err;
}

/* Qualifications that end soon; until is the last second they are good for. */
static enum err
expiring_tasks(struct market *m, const struct actor *actor, struct desk *d)
{
	struct qualification *list;
	size_t n;
	enum err err = qualification_ending(m, actor, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		add(d, "expiring", "", list[i].type, list[i].valid_to);
	return err;
}

static enum err
agency_desk(struct market *m, const struct actor *actor, struct desk *d)
{
	struct award_row *rows;
	size_t n;
	enum err err = bid_tasks(m, actor, d);

	if (!err)
		err = review_tasks(m, actor, d);
	if (!err)
		err = expiring_tasks(m, actor, d);
	if (!err)
		err = db_award_of_agency(m->db, actor->party_id, true, 0, LOOK_AT,
		    &rows, &n);
	for (size_t i = 0; !err && i < n; i++) {
		const struct award_row *a = &rows[i];
		int64_t until;

		if (strcmp(a->state, "justifying") == 0 && !a->explained_at) {
			(void)award_task(m, a->project_id, &until);
			add(d, "explain", a->project_code, a->project_title,
			    until);
		} else if (strcmp(a->state, "published") == 0)
			add(d, "won", a->project_code, a->project_title,
			    a->standstill_until);
		else if (strcmp(a->state, "effective") == 0 ||
		    strcmp(a->state, "signed") == 0)
			err = contract_task(m, actor, d,
			    &(struct project_row){ .code = a->project_code,
			    .state = a->project_state });
		if (strcmp(a->state, "signed") == 0 && a->reviewed &&
		    !a->replied)
			add(d, "reply", a->project_code, a->project_title,
			    0);
	}
	return err;
}

/* Those with a date first, the earliest on top. */
static int
by_urgency(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	if ((x->until == 0) != (y->until == 0))
		return x->until == 0 ? 1 : -1;
	return (x->until > y->until) - (x->until < y->until);
}

enum err
desk_get(struct market *m, const struct actor *actor, struct desk *d)
{
	enum err err = OK;

	d->n = 0;
	if (actor->role == ROLE_OWNER)
		err = owner_desk(m, actor, d);
	else if (actor->role == ROLE_AGENCY)
		err = agency_desk(m, actor, d);
	if (!err && actor->role == ROLE_AGENCY)
		err = desk_answers(m, actor, d);
	qsort(d->tasks, d->n, sizeof d->tasks[0], by_urgency);
	return err;
}
