/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLOW_H
#define MARKET_FLOW_H

#include "db/project.h"
#include "market/actor.h"
#include "market/market.h"

/*
 * The state machine of a project: a transition that the table does not list
 * is an error.  Each writes its row of the timeline and of the audit in the
 * same transaction and, from the publication on, a record into the log:
 *
 *	market/v1 event		signed by the platform
 *	project <code>/<attempt>
 *	event <token>
 *	from <state>
 *	to <state>
 *	time <unix>
 *	reason-sha256 <hex|->	of the reason, which stands in the timeline
 *
 * When the clock acts next is set apart (market/due.h).
 *
 * Source: domain.md 4, «project 采购项目».
 */

/*
 * Does event to p, which gets the new state.  actor NULL: the clock, or the
 * system.
 *
 * OK
 * ERR_CONFLICT	the event is not possible in p's state, or p has moved on
 */
enum err flow_move(struct db *db, const struct house *h,
    const struct actor *actor, struct project *p, const char *event,
    const char *reason);

/*
 * What happened to something of p (a contract, an objection, …) and leaves
 * its state as it is: a line of its timeline all the same.
 */
enum err flow_tell(struct db *db, const struct house *h,
    const struct actor *actor, const struct project *p, const char *event,
    const char *reason);

/* May envelopes come in this state?  The deadline is the round's. */
bool flow_bidding(const char *state);

/* Would it be possible?  For pages that offer what can be done. */
bool flow_can(const char *state, const char *event);

/* The i-th row of the table; false behind the last.  For a model test. */
struct flow_row {
	const char *event, *from, *to;
};
bool flow_row(size_t i, struct flow_row *row);

#endif
