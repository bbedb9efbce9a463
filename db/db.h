/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/err.h"

/*
 * A connection to the store.  One process has one connection that writes
 * (the writer's) and as many that read as it has threads.  A connection
 * belongs to one thread at a time.  Faults of the store are logged here and
 * come back as ERR_INTERNAL; a commit that fails ends the process, because
 * its outcome is unknown (security.md 6).
 */
struct db;

enum db_mode {
	DB_READ,	/* cannot write; the file must exist */
	DB_WRITE	/* makes the schema in an empty file, migrates an old one */
};

/*
 * Opens where (a path, or «file:/name?vfs=memdb» for a test) and prepares
 * every statement of every noun.
 *
 * OK
 * ERR_INVALID	not our file, damaged, or of a newer program: logged
 * ERR_INTERNAL	the store said no: logged
 */
enum err db_open(struct db **db, const char *where, enum db_mode mode);
void db_close(struct db *db);

/* Rows read from now on copy their text into a; it must outlive them. */
void db_use_arena(struct db *db, struct arena *a);
struct arena *db_arena(struct db *db);

/*
 * A transaction of the writer.  db_now() is its one time: what the clock
 * said at db_begin(), never less than at any db_begin() before.
 */
enum err db_begin(struct db *db, int64_t now);
int64_t db_now(const struct db *db);
enum err db_commit(struct db *db);
void db_rollback(struct db *db);

/* One verb of a group: rows of a verb that fails go, the others stay. */
enum err db_savepoint(struct db *db);
enum err db_savepoint_end(struct db *db, enum err err);

/* Several reads that see the same moment. */
void db_snapshot(struct db *db);
void db_snapshot_end(struct db *db);

/*
 * Has fn run at the end of the transaction, once, however many of its changes
 * ask for it: for what each of them would write anew.  There is one such
 * function; db_late_run() is the writer's, before db_commit().
 */
typedef enum err late_fn(struct db *db);
void db_late(struct db *db, late_fn *fn);
enum err db_late_run(struct db *db);

/*
 * Marks that what public pages show has changed; db_changes() returns the
 * marks since the last call.  A sealed bid marks nothing: until the deadline
 * not even the age of a page may tell of it.
 */
void db_changed(struct db *db);
bool db_changes(struct db *db);

/* A statement left open, or a transaction: bug(). */
void db_check_idle(struct db *db);

/*
 * Writes the log of the database back into it as far as readers let it;
 * all, with the log file cut, when truncate is true.  Writer only, between
 * transactions.  Returns the pages left in the log, -1 if it could not run.
 */
int db_checkpoint(struct db *db, bool truncate);

/* Pages in the log of the database after the last commit. */
int db_log_pages(const struct db *db);

/*
 * Tells fn how each statement finds its rows: the statement, and one line of
 * its plan.  For a test, before there are rows.
 */
void db_plans(struct db *db, void (*fn)(void *p, const char *sql,
    const char *line), void *p);

/* The whole file, page by page: OK or ERR_INVALID.  Slow. */
enum err db_verify(struct db *db);

#endif
