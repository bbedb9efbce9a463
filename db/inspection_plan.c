/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_plan.c: the SQL of plans, their parts and what they draw from. */
#include "db/inspection_plan.h"

#include <inttypes.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum { PARTS = 16 };

enum {
	INSERT, NAME, BY_ID, UPDATE, LIST, CASE_PUT, CASE_GET, PART_ADD,
	PART_UPDATE, OF_PLAN, OBJECTS
};

#define SELECT								\
	"SELECT id, code, title, basis, key_items, general_items, year,"\
	" params, state, made_at, made_by, draws_at, text, staff, record,"\
	" coalesce(leaf, -1), coalesce(staff_leaf, -1),"		\
	" coalesce(open_leaf, -1), lines, whole, people, take, seed,"	\
	" drawn_at, reason, missing FROM inspection_plan"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO inspection_plan (code, title, basis, key_items,"
		" general_items, year, params, state, made_at, made_by,"
		" draws_at) VALUES (:code, :title, :basis, :key, :general,"
		" :year, :params, 'collecting', :now, :by, :draws)"
		" RETURNING id",
	[NAME] = "UPDATE inspection_plan SET code = :code WHERE id = :id",
	[BY_ID] = SELECT " WHERE id = :id",
	[UPDATE] =
		"UPDATE inspection_plan SET state = :state, text = :text,"
		" staff = :staff, record = :record, leaf = :leaf,"
		" staff_leaf = :staff_leaf, open_leaf = :open_leaf,"
		" lines = :lines, whole = :whole, people = :people,"
		" take = :take, seed = :seed, drawn_at = :drawn,"
		" reason = :reason, missing = :missing"
		" WHERE id = :id AND state = :was",
	[LIST] =
		SELECT " WHERE id < :before ORDER BY id DESC LIMIT :limit",
	[CASE_PUT] =
		"INSERT INTO inspection_case (plan_id, body)"
		" VALUES (:plan, :body)"
		" ON CONFLICT (plan_id) DO UPDATE SET body = excluded.body",
	[CASE_GET] = "SELECT body FROM inspection_case WHERE plan_id = :plan",
	[PART_ADD] =
		"INSERT INTO inspection_part (plan_id, i, name, hash)"
		" VALUES (:plan, :i, :name, :hash)",
	[PART_UPDATE] =
		"UPDATE inspection_part SET line = :line, r = :r"
		" WHERE plan_id = :plan AND i = :i",
	[OF_PLAN] =
		"SELECT plan_id, i, name, hash, line, r FROM inspection_part"
		" WHERE plan_id = :plan ORDER BY i LIMIT :limit",
	[OBJECTS] =
		"SELECT a.party_id, p.uscc, a.band, (SELECT count(*)"
		" FROM inspection_task t WHERE t.agency_id = a.party_id"
		" AND t.year = :year AND t.first_id IS NOT NULL)"
		" FROM agency a JOIN party p ON p.id = a.party_id"
		" WHERE a.party_id > :after AND a.state <> 'left'"
		" ORDER BY a.party_id LIMIT :limit",
};

const struct sql_table inspection_plan_sql = { sql, COUNT(sql) };

static void
from_row(struct inspection_plan *p, struct stmt *st)
{
	int i = 0;

	p->id = column_int(st, i++);
	p->code = column_text(st, i++);
	p->title = column_text(st, i++);
	p->basis = column_text(st, i++);
	p->key_items = column_text(st, i++);
	p->general_items = column_text(st, i++);
	p->year = column_int(st, i++);
	p->params = column_int(st, i++);
	p->state = column_text(st, i++);
	p->made_at = column_int(st, i++);
	p->made_by = column_int(st, i++);
	p->draws_at = column_int(st, i++);
	p->text = column_text(st, i++);
	p->staff = column_text(st, i++);
	(void)column_bytes(st, i++, p->record, sizeof p->record);
	p->leaf = column_int(st, i++);
	p->staff_leaf = column_int(st, i++);
	p->open_leaf = column_int(st, i++);
	p->lines = column_int(st, i++);
	p->whole = column_int(st, i++);
	p->people = column_int(st, i++);
	p->take = column_int(st, i++);
	(void)column_bytes(st, i++, p->seed, sizeof p->seed);
	p->drawn_at = column_int(st, i++);
	p->reason = column_text(st, i++);
	p->missing = column_text(st, i++);
}

enum err
db_inspection_plan_insert(struct db *db, struct inspection_plan *p)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, INSERT);
	enum err err;

	bind_text(st, ":code", "");
	bind_text(st, ":title", p->title);
	bind_text(st, ":basis", p->basis);
	bind_text(st, ":key", p->key_items);
	bind_text(st, ":general", p->general_items);
	bind_int(st, ":year", p->year);
	bind_int(st, ":params", p->params);
	bind_int(st, ":now", db_now(db));
	bind_int(st, ":by", p->made_by);
	bind_int(st, ":draws", p->draws_at);
	db_changed(db);
	err = stmt_id(st, &p->id);
	if (err)
		return err;
	st = db_stmt(db, INSPECTION_PLAN, NAME);
	bind_text(st, ":code", arena_printf(db_arena(db), "%" PRId64 "-%"
	    PRId64, p->year, p->id));
	bind_int(st, ":id", p->id);
	err = stmt_run(st);
	return err ? err : db_inspection_plan_get(db, p->id, p);
}

enum err
db_inspection_plan_get(struct db *db, int64_t id, struct inspection_plan *p)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static void
bind_leaf(struct stmt *st, const char *name, int64_t leaf)
{
	if (leaf < 0)
		bind_null(st, name);
	else
		bind_int(st, name, leaf);
}

enum err
db_inspection_plan_update(struct db *db, const struct inspection_plan *p,
    const char *was)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, UPDATE);
	enum err err;

	bind_int(st, ":id", p->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", p->state);
	bind_text(st, ":text", p->text);
	bind_text(st, ":staff", p->staff);
	if (p->text[0])
		bind_blob(st, ":record", p->record, sizeof p->record);
	else
		bind_null(st, ":record");
	bind_leaf(st, ":leaf", p->leaf);
	bind_leaf(st, ":staff_leaf", p->staff_leaf);
	bind_leaf(st, ":open_leaf", p->open_leaf);
	bind_int(st, ":lines", p->lines);
	bind_int(st, ":whole", p->whole);
	bind_int(st, ":people", p->people);
	bind_int(st, ":take", p->take);
	if (p->drawn_at)
		bind_blob(st, ":seed", p->seed, sizeof p->seed);
	else
		bind_null(st, ":seed");
	bind_opt(st, ":drawn", p->drawn_at);
	bind_text(st, ":reason", p->reason);
	bind_text(st, ":missing", p->missing);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_inspection_plan_list(struct db *db, int64_t before_id, int limit,
    struct inspection_plan **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, LIST);
	struct inspection_plan *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_inspection_case_put(struct db *db, int64_t plan_id, const char *body)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, CASE_PUT);

	bind_int(st, ":plan", plan_id);
	bind_text(st, ":body", body);
	return stmt_run(st);
}

enum err
db_inspection_case_get(struct db *db, int64_t plan_id, const char **body)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, CASE_GET);
	bool found;
	enum err err;

	bind_int(st, ":plan", plan_id);
	err = stmt_step(st, &found);
	if (!err && found)
		*body = column_text(st, 0);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_inspection_part_add(struct db *db, struct inspection_part *p)
{
	struct stmt *st;
	struct inspection_part *list;
	size_t n;
	enum err err = db_inspection_parts(db, p->plan_id, &list, &n);

	if (err || n == PARTS)
		return err ? err : ERR_CONFLICT;
	p->i = (int64_t)n + 1;
	st = db_stmt(db, INSPECTION_PLAN, PART_ADD);
	bind_int(st, ":plan", p->plan_id);
	bind_int(st, ":i", p->i);
	bind_text(st, ":name", p->name);
	bind_blob(st, ":hash", p->hash, sizeof p->hash);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_inspection_part_update(struct db *db, const struct inspection_part *p)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, PART_UPDATE);

	bind_int(st, ":plan", p->plan_id);
	bind_int(st, ":i", p->i);
	bind_text(st, ":line", p->line);
	if (p->opened)
		bind_blob(st, ":r", p->r, sizeof p->r);
	else
		bind_null(st, ":r");
	db_changed(db);
	return stmt_run(st);
}

enum err
db_inspection_parts(struct db *db, int64_t plan_id,
    struct inspection_part **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, OF_PLAN);
	struct inspection_part *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":plan", plan_id);
	bind_int(st, ":limit", PARTS);
	while ((err = stmt_step(st, &found)) == OK && found) {
		struct inspection_part *p;

		rows = list_grow(db, rows, *n, sizeof *rows);
		p = &rows[(*n)++];
		p->plan_id = column_int(st, 0);
		p->i = column_int(st, 1);
		p->name = column_text(st, 2);
		(void)column_bytes(st, 3, p->hash, sizeof p->hash);
		p->line = column_text(st, 4);
		p->opened = column_bytes(st, 5, p->r, sizeof p->r);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_inspection_objects(struct db *db, int64_t year, int64_t after, int limit,
    struct inspection_object **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_PLAN, OBJECTS);
	struct inspection_object *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":year", year);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct inspection_object){ column_int(st, 0),
		    column_text(st, 1), column_text(st, 2),
		    column_int(st, 3) };
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
