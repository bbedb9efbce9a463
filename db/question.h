/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_QUESTION_H
#define DB_QUESTION_H

#include "db/db.h"

/* 提问, with when its answer is due. */
struct question {
	int64_t id;
	int64_t project_id;
	int64_t owner_id;
	int64_t asker_id;	/* never shown but to itself */
	int64_t no;		/* of its project, from 1 */
	const char *text;
	int64_t asked_at;	/* pages show the day alone */
	const char *answer;	/* "": none yet */
	int64_t answered_at;	/* 0 */
	int64_t due_at;		/* of the answer */
	const char *due_span;
};

/* Fills id, no and asked_at. */
enum err db_question_insert(struct db *db, struct question *q);

/* ERR_NOT_FOUND */
enum err db_question_get(struct db *db, int64_t id, struct question *q);
/* One that the asker has put in these very words; ERR_NOT_FOUND. */
enum err db_question_same(struct db *db, int64_t project_id,
    int64_t asker_id, const char *text, struct question *q);

/* How many an agency has put to a project. */
enum err db_question_count(struct db *db, int64_t project_id,
    int64_t asker_id, int64_t *n);

/* ERR_CONFLICT: it has its answer. */
enum err db_question_answer(struct db *db, int64_t id, const char *answer);

/* By number, the last first; those before a number, 0: from the top. */
enum err db_question_list(struct db *db, int64_t project_id,
    int64_t before_no, int limit, struct question **list, size_t *n);

/* An owner's that wait for an answer, oldest first. */
enum err db_question_waiting(struct db *db, int64_t owner_id, int limit,
    struct question **list, size_t *n);

#endif
