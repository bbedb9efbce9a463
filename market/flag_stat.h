/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLAG_STAT_H
#define MARKET_FLAG_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The statistics of the red flags (预警指标), as functions of numbers.  All
 * results are ppm, millionths, rounded towards zero; nothing is a double, so
 * that anybody who recomputes one gets the same number.  Prices are fen, at
 * most 10^13; above 2^31 fen their last bits are left out, all by the same
 * number of bits, which no ratio here shows.
 *
 * Source: domain.md 9 (S1-S8, R024, R025, Z02, Z03, Z05, Z08, Z10, Z22);
 * quartiles: Hyndman & Fan 1996, type 7; runs: Wald & Wolfowitz 1940,
 * for several kinds Zar, Biostatistical Analysis.
 */
enum { STAT_ONE = 1000000, STAT_PRICES = 1000 };
#define STAT_NONE INT64_MIN	/* not defined for so few, or all equal */

/* What the prices of one project look like. */
struct price_screen {
	int64_t cv;		/* S1: s / mean */
	int64_t spread;		/* S2: (last - first) / first */
	int64_t gap;		/* S3: (second - first) / first, n >= 3 */
	int64_t rd;		/* S4: (second - first) / s of all but first */
	int64_t norm_all;	/* S5: the gap over the mean gap */
	int64_t norm_rest;	/* S6: the same over the gaps behind */
	int64_t skew;		/* S7: n >= 3 */
	int64_t kurtosis;	/* S8: excess, n >= 4 */
};

/*
 * b: 2 to STAT_PRICES prices above 0, rising.  More, fewer or unordered ones
 * are a bug().
 */
struct price_screen stat_prices(const int64_t *b, size_t n);

/* Z05: steps or ratios that are the same, to a thousandth; n >= 3. */
bool stat_regular(const int64_t *b, size_t n);

/* Quartile q (1 or 3) of rising values; n >= 1. */
int64_t stat_quartile(const int64_t *v, size_t n, int q);
/* Q1 - 1.5 IQR, and Q3 + 1.5 IQR: beyond them is far out. */
int64_t stat_low_fence(const int64_t *v, size_t n);
int64_t stat_high_fence(const int64_t *v, size_t n);

/*
 * Z03: how far the changes between kinds (of two: winner or not; of more: who
 * of a ring) exceed what chance gives, in standard deviations.  STAT_NONE:
 * only one kind, or n < 2; n at most STAT_DRAWS.
 */
enum { STAT_DRAWS = 2000 };
int64_t stat_runs(const unsigned char *kinds, size_t n);

/* Z08: sum of squared shares; counts 0 to 2^31, not all 0. */
int64_t stat_hhi(const int64_t *counts, size_t n);

/*
 * Z09, Z10: the chance of at least k successes in n independent draws with
 * chances p (ppm each); n at most STAT_DRAWS.  p outside 0-ONE is a bug().
 */
int64_t stat_tail(const int64_t *p, size_t n, size_t k);

/* Z22: chi squared of the first digits 1-9 against Benford's shares. */
int64_t stat_first_digits(const int64_t counts[9]);

#endif
