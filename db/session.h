/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_SESSION_H
#define DB_SESSION_H

#include "db/db.h"

enum { SESSION_HASH = 32 };	/* bytes: of the cookie's value */

/* Who is logged in, with what every page needs to know of them. */
struct session {
	int64_t account_id;
	int64_t created_at;
	int64_t used_at;
	int64_t party_id;	/* 0: staff */
	const char *role;
	const char *name;
	const char *party_name;	/* "": staff */
	const char *uscc;	/* "": staff */
};

/* ERR_CONFLICT: that hash is there, or no such account. */
enum err db_session_insert(struct db *db,
    const unsigned char hash[SESSION_HASH], int64_t account_id);

/* ERR_NOT_FOUND. */
enum err db_session_find(struct db *db,
    const unsigned char hash[SESSION_HASH], struct session *session);

/* It was used just now; OK too if it is gone. */
enum err db_session_touch(struct db *db,
    const unsigned char hash[SESSION_HASH]);

/* OK too if there was none. */
enum err db_session_delete(struct db *db,
    const unsigned char hash[SESSION_HASH]);

/* All of an account. */
enum err db_session_delete_of(struct db *db, int64_t account_id);

/* Forgets those not used since before, at most 1,000 a call. */
enum err db_session_sweep(struct db *db, int64_t before);

#endif
