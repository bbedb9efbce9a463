/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OPENING_CORE_H
#define MARKET_OPENING_CORE_H

#include "db/bid.h"
#include "market/envelope.h"
#include "market/opening.h"
#include "market/result.h"
#include "market/round.h"

/* What the halves of an opening share; for nobody else. */

/* An opening under way. */
struct opening_work {
	struct house *house;
	struct db *db;			/* the reader's, then the writer's */
	struct arena *a;
	struct project p;
	struct round_terms t;
	struct envelope_keys keys;
	bool self;			/* bidders opened (sealing.md 7) */
	struct bid *bids;		/* by leaf */
	struct seal_sub *subs;		/* the same */
	struct envelope_verdict *verdicts;
	size_t n;
	struct round_input *inputs;	/* those the rule looks at, by leaf */
	size_t n_inputs;
	const char **input_notes;
	size_t *input_lengths;
	struct opening_work *first;	/* of a second round: the first one */
	struct result result;
};

/*
 * Reads project, terms and published keys.  ERR_CONFLICT: the newest round
 * of the project is not closed, or too few keys are there.
 */
enum err opening_read(struct opening_work *w, int64_t project_id);

/*
 * Judges each envelope and ranks: a function of what is stored.
 * ERR_NOT_FOUND: a body is gone, to be sent again.
 */
enum err opening_compute(struct opening_work *w);

#endif
