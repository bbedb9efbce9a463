/* SPDX-License-Identifier: Apache-2.0 */
/* plea.c: the SQL of complaints about penalties. */
#include "db/plea.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, GET, UPDATE, WAITING };

#define SELECT								\
	"SELECT x.penalty_id, x.party_id, p.name, x.facts, x.filed_at,"	\
	" x.filed_by, x.state, x.level, x.decision, x.ended_at,"	\
	" x.decided_by FROM plea x JOIN party p ON p.id = x.party_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO plea (penalty_id, party_id, facts, filed_at,"
		" filed_by, state) VALUES (:penalty, :party, :facts, :now,"
		" :by, 'filed')",
	[GET] = SELECT " WHERE x.penalty_id = :penalty",
	[UPDATE] =
		"UPDATE plea SET state = :state, level = :level,"
		" decision = :decision, ended_at = :ended,"
		" decided_by = :decider WHERE penalty_id = :penalty"
		" AND state = 'filed'",
	[WAITING] =
		SELECT " WHERE x.state = 'filed' AND x.penalty_id > :after"
		" ORDER BY x.penalty_id LIMIT :limit",
};

const struct sql_table plea_sql = { sql, COUNT(sql) };

static void
plea_from_row(struct plea *p, struct stmt *st)
{
	int i = 0;

	p->penalty_id = column_int(st, i++);
	p->party_id = column_int(st, i++);
	p->party_name = column_text(st, i++);
	p->facts = column_text(st, i++);
	p->filed_at = column_int(st, i++);
	p->filed_by = column_int(st, i++);
	p->state = column_text(st, i++);
	p->level = column_int(st, i++);
	p->decision = column_text(st, i++);
	p->ended_at = column_int(st, i++);
	p->decided_by = column_int(st, i++);
}

enum err
db_plea_insert(struct db *db, struct plea *p)
{
	struct stmt *st = db_stmt(db, PLEA, INSERT);

	p->filed_at = db_now(db);
	bind_int(st, ":penalty", p->penalty_id);
	bind_int(st, ":party", p->party_id);
	bind_text(st, ":facts", p->facts);
	bind_int(st, ":now", p->filed_at);
	bind_int(st, ":by", p->filed_by);
	return stmt_run(st);
}

enum err
db_plea_get(struct db *db, int64_t penalty_id, struct plea *p)
{
	struct stmt *st = db_stmt(db, PLEA, GET);
	bool found;
	enum err err;

	bind_int(st, ":penalty", penalty_id);
	err = stmt_step(st, &found);
	if (!err && found)
		plea_from_row(p, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_plea_update(struct db *db, const struct plea *p)
{
	struct stmt *st = db_stmt(db, PLEA, UPDATE);
	enum err err;

	bind_int(st, ":penalty", p->penalty_id);
	bind_text(st, ":state", p->state);
	bind_int(st, ":level", p->level);
	bind_text(st, ":decision", p->decision);
	bind_opt(st, ":ended", p->ended_at);
	bind_opt(st, ":decider", p->decided_by);
	db_changed(db);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_plea_waiting(struct db *db, int64_t after, int limit, struct plea **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, PLEA, WAITING);
	struct plea *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		plea_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
