/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRAIL_H
#define MARKET_TRAIL_H

#include "db/trail.h"
#include "market/market.h"

/*
 * 审计留痕: every act by whom, on whose behalf, what it was before and after,
 * written in the act's own transaction (db_audit()).  The rows are a chain:
 *
 *	hash = SHA-256("market/v1 audit\n" ‖ hash of the row before, 32 zeros
 *	    for the first ‖ seq ‖ at ‖ account ‖ party ‖ action ‖ object ‖
 *	    before ‖ after ‖ request)
 *
 * each field as text (numbers decimal, 0 for none), before it its length in
 * four bytes, big endian.  Once a day the newest hash goes into the log,
 *
 *	market/v1 audit		signed by the platform
 *	hash <hex>
 *	time <unix>
 *
 * so that nobody, not even who owns the database, rewrites what is older.
 * How many acts there were stays in audit_head: among them are bids before
 * their opening and ratings before their reveal, which no count may tell.
 *
 * Source: domain.md 2 (audit), 5 (I6).
 */

/* The hash of a row behind the one with hash prev. */
void trail_hash(unsigned char hash[TRAIL_HASH],
    const unsigned char prev[TRAIL_HASH], const struct act *a);

/* Gives each new row its hash: the writer's last step before a commit. */
enum err trail_seal(struct db *db);

/* Once a day: the newest hash into the log, if there is anything new. */
enum err trail_publish(struct market *m);

/*
 * Recomputes up to limit rows behind *seq, which moves on.  ERR_INVALID: row
 * *seq + 1 is missing or does not follow from the one before.  OK with
 * *seq as it was: there are no more.
 */
enum err trail_check(struct db *db, int64_t *seq, int limit);

/* Holds the log the hash that row head->seq has?  ERR_INVALID: another. */
enum err trail_head_check(struct db *db, const struct trail_head *head);

/*
 * For auditors.  Nobody reads who bids before the list is closed, nor a
 * rating before it is shown (sealing.md 1, I9): of such a row there is its
 * number, time and hash, and among the rows of an object or account it is
 * not at all.  Its request is 128 random bits, so the hash tells nothing.
 * Names of people are masked; an account has its number.
 */
enum { TRAIL_PAGE = 30, TRAIL_PIECE = 250, TRAIL_HEADS = 10 };

struct trail_filter {
	const char *object;		/* «noun:id»; "" any */
	int64_t account_id;		/* 0 any */
	int64_t before;			/* 0: from the newest on */
};

/* Newest first; one more than TRAIL_PAGE if there are more. */
enum err trail_list(struct market *m, const struct trail_filter *f,
    struct act **list, size_t *n);
/* Behind seq after, oldest first: at most TRAIL_PIECE. */
enum err trail_piece(struct market *m, int64_t after, struct act **list,
    size_t *n);

/* The newest heads of the log, at most TRAIL_HEADS, and the newest row. */
struct trail_state {
	int64_t last;
	unsigned char hash[TRAIL_HASH];	/* of it; zeros: none */
	int64_t log_size;
	struct trail_head *heads;
	size_t n_heads;
};
enum err trail_state(struct market *m, struct trail_state *s);

/*
 * A bounded step of checking all: up to TRAIL_STEP rows behind *seq.
 * *last: nothing is behind them; then the newest heads are compared too.
 * ERR_INVALID: row *seq + 1 is broken, or with *last a head.
 */
enum { TRAIL_STEP = 10000 };
enum err trail_step(struct market *m, int64_t *seq, bool *last);
/* All steps, and every head; empties the arena.  For marketctl. */
enum err trail_all(struct market *m, int64_t *seq, bool *last);

#endif
