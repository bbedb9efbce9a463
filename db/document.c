/* SPDX-License-Identifier: Apache-2.0 */
/* document.c: the tables of files' SQL, and their mapping to structs. */
#include "db/document.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	INSERT, SENT, LOOSE, SET_STATE, STALE, WANTED, FORGET, USE_INSERT,
	USE_GET, USE_LIST, USE_DELETE, USES
};

#define DOCUMENT_COLUMNS						\
	"d.id, d.hash, d.size, d.type, d.name, d.account_id, d.party_id," \
	" d.at, d.state, d.since"
#define USE_COLUMNS							\
	"SELECT " DOCUMENT_COLUMNS ", u.id, u.kind, u.object_id, u.title," \
	" u.public, u.created_at FROM document_use u"			\
	" JOIN document d ON d.id = u.document_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO document (hash, size, type, name, account_id,"
		" party_id, at, state, since) VALUES (:hash, :size, :type,"
		" :name, :account, :party, :now, 'loose', :now)"
		" RETURNING id",
	[SENT] =
		"SELECT count(*), coalesce(sum(size), 0) FROM document"
		" WHERE account_id = :account AND at > :after",
	[LOOSE] =
		"SELECT " DOCUMENT_COLUMNS " FROM document d"
		" WHERE d.hash = :hash AND d.account_id = :account"
		" AND d.state = 'loose' ORDER BY d.id DESC LIMIT 1",
	[SET_STATE] =
		"UPDATE document SET state = :state, since = :now"
		" WHERE id = :id",
	[STALE] =
		"SELECT " DOCUMENT_COLUMNS " FROM document d"
		" WHERE d.state = 'loose' AND d.since < :before"
		" ORDER BY d.since LIMIT :limit",
	[WANTED] =
		"SELECT 1 FROM document WHERE hash = :hash AND"
		" (state = 'named' OR (state = 'loose' AND since >= :before))"
		" LIMIT 1",
	[FORGET] =
		"DELETE FROM document WHERE id IN (SELECT id FROM document"
		" WHERE state = 'gone' AND at < :before ORDER BY at"
		" LIMIT 1000)",
	[USE_INSERT] =
		"INSERT INTO document_use (document_id, kind, object_id,"
		" title, public, created_at) VALUES (:document, :kind,"
		" :object, :title, :public, :now) RETURNING id",
	[USE_GET] = USE_COLUMNS " WHERE u.id = :id",
	[USE_LIST] = USE_COLUMNS
		" WHERE u.kind = :kind AND u.object_id = :object"
		" ORDER BY u.id LIMIT :limit",
	[USE_DELETE] =
		"DELETE FROM document_use WHERE id = :id",
	[USES] =
		"SELECT count(*) FROM document_use WHERE document_id = :id",
};

const struct sql_table document_sql = { sql, COUNT(sql) };

static int
document_from_row(struct document *d, struct stmt *st)
{
	int i = 0;

	d->id = column_int(st, i++);
	(void)column_bytes(st, i++, d->hash, DOCUMENT_HASH);
	d->size = column_int(st, i++);
	d->type = column_text(st, i++);
	d->name = column_text(st, i++);
	d->account_id = column_int(st, i++);
	d->party_id = column_int(st, i++);
	d->at = column_int(st, i++);
	d->state = column_text(st, i++);
	d->since = column_int(st, i++);
	return i;
}

static void
use_from_row(struct document_use *u, struct stmt *st)
{
	int i = document_from_row(&u->document, st);

	u->id = column_int(st, i++);
	u->kind = column_text(st, i++);
	u->object_id = column_int(st, i++);
	u->title = column_text(st, i++);
	u->is_public = column_int(st, i++) != 0;
	u->created_at = column_int(st, i++);
}

enum err
db_document_insert(struct db *db, struct document *d)
{
	struct stmt *st = db_stmt(db, DOCUMENT, INSERT);

	d->at = d->since = db_now(db);
	d->state = "loose";
	bind_blob(st, ":hash", d->hash, DOCUMENT_HASH);
	bind_int(st, ":size", d->size);
	bind_text(st, ":type", d->type);
	bind_text(st, ":name", d->name);
	bind_int(st, ":account", d->account_id);
	bind_opt(st, ":party", d->party_id);
	bind_int(st, ":now", d->at);
	return stmt_id(st, &d->id);
}

enum err
db_document_sent(struct db *db, int64_t account_id, int64_t after,
    int64_t *files, int64_t *bytes)
{
	struct stmt *st = db_stmt(db, DOCUMENT, SENT);
	bool found;
	enum err err;

	bind_int(st, ":account", account_id);
	bind_int(st, ":after", after);
	err = stmt_step(st, &found);
	if (!err) {
		*files = column_int(st, 0);
		*bytes = column_int(st, 1);
	}
	stmt_reset(st);
	return err;
}

enum err
db_document_loose(struct db *db, int64_t account_id,
    const unsigned char hash[DOCUMENT_HASH], struct document *d)
{
	struct stmt *st = db_stmt(db, DOCUMENT, LOOSE);
	bool found;
	enum err err;

	bind_blob(st, ":hash", hash, DOCUMENT_HASH);
	bind_int(st, ":account", account_id);
	err = stmt_step(st, &found);
	if (!err && found)
		(void)document_from_row(d, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_document_set_state(struct db *db, int64_t id, const char *state)
{
	struct stmt *st = db_stmt(db, DOCUMENT, SET_STATE);

	bind_int(st, ":id", id);
	bind_text(st, ":state", state);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

enum err
db_document_stale(struct db *db, int64_t before, int limit,
    struct document *list, size_t *n)
{
	struct stmt *st = db_stmt(db, DOCUMENT, STALE);
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":before", before);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found)
		(void)document_from_row(&list[(*n)++], st);
	stmt_reset(st);
	return err;
}

enum err
db_document_wanted(struct db *db, const unsigned char hash[DOCUMENT_HASH],
    int64_t before, bool *wanted)
{
	struct stmt *st = db_stmt(db, DOCUMENT, WANTED);
	enum err err;

	bind_blob(st, ":hash", hash, DOCUMENT_HASH);
	bind_int(st, ":before", before);
	err = stmt_step(st, wanted);
	stmt_reset(st);
	return err;
}

enum err
db_document_forget(struct db *db, int64_t before)
{
	struct stmt *st = db_stmt(db, DOCUMENT, FORGET);

	bind_int(st, ":before", before);
	return stmt_run(st);
}

enum err
db_document_use_insert(struct db *db, struct document_use *use)
{
	struct stmt *st = db_stmt(db, DOCUMENT, USE_INSERT);

	use->created_at = db_now(db);
	bind_int(st, ":document", use->document.id);
	bind_text(st, ":kind", use->kind);
	bind_int(st, ":object", use->object_id);
	bind_text(st, ":title", use->title);
	bind_int(st, ":public", use->is_public);
	bind_int(st, ":now", use->created_at);
	if (use->is_public)
		db_changed(db);
	return stmt_id(st, &use->id);
}

enum err
db_document_use_get(struct db *db, int64_t id, struct document_use *use)
{
	struct stmt *st = db_stmt(db, DOCUMENT, USE_GET);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		use_from_row(use, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_document_use_list(struct db *db, const char *kind, int64_t object_id,
    int limit, struct document_use **list, size_t *n)
{
	struct stmt *st = db_stmt(db, DOCUMENT, USE_LIST);
	struct document_use *rows = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_text(st, ":kind", kind);
	bind_int(st, ":object", object_id);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		rows = list_grow(db, rows, *n, sizeof *rows);
		use_from_row(&rows[(*n)++], st);
	}
	stmt_reset(st);
	*list = rows;
	return err;
}

enum err
db_document_use_delete(struct db *db, int64_t id)
{
	struct stmt *st = db_stmt(db, DOCUMENT, USE_DELETE);

	bind_int(st, ":id", id);
	db_changed(db);
	return stmt_run(st);
}

enum err
db_document_uses(struct db *db, int64_t document_id, int64_t *n)
{
	struct stmt *st = db_stmt(db, DOCUMENT, USES);

	bind_int(st, ":id", document_id);
	return stmt_int(st, n);
}
