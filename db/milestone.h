/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_MILESTONE_H
#define DB_MILESTONE_H

#include "db/db.h"

/* A step of a contract: something delivered, or something paid. */
struct milestone {
	int64_t id;
	int64_t contract_id;
	int64_t no;			/* from 1 */
	const char *kind;		/* deliver, pay */
	const char *title;
	int64_t amount_fen;		/* pay; else 0 */
	int64_t days;	/* deliver: from the signatures; pay: the acceptance */
	int64_t met_at;			/* 0: not yet */
};

enum err db_milestone_insert(struct db *db, struct milestone *s);
/* By number. */
enum err db_milestone_all(struct db *db, int64_t contract_id,
    struct milestone **list, size_t *n);
/* Writes amount, days, met_at. */
enum err db_milestone_update(struct db *db, const struct milestone *s);
/* While drafting: none is left. */
enum err db_milestone_clear(struct db *db, int64_t contract_id);

#endif
