/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TIP_H
#define MARKET_TIP_H

#include "db/tip.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 举报: a text that is read and routed, and gives no rights of a party.
 * Anybody may send one without a name; of its sender nothing is kept, of its
 * time only the day, in no row, no log and no audit.  Whoever has the code
 * that is shown once can look up what became of it.
 *
 * 被指定 and 被收费 go straight to 纪检监察 (ROLE_DISCIPLINE), sent by an
 * enterprise under its name or by anybody without: nobody else reads them, no
 * regulator, no auditor, and their audit rows name no sender either.  Any
 * other tip is the regulator's, who may pass it on to 纪检监察, which may pass
 * an anonymous one of no such kind back.
 *
 *	received -> read -> closed; routed on the way, then read again
 *
 * Sources: domain.md 1 (二(七)), 2, 4.
 */
enum {
	TIP_LEAST = 10, TIP_MOST = 2000,	/* code points */
	TIP_REPLY = 500,
	TIP_CODE = 24,				/* hex digits */
	TIP_PAGE = 20, TIP_COUNTED = 1000
};

struct tip_form {
	const char *kind;		/* other, designation, charging */
	const char *text;
	const char *remote;		/* address, for the limit alone */
};

/*
 * Sends one.  actor NULL: without a name.  An enterprise reports designation
 * or charging.  code: what its sender can look it up by, kept nowhere.
 *
 * ERR_INVALID	problems at «kind», «text»
 * ERR_BUSY	a problem: too many from this address, as logins have it
 *		(market/guess.h); *wait seconds
 */
enum err tip_send(struct market *m, const struct actor *actor,
    const struct tip_form *form, char code[TIP_CODE + 1], int *wait,
    struct problems *problems);

/* By its code; its text is "" there.  ERR_NOT_FOUND. */
enum err tip_look(struct market *m, const char *code, struct tip *t);

/* ---- those who read ---- */

/* Open ones of the actor's own desk: a page + 1, behind after. */
enum err tip_list(struct market *m, const struct actor *actor,
    int64_t after, struct tip **list, size_t *n);
/* How many there are of them, each up to TIP_COUNTED. */
enum err tip_counts(struct market *m, const struct actor *actor,
    struct tip_counts *c);
/* One of the actor's desk; ERR_NOT_FOUND. */
enum err tip_get(struct market *m, const struct actor *actor, int64_t id,
    struct tip *t);

/*
 * act: «read», «route» (to the other desk), «close», each with a reply to
 * whoever has the code, which only a closing must have.
 *
 * ERR_INVALID		problems at «act», «reply»
 * ERR_NOT_FOUND	not at the actor's desk
 * ERR_CONFLICT		closed, or it must not leave this desk
 */
enum err tip_act(struct market *m, const struct actor *actor, int64_t id,
    const char *act, const char *reply, struct problems *problems);

/* May it be passed on? */
bool tip_may_route(const struct tip *t);

#endif
