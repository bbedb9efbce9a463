/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PROJECT_H
#define DB_PROJECT_H

#include "db/db.h"

/* 采购项目, with the names of what it points to.  Codes as in schema.sql. */
struct project {
	int64_t id;
	const char *code;
	int64_t attempt_no;
	int64_t owner_id;
	const char *owner_uscc;
	const char *owner_name;
	int64_t item_id;
	const char *item_code;
	const char *item_name;
	const char *title;
	const char *scale;
	const char *content;
	const char *place;
	const char *region;
	const char *region_name;	/* "" where unknown */
	const char *fund;		/* fiscal, soe, social */
	int64_t budget_line_id;		/* 0: none */
	int64_t chosen_id;		/* agency, method direct; 0: none */
	int64_t ceiling_fen;		/* 0 only in a draft */
	int64_t service_days;
	const char *requirements;	/* one a line */
	bool server;			/* may the platform seal for bidders? */
	const char *method;
	int64_t deadline;		/* 0: none */
	const char *contact;		/* personal: mask it in public */
	const char *phone;
	const char *state;
	int64_t param_version;
	int64_t created_at;
	int64_t published_at;		/* 0: never was public */
	int64_t due_at;			/* 0: the clock has nothing to do */
	int64_t rev;
};

/* A line of a list: what cards show, and no more. */
struct project_row {
	int64_t id;
	const char *code;
	const char *title;
	const char *owner_name;
	const char *item_name;
	const char *region_name;
	const char *method;
	const char *fund;
	const char *state;
	int64_t ceiling_fen;
	int64_t deadline;
	int64_t published_at;		/* 0: a draft */
	int64_t published_no;		/* in order of publication; 0 */
};

/* What to list; NULL or 0: any. */
struct project_filter {
	int64_t item_id;
	const char *region;
	const char *state;
	int64_t before;			/* keyset: published_no below this one */
	int limit;
};

struct project_event {
	int64_t at;
	const char *event;
	const char *from_state;
	const char *to_state;
	const char *reason;
};

/* New drafts: id and created_at are filled.  ERR_CONFLICT: a CHECK. */
enum err db_project_insert(struct db *db, struct project *p);

/* Writes a draft whose rev is still p->rev; ERR_CONFLICT: it is not. */
enum err db_project_update(struct db *db, const struct project *p);

/* ERR_NOT_FOUND; of several attempts the newest. */
enum err db_project_by_code(struct db *db, const char *code,
    struct project *p);
enum err db_project_get(struct db *db, int64_t id, struct project *p);

/*
 * from → to, and when the clock acts next (0: never).  ERR_CONFLICT: it is
 * not (any more) in from.  published_at is set once, when it is 0 and to is
 * neither draft nor cancelled.
 */
/* A deadline that purchaser and trustees moved later. */
enum err db_project_deadline(struct db *db, int64_t id, int64_t deadline,
    int64_t due_at);

enum err db_project_move(struct db *db, int64_t id, const char *from,
    const char *to, int64_t due_at);
enum err db_project_event_add(struct db *db, int64_t id, int64_t account_id,
    const char *event, const char *from, const char *to, const char *reason);
enum err db_project_events(struct db *db, int64_t id,
    struct project_event **list, size_t *n);

/* Public projects, newest first. */
enum err db_project_list(struct db *db, const struct project_filter *f,
    struct project_row **list, size_t *n);

/* All of an owner, drafts too, newest first; before_id 0: from the top. */
enum err db_project_of_owner(struct db *db, int64_t owner_id,
    int64_t before_id, int limit, struct project_row **list, size_t *n);

/* The same, but only what is public. */
enum err db_project_public_of_owner(struct db *db, int64_t owner_id,
    int64_t before_id, int limit, struct project_row **list, size_t *n);

/* Public ones in a state, by deadline, from a time on: «today's openings». */
enum err db_project_by_deadline(struct db *db, const char *state,
    int64_t from, int limit, struct project_row **list, size_t *n);

/* Ids of projects whose due_at is at or before now, earliest first. */
enum err db_project_due(struct db *db, int64_t now, int limit,
    int64_t *ids, size_t *n);

struct stmt;

/*
 * For another noun's statement that selects the columns of struct
 * project_row in their order: reads all rows, resets.
 */
enum err db_project_rows(struct db *db, struct stmt *st,
    struct project_row **list, size_t *n);

enum err db_project_row(struct db *db, int64_t id, struct project_row *row);

#endif
