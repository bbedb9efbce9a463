/* SPDX-License-Identifier: Apache-2.0 */
/* credit_pages_test.c: what the public, a party and officers see of credit. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/support.h"

Suite *credit_pages_suite(void);

static struct market *m;
static struct actor agency, rival, first, second;
static struct browser anyone, mine, theirs, office, other;

/* Sessions end before the periods do. */
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
	m = a_market();
	agency = an_agency(1);
	rival = an_agency(2);
	first = a_regulator();
	second = another_regulator();
	anyone = a_browser();
	sign_in();
}

/* Page id of a folder. */
static int
at(struct browser *b, const char *folder, int64_t id)
{
	char path[64];

	snprintf(path, sizeof path, "%s%lld", folder, (long long)id);
	return get(b, path);
}

/* By the form of an officer; its number. */
static int64_t
raised(void)
{
	char fields[512];
	long long id = 0;

	get(&office, "/desk/credit/new");
	snprintf(fields, sizeof fields, "_once=%s&uscc=%s&code=DECLINE_AWARD"
	    "&occurred=2026-11-20&project=&evidence=%s", office.once,
	    agency.uscc, encoded("It said so <b> in a letter."));
	ck_assert_int_eq(post(&office, "/desk/credit", fields), 303);
	ck_assert_int_eq(sscanf(office.location, "/desk/credit/%lld", &id),
	    1);
	return id;
}

static void
days(int n)
{
	clock_forward((int64_t)n * 86400);
	run_clock_alone();
	tick_tidy(m);
	sign_in();
}

static int
post_at(struct browser *b, int64_t id, const char *act, const char *fields)
{
	char path[64];

	at(b, "/desk/credit/", id);
	snprintf(path, sizeof path, "/desk/credit/%lld/%s", (long long)id,
	    act);
	return post(b, path, fields);
}

/* Confirmed after the agency was silent. */
static int64_t
confirmed(void)
{
	int64_t id = raised();

	days(10);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=confirm&text=The+letter+is+clear."), 303);
	return id;
}

START_TEST(what_is_proposed_is_seen_by_its_party_and_officers_alone)
{
	int64_t id = raised();
	char path[64];

	ck_assert_int_eq(at(&anyone, "/credit/events/", id), 404);
	ck_assert_int_eq(at(&mine, "/credit/events/", id), 404);
	ck_assert_int_eq(at(&theirs, "/desk/credit/", id), 404);
	ck_assert_int_eq(at(&mine, "/desk/credit/", id), 200);
	ck_assert(page_has(&mine, "It said so &lt;b&gt; in a letter."));
	ck_assert(page_has(&mine, "/statement\""));
	ck_assert_int_eq(get(&office, "/desk/credit"), 200);
	ck_assert(page_has(&office, agency.party_name));
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(!page_has(&anyone, "/credit/events/"));
	ck_assert(page_has(&anyone, "100.00"));
}
END_TEST

START_TEST(a_form_is_there_exactly_when_it_opens)
{
	int64_t id = raised();

	at(&office, "/desk/credit/", id);
	ck_assert(!page_has(&office, "/decision\""));	/* not heard */
	days(10);
	at(&mine, "/desk/credit/", id);
	ck_assert(!page_has(&mine, "/statement\""));	/* too late */
	at(&other, "/desk/credit/", id);
	ck_assert(page_has(&other, "/decision\""));
	ck_assert_int_eq(post_at(&office, id, "decision",
	    "verdict=confirm&text=The+letter+is+clear."), 403);
	ck_assert(page_has(&office, "data-errors"));
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=confirm&text=short"), 422);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=confirm&text=The+letter+is+clear."), 303);
	at(&other, "/desk/credit/", id);
	ck_assert(!page_has(&other, "/decision\""));
	at(&mine, "/desk/credit/", id);
	ck_assert(page_has(&mine, "/appeal\""));
	ck_assert_int_eq(post_at(&mine, id, "appeal",
	    "text=That+letter+is+not+ours."), 303);
	at(&mine, "/desk/credit/", id);
	ck_assert(!page_has(&mine, "/appeal\""));
	ck_assert(page_has(&mine, "That letter is not ours."));
}
END_TEST

START_TEST(an_event_says_what_it_weighs_today_and_until_when)
{
	int64_t id = confirmed();
	struct credit_event e;

	ck_assert_int_eq(at(&anyone, "/credit/events/", id), 200);
	ck_assert(page_has(&anyone, "10.00"));
	ck_assert(page_has(&anyone, "The letter is clear."));
	ck_assert(page_has(&anyone, "/credit/catalogue/1\""));
	ck_assert_int_eq(credit_public(m, id, &e), OK);
	days((int)(e.effective_on + 270 - calendar_day_of(clock_at())));
	ck_assert_int_eq(at(&anyone, "/credit/events/", id), 200);
	ck_assert(page_has(&anyone, "2 \u00d7 180 \u2212 270"));
	ck_assert(page_has(&anyone, "5.00"));
	days(90);
	ck_assert_int_eq(at(&anyone, "/credit/events/", id), 200);
	ck_assert(!page_has(&anyone, "5.00"));
}
END_TEST

START_TEST(what_a_party_says_is_not_public)
{
	int64_t id = raised();

	ck_assert_int_eq(post_at(&mine, id, "statement",
	    "text=We+were+ill+that+day."), 303);
	days(10);
	ck_assert_int_eq(post_at(&other, id, "decision",
	    "verdict=confirm&text=The+letter+is+clear."), 303);
	at(&other, "/desk/credit/", id);
	ck_assert(page_has(&other, "We were ill that day."));
	ck_assert_int_eq(at(&anyone, "/credit/events/", id), 200);
	ck_assert(!page_has(&anyone, "We were ill that day."));
}
END_TEST

START_TEST(an_agencys_page_shows_its_credit_and_the_events_in_effect)
{
	int64_t id = confirmed();
	char path[64], link[64];

	snprintf(link, sizeof link, "/credit/events/%lld\"", (long long)id);
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(page_has(&anyone, "90.00"));
	ck_assert(page_has(&anyone, link));
	snprintf(path, sizeof path, "/agencies/%s/credit", agency.uscc);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(page_has(&anyone, link));
	ck_assert_int_eq(get(&mine, "/desk/credit"), 200);
	ck_assert(page_has(&mine, "90.00"));
}
END_TEST

START_TEST(a_late_decision_shows_red)
{
	(void)raised();
	days(10);
	get(&office, "/desk/credit");
	ck_assert(!page_has(&office, "mk-tag--red"));
	days(20);
	get(&office, "/desk/credit");
	ck_assert(page_has(&office, "mk-tag--red"));
}
END_TEST

START_TEST(the_catalogue_names_the_article_of_each_event)
{
	ck_assert_int_eq(get(&anyone, "/credit/catalogue"), 200);
	ck_assert(page_has(&anyone, "LATE_SIGN"));
	ck_assert(page_has(&anyone, "BAND_D_FISCAL"));
	ck_assert_int_eq(get(&anyone, "/credit/catalogue/2"), 404);
	ck_assert_int_eq(get(&anyone, "/credit/catalogue/1/text"), 200);
	ck_assert(page_has(&anyone, "event\tCOLLUSION\ton\t0\t1095\tveto"));
}
END_TEST

START_TEST(a_form_with_mistakes_comes_back_with_what_was_typed)
{
	get(&office, "/desk/credit/new");
	ck_assert_int_eq(post(&office, "/desk/credit", "uscc=x&code=SUBCONTRACT"
	    "&occurred=soon&project=ZJ-2026-999999&evidence=Something"), 422);
	ck_assert(page_has(&office, "value=\"soon\""));
	ck_assert(page_has(&office, "value=\"SUBCONTRACT\" checked"));
}
END_TEST

Suite *
credit_pages_suite(void)
{
	Suite *s = suite_create("credit_pages");
	TCase *t = tcase_create("credit_pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    what_is_proposed_is_seen_by_its_party_and_officers_alone);
	tcase_add_test(t, a_form_is_there_exactly_when_it_opens);
	tcase_add_test(t, an_event_says_what_it_weighs_today_and_until_when);
	tcase_add_test(t, what_a_party_says_is_not_public);
	tcase_add_test(t,
	    an_agencys_page_shows_its_credit_and_the_events_in_effect);
	tcase_add_test(t, a_late_decision_shows_red);
	tcase_add_test(t, the_catalogue_names_the_article_of_each_event);
	tcase_add_test(t,
	    a_form_with_mistakes_comes_back_with_what_was_typed);
	suite_add_tcase(s, t);
	return s;
}
