/* SPDX-License-Identifier: Apache-2.0 */
/* key.c: the SQL of signing keys and of tokens. */
#include "db/key.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, NEWEST, BY_VKEY, OF_NAME, LOGGED,
	TOKEN_ADD, TOKEN_FIND, TOKEN_DROP, TOKEN_SINCE
};

#define KEY_COLUMNS							\
	"id, party_id, name, vkey, note, coalesce(leaf, -1), created_at"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO signing_key (party_id, name, vkey, note, leaf,"
		" created_at) VALUES (:party, :name, :vkey, :note, :leaf,"
		" :now) RETURNING id",
	[NEWEST] =
		"SELECT " KEY_COLUMNS " FROM signing_key WHERE name = :name"
		" ORDER BY id DESC LIMIT 1",
	[BY_VKEY] =
		"SELECT " KEY_COLUMNS " FROM signing_key WHERE vkey = :vkey",
	[OF_NAME] =
		"SELECT " KEY_COLUMNS " FROM signing_key WHERE name = :name"
		" ORDER BY id",
	[LOGGED] =
		"UPDATE signing_key SET leaf = :leaf"
		" WHERE id = :id AND leaf IS NULL",
	[TOKEN_ADD] =
		"INSERT INTO api_token (hash, account_id, created_at)"
		" VALUES (:hash, :account, :now)",
	[TOKEN_FIND] = "SELECT account_id FROM api_token WHERE hash = :hash",
	[TOKEN_DROP] = "DELETE FROM api_token WHERE account_id = :account",
	[TOKEN_SINCE] =
		"SELECT created_at FROM api_token"
		" WHERE account_id = :account ORDER BY created_at DESC"
		" LIMIT 1",
};

const struct sql_table key_sql = { sql, COUNT(sql) };

static void
key_from_row(struct key_row *k, struct stmt *st)
{
	k->id = column_int(st, 0);
	k->party_id = column_int(st, 1);
	k->name = column_text(st, 2);
	k->vkey = column_text(st, 3);
	k->note = column_blob(st, 4, &k->n);
	k->leaf = column_int(st, 5);
	k->created_at = column_int(st, 6);
}

enum err
db_key_insert(struct db *db, struct key_row *k)
{
	struct stmt *st = db_stmt(db, KEY, INSERT);

	k->created_at = db_now(db);
	bind_int(st, ":party", k->party_id);
	bind_text(st, ":name", k->name);
	bind_text(st, ":vkey", k->vkey);
	bind_blob(st, ":note", k->note, k->n);
	if (k->leaf < 0)
		bind_null(st, ":leaf");
	else
		bind_int(st, ":leaf", k->leaf);
	bind_int(st, ":now", k->created_at);
	return stmt_id(st, &k->id);
}

static enum err
read_one(struct stmt *st, struct key_row *k)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		key_from_row(k, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_key_newest(struct db *db, const char *name, struct key_row *k)
{
	struct stmt *st = db_stmt(db, KEY, NEWEST);

	bind_text(st, ":name", name);
	return read_one(st, k);
}

enum err
db_key_by_vkey(struct db *db, const char *vkey, struct key_row *k)
{
	struct stmt *st = db_stmt(db, KEY, BY_VKEY);

	bind_text(st, ":vkey", vkey);
	return read_one(st, k);
}

enum err
db_key_of_name(struct db *db, const char *name, struct key_row **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, KEY, OF_NAME);
	struct key_row *keys = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_text(st, ":name", name);
	while ((err = stmt_step(st, &found)) == OK && found) {
		keys = list_grow(db, keys, *n, sizeof *keys);
		key_from_row(&keys[(*n)++], st);
	}
	stmt_reset(st);
	*list = keys;
	return err;
}

enum err
db_key_logged(struct db *db, int64_t id, int64_t leaf)
{
	struct stmt *st = db_stmt(db, KEY, LOGGED);

	bind_int(st, ":id", id);
	bind_int(st, ":leaf", leaf);
	return stmt_run(st);
}

enum err
db_token_add(struct db *db, const unsigned char hash[32],
    int64_t account_id)
{
	struct stmt *st = db_stmt(db, KEY, TOKEN_ADD);

	bind_blob(st, ":hash", hash, 32);
	bind_int(st, ":account", account_id);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_token_find(struct db *db, const unsigned char hash[32],
    int64_t *account_id)
{
	struct stmt *st = db_stmt(db, KEY, TOKEN_FIND);

	bind_blob(st, ":hash", hash, 32);
	return stmt_int(st, account_id);
}

enum err
db_token_drop(struct db *db, int64_t account_id)
{
	struct stmt *st = db_stmt(db, KEY, TOKEN_DROP);

	bind_int(st, ":account", account_id);
	return stmt_run(st);
}

enum err
db_token_since(struct db *db, int64_t account_id, int64_t *since)
{
	struct stmt *st = db_stmt(db, KEY, TOKEN_SINCE);

	bind_int(st, ":account", account_id);
	return stmt_int(st, since);
}
