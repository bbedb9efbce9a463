/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RANK_H
#define MARKET_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/draw.h"
#include "market/rule.h"

/*
 * Who wins: a function of the rule, the opened bids and the seed, and of
 * nothing else.  Exact: whole numbers of up to 128 bits, no fraction is ever
 * rounded before it is compared.  Ties of any size and place are broken by
 * rank hash; nobody is asked.
 *
 * Source: domain.md 6.1 (draw), 6.2 (methods), 6.3 (valid bids), 6.4 (low
 * prices).
 */
enum rank_rule {
	RANK_LOWEST,	/* 竞价选取·最低价: (price, rank hash) rising */
	RANK_AVERAGE,	/* 均价选取: nearest to the mean of those kept */
	RANK_REFERENCE,	/* 竞价选取·最优价: nearest to a drawn part of it */
	RANK_BAFO,	/* 二次报价: lowest on final offers */
	RANK_COMPOSITE,	/* 方案择优: price and the evaluators' totals */
	RANK_CREDIT,	/* 信用择优: a draw among those of most credit */
	RANK_RANDOM,	/* 随机选取·定价: rank hash rising */
	RANK_RULES
};

/* «lowest», …: as stored; and back, false if there is no such rule. */
const char *rank_rule_code(enum rank_rule rule);
bool rank_rule_of_code(const char *code, enum rank_rule *rule);

enum {
	RANK_BIDS = 10000,	/* of a recalculation case; here: any number */
	RANK_TOTAL = 10000,	/* an evaluator's total: 0 … this */
	RANK_POINT = 10000,	/* of a place's total: one point */
	RANK_CREDIT_MAX = 11000,	/* hundredths */
	RANK_RATE = 10000	/* bp */
};

struct rank_bid {
	const char *name;	/* no two of a case are equal */
	int64_t offer;		/* fen 1 … MONEY_MAX; bp 0 … 10000 if the quote
				   is a rate; not read if price none */
	int64_t second;		/* bafo: the like; -1: silent */
	const int64_t *totals;	/* composite: one an evaluator */
	int64_t credit;		/* credit */
	const char *why;	/* the fact that puts it out, a code of
				   rank_fact_code(); NULL: it is in */
};

/* The codes a case and an input may give, envelope … related, in the order
 * of 6.3; NULL from the end on. */
const char *rank_fact_code(size_t i);

struct rank_case {
	const struct rule *rule;
	const unsigned char *seed;	/* DRAW_SEED bytes; may be NULL while
					   no bid is valid */
	const struct rank_bid *bids;	/* in leaf order */
	size_t n;
};

/*
 * What an offer costs: NULL and its price (-1 if price none), or why it is
 * out: «over-ceiling», «under-floor».  An offer outside of its range is a
 * bug().
 */
const char *rank_price(const struct rule *rule, int64_t offer, int64_t *fen);

struct rank_place {
	size_t bid;			/* which of the case's bids */
	int64_t amount_fen;		/* the final one; -1: price none */
	unsigned char hash[DRAW_HASH];	/* its rank hash: evidence */
	int64_t total;			/* composite: RANK_POINT a point */
	bool mean, next;		/* abnormally low (6.4) */
};

/* A bid and what is said of it: a code of 6.3, or as below. */
struct rank_mark {
	size_t bid;
	const char *code;
};

struct rank_long {
	size_t bid;
	int64_t credit;
	uint64_t tickets;
};

/* What does not apply is 0 or empty. */
struct ranking {
	bool failed;		/* fewer valid bids than must be, or none */
	size_t valid;		/* valid bids */
	struct rank_mark *out;	/* those that are out, in leaf order */
	size_t n_out;
	struct rank_mark *stands;	/* bafo, valid ones whose first offer
				   stands, in leaf order: silent,
				   second-higher, second-under-floor */
	size_t n_stands;
	/* From here on: nothing if failed. */
	struct rank_place *places;	/* winner first, then reserves; credit:
				   the short list as drawn */
	size_t n;
	size_t *drawn;		/* all valid bids, smallest rank hash first */
	int64_t base;		/* reference: percent */
	int64_t sum;		/* average, reference: of the kept prices */
	size_t kept;		/* how many: the mean is sum / kept */
	int64_t ref_fen;	/* reference */
	struct rank_mark *dropped;	/* low, high; credit: those behind the
				   long list, in order */
	size_t n_dropped;
	struct rank_long *longs;	/* credit: the long list */
	size_t n_longs;
	struct draw_number *ints;	/* each drawn number, in order */
	size_t n_ints;
};

/* Fills *r; its arrays last as long as the arena. */
void rank_run(struct arena *a, const struct rank_case *c, struct ranking *r);

/*
 * Only who is out, what stands, how many are valid and whether they are too
 * few: for a round that is not yet to be ranked.  Reads neither seed, totals
 * nor credit.
 */
void rank_valid(struct arena *a, const struct rank_case *c,
    struct ranking *r);

#endif
