/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_RECORD_H
#define DB_RECORD_H

#include "db/db.h"
#include "market/actor.h"
#include "market/calendar.h"

/* What the office keeps beside the nouns of the market: its books. */

/*
 * A form's token and what it made.  find: ERR_NOT_FOUND the first time (or
 * for an empty token or NULL); add: nothing for such a token.
 */
enum err db_once_find(struct db *db, const char *token, int64_t account_id,
    int64_t *object_id);
enum err db_once_add(struct db *db, const char *token, int64_t account_id,
    int64_t object_id);
/* Forgets tokens older than before, at most 1,000 a call. */
enum err db_once_sweep(struct db *db, int64_t before);

/*
 * Who did what: action is the verb, object «noun:id».  actor NULL: the
 * clock.  Within the act's own transaction.
 */
enum err db_audit(struct db *db, const struct actor *actor,
    const char *action, const char *noun, int64_t id);
/* The same, with what it was and became; of personal data a hash of it. */
enum err db_audit_change(struct db *db, const struct actor *actor,
    const char *action, const char *noun, int64_t id, const char *before,
    const char *after);

/* Sums for the front page.  get: 0 where nothing was added. */
enum err db_tally_add(struct db *db, const char *name, int64_t n);
enum err db_tally_get(struct db *db, const char *name, int64_t *n);

/* The newest parameter set.  text lasts as long as the arena. */
enum err db_param_newest(struct db *db, int64_t *version, const char **text);
/* One of them; ERR_NOT_FOUND. */
enum err db_param_get(struct db *db, int64_t version, int64_t *from,
    const char **text);
/* Every set, by version: 1, 2, … without a gap. */
enum err db_param_all(struct db *db, const char ***texts, size_t *n);
enum err db_param_add(struct db *db, const char *text);

/* All exceptions to Monday–Friday, by day. */
enum err db_calendar_all(struct db *db, struct calendar_day **days,
    size_t *n);
enum err db_calendar_add(struct db *db, int64_t day, bool is_work);

struct region {
	const char *code;	/* GB/T 2260, 6 digits */
	const char *name;
};

enum err db_region_all(struct db *db, struct region **regions, size_t *n);
enum err db_region_add(struct db *db, const char *code, const char *name);

#endif
