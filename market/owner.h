/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OWNER_H
#define MARKET_OWNER_H

#include "db/owner.h"
#include "db/measure.h"
#include "db/party.h"
#include "db/project.h"
#include "db/review.h"
#include "market/market.h"

/* 项目业主, as the public sees one.  Source: domain.md 7.1, 7.2. */
enum { OWNER_REVIEWS = 20 };

/* ERR_NOT_FOUND: no such party, or it is no purchaser. */
enum err owner_by_uscc(struct market *m, const char *uscc,
    struct party *party, struct owner *owner);

/* Its public projects, newest first, PROJECT_PAGE and one more if there are. */
enum err owner_projects(struct market *m, int64_t owner_id,
    int64_t before_id, struct project_row **list, size_t *n);

/* What agencies say of it in public, newest first: OWNER_REVIEWS. */
enum err owner_reviews(struct market *m, int64_t owner_id,
    struct review **list, size_t *n);
/* Its measured facts (market/measure.h). */
enum err owner_measures(struct market *m, int64_t owner_id,
    struct measure **list, size_t *n);

/* As agency_restar() and agency_stars_sweep(). */
enum err owner_restar(struct db *db, int64_t party_id, int64_t prior);
enum err owner_stars_sweep(struct market *m, int limit, size_t *n);

#endif
