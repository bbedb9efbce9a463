/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OPENING_H
#define MARKET_OPENING_H

#include "db/award.h"
#include "db/bid.h"
#include "db/bid_document.h"
#include "db/project.h"
#include "db/round.h"
#include "market/market.h"
#include "market/refusal.h"
#include "market/result.h"

/*
 * 开标.  After the close trustees publish their keys of the round; with the
 * t-th of them everything that follows is a function of public data: the
 * verdict of each envelope, the seed, the ranking, `result`.  It is
 * published with the award, or the round has failed (流标).
 *
 * Sources: sealing.md 6, 7 («Opening»), 8; domain.md 4 (open, too_few,
 * announce), 6.1–6.3; 招标投标法 art. 34–36 (opening in public, everything read
 * out).
 */
struct opening {
	struct project project;
	struct round round;
	struct round_trustee *trustees;
	size_t n_trustees, keys;	/* keys: published */
	struct bid *first;	/* first offers, while second ones come */
	size_t n_first;
	struct bid *bids;	/* ranked first, then invalid ones */
	size_t n;		/* 0 before the set is fixed, always */
	size_t valid;
	struct bid_document *documents;	/* of opened bids, by bid */
	size_t n_documents;
	int64_t cure_until;	/* 0: nobody is curing */
	bool corrected;		/* ranked again: another result stands */
	bool awarded;		/* and in force, or in its publicity */
	struct award award;
};

/* A trustee's `open`: answered as refusal.h says. */
enum err opening_key(struct market *m, const char *id, const char *file,
    size_t n, struct posted *out);

/*
 * Judges, draws, ranks and publishes, as soon as t keys are there; what
 * takes time is done outside the transaction, because its outcome is fixed.
 * Before it, or again: ERR_CONFLICT.
 */
enum err opening_run(struct market *m, int64_t project_id,
    int64_t object_id);

/*
 * The clock: all that a round waited for after its opening is in, sheets or
 * documents; what it gives is ranked and published.  Again: ERR_CONFLICT.
 */
enum err opening_rank(struct market *m, int64_t project_id,
    int64_t object_id);

/* Within a transaction: the round has failed; bids: how many came. */
enum err opening_fail(struct db *db, const struct house *h,
    struct project *p, const struct round *r, const char *event,
    const char *reason, size_t bids);

/*
 * Within a transaction: a bidder is out after all, by a fact (domain.md 6.3)
 * that nobody knew at the close.  It becomes an `input` beside
 * those that were used; the same envelopes are judged and ranked again with
 * the same seed, and another `result` takes the place of the one that was
 * published, which stays in the log.  *failed: too few are valid now.
 * ERR_CONFLICT: there is no ranking.
 */
enum err opening_again(struct db *db, struct house *h, struct project *p,
    const struct result_fact *fact, size_t *submissions, bool *failed);

/*
 * What the public may see now: before the set is fixed n is 0 whoever asks.
 * ERR_NOT_FOUND: no such public project, or one without bidding.
 */
enum err opening_get(struct market *m, const char *code, struct opening *o);
/* The same of a public project at hand. */
enum err opening_of(struct market *m, const struct project *p,
    struct opening *o);

#endif
