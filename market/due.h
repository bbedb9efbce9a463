/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DUE_H
#define MARKET_DUE_H

#include "db/due.h"
#include "db/project.h"
#include "market/market.h"

/*
 * Deadlines.  A verb sets one within its transaction; the clock acts when it
 * is over (market/tick.c has a row an event), or nobody does and pages say
 * who is late.  Each is reckoned from the calendar and from the parameters
 * that are frozen into the project, and can be reckoned again (I7).  p NULL:
 * object_id is of no project; the newest parameters are frozen into it.
 *
 * Sources: domain.md 3, 10; 5 (I7: none announced is ever shortened).
 */

/*
 * When the span after from is over the clock does event to object_id (0: the
 * project itself).  *at, if not NULL, is when.  Set again: it counts anew.
 */
enum err due_span(struct db *db, const struct house *h,
    const struct project *p, const char *event, int64_t object_id,
    int64_t from, struct span span, int64_t *at);

/* The same for people: nothing happens by itself, they are late. */
enum err due_limit(struct db *db, const struct house *h,
    const struct project *p, const char *event, int64_t object_id,
    int64_t from, struct span span, int64_t *at);

/* The clock does it at a moment of its own. */
enum err due_moment(struct db *db, const struct project *p,
    const char *event, int64_t object_id, int64_t at);

/* Nothing more to do: see db_due_done(). */
enum err due_done(struct db *db, const struct project *p, const char *event,
    int64_t object_id);

/*
 * First thing in a transaction of the clock: the deadline is over and waits;
 * it is done now.  ERR_CONFLICT: it is not.
 */
enum err due_take(struct db *db, int64_t project_id, const char *event,
    int64_t object_id);

/*
 * May one still act?  A day's deadline includes its last second, 23:59:59;
 * at any other moment exactly is too late.
 */
bool due_open(const struct due *d, int64_t now);

/* What d is reckoned to be with the calendar as it is. */
struct due due_reckon(const struct house *h, const struct due *d);

/*
 * After a calendar was loaded: reckons all provisional ones again, in bounded
 * steps; one may move later, never earlier.  *moved: how many did.
 */
enum err due_recompute(struct market *m, size_t *moved);

#endif
