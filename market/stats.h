/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_STATS_H
#define MARKET_STATS_H

#include "market/market.h"

struct db;

/*
 * 统计: what a month brought, by region, for everybody.  A job of the clock
 * follows the timeline of all projects in bounded steps and adds each event
 * once, in the month of the event; an agency is added as it joins.  Pages
 * read the sums and count nothing.
 *
 * Nothing is counted before it is public: bids from the result on, ratings
 * when both are shown.  A project counts once: what falls or is amended
 * later is a new event and changes no earlier month.
 *
 * Sources: domain.md 1 (网上展示), 11; ux.md 11.
 */
enum stats_name {
	STATS_JOINED,		/* agencies */
	STATS_POSTED,		/* notices; sum of the ceilings, fen */
	STATS_AWARDED,		/* first award announced; sum of awards, fen */
	STATS_COMPETED,		/* of these, bid for; sum of ceilings, fen */
	STATS_SAVED,		/* the same; sum of ceiling - award, fen */
	STATS_BIDS,		/* results; sum of valid bids */
	STATS_TIME,		/* first awards; sum of seconds since the notice */
	STATS_FAILED,		/* 流标 */
	STATS_OBJECTED,		/* objections filed */
	STATS_COMPLAINED,	/* complaints filed */
	STATS_JUDGED,		/* of these decided; sum of those in time */
	STATS_UPHELD,		/* of these upheld, wholly or partly */
	STATS_RATED,		/* purchasers' ratings; sum in millionths */
	STATS_NAMES
};

enum { STATS_MONTHS = 12, STATS_RATED_LEAST = 3, STATS_PIECE = 2000 };

struct stats_row {
	int64_t month;			/* year * 12 + month - 1 */
	const char *region;		/* "" all */
	const char *region_name;	/* "" where unknown */
	struct { int64_t n, sum; } of[STATS_NAMES];
};

struct stats {
	struct stats_row months[STATS_MONTHS];	/* oldest first */
	struct stats_row all;			/* these together */
	struct stats_row *regions;		/* the same, by region */
	size_t n_regions;
};

int64_t stats_month(int64_t at);

/* Within a transaction: one more of name, at that time. */
enum err stats_add(struct db *db, int64_t at, const char *region,
    enum stats_name name, int64_t sum);

/* Follows at most limit events; *done of them.  The clock's. */
enum err stats_follow(struct market *m, size_t limit, size_t *done);

/* The twelve months up to last of a region ("": all). */
enum err stats_get(struct market *m, const char *region, int64_t last,
    struct stats *s);

/*
 * For downloads: rows of month and region behind (month, region), oldest
 * first, a bounded piece; *more: there are others.
 */
enum err stats_after(struct market *m, int64_t month, const char *region,
    struct stats_row **list, size_t *n, bool *more);

/* What a row says, rounded down; -1: there is nothing to say. */
int64_t stats_intime_bp(const struct stats_row *r);	/* of those decided */
int64_t stats_saved_bp(const struct stats_row *r);	/* of the ceilings */
int64_t stats_bids_tenths(const struct stats_row *r);	/* a result */
int64_t stats_days_tenths(const struct stats_row *r);	/* notice to award */
int64_t stats_stars_tenths(const struct stats_row *r);	/* from three on */

#endif
