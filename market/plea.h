/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PLEA_H
#define MARKET_PLEA_H

#include "db/penalty.h"
#include "db/plea.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 投诉 about a penalty: its party complains within complaint.file of the
 * imposition, once, and an officer who neither proposed nor imposed it decides
 * within complaint.decide.
 *
 *	filed -> refused, withdrawn, upheld, dismissed
 *
 * Upheld, a penalty that is in force is annulled.  Nothing is suspended
 * meanwhile.  Late, it moves up a level by itself: all regulators are told.
 * The decision is public, what the party wrote is not.
 *
 * Source: domain.md 3 (complaint.*), 4 (complaint, penalty).
 */
enum { PLEA_PAGE = 20, PLEA_TEXT = 1000, PLEA_TEXT_LEAST = 10 };

/*
 * Sent again: OK.
 * ERR_INVALID		a problem at «plea»
 * ERR_NOT_FOUND	no penalty of the actor's that was imposed
 * ERR_CONFLICT		a problem: too late; or there is another
 */
enum err plea_file(struct market *m, const struct actor *actor, int64_t id,
    const char *facts, struct problems *problems);

/* Again: OK.  ERR_NOT_FOUND: none of the actor's.  ERR_CONFLICT: decided. */
enum err plea_withdraw(struct market *m, const struct actor *actor,
    int64_t id);

/*
 * upheld, dismissed, refused, with public words.  The same again: OK.
 * ERR_INVALID		problems at «outcome», «answer»
 * ERR_FORBIDDEN	a problem: the actor proposed or imposed it
 * ERR_CONFLICT		it waits no more
 */
enum err plea_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *text, struct problems *problems);

/* The clock: nobody decided in time. */
#define PLEA_DECIDE "plea_decide"
enum err plea_late(struct market *m, int64_t project_id, int64_t id);

/* What there is to a penalty, and what its party may do. */
struct plea_stand {
	bool filed;		/* plea is there */
	struct plea plea;
	int64_t until;		/* may be filed till then; 0: not now */
	int64_t due_at;		/* to be decided; 0: nothing waits */
};
enum err plea_stand(struct market *m, const struct penalty *p,
    struct plea_stand *s);

/* May this officer decide?  By who proposed and imposed the penalty. */
bool plea_other_eyes(const struct penalty *p, int64_t account_id);

/* What waits for officers: a page + 1. */
enum err plea_queue(struct market *m, int64_t after, struct plea **list,
    size_t *n);

#endif
