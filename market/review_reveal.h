/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REVIEW_REVEAL_H
#define MARKET_REVIEW_REVEAL_H

#include "market/review.h"

/*
 * Within the transaction of a rating: both are in, so both are public; else
 * nothing happens.
 */
enum err review_reveal_if_both(struct db *db, const struct house *h,
    struct project *p);

#endif
