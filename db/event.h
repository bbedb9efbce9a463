/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_EVENT_H
#define DB_EVENT_H

#include "db/db.h"

/* What happened to a project: a line of its timeline (market/flow.h). */
struct project_event {
	int64_t id;
	int64_t at;
	const char *event;
	const char *from_state;
	const char *to_state;		/* the same: it stayed where it was */
	const char *reason;
	int64_t leaf;			/* of its record; -1: none */
};

/* One more line, now; id and at are not read. */
enum err db_project_event_add(struct db *db, int64_t project_id,
    int64_t account_id, const struct project_event *e);

/* From the first on: at most 200. */
enum err db_project_events(struct db *db, int64_t project_id,
    struct project_event **list, size_t *n);

/* Newest first, at most limit; those before an id, 0: from the top. */
enum err db_project_timeline(struct db *db, int64_t project_id,
    int64_t before_id, int limit, struct project_event **list, size_t *n);

/* Those that changed its state, oldest first: at most 200. */
enum err db_project_moves(struct db *db, int64_t project_id,
    struct project_event **list, size_t *n);

/* Did it ever happen to the project? */
enum err db_project_event_has(struct db *db, int64_t project_id,
    const char *event, bool *has);

#endif
