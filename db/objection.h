/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_OBJECTION_H
#define DB_OBJECTION_H

#include "db/db.h"

/* 异议: a bidder's, to the purchaser.  Codes as in schema.sql. */
struct objection {
	int64_t id;
	int64_t project_id;
	int64_t owner_id;		/* who answers */
	int64_t party_id;		/* who filed: never public */
	const char *party_name;
	const char *about;		/* notice, amendment, result, contract */
	const char *facts;
	const char *claim;
	int64_t filed_at;
	const char *state;
	bool suspends;			/* the award waits for the answer */
	const char *answer;		/* "" until there is one */
	int64_t answered_at;		/* 0 */
};

/* Fills id and filed_at. */
enum err db_objection_insert(struct db *db, struct objection *o);
/* ERR_NOT_FOUND. */
enum err db_objection_get(struct db *db, int64_t id, struct objection *o);
/* State, suspends, answer, answered_at; ERR_CONFLICT: not (any more) in from. */
enum err db_objection_move(struct db *db, const struct objection *o,
    const char *from);

/* Of a project, oldest first: at most 100. */
enum err db_objection_of_project(struct db *db, int64_t project_id,
    struct objection **list, size_t *n);
/* Undecided ones an owner has to answer, oldest first. */
enum err db_objection_open(struct db *db, int64_t owner_id, int limit,
    struct objection **list, size_t *n);
/* Undecided ones of all, the oldest first. */
enum err db_objection_oldest(struct db *db, int limit,
    struct objection **list, size_t *n);
/* How many undecided ones a party has about a project; and that suspend. */
enum err db_objection_count(struct db *db, int64_t project_id,
    int64_t party_id, int64_t *n);
enum err db_objection_suspending(struct db *db, int64_t project_id,
    int64_t *n);

#endif
