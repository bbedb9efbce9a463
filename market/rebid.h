/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REBID_H
#define MARKET_REBID_H

#include "db/bid.h"
#include "db/project.h"
#include "db/round.h"
#include "market/market.h"
#include "market/rule.h"

/*
 * 二次报价.  When bafo's first round is opened, names and prices are public and
 * every valid bidder may offer once more, sealed like the first time, in a
 * round of its own with keys of its own.  Who offers nothing, more than
 * before or too little, stands by its first offer.  The rows of the first
 * round's bids hold what was ranked in the end.
 *
 * Source: domain.md 4 (rebid), 6.2 (bafo); sealing.md 4 («a second bafo round»).
 */

/*
 * Within the transaction that opened the first round: writes the terms of
 * the second and asks for signatures.  Offers may come until bafo.window
 * after the time there is to sign.
 */
enum err rebid_ask(struct db *db, struct house *h, struct project *p,
    const struct round *first);

/* Within the transaction of the last signature: offers may come. */
enum err rebid_open(struct db *db, const struct house *h, struct project *p,
    const struct round *second);

/* The clock: not all have signed in time; they are asked anew. */
enum err rebid_again(struct market *m, int64_t project_id,
    int64_t object_id);

/* May the agency offer in this round?  In every one but a second: yes. */
enum err rebid_may(struct db *db, const struct round *r, int64_t agency_id,
    bool *yes);

/*
 * The round whose bids carry the ranking of p: the newest in the log, or
 * where that is a second one, the first.  ERR_NOT_FOUND: none.
 */
enum err rebid_ranked(struct db *db, int64_t project_id, struct round *r);
/* Its bids, ranked first. */
enum err rebid_bids(struct db *db, int64_t project_id, struct bid **bids,
    size_t *n);

#endif
