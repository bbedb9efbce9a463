/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TICK_H
#define MARKET_TICK_H

#include "market/market.h"

/*
 * The clock's acts: deadlines, ends of publicity and of rating, tidying.
 * A thread looks five times a second; what decides is the writer's time,
 * inside the transaction, so a late look changes nothing.
 */

/*
 * Does what is due now, in the order (due time, project): at most limit
 * acts.  Returns how many were done.  Tests and demonstration data call it
 * with a clock of their own.
 */
size_t tick_run(struct market *m, size_t limit);

/* Deletes what has outlived its purpose: sessions, registrations, tokens. */
void tick_tidy(struct market *m);

struct ticker;

enum err ticker_start(struct ticker **t, struct house *h);
void ticker_stop(struct ticker *t);

#endif
