/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_USCC_H
#define MARKET_USCC_H

#include <stdbool.h>

/*
 * 统一社会信用代码, the code every organisation has: 18 characters; 1 says who
 * registered it, 2 what it is, 3 to 8 the region (GB/T 2260), 9 to 17 are
 * the organisation code, 18 is the check.
 *
 * Source: GB 32100-2015; domain.md 10.
 */
enum { USCC_LENGTH = 18 };

/*
 * Is it one?  out gets it trimmed, in ASCII and upper case, or "".
 * NULL		yes
 * uscc_empty	nothing there (or NULL)
 * uscc_length	not 18 characters
 * uscc_letter	a character no code has: I, O, S, V, Z, a sign, ...
 * uscc_region	3 to 8 are not all digits
 * uscc_check	the check does not fit: mistyped
 * The codes are lines of the catalogue.
 */
const char *uscc_problem(const char *text, char out[USCC_LENGTH + 1]);

enum uscc_kind {
	USCC_GOV,		/* 11 机关 */
	USCC_PUBLIC_INST,	/* 12 事业单位 */
	USCC_MASS_ORG,		/* 13 群众团体 */
	USCC_NGO,		/* 51, 52, 53 社会组织 */
	USCC_ENTERPRISE,	/* 91 企业 */
	USCC_SOLE_TRADER,	/* 92 个体工商户 */
	USCC_OTHER		/* says nothing: must be declared */
};

/* Of a good code. */
enum uscc_kind uscc_kind(const char *uscc);

/* «gov», «public_inst», …: as stored, and a line of the catalogue. */
const char *uscc_kind_code(enum uscc_kind kind);

/*
 * 11, 12 or 13: whoever pays from a public budget and so must choose by
 * competition, whatever the party says of itself (domain.md 1 and I3).
 */
bool uscc_is_government(const char *uscc);

/* Copies the six digits of the region; of a good code. */
void uscc_region(const char *uscc, char out[7]);

/* The code that begins with these 17 characters: for tests, demo data. */
void uscc_make(char out[USCC_LENGTH + 1], const char *first17);

#endif
