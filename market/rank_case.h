/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RANK_CASE_H
#define MARKET_RANK_CASE_H

#include "market/base/buf.h"
#include "market/rank.h"

/*
 * A ranking done again by anybody: the recalculation case, a text that holds
 * all that a ranking follows from, and the ranking as a text.
 *
 * Source: domain.md 6.5.
 */

/* The first line that is not as it must be. */
struct rank_bad {
	size_t line;		/* from 1 on */
	const char *words;
};

/*
 * Reads a case, strictly; what it points at belongs to the arena.  false:
 * *bad says where and why.
 */
bool rank_case_read(struct arena *a, const char *text, size_t n,
    struct rank_case *c, struct rank_bad *bad);

/*
 * Adds the text of a case to out.  false, with out as it was: there is none,
 * for want of a seed, of a total, or of the first round's policy (bafo), or
 * because there are more than RANK_BIDS.
 */
bool rank_case_write(struct buf *out, const struct rank_case *c);

/* Adds the ranking that r is of c to out.  hash: of the case's text. */
void rank_write(struct buf *out, const unsigned char hash[32],
    const struct rank_case *c, const struct ranking *r);

/* All of it: the ranking of a case's text.  false: *bad, out as it was. */
bool rank_text(struct arena *a, const char *text, size_t n, struct buf *out,
    struct rank_bad *bad);

#endif
