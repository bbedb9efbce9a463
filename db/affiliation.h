/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_AFFILIATION_H
#define DB_AFFILIATION_H

#include "db/db.h"

/* 关联关系: schema.sql explains each field.  Days are of Beijing. */
struct affiliation {
	int64_t id;
	int64_t agency_id;
	const char *agency_name, *agency_uscc;	/* read, not written */
	const char *other_uscc;			/* "": not known */
	const char *other_name;
	const char *kind;
	int64_t share_bp;
	int64_t from_on;
	int64_t to_on;		/* 0: it lasts */
	const char *source;
	int64_t recorded_at, recorded_by;
};

/* Fills id and recorded_at.  ERR_CONFLICT: a CHECK. */
enum err db_affiliation_insert(struct db *db, struct affiliation *f);
/* ERR_NOT_FOUND */
enum err db_affiliation_get(struct db *db, int64_t id,
    struct affiliation *f);
/* It ended on a day.  ERR_CONFLICT: it had, or before it began. */
enum err db_affiliation_end(struct db *db, int64_t id, int64_t day,
    int64_t by);
/* Of an agency (0: of all), newest first, below before (0: the newest). */
enum err db_affiliation_list(struct db *db, int64_t agency_id,
    int64_t before, int limit, struct affiliation **list, size_t *n);
/*
 * Is one of an agency's on that day with an owner («owner»), or the
 * department of an item («department»)?  NULL: neither.
 */
enum err db_affiliation_conflict(struct db *db, int64_t agency_id,
    int64_t owner_id, int64_t item_id, int64_t day, const char **code);

/*
 * The last day on which somebody of an agency held an office (任职) at the
 * department of an item or at an owner, from since on, as of day; 0: never.
 */
enum err db_affiliation_office(struct db *db, int64_t agency_id,
    int64_t owner_id, int64_t item_id, int64_t since, int64_t day,
    int64_t *last);

#endif
