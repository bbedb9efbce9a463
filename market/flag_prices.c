/* SPDX-License-Identifier: Apache-2.0 */
/* flag_prices.c: what the prices of one project ask. */
#include "market/flag_rules.h"

#include <inttypes.h>
#include <stdlib.h>

#include "market/base/err.h"

enum { ENOUGH = 30, OWNER_ENOUGH = 5, ROUND_FEN = 100000, DIGITS_ENOUGH = 200 };

/* Do the prices compete, and are there at least n of them? */
static bool
compete(const struct flag_look *l, size_t n)
{
	return l->priced && l->n_prices >= n && l->n_prices <= STAT_PRICES;
}

void
ask_single_bid(const struct flag_look *l, struct flag_hits *h)
{
	if (l->n_bids == 1)
		flag_found(h, l->bids[0].agency, 0, 1, flag_limit(h),
		    "bids 1\n");
}

void
ask_close_second(const struct flag_look *l, struct flag_hits *h)
{
	int64_t limit = flag_limit(h), gap;

	if (!compete(l, 2) || l->prices[0] == l->prices[1])
		return;
	if (l->n_gaps >= ENOUGH)
		limit = stat_low_fence(l->gaps, l->n_gaps);
	gap = stat_prices(l->prices, 2).spread;
	if (gap <= limit)
		flag_found(h, l->winner, 0, gap, limit, "first %" PRId64
		    "\nsecond %" PRId64 "\n", l->prices[0], l->prices[1]);
}

void
ask_far_second(const struct flag_look *l, struct flag_hits *h)
{
	int64_t limit, gap;

	if (!compete(l, 2) || l->n_gaps < ENOUGH)
		return;
	limit = stat_high_fence(l->gaps, l->n_gaps);
	gap = stat_prices(l->prices, 2).spread;
	if (gap >= limit && gap > 0)
		flag_found(h, l->winner, 0, gap, limit, "first %" PRId64
		    "\nsecond %" PRId64 "\n", l->prices[0], l->prices[1]);
}

void
ask_identical(const struct flag_look *l, struct flag_hits *h)
{
	size_t same = 1;

	for (size_t i = 1; i <= l->n_prices; i++) {
		if (i < l->n_prices && l->prices[i] == l->prices[i - 1]) {
			same++;
			continue;
		}
		if (same > 1)
			flag_found(h, 0, 0, (int64_t)same, flag_limit(h),
			    "price %" PRId64 "\nbidders %zu\n",
			    l->prices[i - 1], same);
		same = 1;
	}
}

void
ask_late_winner(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_bids; i++)
		if (l->bids[i].won && l->bids[i].received_at >= l->deadline)
			flag_found(h, l->bids[i].agency, 0,
			    l->bids[i].received_at - l->deadline, 0,
			    "received %" PRId64 "\ndeadline %" PRId64 "\n",
			    l->bids[i].received_at, l->deadline);
}

void
ask_all_others_out(const struct flag_look *l, struct flag_hits *h)
{
	size_t valid = 0;

	for (size_t i = 0; i < l->n_bids; i++)
		valid += l->bids[i].valid;
	if (valid == 1 && l->n_bids > 1 && l->winner)
		flag_found(h, l->winner, 0, (int64_t)(l->n_bids - 1),
		    flag_limit(h), "bids %zu\nvalid 1\n", l->n_bids);
}

void
ask_lowest_out(const struct flag_look *l, struct flag_hits *h)
{
	const struct flag_bid *least = NULL;

	for (size_t i = 0; i < l->n_bids; i++)
		if (l->bids[i].price > 0 && (least == NULL ||
		    l->bids[i].price < least->price))
			least = &l->bids[i];
	if (l->priced && least && !least->valid && l->n_prices > 0 &&
	    least->price < l->prices[0])
		flag_found(h, least->agency, 0, 1, flag_limit(h),
		    "out %" PRId64 "\nfirst %" PRId64 "\n", least->price,
		    l->prices[0]);
}

/* ---- the shape of the prices ---- */

static void
found_shape(const struct flag_look *l, struct flag_hits *h, int64_t value)
{
	flag_found(h, l->winner, 0, value, flag_limit(h), "n %zu\nfirst %"
	    PRId64 "\nsecond %" PRId64 "\nlast %" PRId64 "\n", l->n_prices,
	    l->prices[0], l->prices[1], l->prices[l->n_prices - 1]);
}

void
ask_little_spread(const struct flag_look *l, struct flag_hits *h)
{
	int64_t cv;

	if (!compete(l, 3))
		return;
	cv = h->screen.cv;
	if (cv < flag_limit(h) && cv > 0)
		found_shape(l, h, cv);
}

/* Greater than its default: a question of one number of the screen. */
static void
ask_above(const struct flag_look *l, struct flag_hits *h, int64_t value)
{
	if (value != STAT_NONE && value > flag_limit(h))
		found_shape(l, h, value);
}

void
ask_gap_to_rest(const struct flag_look *l, struct flag_hits *h)
{
	if (compete(l, 4))
		ask_above(l, h, h->screen.rd);
}

void
ask_normed_all(const struct flag_look *l, struct flag_hits *h)
{
	if (compete(l, 4))
		ask_above(l, h, h->screen.norm_all);
}

void
ask_normed_rest(const struct flag_look *l, struct flag_hits *h)
{
	if (compete(l, 4))
		ask_above(l, h, h->screen.norm_rest);
}

void
ask_skew(const struct flag_look *l, struct flag_hits *h)
{
	int64_t skew;

	if (!compete(l, 3))
		return;
	skew = h->screen.skew;
	if (skew != STAT_NONE && skew < flag_limit(h))
		found_shape(l, h, skew);
}

void
ask_kurtosis(const struct flag_look *l, struct flag_hits *h)
{
	if (compete(l, 4))
		ask_above(l, h, h->screen.kurtosis);
}

/* S*: little spread and a lone winner; with a pair seen so before, severe. */
void
ask_cover(const struct flag_look *l, struct flag_hits *h)
{
	static const int64_t least = 60000, most = STAT_ONE;
	struct price_screen s;
	int64_t before = 0;

	if (!compete(l, 4))
		return;
	s = h->screen;
	if (s.cv >= least || s.cv == 0 || s.rd == STAT_NONE || s.rd <= most)
		return;
	for (size_t i = 0; i < l->n_pairs; i++)
		if (l->pairs[i].covers > before)
			before = l->pairs[i].covers;
	flag_found(h, l->winner, 0, (int64_t)l->n_prices, flag_limit(h),
	    "cv %" PRId64 "\nrd %" PRId64 "\nbefore %" PRId64 "\n", s.cv,
	    s.rd, before);
	if (before > 0)
		flag_level(h, FLAG_SEVERE);
}

void
ask_regular(const struct flag_look *l, struct flag_hits *h)
{
	if (compete(l, 3) && stat_regular(l->prices, l->n_prices))
		flag_found(h, 0, 0, (int64_t)l->n_prices, flag_limit(h),
		    "first %" PRId64 "\nstep %" PRId64 "\n", l->prices[0],
		    l->prices[1] - l->prices[0]);
}

/* All of at least four prices are whole thousands of yuan. */
void
ask_round_numbers(const struct flag_look *l, struct flag_hits *h)
{
	if (!compete(l, 4))
		return;
	for (size_t i = 0; i < l->n_prices; i++)
		if (l->prices[i] % ROUND_FEN != 0)
			return;
	flag_found(h, 0, 0, (int64_t)l->n_prices, flag_limit(h),
	    "unit %d\n", ROUND_FEN);
}

static int
first_digit(int64_t price)
{
	while (price > 9)
		price /= 10;
	return (int)price;
}

void
flag_digits(const int64_t *prices, size_t n, int64_t counts[9])
{
	for (int d = 0; d < 9; d++)
		counts[d] = 0;
	for (size_t i = 0; i < n; i++)
		counts[first_digit(prices[i]) - 1]++;
}

/* chi squared of the item's; STAT_NONE: too few prices to ask. */
static int64_t
digits_off(const int64_t counts[9])
{
	int64_t n = 0;

	for (int d = 0; d < 9; d++)
		n += counts[d];
	return n < DIGITS_ENOUGH ? STAT_NONE : stat_first_digits(counts);
}

/*
 * The item's prices begin with other digits than numbers do that spread over
 * orders of magnitude; asked once, of the project that made it so.
 */
void
ask_first_digits(const struct flag_look *l, struct flag_hits *h)
{
	int64_t own[9], before[9], n = 0, now, then;

	if (!compete(l, 1) || l->price_least < 1 ||
	    l->price_most / 100 < l->price_least)
		return;
	flag_digits(l->prices, l->n_prices, own);
	for (int d = 0; d < 9; d++) {
		before[d] = l->digits[d] - own[d];
		n += l->digits[d];
	}
	now = digits_off(l->digits);
	then = digits_off(before);
	if (now != STAT_NONE && now > flag_limit(h) &&
	    (then == STAT_NONE || then <= flag_limit(h)))
		flag_found(h, 0, 0, now, flag_limit(h), "prices %" PRId64
		    "\nprice_least %" PRId64 "\nprice_most %" PRId64 "\n", n,
		    l->price_least, l->price_most);
}

void
ask_hugging(const struct flag_look *l, struct flag_hits *h)
{
	if (l->owner_priced >= OWNER_ENOUGH &&
	    l->owner_ceiling_ppm >= flag_limit(h))
		flag_found(h, l->owner, 0, l->owner_ceiling_ppm,
		    flag_limit(h), "projects %" PRId64 "\n",
		    l->owner_priced);
}
