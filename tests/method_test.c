/* SPDX-License-Identifier: Apache-2.0 */
/* method_test.c: every way of choosing, played from posting to the award. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/bid.h"
#include "db/item.h"
#include "market/award.h"
#include "market/closing.h"
#include "market/evaluator.h"
#include "market/objection.h"
#include "market/rebid.h"
#include "market/sheet.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *method_suite(void);

enum { BIDDERS = 3, EXPERTS = 9 };

static struct market *m;
static struct actor works, agencies[BIDDERS + 1], experts[EXPERTS];
static const char *code;

static void
setup(void)
{
	m = a_market();
	works = an_enterprise(1);
	for (int i = 0; i <= BIDDERS; i++)
		agencies[i] = an_agency(i + 1);
	an_item();
}

/* People who can be drawn, of the item's kind. */
static void
enlist(void)
{
	struct actor op = an_operator();
	struct problems problems = { .n = 0 };
	struct item_row *items;
	struct evaluator *list;
	size_t n;

	ck_assert_int_eq(db_item_list(m->db, NULL, &items, &n), OK);
	for (int i = 0; i < EXPERTS; i++) {
		struct evaluator_form f = { .name = "Li Wei",
		    .unit = "A university", .uscc = "",
		    .type = items[0].type, .email = arena_printf(
		    tests_arena(), "e%d@expert.example", i),
		    .password = "sun-and-seal-26" };

		ck_assert_int_eq(evaluator_add(m, &op, &f, &problems), OK);
		ck_assert_int_eq(evaluator_list(m, 0, &list, &n), OK);
		experts[i] = (struct actor){ .role = ROLE_EVALUATOR,
		    .account_id = list[0].account_id, .name = "Li",
		    .party_name = "", .uscc = "", .request = "test" };
	}
}

static void
post_with(const char *method)
{
	struct draft_form f = a_draft_form(&works);

	f.method = method;
	f.fixed = "48000";
	f.evaluators = "3";
	f.criteria = "60 Plan\n40 Team";
	code = a_project_of(&works, &f);
}

static void
offer(int i, int64_t fen)
{
	ck_assert_int_eq(cast_bid(the_cast(), m, &agencies[i], code, fen,
	    "browser"), OK);
}

static void
open_it(void)
{
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
}

static void
is_state(const char *state)
{
	ck_assert_str_eq(project_now(code).state, state);
}

static void
is_won_by(int i, int64_t fen)
{
	struct award a;

	is_state("publicity");
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	ck_assert_int_eq(a.amount_fen, fen);
	if (i >= 0)
		ck_assert_int_eq(a.agency_id, agencies[i].party_id);
}

/* ---- methods of one step ---- */

static const struct { const char *method; int winner; int64_t fen; }
    simple[] = {
	{ "lowest", 0, 5000000 }, { "average", 1, 5200000 },
	{ "reference", -1, 0 }, { "random", -1, 4800000 },
};

START_TEST(a_stranger_recomputes_what_it_comes_to)
{
	bool priced = strcmp(simple[_i].method, "random") != 0;
	struct award a;

	post_with(simple[_i].method);
	for (int i = 0; i < BIDDERS; i++)
		offer(i, priced ? 5000000 + i * 200000 : -1);
	open_it();
	is_state("publicity");
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	is_won_by(simple[_i].winner, simple[_i].fen ? simple[_i].fen :
	    a.amount_fen);
	ck_assert_ptr_nonnull(published_of(code, "case.txt").data);
	ck_assert_ptr_nonnull(published_of(code, "ranking.txt").data);
	assert_verifies(code);
}
END_TEST

/* The winner is out after all: what was a mean is another one. */
START_TEST(an_upheld_objection_takes_the_mean_anew_on_record)
{
	struct objection_form f = { .about = "result", .claim = "Again.",
	    .facts = "It lacks what was asked for.", .once = a_token() };
	struct problems problems;
	struct round_terms t;
	int64_t id;

	post_with("average");
	for (int i = 0; i <= BIDDERS; i++)
		offer(i, 5000000 + i * 200000);
	open_it();
	is_won_by(1, 5200000);
	t = terms_of(code);
	ck_assert_int_eq(objection_file(m, &agencies[0], code, &f, &id,
	    &problems), OK);
	ck_assert_int_eq(objection_accept(m, &works, id), OK);
	ck_assert_int_eq(objection_decide(m, &works, id,
	    &(struct objection_verdict){ "upheld", "It is so.",
	    "requirement" }, &problems), OK);
	is_won_by(2, 5400000);
	ck_assert_int_gt(terms_of(code).round.result_leaf,
	    t.round.result_leaf);
	ck_assert(file_has(published_of(code, "result.note"),
	    " requirement\n"));
	assert_verifies(code);
}
END_TEST

/* ---- credit ---- */

START_TEST(the_owner_picks_from_the_short_list_or_the_clock_takes_the_first)
{
	struct due d;

	post_with("credit");
	for (int i = 0; i < BIDDERS; i++)
		offer(i, -1);
	open_it();
	is_state("selecting");
	ck_assert_int_eq(db_due_get(m->db, project_now(code).id,
	    "award_choose", 0, &d), OK);
	ck_assert_int_eq(d.done_at, 0);
	clock_forward(30 * 86400);
	run_clock();
	is_won_by(-1, 4800000);
	assert_verifies(code);
}
END_TEST

/* ---- composite ---- */

/* Whoever is drawn scores: the bid i of leaf order gets 60 + 10 * i. */
static size_t
score_all(void)
{
	size_t scored = 0;

	for (int k = 0; k < EXPERTS; k++) {
		const char *points[2 * BIDDERS];
		struct problems problems = { .n = 0 };
		struct sheet_case c;

		if (sheet_case(m, &experts[k], code, &c) != OK)
			continue;
		ck_assert_uint_eq(c.n, BIDDERS);
		for (size_t i = 0; i < c.n; i++) {
			points[2 * i] = arena_printf(tests_arena(), "%d",
			    40 + 10 * (int)i);
			points[2 * i + 1] = "20";
		}
		ck_assert_int_eq(sheet_place(m, &experts[k], &c, points,
		    &problems), OK);
		scored++;
	}
	return scored;
}

/* Ranked by their points, which everybody can read beside the prices. */
static void
points_are_shown(void)
{
	static const char *const pages[] = { "", "/opening" };
	struct browser b = a_browser();
	int64_t total[BIDDERS];
	struct round r;
	struct bid *bids;
	size_t n;

	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id, &r),
	    OK);
	ck_assert_int_eq(db_bid_of_round(m->db, r.id, &bids, &n), OK);
	ck_assert_uint_eq(n, BIDDERS);
	for (size_t i = 0; i < n; i++)
		total[i] = bids[i].total;
	/* Prices are alike, plans ten points apart. */
	ck_assert_int_gt(total[1], total[2]);
	ck_assert_int_eq(total[0] - total[1], total[1] - total[2]);
	for (size_t k = 0; k < COUNT(pages) * n; k++) {
		ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
		    "/projects/%s%s", code, pages[k / n])), 200);
		ck_assert(page_has(&b, arena_printf(tests_arena(),
		    "%d.%04d \u5206", (int)(total[k % n] / RANK_POINT),
		    (int)(total[k % n] % RANK_POINT))));
	}
}

START_TEST(the_best_proposal_wins_when_all_sheets_are_in)
{
	enlist();
	post_with("composite");
	for (int i = 0; i < BIDDERS; i++)
		offer(i, 5000000);
	open_it();
	is_state("selecting");
	ck_assert_uint_eq(score_all(), 3);
	run_clock();
	is_won_by(2, 5000000);
	assert_verifies(code);
	points_are_shown();
}
END_TEST

START_TEST(without_enough_experts_it_cannot_be_posted)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	f.method = "composite";
	f.evaluators = "3";
	f.criteria = "100 Plan";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "evaluators")->code,
	    "draft_few_experts");
}
END_TEST

/* ---- bafo ---- */

static void
first_offers(void)
{
	post_with("bafo");
	for (int i = 0; i < BIDDERS; i++)
		offer(i, 5000000 + i * 200000);
	open_it();
	is_state("selecting");
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	is_state("rebidding");
}

START_TEST(who_may_offer_again_finds_the_way_and_the_time)
{
	struct browser b;

	first_offers();
	b = signed_in(&agencies[0]);
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&b, "距报价截止"));
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "href=\"/projects/%s/bids/new\"", code)));
}
END_TEST

START_TEST(the_lowest_of_the_final_offers_wins)
{
	first_offers();
	offer(2, 4700000);
	offer(1, 5900000);		/* more than before: the first stands */
	open_it();			/* agency 0 is silent */
	is_won_by(2, 4700000);
	assert_verifies(code);
}
END_TEST

START_TEST(where_nobody_offers_again_the_first_offers_stand)
{
	first_offers();
	open_it();
	is_won_by(0, 5000000);
	assert_verifies(code);
}
END_TEST

START_TEST(who_did_not_offer_first_does_not_offer_second)
{
	first_offers();
	ck_assert_int_ne(cast_bid(the_cast(), m, &agencies[BIDDERS], code,
	    4000000, "browser"), OK);
}
END_TEST

START_TEST(second_terms_that_nobody_signs_are_asked_for_anew)
{
	struct round r, again;

	post_with("bafo");
	for (int i = 0; i < BIDDERS; i++)
		offer(i, 5000000);
	open_it();
	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id,
	    &r), OK);
	ck_assert(!r.registered);
	clock_forward(2 * 86400);
	run_clock();
	is_state("selecting");
	ck_assert_int_eq(db_round_of_project(m->db, project_now(code).id,
	    &again), OK);
	ck_assert_int_eq(again.n, r.n + 1);
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	is_state("rebidding");
}
END_TEST

Suite *
method_suite(void)
{
	Suite *s = suite_create("methods played");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_stranger_recomputes_what_it_comes_to, 0,
	    COUNT(simple));
	tcase_add_test(t,
	    the_owner_picks_from_the_short_list_or_the_clock_takes_the_first);
	tcase_add_test(t, an_upheld_objection_takes_the_mean_anew_on_record);
	tcase_add_test(t, the_best_proposal_wins_when_all_sheets_are_in);
	tcase_add_test(t, without_enough_experts_it_cannot_be_posted);
	tcase_add_test(t,
	    who_may_offer_again_finds_the_way_and_the_time);
	tcase_add_test(t, the_lowest_of_the_final_offers_wins);
	tcase_add_test(t, where_nobody_offers_again_the_first_offers_stand);
	tcase_add_test(t, who_did_not_offer_first_does_not_offer_second);
	tcase_add_test(t,
	    second_terms_that_nobody_signs_are_asked_for_anew);
	suite_add_tcase(s, t);
	return s;
}
