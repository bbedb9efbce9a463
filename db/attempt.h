/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_ATTEMPT_H
#define DB_ATTEMPT_H

#include "db/project.h"

/*
 * A code's attempts: 1, 2, … each a project of its own.  Beside them stand
 * rows with a number below 0, which are none: the change of a published
 * project that its owner is writing, and re-runs that were thrown away.
 */

/* The public one of that number; 0: the newest.  ERR_NOT_FOUND. */
enum err db_project_public(struct db *db, const char *code, int64_t attempt,
    struct project *p);

struct attempt_row {
	int64_t no;
	const char *state;
	int64_t published_at;
};

/* All that are public, newest first: at most 50. */
enum err db_attempts(struct db *db, const char *code, struct attempt_row **list,
    size_t *n);

/* The number of the next; and one below 0 that is free. */
enum err db_attempt_next(struct db *db, const char *code, int64_t *no);
enum err db_attempt_free(struct db *db, const char *code, int64_t *no);

/*
 * How many failed for want of bids: those that nobody opened, or that were
 * voided, do not count (domain.md 4, «no attempt counted»).
 */
enum err db_attempts_failed(struct db *db, const char *code, int64_t *n);

/* A draft that was thrown away makes room for another of its number. */
enum err db_attempt_aside(struct db *db, const struct project *p);

/* The change of a project that is being written; ERR_NOT_FOUND: none. */
enum err db_change_of(struct db *db, int64_t project_id, struct project *p);
/* The project becomes what the change says; the change is gone. */
enum err db_change_apply(struct db *db, int64_t project_id,
    int64_t change_id);

/* Rounds are numbered over all attempts; 0: there was none. */
enum err db_attempt_last_round(struct db *db, const char *code, int64_t *n);

#endif
