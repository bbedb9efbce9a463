/* SPDX-License-Identifier: Apache-2.0 */
/* leave_test.c: how an agency goes, what keeps it, how it comes back. */
#include "market/leave.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/contract.h"
#include "market/agency.h"
#include "market/award.h"
#include "market/bid.h"
#include "market/joining.h"
#include "market/penalty.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *leave_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor agency, dept, first, second;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(50);
	first = a_regulator();
	second = another_regulator();
}

static const char *
agency_state(void)
{
	struct agency a;

	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	return a.state;
}

static struct leave
now(void)
{
	struct leave l;

	ck_assert_int_eq(leave_of(m, agency.party_id, &l), OK);
	return l;
}

static void
days(int n)
{
	for (int i = 0; i < n; i++) {
		clock_forward(DAY);
		run_clock_alone();
	}
}

static enum err
ask(void)
{
	return leave_request(m, &agency, "We close our office.", &problems);
}

START_TEST(where_nothing_is_open_it_is_public_at_once_and_gone_after_it)
{
	ck_assert_int_eq(ask(), OK);
	ck_assert_int_eq(ask(), OK);
	ck_assert_str_eq(agency_state(), "leaving");
	ck_assert_str_eq(now().state, "publicity");
	clock_set(now().public_until);
	run_clock_alone();
	ck_assert_str_eq(agency_state(), "leaving");
	clock_forward(1);
	run_clock_alone();
	ck_assert_str_eq(agency_state(), "left");
	ck_assert_str_eq(now().state, "finished");
	ck_assert_int_eq(ask(), ERR_CONFLICT);
	ck_assert_int_eq(leave_stay(m, &agency), ERR_CONFLICT);
}
END_TEST

START_TEST(who_stays_is_as_before)
{
	ck_assert_int_eq(leave_stay(m, &agency), ERR_CONFLICT);
	ck_assert_int_eq(ask(), OK);
	ck_assert_int_eq(leave_stay(m, &agency), OK);
	ck_assert_str_eq(agency_state(), "active");
	ck_assert_str_eq(now().state, "withdrawn");
	days(20);
	ck_assert_str_eq(agency_state(), "active");
	ck_assert_int_eq(ask(), OK);
}
END_TEST

START_TEST(envelopes_are_withdrawn_first)
{
	const char *code = a_project_for(&dept, 5 * DAY);
	struct bid bid;

	bid = a_bid(&agency, code, "50000");
	ck_assert_int_eq(ask(), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "leave_live");
	ck_assert_int_eq(problems.list[0].args[0].number, 1);
	ck_assert_str_eq(agency_state(), "active");
	(void)bid;
	break_rows("UPDATE bid SET state = 'withdrawn' WHERE agency_id = %d",
	    (int)agency.party_id);
	ck_assert_int_eq(ask(), OK);
}
END_TEST

START_TEST(who_has_left_does_not_bid_and_comes_back_with_all_its_history)
{
	const char *code = a_project_for(&dept, 60 * DAY);
	struct visitor v = { .sid = "0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef", .role = ROLE_AGENCY,
	    .request = "r" };
	struct bid_offer o;
	struct agency a;

	break_rows("UPDATE agency SET deals = 3 WHERE party_id = %d",
	    (int)agency.party_id);
	ck_assert_int_eq(leave_rejoin(m, &agency, &problems), ERR_CONFLICT);
	ck_assert_int_eq(ask(), OK);
	ck_assert_int_eq(bid_offer(m, &agency, code, &o, &problems),
	    ERR_FORBIDDEN);
	days(15);
	ck_assert_str_eq(agency_state(), "left");
	problems.n = 0;
	ck_assert_int_eq(joining_start(m, &v, agency.uscc, "Agency again",
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "join_left");
	ck_assert_int_eq(leave_rejoin(m, &agency, &problems), OK);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_str_eq(a.state, "active");
	ck_assert_int_eq(a.deals, 3);
	ck_assert_int_eq(bid_offer(m, &agency, code, &o, &problems), OK);
}
END_TEST

/* A contract of the agency's with the department: its number. */
static int64_t
a_deal(void)
{
	struct contract c;
	const char *code = a_performing(&dept);

	agency = winner_of(code);
	ck_assert_int_eq(db_contract_of_project(m->db, project_now(code).id,
	    &c), OK);
	return c.id;
}

static enum err
confirm(const struct actor *who, int64_t contract, const char *choice)
{
	return leave_confirm(m, who, contract, choice, "Agreed with them.",
	    &problems);
}

START_TEST(each_purchaser_confirms_and_the_contract_has_to_end)
{
	int64_t contract = a_deal();
	struct actor other = a_department(2);

	ck_assert_int_eq(confirm(&dept, contract, "transfer"),
	    ERR_NOT_FOUND);		/* nobody goes */
	ck_assert_int_eq(ask(), OK);
	ck_assert_str_eq(now().state, "handing_over");
	days(3);
	ck_assert_str_eq(now().state, "handing_over");
	ck_assert_int_eq(confirm(&other, contract, "transfer"),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(confirm(&dept, contract, "keep"), ERR_INVALID);
	ck_assert_int_eq(confirm(&dept, contract, "transfer"), OK);
	ck_assert_int_eq(confirm(&dept, contract, "transfer"), OK);
	ck_assert_int_eq(confirm(&dept, contract, "terminate"),
	    ERR_CONFLICT);
	ck_assert_str_eq(now().state, "publicity");
	days(20);
	ck_assert_str_eq(agency_state(), "leaving");	/* it still runs */
	break_rows("UPDATE contract SET state = 'terminated'"
	    " WHERE id = %d", (int)contract);
	days(2);
	ck_assert_str_eq(agency_state(), "left");
}
END_TEST

START_TEST(who_says_terminated_has_terminated_it_first)
{
	int64_t contract = a_deal();

	ck_assert_int_eq(ask(), OK);
	ck_assert_int_eq(confirm(&dept, contract, "terminate"),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "leave_not_terminated");
	ck_assert_str_eq(now().state, "handing_over");
	ck_assert_int_eq(count_rows("SELECT count(*) FROM leave_contract"),
	    0);
	break_rows("UPDATE contract SET state = '%s' WHERE id = %d",
	    _i ? "settled" : "terminated", (int)contract);
	ck_assert_int_eq(confirm(&dept, contract, "transfer"),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(confirm(&dept, contract, "terminate"), OK);
	ck_assert_uint_eq(problems.n, 0);
	ck_assert_int_eq(confirm(&dept, contract, "terminate"), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM leave_contract"),
	    1);
	ck_assert_str_eq(now().state, "publicity");
}
END_TEST

START_TEST(a_form_that_cannot_terminate_yet_keeps_all_and_says_where)
{
	int64_t contract = a_deal();
	struct browser theirs = signed_in(&dept);
	const char *path = arena_printf(tests_arena(), "/desk/handovers/%d",
	    (int)contract);

	ck_assert_int_eq(ask(), OK);
	get(&theirs, "/desk/handovers");
	ck_assert(!page_has(&theirs, "/contract/terminate\""));
	ck_assert_int_eq(post(&theirs, path,
	    "choice=terminate&note=Kept+as+typed."), 409);
	ck_assert(page_has(&theirs, "/contract/terminate\""));
	ck_assert(page_has(&theirs, "value=\"terminate\" checked"));
	ck_assert(page_has(&theirs, ">Kept as typed.</textarea>"));
	break_rows("UPDATE contract SET state = 'terminated'"
	    " WHERE id = %d", (int)contract);
	get(&theirs, "/desk/handovers");
	ck_assert(!page_has(&theirs, "value=\"transfer\""));
	ck_assert_int_eq(post(&theirs, path,
	    "choice=terminate&note=Ended+by+both."), 303);
}
END_TEST

START_TEST(an_award_or_an_objection_keeps_it_counting)
{
	const char *code = an_award(&dept);
	struct leave_open open;

	agency = winner_of(code);
	ck_assert_int_eq(ask(), OK);
	ck_assert_str_eq(now().state, "counting");
	ck_assert_int_eq(leave_count(m, &agency, &open), OK);
	ck_assert_int_eq(open.awards, 1);
	days(2);
	ck_assert_str_eq(now().state, "counting");
}
END_TEST

/* Proposed, told, heard, imposed on the agency. */
static int64_t
banned(void)
{
	struct penalty_form f = { .uscc = agency.uscc, .kind = "ban",
	    .item = "", .days = "", .article = "The law, article 1",
	    .facts = "What it did, and when.", .event = "1",
	    .once = a_token() };
	int64_t id;

	break_rows("INSERT INTO credit_event (id, party_id, rep_hash, code,"
	    " catalogue, points, hold_d, veto, basis, source, evidence,"
	    " contested, occurred_on, proposed_at, state, decided_at,"
	    " effective_on, ends_on) VALUES (1, %d, '', 'COLLUSION', 1, 0,"
	    " 1095, 1, 'x', '', 'x', 1, 1, 1, 'effective', 1, 1, 99999)",
	    (int)agency.party_id);
	ck_assert_int_eq(penalty_propose(m, &first, &f, &id, &problems), OK);
	ck_assert_int_eq(penalty_notify(m, &first, id), OK);
	clock_forward(10 * DAY);
	run_clock_alone();
	ck_assert_int_eq(penalty_decide(m, &second, id, "impose",
	    "That is proven now.", &problems), OK);
	return id;
}

START_TEST(who_is_expelled_goes_when_nothing_is_open)
{
	banned();
	ck_assert_str_eq(agency_state(), "expelling");
	ck_assert_int_eq(leave_stay(m, &agency), ERR_CONFLICT);
	days(12);
	ck_assert_str_eq(agency_state(), "left");
	ck_assert_int_eq(leave_rejoin(m, &agency, &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "join_banned");
	clock_forward((int64_t)1095 * DAY);
	run_clock_alone();
	ck_assert_str_eq(agency_state(), "left");
	ck_assert_int_eq(leave_rejoin(m, &agency, &problems), OK);
	ck_assert_str_eq(agency_state(), "active");
}
END_TEST

START_TEST(an_annulled_ban_ends_the_leaving)
{
	int64_t contract = a_deal(), id = banned();

	run_clock_alone();
	ck_assert_str_eq(now().state, "handing_over");
	ck_assert_int_eq(penalty_decide(m, &second, id, "annul",
	    "The court says so: 1/2026.", &problems), OK);
	ck_assert_str_eq(now().state, "withdrawn");
	ck_assert_str_eq(agency_state(), "active");
	ck_assert_int_eq(confirm(&dept, contract, "transfer"),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(the_pages_offer_what_the_verbs_allow)
{
	int64_t contract = a_deal();
	struct browser mine = signed_in(&agency), theirs = signed_in(&dept);
	struct browser anyone = a_browser();
	char path[64];

	ck_assert_int_eq(get(&mine, "/desk/leave"), 200);
	ck_assert(page_has(&mine, "name=\"reason\""));
	ck_assert_int_eq(post(&mine, "/desk/leave",
	    "reason=We+close+<b>+now."), 303);
	get(&mine, "/desk/leave");
	ck_assert(page_has(&mine, "/desk/leave/stay\""));
	ck_assert(!page_has(&mine, "name=\"reason\""));
	get(&theirs, "/desk/handovers");
	ck_assert(page_has(&theirs, agency.party_name));
	snprintf(path, sizeof path, "/desk/handovers/%lld",
	    (long long)contract);
	ck_assert_int_eq(post(&theirs, path, "choice=transfer&note="), 422);
	ck_assert_int_eq(post(&theirs, path,
	    "choice=transfer&note=All+handed+over."), 303);
	get(&theirs, "/desk/handovers");
	ck_assert(!page_has(&theirs, "name=\"choice\""));
	get(&anyone, "/leaves");
	ck_assert(page_has(&anyone, agency.uscc));
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	get(&anyone, path);
	ck_assert(page_has(&anyone, "/leaves\""));
	ck_assert_int_eq(post(&mine, "/desk/leave/stay", ""), 303);
	get(&anyone, path);
	ck_assert(!page_has(&anyone, "/leaves\""));
}
END_TEST

Suite *
leave_suite(void)
{
	Suite *s = suite_create("leave");
	TCase *t = tcase_create("leave");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    where_nothing_is_open_it_is_public_at_once_and_gone_after_it);
	tcase_add_test(t, who_stays_is_as_before);
	tcase_add_test(t, envelopes_are_withdrawn_first);
	tcase_add_test(t,
	    who_has_left_does_not_bid_and_comes_back_with_all_its_history);
	tcase_add_test(t,
	    each_purchaser_confirms_and_the_contract_has_to_end);
	tcase_add_loop_test(t,
	    who_says_terminated_has_terminated_it_first, 0, 2);
	tcase_add_test(t,
	    a_form_that_cannot_terminate_yet_keeps_all_and_says_where);
	tcase_add_test(t, an_award_or_an_objection_keeps_it_counting);
	tcase_add_test(t, who_is_expelled_goes_when_nothing_is_open);
	tcase_add_test(t, an_annulled_ban_ends_the_leaving);
	tcase_add_test(t, the_pages_offer_what_the_verbs_allow);
	suite_add_tcase(s, t);
	return s;
}
