/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

/* What the two halves of the driver share; for nobody else. */

#include <sqlite3.h>

#include "db/db.h"
#include "db/nouns.h"
#include "db/stmt.h"

struct stmt {
	struct db *db;
	sqlite3_stmt *handle;
	bool open;		/* stepped and not reset */
};

struct db {
	sqlite3 *handle;
	enum db_mode mode;
	struct arena *arena;
	int64_t now;
	bool changed;
	bool in_txn;
	late_fn *late;
	int log_pages;
	int64_t read_until;	/* clock_ms(): a read may take so long */
	struct stmt *stmts[NOUNS];	/* by noun, then index */
};

enum { READ_MS = 2000 };	/* no read takes longer */

/* By noun. */
extern const struct sql_table *const db_tables[NOUNS];

/* Logs what SQLite says; returns ERR_INTERNAL. */
enum err db_fault(struct db *db, const char *what);

/* One statement, from its text.  Logs what is wrong; ERR_INTERNAL. */
enum err db_prepare(struct db *db, int noun, int i);

#endif
