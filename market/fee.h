/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FEE_H
#define MARKET_FEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"

/*
 * 收费标准 as a rule: what an item may cost, in integers, pure.
 *
 *	fixed	one amount; its table is «<fen>»
 *	ceiling	差额定率累进 over the project's ceiling price; its table has
 *		lines «<up to fen> <bp>», ascending, the last «- <bp>»
 *
 * Source: domain.md 1 (fee_rule), 6.2, 7.2.
 */
enum { FEE_STEPS = 12 };

struct fee_step {
	int64_t up_to;			/* fen, of the whole; 0: no end */
	int64_t bp;			/* of what lies in this step */
};

struct fee_rule {
	int64_t fixed_fen;		/* 0: a table */
	struct fee_step steps[FEE_STEPS];
	size_t n;
};

/* false: basis is "", or the table is none; *rule is empty then. */
bool fee_read(const char *basis, const char *table, struct fee_rule *rule);

/*
 * What the rule gives, whole fen, rounded down once, at the end.  0: nothing
 * to measure by; so where a table has no ceiling (0) to go by.
 */
int64_t fee_standard_fen(const struct fee_rule *rule, int64_t ceiling_fen);

/*
 * A table as it is typed: one amount; or an amount and a rate in percent a
 * line, «-» for the amount of the last.  NULL: *table is what is kept, else
 * a line of the catalogue.
 */
const char *fee_typed(struct arena *a, const char *basis, const char *typed,
    const char **table);
/* The other way, "" where there is no rule. */
const char *fee_type(struct arena *a, const char *basis, const char *table);

/* ---- prices beside it ---- */

/* Below this many, what they have in common is chance. */
enum { FEE_SAMPLE = 3 };

struct fee_spread {
	size_t n;
	int64_t least, middle, most;	/* bp of the standard; n 0: 0 */
};

/* A price in bp of its standard, which is above 0; rounded down. */
int64_t fee_share(int64_t price_fen, int64_t standard_fen);

/* Sorts bp.  The middle of an even number is the two's mean, rounded down. */
struct fee_spread fee_spread(int64_t *bp, size_t n);

#endif
