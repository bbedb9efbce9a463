/* SPDX-License-Identifier: Apache-2.0 */
/* question.c: the question table's SQL, and its mapping to a struct. */
#include "db/question.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, SAME, HOW_MANY, ANSWER, LIST, WAITING };

#define QUESTION_COLUMNS						\
	"q.id, q.project_id, q.owner_id, q.asker_id, q.no, q.text,"	\
	" q.asked_at, q.answer, q.answered_at, coalesce(d.due_at, 0),"	\
	" coalesce(d.span, '')"
#define JOINED								\
	" FROM question q LEFT JOIN due d ON d.project_id = q.project_id"	\
	" AND d.event = 'answer' AND d.object_id = q.id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO question (project_id, owner_id, asker_id, no,"
		" text, asked_at) VALUES (:project, :owner, :asker,"
		" (SELECT coalesce(max(no), 0) + 1 FROM question"
		" WHERE project_id = :project), :text, :now) RETURNING id",
	[BY_ID] =
		"SELECT " QUESTION_COLUMNS JOINED " WHERE q.id = :id",
	[SAME] =
		"SELECT " QUESTION_COLUMNS JOINED
		" WHERE q.project_id = :project AND q.asker_id = :asker"
		" AND q.text = :text LIMIT 1",
	[HOW_MANY] =
		"SELECT count(*) FROM question WHERE project_id = :project"
		" AND asker_id = :asker",
	[ANSWER] =
		"UPDATE question SET answer = :answer, answered_at = :now"
		" WHERE id = :id AND answered_at IS NULL",
	[LIST] =
		"SELECT " QUESTION_COLUMNS JOINED
		" WHERE q.project_id = :project AND q.no < :before"
		" ORDER BY q.no DESC LIMIT :limit",
	[WAITING] =
		"SELECT " QUESTION_COLUMNS JOINED
		" WHERE q.owner_id = :owner AND q.answered_at IS NULL"
		" ORDER BY q.id LIMIT :limit",
};

const struct sql_table question_sql = { sql, COUNT(sql) };

static void
question_from_row(struct question *q, struct stmt *st)
{
	*q = (struct question){
		.id = column_int(st, 0),
		.project_id = column_int(st, 1),
		.owner_id = column_int(st, 2),
		.asker_id = column_int(st, 3),
		.no = column_int(st, 4),
		.text = column_text(st, 5),
		.asked_at = column_int(st, 6),
		.answer = column_text(st, 7),
		.answered_at = column_int(st, 8),
		.due_at = column_int(st, 9),
		.due_span = column_text(st, 10),
	};
}

static enum err
read_one(struct stmt *st, struct question *q)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		question_from_row(q, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct question **list, size_t *n)
{
	struct question *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		question_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_question_insert(struct db *db, struct question *q)
{
	struct stmt *st = db_stmt(db, QUESTION, INSERT);
	enum err err;

	bind_int(st, ":project", q->project_id);
	bind_int(st, ":owner", q->owner_id);
	bind_int(st, ":asker", q->asker_id);
	bind_text(st, ":text", q->text);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	err = stmt_id(st, &q->id);
	return err ? err : db_question_get(db, q->id, q);
}

enum err
db_question_get(struct db *db, int64_t id, struct question *q)
{
	struct stmt *st = db_stmt(db, QUESTION, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, q);
}

enum err
db_question_same(struct db *db, int64_t project_id, int64_t asker_id,
    const char *text, struct question *q)
{
	struct stmt *st = db_stmt(db, QUESTION, SAME);

	bind_int(st, ":project", project_id);
	bind_int(st, ":asker", asker_id);
	bind_text(st, ":text", text);
	return read_one(st, q);
}

enum err
db_question_count(struct db *db, int64_t project_id, int64_t asker_id,
    int64_t *n)
{
	struct stmt *st = db_stmt(db, QUESTION, HOW_MANY);

	bind_int(st, ":project", project_id);
	bind_int(st, ":asker", asker_id);
	return stmt_int(st, n);
}

enum err
db_question_answer(struct db *db, int64_t id, const char *answer)
{
	struct stmt *st = db_stmt(db, QUESTION, ANSWER);
	enum err err;

	bind_int(st, ":id", id);
	bind_text(st, ":answer", answer);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	db_changed(db);
	return err;
}

enum err
db_question_list(struct db *db, int64_t project_id, int64_t before_no,
    int limit, struct question **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUESTION, LIST);

	bind_int(st, ":project", project_id);
	bind_int(st, ":before", before_no ? before_no : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_question_waiting(struct db *db, int64_t owner_id, int limit,
    struct question **list, size_t *n)
{
	struct stmt *st = db_stmt(db, QUESTION, WAITING);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}
