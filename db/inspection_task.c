/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_task.c: the SQL of visits. */
#include "db/inspection_task.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, BY_ID, UPDATE, OF_PLAN, OF_INSPECTOR, OF_AGENCY, PUBLISHED
};

#define COLUMNS								\
	"SELECT t.id, t.plan_id, t.place, t.agency_id, p.name, p.uscc,"	\
	" l.code, l.title, t.whole, t.year, t.first_id, t.second_id,"	\
	" t.state, t.online, t.started_at, t.result, t.finding,"	\
	" t.correct_wd, t.written_by, t.recorded_at, t.published_at,"	\
	" t.correction, t.corrected_at, t.recheck, t.rechecked_by,"	\
	" t.done_at, t.outcome, t.overdue_at, t.moved_to, t.moved_why,"	\
	" t.moved_at"
#define JOINED								\
	" JOIN party p ON p.id = t.agency_id"				\
	" JOIN inspection_plan l ON l.id = t.plan_id"
#define SELECT COLUMNS " FROM inspection_task t" JOINED

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO inspection_task (plan_id, place, agency_id,"
		" whole, year, first_id, second_id, state) VALUES (:plan,"
		" :place, :agency, :whole, :year, :first, :second, :state)"
		" RETURNING id",
	[BY_ID] = SELECT " WHERE t.id = :id",
	[UPDATE] =
		"UPDATE inspection_task SET state = :state, online = :online,"
		" started_at = :started, result = :result,"
		" finding = :finding, correct_wd = :correct,"
		" written_by = :written, recorded_at = :recorded,"
		" published_at = :published, correction = :correction,"
		" corrected_at = :corrected, recheck = :recheck,"
		" rechecked_by = :rechecked, done_at = :done,"
		" outcome = :outcome, overdue_at = :overdue,"
		" moved_to = :moved_to, moved_why = :moved_why,"
		" moved_at = :moved WHERE id = :id AND state = :was",
	[OF_PLAN] =
		SELECT " WHERE t.plan_id = :plan AND t.place > :after"
		" ORDER BY t.place LIMIT :limit",
	[OF_INSPECTOR] =
		COLUMNS " FROM (SELECT id FROM (SELECT id"
		" FROM inspection_task WHERE first_id = :inspector"
		" AND id < :before ORDER BY id DESC LIMIT :limit)"
		" UNION SELECT id FROM (SELECT id FROM inspection_task"
		" WHERE second_id = :inspector AND id < :before"
		" ORDER BY id DESC LIMIT :limit)"
		" ORDER BY id DESC LIMIT :limit) AS some"
		" JOIN inspection_task t ON t.id = some.id" JOINED
		" ORDER BY t.id DESC LIMIT :limit",
	[OF_AGENCY] =
		SELECT " WHERE t.agency_id = :agency AND t.id < :before"
		" ORDER BY t.id DESC LIMIT :limit",
	[PUBLISHED] =
		SELECT " WHERE t.agency_id = :agency AND t.id < :before"
		" AND t.published_at IS NOT NULL"
		" ORDER BY t.id DESC LIMIT :limit",
};

const struct sql_table inspection_task_sql = { sql, COUNT(sql) };

static void
from_row(struct inspection_task *t, struct stmt *st)
{
	int i = 0;

	t->id = column_int(st, i++);
	t->plan_id = column_int(st, i++);
	t->place = column_int(st, i++);
	t->agency_id = column_int(st, i++);
	t->agency = column_text(st, i++);
	t->uscc = column_text(st, i++);
	t->plan = column_text(st, i++);
	t->plan_title = column_text(st, i++);
	t->whole = column_int(st, i++) != 0;
	t->year = column_int(st, i++);
	t->first_id = column_int(st, i++);
	t->second_id = column_int(st, i++);
	t->state = column_text(st, i++);
	t->online = column_text(st, i++);
	t->started_at = column_int(st, i++);
	t->result = column_text(st, i++);
	t->finding = column_text(st, i++);
	t->correct_wd = column_int(st, i++);
	t->written_by = column_int(st, i++);
	t->recorded_at = column_int(st, i++);
	t->published_at = column_int(st, i++);
	t->correction = column_text(st, i++);
	t->corrected_at = column_int(st, i++);
	t->recheck = column_text(st, i++);
	t->rechecked_by = column_int(st, i++);
	t->done_at = column_int(st, i++);
	t->outcome = column_text(st, i++);
	t->overdue_at = column_int(st, i++);
	t->moved_to = column_text(st, i++);
	t->moved_why = column_text(st, i++);
	t->moved_at = column_int(st, i++);
}

static enum err
read_list(struct db *db, struct stmt *st, struct inspection_task **list,
    size_t *n)
{
	struct inspection_task *rows = NULL;
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
db_inspection_task_insert(struct db *db, struct inspection_task *t)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, INSERT);

	bind_int(st, ":plan", t->plan_id);
	bind_int(st, ":place", t->place);
	bind_int(st, ":agency", t->agency_id);
	bind_int(st, ":whole", t->whole);
	bind_int(st, ":year", t->year);
	bind_opt(st, ":first", t->first_id);
	bind_opt(st, ":second", t->second_id);
	bind_text(st, ":state", t->state);
	db_changed(db);
	return stmt_id(st, &t->id);
}

enum err
db_inspection_task_get(struct db *db, int64_t id, struct inspection_task *t)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(t, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_inspection_task_update(struct db *db, const struct inspection_task *t,
    const char *was)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, UPDATE);
	enum err err;

	bind_int(st, ":id", t->id);
	bind_text(st, ":was", was);
	bind_text(st, ":state", t->state);
	bind_text(st, ":online", t->online);
	bind_opt(st, ":started", t->started_at);
	bind_text(st, ":result", t->result);
	bind_text(st, ":finding", t->finding);
	bind_int(st, ":correct", t->correct_wd);
	bind_opt(st, ":written", t->written_by);
	bind_opt(st, ":recorded", t->recorded_at);
	bind_opt(st, ":published", t->published_at);
	bind_text(st, ":correction", t->correction);
	bind_opt(st, ":corrected", t->corrected_at);
	bind_text(st, ":recheck", t->recheck);
	bind_opt(st, ":rechecked", t->rechecked_by);
	bind_opt(st, ":done", t->done_at);
	bind_text(st, ":outcome", t->outcome);
	bind_opt(st, ":overdue", t->overdue_at);
	bind_text(st, ":moved_to", t->moved_to);
	bind_text(st, ":moved_why", t->moved_why);
	bind_opt(st, ":moved", t->moved_at);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_inspection_task_of_plan(struct db *db, int64_t plan_id, int64_t after,
    int limit, struct inspection_task **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, OF_PLAN);

	bind_int(st, ":plan", plan_id);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_inspection_task_of_inspector(struct db *db, int64_t inspector_id,
    int64_t before, int limit, struct inspection_task **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, OF_INSPECTOR);

	bind_int(st, ":inspector", inspector_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_inspection_task_of_agency(struct db *db, int64_t agency_id,
    bool published, int64_t before, int limit,
    struct inspection_task **list, size_t *n)
{
	struct stmt *st = db_stmt(db, INSPECTION_TASK, published ? PUBLISHED :
	    OF_AGENCY);

	bind_int(st, ":agency", agency_id);
	bind_int(st, ":before", before ? before : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}
