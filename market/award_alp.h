/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AWARD_ALP_H
#define MARKET_AWARD_ALP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * 异常低价.  A price far below those ranked behind it is explained before it
 * wins.  Exact: sums of 10,000 prices of 10^13 fen do not overflow.
 *
 * Sources: domain.md 6.4; 政府采购货物和服务招标投标管理办法 (财政部令第87号), art.
 * 60 (an explanation is asked for).
 */
struct alp_limits {
	int64_t mean_pct;	/* below the mean of the others; 0: off */
	int64_t next_pct;	/* below the next dearer one; 0: off */
};

struct alp {
	bool mean, next;
};

/*
 * Marks of prices[at], prices being those of the ranking in its order, fen.
 * Nobody behind it: none.  next asks for the least price behind it that is
 * not lower; where all are lower, none.
 */
struct alp award_alp(const int64_t *prices, size_t n, size_t at,
    struct alp_limits limits);

/* Are prices looked at under this method? */
bool award_alp_applies(const char *method);

#endif
