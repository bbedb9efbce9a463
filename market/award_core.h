/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AWARD_CORE_H
#define MARKET_AWARD_CORE_H

#include "market/award.h"

/*
 * What the award*.c share.  All within the writer's transaction.
 */

/* A step of an award under way. */
struct award_step {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	const char *code;
	int64_t project_id, object_id;	/* of the clock's */
	const char *text;		/* reason or explanation */
	const char *verdict;
	int64_t position;
	bool force_majeure;
	const struct award_claim *claim;
	const struct uploads *files;
	struct problems *problems;
	struct project p;
	struct award a;
};

/* Project and newest award, of the clock's project, object_id's or not. */
enum err award_find_due(struct db *db, struct award_step *s);

/* The same by code, if the actor is one of the two sides. */
enum err award_find(struct db *db, struct award_step *s);

/* Proposes this bid, unless it has to be explained first. */
enum err award_propose_bid(struct db *db, struct house *h, struct project *p,
    const struct bid *b, const char *reason);

/* proposed, justifying → published; the project → publicity. */
enum err award_publish(struct db *db, struct house *h,
    const struct actor *actor, struct project *p, struct award *a);

/*
 * The award ends in a state of those that end; what it had brought (bid,
 * sums) is taken back, it is told, and the next is proposed.
 */
enum err award_fall(struct db *db, struct award_step *s, const char *state,
    const char *event, const char *reason);

/* Sums of awards: sign 1 when published, -1 when it fell. */
enum err award_count(struct db *db, const struct project *p,
    const struct award *a, int sign);
/* Deals: when it took effect, and when that was taken back. */
enum err award_count_deal(struct db *db, const struct award *a, int sign);

/* Is the agency still in time to sign?  With it the purchaser may always. */
bool award_may_sign(struct db *db, const struct project *p,
    const struct award *a);

#endif
