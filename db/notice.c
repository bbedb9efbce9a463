/* SPDX-License-Identifier: Apache-2.0 */
/* notice.c: the notice table's SQL, and its mapping to struct notice. */
#include "db/notice.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum { INSERT, BY_ID, ALL, OF_KIND, OF_PROJECT };

#define NOTICE_COLUMNS							\
	"n.id, n.project_id, p.code, n.kind, n.title, n.body, n.hash,"	\
	" n.published_at"
#define JOINED " FROM notice n JOIN project p ON p.id = n.project_id"

static const char *const sql[] = {
	[INSERT] =
		"INSERT INTO notice (project_id, kind, title, body, hash,"
		" published_at) VALUES (:project, :kind, :title, :body, :hash,"
		" :now) RETURNING id",
	[BY_ID] =
		"SELECT " NOTICE_COLUMNS JOINED " WHERE n.id = :id",
	[ALL] =
		"SELECT " NOTICE_COLUMNS JOINED " WHERE n.id < :before"
		" ORDER BY n.id DESC LIMIT :limit",
	[OF_KIND] =
		"SELECT " NOTICE_COLUMNS JOINED " WHERE n.kind = :kind"
		" AND n.id < :before ORDER BY n.id DESC LIMIT :limit",
	[OF_PROJECT] =
		"SELECT " NOTICE_COLUMNS JOINED " WHERE n.project_id = :project"
		" ORDER BY n.id LIMIT 100",
};

const struct sql_table notice_sql = { sql, COUNT(sql) };

static void
notice_from_row(struct notice *n, struct stmt *st)
{
	n->id = column_int(st, 0);
	n->project_id = column_int(st, 1);
	n->project_code = column_text(st, 2);
	n->kind = column_text(st, 3);
	n->title = column_text(st, 4);
	n->body = column_text(st, 5);
	column_bytes(st, 6, n->hash, sizeof n->hash);
	n->published_at = column_int(st, 7);
}

enum err
db_notice_insert(struct db *db, struct notice *n)
{
	struct stmt *st = db_stmt(db, NOTICE, INSERT);

	n->published_at = db_now(db);
	bind_int(st, ":project", n->project_id);
	bind_text(st, ":kind", n->kind);
	bind_text(st, ":title", n->title);
	bind_text(st, ":body", n->body);
	bind_blob(st, ":hash", n->hash, sizeof n->hash);
	bind_int(st, ":now", n->published_at);
	db_changed(db);
	return stmt_id(st, &n->id);
}

enum err
db_notice_get(struct db *db, int64_t id, struct notice *n)
{
	struct stmt *st = db_stmt(db, NOTICE, BY_ID);
	bool found;
	enum err err;

	bind_int(st, ":id", id);
	err = stmt_step(st, &found);
	if (!err && found)
		notice_from_row(n, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct notice **list, size_t *n)
{
	struct notice *notices = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		notices = list_grow(db, notices, *n, sizeof *notices);
		notice_from_row(&notices[(*n)++], st);
	}
	stmt_reset(st);
	*list = notices;
	return err;
}

enum err
db_notice_list(struct db *db, const char *kind, int64_t before_id, int limit,
    struct notice **list, size_t *n)
{
	struct stmt *st = db_stmt(db, NOTICE, kind ? OF_KIND : ALL);

	if (kind)
		bind_text(st, ":kind", kind);
	bind_int(st, ":before", before_id ? before_id : INT64_MAX);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_notice_of_project(struct db *db, int64_t project_id,
    struct notice **list, size_t *n)
{
	struct stmt *st = db_stmt(db, NOTICE, OF_PROJECT);

	bind_int(st, ":project", project_id);
	return read_list(db, st, list, n);
}
