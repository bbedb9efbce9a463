/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RERUN_H
#define MARKET_RERUN_H

#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 重新采购: a failed project is run again, as a new attempt of its code, on the
 * same or easier terms.  So often it needs nobody's leave; after that a
 * regulator decides each time, in public (market/petition.h).
 *
 * Source: domain.md 4 (rerun, supervise), 3 (rerun.min, rerun.max_auto).
 */
enum rerun {
	RERUN_NO,	/* not failed, or not the newest attempt */
	RERUN_FREE,	/* one button */
	RERUN_ASK,	/* the regulator has to be asked */
	RERUN_ASKED,	/* … and was */
	RERUN_DRAFT	/* its draft is being written */
};

/* What can be done with the public project p. */
enum err rerun_state(struct market *m, const struct project *p,
    enum rerun *state);

/*
 * Makes the draft; *p is it.  Again: the same draft.
 *
 * ERR_NOT_FOUND	no such project of the actor's
 * ERR_CONFLICT		it has not failed, or the regulator has to be asked
 */
enum err rerun_make(struct market *m, const struct actor *actor,
    const char *code, struct project *p);

/*
 * Within a transaction: whatever p, a re-run's draft, wants that its prior
 * did not becomes a problem at its field.
 */
enum err rerun_check(struct db *db, const struct project *p,
    struct problems *problems);

/* Within a transaction: as rerun_state(). */
enum err rerun_state_of(struct db *db, const struct house *h,
    const struct project *p, enum rerun *state);

#endif
