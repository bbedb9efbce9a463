/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_ACCOUNT_H
#define DB_ACCOUNT_H

#include "db/db.h"

/* Someone who can log in.  Strings last as long as the arena. */
struct account {
	int64_t id;
	int64_t party_id;	/* 0: staff of the market */
	const char *role;	/* agency, owner, operator, … (actor.h) */
	const char *name;	/* personal */
	const char *mobile;	/* personal; "" for staff */
	const char *email;	/* personal; in lower case */
	int64_t created_at;
};

/*
 * A new account; fills id and created_at.  password is the record that
 * password_hash() made, never the password.
 * ERR_CONFLICT: mobile or e-mail is taken, or a CHECK.
 */
enum err db_account_insert(struct db *db, struct account *account,
    const char *password);

/* ERR_NOT_FOUND. */
enum err db_account_get(struct db *db, int64_t id, struct account *account);

/* Of a party, oldest first: at most 20. */
enum err db_account_of_party(struct db *db, int64_t party_id,
    struct account **list, size_t *n);

/*
 * By mobile number or by e-mail (in lower case), with the record of the
 * password.  ERR_NOT_FOUND.
 */
enum err db_account_by_login(struct db *db, const char *login,
    struct account *account, const char **password);

/* Another record: a new password, or the same at today's cost. */
enum err db_account_set_password(struct db *db, int64_t id,
    const char *password);

#endif
