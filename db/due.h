/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_DUE_H
#define DB_DUE_H

#include "db/db.h"

/*
 * What the clock has to do, and by when somebody must have acted: one row a
 * project, event and object, from the moment it is set until it is done;
 * done ones stay, so that who was late can be shown.  What belongs to no
 * project (a complaint, a penalty, an inspection) has project 0.
 */
struct due {
	int64_t project_id;
	const char *event;	/* of the table in market/tick.c */
	int64_t object_id;	/* of award, penalty, …; 0: the project */
	int64_t from_at;	/* what the span counts from */
	const char *span;	/* «3wd»; "": due_at is a moment of its own */
	int64_t params;		/* version whose day.cutoff reckons; 0: a moment */
	int64_t due_at;
	bool provisional;	/* a day beyond the calendar came in */
	int64_t act_at;		/* when the clock looks; 0: it does not */
	int64_t done_at;	/* 0: waits */
};

/* Sets it, anew if it was there. */
enum err db_due_put(struct db *db, const struct due *d);

/* Done, whether it was waiting or not; object -1: of every object. */
enum err db_due_done(struct db *db, int64_t project_id, const char *event,
    int64_t object_id);
/* The clock looks again at that time: what it tried has failed. */
enum err db_due_postpone(struct db *db, const struct due *d, int64_t act_at);
/* Done, unless it was set anew for later than now. */
enum err db_due_moot(struct db *db, const struct due *d);
/* Nothing of the project waits any more. */
enum err db_due_done_all(struct db *db, int64_t project_id);

/* ERR_NOT_FOUND: never set. */
enum err db_due_get(struct db *db, int64_t project_id, const char *event,
    int64_t object_id, struct due *d);

/* What of a project waits, earliest first: at most 100. */
enum err db_due_waiting(struct db *db, int64_t project_id,
    struct due **list, size_t *n);

/* What the clock is to do at now, by (act_at, due_at, project, event). */
enum err db_due_acting(struct db *db, int64_t now, int limit,
    struct due **list, size_t *n);

/* Provisional ones that wait, behind (project, event, object). */
enum err db_due_provisional(struct db *db, const struct due *after,
    int limit, struct due **list, size_t *n);

#endif
