/* SPDX-License-Identifier: Apache-2.0 */
/* payment.c: payments, made and late. */
#include "market/payment.h"

#include <stdio.h>
#include <string.h>

#include "db/owner.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/contract_act.h"
#include "market/due.h"

/* A date as a form sends it; a day of the contract, not of the future. */
static void
read_day(struct contract_act *a, int64_t now, int64_t *day)
{
	char text[32];

	snprintf(text, sizeof text, "%.10sT00:00", a->form->paid_on);
	if (strlen(a->form->paid_on) != 10 || !digits_datetime(text, day))
		problem_at(a->problems, "paid_on", "payment_day");
	else if (*day > now || calendar_day_of(*day) <
	    calendar_day_of(a->c.contract.in_force_at))
		problem_at(a->problems, "paid_on", "payment_day_range");
}

static void
read_form(struct contract_act *a, int64_t now, struct payment *p)
{
	const struct contract *c = &a->c.contract;
	int64_t left = contract_owed(c) - c->paid_fen;
	const char *code;

	(void)problem_text(a->problems, &(struct text_rule){
	    .field = "voucher", .least = 1, .most = CONTRACT_VOUCHER,
	    .wrong = "payment_voucher" }, p->voucher);
	if (!digits_money(a->form->amount, &p->amount_fen, &code))
		problem_at(a->problems, "amount", code);
	else if (p->amount_fen > left)
		problem_add(a->problems, (struct problem){
		    .field = "amount", .code = "payment_much",
		    .args = { arg_money("LEFT", left) } });
	read_day(a, now, &p->paid_on);
}

/* Milestones are met in their order, as far as the money goes. */
static enum err
meet_steps(struct db *db, struct contract_act *a)
{
	const struct contract *c = &a->c.contract;
	struct milestone *s;
	int64_t sum = 0;
	size_t n;
	enum err err = db_milestone_all(db, c->id, &s, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(s[i].kind, "pay") != 0)
			continue;
		sum += s[i].amount_fen;
		if (sum > c->paid_fen || s[i].met_at)
			continue;
		s[i].met_at = db_now(db);
		err = db_milestone_update(db, &s[i]);
		if (!err)
			err = payment_asked(db, a, s[i].id);
	}
	return err;
}

static enum err
put_down(struct db *db, struct contract_act *a, struct payment *p)
{
	struct contract *c = &a->c.contract;
	enum err err = db_payment_insert(db, p);

	if (err == ERR_CONFLICT) {
		problem_at(a->problems, "voucher", "payment_voucher_known");
		return ERR_INVALID;
	}
	c->paid_fen += p->amount_fen;
	if (!err && c->budget_line_id)
		err = db_budget_pay(db, c->budget_line_id, p->amount_fen);
	return err ? err : contract_tell(db, a, CONTRACT_AGENCY, "paid",
	    arg_money("AMOUNT", p->amount_fen));
}

static enum err
record(struct db *db, struct contract_act *a)
{
	struct contract *c = &a->c.contract;
	struct payment p = { .contract_id = c->id,
	    .budget_line_id = c->budget_line_id };
	char *voucher = arena_strdup(db_arena(db), a->form->voucher);
	bool whole;
	enum err err = contract_check(&a->c, "pay");

	if (!err && c->paid_fen == contract_owed(c))
		err = ERR_CONFLICT;
	if (err)
		return err;
	text_trim(voucher);
	p.voucher = voucher;
	read_form(a, db_now(db), &p);
	if (a->problems->n)
		return ERR_INVALID;
	err = put_down(db, a, &p);
	whole = c->paid_fen == contract_owed(c);
	if (strcmp(c->state, "terminated") == 0) {
		if (!err && whole)
			err = payment_asked(db, a, 0);
		return err ? err : contract_move(db, a, "pay",
		    "contract_pay", "");
	}
	if (!err)
		err = meet_steps(db, a);
	if (!err && !whole)
		return contract_move(db, a, "pay", "contract_pay", "");
	c->ended_at = db_now(db);
	if (!err)
		err = contract_move(db, a, "settle", "contract_settle", "");
	return err ? err : contract_finish(db, a);
}

CONTRACT_VERB(payment_record, record)

enum err
payment_late(struct market *m, const struct late_payment *after,
    struct late_payment **list, size_t *n)
{
	return db_payment_late(m->db, market_now(m), after,
	    PAYMENT_PAGE + 1, list, n);
}

enum err
payment_late_of(struct market *m, int64_t owner_id,
    struct late_payment **list, size_t *n)
{
	return db_payment_late_of(m->db, owner_id, market_now(m),
	    PAYMENT_OF_OWNER, list, n);
}

int64_t
payment_days_late(int64_t due_at, int64_t now)
{
	return calendar_day_of(now) - calendar_day_of(due_at);
}
