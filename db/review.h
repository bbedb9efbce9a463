/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_REVIEW_H
#define DB_REVIEW_H

#include "db/db.h"

enum { REVIEW_SCORES = 5 };	/* 质量 时效 规范 收费 态度 */

/* 评价 of one side of a project. */
struct review {
	int64_t id;
	int64_t project_id;
	const char *side;		/* who rates: owner, agency */
	int64_t owner_id;
	int64_t agency_id;
	int64_t scores[REVIEW_SCORES];	/* 1-5 */
	const char *text;
	int64_t submitted_at;
	int64_t revealed_at;		/* 0: not yet */
	const char *state;
	const char *reply;		/* "" none */
	int64_t replied_at;		/* 0: none */
};

/* ERR_CONFLICT: this side has rated before. */
enum err db_review_insert(struct db *db, struct review *r);
enum err db_review_of_project(struct db *db, int64_t project_id,
    const char *side, struct review *r);
/* ERR_CONFLICT: answered before. */
enum err db_review_reply(struct db *db, int64_t id, const char *reply);

#endif
