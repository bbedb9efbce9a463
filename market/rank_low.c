/* SPDX-License-Identifier: Apache-2.0 */
/* rank_low.c: abnormally low prices (domain.md 6.4). */
#include <stdlib.h>

#include "market/rank_core.h"

/* The places by price, those in front of the one in hand taken out. */
struct prices {
	const struct rank_place **sorted;	/* rising */
	size_t *first;		/* by rank: the first of sorted of its price */
	size_t *at;		/* by rank: its own index in sorted */
	size_t *onward;		/* towards the next that is not taken out */
	size_t n;
};

static int
by_price(const void *left, const void *right)
{
	const struct rank_place *a = *(const struct rank_place *const *)left,
	    *b = *(const struct rank_place *const *)right;

	if (a->amount_fen != b->amount_fen)
		return a->amount_fen < b->amount_fen ? -1 : 1;
	return (a > b) - (a < b);
}

static void
sort(struct prices *s, struct arena *a, const struct rank_place *places,
    size_t n)
{
	s->n = n;
	s->sorted = arena_alloc(a, (n + 1) * sizeof *s->sorted);
	s->first = arena_alloc(a, (n + 1) * sizeof *s->first);
	s->at = arena_alloc(a, (n + 1) * sizeof *s->at);
	s->onward = arena_alloc(a, (n + 1) * sizeof *s->onward);
	for (size_t i = 0; i < n; i++)
		s->sorted[i] = &places[i];
	qsort(s->sorted, n, sizeof *s->sorted, by_price);
	for (size_t i = 0, first = 0; i < n; i++) {
		size_t rank = (size_t)(s->sorted[i] - places);

		if (s->sorted[i]->amount_fen != s->sorted[first]->amount_fen)
			first = i;
		s->first[rank] = first;
		s->at[rank] = i;
	}
	for (size_t i = 0; i <= n; i++)
		s->onward[i] = i;
}

/* The first that is left from i on, n if none; shortens the way to it. */
static size_t
left_from(struct prices *s, size_t i)
{
	while (s->onward[i] != i) {
		s->onward[i] = s->onward[s->onward[i]];
		i = s->onward[i];
	}
	return i;
}

/* 0 is off; nobody behind is no mark. */
static bool
is_low(rank_wide difference, rank_wide of, int64_t percent)
{
	return percent > 0 && of > 0 && difference * 100 >= percent * of;
}

void
rank_mark_low(struct arena *a, const struct rule *rule,
    struct rank_place *places, size_t n)
{
	struct prices s;
	rank_wide sum = 0;

	if (rule->alp_mean_pct == 0 && rule->alp_next_pct == 0)
		return;
	sort(&s, a, places, n);
	for (size_t i = 0; i < n; i++)
		sum += places[i].amount_fen;
	for (size_t i = 0; i < n; i++) {
		struct rank_place *p = &places[i];
		rank_wide price = p->amount_fen;
		size_t next;

		sum -= price;
		s.onward[s.at[i]] = s.at[i] + 1;
		next = left_from(&s, s.first[i]);
		p->mean = is_low(sum - price * (rank_wide)(n - 1 - i), sum,
		    rule->alp_mean_pct);
		p->next = next < n && is_low(s.sorted[next]->amount_fen -
		    price, s.sorted[next]->amount_fen, rule->alp_next_pct);
	}
}
