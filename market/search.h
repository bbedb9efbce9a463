/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SEARCH_H
#define MARKET_SEARCH_H

#include "db/item.h"
#include "db/search.h"
#include "market/market.h"

/*
 * Search by words of two hanzi and more, newest first: what is found, not
 * what is «best» (performance.md 4).
 */
enum { SEARCH_PAGE = 20, SEARCH_QUERY = 60 };	/* code points of a query */

struct found {
	struct project_row *projects;
	size_t n_projects;	/* SEARCH_PAGE + 1 if there are more */
	struct agency *agencies;
	size_t n_agencies;	/* at most SEARCH_PAGE */
	struct item_row *items;
	size_t n_items;		/* at most SEARCH_PAGE */
};

/*
 * OK		*found is filled; all zero if nothing fits
 * ERR_INVALID	there is no word in q to search by, or it is too long
 */
enum err search_all(struct market *m, const char *q, int64_t before_id,
    struct found *found);

#endif
