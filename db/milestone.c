/* SPDX-License-Identifier: Apache-2.0 */
/* milestone.c: the SQL of a contract's steps. */
#include "db/milestone.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, ALL, UPDATE, CLEAR };

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO milestone (contract_id, no, kind, title,"
		" amount_fen, days) VALUES (:contract, :no, :kind, :title,"
		" :amount, :days) RETURNING id",
	[ALL] =
		"SELECT id, contract_id, no, kind, title, amount_fen, days,"
		" met_at FROM milestone WHERE contract_id = :contract"
		" ORDER BY no",
	[UPDATE] =
		"UPDATE milestone SET amount_fen = :amount, days = :days,"
		" met_at = :met WHERE id = :id",
	[CLEAR] =
		"DELETE FROM milestone WHERE contract_id = :contract",
};

const struct sql_table milestone_sql = { sql, COUNT(sql) };

enum err
db_milestone_insert(struct db *db, struct milestone *s)
{
	struct stmt *st = db_stmt(db, MILESTONE, INSERT);

	bind_int(st, ":contract", s->contract_id);
	bind_int(st, ":no", s->no);
	bind_text(st, ":kind", s->kind);
	bind_text(st, ":title", s->title);
	bind_int(st, ":amount", s->amount_fen);
	bind_int(st, ":days", s->days);
	return stmt_id(st, &s->id);
}

enum err
db_milestone_all(struct db *db, int64_t contract_id, struct milestone **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, MILESTONE, ALL);
	struct milestone *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":contract", contract_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct milestone){
			.id = column_int(st, 0),
			.contract_id = column_int(st, 1),
			.no = column_int(st, 2),
			.kind = column_text(st, 3),
			.title = column_text(st, 4),
			.amount_fen = column_int(st, 5),
			.days = column_int(st, 6),
			.met_at = column_int(st, 7),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_milestone_update(struct db *db, const struct milestone *s)
{
	struct stmt *st = db_stmt(db, MILESTONE, UPDATE);

	bind_int(st, ":id", s->id);
	bind_int(st, ":amount", s->amount_fen);
	bind_int(st, ":days", s->days);
	bind_opt(st, ":met", s->met_at);
	return stmt_run(st);
}

enum err
db_milestone_clear(struct db *db, int64_t contract_id)
{
	struct stmt *st = db_stmt(db, MILESTONE, CLEAR);

	bind_int(st, ":contract", contract_id);
	return stmt_run(st);
}
