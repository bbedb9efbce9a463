/* SPDX-License-Identifier: Apache-2.0 */
/* leaf.c: the SQL of the log. */
#include "db/leaf.h"

#include "db/nouns.h"
#include "db/stmt.h"

enum {
	SIZE, INSERT, LIST, NODE_INSERT, NODE_GET, NODE_LIST, CHECKPOINT_PUT,
	CHECKPOINT_AFTER, CHECKPOINT_NEWEST, COSIGN_PUT, COSIGN_LIST,
	COSIGNED_PUT, COSIGNED_AFTER, COSIGNED_NEWEST, RECEIPT_INSERT,
	RECEIPT_OF_FILE, RECEIPT_LIST
};

static const char *const sql[] = {
	[SIZE] =
		"SELECT i FROM leaf WHERE i >= 0 ORDER BY i DESC LIMIT 1",
	[INSERT] = "INSERT INTO leaf (i, entry) VALUES (:i, :entry)",
	[LIST] =
		"SELECT i, entry FROM leaf WHERE i >= :from"
		" ORDER BY i LIMIT :limit",
	[NODE_INSERT] =
		"INSERT INTO node (level, i, hash)"
		" VALUES (:level, :i, :hash)",
	[NODE_GET] =
		"SELECT hash FROM node WHERE level = :level AND i = :i",
	[NODE_LIST] =
		"SELECT hash FROM node WHERE level = :level AND i >= :from"
		" ORDER BY i LIMIT :limit",
	[CHECKPOINT_PUT] =
		"INSERT INTO checkpoint (size, note, signed_at)"
		" VALUES (:size, :note, :now) ON CONFLICT (size) DO NOTHING",
	[CHECKPOINT_AFTER] =
		"SELECT size, note, signed_at FROM checkpoint"
		" WHERE size > :size ORDER BY size LIMIT :limit",
	[CHECKPOINT_NEWEST] =
		"SELECT size, note, signed_at FROM checkpoint"
		" WHERE size > 0 ORDER BY size DESC LIMIT 1",
	[COSIGN_PUT] =
		"INSERT INTO cosignature (size, name, line)"
		" VALUES (:size, :name, :line) ON CONFLICT (size, name)"
		" DO UPDATE SET line = excluded.line",
	[COSIGN_LIST] =
		"SELECT name, line FROM cosignature WHERE size = :size"
		" ORDER BY name",
	[COSIGNED_PUT] =
		"INSERT INTO cosigned (size, note) VALUES (:size, :note)",
	[COSIGNED_AFTER] =
		"SELECT size, note, 0 FROM cosigned WHERE size > :size"
		" ORDER BY size LIMIT 1",
	[COSIGNED_NEWEST] =
		"SELECT size, note, 0 FROM cosigned"
		" WHERE size > 0 ORDER BY size DESC LIMIT 1",
	[RECEIPT_INSERT] =
		"INSERT INTO receipt (leaf, file, nonce)"
		" VALUES (:leaf, :file, :nonce)",
	[RECEIPT_OF_FILE] =
		"SELECT leaf, file, nonce FROM receipt WHERE file = :file",
	[RECEIPT_LIST] =
		"SELECT leaf, file, nonce FROM receipt"
		" WHERE leaf >= :from AND leaf < :to"
		" ORDER BY leaf LIMIT :limit",
};

const struct sql_table leaf_sql = { sql, COUNT(sql) };

enum err
db_leaf_size(struct db *db, int64_t *size)
{
	enum err err = stmt_int(db_stmt(db, LEAF, SIZE), size);

	if (err == ERR_NOT_FOUND) {
		*size = 0;
		return OK;
	}
	++*size;
	return err;
}

enum err
db_leaf_insert(struct db *db, int64_t i, const void *entry, size_t n)
{
	struct stmt *st = db_stmt(db, LEAF, INSERT);

	bind_int(st, ":i", i);
	bind_blob(st, ":entry", entry, n);
	return stmt_run(st);
}

enum err
db_leaf_list(struct db *db, int64_t from, int limit, struct leaf **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, LEAF, LIST);
	struct leaf *leaves = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":from", from);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		struct leaf *l;

		leaves = list_grow(db, leaves, *n, sizeof *leaves);
		l = &leaves[(*n)++];
		l->i = column_int(st, 0);
		l->entry = column_blob(st, 1, &l->n);
	}
	stmt_reset(st);
	*list = leaves;
	return err;
}

enum err
db_node_insert(struct db *db, int level, int64_t i,
    const unsigned char hash[LEAF_HASH])
{
	struct stmt *st = db_stmt(db, LEAF, NODE_INSERT);

	bind_int(st, ":level", level);
	bind_int(st, ":i", i);
	bind_blob(st, ":hash", hash, LEAF_HASH);
	return stmt_run(st);
}

enum err
db_node_get(struct db *db, int level, int64_t i,
    unsigned char hash[LEAF_HASH])
{
	struct stmt *st = db_stmt(db, LEAF, NODE_GET);
	bool found;
	enum err err;

	bind_int(st, ":level", level);
	bind_int(st, ":i", i);
	err = stmt_step(st, &found);
	if (!err && found)
		column_bytes(st, 0, hash, LEAF_HASH);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_node_list(struct db *db, int level, int64_t from, int n,
    unsigned char *hashes)
{
	struct stmt *st = db_stmt(db, LEAF, NODE_LIST);
	bool found = true;
	enum err err = OK;

	bind_int(st, ":level", level);
	bind_int(st, ":from", from);
	bind_int(st, ":limit", n);
	for (int i = 0; !err && found && i < n; i++) {
		err = stmt_step(st, &found);
		if (!err && found)
			column_bytes(st, 0, hashes + i * LEAF_HASH,
			    LEAF_HASH);
	}
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_checkpoint_put(struct db *db, int64_t size, const char *note, size_t n)
{
	struct stmt *st = db_stmt(db, LEAF, CHECKPOINT_PUT);

	bind_int(st, ":size", size);
	bind_blob(st, ":note", note, n);
	bind_int(st, ":now", db_now(db));
	return stmt_run(st);
}

static void
checkpoint_from_row(struct checkpoint *c, struct stmt *st)
{
	c->size = column_int(st, 0);
	c->note = column_blob(st, 1, &c->n);
	c->signed_at = column_int(st, 2);
}

static enum err
read_checkpoint(struct stmt *st, struct checkpoint *c)
{
	bool found;
	enum err err = stmt_step(st, &found);

	if (!err && found)
		checkpoint_from_row(c, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_checkpoint_after(struct db *db, int64_t size, struct checkpoint *c)
{
	struct stmt *st = db_stmt(db, LEAF, CHECKPOINT_AFTER);

	bind_int(st, ":size", size);
	bind_int(st, ":limit", 1);
	return read_checkpoint(st, c);
}

enum err
db_checkpoint_list(struct db *db, int64_t size, int limit,
    struct checkpoint **list, size_t *n)
{
	struct stmt *st = db_stmt(db, LEAF, CHECKPOINT_AFTER);
	struct checkpoint *all = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":size", size);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		all = list_grow(db, all, *n, sizeof *all);
		checkpoint_from_row(&all[(*n)++], st);
	}
	stmt_reset(st);
	*list = all;
	return err;
}

enum err
db_checkpoint_newest(struct db *db, struct checkpoint *c)
{
	return read_checkpoint(db_stmt(db, LEAF, CHECKPOINT_NEWEST), c);
}

enum err
db_cosignature_put(struct db *db, int64_t size, const char *name,
    const char *line)
{
	struct stmt *st = db_stmt(db, LEAF, COSIGN_PUT);

	bind_int(st, ":size", size);
	bind_text(st, ":name", name);
	bind_text(st, ":line", line);
	return stmt_run(st);
}

enum err
db_cosignature_list(struct db *db, int64_t size, struct cosignature **list,
    size_t *n)
{
	struct stmt *st = db_stmt(db, LEAF, COSIGN_LIST);
	struct cosignature *lines = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":size", size);
	while ((err = stmt_step(st, &found)) == OK && found) {
		lines = list_grow(db, lines, *n, sizeof *lines);
		lines[(*n)++] = (struct cosignature){
			.name = column_text(st, 0),
			.line = column_text(st, 1),
		};
	}
	stmt_reset(st);
	*list = lines;
	return err;
}

enum err
db_cosigned_put(struct db *db, int64_t size, const char *note, size_t n)
{
	struct stmt *st = db_stmt(db, LEAF, COSIGNED_PUT);

	bind_int(st, ":size", size);
	bind_blob(st, ":note", note, n);
	return stmt_run(st);
}

enum err
db_cosigned_after(struct db *db, int64_t size, struct checkpoint *c)
{
	struct stmt *st = db_stmt(db, LEAF, COSIGNED_AFTER);

	bind_int(st, ":size", size);
	return read_checkpoint(st, c);
}

enum err
db_cosigned_newest(struct db *db, struct checkpoint *c)
{
	return read_checkpoint(db_stmt(db, LEAF, COSIGNED_NEWEST), c);
}

enum err
db_receipt_insert(struct db *db, const struct receipt *r)
{
	struct stmt *st = db_stmt(db, LEAF, RECEIPT_INSERT);

	bind_int(st, ":leaf", r->leaf);
	bind_blob(st, ":file", r->file, sizeof r->file);
	bind_blob(st, ":nonce", r->nonce, sizeof r->nonce);
	return stmt_run(st);
}

static void
receipt_from_row(struct receipt *r, struct stmt *st)
{
	r->leaf = column_int(st, 0);
	column_bytes(st, 1, r->file, sizeof r->file);
	column_bytes(st, 2, r->nonce, sizeof r->nonce);
}

enum err
db_receipt_of_file(struct db *db, const unsigned char file[LEAF_HASH],
    struct receipt *r)
{
	struct stmt *st = db_stmt(db, LEAF, RECEIPT_OF_FILE);
	bool found;
	enum err err;

	bind_blob(st, ":file", file, LEAF_HASH);
	err = stmt_step(st, &found);
	if (!err && found)
		receipt_from_row(r, st);
	stmt_reset(st);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
db_receipt_list(struct db *db, int64_t from, int64_t to, int limit,
    struct receipt **list, size_t *n)
{
	struct stmt *st = db_stmt(db, LEAF, RECEIPT_LIST);
	struct receipt *all = NULL;
	bool found;
	enum err err;

	*n = 0;
	bind_int(st, ":from", from);
	bind_int(st, ":to", to);
	bind_int(st, ":limit", limit);
	while ((err = stmt_step(st, &found)) == OK && found) {
		all = list_grow(db, all, *n, sizeof *all);
		receipt_from_row(&all[(*n)++], st);
	}
	stmt_reset(st);
	*list = all;
	return err;
}
