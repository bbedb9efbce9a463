/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator.c: the SQL of evaluators, of lists of them, and of sheets. */
#include "db/evaluator.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, STOP, LIST, OF_ACCOUNT, OF_TYPE, LIST_ADD, LISTED, DRAW,
	SHEET_INSERT, SHEETS, ROWS
};

#define EVALUATOR_COLUMNS						\
	"e.id, e.account_id, a.name, e.unit, e.unit_uscc, e.type, e.active"
#define JOINED								\
	" FROM evaluator e JOIN account a ON a.id = e.account_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO evaluator (account_id, unit, unit_uscc, type)"
		" VALUES (:account, :unit, :uscc, :type) RETURNING id",
	[STOP] = "UPDATE evaluator SET active = 0 WHERE id = :id",
	[LIST] =
		"SELECT " EVALUATOR_COLUMNS JOINED " WHERE e.id < :before"
		" ORDER BY e.id DESC LIMIT :limit",
	[OF_ACCOUNT] =
		"SELECT " EVALUATOR_COLUMNS JOINED
		" WHERE e.account_id = :account",
	[OF_TYPE] =
		"SELECT " EVALUATOR_COLUMNS JOINED " WHERE e.type = :type"
		" AND e.active = 1 AND (e.unit_uscc = ''"
		" OR e.unit_uscc <> :but) ORDER BY e.id LIMIT :limit",
	[LIST_ADD] =
		"INSERT INTO project_evaluator (project_id, evaluator_id)"
		" VALUES (:project, :evaluator)"
		" ON CONFLICT (project_id, evaluator_id) DO NOTHING",
	[LISTED] =
		"SELECT " EVALUATOR_COLUMNS ", l.place, l.out"
		" FROM project_evaluator l"
		" JOIN evaluator e ON e.id = l.evaluator_id"
		" JOIN account a ON a.id = e.account_id"
		" WHERE l.project_id = :project ORDER BY l.evaluator_id",
	[DRAW] =
		"UPDATE project_evaluator SET place = :place, out = :out"
		" WHERE project_id = :project AND evaluator_id = :evaluator",
	[SHEET_INSERT] =
		"INSERT INTO sheet (round_id, evaluator_id, leaf, nonce, body,"
		" at) VALUES (:round, :evaluator, :leaf, :nonce, :body, :now)",
	[SHEETS] =
		"SELECT round_id, evaluator_id, leaf, nonce, body, at"
		" FROM sheet WHERE round_id = :round ORDER BY leaf",
	[ROWS] =
		"SELECT p.id, p.code, p.title, coalesce(d.due_at, 0),"
		" EXISTS (SELECT 1 FROM round r JOIN sheet s"
		" ON s.round_id = r.id AND s.evaluator_id = e.id"
		" WHERE r.project_id = p.id)"
		" FROM evaluator e JOIN project_evaluator l"
		" ON l.evaluator_id = e.id AND l.place > 0"
		" JOIN project p ON p.id = l.project_id"
		" LEFT JOIN due d ON d.project_id = p.id"
		" AND d.event = 'evaluate' AND d.object_id = 0"
		" AND d.done_at IS NULL"
		" WHERE e.account_id = :account"
		" ORDER BY l.project_id DESC LIMIT 50",
};

const struct sql_table evaluator_sql = { sql, COUNT(sql) };

enum { COLUMNS_N = 7 };

static void
from_row(struct evaluator *e, struct stmt *st)
{
	*e = (struct evaluator){
		.id = column_int(st, 0),
		.account_id = column_int(st, 1),
		.name = column_text(st, 2),
		.unit = column_text(st, 3),
		.unit_uscc = column_text(st, 4),
		.type = column_text(st, 5),
		.active = column_int(st, 6) != 0,
	};
}

enum err
db_evaluator_insert(struct db *db, struct evaluator *e)
{
	struct stmt *st = db_stmt(db, EVALUATOR, INSERT);

	bind_int(st, ":account", e->account_id);
	bind_text(st, ":unit", e->unit);
	bind_text(st, ":uscc", e->unit_uscc);
	bind_text(st, ":type", e->type);
	return stmt_id(st, &e->id);
}

enum err
db_evaluator_stop(struct db *db, int64_t id)
{
	struct stmt *st = db_stmt(db, EVALUATOR, STOP);
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_NOT_FOUND : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct evaluator **list, size_t *n)
{
	struct evaluator *rows = NULL;
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
db_evaluator_list(struct db *db, int64_t before_id, int limit,
    struct evaluator **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVALUATOR, LIST);

	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_evaluator_of_account(struct db *db, int64_t account_id,
    struct evaluator *e)
{
	struct stmt *st = db_stmt(db, EVALUATOR, OF_ACCOUNT);
	bool found;
	enum err err;

	bind_int(st, ":account", account_id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(e, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_evaluator_of_type(struct db *db, const char *type, const char *but_uscc,
    int limit, struct evaluator **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVALUATOR, OF_TYPE);

	bind_text(st, ":type", type);
	bind_text(st, ":but", but_uscc);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}

enum err
db_project_evaluator_add(struct db *db, int64_t project_id,
    int64_t evaluator_id)
{
	struct stmt *st = db_stmt(db, EVALUATOR, LIST_ADD);

	bind_int(st, ":project", project_id);
	bind_int(st, ":evaluator", evaluator_id);
	return stmt_run(st);
}

enum err
db_project_evaluators(struct db *db, int64_t project_id,
    struct project_evaluator **list, size_t *n)
{
	struct stmt *st = db_stmt(db, EVALUATOR, LISTED);
	struct project_evaluator *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":project", project_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		from_row(&rows[*n].who, st);
		rows[*n].place = column_int(st, COLUMNS_N);
		rows[(*n)++].out = column_text(st, COLUMNS_N + 1);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_project_evaluator_draw(struct db *db, int64_t project_id,
    const struct project_evaluator *e)
{
	struct stmt *st = db_stmt(db, EVALUATOR, DRAW);

	bind_int(st, ":project", project_id);
	bind_int(st, ":evaluator", e->who.id);
	bind_int(st, ":place", e->place);
	bind_text(st, ":out", e->out);
	return stmt_run(st);
}

enum err
db_sheet_insert(struct db *db, struct sheet *s)
{
	struct stmt *st = db_stmt(db, EVALUATOR, SHEET_INSERT);

	s->at = db_now(db);
	bind_int(st, ":round", s->round_id);
	bind_int(st, ":evaluator", s->evaluator_id);
	bind_int(st, ":leaf", s->leaf);
	bind_blob(st, ":nonce", s->nonce, sizeof s->nonce);
	bind_text(st, ":body", s->body);
	bind_int(st, ":now", s->at);
	return stmt_run(st);
}

enum err
db_sheet_of_round(struct db *db, int64_t round_id, struct sheet **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, EVALUATOR, SHEETS);
	struct sheet *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":round", round_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[*n] = (struct sheet){
			.round_id = column_int(st, 0),
			.evaluator_id = column_int(st, 1),
			.leaf = column_int(st, 2),
			.body = column_text(st, 4),
			.at = column_int(st, 5),
		};
		column_bytes(st, 3, rows[*n].nonce, sizeof rows[*n].nonce);
		(*n)++;
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_sheet_rows(struct db *db, int64_t account_id, struct sheet_row **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, EVALUATOR, ROWS);
	struct sheet_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":account", account_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct sheet_row){
			.project_id = column_int(st, 0),
			.code = column_text(st, 1),
			.title = column_text(st, 2),
			.until = column_int(st, 3),
			.done = column_int(st, 4) != 0,
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
