/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PLEA_H
#define DB_PLEA_H

#include "db/db.h"

/* A party's complaint about its penalty: schema.sql explains each field. */
struct plea {
	int64_t penalty_id;
	int64_t party_id;
	const char *party_name;		/* read, not written */
	const char *facts;
	int64_t filed_at, filed_by;
	const char *state;
	int64_t level;
	const char *decision;
	int64_t ended_at, decided_by;
};

/* Fills filed_at; state «filed».  ERR_CONFLICT: there is one. */
enum err db_plea_insert(struct db *db, struct plea *p);
/* Of a penalty.  ERR_NOT_FOUND. */
enum err db_plea_get(struct db *db, int64_t penalty_id, struct plea *p);
/* State, level, decision, end.  ERR_CONFLICT: it waits no more. */
enum err db_plea_update(struct db *db, const struct plea *p);
/* Those that wait, oldest penalty first, behind after. */
enum err db_plea_waiting(struct db *db, int64_t after, int limit,
    struct plea **list, size_t *n);

#endif
