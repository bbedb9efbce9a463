/* SPDX-License-Identifier: Apache-2.0 */
/* budget_pages_test.c: a purchaser's budget lines, as browsers see them. */
#include <check.h>
#include <stdio.h>

#include "tests/support.h"
#include "views/view.h"

Suite *budget_pages_suite(void);

static struct market *m;

static void
open_market(void)
{
	m = a_market();
}

START_TEST(a_budget_line_is_added_and_shown)
{
	struct actor dept = a_department(1);
	struct browser b = signed_in(&dept);
	char fields[256];

	ck_assert_int_eq(get(&b, "/desk/budget"), 200);
	snprintf(fields, sizeof fields, "_once=%s&year=2026&code=2130399"
	    "&name=Water&amount=46.8%s", b.once, encoded("\u4e07"));
	ck_assert_int_eq(post(&b, "/desk/budget", fields), 303);
	ck_assert_str_eq(b.location, "/desk/budget");
	ck_assert_int_eq(get(&b, "/desk/budget"), 200);
	ck_assert(page_has(&b, "2130399"));
	ck_assert(page_has(&b, "468,000.00"));
	ck_assert(page_has(&b, view_sentence(m->arena, "budget_added",
	    NULL)));
	ck_assert_int_eq(post(&b, "/desk/budget", fields), 303);
}
END_TEST

START_TEST(a_wrong_budget_line_stays_in_the_form)
{
	struct actor dept = a_department(1);
	struct browser b = signed_in(&dept);

	get(&b, "/desk/budget");
	ck_assert_int_eq(post(&b, "/desk/budget", "year=1999&code=x9"
	    "&name=Water&amount=1.234"), 422);
	ck_assert(page_has(&b, "value=\"1999\""));
	ck_assert(page_has(&b, "value=\"x9\""));
	ck_assert(page_has(&b, "value=\"1.234\""));
	ck_assert(page_has(&b, "href=\"#year\""));
	ck_assert(page_has(&b, "href=\"#amount\""));
	ck_assert(!page_has(&b, "href=\"#name\""));
	post(&b, "/desk/budget", "year=2026&code=x9&name=Water&amount=5");
	ck_assert_int_eq(post(&b, "/desk/budget",
	    "year=2026&code=x9&name=Other&amount=5"), 409);
	ck_assert(page_has(&b, "href=\"#code\""));
}
END_TEST

START_TEST(a_long_budget_goes_on_on_another_page)
{
	struct actor dept = a_department(1), other = a_department(2);
	struct browser b = signed_in(&dept), o = signed_in(&other);
	char fields[128];

	for (int i = 10; i < 31; i++) {
		snprintf(fields, sizeof fields, "year=2026&code=a%%26%d"
		    "&name=Water&amount=5", i);
		ck_assert_int_eq(post(&b, "/desk/budget", fields), 303);
	}
	ck_assert_int_eq(get(&b, "/desk/budget"), 200);
	ck_assert(page_has(&b, "a&amp;30") && page_has(&b, "a&amp;11"));
	ck_assert(!page_has(&b, "a&amp;10"));
	ck_assert(page_has(&b, "?year=2026&amp;code=a%2611"));
	ck_assert_int_eq(get(&b, "/desk/budget?year=2026&code=a%2611"), 200);
	ck_assert(page_has(&b, "a&amp;10") && !page_has(&b, "a&amp;12"));
	ck_assert_int_eq(get(&o, "/desk/budget"), 200);
	ck_assert(!page_has(&o, "a&amp;"));
}
END_TEST

Suite *
budget_pages_suite(void)
{
	Suite *s = suite_create("budget_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_budget_line_is_added_and_shown);
	tcase_add_test(t, a_wrong_budget_line_stays_in_the_form);
	tcase_add_test(t, a_long_budget_goes_on_on_another_page);
	suite_add_tcase(s, t);
	return s;
}
