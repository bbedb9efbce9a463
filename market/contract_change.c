/* SPDX-License-Identifier: Apache-2.0 */
/* contract_change.c: what one side asks and the other answers. */
#include <string.h>

#include "db/owner.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/contract_act.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"

enum { DAY = 86400 };

int64_t
contract_change_limit(int64_t award_fen, int64_t pct)
{
	/* 10^13 fen times a hundred stays far below 2^63. */
	return award_fen * pct / 100;
}

/* ---- asking ---- */

static bool
has_reason(struct contract_act *a)
{
	return contract_words(a, "reason", a->form->reason,
	    CONTRACT_REASON_LEAST, CONTRACT_REASON, "contract_reason");
}

/* More than change_pct of the award in all is another project. */
static void
check_limit(struct contract_act *a, const struct proposal *p)
{
	const struct contract *c = &a->c.contract;
	int64_t moved = p->amount_fen < 0 ? -p->amount_fen : p->amount_fen;
	int64_t pct = contract_params(a)->contract_change_pct;

	if (c->moved_fen + moved > contract_change_limit(c->award_fen, pct))
		problem_add(a->problems, (struct problem){
		    .field = "amount", .code = "contract_change_much",
		    .args = { arg_int("PCT", pct) } });
	else if (c->amount_fen + p->amount_fen <= 0)
		problem_at(a->problems, "amount", "money_range");
}

static void
read_change(struct contract_act *a, struct proposal *p)
{
	const struct contract_form *f = a->form;
	const char *code;

	if (f->amount[0] == '\0' && f->days[0] == '\0') {
		problem_at(a->problems, "amount", "contract_change_empty");
		return;
	}
	if (f->amount[0] && !digits_money(f->amount, &p->amount_fen, &code))
		problem_at(a->problems, "amount", code);
	if (strcmp(f->direction, "less") == 0)
		p->amount_fen = -p->amount_fen;
	if (f->days[0] && !digits_int(f->days, 1, CONTRACT_DAYS, &p->days))
		problem_add(a->problems, (struct problem){ .field = "days",
		    .code = "contract_step_days", .args = { arg_int("MOST",
		    CONTRACT_DAYS) } });
	if (a->problems->n == 0)
		check_limit(a, p);
}

/* What is paid in all, at least what was; and whose fault it is. */
static void
read_end(struct contract_act *a, struct proposal *p)
{
	const struct contract *c = &a->c.contract;
	const char *text = a->form->amount, *code;

	if (strcmp(text, "0") != 0 && !digits_money(text, &p->settle_fen,
	    &code))
		problem_at(a->problems, "amount", code);
	else if (p->settle_fen < c->paid_fen || p->settle_fen > c->amount_fen)
		problem_add(a->problems, (struct problem){ .field = "amount",
		    .code = "contract_settle_range", .args = {
		    arg_money("PAID", c->paid_fen), arg_money("AMOUNT",
		    c->amount_fen) } });
	p->fault = strcmp(a->form->fault, "owner") == 0 ? "owner" :
	    strcmp(a->form->fault, "agency") == 0 ? "agency" :
	    strcmp(a->form->fault, "none") == 0 ? "none" : "";
	if (p->fault[0] == '\0')
		problem_at(a->problems, "fault", "contract_fault");
}

/* The kinds that can be asked for, as constants. */
static const char *
kind_of(const char *typed)
{
	static const char *const kinds[] = { "change", "suspend", "resume",
	    "terminate" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i], typed) == 0)
			return kinds[i];
	return NULL;
}

static enum err
propose(struct db *db, struct contract_act *a)
{
	struct proposal p = { .contract_id = a->c.contract.id,
	    .side = contract_side_code(a->c.side), .fault = "",
	    .reason = a->form->reason, .kind = kind_of(a->form->kind) };
	enum err err;

	if (!(a->c.side & CONTRACT_PARTIES))
		return ERR_FORBIDDEN;
	if (p.kind == NULL) {
		problem_at(a->problems, "kind", "contract_kind");
		return ERR_INVALID;
	}
	err = contract_check(&a->c, p.kind);
	if (!err && a->c.asked)
		err = ERR_CONFLICT;
	if (err)
		return err;
	if (strcmp(p.kind, "change") == 0)
		read_change(a, &p);
	else if (strcmp(p.kind, "terminate") == 0)
		read_end(a, &p);
	(void)has_reason(a);
	if (a->problems->n)
		return ERR_INVALID;
	err = db_proposal_insert(db, &p);
	if (!err)
		err = contract_tell(db, a, contract_other(a),
		    "change_proposed", arg_text("REASON", p.reason));
	if (!err && strcmp(p.kind, "change") == 0)
		return contract_move(db, a, "change", NULL, "");
	db_changed(db);
	return err ? err : db_audit(db, a->actor, "propose", "contract",
	    p.contract_id);
}

CONTRACT_VERB(contract_propose, propose)

/* ---- what an answer does ---- */

/* The last payments take the difference: nothing is paid yet. */
static enum err
spread(struct db *db, struct milestone *s, size_t n, int64_t fen)
{
	enum err err = OK;

	for (size_t i = n; !err && fen != 0 && i-- > 0;) {
		int64_t part = fen;

		if (strcmp(s[i].kind, "pay") != 0)
			continue;
		if (s[i].amount_fen + part < 0)
			part = -s[i].amount_fen;
		s[i].amount_fen += part;
		fen -= part;
		err = db_milestone_update(db, &s[i]);
	}
	return err;
}

/* Deliveries that wait: so many days later, and the pause. */
static enum err
shift(struct db *db, struct contract_act *a, struct milestone *s, size_t n,
    int64_t days)
{
	const struct contract *c = &a->c.contract;
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(s[i].kind, "deliver") != 0 || s[i].met_at)
			continue;
		s[i].days += days;
		err = db_milestone_update(db, &s[i]);
		if (!err)
			err = contract_limit(db, a, "deliver", s[i].id,
			    c->in_force_at + c->paused, (struct span){
			    (int32_t)s[i].days, SPAN_D });
	}
	return err;
}

static enum err
do_change(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	const struct proposal *p = &a->c.proposal;
	struct milestone *s;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	if (!err && c->budget_line_id && p->amount_fen)
		err = db_budget_adjust(db, c->budget_line_id, p->amount_fen);
	if (err == ERR_CONFLICT) {
		problem_at(a->problems, NULL, "contract_budget_short");
		return ERR_INVALID;
	}
	if (!err)
		err = spread(db, s, n, p->amount_fen);
	if (!err && p->days)
		err = shift(db, a, s, n, p->days);
	c->change_fen += p->amount_fen;
	c->amount_fen += p->amount_fen;
	c->moved_fen += p->amount_fen < 0 ? -p->amount_fen : p->amount_fen;
	c->service_days += p->days;
	return err;
}

static enum err
do_resume(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	struct milestone *s;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	c->paused += db_now(db) - c->suspended_at;
	c->suspended_at = 0;
	return err ? err : shift(db, a, s, n, 0);
}

/* No deadline of the contract waits any more. */
static enum err
stop_clocks(struct db *db, struct contract_act *a)
{
	static const char *const events[] = { "sign", "deliver",
	    "deliver_late", "reject", "remind1", "remind2", "deem", "pay",
	    "pay_tell", "pay_over" };
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(events); i++)
		err = due_done(db, &a->c.project, events[i], -1);
	return err;
}

static enum err
do_terminate(struct db *db, struct contract_act *a, const struct proposal *p)
{
	struct contract *c = &a->c.contract;
	enum err err = c->accepted_at ? OK : measure_work(db, c);

	if (!err)
		err = stop_clocks(db, a);
	c->settle_fen = p->settle_fen;
	c->fault = p->fault;
	c->reason = p->reason;
	c->ended_at = db_now(db);
	c->suspended_at = 0;
	/* What will not be paid is free again. */
	if (!err && c->budget_line_id)
		err = db_budget_adjust(db, c->budget_line_id,
		    p->settle_fen - c->amount_fen);
	if (!err && c->settle_fen > c->paid_fen)
		err = payment_ask(db, a, 0,
		    contract_params(a)->pay_after_accept);
	if (!err)
		err = contract_tell(db, a, CONTRACT_PARTIES,
		    "contract_terminated", arg_text("REASON", p->reason));
	if (!err)
		err = contract_move(db, a, "terminate",
		    "contract_terminate", p->reason);
	return err ? err : contract_finish(db, a);
}

static enum err
do_agreed(struct db *db, struct contract_act *a)
{
	const struct proposal *p = &a->c.proposal;
	enum err err;

	if (strcmp(p->kind, "change") == 0) {
		err = do_change(db, a);
		if (!err)
			err = contract_tell(db, a, contract_other(a),
			    "change_decided", arg_text("REASON", p->reason));
		return err ? err : contract_move(db, a, "decide",
		    "contract_change", p->reason);
	}
	if (strcmp(p->kind, "terminate") == 0)
		return do_terminate(db, a, p);
	if (strcmp(p->kind, "suspend") == 0) {
		a->c.contract.suspended_at = db_now(db);
		err = contract_tell(db, a, CONTRACT_PARTIES,
		    "contract_suspended", arg_text("REASON", p->reason));
		return err ? err : contract_move(db, a, "suspend", "contract_suspend",
		    p->reason);
	}
	err = do_resume(db, a);
	if (!err)
		err = contract_tell(db, a, CONTRACT_PARTIES,
		    "contract_resumed", CONTRACT_NO_ARG);
	return err ? err : contract_move(db, a, "resume", "contract_resume",
	    p->reason);
}

/* Which of the two answers it is, and to what one saw. */
static enum err
asked(const struct contract_act *a, bool mine)
{
	int64_t id;

	if (!(a->c.side & CONTRACT_PARTIES))
		return ERR_FORBIDDEN;
	if (!a->c.asked || !digits_int(a->form->proposal, 1, INT64_MAX, &id)
	    || id != a->c.proposal.id)
		return ERR_CONFLICT;
	return (strcmp(a->c.proposal.side, contract_side_code(a->c.side)) ==
	    0) == mine ? OK : ERR_FORBIDDEN;
}

/* Refused or taken back: as before. */
static enum err
leave(struct db *db, struct contract_act *a, const char *act,
    const char *state)
{
	enum err err = db_proposal_close(db, a->c.contract.id, state);

	if (!err && strcmp(a->c.contract.state, "changing") == 0)
		return contract_move(db, a, act, NULL, "");
	db_changed(db);
	return err ? err : db_audit(db, a->actor, act, "contract",
	    a->c.contract.id);
}

static enum err
decide(struct db *db, struct contract_act *a)
{
	bool yes = strcmp(a->form->answer, "yes") == 0;
	enum err err = asked(a, false);

	if (err)
		return err;
	if (!yes && strcmp(a->form->answer, "no") != 0) {
		problem_at(a->problems, "answer", "contract_answer");
		return ERR_INVALID;
	}
	if (!yes)
		err = contract_tell(db, a, contract_other(a),
		    "change_decided", arg_text("REASON",
		    a->c.proposal.reason));
	if (err || !yes)
		return err ? err : leave(db, a, "decide", "refused");
	err = db_proposal_close(db, a->c.contract.id, "agreed");
	return err ? err : do_agreed(db, a);
}

CONTRACT_VERB(contract_decide, decide)

static enum err
take_back(struct db *db, struct contract_act *a)
{
	enum err err = asked(a, true);

	return err ? err : leave(db, a, "withdraw", "withdrawn");
}

CONTRACT_VERB(contract_withdraw, take_back)

/* ---- alone ---- */

static enum err
order(struct db *db, struct contract_act *a)
{
	bool resume = strcmp(a->form->kind, "resume") == 0;
	struct proposal p = { .contract_id = a->c.contract.id,
	    .kind = resume ? "resume" : "suspend", .side = "regulator",
	    .fault = "", .reason = a->form->reason };
	enum err err;

	if (a->c.side != CONTRACT_REGULATOR)
		return ERR_FORBIDDEN;
	if (!resume && strcmp(a->form->kind, "suspend") != 0) {
		problem_at(a->problems, "kind", "contract_kind");
		return ERR_INVALID;
	}
	err = contract_check(&a->c, p.kind);
	if (!err && !has_reason(a))
		err = ERR_INVALID;
	if (!err)
		err = db_proposal_close(db, p.contract_id, "lapsed");
	if (!err)
		err = db_proposal_insert(db, &p);
	if (!err)
		err = db_proposal_close(db, p.contract_id, "agreed");
	a->c.proposal = p;
	return err ? err : do_agreed(db, a);
}

CONTRACT_VERB(contract_order, order)

static enum err
breach(struct db *db, struct contract_act *a)
{
	struct proposal p = { .contract_id = a->c.contract.id,
	    .kind = "terminate", .reason = a->form->reason, .fault = "",
	    .side = contract_side_code(a->c.side) };
	enum err err = contract_check(&a->c, "terminate");

	if (err)
		return err;
	read_end(a, &p);
	/* One cannot end it alone because of oneself. */
	if (p.fault[0] && (strcmp(p.fault, "none") == 0 ||
	    strcmp(p.fault, p.side) == 0))
		problem_at(a->problems, "fault", "contract_fault_other");
	(void)has_reason(a);
	if (a->problems->n)
		return ERR_INVALID;
	err = db_proposal_close(db, p.contract_id, "lapsed");
	if (!err)
		err = db_proposal_insert(db, &p);
	if (!err)
		err = db_proposal_close(db, p.contract_id, "agreed");
	return err ? err : do_terminate(db, a, &p);
}

CONTRACT_VERB(contract_breach, breach)
