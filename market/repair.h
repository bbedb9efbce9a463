/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REPAIR_H
#define MARKET_REPAIR_H

#include "db/repair.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 信用修复.  A party asks that an event of its credit be repaired, with what
 * it did about the harm and a signed commitment:
 *
 *	requested	officers have repair.accept to admit it
 *	checking	officers have repair.decide
 *	granted		the event is repaired, the penalties that rest on it
 *			are lifted
 *	refused		again after repair.again
 *
 * It wants an event in effect (not appealed), as old as repair.min_hold says
 * for its hold, and no newer one that counts.  Decisions are public.
 *
 * Source: domain.md 3 (repair.*), 4 (repair).
 */
enum {
	REPAIR_PAGE = 20, REPAIR_TEXT = 500, REPAIR_TEXT_LEAST = 10
};

#define REPAIR_COMMITMENT "repair-2026-1"

/* Days after which an event of this hold may be repaired. */
int64_t repair_hold(const struct params *p, int64_t hold_d);

/*
 * The actor asks for its event.  *id: the request; while one waits, it.
 *
 * ERR_NOT_FOUND	no event of the actor's
 * ERR_INVALID		problems at «remedy», «agree»
 * ERR_CONFLICT		a problem: why not (yet), with the day
 */
enum err repair_request(struct market *m, const struct actor *actor,
    int64_t event_id, const char *remedy, bool agreed, int64_t *id,
    struct problems *problems);

/* May it be asked for now?  Problems say why not; for the form. */
enum err repair_check(struct market *m, const struct actor *actor,
    int64_t event_id, struct problems *problems);

/* requested → checking.  Again: OK.  ERR_CONFLICT: past that. */
enum err repair_admit(struct market *m, const struct actor *actor,
    int64_t id);

/*
 * checking → granted («grant») or refused («refuse»), with a public reason.
 * The same again: OK.
 *
 * ERR_INVALID		problems at «verdict», «text»
 * ERR_FORBIDDEN	a problem: the actor proposed a penalty that it lifts
 * ERR_CONFLICT		not being checked, or the event is no longer in effect
 */
enum err repair_decide(struct market *m, const struct actor *actor,
    int64_t id, const char *verdict, const char *text,
    struct problems *problems);

/* Decided ones.  ERR_NOT_FOUND. */
enum err repair_public(struct market *m, int64_t id, struct repair *r);
/* The newest of an event, if it is decided; ERR_NOT_FOUND. */
enum err repair_last(struct market *m, int64_t event_id, struct repair *r);
/* For officers, and the party's own.  ERR_NOT_FOUND. */
enum err repair_get(struct market *m, const struct actor *actor, int64_t id,
    struct repair *r);
/* The actor's, newest first; what waits, oldest first: a page + 1. */
enum err repair_own(struct market *m, const struct actor *actor,
    int64_t before, struct repair **list, size_t *n);
enum err repair_queue(struct market *m, const char *state, int64_t after,
    struct repair **list, size_t *n);
/* By when officers have to act on it; 0: not. */
enum err repair_waits(struct market *m, const struct repair *r,
    int64_t *due_at, bool *late);

#endif
