/* SPDX-License-Identifier: Apache-2.0 */
/* round.c: the round table's SQL, and its mapping to struct round. */
#include "db/round.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, OF_PROJECT, BY_ID, CLOSE };

#define ROUND_COLUMNS							\
	"id, project_id, n, sealing_id, public_key, opens, deadline,"	\
	" min_entrants, closed_at, seed"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO round (project_id, n, sealing_id, public_key,"
		" opens, deadline, min_entrants) VALUES (:project, :n,"
		" :sealing, :key, :opens, :deadline, :min) RETURNING id",
	[OF_PROJECT] =
		"SELECT " ROUND_COLUMNS " FROM round"
		" WHERE project_id = :project ORDER BY n DESC LIMIT 1",
	[BY_ID] =
		"SELECT " ROUND_COLUMNS " FROM round WHERE id = :id",
	[CLOSE] =
		"UPDATE round SET closed_at = :now, seed = :seed"
		" WHERE id = :id AND closed_at IS NULL",
};

const struct sql_table round_sql = { sql, COUNT(sql) };

static void
round_from_row(struct round *r, struct stmt *st)
{
	r->id = column_int(st, 0);
	r->project_id = column_int(st, 1);
	r->n = column_int(st, 2);
	r->sealing_id = column_text(st, 3);
	column_bytes(st, 4, r->public_key, sizeof r->public_key);
	r->opens = column_int(st, 5);
	r->deadline = column_int(st, 6);
	r->min_entrants = column_int(st, 7);
	r->closed_at = column_int(st, 8);
	r->drawn = column_bytes(st, 9, r->seed, sizeof r->seed);
}

enum err
db_round_insert(struct db *db, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, INSERT);

	bind_int(st, ":project", r->project_id);
	bind_int(st, ":n", r->n);
	bind_text(st, ":sealing", r->sealing_id);
	bind_blob(st, ":key", r->public_key, sizeof r->public_key);
	bind_int(st, ":opens", r->opens);
	bind_int(st, ":deadline", r->deadline);
	bind_int(st, ":min", r->min_entrants);
	return stmt_id(st, &r->id);
}

static enum err
read_one(struct stmt *st, struct round *r)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		round_from_row(r, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_round_of_project(struct db *db, int64_t project_id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_one(st, r);
}

enum err
db_round_get(struct db *db, int64_t id, struct round *r)
{
	struct stmt *st = db_stmt(db, ROUND, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, r);
}

enum err
db_round_close(struct db *db, int64_t id, const unsigned char *seed)
{
	struct stmt *st = db_stmt(db, ROUND, CLOSE);
	enum err err;

	bind_int(st, ":id", id);
	bind_int(st, ":now", db_now(db));
	bind_blob(st, ":seed", seed, ROUND_SEED);
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	return err;
}
