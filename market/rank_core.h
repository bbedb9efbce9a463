/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RANK_CORE_H
#define MARKET_RANK_CORE_H

#include "market/rank.h"

/* What the methods share, for rank*.c alone. */

/* 10,000 bids of 10^13 fen fit (domain.md 6.6, P13). */
__extension__ typedef __int128 rank_wide;

/* A valid bid on its way to its place. */
struct rank_entry {
	size_t bid;
	int64_t p;			/* price; -1: none */
	int64_t key;			/* compared before p */
	rank_wide points;		/* composite: N of 6.2 */
	unsigned char hash[DRAW_HASH];
};

struct rank_work {
	struct arena *arena;
	const struct rank_case *c;
	struct ranking *r;
	struct rank_entry *entries;	/* valid ones, in leaf order; the
					   methods leave the ranked ones */
	size_t n;
};

/* rank_method.c */
typedef void rank_method(struct rank_work *w);
rank_method rank_by_price, rank_by_mean, rank_by_reference, rank_by_points,
    rank_by_credit, rank_by_hash;

/* rank_low.c: marks of abnormally low prices, over places in rank order. */
void rank_mark_low(struct arena *a, const struct rule *rule,
    struct rank_place *places, size_t n);

#endif
