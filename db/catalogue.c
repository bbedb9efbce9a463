/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue.c: the versions of the credit catalogue. */
#include "db/catalogue.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { ALL, GET, ADD, D_FISCAL };

static const char *const sql[] = {
	[ALL] =
		"SELECT version, text FROM credit_catalogue"
		" ORDER BY version",
	[GET] =
		"SELECT effective_from, text FROM credit_catalogue"
		" WHERE version = :version",
	[ADD] =
		"INSERT INTO credit_catalogue (effective_from, d_fiscal, text)"
		" VALUES (:at, :d, :text) RETURNING version",
	[D_FISCAL] =
		"SELECT d_fiscal FROM credit_catalogue"
		" ORDER BY version DESC LIMIT 1",
};

const struct sql_table catalogue_sql = { sql, COUNT(sql) };

enum err
db_catalogue_all(struct db *db, const char ***texts, size_t *n)
{
	struct stmt *st = db_stmt(db, CATALOGUE, ALL);
	const char **list = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		list = list_grow(db, list, *n, sizeof *list);
		list[(*n)++] = column_text(st, 1);
		if (column_int(st, 0) != (int64_t)*n)
			bug("versions of the catalogue have a gap");
	}
	stmt_reset(st);
	*texts = list;
	return err;
}

enum err
db_catalogue_get(struct db *db, int64_t version, int64_t *from,
    const char **text)
{
	struct stmt *st = db_stmt(db, CATALOGUE, GET);
	bool found;
	enum err err;

	bind_int(st, ":version", version);
	err = stmt_step(st, &found);
	if (!err && found) {
		*from = column_int(st, 0);
		*text = column_text(st, 1);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_catalogue_add(struct db *db, const char *text, bool d_fiscal,
    int64_t *version)
{
	struct stmt *st = db_stmt(db, CATALOGUE, ADD);

	bind_int(st, ":at", db_now(db));
	bind_int(st, ":d", d_fiscal);
	bind_text(st, ":text", text);
	db_changed(db);
	return stmt_id(st, version);
}

enum err
db_catalogue_d_fiscal(struct db *db, bool *yes)
{
	int64_t d = 0;
	enum err err = stmt_int(db_stmt(db, CATALOGUE, D_FISCAL), &d);

	*yes = d != 0;
	return err;
}
