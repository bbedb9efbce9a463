/* SPDX-License-Identifier: Apache-2.0 */
/* rank_method.c: the seven methods (domain.md 6.2). */
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/rank_core.h"

/* (key, price, rank hash) rising: no two are equal. */
static int
by_key(const void *left, const void *right)
{
	const struct rank_entry *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return memcmp(a->hash, b->hash, DRAW_HASH);
}

static void
order(struct rank_work *w)
{
	qsort(w->entries, w->n, sizeof *w->entries, by_key);
}

/* Lowest; bafo, whose p is the final offer; random, which has none. */
void
rank_by_price(struct rank_work *w)
{
	order(w);
}

void
rank_by_hash(struct rank_work *w)
{
	order(w);
}

/* ---- average, reference ---- */

/* Takes one away: the lowest or the highest, of equals the largest hash. */
static void
drop(struct rank_work *w, bool high)
{
	struct rank_entry *e = w->entries;
	struct ranking *r = w->r;
	size_t at = 0;

	for (size_t i = 1; i < w->n; i++)
		if (e[i].p == e[at].p ? memcmp(e[i].hash, e[at].hash,
		    DRAW_HASH) > 0 : (e[i].p > e[at].p) == high)
			at = i;
	r->dropped[r->n_dropped++] = (struct rank_mark){ e[at].bid,
	    high ? "high" : "low" };
	e[at] = e[--w->n];
}

static void
trim(struct rank_work *w)
{
	int64_t least = w->c->rule->trim_min;

	if (least > 0 && (int64_t)w->n >= least) {
		w->r->dropped = arena_alloc(w->arena,
		    2 * sizeof *w->r->dropped);
		drop(w, false);
		drop(w, true);
	}
	for (size_t i = 0; i < w->n; i++)
		w->r->sum += w->entries[i].p;
	w->r->kept = w->n;
	if (w->n == 0)
		bug("rank: all are dropped");	/* trim-min is 3 or more */
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

void
rank_by_mean(struct rank_work *w)
{
	trim(w);
	for (size_t i = 0; i < w->n; i++) {
		struct rank_entry *e = &w->entries[i];

		e->key = distance((int64_t)w->n * e->p, w->r->sum);
	}
	order(w);
}

void
rank_by_reference(struct rank_work *w)
{
	const struct rule *rule = w->c->rule;
	struct ranking *r = w->r;
	rank_wide m, s;

	trim(w);
	r->ints = arena_alloc(w->arena, sizeof *r->ints);
	r->n_ints = 1;
	r->ints[0] = (struct draw_number){ .label = "base-percent",
	    .n = (uint64_t)rule->base_count };
	r->ints[0].x = draw_int(w->c->seed, r->ints[0].label, r->ints[0].n);
	r->base = rule->base_low + (int64_t)r->ints[0].x;
	m = (rank_wide)r->kept;
	s = r->sum;
	r->ref_fen = (int64_t)((2 * s * r->base + 100 * m) / (200 * m));
	for (size_t i = 0; i < w->n; i++)
		w->entries[i].key = distance(w->entries[i].p, r->ref_fen);
	order(w);
}

/* ---- composite ---- */

/* N/D falling, where D = 10^4·k·p: both multiplied by both prices. */
static int
by_points(const void *left, const void *right)
{
	const struct rank_entry *a = left, *b = right;
	rank_wide x = a->points * b->p, y = b->points * a->p;

	if (x != y)
		return x > y ? -1 : 1;
	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return memcmp(a->hash, b->hash, DRAW_HASH);
}

/* T: the sum of k totals; from five on without one highest and lowest. */
static int64_t
sum_of_totals(const int64_t *totals, int64_t evaluators, int64_t *k)
{
	int64_t sum = 0, least = RANK_TOTAL, most = 0;

	for (int64_t i = 0; i < evaluators; i++) {
		sum += totals[i];
		least = totals[i] < least ? totals[i] : least;
		most = totals[i] > most ? totals[i] : most;
	}
	*k = evaluators < 5 ? evaluators : evaluators - 2;
	return evaluators < 5 ? sum : sum - least - most;
}

void
rank_by_points(struct rank_work *w)
{
	const struct rule *rule = w->c->rule;
	int64_t least = w->entries[0].p, k = 1;

	for (size_t i = 1; i < w->n; i++)
		if (w->entries[i].p < least)
			least = w->entries[i].p;
	for (size_t i = 0; i < w->n; i++) {
		struct rank_entry *e = &w->entries[i];
		int64_t t = sum_of_totals(w->c->bids[e->bid].totals,
		    rule->evaluators, &k);

		e->points = (rank_wide)10000 * k * rule->price_weight *
		    least + (rank_wide)(100 - rule->price_weight) * t * e->p;
		e->key = (int64_t)(e->points / ((rank_wide)k * e->p));
	}
	qsort(w->entries, w->n, sizeof *w->entries, by_points);
}

/* ---- credit ---- */

/* Those of most credit, and their tickets; the others are dropped. */
static void
make_long(struct rank_work *w)
{
	struct ranking *r = w->r;
	size_t length = (size_t)w->c->rule->length;

	for (size_t i = 0; i < w->n; i++)
		w->entries[i].key = -w->c->bids[w->entries[i].bid].credit;
	order(w);
	r->longs = arena_alloc(w->arena, w->n * sizeof *r->longs);
	r->dropped = arena_alloc(w->arena, w->n * sizeof *r->dropped);
	for (size_t i = 0; i < w->n; i++) {
		const struct rank_entry *e = &w->entries[i];
		int64_t credit = -e->key;

		if (i >= length)
			r->dropped[r->n_dropped++] =
			    (struct rank_mark){ e->bid, "credit" };
		else
			r->longs[r->n_longs++] = (struct rank_long){ e->bid,
			    credit, credit < 200 ? 1 :
			    (uint64_t)credit / 100 };
	}
	w->n = r->n_longs;
}

static int
by_leaf(const void *left, const void *right)
{
	const struct rank_entry *a = left, *b = right;

	return (a->bid > b->bid) - (a->bid < b->bid);
}

/* The walk goes in leaf order, whatever order credit makes. */
void
rank_by_credit(struct rank_work *w)
{
	struct ranking *r = w->r;
	struct rank_entry *drawn;
	uint64_t *weights, *of_bid;
	size_t *taken, k = (size_t)w->c->rule->shortlist;

	make_long(w);
	k = k < w->n ? k : w->n;
	of_bid = arena_alloc(w->arena, w->c->n * sizeof *of_bid);
	for (size_t i = 0; i < r->n_longs; i++)
		of_bid[r->longs[i].bid] = r->longs[i].tickets;
	qsort(w->entries, w->n, sizeof *w->entries, by_leaf);
	weights = arena_alloc(w->arena, w->n * sizeof *weights);
	for (size_t i = 0; i < w->n; i++)
		weights[i] = of_bid[w->entries[i].bid];
	taken = arena_alloc(w->arena, k * sizeof *taken);
	r->ints = arena_alloc(w->arena, k * sizeof *r->ints);
	r->n_ints = draw_shortlist(w->arena, w->c->seed, weights, w->n, k,
	    taken, r->ints);
	drawn = arena_alloc(w->arena, k * sizeof *drawn);
	for (size_t i = 0; i < r->n_ints; i++)
		drawn[i] = w->entries[taken[i]];
	w->entries = drawn;
	w->n = r->n_ints;
}
