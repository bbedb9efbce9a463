/* SPDX-License-Identifier: Apache-2.0 */
/* standing_test.c: what an agency was, whom it follows, and band D twice. */
#include "db/standing.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "market/affiliation.h"
#include "market/agency.h"
#include "market/base/digits.h"
#include "market/bid.h"
#include "market/calendar.h"
#include "market/credit_core.h"
#include "market/leave.h"
#include "market/penalty.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *standing_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor agency, officer, other_officer;
static struct problems problems;
static int events;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	officer = a_regulator();
	other_officer = another_regulator();
	events = 0;
}

/* ---- events that weigh ---- */

static enum err
rescore_in_txn(struct db *db, void *ctx)
{
	const struct actor *a = ctx;

	return credit_rescore_all(db, a->party_id, "");
}

static void
rescore(const struct actor *a)
{
	struct actor copy = *a;

	ck_assert_int_eq(write_run(m, rescore_in_txn, &copy), OK);
}

static const char *
band_of(const struct actor *who)
{
	struct agency a;

	ck_assert_int_eq(db_agency_get(m->db, who->party_id, &a), OK);
	return a.band;
}

/* A veto that counts from today on: its number. */
static int
veto(const struct actor *who)
{
	int day = (int)calendar_day_of(clock_at());

	break_rows("INSERT INTO credit_event (id, party_id, rep_hash, code,"
	    " catalogue, points, hold_d, veto, basis, source, evidence,"
	    " contested, occurred_on, proposed_at, proposed_by, state,"
	    " decided_at, effective_on, ends_on) VALUES (%d, %d, '',"
	    " 'COLLUSION', 1, 0, 1095, 1, 'x', '', 'x', 1, %d, 1, NULL,"
	    " 'effective', 1, %d, 99999)", ++events, (int)who->party_id, day,
	    day);
	rescore(who);
	return events;
}

static void
ends(const struct actor *who, int event)
{
	break_rows("UPDATE credit_event SET state = 'expired' WHERE id = %d",
	    event);
	rescore(who);
}

/* Once to D and back again. */
static void
falls(void)
{
	int event = veto(&agency);

	ck_assert_str_eq(band_of(&agency), "D");
	run_clock_alone();
	ends(&agency, event);
	ck_assert_str_ne(band_of(&agency), "D");
}

/* Noon of a day of Beijing. */
static void
noon_of(int year, int month, int day)
{
	struct civil c = { .year = year, .month = month, .day = day,
	    .hour = 12 };

	clock_set(civil_time(&c));
}

static size_t
proposed(struct penalty *first)
{
	struct penalty *list;
	size_t n;

	ck_assert_int_eq(penalty_queue(m, "proposed", 0, &list, &n), OK);
	if (n)
		*first = list[0];
	return n;
}

/* ---- band D twice ---- */

START_TEST(twice_within_twelve_months_the_clock_proposes_that_it_goes)
{
	static const struct { int m1, d1, m2, d2; bool yes; } rows[] = {
		{ 3, 10, 3, 9, true }, { 3, 10, 3, 10, true },
		{ 3, 10, 3, 11, false }, { 2, 29, 2, 28, true },
		{ 2, 29, 3, 1, false },
	};
	struct penalty p;

	noon_of(2028, rows[_i].m1, rows[_i].d1);
	falls();
	ck_assert_uint_eq(proposed(&p), 0);
	noon_of(2029, rows[_i].m2, rows[_i].d2);
	falls();
	ck_assert_uint_eq(proposed(&p), rows[_i].yes);
	if (!rows[_i].yes)
		return;
	ck_assert_str_eq(p.kind, "expulsion");
	ck_assert_int_eq(p.proposed_by, 0);
	ck_assert_int_eq(p.party_id, agency.party_id);
	ck_assert_int_eq(p.days, 365);
	ck_assert_int_eq(p.fell_again, calendar_day_of(clock_at()));
	ck_assert_ptr_nonnull(strstr(p.article, "第七十七条"));
}
END_TEST

START_TEST(it_proposes_once_and_a_person_decides)
{
	struct penalty p;
	struct agency a;

	falls();
	clock_forward(30 * DAY);
	falls();
	for (int i = 0; i < 3; i++) {
		clock_forward(DAY);
		run_clock_alone();
		rescore(&agency);
		run_clock_alone();
		ck_assert_uint_eq(proposed(&p), 1);
	}
	/* A third fall while that is not decided is no other proposal. */
	falls();
	ck_assert_uint_eq(proposed(&p), 1);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_str_eq(a.state, "active");
	ck_assert_int_eq(penalty_notify(m, &officer, p.id), OK);
	clock_forward(10 * DAY);
	run_clock_alone();
	ck_assert_int_eq(penalty_decide(m, &officer, p.id, "impose",
	    "The reason for this.", &problems), OK);
	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	ck_assert_str_eq(a.state, "expelling");
}
END_TEST

START_TEST(one_day_at_d_however_often_it_is_reckoned_is_one_fall)
{
	struct penalty p;

	veto(&agency);
	for (int i = 0; i < 40; i++) {
		clock_forward(DAY);
		rescore(&agency);
		run_clock_alone();
	}
	veto(&agency);		/* another reason, the same band */
	run_clock_alone();
	ck_assert_uint_eq(proposed(&p), 0);
}
END_TEST

START_TEST(a_fall_by_an_event_that_is_dropped_was_none)
{
	struct penalty p;
	int event = veto(&agency);

	run_clock_alone();
	clock_forward(DAY);
	break_rows("UPDATE credit_event SET state = 'appealed',"
	    " appealed_at = 1, appeal = 'x', decided_by = %d WHERE id = %d",
	    (int)officer.account_id, event);
	ck_assert_int_eq(credit_decide(m, &other_officer, event, "drop",
	    "It was not so at all.", &problems), OK);
	ck_assert_str_ne(band_of(&agency), "D");
	clock_forward(30 * DAY);
	falls();
	ck_assert_uint_eq(proposed(&p), 0);
	clock_forward(30 * DAY);
	falls();
	ck_assert_uint_eq(proposed(&p), 1);
}
END_TEST

START_TEST(where_the_region_has_switched_it_off_nothing_is_proposed)
{
	struct catalogue *c = &m->house->catalogues[0];
	struct penalty p;

	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->rows[i].code, "PENALTY_EXPULSION") == 0)
			c->rows[i].on = false;
	falls();
	falls();
	ck_assert_uint_eq(proposed(&p), 0);
}
END_TEST

START_TEST(an_officer_too_needs_a_veto_or_two_falls)
{
	struct penalty_form f = { .uscc = agency.uscc, .kind = "expulsion",
	    .item = "", .days = "", .article = "The law, article 1",
	    .facts = "What it did, and when.", .event = "" };
	int64_t id;

	veto(&agency);
	f.once = a_token();
	ck_assert_int_eq(penalty_propose(m, &officer, &f, &id, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_needs_grave");
	ends(&agency, events);
	clock_forward(DAY);
	veto(&agency);
	f.once = a_token();
	ck_assert_int_eq(penalty_propose(m, &officer, &f, &id, &problems),
	    OK);
}
END_TEST

/* ---- who holds it ---- */

static void
holds(const char *holder, const char *share, const struct actor *held,
    int from, int to)
{
	struct affiliation_form f = { .uscc = held->uscc,
	    .other_uscc = holder, .other_name = "The Holder",
	    .kind = strcmp(share, "50") > 0 ? "holder" : "shareholder",
	    .share = share, .to = "", .source = "The company register",
	    .once = a_token() };
	char days[2][16];

	for (int i = 0; i < 2; i++) {
		struct civil c = civil_of(clock_at() + (i ? to : from) * DAY);

		snprintf(days[i], sizeof days[i], "%04d-%02d-%02d",
		    (int)c.year, c.month, c.day);
	}
	f.from = days[0];
	if (to)
		f.to = days[1];
	ck_assert_int_eq(affiliation_add(m, &officer, &f, &problems), OK);
}

START_TEST(history_follows_who_holds_more_than_half)
{
	struct actor again = an_agency(2), works = an_enterprise(1);
	bool yes = _i == 0;

	holds(works.uscc, "51", &agency, -100, 0);
	veto(&agency);
	ck_assert_str_eq(band_of(&again), "N");
	holds(works.uscc, yes ? "60" : "40", &again, -1, 0);
	ck_assert_str_eq(band_of(&again), yes ? "D" : "N");
}
END_TEST

START_TEST(leaving_and_joining_under_another_code_washes_nothing)
{
	struct actor works = an_enterprise(1), again;
	struct credit_event *list;
	size_t n;

	holds(works.uscc, "100", &agency, -100, 0);
	veto(&agency);
	ck_assert_int_eq(leave_request(m, &agency, "We go away", &problems),
	    OK);
	for (int i = 0; i < 30; i++) {
		clock_forward(DAY);
		run_clock_alone();
	}
	again = an_agency(2);
	holds(works.uscc, "100", &again, -1, 0);
	ck_assert_str_eq(band_of(&again), "D");
	/* Its page says why. */
	ck_assert_int_eq(credit_list(m, again.party_id, 0, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(list[0].party_uscc, agency.uscc);
}
END_TEST

START_TEST(the_holder_and_whom_it_holds_answer_for_each_other)
{
	struct actor other = an_agency(2);

	/* 0: an event of the held; 1: of the holder. */
	holds(other.uscc, "51", &agency, -10, 0);
	veto(_i == 0 ? &agency : &other);
	ck_assert_str_eq(band_of(&agency), "D");
	ck_assert_str_eq(band_of(&other), "D");
}
END_TEST

START_TEST(what_counts_is_who_held_it_when_it_happened)
{
	struct actor again = an_agency(2), works = an_enterprise(1);
	/* Until the day of the deed, or the day before. */
	int until = _i == 0 ? 10 : 9;

	holds(works.uscc, "51", &agency, -100, until);
	holds(works.uscc, "51", &again, -100, 0);
	clock_forward(10 * DAY);
	veto(&agency);
	ck_assert_str_eq(band_of(&again), _i == 0 ? "D" : "N");
}
END_TEST

START_TEST(who_is_sold_answers_no_more_from_the_day_after)
{
	struct actor again = an_agency(2), works = an_enterprise(1);
	size_t n;

	holds(works.uscc, "51", &agency, -100, 0);
	holds(works.uscc, "51", &again, -100, 3);
	veto(&agency);
	ck_assert_str_eq(band_of(&again), "D");
	clock_forward(3 * DAY);
	ck_assert_int_eq(credit_sweep(m, 100, &n), OK);
	ck_assert_str_eq(band_of(&again), "D");
	clock_forward(DAY);
	ck_assert_int_eq(credit_sweep(m, 100, &n), OK);
	ck_assert_str_eq(band_of(&again), "N");
	ck_assert_str_eq(band_of(&agency), "D");
}
END_TEST

static void
ban(const struct actor *who)
{
	struct penalty_form f = { .uscc = who->uscc, .kind = "ban",
	    .item = "", .days = "", .article = "The law, article 1",
	    .facts = "What it did, and when.", .once = a_token() };
	int64_t id;

	f.event = arena_printf(tests_arena(), "%d", veto(who));
	ck_assert_int_eq(penalty_propose(m, &officer, &f, &id, &problems),
	    OK);
	ck_assert_int_eq(penalty_notify(m, &officer, id), OK);
	clock_forward(10 * DAY);
	run_clock_alone();
	ck_assert_int_eq(penalty_decide(m, &other_officer, id, "impose",
	    "The reason for this.", &problems), OK);
}

START_TEST(a_ban_follows_who_holds_it)
{
	struct actor again = an_agency(2), works = an_enterprise(1);
	bool yes;

	/* Sold between the deed and the ban: it follows all the same. */
	holds(works.uscc, "51", &agency, -100, 1);
	ban(&agency);
	ck_assert_int_eq(penalty_forbids(m->db, again.party_id, 1,
	    clock_at(), &yes), OK);
	ck_assert(!yes);
	holds(works.uscc, _i == 0 ? "51" : "50", &again, -1, 0);
	ck_assert_int_eq(penalty_forbids(m->db, again.party_id, 1,
	    clock_at(), &yes), OK);
	ck_assert_int_eq(yes, _i == 0);
}
END_TEST

/* ---- as of the deadline ---- */

static const char *code;
static int64_t deadline;

/* A project of public money on which agency and three others bid. */
static void
a_bidding_of_all(void)
{
	struct actor dept = a_department(1);

	code = a_project_for(&dept, 20 * DAY);
	deadline = clock_at() + 20 * DAY;
	ck_assert_int_eq(project_now(code).deadline, deadline);
	a_bid(&agency, code, "50000");
	for (int i = 2; i <= 4; i++) {
		struct actor rival = an_agency(i);

		a_bid(&rival, code, i == 2 ? "50001" : "60000");
	}
}

static void
assert_out(bool out)
{
	struct bid bid;

	clock_set(deadline + 10);
	run_clock();
	ck_assert_int_eq(bid_mine(m, &agency, project_now(code).id, &bid),
	    OK);
	ck_assert_str_eq(bid.state, out ? "invalid" : "won");
	ck_assert(out == (bid.out_code != NULL &&
	    strcmp(bid.out_code, "suspended") == 0));
}

static const struct { int seconds; bool before; } moments[] = {
	{ -5, true }, { 0, true }, { 1, false }, { 5, false },
};

/* Of all, or of the item. */
static int64_t
a_suspension(bool item)
{
	struct penalty_form f = { .uscc = agency.uscc, .kind = "suspension",
	    .item = item ? an_item() : "", .days = "30", .event = "",
	    .article = "The law, article 1", .facts = "What it did there.",
	    .once = a_token() };
	int64_t id;

	ck_assert_int_eq(penalty_propose(m, &officer, &f, &id, &problems),
	    OK);
	ck_assert_int_eq(penalty_notify(m, &officer, id), OK);
	clock_forward(10 * DAY);
	run_clock_alone();
	return id;
}

static void
decides(int64_t id, const char *verdict)
{
	ck_assert_int_eq(penalty_decide(m, &other_officer, id, verdict,
	    "The reason for this.", &problems), OK);
}

START_TEST(a_penalty_counts_if_it_was_imposed_by_the_deadline)
{
	int64_t id;

	a_bidding_of_all();
	id = a_suspension(_i % 2 == 0);
	clock_set(deadline + moments[_i].seconds);
	decides(id, "impose");
	assert_out(moments[_i].before);
}
END_TEST

START_TEST(a_penalty_that_is_lifted_after_the_deadline_counted)
{
	int64_t id;

	a_bidding_of_all();
	id = a_suspension(_i % 2 == 0);
	decides(id, "impose");
	clock_set(deadline + moments[_i].seconds);
	decides(id, "lift");
	assert_out(!moments[_i].before);
}
END_TEST

START_TEST(a_band_counts_as_it_was_at_the_deadline)
{
	a_bidding_of_all();
	clock_set(deadline + moments[_i].seconds);
	veto(&agency);
	ck_assert_str_eq(band_of(&agency), "D");
	assert_out(moments[_i].before);
}
END_TEST

START_TEST(what_was_is_what_stood_at_that_second)
{
	struct standing s;
	int64_t at = clock_at();
	int event;

	clock_set(at + 10);
	event = veto(&agency);
	clock_set(at + 20);
	ends(&agency, event);
	for (int i = 0; i < 30; i++) {
		bool fell = i >= 10 && i < 20;

		ck_assert_int_eq(db_standing_at(m->db, agency.party_id,
		    at + i, &s), OK);
		ck_assert_str_eq(s.band, fell ? "D" : "N");
		ck_assert_int_eq(s.credit, fell ? 0 : 10000);
		ck_assert_int_eq(s.past, i < 20);
	}
}
END_TEST

Suite *
standing_suite(void)
{
	Suite *s = suite_create("standing");
	TCase *t = tcase_create("standing");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t,
	    twice_within_twelve_months_the_clock_proposes_that_it_goes, 0, 5);
	tcase_add_test(t, it_proposes_once_and_a_person_decides);
	tcase_add_test(t,
	    one_day_at_d_however_often_it_is_reckoned_is_one_fall);
	tcase_add_test(t, a_fall_by_an_event_that_is_dropped_was_none);
	tcase_add_test(t,
	    where_the_region_has_switched_it_off_nothing_is_proposed);
	tcase_add_test(t, an_officer_too_needs_a_veto_or_two_falls);
	tcase_add_loop_test(t, history_follows_who_holds_more_than_half, 0,
	    2);
	tcase_add_test(t,
	    leaving_and_joining_under_another_code_washes_nothing);
	tcase_add_loop_test(t,
	    the_holder_and_whom_it_holds_answer_for_each_other, 0, 2);
	tcase_add_loop_test(t, what_counts_is_who_held_it_when_it_happened,
	    0, 2);
	tcase_add_test(t, who_is_sold_answers_no_more_from_the_day_after);
	tcase_add_loop_test(t, a_ban_follows_who_holds_it, 0, 2);
	tcase_add_loop_test(t,
	    a_penalty_counts_if_it_was_imposed_by_the_deadline, 0, 4);
	tcase_add_loop_test(t,
	    a_penalty_that_is_lifted_after_the_deadline_counted, 0, 4);
	tcase_add_loop_test(t, a_band_counts_as_it_was_at_the_deadline, 0,
	    4);
	tcase_add_test(t, what_was_is_what_stood_at_that_second);
	suite_add_tcase(s, t);
	return s;
}
