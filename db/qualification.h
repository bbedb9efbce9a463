/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_QUALIFICATION_H
#define DB_QUALIFICATION_H

#include <stddef.h>

#include "db/db.h"

#define QUALIFICATION_FOREVER INT64_C(253402185600)	/* 9999-12-31 */

/* 资质 of an agency. */
struct qualification {
	int64_t id;
	int64_t agency_id;
	const char *type;		/* what certificates call it */
	const char *type_key;		/* market/qualification.h */
	const char *grade;		/* first, …, fourth, none */
	const char *cert_no;
	const char *issuer;
	const char *scope;		/* "" none */
	int64_t valid_from;
	int64_t valid_to;		/* from then on no more */
	const char *state;		/* unchecked, matched, mismatch, expired */
	const char *reason;		/* code of a mismatch, else "" */
	int64_t entered_at;
	int64_t checked_at;		/* 0: never */
	int64_t rev;
	const char *agency_name;
	const char *agency_uscc;
};

/* ERR_CONFLICT: the agency has this type with this number already. */
enum err db_qualification_insert(struct db *db, struct qualification *q);
/* The same; also where rev is not the stored one: q->rev grows. */
enum err db_qualification_update(struct db *db, struct qualification *q);
enum err db_qualification_delete(struct db *db, int64_t id);
enum err db_qualification_get(struct db *db, int64_t id,
    struct qualification *q);

/* An agency's, newest first; at most limit. */
enum err db_qualification_of_agency(struct db *db, int64_t agency_id,
    int limit, struct qualification **list, size_t *n);
/* Those nobody has checked, oldest first. */
enum err db_qualification_unchecked(struct db *db, int limit,
    struct qualification **list, size_t *n);
/* Over at a moment, and not yet expired. */
enum err db_qualification_ended(struct db *db, int64_t at, int limit,
    struct qualification **list, size_t *n);
/* An agency's that end in a span of time, soonest first. */
enum err db_qualification_ending(struct db *db, int64_t agency_id,
    int64_t from, int64_t to, int limit, struct qualification **list,
    size_t *n);

/* What a check or the clock makes of it; reason "" but for a mismatch. */
enum err db_qualification_set_state(struct db *db, int64_t id,
    const char *state, const char *reason);

/* Does the agency hold one of the type, entered and valid then, no mismatch? */
enum err db_qualification_holds(struct db *db, int64_t agency_id,
    const char *type_key, int64_t at, bool *holds);

/* Has the agency a mismatch? */
enum err db_qualification_any_wrong(struct db *db, int64_t agency_id,
    bool *wrong);

/*
 * Active agencies that serve an item, by id after one, at most limit; with
 * type_key (NULL: any) those of them that hold it then.
 */
enum err db_qualification_eligible(struct db *db, int64_t item_id,
    const char *type_key, int64_t at, int64_t after, int limit,
    int64_t *ids, size_t *n);

#endif
