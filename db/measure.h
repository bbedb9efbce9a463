/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_MEASURE_H
#define DB_MEASURE_H

#include "db/db.h"

/* So many of so many: what of a party is counted (market/measure.h). */
struct measure {
	const char *name;
	int64_t good;
	int64_t total;
};

/* Adds to the count; 0 and 0 are there before the first. */
enum err db_measure_add(struct db *db, int64_t party_id, const char *side,
    const char *name, int64_t good, int64_t total);

/* All of a party as side, by name. */
enum err db_measure_of(struct db *db, int64_t party_id, const char *side,
    struct measure **list, size_t *n);

#endif
