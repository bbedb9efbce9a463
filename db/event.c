/* SPDX-License-Identifier: Apache-2.0 */
/* event.c: the SQL of timelines. */
#include "db/event.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { ADD, FIRST, LIST, MOVES, HAS };

#define EVENT_COLUMNS							\
	"id, at, event, from_state, to_state, reason, coalesce(leaf, -1)"

static const char *const sql[] = {
	[ADD] =
		"INSERT INTO project_event (project_id, at, account_id, event,"
		" from_state, to_state, reason, leaf) VALUES (:project, :at,"
		" :account, :event, :from, :to, :reason, :leaf)",
	[FIRST] =
		"SELECT " EVENT_COLUMNS " FROM project_event"
		" WHERE project_id = :project ORDER BY id LIMIT 200",
	[LIST] =
		"SELECT " EVENT_COLUMNS " FROM project_event"
		" WHERE project_id = :project AND id < :before"
		" ORDER BY id DESC LIMIT :limit",
	[MOVES] =
		"SELECT " EVENT_COLUMNS " FROM project_event"
		" WHERE project_id = :project AND from_state <> to_state"
		" ORDER BY id LIMIT 200",
	[HAS] =
		"SELECT count(*) FROM project_event"
		" WHERE project_id = :project AND event = :event",
};

const struct sql_table event_sql = { sql, COUNT(sql) };

enum err
db_project_event_add(struct db *db, int64_t project_id, int64_t account_id,
    const struct project_event *e)
{
	struct stmt *st = db_stmt(db, EVENT, ADD);

	bind_int(st, ":project", project_id);
	bind_int(st, ":at", db_now(db));
	bind_opt(st, ":account", account_id);
	bind_text(st, ":event", e->event);
	bind_text(st, ":from", e->from_state);
	bind_text(st, ":to", e->to_state);
	bind_text(st, ":reason", e->reason);
	if (e->leaf < 0)
		bind_null(st, ":leaf");
	else
		bind_int(st, ":leaf", e->leaf);
	return stmt_run(st);
}

static enum err
read_list(struct db *db, struct stmt *st, struct project_event **list,
    size_t *n)
{
	struct project_event *events = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		events = list_grow(db, events, *n, sizeof *events);
		events[(*n)++] = (struct project_event){
			.id = column_int(st, 0),
			.at = column_int(st, 1),
			.event = column_text(st, 2),
			.from_state = column_text(st, 3),
			.to_state = column_text(st, 4),
			.reason = column_text(st, 5),
			.leaf = column_int(st, 6),
		};
	}
	stmt_reset(st);
	*list = events;
	return err;
}

enum err
db_project_events(struct db *db, int64_t project_id,
    struct project_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVENT, FIRST);

	bind_int(st, ":project", project_id);
	return read_list(db, st, list, n);
}

enum err
db_project_timeline(struct db *db, int64_t project_id, int64_t before_id,
    int limit, struct project_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVENT, LIST);

	bind_int(st, ":project", project_id);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_project_moves(struct db *db, int64_t project_id,
    struct project_event **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVENT, MOVES);

	bind_int(st, ":project", project_id);
	return read_list(db, st, list, n);
}

enum err
db_project_event_has(struct db *db, int64_t project_id, const char *event,
    bool *has)
{
	struct stmt *st = db_stmt(db, EVENT, HAS);
	int64_t n = 0;
	enum err err;

	bind_int(st, ":project", project_id);
	bind_text(st, ":event", event);
	err = stmt_int(st, &n);
	*has = n > 0;
	return err;
}
