/* SPDX-License-Identifier: Apache-2.0 */
/* flag.c: the SQL of flags, their queue and their cases. */
#include "db/flag.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	ADD, SUBJECT_ADD, COUNT_RAISED, BY_ID, OF_SUBJECT, OF_CASE, DISMISS,
	COUNT_DISMISSED, COUNT_CASES, TAKE, RESUM, CLOSE, QUEUE, SUBJECT,
	CASE_ADD, CASE_GET, CASE_CLOSE, CASES, COUNTS
};

#define FLAG_ROW							\
	"SELECT f.id, f.rule, f.subject, f.project_id, p.code, p.title,"\
	" f.level, f.value, f.threshold, f.evidence, f.raised_at,"	\
	" f.state, f.cause, f.reason, coalesce(f.decided_at, 0),"	\
	" coalesce(f.case_id, 0) FROM flag f"				\
	" JOIN project p ON p.id = f.project_id"
#define SUBJECT_ROW							\
	"SELECT s.id, s.subject, s.a, s.b, s.points, s.flags,"		\
	" coalesce(p.title, x.name, ''), coalesce(y.name, ''),"		\
	" coalesce(p.code, x.uscc, ''), coalesce(y.uscc, '')"		\
	" FROM flag_subject s"						\
	" LEFT JOIN project p ON p.id = s.a AND s.subject LIKE 'p:%'"	\
	" LEFT JOIN party x ON x.id = s.a AND s.subject NOT LIKE 'p:%'"	\
	" LEFT JOIN party y ON y.id = s.b"
#define CASE_ROW							\
	"SELECT c.id, c.subject, c.title, c.reason, o.name,"		\
	" c.opened_at, c.outcome, coalesce(e.name, ''),"		\
	" coalesce(c.closed_at, 0) FROM flag_case c"			\
	" JOIN account o ON o.id = c.opened_by"				\
	" LEFT JOIN account e ON e.id = c.closed_by"

static const char *const sql[] = {
	[ADD] =
		"INSERT INTO flag (rule, subject, project_id, level, value,"
		" threshold, evidence, raised_at) VALUES (:rule, :subject,"
		" :project, :level, :value, :threshold, :evidence, :now)"
		" ON CONFLICT (rule, subject, project_id) DO NOTHING",
	[SUBJECT_ADD] =
		"INSERT INTO flag_subject (subject, a, b, points, flags)"
		" VALUES (:subject, :a, :b, min(100, :level), 1)"
		" ON CONFLICT (subject) DO UPDATE SET"
		" points = min(100, flag_subject.points + :level),"
		" flags = flag_subject.flags + 1",
	[COUNT_RAISED] =
		"INSERT INTO flag_count (rule, raised, dismissed, cases)"
		" VALUES (:rule, 1, 0, 0) ON CONFLICT (rule) DO UPDATE SET"
		" raised = flag_count.raised + 1",
	[BY_ID] =
		FLAG_ROW " WHERE f.id = :id",
	[OF_SUBJECT] =
		FLAG_ROW " WHERE f.subject = :subject ORDER BY f.id DESC"
		" LIMIT :limit",
	[OF_CASE] =
		FLAG_ROW " WHERE f.case_id = :case ORDER BY f.id LIMIT 200",
	[DISMISS] =
		"UPDATE flag SET state = 'dismissed', cause = :cause,"
		" reason = :reason, decided_by = :by, decided_at = :now"
		" WHERE id = :id AND state = 'raised'",
	[COUNT_DISMISSED] =
		"UPDATE flag_count SET dismissed = dismissed + 1"
		" WHERE rule = :rule",
	[COUNT_CASES] =
		"UPDATE flag_count SET cases = cases + (SELECT count(*)"
		" FROM flag f WHERE f.subject = :subject"
		" AND f.state = 'raised' AND f.rule = flag_count.rule)"
		" WHERE rule IN (SELECT rule FROM flag"
		" WHERE subject = :subject AND state = 'raised')",
	[TAKE] =
		"UPDATE flag SET state = 'case', case_id = :case,"
		" decided_by = :by, decided_at = :now"
		" WHERE subject = :subject AND state = 'raised'",
	[RESUM] =
		"UPDATE flag_subject SET (points, flags) = (SELECT"
		" min(100, coalesce(sum(level), 0)), count(*) FROM flag"
		" WHERE subject = :subject AND state = 'raised')"
		" WHERE subject = :subject",
	[CLOSE] =
		"UPDATE flag SET state = 'closed' WHERE case_id = :case",
	[QUEUE] =
		SUBJECT_ROW " WHERE s.flags > 0 AND (s.points < :points"
		" OR (s.points = :points AND s.id > :after))"
		" ORDER BY s.points DESC, s.id LIMIT :limit",
	[SUBJECT] =
		SUBJECT_ROW " WHERE s.id = :id",
	[CASE_ADD] =
		"INSERT INTO flag_case (subject, title, reason, opened_by,"
		" opened_at) VALUES (:subject, :title, :reason, :by, :now)"
		" RETURNING id",
	[CASE_GET] =
		CASE_ROW " WHERE c.id = :id",
	[CASE_CLOSE] =
		"UPDATE flag_case SET outcome = :outcome, closed_by = :by,"
		" closed_at = :now WHERE id = :id AND closed_at IS NULL",
	[CASES] =
		CASE_ROW " WHERE c.id < :before ORDER BY c.id DESC"
		" LIMIT :limit",
	[COUNTS] =
		"SELECT rule, raised, dismissed, cases FROM flag_count"
		" WHERE rule > '' ORDER BY rule",
};

const struct sql_table flag_sql = { sql, COUNT(sql) };

static enum err
count_one(struct db *db, int which, const char *rule)
{
	struct stmt *st = db_stmt(db, FLAG, which);

	bind_text(st, ":rule", rule);
	return stmt_run(st);
}

enum err
db_flag_add(struct db *db, const struct flag *f, int64_t a, int64_t b,
    bool *raised)
{
	struct stmt *st = db_stmt(db, FLAG, ADD);
	enum err err;

	bind_text(st, ":rule", f->rule);
	bind_text(st, ":subject", f->subject);
	bind_int(st, ":project", f->project_id);
	bind_int(st, ":level", f->level);
	bind_int(st, ":value", f->value);
	bind_int(st, ":threshold", f->threshold);
	bind_text(st, ":evidence", f->evidence);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	*raised = !err && stmt_changes(st) == 1;
	if (err || !*raised)
		return err;
	st = db_stmt(db, FLAG, SUBJECT_ADD);
	bind_text(st, ":subject", f->subject);
	bind_int(st, ":a", a);
	bind_int(st, ":b", b);
	bind_int(st, ":level", f->level);
	err = stmt_run(st);
	return err ? err : count_one(db, COUNT_RAISED, f->rule);
}

static void
flag_row(struct flag *f, struct stmt *st)
{
	*f = (struct flag){
		.id = column_int(st, 0),
		.rule = column_text(st, 1),
		.subject = column_text(st, 2),
		.project_id = column_int(st, 3),
		.project_code = column_text(st, 4),
		.project_title = column_text(st, 5),
		.level = column_int(st, 6),
		.value = column_int(st, 7),
		.threshold = column_int(st, 8),
		.evidence = column_text(st, 9),
		.raised_at = column_int(st, 10),
		.state = column_text(st, 11),
		.cause = column_text(st, 12),
		.reason = column_text(st, 13),
		.decided_at = column_int(st, 14),
		.case_id = column_int(st, 15),
	};
}

static enum err
read_flags(struct db *db, struct stmt *st, struct flag **list, size_t *n)
{
	struct flag *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		flag_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_flag_get(struct db *db, int64_t id, struct flag *f)
{
	struct stmt *st = db_stmt(db, FLAG, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		flag_row(f, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_flag_of(struct db *db, const char *subject, int limit, struct flag **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG, OF_SUBJECT);

	bind_text(st, ":subject", subject);
	bind_int(st, ":limit", limit);
	return read_flags(db, st, list, n);
}

enum err
db_flag_of_case(struct db *db, int64_t case_id, struct flag **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG, OF_CASE);

	bind_int(st, ":case", case_id);
	return read_flags(db, st, list, n);
}

/* What waits of a subject is counted again. */
static enum err
resum(struct db *db, const char *subject)
{
	struct stmt *st = db_stmt(db, FLAG, RESUM);

	bind_text(st, ":subject", subject);
	return stmt_run(st);
}

enum err
db_flag_dismiss(struct db *db, const struct flag *f, int64_t by)
{
	struct stmt *st = db_stmt(db, FLAG, DISMISS);
	enum err err;

	bind_int(st, ":id", f->id);
	bind_text(st, ":cause", f->cause);
	bind_text(st, ":reason", f->reason);
	bind_int(st, ":by", by);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) != 1)
		err = ERR_CONFLICT;
	if (!err)
		err = count_one(db, COUNT_DISMISSED, f->rule);
	return err ? err : resum(db, f->subject);
}

enum err
db_flag_take(struct db *db, const char *subject, int64_t case_id, int64_t by)
{
	struct stmt *st = db_stmt(db, FLAG, COUNT_CASES);
	enum err err;

	bind_text(st, ":subject", subject);
	err = stmt_run(st);
	if (err)
		return err;
	st = db_stmt(db, FLAG, TAKE);
	bind_text(st, ":subject", subject);
	bind_int(st, ":case", case_id);
	bind_int(st, ":by", by);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	if (!err && stmt_changes(st) == 0)
		err = ERR_CONFLICT;
	return err ? err : resum(db, subject);
}

enum err
db_flag_close(struct db *db, int64_t case_id)
{
	struct stmt *st = db_stmt(db, FLAG, CLOSE);

	bind_int(st, ":case", case_id);
	return stmt_run(st);
}

static void
subject_row(struct flag_subject *s, struct stmt *st)
{
	*s = (struct flag_subject){
		.id = column_int(st, 0),
		.subject = column_text(st, 1),
		.a = column_int(st, 2),
		.b = column_int(st, 3),
		.points = column_int(st, 4),
		.flags = column_int(st, 5),
		.a_name = column_text(st, 6),
		.b_name = column_text(st, 7),
		.a_code = column_text(st, 8),
		.b_code = column_text(st, 9),
	};
}

enum err
db_flag_queue(struct db *db, int64_t points, int64_t after_id, int limit,
    struct flag_subject **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG, QUEUE);
	struct flag_subject *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":points", points < 0 ? INT64_MAX : points);
	bind_int(st, ":after", after_id);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		subject_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_flag_subject(struct db *db, int64_t id, struct flag_subject *s)
{
	struct stmt *st = db_stmt(db, FLAG, SUBJECT);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		subject_row(s, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

/* ---- cases ---- */

enum err
db_flag_case_add(struct db *db, struct flag_file *c, int64_t by)
{
	struct stmt *st = db_stmt(db, FLAG, CASE_ADD);

	c->opened_at = db_now(db);
	bind_text(st, ":subject", c->subject);
	bind_text(st, ":title", c->title);
	bind_text(st, ":reason", c->reason);
	bind_int(st, ":by", by);
	bind_int(st, ":now", c->opened_at);
	return stmt_id(st, &c->id);
}

static void
case_row(struct flag_file *c, struct stmt *st)
{
	*c = (struct flag_file){
		.id = column_int(st, 0),
		.subject = column_text(st, 1),
		.title = column_text(st, 2),
		.reason = column_text(st, 3),
		.opened_by = column_text(st, 4),
		.opened_at = column_int(st, 5),
		.outcome = column_text(st, 6),
		.closed_by = column_text(st, 7),
		.closed_at = column_int(st, 8),
	};
}

enum err
db_flag_case_get(struct db *db, int64_t id, struct flag_file *c)
{
	struct stmt *st = db_stmt(db, FLAG, CASE_GET);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		case_row(c, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_flag_case_close(struct db *db, int64_t id, const char *outcome, int64_t by)
{
	struct stmt *st = db_stmt(db, FLAG, CASE_CLOSE);
	enum err err;

	bind_int(st, ":id", id);
	bind_text(st, ":outcome", outcome);
	bind_int(st, ":by", by);
	bind_int(st, ":now", db_now(db));
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_flag_cases(struct db *db, int64_t before, int limit,
    struct flag_file **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG, CASES);
	struct flag_file *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		case_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_flag_counts(struct db *db, struct flag_counted **list, size_t *n)
{
	struct stmt *st = db_stmt(db, FLAG, COUNTS);
	struct flag_counted *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct flag_counted){ column_text(st, 0),
		    column_int(st, 1), column_int(st, 2),
		    column_int(st, 3) };
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
