/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PUBLISHER_H
#define MARKET_PUBLISHER_H

#include "market/market.h"
#include "market/public_dir.h"

/*
 * The publisher makes the files that nginx serves: log/… (checkpoints,
 * tiles, bundles), receipt/…, and what verbs put beside the log with
 * append_file().  The database is the truth: each file is a function of it,
 * and can be made again to the same bytes.
 *
 * A checkpoint is written after everything it speaks of, for each signed
 * size in order; of sizes that wait together the last is shown.  What is
 * done stands in a file outside the served folder (memory), so that a
 * restart goes on; without that file everything is written again.
 *
 * Partial tiles and bundles exist for every signed size, until a day after
 * the full one does.
 *
 * Source: sealing.md 2 («Writing», step 5), 11.
 */
struct publisher;

struct publisher_config {
	const char *folder;	/* «public» */
	const char *memory;	/* «published» */
	int64_t hold_ms;	/* log/checkpoint stands at least so long, or
				   until it has its quorum: witnesses who look
				   now and then must meet the same one */
	int64_t bundle_rest;	/* a bundle that took 1 ms leaves so many to
				   others while very many wait, else 1:
				   thousands may end in one second; 0: none */
	public_step *step;	/* NULL; for tests */
	void *p;
};

/* ERR_CONFLICT: a market without a log (no platform key, no trust file). */
enum err publisher_open(struct publisher **out, struct house *h,
    const struct publisher_config *config);
void publisher_close(struct publisher *p);

/*
 * Publishes all that waits.
 *
 * ERR_CONFLICT	the folder shows a tree that the database does not have: it
 *		is of yesterday.  Nothing is written
 * ERR_INTERNAL	the disk: logged; the next run goes on
 */
enum err publisher_run(struct publisher *p);

/* Everything again, over what is there. */
enum err publisher_rebuild(struct publisher *p);

/* A thread that runs it ten times a second; p is its own until stopped. */
struct publisher_thread;
enum err publisher_start(struct publisher_thread **t, struct publisher *p);
void publisher_stop(struct publisher_thread *t);

#endif
