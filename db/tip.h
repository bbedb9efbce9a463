/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_TIP_H
#define DB_TIP_H

#include "db/db.h"

enum { TIP_HASH = 32 };

/* 举报.  Codes as in schema.sql. */
struct tip {
	int64_t id;
	unsigned char code[TIP_HASH];	/* hash of what its sender was given */
	const char *kind;		/* other, designation, charging */
	int64_t party_id;		/* an enterprise's; 0: anonymous */
	const char *party_name;		/* "" */
	const char *text;
	int64_t day;			/* Beijing day */
	const char *desk;		/* regulator, discipline: who reads */
	const char *state;		/* received, read, routed, closed */
	const char *reply;		/* for whoever has the code, "" */
};

/* Fills id. */
enum err db_tip_insert(struct db *db, struct tip *t);
/* ERR_NOT_FOUND. */
enum err db_tip_get(struct db *db, int64_t id, struct tip *t);
enum err db_tip_by_code(struct db *db, const unsigned char code[TIP_HASH],
    struct tip *t);
/* Desk, state, reply; ERR_CONFLICT: not (any more) in state was. */
enum err db_tip_update(struct db *db, const struct tip *t, const char *was);
/* What is not closed at a desk, oldest first, behind after. */
enum err db_tip_open(struct db *db, const char *desk, int64_t after,
    int limit, struct tip **list, size_t *n);
/* What is not closed at a desk, each counted up to most. */
struct tip_counts {
	int64_t open, designation, charging, other;
	int64_t unread;			/* received, or passed on */
};
enum err db_tip_counts(struct db *db, const char *desk, int most,
    struct tip_counts *c);

#endif
