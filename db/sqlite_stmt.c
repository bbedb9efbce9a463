/* SPDX-License-Identifier: Apache-2.0 */
/* sqlite_stmt.c: the SQLite driver behind stmt.h: statements, rows, lists. */
#include "db/sqlite.h"

#include <string.h>

#include "market/base/clock.h"

struct stmt *
db_stmt(struct db *db, int noun, int i)
{
	struct stmt *st = &db->stmts[noun][i];

	if (st->handle == NULL && db_prepare(db, noun, i) != OK)
		bug("not prepared: %s", db_tables[noun]->text[i]);
	if (st->open)
		bug("statement used within itself: %s",
		    db_tables[noun]->text[i]);
	return st;
}

static int
place(struct stmt *st, const char *name)
{
	int i = sqlite3_bind_parameter_index(st->handle, name);

	if (i == 0)
		bug("no %s in: %s", name, sqlite3_sql(st->handle));
	return i;
}

void
bind_int(struct stmt *st, const char *name, int64_t value)
{
	sqlite3_bind_int64(st->handle, place(st, name), value);
}

void
bind_null(struct stmt *st, const char *name)
{
	sqlite3_bind_null(st->handle, place(st, name));
}

void
bind_text(struct stmt *st, const char *name, const char *text)
{
	sqlite3_bind_text(st->handle, place(st, name), text, -1,
	    SQLITE_STATIC);
}

void
bind_blob(struct stmt *st, const char *name, const void *data, size_t n)
{
	if (data == NULL)
		bind_null(st, name);
	else
		sqlite3_bind_blob64(st->handle, place(st, name), data, n,
		    SQLITE_STATIC);
}

void
bind_opt(struct stmt *st, const char *name, int64_t value)
{
	if (value == 0)
		bind_null(st, name);
	else
		bind_int(st, name, value);
}

enum err
stmt_step(struct stmt *st, bool *found)
{
	int code;

	if (!st->open && st->db->mode == DB_READ)
		st->db->read_until = clock_ms() + READ_MS;
	code = sqlite3_step(st->handle);
	st->open = true;
	*found = code == SQLITE_ROW;
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return OK;
	if ((code & 0xff) == SQLITE_CONSTRAINT)
		return ERR_CONFLICT;
	if ((code & 0xff) == SQLITE_FULL)
		return ERR_BUSY;
	return db_fault(st->db, sqlite3_sql(st->handle));
}

void
stmt_reset(struct stmt *st)
{
	st->open = false;
	sqlite3_reset(st->handle);
	sqlite3_clear_bindings(st->handle);
}

enum err
stmt_run(struct stmt *st)
{
	bool found;
	enum err err = stmt_step(st, &found);

	stmt_reset(st);
	return err;
}

enum err
stmt_ints(struct stmt *st, int64_t *values, size_t *n)
{
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found)
		values[(*n)++] = column_int(st, 0);
	stmt_reset(st);
	return err;
}

enum err
stmt_int(struct stmt *st, int64_t *value)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		*value = column_int(st, 0);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
stmt_id(struct stmt *st, int64_t *id)
{
	return stmt_int(st, id);
}

int64_t
stmt_changes(struct stmt *st)
{
	return sqlite3_changes64(st->db->handle);
}

int64_t
column_int(struct stmt *st, int i)
{
	return sqlite3_column_int64(st->handle, i);
}

bool
column_is_null(struct stmt *st, int i)
{
	return sqlite3_column_type(st->handle, i) == SQLITE_NULL;
}

const char *
column_text(struct stmt *st, int i)
{
	const unsigned char *text = sqlite3_column_text(st->handle, i);
	int n = sqlite3_column_bytes(st->handle, i);

	if (text == NULL)
		return "";
	return arena_strndup(st->db->arena, (const char *)text, (size_t)n);
}

const void *
column_blob(struct stmt *st, int i, size_t *n)
{
	const void *data = sqlite3_column_blob(st->handle, i);
	void *copy;

	*n = (size_t)sqlite3_column_bytes(st->handle, i);
	if (data == NULL)
		return NULL;
	copy = arena_alloc(st->db->arena, *n);
	return memcpy(copy, data, *n);
}

bool
column_bytes(struct stmt *st, int i, void *out, size_t n)
{
	const void *data = sqlite3_column_blob(st->handle, i);

	memset(out, 0, n);
	if (data == NULL || (size_t)sqlite3_column_bytes(st->handle, i) != n)
		return false;
	memcpy(out, data, n);
	return true;
}

void *
list_grow(struct db *db, void *list, size_t n, size_t size)
{
	void *more;

	if (n >= LIST_MAX)
		bug("a list of more than %d rows", LIST_MAX);
	if (n & (n - 1) || (n > 0 && n < 16))
		return list;		/* room until the next power of two */
	more = arena_alloc(db->arena, (n < 16 ? 16 : n * 2) * size);
	if (n > 0)
		memcpy(more, list, n * size);
	return more;
}
