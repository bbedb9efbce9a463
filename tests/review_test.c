/* SPDX-License-Identifier: Apache-2.0 */
/* review_test.c: from the award to the stars. */
#include "market/review.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/agency.h"
#include "market/award.h"
#include "tests/support.h"

Suite *review_suite(void);

static struct market *m;
static struct actor dept;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
}

static const struct review_form good = {
	.scores = { "4", "4", "4", "3", "4" }, .text = ""
};

static struct actor
winner(const char *code)
{
	struct actor actor = { .role = ROLE_AGENCY, .request = "test" };
	struct award a;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	actor.party_id = a.agency_id;
	return actor;
}

START_TEST(an_award_takes_effect_when_its_publicity_is_over)
{
	const char *code = an_award(&dept);

	clock_forward(599);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	clock_forward(1);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

static const struct {
	const char *scores[REVIEW_SCORES];
	const char *text;
	const char *field;	/* NULL: accepted */
} forms[] = {
	{ { "4", "4", "4", "3", "4" }, "", NULL },
	{ { "5", "4", "4", "4", "4" }, "", "text" },
	{ { "2", "4", "4", "4", "4" }, "", "text" },
	{ { "1", "1", "1", "1", "1" }, "Never came.", NULL },
	{ { "", "4", "4", "4", "4" }, "", "quality" },
	{ { "4", "6", "4", "4", "4" }, "", "speed" },
	{ { "4", "4", "0", "4", "4" }, "", "norms" },
	{ { "4", "4", "4", "x", "4" }, "", "fee" },
};

START_TEST(a_rating_is_whole_and_has_reasons_where_asked)
{
	const char *code = a_reviewing(&dept);
	struct review_form f = { .text = forms[_i].text };
	struct problems problems = { .n = 0 };
	enum err err;

	memcpy(f.scores, forms[_i].scores, sizeof f.scores);
	err = review_place(m, &dept, code, &f, &problems);
	if (forms[_i].field == NULL) {
		ck_assert_int_eq(err, OK);
		ck_assert_str_eq(project_now(code).state, "done");
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, forms[_i].field);
	ck_assert_str_eq(project_now(code).state, "reviewing");
}
END_TEST

START_TEST(the_first_rating_stands)
{
	const char *code = a_reviewing(&dept);
	const struct review_form bad = { .scores = { "1", "1", "1", "1",
	    "1" }, .text = "Second thoughts." };
	struct problems problems = { .n = 0 };
	struct review r;

	ck_assert_int_eq(review_place(m, &dept, code, &good, &problems), OK);
	ck_assert_int_eq(review_place(m, &dept, code, &bad, &problems), OK);
	ck_assert_int_eq(review_of_project(m, project_now(code).id, &r), OK);
	ck_assert_int_eq(r.scores[0], 4);
}
END_TEST

START_TEST(the_agency_answers_once)
{
	const char *code = a_reviewing(&dept);
	struct actor agency = winner(code);
	struct problems problems = { .n = 0 };

	ck_assert_int_eq(review_reply(m, &agency, code, "Thanks.",
	    &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(review_place(m, &dept, code, &good, &problems), OK);
	ck_assert_int_eq(review_reply(m, &dept, code, "Me too.", &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(review_reply(m, &agency, code, "Thanks.",
	    &problems), OK);
	ck_assert_int_eq(review_reply(m, &agency, code, "Thanks.",
	    &problems), OK);
	ck_assert_int_eq(review_reply(m, &agency, code, "And more.",
	    &problems), ERR_CONFLICT);
}
END_TEST

START_TEST(silence_is_never_filled_in)
{
	const char *code = a_reviewing(&dept);
	struct review r;
	struct agency a;
	struct actor agency = winner(code);

	clock_forward(40 * 86400);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "done");
	ck_assert_int_eq(review_of_project(m, project_now(code).id, &r),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert(!a.stars_shown);
	ck_assert_int_eq(a.stars_owners, 0);
}
END_TEST

START_TEST(one_rating_is_too_few_to_show_stars)
{
	const char *code = a_reviewing(&dept);
	struct actor agency = winner(code);
	struct problems problems = { .n = 0 };
	struct agency a;

	ck_assert_int_eq(review_place(m, &dept, code, &good, &problems), OK);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert(!a.stars_shown);
	ck_assert_int_eq(a.stars_owners, 1);
	/* One rating of 3.85 and five average ones: a little under 4. */
	ck_assert_int_eq(a.stars_r, (5000000LL * 4000000 + 1000000LL *
	    3850000) / 6000000);
}
END_TEST

Suite *
review_suite(void)
{
	Suite *s = suite_create("review");
	TCase *t = tcase_create("reviews");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_award_takes_effect_when_its_publicity_is_over);
	tcase_add_loop_test(t, a_rating_is_whole_and_has_reasons_where_asked,
	    0, COUNT(forms));
	tcase_add_test(t, the_first_rating_stands);
	tcase_add_test(t, the_agency_answers_once);
	tcase_add_test(t, silence_is_never_filled_in);
	tcase_add_test(t, one_rating_is_too_few_to_show_stars);
	suite_add_tcase(s, t);
	return s;
}
