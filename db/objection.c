/* SPDX-License-Identifier: Apache-2.0 */
/* objection.c: the objection table's SQL, and its mapping to the struct. */
#include "db/objection.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, MOVE, OF_PROJECT, OPEN, COUNT_OF, SUSPENDING, OLDEST };

#define SELECT								\
	"SELECT o.id, o.project_id, o.owner_id, o.party_id, p.name,"	\
	" o.about, o.facts, o.claim, o.filed_at, o.state, o.suspends,"	\
	" o.answer, o.answered_at FROM objection o"			\
	" JOIN party p ON p.id = o.party_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO objection (project_id, owner_id, party_id,"
		" about, facts, claim, filed_at, state, suspends)"
		" VALUES (:project, :owner, :party, :about, :facts, :claim,"
		" :now, 'filed', :suspends) RETURNING id",
	[BY_ID] = SELECT " WHERE o.id = :id",
	[MOVE] =
		"UPDATE objection SET state = :state, suspends = :suspends,"
		" answer = :answer, answered_at = :answered"
		" WHERE id = :id AND state = :from",
	[OF_PROJECT] =
		SELECT " WHERE o.project_id = :project"
		" ORDER BY o.id LIMIT 100",
	[OPEN] =
		SELECT " WHERE o.owner_id = :owner"
		" AND o.state IN ('filed', 'accepted')"
		" ORDER BY o.id LIMIT :limit",
	[COUNT_OF] =
		"SELECT count(*) FROM objection WHERE project_id = :project"
		" AND party_id = :party AND state IN ('filed', 'accepted')",
	[SUSPENDING] =
		"SELECT count(*) FROM objection WHERE project_id = :project"
		" AND suspends = 1",
	[OLDEST] =
		SELECT " WHERE o.state IN ('filed', 'accepted')"
		" ORDER BY o.filed_at, o.id LIMIT :limit",
};

const struct sql_table objection_sql = { sql, COUNT(sql) };

static void
from_row(struct objection *o, struct stmt *st)
{
	*o = (struct objection){
		.id = column_int(st, 0),
		.project_id = column_int(st, 1),
		.owner_id = column_int(st, 2),
		.party_id = column_int(st, 3),
		.party_name = column_text(st, 4),
		.about = column_text(st, 5),
		.facts = column_text(st, 6),
		.claim = column_text(st, 7),
		.filed_at = column_int(st, 8),
		.state = column_text(st, 9),
		.suspends = column_int(st, 10) != 0,
		.answer = column_text(st, 11),
		.answered_at = column_int(st, 12),
	};
}

enum err
db_objection_insert(struct db *db, struct objection *o)
{
	struct stmt *st = db_stmt(db, OBJECTION, INSERT);

	o->filed_at = db_now(db);
	bind_int(st, ":project", o->project_id);
	bind_int(st, ":owner", o->owner_id);
	bind_int(st, ":party", o->party_id);
	bind_text(st, ":about", o->about);
	bind_text(st, ":facts", o->facts);
	bind_text(st, ":claim", o->claim);
	bind_int(st, ":now", o->filed_at);
	bind_int(st, ":suspends", o->suspends);
	db_changed(db);
	return stmt_id(st, &o->id);
}

enum err
db_objection_get(struct db *db, int64_t id, struct objection *o)
{
	struct stmt *st = db_stmt(db, OBJECTION, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(o, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_objection_move(struct db *db, const struct objection *o, const char *from)
{
	struct stmt *st = db_stmt(db, OBJECTION, MOVE);
	enum err err;

	bind_int(st, ":id", o->id);
	bind_text(st, ":from", from);
	bind_text(st, ":state", o->state);
	bind_int(st, ":suspends", o->suspends);
	bind_text(st, ":answer", o->answer);
	bind_opt(st, ":answered", o->answered_at);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct objection **list, size_t *n)
{
	struct objection *rows = NULL;
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
db_objection_of_project(struct db *db, int64_t project_id,
    struct objection **list, size_t *n)
{
	struct stmt *st = db_stmt(db, OBJECTION, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_all(db, st, list, n);
}

enum err
db_objection_open(struct db *db, int64_t owner_id, int limit,
    struct objection **list, size_t *n)
{
	struct stmt *st = db_stmt(db, OBJECTION, OPEN);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_objection_oldest(struct db *db, int limit, struct objection **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, OBJECTION, OLDEST);

	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_objection_count(struct db *db, int64_t project_id, int64_t party_id,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, OBJECTION, COUNT_OF);

	bind_int(st, ":project", project_id);
	bind_int(st, ":party", party_id);
	return stmt_int(st, n);
}

enum err
db_objection_suspending(struct db *db, int64_t project_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, OBJECTION, SUSPENDING);

	bind_int(st, ":project", project_id);
	return stmt_int(st, n);
}
