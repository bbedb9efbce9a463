/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_AWARD_H
#define DB_AWARD_H

#include "db/db.h"

enum { AWARD_ALP_MEAN = 1, AWARD_ALP_NEXT = 2 };

/* 中选: who gets the project, for how much, and how far it has come. */
struct award {
	int64_t id;
	int64_t project_id;
	int64_t bid_id;			/* 0: chosen directly */
	int64_t agency_id;
	const char *agency_name;
	const char *agency_uscc;
	int64_t position;		/* in the ranking, from 1 */
	int64_t amount_fen;
	const char *state;
	int64_t alp;			/* AWARD_ALP_…: abnormally low */
	bool tried;			/* not to be proposed again */
	int64_t proposed_at;
	const char *explanation;	/* the agency's; "" */
	int64_t explained_at;		/* 0: not yet; so the rest */
	const char *reason;		/* why picked or accepted; "" */
	const char *end_reason;		/* why it ended; "" */
	bool force_majeure;		/* claimed by who declined */
	int64_t ended_at;
	int64_t published_at;
	int64_t standstill_until;
	int64_t effective_at;
	int64_t owner_signed_at;
	int64_t agency_signed_at;
	int64_t completed_at;
	int64_t leaf;			/* the purchaser signed it */
};

/* A line of a desk: an award and its project. */
struct award_row {
	int64_t id;
	int64_t project_id;
	const char *project_code;
	const char *project_title;
	const char *project_state;
	const char *owner_name;
	int64_t amount_fen;
	const char *state;
	int64_t explained_at;
	int64_t standstill_until;
	int64_t owner_signed_at;
	int64_t agency_signed_at;
	bool reviewed;			/* the owner has, for all to see */
	bool replied;			/* and the agency answered */
};

/*
 * Fills id and proposed_at; one that is published at once has its time too.
 * What is NULL is «»; a new one counts as tried.
 */
enum err db_award_insert(struct db *db, struct award *a);

/* The newest of a project; ERR_NOT_FOUND. */
enum err db_award_of_project(struct db *db, int64_t project_id,
    struct award *a);
enum err db_award_get(struct db *db, int64_t id, struct award *a);

/* Every one there was, oldest first; at most 100. */
enum err db_award_all(struct db *db, int64_t project_id,
    struct award **list, size_t *n);

/* Writes all but who, which rank and how much. */
enum err db_award_update(struct db *db, const struct award *a);

/* Newest first; not all: only those in force or in their publicity. */
enum err db_award_of_agency(struct db *db, int64_t agency_id, bool all,
    int64_t before_id, int limit, struct award_row **list, size_t *n);

#endif
