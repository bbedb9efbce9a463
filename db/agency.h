/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DB_AGENCY_H
#define DB_AGENCY_H

#include "db/db.h"
#include "db/project.h"
#include "market/stars.h"

/* The provider's side of a party, with what the party says of itself. */
struct agency {
	int64_t party_id;
	const char *uscc;
	const char *name;
	const char *region;
	const char *region_name;	/* "" where unknown */
	const char *address;
	const char *phone;
	const char *intro;
	const char *promise;
	const char *fee_reference;
	const char *state;
	const char *badge;
	const char *entry;		/* the check after entry, as badge */
	const char *entry_reason;	/* code of a mismatch, else "" */
	int64_t entered_at;
	int64_t checked_at;		/* 0: never */
	int64_t stars_r;
	int64_t stars_lb;
	bool stars_shown;		/* false: 样本不足 */
	int64_t stars_half;
	int64_t stars_owners;
	int64_t deals;
	int64_t credit;		/* hundredths: 10000 without a record */
	const char *band;		/* A … D, N */
};

/* What a directory lists; 0 and NULL: any. */
struct agency_filter {
	int64_t item_id;
	const char *region;
	int64_t below_lb;		/* keyset: after this one */
	int64_t after_id;		/* 0: from the top */
	int limit;
};

/* Fills the stars with those of nobody's rating. */
enum err db_agency_insert(struct db *db, int64_t party_id, int64_t now);
enum err db_agency_get(struct db *db, int64_t party_id, struct agency *a);
enum err db_agency_by_uscc(struct db *db, const char *uscc,
    struct agency *a);

/* By lower bound of the stars, falling. */
enum err db_agency_list(struct db *db, const struct agency_filter *f,
    struct agency **list, size_t *n);

/* What the agency says of itself: texts of *a, phone and address. */
enum err db_agency_update(struct db *db, const struct agency *a);

/* The items it serves. */
enum err db_agency_items(struct db *db, int64_t party_id, int64_t **ids,
    size_t *n);
enum err db_agency_item_clear(struct db *db, int64_t party_id);
enum err db_agency_item_add(struct db *db, int64_t party_id,
    int64_t item_id);

/* How many serve an item, counted up to limit. */
enum err db_agency_count_of_item(struct db *db, int64_t item_id, int limit,
    int64_t *n);

/* An award took effect: 1; it did not last: -1. */
enum err db_agency_deal(struct db *db, int64_t party_id, int64_t n);

/* Stars as of now; if they are as they were, no page has changed. */
enum err db_agency_set_stars(struct db *db, int64_t party_id,
    const struct stars *stars);

/*
 * Its credit, and the Beijing day on which time alone changes it (0: none);
 * those for whom that day has come, the earliest first.
 */
enum err db_agency_set_credit(struct db *db, int64_t party_id,
    int64_t score, const char *band, int64_t next);
enum err db_agency_credit_due(struct db *db, int64_t today, int limit,
    int64_t *ids, size_t *n);

/* Agencies whose stars were computed before a moment, oldest first. */
enum err db_agency_stale(struct db *db, int64_t before, int limit,
    int64_t *ids, size_t *n);

/* Those whose entry nobody has checked, oldest first. */
enum err db_agency_unchecked(struct db *db, int limit, struct agency **list,
    size_t *n);
/* What a check of the entry says; and the badge that follows from all. */
enum err db_agency_set_entry(struct db *db, int64_t party_id,
    const char *entry, const char *reason);
enum err db_agency_set_badge(struct db *db, int64_t party_id,
    const char *badge);

/* Where it stands (domain.md 4, agency). */
enum err db_agency_set_state(struct db *db, int64_t party_id,
    const char *state);

/* Open projects of the items it serves, soonest deadline first. */
enum err db_agency_matches(struct db *db, int64_t party_id, int64_t now,
    int limit, struct project_row **list, size_t *n);

#endif
