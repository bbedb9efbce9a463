/* SPDX-License-Identifier: Apache-2.0 */
/* plea_test.c: a party complains about its penalty. */
#include "market/plea.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "market/agency.h"
#include "market/calendar.h"
#include "market/leave.h"
#include "market/penalty.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *plea_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor agency, rival, proposer, decider, third;
static struct problems problems;
static int64_t id;

static const char why[] = "It was somebody else, not us.";

static const char *
state(void)
{
	struct penalty p;

	ck_assert_int_eq(penalty_get(m, &third, id, &p), OK);
	return p.state;
}

static const char *
agency_state(void)
{
	struct agency a;

	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	return a.state;
}

static struct plea_stand
stand(void)
{
	struct plea_stand s;
	struct penalty p;

	ck_assert_int_eq(penalty_get(m, &third, id, &p), OK);
	ck_assert_int_eq(plea_stand(m, &p, &s), OK);
	return s;
}

/* A suspension of half a year in force on the agency. */
static void
open_market(void)
{
	struct penalty_form f = { .kind = "suspension", .item = "",
	    .days = "180", .article = "The law, article 1",
	    .facts = "What it did, and when.", .event = "" };

	m = a_market();
	agency = an_agency(1);
	rival = an_agency(2);
	proposer = a_regulator();
	decider = another_regulator();
	third = an_operator();
	third.role = ROLE_REGULATOR;
	break_rows("UPDATE account SET role = 'regulator' WHERE id = %d",
	    (int)third.account_id);
	f.uscc = agency.uscc;
	f.once = a_token();
	ck_assert_int_eq(penalty_propose(m, &proposer, &f, &id, &problems),
	    OK);
	ck_assert_int_eq(penalty_notify(m, &proposer, id), OK);
	/* Before it is imposed there is nothing to complain about. */
	ck_assert_int_eq(plea_file(m, &agency, id, why, &problems),
	    ERR_NOT_FOUND);
	clock_forward(10 * DAY);
	run_clock_alone();
	ck_assert_int_eq(penalty_decide(m, &decider, id, "impose",
	    "The reason for this.", &problems), OK);
}

static void
filed(void)
{
	ck_assert_int_eq(plea_file(m, &agency, id, why, &problems), OK);
}

static enum err
decide(const struct actor *who, const char *verdict)
{
	return plea_decide(m, who, id, verdict, "So we have found.",
	    &problems);
}

START_TEST(upheld_annuls_the_penalty_and_gives_the_state_back)
{
	filed();
	ck_assert_str_eq(agency_state(), "suspended");
	ck_assert_int_eq(decide(&third, "upheld"), OK);
	ck_assert_int_eq(decide(&third, "upheld"), OK);
	ck_assert_str_eq(state(), "annulled");
	ck_assert_str_eq(agency_state(), "active");
	ck_assert_str_eq(stand().plea.decision, "So we have found.");
	ck_assert_int_eq(decide(&third, "dismissed"), ERR_CONFLICT);
}
END_TEST

START_TEST(dismissed_or_refused_changes_nothing)
{
	static const char *const verdicts[] = { "dismissed", "refused" };

	filed();
	ck_assert_int_eq(decide(&third, verdicts[_i]), OK);
	ck_assert_str_eq(state(), "effective");
	ck_assert_str_eq(agency_state(), "suspended");
	/* Once. */
	ck_assert_int_eq(plea_file(m, &agency, id, "Another word on it.",
	    &problems), ERR_CONFLICT);
}
END_TEST

START_TEST(who_proposed_or_imposed_it_does_not_decide)
{
	const struct actor *who = _i == 0 ? &proposer : &decider;

	filed();
	ck_assert_int_eq(decide(who, "dismissed"), ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "plea_other_eyes");
	ck_assert_str_eq(stand().plea.state, "filed");
	ck_assert_int_eq(plea_decide(m, &agency, id, "upheld",
	    "So we have found.", &problems), ERR_FORBIDDEN);
}
END_TEST

START_TEST(only_its_party_complains_until_the_last_second)
{
	int64_t until = span_end(&m->house->calendar, clock_at(),
	    m->house->params.complaint_file, m->house->params.day_cutoff,
	    NULL);

	ck_assert_int_eq(plea_file(m, &rival, id, why, &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(stand().until, until);
	clock_set(until + _i);
	if (_i == 0) {
		filed();
		filed();	/* sent twice */
		return;
	}
	ck_assert_int_eq(plea_file(m, &agency, id, why, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "plea_too_late");
	ck_assert_int_eq(stand().until, 0);
}
END_TEST

START_TEST(late_it_moves_up_and_can_still_be_decided)
{
	filed();
	clock_set(stand().due_at);
	run_clock_alone();
	ck_assert_int_eq(stand().plea.level, 0);
	clock_forward(1);
	run_clock_alone();
	ck_assert_int_eq(stand().plea.level, 1);
	ck_assert_int_eq(decide(&third, "upheld"), OK);
	ck_assert_str_eq(state(), "annulled");
}
END_TEST

START_TEST(a_penalty_that_is_over_is_not_annulled_any_more)
{
	filed();
	clock_forward(200 * DAY);
	run_clock_alone();
	ck_assert_str_eq(state(), "expired");
	ck_assert_int_eq(decide(&third, "upheld"), OK);
	ck_assert_str_eq(state(), "expired");
	ck_assert_str_eq(stand().plea.state, "upheld");
}
END_TEST

START_TEST(taken_back_it_waits_for_nobody)
{
	struct plea *list;
	size_t n;

	filed();
	ck_assert_int_eq(plea_queue(m, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(plea_withdraw(m, &rival, id), ERR_NOT_FOUND);
	ck_assert_int_eq(plea_withdraw(m, &agency, id), OK);
	ck_assert_int_eq(plea_withdraw(m, &agency, id), OK);
	ck_assert_int_eq(plea_queue(m, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_int_eq(decide(&third, "upheld"), ERR_CONFLICT);
	ck_assert_str_eq(state(), "effective");
}
END_TEST

START_TEST(nobody_leaves_while_its_complaint_waits)
{
	struct leave_open open;
	struct leave l;

	filed();
	ck_assert_int_eq(leave_request(m, &agency, "We go away", &problems),
	    OK);
	ck_assert_int_eq(leave_count(m, &agency, &open), OK);
	ck_assert_int_eq(open.complaints, 1);
	ck_assert_int_eq(leave_of(m, agency.party_id, &l), OK);
	ck_assert_str_eq(l.state, "counting");
	ck_assert_int_eq(decide(&third, "dismissed"), OK);
	clock_forward(DAY);
	run_clock_alone();
	ck_assert_int_eq(leave_of(m, agency.party_id, &l), OK);
	ck_assert_str_eq(l.state, "publicity");
}
END_TEST

/* ---- pages ---- */

static int
post_it(struct browser *b, const char *act, const char *fields)
{
	char path[80];

	snprintf(path, sizeof path, "/desk/penalties/%d", (int)id);
	get(b, path);
	snprintf(path, sizeof path, "/desk/penalties/%d/complaint%s", (int)id,
	    act);
	return post(b, path, fields);
}

START_TEST(pages_offer_it_to_whom_it_is_open_and_show_what_came_of_it)
{
	struct browser mine = signed_in(&agency), one = signed_in(&decider),
	    other = signed_in(&third), anyone = a_browser();
	char path[64];

	ck_assert_int_eq(post_it(&mine, "", "plea=short"), 422);
	ck_assert(page_has(&mine, "short</textarea>"));
	ck_assert_int_eq(post_it(&mine, "", "plea=It+was+%3Cb%3E+not+us."),
	    303);
	snprintf(path, sizeof path, "/desk/penalties/%d", (int)id);
	get(&mine, path);
	ck_assert(page_has(&mine, "/complaint/withdrawal\""));
	ck_assert(page_has(&mine, "It was &lt;b&gt; not us."));
	get(&one, path);
	ck_assert(!page_has(&one, "/complaint/decision\""));
	get(&other, "/desk/penalties");
	ck_assert(page_has(&other, path));
	get(&other, path);
	ck_assert(page_has(&other, "/complaint/decision\""));
	ck_assert_int_eq(post_it(&other, "/decision", "outcome=upheld"), 422);
	ck_assert_int_eq(post_it(&other, "/decision", "outcome=upheld"
	    "&answer=It+was+not+them."), 303);
	snprintf(path, sizeof path, "/penalties/%d", (int)id);
	ck_assert_int_eq(get(&anyone, path), 200);
	ck_assert(page_has(&anyone, "It was not them."));
	ck_assert(!page_has(&anyone, "not us"));
}
END_TEST

Suite *
plea_suite(void)
{
	Suite *s = suite_create("plea");
	TCase *t = tcase_create("plea");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    upheld_annuls_the_penalty_and_gives_the_state_back);
	tcase_add_loop_test(t, dismissed_or_refused_changes_nothing, 0, 2);
	tcase_add_loop_test(t, who_proposed_or_imposed_it_does_not_decide, 0,
	    2);
	tcase_add_loop_test(t, only_its_party_complains_until_the_last_second,
	    0, 2);
	tcase_add_test(t, late_it_moves_up_and_can_still_be_decided);
	tcase_add_test(t, a_penalty_that_is_over_is_not_annulled_any_more);
	tcase_add_test(t, taken_back_it_waits_for_nobody);
	tcase_add_test(t, nobody_leaves_while_its_complaint_waits);
	tcase_add_test(t,
	    pages_offer_it_to_whom_it_is_open_and_show_what_came_of_it);
	suite_add_tcase(s, t);
	return s;
}
