/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_MESSAGE_H
#define DB_MESSAGE_H

#include <stddef.h>

#include "db/db.h"
#include "market/base/words.h"

/* 消息: what an account is told.  Strings last as long as the arena. */
struct message {
	int64_t id;
	int64_t party_id;	/* to tell: all accounts of a party, or … */
	int64_t account_id;	/* … this one */
	const char *role;	/* … all staff of this role */
	int64_t project_id;	/* 0: of none */
	const char *code;	/* of the list in market/message_kinds.c */
	const struct arg *args;	/* to tell: in the list's order; NULL: none */
	const char *values;	/* the same as stored: one a line */
	/* what is read, and not told */
	const char *project_code;	/* "" */
	const char *project_title;
	int64_t created_at;
	int64_t read_at;		/* 0: unread */
};

/* A row for each account that m names; none is no error. */
enum err db_message_add(struct db *db, const struct message *m);

/* An account's own, the newest first, below before_id (0: from the top). */
enum err db_message_list(struct db *db, int64_t account_id,
    int64_t before_id, int limit, struct message **list, size_t *n);

/* How many are unread; counting ends at most. */
enum err db_message_unread(struct db *db, int64_t account_id, int most,
    int64_t *n);

/* Marks one; again: OK.  ERR_NOT_FOUND: not this account's. */
enum err db_message_read(struct db *db, int64_t account_id, int64_t id);
/* Marks all up to one. */
enum err db_message_read_all(struct db *db, int64_t account_id,
    int64_t upto);

#endif
