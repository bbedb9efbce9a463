/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MARKET_H
#define MARKET_MARKET_H

#include <stdatomic.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/clock.h"
#include "market/base/err.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "market/params.h"

struct db;
struct gate;
struct guess;
struct keeper;
struct keys;
struct platform;
struct signer;
struct words;
struct store;
struct writer;

/*
 * What lives as long as the process and is shared by its threads; made by
 * house_open(), constant afterwards but for what guards itself.
 */
struct house {
	const char *where;		/* the database */
	struct clock clock;
	struct db *db;			/* the writer's connection */
	struct writer *writer;
	struct keys *keys;		/* market/keys.h */
	struct platform *platform;	/* NULL: a market that cannot seal */
	struct keeper *keeper;		/* of the log's checkpoints */
	struct gate *gate;		/* few passwords are hashed at a time */
	struct guess *guess;		/* who guesses passwords must wait */
	const struct words *words;	/* set after opening; NULL: codes */
	struct store *store;		/* of files; NULL: takes none */
	struct calendar calendar;
	struct params params;		/* the newest set */
	int64_t param_version;
	struct params *param_sets;	/* every set, by version from 1 */
	size_t n_param_sets;
	struct catalogue *catalogues;	/* of credit events, likewise */
	size_t n_catalogues;
	struct arena arena;		/* memory of calendar and params */
	_Atomic uint64_t version;	/* of what public pages show */
};

/* What a verb works with: the worker's own. */
struct market {
	struct db *db;		/* this thread's connection; it cannot write */
	struct arena *arena;	/* of the request in hand */
	struct house *house;	/* and, in it, the one way to change anything */
	bool within;		/* of a write_many(): db is the writer's */
};

/*
 * Opens the database (making it if it is not there), reads the keys and the
 * trust file of key_dir, loads parameters and calendar and starts the
 * writer.  signer signs the log and stays the caller's; NULL: nothing can
 * be appended, all else goes on.
 *
 * OK
 * ERR_INVALID	damaged database, keys or parameters: logged
 * ERR_INTERNAL	logged
 */
enum err house_open(struct house *h, const char *where, const char *key_dir,
    struct clock clock, const struct signer *signer);

/*
 * Opens the folder of files (market/store.h), which house_close() closes;
 * without it every upload is refused.  ERR_INTERNAL: logged.
 */
enum err house_store(struct house *h, const char *folder);

/* Reads parameters and calendar again, after marketctl changed them. */
enum err house_load(struct house *h);

/* The set that is frozen into a project; an unknown version is a bug(). */
const struct params *house_params(const struct house *h, int64_t version);

/* A version of the credit catalogue; 0: the newest.  Unknown: a bug(). */
const struct catalogue *house_catalogue(const struct house *h,
    int64_t version);

/* Drains the writer and closes. */
void house_close(struct house *h);

/* A thread's own view of the house; the arena stays the caller's. */
enum err market_open(struct market *m, struct house *h, struct arena *a);
void market_close(struct market *m);

/* After each request: nothing may be left open; empties the arena. */
void market_next(struct market *m);

/* Several reads that see the same moment: around the handler of a GET. */
void market_snapshot(struct market *m);
void market_snapshot_end(struct market *m);

/* Does the store answer, reading and writing?  For /readyz. */
enum err market_ready(struct market *m);

/* What the clock says: for pages.  What decides is db_now(). */
int64_t market_now(const struct market *m);

#endif
