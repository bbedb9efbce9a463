/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AGENCY_H
#define MARKET_AGENCY_H

#include "db/agency.h"
#include "db/measure.h"
#include "db/party.h"
#include "db/review.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 中介机构: the directory, an agency's own page, its stars.
 *
 * Sources: domain.md 4 (agency), 7.1 (stars order the directory).
 */
enum { AGENCY_PAGE = 20, AGENCY_REVIEWS = 20 };

/* A page of the directory: AGENCY_PAGE rows, one more if there are more. */
enum err agency_list(struct market *m, struct agency_filter *f,
    struct agency **list, size_t *n);
enum err agency_by_uscc(struct market *m, const char *uscc,
    struct agency *a);
enum err agency_party(struct market *m, int64_t party_id,
    struct party *party);
enum err agency_own(struct market *m, const struct actor *actor,
    struct agency *a);
enum err agency_items(struct market *m, int64_t party_id, int64_t **ids,
    size_t *n);
/* What owners say of it in public, newest first. */
enum err agency_reviews(struct market *m, int64_t party_id,
    struct review **list, size_t *n);
/* Its measured facts (market/measure.h). */
enum err agency_measures(struct market *m, int64_t party_id,
    struct measure **list, size_t *n);
/* Counted up to 100. */
enum err agency_count_of_item(struct market *m, int64_t item_id,
    int64_t *n);

/* Open projects of the items the actor serves, at most 20. */
enum err agency_matches(struct market *m, const struct actor *actor,
    struct project_row **list, size_t *n);

/* What an agency says of itself. */
struct agency_form {
	const char *intro;
	const char *promise;
	const char *fee_reference;
	const char *phone;
	const char *address;
	const char **items;		/* codes, n_items of them */
	size_t n_items;
};

/* ERR_INVALID: *problems says what; nothing was changed. */
enum err agency_edit(struct market *m, const struct actor *actor,
    const struct agency_form *form, struct problems *problems);

/*
 * Who represents the agency by law: a name, and the ID number of which a
 * keyed hash is stored (market/person.h).  Its credit follows the person.
 *
 * ERR_INVALID		problems at «legal_rep», «legal_rep_id»
 * ERR_FORBIDDEN	the person is banned: a problem at «legal_rep_id»
 */
enum err agency_represent(struct market *m, const struct actor *actor,
    const char *name, const char *number, struct problems *problems);

/*
 * Computes the stars anew, within the transaction of what changed them: of
 * the newest RESTAR_RATINGS ratings, so that it takes milliseconds at most.
 */
enum err agency_restar(struct db *db, int64_t party_id, int64_t prior);

/*
 * The same for those not computed today, at most limit: they age.  *n: how
 * many; less than limit: all are.
 */
enum err agency_stars_sweep(struct market *m, int limit, size_t *n);

#endif
