/* SPDX-License-Identifier: Apache-2.0 */
/* complaint_test.c: complaints, from the objection to the remedy. */
#include "market/complaint.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/account.h"
#include "db/award.h"
#include "db/credit_event.h"
#include "db/due.h"
#include "db/round.h"
#include "market/objection.h"
#include "market/stats.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *complaint_suite(void);

static struct market *m;
static struct actor owner, loser, winner, stranger, officer;
static const char *code;
static struct problems problems;

static int64_t
account_of(int64_t party_id)
{
	for (int i = 1; i <= 3; i++) {
		struct account account;
		const char *record;
		char mobile[16];

		snprintf(mobile, sizeof mobile, "1380000100%d", i);
		ck_assert_int_eq(db_account_by_login(m->db, mobile, &account,
		    &record), OK);
		if (account.party_id == party_id)
			return account.id;
	}
	ck_abort_msg("no account of party %d", (int)party_id);
}

/* An agency that took part and did not win. */
static struct actor
the_loser(void)
{
	struct actor a = { .role = ROLE_AGENCY, .name = "Zhou",
	    .request = "test" };
	struct bid *bids;
	struct round r;
	size_t n;

	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id, &r),
	    OK);
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	for (size_t i = 0; i < n && a.party_id == 0; i++)
		if (bids[i].agency_id != winner.party_id) {
			a.party_id = bids[i].agency_id;
			a.party_name = arena_strdup(tests_arena(),
			    bids[i].agency_name);
			a.uscc = arena_strdup(tests_arena(),
			    bids[i].agency_uscc);
		}
	a.account_id = account_of(a.party_id);
	return a;
}

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	code = an_award(&owner);
	winner = winner_of(code);
	loser = the_loser();
	stranger = an_agency(9);
	officer = a_regulator();
}

static int64_t
an_objection(void)
{
	struct objection_form form = { .about = "result",
	    .facts = "The winner has no licence.", .claim = "Rank again.",
	    .once = a_token() };
	int64_t id;

	ck_assert_int_eq(objection_file(m, &loser, code, &form, &id,
	    &problems), OK);
	return id;
}

static int64_t
an_answered_objection(void)
{
	int64_t id = an_objection();

	ck_assert_int_eq(objection_refuse(m, &owner, id, "No standing.",
	    &problems), OK);
	return id;
}

static enum err
file_as(const struct actor *who, int64_t objection, const char *accused,
    int64_t *id)
{
	struct complaint_form form = { .accused = accused,
	    .facts = "The winner has no licence.", .claim = "Rank again." };

	return complaint_file(m, who, objection, &form, id, &problems);
}

static int64_t
a_complaint_about(const char *accused)
{
	int64_t id;

	ck_assert_int_eq(file_as(&loser, an_answered_objection(), accused,
	    &id), OK);
	return id;
}

static struct complaint
now_of(int64_t id)
{
	struct complaint c;

	ck_assert_int_eq(db_complaint_get(m->db, id, &c), OK);
	return c;
}

static int64_t
until_of(int64_t id)
{
	struct complaint_case c;

	ck_assert_int_eq(complaint_case(m, &officer, id, &c), OK);
	ck_assert_int_gt(c.until, 0);
	return c.until;
}

static enum err
decide(int64_t id, const char *verdict, const char *out, const char *days)
{
	return complaint_decide(m, &officer, id, &(struct complaint_verdict){
	    verdict, "It is so.\nTwo lines.", out, days }, &problems);
}

static void
past_the_publicity(void)
{
	struct project p = project_now(code);
	struct due *list;
	size_t n;

	ck_assert_int_eq(db_due_waiting(m->db, p.id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].event, "settle") == 0)
			clock_set(list[i].due_at + 1);
	run_clock();
}

/* ---- who may, and when ---- */

START_TEST(it_is_the_next_step_of_an_objection_that_was_answered)
{
	int64_t id, objection = an_objection();

	ck_assert_int_eq(file_as(&loser, objection, "owner", &id),
	    ERR_CONFLICT);
	ck_assert_int_eq(objection_refuse(m, &owner, objection, "No.",
	    &problems), OK);
	ck_assert_int_eq(file_as(&stranger, objection, "owner", &id),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &id), OK);
	ck_assert_int_eq(now_of(id).objection_id, objection);
}
END_TEST

START_TEST(or_of_one_that_got_no_answer_in_time)
{
	int64_t id, objection = an_objection();
	struct due d;

	ck_assert_int_eq(db_due_get(m->db, project_now(code).id,
	    "objection_lapse", objection, &d), OK);
	clock_set(d.due_at);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &id),
	    ERR_CONFLICT);
	clock_set(d.due_at + 1);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &id), OK);
}
END_TEST

START_TEST(what_was_taken_back_leads_to_no_complaint)
{
	int64_t id, objection = an_objection();

	ck_assert_int_eq(objection_withdraw(m, &loser, objection), OK);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &id),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(after_the_time_to_complain_it_is_too_late)
{
	int64_t id, one = an_answered_objection(),
	    two = an_answered_objection();
	struct complaint_stand s;

	ck_assert_int_eq(complaint_stand(m, &loser, one, &s), OK);
	clock_set(s.until);
	ck_assert_int_eq(file_as(&loser, one, "owner", &id), OK);
	clock_set(s.until + 1);
	ck_assert_int_eq(file_as(&loser, two, "owner", &id), ERR_CONFLICT);
}
END_TEST

START_TEST(an_objection_leads_to_one_complaint)
{
	int64_t one, two, objection = an_answered_objection();

	ck_assert_int_eq(file_as(&loser, objection, "owner", &one), OK);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &two),
	    ERR_CONFLICT);
	ck_assert_int_eq(one, two);
	ck_assert_int_eq(complaint_withdraw(m, &loser, one), OK);
	ck_assert_int_eq(file_as(&loser, objection, "owner", &two),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(what_is_missing_or_private_is_told_at_its_field)
{
	struct complaint_form form = { .accused = "weather",
	    .facts = "Call 13812345678.", .claim = " " };
	int64_t id;

	ck_assert_int_eq(complaint_file(m, &loser, an_answered_objection(),
	    &form, &id, &problems), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "accused"));
	ck_assert_str_eq(problem_of(&problems, "facts")->code,
	    "complaint_private");
	ck_assert_ptr_nonnull(problem_of(&problems, "claim"));
}
END_TEST

/* ---- what it does ---- */

START_TEST(it_suspends_the_award_only_if_the_regulator_says_so)
{
	int64_t id = a_complaint_about("owner");
	bool suspends = _i != 0;

	ck_assert_int_eq(complaint_accept(m, &officer, id, suspends,
	    &problems), OK);
	past_the_publicity();
	ck_assert_str_eq(project_now(code).state, suspends ? "publicity" :
	    "signing");
	ck_assert_int_eq(decide(id, "dismissed", "", ""), OK);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

START_TEST(outside_the_publicity_there_is_nothing_to_suspend)
{
	int64_t id = a_complaint_about("owner");

	past_the_publicity();
	ck_assert_int_eq(complaint_accept(m, &officer, id, true, &problems),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "suspends"));
	ck_assert_str_eq(now_of(id).state, "filed");
}
END_TEST

START_TEST(upheld_the_next_reserve_is_proposed)
{
	int64_t id = a_complaint_about("owner");
	struct award a;

	ck_assert_int_eq(complaint_accept(m, &officer, id, true, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "upheld", "", ""), OK);
	run_clock();
	ck_assert_int_eq(db_award_of_project(m->db, project_now(code).id,
	    &a), OK);
	ck_assert_int_ne(a.agency_id, winner.party_id);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM credit_event"), 0);
}
END_TEST

START_TEST(upheld_with_a_code_the_winner_is_out)
{
	int64_t id = a_complaint_about("agency");
	struct bid *bids;
	struct round r;
	size_t n, out = 0;

	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "upheld", "weather", ""), ERR_INVALID);
	ck_assert_int_eq(decide(id, "upheld", "requirement", ""), OK);
	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id,
	    &r), OK);
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (bids[i].out_code != NULL) {
			ck_assert_int_eq(bids[i].agency_id, winner.party_id);
			out++;
		}
	ck_assert_uint_eq(out, 1);
}
END_TEST

START_TEST(upheld_against_an_agency_an_event_of_credit_is_proposed)
{
	int64_t id = a_complaint_about("agency");
	struct credit_event e;
	char source[32];

	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "upheld", "", ""), OK);
	snprintf(source, sizeof source, "complaint:%d", (int)id);
	ck_assert_int_eq(db_credit_event_by_source(m->db, source,
	    "UPHELD_COMPLAINT", &e), OK);
	ck_assert_int_eq(e.party_id, winner.party_id);
	ck_assert_int_eq(e.proposed_by, officer.account_id);
	ck_assert_str_eq(e.state, "proposed");
}
END_TEST

START_TEST(a_later_award_is_not_taken_back_for_the_one_before)
{
	int64_t objection = an_objection(), id;

	ck_assert_int_eq(objection_accept(m, &owner, objection), OK);
	ck_assert_int_eq(objection_decide(m, &owner, objection,
	    &(struct objection_verdict){ "upheld", "It is so.", "" },
	    &problems), OK);
	run_clock();
	ck_assert_int_eq(file_as(&loser, objection, "agency", &id), OK);
	ck_assert_int_eq(now_of(id).accused_id, winner.party_id);
	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "upheld", "", ""), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM award"
	    " WHERE state = 'revoked'"), 1);
}
END_TEST

START_TEST(late_it_moves_up_is_told_to_all_and_suspends_no_more)
{
	struct actor other = another_regulator();
	int64_t id = a_complaint_about("owner");

	ck_assert_int_eq(complaint_accept(m, &officer, id, true, &problems),
	    OK);
	past_the_publicity();
	clock_set(until_of(id));
	run_clock();
	ck_assert_int_eq(now_of(id).level, 0);
	ck_assert_str_eq(project_now(code).state, "publicity");
	clock_forward(1);
	run_clock();
	run_clock();
	ck_assert_int_eq(now_of(id).level, 1);
	ck_assert_str_eq(project_now(code).state, "signing");
	ck_assert_int_eq(count_rows("SELECT count(DISTINCT account_id) FROM"
	    " message WHERE code = 'complaint_escalated'"), 2);
	ck_assert_int_ne(other.account_id, officer.account_id);
	ck_assert_int_eq(decide(id, "dismissed", "", ""), OK);
	ck_assert_int_eq(now_of(id).level, 0);
}
END_TEST

START_TEST(a_remedy_is_proven_in_time_by_the_accused)
{
	int64_t id = a_complaint_about("owner"), until;

	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "dismissed", "", "5"), ERR_INVALID);
	ck_assert_int_eq(decide(id, "partly", "", "61"), ERR_INVALID);
	ck_assert_int_eq(decide(id, "partly", "", "5"), OK);
	until = until_of(id);
	ck_assert_int_eq(complaint_remedy(m, &winner, id, "Done.",
	    &problems), ERR_NOT_FOUND);
	clock_set(until + _i);
	ck_assert_int_eq(complaint_remedy(m, &owner, id, "Done.",
	    &problems), _i ? ERR_CONFLICT : OK);
	ck_assert_str_eq(now_of(id).state, _i ? "partly" : "remedied");
}
END_TEST

START_TEST(an_act_leaves_its_row_with_before_and_after)
{
	int64_t id = a_complaint_about("owner");

	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(decide(id, "partly", "", ""), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE"
	    " object = 'complaint:1' AND ((before = '' AND after = 'filed')"
	    " OR (before = 'filed' AND after = 'accepted')"
	    " OR (before = 'accepted' AND after = 'partly'))"), 3);
}
END_TEST

/* ---- random acts against the table of domain.md 4 ---- */

static uint64_t seed;

static int
upto(int most)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)(most + 1));
}

struct model {
	int64_t id, until;
	const char *state;
	const struct actor *accused;
	bool stated, remedy;		/* said something; owes a remedy */
	int64_t level;
};

static bool
is(const struct model *x, const char *state)
{
	return strcmp(x->state, state) == 0;
}

static bool
is_undecided(const struct model *x)
{
	return is(x, "filed") || is(x, "accepted");
}

static int64_t
after(struct span span)
{
	return span_end(&m->house->calendar, clock_at(), span,
	    m->house->params.day_cutoff, NULL);
}

/* The row of the table, if it is one. */
static enum err
step(struct model *x, bool legal, const char *to)
{
	if (is(x, to))
		return OK;		/* sent twice */
	if (!legal)
		return ERR_CONFLICT;
	x->state = to;
	x->level = 0;
	return OK;
}

static void
by_the_parties(struct model *x, const struct actor *who)
{
	enum err want;

	switch (upto(2)) {
	case 0:
		want = who != &loser ? ERR_NOT_FOUND : step(x,
		    is_undecided(x), "withdrawn");
		ck_assert_int_eq(complaint_withdraw(m, who, x->id), want);
		break;
	case 1:
		want = who != x->accused ? ERR_NOT_FOUND : x->stated ? OK :
		    is_undecided(x) ? OK : ERR_CONFLICT;
		ck_assert_int_eq(complaint_state(m, who, x->id, "No.",
		    &problems), want);
		x->stated |= want == OK;
		break;
	default:
		want = who != x->accused ? ERR_NOT_FOUND : step(x,
		    x->remedy && clock_at() <= x->until, "remedied");
		x->remedy = x->remedy && !is(x, "remedied");
		ck_assert_int_eq(complaint_remedy(m, who, x->id, "Done.",
		    &problems), want);
	}
}

static void
by_the_regulator(struct model *x)
{
	static const char *const verdicts[] = { "upheld", "partly",
	    "dismissed" };
	bool was = is(x, "accepted"), days;
	const char *to = verdicts[upto(2)];
	enum err want;

	switch (upto(3)) {
	case 0:
		want = step(x, is(x, "filed"), "refused");
		ck_assert_int_eq(complaint_refuse(m, &officer, x->id,
		    "scope", "No.", &problems), want);
		break;
	case 1:
		days = is(x, "filed");
		want = step(x, days, "accepted");
		if (days)
			x->until = after(m->house->params.complaint_decide);
		ck_assert_int_eq(complaint_accept(m, &officer, x->id, false,
		    &problems), want);
		break;
	default:
		days = strcmp(to, "dismissed") != 0 && upto(1);
		want = step(x, was, to);
		if (was && days) {
			x->remedy = true;
			x->until = after((struct span){ 3, SPAN_WD });
		}
		ck_assert_int_eq(decide(x->id, to, "", days ? "3" : ""),
		    want);
	}
}

START_TEST(random_acts_do_what_the_table_says)
{
	const struct actor *const people[] = { &loser, &owner, &winner,
	    &stranger };
	struct model x = { .state = "filed" };
	struct complaint c;

	seed = 88172645463325252ULL + (uint64_t)_i * 7919;
	x.accused = _i % 2 ? &owner : &winner;
	x.id = a_complaint_about(_i % 2 ? "owner" : "agency");
	x.until = after(m->house->params.complaint_accept);
	for (int i = 0; i < 12; i++) {
		int kind = upto(4);

		if (kind == 0) {
			clock_forward((int64_t)upto(12) * 86400);
			run_clock_alone();
			if (is_undecided(&x) && clock_at() > x.until)
				x.level = 1;
		} else if (kind < 3) {
			by_the_parties(&x, people[upto(3)]);
		} else {
			by_the_regulator(&x);
		}
		c = now_of(x.id);
		ck_assert_str_eq(c.state, x.state);
		ck_assert_int_eq(c.level, x.level);
		ck_assert(c.open == (is_undecided(&x) || x.remedy));
		ck_assert((c.stated_at != 0) == x.stated);
	}
}
END_TEST

/* ---- pages ---- */

static const char *
path_of(const char *before, int64_t id, const char *after_it)
{
	return arena_printf(tests_arena(), "%s%d%s", before, (int)id,
	    after_it);
}

START_TEST(nobody_else_is_told_who_complained)
{
	int64_t id = a_complaint_about("agency");
	struct actor other = a_department(7), auditor = an_auditor();
	struct browser anyone = a_browser();
	const struct { const struct actor *who; int status; } eyes[] = {
	    { &owner, 200 }, { &winner, 200 }, { &loser, 200 },
	    { &officer, 200 }, { &auditor, 200 }, { &stranger, 404 },
	    { &other, 404 } };

	for (size_t i = 0; i < COUNT(eyes); i++) {
		struct browser b = signed_in(eyes[i].who);

		ck_assert_int_eq(get(&b, path_of("/desk/complaints/", id, "")),
		    eyes[i].status);
		ck_assert(page_has(&b, loser.party_name) ==
		    (eyes[i].status == 200));
	}
	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	ck_assert_int_eq(complaint_decide(m, &officer, id,
	    &(struct complaint_verdict){ "partly", arena_printf(
	    tests_arena(), "%s (%s) is right; it is 13912345678.",
	    loser.party_name, loser.uscc), "", "" }, &problems),
	    ERR_INVALID);
	ck_assert_int_eq(complaint_decide(m, &officer, id,
	    &(struct complaint_verdict){ "partly", arena_printf(
	    tests_arena(), "%s (%s) is right, says Zhou.",
	    loser.party_name, loser.uscc), "", "" }, &problems), OK);
	ck_assert_int_eq(get(&anyone, "/complaints"), 200);
	ck_assert(page_has(&anyone, "is right"));
	ck_assert(!page_has(&anyone, loser.party_name));
	ck_assert(!page_has(&anyone, loser.uscc));
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(),
	    "SELECT count(*) FROM notice WHERE kind = 'complaint' AND"
	    " instr(body, '%s') = 0 AND instr(body, 'is right') > 0",
	    loser.party_name)), 1);
}
END_TEST

START_TEST(a_complaint_goes_its_way_on_pages)
{
	int64_t objection = an_answered_objection();
	struct browser b = signed_in(&loser), o = signed_in(&owner),
	    reg = signed_in(&officer);
	const char *file = path_of("/desk/objections/", objection,
	    "/complaint");

	ck_assert_int_eq(get(&b, path_of("/desk/objections/",
	    objection, "")),
	    200);
	ck_assert(page_has(&b, file));
	ck_assert_int_eq(get(&b, file), 200);
	ck_assert_int_eq(post(&b, file, "accused=owner&facts=So+it+is"), 422);
	ck_assert(page_has(&b, "So it is"));
	ck_assert_int_eq(post(&b, file,
	    "accused=owner&facts=So+it+is&claim=Again"), 303);
	ck_assert_int_eq(get(&b, path_of("/desk/objections/",
	    objection, "")),
	    200);
	ck_assert(page_has(&b, "/desk/complaints/1"));
	ck_assert_int_eq(get(&o, "/desk/complaints"), 200);
	ck_assert(page_has(&o, "/desk/complaints/1"));
	ck_assert_int_eq(get(&o, "/desk/complaints/1"), 200);
	ck_assert_int_eq(post(&o, "/desk/complaints/1/statement",
	    "answer=We+did+not"), 303);
	ck_assert_int_eq(get(&reg, "/desk/complaints"), 200);
	ck_assert(page_has(&reg, "/desk/complaints/1"));
	ck_assert_int_eq(get(&reg, "/desk/complaints/1"), 200);
	ck_assert(page_has(&reg, "We did not"));
	ck_assert_int_eq(post(&reg, "/desk/complaints/1/refuse",
	    "answer=No"), 422);
	ck_assert_int_eq(post(&reg, "/desk/complaints/1/accept",
	    "suspends=yes"), 303);
	ck_assert_int_eq(post(&reg, "/desk/complaints/1/decide",
	    "verdict=&answer=We+found"), 422);
	ck_assert(page_has(&reg, "We found"));
	ck_assert_int_eq(post(&reg, "/desk/complaints/1/decide",
	    "verdict=partly&answer=We+found&out=&days=3"), 303);
	ck_assert_int_eq(get(&o, "/desk/complaints/1"), 200);
	ck_assert_int_eq(post(&o, "/desk/complaints/1/remedy",
	    "answer=Put+right"), 303);
	ck_assert_int_eq(get(&b, "/complaints"), 200);
	ck_assert(page_has(&b, "Put right"));
	ck_assert_int_eq(get(&b, "/notices?kind=complaint"), 200);
	ck_assert(page_has(&b, "/notices/"));
}
END_TEST

START_TEST(what_is_late_shows_red_on_the_regulators_desk)
{
	int64_t id = a_complaint_about("owner");
	struct browser reg = signed_in(&officer);

	ck_assert_int_eq(get(&reg, "/desk"), 200);
	ck_assert(page_has(&reg, "/desk/complaints"));
	ck_assert(!page_has(&reg, "mk-tag--red"));
	clock_set(until_of(id) + 1);
	run_clock();
	reg = signed_in(&officer);
	ck_assert_int_eq(get(&reg, "/desk"), 200);
	ck_assert(page_has(&reg, "mk-tag--red"));
	ck_assert_int_eq(get(&reg, "/desk/complaints"), 200);
	ck_assert(page_has(&reg, "mk-tag--red"));
}
END_TEST

START_TEST(statistics_count_what_was_filed_decided_in_time_and_upheld)
{
	static const char *const verdicts[] = { "upheld", "dismissed",
	    "partly" };
	bool late = _i == 2;
	int64_t id = a_complaint_about("owner");
	const struct complaint_verdict v = { .verdict = verdicts[_i],
	    .answer = "So we have found.", .out = "", .days = "" };
	const struct stats_row *all;
	struct stats s;
	size_t done;

	ck_assert_int_eq(complaint_accept(m, &officer, id, false, &problems),
	    OK);
	if (late) {
		clock_forward(60 * 86400);
		run_clock_alone();
	}
	ck_assert_int_eq(complaint_decide(m, &officer, id, &v, &problems),
	    OK);
	ck_assert_int_eq(stats_follow(m, 10000, &done), OK);
	ck_assert_int_eq(stats_get(m, "", stats_month(clock_at()), &s), OK);
	all = &s.all;
	ck_assert_int_eq(all->of[STATS_COMPLAINED].n, 1);
	ck_assert_int_eq(all->of[STATS_JUDGED].n, 1);
	ck_assert_int_eq(all->of[STATS_JUDGED].sum, !late);
	ck_assert_int_eq(stats_intime_bp(all), late ? 0 : 10000);
	ck_assert_int_eq(all->of[STATS_UPHELD].n, _i != 1);
}
END_TEST

Suite *
complaint_suite(void)
{
	Suite *s = suite_create("complaints");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t,
	    it_is_the_next_step_of_an_objection_that_was_answered);
	tcase_add_test(t, or_of_one_that_got_no_answer_in_time);
	tcase_add_test(t, what_was_taken_back_leads_to_no_complaint);
	tcase_add_test(t, after_the_time_to_complain_it_is_too_late);
	tcase_add_test(t, an_objection_leads_to_one_complaint);
	tcase_add_test(t, what_is_missing_or_private_is_told_at_its_field);
	tcase_add_loop_test(t,
	    it_suspends_the_award_only_if_the_regulator_says_so, 0, 2);
	tcase_add_test(t, outside_the_publicity_there_is_nothing_to_suspend);
	tcase_add_test(t, upheld_the_next_reserve_is_proposed);
	tcase_add_test(t, upheld_with_a_code_the_winner_is_out);
	tcase_add_test(t,
	    upheld_against_an_agency_an_event_of_credit_is_proposed);
	tcase_add_test(t,
	    a_later_award_is_not_taken_back_for_the_one_before);
	tcase_add_test(t,
	    late_it_moves_up_is_told_to_all_and_suspends_no_more);
	tcase_add_loop_test(t, a_remedy_is_proven_in_time_by_the_accused, 0,
	    2);
	tcase_add_test(t, an_act_leaves_its_row_with_before_and_after);
	tcase_add_loop_test(t, random_acts_do_what_the_table_says, 0, 40);
	tcase_add_test(t, nobody_else_is_told_who_complained);
	tcase_add_test(t, a_complaint_goes_its_way_on_pages);
	tcase_add_test(t, what_is_late_shows_red_on_the_regulators_desk);
	tcase_add_loop_test(t,
	    statistics_count_what_was_filed_decided_in_time_and_upheld, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
