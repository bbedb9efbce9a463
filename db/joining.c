/* SPDX-License-Identifier: Apache-2.0 */
/* joining.c: registrations under way. */
#include "db/joining.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { GET, PUT, DELETE, SWEEP, MADE };

#define JOINING_COLUMNS						\
	"role, uscc, name, contact, mobile, email, password, updated_at"

static const char *const sql[] = {
	[GET] =
		"SELECT " JOINING_COLUMNS " FROM joining"
		" WHERE id_hash = :hash",
	[PUT] =
		"INSERT INTO joining (id_hash, " JOINING_COLUMNS ")"
		" VALUES (:hash, :role, :uscc, :name, :contact, :mobile,"
		" :email, :password, :now)"
		" ON CONFLICT (id_hash) DO UPDATE SET role = excluded.role,"
		" uscc = excluded.uscc, name = excluded.name,"
		" contact = excluded.contact, mobile = excluded.mobile,"
		" email = excluded.email, password = excluded.password,"
		" updated_at = excluded.updated_at",
	[DELETE] =
		"DELETE FROM joining WHERE id_hash = :hash",
	[SWEEP] =
		"DELETE FROM joining WHERE id_hash IN (SELECT id_hash"
		" FROM joining WHERE updated_at < :before"
		" ORDER BY updated_at LIMIT 1000)",
	[MADE] =
		"SELECT object_id FROM once"
		" WHERE token = :token AND at >= :since"
		" ORDER BY at DESC, account_id DESC LIMIT 1",
};

const struct sql_table joining_sql = { sql, COUNT(sql) };

enum err
db_joining_get(struct db *db, const unsigned char hash[JOINING_HASH],
    struct joining *j)
{
	struct stmt *st = db_stmt(db, JOINING, GET);
	bool found;
	enum err err;

	bind_blob(st, ":hash", hash, JOINING_HASH);
	err = stmt_step(st, &found);
	if (!err && found)
		*j = (struct joining){
			.role = column_text(st, 0),
			.uscc = column_text(st, 1),
			.name = column_text(st, 2),
			.contact = column_text(st, 3),
			.mobile = column_text(st, 4),
			.email = column_text(st, 5),
			.password = column_text(st, 6),
			.updated_at = column_int(st, 7),
		};
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_joining_put(struct db *db, const unsigned char hash[JOINING_HASH],
    struct joining *j)
{
	struct stmt *st = db_stmt(db, JOINING, PUT);

	j->updated_at = db_now(db);
	bind_blob(st, ":hash", hash, JOINING_HASH);
	bind_text(st, ":role", j->role);
	bind_text(st, ":uscc", j->uscc);
	bind_text(st, ":name", j->name);
	bind_text(st, ":contact", j->contact);
	bind_text(st, ":mobile", j->mobile);
	bind_text(st, ":email", j->email);
	bind_text(st, ":password", j->password);
	bind_int(st, ":now", j->updated_at);
	return stmt_run(st);
}

enum err
db_joining_delete(struct db *db, const unsigned char hash[JOINING_HASH])
{
	struct stmt *st = db_stmt(db, JOINING, DELETE);

	bind_blob(st, ":hash", hash, JOINING_HASH);
	return stmt_run(st);
}

enum err
db_joining_sweep(struct db *db, int64_t before)
{
	struct stmt *st = db_stmt(db, JOINING, SWEEP);

	bind_int(st, ":before", before);
	return stmt_run(st);
}

enum err
db_joining_made(struct db *db, const char *token, int64_t since,
    int64_t *account_id)
{
	struct stmt *st = db_stmt(db, JOINING, MADE);

	bind_text(st, ":token", token);
	bind_int(st, ":since", since);
	return stmt_int(st, account_id);
}
