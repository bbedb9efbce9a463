/* SPDX-License-Identifier: Apache-2.0 */
/* violation.c: the violation table's SQL, and its mapping to the struct. */
#include "db/violation.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, UPDATE, OF_CONTRACT, OPEN };

#define SELECT								\
	"SELECT v.id, v.contract_id, v.project_id, j.code, j.title,"	\
	" v.accuser_id, v.accused_id, p.name, a.name, v.facts,"		\
	" v.drafted_at, v.sent_at, v.answer, v.answered_at, v.state,"	\
	" v.code, v.decision, v.decided_at, v.decided_by"		\
	" FROM violation v JOIN project j ON j.id = v.project_id"	\
	" JOIN party p ON p.id = v.accuser_id"				\
	" JOIN party a ON a.id = v.accused_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO violation (contract_id, project_id, accuser_id,"
		" accused_id, facts, drafted_at, state) VALUES (:contract,"
		" :project, :accuser, :accused, :facts, :now, 'draft')"
		" RETURNING id",
	[BY_ID] = SELECT " WHERE v.id = :id",
	[UPDATE] =
		"UPDATE violation SET facts = :facts, sent_at = :sent,"
		" answer = :answer, answered_at = :answered, state = :state,"
		" code = :code, decision = :decision, decided_at = :decided,"
		" decided_by = :decider WHERE id = :id AND state = :was",
	[OF_CONTRACT] =
		SELECT " WHERE v.contract_id = :contract"
		" ORDER BY v.id LIMIT 100",
	[OPEN] =
		SELECT " WHERE v.state IN ('answering', 'answered')"
		" AND v.id > :after ORDER BY v.id LIMIT :limit",
};

const struct sql_table violation_sql = { sql, COUNT(sql) };

static void
from_row(struct violation *v, struct stmt *st)
{
	int i = 0;

	v->id = column_int(st, i++);
	v->contract_id = column_int(st, i++);
	v->project_id = column_int(st, i++);
	v->project_code = column_text(st, i++);
	v->project_title = column_text(st, i++);
	v->accuser_id = column_int(st, i++);
	v->accused_id = column_int(st, i++);
	v->accuser_name = column_text(st, i++);
	v->accused_name = column_text(st, i++);
	v->facts = column_text(st, i++);
	v->drafted_at = column_int(st, i++);
	v->sent_at = column_int(st, i++);
	v->answer = column_text(st, i++);
	v->answered_at = column_int(st, i++);
	v->state = column_text(st, i++);
	v->code = column_text(st, i++);
	v->decision = column_text(st, i++);
	v->decided_at = column_int(st, i++);
	v->decided_by = column_int(st, i++);
}

enum err
db_violation_insert(struct db *db, struct violation *v)
{
	struct stmt *st = db_stmt(db, VIOLATION, INSERT);
	enum err err;

	bind_int(st, ":contract", v->contract_id);
	bind_int(st, ":project", v->project_id);
	bind_int(st, ":accuser", v->accuser_id);
	bind_int(st, ":accused", v->accused_id);
	bind_text(st, ":facts", v->facts);
	bind_int(st, ":now", db_now(db));
	err = stmt_id(st, &v->id);
	return err ? err : db_violation_get(db, v->id, v);
}

enum err
db_violation_get(struct db *db, int64_t id, struct violation *v)
{
	struct stmt *st = db_stmt(db, VIOLATION, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(v, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_violation_update(struct db *db, const struct violation *v,
    const char *was)
{
	struct stmt *st = db_stmt(db, VIOLATION, UPDATE);
	enum err err;

	bind_int(st, ":id", v->id);
	bind_text(st, ":was", was);
	bind_text(st, ":facts", v->facts);
	bind_opt(st, ":sent", v->sent_at);
	bind_text(st, ":answer", v->answer);
	bind_opt(st, ":answered", v->answered_at);
	bind_text(st, ":state", v->state);
	bind_text(st, ":code", v->code);
	bind_text(st, ":decision", v->decision);
	bind_opt(st, ":decided", v->decided_at);
	bind_opt(st, ":decider", v->decided_by);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

static enum err
read_all(struct db *db, struct stmt *st, struct violation **list, size_t *n)
{
	struct violation *rows = NULL;
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
db_violation_of_contract(struct db *db, int64_t contract_id,
    struct violation **list, size_t *n)
{
	struct stmt *st = db_stmt(db, VIOLATION, OF_CONTRACT);

	bind_int(st, ":contract", contract_id);
	return read_all(db, st, list, n);
}

enum err
db_violation_open(struct db *db, int64_t after, int limit,
    struct violation **list, size_t *n)
{
	struct stmt *st = db_stmt(db, VIOLATION, OPEN);

	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	return read_all(db, st, list, n);
}
