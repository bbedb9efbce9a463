/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_INSPECTION_PLAN_H
#define DB_INSPECTION_PLAN_H

#include "db/db.h"

/* 抽查计划: schema.sql explains each field.  0 and "" where there is none. */
struct inspection_plan {
	int64_t id;
	const char *code;
	const char *title, *basis, *key_items, *general_items;
	int64_t year, params;
	const char *state;
	int64_t made_at, made_by;
	int64_t draws_at;
	const char *text, *staff;
	unsigned char record[32];
	int64_t leaf, staff_leaf, open_leaf;	/* -1: not in the log */
	int64_t lines, whole, people, take;
	unsigned char seed[32];
	int64_t drawn_at;
	const char *reason, *missing;
};

/* Fills id and code. */
enum err db_inspection_plan_insert(struct db *db, struct inspection_plan *p);
/* ERR_NOT_FOUND */
enum err db_inspection_plan_get(struct db *db, int64_t id,
    struct inspection_plan *p);
/* All but title and items; ERR_CONFLICT: it is not in that state. */
enum err db_inspection_plan_update(struct db *db,
    const struct inspection_plan *p, const char *was);
/* Newest first. */
enum err db_inspection_plan_list(struct db *db, int64_t before_id, int limit,
    struct inspection_plan **list, size_t *n);

enum err db_inspection_case_put(struct db *db, int64_t plan_id,
    const char *body);
enum err db_inspection_case_get(struct db *db, int64_t plan_id,
    const char **body);

/* An organisation's part in the seed. */
struct inspection_part {
	int64_t plan_id, i;
	const char *name;
	unsigned char hash[32];
	const char *line;	/* "": not signed */
	bool opened;
	unsigned char r[32];
};

/* Fills i.  ERR_CONFLICT: this name has one. */
enum err db_inspection_part_add(struct db *db, struct inspection_part *p);
enum err db_inspection_part_update(struct db *db,
    const struct inspection_part *p);
enum err db_inspection_parts(struct db *db, int64_t plan_id,
    struct inspection_part **list, size_t *n);

/* Who may be drawn: not gone, behind a party id. */
struct inspection_object {
	int64_t agency_id;
	const char *uscc, *band;
	int64_t visits;		/* of the year, staffed */
};
enum err db_inspection_objects(struct db *db, int64_t year, int64_t after,
    int limit, struct inspection_object **list, size_t *n);

#endif
