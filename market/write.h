/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_WRITE_H
#define MARKET_WRITE_H

#include "db/db.h"
#include "market/base/clock.h"
#include "market/market.h"

/*
 * The one way to change anything.  A change is a function run by the
 * writer's thread: up to 64 that wait go into one transaction, each in its
 * savepoint; after COMMIT the log is signed (market/keeper.h), and then all
 * callers are answered.  So «OK» means «on disk and in a signed log», and a
 * refusal waits for the disk as well, because it may rest on a neighbour's
 * row.
 *
 * A change
 *  - has no effect but rows and *ctx, and fills *ctx from scratch, because
 *    it may be run again from its start;
 *  - reads inside what it decides by, with db_now() as its time;
 *  - asks for no other change (bug()).
 */
typedef enum err write_fn(struct db *db, void *ctx);

struct keeper;
struct writer;

/* Starts the thread.  db is its connection from now on, until stopped. */
enum err writer_start(struct writer **w, struct db *db, struct clock clock,
    _Atomic uint64_t *version, struct keeper *keeper);

/* Answers what waits, then ends; the connection is the caller's again. */
void writer_stop(struct writer *w);

/*
 * Runs fn(db, ctx) and sleeps until it is on disk.  Rows that fn reads go
 * into the arena of m.
 *
 * What fn returns, or
 * ERR_BUSY	the disk is full, the writer is stopping, the signer has
 *		stopped the log, or is away and fn appends to the log:
 *		nothing was done.  Or the signer went away after the commit:
 *		it was done, and to ask again must be harmless
 */
enum err write_run(struct market *m, write_fn *fn, void *ctx);

/*
 * One change made of n verbs: each(within, p, 0), … in this order, one
 * commit for all.  A verb called with that market runs its function at once,
 * in a savepoint of its own, and sees what those before it have done; what it
 * returns is known then, but nothing is on disk before write_many() is back.
 * For verbs that do no more than one write_run(): within, reads go to the
 * writer's connection, and everybody else waits.
 *
 * OK, or ERR_BUSY and ERR_INTERNAL as above: none of them was done.
 */
enum err write_many(struct market *m, void (*each)(struct market *within,
    void *p, size_t i), void *p, size_t n);

#endif
