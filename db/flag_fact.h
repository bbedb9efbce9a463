/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_FLAG_FACT_H
#define DB_FLAG_FACT_H

#include "db/db.h"

/*
 * The history that indicators look at, and what a project tells it.  Each
 * read has an index and a limit: no answer grows with the market.
 */
enum { FACT_MOST = 1000 };

struct flag_fact {
	int64_t project_id, item_id, owner_id;
	const char *region, *method;
	int64_t published_at, ceiling_fen;
	int64_t decided_at;		/* 0: no result yet */
	int64_t winner_id, award_fen;	/* 0: nobody */
	int64_t first_fen;		/* 0: prices do not compete */
	int64_t gap;			/* ppm; -1: none */
	bool cover;
};

/* Row of the project's notice; a change overwrites it. */
enum err db_fact_notice(struct db *db, const struct flag_fact *f);
/* Its result. */
enum err db_fact_result(struct db *db, const struct flag_fact *f);
enum err db_fact_cancel(struct db *db, int64_t project_id);
/* ERR_NOT_FOUND: never noticed. */
enum err db_fact_get(struct db *db, int64_t project_id, struct flag_fact *f);

struct flag_bidder {
	int64_t project_id, agency_id, item_id;
	const char *region;
	int64_t at;
	bool won;
	int64_t pick, draw;		/* ppm; 0: none */
};
/* Once a project and agency; *added: it was not there. */
enum err db_fact_bidder(struct db *db, const struct flag_bidder *b,
    bool *added);
/* a, b and 0 as in the table; counts one more. */
enum err db_fact_tie(struct db *db, int64_t item_id, const char *region,
    int64_t a, int64_t b, bool lost, bool out);

/* A row of flag_tie; zeros where there is none. */
enum err db_fact_tied(struct db *db, int64_t item_id, const char *region,
    int64_t a, int64_t b, int64_t *n, int64_t *lost);

/* Who won where both bid: 1 a, 2 b, 3 another; oldest first, n <= most. */
enum err db_fact_turns(struct db *db, int64_t item_id, const char *region,
    int64_t a, int64_t b, unsigned char *wins, size_t most, size_t *n,
    int64_t *covers);

/* Rising lists of ppm, of the newest FACT_MOST rows. */
enum err db_fact_gaps(struct db *db, int64_t item_id, int64_t since,
    int64_t **list, size_t *n);
enum err db_fact_losses(struct db *db, int64_t item_id, const char *region,
    int64_t least, int64_t **list, size_t *n);
/* How often bids of each were invalid; how many of one agency's. */
enum err db_fact_outs(struct db *db, int64_t item_id, const char *region,
    int64_t least, int64_t **list, size_t *n);
enum err db_fact_out(struct db *db, int64_t item_id, const char *region,
    int64_t agency_id, int64_t *n);
/* Awards of each agency in owner and item, since. */
enum err db_fact_shares(struct db *db, int64_t owner_id, int64_t item_id,
    int64_t since, int64_t **list, size_t *n);
/* An agency's chances: on owner's short lists, or in lotteries. */
enum err db_fact_picks(struct db *db, int64_t owner_id, int64_t agency_id,
    int64_t **list, size_t *n, size_t *won);
enum err db_fact_draws(struct db *db, int64_t agency_id, int64_t **list,
    size_t *n, size_t *won);

/* Sums over an owner's own. */
struct flag_owner {
	int64_t split_sum, split_n;	/* below limit, this item, since_90 */
	int64_t direct;			/* to the agency, since_12m */
	int64_t ceiling_ppm, priced;	/* since_24m */
	int64_t cancels;
};
struct flag_since {
	int64_t owner_id, item_id, agency_id, limit;
	int64_t d90, m12, m24;
};
enum err db_fact_owner(struct db *db, const struct flag_since *s,
    struct flag_owner *o);
/* Awards of an agency since. */
enum err db_fact_wins(struct db *db, int64_t agency_id, int64_t since,
    int64_t *n);

/* Events behind id: what indicators follow. */
struct flag_event {
	int64_t id, project_id, at;
	const char *event;
};
enum err db_fact_events(struct db *db, int64_t after, int limit,
    struct flag_event **list, size_t *n);
/* When it was last changed by an amendment; 0: never. */
enum err db_fact_amended(struct db *db, int64_t project_id, int64_t *at);

#endif
