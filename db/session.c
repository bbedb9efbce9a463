/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: who is logged in. */
#include "db/session.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, FIND, TOUCH, DELETE, DELETE_OF, SWEEP };

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO session (id_hash, account_id, created_at,"
		" used_at) VALUES (:hash, :account, :now, :now)",
	[FIND] =
		"SELECT s.account_id, s.created_at, s.used_at, a.party_id,"
		" a.role, a.name, p.name, p.uscc FROM session s"
		" JOIN account a ON a.id = s.account_id"
		" LEFT JOIN party p ON p.id = a.party_id"
		" WHERE s.id_hash = :hash",
	[TOUCH] =
		"UPDATE session SET used_at = :now"
		" WHERE id_hash = :hash AND used_at < :now",
	[DELETE] =
		"DELETE FROM session WHERE id_hash = :hash",
	[DELETE_OF] =
		"DELETE FROM session WHERE account_id = :account",
	[SWEEP] =
		"DELETE FROM session WHERE id_hash IN (SELECT id_hash"
		" FROM session WHERE used_at < :before ORDER BY used_at"
		" LIMIT 1000)",
};

const struct sql_table session_sql = { sql, COUNT(sql) };

enum err
db_session_insert(struct db *db, const unsigned char hash[SESSION_HASH],
    int64_t account_id)
{
	struct stmt *st = db_stmt(db, SESSION, INSERT);

	bind_blob(st, ":hash", hash, SESSION_HASH);
	bind_int(st, ":account", account_id);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_session_find(struct db *db, const unsigned char hash[SESSION_HASH],
    struct session *s)
{
	struct stmt *st = db_stmt(db, SESSION, FIND);
	bool found;
	enum err err;

	bind_blob(st, ":hash", hash, SESSION_HASH);
	err = stmt_step(st, &found);
	if (!err && found)
		*s = (struct session){
			.account_id = column_int(st, 0),
			.created_at = column_int(st, 1),
			.used_at = column_int(st, 2),
			.party_id = column_int(st, 3),
			.role = column_text(st, 4),
			.name = column_text(st, 5),
			.party_name = column_text(st, 6),
			.uscc = column_text(st, 7),
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_session_touch(struct db *db, const unsigned char hash[SESSION_HASH])
{
	struct stmt *st = db_stmt(db, SESSION, TOUCH);

	bind_blob(st, ":hash", hash, SESSION_HASH);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_session_delete(struct db *db, const unsigned char hash[SESSION_HASH])
{
	struct stmt *st = db_stmt(db, SESSION, DELETE);

	bind_blob(st, ":hash", hash, SESSION_HASH);
	return stmt_run(st);
}

enum err
db_session_delete_of(struct db *db, int64_t account_id)
{
	struct stmt *st = db_stmt(db, SESSION, DELETE_OF);

	bind_int(st, ":account", account_id);
	return stmt_run(st);
}

enum err
db_session_sweep(struct db *db, int64_t before)
{
	struct stmt *st = db_stmt(db, SESSION, SWEEP);

	bind_int(st, ":before", before);
	return stmt_run(st);
}
