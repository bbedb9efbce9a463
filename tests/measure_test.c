/* SPDX-License-Identifier: Apache-2.0 */
/* measure_test.c: what the market has seen is counted, once. */
#include "market/measure.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/due.h"
#include "market/agency.h"
#include "market/award.h"
#include "market/owner.h"
#include "market/question.h"
#include "tests/support_contract.h"

Suite *measure_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct deal d;

static void
open_market(void)
{
	m = a_market();
}

/* ---- the index ---- */

/* The examples of domain.md 7.2, and its edges. */
static const struct {
	struct measure parts[5];
	int64_t index;
} examples[] = {
	{ { { "answer", 9, 10 }, { "sign", 4, 5 }, { "accept", 5, 5 },
	    { "pay", 3, 5 }, { "contract", 5, 5 } }, 7950 },
	{ { { "sign", 4, 5 }, { "accept", 5, 5 }, { "pay", 3, 5 },
	    { "contract", 5, 5 } }, 7764 },
	{ { { "answer", 9, 10 }, { "sign", 4, 5 }, { "accept", 5, 5 },
	    { "pay", 3, 5 }, { "contract", 3, 3 } }, 7950 },
	{ { { "answer", 9, 10 }, { "sign", 2, 2 }, { "accept", 2, 2 },
	    { "pay", 2, 2 }, { "contract", 2, 2 } }, -1 },
	{ { { "contract", 3, 3 } }, -1 },
	{ { { "pay", 0, 4 }, { "contract", 3, 3 } }, 0 },
	{ { { "pay", 1, 3 }, { "contract", 3, 3 } }, 3333 },
	{ { { "sign", 0, 0 } }, -1 },
};

START_TEST(the_index_is_that_of_the_examples)
{
	size_t n = 0;

	while (n < COUNT(examples[_i].parts) && examples[_i].parts[n].name)
		n++;
	ck_assert_int_eq(measure_index(examples[_i].parts, n),
	    examples[_i].index);
}
END_TEST

/* ---- the facts ---- */

static struct measure
of_party(int64_t party, const char *side, const char *name)
{
	struct measure *list;
	size_t n;
	enum err err = strcmp(side, "owner") == 0 ? owner_measures(m, party,
	    &list, &n) : agency_measures(m, party, &list, &n);

	ck_assert_int_eq(err, OK);
	return measure_find(list, n, name);
}

#define assert_count(party, side, name, g, t) do {			\
	struct measure got = of_party((party), (side), (name));		\
	ck_assert_int_eq(got.good, (g));				\
	ck_assert_int_eq(got.total, (t));				\
} while (0)

static void
pay(const char *amount, const char *voucher)
{
	deal_form(&d);
	d.form.amount = amount;
	d.form.voucher = voucher;
	ck_assert_int_eq(deal_act(&d, &d.owner, "pay"), OK);
}

START_TEST(what_goes_well_is_one_of_one)
{
	a_deal(&d, "accepted");
	assert_count(d.owner.party_id, "owner", "contract", 0, 0);
	pay("50001", "PZ-1");
	assert_count(d.agency.party_id, "agency", "sign", 1, 1);
	assert_count(d.agency.party_id, "agency", "deliver", 1, 1);
	assert_count(d.agency.party_id, "agency", "first", 1, 1);
	assert_count(d.agency.party_id, "agency", "contract", 1, 1);
	assert_count(d.owner.party_id, "owner", "sign", 1, 1);
	assert_count(d.owner.party_id, "owner", "accept", 1, 1);
	assert_count(d.owner.party_id, "owner", "pay", 1, 1);
	assert_count(d.owner.party_id, "owner", "contract", 1, 1);
	assert_count(d.owner.party_id, "owner", "answer", 0, 0);
}
END_TEST

START_TEST(work_that_was_sent_back_is_not_right_at_first)
{
	a_deal(&d, "delivered");
	deal_do(&d, &d.owner, "reject");
	deal_do(&d, &d.agency, "deliver");
	deal_do(&d, &d.owner, "accept");
	assert_count(d.agency.party_id, "agency", "first", 0, 1);
	assert_count(d.agency.party_id, "agency", "deliver", 1, 1);
	assert_count(d.owner.party_id, "owner", "accept", 2, 2);
}
END_TEST

START_TEST(a_delivery_counts_against_its_day)
{
	a_deal(&d, "in_force");
	clock_set(deal_due(&d, "deliver").due_at + (_i ? 1 : 0));
	deal_do(&d, &d.agency, "deliver");
	assert_count(d.agency.party_id, "agency", "deliver", 0, 0);
	deal_do(&d, &d.owner, "accept");
	assert_count(d.agency.party_id, "agency", "deliver", !_i, 1);
}
END_TEST

START_TEST(work_that_never_came_is_late_when_the_contract_ends)
{
	a_deal(&d, "in_force");
	clock_set(deal_due(&d, "deliver").due_at + (_i ? 1 : 0));
	deal_form(&d);
	d.form.fault = "agency";
	ck_assert_int_eq(deal_act(&d, &d.owner, "breach"), OK);
	assert_count(d.agency.party_id, "agency", "deliver", 0, _i);
	assert_count(d.agency.party_id, "agency", "first", 0, 0);
}
END_TEST

START_TEST(silence_to_a_delivery_is_late)
{
	a_deal(&d, "delivered");
	for (int i = 0; i < 40; i++) {
		clock_forward(DAY);
		run_clock_alone();
	}
	ck_assert_str_eq(deal_now(&d)->state, "accepted");
	assert_count(d.owner.party_id, "owner", "accept", 0, 1);
}
END_TEST

START_TEST(a_payment_is_late_from_the_end_of_its_day_and_stays_so)
{
	a_deal(&d, "accepted");
	clock_set(deal_due(&d, "pay").due_at);
	run_clock_alone();
	assert_count(d.owner.party_id, "owner", "pay", 0, 0);
	if (_i == 0) {
		pay("50001", "PZ-1");
		assert_count(d.owner.party_id, "owner", "pay", 1, 1);
		clock_forward(10 * DAY);
		run_clock_alone();
		assert_count(d.owner.party_id, "owner", "pay", 1, 1);
		return;
	}
	clock_forward(1);
	run_clock_alone();
	assert_count(d.owner.party_id, "owner", "pay", 0, 1);
	pay("50001", "PZ-1");
	assert_count(d.owner.party_id, "owner", "pay", 0, 1);
}
END_TEST

START_TEST(who_does_not_sign_in_time_is_late_once)
{
	struct actor dept = a_department(1);
	const char *code = a_signing(&dept);
	struct actor winner = winner_of(code);
	struct due lapse;
	struct award a;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	ck_assert_int_eq(db_due_get(m->db, project_now(code).id, "lapse",
	    a.id, &lapse), OK);
	if (_i)		/* the agency is ready, the owner is not */
		ck_assert_int_eq(demo_sign_as(m, NULL, &winner, code), OK);
	clock_set(lapse.act_at);
	run_clock();
	assert_count(winner.party_id, "agency", "sign", _i, 1);
	assert_count(dept.party_id, "owner", "sign", 0, 1);
	if (_i) {
		ck_assert_int_eq(demo_sign_as(m, NULL, &dept, code), OK);
		ck_assert_str_eq(project_now(code).state, "performing");
		assert_count(winner.party_id, "agency", "sign", 1, 1);
		assert_count(dept.party_id, "owner", "sign", 0, 1);
	}
}
END_TEST

START_TEST(a_question_is_answered_in_time_or_late_once)
{
	struct actor dept = a_department(1), agency = an_agency(1);
	const char *code = a_project_for(&dept, 9 * DAY);
	struct problems problems;
	struct question *list;
	size_t n;
	struct due answer;

	ck_assert_int_eq(question_ask(m, &agency, code,
	    "Is the site open on Sundays?", &problems), OK);
	ck_assert_int_eq(question_list(m, project_now(code).id, 0, &list,
	    &n), OK);
	ck_assert_int_eq(db_due_get(m->db, project_now(code).id, "answer",
	    list[0].id, &answer), OK);
	clock_set(answer.act_at - (_i ? 0 : 1));
	run_clock_alone();
	assert_count(dept.party_id, "owner", "answer", 0, _i);
	ck_assert_int_eq(question_answer(m, &dept, list[0].id, "It is.",
	    &problems), OK);
	assert_count(dept.party_id, "owner", "answer", !_i, 1);
	clock_forward(2 * DAY);
	run_clock_alone();
	assert_count(dept.party_id, "owner", "answer", !_i, 1);
}
END_TEST

/* ---- the pages ---- */

START_TEST(pages_show_each_number_with_its_fraction)
{
	struct browser b;
	char path[64];

	a_deal(&d, "accepted");
	pay("50001", "PZ-1");
	b = a_browser();
	snprintf(path, sizeof path, "/agencies/%s", d.agency.uscc);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "1/1"));
	ck_assert(page_has(&b, "0/1"));		/* complaints */
	snprintf(path, sizeof path, "/owners/%s", d.owner.uscc);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "1/1"));
	/* One contract is no sample: no index. */
	ck_assert(page_has(&b, "\u6837\u672c\u4e0d\u8db3"));
	ck_assert(!page_has(&b, "100.00"));
}
END_TEST

Suite *
measure_suite(void)
{
	Suite *s = suite_create("measure");
	TCase *t = tcase_create("facts");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, the_index_is_that_of_the_examples, 0,
	    COUNT(examples));
	tcase_add_test(t, what_goes_well_is_one_of_one);
	tcase_add_test(t, work_that_was_sent_back_is_not_right_at_first);
	tcase_add_loop_test(t, a_delivery_counts_against_its_day, 0, 2);
	tcase_add_loop_test(t,
	    work_that_never_came_is_late_when_the_contract_ends, 0, 2);
	tcase_add_test(t, silence_to_a_delivery_is_late);
	tcase_add_loop_test(t,
	    a_payment_is_late_from_the_end_of_its_day_and_stays_so, 0, 2);
	tcase_add_loop_test(t, who_does_not_sign_in_time_is_late_once, 0, 2);
	tcase_add_loop_test(t, a_question_is_answered_in_time_or_late_once,
	    0, 2);
	tcase_add_test(t, pages_show_each_number_with_its_fraction);
	suite_add_tcase(s, t);
	return s;
}
