/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_INSPECTION_TASK_H
#define DB_INSPECTION_TASK_H

#include "db/db.h"

/* 检查任务: schema.sql explains each field.  0 and "" where there is none. */
struct inspection_task {
	int64_t id, plan_id, place;
	int64_t agency_id;
	const char *agency, *uscc;	/* read, not written */
	const char *plan, *plan_title;	/* likewise */
	bool whole;
	int64_t year;
	int64_t first_id, second_id;
	const char *state;
	const char *online;
	int64_t started_at;
	const char *result, *finding;
	int64_t correct_wd, written_by, recorded_at, published_at;
	const char *correction;
	int64_t corrected_at;
	const char *recheck;
	int64_t rechecked_by, done_at;
	const char *outcome;
	int64_t overdue_at;
	const char *moved_to, *moved_why;
	int64_t moved_at;
};

/* Fills id.  ERR_CONFLICT: no agency, or the plan visits it already. */
enum err db_inspection_task_insert(struct db *db, struct inspection_task *t);
/* ERR_NOT_FOUND */
enum err db_inspection_task_get(struct db *db, int64_t id,
    struct inspection_task *t);
/* What happens to it; ERR_CONFLICT: it is not in the state was any more. */
enum err db_inspection_task_update(struct db *db,
    const struct inspection_task *t, const char *was);

/* Of a plan, in the order of the draw, behind a place. */
enum err db_inspection_task_of_plan(struct db *db, int64_t plan_id,
    int64_t after, int limit, struct inspection_task **list, size_t *n);
/* Of an inspector, newest first. */
enum err db_inspection_task_of_inspector(struct db *db, int64_t inspector_id,
    int64_t before, int limit, struct inspection_task **list, size_t *n);
/* Of an agency, newest first; published ones only, or all of them. */
enum err db_inspection_task_of_agency(struct db *db, int64_t agency_id,
    bool published, int64_t before, int limit,
    struct inspection_task **list, size_t *n);

#endif
