/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PERSON_H
#define MARKET_PERSON_H

#include <stdbool.h>

/*
 * Identity numbers of people.  They are never stored: only a keyed hash is,
 * which tells the same person again and nobody else (market/keys.h).
 *
 * Sources: GB 11643-1999 (check digit, ISO 7064 MOD 11-2); domain.md 2.
 */
enum { PERSON_ID = 18, PERSON_HASH = 70 };

/*
 * The number as it is hashed: without blanks, upper case.  false: 18 digits
 * with a right check digit and a date are not in it; out is undefined.
 */
bool person_id(const char *typed, char out[PERSON_ID + 1]);

#endif
