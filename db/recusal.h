/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_RECUSAL_H
#define DB_RECUSAL_H

#include "db/db.h"

/* 回避: a line of a project's list; uscc or name is "". */
struct recusal {
	const char *uscc;
	const char *name;
	const char *reason;
};

/* So many lines a project has at most. */
enum { RECUSALS_MAX = 10 };

/* In place of what is there. */
enum err db_recusal_set(struct db *db, int64_t project_id,
    const struct recusal *list, size_t n);
enum err db_recusal_list(struct db *db, int64_t project_id,
    struct recusal **list, size_t *n);

/* Does the list name this party, by its code or exactly by its name? */
enum err db_recusal_has(struct db *db, int64_t project_id, int64_t party_id,
    bool *has);

#endif
