/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLOW_H
#define MARKET_FLOW_H

#include "db/project.h"
#include "market/actor.h"

/*
 * The state machine of a project: a transition that the table does not list
 * is an error.  Each writes its row of the timeline and of the audit in the
 * same transaction.
 *
 * Source: domain.md 4, «project 采购项目».
 */

/*
 * Does event to p, which gets the new state and due time.  due_at: when the
 * clock acts next, 0 never.  actor NULL: the clock.
 *
 * OK
 * ERR_CONFLICT	the event is not possible in p's state, or p has moved on
 */
enum err flow_move(struct db *db, const struct actor *actor,
    struct project *p, const char *event, const char *reason,
    int64_t due_at);

/* Would it be possible?  For pages that offer what can be done. */
bool flow_can(const char *state, const char *event);

#endif
