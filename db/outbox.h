/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_OUTBOX_H
#define DB_OUTBOX_H

#include "db/message.h"

/* A mail that waits, was sent, or was given up. */
struct outbox {
	struct message message;	/* id is the row's; with its project */
	const char *email;	/* personal: the account's as of now */
	const char *name;	/* personal */
	int64_t tries;
	int64_t due_at;		/* 0: nothing more to do */
	const char *state;	/* waiting, sent, failed, lapsed */
	const char *answer;	/* of the last try: a code, "" */
};

/* How much waits, counted up to a bound; and the age of the oldest. */
struct outbox_depth {
	int64_t waiting;
	int64_t oldest;		/* created_at; 0: nothing waits */
};

/* A row for each account that m names, due at once. */
enum err db_outbox_add(struct db *db, const struct message *m);

/* What is due by now, the longest due first. */
enum err db_outbox_due(struct db *db, int64_t now, int limit,
    struct outbox **list, size_t *n);
enum err db_outbox_get(struct db *db, int64_t id, struct outbox *o);

/* Writes tries, due_at, state, answer of a row that waits; else nothing. */
enum err db_outbox_settle(struct db *db, const struct outbox *o);

/* What was due before a time and nobody took lapses. */
enum err db_outbox_lapse(struct db *db, int64_t before);
/* Deletes what was settled and is older, some at a time. */
enum err db_outbox_sweep(struct db *db, int64_t before, int limit);

enum err db_outbox_depth(struct db *db, int most, struct outbox_depth *d);

#endif
