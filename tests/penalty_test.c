/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_test.c: penalties do what the table of domain.md 4 lists. */
#include "market/penalty.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "market/agency.h"
#include "market/calendar.h"
#include "market/bid.h"
#include "market/joining.h"
#include "market/tick.h"
#include "tests/support.h"
#include "tests/sealing.h"

Suite *penalty_suite(void);

enum { DAY = 86400, OFFICERS = 3, MOST = 5, STEPS = 60 };

static struct market *m;
static struct actor agency, officers[OFFICERS + 1];
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	officers[1] = a_regulator();
	officers[2] = another_regulator();
	officers[3] = an_operator();
	officers[3].role = ROLE_REGULATOR;
}

static const struct penalty_form a_form = { .kind = "suspension",
    .item = "", .days = "30", .article = "The law, article 1",
    .facts = "What it did, and when.", .event = "" };

static int64_t
proposed_as(struct penalty_form f, int officer)
{
	int64_t id = 0;

	f.uscc = agency.uscc;
	f.once = a_token();
	ck_assert_int_eq(penalty_propose(m, &officers[officer], &f, &id,
	    &problems), OK);
	return id;
}

static struct penalty
now(int64_t id)
{
	struct penalty p;

	ck_assert_int_eq(penalty_get(m, &officers[1], id, &p), OK);
	return p;
}

static const char *
agency_state(void)
{
	struct agency a;

	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	return a.state;
}

static void
days(int n)
{
	clock_forward((int64_t)n * DAY);
	run_clock_alone();
}

static enum err
decide(int officer, int64_t id, const char *verdict)
{
	return penalty_decide(m, &officers[officer], id, verdict,
	    "The reason for this.", &problems);
}

/* Told, heard, imposed. */
static int64_t
imposed(struct penalty_form f)
{
	int64_t id = proposed_as(f, 1);

	ck_assert_int_eq(penalty_notify(m, &officers[1], id), OK);
	days(10);
	ck_assert_int_eq(decide(2, id, "impose"), OK);
	return id;
}

static bool
forbidden(int64_t item)
{
	bool yes;

	ck_assert_int_eq(penalty_forbids(m->db, agency.party_id, item,
	    clock_at(), &yes),
	    OK);
	return yes;
}

/* ---- the machine, against a second reading of its table ---- */

struct model {
	int64_t id;
	const char *state, *kind;
	bool all;
	int proposer, decider, ender;
	bool stated;
	int64_t days, hear_until, until;
};

static struct model models[MOST];
static size_t n_models;
static uint64_t seed;

static int
upto(int most)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)(most + 1));
}

static bool
is(const struct model *x, const char *state)
{
	return strcmp(x->state, state) == 0;
}

static void
propose_some(void)
{
	static const char *const terms[] = { "30", "90", "180" };
	struct penalty_form f = a_form;
	int officer = 1 + upto(OFFICERS - 1), term = upto(2);
	bool warning = upto(2) == 0, all = warning || upto(1) == 0;

	f.kind = warning ? "warning" : "suspension";
	f.item = all ? "" : an_item();
	f.days = terms[term];
	models[n_models++] = (struct model){ .id = proposed_as(f, officer),
	    .state = "proposed", .kind = f.kind, .all = all,
	    .proposer = officer, .days = term == 0 ? 30 : 90 * term };
}

static void
notify(struct model *x)
{
	enum err want = is(x, "proposed") || is(x, "notified") ? OK :
	    ERR_CONFLICT;

	ck_assert_int_eq(penalty_notify(m, &officers[1 + upto(2)], x->id),
	    want);
	if (!is(x, "proposed"))
		return;
	x->state = "notified";
	x->hear_until = span_end(&m->house->calendar, clock_at(),
	    m->house->params.penalty_hear, m->house->params.day_cutoff,
	    NULL);
}

static void
state(struct model *x)
{
	enum err want = is(x, "proposed") ? ERR_NOT_FOUND : x->stated ? OK :
	    is(x, "notified") && clock_at() <= x->hear_until ? OK :
	    ERR_CONFLICT;

	ck_assert_int_eq(penalty_state(m, &agency, x->id,
	    "What we say to that", &problems), want);
	x->stated |= want == OK;
}

static enum err
judged(struct model *x, int who, const char *verdict)
{
	bool impose = strcmp(verdict, "impose") == 0;
	bool early = strcmp(verdict, "lift") == 0 ||
	    strcmp(verdict, "annul") == 0;
	const char *to = impose ? "effective" : strcmp(verdict, "waive") ==
	    0 ? "waived" : strcmp(verdict, "lift") == 0 ? "lifted" :
	    "annulled";

	if (is(x, to) && (early ? x->ender : x->decider) == who)
		return OK;
	if (!is(x, early ? "effective" : "notified"))
		return ERR_CONFLICT;
	if (who == x->proposer)
		return ERR_FORBIDDEN;
	if (!early && clock_at() <= x->hear_until)
		return ERR_CONFLICT;
	if (early)
		x->ender = who;
	else
		x->decider = who;
	if (impose)
		x->until = calendar_day_end(calendar_day_of(clock_at()) +
		    (int32_t)x->days) + 1;
	x->state = to;
	return OK;
}

static void
decide_some(struct model *x)
{
	static const char *const verdicts[] = { "impose", "impose", "waive",
	    "lift", "annul" };
	const char *verdict = verdicts[upto(4)];
	int who = 1 + upto(OFFICERS - 1);
	enum err want = judged(x, who, verdict);

	ck_assert_int_eq(decide(who, x->id, verdict), want);
}

static void
wait_some(void)
{
	static const int most[] = { 1, 5, 12, 60, 120 };

	clock_forward((int64_t)upto(most[upto(4)]) * DAY + upto(DAY));
	run_clock_alone();
	for (size_t i = 0; i < n_models; i++)
		if (is(&models[i], "effective") &&
		    clock_at() >= models[i].until)
			models[i].state = "expired";
}

static void
check_all(void)
{
	bool all = false, any = false;

	for (size_t i = 0; i < n_models; i++) {
		const struct model *x = &models[i];

		ck_assert_str_eq(now(x->id).state, x->state);
		if (!is(x, "effective") || strcmp(x->kind, "suspension") != 0)
			continue;
		any = true;
		all |= x->all;
	}
	ck_assert_str_eq(agency_state(), all ? "suspended" : "active");
	ck_assert_int_eq(forbidden(1), any);	/* the only item there is */
	ck_assert_int_eq(forbidden(2), all);
}

START_TEST(a_history_is_what_the_table_makes_of_it)
{
	seed = 0x9e3779b97f4a7c15u * (uint64_t)(_i + 1);
	n_models = 0;
	(void)an_item();
	propose_some();
	for (int step = 0; step < STEPS; step++) {
		struct model *x = &models[upto((int)n_models - 1)];

		switch (upto(9)) {
		case 0: case 1: wait_some(); break;
		case 2: state(x); break;
		case 3: case 4: notify(x); break;
		case 5: if (n_models < MOST) propose_some(); break;
		default: decide_some(x); break;
		}
		check_all();
	}
}
END_TEST

START_TEST(what_may_be_decided_is_the_table_and_nothing_else)
{
	static const struct penalty_row want[] = {
		{ "impose", "notified", "effective", true },
		{ "waive", "notified", "waived", true },
		{ "lift", "effective", "lifted", false },
		{ "annul", "effective", "annulled", false },
	};
	struct penalty_row row;

	for (size_t i = 0; i < COUNT(want); i++) {
		ck_assert(penalty_row(i, &row));
		ck_assert_str_eq(row.verdict, want[i].verdict);
		ck_assert_str_eq(row.from, want[i].from);
		ck_assert_str_eq(row.to, want[i].to);
		ck_assert_int_eq(row.heard, want[i].heard);
	}
	ck_assert(!penalty_row(COUNT(want), &row));
}
END_TEST

/* ---- what it does ---- */

START_TEST(a_suspension_of_all_ends_by_the_clock_to_the_second)
{
	int64_t id = imposed(a_form);

	ck_assert_str_eq(agency_state(), "suspended");
	ck_assert(forbidden(1));
	clock_set(now(id).until_at - 1);
	run_clock_alone();
	ck_assert_str_eq(now(id).state, "effective");
	ck_assert_str_eq(agency_state(), "suspended");
	clock_forward(1);
	run_clock_alone();
	ck_assert_str_eq(now(id).state, "expired");
	ck_assert_str_eq(agency_state(), "active");
	ck_assert(!forbidden(1));
}
END_TEST

START_TEST(a_suspension_of_one_item_keeps_from_that_item_alone)
{
	struct penalty_form f = a_form;
	struct actor dept = a_department(1);
	const char *code = a_project_for(&dept, 60 * DAY);
	struct bid_offer o;

	ck_assert_int_eq(bid_offer(m, &agency, code, &o, &problems), OK);
	f.item = an_item();
	imposed(f);
	ck_assert_str_eq(agency_state(), "active");
	ck_assert_int_eq(bid_offer(m, &agency, code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "bid_penalised");
	ck_assert(!forbidden(o.project.item_id + 1));
}
END_TEST

START_TEST(who_is_suspended_at_the_deadline_is_out)
{
	struct actor dept = a_department(1);
	const char *code = a_project_for(&dept, 20 * DAY);
	struct penalty_form f = a_form;
	struct bid bid;

	a_bid(&agency, code, "50000");
	for (int i = 2; i <= 4; i++) {
		struct actor other = an_agency(i);

		a_bid(&other, code, i == 2 ? "50001" : "60000");
	}
	f.item = an_item();
	imposed(f);
	clock_forward(11 * DAY);
	run_clock();
	ck_assert_int_eq(bid_mine(m, &agency, project_now(code).id, &bid),
	    OK);
	ck_assert_str_eq(bid.state, "invalid");
	ck_assert_str_eq(bid.out_code, "suspended");
}
END_TEST

START_TEST(what_is_worse_than_a_suspension_rests_on_something_grave)
{
	struct penalty_form f = a_form;
	int64_t id;

	f.uscc = agency.uscc;
	f.once = "";
	f.days = "";
	f.kind = "ban";
	ck_assert_int_eq(penalty_propose(m, &officers[1], &f, &id,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_needs_veto");
	f.kind = "expulsion";
	ck_assert_int_eq(penalty_propose(m, &officers[1], &f, &id,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_needs_grave");
	f.kind = "warning";
	f.days = "31";
	ck_assert_int_eq(penalty_propose(m, &officers[1], &f, &id,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_days");
	f.days = "30";
	f.item = an_item();
	ck_assert_int_eq(penalty_propose(m, &officers[1], &f, &id,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_item_only");
}
END_TEST

/* A veto event that counts: its number. */
static const char *
a_veto(void)
{
	break_rows("INSERT INTO credit_event (party_id, rep_hash, code,"
	    " catalogue, points, hold_d, veto, basis, source, evidence,"
	    " contested, occurred_on, proposed_at, state, decided_at,"
	    " effective_on, ends_on) VALUES (%d, '', 'COLLUSION', 1, 0,"
	    " 1095, 1, 'x', '', 'x', 1, 1, 1, 'effective', 1, 1, 99999)",
	    (int)agency.party_id);
	return "1";
}

static const char number[] = "11010519491231002X";

static int64_t
banned(void)
{
	struct penalty_form f = a_form;

	ck_assert_int_eq(agency_represent(m, &agency, "Li Wei", number,
	    &problems), OK);
	f.kind = "ban";
	f.days = "";
	f.event = a_veto();
	return imposed(f);
}

START_TEST(a_ban_follows_the_person_and_keeps_the_code_out)
{
	struct actor other = an_agency(2);
	struct visitor v = { .sid = "0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef", .role = ROLE_AGENCY,
	    .request = "r" };
	int64_t id = banned();
	bool yes;

	ck_assert_str_eq(agency_state(), "expelling");
	ck_assert_int_eq(now(id).days, 1095);
	ck_assert_int_eq(agency_represent(m, &other, "Li Wei", number,
	    &problems), ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "represent_banned");
	problems.n = 0;
	ck_assert_int_eq(joining_start(m, &v, agency.uscc, "Agency again",
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "join_banned");
	ck_assert_int_eq(penalty_forbids(m->db, other.party_id, 1,
	    clock_at(), &yes),
	    OK);
	ck_assert(!yes);
	days(1100);
	ck_assert_str_eq(now(id).state, "expired");
	ck_assert_int_eq(agency_represent(m, &other, "Li Wei", number,
	    &problems), OK);
}
END_TEST

START_TEST(who_is_represented_by_a_banned_person_does_not_bid_either)
{
	struct actor other = an_agency(2);
	bool yes;

	ck_assert_int_eq(agency_represent(m, &other, "Li Wei", number,
	    &problems), OK);
	banned();
	ck_assert_int_eq(penalty_forbids(m->db, other.party_id, 1,
	    clock_at(), &yes),
	    OK);
	ck_assert(yes);
}
END_TEST

START_TEST(an_annulled_ban_gives_the_state_back)
{
	int64_t id = banned();

	ck_assert_int_eq(decide(1, id, "annul"), ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "penalty_four_eyes");
	ck_assert_int_eq(decide(3, id, "annul"), OK);
	ck_assert_str_eq(agency_state(), "active");
	ck_assert(!forbidden(1));
}
END_TEST

START_TEST(a_consequence_that_is_off_is_not_proposed)
{
	struct penalty_form f = a_form;
	struct catalogue *c = &m->house->catalogues[0];
	int64_t id;

	f.uscc = agency.uscc;
	f.once = "";
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->rows[i].code, "PENALTY_SUSPENSION") == 0)
			c->rows[i].on = false;
	ck_assert_int_eq(penalty_propose(m, &officers[1], &f, &id,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "penalty_off");
}
END_TEST

Suite *
penalty_suite(void)
{
	Suite *s = suite_create("penalty");
	TCase *t = tcase_create("penalty");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, a_history_is_what_the_table_makes_of_it, 0,
	    60);
	tcase_add_test(t,
	    what_may_be_decided_is_the_table_and_nothing_else);
	tcase_add_test(t,
	    a_suspension_of_all_ends_by_the_clock_to_the_second);
	tcase_add_test(t,
	    a_suspension_of_one_item_keeps_from_that_item_alone);
	tcase_add_test(t, who_is_suspended_at_the_deadline_is_out);
	tcase_add_test(t,
	    what_is_worse_than_a_suspension_rests_on_something_grave);
	tcase_add_test(t, a_ban_follows_the_person_and_keeps_the_code_out);
	tcase_add_test(t,
	    who_is_represented_by_a_banned_person_does_not_bid_either);
	tcase_add_test(t, an_annulled_ban_gives_the_state_back);
	tcase_add_test(t, a_consequence_that_is_off_is_not_proposed);
	suite_add_tcase(s, t);
	return s;
}
