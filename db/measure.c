/* SPDX-License-Identifier: Apache-2.0 */
/* measure.c: the measure table's SQL. */
#include "db/measure.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { ADD, OF_PARTY };

static const char *const sql[] = {
	[ADD] =
		"INSERT INTO measure (party_id, side, name, good, total)"
		" VALUES (:party, :side, :name, :good, :total)"
		" ON CONFLICT (party_id, side, name) DO UPDATE SET"
		" good = measure.good + excluded.good,"
		" total = measure.total + excluded.total",
	[OF_PARTY] =
		"SELECT name, good, total FROM measure"
		" WHERE party_id = :party AND side = :side ORDER BY name",
};

const struct sql_table measure_sql = { sql, COUNT(sql) };

enum err
db_measure_add(struct db *db, int64_t party_id, const char *side,
    const char *name, int64_t good, int64_t total)
{
	struct stmt *st = db_stmt(db, MEASURE, ADD);

	bind_int(st, ":party", party_id);
	bind_text(st, ":side", side);
	bind_text(st, ":name", name);
	bind_int(st, ":good", good);
	bind_int(st, ":total", total);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_measure_of(struct db *db, int64_t party_id, const char *side,
    struct measure **list, size_t *n)
{
	struct stmt *st = db_stmt(db, MEASURE, OF_PARTY);
	struct measure *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":party", party_id);
	bind_text(st, ":side", side);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[*n].name = column_text(st, 0);
		rows[*n].good = column_int(st, 1);
		rows[(*n)++].total = column_int(st, 2);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
