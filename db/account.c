/* SPDX-License-Identifier: Apache-2.0 */
/* account.c: who can log in. */
#include "db/account.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, BY_LOGIN, SET_PASSWORD, OF_PARTY };

#define ACCOUNT_COLUMNS						\
	"id, party_id, role, name, mobile, email, created_at"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO account (party_id, role, name, mobile, email,"
		" password, created_at) VALUES (:party, :role, :name,"
		" :mobile, :email, :password, :now) RETURNING id",
	[BY_ID] =
		"SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = :id",
	[BY_LOGIN] =
		"SELECT " ACCOUNT_COLUMNS ", password FROM account"
		" WHERE mobile = :login OR email = :login",
	[SET_PASSWORD] =
		"UPDATE account SET password = :password WHERE id = :id",
	[OF_PARTY] =
		"SELECT " ACCOUNT_COLUMNS " FROM account"
		" WHERE party_id = :party ORDER BY id LIMIT 20",
};

const struct sql_table account_sql = { sql, COUNT(sql) };

enum { PASSWORD_COLUMN = 7 };	/* behind ACCOUNT_COLUMNS */

static void
account_from_row(struct account *a, struct stmt *st)
{
	int i = 0;

	a->id = column_int(st, i++);
	a->party_id = column_int(st, i++);
	a->role = column_text(st, i++);
	a->name = column_text(st, i++);
	a->mobile = column_text(st, i++);
	a->email = column_text(st, i++);
	a->created_at = column_int(st, i++);
}

enum err
db_account_insert(struct db *db, struct account *a, const char *password)
{
	struct stmt *st = db_stmt(db, ACCOUNT, INSERT);

	a->created_at = db_now(db);
	bind_opt(st, ":party", a->party_id);
	bind_text(st, ":role", a->role);
	bind_text(st, ":name", a->name);
	bind_text(st, ":mobile", a->mobile[0] ? a->mobile : NULL);
	bind_text(st, ":email", a->email);
	bind_text(st, ":password", password);
	bind_int(st, ":now", a->created_at);
	return stmt_id(st, &a->id);
}

enum err
db_account_get(struct db *db, int64_t id, struct account *a)
{
	struct stmt *st = db_stmt(db, ACCOUNT, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		account_from_row(a, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_account_by_login(struct db *db, const char *login, struct account *a,
    const char **password)
{
	struct stmt *st = db_stmt(db, ACCOUNT, BY_LOGIN);
	bool found;
	enum err err;

	bind_text(st, ":login", login);
	err = stmt_step(st, &found);
	if (!err && found) {
		account_from_row(a, st);
		*password = column_text(st, PASSWORD_COLUMN);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_account_set_password(struct db *db, int64_t id, const char *password)
{
	struct stmt *st = db_stmt(db, ACCOUNT, SET_PASSWORD);

	bind_int(st, ":id", id);
	bind_text(st, ":password", password);
	return stmt_run(st);
}

enum err
db_account_of_party(struct db *db, int64_t party_id, struct account **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, ACCOUNT, OF_PARTY);
	struct account *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":party", party_id);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		account_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}
