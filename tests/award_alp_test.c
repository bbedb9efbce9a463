/* SPDX-License-Identifier: Apache-2.0 */
/* award_alp_test.c: which prices are abnormally low. */
#include "market/award_alp.h"

#include <check.h>

#include "market/base/err.h"
#include "market/rank.h"

Suite *award_alp_suite(void);

static const struct alp_limits usual = { 40, 30 };

/* The example of domain.md 6.2, its cheapest at two prices (6.4). */
#define OTHERS 4680000, 4680000, 4950000, 5100000, 5300000, 5600000

static const struct {
	int64_t prices[8];
	size_t n, at;
	struct alp_limits limits;
	bool mean, next;
} cases[] = {
	{ { 3000000, OTHERS }, 7, 0, { 40, 30 }, true, true },
	{ { 3900000, OTHERS }, 7, 0, { 40, 30 }, false, false },
	/* The case of domain.md 6.5: 35.9 % below the mean and the next. */
	{ { 3000000, 4680000, 4680000 }, 3, 0, { 40, 30 }, false, true },
	/* Exactly at a limit is a mark, one fen above it is none. */
	{ { 60, 100, 100 }, 3, 0, { 40, 0 }, true, false },
	{ { 61, 100, 100 }, 3, 0, { 40, 0 }, false, false },
	{ { 70, 100, 300 }, 3, 0, { 0, 30 }, false, true },
	{ { 71, 100, 300 }, 3, 0, { 0, 30 }, false, false },
	/* 0 is off, even for the same price. */
	{ { 100, 100 }, 2, 0, { 0, 0 }, false, false },
	{ { 1, 100 }, 2, 0, { 0, 0 }, false, false },
	/* Nobody behind it. */
	{ { 1 }, 1, 0, { 40, 30 }, false, false },
	{ { 1, 2, 3 }, 3, 2, { 40, 30 }, false, false },
	/* Those before it do not count: they were refused. */
	{ { 1, 60, 100, 100 }, 4, 1, { 40, 0 }, true, false },
	/* Ranked by points: a cheaper one behind counts for the mean only. */
	{ { 50, 10, 100, 290 }, 4, 0, { 40, 30 }, true, true },
	{ { 50, 10, 20 }, 3, 0, { 40, 30 }, false, false },
	{ { 50, 10, 70 }, 3, 0, { 0, 30 }, false, false },
	{ { 49, 10, 70 }, 3, 0, { 0, 30 }, false, true },
};

START_TEST(a_price_is_compared_with_those_behind_it)
{
	struct alp marks = award_alp(cases[_i].prices, cases[_i].n,
	    cases[_i].at, cases[_i].limits);

	ck_assert_int_eq(marks.mean, cases[_i].mean);
	ck_assert_int_eq(marks.next, cases[_i].next);
}
END_TEST

START_TEST(ten_thousand_largest_prices_fit)
{
	enum { N = 10000 };
	static int64_t prices[N];
	struct alp marks;

	for (int i = 0; i < N; i++)
		prices[i] = INT64_C(10000000000000);
	prices[0] = INT64_C(6000000000000);
	marks = award_alp(prices, N, 0, usual);
	ck_assert(marks.mean && marks.next);
	prices[0] += INT64_C(1000000000000) + 1;
	marks = award_alp(prices, N, 0, usual);
	ck_assert(!marks.mean && !marks.next);
}
END_TEST

/* The ranking's own marks are a second derivation (domain.md 6.6, P15). */
START_TEST(the_marks_are_those_of_the_ranking)
{
	enum { N = 6 };
	static const char *const names[N] = { "B1", "B2", "B3", "B4", "B5",
	    "B6" };
	const unsigned char seed[DRAW_SEED] = { 1 };
	const struct rule rule = { .rule = "lowest", .price = "required",
	    .quote = "amount", .ceiling_fen = 200, .floor_fen = 1,
	    .alp_mean_pct = usual.mean_pct, .alp_next_pct = usual.next_pct };
	struct arena a;

	arena_init(&a);
	for (uint32_t i = 0, x = 1; i < 2000; i++) {
		struct rank_bid bids[N] = { { .name = NULL } };
		const struct rank_case c = { &rule, seed, bids, N };
		struct ranking r;
		int64_t prices[N];

		for (size_t k = 0; k < N; k++) {
			x = x * 1664525 + 1013904223;
			bids[k].name = names[k];
			bids[k].offer = 1 + x / 65536 % 200;
		}
		rank_run(&a, &c, &r);
		ck_assert_uint_eq(r.n, N);
		for (size_t k = 0; k < N; k++)
			prices[k] = r.places[k].amount_fen;
		for (size_t k = 0; k < N; k++) {
			struct alp marks = award_alp(prices, N, k, usual);

			ck_assert_int_eq(marks.mean, r.places[k].mean);
			ck_assert_int_eq(marks.next, r.places[k].next);
		}
	}
	arena_release(&a);
}
END_TEST

START_TEST(only_methods_that_go_by_price_look_at_it)
{
	ck_assert(award_alp_applies("lowest"));
	ck_assert(award_alp_applies("bafo"));
	ck_assert(award_alp_applies("composite"));
	ck_assert(!award_alp_applies("average"));
	ck_assert(!award_alp_applies("reference"));
	ck_assert(!award_alp_applies("credit"));
	ck_assert(!award_alp_applies("random"));
	ck_assert(!award_alp_applies("direct"));
}
END_TEST

Suite *
award_alp_suite(void)
{
	Suite *s = suite_create("award_alp");
	TCase *t = tcase_create("marks");

	tcase_add_loop_test(t, a_price_is_compared_with_those_behind_it, 0,
	    COUNT(cases));
	tcase_add_test(t, ten_thousand_largest_prices_fit);
	tcase_add_test(t, the_marks_are_those_of_the_ranking);
	tcase_add_test(t, only_methods_that_go_by_price_look_at_it);
	suite_add_tcase(s, t);
	return s;
}
