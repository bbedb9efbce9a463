/* SPDX-License-Identifier: Apache-2.0 */
/* tip.c: the tip table's SQL, and its mapping to the struct. */
#include "db/tip.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, BY_CODE, UPDATE, OPEN, COUNTS };

#define SELECT								\
	"SELECT t.id, t.code, t.kind, t.party_id, p.name, t.text, t.day,"	\
	" t.desk, t.state, t.reply FROM tip t"				\
	" LEFT JOIN party p ON p.id = t.party_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO tip (code, kind, party_id, text, day, desk,"
		" state) VALUES (:code, :kind, :party, :text, :day, :desk,"
		" 'received') RETURNING id",
	[BY_ID] = SELECT " WHERE t.id = :id",
	[BY_CODE] = SELECT " WHERE t.code = :code",
	[UPDATE] =
		"UPDATE tip SET desk = :desk, state = :state, reply = :reply"
		" WHERE id = :id AND state = :was",
	[OPEN] =
		SELECT " WHERE t.desk = :desk AND t.state <> 'closed'"
		" AND t.id > :after ORDER BY t.id LIMIT :limit",
	[COUNTS] =
		"SELECT count(*), coalesce(sum(kind = 'designation'), 0),"
		" coalesce(sum(kind = 'charging'), 0),"
		" coalesce(sum(kind = 'other'), 0),"
		" coalesce(sum(state <> 'read'), 0) FROM (SELECT kind, state"
		" FROM tip WHERE desk = :desk AND state <> 'closed'"
		" ORDER BY id LIMIT :limit)",
};

const struct sql_table tip_sql = { sql, COUNT(sql) };

static void
from_row(struct tip *t, struct stmt *st)
{
	int i = 0;

	t->id = column_int(st, i++);
	(void)column_bytes(st, i++, t->code, TIP_HASH);
	t->kind = column_text(st, i++);
	t->party_id = column_int(st, i++);
	t->party_name = column_text(st, i++);
	t->text = column_text(st, i++);
	t->day = column_int(st, i++);
	t->desk = column_text(st, i++);
	t->state = column_text(st, i++);
	t->reply = column_text(st, i++);
}

static enum err
read_one(struct stmt *st, struct tip *t)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		from_row(t, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_tip_insert(struct db *db, struct tip *t)
{
	struct stmt *st = db_stmt(db, TIP, INSERT);

	bind_blob(st, ":code", t->code, TIP_HASH);
	bind_text(st, ":kind", t->kind);
	bind_opt(st, ":party", t->party_id);
	bind_text(st, ":text", t->text);
	bind_int(st, ":day", t->day);
	bind_text(st, ":desk", t->desk);
	return stmt_id(st, &t->id);
}

enum err
db_tip_get(struct db *db, int64_t id, struct tip *t)
{
	struct stmt *st = db_stmt(db, TIP, BY_ID);

	bind_int(st, ":id", id);
	return read_one(st, t);
}

enum err
db_tip_by_code(struct db *db, const unsigned char code[TIP_HASH],
    struct tip *t)
{
	struct stmt *st = db_stmt(db, TIP, BY_CODE);

	bind_blob(st, ":code", code, TIP_HASH);
	return read_one(st, t);
}

enum err
db_tip_update(struct db *db, const struct tip *t, const char *was)
{
	struct stmt *st = db_stmt(db, TIP, UPDATE);
	enum err err;

	bind_int(st, ":id", t->id);
	bind_text(st, ":was", was);
	bind_text(st, ":desk", t->desk);
	bind_text(st, ":state", t->state);
	bind_text(st, ":reply", t->reply);
	err = stmt_run(st);
	return !err && stmt_changes(st) != 1 ? ERR_CONFLICT : err;
}

enum err
db_tip_open(struct db *db, const char *desk, int64_t after, int limit,
    struct tip **list, size_t *n)
{
	struct stmt *st = db_stmt(db, TIP, OPEN);
	struct tip *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_text(st, ":desk", desk);
	bind_int(st, ":after", after);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_tip_counts(struct db *db, const char *desk, int most,
    struct tip_counts *c)
{
	struct stmt *st = db_stmt(db, TIP, COUNTS);
	bool found;
	enum err err;

	bind_text(st, ":desk", desk);
	bind_int(st, ":limit", most);
	err = stmt_step(st, &found);
	if (!err && found)
		*c = (struct tip_counts){ column_int(st, 0),
		    column_int(st, 1), column_int(st, 2), column_int(st, 3),
		    column_int(st, 4) };
	stmt_reset(st);
	return err;
}
