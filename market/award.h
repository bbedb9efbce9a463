/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AWARD_H
#define MARKET_AWARD_H

#include "db/award.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/market.h"

/*
 * 中选.  After the publicity period the award takes effect by itself, and a
 * contract is drafted (market/contract.h).
 *
 * Source: domain.md 4 (settle, close).
 */
enum { AWARD_PAGE = 20 };

/* Clock: the publicity is over.  ERR_CONFLICT: not yet, or done. */
enum err award_settle(struct market *m, int64_t project_id,
    int64_t object_id);

/* Clock: the time to rate is over.  A missing rating is never filled in. */
enum err award_close(struct market *m, int64_t project_id,
    int64_t object_id);

/* The award of a project; ERR_NOT_FOUND. */
enum err award_of_project(struct market *m, int64_t project_id,
    struct award *a);

/* An agency's own, newest first. */
enum err award_list(struct market *m, const struct actor *actor,
    int64_t before_id, struct award_row **list, size_t *n);

#endif
