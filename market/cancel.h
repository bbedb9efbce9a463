/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CANCEL_H
#define MARKET_CANCEL_H

#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 终止: a project ends before anybody works.  Before the deadline its owner
 * ends it by a `void` record (market/paper.h), or by a word while an amended
 * one waits for signatures; after the deadline a regulator does
 * (market/petition.h).  What is sealed stays sealed, the budget is free
 * again, nothing waits any more, and a notice says why.
 *
 * Source: domain.md 4 (cancel, cancel_late, unregister after an amend,
 * unopened); sealing.md 4 (`void`, `award`), 7 («Fallback»).
 */

/* A reason that becomes public is one line of so many characters. */
enum { CANCEL_REASON_LEAST = 10, CANCEL_REASON_MOST = 500 };
void cancel_check_reason(const char *reason, struct problems *problems);

/*
 * Within a transaction: event ends p for reason; money, deadlines, notice.
 * Its round and bids are the caller's.
 */
enum err cancel_finish(struct db *db, struct house *h,
    const struct actor *actor, struct project *p, const char *event,
    const char *reason);

/*
 * Within a transaction: a regulator ends p after its deadline.  Unopened
 * envelopes are voided; the purchaser is asked for the record: a `void`
 * before the t-th key, else an `award` to nobody.
 */
enum err cancel_late(struct db *db, struct house *h,
    const struct actor *actor, struct project *p, const char *reason);

/*
 * The owner ends a project that it was amending and that waits for
 * signatures.  Again: OK.
 *
 * ERR_INVALID		a problem at «reason»
 * ERR_CONFLICT		it does not wait, or was never public
 */
enum err cancel_amended(struct market *m, const struct actor *actor,
    const char *code, const char *reason, struct problems *problems);

/*
 * The clock, at selfopen-until: somebody has not opened its own.  Failed,
 * and no attempt is counted.
 */
enum err cancel_unopened(struct market *m, int64_t project_id,
    int64_t object_id);

/* Within a transaction: do fewer than t keys of the round stand in the log? */
enum err cancel_is_sealed(struct db *db, const struct round *r, bool *sealed);

#endif
