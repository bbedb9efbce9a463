/* SPDX-License-Identifier: Apache-2.0 */
/* violation_test.c: reports of a breach between the sides of a contract. */
#include "market/violation.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/credit_event.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *violation_suite(void);

static struct market *m;
static struct actor owner, winner, stranger, officer;
static const char *code;
static struct problems problems;

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	code = a_performing(&owner);
	winner = winner_of(code);
	stranger = an_agency(9);
	officer = a_regulator();
}

static enum err
draft_as(const struct actor *who, int64_t *id)
{
	return violation_draft(m, who, code, "Nothing came on the day.",
	    a_token(), id, &problems);
}

static int64_t
a_draft_by(const struct actor *who)
{
	int64_t id;

	ck_assert_int_eq(draft_as(who, &id), OK);
	return id;
}

static struct violation
now_of(int64_t id)
{
	struct violation v;

	ck_assert_int_eq(db_violation_get(m->db, id, &v), OK);
	return v;
}

static int64_t
until_of(int64_t id)
{
	struct violation_case c;

	ck_assert_int_eq(violation_case(m, &officer, id, &c), OK);
	ck_assert_int_gt(c.until, 0);
	return c.until;
}

static enum err
decide(int64_t id, const char *verdict, const char *event)
{
	return violation_decide(m, &officer, id,
	    &(struct violation_verdict){ verdict, event,
	    "The files show it." }, &problems);
}

START_TEST(only_the_sides_of_a_signed_contract_report)
{
	int64_t id;

	ck_assert_int_eq(draft_as(&stranger, &id), ERR_NOT_FOUND);
	ck_assert_int_eq(draft_as(&owner, &id), OK);
	ck_assert_int_eq(now_of(id).accused_id, winner.party_id);
	ck_assert_int_eq(draft_as(&winner, &id), OK);
	ck_assert_int_eq(now_of(id).accused_id, owner.party_id);
	code = a_project_for(&owner, 86400);	/* nothing is signed */
	ck_assert_int_eq(draft_as(&owner, &id), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_draft_is_seen_by_its_writer_alone)
{
	int64_t id = a_draft_by(&owner);
	struct violation_case c;

	ck_assert_int_eq(violation_case(m, &owner, id, &c), OK);
	ck_assert_int_eq(violation_case(m, &winner, id, &c), ERR_NOT_FOUND);
	ck_assert_int_eq(violation_case(m, &officer, id, &c), ERR_NOT_FOUND);
	ck_assert_int_eq(violation_send(m, &owner, id), OK);
	ck_assert_int_eq(violation_case(m, &winner, id, &c), OK);
	ck_assert_int_eq(violation_case(m, &officer, id, &c), OK);
	ck_assert_int_eq(violation_case(m, &stranger, id, &c),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(nobody_decides_before_the_accused_was_heard)
{
	int64_t id = a_draft_by(&owner), until;

	ck_assert_int_eq(violation_send(m, &owner, id), OK);
	until = until_of(id);
	ck_assert_int_eq(decide(id, "dismissed", ""), ERR_CONFLICT);
	ck_assert_int_eq(violation_answer(m, &winner, id,
	    "It came a day before.", &problems), OK);
	clock_set(until);
	run_clock();
	ck_assert_int_eq(decide(id, "dismissed", ""), ERR_CONFLICT);
	clock_set(until + 1);
	run_clock();
	ck_assert_int_eq(decide(id, "dismissed", ""), OK);
}
END_TEST

START_TEST(upheld_against_an_agency_it_names_an_event_of_credit)
{
	int64_t id = a_draft_by(&owner);
	struct credit_event e;
	char source[32];

	ck_assert_int_eq(violation_send(m, &owner, id), OK);
	clock_set(until_of(id) + 1);
	run_clock();
	ck_assert_str_eq(now_of(id).state, "answered");	/* by silence */
	ck_assert_int_eq(decide(id, "upheld", ""), ERR_INVALID);
	ck_assert_int_eq(decide(id, "upheld", "WEATHER"), ERR_INVALID);
	ck_assert_int_eq(decide(id, "dismissed", "SUBCONTRACT"),
	    ERR_INVALID);
	ck_assert_int_eq(decide(id, "upheld", "SUBCONTRACT"), OK);
	snprintf(source, sizeof source, "violation:%d", (int)id);
	ck_assert_int_eq(db_credit_event_by_source(m->db, source,
	    "SUBCONTRACT", &e), OK);
	ck_assert_int_eq(e.party_id, winner.party_id);
	ck_assert_str_eq(e.state, "proposed");
}
END_TEST

START_TEST(a_purchaser_has_no_event_of_credit)
{
	int64_t id = a_draft_by(&winner);

	ck_assert_int_eq(violation_send(m, &winner, id), OK);
	clock_set(until_of(id) + 1);
	run_clock();
	ck_assert_int_eq(decide(id, "upheld", "SUBCONTRACT"), ERR_INVALID);
	ck_assert_int_eq(decide(id, "upheld", ""), OK);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM credit_event"
	    " WHERE source LIKE 'violation:%'"), 0);
}
END_TEST

START_TEST(a_side_has_three_undecided_ones_at_most)
{
	int64_t id;

	for (int i = 0; i < VIOLATION_OPEN; i++)
		(void)a_draft_by(&owner);
	ck_assert_int_eq(draft_as(&owner, &id), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "violation_enough");
	ck_assert_int_eq(draft_as(&winner, &id), OK);
}
END_TEST

/* ---- random acts against the table ---- */

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
	bool said;
};

static bool
is(const struct model *x, const char *state)
{
	return strcmp(x->state, state) == 0;
}

static void
act(struct model *x, const struct actor *who)
{
	const char *to = upto(1) ? "upheld" : "dismissed";
	bool draft = is(x, "draft"), writer = who == &winner;
	enum err want;

	switch (upto(3)) {
	case 0:
		want = !writer ? ERR_NOT_FOUND : draft ? OK : ERR_CONFLICT;
		ck_assert_int_eq(violation_edit(m, who, x->id,
		    "They never paid us.", &problems), want);
		break;
	case 1:
		want = !writer ? ERR_NOT_FOUND : draft ||
		    is(x, "answering") ? OK : ERR_CONFLICT;
		ck_assert_int_eq(violation_send(m, who, x->id), want);
		if (want == OK && draft) {
			x->state = "answering";
			x->until = span_end(&m->house->calendar, clock_at(),
			    m->house->params.violation_answer,
			    m->house->params.day_cutoff, NULL);
		}
		break;
	case 2:
		want = who != &owner || draft ? ERR_NOT_FOUND : x->said ? OK :
		    is(x, "answering") && clock_at() <= x->until ? OK :
		    ERR_CONFLICT;
		ck_assert_int_eq(violation_answer(m, who, x->id,
		    "It was paid in May.", &problems), want);
		if (want == OK && !x->said) {
			x->said = true;
			x->state = "answered";
		}
		break;
	default:
		want = draft ? ERR_NOT_FOUND : is(x, to) ? OK :
		    is(x, "answered") && clock_at() > x->until ? OK :
		    ERR_CONFLICT;
		ck_assert_int_eq(decide(x->id, to, ""), want);
		if (want == OK)
			x->state = to;
	}
}

START_TEST(random_acts_do_what_the_table_says)
{
	const struct actor *const people[] = { &winner, &owner, &stranger };
	struct model x = { .id = a_draft_by(&winner), .state = "draft" };

	seed = 88172645463325252ULL + (uint64_t)_i * 7919;
	for (int i = 0; i < 16; i++) {
		if (upto(3) == 0) {
			clock_forward((int64_t)upto(6) * 86400);
			run_clock_alone();
			if (is(&x, "answering") && clock_at() > x.until)
				x.state = "answered";
		} else {
			act(&x, people[upto(2)]);
		}
		ck_assert_str_eq(now_of(x.id).state, x.state);
		ck_assert((now_of(x.id).answer[0] != '\0') == x.said);
	}
}
END_TEST

START_TEST(a_report_goes_its_way_on_pages)
{
	struct browser a = signed_in(&winner), o = signed_in(&owner),
	    reg = signed_in(&officer), anyone = a_browser();
	const char *list = arena_printf(tests_arena(),
	    "/projects/%s/violations", code);

	ck_assert_int_eq(get(&a, arena_printf(tests_arena(),
	    "/projects/%s/contract", code)), 200);
	ck_assert(page_has(&a, list));
	ck_assert_int_eq(get(&a, list), 200);
	ck_assert_int_eq(post(&a, list, "facts=Short"), 422);
	ck_assert_int_eq(post(&a, list, "facts=They+never+paid+us"), 303);
	ck_assert_int_eq(get(&o, list), 200);
	ck_assert(!page_has(&o, "/desk/violations/1"));
	ck_assert_int_eq(get(&a, "/desk/violations/1"), 200);
	ck_assert_int_eq(post(&a, "/desk/violations/1",
	    "facts=They+never+paid+anything"), 303);
	ck_assert_int_eq(post(&a, "/desk/violations/1/send", ""), 303);
	ck_assert_int_eq(get(&o, list), 200);
	ck_assert(page_has(&o, "/desk/violations/1"));
	ck_assert_int_eq(get(&o, "/desk/violations/1"), 200);
	ck_assert(page_has(&o, "They never paid anything"));
	ck_assert_int_eq(post(&o, "/desk/violations/1/answer",
	    "answer=It+was+paid+in+May"), 303);
	ck_assert_int_eq(get(&reg, "/desk/violations/1"), 200);
	ck_assert(!page_has(&reg, "/decide\""));
	clock_set(until_of(1) + 1);
	run_clock();
	reg = signed_in(&officer);
	ck_assert_int_eq(get(&reg, "/desk/violations"), 200);
	ck_assert(page_has(&reg, "/desk/violations/1"));
	ck_assert_int_eq(get(&reg, "/desk/violations/1"), 200);
	ck_assert(page_has(&reg, "/decide\""));
	ck_assert_int_eq(post(&reg, "/desk/violations/1/decide",
	    "verdict=&event=&answer=We+saw+the+voucher"), 422);
	ck_assert_int_eq(post(&reg, "/desk/violations/1/decide",
	    "verdict=dismissed&event=&answer=We+saw+the+voucher"), 303);
	ck_assert_int_eq(get(&anyone, arena_printf(tests_arena(),
	    "/projects/%s/timeline", code)), 200);
	ck_assert(!page_has(&anyone, "voucher"));
}
END_TEST

Suite *
violation_suite(void)
{
	Suite *s = suite_create("violations");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, only_the_sides_of_a_signed_contract_report);
	tcase_add_test(t, a_draft_is_seen_by_its_writer_alone);
	tcase_add_test(t, nobody_decides_before_the_accused_was_heard);
	tcase_add_test(t,
	    upheld_against_an_agency_it_names_an_event_of_credit);
	tcase_add_test(t, a_purchaser_has_no_event_of_credit);
	tcase_add_test(t, a_side_has_three_undecided_ones_at_most);
	tcase_add_loop_test(t, random_acts_do_what_the_table_says, 0, 30);
	tcase_add_test(t, a_report_goes_its_way_on_pages);
	suite_add_tcase(s, t);
	return s;
}
