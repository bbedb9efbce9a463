/* SPDX-License-Identifier: Apache-2.0 */
/* flag_stat_test.c: the numbers behind a red flag. */
#include "market/flag_stat.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

Suite *flag_stat_suite(void);

/* Within half of the last digit that the law prints. */
#define NEAR(got, want, off) do {					\
	int64_t d_ = (got) - (want);					\
	ck_assert_msg(llabs(d_) <= (off), "%s: %lld, not %lld", #got,	\
	    (long long)(got), (long long)(want));			\
} while (0)

/* domain.md 9: 100 108 117 131 */
START_TEST(honest_prices_look_as_the_law_says)
{
	const int64_t b[] = { 10000, 10800, 11700, 13100 };
	struct price_screen s = stat_prices(b, COUNT(b));

	NEAR(s.cv, 116600, 50);
	NEAR(s.gap, 80000, 500);
	NEAR(s.rd, 690000, 5000);
	NEAR(s.norm_all, 770000, 5000);
	NEAR(s.skew, 560000, 5000);
	NEAR(s.kurtosis, -330000, 5000);
	NEAR(s.spread, 310000, 0);
	NEAR(s.norm_rest, 695652, 0);
}
END_TEST

/* domain.md 9: 100 109 110 111, raised */
START_TEST(a_cover_pattern_looks_as_the_law_says)
{
	const int64_t b[] = { 10000, 10900, 11000, 11100 };
	struct price_screen s = stat_prices(b, COUNT(b));

	NEAR(s.cv, 47100, 50);
	NEAR(s.gap, 90000, 500);
	NEAR(s.rd, 9000000, 50000);
	NEAR(s.norm_all, 2450000, 5000);
	NEAR(s.skew, -1850000, 5000);
	NEAR(s.kurtosis, 3490000, 5000);
}
END_TEST

START_TEST(prices_in_fen_or_in_thousands_of_millions_look_the_same)
{
	const int64_t b[] = { 10000, 10900, 11000, 11100 };
	struct price_screen s = stat_prices(b, COUNT(b)), t;
	int64_t big[COUNT(b)];

	for (size_t i = 0; i < COUNT(b); i++)
		big[i] = b[i] * INT64_C(900000000);
	t = stat_prices(big, COUNT(big));
	NEAR(t.cv, s.cv, 2);
	NEAR(t.gap, s.gap, 2);
	NEAR(t.rd, s.rd, 20);
	NEAR(t.skew, s.skew, 20);
	NEAR(t.kurtosis, s.kurtosis, 40);
}
END_TEST

START_TEST(the_largest_sums_fit)
{
	static int64_t b[STAT_PRICES];
	struct price_screen s;

	for (size_t i = 0; i < COUNT(b); i++)
		b[i] = i < COUNT(b) / 2 ? 1 : INT64_C(10000000000000);
	s = stat_prices(b, COUNT(b));
	NEAR(s.cv, 1000500, 100);
	NEAR(s.skew, 0, 20);
	NEAR(s.kurtosis, -2004000, 3000);
}
END_TEST

START_TEST(what_is_not_defined_is_no_number)
{
	const int64_t two[] = { 100, 110 }, same[] = { 100, 100, 100, 100 };
	struct price_screen s = stat_prices(two, 2);

	ck_assert_int_eq(s.spread, 100000);
	ck_assert_int_eq(s.gap, STAT_NONE);
	ck_assert_int_eq(s.skew, STAT_NONE);
	s = stat_prices(same, 4);
	ck_assert_int_eq(s.cv, 0);
	ck_assert_int_eq(s.rd, STAT_NONE);
	ck_assert_int_eq(s.norm_all, STAT_NONE);
	ck_assert_int_eq(s.kurtosis, STAT_NONE);
}
END_TEST

START_TEST(a_constant_step_or_ratio_is_seen_to_a_thousandth)
{
	const int64_t steps[] = { 4680000, 4780000, 4880000, 4980050 };
	const int64_t ratios[] = { 1000000, 1050000, 1102500, 1157625 };
	const int64_t honest[] = { 4680000, 4780000, 4890000 };
	const int64_t off[] = { 4680000, 4780000, 4880200 };
	const int64_t same[] = { 4680000, 4680000, 4680000 };

	ck_assert(stat_regular(steps, COUNT(steps)));
	ck_assert(stat_regular(ratios, COUNT(ratios)));
	ck_assert(!stat_regular(honest, COUNT(honest)));
	ck_assert(!stat_regular(off, COUNT(off)));
	ck_assert(!stat_regular(same, COUNT(same)));	/* that is R028 */
	ck_assert(!stat_regular(steps, 2));
}
END_TEST

START_TEST(quartiles_lie_between_the_values)
{
	const int64_t v[] = { 10, 20, 30, 40, 50, 60 };

	ck_assert_int_eq(stat_quartile(v, 6, 1), 22);	/* 22.5 */
	ck_assert_int_eq(stat_quartile(v, 6, 3), 47);
	ck_assert_int_eq(stat_quartile(v, 5, 1), 20);
	ck_assert_int_eq(stat_quartile(v, 1, 3), 10);
	ck_assert_int_eq(stat_low_fence(v, 5), -10);
	ck_assert_int_eq(stat_high_fence(v, 5), 70);
}
END_TEST

START_TEST(taking_turns_has_more_runs_than_chance)
{
	const unsigned char turns[] = { 1, 0, 1, 0, 1, 0, 1, 0, 1, 0 };
	const unsigned char blocks[] = { 1, 1, 1, 1, 1, 0, 0, 0, 0, 0 };
	const unsigned char ring[] = { 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3 };
	const unsigned char one[] = { 1, 1, 1 };

	/* mean 6, variance 20/9: (10 - 6) / 1.490712 */
	NEAR(stat_runs(turns, COUNT(turns)), 2683282, 2);
	NEAR(stat_runs(blocks, COUNT(blocks)), -2683282, 2);
	/* mean 9, variance 24/11: (12 - 9) / 1.477098 */
	NEAR(stat_runs(ring, COUNT(ring)), 2031010, 2);
	ck_assert_int_eq(stat_runs(one, COUNT(one)), STAT_NONE);
	ck_assert_int_eq(stat_runs(one, 0), STAT_NONE);
}
END_TEST

START_TEST(concentration_is_one_for_one_and_a_share_for_equals)
{
	const int64_t one[] = { 7 }, four[] = { 3, 3, 3, 3 };

	ck_assert_int_eq(stat_hhi(one, 1), STAT_ONE);
	ck_assert_int_eq(stat_hhi(four, 4), 250000);
}
END_TEST

/* Against all outcomes, counted one by one. */
static int64_t
by_hand(const int64_t *p, size_t n, size_t k)
{
	long double sum = 0;

	for (unsigned set = 0; set < 1U << n; set++) {
		long double chance = 1;
		size_t hits = 0;

		for (size_t i = 0; i < n; i++) {
			bool hit = (set >> i & 1) != 0;

			hits += hit;
			chance *= (long double)(hit ? p[i] :
			    STAT_ONE - p[i]) / STAT_ONE;
		}
		sum += hits >= k ? chance : 0;
	}
	return (int64_t)(sum * STAT_ONE);
}

START_TEST(luck_in_draws_is_what_counting_says)
{
	int64_t p[10];

	uint32_t x = (uint32_t)_i * 2654435761U + 1;

	for (size_t i = 0; i < COUNT(p); i++) {
		x = x * 1664525U + 1013904223U;
		p[i] = (x >> 8) % (STAT_ONE + 1);
	}
	for (size_t k = 0; k <= COUNT(p) + 1; k++)
		NEAR(stat_tail(p, COUNT(p), k), k > COUNT(p) ? 0 :
		    by_hand(p, COUNT(p), k), 2);
}
END_TEST

START_TEST(first_digits_that_nature_would_give_are_no_surprise)
{
	const int64_t nature[] = { 301, 176, 125, 97, 79, 67, 58, 51, 46 };
	const int64_t flat[] = { 100, 100, 100, 100, 100, 100, 100, 100, 100 };
	const int64_t none[9] = { 0 };

	ck_assert_int_lt(stat_first_digits(nature), 100000);
	ck_assert_int_gt(stat_first_digits(flat), 200 * STAT_ONE);
	ck_assert_int_eq(stat_first_digits(none), STAT_NONE);
}
END_TEST

Suite *
flag_stat_suite(void)
{
	Suite *s = suite_create("flag_stat");
	TCase *t = tcase_create("numbers");

	tcase_add_test(t, honest_prices_look_as_the_law_says);
	tcase_add_test(t, a_cover_pattern_looks_as_the_law_says);
	tcase_add_test(t,
	    prices_in_fen_or_in_thousands_of_millions_look_the_same);
	tcase_add_test(t, the_largest_sums_fit);
	tcase_add_test(t, what_is_not_defined_is_no_number);
	tcase_add_test(t, a_constant_step_or_ratio_is_seen_to_a_thousandth);
	tcase_add_test(t, quartiles_lie_between_the_values);
	tcase_add_test(t, taking_turns_has_more_runs_than_chance);
	tcase_add_test(t,
	    concentration_is_one_for_one_and_a_share_for_equals);
	tcase_add_loop_test(t, luck_in_draws_is_what_counting_says, 0, 20);
	tcase_add_test(t,
	    first_digits_that_nature_would_give_are_no_surprise);
	suite_add_tcase(s, t);
	return s;
}
