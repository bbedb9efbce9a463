/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REVIEW_H
#define MARKET_REVIEW_H

#include "db/award.h"
#include "db/project.h"
#include "db/review.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 评价.  After completion the purchaser rates the agency: five dimensions, 1
 * to 5, with reasons where one is 1, 2 or 5.  The agency may answer once.
 * Ratings are opinions: they become stars (market/stars.h), never credit.
 *
 * Source: domain.md 4 (review), 7.1.
 */
enum { REVIEW_TEXT = 500 };	/* code points of a text or an answer */

struct review_form {
	const char *scores[REVIEW_SCORES];	/* «1» … «5», "" if not chosen */
	const char *text;
};

/* What there is to rate or to answer. */
struct review_case {
	struct project project;
	struct award award;
	bool rated;		/* by the purchaser: review */
	struct review review;
};

/* ERR_NOT_FOUND: actor is not a side of project code, or no award. */
enum err review_case(struct market *m, const struct actor *actor,
    const char *code, struct review_case *c);

/*
 * Rates.  Again: OK, the first one stands.
 *
 * ERR_INVALID	problems at quality, speed, norms, fee, manner, text
 * ERR_NOT_FOUND	actor is not the purchaser
 * ERR_CONFLICT	the work is not completed, or the time to rate is over
 */
enum err review_place(struct market *m, const struct actor *actor,
    const char *code, const struct review_form *form,
    struct problems *problems);

/*
 * The agency's one answer.  ERR_INVALID: problem at reply; ERR_NOT_FOUND: not
 * this agency's, or nothing to answer; ERR_CONFLICT: answered before, or
 * later than review.reply after the rating.
 */
enum err review_reply(struct market *m, const struct actor *actor,
    const char *code, const char *reply, struct problems *problems);

/* The purchaser's rating of a project; ERR_NOT_FOUND. */
enum err review_of_project(struct market *m, int64_t project_id,
    struct review *r);

/* The names of the form's five fields, in order. */
extern const char *const review_fields[REVIEW_SCORES];

#endif
