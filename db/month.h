/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_MONTH_H
#define DB_MONTH_H

#include "db/db.h"

/*
 * What happened in a month, by region and name: sums that grow in the
 * transaction that counts a fact, and are read by pages.  A month is
 * year * 12 + month - 1, of Beijing; region "" is all of them.
 */
struct month_sum {
	int64_t month;
	const char *region;
	const char *region_name;	/* "" where unknown, and for all */
	const char *name;
	int64_t n, sum;
};

/* Adds to the region and to all. */
enum err db_month_add(struct db *db, int64_t month, const char *region,
    const char *name, int64_t n, int64_t sum);

/* Every name of a month and region. */
enum err db_month_of(struct db *db, int64_t month, const char *region,
    struct month_sum **list, size_t *n);

/* Months from to to together, a row a region and name, by region. */
enum err db_month_regions(struct db *db, int64_t from, int64_t to,
    struct month_sum **list, size_t *n);

/* Behind (month, region), without the sums of all: by month and region. */
enum err db_month_after(struct db *db, int64_t month, const char *region,
    int limit, struct month_sum **list, size_t *n);

/* Did the project have this event before event id? */
enum err db_month_earlier(struct db *db, int64_t project_id,
    const char *event, int64_t id, bool *yes);

#endif
