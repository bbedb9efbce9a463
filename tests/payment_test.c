/* SPDX-License-Identifier: Apache-2.0 */
/* payment_test.c: payments, late ones, and the budget through all of it. */
#include "market/payment.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/owner.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/round.h"
#include "tests/sealing.h"
#include "tests/support_contract.h"
#include "tests/told.h"

Suite *payment_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

static enum err
pay(const char *amount, const char *voucher)
{
	deal_form(&d);
	d.form.amount = amount;
	d.form.voucher = voucher;
	return deal_act(&d, &d.owner, "pay");
}

START_TEST(with_the_last_payment_all_is_settled)
{
	a_deal(&d, "accepted");
	ck_assert_int_eq(pay("20000", "PZ-1"), OK);
	ck_assert_str_eq(deal_now(&d)->state, "accepted");
	ck_assert_str_eq(project_now(d.code).state, "performing");
	ck_assert_int_eq(d.page.steps[1].met_at, 0);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 2000000);
	ck_assert_int_eq(pay("30001", "PZ-2"), OK);
	ck_assert_str_eq(deal_now(&d)->state, "settled");
	ck_assert_int_ne(d.page.steps[1].met_at, 0);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 5000100);
	ck_assert_int_eq(deal_budget(&d).committed_fen, 5000100);
	ck_assert_str_eq(project_now(d.code).state, "reviewing");
	/* The time to rate has begun with the acceptance, today. */
	ck_assert_int_eq(deal_due(&d, "review_close").due_at,
	    calendar_due(&m->house->calendar, clock_at(), 10,
	    m->house->params.day_cutoff, NULL));
}
END_TEST

static const struct {
	const char *amount, *voucher, *paid_on;	/* NULL: as it is right */
	const char *field, *code;
} forms[] = {
	{ "50001.01", NULL, NULL, "amount", "payment_much" },
	{ "0", NULL, NULL, "amount", "money_range" },
	{ "", NULL, NULL, "amount", "money_empty" },
	{ "-5", NULL, NULL, "amount", "money_format" },
	{ "1.005", NULL, NULL, "amount", "money_decimals" },
	{ "50001", NULL, NULL, NULL, NULL },
	{ "0.01", NULL, NULL, NULL, NULL },
	{ "1", "", NULL, "voucher", "payment_voucher" },
	{ "1", "  ", NULL, "voucher", "payment_voucher" },
	{ "1", "0123456789012345678901234567890123456789012345678901234567"
	    "890123", NULL, NULL, NULL },
	{ "1", "0123456789012345678901234567890123456789012345678901234567"
	    "8901234", NULL, "voucher", "payment_voucher" },
	{ "1", "a\x01", NULL, "voucher", "text_dirty" },
	{ "1", NULL, "", "paid_on", "payment_day" },
	{ "1", NULL, "2026-02-30", "paid_on", "payment_day" },
	{ "1", NULL, "2026-11-25x", "paid_on", "payment_day" },
	{ "1", NULL, "2026-11-24", "paid_on", "payment_day_range" },
	{ "1", NULL, "2026-11-25", NULL, NULL },
	{ "1", NULL, "2026-11-26", "paid_on", "payment_day_range" },
};

START_TEST(a_payment_is_whole_or_nothing)
{
	enum err err;

	a_deal(&d, "accepted");
	deal_form(&d);
	d.form.amount = forms[_i].amount;
	if (forms[_i].voucher)
		d.form.voucher = forms[_i].voucher;
	if (forms[_i].paid_on)
		d.form.paid_on = forms[_i].paid_on;
	err = deal_act(&d, &d.owner, "pay");
	(void)deal_now(&d);
	ck_assert_uint_eq(d.page.n_payments, forms[_i].field ? 0 : 1);
	if (forms[_i].field == NULL) {
		ck_assert_int_eq(err, OK);
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&d.problems, forms[_i].field));
	ck_assert_str_eq(problem_of(&d.problems, forms[_i].field)->code,
	    forms[_i].code);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 0);
}
END_TEST

START_TEST(a_voucher_counts_once)
{
	a_deal(&d, "accepted");
	ck_assert_int_eq(pay("100", "PZ-1"), OK);
	ck_assert_int_eq(pay("100", " PZ-1 "), ERR_INVALID);
	ck_assert_str_eq(problem_of(&d.problems, "voucher")->code,
	    "payment_voucher_known");
	ck_assert_int_eq(deal_now(&d)->paid_fen, 10000);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 10000);
}
END_TEST

/* ---- late ---- */

static size_t
late(struct late_payment **list)
{
	const struct late_payment top = { .due_at = 0 };
	size_t n;

	ck_assert_int_eq(payment_late(m, &top, list, &n), OK);
	return n;
}

START_TEST(a_payment_is_late_when_its_day_is_over)
{
	struct late_payment *list;
	struct due due;
	size_t n;

	a_deal(&d, "accepted");
	due = deal_due(&d, "pay");
	ck_assert_int_eq(due.due_at, calendar_day_end(calendar_day_of(
	    clock_at()) + 30));
	clock_set(due.due_at);
	ck_assert_uint_eq(late(&list), 0);
	clock_forward(1);
	ck_assert_uint_eq(late(&list), 1);
	ck_assert_str_eq(list[0].project_code, d.code);
	ck_assert_str_eq(list[0].owner_uscc, d.owner.uscc);
	ck_assert_int_eq(payment_days_late(list[0].due_at, clock_at()), 1);
	ck_assert_int_eq(payment_late_of(m, d.owner.party_id, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(payment_late_of(m, d.agency.party_id, &list, &n),
	    OK);
	ck_assert_uint_eq(n, 0);
	/* A part is not the whole. */
	ck_assert_int_eq(pay("50000", "PZ-1"), OK);
	ck_assert_uint_eq(late(&list), 1);
	ck_assert_int_eq(pay("1", "PZ-2"), OK);
	ck_assert_uint_eq(late(&list), 0);
}
END_TEST

START_TEST(a_settlement_can_be_late_too)
{
	struct late_payment *list;

	a_deal(&d, "in_force");
	deal_form(&d);
	d.form.fault = "owner";
	d.form.amount = "100";
	ck_assert_int_eq(deal_act(&d, &d.agency, "breach"), OK);
	clock_set(deal_due(&d, "pay").due_at + 1);
	ck_assert_uint_eq(late(&list), 1);
	ck_assert_int_eq(pay("100", "PZ-1"), OK);
	ck_assert_uint_eq(late(&list), 0);
}
END_TEST

/* At the last second before a moment nothing, at the moment this. */
static void
told_at(const struct actor *who, int64_t at, const char *before,
    const char *code)
{
	clock_set(at - 1);
	run_clock();
	ck_assert_str_eq(newest(who, before).code, before);
	clock_set(at);
	run_clock();
	ck_assert_str_eq(newest(who, code).code, code);
}

static size_t
times_told(const struct actor *who, const char *code)
{
	const char *all = told(who);
	size_t n = 0;

	while ((all = strstr(all, code)) != NULL) {
		all += strlen(code);
		n++;
	}
	return n;
}

START_TEST(a_payment_is_asked_for_before_on_and_after_its_day)
{
	int64_t due, morning;

	a_deal(&d, "accepted");
	due = deal_due(&d, "pay").due_at;
	morning = due - 86399 + 8 * 3600;
	ck_assert_int_eq(pay("20000", "PZ-1"), OK);
	told_at(&d.owner, morning - 5 * 86400, "review_reminder", "pay_due");
	ck_assert_str_eq(told_values(&d.owner, "pay_due"), arena_printf(
	    tests_arena(), "3000100 %lld", (long long)due));
	told_at(&d.owner, morning, "pay_due", "pay_due");
	ck_assert_uint_eq(times_told(&d.owner, "pay_due"), 2);
	ck_assert_uint_eq(times_told(&d.agency, "pay_due"), 0);
	told_at(&d.owner, due + 1, "pay_due", "pay_late");
	ck_assert_str_eq(told_values(&d.agency, "pay_late"), "3000100");
	clock_forward(30 * 86400);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_"), 3);
}
END_TEST

START_TEST(what_is_paid_is_not_asked_for)
{
	a_deal(&d, "accepted");
	clock_set(deal_due(&d, "pay").due_at - 2 * 86400);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_due"), 1);
	ck_assert_int_eq(pay("50001", "PZ-1"), OK);
	clock_forward(40 * 86400);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_"), 1);
	ck_assert_uint_eq(times_told(&d.agency, "pay_late"), 0);
}
END_TEST

START_TEST(a_day_that_moves_moves_its_reminders)
{
	int64_t due;

	a_deal(&d, "accepted");
	due = deal_due(&d, "pay").due_at;
	break_rows("UPDATE due SET due_at = due_at + 3 * 86400"
	    " WHERE event = 'pay'");
	clock_set(due - 86399 + 8 * 3600 - 5 * 86400);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_"), 0);
	clock_forward(3 * 86400);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_due"), 1);
	clock_set(due + 1);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_late"), 0);
}
END_TEST

START_TEST(a_settlement_is_asked_for_as_well)
{
	a_deal(&d, "in_force");
	deal_form(&d);
	d.form.fault = "owner";
	d.form.amount = "100";
	ck_assert_int_eq(deal_act(&d, &d.agency, "breach"), OK);
	clock_set(deal_due(&d, "pay").due_at + 1);
	run_clock();
	ck_assert_uint_eq(times_told(&d.owner, "pay_late"), 1);
	ck_assert_uint_eq(times_told(&d.agency, "pay_late"), 1);
}
END_TEST

START_TEST(the_list_shows_each_late_payment_once_and_the_oldest_first)
{
	struct late_payment after = { .due_at = 0 }, *list;
	size_t n, seen = 0;
	int64_t last = 0;

	a_deal(&d, "accepted");
	/* Many on the same second, and some of their own. */
	for (int i = 0; i < 3 * PAYMENT_PAGE + 5; i++)
		break_rows("INSERT INTO due (project_id, event, object_id,"
		    " from_at, span, due_at, provisional) VALUES (%lld,"
		    " 'pay', %d, 0, '30d', %d, 0)",
		    (long long)d.page.c.project.id, 5000 + i, 1000 + i / 7);
	do {
		ck_assert_int_eq(payment_late(m, &after, &list, &n), OK);
		for (size_t i = 0; i < n && i < PAYMENT_PAGE; i++) {
			ck_assert_int_eq(list[i].object_id, 5000 +
			    (int64_t)seen++);
			ck_assert_int_ge(list[i].due_at, last);
			last = list[i].due_at;
		}
		after = list[n > PAYMENT_PAGE ? PAYMENT_PAGE - 1 : 0];
	} while (n > PAYMENT_PAGE);
	ck_assert_uint_eq(seen, 3 * PAYMENT_PAGE + 5);
}
END_TEST

/* ---- the budget, through all of it ---- */

enum { DEALS = 3, ACTS = 120 };

static uint64_t dice;

static int
roll(int n)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int)(dice % (uint64_t)n);
}

/* Another project of the same owner, on the same line, to be signed. */
static void
another(struct deal *x, const struct actor *owner, int n)
{
	*x = (struct deal){ .owner = *owner, .office = d.office };
	x->code = a_project(owner);
	for (int i = 0; i < 3; i++) {
		struct actor a = an_agency(10 * n + i);

		if (i == 0)
			x->agency = a;
		a_bid(&a, x->code, arena_printf(tests_arena(), "%d",
		    30000 * n + i));
	}
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	clock_forward(600);
	run_clock();
	ck_assert_str_eq(deal_now(x)->state, "drafting");
}

/* What the line must be, from what the contracts say. */
static void
assert_sums(struct deal deals[DEALS])
{
	struct budget_line l = deal_budget(&deals[0]);
	int64_t reserved = 0, committed = 0, paid = 0;

	for (int i = 0; i < DEALS; i++) {
		const struct contract *c = deal_now(&deals[i]);

		const struct project *p = &deals[i].page.c.project;

		if (c->in_force_at == 0)
			/* An award that nobody signed may end the project. */
			reserved += strcmp(p->state, "failed") == 0 ? 0 :
			    p->ceiling_fen;
		else
			committed += contract_owed(c);
		paid += c->paid_fen;
	}
	ck_assert_int_eq(l.reserved_fen, reserved);
	ck_assert_int_eq(l.committed_fen, committed);
	ck_assert_int_eq(l.paid_fen, paid);
	ck_assert(0 <= l.paid_fen && l.paid_fen <= l.committed_fen &&
	    l.committed_fen <= l.committed_fen + l.reserved_fen &&
	    l.committed_fen + l.reserved_fen <= l.amount_fen);
}

static bool
act_once(struct deal *x)
{
	/* What leads on comes more often, or all would soon be over. */
	static const char *const acts[] = { "send", "agree", "return",
	    "edit", "agree", "change", "decide", "decide", "decide",
	    "withdraw", "suspend", "resume", "order", "deliver", "reject",
	    "accept", "pay", "pay", "file", "terminate", "breach" };
	const char *act = acts[roll(COUNT(acts))];
	const struct actor *who[] = { &x->owner, &x->agency, &x->office };

	if (strcmp(act, "breach") == 0 && roll(6))
		return false;
	deal_form(x);
	x->form.answer = roll(3) ? "yes" : "no";
	x->form.direction = roll(2) ? "more" : "less";
	x->form.fault = roll(2) ? "agency" : "owner";
	x->form.amount = arena_printf(tests_arena(), "%d.%02d",
	    1 + roll(roll(2) ? 500 : 60000), roll(100));
	if (strcmp(act, "edit") == 0)
		x->form.amount = "";
	return deal_act(x, who[roll(3)], act) == OK;
}

START_TEST(through_any_history_the_line_is_what_the_contracts_say)
{
	struct deal deals[DEALS];
	int done = 0;

	dice = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)_i * 7919;
	a_deal(&d, "drafting");
	deals[0] = d;
	another(&deals[1], &d.owner, 2);
	another(&deals[2], &d.owner, 3);
	assert_sums(deals);
	for (int i = 0; i < ACTS; i++) {
		for (int k = 0; k < 20; k++)
			if (act_once(&deals[roll(DEALS)])) {
				done++;
				break;
			}
		if (roll(10) == 0) {
			/* At first slowly: they are to be signed in time. */
			clock_forward(86400 * roll(i < ACTS / 2 ? 2 : 10));
			run_clock();
		}
		assert_sums(deals);
	}
	ck_assert_int_gt(done, 20);	/* it was a history */
}
END_TEST

Suite *
payment_suite(void)
{
	Suite *s = suite_create("payment");
	TCase *t = tcase_create("payments");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, with_the_last_payment_all_is_settled);
	tcase_add_loop_test(t, a_payment_is_whole_or_nothing, 0,
	    COUNT(forms));
	tcase_add_test(t, a_voucher_counts_once);
	tcase_add_test(t, a_payment_is_late_when_its_day_is_over);
	tcase_add_test(t, a_settlement_can_be_late_too);
	tcase_add_test(t,
	    a_payment_is_asked_for_before_on_and_after_its_day);
	tcase_add_test(t, what_is_paid_is_not_asked_for);
	tcase_add_test(t, a_day_that_moves_moves_its_reminders);
	tcase_add_test(t, a_settlement_is_asked_for_as_well);
	tcase_add_test(t,
	    the_list_shows_each_late_payment_once_and_the_oldest_first);
	tcase_add_loop_test(t,
	    through_any_history_the_line_is_what_the_contracts_say, 0, 12);
	suite_add_tcase(s, t);
	return s;
}
