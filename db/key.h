/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_KEY_H
#define DB_KEY_H

#include "db/db.h"

/* A key that signs for a party, with its record (sealing.md 4, `key`). */
struct key_row {
	int64_t id;
	int64_t party_id;
	const char *name;
	const char *vkey;
	const char *note;
	size_t n;
	int64_t leaf;			/* -1: kept back */
	int64_t created_at;
};

/* ERR_CONFLICT: this vkey is there. */
enum err db_key_insert(struct db *db, struct key_row *k);
/* The newest of a name; ERR_NOT_FOUND. */
enum err db_key_newest(struct db *db, const char *name, struct key_row *k);
enum err db_key_by_vkey(struct db *db, const char *vkey, struct key_row *k);
enum err db_key_of_name(struct db *db, const char *name,
    struct key_row **list, size_t *n);
/* It stands in the log from now on. */
enum err db_key_logged(struct db *db, int64_t id, int64_t leaf);

/* Tokens of agencies' systems: find is ERR_NOT_FOUND for a foreign one. */
enum err db_token_add(struct db *db, const unsigned char hash[32],
    int64_t account_id);
enum err db_token_find(struct db *db, const unsigned char hash[32],
    int64_t *account_id);
/* All of an account: there is one, and it is replaced. */
enum err db_token_drop(struct db *db, int64_t account_id);
enum err db_token_since(struct db *db, int64_t account_id, int64_t *since);

#endif
