/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_JOINING_H
#define DB_JOINING_H

#include "db/db.h"

enum { JOINING_HASH = 32 };	/* bytes: of the visitor's anonymous cookie */

/* A registration under way.  What is not yet given is "". */
struct joining {
	const char *role;	/* agency, owner */
	const char *uscc;
	const char *name;	/* of the party */
	const char *contact;	/* personal, as are the next two */
	const char *mobile;
	const char *email;
	const char *password;	/* the record password_hash() made */
	int64_t updated_at;
};

/* ERR_NOT_FOUND. */
enum err db_joining_get(struct db *db,
    const unsigned char hash[JOINING_HASH], struct joining *joining);

/* Keeps it, in place of what was there; fills updated_at. */
enum err db_joining_put(struct db *db,
    const unsigned char hash[JOINING_HASH], struct joining *joining);

/* OK too if there was none. */
enum err db_joining_delete(struct db *db,
    const unsigned char hash[JOINING_HASH]);

/* Forgets those older than before, at most 1,000 a call. */
enum err db_joining_sweep(struct db *db, int64_t before);

/*
 * The account that a token of db_once_add() made since a time, whoever asks:
 * for the one form that is sent before there is an account.  ERR_NOT_FOUND.
 */
enum err db_joining_made(struct db *db, const char *token, int64_t since,
    int64_t *account_id);

#endif
