/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_BID_DOCUMENT_H
#define DB_BID_DOCUMENT_H

#include <stddef.h>

#include "db/db.h"

enum { BID_DOCUMENT_HASH = 32 };

/* One of the documents of an opened bid. */
struct bid_document {
	int64_t id;
	int64_t bid_id;
	int64_t k;			/* 1, 2, 3: line of project.documents */
	bool has_hash;			/* false: «-» was sealed */
	unsigned char sealed[BID_DOCUMENT_HASH];
	const char *state;		/* missing, cured, missed */
	int64_t at;			/* since when */
	int64_t agency_id;		/* whose */
	int64_t round_id;
};

/* In its state since now. */
enum err db_bid_document_insert(struct db *db, const struct bid_document *d);
enum err db_bid_document_set(struct db *db, int64_t id, const char *state);

/* ERR_NOT_FOUND. */
enum err db_bid_document_get(struct db *db, int64_t id,
    struct bid_document *d);

/* By bid, then k; of one bid, by k. */
enum err db_bid_document_of_round(struct db *db, int64_t round_id,
    struct bid_document **list, size_t *n);
enum err db_bid_document_of_bid(struct db *db, int64_t bid_id,
    struct bid_document **list, size_t *n);

/* Where a bid's begin in a list of a round; or would. */
size_t db_bid_document_first(const struct bid_document *list, size_t n,
    int64_t bid_id);

#endif
