/* SPDX-License-Identifier: Apache-2.0 */
/* stars_test.c: the star rating, with the examples of domain.md 7.1. */
#include "market/stars.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "market/base/digits.h"
#include "market/base/err.h"

Suite *stars_suite(void);

enum { PRIOR = 4000000, REVIEWS_MAX = 12 };

static int64_t
at(const char *moment)
{
	int64_t t = 0;

	ck_assert(digits_datetime(moment, &t));
	return t;
}

/* Noon of the 15th, that many months before November 2026. */
static int64_t
months_ago(int months)
{
	int month = 2026 * 12 + 10 - months;
	const struct civil c = { .year = month / 12, .month = month % 12 + 1,
	    .day = 15, .hour = 12 };

	return civil_time(&c);
}

static struct star_review
review(int64_t owner, const char *scores, int months)
{
	struct star_review r = { .owner_id = owner,
	    .revealed_at = months_ago(months) };

	for (int i = 0; i < STARS_SCORES; i++)
		r.scores[i] = (unsigned char)(scores[i] - '0');
	return r;
}

static struct stars
now(const struct star_review *reviews, size_t n)
{
	return stars_of(reviews, n, months_ago(0), PRIOR);
}

static const struct {
	size_t n;
	int64_t r;
	int n_eff;		/* hundredths, rounded down; 0 for nobody */
	int64_t lb;
	bool shown;
	int half;
	int owners;
	struct { int64_t owner; const char *scores; int months; }
	    reviews[REVIEWS_MAX];
} examples[] = {
	{ 4, 4134723, 372, 3778039, true, 8, 4,
	    { { 1, "55555", 1 }, { 2, "44545", 3 }, { 3, "54445", 8 },
	      { 4, "32444", 14 } } },
	{ 3, 4375000, 300, 4021447, true, 9, 3,
	    { { 1, "55555", 0 }, { 2, "55555", 0 }, { 3, "55555", 0 } } },
	{ 12, 4544433, 1154, 4276295, true, 9, 12,
	    { { 1, "55545", 0 }, { 2, "55545", 1 }, { 3, "55545", 2 },
	      { 4, "55545", 3 }, { 5, "55545", 4 }, { 6, "55545", 5 },
	      { 7, "55545", 6 }, { 8, "55545", 7 }, { 9, "55545", 8 },
	      { 10, "55545", 9 }, { 11, "55545", 10 },
	      { 12, "55545", 11 } } },
	{ 0, 4000000, 0, 3552787, false, 0, 0, { { 0, NULL, 0 } } },
	{ 10, 4285714, 100, 3907750, false, 0, 1,
	    { { 1, "55555", 0 }, { 1, "55555", 1 }, { 1, "55555", 2 },
	      { 1, "55555", 3 }, { 1, "55555", 4 }, { 1, "55555", 5 },
	      { 1, "55555", 6 }, { 1, "55555", 7 }, { 1, "55555", 8 },
	      { 1, "55555", 9 } } },
	{ 1, 4166666, 100, 3758418, false, 0, 1, { { 1, "55555", 0 } } },
};

START_TEST(stars_are_those_of_the_examples)
{
	struct star_review reviews[REVIEWS_MAX];
	struct stars stars;

	for (size_t i = 0; i < examples[_i].n; i++)
		reviews[i] = review(examples[_i].reviews[i].owner,
		    examples[_i].reviews[i].scores,
		    examples[_i].reviews[i].months);
	stars = now(reviews, examples[_i].n);
	ck_assert_int_eq(stars.r, examples[_i].r);
	ck_assert_int_eq(stars.lb, examples[_i].lb);
	ck_assert(stars.shown == examples[_i].shown);
	ck_assert_int_eq(stars.half, examples[_i].half);
	ck_assert_int_eq(stars.owners, examples[_i].owners);
	if (examples[_i].n_eff == 0)
		ck_assert_int_eq(stars.weight2, 0);
	else
		ck_assert_int_eq(stars.weight * stars.weight / 100 * 100 /
		    (stars.weight2 / 100), examples[_i].n_eff);
}
END_TEST

/* weight is D[age], for a single review. */
static const struct {
	const char *from, *to;
	int64_t weight;
} ages[] = {
	{ "2026-10-31 23:59", "2026-11-30 00:00", 1000000 },
	{ "2026-10-30 23:59", "2026-11-30 00:00", 943874 },
	{ "2026-11-24 10:00", "2026-11-24 10:00", 1000000 },
	{ "2026-11-24 10:01", "2026-11-24 10:00", 0 },	/* not yet */
	{ "2026-01-31 12:00", "2026-02-28 12:00", 1000000 },
	{ "2026-01-31 12:00", "2026-03-01 12:00", 943874 },
	{ "2025-11-24 00:00", "2026-11-23 23:59", 529732 },
	{ "2025-11-24 23:59", "2026-11-24 00:00", 500000 },
	{ "2021-11-24 12:00", "2026-11-24 12:00", 31250 },
	{ "2021-11-24 12:00", "2026-12-23 12:00", 31250 },
	{ "2021-11-24 12:00", "2026-12-24 12:00", 0 },
	{ "1971-11-24 12:00", "2026-12-24 12:00", 0 },
	/* 16:00 UTC is the next day in Beijing */
	{ "2026-10-25 00:00", "2026-11-24 23:59", 1000000 },
};

START_TEST(age_is_in_whole_months_of_beijing)
{
	struct star_review r = review(1, "55555", 0);
	struct stars stars;

	r.revealed_at = at(ages[_i].from);
	stars = stars_of(&r, 1, at(ages[_i].to), PRIOR);
	ck_assert_int_eq(stars.weight, ages[_i].weight);
	ck_assert_int_eq(stars.owners, ages[_i].weight > 0);
	ck_assert_int_eq(stars.r == PRIOR, ages[_i].weight == 0);
}
END_TEST

START_TEST(a_rating_halves_in_a_year_and_ends_after_five)
{
	int64_t last = 1000001;

	for (int m = 0; m <= 60; m++) {
		struct star_review r = review(1, "11111", m);
		struct star_review older = review(1, "11111", m + 12);
		int64_t w = now(&r, 1).weight, w12 = now(&older, 1).weight;

		ck_assert_int_lt(w, last);
		ck_assert_int_gt(w, 0);
		if (m <= 48)
			ck_assert_int_le(llabs(2 * w12 - w), 1);
		else
			ck_assert_int_eq(w12, 0);
		last = w;
	}
}
END_TEST

START_TEST(one_owner_counts_at_most_twice)
{
	struct star_review reviews[REVIEWS_MAX];
	struct stars stars;

	for (int i = 0; i < REVIEWS_MAX; i++)
		reviews[i] = review(i < 10 ? 1 : i, "55555", 0);
	stars = now(reviews, REVIEWS_MAX);
	ck_assert_int_eq(stars.weight, 4000000);
	ck_assert_int_eq(stars.owners, 3);
	/* 4^2 / (2^2 + 1 + 1) is 2.66: not enough. */
	ck_assert(!stars.shown);
}
END_TEST

START_TEST(each_score_has_its_weight)
{
	static const struct {
		const char *scores;
		int64_t r;	/* (20000000 + x) / 6 */
	} cases[] = {
		{ "51111", 3733333 }, { "15111", 3666666 },
		{ "11511", 3600000 }, { "11151", 3600000 },
		{ "11115", 3566666 }, { "11111", 3500000 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct star_review r = review(1, cases[i].scores, 0);

		ck_assert_int_eq(now(&r, 1).r, cases[i].r);
	}
}
END_TEST

START_TEST(many_reviews_do_not_overflow)
{
	enum { MANY = 2000000 };
	struct star_review *reviews = calloc(MANY, sizeof *reviews);
	struct stars stars;

	ck_assert_ptr_nonnull(reviews);
	for (int i = 0; i < MANY; i++)
		reviews[i] = review(i, "55555", 0);
	stars = now(reviews, MANY);
	ck_assert_int_eq(stars.weight, MANY * INT64_C(1000000));
	ck_assert_int_eq(stars.r, 4999997);	/* (20 + 5n) / (5 + n) */
	ck_assert_int_eq(stars.half, 10);
	ck_assert(stars.shown);
	for (int i = 0; i < MANY; i++)
		reviews[i].owner_id = 1;
	stars = now(reviews, MANY);
	ck_assert_int_eq(stars.weight, 2000000);
	ck_assert_int_eq(stars.r, 4285714);
	free(reviews);
}
END_TEST

START_TEST(a_missing_score_is_a_bug)
{
	struct star_review r = review(1, "55505", 0);

	now(&r, 1);
}
END_TEST

START_TEST(a_score_of_six_is_a_bug)
{
	struct star_review r = review(1, "65555", 0);

	now(&r, 1);
}
END_TEST

Suite *
stars_suite(void)
{
	Suite *s = suite_create("stars");
	TCase *t = tcase_create("stars");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, stars_are_those_of_the_examples, 0,
	    COUNT(examples));
	tcase_add_loop_test(t, age_is_in_whole_months_of_beijing, 0,
	    COUNT(ages));
	tcase_add_test(t, a_rating_halves_in_a_year_and_ends_after_five);
	tcase_add_test(t, one_owner_counts_at_most_twice);
	tcase_add_test(t, each_score_has_its_weight);
	tcase_add_test(t, many_reviews_do_not_overflow);
	tcase_add_test_raise_signal(t, a_missing_score_is_a_bug, SIGABRT);
	tcase_add_test_raise_signal(t, a_score_of_six_is_a_bug, SIGABRT);
	return s;
}
