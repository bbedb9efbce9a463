/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_COVER_H
#define MARKET_COVER_H

#include "market/market.h"

/*
 * `cover`: what explains the blind leaves of rounds that ended without a
 * close, and those of inputs and sheets where no result followed it.  After its last day (reveal-by) each blind leaf of the log must be
 * explained by a `close`, an `input` or a `cover`, so that nothing can hide
 * among them.
 *
 * Source: sealing.md 2, 4 (`cover`), 13.
 */
enum { COVER_LEAVES = 350 };	/* of one record: it must fit a note */

/* The clock: covers what has come due; how many rounds were done. */
size_t cover_run(struct market *m);

#endif
