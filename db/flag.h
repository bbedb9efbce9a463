/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_FLAG_H
#define DB_FLAG_H

#include "db/db.h"

/* Flags, their subjects, cases (db/schema.sql). */
struct flag {
	int64_t id;
	const char *rule;
	const char *subject;
	int64_t project_id;
	const char *project_code, *project_title;
	int64_t level;
	int64_t value, threshold;
	const char *evidence;
	int64_t raised_at;
	const char *state;
	const char *cause, *reason;	/* of a dismissal */
	int64_t decided_at;		/* 0: waits */
	int64_t case_id;		/* 0: none */
};

struct flag_subject {
	int64_t id;
	const char *subject;
	int64_t a, b;
	int64_t points, flags;
	/* who that is */
	const char *a_name, *b_name;	/* title or party; "" */
	const char *a_code, *b_code;	/* project code or USCC; "" */
};

struct flag_file {
	int64_t id;
	const char *subject, *title, *reason;
	const char *opened_by;
	int64_t opened_at;
	const char *outcome, *closed_by;
	int64_t closed_at;		/* 0: open */
};

struct flag_counted {
	const char *rule;
	int64_t raised, dismissed, cases;
};

/* Raises f, unless it is there: *raised says. */
enum err db_flag_add(struct db *db, const struct flag *f, int64_t a,
    int64_t b, bool *raised);
enum err db_flag_get(struct db *db, int64_t id, struct flag *f);
/* Of a subject, newest first, at most limit. */
enum err db_flag_of(struct db *db, const char *subject, int limit,
    struct flag **list, size_t *n);
enum err db_flag_of_case(struct db *db, int64_t case_id, struct flag **list,
    size_t *n);
/* raised -> dismissed; ERR_CONFLICT: it does not wait. */
enum err db_flag_dismiss(struct db *db, const struct flag *f, int64_t by);
/* All of a subject that wait -> case. */
enum err db_flag_take(struct db *db, const char *subject, int64_t case_id,
    int64_t by);
enum err db_flag_close(struct db *db, int64_t case_id);

/* The queue: most points first, behind (points, id); points -1: the top. */
enum err db_flag_queue(struct db *db, int64_t points, int64_t after_id,
    int limit, struct flag_subject **list, size_t *n);
enum err db_flag_subject(struct db *db, int64_t id, struct flag_subject *s);

enum err db_flag_case_add(struct db *db, struct flag_file *c, int64_t by);
enum err db_flag_case_get(struct db *db, int64_t id, struct flag_file *c);
/* ERR_CONFLICT: it is closed. */
enum err db_flag_case_close(struct db *db, int64_t id, const char *outcome,
    int64_t by);
/* Newest first, before an id. */
enum err db_flag_cases(struct db *db, int64_t before, int limit,
    struct flag_file **list, size_t *n);

enum err db_flag_counts(struct db *db, struct flag_counted **list,
    size_t *n);

#endif
