/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_HOME_H
#define MARKET_HOME_H

#include "market/market.h"

enum { HOME_MONTHS = 12 };

/* The market in figures, from sums the verbs keep: nothing is counted. */
struct home {
	int64_t open_projects;
	int64_t agencies;
	int64_t deals_this_year;
	int64_t openings;		/* so far; 0: no averages yet */
	int64_t bids_tenths;		/* bids an opening, in tenths */
	int64_t saved_permille;		/* under the ceilings, in permille */
	int64_t award_tenths_days;	/* publication to award, tenths of days */
	struct {
		int64_t year;
		int month;		/* 1-12 */
		int64_t deals;
	} months[HOME_MONTHS];		/* the last one is running */
};

enum err home_get(struct market *m, struct home *h);

#endif
