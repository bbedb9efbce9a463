/* SPDX-License-Identifier: Apache-2.0 */
/* review_test.c: both sides rate, and how it becomes public. */
#include "market/review.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/agency.h"
#include "market/owner.h"
#include "tests/sealing.h"
#include "tests/support_contract.h"
#include "tests/told.h"

Suite *review_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor dept, agency;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_reviewing(&dept);
	agency = winner_of(code);
}

static const struct review_form four = {
	.scores = { "4", "4", "4", "3", "4" }, .text = ""
}, low = {
	.scores = { "1", "1", "1", "1", "1" }, .text = "Never came."
};

static bool shown;
static struct problems problems;

static enum err
rate(const struct actor *who, const struct review_form *f)
{
	return review_place(m, who, code, f, &shown, &problems);
}

static struct review_case
seen_by(const struct actor *who)
{
	struct review_case c;

	ck_assert_int_eq(review_case(m, who, code, &c), OK);
	return c;
}

static enum err
public_of(const char *side, struct review *r)
{
	return review_public(m, project_now(code).id, side, r);
}

/* ---- the form ---- */

static const struct {
	const char *scores[REVIEW_SCORES];
	const char *text;
	const char *field;	/* of the owner's form; NULL: accepted */
	const char *of_agency;	/* of the agency's */
} forms[] = {
	{ { "4", "4", "4", "3", "4" }, "", NULL, NULL },
	{ { "5", "4", "4", "4", "4" }, "", "text", "text" },
	{ { "2", "4", "4", "4", "4" }, "", "text", "text" },
	{ { "1", "1", "1", "1", "1" }, "Never came.", NULL, NULL },
	{ { "", "4", "4", "4", "4" }, "", "quality", "clarity" },
	{ { "4", "6", "4", "4", "4" }, "", "speed", "support" },
	{ { "4", "4", "0", "4", "4" }, "", "norms", "rules" },
	{ { "4", "4", "4", "x", "4" }, "", "fee", "payment" },
	{ { "4", "4", "4", "4", "4.5" }, "", "manner", "respect" },
};

START_TEST(a_rating_is_whole_and_has_reasons_where_asked)
{
	const struct actor *who[] = { &dept, &agency };
	struct review_form f = { .text = forms[_i].text };

	memcpy(f.scores, forms[_i].scores, sizeof f.scores);
	for (size_t k = 0; k < COUNT(who); k++) {
		const char *field = k ? forms[_i].of_agency : forms[_i].field;

		ck_assert_int_eq(rate(who[k], &f), field ? ERR_INVALID : OK);
		if (field)
			ck_assert_str_eq(problems.list[0].field, field);
		ck_assert_str_eq(seen_by(who[k]).mine.state, field ? "open" :
		    k ? "revealed" : "submitted");
	}
}
END_TEST

START_TEST(a_number_of_a_person_does_not_become_public)
{
	struct review_form f = low;

	f.text = "Call 13812345678, he never came.";
	ck_assert_int_eq(rate(&dept, &f), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "review_person");
	both_rate(&dept, code);
	ck_assert_int_eq(review_reply(m, &agency, code, f.text, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "reply");
}
END_TEST

START_TEST(who_has_no_part_in_it_rates_nobody)
{
	struct actor rival = an_agency(12), other = a_department(2);
	struct actor reg = a_regulator();

	ck_assert_int_eq(rate(&rival, &four), ERR_NOT_FOUND);
	ck_assert_int_eq(rate(&other, &four), ERR_NOT_FOUND);
	ck_assert_int_eq(rate(&reg, &four), ERR_NOT_FOUND);
}
END_TEST

/* ---- blind, and then not ---- */

START_TEST(both_in_is_public_at_once_and_the_project_is_done)
{
	const struct actor *first = _i ? &agency : &dept;
	const struct actor *second = _i ? &dept : &agency;
	struct review r;

	ck_assert_int_eq(rate(first, &four), OK);
	ck_assert(!shown);
	ck_assert_int_eq(public_of(_i ? "agency" : "owner", &r),
	    ERR_NOT_FOUND);
	ck_assert_str_eq(project_now(code).state, "reviewing");
	clock_forward(3 * DAY);
	ck_assert_int_eq(rate(second, &low), OK);
	ck_assert(shown);
	ck_assert_int_eq(public_of(_i ? "agency" : "owner", &r), OK);
	ck_assert_int_eq(r.scores[0], 4);
	ck_assert_int_eq(r.revealed_at, clock_at());
	ck_assert_int_eq(public_of(_i ? "owner" : "agency", &r), OK);
	ck_assert_int_eq(r.scores[0], 1);
	ck_assert_str_eq(project_now(code).state, "done");
	/* Nobody's doing: whose it was would tell who came second. */
	ck_assert_int_eq(count_rows("SELECT count(*) FROM project_event "
	    "WHERE event = 'close' AND account_id IS NULL"), 1);
	ck_assert_int_eq(rate(first, &low), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "review_public");
	ck_assert_int_eq(rate(first, &four), OK);	/* sent twice */
}
END_TEST

START_TEST(the_end_of_the_window_shows_one_and_misses_the_other)
{
	struct review r;
	int64_t until = seen_by(&dept).until;

	ck_assert_int_eq(rate(&dept, &four), OK);
	clock_set(until);
	run_clock_alone();
	ck_assert_int_eq(public_of("owner", &r), ERR_NOT_FOUND);
	clock_forward(1);
	ck_assert_int_eq(rate(&agency, &four), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "review_over");
	run_clock_alone();
	ck_assert_int_eq(public_of("owner", &r), OK);
	ck_assert_int_eq(public_of("agency", &r), ERR_NOT_FOUND);
	ck_assert_str_eq(seen_by(&agency).mine.state, "missed");
	ck_assert_str_eq(project_now(code).state, "done");
	(void)newest(&agency, "review_seen");
	ck_assert_ptr_null(strstr(told(&dept), "review_seen"));
}
END_TEST

START_TEST(silence_is_never_filled_in)
{
	struct review r;
	struct agency a;

	clock_forward(40 * DAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "done");
	ck_assert_int_eq(public_of("owner", &r), ERR_NOT_FOUND);
	ck_assert_int_eq(public_of("agency", &r), ERR_NOT_FOUND);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert(!a.stars_shown);
	ck_assert_int_eq(a.stars_owners, 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM review "
	    "WHERE state = 'missed' AND quality IS NULL"), 2);
}
END_TEST

START_TEST(a_day_to_think_again_while_the_other_is_silent)
{
	int64_t first = clock_at();

	ck_assert_int_eq(rate(&dept, &four), OK);
	clock_forward(DAY - 1);
	ck_assert(seen_by(&dept).can_rate);
	ck_assert_int_eq(rate(&dept, &low), OK);
	ck_assert_int_eq(seen_by(&dept).mine.scores[0], 1);
	ck_assert_int_eq(seen_by(&dept).mine.submitted_at, first);
	clock_forward(1);
	ck_assert(!seen_by(&dept).can_rate);
	ck_assert_int_eq(rate(&dept, &four), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "review_fixed");
	ck_assert_int_eq(rate(&dept, &low), OK);	/* sent twice */
	ck_assert_int_eq(seen_by(&dept).mine.scores[0], 1);
}
END_TEST

static void
pay_all(struct deal *d)
{
	deal_form(d);
	d->form.amount = "50001";
	ck_assert_int_eq(deal_act(d, &d->owner, "pay"), OK);
	ck_assert_str_eq(deal_now(d)->state, "settled");
}

START_TEST(one_may_rate_from_the_acceptance_on)
{
	struct deal d;

	a_deal(&d, "delivered");
	code = d.code;
	ck_assert_int_eq(rate(&d.owner, &four), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "review_early");
	deal_do(&d, &d.owner, "accept");
	(void)newest(&d.owner, "review_open");
	(void)newest(&d.agency, "review_open");
	ck_assert_int_eq(rate(&d.owner, &four), OK);
	ck_assert_int_eq(rate(&d.agency, &four), OK);
	ck_assert(shown);
	/* The work is not paid yet; with the payment nothing waits. */
	ck_assert_str_eq(project_now(code).state, "performing");
	pay_all(&d);
	ck_assert_str_eq(project_now(code).state, "done");
}
END_TEST

START_TEST(a_window_that_ends_before_the_payment_ends_the_wait)
{
	struct deal d;

	a_deal(&d, "accepted");
	code = d.code;
	clock_forward(25 * DAY);
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "performing");
	ck_assert_str_eq(seen_by(&d.owner).mine.state, "missed");
	pay_all(&d);
	ck_assert_str_eq(project_now(code).state, "done");
}
END_TEST

START_TEST(who_ended_a_contract_in_force_may_rate_too)
{
	struct deal d;

	a_deal(&d, "in_force");
	code = d.code;
	ck_assert(!seen_by(&d.agency).opened);
	deal_form(&d);
	d.form.fault = "agency";
	ck_assert_int_eq(deal_act(&d, &d.owner, "breach"), OK);
	ck_assert_str_eq(project_now(code).state, "reviewing");
	ck_assert_int_eq(rate(&d.agency, &four), OK);
	ck_assert_int_eq(rate(&d.owner, &low), OK);
	ck_assert_str_eq(project_now(code).state, "done");
}
END_TEST

START_TEST(related_parties_do_not_rate_each_other)
{
	break_rows("UPDATE party SET legal_rep = 'Li Lei' "
	    "WHERE id IN (%lld, %lld)", (long long)dept.party_id,
	    (long long)agency.party_id);
	ck_assert_int_eq(rate(&dept, &four), ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "review_related");
	ck_assert_int_eq(rate(&agency, &four), ERR_FORBIDDEN);
	break_rows("UPDATE party SET legal_rep = 'Han Mei' WHERE id = %lld",
	    (long long)agency.party_id);
	ck_assert_int_eq(rate(&dept, &four), OK);
}
END_TEST

/* ---- the answer ---- */

START_TEST(the_rated_party_answers_once)
{
	const struct actor *rated = _i ? &dept : &agency;
	const struct actor *rater = _i ? &agency : &dept;

	ck_assert_int_eq(rate(rater, &four), OK);
	ck_assert_int_eq(review_reply(m, rated, code, "Thanks.", &problems),
	    ERR_NOT_FOUND);
	clock_forward(20 * DAY);
	run_clock_alone();
	ck_assert_int_eq(review_reply(m, rater, code, "Me too.", &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(review_reply(m, rated, code, "Thanks.", &problems),
	    OK);
	(void)newest(rater, "review_replied");
	ck_assert_int_eq(review_reply(m, rated, code, "Thanks.", &problems),
	    OK);
	ck_assert_int_eq(review_reply(m, rated, code, "And more.",
	    &problems), ERR_CONFLICT);
}
END_TEST

/* Until the last second of the tenth working day. */
static int64_t
tenth_day(void)
{
	return calendar_due(&m->house->calendar, clock_at(), 10,
	    m->house->params.day_cutoff, NULL);
}

START_TEST(an_answer_and_a_dispute_come_within_ten_working_days)
{
	both_rate(&dept, code);
	clock_set(tenth_day());
	ck_assert(seen_by(&dept).can_reply);
	ck_assert(seen_by(&dept).can_dispute);
	clock_forward(1);
	ck_assert(!seen_by(&dept).can_reply);
	ck_assert(!seen_by(&dept).can_dispute);
	ck_assert_int_eq(review_reply(m, &dept, code, "Late.", &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(review_dispute(m, &dept, code, "false",
	    "It was paid in time.", &problems), ERR_CONFLICT);
}
END_TEST

/* ---- the dispute ---- */

static struct review
disputed(const struct actor *who)
{
	struct review *list;
	size_t n;

	ck_assert_int_eq(review_dispute(m, who, code, "insult",
	    "It calls our engineer names.", &problems), OK);
	ck_assert_int_eq(review_queue(m, 0, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].ground, "insult");
	return list[0];
}

START_TEST(a_dispute_has_a_ground_and_facts_and_is_made_once)
{
	struct actor reg = a_regulator();
	struct review r;

	ck_assert_int_eq(rate(&dept, &low), OK);
	ck_assert_int_eq(review_dispute(m, &agency, code, "false",
	    "We have the receipts.", &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(rate(&agency, &four), OK);
	ck_assert_int_eq(review_dispute(m, &agency, code, "low",
	    "We have the receipts.", &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "ground");
	ck_assert_int_eq(review_dispute(m, &agency, code, "false", "No.",
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "claim");
	r = disputed(&agency);
	ck_assert_int_eq(review_dispute(m, &agency, code, "insult",
	    "It calls our engineer names.", &problems), OK);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "keep",
	    "Strong words are not an insult.", &problems), OK);
	ck_assert(!seen_by(&agency).can_dispute);
	ck_assert_int_eq(review_dispute(m, &agency, code, "false",
	    "And it is false, too.", &problems), ERR_CONFLICT);
}
END_TEST

START_TEST(what_is_removed_leaves_the_stars_and_stays_in_the_audit)
{
	struct actor reg = a_regulator();
	struct agency a;
	struct review r;

	ck_assert_int_eq(rate(&dept, &low), OK);
	ck_assert_int_eq(rate(&agency, &four), OK);
	r = disputed(&agency);
	/* Until it is decided it counts. */
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_int_eq(a.stars_owners, 1);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "remove",
	    "It names a person.", &problems), OK);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "remove",
	    "It names a person.", &problems), OK);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "keep",
	    "On second thoughts.", &problems), ERR_CONFLICT);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_int_eq(a.stars_owners, 0);
	ck_assert_int_eq(a.stars_r, 4000000);
	ck_assert_int_eq(public_of("owner", &r), OK);
	ck_assert_str_eq(r.text, "");
	ck_assert_int_eq(r.scores[0], 0);
	ck_assert_str_eq(r.decision, "It names a person.");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE "
	    "action = 'remove' AND before LIKE '%Never came.%' AND "
	    "before LIKE '%calls our engineer%' AND after LIKE 'It names%'"),
	    1);
	(void)newest(&dept, "review_decided");
	(void)newest(&agency, "review_decided");
}
END_TEST

START_TEST(what_is_kept_counts_and_says_why)
{
	struct actor reg = a_regulator();
	struct agency a;
	struct review r;

	ck_assert_int_eq(rate(&dept, &low), OK);
	ck_assert_int_eq(rate(&agency, &four), OK);
	r = disputed(&agency);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "", "", &problems),
	    ERR_INVALID);
	ck_assert_uint_eq(problems.n, 2);
	ck_assert_int_eq(review_decide(m, &reg, r.id, "keep",
	    "The photographs show it.", &problems), OK);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_int_eq(a.stars_owners, 1);
	ck_assert_int_eq(public_of("owner", &r), OK);
	ck_assert_str_eq(r.text, "Never came.");
	ck_assert_str_eq(r.decision, "The photographs show it.");
}
END_TEST

/* ---- the stars ---- */

START_TEST(one_rating_is_too_few_to_show_stars)
{
	struct agency a;
	struct party party;
	struct owner o;
	/* One rating of 3.85 and five average ones: a little under 4. */
	const int64_t r = (5000000LL * 4000000 + 1000000LL * 3850000) /
	    6000000;

	both_rate(&dept, code);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert(!a.stars_shown);
	ck_assert_int_eq(a.stars_owners, 1);
	ck_assert_int_eq(a.stars_r, r);
	ck_assert_int_eq(owner_by_uscc(m, dept.uscc, &party, &o), OK);
	ck_assert(!o.stars_shown);
	ck_assert_int_eq(o.stars_raters, 1);
	ck_assert_int_eq(o.stars_r, r);
}
END_TEST

START_TEST(an_owners_stars_age_too)
{
	struct party party;
	struct owner o;
	size_t n;

	both_rate(&dept, code);
	clock_forward(6 * 366 * DAY);
	ck_assert_int_eq(owner_stars_sweep(m, 10, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(owner_by_uscc(m, dept.uscc, &party, &o), OK);
	ck_assert_int_eq(o.stars_r, 4000000);
	ck_assert_int_eq(o.stars_raters, 0);
	ck_assert_int_eq(owner_stars_sweep(m, 10, &n), OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(a_night_without_news_leaves_public_pages_as_they_were)
{
	uint64_t version;
	size_t n;

	both_rate(&dept, code);
	clock_forward(DAY);
	version = m->house->version;
	ck_assert_int_eq(agency_stars_sweep(m, 100, &n), OK);
	ck_assert_uint_gt(n, 0);
	ck_assert_int_eq(owner_stars_sweep(m, 100, &n), OK);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_eq(m->house->version, version);
}
END_TEST

static TCase *
ratings(void)
{
	TCase *t = tcase_create("ratings");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_rating_is_whole_and_has_reasons_where_asked,
	    0, COUNT(forms));
	tcase_add_test(t, a_number_of_a_person_does_not_become_public);
	tcase_add_test(t, who_has_no_part_in_it_rates_nobody);
	tcase_add_loop_test(t,
	    both_in_is_public_at_once_and_the_project_is_done, 0, 2);
	tcase_add_test(t,
	    the_end_of_the_window_shows_one_and_misses_the_other);
	tcase_add_test(t, silence_is_never_filled_in);
	tcase_add_test(t, a_day_to_think_again_while_the_other_is_silent);
	tcase_add_test(t, related_parties_do_not_rate_each_other);
	tcase_add_loop_test(t, the_rated_party_answers_once, 0, 2);
	tcase_add_test(t,
	    an_answer_and_a_dispute_come_within_ten_working_days);
	tcase_add_test(t, a_dispute_has_a_ground_and_facts_and_is_made_once);
	tcase_add_test(t,
	    what_is_removed_leaves_the_stars_and_stays_in_the_audit);
	tcase_add_test(t, what_is_kept_counts_and_says_why);
	tcase_add_test(t, one_rating_is_too_few_to_show_stars);
	tcase_add_test(t, an_owners_stars_age_too);
	tcase_add_test(t,
	    a_night_without_news_leaves_public_pages_as_they_were);
	return t;
}

/* With contracts of their own. */
static void
open_empty(void)
{
	m = a_market();
}

Suite *
review_suite(void)
{
	Suite *s = suite_create("review");
	TCase *t = tcase_create("contracts");

	tcase_add_checked_fixture(t, open_empty, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, one_may_rate_from_the_acceptance_on);
	tcase_add_test(t,
	    a_window_that_ends_before_the_payment_ends_the_wait);
	tcase_add_test(t, who_ended_a_contract_in_force_may_rate_too);
	suite_add_tcase(s, ratings());
	suite_add_tcase(s, t);
	return s;
}
