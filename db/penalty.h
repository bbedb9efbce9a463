/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PENALTY_H
#define DB_PENALTY_H

#include "db/db.h"

/* 惩戒: schema.sql explains each field.  0 and "" where there is none. */
struct penalty {
	int64_t id;
	int64_t party_id;
	const char *party_name, *party_uscc;	/* read, not written */
	const char *rep_hash;		/* personal: never shown */
	const char *kind;
	int64_t item_id;
	const char *item_code, *item_name;	/* read, not written */
	int64_t days;
	const char *article, *facts;
	int64_t event_id;
	int64_t fell_first, fell_again;	/* Beijing days: by the clock; 0 */
	int64_t proposed_at, proposed_by;
	int64_t notified_at;
	const char *statement;
	int64_t stated_at;
	const char *state;
	int64_t decided_at, decided_by;
	const char *decision;
	int64_t from_at, until_at;
	int64_t ended_at, ended_by;
	const char *reason;
};

/* Fills id and proposed_at; state «proposed».  ERR_CONFLICT: a CHECK. */
enum err db_penalty_insert(struct db *db, struct penalty *p);
/* ERR_NOT_FOUND */
enum err db_penalty_get(struct db *db, int64_t id, struct penalty *p);
/* ERR_CONFLICT: it is not in the state was any more, or a CHECK. */
enum err db_penalty_update(struct db *db, const struct penalty *p,
    const char *was);

/* Those a party was told of, newest first, ids below before (0: the newest). */
enum err db_penalty_told(struct db *db, int64_t party_id, int64_t before,
    int limit, struct penalty **list, size_t *n);
/* Those in force on a party, newest first. */
enum err db_penalty_in_force(struct db *db, int64_t party_id, int limit,
    struct penalty **list, size_t *n);
/* In a state that waits for an officer: oldest first, ids above after. */
enum err db_penalty_waiting(struct db *db, const char *state, int64_t after,
    int limit, struct penalty **list, size_t *n);
/* In a public state, newest first; ended before since are left out. */
enum err db_penalty_public(struct db *db, const char *state, int64_t before,
    int64_t since, int limit, struct penalty **list, size_t *n);

/* How many in force at a second keep a party from bidding on an item. */
enum err db_penalty_forbids(struct db *db, int64_t party_id, int64_t item_id,
    int64_t at, int64_t *n);
/*
 * Until when a ban keeps the party (0: nobody), whom one controls with it, or
 * the person out; 0: none.
 */
enum err db_penalty_banned(struct db *db, int64_t party_id,
    const char *rep_hash, int64_t at, int64_t *until);
/* In force because of an event; how many wait for a decision. */
enum err db_penalty_of_event(struct db *db, int64_t event_id, int limit,
    struct penalty **list, size_t *n);
/* 清退 and 黑名单, from the proposal to the end. */
enum err db_penalty_going(struct db *db, int64_t party_id, int64_t *n);
enum err db_penalty_pending(struct db *db, int64_t party_id, int64_t *n);

#endif
