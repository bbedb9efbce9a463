/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRAIL_H
#define MARKET_TRAIL_H

#include "db/trail.h"
#include "market/market.h"

/*
 * 审计留痕: every act by whom, on whose behalf, what it was before and after,
 * written in the act's own transaction (db_audit()).  The rows are a chain:
 *
 *	hash = SHA-256("market/v1 audit\n" ‖ hash of the row before, 32 zeros
 *	    for the first ‖ seq ‖ at ‖ account ‖ party ‖ action ‖ object ‖
 *	    before ‖ after ‖ request)
 *
 * each field as text (numbers decimal, 0 for none), before it its length in
 * four bytes, big endian.  Once a day the newest hash goes into the log,
 *
 *	market/v1 audit		signed by the platform
 *	hash <hex>
 *	time <unix>
 *
 * so that nobody, not even who owns the database, rewrites what is older.
 * How many acts there were stays in audit_head: among them are bids before
 * their opening and ratings before their reveal, which no count may tell.
 *
 * Source: domain.md 2 (audit), 5 (I6).
 */

/* The hash of a row behind the one with hash prev. */
void trail_hash(unsigned char hash[TRAIL_HASH],
    const unsigned char prev[TRAIL_HASH], const struct act *a);

/* Gives each new row its hash: the writer's last step before a commit. */
enum err trail_seal(struct db *db);

/* Once a day: the newest hash into the log, if there is anything new. */
enum err trail_publish(struct market *m);

/*
 * Recomputes up to limit rows behind *seq, which moves on.  ERR_INVALID: row
 * *seq + 1 is missing or does not follow from the one before.  OK with
 * *seq as it was: there are no more.
 */
enum err trail_check(struct db *db, int64_t *seq, int limit);

#endif
