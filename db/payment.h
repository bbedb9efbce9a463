/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_PAYMENT_H
#define DB_PAYMENT_H

#include "db/db.h"

/* 付款, as the purchaser recorded it; who pays is always the purchaser. */
struct payment {
	int64_t id;
	int64_t contract_id;
	const char *voucher;
	int64_t amount_fen;
	int64_t paid_on;	/* that day */
	int64_t budget_line_id;	/* 0: none */
	int64_t recorded_at;
};

/* ERR_CONFLICT: the contract has this voucher. */
enum err db_payment_insert(struct db *db, struct payment *p);
/* Oldest first. */
enum err db_payment_all(struct db *db, int64_t contract_id,
    struct payment **list, size_t *n);

/* A payment that is due and was not made. */
struct late_payment {
	int64_t project_id;
	int64_t object_id;	/* its milestone; 0: a settlement */
	int64_t due_at;
	const char *project_code;
	const char *project_title;
	const char *owner_name;
	const char *owner_uscc;
};

/*
 * Those whose day was over before now, the oldest first, behind one of them
 * (due_at 0: from the top).
 */
enum err db_payment_late(struct db *db, int64_t now,
    const struct late_payment *after, int limit, struct late_payment **list,
    size_t *n);
/* The same of one owner. */
enum err db_payment_late_of(struct db *db, int64_t owner_id, int64_t now,
    int limit, struct late_payment **list, size_t *n);

#endif
