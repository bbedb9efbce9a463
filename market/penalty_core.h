/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PENALTY_CORE_H
#define MARKET_PENALTY_CORE_H

#include "market/penalty.h"

/* What the penalty*.c share.  All within the writer's transaction. */

/*
 * Writes p, which was in the state was: row, audit, the party's message
 * (code; NULL: none; until 0: without), agency.state.
 */
enum err penalty_change(struct db *db, const struct actor *actor,
    const struct penalty *p, const char *was, const char *code,
    int64_t until);

/* effective → lifted or annulled by an officer, or expired (actor NULL). */
enum err penalty_end(struct db *db, const struct actor *actor,
    struct penalty *p, const char *state, const char *reason);

/* What waits in due, of no project. */
#define PENALTY_HEAR "penalty_hear"	/* the party's statement; clock */
#define PENALTY_DECIDE "penalty_decide"	/* the officers */
#define PENALTY_EXPIRE "penalty_expire"	/* clock */

#endif
