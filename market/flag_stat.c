/* SPDX-License-Identifier: Apache-2.0 */
/* flag_stat.c: the statistics of the red flags, in integers. */
#include "market/flag_stat.h"

#include <stdlib.h>

#include "market/base/digits.h"
#include "market/base/err.h"

__extension__ typedef __int128 wide;

enum {
	PRICE_BITS = 31,	/* n < 2^10 of them: sums of squares < 2^92 */
	ROOT_BITS = 17,		/* of a deviation, behind the point */
	Z_BITS = 20		/* of a value in deviations */
};

static int64_t
ratio(wide over, wide under)
{
	return under == 0 ? STAT_NONE : (int64_t)(over * STAT_ONE / under);
}

/* Sum, and n times each value's way from the mean. */
struct spread {
	size_t n;
	wide sum;
	uint64_t s;		/* sample deviation, ROOT_BITS behind the point */
};

static wide
way(const struct spread *a, int64_t v)
{
	return (wide)v * (wide)a->n - a->sum;
}

static struct spread
spread_of(const int64_t *b, size_t n)
{
	struct spread a = { .n = n };
	digits_wide squares = 0;

	for (size_t i = 0; i < n; i++)
		a.sum += b[i];
	for (size_t i = 0; i < n; i++)
		squares += (digits_wide)(way(&a, b[i]) * way(&a, b[i]));
	if (n > 1)
		a.s = digits_root((squares << (2 * ROOT_BITS)) /
		    ((digits_wide)n * n * (n - 1)));
	return a;
}

/* A value in deviations, Z_BITS behind the point. */
static wide
in_deviations(const struct spread *a, int64_t v)
{
	return way(a, v) * ((wide)1 << (Z_BITS + ROOT_BITS)) /
	    ((wide)a->n * a->s);
}

static int64_t
skew_of(const struct spread *a, const int64_t *b)
{
	wide sum = 0, n = (wide)a->n;

	for (size_t i = 0; i < a->n; i++) {
		wide z = in_deviations(a, b[i]);

		sum += z * z / (1 << Z_BITS) * z / (1 << Z_BITS);
	}
	return (int64_t)(sum * STAT_ONE / (1 << Z_BITS) * n /
	    ((n - 1) * (n - 2)));
}

static int64_t
kurtosis_of(const struct spread *a, const int64_t *b)
{
	wide sum = 0, n = (wide)a->n;

	if (n < 4)
		return STAT_NONE;
	for (size_t i = 0; i < a->n; i++) {
		wide z = in_deviations(a, b[i]);
		wide z2 = z * z / (1 << Z_BITS);

		sum += z2 * z2 / (1 << Z_BITS);
	}
	return (int64_t)(sum * STAT_ONE / (1 << Z_BITS) * n * (n + 1) /
	    ((n - 1) * (n - 2) * (n - 3)) -
	    3 * (n - 1) * (n - 1) * STAT_ONE / ((n - 2) * (n - 3)));
}

/* What needs three prices. */
static void
screen_gaps(struct price_screen *s, const int64_t *b, size_t n)
{
	struct spread rest = spread_of(b + 1, n - 1);
	wide gap = b[1] - b[0];

	s->gap = ratio(gap, b[0]);
	if (rest.s != 0)
		s->rd = ratio(gap * (1 << ROOT_BITS), rest.s);
	s->norm_all = ratio(gap * (wide)(n - 1), b[n - 1] - b[0]);
	s->norm_rest = ratio(gap * (wide)(n - 2), b[n - 1] - b[1]);
}

static struct price_screen
screen(const int64_t *b, size_t n)
{
	struct price_screen s = { STAT_NONE, STAT_NONE, STAT_NONE, STAT_NONE,
	    STAT_NONE, STAT_NONE, STAT_NONE, STAT_NONE };
	struct spread all = spread_of(b, n);

	s.cv = ratio((wide)all.s * (wide)n, all.sum * (1 << ROOT_BITS));
	s.spread = ratio(b[n - 1] - b[0], b[0]);
	if (n >= 3)
		screen_gaps(&s, b, n);
	if (n >= 3 && all.s != 0)
		s.skew = skew_of(&all, b);
	if (all.s != 0)
		s.kurtosis = kurtosis_of(&all, b);
	return s;
}

struct price_screen
stat_prices(const int64_t *b, size_t n)
{
	int64_t small[STAT_PRICES];
	int shift = 0;

	if (n < 2 || n > STAT_PRICES || b[0] < 1)
		bug("stat_prices: %zu prices", n);
	while (b[n - 1] >> shift >= (int64_t)1 << PRICE_BITS)
		shift++;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && b[i] < b[i - 1])
			bug("stat_prices: not rising");
		small[i] = b[i] >> shift;
		if (small[i] == 0)
			small[i] = 1;
	}
	return screen(small, n);
}

/* Is a / b within a thousandth of c / d?  All above 0. */
static bool
alike(wide a, wide b, wide c, wide d)
{
	wide x = a * d, y = c * b, off = x > y ? x - y : y - x;

	return off * 1000 <= y;
}

bool
stat_regular(const int64_t *b, size_t n)
{
	bool steps = n >= 3, ratios = n >= 3;
	int64_t first = n >= 3 ? b[1] - b[0] : 0;

	if (first <= 0)
		return false;
	for (size_t i = 2; i < n; i++) {
		int64_t step = b[i] - b[i - 1];

		steps = steps && step > 0 && alike(step, 1, first, 1);
		/* b[i] / b[i - 1] - 1 against b[1] / b[0] - 1 */
		ratios = ratios && step > 0 &&
		    alike(step, b[i - 1], first, b[0]);
	}
	return steps || ratios;
}

int64_t
stat_quartile(const int64_t *v, size_t n, int q)
{
	size_t at = (n - 1) * (size_t)q, i = at / 4;
	int64_t part = (int64_t)(at % 4);

	if (n == 0)
		bug("stat_quartile of nothing");
	if (part == 0)
		return v[i];
	return (int64_t)(((wide)v[i] * (4 - part) + (wide)v[i + 1] * part) /
	    4);
}

int64_t
stat_low_fence(const int64_t *v, size_t n)
{
	int64_t q1 = stat_quartile(v, n, 1), q3 = stat_quartile(v, n, 3);

	return q1 - 3 * (q3 - q1) / 2;
}

int64_t
stat_high_fence(const int64_t *v, size_t n)
{
	int64_t q1 = stat_quartile(v, n, 1), q3 = stat_quartile(v, n, 3);

	return q3 + 3 * (q3 - q1) / 2;
}

int64_t
stat_runs(const unsigned char *kinds, size_t n)
{
	wide counts[256] = { 0 }, squares = 0, cubes = 0, all = (wide)n;
	wide runs = 1, varied;

	if (n > STAT_DRAWS)
		bug("stat_runs: %zu", n);
	for (size_t i = 0; i < n; i++) {
		counts[kinds[i]]++;
		runs += i > 0 && kinds[i] != kinds[i - 1];
	}
	for (size_t k = 0; k < COUNT(counts); k++) {
		squares += counts[k] * counts[k];
		cubes += counts[k] * counts[k] * counts[k];
	}
	/* mean = (n (n + 1) - squares) / n; variance = varied / n^2 (n - 1) */
	varied = squares * (squares + all * (all + 1)) - 2 * all * cubes -
	    all * all * all;
	if (n < 2 || varied <= 0)
		return STAT_NONE;
	return (int64_t)((runs * all - all * (all + 1) + squares) * STAT_ONE *
	    STAT_ONE / digits_root((digits_wide)varied * STAT_ONE *
	    STAT_ONE / (digits_wide)(all - 1)));
}

int64_t
stat_hhi(const int64_t *counts, size_t n)
{
	wide sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++) {
		sum += counts[i];
		squares += (wide)counts[i] * counts[i];
	}
	if (sum == 0)
		bug("stat_hhi of nothing");
	return (int64_t)(squares * STAT_ONE / (sum * sum));
}

enum { TAIL_BITS = 60 };

/* chances[j]: of j successes so far, the last one of that many or more. */
static void
draw_once(uint64_t *chances, size_t k, int64_t p)
{
	uint64_t hit, stay;

	for (size_t j = k + 1; j-- > 0;) {
		hit = j == 0 ? 0 : (uint64_t)((digits_wide)chances[j - 1] *
		    (digits_wide)p / STAT_ONE);
		stay = j == k ? chances[j] : (uint64_t)((digits_wide)chances[j] *
		    (digits_wide)(STAT_ONE - p) / STAT_ONE);
		chances[j] = hit + stay;
	}
}

int64_t
stat_tail(const int64_t *p, size_t n, size_t k)
{
	static const uint64_t one = (uint64_t)1 << TAIL_BITS;
	uint64_t chances[STAT_DRAWS + 1] = { one };

	if (n > STAT_DRAWS)
		bug("stat_tail: %zu draws", n);
	if (k == 0)
		return STAT_ONE;
	if (k > n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < 0 || p[i] > STAT_ONE)
			bug("stat_tail: a chance of %lld", (long long)p[i]);
		draw_once(chances, k, p[i]);
	}
	return (int64_t)((digits_wide)chances[k] * STAT_ONE >> TAIL_BITS);
}

int64_t
stat_first_digits(const int64_t counts[9])
{
	/* log10(1 + 1/d), ppm */
	static const int64_t share[9] = { 301030, 176091, 124939, 96910,
	    79181, 66947, 57992, 51153, 45757 };
	wide n = 0, chi = 0;

	for (int d = 0; d < 9; d++)
		n += counts[d];
	if (n == 0)
		return STAT_NONE;
	for (int d = 0; d < 9; d++) {
		/* in millionths: seen and awaited */
		wide off = counts[d] * (wide)STAT_ONE - n * share[d];

		chi += off * off / (n * share[d]);
	}
	return (int64_t)chi;
}
