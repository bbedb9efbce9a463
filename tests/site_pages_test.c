/* SPDX-License-Identifier: Apache-2.0 */
/* site_pages_test.c: who may come where; every page is whole. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/routes.h"
#include "tests/support.h"

Suite *site_pages_suite(void);

static struct market *m;

static void
open_market(void)
{
	m = a_market();
	(void)m;
}

/* An address for each kind of object, in a market where all exist. */
struct world {
	struct actor dept, other_dept, works, agency, rival, op, reg;
	const char *open, *draft, *signing, *reviewing;
	struct bid bid;
};

static struct world
a_world(void)
{
	struct world w = { .dept = a_department(1) };

	w.reviewing = a_reviewing(&w.dept);
	w.other_dept = a_department(2);
	w.works = an_enterprise(1);
	w.agency = an_agency(11);
	w.rival = an_agency(12);
	w.op = an_operator();
	w.reg = a_regulator();
	w.open = a_project(&w.dept);
	w.draft = a_draft(&w.dept);
	w.bid = a_bid(&w.agency, w.open, "60000");
	return w;
}

START_TEST(every_public_page_answers)
{
	static const char *const pages[] = { "/", "/projects", "/services",
	    "/services/SX-001", "/agencies", "/notices", "/notices/1",
	    "/help", "/privacy", "/accessibility", "/sitemap", "/search",
	    "/search?q=road", "/join", "/join/agency", "/join/owner",
	    "/login", "/time", "/healthz", "/readyz" };
	struct world w = a_world();
	struct browser b = a_browser();
	char path[128];

	for (size_t i = 0; i < COUNT(pages); i++)
		ck_assert_msg(get(&b, pages[i]) == 200, "%s: %d", pages[i],
		    b.status);
	snprintf(path, sizeof path, "/projects/%s", w.open);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/projects/%s/opening", w.open);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/projects/%s/opening", w.reviewing);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/agencies/%s", w.agency.uscc);
	ck_assert_int_eq(get(&b, path), 200);
	snprintf(path, sizeof path, "/owners/%s", w.dept.uscc);
	ck_assert_int_eq(get(&b, path), 200);
}
END_TEST

START_TEST(every_desk_answers)
{
	struct world w = a_world();
	const struct actor *who[] = { &w.dept, &w.works, &w.agency, &w.op,
	    &w.reg };

	for (size_t i = 0; i < COUNT(who); i++) {
		struct browser b = signed_in(who[i]);

		ck_assert_int_eq(get(&b, "/desk"), 200);
		ck_assert_int_eq(get(&b, "/projects"), 200);
	}
}
END_TEST

Suite *
site_pages_suite(void)
{
	Suite *s = suite_create("site_pages");
	TCase *t = tcase_create("site");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_public_page_answers);
	tcase_add_test(t, every_desk_answers);
	suite_add_tcase(s, t);
	return s;
}
