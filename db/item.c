/* SPDX-License-Identifier: Apache-2.0 */
/* item.c: the service_item table's SQL, and its mapping to structs. */
#include "db/item.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, UPDATE, BY_CODE, ALL, OF_STATE, PRICES };

#define ROW_COLUMNS							\
	"id, code, name, type, department, fee_mode, state, time_limit_wd"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO service_item (code, name, type, department,"
		" legal_basis, approval_item, time_limit_wd, workflow,"
		" conditions, fee_mode, fee_standard, result_doc,"
		" requirement, state, updated_at, fee_basis, fee_table)"
		" VALUES (:code, :name, :type, :department, :basis, :approval,"
		" :limit, :workflow, :conditions, :fee_mode, :fee, :result,"
		" :requirement, :state, :now, :fee_basis, :fee_table)"
		" RETURNING id",
	[UPDATE] =
		"UPDATE service_item SET name = :name, type = :type,"
		" department = :department, legal_basis = :basis,"
		" approval_item = :approval, time_limit_wd = :limit,"
		" workflow = :workflow, conditions = :conditions,"
		" fee_mode = :fee_mode, fee_standard = :fee,"
		" result_doc = :result, requirement = :requirement,"
		" state = :state, updated_at = :now, fee_basis = :fee_basis,"
		" fee_table = :fee_table WHERE code = :code",
	[BY_CODE] =
		"SELECT id, code, name, type, department, legal_basis,"
		" approval_item, time_limit_wd, workflow, conditions,"
		" fee_mode, fee_standard, result_doc, requirement, state,"
		" updated_at, fee_basis, fee_table FROM service_item"
		" WHERE code = :code",
	[ALL] =
		"SELECT " ROW_COLUMNS " FROM service_item"
		" ORDER BY code LIMIT :limit",
	[OF_STATE] =
		"SELECT " ROW_COLUMNS " FROM service_item"
		" WHERE state = :state ORDER BY type, code LIMIT :limit",
	[PRICES] =
		"SELECT p.code, p.title, w.amount_fen, p.fee_fen FROM project p"
		" JOIN award w ON w.project_id = p.id"
		" WHERE p.item_id = :item AND p.state = 'done'"
		" AND w.state = 'signed'"
		" ORDER BY p.published_no DESC LIMIT :limit",
};

const struct sql_table item_sql = { sql, COUNT(sql) };

static void
bind_item(struct stmt *st, const struct item *item)
{
	bind_text(st, ":code", item->code);
	bind_text(st, ":name", item->name);
	bind_text(st, ":type", item->type);
	bind_text(st, ":department", item->department);
	bind_text(st, ":basis", item->legal_basis);
	bind_text(st, ":approval", item->approval_item);
	bind_int(st, ":limit", item->time_limit_wd);
	bind_text(st, ":workflow", item->workflow);
	bind_text(st, ":conditions", item->conditions);
	bind_text(st, ":fee_mode", item->fee_mode);
	bind_text(st, ":fee", item->fee_standard);
	bind_text(st, ":result", item->result_doc);
	bind_text(st, ":requirement", item->requirement);
	bind_text(st, ":state", item->state);
	bind_text(st, ":fee_basis", item->fee_basis);
	bind_text(st, ":fee_table", item->fee_table);
}

enum err
db_item_insert(struct db *db, struct item *item)
{
	struct stmt *st = db_stmt(db, ITEM, INSERT);

	bind_item(st, item);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_id(st, &item->id);
}

enum err
db_item_update(struct db *db, const struct item *item)
{
	struct stmt *st = db_stmt(db, ITEM, UPDATE);

	bind_item(st, item);
	bind_int(st, ":now", db_now(db));
	db_changed(db);
	return stmt_run(st);
}

enum err
db_item_by_code(struct db *db, const char *code, struct item *item)
{
	struct stmt *st = db_stmt(db, ITEM, BY_CODE);
	bool found;
	enum err err;

	bind_text(st, ":code", code);
	err = stmt_step(st, &found);
	if (!err && found)
		*item = (struct item){
			.id = column_int(st, 0),
			.code = column_text(st, 1),
			.name = column_text(st, 2),
			.type = column_text(st, 3),
			.department = column_text(st, 4),
			.legal_basis = column_text(st, 5),
			.approval_item = column_text(st, 6),
			.time_limit_wd = column_int(st, 7),
			.workflow = column_text(st, 8),
			.conditions = column_text(st, 9),
			.fee_mode = column_text(st, 10),
			.fee_standard = column_text(st, 11),
			.result_doc = column_text(st, 12),
			.requirement = column_text(st, 13),
			.state = column_text(st, 14),
			.updated_at = column_int(st, 15),
			.fee_basis = column_text(st, 16),
			.fee_table = column_text(st, 17),
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_item_list(struct db *db, const char *state, struct item_row **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ITEM, state ? OF_STATE : ALL);
	struct item_row *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	if (state)
		bind_text(st, ":state", state);
	bind_int(st, ":limit", ITEMS_MAX);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		rows[(*n)++] = (struct item_row){
			.id = column_int(st, 0),
			.code = column_text(st, 1),
			.name = column_text(st, 2),
			.type = column_text(st, 3),
			.department = column_text(st, 4),
			.fee_mode = column_text(st, 5),
			.state = column_text(st, 6),
			.time_limit_wd = column_int(st, 7),
		};
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_item_prices(struct db *db, int64_t item_id, int limit,
    struct item_price **list, size_t *n)
{
	struct stmt *st = db_stmt(db, ITEM, PRICES);
	struct item_price *prices = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":item", item_id);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		prices = list_grow(db, prices, *n, sizeof *prices);
		prices[(*n)++] = (struct item_price){
			.project_code = column_text(st, 0),
			.project_title = column_text(st, 1),
			.amount_fen = column_int(st, 2),
			.fee_fen = column_int(st, 3),
		};
	}
	stmt_reset(st);
	*list = prices;
	return err;
}
