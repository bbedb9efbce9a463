/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OPENING_H
#define MARKET_OPENING_H

#include "db/award.h"
#include "db/bid.h"
#include "db/project.h"
#include "db/round.h"
#include "market/market.h"

/*
 * 开标.  At the deadline the clock fixes the set of bids, opens them, checks
 * each against its commitment, draws, ranks and publishes, in one
 * transaction; or declares the round failed (流标).  With too few bids
 * nothing is opened: prices stay sealed.
 *
 * Sources: domain.md 4 (deadline, few, open, too_few, announce), 6.1–6.3;
 * 招标投标法 art. 28 (fewer than three: anew), 34–36 (opening in public, at the
 * deadline, everything read out).
 */
struct opening {
	struct project project;
	struct round round;
	struct bid *bids;	/* ranked first, then invalid ones */
	size_t n;		/* 0 before the deadline, always */
	size_t valid;
	bool awarded;
	struct award award;
};

/*
 * Does what is due at the deadline of project id.  Again, or before it:
 * ERR_CONFLICT, nothing is done.
 */
enum err opening_run(struct market *m, int64_t project_id);

/*
 * What the public may see now: before the set is fixed n is 0 whoever asks.
 * ERR_NOT_FOUND: no such public project, or one without bidding.
 */
enum err opening_get(struct market *m, const char *code, struct opening *o);

#endif
