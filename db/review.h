/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_REVIEW_H
#define DB_REVIEW_H

#include "db/db.h"
#include "market/stars.h"

enum { REVIEW_SCORES = 5 };

/*
 * 评价 of one side of a project.  Who reads a whole row sees what is blind
 * yet: market/review.c alone does, and hides it (I9).
 */
struct review {
	int64_t id;
	int64_t project_id;
	const char *project_code, *project_title;
	const char *side;		/* who rates: owner, agency */
	int64_t owner_id, agency_id;
	const char *owner_name, *agency_name;
	int64_t scores[REVIEW_SCORES];	/* 1-5; 0: none */
	const char *text;
	int64_t submitted_at;		/* the first time; 0: not yet */
	int64_t revealed_at;		/* 0: not yet */
	const char *state;
	const char *reply;		/* "" none */
	int64_t replied_at;		/* 0: none */
	const char *ground;		/* of the dispute; "" none */
	const char *claim;
	int64_t disputed_at;
	const char *decision;		/* a regulator's; "" none */
	int64_t decided_at;
};

/* A row as it is given; fills id.  ERR_CONFLICT: the side has one. */
enum err db_review_insert(struct db *db, struct review *r);

/* ERR_NOT_FOUND */
enum err db_review_of_project(struct db *db, int64_t project_id,
    const char *side, struct review *r);
enum err db_review_get(struct db *db, int64_t id, struct review *r);

/*
 * Scores and text of one that is open or submitted.  Not a change of what
 * the public sees (db_changed()).  ERR_CONFLICT: it is neither.
 */
enum err db_review_submit(struct db *db, int64_t id,
    const int64_t scores[REVIEW_SCORES], const char *text);
/* The window is over, or both are in. */
enum err db_review_reveal(struct db *db, int64_t id);
enum err db_review_miss(struct db *db, int64_t id);

/* ERR_CONFLICT: answered before. */
enum err db_review_reply(struct db *db, int64_t id, const char *reply);
/* ERR_CONFLICT: disputed before, or not revealed. */
enum err db_review_dispute(struct db *db, int64_t id, const char *ground,
    const char *claim);
/* state: revealed or removed.  ERR_CONFLICT: it does not wait. */
enum err db_review_decide(struct db *db, int64_t id, const char *state,
    const char *decision);
/* Those that wait for a decision, behind (at, id), oldest first. */
enum err db_review_disputed(struct db *db, int64_t after_at,
    int64_t after_id, int limit, struct review **list, size_t *n);

/* What party as side has still to rate, oldest first. */
enum err db_review_waiting(struct db *db, const char *side, int64_t party,
    int limit, struct review **list, size_t *n);

/* Public ones by side about party, before an id (0: none), newest first. */
enum err db_review_about(struct db *db, const char *side, int64_t party,
    int64_t before_id, int limit, struct review **list, size_t *n);

/*
 * What the stars of party are made of: the newest of side about it, at most
 * limit, one rater's side by side.
 */
enum err db_review_ratings(struct db *db, const char *side, int64_t party,
    int limit, struct star_review **list, size_t *n);

#endif
