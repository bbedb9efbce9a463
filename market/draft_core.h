/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DRAFT_CORE_H
#define MARKET_DRAFT_CORE_H

/* A draft on its way: for draft*.c alone. */

#include "db/recusal.h"
#include "market/base/buf.h"
#include "market/draft.h"

/* A draft on its way into the store. */
struct draft {
	const struct actor *actor;
	const struct draft_form *form;
	const char *code;	/* NULL: a new one */
	struct project *p;
	struct problems *problems;
	struct house *house;
	struct recusal recusals[RECUSALS_MAX];
	size_t n_recusals;
};

/*
 * Fills d->p and d->recusals from the form, and a rev is not looked at; what
 * is wrong becomes problems, and ERR_INVALID.
 */
enum err draft_read(struct db *db, struct draft *d);

/* What the method wants to know: draft_price.c. */
enum err draft_read_method(struct db *db, struct draft *d);
void draft_read_price(struct db *db, struct draft *d);

/*
 * What the item's rule gives for p; 0: nothing.  A table goes by a ceiling
 * that others bid below: where the price is fixed or agreed there is none.
 */
int64_t draft_fee(const struct item *item, const struct project *p);

/* What stands behind p at this moment; see draft.h. */
enum err draft_terms_read(struct db *db, const struct project *p,
    int64_t now, struct draft_terms *t);

/* ---- draft_notice.c ---- */

/* 采购公告: what the terms of the round are the hash of. */
void draft_tender(struct buf *body, const struct house *h,
    const struct project *p, const struct draft_terms *t);

/* 中选公告 of a direct choice, published. */
struct award;
enum err draft_direct(struct db *db, const struct project *p,
    const struct award *a, const struct draft_terms *t);

#endif
