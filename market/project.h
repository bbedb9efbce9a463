/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PROJECT_H
#define MARKET_PROJECT_H

#include "db/finding.h"
#include "db/project.h"
#include "db/record.h"
#include "db/recusal.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/* 采购项目, once it is public. */
enum { PROJECT_PAGE = 20 };

/* ERR_NOT_FOUND: no such project, or a draft. */
enum err project_get(struct market *m, const char *code, struct project *p);
enum err project_round(struct market *m, int64_t project_id,
    struct round *r);
enum err project_events(struct market *m, int64_t project_id,
    struct project_event **list, size_t *n);

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
