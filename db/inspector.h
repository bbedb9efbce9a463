/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_INSPECTOR_H
#define DB_INSPECTOR_H

#include "db/db.h"

/* 执法人员: who is drawn for inspections; a person with a login of its own. */
struct inspector {
	int64_t id;
	int64_t account_id;
	const char *name;	/* personal: never in public */
	const char *unit;
	bool active;
};

/* Fills id.  ERR_CONFLICT: this account is one already. */
enum err db_inspector_insert(struct db *db, struct inspector *i);
/* Leaves the list; ERR_NOT_FOUND. */
enum err db_inspector_stop(struct db *db, int64_t id);
/* ERR_NOT_FOUND */
enum err db_inspector_get(struct db *db, int64_t id, struct inspector *i);
enum err db_inspector_of_account(struct db *db, int64_t account_id,
    struct inspector *i);
/* The list, newest first. */
enum err db_inspector_list(struct db *db, int64_t before_id, int limit,
    struct inspector **list, size_t *n);
/* Active ones by id. */
enum err db_inspector_active(struct db *db, int limit,
    struct inspector **list, size_t *n);

/* Whom an inspector must not inspect. */
struct inspector_conflict {
	int64_t inspector_id, agency_id;
	const char *agency, *uscc;	/* read, not written */
	const char *reason;
	int64_t declared_at;
};

/* Declared again: the reason of the first time stays. */
enum err db_inspector_conflict_add(struct db *db,
    const struct inspector_conflict *c);
enum err db_inspector_conflicts(struct db *db, int64_t inspector_id,
    int limit, struct inspector_conflict **list, size_t *n);

#endif
