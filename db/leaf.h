/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_LEAF_H
#define DB_LEAF_H

#include "db/db.h"

/*
 * The transparency log: entries, the complete nodes over them, and the
 * checkpoints that were signed.  market/append.h is how an entry gets in.
 */
enum { LEAF_HASH = 32 };

struct leaf {
	int64_t i;
	const void *entry;
	size_t n;
};

struct checkpoint {
	int64_t size;
	const char *note;
	size_t n;
	int64_t signed_at;		/* 0 for a cosigned one */
};

struct cosignature {
	const char *name;
	const char *line;		/* with its LF */
};

/* What a receipt holds beside its leaf. */
struct receipt {
	int64_t leaf;
	unsigned char file[LEAF_HASH];
	unsigned char nonce[LEAF_HASH];
};

/* How many entries there are. */
enum err db_leaf_size(struct db *db, int64_t *size);
/* ERR_CONFLICT: there is one. */
enum err db_leaf_insert(struct db *db, int64_t i, const void *entry,
    size_t n);
/* Up to limit entries from i on. */
enum err db_leaf_list(struct db *db, int64_t from, int limit,
    struct leaf **list, size_t *n);

enum err db_node_insert(struct db *db, int level, int64_t i,
    const unsigned char hash[LEAF_HASH]);
/* ERR_NOT_FOUND */
enum err db_node_get(struct db *db, int level, int64_t i,
    unsigned char hash[LEAF_HASH]);
/* n of a level, from i on, one behind the other.  ERR_NOT_FOUND */
enum err db_node_list(struct db *db, int level, int64_t from, int n,
    unsigned char *hashes);

/* Again: nothing happens. */
enum err db_checkpoint_put(struct db *db, int64_t size, const char *note,
    size_t n);
/* The smallest that is larger than size; ERR_NOT_FOUND. */
enum err db_checkpoint_after(struct db *db, int64_t size,
    struct checkpoint *c);
enum err db_checkpoint_newest(struct db *db, struct checkpoint *c);
/* Up to limit of those larger than size, smallest first. */
enum err db_checkpoint_list(struct db *db, int64_t size, int limit,
    struct checkpoint **list, size_t *n);

/* The newest of a name: a log that stands still is cosigned again. */
enum err db_cosignature_put(struct db *db, int64_t size, const char *name,
    const char *line);
enum err db_cosignature_list(struct db *db, int64_t size,
    struct cosignature **list, size_t *n);

/* Checkpoints as they were when they met the quorum. */
enum err db_cosigned_put(struct db *db, int64_t size, const char *note,
    size_t n);
/* The smallest that is larger than size; ERR_NOT_FOUND. */
enum err db_cosigned_after(struct db *db, int64_t size,
    struct checkpoint *c);
enum err db_cosigned_newest(struct db *db, struct checkpoint *c);

/* ERR_CONFLICT: the leaf or the file has one. */
enum err db_receipt_insert(struct db *db, const struct receipt *r);
/* ERR_NOT_FOUND */
enum err db_receipt_of_file(struct db *db,
    const unsigned char file[LEAF_HASH], struct receipt *r);
/* Up to limit of the leaves from .. to - 1. */
enum err db_receipt_list(struct db *db, int64_t from, int64_t to, int limit,
    struct receipt **list, size_t *n);

#endif
