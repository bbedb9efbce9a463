/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_STANDING_H
#define DB_STANDING_H

#include "db/db.h"

/*
 * What an agency was: a row for each change of its state, score or band,
 * written by db_agency_set_state() and db_agency_set_credit() before they
 * change it.  Who asks as of a moment gets what was so at that second.
 */
struct standing {
	const char *state;
	int64_t credit;
	const char *band;
	bool past;		/* it has changed since */
};

/* ERR_NOT_FOUND: no agency. */
enum err db_standing_at(struct db *db, int64_t agency_id, int64_t at,
    struct standing *s);

/* Keeps what is, if it is about to become something else. */
enum err db_standing_keep_state(struct db *db, int64_t agency_id,
    const char *state);
enum err db_standing_keep_credit(struct db *db, int64_t agency_id,
    int64_t credit, const char *band);

/* When it fell to D, newest first. */
enum err db_standing_falls(struct db *db, int64_t agency_id, int limit,
    int64_t *at, size_t *n);
/* What it fell by from since on, until before, was no reason. */
enum err db_standing_unfall(struct db *db, int64_t agency_id, int64_t since,
    int64_t before);

#endif
