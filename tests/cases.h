/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H

#include "market/rank_case.h"

/* Numbers for tests, the same each time (xorshift); *state is not 0. */
uint64_t dice(uint64_t *state);
/* 0 … n-1. */
int64_t dice_of(uint64_t *state, int64_t n);

/*
 * A made-up recalculation case of a rule, with ties, bids that are out, all
 * kinds of quotes and parameters.  n bids; SIZE_MAX: few, as the dice fall.
 * Large prices: up to 10^13.  All of it is the arena's.
 */
void made_case(struct arena *a, struct rank_case *c, enum rank_rule rule,
    uint64_t number, size_t n);

#endif
