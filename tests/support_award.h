/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_AWARD_H
#define TESTS_SUPPORT_AWARD_H

#include "market/award.h"
#include "tests/support.h"

/*
 * Biddings that end as a test wants it.  Every deadline of an award lasts
 * AWARD_STEP seconds in them.
 */
enum { AWARD_STEP = 600 };

/* Makes the deadlines short; before a project is made. */
void short_awards(void);

/*
 * Opened: agency i (from 1) bid the i-th price in yuan; the list ends with
 * 0.  change: SQL on project %d before the deadline, or NULL.
 */
const char *a_bidding(const struct actor *owner, const int64_t *yuan,
    const char *change);
/* Agency i of the biddings; made once a test. */
struct actor bidder(int i);

/* Forward to one second before, and to, the end of a step of now. */
void before_the_end(void);
void at_the_end(void);

/* The newest award; position 0: there is none. */
struct award award_now(const char *code);

/* An acceptable reason, and an explanation. */
#define A_REASON "As written in the file of the case."

#endif
