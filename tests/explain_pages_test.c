/* SPDX-License-Identifier: Apache-2.0 */
/* explain_pages_test.c: the page of what would have followed. */
#include <check.h>
#include <stdio.h>

#include "market/project.h"
#include "market/round.h"
#include "tests/sealing.h"
#include "tests/support.h"
#include "views/view.h"

Suite *explain_pages_suite(void);

static struct market *m;
static struct actor dept, bidder;
static int agencies;

static void
open_market(void)
{
	m = a_market();
	agencies = 0;
	dept = a_department(1);
}

/* The page of a project, for a visitor who has seen nothing yet. */
static struct browser
seen(const char *code, const char *page)
{
	static char path[128];
	struct browser b = a_browser();

	snprintf(path, sizeof path, "/projects/%s/%s", code, page);
	ck_assert_int_eq(get(&b, path), 200);
	return b;
}

static const char *
href(const char *code)
{
	static char out[128];

	snprintf(out, sizeof out, "href=\"/projects/%s/explain\"", code);
	return out;
}

/* n new agencies bid, bidder is the last; the deadline; two trustees open, or nobody. */
static const char *
a_project_with(int n, bool opened)
{
	const char *code = a_project(&dept);

	for (int i = 1; i <= n; i++) {
		char amount[16];

		bidder = an_agency(++agencies);
		snprintf(amount, sizeof amount, "%d", 50000 + i);
		a_bid(&bidder, code, amount);
	}
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	if (opened)
		run_clock();
	else
		run_clock_alone();
	return code;
}

static bool
offers_the_case(const struct browser *b, const char *code)
{
	char attribute[128];

	snprintf(attribute, sizeof attribute, "data-case=\"/p/%s/1/case.txt\"",
	    code);
	return page_has(b, attribute) && page_has(b, "explain.js");
}

START_TEST(without_a_result_nothing_is_explained_and_nothing_leads_there)
{
	const char *open = a_project(&dept), *sealed, *few;
	struct browser b;

	bidder = an_agency(++agencies);
	a_bid(&bidder, open, "60000");
	b = seen(open, "explain");
	ck_assert(!offers_the_case(&b, open));
	ck_assert(!page_has(&b, bidder.party_name));
	b = seen(open, "opening");
	ck_assert(!page_has(&b, href(open)));
	sealed = a_project_with(3, false);
	b = seen(sealed, "explain");
	ck_assert(!offers_the_case(&b, sealed));
	b = seen(sealed, "opening");
	ck_assert(!page_has(&b, href(sealed)));
	few = a_project_with(2, true);
	b = seen(few, "explain");
	ck_assert(!offers_the_case(&b, few));
	b = seen(few, "opening");
	ck_assert(!page_has(&b, href(few)));
}
END_TEST

START_TEST(a_result_can_be_explained_and_the_opening_leads_there)
{
	const char *code = a_project_with(3, true);
	struct browser b = seen(code, "opening");
	char name[96], link[96];

	ck_assert(page_has(&b, href(code)));
	b = seen(code, "explain");
	ck_assert(offers_the_case(&b, code));
	snprintf(link, sizeof link, "href=\"/p/%s/1/case.txt\"", code);
	ck_assert(page_has(&b, link));
	ck_assert(page_has(&b, view_sentence(m->arena, "how_lowest", NULL)));
	snprintf(name, sizeof name, "/b/%s</dt><dd>%s</dd>", bidder.uscc,
	    bidder.party_name);
	ck_assert(page_has(&b, name));
	ck_assert(page_has(&b, "sealbid rank case.txt"));
	ck_assert(!page_has(&b, "mk-tag--sun"));
}
END_TEST

/* Each method has its words; the two by a mean can be steered, and say so. */
START_TEST(each_method_says_how_it_works)
{
	static const struct { const char *method; bool ring; } methods[] = {
		{ "average", true }, { "reference", true }, { "bafo", false },
		{ "composite", false }, { "credit", false },
		{ "random", false },
	};
	const char *code = a_project_with(3, true);
	struct browser b;
	char how[32];

	for (size_t i = 0; i < COUNT(methods); i++) {
		an_agency(++agencies);	/* or a kept page is shown */
		break_rows("UPDATE project SET method = '%s' WHERE code = '%s'",
		    methods[i].method, code);
		b = seen(code, "explain");
		snprintf(how, sizeof how, "how_%s", methods[i].method);
		ck_assert_msg(page_has(&b, view_sentence(m->arena, how, NULL)),
		    "%s", how);
		ck_assert_int_eq(page_has(&b, "mk-tag--sun"), methods[i].ring);
	}
}
END_TEST

Suite *
explain_pages_suite(void)
{
	Suite *s = suite_create("explain_pages");
	TCase *t = tcase_create("explain_pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    without_a_result_nothing_is_explained_and_nothing_leads_there);
	tcase_add_test(t,
	    a_result_can_be_explained_and_the_opening_leads_there);
	tcase_add_test(t, each_method_says_how_it_works);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return s;
}
