/* SPDX-License-Identifier: Apache-2.0 */
/* flag_ties.c: who meets whom again, and who wins then. */
#include "market/flag_rules.h"

#include <inttypes.h>
#include <string.h>

enum {
	TOGETHER = 5,		/* co-bidding is looked at from here */
	TURNS = 8,		/* rotation from here */
	AWARDS = 6,		/* concentration from here */
	LOSERS = 20,		/* agencies that bid often, for quartiles */
	NEW_DAYS = 30
};

void
ask_always_loses(const struct flag_look *l, struct flag_hits *h)
{
	int64_t often = flag_limit(h), far;

	if (l->n_losses < LOSERS)
		return;
	far = stat_high_fence(l->losses, l->n_losses);
	for (size_t i = 0; i < l->n_bids; i++) {
		const struct flag_bid *b = &l->bids[i];
		int64_t lost = b->bids_24m == 0 ? 0 :
		    b->lost_24m * STAT_ONE / b->bids_24m;

		if (b->bids_24m >= often && lost >= far)
			flag_found(h, b->agency, 0, b->bids_24m, often,
			    "bids %" PRId64 "\nlost %" PRId64 "\n",
			    b->bids_24m, b->lost_24m);
	}
}

/* Whose bids are invalid far more often than others'. */
void
ask_often_out(const struct flag_look *l, struct flag_hits *h)
{
	int64_t often = flag_limit(h), far;

	if (l->n_outs < LOSERS)
		return;
	far = stat_high_fence(l->outs, l->n_outs);
	for (size_t i = 0; i < l->n_bids; i++) {
		const struct flag_bid *b = &l->bids[i];

		/* Where nobody's is, the fence is 0, and so is everybody. */
		if (b->bids_24m >= often && b->out_24m > 1 &&
		    b->out_24m * STAT_ONE / b->bids_24m >= far)
			flag_found(h, b->agency, 0, b->bids_24m, often,
			    "bids %" PRId64 "\ninvalid %" PRId64 "\n",
			    b->bids_24m, b->out_24m);
	}
}

/*
 * Awards of far more kinds of work than others have that win often.  Where
 * all have the same number the fence is there, and so is everybody.
 */
void
ask_wins_all(const struct flag_look *l, struct flag_hits *h)
{
	int64_t often = flag_limit(h), items = l->won_items * STAT_ONE, far;

	if (l->winner == 0 || l->won < often || l->n_kinds < LOSERS)
		return;
	far = stat_high_fence(l->kinds, l->n_kinds);
	if (items >= far && items > stat_quartile(l->kinds, l->n_kinds, 3))
		flag_found(h, l->winner, 0, l->won, often, "items %" PRId64
		    "\nfence %" PRId64 "\n", l->won_items,
		    (far + STAT_ONE - 1) / STAT_ONE);
}

/* Who is still there may not bid (`conflict`); who was, may. */
void
ask_revolving(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_bids; i++) {
		const struct flag_bid *b = &l->bids[i];
		int64_t gone = l->notice_on - b->office_on;

		if (b->office_on && gone <= flag_limit(h))
			flag_found(h, b->agency, 0, gone, flag_limit(h),
			    "since_office %" PRId64 "\n", gone);
	}
}

static const char *
shared(const struct flag_bid *a, const struct flag_bid *b)
{
	if (a->legal_rep[0] && strcmp(a->legal_rep, b->legal_rep) == 0)
		return "legal_rep";
	if (a->phone[0] && strcmp(a->phone, b->phone) == 0)
		return "phone";
	if (a->address[0] && strcmp(a->address, b->address) == 0)
		return "address";
	return NULL;
}

static void
found_pair(struct flag_hits *h, int64_t a, int64_t b, int64_t value,
    const char *what)
{
	flag_found(h, a < b ? a : b, a < b ? b : a, value, flag_limit(h),
	    "%s\n", what);
}

void
ask_related(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_bids; i++)
		for (size_t j = 0; j < i; j++) {
			const char *what = shared(&l->bids[i], &l->bids[j]);

			if (what)
				found_pair(h, l->bids[i].agency,
				    l->bids[j].agency, 1, what);
		}
}

/* P(a and b) / (P(a) P(b)) */
static int64_t
lift_of(const struct flag_pair *p)
{
	return p->n_a == 0 || p->n_b == 0 ? 0 : p->both * p->all *
	    STAT_ONE / (p->n_a * p->n_b);
}

static bool
clique(const struct flag_pair *p, int64_t limit)
{
	return p->both >= TOGETHER && lift_of(p) > limit;
}

static void
found_tie(struct flag_hits *h, const struct flag_pair *p, int64_t value)
{
	flag_found(h, p->a, p->b, value, flag_limit(h), "both %" PRId64
	    "\na %" PRId64 "\nb %" PRId64 "\nall %" PRId64 "\n", p->both,
	    p->n_a, p->n_b, p->all);
}

void
ask_clique(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_pairs; i++)
		if (clique(&l->pairs[i], flag_limit(h)))
			found_tie(h, &l->pairs[i], lift_of(&l->pairs[i]));
}

/*
 * Who won where both bid changes more often than chance has it: of two that
 * take turns, or of a ring with a third.
 */
void
ask_rotation(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_pairs; i++) {
		const struct flag_pair *p = &l->pairs[i];
		int64_t z;

		if (p->n_wins < TURNS)
			continue;
		z = stat_runs(p->wins, p->n_wins);
		if (z != STAT_NONE && z > flag_limit(h))
			found_tie(h, p, z);
	}
}

void
ask_steps_aside(const struct flag_look *l, struct flag_hits *h)
{
	int64_t a = l->passed_from, b = l->passed_to;

	for (size_t i = 0; i < l->n_pairs; i++) {
		const struct flag_pair *p = &l->pairs[i];

		if (((p->a == a && p->b == b) || (p->a == b && p->b == a)) &&
		    clique(p, flag_limit(h)))
			found_tie(h, p, lift_of(p));
	}
}

void
ask_concentration(const struct flag_look *l, struct flag_hits *h)
{
	static const int64_t crowd = STAT_ONE / 4;
	int64_t sum = 0, top = 0, hhi;

	for (size_t i = 0; i < l->n_shares; i++) {
		sum += l->shares[i];
		top = l->shares[i] > top ? l->shares[i] : top;
	}
	if (sum < AWARDS || l->winner == 0)
		return;
	hhi = stat_hhi(l->shares, l->n_shares);
	if (hhi > crowd && top * STAT_ONE / sum > flag_limit(h))
		flag_found(h, l->owner, l->winner, top * STAT_ONE / sum,
		    flag_limit(h), "hhi %" PRId64 "\nawards %" PRId64
		    "\ntop %" PRId64 "\n", hhi, sum, top);
}

void
ask_favourite(const struct flag_look *l, struct flag_hits *h)
{
	int64_t tail;

	/* Asked where there was a list to pick from, not at every meeting. */
	if (l->n_picks < TOGETHER || strcmp(l->method, "credit") != 0)
		return;
	tail = stat_tail(l->picks, l->n_picks, l->picks_won);
	if (tail < flag_limit(h))
		flag_found(h, l->owner, l->winner, tail, flag_limit(h),
		    "lists %zu\npicked %zu\n", l->n_picks, l->picks_won);
}

void
ask_luck(const struct flag_look *l, struct flag_hits *h)
{
	int64_t tail;

	if (l->n_draws < TOGETHER)
		return;
	tail = stat_tail(l->draws, l->n_draws, l->draws_won);
	if (tail < flag_limit(h))
		flag_found(h, l->winner, 0, tail, flag_limit(h),
		    "draws %zu\nwon %zu\n", l->n_draws, l->draws_won);
}

void
ask_direct_sum(const struct flag_look *l, struct flag_hits *h)
{
	if (l->direct_limit > 0 && l->owner_direct > l->direct_limit)
		flag_found(h, l->owner, l->winner, l->owner_direct,
		    l->direct_limit, "sum %" PRId64 "\n", l->owner_direct);
}

void
ask_new_winner(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_bids; i++) {
		const struct flag_bid *b = &l->bids[i];

		if (b->won && b->wins_90d >= flag_limit(h) &&
		    l->published_at - b->entered_at < NEW_DAYS * 86400)
			flag_found(h, b->agency, 0, b->wins_90d,
			    flag_limit(h), "entered %" PRId64
			    "\nnotice %" PRId64 "\n", b->entered_at,
			    l->published_at);
	}
}
