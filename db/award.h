/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_AWARD_H
#define DB_AWARD_H

#include "db/db.h"

/* 中选: who gets the project, for how much, and how far it has come. */
struct award {
	int64_t id;
	int64_t project_id;
	int64_t bid_id;			/* 0: chosen directly */
	int64_t agency_id;
	const char *agency_name;
	const char *agency_uscc;
	int64_t amount_fen;
	const char *state;
	int64_t published_at;
	int64_t standstill_until;
	int64_t effective_at;		/* 0: not yet; so the rest */
	int64_t owner_signed_at;
	int64_t agency_signed_at;
	int64_t completed_at;
};

/* A line of a desk: an award and its project. */
struct award_row {
	int64_t id;
	const char *project_code;
	const char *project_title;
	const char *project_state;
	const char *owner_name;
	int64_t amount_fen;
	const char *state;
	int64_t standstill_until;
	int64_t owner_signed_at;
	int64_t agency_signed_at;
	bool reviewed;			/* the owner has rated the agency */
	bool replied;			/* and the agency answered */
};

enum err db_award_insert(struct db *db, struct award *a);

/* The newest of a project; ERR_NOT_FOUND. */
enum err db_award_of_project(struct db *db, int64_t project_id,
    struct award *a);

/* Writes state and the times. */
enum err db_award_update(struct db *db, const struct award *a);

enum err db_award_of_agency(struct db *db, int64_t agency_id,
    int64_t before_id, int limit, struct award_row **list, size_t *n);

#endif
