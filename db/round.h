/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_ROUND_H
#define DB_ROUND_H

#include "db/db.h"

enum { ROUND_KEY = 32, ROUND_SEED = 32, ROUND_HASH = 32,
    ROUND_TRUSTEES = 7 };

/* One sealed bidding of a project (sealing.md 7). */
struct round {
	int64_t id;
	int64_t project_id;
	int64_t n;
	const char *sealing_id;			/* <code>/<n> */
	int64_t opens;
	int64_t deadline;			/* at exactly it: late */
	int64_t selfopen_until;
	int64_t min_entrants;
	int64_t threshold;			/* keys needed */
	bool server;				/* may the server seal? */
	const char *purchaser;			/* key name */
	const char *terms;			/* project text, pk «-» */
	const char *rule;			/* rule.txt */
	const char *purchaser_line;		/* "": not signed yet */
	const char *text;			/* "" until every pk stands */
	bool registered;			/* policy and leaf are there */
	unsigned char policy[ROUND_HASH];
	int64_t leaf;
	int64_t void_leaf;			/* 0: goes on */
	int64_t fallback_leaf;			/* 0: none */
	int64_t close_leaf;			/* 0: none yet */
	unsigned char close_hash[ROUND_HASH];
	int64_t closed_at;			/* 0: still open */
	int64_t opened_at;			/* of the t-th key; 0 */
	bool drawn;				/* seed is there */
	unsigned char seed[ROUND_SEED];
	int64_t result_leaf, award_leaf;	/* 0: none */
};

struct round_trustee {
	int64_t i;
	const char *name;			/* key name */
	bool offered;
	unsigned char pk[ROUND_KEY];
	const char *line;			/* "": not signed yet */
	int64_t ready_at;			/* 0: never */
	bool opened;
	unsigned char sk[ROUND_KEY];
	int64_t open_leaf, opened_at;
};

struct round_input {
	const char *kind;
	int64_t leaf;
	unsigned char nonce[ROUND_HASH];
	const char *body;
};

/* With its trustees, of whom i and name are stored. */
enum err db_round_insert(struct db *db, struct round *r,
    const struct round_trustee *trustees, size_t n);

/* The newest of a project; ERR_NOT_FOUND: none (direct, draft). */
enum err db_round_of_project(struct db *db, int64_t project_id,
    struct round *r);
/* The newest that is in the log: what is public.  ERR_NOT_FOUND. */
enum err db_round_registered(struct db *db, int64_t project_id,
    struct round *r);
/* Sealing ids of those that were voided, the oldest first; at most 50. */
enum err db_round_voided(struct db *db, int64_t project_id,
    const char ***ids, size_t *n);
enum err db_round_get(struct db *db, int64_t id, struct round *r);
enum err db_round_by_sealing(struct db *db, const char *sealing_id,
    struct round *r);
enum err db_round_by_policy(struct db *db,
    const unsigned char policy[ROUND_HASH], struct round *r);

/* In the order of i. */
enum err db_round_trustees(struct db *db, int64_t round_id,
    struct round_trustee **list, size_t *n);
/* ERR_CONFLICT: this pk was used before. */
enum err db_round_offer(struct db *db, int64_t round_id, int64_t i,
    const unsigned char pk[ROUND_KEY]);
enum err db_round_line(struct db *db, int64_t round_id, int64_t i,
    const char *line);
enum err db_round_ready(struct db *db, int64_t round_id, int64_t i);
enum err db_round_key(struct db *db, int64_t round_id, int64_t i,
    const unsigned char sk[ROUND_KEY], int64_t leaf);

/* Writes what changes in a life: text to award_leaf, and lines. */
enum err db_round_update(struct db *db, const struct round *r);

enum err db_round_input_add(struct db *db, int64_t round_id,
    const struct round_input *in);
enum err db_round_inputs(struct db *db, int64_t round_id,
    struct round_input **list, size_t *n);

/*
 * Void rounds whose deadline was before, with leaves that nothing explains.
 */
enum err db_round_uncovered(struct db *db, int64_t before, int limit,
    int64_t *ids, size_t *n);
enum err db_round_cover(struct db *db, int64_t id, int64_t leaf);

/* Sealing ids that wait for trustees: to be registered; to be opened. */
enum round_wait { ROUND_ASKED, ROUND_TO_OPEN };
enum err db_round_waiting(struct db *db, enum round_wait what,
    const char ***ids, size_t *n);

#endif
