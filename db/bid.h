/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_BID_H
#define DB_BID_H

#include "db/db.h"

enum { BID_HASH = 32, BID_SALT = 32 };

/* A submission, and what the opening made of it. */
struct bid {
	int64_t id;
	int64_t round_id;
	int64_t agency_id;		/* 0: a contributor's */
	const char *agency_name;	/* "": a contributor's */
	const char *agency_uscc;
	const char *name;		/* key name */
	int64_t seq;			/* of this name in this round, from 1 */
	const char *kind;		/* envelope, withdraw */
	unsigned char file[BID_HASH];	/* hash of the whole file */
	unsigned char nonce[BID_HASH];
	int64_t leaf;			/* of its blind */
	const char *body;		/* the file; NULL once void */
	size_t body_len;
	const char *sealer;		/* browser, offline, server */
	int64_t received_at;
	int64_t claim_i, claim_at;	/* a trustee vouched for it; 0 */
	const char *state;
	/* after the opening; 0, false and NULL before */
	bool self;			/* the bidder gave s itself */
	unsigned char self_s[BID_SALT];
	bool opened;
	unsigned char salt[BID_SALT];
	int64_t amount_fen;
	const char *fields;		/* «<key> <value|->» lines; "" */
	const char *out_code;		/* NULL: valid */
	int64_t position;		/* in the ranking, from 1; 0: none */
	int64_t total;			/* composite: points, 10^4 a point */
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
	bool own;			/* one was sealed by itself */
};

/* What a name has submitted in a round. */
struct bid_last {
	int64_t count;
	int64_t seq;			/* 0: nothing was sent */
	const char *state;		/* "" then */
	bool own;			/* one of them was sealed by itself */
};

/* A line of an agency's own list. */
struct bid_row {
	unsigned char file[BID_HASH];
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

/* ERR_CONFLICT: the file or (round, name, seq) is there. */
enum err db_bid_insert(struct db *db, struct bid *b);

/* ERR_NOT_FOUND: no such round, or no such agency. */
enum err db_bid_gate(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid_gate *g);

/* The newest submission of an agency in a round; ERR_NOT_FOUND. */
enum err db_bid_last(struct db *db, int64_t round_id, int64_t agency_id,
    struct bid *b);
enum err db_bid_by_file(struct db *db, const unsigned char file[BID_HASH],
    struct bid *b);
/* What a key name has sent; all submissions of a round are counted too. */
enum err db_bid_of_name(struct db *db, int64_t round_id, const char *name,
    struct bid_last *last);
enum err db_bid_count(struct db *db, int64_t round_id, int64_t *n);
/* Those a trustee vouched for. */
enum err db_bid_claims(struct db *db, int64_t round_id, int64_t *n);
/* A body that was lost is there again. */
enum err db_bid_restore(struct db *db, int64_t id, const char *body,
    size_t n);
enum err db_bid_get(struct db *db, int64_t id, struct bid *b);

/* The bidder opened it itself (sealing.md 7, fallback). */
enum err db_bid_self(struct db *db, int64_t id,
    const unsigned char s[BID_SALT]);

/* sealed → another state, for what a name had sent before seq. */
enum err db_bid_supersede(struct db *db, int64_t round_id, const char *name,
    int64_t seq, const char *state);

/* Every submission there was, in the order of leaves. */
enum err db_bid_all(struct db *db, int64_t round_id, struct bid **list,
    size_t *n);

/*
 * All but superseded and withdrawn ones, with what the opening found, without
 * body: ranked ones first, by position, then those that are out.
 */
enum err db_bid_of_round(struct db *db, int64_t round_id, struct bid **list,
    size_t *n);
/*
 * The first of these, at most most, and of each what a page lists: agency,
 * amount, why it is out, position, total; the rest is 0 or NULL.
 */
enum err db_bid_first(struct db *db, int64_t round_id, int64_t most,
    struct bid **list, size_t *n);

/*
 * Writes state and what was found: salt, amount, fields, out_code, position,
 * total.
 */
enum err db_bid_open(struct db *db, const struct bid *b);
/* Only the state: an award is given, or passes on. */
enum err db_bid_state(struct db *db, int64_t id, const char *state);

/* Ends a round without opening: sealed → voided, all bodies deleted. */
enum err db_bid_void(struct db *db, int64_t round_id);
/* How many of an agency's were voided in a project's rounds. */
enum err db_bid_voided(struct db *db, int64_t project_id,
    int64_t agency_id, int64_t *n);

/* The agencies that take part: nothing superseded, nothing withdrawn. */
enum err db_bid_parties(struct db *db, int64_t round_id, int64_t **ids,
    size_t *n);

enum err db_bid_of_agency(struct db *db, int64_t agency_id,
    int64_t before_id, int limit, struct bid_row **list, size_t *n);

#endif
