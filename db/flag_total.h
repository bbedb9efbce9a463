/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_FLAG_TOTAL_H
#define DB_FLAG_TOTAL_H

#include "db/db.h"

/*
 * Totals that indicators look at, counted as projects are followed: each is
 * read from one row, or from an index with a limit.
 */
enum { TOTAL_MOST = 1000, TOTAL_DIGITS = 9 };

/* An agency was awarded one of an item's, or, by -1, it was taken back. */
enum err db_total_award(struct db *db, int64_t agency_id, int64_t item_id,
    int by);
/* All its awards, and of how many items; zeros where there are none. */
enum err db_total_of(struct db *db, int64_t agency_id, int64_t *awards,
    int64_t *items);
/*
 * Of how many items each has awards that has at least so many of them, in
 * millionths, rising; of the TOTAL_MOST with the most awards.
 */
enum err db_total_items(struct db *db, int64_t least, int64_t **list,
    size_t *n);

/* Prices of an item. */
struct flag_digit {
	int64_t least, most;		/* 0: none yet */
	int64_t counts[TOTAL_DIGITS];	/* by the first digit, 1 to 9 */
};
/* Adds what is in d; of no price: nothing. */
enum err db_total_digits_add(struct db *db, int64_t item_id,
    const struct flag_digit *d);
enum err db_total_digits(struct db *db, int64_t item_id,
    struct flag_digit *d);

#endif
