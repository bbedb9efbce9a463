/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_ROUND_H
#define DB_ROUND_H

#include "db/db.h"

enum { ROUND_KEY = 32, ROUND_SEED = 32 };

/* One sealed bidding of a project. */
struct round {
	int64_t id;
	int64_t project_id;
	int64_t n;
	const char *sealing_id;			/* <code>/<n> */
	unsigned char public_key[ROUND_KEY];	/* X25519 */
	int64_t opens;
	int64_t deadline;			/* at exactly it: late */
	int64_t min_entrants;
	int64_t closed_at;			/* 0: still open */
	bool drawn;				/* seed is there */
	unsigned char seed[ROUND_SEED];
};

enum err db_round_insert(struct db *db, struct round *r);

/* The newest of a project; ERR_NOT_FOUND: none (direct, draft). */
enum err db_round_of_project(struct db *db, int64_t project_id,
    struct round *r);
enum err db_round_get(struct db *db, int64_t id, struct round *r);

/* Fixes the set; seed NULL: nothing was opened. ERR_CONFLICT: closed before. */
enum err db_round_close(struct db *db, int64_t id,
    const unsigned char *seed);

#endif
