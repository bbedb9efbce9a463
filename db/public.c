/* SPDX-License-Identifier: Apache-2.0 */
/* public.c: the public_file table's SQL. */
#include "db/public.h"

#include <string.h>

#include "db/nouns.h"
#include "db/stmt.h"

enum { NEWEST, PUT, GET, LIST, BELOW, ENDED };

static const char *const sql[] = {
	[NEWEST] = "SELECT seq FROM public_file ORDER BY seq DESC LIMIT 1",
	[PUT] =
		"INSERT INTO public_file (path, seq, size, body)"
		" VALUES (:path, :seq, :size, :body)"
		" ON CONFLICT (path) DO UPDATE SET seq = excluded.seq,"
		" size = excluded.size, body = excluded.body",
	[GET] =
		"SELECT seq, size, path, body FROM public_file"
		" WHERE path = :path",
	[LIST] =
		"SELECT seq, size, path, body FROM public_file"
		" WHERE seq > :after AND size <= :size"
		" ORDER BY seq LIMIT :limit",
	[BELOW] =
		"SELECT seq, size, path, body FROM public_file"
		" WHERE path >= :from AND path < :to ORDER BY path",
	[ENDED] =
		"SELECT seq, size, path, NULL FROM public_file"
		" WHERE seq > :after AND seq <= :to"
		" AND (path LIKE 'p/%/result.note'"
		" OR path LIKE 'p/%/close.note' OR path LIKE 'p/%/void.note'"
		" OR path LIKE 'p/%/award.note')"
		" ORDER BY seq LIMIT :limit",
};

const struct sql_table public_sql = { sql, COUNT(sql) };

static void
from_row(struct public_file *f, struct stmt *st)
{
	f->seq = column_int(st, 0);
	f->size = column_int(st, 1);
	f->path = column_text(st, 2);
	f->body = column_blob(st, 3, &f->n);
}

enum err
db_public_put(struct db *db, const char *path, int64_t size,
    const void *body, size_t n)
{
	int64_t seq = 0;
	enum err err = stmt_int(db_stmt(db, PUBLIC, NEWEST), &seq);
	struct stmt *st;

	if (err && err != ERR_NOT_FOUND)
		return err;
	st = db_stmt(db, PUBLIC, PUT);
	bind_text(st, ":path", path);
	bind_int(st, ":seq", seq + 1);
	bind_int(st, ":size", size);
	bind_blob(st, ":body", body, n);
	return stmt_run(st);
}

enum err
db_public_get(struct db *db, const char *path, struct public_file *f)
{
	struct stmt *st = db_stmt(db, PUBLIC, GET);
	bool found;
	enum err err;

	bind_text(st, ":path", path);
	err = stmt_step(st, &found);
	if (!err && found)
		from_row(f, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

static enum err
read_list(struct db *db, struct stmt *st, struct public_file **list,
    size_t *n)
{
	struct public_file *files = NULL;
	bool found;
	enum err err;

	*n = 0;
	while ((err = stmt_step(st, &found)) == OK && found) {
		files = list_grow(db, files, *n, sizeof *files);
		from_row(&files[(*n)++], st);
	}
	stmt_reset(st);
	*list = files;
	return err;
}

enum err
db_public_list(struct db *db, int64_t after_seq, int64_t size, int limit,
    struct public_file **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PUBLIC, LIST);

	bind_int(st, ":after", after_seq);
	bind_int(st, ":size", size);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_public_ended(struct db *db, int64_t after_seq, int64_t to_seq, int limit,
    struct public_file **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PUBLIC, ENDED);

	bind_int(st, ":after", after_seq);
	bind_int(st, ":to", to_seq);
	bind_int(st, ":limit", limit);
	return read_list(db, st, list, n);
}

enum err
db_public_below(struct db *db, const char *folder,
    struct public_file **list, size_t *n)
{
	struct stmt *st = db_stmt(db, PUBLIC, BELOW);
	char to[256];
	size_t length = strlen(folder);

	*n = 0;
	if (length == 0 || length >= sizeof to)
		return ERR_INVALID;
	memcpy(to, folder, length + 1);
	to[length - 1]++;		/* «/» → «0»: what follows */
	bind_text(st, ":from", folder);
	bind_text(st, ":to", to);
	return read_list(db, st, list, n);
}
