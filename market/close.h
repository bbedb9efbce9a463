/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CLOSE_H
#define MARKET_CLOSE_H

#include "market/seal_record.h"

/*
 * The list that fixes a round's set: which submission of each name counts,
 * and the records `more` and `close` that say so.
 *
 * Source: sealing.md 4 («close», «more», «Status»).
 */

/* Sets status of each; subs are in ascending leaf order.  n log n. */
void close_statuses(struct seal_sub *subs, size_t n);

/* The records of a round. */
struct close_texts {
	const char *close;		/* text of `close` */
	size_t close_n;
	const char **more;		/* texts of `more`, part 2, 3, … */
	size_t *more_n;
	size_t mores;
};

/*
 * Makes them.  claims are sorted (by time, then i) by the caller, at most
 * SEAL_CLAIMS.  Texts belong to the arena.
 */
void close_write(struct arena *a, const unsigned char policy[32],
    const char *project, int64_t deadline, const struct seal_sub *subs,
    size_t n, const struct seal_claimed *claims, size_t claims_n,
    struct close_texts *out);

/*
 * The whole list of a `close` and its `more` records (parsed, in order).
 * false: their hashes, parts, counts, order, seqs or statuses are not what
 * the rules make of them, or a claim is of a file that is not listed.  more_hashes: record hash of each more.
 */
bool close_read(struct arena *a, const struct seal_close *close,
    const struct seal_more *more, const unsigned char (*more_hashes)[32],
    size_t mores, struct seal_sub **subs, size_t *n);

/* Active envelopes that are not contributors'. */
size_t close_entrants(const struct seal_project *project,
    const struct seal_sub *subs, size_t n);

#endif
