/* SPDX-License-Identifier: Apache-2.0 */
/* quote.c: the price of a rate. */
#include "market/quote.h"

int64_t
quote_price(int64_t ceiling_fen, int64_t rate_bp)
{
	return (ceiling_fen * (QUOTE_WHOLE - rate_bp) + QUOTE_WHOLE / 2) /
	    QUOTE_WHOLE;
}
