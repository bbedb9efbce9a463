/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_LEAVE_H
#define MARKET_LEAVE_H

#include "db/leave.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 退出: an agency goes by itself, or because of 清退 or 黑名单.
 *
 *	requested	the system counts at once; of an expulsion soon
 *	counting	until no bid, award, objection, complaint or penalty is
 *			undecided
 *	handing_over	until the purchaser of each open contract has said
 *			whether it is transferred or terminated
 *	publicity	exit.publicity; then, once no contract is open:
 *	finished	the agency has left; who has left may join again
 *	withdrawn	it stays, or its ban was annulled
 *
 * Contracts themselves go on by their own rules (market/contract.h).  A
 * step waits by looking again each day (`leave_look` of due).
 *
 * Source: domain.md 3 (exit.*), 4 (agency, exit).
 */
enum {
	LEAVE_PAGE = 20, LEAVE_CONTRACTS = 100,
	LEAVE_TEXT = 500, LEAVE_TEXT_LEAST = 5
};

/*
 * Again while it goes: OK.
 * ERR_INVALID	a problem at «reason»
 * ERR_CONFLICT	a problem: envelopes that can be withdrawn; or it has left,
 *		or is expelled
 */
enum err leave_request(struct market *m, const struct actor *actor,
    const char *reason, struct problems *problems);

/* ERR_CONFLICT: it does not go, or not by itself. */
enum err leave_stay(struct market *m, const struct actor *actor);

/*
 * left → active, with all its history.  ERR_CONFLICT: it has not left, or a
 * problem: the ban that still runs.
 */
enum err leave_rejoin(struct market *m, const struct actor *actor,
    struct problems *problems);

/*
 * The purchaser: «transfer» or «terminate», once; the same again: OK.
 * ERR_INVALID	a problem at «choice» or «note»
 * ERR_CONFLICT	another was chosen; or a problem at «choice»: what is to be
 *		terminated has to be, in the contract, first
 * ERR_NOT_FOUND none of the actor's; or transferred when it has ended
 */
enum err leave_confirm(struct market *m, const struct actor *actor,
    int64_t contract_id, const char *choice, const char *note,
    struct problems *problems);

/* Has the contract ended, so that it can only be «terminate»? */
bool leave_ended(const struct handover *h);

/* The clock: one step further, if there is nothing in the way. */
enum err leave_look(struct market *m, int64_t project_id, int64_t id);

/* A penalty made it go, or does not any more.  Within a transaction. */
enum err leave_expel(struct db *db, int64_t party_id);
enum err leave_spare(struct db *db, int64_t party_id);

/* The newest of an agency; ERR_NOT_FOUND.  What is open now. */
enum err leave_of(struct market *m, int64_t party_id, struct leave *l);
enum err leave_count(struct market *m, const struct actor *actor,
    struct leave_open *open);
/* In publicity, newest first; contracts of the actor's: a page + 1. */
enum err leave_list(struct market *m, int64_t before, struct leave **list,
    size_t *n);
enum err leave_handovers(struct market *m, const struct actor *actor,
    int64_t after, struct handover **list, size_t *n);

#endif
