/* SPDX-License-Identifier: Apache-2.0 */
/* payment.c: the SQL of payments, made and late. */
#include "db/payment.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, ALL, LATE, LATE_OF };

#define LATE_COLUMNS							\
	"d.project_id, d.object_id, d.due_at, p.code, p.title, o.name,"	\
	" o.uscc"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO payment (contract_id, voucher, amount_fen,"
		" paid_on, budget_line_id, recorded_at) VALUES (:contract,"
		" :voucher, :amount, :paid, :line, :now) RETURNING id",
	[ALL] =
		"SELECT id, contract_id, voucher, amount_fen, paid_on,"
		" budget_line_id, recorded_at FROM payment"
		" WHERE contract_id = :contract ORDER BY id",
	[LATE] =
		"SELECT " LATE_COLUMNS " FROM due d"
		" JOIN project p ON p.id = d.project_id"
		" JOIN party o ON o.id = p.owner_id"
		" WHERE d.event = 'pay' AND d.done_at IS NULL"
		" AND d.due_at < :now AND (d.due_at, d.project_id,"
		" d.object_id) > (:due, :project, :object)"
		" ORDER BY d.due_at, d.project_id, d.object_id LIMIT :limit",
	[LATE_OF] =
		"SELECT " LATE_COLUMNS " FROM contract c"
		" JOIN due d ON d.project_id = c.project_id"
		" AND d.event = 'pay' AND d.done_at IS NULL"
		" AND d.due_at < :now"
		" JOIN project p ON p.id = c.project_id"
		" JOIN party o ON o.id = c.owner_id"
		" WHERE c.owner_id = :owner"
		" AND c.state IN ('accepted', 'terminated')"
		" ORDER BY d.due_at, d.project_id, d.object_id LIMIT :limit",
};

const struct sql_table payment_sql = { sql, COUNT(sql) };

enum err
db_payment_insert(struct db *db, struct payment *p)
{
	struct stmt *st = db_stmt(db, PAYMENT, INSERT);

	bind_int(st, ":contract", p->contract_id);
	bind_text(st, ":voucher", p->voucher);
	bind_int(st, ":amount", p->amount_fen);
	bind_int(st, ":paid", p->paid_on);
	bind_opt(st, ":line", p->budget_line_id);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_id(st, &p->id);
}

enum err
db_payment_all(struct db *db, int64_t contract_id, struct payment **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, PAYMENT, ALL);
	struct payment *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":contract", contract_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct payment){
			.id = column_int(st, 0),
			.contract_id = column_int(st, 1),
			.voucher = column_text(st, 2),
			.amount_fen = column_int(st, 3),
			.paid_on = column_int(st, 4),
			.budget_line_id = column_int(st, 5),
			.recorded_at = column_int(st, 6),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

static enum err
read_late(struct db *db, struct stmt *st, struct late_payment **list,
    size_t *n)
{
	struct late_payment *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct late_payment){
			.project_id = column_int(st, 0),
			.object_id = column_int(st, 1),
			.due_at = column_int(st, 2),
			.project_code = column_text(st, 3),
			.project_title = column_text(st, 4),
			.owner_name = column_text(st, 5),
			.owner_uscc = column_text(st, 6),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_payment_late(struct db *db, int64_t now, const struct late_payment *after,
    int limit, struct late_payment **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PAYMENT, LATE);

	bind_int(st, ":now", now);
	bind_int(st, ":due", after->due_at);
	bind_int(st, ":project", after->project_id);
	bind_int(st, ":object", after->object_id);
	bind_int(st, ":limit", limit);
	return read_late(db, st, list, n);
}

enum err
db_payment_late_of(struct db *db, int64_t owner_id, int64_t now, int limit,
    struct late_payment **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PAYMENT, LATE_OF);

	bind_int(st, ":owner", owner_id);
	bind_int(st, ":now", now);
	bind_int(st, ":limit", limit);
	return read_late(db, st, list, n);
}
