/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AFFILIATION_H
#define MARKET_AFFILIATION_H

#include "db/affiliation.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 脱钩: the register of to whom agencies are tied: 举办 (founder), 主管
 * (supervisor), 控股 (holder), 参股 (shareholder), 任职 (office).  Operators and
 * regulators keep it, with a source; it is public.  An agency does not bid
 * on what is of a purchaser, or on an item of a department, that it is tied
 * to; two that one holds (控股, or more than half) do not bid together
 * (market/eligible.h).  An entry is ended, never changed or taken away.
 *
 * Source: 国办《关于深入推进审批服务便民化的指导意见》二(七); domain.md 2, 4.
 */
enum {
	AFFILIATION_PAGE = 20, AFFILIATION_SHOWN = 50,
	AFFILIATION_NAME = 60, AFFILIATION_SOURCE = 200,
	AFFILIATION_SOURCE_LEAST = 5
};

/*
 * Is the agency tied at that moment to the owner (*code «owner») or to the
 * department of the item («department»)?  NULL: to neither.  Reads only.
 */
enum err affiliation_conflict(struct db *db, int64_t agency_id,
    int64_t owner_id, int64_t item_id, int64_t at, const char **code);

struct affiliation_form {
	const char *uscc;		/* the agency's */
	const char *other_uscc;		/* "": a name alone */
	const char *other_name;		/* "" if the code is known here */
	const char *kind;
	const char *share;		/* percent, «51» or «12.5»; "" none */
	const char *from;		/* 2026-11-23 */
	const char *to;			/* "": it lasts */
	const char *source;
	const char *once;
};

/* ERR_INVALID: problems at the fields.  The same form again: OK. */
enum err affiliation_add(struct market *m, const struct actor *actor,
    const struct affiliation_form *form, struct problems *problems);

/*
 * Its last day.  ERR_INVALID: a problem at «to».  ERR_CONFLICT: it had one.
 * ERR_NOT_FOUND.
 */
enum err affiliation_end(struct market *m, const struct actor *actor,
    int64_t id, const char *to, struct problems *problems);

/* Newest first: of an agency up to AFFILIATION_SHOWN; of all a page + 1. */
enum err affiliation_of(struct market *m, int64_t agency_id,
    struct affiliation **list, size_t *n);
enum err affiliation_list(struct market *m, int64_t before,
    struct affiliation **list, size_t *n);

#endif
