/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PUBLIC_H
#define DB_PUBLIC_H

#include "db/db.h"

/*
 * Files that nginx serves (sealing.md 11): the database is the truth, the
 * publisher writes what stands here, in the order of seq.
 */
struct public_file {
	int64_t seq;
	int64_t size;		/* of the log that must be public first */
	const char *path;	/* below the public folder */
	const void *body;
	size_t n;
};

/* Puts a file in, or another in its place; size is the log's now. */
enum err db_public_put(struct db *db, const char *path, int64_t size,
    const void *body, size_t n);

/* ERR_NOT_FOUND */
enum err db_public_get(struct db *db, const char *path,
    struct public_file *f);

/* What has changed since seq, for a log of size: at most limit files. */
enum err db_public_list(struct db *db, int64_t after_seq, int64_t size,
    int limit, struct public_file **list, size_t *n);

/*
 * Records that end a round or say how it ended (its result, void, award; a
 * close too, for some fail by it) with after < seq <= to, in that order.
 */
enum err db_public_ended(struct db *db, int64_t after_seq, int64_t to_seq,
    int limit, struct public_file **list, size_t *n);

/* Everything below a folder («p/ZJ-2026-000123/1/»), by path. */
enum err db_public_below(struct db *db, const char *folder,
    struct public_file **list, size_t *n);

#endif
