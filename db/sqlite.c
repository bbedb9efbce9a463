/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite.c: the SQLite driver behind db.h: connections and transactions. */
#include "db/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/clock.h"
#include "market/base/file.h"
#include "market/base/log.h"

enum {
	SCHEMA_VERSION = 1,		/* user_version of db/schema.sql */
	APPLICATION_ID = 0x7a6a6373,	/* «zjcs» */
	EXIT_IO = 74,			/* sysexits: outcome unknown, restart */
	MMAP_BYTES = 1 << 30,		/* readers: performance.md 2 */
	READ_STEPS = 100 * 1000,	/* of the bytecode: look at the clock */
	LOOKASIDE_BYTES = 1200,		/* small memory without a lock */
	LOOKASIDE_SLOTS = 200
};
enum { WAIT_MS = 5000 };

static const struct sql_table txn_sql;

const struct sql_table *const db_tables[NOUNS] = {
	[TXN] = &txn_sql,
#define NOUN(upper, lower) [upper] = &lower##_sql,
	NOUN_LIST(NOUN)
#undef NOUN
};

enum { BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, UNDO, READ };

static const char *const sql[] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SAVEPOINT] = "SAVEPOINT verb",
	[RELEASE] = "RELEASE verb",
	[UNDO] = "ROLLBACK TO verb",
	[READ] = "BEGIN",
};

static const struct sql_table txn_sql = { sql, COUNT(sql) };

enum err
db_fault(struct db *db, const char *what)
{
	log_event(LOG_ERROR, "sqlite", "doing=%s code=%d message=\"%s\"", what,
	    sqlite3_extended_errcode(db->handle), sqlite3_errmsg(db->handle));
	return ERR_INTERNAL;
}

static enum err
run_script(struct db *db, const char *text)
{
	if (sqlite3_exec(db->handle, text, NULL, NULL, NULL) == SQLITE_OK)
		return OK;
	return db_fault(db, "script");
}

static int
pragma_int(struct db *db, const char *pragma)
{
	sqlite3_stmt *st;
	int value = -1;

	if (sqlite3_prepare_v2(db->handle, pragma, -1, &st, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(st) == SQLITE_ROW)
		value = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return value;
}

/* Once the statements stand, nobody changes the schema or other files. */
static int
authorize(void *p, int action, const char *a, const char *b, const char *c,
    const char *d)
{
	(void)p, (void)a, (void)b, (void)c, (void)d;
	switch (action) {
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
	case SQLITE_ALTER_TABLE:
	case SQLITE_DROP_TABLE:
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_TRIGGER:
		return SQLITE_DENY;
	default:
		return SQLITE_OK;
	}
}

static enum err
configure(struct db *db)
{
	enum err err;

	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL,
	    LOOKASIDE_BYTES, LOOKASIDE_SLOTS);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* A plan is made once; else some are made anew at each bind. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, 4 << 20);
	sqlite3_limit(db->handle, SQLITE_LIMIT_SQL_LENGTH, 100000);
	sqlite3_limit(db->handle, SQLITE_LIMIT_VARIABLE_NUMBER, 200);
	err = run_script(db, "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
	    "PRAGMA secure_delete=ON");
	if (err)
		return err;
	if (db->mode == DB_READ) {
		sqlite3_db_config(db->handle,
		    SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return run_script(db, "PRAGMA mmap_size=1073741824;"
		    "PRAGMA query_only=ON");
	}
	/* Readers see a mapped page anew each time: checking the size of all
	 * its cells takes a fifth of a page's time.  Who writes checks. */
	return run_script(db, "PRAGMA journal_mode=WAL;"
	    "PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL;"
	    "PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0");
}

/* Makes an empty file ours; later versions add their migrations here. */
static enum err
make_schema(struct db *db)
{
	enum err err = run_script(db, "BEGIN IMMEDIATE");

	for (const struct file *f = schema_files; !err && f->path; f++)
		if (strcmp(f->path, "db/schema.sql") == 0)
			err = run_script(db, f->text);
	if (!err)
		err = run_script(db, "PRAGMA user_version=1;"
		    "PRAGMA application_id=2053792627; COMMIT");
	return err;
}

static enum err
check_schema(struct db *db, const char *where)
{
	int version = pragma_int(db, "PRAGMA user_version");
	int id = pragma_int(db, "PRAGMA application_id");

	if (version == 0 && id == 0 && db->mode == DB_WRITE)
		return make_schema(db);
	if (version == SCHEMA_VERSION && id == APPLICATION_ID)
		return OK;
	log_event(LOG_ERROR, "schema", "file=%s version=%d id=%x", where,
	    version, (unsigned)id);
	return ERR_INVALID;
}

enum err
db_prepare(struct db *db, int noun, int i)
{
	const char *text = db_tables[noun]->text[i];

	db->read_until = clock_ms() + READ_MS;
	if (sqlite3_prepare_v3(db->handle, text, -1,
	    SQLITE_PREPARE_PERSISTENT, &db->stmts[noun][i].handle, NULL) ==
	    SQLITE_OK)
		return OK;
	log_event(LOG_ERROR, "prepare", "sql=\"%s\"", text);
	return db_fault(db, "prepare");
}

/*
 * The connection that writes prepares all, so that no program starts with SQL
 * that is wrong.  Those that read are many, and would hold four megabytes
 * each: what one is never asked for it does not prepare.
 */
static enum err
prepare_all(struct db *db)
{
	enum err err = OK;

	for (int noun = 0; noun < NOUNS; noun++) {
		size_t n = db_tables[noun]->n;

		db->stmts[noun] = calloc(n, sizeof(struct stmt));
		if (db->stmts[noun] == NULL)
			bug("out of memory: statements");
		for (size_t i = 0; !err && i < n; i++) {
			db->stmts[noun][i].db = db;
			if (db->mode == DB_WRITE)
				err = db_prepare(db, noun, (int)i);
		}
	}
	return err;
}

static int
count_log(void *p, sqlite3 *handle, const char *name, int pages)
{
	struct db *db = p;

	(void)handle, (void)name;
	db->log_pages = pages;
	return SQLITE_OK;
}

static int
stop_long_read(void *p)
{
	const struct db *db = p;

	return !db->in_txn && clock_ms() > db->read_until;
}

enum err
db_open(struct db **out, const char *where, enum db_mode mode)
{
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
	    (mode == DB_READ ? SQLITE_OPEN_READONLY :
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	struct db *db = calloc(1, sizeof *db);
	enum err err;

	if (db == NULL)
		bug("out of memory: connection");
	/* Its statistics of memory cost a lock shared by all threads. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	db->mode = mode;
	if (sqlite3_open_v2(where, &db->handle, flags, NULL) != SQLITE_OK) {
		err = db_fault(db, "open");
		goto fail;
	}
	/* In WAL nobody waits; a store in memory has readers' locks. */
	sqlite3_busy_timeout(db->handle, WAIT_MS);
	err = configure(db);
	if (!err)
		err = check_schema(db, where);
	if (err && (sqlite3_errcode(db->handle) & 0xff) == SQLITE_NOTADB)
		err = ERR_INVALID;
	if (!err)
		err = prepare_all(db);
	if (err)
		goto fail;
	sqlite3_set_authorizer(db->handle, authorize, NULL);
	if (mode == DB_READ)
		sqlite3_progress_handler(db->handle, READ_STEPS,
		    stop_long_read, db);
	else
		sqlite3_wal_hook(db->handle, count_log, db);
	*out = db;
	return OK;
fail:
	db_close(db);
	return err;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (int noun = 0; noun < NOUNS; noun++) {
		if (db->stmts[noun] == NULL)
			continue;
		for (size_t i = 0; i < db_tables[noun]->n; i++)
			sqlite3_finalize(db->stmts[noun][i].handle);
		free(db->stmts[noun]);
	}
	if (sqlite3_close(db->handle) != SQLITE_OK)
		bug("db_close: something is still open");
	free(db);
}

void
db_use_arena(struct db *db, struct arena *a)
{
	db->arena = a;
}

struct arena *
db_arena(struct db *db)
{
	return db->arena;
}

static enum err
txn(struct db *db, int i)
{
	return stmt_run(db_stmt(db, TXN, i));
}

enum err
db_begin(struct db *db, int64_t now)
{
	enum err err = txn(db, BEGIN);

	if (!err) {
		db->in_txn = true;
		if (now > db->now)
			db->now = now;
	}
	return err;
}

int64_t
db_now(const struct db *db)
{
	return db->now;
}

enum err
db_commit(struct db *db)
{
	int code;

	db->in_txn = false;
	if (txn(db, COMMIT) == OK)
		return OK;
	code = sqlite3_errcode(db->handle);
	if (code == SQLITE_FULL) {
		db_rollback(db);
		return ERR_BUSY;
	}
	/* After a failed fsync the rows may be there or not: ask recovery. */
	log_event(LOG_ERROR, "commit_unknown", "code=%d", code);
	_exit(EXIT_IO);
}

void
db_rollback(struct db *db)
{
	db->in_txn = false;
	db->changed = false;
	db->late = NULL;
	if (!sqlite3_get_autocommit(db->handle))
		(void)txn(db, ROLLBACK);
}

enum err
db_savepoint(struct db *db)
{
	return txn(db, SAVEPOINT);
}

enum err
db_savepoint_end(struct db *db, enum err err)
{
	if (err && txn(db, UNDO) != OK)
		return ERR_INTERNAL;
	if (txn(db, RELEASE) != OK)
		return ERR_INTERNAL;
	return err;
}

void
db_snapshot(struct db *db)
{
	(void)txn(db, READ);
}

void
db_snapshot_end(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		(void)txn(db, COMMIT);
}

void
db_late(struct db *db, late_fn *fn)
{
	if (db->late != NULL && db->late != fn)
		bug("two functions for the end of a transaction");
	db->late = fn;
}

enum err
db_late_run(struct db *db)
{
	late_fn *fn = db->late;

	db->late = NULL;
	return fn ? fn(db) : OK;
}

void
db_changed(struct db *db)
{
	db->changed = true;
}

bool
db_changes(struct db *db)
{
	bool changed = db->changed;

	db->changed = false;
	return changed;
}

void
db_check_idle(struct db *db)
{
	for (int noun = 0; noun < NOUNS; noun++)
		for (size_t i = 0; i < db_tables[noun]->n; i++)
			if (db->stmts[noun][i].open)
				bug("statement left open: %s",
				    db_tables[noun]->text[i]);
	if (!sqlite3_get_autocommit(db->handle))
		bug("transaction left open");
}

int
db_checkpoint(struct db *db, bool truncate)
{
	int in_log = 0, done = 0;

	if (sqlite3_wal_checkpoint_v2(db->handle, NULL, truncate ?
	    SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &in_log,
	    &done) != SQLITE_OK)
		return -1;
	if (truncate)
		db->log_pages = 0;
	return in_log - done;
}

int
db_log_pages(const struct db *db)
{
	return db->log_pages;
}

static void
plan_of(struct db *db, const char *text, void (*fn)(void *p,
    const char *sql, const char *line), void *p)
{
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
	sqlite3_stmt *st;

	if (explain == NULL || sqlite3_prepare_v2(db->handle, explain, -1,
	    &st, NULL) != SQLITE_OK)
		bug("no plan for: %s", text);
	while (sqlite3_step(st) == SQLITE_ROW)
		fn(p, text, (const char *)sqlite3_column_text(st, 3));
	sqlite3_finalize(st);
	sqlite3_free(explain);
}

void
db_plans(struct db *db, void (*fn)(void *p, const char *sql,
    const char *line), void *p)
{
	for (int noun = 0; noun < NOUNS; noun++)
		for (size_t i = 0; noun != TXN && i < db_tables[noun]->n; i++)
			plan_of(db, db_tables[noun]->text[i], fn, p);
}

enum err
db_verify(struct db *db)
{
	sqlite3_stmt *st;
	bool good = false;

	if (sqlite3_prepare_v2(db->handle, "PRAGMA integrity_check", -1, &st,
	    NULL) != SQLITE_OK)
		return db_fault(db, "verify");
	if (sqlite3_step(st) == SQLITE_ROW)
		good = strcmp((const char *)sqlite3_column_text(st, 0),
		    "ok") == 0;
	sqlite3_finalize(st);
	return good ? OK : ERR_INVALID;
}
