/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PARAMS_H
#define MARKET_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "market/base/buf.h"
#include "market/base/err.h"
#include "market/calendar.h"

/*
 * The parameters of the market: a versioned text of lines «key SP value LF»
 * that is frozen into each project when it is published.  What a text does
 * not name has its default.  A key is one row of the table in params.c.
 *
 * Source: domain.md 3.
 */
enum { PARAMS_FISCAL, PARAMS_SOE, PARAMS_SOCIAL, PARAMS_FUNDS };

struct params {
	struct span reg_check;		/* look at what an agency entered */
	struct span reg_correct;	/* it corrects what does not match */
	struct span qual_expiry;	/* a qualification's end is announced */
	struct span notice_min;		/* publication to deadline */
	struct span award_publicity;	/* 公示 of the winner */
	struct span contract_sign;	/* from 中选通知书 to both signatures */
	struct span review_window;	/* to rate after acceptance */
	struct span review_reply;	/* to answer a rating */
	int64_t entrants_min[PARAMS_FUNDS];	/* valid bids, else failed */
	int64_t stars_prior;		/* millionths of a star */
	int32_t day_cutoff;	/* second of the day; later is the next day */
};

/* PARAMS_FISCAL … of a project's fund, as the schema has it. */
int params_fund(const char *fund);

/* The text of all defaults. */
void params_default_text(struct buf *out);

/*
 * Fills *p.
 *
 * OK
 * ERR_INVALID	*line (from 1) has an unknown key, one that was there before,
 *		a bad value, or no LF; *p is undefined
 */
enum err params_parse(struct params *p, const char *text, size_t *line);

#endif
