/* SPDX-License-Identifier: Apache-2.0 */
/* attempt.c: the SQL of a code's attempts, and of changes to one. */
#include "db/attempt.h"

#include "db/finding.h"
#include "db/nouns.h"
#include "db/recusal.h"
#include "db/stmt.h"

enum {
	NEWEST, NUMBERED, LIST, NEXT, FREE, FAILED, ASIDE, CHANGE, APPLY,
	DROP, LAST_ROUND
};

/* What an owner may change of a published project; parameters stay. */
#define CHANGED								\
	"item_id, title, scale, content, place, region, fund,"		\
	" budget_line_id, ceiling_fen, service_days, requirements,"	\
	" any_will_do, method, deadline, contact, phone, server, quote, floor_fen,"	\
	" rate_min, rate_max, fixed_fen, evaluators, criteria,"		\
	" documents, enquiry_until, eligible"

static const char *const sql[] = {
	[NEWEST] =
		"SELECT id FROM project WHERE code = :code AND attempt_no > 0"
		" AND published_at IS NOT NULL"
		" ORDER BY attempt_no DESC LIMIT 1",
	[NUMBERED] =
		"SELECT id FROM project WHERE code = :code"
		" AND attempt_no = :no AND published_at IS NOT NULL",
	[LIST] =
		"SELECT attempt_no, state, published_at FROM project"
		" WHERE code = :code AND attempt_no > 0"
		" AND published_at IS NOT NULL"
		" ORDER BY attempt_no DESC LIMIT 50",
	[NEXT] =
		"SELECT coalesce(max(attempt_no), 0) + 1 FROM project"
		" WHERE code = :code AND attempt_no > 0",
	[FREE] =
		"SELECT coalesce(min(attempt_no), 0) - 1 FROM project"
		" WHERE code = :code AND attempt_no < 0",
	[FAILED] =
		"SELECT count(*) FROM project p WHERE p.code = :code"
		" AND p.attempt_no > 0 AND p.state = 'failed'"
		" AND NOT EXISTS (SELECT 1 FROM project_event e"
		" WHERE e.project_id = p.id"
		" AND e.event IN ('unopened', 'void'))",
	[ASIDE] =
		"UPDATE project SET attempt_no = :no WHERE id = :id"
		" AND published_at IS NULL",
	[CHANGE] =
		"SELECT id FROM project WHERE prior_id = :project"
		" AND attempt_no < 0 AND state = 'draft'"
		" ORDER BY id DESC LIMIT 1",
	[APPLY] =
		"UPDATE project SET (" CHANGED ") = (SELECT " CHANGED
		" FROM project WHERE id = :change), rev = rev + 1"
		" WHERE id = :id",
	[DROP] =
		"DELETE FROM project WHERE id = :id AND attempt_no < 0"
		" AND published_at IS NULL",
	[LAST_ROUND] =
		"SELECT coalesce(max(r.n), 0) FROM project p"
		" JOIN round r ON r.project_id = p.id WHERE p.code = :code",
};

const struct sql_table attempt_sql = { sql, COUNT(sql) };

/* The project that st finds the id of. */
static enum err
read_one(struct db *db, struct stmt *st, struct project *p)
{
	int64_t id = 0;
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		id = column_int(st, 0);
	stmt_reset(st);
	if (!err && !found)
		err = ERR_NOT_FOUND;
	return err ? err : db_project_get(db, id, p);
}

static enum err
number_of(struct db *db, int which, const char *code, int64_t *n)
{
	struct stmt *st = db_stmt(db, ATTEMPT, which);

	bind_text(st, ":code", code);
	return stmt_int(st, n);
}

enum err
db_project_public(struct db *db, const char *code, int64_t attempt,
    struct project *p)
{
	struct stmt *st = db_stmt(db, ATTEMPT, attempt ? NUMBERED : NEWEST);

	bind_text(st, ":code", code);
	if (attempt)
		bind_int(st, ":no", attempt);
	return read_one(db, st, p);
}

enum err
db_attempts(struct db *db, const char *code, struct attempt_row **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ATTEMPT, LIST);
	struct attempt_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_text(st, ":code", code);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct attempt_row){
			.no = column_int(st, 0),
			.state = column_text(st, 1),
			.published_at = column_int(st, 2),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_attempt_next(struct db *db, const char *code, int64_t *no)
{
	return number_of(db, NEXT, code, no);
}

enum err
db_attempt_free(struct db *db, const char *code, int64_t *no)
{
	return number_of(db, FREE, code, no);
}

enum err
db_attempts_failed(struct db *db, const char *code, int64_t *n)
{
	return number_of(db, FAILED, code, n);
}

enum err
db_attempt_last_round(struct db *db, const char *code, int64_t *n)
{
	return number_of(db, LAST_ROUND, code, n);
}

enum err
db_attempt_aside(struct db *db, const struct project *p)
{
	struct stmt *st;
	int64_t no;
	enum err err = db_attempt_free(db, p->code, &no);

	if (err)
		return err;
	st = db_stmt(db, ATTEMPT, ASIDE);
	bind_int(st, ":no", no);
	bind_int(st, ":id", p->id);
	return stmt_run(st);
}

enum err
db_change_of(struct db *db, int64_t project_id, struct project *p)
{
	struct stmt *st = db_stmt(db, ATTEMPT, CHANGE);

	bind_int(st, ":project", project_id);
	return read_one(db, st, p);
}

enum err
db_change_apply(struct db *db, int64_t project_id, int64_t change_id)
{
	struct stmt *st = db_stmt(db, ATTEMPT, APPLY);
	enum err err;

	bind_int(st, ":id", project_id);
	bind_int(st, ":change", change_id);
	db_changed(db);
	err = stmt_run(st);
	if (err)
		return err;
	err = db_recusal_set(db, change_id, NULL, 0);
	if (!err)
		err = db_finding_clear(db, change_id);
	if (err)
		return err;
	st = db_stmt(db, ATTEMPT, DROP);
	bind_int(st, ":id", change_id);
	return stmt_run(st);
}
