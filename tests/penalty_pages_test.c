/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_pages_test.c: what the public, a party and officers see of it. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/penalty.h"
#include "tests/support.h"

Suite *penalty_pages_suite(void);

static struct actor agency, rival, first, second;
static struct browser anyone, mine, theirs, office, other;

static void
sign_in(void)
{
	mine = signed_in(&agency);
	theirs = signed_in(&rival);
	office = signed_in(&first);
	other = signed_in(&second);
}

static void
open_market(void)
{
	(void)a_market();
	agency = an_agency(1);
	rival = an_agency(2);
	first = a_regulator();
	second = another_regulator();
	anyone = a_browser();
	sign_in();
}

static void
days(int n)
{
	clock_forward((int64_t)n * 86400);
	run_clock_alone();
	sign_in();
}

static int
at(struct browser *b, const char *folder, int64_t id)
{
	char path[64];

	snprintf(path, sizeof path, "%s%lld", folder, (long long)id);
	return get(b, path);
}

static int
post_at(struct browser *b, int64_t id, const char *act, const char *fields)
{
	char path[64];

	at(b, "/desk/penalties/", id);
	snprintf(path, sizeof path, "/desk/penalties/%lld/%s", (long long)id,
	    act);
	return post(b, path, fields);
}

static int64_t
proposed(void)
{
	char fields[512];
	long long id = 0;

	get(&office, "/desk/penalties/new");
	snprintf(fields, sizeof fields, "_once=%s&uscc=%s&kind=suspension"
	    "&item=&days=30&article=Article+77&facts=%s&event=", office.once,
	    agency.uscc, encoded("It lent <b> its seal."));
	ck_assert_int_eq(post(&office, "/desk/penalties", fields), 303);
	ck_assert_int_eq(sscanf(office.location, "/desk/penalties/%lld",
	    &id), 1);
	return id;
}

static int64_t
notified(void)
{
	int64_t id = proposed();

	ck_assert_int_eq(post_at(&office, id, "notify", ""), 303);
	return id;
}

START_TEST(what_is_not_in_force_is_seen_by_its_party_and_officers_alone)
{
	int64_t id = proposed();

	ck_assert_int_eq(at(&mine, "/desk/penalties/", id), 404);
	ck_assert_int_eq(at(&other, "/desk/penalties/", id), 200);
	ck_assert_int_eq(post_at(&office, id, "notify", ""), 303);
	ck_assert_int_eq(at(&mine, "/desk/penalties/", id), 200);
	ck_assert(page_has(&mine, "It lent &lt;b&gt; its seal."));
	ck_assert_int_eq(at(&theirs, "/desk/penalties/", id), 404);
	ck_assert_int_eq(at(&anyone, "/penalties/", id), 404);
	get(&anyone, "/penalties");
	ck_assert(!page_has(&anyone, agency.party_name));
}
END_TEST

START_TEST(a_form_is_there_exactly_when_it_opens)
{
	int64_t id = notified();

	at(&other, "/desk/penalties/", id);
	ck_assert(!page_has(&other, "/decision\""));	/* not heard */
	at(&mine, "/desk/penalties/", id);
	ck_assert(page_has(&mine, "/statement\""));
	ck_assert_int_eq(get(&mine, "/desk"), 200);
	ck_assert(page_has(&mine, arena_printf(tests_arena(),
	    "\"/desk/penalties/%lld\"", (long long)id)));
	ck_assert_int_eq(post_at(&mine, id, "statement",
	    "text=We+lent+nothing+at+all."), 303);
	at(&mine, "/desk/penalties/", id);
	ck_assert(!page_has(&mine, "/statement\""));
	get(&mine, "/desk");
	ck_assert(!page_has(&mine, arena_printf(tests_arena(),
	    "\"/desk/penalties/%lld\"", (long long)id)));
	days(10);
	at(&office, "/desk/penalties/", id);
	ck_assert(!page_has(&office, "/decision\""));	/* proposed it */
	ck_assert_int_eq(post_at(&office, id, "decision",
	    "verdict=impose&text=That+is+proven+now."), 403);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=impose&text=short"), 422);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=impose&text=That+is+proven+now."), 303);
	at(&other, "/desk/penalties/", id);
	ck_assert(page_has(&other, "value=\"lift\""));
	ck_assert(page_has(&other, "We lent nothing at all."));
	ck_assert_int_eq(at(&anyone, "/penalties/", id), 200);
	ck_assert(page_has(&anyone, "That is proven now."));
	ck_assert(!page_has(&anyone, "We lent nothing at all."));
}
END_TEST

START_TEST(what_is_in_force_shows_everywhere_and_after_it_in_the_list)
{
	int64_t id = notified();
	char path[64], link[64];

	days(10);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=impose&text=That+is+proven+now."), 303);
	snprintf(link, sizeof link, "/penalties/%lld\"", (long long)id);
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	get(&anyone, path);
	ck_assert(page_has(&anyone, link));
	get(&anyone, "/penalties");
	ck_assert(page_has(&anyone, link));
	get(&mine, "/desk/penalties");
	ck_assert(page_has(&mine, "/desk/penalties/"));
	days(40);
	get(&anyone, path);
	ck_assert(!page_has(&anyone, link));
	get(&anyone, "/penalties");
	ck_assert(!page_has(&anyone, link));
	get(&anyone, "/penalties?state=expired");
	ck_assert(page_has(&anyone, link));
	ck_assert_int_eq(get(&anyone, "/penalties?state=proposed"), 404);
	days(5 * 365 + 1);
	get(&anyone, "/penalties?state=expired");
	ck_assert(!page_has(&anyone, link));
	ck_assert_int_eq(at(&anyone, "/penalties/", id), 404);
	ck_assert_int_eq(at(&mine, "/desk/penalties/", id), 200);
}
END_TEST

START_TEST(a_late_decision_shows_red)
{
	(void)notified();
	days(10);
	get(&office, "/desk/penalties");
	ck_assert(!page_has(&office, "mk-tag--red"));
	days(20);
	get(&office, "/desk/penalties");
	ck_assert(page_has(&office, "mk-tag--red"));
}
END_TEST

START_TEST(a_form_with_mistakes_comes_back_with_what_was_typed)
{
	get(&office, "/desk/penalties/new");
	ck_assert_int_eq(post(&office, "/desk/penalties", "uscc=x&kind=ban"
	    "&item=&days=&article=Article+77&facts=Nothing&event=7"), 422);
	ck_assert(page_has(&office, "value=\"ban\" checked"));
	ck_assert(page_has(&office, "value=\"Article 77\""));
}
END_TEST

Suite *
penalty_pages_suite(void)
{
	Suite *s = suite_create("penalty_pages");
	TCase *t = tcase_create("penalty_pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    what_is_not_in_force_is_seen_by_its_party_and_officers_alone);
	tcase_add_test(t, a_form_is_there_exactly_when_it_opens);
	tcase_add_test(t,
	    what_is_in_force_shows_everywhere_and_after_it_in_the_list);
	tcase_add_test(t, a_late_decision_shows_red);
	tcase_add_test(t,
	    a_form_with_mistakes_comes_back_with_what_was_typed);
	suite_add_tcase(s, t);
	return s;
}
