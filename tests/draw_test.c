/* SPDX-License-Identifier: Apache-2.0 */
/* draw_test.c: the draw, with the example of domain.md 6.1. */
#include "market/draw.h"

#include <check.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

Suite *draw_suite(void);

/* SHA-256 of «example seed». */
static const char seed_hex[] =
    "326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81";

static void
example_seed(unsigned char seed[DRAW_SEED])
{
	ck_assert(digits_unhex(seed_hex, seed, DRAW_SEED));
}

/* What sha256sum prints for what the shell command prints. */
static void
by_hand(char hex[65], const char *command)
{
	char line[512];
	FILE *pipe;

	snprintf(line, sizeof line, "(%s) | sha256sum", command);
	pipe = popen(line, "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_uint_eq(fread(hex, 1, 64, pipe), 64);
	hex[64] = '\0';
	ck_assert_int_eq(pclose(pipe), 0);
}

/* The seed as octal escapes of printf. */
static void
escapes(char out[4 * DRAW_SEED + 1], const unsigned char seed[DRAW_SEED])
{
	for (int i = 0; i < DRAW_SEED; i++)
		snprintf(out + 4 * i, 5, "\\%03o", seed[i]);
}

static const struct {
	const char *name, *prefix;
} ranks[] = {
	{ "B6", "0cfc1b89" }, { "B4", "487b97e5" }, { "B1", "4bacca22" },
	{ "B5", "8bf195be" }, { "B3", "ba4aa263" }, { "B2", "c2539d3e" },
	{ "B7", "df818d50" },
};

START_TEST(rank_hashes_are_those_of_the_example)
{
	unsigned char seed[DRAW_SEED], hash[DRAW_HASH];
	char hex[65];

	example_seed(seed);
	draw_rank(hash, seed, ranks[_i].name);
	digits_hex(hex, hash, sizeof hash);
	hex[8] = '\0';
	ck_assert_str_eq(hex, ranks[_i].prefix);
}
END_TEST

START_TEST(the_example_seed_can_be_made_by_hand)
{
	char hex[65];

	by_hand(hex, "printf 'example seed'");
	ck_assert_str_eq(hex, seed_hex);
}
END_TEST

START_TEST(a_rank_hash_can_be_made_by_hand)
{
	unsigned char seed[DRAW_SEED], hash[DRAW_HASH];
	char octal[4 * DRAW_SEED + 1], command[400], hex[65], ours[65];

	example_seed(seed);
	escapes(octal, seed);
	snprintf(command, sizeof command, "printf 'sealbid/v1 draw-rank\\n';"
	    " printf '%s'; printf '91420100MA4K00010R\\n'", octal);
	by_hand(hex, command);
	draw_rank(hash, seed, "91420100MA4K00010R");
	ck_assert_str_eq(digits_hex(ours, hash, sizeof hash), hex);
}
END_TEST

START_TEST(a_drawn_number_can_be_made_by_hand)
{
	unsigned char seed[DRAW_SEED], bytes[8];
	char octal[4 * DRAW_SEED + 1], command[400], hex[65];
	uint64_t x = 0;

	example_seed(seed);
	escapes(octal, seed);
	snprintf(command, sizeof command, "printf 'sealbid/v1 draw-int\\n';"
	    " printf '%s'; printf 'any label\\n\\000\\000\\000\\000'", octal);
	by_hand(hex, command);
	hex[16] = '\0';
	ck_assert(digits_unhex(hex, bytes, sizeof bytes));
	for (size_t i = 0; i < sizeof bytes; i++)
		x = x << 8 | bytes[i];
	ck_assert_uint_eq(draw_int(seed, "any label", 1000003), x % 1000003);
}
END_TEST

START_TEST(the_example_draws_three_of_four)
{
	unsigned char seed[DRAW_SEED];

	example_seed(seed);
	ck_assert_uint_eq(draw_int(seed, "base-percent", 4), 3);
	ck_assert_uint_eq(draw_int(seed, "shortlist-1", 290), 48);
	ck_assert_uint_eq(draw_int(seed, "shortlist-2", 192), 123);
	ck_assert_uint_eq(draw_int(seed, "anything", 1), 0);
}
END_TEST

/*
 * With n a little over 2^63 nearly every second x lies in the rest and is
 * thrown away; what is kept is below n as it stands.
 */
START_TEST(what_would_favour_some_is_drawn_again)
{
	const uint64_t n = (UINT64_C(1) << 63) + 1;
	unsigned char seed[DRAW_SEED];
	int again = 0;

	example_seed(seed);
	for (int i = 0; i < 64; i++) {
		char label[24];
		uint64_t x, first;

		snprintf(label, sizeof label, "label-%d", i);
		x = draw_int(seed, label, n);
		ck_assert_uint_lt(x, n);
		/* 2^64 mod n = n - 2: of a power of two nothing is lost. */
		first = draw_int(seed, label, UINT64_C(1) << 63);
		ck_assert_uint_ne(x, first - 1);	/* x mod n, kept */
		again += x != first && x != first + (UINT64_C(1) << 63);
	}
	/* The fifth one that comes, as Python's hashlib has it. */
	ck_assert_uint_eq(draw_int(seed, "label-7", n),
	    UINT64_C(2790281311854249769));
	ck_assert_int_gt(again, 10);
	ck_assert_int_lt(again, 54);
}
END_TEST

START_TEST(each_number_is_drawn_as_often)
{
	unsigned char seed[DRAW_SEED];
	int count[7] = { 0 };

	example_seed(seed);
	for (int i = 0; i < 7000; i++) {
		char label[24];

		snprintf(label, sizeof label, "label-%d", i);
		count[draw_int(seed, label, COUNT(count))]++;
	}
	for (size_t i = 0; i < COUNT(count); i++) {
		ck_assert_int_gt(count[i], 850);	/* five deviations */
		ck_assert_int_lt(count[i], 1150);
	}
}
END_TEST

/* ---- the weighted draw ---- */

enum { MANY = 40, SEEDS = 20000 };

static void
seed_of(unsigned char seed[DRAW_SEED], int number)
{
	memset(seed, 0, DRAW_SEED);
	memcpy(seed, &number, sizeof number);
}

/* The walk of the law, step by step. */
static size_t
walked(const unsigned char seed[DRAW_SEED], const uint64_t *weights,
    size_t n, size_t k, size_t *taken)
{
	bool gone[MANY] = { false };
	size_t j = 0;

	for (; j < k; j++) {
		uint64_t sum = 0, x;
		char label[32];
		size_t i = 0;

		for (size_t m = 0; m < n; m++)
			sum += gone[m] ? 0 : weights[m];
		if (sum == 0)
			break;
		snprintf(label, sizeof label, "shortlist-%zu", j + 1);
		x = draw_int(seed, label, sum);
		for (; gone[i] || x >= weights[i]; i++)
			x -= gone[i] ? 0 : weights[i];
		gone[i] = true;
		taken[j] = i;
	}
	return j;
}

START_TEST(a_weighted_draw_is_the_walk_of_the_law)
{
	struct arena a;

	arena_init(&a);
	for (int s = 0; s < 500; s++) {
		struct draw_number numbers[MANY];
		size_t taken[MANY], want[MANY], n = (size_t)s % MANY, k, got;
		uint64_t weights[MANY];
		unsigned char seed[DRAW_SEED];

		seed_of(seed, s);
		for (size_t i = 0; i < n; i++)
			weights[i] = draw_int(seed, "weight", 100 + i) % 7 *
			    (i % 3);
		k = n == 0 ? 3 : draw_int(seed, "k", MANY);
		got = draw_shortlist(&a, seed, weights, n, k, taken,
		    numbers);
		ck_assert_uint_eq(got, walked(seed, weights, n, k, want));
		for (size_t j = 0; j < got; j++) {
			ck_assert_uint_eq(taken[j], want[j]);
			ck_assert_uint_gt(weights[taken[j]], 0);
			ck_assert_uint_lt(numbers[j].x, numbers[j].n);
			ck_assert_uint_eq(numbers[j].x, draw_int(seed,
			    numbers[j].label, numbers[j].n));
		}
	}
	arena_release(&a);
}
END_TEST

START_TEST(a_weighted_draw_ends_when_no_weight_is_left)
{
	static const uint64_t weights[] = { 0, 4, 0, 1, 0 };
	struct draw_number numbers[5];
	unsigned char seed[DRAW_SEED];
	struct arena a;
	size_t taken[5];

	arena_init(&a);
	example_seed(seed);
	ck_assert_uint_eq(draw_shortlist(&a, seed, weights, 5, 5, taken,
	    numbers), 2);
	ck_assert_uint_eq(taken[0] + taken[1], 1 + 3);
	ck_assert_uint_eq(numbers[0].n, 5);
	ck_assert_str_eq(numbers[1].label, "shortlist-2");
	ck_assert_uint_eq(draw_shortlist(&a, seed, weights, 1, 5, taken,
	    numbers), 0);
	ck_assert_uint_eq(draw_shortlist(&a, seed, weights, 5, 0, taken,
	    numbers), 0);
	arena_release(&a);
}
END_TEST

static double
square(double seen, double expected)
{
	return (seen - expected) * (seen - expected) / expected;
}

/* First and second over many seeds: 11 degrees of freedom, 0.1 %: 31.26. */
START_TEST(each_is_drawn_by_its_weight_and_weight_0_never)
{
	static const uint64_t weights[] = { 5, 0, 1, 3, 0, 2 };
	enum { N = COUNT(weights), SUM = 11 };
	int first[N] = { 0 }, pairs[N][N] = { { 0 } };
	double one = 0, two = 0;
	struct arena a;

	arena_init(&a);
	for (int s = 0; s < SEEDS; s++) {
		struct draw_number numbers[2];
		unsigned char seed[DRAW_SEED];
		size_t taken[2];

		seed_of(seed, s);
		ck_assert_uint_eq(draw_shortlist(&a, seed, weights, N, 2,
		    taken, numbers), 2);
		first[taken[0]]++;
		pairs[taken[0]][taken[1]]++;
		arena_reset(&a);
	}
	for (size_t i = 0; i < N; i++) {
		double part = (double)weights[i] / SUM;

		if (weights[i] == 0)
			ck_assert_int_eq(first[i], 0);
		else
			one += square(first[i], SEEDS * part);
		for (size_t j = 0; j < N; j++) {
			if (weights[i] == 0 || weights[j] == 0 || i == j)
				ck_assert_int_eq(pairs[i][j], 0);
			else
				two += square(pairs[i][j], SEEDS * part *
				    (double)weights[j] /
				    (double)(SUM - weights[i]));
		}
	}
	ck_assert(one < 16.27);		/* 3 degrees */
	ck_assert(two < 31.26);
	ck_assert(one > 0 && two > 0);
	arena_release(&a);
}
END_TEST

START_TEST(to_draw_one_of_none_is_a_bug)
{
	unsigned char seed[DRAW_SEED];

	example_seed(seed);
	draw_int(seed, "label", 0);
}
END_TEST

Suite *
draw_suite(void)
{
	Suite *s = suite_create("draw");
	TCase *t = tcase_create("draw");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, rank_hashes_are_those_of_the_example, 0,
	    COUNT(ranks));
	tcase_add_test(t, the_example_seed_can_be_made_by_hand);
	tcase_add_test(t, a_rank_hash_can_be_made_by_hand);
	tcase_add_test(t, a_drawn_number_can_be_made_by_hand);
	tcase_add_test(t, the_example_draws_three_of_four);
	tcase_add_test(t, what_would_favour_some_is_drawn_again);
	tcase_add_test(t, each_number_is_drawn_as_often);
	tcase_add_test(t, a_weighted_draw_is_the_walk_of_the_law);
	tcase_add_test(t, a_weighted_draw_ends_when_no_weight_is_left);
	tcase_add_test(t, each_is_drawn_by_its_weight_and_weight_0_never);
	tcase_add_test_raise_signal(t, to_draw_one_of_none_is_a_bug, SIGABRT);
	return s;
}
