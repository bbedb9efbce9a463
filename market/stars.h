/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_STARS_H
#define MARKET_STARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Stars (星级): what owners think of an agency, in integers.  Newer ratings
 * weigh more (half as much after 12 months, nothing after 60), one owner
 * counts at most as two ratings of today, five average ones are added
 * against chance.  A missing rating is never filled in.  Owners have stars
 * of what agencies think of them, by the same formula.
 *
 * Source: domain.md 7.1.
 */
enum { STARS_SCORES = 5 };

struct star_review {
	int64_t owner_id;	/* who rates: of an owner, the agency */
	/* 1-5 each, by weight: 质量 or 需求, 时效 or 配合, … */
	unsigned char scores[STARS_SCORES];
	int64_t revealed_at;
};

struct stars {
	int64_t r;	/* millionths of a star */
	int64_t lb;	/* the same, less for few: directory order, falling */
	bool shown;	/* false: 样本不足, and no number */
	int half;	/* half stars, if shown; else 0 */
	int owners;	/* who still count */
	int64_t weight;		/* sum of the owners' weights; n_eff is */
	int64_t weight2;	/* weight squared / weight2, sum of squares */
};

/*
 * Reviews with one owner's side by side, all revealed; what is revealed after
 * now is left out.  prior is stars.prior.  Scores outside 1-5 are a bug().
 */
struct stars stars_of(const struct star_review *reviews, size_t n,
    int64_t now, int64_t prior);

#endif
