/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PROJECT_H
#define MARKET_PROJECT_H

#include "db/attempt.h"
#include "db/event.h"
#include "db/finding.h"
#include "db/project.h"
#include "db/record.h"
#include "db/recusal.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/* 采购项目, once it is public. */
enum { PROJECT_PAGE = 20, PROJECT_EVENTS = 30 };

/*
 * The newest public attempt of a code; that of a number.  Drafts of a re-run
 * hide nothing.  ERR_NOT_FOUND: none.
 */
enum err project_get(struct market *m, const char *code, struct project *p);
enum err project_attempt(struct market *m, const char *code,
    int64_t attempt, struct project *p);
enum err project_attempts(struct market *m, const char *code,
    struct attempt_row **list, size_t *n);

/*
 * The newest round that is in the log; while an amended project waits for
 * signatures it is the one that was voided.
 */
enum err project_round(struct market *m, int64_t project_id,
    struct round *r);

/* Sealing ids of its rounds that were voided, oldest first. */
enum err project_voided(struct market *m, int64_t project_id,
    const char ***ids, size_t *n);

/* Changes of state, oldest first, for the line of steps. */
enum err project_moves(struct market *m, int64_t project_id,
    struct project_event **list, size_t *n);
/*
 * The timeline, newest first, PROJECT_EVENTS and one more if there are more;
 * those before an id, 0: from the top.
 */
enum err project_timeline(struct market *m, int64_t project_id,
    int64_t before_id, struct project_event **list, size_t *n);

/* Who must not bid; what the linter found and the owner says to it. */
enum err project_recusals(struct market *m, int64_t project_id,
    struct recusal **list, size_t *n);
enum err project_lint(struct market *m, int64_t project_id,
    struct finding **list, size_t *n);

/* A page, newest first: PROJECT_PAGE rows and one more if there are more. */
enum err project_list(struct market *m, struct project_filter *f,
    struct project_row **list, size_t *n);

/* The actor's own, drafts too. */
enum err project_mine(struct market *m, const struct actor *actor,
    int64_t before_id, struct project_row **list, size_t *n);

/* The next openings, by deadline. */
enum err project_next_openings(struct market *m, int limit,
    struct project_row **list, size_t *n);

enum err project_regions(struct market *m, struct region **list, size_t *n);

/* Is it a state a public project can be in? */
bool project_is_public_state(const char *code);

/* The trustees of a round. */
enum err project_trustees(struct market *m, const struct round *r,
    struct round_trustee **list, size_t *n);

#endif
