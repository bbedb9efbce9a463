/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_EVALUATOR_H
#define DB_EVALUATOR_H

#include "db/db.h"

/* 评审专家: who scores proposals; a person with a login of its own. */
struct evaluator {
	int64_t id;
	int64_t account_id;
	const char *name;	/* personal: mask it in public */
	const char *unit;	/* where the person works */
	const char *unit_uscc;	/* "" unknown; conflicts are found by it */
	const char *type;	/* service type, as of service_item */
	bool active;
};

/* Fills id.  ERR_CONFLICT: this account is one already. */
enum err db_evaluator_insert(struct db *db, struct evaluator *e);
/* Leaves the register: no new list has it. */
enum err db_evaluator_stop(struct db *db, int64_t id);
/* The register, newest first. */
enum err db_evaluator_list(struct db *db, int64_t before_id, int limit,
    struct evaluator **list, size_t *n);
enum err db_evaluator_of_account(struct db *db, int64_t account_id,
    struct evaluator *e);
/* Active ones of a type whose unit is not that code, in order of id. */
enum err db_evaluator_of_type(struct db *db, const char *type,
    const char *but_uscc, int limit, struct evaluator **list, size_t *n);

/* One of the list in a project's notice. */
struct project_evaluator {
	struct evaluator who;
	int64_t place;		/* as drawn at the opening, from 1; 0: not */
	const char *out;	/* code why it may not score; "" */
};

enum err db_project_evaluator_add(struct db *db, int64_t project_id,
    int64_t evaluator_id);
enum err db_project_evaluators(struct db *db, int64_t project_id,
    struct project_evaluator **list, size_t *n);
enum err db_project_evaluator_draw(struct db *db, int64_t project_id,
    const struct project_evaluator *e);

/* 评分表: a file, committed by a blind leaf, kept back until all are in. */
struct sheet {
	int64_t round_id;
	int64_t evaluator_id;
	int64_t leaf;		/* of its blind */
	unsigned char nonce[32];
	const char *body;	/* the file (domain.md 6.5) */
	int64_t at;
};

/* ERR_CONFLICT: this evaluator has handed one in. */
enum err db_sheet_insert(struct db *db, struct sheet *s);
/* Of a round, by leaf. */
enum err db_sheet_of_round(struct db *db, int64_t round_id,
    struct sheet **list, size_t *n);

/* Projects whose sheet waits for an account, or was handed in. */
struct sheet_row {
	int64_t project_id;
	const char *code, *title;
	int64_t until;		/* 0: no deadline runs */
	bool done;
};
enum err db_sheet_rows(struct db *db, int64_t account_id,
    struct sheet_row **list, size_t *n);

#endif
