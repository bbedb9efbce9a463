/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_REPAIR_H
#define DB_REPAIR_H

#include "db/db.h"

/* 信用修复: schema.sql explains each field.  0 and "" where there is none. */
struct repair {
	int64_t id;
	int64_t party_id;
	const char *party_name, *party_uscc;	/* read, not written */
	int64_t event_id;
	const char *event_code;			/* read, not written */
	const char *remedy, *commitment;
	int64_t requested_at, requested_by;
	const char *state;
	int64_t admitted_at, admitted_by;
	int64_t decided_at, decided_by;
	const char *decision;
};

/* Fills id and requested_at.  ERR_CONFLICT: one waits already. */
enum err db_repair_insert(struct db *db, struct repair *r);
/* ERR_NOT_FOUND */
enum err db_repair_get(struct db *db, int64_t id, struct repair *r);
/* The newest of an event; ERR_NOT_FOUND. */
enum err db_repair_of_event(struct db *db, int64_t event_id,
    struct repair *r);
/* ERR_CONFLICT: it is not in the state was any more. */
enum err db_repair_update(struct db *db, const struct repair *r,
    const char *was);
/* A party's, newest first, below before (0: the newest). */
enum err db_repair_of_party(struct db *db, int64_t party_id, int64_t before,
    int limit, struct repair **list, size_t *n);
/* That wait for an officer in a state, oldest first, behind after. */
enum err db_repair_waiting(struct db *db, const char *state, int64_t after,
    int limit, struct repair **list, size_t *n);
/* Events of a party that count and took effect after a day, up to limit. */
enum err db_repair_newer(struct db *db, int64_t party_id, int64_t day,
    int limit, int64_t *n);

#endif
