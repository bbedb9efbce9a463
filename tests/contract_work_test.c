/* SPDX-License-Identifier: Apache-2.0 */
/* contract_work_test.c: delivery, acceptance, changes, and how it ends. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/notice.h"
#include "db/owner.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support_contract.h"

Suite *contract_work_suite(void);

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

static const char *
state_now(void)
{
	return deal_now(&d)->state;
}

static int
events(const char *event)
{
	struct project_event *list;
	size_t n;
	int found = 0;

	ck_assert_int_eq(db_project_events(m->db, d.page.c.project.id, &list,
	    &n), OK);
	for (size_t i = 0; i < n; i++)
		found += strcmp(list[i].event, event) == 0;
	return found;
}

/* ---- steps ---- */

/* Two deliveries: an outline in 10 days, the report in 30. */
static void
two_deliveries(void)
{
	a_deal(&d, "drafting");
	deal_form(&d);
	d.form.steps[0] = (struct contract_step_form){ "deliver", "Outline",
	    "", "10" };
	d.form.steps[1] = (struct contract_step_form){ "deliver", "Report",
	    "", "30" };
	d.form.steps[2] = (struct contract_step_form){ "pay", "First",
	    "20000", "10" };
	d.form.steps[3] = (struct contract_step_form){ "pay", "Rest",
	    "30001", "30" };
	ck_assert_int_eq(deal_act(&d, &d.owner, "edit"), OK);
	deal_do(&d, &d.owner, "send");
	deal_do(&d, &d.agency, "agree");
}

START_TEST(a_part_delivered_leaves_the_rest_to_do)
{
	two_deliveries();
	deal_do(&d, &d.agency, "deliver");
	ck_assert_str_eq(state_now(), "in_force");
	ck_assert_int_ne(d.page.steps[0].met_at, 0);
	ck_assert_int_eq(events("contract_part"), 1);
	deal_form(&d);
	d.form.milestone = "1";		/* delivered already */
	ck_assert_int_eq(deal_act(&d, &d.agency, "deliver"), ERR_INVALID);
	deal_do(&d, &d.agency, "deliver");
	ck_assert_str_eq(state_now(), "delivered");
}
END_TEST

START_TEST(each_delivery_has_its_own_day)
{
	int32_t today;

	two_deliveries();
	today = calendar_day_of(clock_at());
	ck_assert_int_eq(deal_due(&d, "deliver").due_at,
	    calendar_day_end(today + 10));
	deal_do(&d, &d.agency, "deliver");
	ck_assert_int_eq(deal_due(&d, "deliver").due_at,
	    calendar_day_end(today + 30));
}
END_TEST

START_TEST(a_delivery_says_what_it_is)
{
	static const char *const notes[] = { "", "x", "bad\x01note" };

	a_deal(&d, "in_force");
	for (size_t i = 0; i < COUNT(notes); i++) {
		deal_form(&d);
		d.form.note = notes[i];
		ck_assert_int_eq(deal_act(&d, &d.agency, "deliver"),
		    ERR_INVALID);
		ck_assert_ptr_nonnull(problem_of(&d.problems, "note"));
	}
	deal_form(&d);
	d.form.milestone = "2";		/* a payment */
	ck_assert_int_eq(deal_act(&d, &d.agency, "deliver"), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&d.problems, "milestone"));
	ck_assert_str_eq(state_now(), "in_force");
}
END_TEST

/* ---- defects, silence ---- */

START_TEST(defects_are_told_to_the_last_second_and_not_after_it)
{
	struct due due;

	a_deal(&d, "delivered");
	due = deal_due(&d, "reject");
	ck_assert_int_eq(due.due_at, calendar_due(&m->house->calendar,
	    clock_at(), 5, m->house->params.day_cutoff, NULL));
	clock_set(due.due_at + _i);
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.owner, "reject"), _i ?
	    ERR_CONFLICT : OK);
	ck_assert_str_eq(state_now(), _i ? "delivered" : "rework");
}
END_TEST

START_TEST(defects_are_written_down)
{
	a_deal(&d, "delivered");
	deal_form(&d);
	d.form.defects = "No good.";	/* too short to be an answer */
	ck_assert_int_eq(deal_act(&d, &d.owner, "reject"), ERR_INVALID);
	deal_do(&d, &d.owner, "reject");
	ck_assert_str_eq(d.page.deliverables[0].verdict, "rejected");
	ck_assert_str_eq(d.page.deliverables[0].defects,
	    "Chapter 3 has no map of the slopes.");
	/* The day of the delivery is what it was. */
	ck_assert_int_eq(deal_due(&d, "deliver").due_at, calendar_day_end(
	    calendar_day_of(d.page.c.contract.in_force_at) + 30));
	deal_do(&d, &d.agency, "deliver");
	deal_do(&d, &d.owner, "accept");
	ck_assert_str_eq(d.page.deliverables[1].verdict, "accepted");
	ck_assert_str_eq(d.page.deliverables[0].verdict, "rejected");
}
END_TEST

START_TEST(after_two_reminders_silence_accepts)
{
	int64_t first, second, deem;

	a_deal(&d, "delivered");
	first = deal_due(&d, "remind1").due_at;
	second = deal_due(&d, "remind2").due_at;
	deem = deal_due(&d, "deem").due_at;
	ck_assert_int_lt(first, second);
	ck_assert_int_lt(second, deem);
	ck_assert_int_eq(deem, calendar_due(&m->house->calendar, clock_at(),
	    15, m->house->params.day_cutoff, NULL));
	clock_set(first);
	run_clock();
	ck_assert_int_eq(deal_now(&d)->reminded, 0);
	clock_set(first + 1);
	run_clock();
	ck_assert_int_eq(deal_now(&d)->reminded, 1);
	clock_set(second + 1);
	run_clock();
	ck_assert_int_eq(deal_now(&d)->reminded, 2);
	clock_set(deem);
	run_clock();
	ck_assert_str_eq(state_now(), "delivered");
	clock_set(deem + 1);
	run_clock();
	ck_assert_str_eq(state_now(), "accepted");
	ck_assert_str_eq(d.page.deliverables[0].verdict, "deemed");
	ck_assert_int_eq(events("contract_remind"), 2);
	ck_assert_int_eq(events("contract_deem"), 1);
	(void)deal_due(&d, "pay");
}
END_TEST

START_TEST(a_clock_that_stood_still_does_not_accept_at_once)
{
	int64_t deem;

	a_deal(&d, "delivered");
	deem = deal_due(&d, "deem").due_at;
	clock_set(deem + 40 * 86400);
	run_clock();
	ck_assert_int_eq(deal_now(&d)->reminded, 2);
	ck_assert_str_eq(state_now(), "delivered");
	/* A working day is left. */
	clock_set(deal_due(&d, "deem").due_at);
	run_clock();
	ck_assert_str_eq(state_now(), "delivered");
	clock_forward(1);
	run_clock();
	ck_assert_str_eq(state_now(), "accepted");
}
END_TEST

START_TEST(whoever_was_asked_again_is_reminded_anew)
{
	a_deal(&d, "delivered");
	clock_set(deal_due(&d, "reject").due_at);
	deal_do(&d, &d.owner, "reject");
	clock_forward(60 * 86400);
	run_clock();
	ck_assert_str_eq(state_now(), "rework");
	ck_assert_int_eq(events("contract_remind"), 0);
	deal_do(&d, &d.agency, "deliver");
	ck_assert_int_eq(d.page.c.contract.reminded, 0);
	clock_set(deal_due(&d, "remind1").due_at + 1);
	run_clock();
	ck_assert_int_eq(deal_now(&d)->reminded, 1);
}
END_TEST

/* ---- changes ---- */

/* Award 5000100 fen: 10 % are 500010 fen, and not one more. */
static const struct {
	const char *direction, *amount, *days;
	enum err err;
	const char *code;
} changes[] = {
	{ "more", "5000.10", "", OK, NULL },
	{ "more", "5000.11", "", ERR_INVALID, "contract_change_much" },
	{ "less", "5000.10", "", OK, NULL },
	{ "less", "5000.11", "", ERR_INVALID, "contract_change_much" },
	{ "more", "0.01", "3", OK, NULL },
	{ "more", "", "3", OK, NULL },
	{ "more", "", "", ERR_INVALID, "contract_change_empty" },
	{ "more", "", "0", ERR_INVALID, "contract_step_days" },
	{ "more", "", "3651", ERR_INVALID, "contract_step_days" },
	{ "more", "1.005", "", ERR_INVALID, "money_decimals" },
};

START_TEST(a_change_stays_within_its_share_exactly)
{
	a_deal(&d, "in_force");
	deal_form(&d);
	d.form.direction = changes[_i].direction;
	d.form.amount = changes[_i].amount;
	d.form.days = changes[_i].days;
	ck_assert_int_eq(deal_act(&d, &d.owner, "change"), changes[_i].err);
	if (changes[_i].code)
		ck_assert_str_eq(d.problems.list[0].code, changes[_i].code);
	ck_assert_str_eq(state_now(), changes[_i].err ? "in_force" :
	    "changing");
}
END_TEST

static void
change(const char *direction, const char *amount)
{
	deal_form(&d);
	d.form.direction = direction;
	d.form.amount = amount;
	d.form.days = "";
	ck_assert_int_eq(deal_act(&d, &d.owner, "change"), OK);
	deal_do(&d, &d.agency, "decide");
}

START_TEST(changes_add_up_whatever_their_sign)
{
	a_deal(&d, "in_force");
	change("more", "3000.10");
	ck_assert_int_eq(deal_now(&d)->amount_fen, 5300110);
	ck_assert_int_eq(deal_budget(&d).committed_fen, 5300110);
	change("less", "2000");
	ck_assert_int_eq(deal_now(&d)->amount_fen, 5100110);
	ck_assert_int_eq(d.page.c.contract.moved_fen, 500010);
	ck_assert_int_eq(d.page.c.contract.change_fen, 100010);
	ck_assert_int_eq(deal_budget(&d).committed_fen, 5100110);
	/* The payment takes the difference. */
	ck_assert_int_eq(d.page.steps[1].amount_fen, 5100110);
	deal_form(&d);
	d.form.amount = "0.01";
	ck_assert_int_eq(deal_act(&d, &d.owner, "change"), ERR_INVALID);
	/* Time costs nothing of it. */
	d.form.amount = "";
	ck_assert_int_eq(deal_act(&d, &d.owner, "change"), OK);
}
END_TEST

START_TEST(a_later_day_moves_what_is_to_be_delivered)
{
	struct due due;

	a_deal(&d, "in_force");
	due = deal_due(&d, "deliver");
	deal_form(&d);
	d.form.amount = "";
	d.form.days = "7";
	ck_assert_int_eq(deal_act(&d, &d.agency, "change"), OK);
	ck_assert_int_eq(deal_due(&d, "deliver").due_at, due.due_at);
	deal_do(&d, &d.owner, "decide");
	ck_assert_int_eq(deal_due(&d, "deliver").due_at, due.due_at +
	    7 * 86400);
	ck_assert_int_eq(d.page.c.contract.service_days, 37);
	ck_assert_int_eq(events("contract_change"), 1);
}
END_TEST

START_TEST(a_refused_change_changes_nothing)
{
	a_deal(&d, "changing");
	deal_form(&d);
	d.form.answer = "no";
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), OK);
	ck_assert_str_eq(state_now(), "in_force");
	ck_assert_int_eq(d.page.c.contract.amount_fen, 5000100);
	ck_assert_str_eq(d.page.proposals[0].state, "refused");
	ck_assert_int_eq(events("contract_change"), 0);
	ck_assert_int_eq(deal_budget(&d).committed_fen, 5000100);
}
END_TEST

START_TEST(an_answer_is_to_what_one_saw_and_is_yes_or_no)
{
	a_deal(&d, "changing");
	deal_form(&d);
	d.form.answer = "perhaps";
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), ERR_INVALID);
	d.form.answer = "yes";
	d.form.proposal = "4711";
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), ERR_CONFLICT);
	ck_assert_str_eq(state_now(), "changing");
}
END_TEST

START_TEST(a_change_the_budget_cannot_bear_waits)
{
	a_deal(&d, "changing");
	break_rows("UPDATE budget_line SET amount_fen = 5000100");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), ERR_INVALID);
	ck_assert_str_eq(d.problems.list[0].code, "contract_budget_short");
	ck_assert_str_eq(state_now(), "changing");
	ck_assert(d.page.c.asked);
	ck_assert_int_eq(d.page.c.contract.amount_fen, 5000100);
}
END_TEST

START_TEST(a_reason_is_public_and_long_enough)
{
	static const char *const asks[] = { "change", "suspend",
	    "terminate" };

	a_deal(&d, "in_force");
	for (size_t i = 0; i < COUNT(asks); i++) {
		deal_form(&d);
		d.form.reason = "No money.";
		ck_assert_int_eq(deal_act(&d, &d.owner, asks[i]),
		    ERR_INVALID);
		ck_assert_ptr_nonnull(problem_of(&d.problems, "reason"));
	}
	ck_assert_uint_eq(d.page.n_proposals, 0);
}
END_TEST

/* ---- pause ---- */

START_TEST(days_stand_still_while_a_contract_is_suspended)
{
	struct due due;

	a_deal(&d, "suspended");
	due = deal_due(&d, "deliver");
	clock_forward(10 * 86400);
	deal_do(&d, &d.agency, "resume");
	ck_assert_str_eq(state_now(), "suspended");
	deal_do(&d, &d.owner, "decide");
	ck_assert_str_eq(state_now(), "in_force");
	ck_assert_int_eq(deal_due(&d, "deliver").due_at, due.due_at +
	    10 * 86400);
	ck_assert_int_eq(d.page.c.contract.paused, 10 * 86400);
	/* And a second time. */
	deal_do(&d, &d.office, "order");
	clock_forward(5 * 86400);
	deal_do(&d, &d.office, "order");
	ck_assert_int_eq(deal_due(&d, "deliver").due_at, due.due_at +
	    15 * 86400);
	ck_assert_int_eq(events("contract_suspend"), 2);
}
END_TEST

START_TEST(what_was_asked_lapses_when_the_work_goes_on)
{
	a_deal(&d, "in_force");
	deal_do(&d, &d.owner, "suspend");
	ck_assert(d.page.c.asked);
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "change"), ERR_CONFLICT);
	deal_do(&d, &d.agency, "deliver");
	ck_assert(!d.page.c.asked);
	ck_assert_str_eq(d.page.proposals[0].state, "lapsed");
	deal_form(&d);
	ck_assert_int_eq(deal_act(&d, &d.agency, "decide"), ERR_CONFLICT);
}
END_TEST

/* ---- the end ---- */

static const char *const live[] = { "in_force", "changing", "suspended",
    "delivered", "rework", "accepted" };

START_TEST(a_contract_that_ends_frees_its_budget_and_stops_its_clocks)
{
	a_deal(&d, live[_i]);
	deal_form(&d);
	d.form.fault = "owner";
	d.form.amount = "12000";
	ck_assert_int_eq(deal_act(&d, &d.agency, "breach"), OK);
	ck_assert_str_eq(state_now(), "terminated");
	ck_assert_int_eq(deal_budget(&d).committed_fen, 1200000);
	ck_assert_int_eq(deal_budget(&d).reserved_fen, 0);
	ck_assert_str_eq(d.page.c.contract.fault, "owner");
	ck_assert_str_eq(project_now(d.code).state, "reviewing");
	for (size_t i = 0; i < d.page.n_dues; i++)
		ck_assert(strcmp(d.page.dues[i].event, "pay") == 0 ||
		    strcmp(d.page.dues[i].event, "pay_tell") == 0 ||
		    strcmp(d.page.dues[i].event, "file") == 0 ||
		    strcmp(d.page.dues[i].event, "pay_over") == 0 ||
		    strncmp(d.page.dues[i].event, "review_", 7) == 0);
	ck_assert_int_eq(deal_due(&d, "pay").object_id, 0);
	/* What was agreed is paid, not more. */
	deal_form(&d);
	d.form.amount = "12000.01";
	ck_assert_int_eq(deal_act(&d, &d.owner, "pay"), ERR_INVALID);
	d.form.amount = "12000";
	ck_assert_int_eq(deal_act(&d, &d.owner, "pay"), OK);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 1200000);
	(void)deal_now(&d);
	ck_assert(!contract_can(&d.page.c, "pay"));
}
END_TEST

START_TEST(nobody_ends_it_alone_for_a_fault_of_ones_own)
{
	static const char *const bad[] = { "owner", "none", "" };

	a_deal(&d, "in_force");
	for (size_t i = 0; i < COUNT(bad); i++) {
		deal_form(&d);
		d.form.fault = bad[i];
		ck_assert_int_eq(deal_act(&d, &d.owner, "breach"),
		    ERR_INVALID);
		ck_assert_ptr_nonnull(problem_of(&d.problems, "fault"));
	}
	ck_assert_str_eq(state_now(), "in_force");
}
END_TEST

START_TEST(both_may_end_it_without_a_fault)
{
	a_deal(&d, "in_force");
	deal_form(&d);
	d.form.fault = "none";
	d.form.amount = "0";
	ck_assert_int_eq(deal_act(&d, &d.agency, "terminate"), OK);
	ck_assert_str_eq(state_now(), "in_force");
	deal_do(&d, &d.owner, "decide");
	ck_assert_str_eq(state_now(), "terminated");
	ck_assert_int_eq(deal_budget(&d).committed_fen, 0);
	ck_assert_int_eq(events("contract_terminate"), 1);
	for (size_t i = 0; i < d.page.n_dues; i++)
		ck_assert(strncmp(d.page.dues[i].event, "pay", 3) != 0);
}
END_TEST

START_TEST(a_settlement_lies_between_what_was_paid_and_the_contract)
{
	static const struct { const char *amount; enum err err; } tries[] = {
		{ "9999.99", ERR_INVALID }, { "50001.01", ERR_INVALID },
		{ "0", ERR_INVALID }, { "x", ERR_INVALID },
		{ "", ERR_INVALID }, { "10000", OK },
	};

	a_deal(&d, "accepted");
	deal_form(&d);
	d.form.amount = "10000";
	ck_assert_int_eq(deal_act(&d, &d.owner, "pay"), OK);
	for (size_t i = 0; i < COUNT(tries); i++) {
		deal_form(&d);
		d.form.amount = tries[i].amount;
		ck_assert_int_eq(deal_act(&d, &d.agency, "breach"),
		    tries[i].err);
	}
	ck_assert_str_eq(state_now(), "terminated");
	ck_assert_int_eq(deal_budget(&d).committed_fen, 1000000);
	ck_assert_int_eq(deal_budget(&d).paid_fen, 1000000);
}
END_TEST

START_TEST(the_end_is_a_notice)
{
	struct notice *list;
	size_t n;
	int told = 0;

	a_deal(&d, "terminated");
	ck_assert_int_eq(db_notice_of_project(m->db, d.page.c.project.id,
	    &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, "performance") == 0) {
			told++;
			ck_assert_ptr_nonnull(strstr(list[i].body,
			    "outcome terminated\n"));
			ck_assert_ptr_nonnull(strstr(list[i].body,
			    "fault owner\n"));
			ck_assert_ptr_nonnull(strstr(list[i].body,
			    "reason The road is longer"));
		}
	ck_assert_int_eq(told, 1);
}
END_TEST

/* ---- what cannot be stored ---- */

static const char *const lies[] = {
	"UPDATE contract SET payer_id = agency_id",
	"UPDATE contract SET award_fen = award_fen + 1,"
	    " amount_fen = amount_fen + 1",
	"UPDATE contract SET amount_fen = amount_fen + 1",
	"UPDATE contract SET paid_fen = amount_fen + 1",
	"UPDATE contract SET change_fen = 1, amount_fen = amount_fen + 1",
	"UPDATE contract SET agency_signed_at = NULL",
	"UPDATE contract SET text_hash = NULL",
	"UPDATE contract SET notice_hash = x'00'",
};

START_TEST(no_other_amount_or_payer_can_be_stored)
{
	a_deal(&d, "in_force");
	refuse_rows("%s", lies[_i]);
}
END_TEST

Suite *
contract_work_suite(void)
{
	Suite *s = suite_create("contract_work");
	TCase *t = tcase_create("work");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_part_delivered_leaves_the_rest_to_do);
	tcase_add_test(t, each_delivery_has_its_own_day);
	tcase_add_test(t, a_delivery_says_what_it_is);
	tcase_add_loop_test(t,
	    defects_are_told_to_the_last_second_and_not_after_it, 0, 2);
	tcase_add_test(t, defects_are_written_down);
	tcase_add_test(t, after_two_reminders_silence_accepts);
	tcase_add_test(t, a_clock_that_stood_still_does_not_accept_at_once);
	tcase_add_test(t, whoever_was_asked_again_is_reminded_anew);
	tcase_add_loop_test(t, a_change_stays_within_its_share_exactly, 0,
	    COUNT(changes));
	tcase_add_test(t, changes_add_up_whatever_their_sign);
	tcase_add_test(t, a_later_day_moves_what_is_to_be_delivered);
	tcase_add_test(t, a_refused_change_changes_nothing);
	tcase_add_test(t, an_answer_is_to_what_one_saw_and_is_yes_or_no);
	tcase_add_test(t, a_change_the_budget_cannot_bear_waits);
	tcase_add_test(t, a_reason_is_public_and_long_enough);
	tcase_add_test(t, days_stand_still_while_a_contract_is_suspended);
	tcase_add_test(t, what_was_asked_lapses_when_the_work_goes_on);
	tcase_add_loop_test(t,
	    a_contract_that_ends_frees_its_budget_and_stops_its_clocks, 0,
	    COUNT(live));
	tcase_add_test(t, nobody_ends_it_alone_for_a_fault_of_ones_own);
	tcase_add_test(t, both_may_end_it_without_a_fault);
	tcase_add_test(t,
	    a_settlement_lies_between_what_was_paid_and_the_contract);
	tcase_add_test(t, the_end_is_a_notice);
	tcase_add_loop_test(t, no_other_amount_or_payer_can_be_stored, 0,
	    COUNT(lies));
	suite_add_tcase(s, t);
	return s;
}
