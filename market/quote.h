/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_QUOTE_H
#define MARKET_QUOTE_H

#include <stdint.h>

/*
 * What a bidder offers: an amount, or a 下浮率 that becomes one, once and
 * exactly; nothing where the price is fixed.
 *
 * Source: domain.md 6.3.
 */
enum { QUOTE_WHOLE = 10000 };		/* bp */

/* The price of a rate, 0 ... QUOTE_WHOLE, under a ceiling: may be 0. */
int64_t quote_price(int64_t ceiling_fen, int64_t rate_bp);

#endif
