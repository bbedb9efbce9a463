/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_DOCUMENT_H
#define DB_DOCUMENT_H

#include <stddef.h>

#include "db/db.h"

enum { DOCUMENT_HASH = 32 };

/* A file somebody gave us; its bytes are market/store.h's. */
struct document {
	int64_t id;
	unsigned char hash[DOCUMENT_HASH];
	int64_t size;
	const char *type;		/* pdf, jpg, png, docx, xlsx, ofd */
	const char *name;
	int64_t account_id;
	int64_t party_id;		/* 0: staff */
	int64_t at;
	const char *state;		/* loose, named, gone */
	int64_t since;
};

/* What a document is for. */
struct document_use {
	int64_t id;
	struct document document;
	const char *kind;
	int64_t object_id;
	const char *title;
	bool is_public;
	int64_t created_at;
};

/* loose, since now. */
enum err db_document_insert(struct db *db, struct document *d);

/* What an account has sent after a moment, whatever became of it. */
enum err db_document_sent(struct db *db, int64_t account_id, int64_t after,
    int64_t *files, int64_t *bytes);

/* The newest loose one of an account with these bytes; ERR_NOT_FOUND. */
enum err db_document_loose(struct db *db, int64_t account_id,
    const unsigned char hash[DOCUMENT_HASH], struct document *d);
enum err db_document_set_state(struct db *db, int64_t id, const char *state);

/* Loose since before a moment, oldest first. */
enum err db_document_stale(struct db *db, int64_t before, int limit,
    struct document *list, size_t *n);

/* Does any row but those stale ones still want the bytes? */
enum err db_document_wanted(struct db *db,
    const unsigned char hash[DOCUMENT_HASH], int64_t before, bool *wanted);

/* Forgets gone ones sent before a moment, at most 1,000. */
enum err db_document_forget(struct db *db, int64_t before);

enum err db_document_use_insert(struct db *db, struct document_use *use);
enum err db_document_use_get(struct db *db, int64_t id,
    struct document_use *use);
/* By id, rising; at most limit. */
enum err db_document_use_list(struct db *db, const char *kind,
    int64_t object_id, int limit, struct document_use **list, size_t *n);
enum err db_document_use_delete(struct db *db, int64_t id);
/* How many objects use a document. */
enum err db_document_uses(struct db *db, int64_t document_id, int64_t *n);

#endif
