/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CREDIT_CORE_H
#define MARKET_CREDIT_CORE_H

#include "market/credit_event.h"

/* What the credit_*.c share.  All within the writer's transaction. */

/* The audit's row, the party's message and score, the project's timeline. */
struct credit_change {
	const struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	const char *act;		/* confirm, drop, … */
	const char *code;		/* of the message; NULL: none */
	const char *reason;		/* public; for the timeline */
};

/* Writes e, which was in the state was, and tells. */
enum err credit_change(struct db *db, const struct credit_change *c,
    const struct credit_event *e, const char *was);

/* proposed → effective, from today on. */
enum err credit_take_effect(struct db *db, const struct house *h,
    const struct actor *actor, struct credit_event *e, const char *reason);

/* The first moment it does not count. */
int64_t credit_end_at(const struct credit_event *e);

/* The party, whom rep_hash («»: nobody) represents, whom one controls with it. */
enum err credit_rescore_all(struct db *db, int64_t party_id,
    const char *rep_hash);

/* After e, which had taken effect, was dropped. */
enum err credit_unfall(struct db *db, const struct credit_event *e);

/* → dropped, by an officer, whatever it waits for. */
enum err credit_drop(struct db *db, const struct house *h,
    const struct actor *actor, struct credit_event *e, const char *reason);

/* credit_propose(); *id: the event, 0: the code has no effect. */
enum err credit_put(struct db *db, const struct house *h,
    const struct actor *by, const struct credit_proposal *p, int64_t *id);

/* What waits in due, of no project. */
#define CREDIT_HEAR "credit_hear"	/* the party's statement; clock */
#define CREDIT_DECIDE "credit_decide"	/* the officers */
#define CREDIT_APPEAL "credit_appeal"	/* the party's appeal */
#define CREDIT_REVIEW "credit_review"	/* the officers, of the appeal */
#define CREDIT_EXPIRE "credit_expire"	/* clock */

#endif
