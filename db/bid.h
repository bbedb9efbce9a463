/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_BID_H
#define DB_BID_H

#include "db/db.h"

enum { BID_HASH = 32, BID_SALT = 32 };

/* A submission, and what the opening made of it. */
struct bid {
	int64_t id;
	int64_t round_id;
	int64_t agency_id;
	const char *agency_name;
	const char *agency_uscc;
	int64_t seq;			/* of this agency in this round, from 1 */
	const char *kind;		/* envelope, withdraw */
	const char *number;		/* random, on the receipt */
	unsigned char commitment[BID_HASH];
	const void *body;		/* sealed opening; NULL: a withdrawal */
	size_t body_len;
	const char *sealer;		/* browser, offline, server */
	int64_t received_at;
	const char *state;
	/* after the opening; 0, false and NULL before */
	bool opened;
	unsigned char salt[BID_SALT];
	int64_t amount_fen;
	const char *out_code;		/* NULL: valid */
	int64_t position;		/* in the ranking, from 1; 0: none */
};

/* All that decides whether an agency may submit in a round, in one read. */
struct bid_gate {
	const char *project_state;
	int64_t owner_id;
	int64_t deadline;
	const char *agency_state;
	bool newest;			/* no later round has taken its place */
	int64_t last_seq;		/* 0: nothing was sent */
	const char *last_state;		/* "" then */
};

/* A line of an agency's own list. */
struct bid_row {
	const char *number;
	const char *kind;
	const char *state;
	int64_t seq;
	int64_t received_at;
	int64_t id;
	const char *project_code;
	const char *project_title;
	const char *project_state;
	int64_t deadline;
	int64_t position;
};

/* ERR_CONFLICT: number or (round, agency, seq) is there. */
enum err db_bid_insert(struct db *db, struct bid *b);

/* ERR_NOT_FOUND: no such round, or no such agency. */
enum err db_bid_gate(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid_gate *g);

/* The newest submission of an agency in a round; ERR_NOT_FOUND. */
enum err db_bid_last(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid *b);
enum err db_bid_by_number(struct db *db, const char *number, struct bid *b);
enum err db_bid_get(struct db *db, int64_t id, struct bid *b);

/* sealed → another state, for what an agency had sent before seq. */
enum err db_bid_supersede(struct db *db, int64_t round_id, int64_t agency_id,
    int64_t seq, const char *state);

/* Every submission that is still «sealed», in order of receipt. */
enum err db_bid_sealed(struct db *db, int64_t round_id, struct bid **list,
    size_t *n);

/* All but superseded and withdrawn ones, with what the opening found. */
enum err db_bid_of_round(struct db *db, int64_t round_id, struct bid **list,
    size_t *n);

/* Writes state and what was found: salt, amount, out_code, position. */
enum err db_bid_open(struct db *db, const struct bid *b);

/* Ends a round without opening: sealed → voided, bodies deleted. */
enum err db_bid_void(struct db *db, int64_t round_id);

enum err db_bid_of_agency(struct db *db, int64_t agency_id,
    int64_t before_id, int limit, struct bid_row **list, size_t *n);

#endif
