/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PAPER_H
#define MARKET_PAPER_H

#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"
#include "market/refusal.h"

/*
 * What a purchaser decides about a registered round, on record: written
 * down here, signed with its own key (and by trustees where the protocol
 * wants them), and only then done and logged.  One of a kind a round waits
 * at a time; a new one takes its place.
 *
 *	void		purchaser; ends the round, bids are never opened
 *	amend		the same record, and the project goes on in another
 *			round as it was changed (market/amend.h)
 *	extend		purchaser and t trustees; moves the deadline later
 *	fallback	purchaser and a trustee, 24 h after the close: bidders
 *			open their own
 *	award		purchaser; whom it takes, with a reason if not rank 1
 *
 * Source: sealing.md 4, 7 («Fallback»); domain.md 4 (cancel).
 */
struct paper {
	const char *kind;
	const char *text;	/* of the record */
	const char *lines;	/* signatures so far */
};

/*
 * Writes one down.  value: a reason (void, amend), a datetime-local, ""
 * (fallback, award: whom the ranking has first).
 *
 * ERR_INVALID		a problem at «reason» or «deadline»
 * ERR_NOT_FOUND	no such project of this owner's, no such kind
 * ERR_CONFLICT		not at this time
 */
enum err paper_write(struct market *m, const struct actor *actor,
    const char *code, const char *kind, const char *value,
    struct problems *problems);

/* What waits for signatures; ERR_NOT_FOUND. */
enum err paper_get(struct market *m, const struct actor *actor,
    const char *code, const char *kind, struct paper *p);

/*
 * Within round_sign(): one signature line over a paper of the round; *taken:
 * it was.  *code: the refusal of one that comes too late, or NULL.
 */
enum err paper_sign(struct db *db, struct house *h, int64_t round_id,
    const char *line, size_t n, bool *taken, const char **code);

/* A bidder opens its own envelope after a fallback; refusal.h. */
enum err paper_selfopen(struct market *m, const char *id, const char *file,
    size_t n, struct posted *out);

/*
 * Within a transaction that has ended a project after its deadline, or a
 * round that nobody opened: its purchaser is to put that on record, by a
 * void or an award to nobody.
 */
enum err paper_ask(struct db *db, const struct round *r, const char *kind,
    const char *reason);

/* Could a fallback, or an end, be written down now?  Pages offer it then. */
enum { PAPER_FALLBACK_AFTER = 24 * 3600 };
bool paper_can_void(const struct project *p, const struct round *r,
    int64_t now);
bool paper_can_fall_back(const struct round *r, int64_t now);

#endif
