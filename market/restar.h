/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RESTAR_H
#define MARKET_RESTAR_H

#include "market/market.h"
#include "market/stars.h"

/*
 * Stars are computed anew when a rating appears or goes, and each day, as
 * ratings grow old: the same for agencies and for owners.
 *
 * Source: domain.md 7.1.
 */
enum { RESTAR_RATINGS = 5000 };		/* the newest that are looked at */

/* Who is rated. */
struct rated {
	const char *rater;		/* side of the ratings: owner, agency */
	enum err (*set)(struct db *db, int64_t party_id,
	    const struct stars *stars);
	/* Those not computed since before, at most limit. */
	enum err (*stale)(struct db *db, int64_t before, int limit,
	    int64_t *ids, size_t *n);
};

/* Within the transaction of what changed them. */
enum err restar(struct db *db, const struct rated *who, int64_t party_id,
    int64_t prior);

/* Those not computed today, at most limit; *n: how many. */
enum err restar_sweep(struct market *m, const struct rated *who, int limit,
    size_t *n);

#endif
