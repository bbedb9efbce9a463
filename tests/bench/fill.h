/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_BENCH_FILL_H
#define TESTS_BENCH_FILL_H

#include <stdio.h>

#include "db/db.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/keyfile.h"
#include "market/market.h"
#include "market/uscc.h"
#include "tests/bench/load.h"

/* What the files share that fill a market; for nobody else. */

enum { ITEMS = 20, FILL_PAST = 20 * 86400, FILL_REPUTE = 5 * 365 * 86400 };

struct fill {
	struct house *house;
	const char *state;
	int64_t projects, done;
	int64_t openings, opening_deadline;
	int64_t deadlines;		/* see fill_due() */
	int64_t reputed;		/* see fill_repute() */
	int64_t owner_id, item_ids[ITEMS];
	struct actor owner, agencies[AGENCIES];
	char owner_uscc[USCC_LENGTH + 1];
	char agency_uscc[AGENCIES][USCC_LENGTH + 1];
	struct keyfile *trustees[TRUSTEES];
	struct note_secret purchaser;
	FILE *rounds, *opening;
};

/* The market's clock while it is filled; with deadlines it begins
 * FILL_PAST ago. */
extern int64_t fill_clock;

/* The draft of number n. */
enum err fill_project(struct db *db, const struct fill *f, int64_t n,
    int64_t deadline, struct project *p);

/* Its round: waiting for signatures, or in the log; *out is for bidders. */
enum err fill_round(struct db *db, const struct fill *f,
    const struct project *p, bool registered, struct load_round *out);

/*
 * f->deadlines projects, played by the verbs to where the clock has one
 * thing to do for each, all on one second soon; and one with all there can be: the bids of all agencies, a
 * contract, a long timeline.  Second, number and that code go to
 * STATE/due.at.
 */
enum err fill_due(struct fill *f, struct market *m);

/*
 * f->reputed agencies, each with 7 ratings of it, 7 by it and 6 events of
 * credit; the clock begins FILL_REPUTE ago.  Prints what computing one
 * agency's stars and credit takes.
 */
enum err fill_repute(struct fill *f, struct market *m);

#endif
