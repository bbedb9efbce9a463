/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_COMPLAINT_H
#define DB_COMPLAINT_H

#include "db/db.h"

/* 投诉, to the regulator.  Codes as in schema.sql; times 0: not yet. */
struct complaint {
	int64_t id;
	int64_t objection_id;		/* whose next step it is */
	int64_t project_id;
	const char *project_code, *project_title;
	int64_t owner_id;
	int64_t party_id;		/* who filed: never public */
	const char *party_name, *party_uscc;
	int64_t accused_id;		/* the owner, or an agency */
	const char *accused_name;
	int64_t award_id;		/* in question; 0: none */
	const char *about;		/* notice, amendment, … */
	const char *facts, *claim;
	int64_t filed_at;
	const char *state;
	bool suspends;			/* the award waits for the decision */
	int64_t level;			/* 1: late, moved up */
	bool open;			/* somebody has to act */
	const char *statement;		/* of the accused, "" */
	int64_t stated_at;
	const char *ground;		/* of a refusal, "" */
	const char *decision;
	int64_t decided_at, decided_by;
	const char *remedy;
	int64_t remedied_at;
	/* what the public reads, masked; "" before */
	const char *shown_facts, *shown_claim, *shown_decision, *shown_remedy;
};

/* Fills id and filed_at.  ERR_CONFLICT: its objection has one. */
enum err db_complaint_insert(struct db *db, struct complaint *c);
/* ERR_NOT_FOUND. */
enum err db_complaint_get(struct db *db, int64_t id, struct complaint *c);
enum err db_complaint_of_objection(struct db *db, int64_t objection_id,
    struct complaint *c);
/* All that may change; ERR_CONFLICT: not (any more) in state was. */
enum err db_complaint_update(struct db *db, const struct complaint *c,
    const char *was);

/* How many suspend an award of a project. */
enum err db_complaint_suspending(struct db *db, int64_t project_id,
    int64_t *n);

/* Of a project, oldest first: at most 100. */
enum err db_complaint_of_project(struct db *db, int64_t project_id,
    struct complaint **list, size_t *n);
/*
 * Those that a party filed, is accused in, or whose project is its own, newest
 * first, below before (0: from the top).
 */
enum err db_complaint_of_party(struct db *db, int64_t party_id,
    int64_t before, int limit, struct complaint **list, size_t *n);
/* What waits at one level, oldest first, behind after. */
enum err db_complaint_open(struct db *db, int64_t level, int64_t after,
    int limit, struct complaint **list, size_t *n);
/* Decided ones, newest first, before (at, id); at 0: from the top. */
enum err db_complaint_public(struct db *db, int64_t at, int64_t id,
    int limit, struct complaint **list, size_t *n);

/* Names of the people the market knows of three parties: to be masked. */
enum err db_complaint_people(struct db *db, const struct complaint *c,
    const char ***names, size_t *n);

#endif
