/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_NOTICE_H
#define DB_NOTICE_H

#include "db/db.h"

enum { NOTICE_HASH = 32 };

/* 公告, as published: it never changes. */
struct notice {
	int64_t id;
	int64_t project_id;
	const char *project_code;
	const char *kind;		/* tender award failed cancelled … */
	const char *title;
	const char *body;		/* lines «key value» */
	unsigned char hash[NOTICE_HASH];	/* SHA-256 of body */
	int64_t published_at;
};

enum err db_notice_insert(struct db *db, struct notice *n);
enum err db_notice_get(struct db *db, int64_t id, struct notice *n);

/* Newest first; kind NULL: all kinds; before_id 0: from the top. */
enum err db_notice_list(struct db *db, const char *kind, int64_t before_id,
    int limit, struct notice **list, size_t *n);
enum err db_notice_of_project(struct db *db, int64_t project_id,
    struct notice **list, size_t *n);

#endif
