/* SPDX-License-Identifier: Apache-2.0 */
/* due.c: the SQL of what the clock has to do. */
#include "db/due.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	PUT, DONE, DONE_EVERY, DONE_ALL, POSTPONE, MOOT, GET, WAITING, ACTING,
	PROVISIONAL
};

#define DUE_COLUMNS							\
	"project_id, event, object_id, from_at, span, due_at,"		\
	" provisional, coalesce(act_at, 0), done_at, params"

static const char *const sql[] = {
	[PUT] =
		"INSERT INTO due (project_id, event, object_id, from_at,"
		" span, params, due_at, provisional, act_at) VALUES (:project,"
		" :event, :object, :from, :span, :params, :at, :provisional,"
		" :act)"
		" ON CONFLICT (project_id, event, object_id) DO UPDATE SET"
		" from_at = excluded.from_at, span = excluded.span,"
		" params = excluded.params,"
		" due_at = excluded.due_at,"
		" provisional = excluded.provisional,"
		" act_at = excluded.act_at, done_at = NULL",
	[DONE] =
		"UPDATE due SET done_at = :now WHERE project_id = :project"
		" AND event = :event AND object_id = :object"
		" AND done_at IS NULL",
	[DONE_EVERY] =
		"UPDATE due SET done_at = :now WHERE project_id = :project"
		" AND event = :event AND done_at IS NULL",
	[DONE_ALL] =
		"UPDATE due SET done_at = :now WHERE project_id = :project"
		" AND done_at IS NULL",
	[POSTPONE] =
		"UPDATE due SET act_at = :act WHERE project_id = :project"
		" AND event = :event AND object_id = :object"
		" AND act_at <= :now AND done_at IS NULL",
	[MOOT] =
		"UPDATE due SET done_at = :now WHERE project_id = :project"
		" AND event = :event AND object_id = :object"
		" AND act_at <= :now AND done_at IS NULL",
	[GET] =
		"SELECT " DUE_COLUMNS " FROM due WHERE project_id = :project"
		" AND event = :event AND object_id = :object",
	[WAITING] =
		"SELECT " DUE_COLUMNS " FROM due WHERE project_id = :project"
		" AND done_at IS NULL ORDER BY due_at, event LIMIT 100",
	[ACTING] =
		"SELECT " DUE_COLUMNS " FROM due WHERE done_at IS NULL"
		" AND act_at IS NOT NULL AND act_at <= :now ORDER BY act_at,"
		" due_at, project_id, event, object_id LIMIT :limit",
	[PROVISIONAL] =
		"SELECT " DUE_COLUMNS " FROM due WHERE done_at IS NULL"
		" AND provisional = 1 AND (project_id, event, object_id) >"
		" (:project, :event, :object)"
		" ORDER BY project_id, event, object_id LIMIT :limit",
};

const struct sql_table due_sql = { sql, COUNT(sql) };

enum err
db_due_put(struct db *db, const struct due *d)
{
	struct stmt *st = db_stmt(db, DUE, PUT);

	bind_int(st, ":project", d->project_id);
	bind_text(st, ":event", d->event);
	bind_int(st, ":object", d->object_id);
	bind_int(st, ":from", d->from_at);
	bind_text(st, ":span", d->span);
	bind_opt(st, ":params", d->params);
	bind_int(st, ":at", d->due_at);
	bind_int(st, ":provisional", d->provisional);
	bind_opt(st, ":act", d->act_at);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_due_done(struct db *db, int64_t project_id, const char *event,
    int64_t object_id)
{
	struct stmt *st = db_stmt(db, DUE, object_id < 0 ? DONE_EVERY : DONE);

	bind_int(st, ":project", project_id);
	bind_text(st, ":event", event);
	if (object_id >= 0)
		bind_int(st, ":object", object_id);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

static void
bind_key(struct stmt *st, const struct due *d)
{
	bind_int(st, ":project", d->project_id);
	bind_text(st, ":event", d->event);
	bind_int(st, ":object", d->object_id);
}

enum err
db_due_postpone(struct db *db, const struct due *d, int64_t act_at)
{
	struct stmt *st = db_stmt(db, DUE, POSTPONE);

	bind_key(st, d);
	bind_int(st, ":act", act_at);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_due_moot(struct db *db, const struct due *d)
{
	struct stmt *st = db_stmt(db, DUE, MOOT);

	bind_key(st, d);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_due_done_all(struct db *db, int64_t project_id)
{
	struct stmt *st = db_stmt(db, DUE, DONE_ALL);

	bind_int(st, ":project", project_id);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

static void
from_row(struct due *d, struct stmt *st)
{
	*d = (struct due){
		.project_id = column_int(st, 0),
		.event = column_text(st, 1),
		.object_id = column_int(st, 2),
		.from_at = column_int(st, 3),
		.span = column_text(st, 4),
		.due_at = column_int(st, 5),
		.provisional = column_int(st, 6) != 0,
		.act_at = column_int(st, 7),
		.done_at = column_int(st, 8),
		.params = column_int(st, 9),
	};
}

enum err
db_due_get(struct db *db, int64_t project_id, const char *event,
    int64_t object_id, struct due *d)
{
	struct stmt *st = db_stmt(db, DUE, GET);
	bool found;
	enum err err;

	bind_int(st, ":project", project_id);
	bind_text(st, ":event", event);
	bind_int(st, ":object", object_id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(d, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct due **list, size_t *n)
{
	struct due *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_due_waiting(struct db *db, int64_t project_id, struct due **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, DUE, WAITING);

	bind_int(st, ":project", project_id);
	return read_all(db, st, list, n);
}

enum err
db_due_acting(struct db *db, int64_t now, int limit, struct due **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, DUE, ACTING);

	bind_int(st, ":now", now);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_due_provisional(struct db *db, const struct due *after, int limit,
    struct due **list, size_t *n)
{
	struct stmt *st = db_stmt(db, DUE, PROVISIONAL);

	bind_int(st, ":project", after->project_id);
	bind_text(st, ":event", after->event);
	bind_int(st, ":object", after->object_id);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}
