/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PROJECT_H
#define DB_PROJECT_H

#include "db/db.h"
#include "db/event.h"

/* 采购项目, with the names of what it points to.  Codes as in schema.sql. */
struct project {
	int64_t id;
	const char *code;
	int64_t attempt_no;		/* from 1; below 0: none */
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
	bool any_will_do;		/* one of them, not all */
	bool server;			/* may the platform seal for bidders? */
	const char *method;
	const char *quote;		/* amount, rate, none; NULL: amount */
	int64_t floor_fen;		/* 0: none */
	int64_t rate_min, rate_max;	/* bp, where quote is rate */
	int64_t fixed_fen;		/* where quote is none: the award */
	int64_t fee_fen;		/* the item's standard when its terms
					   were written; 0: none */
	int64_t evaluators;		/* composite; else 0 */
	const char *criteria;		/* composite: market/sheet.h; "" */
	const char *documents;		/* asked for: market/cure.h; "" */
	int64_t eligible;		/* agencies that could bid when it was
					   last written down; DRAFT_ELIGIBLE
					   of market/draft.h + 1: more */
	int64_t min_entrants;		/* by a decision; 0: as parameters */
	int64_t enquiry_until;		/* last question; 0: none asked */
	int64_t prior_id;		/* a re-run or change of it; 0 */
	int64_t deadline;		/* 0: none */
	const char *contact;		/* personal: mask it in public */
	const char *phone;
	const char *state;
	int64_t param_version;
	int64_t created_at;
	int64_t published_at;		/* 0: never was public */
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

/* New drafts: id and created_at are filled.  ERR_CONFLICT: a CHECK. */
enum err db_project_insert(struct db *db, struct project *p);

/* Writes a draft whose rev is still p->rev; ERR_CONFLICT: it is not. */
enum err db_project_update(struct db *db, const struct project *p);

/*
 * The newest attempt, a draft too: for its owner.  What everybody may see is
 * db_project_public() of db/attempt.h.  ERR_NOT_FOUND.
 */
enum err db_project_by_code(struct db *db, const char *code,
    struct project *p);
enum err db_project_get(struct db *db, int64_t id, struct project *p);

/* A deadline that purchaser and trustees moved later. */
enum err db_project_deadline(struct db *db, int64_t id, int64_t deadline);

/* How many could bid on a draft; its rev stays. */
enum err db_project_eligible(struct db *db, int64_t id, int64_t n);
/* What its standard is, from now on; its rev stays. */
enum err db_project_fee(struct db *db, int64_t id, int64_t fee_fen);

/*
 * from → to.  ERR_CONFLICT: it is not (any more) in from.  published_at is
 * set once, when it is 0 and to is neither draft nor cancelled.
 */
enum err db_project_move(struct db *db, int64_t id, const char *from,
    const char *to);
/* When it became public; 0: it is not. */
enum err db_project_published_at(struct db *db, int64_t id, int64_t *at);

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

/*
 * Seconds from publication to deadline of an item's biddings published since
 * a moment, newest first; at most limit, into windows.
 */
enum err db_project_windows(struct db *db, int64_t item_id, int64_t since,
    int limit, int64_t *windows, size_t *n);

struct stmt;

/*
 * For another noun's statement that selects the columns of struct
 * project_row in their order: reads all rows, resets.
 */
enum err db_project_rows(struct db *db, struct stmt *st,
    struct project_row **list, size_t *n);

enum err db_project_row(struct db *db, int64_t id, struct project_row *row);

#endif
