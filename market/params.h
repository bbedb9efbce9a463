/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PARAMS_H
#define MARKET_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
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

/* The methods of domain.md 6.2, in the order of choice. */
enum { PARAMS_METHODS = 8 };
extern const char *const params_methods[PARAMS_METHODS];

struct params {
	struct span reg_post_check;	/* check after entry */
	struct span reg_correct;	/* to correct a mismatch */
	int64_t qual_remind[2];	/* days before expiry */
	struct span trustee_sign;	/* to sign a round's terms */
	struct span trustee_fallback;	/* closed, unopened: then bidders */
	struct span notice_min;	/* publication to deadline */
	struct span enquiry_close;	/* last question before it */
	struct span enquiry_answer;	/* to answer a question */
	struct span amend_extend;	/* window after a change */
	struct span rerun_min;	/* window of a re-run */
	int64_t rerun_max_auto;	/* re-runs without a regulator */
	int64_t entrants_min[PARAMS_FUNDS];	/* valid bids, else failed */
	struct span bid_cure;	/* to send a missing document */
	struct span bafo_window;	/* second offers */
	struct span credit_choose;	/* owner's pick */
	struct span evaluate;	/* scoring */
	int64_t alp_mean_pct;	/* below the mean of the others */
	int64_t alp_next_pct;	/* below the next */
	struct span alp_justify;	/* agency explains */
	struct span alp_decide;	/* owner decides */
	struct span deliver_review;	/* reject with defects */
	struct span deliver_deemed;	/* then it is accepted */
	struct span pay_after_accept;	/* payment due */
	struct span award_publicity;	/* 公示 of the winner */
	struct span award_letter;	/* 中选通知书 */
	int64_t award_max_next;	/* reserves called */
	struct span contract_sign;	/* from 中选通知书 to both signatures */
	struct span contract_file;	/* summary filed */
	int64_t contract_change_pct;	/* sum of changes */
	struct span review_window;	/* to rate after acceptance */
	struct span review_reply;	/* to answer a rating */
	int64_t review_remind[2];	/* days into the window */
	int64_t stars_prior;	/* millionths of a star */
	struct span objection_file;	/* from knowing */
	struct span objection_reply;	/* from filing */
	struct span complaint_file;	/* from the reply or its lapse */
	struct span complaint_accept;
	struct span complaint_decide;
	struct span violation_answer;
	struct span credit_statement;
	struct span credit_appeal;
	struct span penalty_hear;	/* the accused is heard first */
	int64_t suspend_days[4];	/* the ladder of suspensions */
	int64_t penalty_public;	/* days a record stays after its end */
	struct span exit_publicity;
	int64_t exit_reapply[2];	/* days: 清退, 黑名单 */
	int64_t repair_min_hold[3];	/* days: of hold 90, 180, 365 */
	struct span repair_accept;
	struct span repair_decide;
	struct span repair_again;	/* after a refusal */
	struct span item_consult;	/* draft item public */
	struct span inspect_publish;	/* signed to published */
	int64_t inspect_ratio[5];	/* ten thousandths: A B C N D */
	int64_t inspect_floor;	/* of all in the draw, likewise */
	int64_t inspect_cap;	/* tasks of an inspector in a plan */
	int64_t inspect_visits;	/* of an agency in a year */
	int64_t flag_threshold;	/* fen: what splitting stays below */
	int64_t trim_average;	/* 0: never */
	int64_t trim_reference;	/* 0: never */
	int64_t base_low;	/* percent */
	int64_t base_count;	/* percents drawn from */
	int64_t price_weight;	/* of composite */
	int64_t shortlist[2];	/* credit: long, short */
	int32_t day_cutoff;	/* second of the day; later is the next day */
	bool method[PARAMS_METHODS][PARAMS_FUNDS];	/* may be chosen */
};

/* May a project of this fund use the method?  Unknown ones never. */
bool params_allow(const struct params *p, const char *method, int fund);

/* The i-th key as the public table shows it. */
struct params_row {
	const char *key;	/* «notice.min» */
	const char *value;	/* as text; the default where a set has none */
	const char *kind;	/* span, switch (a word a fund), plain */
	bool own;		/* the set names it */
};

/* false: the end.  text: of a set that params_parse() took. */
bool params_row(struct arena *a, const char *text, size_t i,
    struct params_row *row);

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
