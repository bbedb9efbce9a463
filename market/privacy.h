/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PRIVACY_H
#define MARKET_PRIVACY_H

#include <stddef.h>

#include "market/base/arena.h"

/*
 * Numbers of people in a text that is about to become public: identity
 * numbers with a right check digit and a date in them, mobile numbers, bank
 * cards with a right check digit; in full-width digits and with blanks or
 * hyphens where people put them, too.  The code of an organisation is none.
 *
 * Sources: ux.md 8 (privacy scan); GB 11643-1999; ISO/IEC 7812-1 (Luhn).
 */
enum { PRIVACY_HITS = 20, PRIVACY_WORDS = 32 };

struct privacy_hit {
	const char *rule;	/* id, mobile, card */
	const char *words;	/* the number, masked: 110***********002X */
};

/* In the order of the text, each number once; returns how many. */
size_t privacy_scan(struct arena *a, const char *text,
    struct privacy_hit hits[PRIVACY_HITS]);

#endif
