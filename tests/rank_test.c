/* SPDX-License-Identifier: Apache-2.0 */
/* rank_test.c: who wins, with the examples of domain.md 6.2 and 6.4. */
#include "market/rank.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

Suite *rank_suite(void);

#define YUAN(n) ((n) * INT64_C(100))

enum { SEVEN = 7 };

static unsigned char seed[DRAW_SEED];
static struct arena arena;
static struct rank_bid example[SEVEN];

static void
setup(void)
{
	static const struct rank_bid bids[SEVEN] = {
		{ .name = "B1", .offer = YUAN(46800) },
		{ .name = "B2", .offer = YUAN(49500) },
		{ .name = "B3", .offer = YUAN(51000) },
		{ .name = "B4", .offer = YUAN(46800) },
		{ .name = "B5", .offer = YUAN(53000) },
		{ .name = "B6", .offer = YUAN(56000) },
		{ .name = "B7", .offer = YUAN(39000) },
	};

	ck_assert(digits_unhex("326eaa548e7bb1b3e97ff8e26929630f"
	    "a0c04a21179ec71afe5f6b62d0796b81", seed, sizeof seed));
	arena_init(&arena);
	memcpy(example, bids, sizeof bids);
}

static void
teardown(void)
{
	arena_release(&arena);
}

/* The defaults of domain.md 3 and 6.2. */
static struct rule
a_rule(const char *code)
{
	return (struct rule){ .rule = code, .min_entrants = 3,
	    .price = "required", .server = "allowed", .quote = "amount",
	    .ceiling_fen = YUAN(60000), .floor_fen = 1 };
}

static struct ranking
ranked(const struct rule *rule, const struct rank_bid *bids, size_t n)
{
	const struct rank_case c = { rule, seed, bids, n };
	struct ranking r;

	rank_run(&arena, &c, &r);
	return r;
}

/* «B7 B4 …» */
static void
is_order(const struct ranking *r, const struct rank_bid *bids,
    const char *names)
{
	char got[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < r->n; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s",
		    i ? " " : "", bids[r->places[i].bid].name);
	ck_assert_str_eq(got, names);
}

static void
is_mark(const struct rank_mark *m, const struct rank_bid *bids,
    const char *name, const char *code)
{
	ck_assert_str_eq(bids[m->bid].name, name);
	ck_assert_str_eq(m->code, code);
}

/* ---- lowest ---- */

START_TEST(the_lowest_price_wins)
{
	const struct rule rule = a_rule("lowest");
	struct ranking r = ranked(&rule, example, SEVEN);

	ck_assert(!r.failed);
	ck_assert_uint_eq(r.valid, 7);
	ck_assert_uint_eq(r.n_out, 0);
	is_order(&r, example, "B7 B4 B1 B2 B3 B5 B6");
	ck_assert_int_eq(r.places[0].amount_fen, YUAN(39000));
}
END_TEST

START_TEST(a_tie_is_broken_by_rank_hash)
{
	const struct rule rule = a_rule("lowest");
	struct ranking r = ranked(&rule, example, 6);

	is_order(&r, example, "B4 B1 B2 B3 B5 B6");
	ck_assert_int_lt(memcmp(r.places[0].hash, r.places[1].hash,
	    DRAW_HASH), 0);
}
END_TEST

START_TEST(the_draw_has_all_that_are_valid)
{
	static const char *const order[] = { "B6", "B4", "B1", "B5", "B3",
	    "B2", "B7" };
	const struct rule rule = a_rule("lowest");
	struct ranking r = ranked(&rule, example, SEVEN);

	for (size_t i = 0; i < SEVEN; i++)
		ck_assert_str_eq(example[r.drawn[i]].name, order[i]);
}
END_TEST

/* ---- average, reference ---- */

START_TEST(the_price_nearest_to_the_mean_wins)
{
	struct rule rule = a_rule("average");
	struct ranking r;

	rule.trim_min = 5;
	r = ranked(&rule, example, SEVEN);
	ck_assert_uint_eq(r.n_dropped, 2);
	is_mark(&r.dropped[0], example, "B7", "low");
	is_mark(&r.dropped[1], example, "B6", "high");
	ck_assert_int_eq(r.sum, YUAN(247100));
	ck_assert_uint_eq(r.kept, 5);
	is_order(&r, example, "B2 B3 B4 B1 B5");
	ck_assert_uint_eq(r.n_ints, 0);
	/* One too few to be trimmed. */
	rule.trim_min = 8;
	r = ranked(&rule, example, SEVEN);
	ck_assert_uint_eq(r.n_dropped, 0);
	ck_assert_uint_eq(r.n, 7);
}
END_TEST

START_TEST(of_equal_ones_the_largest_hash_is_dropped)
{
	struct rank_bid bids[SEVEN];
	struct rule rule = a_rule("average");
	struct ranking r;

	rule.trim_min = 3;
	memcpy(bids, example, sizeof bids);
	for (size_t i = 0; i < SEVEN; i++)
		bids[i].offer = YUAN(50000);
	r = ranked(&rule, bids, SEVEN);
	is_mark(&r.dropped[0], bids, "B7", "low");
	is_mark(&r.dropped[1], bids, "B2", "high");
	is_order(&r, bids, "B6 B4 B1 B5 B3");
}
END_TEST

/* «Marked» methods, and why they are marked. */
START_TEST(a_ring_moves_the_mean_trimmed_or_not)
{
	static const struct rank_bid bids[] = {
		{ .name = "H1", .offer = YUAN(50000) },
		{ .name = "H2", .offer = YUAN(52000) },
		{ .name = "H3", .offer = YUAN(54000) },
		{ .name = "R1", .offer = YUAN(60000) },
		{ .name = "R2", .offer = YUAN(69000) },
		{ .name = "R3", .offer = YUAN(69000) },
	};
	struct rule rule = a_rule("average");
	struct ranking r;

	rule.ceiling_fen = YUAN(70000);
	r = ranked(&rule, bids, COUNT(bids));
	ck_assert_int_eq(r.sum, (int64_t)r.kept * YUAN(59000));
	ck_assert_str_eq(bids[r.places[0].bid].name, "R1");
	rule.trim_min = 5;
	r = ranked(&rule, bids, COUNT(bids));
	ck_assert_int_eq(r.sum, (int64_t)r.kept * YUAN(58750));
	ck_assert_str_eq(bids[r.places[0].bid].name, "R1");
}
END_TEST

static const struct {
	int64_t low, count, base, ref_fen;
	const char *order;
} references[] = {
	{ 95, 4, 98, 4843160, "B2 B4 B1 B3 B5" },
	{ 95, 1, 95, 4694900, "B4 B1 B2 B3 B5" },
	{ 96, 1, 96, 4744320, "B4 B1 B2 B3 B5" },
	{ 97, 1, 97, 4793740, "B4 B1 B2 B3 B5" },
	{ 98, 1, 98, 4843160, "B2 B4 B1 B3 B5" },
};

START_TEST(the_price_nearest_to_the_drawn_reference_wins)
{
	struct rule rule = a_rule("reference");
	struct ranking r;

	rule.trim_min = 6;
	rule.base_low = references[_i].low;
	rule.base_count = references[_i].count;
	r = ranked(&rule, example, SEVEN);
	ck_assert_int_eq(r.base, references[_i].base);
	ck_assert_int_eq(r.ref_fen, references[_i].ref_fen);
	is_order(&r, example, references[_i].order);
	ck_assert_uint_eq(r.n_ints, 1);
	ck_assert_str_eq(r.ints[0].label, "base-percent");
	ck_assert_uint_eq(r.ints[0].n, (uint64_t)rule.base_count);
	ck_assert_uint_eq(r.ints[0].x, (uint64_t)(r.base - rule.base_low));
}
END_TEST

/* ---- bafo ---- */

START_TEST(the_lowest_final_offer_wins)
{
	static const int64_t seconds[SEVEN] = { YUAN(46500), YUAN(46000), -1,
	    YUAN(46000), YUAN(54000), YUAN(46000), YUAN(29000) };
	struct rule rule = a_rule("bafo");
	struct ranking r;

	rule.first.given = true;
	rule.min_entrants = 0;
	rule.floor_fen = YUAN(30000);
	for (size_t i = 0; i < SEVEN; i++)
		example[i].second = seconds[i];
	r = ranked(&rule, example, SEVEN);
	is_order(&r, example, "B7 B6 B4 B2 B1 B3 B5");
	ck_assert_int_eq(r.places[0].amount_fen, YUAN(39000));
	ck_assert_int_eq(r.places[4].amount_fen, YUAN(46500));
	ck_assert_uint_eq(r.n_stands, 3);
	is_mark(&r.stands[0], example, "B3", "silent");
	is_mark(&r.stands[1], example, "B5", "second-higher");
	is_mark(&r.stands[2], example, "B7", "second-under-floor");
	/* The same price again is an offer; one under the floor by a fen. */
	example[2].second = YUAN(51000);
	example[6].second = YUAN(30000) - 1;
	example[4].second = YUAN(30000);
	r = ranked(&rule, example, SEVEN);
	ck_assert_uint_eq(r.n_stands, 1);
	is_mark(&r.stands[0], example, "B7", "second-under-floor");
	is_order(&r, example, "B5 B7 B6 B4 B2 B1 B3");
}
END_TEST

START_TEST(a_second_offer_saves_no_first_one_over_the_ceiling)
{
	struct rule rule = a_rule("bafo");
	struct ranking r;

	rule.first.given = true;
	example[0].offer = YUAN(60000) + 1;
	for (size_t i = 0; i < SEVEN; i++)
		example[i].second = YUAN(40000);
	r = ranked(&rule, example, SEVEN);
	ck_assert_uint_eq(r.n_out, 1);
	is_mark(&r.out[0], example, "B1", "over-ceiling");
	ck_assert_uint_eq(r.n, 6);
}
END_TEST

/* ---- composite ---- */

START_TEST(price_and_quality_together_win)
{
	static const int64_t scores[SEVEN] = { 8200, 8800, 9000, 7500, 9300,
	    9500, 6000 };
	static int64_t totals[SEVEN][3];
	struct rule rule = a_rule("composite");
	struct ranking r;

	rule.price_weight = 20;
	rule.evaluators = 3;
	for (size_t i = 0; i < SEVEN; i++) {
		for (size_t k = 0; k < 3; k++)
			totals[i][k] = scores[i];
		example[i].totals = totals[i];
	}
	r = ranked(&rule, example, SEVEN);
	is_order(&r, example, "B6 B5 B3 B2 B1 B4 B7");
	ck_assert_int_eq(r.places[0].total, 899285);
	ck_assert_int_eq(r.places[1].total, 891169);
	ck_assert_int_eq(r.places[2].total, 872941);
	/* Three sheets: what differs is summed. */
	totals[5][0] -= 300;
	totals[5][2] += 300;
	r = ranked(&rule, example, SEVEN);
	ck_assert_int_eq(r.places[0].total, 899285);
}
END_TEST

START_TEST(from_five_on_one_highest_and_one_lowest_total_are_dropped)
{
	static const int64_t fair[5] = { 8000, 8000, 8000, 8000, 8000 },
	    pushed[5] = { 10000, 7000, 7000, 7000, 0 },
	    loved[5] = { 10000, 10000, 8000, 7999, 7999 };
	struct rank_bid bids[] = {
		{ .name = "B1", .offer = 100, .totals = fair },
		{ .name = "B2", .offer = 100, .totals = pushed },
		{ .name = "B3", .offer = 100, .totals = loved },
	};
	struct rule rule = a_rule("composite");
	struct ranking r;

	rule.evaluators = 5;
	r = ranked(&rule, bids, COUNT(bids));
	is_order(&r, bids, "B3 B1 B2");
	ck_assert_int_eq(r.places[0].total, 866633);
	ck_assert_int_eq(r.places[1].total, 800000);
	ck_assert_int_eq(r.places[2].total, 700000);
}
END_TEST

/* Equal when printed, yet not equal. */
START_TEST(points_are_compared_before_they_are_rounded)
{
	static const int64_t more[3] = { 5001, 5000, 5000 },
	    less[3] = { 5000, 5000, 5000 };
	struct rank_bid bids[] = {
		{ .name = "B6", .offer = 100, .totals = less },
		{ .name = "B7", .offer = 100, .totals = more },
	};
	struct rule rule = a_rule("composite");
	struct ranking r;

	rule.evaluators = 3;
	rule.price_weight = 99;
	rule.min_entrants = 2;
	r = ranked(&rule, bids, COUNT(bids));
	ck_assert_int_eq(r.places[0].total, r.places[1].total);
	is_order(&r, bids, "B7 B6");
}
END_TEST

/* ---- credit, random ---- */

START_TEST(those_of_most_credit_are_drawn)
{
	static const int64_t credits[SEVEN] = { 9800, 9200, 8850, 7600, 10000,
	    9200, 6000 };
	static const char *const longs[] = { "B5", "B1", "B6", "B2", "B3" };
	struct rule rule = a_rule("credit");
	struct ranking r;

	rule.price = "none";
	rule.length = 5;
	rule.shortlist = 3;
	for (size_t i = 0; i < SEVEN; i++)
		example[i].credit = credits[i];
	r = ranked(&rule, example, SEVEN);
	is_order(&r, example, "B5 B2 B1");
	ck_assert_int_eq(r.places[0].amount_fen, -1);
	ck_assert_uint_eq(r.n_longs, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_str_eq(example[r.longs[i].bid].name, longs[i]);
	ck_assert_uint_eq(r.longs[4].tickets, 88);
	ck_assert_uint_eq(r.n_dropped, 2);
	is_mark(&r.dropped[0], example, "B4", "credit");
	is_mark(&r.dropped[1], example, "B7", "credit");
	ck_assert_uint_eq(r.n_ints, 3);
	ck_assert_str_eq(r.ints[2].label, "shortlist-3");
	ck_assert_uint_eq(r.ints[0].n, 100 + 98 + 92 + 92 + 88);
}
END_TEST

START_TEST(without_credit_one_has_a_ticket_still)
{
	static const int64_t credits[] = { 0, 99, 100, 199, 200 };
	static const uint64_t tickets[] = { 2, 1, 1, 1, 1 };
	struct rule rule = a_rule("credit");
	struct ranking r;

	rule.price = "none";
	rule.length = 100;
	rule.shortlist = 100;
	for (size_t i = 0; i < COUNT(credits); i++)
		example[i].credit = credits[i];
	r = ranked(&rule, example, COUNT(credits));
	ck_assert_uint_eq(r.n, COUNT(credits));
	ck_assert_uint_eq(r.n_dropped, 0);
	for (size_t i = 0; i < COUNT(credits); i++)
		ck_assert_uint_eq(r.longs[i].tickets, tickets[i]);
}
END_TEST

START_TEST(the_draw_alone_decides_at_a_fixed_price)
{
	struct rule rule = a_rule("random");
	struct ranking r;

	rule.price = "none";
	r = ranked(&rule, example, SEVEN);
	is_order(&r, example, "B6 B4 B1 B5 B3 B2 B7");
	ck_assert_int_eq(r.places[0].amount_fen, -1);
}
END_TEST

/* ---- valid bids (6.3) ---- */

START_TEST(bids_that_are_out_are_listed_and_not_ranked)
{
	static const struct rank_bid bids[] = {
		{ .name = "B1", .offer = 4680000 },
		{ .name = "B2", .offer = 6000001 },
		{ .name = "B3", .why = "suspended" },
		{ .name = "B4", .offer = 4680000 },
		{ .name = "B7", .offer = 3000000 },
	};
	struct rule rule = a_rule("lowest");
	struct ranking r = ranked(&rule, bids, COUNT(bids));

	is_order(&r, bids, "B7 B4 B1");
	ck_assert_uint_eq(r.valid, 3);
	ck_assert_uint_eq(r.n_out, 2);
	is_mark(&r.out[0], bids, "B2", "over-ceiling");
	is_mark(&r.out[1], bids, "B3", "suspended");
	rule.min_entrants = 4;
	ck_assert(ranked(&rule, bids, COUNT(bids)).failed);
}
END_TEST

static const struct {
	int64_t offer;
	const char *code;
	int64_t fen;
} amounts[] = {
	{ 1, "under-floor", 1 }, { 99, "under-floor", 99 },
	{ 100, NULL, 100 }, { 6000, NULL, 6000 },
	{ 6001, "over-ceiling", 6001 }, { MONEY_MAX, "over-ceiling",
	MONEY_MAX },
}, rates[] = {
	{ 0, "over-ceiling", 6001 }, { 99, "over-ceiling", 5942 },
	{ 100, NULL, 5941 }, { 3000, NULL, 4201 }, { 9000, NULL, 600 },
	{ 9001, "under-floor", 599 }, { 10000, "under-floor", 0 },
};

START_TEST(a_price_has_a_ceiling_and_a_floor)
{
	struct rule rule = a_rule("lowest");
	int64_t fen;

	rule.ceiling_fen = 6000;
	rule.floor_fen = 100;
	for (size_t i = 0; i < COUNT(amounts); i++) {
		const char *code = rank_price(&rule, amounts[i].offer, &fen);

		ck_assert_int_eq(fen, amounts[i].fen);
		ck_assert_pstr_eq(code, amounts[i].code);
	}
	rule.quote = "rate";
	rule.ceiling_fen = 6001;
	rule.rate_min = 100;
	rule.rate_max = 9000;
	for (size_t i = 0; i < COUNT(rates); i++) {
		const char *code = rank_price(&rule, rates[i].offer, &fen);

		ck_assert_int_eq(fen, rates[i].fen);
		ck_assert_pstr_eq(code, rates[i].code);
	}
	/* Less than a fen is always too little; half a fen is one. */
	rule.ceiling_fen = 1;
	rule.rate_max = 9999;
	ck_assert_ptr_null(rank_price(&rule, 5000, &fen));
	ck_assert_int_eq(fen, 1);
	ck_assert_str_eq(rank_price(&rule, 5001, &fen), "under-floor");
	rule.price = "none";
	ck_assert_ptr_null(rank_price(&rule, 0, &fen));
	ck_assert_int_eq(fen, -1);
}
END_TEST

static const struct {
	size_t n;
	int64_t min_entrants;
	bool failed;
} few[] = {
	{ 0, 0, true }, { 0, 3, true }, { 1, 0, false }, { 1, 1, false },
	{ 2, 3, true }, { 3, 3, false }, { 7, 100, true },
};

START_TEST(too_few_bids_fail_and_rank_nobody)
{
	struct rule rule = a_rule("lowest");
	struct ranking r;

	rule.min_entrants = few[_i].min_entrants;
	r = ranked(&rule, example, few[_i].n);
	ck_assert(r.failed == few[_i].failed);
	ck_assert_uint_eq(r.valid, few[_i].n);
	ck_assert_uint_eq(r.n, few[_i].failed ? 0 : few[_i].n);
	if (r.failed)
		ck_assert_ptr_null(r.drawn);
}
END_TEST

START_TEST(one_bid_is_enough_for_every_method)
{
	static const int64_t totals[3] = { 0, 1, 2 };

	for (unsigned i = 0; i < RANK_RULES; i++) {
		struct rule rule = a_rule(rank_rule_code((enum rank_rule)i));
		struct ranking r;

		rule.min_entrants = 1;
		rule.evaluators = 3;
		rule.length = rule.shortlist = 1;
		rule.base_low = 95;
		rule.base_count = 4;
		rule.trim_min = 3;
		rule.alp_mean_pct = rule.alp_next_pct = 1;
		example[0].totals = totals;
		r = ranked(&rule, example, 1);
		ck_assert_uint_eq(r.n, 1);
		ck_assert(!r.places[0].mean && !r.places[0].next);
	}
}
END_TEST

START_TEST(who_is_valid_can_be_told_without_a_ranking)
{
	struct rule rule = a_rule("composite");
	struct rank_case c = { &rule, NULL, example, SEVEN };
	struct ranking r;

	rule.evaluators = 3;
	example[6].why = "recused";
	rank_valid(&arena, &c, &r);
	ck_assert_uint_eq(r.valid, 6);
	ck_assert_uint_eq(r.n_out, 1);
	ck_assert(!r.failed);
	ck_assert_uint_eq(r.n, 0);
}
END_TEST

/* ---- abnormally low (6.4) ---- */

static const struct {
	int64_t fen, mean_pct, next_pct;
	bool mean, next;
} lows[] = {
	{ YUAN(30000), 40, 30, true, true },
	{ YUAN(39000), 40, 30, false, false },
	{ YUAN(30000), 0, 30, false, true },
	{ YUAN(30000), 40, 0, true, false },
	{ YUAN(30000), 41, 36, false, false },
	/* 60 % of 50516.67 is 30310.00: just so, and a fen more. */
	{ YUAN(30310), 40, 0, true, false },
	{ YUAN(30310) + 1, 40, 0, false, false },
	/* 70 % of 46800 is 32760. */
	{ YUAN(32760), 0, 30, false, true },
	{ YUAN(32760) + 1, 0, 30, false, false },
};

START_TEST(what_is_far_below_the_others_is_marked)
{
	struct rule rule = a_rule("lowest");
	struct ranking r;

	rule.alp_mean_pct = lows[_i].mean_pct;
	rule.alp_next_pct = lows[_i].next_pct;
	example[6].offer = lows[_i].fen;
	r = ranked(&rule, example, SEVEN);
	is_order(&r, example, "B7 B4 B1 B2 B3 B5 B6");
	ck_assert(r.places[0].mean == lows[_i].mean);
	ck_assert(r.places[0].next == lows[_i].next);
	for (size_t i = 1; i < r.n; i++)
		ck_assert(!r.places[i].mean && !r.places[i].next);
}
END_TEST

/* Who is cheaper stands behind; only dearer ones are «next». */
START_TEST(in_composite_the_next_is_the_least_that_is_not_cheaper)
{
	static const int64_t good[3] = { 9000, 9000, 9000 },
	    bad[3] = { 0, 0, 0 };
	struct rank_bid bids[] = {
		{ .name = "B1", .offer = 60, .totals = good },
		{ .name = "B2", .offer = 50, .totals = bad },
		{ .name = "B3", .offer = 200, .totals = bad },
		{ .name = "B4", .offer = 100, .totals = bad },
	};
	struct rule rule = a_rule("composite");
	struct ranking r;

	rule.evaluators = 3;
	rule.price_weight = 20;
	rule.alp_next_pct = 40;
	r = ranked(&rule, bids, COUNT(bids));
	is_order(&r, bids, "B1 B2 B4 B3");
	ck_assert(r.places[0].next);	/* 60 of 100 */
	ck_assert(r.places[1].next);	/* 50 of 100 */
	ck_assert(r.places[2].next);	/* 100 of 200 */
	ck_assert(!r.places[3].next);
	bids[3].offer = 99;
	r = ranked(&rule, bids, COUNT(bids));
	ck_assert(!r.places[0].next);
	/* Nobody dearer behind: no next. */
	bids[2].offer = bids[3].offer = 59;
	r = ranked(&rule, bids, COUNT(bids));
	ck_assert_str_eq(bids[r.places[0].bid].name, "B1");
	ck_assert(!r.places[0].next);
}
END_TEST

/* ---- the rest ---- */

START_TEST(a_valid_bid_without_a_price_is_a_bug)
{
	const struct rule rule = a_rule("lowest");

	example[0].offer = 0;
	ranked(&rule, example, 1);
}
END_TEST

START_TEST(a_rate_out_of_range_is_a_bug)
{
	struct rule rule = a_rule("lowest");

	rule.quote = "rate";
	example[0].offer = 10001;
	ranked(&rule, example, 1);
}
END_TEST

START_TEST(rules_have_codes)
{
	enum rank_rule rule = RANK_RULES;

	for (unsigned i = 0; i < RANK_RULES; i++) {
		ck_assert(rank_rule_of_code(rank_rule_code(
		    (enum rank_rule)i), &rule));
		ck_assert_uint_eq(rule, i);
	}
	ck_assert_str_eq(rank_rule_code(RANK_LOWEST), "lowest");
	ck_assert(!rank_rule_of_code("highest", &rule));
	ck_assert(!rank_rule_of_code("direct", &rule));
	ck_assert_str_eq(rank_fact_code(0), "envelope");
	ck_assert_str_eq(rank_fact_code(6), "related");
	ck_assert_ptr_null(rank_fact_code(7));
}
END_TEST

static void
add_methods(TCase *t)
{
	tcase_add_test(t, the_lowest_price_wins);
	tcase_add_test(t, a_tie_is_broken_by_rank_hash);
	tcase_add_test(t, the_draw_has_all_that_are_valid);
	tcase_add_test(t, the_price_nearest_to_the_mean_wins);
	tcase_add_test(t, of_equal_ones_the_largest_hash_is_dropped);
	tcase_add_test(t, a_ring_moves_the_mean_trimmed_or_not);
	tcase_add_loop_test(t, the_price_nearest_to_the_drawn_reference_wins,
	    0, COUNT(references));
	tcase_add_test(t, the_lowest_final_offer_wins);
	tcase_add_test(t, a_second_offer_saves_no_first_one_over_the_ceiling);
	tcase_add_test(t, price_and_quality_together_win);
	tcase_add_test(t,
	    from_five_on_one_highest_and_one_lowest_total_are_dropped);
	tcase_add_test(t, points_are_compared_before_they_are_rounded);
	tcase_add_test(t, those_of_most_credit_are_drawn);
	tcase_add_test(t, without_credit_one_has_a_ticket_still);
	tcase_add_test(t, the_draw_alone_decides_at_a_fixed_price);
}

Suite *
rank_suite(void)
{
	Suite *s = suite_create("rank");
	TCase *t = tcase_create("rank");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	add_methods(t);
	tcase_add_test(t, bids_that_are_out_are_listed_and_not_ranked);
	tcase_add_test(t, a_price_has_a_ceiling_and_a_floor);
	tcase_add_loop_test(t, too_few_bids_fail_and_rank_nobody, 0,
	    COUNT(few));
	tcase_add_test(t, one_bid_is_enough_for_every_method);
	tcase_add_test(t, who_is_valid_can_be_told_without_a_ranking);
	tcase_add_loop_test(t, what_is_far_below_the_others_is_marked, 0,
	    COUNT(lows));
	tcase_add_test(t,
	    in_composite_the_next_is_the_least_that_is_not_cheaper);
	tcase_add_test_raise_signal(t, a_valid_bid_without_a_price_is_a_bug,
	    SIGABRT);
	tcase_add_test_raise_signal(t, a_rate_out_of_range_is_a_bug,
	    SIGABRT);
	tcase_add_test(t, rules_have_codes);
	return s;
}
