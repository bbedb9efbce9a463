/* SPDX-License-Identifier: Apache-2.0 */
/* stars.c: the star rating of an agency, in integers. */
#include "market/stars.h"

#include "market/base/digits.h"
#include "market/base/err.h"

/* Sums of products leave 64 bits at some millions of reviews. */
__extension__ typedef __int128 wide;

enum { MONTHS = 60, ONE = 1000000, OWNER_MAX = 2 * ONE, PRIOR = 5 * ONE };

static const int64_t weights[STARS_SCORES] = { 35, 25, 15, 15, 10 };

/* 10^6 * 2^(-m/12), rounded: what a rating m months old still weighs. */
static const int32_t decay[MONTHS + 1] = {
	1000000, 943874, 890899, 840896, 793701, 749154, 707107, 667420,
	629961, 594604, 561231, 529732, 500000, 471937, 445449, 420448,
	396850, 374577, 353553, 333710, 314980, 297302, 280616, 264866,
	250000, 235969, 222725, 210224, 198425, 187288, 176777, 166855,
	157490, 148651, 140308, 132433, 125000, 117984, 111362, 105112,
	99213, 93644, 88388, 83427, 78745, 74325, 70154, 66216,
	62500, 58992, 55681, 52556, 49606, 46822, 44194, 41714,
	39373, 37163, 35077, 33108, 31250,
};

/* Weight by age in whole months; 0 if too old, or not revealed yet. */
static int32_t
weight_of(const struct star_review *review, int64_t now)
{
	struct civil from = civil_of(review->revealed_at), to = civil_of(now);
	int64_t age = (to.year - from.year) * 12 + (to.month - from.month) -
	    (to.day < from.day ? 1 : 0);

	if (review->revealed_at > now || age > MONTHS)
		return 0;
	return decay[age];
}

int64_t
stars_value(const struct star_review *review)
{
	int64_t sum = 0;

	for (int i = 0; i < STARS_SCORES; i++) {
		if (review->scores[i] < 1 || review->scores[i] > 5)
			bug("stars: a score of %d", review->scores[i]);
		sum += weights[i] * review->scores[i];
	}
	return sum * 10000;
}

/* One owner's reviews, from *i on, into the sums; *i is the next owner's. */
static void
add_owner(struct stars *stars, wide *sum, const struct star_review *reviews,
    size_t n, size_t *i, int64_t now)
{
	const int64_t owner = reviews[*i].owner_id;
	int64_t weight = 0;
	wide values = 0;

	for (; *i < n && reviews[*i].owner_id == owner; ++*i) {
		int32_t d = weight_of(&reviews[*i], now);

		weight += d;
		values += (wide)d * stars_value(&reviews[*i]);
	}
	if (weight == 0)
		return;
	values /= weight;
	if (weight > OWNER_MAX)
		weight = OWNER_MAX;
	stars->owners++;
	stars->weight += weight;
	stars->weight2 += weight * weight;
	*sum += values * weight;
}

struct stars
stars_of(const struct star_review *reviews, size_t n, int64_t now,
    int64_t prior)
{
	struct stars stars = { .owners = 0 };
	wide sum = (wide)PRIOR * prior;
	uint64_t root;

	for (size_t i = 0; i < n;)
		add_owner(&stars, &sum, reviews, n, &i, now);
	stars.r = (int64_t)(sum / (PRIOR + stars.weight));
	root = digits_root((uint64_t)(PRIOR + stars.weight) * ONE);
	stars.lb = stars.r - (int64_t)(UINT64_C(1000000000000) / root);
	stars.shown = stars.owners > 0 &&
	    (wide)stars.weight * stars.weight >= (wide)3 * stars.weight2;
	if (stars.shown)
		stars.half = (int)((2 * stars.r + ONE / 2) / ONE);
	return stars;
}
