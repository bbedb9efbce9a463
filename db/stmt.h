/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_STMT_H
#define DB_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

/*
 * What the files of db/ use of a driver, and nobody else.  A statement is
 * taken, bound, stepped, mapped and reset, on every path.  A name that the
 * statement does not have is a bug().
 */
struct stmt;

/* The compiled statement i of noun's table; unbound. */
struct stmt *db_stmt(struct db *db, int noun, int i);

void bind_int(struct stmt *st, const char *name, int64_t value);
void bind_null(struct stmt *st, const char *name);
/* text and data stay the caller's until stmt_reset(); NULL binds NULL. */
void bind_text(struct stmt *st, const char *name, const char *text);
void bind_blob(struct stmt *st, const char *name, const void *data, size_t n);
/* 0 binds NULL: for «none yet» in times and references. */
void bind_opt(struct stmt *st, const char *name, int64_t value);

/*
 * OK		*found says whether there is a row
 * ERR_CONFLICT	a UNIQUE, CHECK or foreign key was broken
 * ERR_INTERNAL	logged
 */
enum err stmt_step(struct stmt *st, bool *found);

/* Steps once, wants no row, resets. */
enum err stmt_run(struct stmt *st);

/* Steps once, reads column 0 as id, resets: for RETURNING id. */
enum err stmt_id(struct stmt *st, int64_t *id);

/* All rows' column 0, into as many places as the statement's limit; resets. */
enum err stmt_ints(struct stmt *st, int64_t *values, size_t *n);

/* Steps once, resets: ERR_NOT_FOUND where there is no row. */
enum err stmt_int(struct stmt *st, int64_t *value);

void stmt_reset(struct stmt *st);

/* Rows changed by the last stmt_run() of this connection. */
int64_t stmt_changes(struct stmt *st);

/* Columns from 0.  NULL reads as 0 and "". */
int64_t column_int(struct stmt *st, int i);
bool column_is_null(struct stmt *st, int i);
/* Copied into the connection's arena. */
const char *column_text(struct stmt *st, int i);
const void *column_blob(struct stmt *st, int i, size_t *n);
/* Exactly n bytes into out; NULL or another length: zeros, and false. */
bool column_bytes(struct stmt *st, int i, void *out, size_t n);

/*
 * Lists: an array in the arena that grows by doubling.  LIST_MAX bounds what
 * one read may bring: no page works on more.
 */
enum { LIST_MAX = 1 << 20 };
void *list_grow(struct db *db, void *list, size_t n, size_t size);

#endif
