/* SPDX-License-Identifier: Apache-2.0 */
/* review_pages_test.c: rating, answering, disputing and deciding by pages. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/desk.h"
#include "market/review.h"
#include "tests/support.h"

Suite *review_pages_suite(void);

#define KEPT_BACK "\u60a8\u7684\u8bc4\u4ef7\u5df2\u63d0\u4ea4"
#define TOO_FEW "\u6837\u672c\u4e0d\u8db3"
#define REMOVED "\u5df2\u7531\u76d1\u7ba1\u90e8\u95e8\u64a4\u4e0b"

static struct market *m;
static struct actor dept, agency, reg;
static struct browser owner, winner, office;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_reviewing(&dept);
	agency = winner_of(code);
	agency.uscc = arena_strdup(tests_arena(), agency.uscc);
	reg = a_regulator();
	owner = signed_in(&dept);
	winner = signed_in(&agency);
	office = signed_in(&reg);
}

/* Of the project: "" its page, "/review" and so on. */
static const char *
at(const char *rest)
{
	return arena_printf(tests_arena(), "/projects/%s%s", code, rest);
}

static bool
has_task(const struct actor *who, const char *task)
{
	struct desk d;

	ck_assert_int_eq(desk_get(m, who, &d), OK);
	for (size_t i = 0; i < d.n; i++)
		if (strcmp(d.tasks[i].code, task) == 0)
			return true;
	return false;
}

static void
both_send(void)
{
	ck_assert_int_eq(post(&owner, at("/review"), "quality=1&speed=4&"
	    "norms=4&fee=4&manner=4&text=No+maps."), 303);
	ck_assert_int_eq(post(&winner, at("/review"), "clarity=4&support=2&"
	    "rules=4&payment=4&respect=4&text=Keys+came+late."), 303);
}

START_TEST(a_form_keeps_what_was_chosen_and_says_what_is_missing)
{
	ck_assert_int_eq(get(&owner, at("/review")), 200);
	ck_assert_int_eq(post(&owner, at("/review"),
	    "quality=2&speed=4&norms=4&fee=&manner=4&text="), 422);
	ck_assert(page_has(&owner, "id=\"fee-e\""));
	ck_assert(page_has(&owner, "id=\"text-e\""));
	ck_assert(page_has(&owner, "name=\"quality\" value=\"2\" checked"));
	/* The agency is asked other things. */
	ck_assert_int_eq(get(&winner, at("/review")), 200);
	ck_assert(page_has(&winner, "name=\"payment\""));
	ck_assert(!page_has(&winner, "name=\"quality\""));
}
END_TEST

START_TEST(a_desk_leads_to_what_is_to_rate_until_it_is)
{
	ck_assert(has_task(&dept, "review"));
	ck_assert(has_task(&agency, "review_owner"));
	ck_assert_int_eq(post(&owner, at("/review"), "quality=4&speed=4&"
	    "norms=4&fee=4&manner=4&text="), 303);
	ck_assert(!has_task(&dept, "review"));
	ck_assert(has_task(&agency, "review_owner"));
}
END_TEST

START_TEST(ones_own_is_shown_to_oneself_and_can_be_changed)
{
	ck_assert_int_eq(post(&owner, at("/review"), "quality=1&speed=4&"
	    "norms=4&fee=4&manner=4&text=No+maps."), 303);
	get(&owner, at(""));
	ck_assert(page_has(&owner, KEPT_BACK));
	ck_assert(!page_has(&owner, "No maps."));
	get(&owner, at("/review"));
	ck_assert(page_has(&owner, "No maps."));
	ck_assert(page_has(&owner, "name=\"quality\" value=\"1\" checked"));
	clock_forward(86400);
	owner = signed_in(&dept);	/* a session does not last a day */
	ck_assert_int_eq(get(&owner, at("/review")), 409);
}
END_TEST

START_TEST(the_rated_answers_disputes_and_is_heard)
{
	struct review *list;
	struct browser anyone = a_browser();
	char path[64];
	size_t n;

	both_send();
	get(&winner, at(""));
	ck_assert(page_has(&winner, "No maps."));
	ck_assert(page_has(&winner, at("/reply")));
	ck_assert(page_has(&winner, at("/dispute")));
	ck_assert_int_eq(get(&winner, at("/dispute")), 200);
	ck_assert_int_eq(post(&winner, at("/dispute"), "claim=No"), 422);
	ck_assert(page_has(&winner, "id=\"ground-e\""));
	ck_assert(page_has(&winner, "id=\"claim-e\""));
	ck_assert_int_eq(post(&winner, at("/reply"), "reply=They+were+sent."),
	    303);
	ck_assert_int_eq(post(&winner, at("/dispute"),
	    "ground=false&claim=The+maps+are+in+annex+3."), 303);
	ck_assert_int_eq(review_queue(m, 0, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	snprintf(path, sizeof path, "/desk/reviews/%lld",
	    (long long)list[0].id);
	get(&office, "/desk/reviews");
	ck_assert(page_has(&office, path));
	get(&office, path);
	ck_assert(page_has(&office, "annex 3"));
	ck_assert(page_has(&office, "They were sent."));
	/* What the claim says is for the regulator alone. */
	get(&owner, at(""));
	ck_assert(!page_has(&owner, "annex 3"));
	ck_assert_int_eq(post(&office, path, "verdict=&reason=x"), 422);
	ck_assert_int_eq(post(&office, path,
	    "verdict=remove&reason=Annex+3+has+the+maps."), 303);
	get(&anyone, at(""));
	ck_assert(!page_has(&anyone, "No maps."));
	ck_assert(page_has(&anyone, REMOVED));
	ck_assert(page_has(&anyone, "Annex 3 has the maps."));
	ck_assert(page_has(&anyone, "Keys came late."));
}
END_TEST

START_TEST(both_sides_pages_show_what_the_other_says)
{
	struct browser anyone = a_browser();
	char path[64];

	both_send();
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	get(&anyone, path);
	ck_assert(page_has(&anyone, "No maps."));
	ck_assert(page_has(&anyone, TOO_FEW));
	/* Too few for stars are too few for averages. */
	ck_assert(!page_has(&anyone, "mk-t--spread"));
	snprintf(path, sizeof path, "/owners/%s", dept.uscc);
	get(&anyone, path);
	ck_assert(page_has(&anyone, "Keys came late."));
	ck_assert(page_has(&anyone, TOO_FEW));
}
END_TEST

Suite *
review_pages_suite(void)
{
	Suite *s = suite_create("review_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_form_keeps_what_was_chosen_and_says_what_is_missing);
	tcase_add_test(t, a_desk_leads_to_what_is_to_rate_until_it_is);
	tcase_add_test(t, ones_own_is_shown_to_oneself_and_can_be_changed);
	tcase_add_test(t, the_rated_answers_disputes_and_is_heard);
	tcase_add_test(t, both_sides_pages_show_what_the_other_says);
	suite_add_tcase(s, t);
	return s;
}
