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

/* How many notices of a kind there are, and the last of them. */
size_t notices(const char *code, const char *kind, struct notice *last);
bool notice_says(const struct notice *n, const char *key,
    const char *value);
/* Is it on the timeline, and in the log? */
bool has_event(const char *code, const char *event, const char *reason);

/* An acceptable reason, and an explanation. */
#define A_REASON "As written in the file of the case."

#endif
