/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_TRAIL_H
#define DB_TRAIL_H

#include "db/db.h"

/*
 * The audit as a chain: each row's hash covers the row before it
 * (market/trail.h).  Rows come in by db_audit() of db/record.h; here they are
 * sealed and read.
 */
enum { TRAIL_HASH = 32 };

struct act {
	int64_t seq;
	int64_t at;
	int64_t account_id;		/* 0: the clock */
	int64_t party_id;		/* on whose behalf; 0: nobody's */
	const char *action;
	const char *object;		/* «noun:id» */
	const char *before, *after;	/* "": nothing to say */
	const char *request;
	unsigned char hash[TRAIL_HASH];	/* zero: not sealed */
	const char *who;		/* the account's name; "" for the clock */
	const char *party;		/* the party's name; "" for none */
	bool blind;			/* a bid not closed, a rating not shown */
};

/* Those not sealed yet, oldest first. */
enum err db_trail_unsealed(struct db *db, int limit, struct act **list,
    size_t *n);
/* Once; ERR_CONFLICT: it has a hash. */
enum err db_trail_seal(struct db *db, int64_t seq,
    const unsigned char hash[TRAIL_HASH]);
/* ERR_NOT_FOUND: never written, or not sealed. */
enum err db_trail_hash(struct db *db, int64_t seq,
    unsigned char hash[TRAIL_HASH]);
/* The newest; 0: none. */
enum err db_trail_last(struct db *db, int64_t *seq);

/* Behind seq after, oldest first; and before seq, newest first. */
enum err db_trail_after(struct db *db, int64_t after, int limit,
    struct act **list, size_t *n);
enum err db_trail_before(struct db *db, int64_t before, int limit,
    struct act **list, size_t *n);
/*
 * Of one object «noun:id» ("": any), by one account (0: any), not any of
 * both; before seq, newest first, without what is blind.
 */
enum err db_trail_of(struct db *db, const char *object, int64_t account_id,
    int64_t before, int limit, struct act **list, size_t *n);

/* A head that the log holds. */
struct trail_head {
	int64_t seq, at, leaf;
};
enum err db_trail_head_add(struct db *db, const struct trail_head *head);
/* The newest; seq 0: none. */
enum err db_trail_head(struct db *db, struct trail_head *head);
enum err db_trail_heads(struct db *db, int64_t before, int limit,
    struct trail_head **list, size_t *n);

#endif
