/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ELIGIBLE_H
#define MARKET_ELIGIBLE_H

#include "db/project.h"

/*
 * Who may bid.  One answer for all who ask: the page before a bid, the
 * submission, the facts that a close fixes as of the deadline, and the
 * number of agencies that a notice prints.
 *
 *	suspended	not active; or of band D where public money pays; or a
 *			penalty on all or on this item, a ban on it or its
 *			representative
 *	recused		on the project's list
 *	conflict	tied to the purchaser or to the item's department, or
 *			the purchaser itself
 *	requirement	lacks a qualification that the project asks for
 *	related		tied to another who bids, or held by the same: only
 *			seen of all of them
 *
 * Sources: domain.md 4 (bid: submit), 6.3 (codes and their order), 7.3 (band
 * D); sealing.md 7 (`eligible`).
 */
struct eligible {
	const char *code;	/* the first that applies; NULL: it may bid */
	const char *lacks;	/* `requirement`: the line, the arena's; "" */
	const char *tied_to;	/* by the register: market/affiliation.h; NULL */
	bool penalty;		/* `suspended`: by a penalty in force */
};

/*
 * An agency by itself as of a moment, now or past: every code but `related`.
 * Standing, band and penalties are those of that second.
 */
enum err eligible_of(struct db *db, const struct project *p,
    int64_t agency_id, int64_t at, struct eligible *e);

/*
 * Of n agencies that bid together, the code of each or NULL: as
 * eligible_of(), then `related`, which takes out everybody of a group.
 */
enum err eligible_codes(struct db *db, const struct project *p,
    const int64_t *agencies, size_t n, int64_t at, const char **codes);

/* How many agencies that serve p's item may bid then, counted up to most. */
enum err eligible_count(struct db *db, const struct project *p, int64_t at,
    int64_t most, int64_t *n);

#endif
