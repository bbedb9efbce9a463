/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AWARD_H
#define MARKET_AWARD_H

#include "db/award.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/market.h"

/*
 * 中选, from the publicity to completion.  After the publicity period the
 * award takes effect by itself; then both sides confirm (待签约 → 履约中), and
 * the purchaser confirms completion (→ 待评价).
 *
 * Source: domain.md 4 (settle, sign, finish, close).
 */
enum { AWARD_PAGE = 20 };

/* Clock: the publicity is over.  ERR_CONFLICT: not yet, or done. */
enum err award_settle(struct market *m, int64_t project_id,
    int64_t object_id);

/* Clock: the time to rate is over.  A missing rating is never filled in. */
enum err award_close(struct market *m, int64_t project_id,
    int64_t object_id);

/*
 * One side confirms; with both the project is 履约中.  Again: OK.
 *
 * ERR_NOT_FOUND	actor is neither purchaser nor winner of project code
 * ERR_CONFLICT		not in 待签约
 */
enum err award_sign(struct market *m, const struct actor *actor,
    const char *code);

/* The purchaser confirms that the work is done.  As award_sign(). */
enum err award_complete(struct market *m, const struct actor *actor,
    const char *code);

/* The award of a project; ERR_NOT_FOUND. */
enum err award_of_project(struct market *m, int64_t project_id,
    struct award *a);

/* An agency's own, newest first. */
enum err award_list(struct market *m, const struct actor *actor,
    int64_t before_id, struct award_row **list, size_t *n);

#endif
