/* SPDX-License-Identifier: Apache-2.0 */
/* inspector.c: the SQL of inspectors, and of whom they must not inspect. */
#include "db/inspector.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, STOP, BY_ID, OF_ACCOUNT, LIST, ACTIVE, DECLARE, DECLARED };

#define SELECT								\
	"SELECT i.id, i.account_id, a.name, i.unit, i.active"		\
	" FROM inspector i JOIN account a ON a.id = i.account_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO inspector (account_id, unit)"
		" VALUES (:account, :unit) RETURNING id",
	[STOP] = "UPDATE inspector SET active = 0 WHERE id = :id",
	[BY_ID] = SELECT " WHERE i.id = :id",
	[OF_ACCOUNT] = SELECT " WHERE i.account_id = :account",
	[LIST] =
		SELECT " WHERE i.id < :before ORDER BY i.id DESC"
		" LIMIT :limit",
	[ACTIVE] =
		SELECT " WHERE i.active = 1 ORDER BY i.id LIMIT :limit",
	[DECLARE] =
		"INSERT INTO inspector_conflict (inspector_id, agency_id,"
		" reason, declared_at) VALUES (:inspector, :agency, :reason,"
		" :now) ON CONFLICT (inspector_id, agency_id) DO NOTHING",
	[DECLARED] =
		"SELECT c.inspector_id, c.agency_id, p.name, p.uscc,"
		" c.reason, c.declared_at FROM inspector_conflict c"
		" JOIN party p ON p.id = c.agency_id"
		" WHERE c.inspector_id = :inspector ORDER BY c.agency_id"
		" LIMIT :limit",
};

const struct sql_table inspector_sql = { sql, COUNT(sql) };

static void
from_row(struct inspector *i, struct stmt *st)
{
	*i = (struct inspector){
		.id = column_int(st, 0),
		.account_id = column_int(st, 1),
		.name = column_text(st, 2),
		.unit = column_text(st, 3),
		.active = column_int(st, 4) != 0,
	};
}

static enum err
read_one(struct stmt *st, struct inspector *i)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		from_row(i, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct inspector **list, size_t *n)
{
	struct inspector *rows = NULL;
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
db_inspector_insert(struct db *db, struct inspector *i)
{
	struct stmt *st = db_stmt(db, INSPECTOR, INSERT);

	bind_int(st, ":account", i->account_id);
	bind_text(st, ":unit", i->unit);
	return stmt_id(st, &i->id);
}

enum err
db_inspector_stop(struct db *db, int64_t id)
{
	struct stmt *st = db_stmt(db, INSPECTOR, STOP);
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_NOT_FOUND : err;
}

enum err
db_inspector_get(struct db *db, int64_t id, struct inspector *i)
{
	struct stmt *st = db_stmt(db, INSPECTOR, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, i);
}

enum err
db_inspector_of_account(struct db *db, int64_t account_id,
    struct inspector *i)
{
	struct stmt *st = db_stmt(db, INSPECTOR, OF_ACCOUNT);

	bind_int(st, ":account", account_id);
	return read_one(st, i);
}

enum err
db_inspector_list(struct db *db, int64_t before_id, int limit,
    struct inspector **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTOR, LIST);

	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_inspector_active(struct db *db, int limit, struct inspector **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTOR, ACTIVE);

	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_inspector_conflict_add(struct db *db, const struct inspector_conflict *c)
{
	struct stmt *st = db_stmt(db, INSPECTOR, DECLARE);

	bind_int(st, ":inspector", c->inspector_id);
	bind_int(st, ":agency", c->agency_id);
	bind_text(st, ":reason", c->reason);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_inspector_conflicts(struct db *db, int64_t inspector_id, int limit,
    struct inspector_conflict **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTOR, DECLARED);
	struct inspector_conflict *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":inspector", inspector_id);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct inspector_conflict){
		    .inspector_id = column_int(st, 0),
		    .agency_id = column_int(st, 1),
		    .agency = column_text(st, 2), .uscc = column_text(st, 3),
		    .reason = column_text(st, 4),
		    .declared_at = column_int(st, 5) };
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
