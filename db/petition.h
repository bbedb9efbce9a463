/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PETITION_H
#define DB_PETITION_H

#include "db/db.h"

/* What an owner, or a winner, asks a regulator for, and the decision. */
struct petition {
	int64_t id;
	int64_t project_id;
	const char *project_code;
	int64_t attempt_no;
	const char *project_title;
	int64_t owner_id;
	const char *owner_name;
	const char *kind;		/* cancel_late supervise force_majeure */
	int64_t award_id;		/* force_majeure: given up; else 0 */
	int64_t agency_id;		/* of the award, with its name */
	const char *agency_name;
	const char *reason;		/* "": of the regulator's own motion */
	const char *evidence;		/* not public; "" */
	int64_t asked_at;
	const char *verdict;		/* "", granted, refused */
	const char *decision;		/* its public text; "" */
	int64_t min_entrants;		/* supervise; 0: as the parameters */
	int64_t decided_at;		/* 0: waits */
};

/*
 * Fills in all there is.  ERR_CONFLICT: one of the kind waits, or the award has
 * one.
 */
enum err db_petition_insert(struct db *db, struct petition *p);
/* ERR_NOT_FOUND */
enum err db_petition_get(struct db *db, int64_t id, struct petition *p);
/* The newest of a kind; ERR_NOT_FOUND. */
enum err db_petition_of(struct db *db, int64_t project_id, const char *kind,
    struct petition *p);
/* ERR_NOT_FOUND */
enum err db_petition_of_award(struct db *db, int64_t award_id,
    struct petition *p);
/* Writes verdict, decision, min_entrants; ERR_CONFLICT: it was decided. */
enum err db_petition_decide(struct db *db, const struct petition *p);
/* Those that wait, oldest first. */
enum err db_petition_waiting(struct db *db, int limit,
    struct petition **list, size_t *n);

#endif
