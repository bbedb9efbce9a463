/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CLOSING_H
#define MARKET_CLOSING_H

#include "db/bid.h"
#include "market/market.h"
#include "market/round.h"

/*
 * 截止.  Ten seconds after the deadline, in one transaction: keys that were
 * kept back, the list of every submission there was, and the bodies of those
 * that count, become public.  From then on nobody can add or take away.
 * With too few entrants the round has failed (流标): nobody opens, prices stay
 * sealed.
 *
 * Sources: sealing.md 7 («Deadline»); domain.md 4 (deadline, few); 招标投标法
 * art. 28 (fewer than three: anew).
 */

/*
 * The clock: does what is due for project id.  Again, or before it:
 * ERR_CONFLICT, nothing is done.
 */
enum err closing_run(struct market *m, int64_t project_id,
    int64_t object_id);

/* The sub lines of a round, of all its submissions by leaf. */
struct seal_sub *closing_subs(struct arena *a, const struct bid *bids,
    size_t n);

#endif
