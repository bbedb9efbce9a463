/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_VIOLATION_H
#define DB_VIOLATION_H

#include "db/db.h"

/* 违约举报, of one side of a contract against the other.  Times 0: not yet. */
struct violation {
	int64_t id;
	int64_t contract_id;
	int64_t project_id;
	const char *project_code, *project_title;
	int64_t accuser_id, accused_id;
	const char *accuser_name, *accused_name;
	const char *facts;
	int64_t drafted_at, sent_at;
	const char *answer;		/* "": silence */
	int64_t answered_at;		/* or when the time was over */
	const char *state;		/* as in schema.sql */
	const char *code;		/* of the credit event proposed, "" */
	const char *decision;
	int64_t decided_at, decided_by;
};

/* A draft; fills id. */
enum err db_violation_insert(struct db *db, struct violation *v);
/* ERR_NOT_FOUND. */
enum err db_violation_get(struct db *db, int64_t id, struct violation *v);
/* All that may change; ERR_CONFLICT: not (any more) in state was. */
enum err db_violation_update(struct db *db, const struct violation *v,
    const char *was);
/* Of a contract, oldest first: at most 100. */
enum err db_violation_of_contract(struct db *db, int64_t contract_id,
    struct violation **list, size_t *n);
/* Those that are answered, or will be; oldest first, behind after. */
enum err db_violation_open(struct db *db, int64_t after, int limit,
    struct violation **list, size_t *n);

#endif
