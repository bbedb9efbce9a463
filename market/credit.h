/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CREDIT_H
#define MARKET_CREDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Credit (信用), in hundredths of a point and in integers.  Everybody starts
 * at 10000; an event takes off its points while age <= hold, then less from
 * day to day, and nothing from 2·hold on; a contract finished without an
 * event gives 50, up to 1000.  A veto event makes the score 0 until age =
 * hold.  Opinions do not enter (market/stars.h).
 *
 * Days are days since 1970-01-01 of Beijing (market/calendar.h).  Pure.
 *
 * Source: domain.md 7.3.
 */
enum {
	CREDIT_FULL = 10000, CREDIT_MOST = 11000,
	CREDIT_CLEAN = 50, CREDIT_CLEAN_MOST = 1000,
	CREDIT_CLEAN_COUNT = CREDIT_CLEAN_MOST / CREDIT_CLEAN,
	CREDIT_CLEAN_YEARS = 3,		/* 36 months */
	CREDIT_FINISHED = 3		/* contracts until a band is given */
};

/* What an event weighs. */
struct credit_mark {
	int32_t from;		/* effective_on: age 0 */
	int64_t points;		/* 0 of a veto */
	int64_t hold;		/* days, from 1 */
	bool veto;
	bool repaired;
};

/* What it takes off today; 0 before it is effective, and of a veto. */
int64_t credit_active(const struct credit_mark *mark, int32_t today);

/* A veto that still stands today. */
bool credit_vetoes(const struct credit_mark *mark, int32_t today);

/* The first day on which it does not count any more, repaired or not. */
int32_t credit_ends(const struct credit_mark *mark);

/* The first day after today with another weight; 0: there is none. */
int32_t credit_next(const struct credit_mark *mark, int32_t today);

/*
 * 0 to 11000.  clean: contracts finished in the last 36 months without an
 * event that took effect.  The order of the marks does not matter.
 */
int64_t credit_score(const struct credit_mark *marks, size_t n,
    int64_t clean, int32_t today);

enum credit_band { CREDIT_A, CREDIT_B, CREDIT_C, CREDIT_D, CREDIT_N };

/* finished: contracts, ever; below CREDIT_FINISHED there is no A, B or C. */
enum credit_band credit_band(int64_t score, int64_t finished);

/* «A» … «D», «N», as stored. */
const char *credit_band_code(enum credit_band band);

#endif
