/* SPDX-License-Identifier: Apache-2.0 */
/* repair_test.c: when an event may be repaired, and what that does. */
#include "market/repair.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/penalty.h"
#include "market/tick.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *repair_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor agency, rival, first, second;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	rival = an_agency(2);
	first = a_regulator();
	second = another_regulator();
}

/* An event of the agency's in effect from today on. */
static int64_t
an_event(int64_t id, int hold)
{
	int today = calendar_day_of(clock_at());

	break_rows("INSERT INTO credit_event (id, party_id, rep_hash, code,"
	    " catalogue, points, hold_d, veto, basis, source, evidence,"
	    " contested, occurred_on, proposed_at, state, decided_at,"
	    " effective_on, ends_on) VALUES (%d, %d, '', 'SUBCONTRACT', 1,"
	    " 40, %d, 0, 'x', '', 'x', 1, 1, 1, 'effective', 1, %d, %d)",
	    (int)id, (int)agency.party_id, hold, today, today + 2 * hold);
	return id;
}

static void
days(int n)
{
	clock_forward((int64_t)n * DAY);
	run_clock_alone();
	tick_tidy(m);
}

static enum err
ask(int64_t event, int64_t *id)
{
	return repair_request(m, &agency, event, "We made it good again.",
	    true, id, &problems);
}

static enum err
decide(const struct actor *who, int64_t id, const char *verdict)
{
	return repair_decide(m, who, id, verdict, "Looked at on the spot.",
	    &problems);
}

START_TEST(the_hold_says_from_which_day)
{
	static const struct { int hold, days; } rows[] = { { 90, 90 },
	    { 180, 180 }, { 365, 365 }, { 1095, 365 } };
	int64_t e = an_event(1, rows[_i].hold), id;

	days(rows[_i].days - 1);
	ck_assert_int_eq(ask(e, &id), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "repair_early");
	ck_assert_int_eq(calendar_day_of(problems.list[0].args[0].number),
	    calendar_day_of(clock_at()) + 1);
	days(1);
	ck_assert_int_eq(ask(e, &id), OK);
}
END_TEST

START_TEST(it_wants_a_remedy_a_signature_and_an_event_of_ones_own)
{
	int64_t e = an_event(1, 90), id;

	days(90);
	ck_assert_int_eq(repair_request(m, &rival, e, "We made it good.",
	    true, &id, &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(repair_request(m, &agency, e, "short", false, &id,
	    &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 2);
}
END_TEST

START_TEST(a_newer_event_bars_it)
{
	int64_t e = an_event(1, 90), id;

	days(30);
	an_event(2, 90);
	days(60);
	ck_assert_int_eq(ask(e, &id), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "repair_newer");
	days(30);
	ck_assert_int_eq(ask(2, &id), OK);
}
END_TEST

START_TEST(what_the_table_does_not_have_is_refused)
{
	int64_t e = an_event(1, 90), id, again;
	struct repair r;

	days(90);
	ck_assert_int_eq(ask(e, &id), OK);
	ck_assert_int_eq(ask(e, &again), OK);
	ck_assert_int_eq(again, id);
	ck_assert_int_eq(decide(&second, id, "grant"), ERR_CONFLICT);
	ck_assert_int_eq(repair_admit(m, &agency, id), ERR_FORBIDDEN);
	ck_assert_int_eq(repair_admit(m, &first, id), OK);
	ck_assert_int_eq(repair_admit(m, &first, id), OK);
	ck_assert_int_eq(repair_public(m, id, &r), ERR_NOT_FOUND);
	ck_assert_int_eq(decide(&second, id, "refuse"), OK);
	ck_assert_int_eq(decide(&second, id, "refuse"), OK);
	ck_assert_int_eq(decide(&second, id, "grant"), ERR_CONFLICT);
	ck_assert_int_eq(repair_admit(m, &first, id), ERR_CONFLICT);
	ck_assert_int_eq(repair_public(m, id, &r), OK);
	ck_assert_str_eq(r.state, "refused");
}
END_TEST

START_TEST(who_was_refused_asks_again_after_ninety_days)
{
	int64_t e = an_event(1, 365), id, again;

	days(365);
	ck_assert_int_eq(ask(e, &id), OK);
	ck_assert_int_eq(repair_admit(m, &first, id), OK);
	ck_assert_int_eq(decide(&second, id, "refuse"), OK);
	days(89);
	ck_assert_int_eq(ask(e, &again), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "repair_early");
	days(2);
	ck_assert_int_eq(ask(e, &again), OK);
	ck_assert_int_ne(again, id);
}
END_TEST

/* Proposed by the first officer on the event, imposed by the second. */
static int64_t
a_suspension(const char *event)
{
	struct penalty_form f = { .uscc = agency.uscc, .kind = "suspension",
	    .item = "", .days = "365", .article = "The law, article 1",
	    .facts = "What it did, and when.", .event = event,
	    .once = a_token() };
	int64_t id;

	ck_assert_int_eq(penalty_propose(m, &first, &f, &id, &problems), OK);
	ck_assert_int_eq(penalty_notify(m, &first, id), OK);
	days(10);
	ck_assert_int_eq(penalty_decide(m, &second, id, "impose",
	    "That is proven now.", &problems), OK);
	return id;
}

START_TEST(a_granted_one_ends_the_points_and_the_penalty)
{
	int64_t e = an_event(1, 90), id, punished = a_suspension("1");
	struct credit_event event;
	struct credit_standing s;
	struct penalty p;

	days(90);
	ck_assert_int_eq(credit_read(m, agency.party_id, &s), OK);
	ck_assert_int_lt(s.score, 10000);
	ck_assert_int_eq(ask(e, &id), OK);
	ck_assert_int_eq(repair_admit(m, &first, id), OK);
	/* Who proposed the penalty does not lift it by the back door. */
	ck_assert_int_eq(decide(&first, id, "grant"), ERR_FORBIDDEN);
	ck_assert_int_eq(decide(&second, id, "grant"), OK);
	ck_assert_int_eq(credit_public(m, e, &event), OK);
	ck_assert_str_eq(event.state, "repaired");
	ck_assert_int_eq(credit_read(m, agency.party_id, &s), OK);
	ck_assert_int_eq(s.score, 10000);
	ck_assert_int_eq(penalty_public(m, punished, &p), OK);
	ck_assert_str_eq(p.state, "lifted");
	ck_assert_str_eq(p.reason, "Looked at on the spot.");
}
END_TEST

START_TEST(the_pages_offer_what_the_verbs_allow)
{
	struct browser mine, office, anyone = a_browser();

	an_event(1, 90);
	mine = signed_in(&agency);
	ck_assert_int_eq(get(&mine, "/desk/repairs/new/1"), 409);
	ck_assert(!page_has(&mine, "name=\"remedy\""));
	days(90);
	mine = signed_in(&agency);
	ck_assert_int_eq(get(&mine, "/desk/repairs/new/1"), 200);
	ck_assert_int_eq(post(&mine, "/desk/repairs/new/1",
	    "remedy=All+<b>+is+good+again."), 422);
	ck_assert(page_has(&mine, "All &lt;b&gt; is good again."));
	ck_assert_int_eq(post(&mine, "/desk/repairs/new/1",
	    "remedy=All+is+good+again.&agree=yes"), 303);
	ck_assert_str_eq(mine.location, "/desk/repairs/1");
	ck_assert_int_eq(get(&mine, "/desk/repairs/1"), 200);
	ck_assert_int_eq(get(&mine, "/desk/repairs"), 200);
	ck_assert(page_has(&mine, "/desk/repairs/1\""));
	office = signed_in(&first);
	get(&office, "/desk/repairs");
	ck_assert(page_has(&office, "/desk/repairs/1\""));
	ck_assert(!page_has(&office, "mk-tag--red"));
	ck_assert_int_eq(get(&office, "/desk/repairs/1"), 200);
	ck_assert_int_eq(post(&office, "/desk/repairs/1/admit", ""), 303);
	days(30);
	office = signed_in(&first);
	get(&office, "/desk/repairs");
	ck_assert(page_has(&office, "mk-tag--red"));
	ck_assert_int_eq(get(&office, "/desk/repairs/1"), 200);
	ck_assert_int_eq(get(&anyone, "/repairs/1"), 404);
	ck_assert_int_eq(post(&office, "/desk/repairs/1/decision",
	    "verdict=&text=Seen+by+two+of+us."), 422);
	ck_assert_int_eq(post(&office, "/desk/repairs/1/decision",
	    "verdict=grant&text=Seen+by+two+of+us."), 303);
	ck_assert_int_eq(get(&anyone, "/repairs/1"), 200);
	ck_assert(page_has(&anyone, "Seen by two of us."));
	ck_assert_int_eq(get(&anyone, "/credit/events/1"), 200);
	ck_assert(page_has(&anyone, "/repairs/1\""));
}
END_TEST

Suite *
repair_suite(void)
{
	Suite *s = suite_create("repair");
	TCase *t = tcase_create("repair");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, the_hold_says_from_which_day, 0, 4);
	tcase_add_test(t,
	    it_wants_a_remedy_a_signature_and_an_event_of_ones_own);
	tcase_add_test(t, a_newer_event_bars_it);
	tcase_add_test(t, what_the_table_does_not_have_is_refused);
	tcase_add_test(t, who_was_refused_asks_again_after_ninety_days);
	tcase_add_test(t, a_granted_one_ends_the_points_and_the_penalty);
	tcase_add_test(t, the_pages_offer_what_the_verbs_allow);
	suite_add_tcase(s, t);
	return s;
}
