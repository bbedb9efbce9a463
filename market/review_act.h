/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REVIEW_ACT_H
#define MARKET_REVIEW_ACT_H

#include "market/review.h"

/* What the files of the slice share: one act of one side. */
struct rating {
	struct house *house;
	const struct actor *actor;
	const char *code;
	int64_t id;			/* of a rating, for staff */
	const int64_t *scores;
	const char *text;
	const char *word;		/* ground or verdict */
	struct problems *problems;
	struct review_case c;
};

/* Fills *c, as review_case() does; what is blind is not in it. */
enum err review_find(struct db *db, int64_t now, const struct actor *actor,
    const char *code, struct review_case *c);

/*
 * Adds a problem at field if a text that is to be public has a number of a
 * person in it (market/privacy.h).
 */
void review_no_person(struct market *m, struct problems *problems,
    const char *field, const char *text);

/* Whom a rating is about: its party. */
int64_t review_rated(const struct review *r);
/* Who wrote it. */
int64_t review_rater(const struct review *r);

/* The stars of whom it is about, anew. */
enum err review_restar(struct db *db, const struct house *h,
    const struct review *r);

/* Ten working days to dispute. */
enum err review_may_be_disputed(struct db *db, const struct house *h,
    const struct project *p, const struct review *r);

#endif
