/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OWNER_H
#define MARKET_OWNER_H

#include "db/owner.h"
#include "db/party.h"
#include "db/project.h"
#include "market/market.h"

/* 项目业主, as the public sees one. */

/* ERR_NOT_FOUND: no such party, or it is no purchaser. */
enum err owner_by_uscc(struct market *m, const char *uscc,
    struct party *party, struct owner *owner);

/* Its public projects, newest first, PROJECT_PAGE and one more if there are. */
enum err owner_projects(struct market *m, int64_t owner_id,
    int64_t before_id, struct project_row **list, size_t *n);

#endif
