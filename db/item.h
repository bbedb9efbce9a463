/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_ITEM_H
#define DB_ITEM_H

#include "db/db.h"

/* 中介服务事项, as schema.sql explains it. */
struct item {
	int64_t id;
	const char *code;
	const char *name;
	const char *type;
	const char *department;
	const char *legal_basis;	/* one a line */
	const char *approval_item;
	int64_t time_limit_wd;		/* 0: not stated */
	const char *workflow;		/* one step a line */
	const char *conditions;
	const char *fee_mode;		/* market, guided, fixed */
	const char *fee_standard;
	const char *fee_basis;		/* "", fixed, ceiling: market/fee.h */
	const char *fee_table;		/* its numbers; "" */
	const char *result_doc;
	const char *requirement;	/* legally needed, or "" */
	const char *state;
	int64_t updated_at;
};

/* A line of a list. */
struct item_row {
	int64_t id;
	const char *code;
	const char *name;
	const char *type;
	const char *department;
	const char *fee_mode;
	const char *state;
	int64_t time_limit_wd;
};

/* What was paid for an item lately: an award that took effect. */
struct item_price {
	const char *project_code;
	const char *project_title;
	int64_t amount_fen;
	int64_t fee_fen;		/* its standard then; 0: none */
};

/* The list of items is the office's own and short: bounded all the same. */
enum { ITEMS_MAX = 1000 };

/* Fills id.  ERR_CONFLICT: the code is there, or a CHECK. */
enum err db_item_insert(struct db *db, struct item *item);
/* Writes all but code; ERR_CONFLICT: a CHECK (something is missing). */
enum err db_item_update(struct db *db, const struct item *item);
enum err db_item_by_code(struct db *db, const char *code, struct item *item);

/* By type, then code; state NULL: all. */
enum err db_item_list(struct db *db, const char *state,
    struct item_row **list, size_t *n);

/* At most limit, newest first. */
enum err db_item_prices(struct db *db, int64_t item_id, int limit,
    struct item_price **list, size_t *n);

#endif
