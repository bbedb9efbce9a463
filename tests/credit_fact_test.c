/* SPDX-License-Identifier: Apache-2.0 */
/* credit_fact_test.c: what the clock sees and proposes; what a band keeps. */
#include "market/credit_fact.h"

#include <check.h>
#include <string.h>

#include "market/award.h"
#include "market/bid.h"
#include "market/check.h"
#include "market/credit_event.h"
#include "market/petition.h"
#include "market/qualification.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"
#include "tests/support_award.h"
#include "tests/support_contract.h"

Suite *credit_fact_suite(void);

enum { DAY = 86400, WEEK = 7 * DAY };

static struct market *m;
static struct deal d;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
}

/* The only event of an agency; false: there is none. */
static bool
only_event(const struct actor *a, struct credit_event *e)
{
	struct credit_event *list;
	size_t n;

	ck_assert_int_eq(credit_own(m, a, 0, &list, &n), OK);
	ck_assert_uint_le(n, 1);
	if (n)
		*e = list[0];
	return n == 1;
}

/* ---- awards ---- */

START_TEST(who_does_not_sign_what_was_sent_is_late)
{
	struct credit_event e;

	a_deal(&d, "confirming");
	clock_forward(30 * DAY);
	run_clock_alone();
	ck_assert(only_event(&d.agency, &e));
	ck_assert_str_eq(e.code, "LATE_SIGN");
	ck_assert_str_eq(e.project_code, d.code);
	ck_assert(!e.contested);
	ck_assert_int_eq(e.proposed_by, 0);
}
END_TEST

START_TEST(where_nothing_was_sent_a_person_decides)
{
	struct credit_event e;

	a_deal(&d, "drafting");
	clock_forward(30 * DAY);
	run_clock_alone();
	ck_assert(only_event(&d.agency, &e));
	ck_assert(e.contested);
	clock_forward(30 * DAY);
	run_clock_alone();
	ck_assert(only_event(&d.agency, &e));
	ck_assert_str_eq(e.state, "proposed");
}
END_TEST

START_TEST(who_gives_up_an_award_is_proposed)
{
	const struct award_claim claim = { .evidence = A_REASON };
	static const int64_t prices[] = { 46800, 49500, 51000, 0 };
	struct actor dept = a_department(1);
	const char *code = a_bidding(&dept, prices, NULL);
	struct actor a = bidder(1);
	struct credit_event e;

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, _i == 1 ?
	    &claim : NULL, &problems), OK);
	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, _i == 1 ?
	    &claim : NULL, &problems), OK);
	ck_assert(only_event(&a, &e));
	ck_assert_str_eq(e.code, "DECLINE_AWARD");
	/* Force majeure is a question for a person. */
	ck_assert(e.contested == (_i == 1));
	a = bidder(2);
	ck_assert(!only_event(&a, &e));
}
END_TEST

START_TEST(an_accepted_force_majeure_is_no_event)
{
	static const int64_t prices[] = { 46800, 49500, 51000, 0 };
	const struct award_claim claim = { .evidence = A_REASON };
	const struct petition_form form = { .decision = A_REASON, .min = "",
	    .verdict = _i == 0 ? "granted" : "refused" };
	struct actor dept = a_department(1), office = a_regulator();
	const char *code = a_bidding(&dept, prices, NULL);
	struct actor a = bidder(1);
	struct credit_event e;
	struct petition t;

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, &claim,
	    &problems), OK);
	ck_assert_int_eq(petition_of(m, project_now(code).id,
	    "force_majeure", &t), OK);
	ck_assert_int_eq(petition_decide(m, &office, t.id, &form, &problems),
	    OK);
	ck_assert(only_event(&a, &e));
	ck_assert_str_eq(e.state, _i == 0 ? "dropped" : "proposed");
}
END_TEST

/* ---- deliveries ---- */

START_TEST(five_working_days_after_its_day_a_delivery_is_late)
{
	struct credit_event e;
	int64_t due;

	a_deal(&d, "in_force");
	due = deal_due(&d, "deliver").due_at;
	clock_set(due + 1);
	run_clock_alone();
	ck_assert(!only_event(&d.agency, &e));
	clock_set(deal_due(&d, "deliver_late").due_at);
	ck_assert_int_ge(clock_at() - due, 5 * DAY);
	run_clock_alone();
	ck_assert(!only_event(&d.agency, &e));
	clock_forward(1);
	run_clock_alone();
	ck_assert(only_event(&d.agency, &e));
	ck_assert_str_eq(e.code, "LATE_DELIVERY");
	ck_assert_int_eq(e.contract_id, d.page.c.contract.id);
}
END_TEST

START_TEST(what_is_delivered_in_five_days_is_not)
{
	struct credit_event e;

	a_deal(&d, "in_force");
	clock_set(deal_due(&d, "deliver_late").due_at);
	deal_do(&d, &d.agency, "deliver");
	clock_forward(WEEK);
	run_clock_alone();
	ck_assert(!only_event(&d.agency, &e));
}
END_TEST

START_TEST(a_suspended_contract_is_not_late)
{
	struct credit_event e;

	a_deal(&d, "suspended");
	clock_forward(400 * DAY);
	run_clock_alone();
	ck_assert(!only_event(&d.agency, &e));
}
END_TEST

/* ---- mismatches ---- */

START_TEST(a_mismatch_that_stands_is_late)
{
	const struct qualification_form f = { .type = "Surveying",
	    .grade = "first", .cert_no = "42-7", .issuer = "Bureau",
	    .scope = "", .valid_from = "2026-01-31",
	    .valid_to = "2029-01-30", .once = "" };
	const struct check_form wrong = { "mismatch", "number", "1" };
	struct actor agency = an_agency(1), op = an_operator();
	struct credit_event e;
	int64_t id;

	ck_assert_int_eq(qualification_add(m, &agency, &f, &id, &problems),
	    OK);
	ck_assert_int_eq(check_qualification(m, &op, id, &wrong, &problems),
	    OK);
	if (_i == 1)
		ck_assert_int_eq(qualification_remove(m, &agency, id), OK);
	clock_forward(2 * WEEK);
	run_clock_alone();
	ck_assert(only_event(&agency, &e) == (_i == 0));
	if (_i == 0)
		ck_assert_str_eq(e.code, "LATE_UPDATE");
}
END_TEST

START_TEST(a_mismatch_of_the_entry_that_stands_is_late)
{
	const struct check_form wrong = { "mismatch", "name", "" };
	struct actor agency = an_agency(1), op = an_operator();
	struct credit_event e;

	ck_assert_int_eq(check_entry(m, &op, agency.uscc, &wrong, &problems),
	    OK);
	if (_i == 1)
		ck_assert_int_eq(check_again(m, &agency), OK);
	clock_forward(2 * WEEK);
	run_clock_alone();
	ck_assert(only_event(&agency, &e) == (_i == 0));
}
END_TEST

/* ---- band D ---- */

static enum err
propose_in_txn(struct db *db, void *ctx)
{
	const struct actor *a = ctx;

	return credit_propose(db, m->house, NULL, &(struct credit_proposal){
	    .party_id = a->party_id, .code = "COLLUSION", .source = "x:1",
	    .occurred_at = clock_at() });
}

static void
into_band_d(struct actor *a)
{
	ck_assert_int_eq(write_run(m, propose_in_txn, a), OK);
	clock_forward(2 * WEEK);
	run_clock_alone();
}

START_TEST(band_d_bids_for_no_public_money)
{
	struct actor dept = a_department(1), works = an_enterprise(1);
	struct actor agency = an_agency(1);
	const char *code;
	struct bid bid;

	into_band_d(&agency);
	code = a_project(&dept);
	ck_assert_int_ne(bid_place(m, &agency, code, "50000", a_token(), &bid,
	    &problems), OK);
	(void)a_bid(&agency, a_project(&works), "50000");
}
END_TEST

START_TEST(who_falls_into_band_d_before_the_deadline_is_out)
{
	struct actor dept = a_department(1), agency = an_agency(1);
	const char *code = a_project_for(&dept, 30 * DAY);

	(void)a_bid(&agency, code, "50000");
	for (int i = 2; i <= 4; i++) {
		struct actor other = an_agency(i);

		(void)a_bid(&other, code, "60000");
	}
	into_band_d(&agency);
	clock_forward(17 * DAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_ne(award_now(code).agency_id, agency.party_id);
}
END_TEST

/* ---- contracts ---- */

START_TEST(a_contract_finished_without_an_event_gives_a_half)
{
	struct credit_standing s;

	a_deal(&d, "accepted");
	ck_assert_int_eq(credit_read(m, d.agency.party_id, &s), OK);
	ck_assert_int_eq(s.finished, 1);
	ck_assert_int_eq(s.clean, 1);
	ck_assert_int_eq(s.score, 10050);
	ck_assert_int_eq(s.band, CREDIT_N);
	clock_forward(1200LL * DAY);
	tick_tidy(m);
	ck_assert_int_eq(credit_read(m, d.agency.party_id, &s), OK);
	ck_assert_int_eq(s.score, 10000);
	ck_assert_int_eq(s.finished, 1);
}
END_TEST

START_TEST(a_contract_with_an_event_is_not_clean)
{
	struct credit_standing s;
	struct credit_event e;

	a_deal(&d, "in_force");
	clock_set(deal_due(&d, "deliver_late").due_at + 1);
	run_clock_alone();
	deal_do(&d, &d.agency, "deliver");
	deal_do(&d, &d.owner, "accept");
	ck_assert_int_eq(credit_read(m, d.agency.party_id, &s), OK);
	ck_assert_int_eq(s.clean, 1);		/* only proposed */
	clock_forward(2 * WEEK);
	run_clock_alone();
	ck_assert(only_event(&d.agency, &e));
	ck_assert_str_eq(e.state, "effective");
	ck_assert_int_eq(credit_read(m, d.agency.party_id, &s), OK);
	ck_assert_int_eq(s.clean, 0);
	ck_assert_int_eq(s.score, 9500);
}
END_TEST

Suite *
credit_fact_suite(void)
{
	Suite *s = suite_create("credit_fact");
	TCase *t = tcase_create("credit_fact");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, who_does_not_sign_what_was_sent_is_late);
	tcase_add_test(t, where_nothing_was_sent_a_person_decides);
	tcase_add_loop_test(t, who_gives_up_an_award_is_proposed, 0, 2);
	tcase_add_loop_test(t, an_accepted_force_majeure_is_no_event, 0, 2);
	tcase_add_test(t,
	    five_working_days_after_its_day_a_delivery_is_late);
	tcase_add_test(t, what_is_delivered_in_five_days_is_not);
	tcase_add_test(t, a_suspended_contract_is_not_late);
	tcase_add_loop_test(t, a_mismatch_that_stands_is_late, 0, 2);
	tcase_add_loop_test(t, a_mismatch_of_the_entry_that_stands_is_late, 0,
	    2);
	tcase_add_test(t, band_d_bids_for_no_public_money);
	tcase_add_test(t, who_falls_into_band_d_before_the_deadline_is_out);
	tcase_add_test(t, a_contract_finished_without_an_event_gives_a_half);
	tcase_add_test(t, a_contract_with_an_event_is_not_clean);
	suite_add_tcase(s, t);
	return s;
}
