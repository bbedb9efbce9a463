/* SPDX-License-Identifier: Apache-2.0 */
/* rank.c: the ranking of opened bids: who is in, then the rule's method. */
#include "market/rank.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/rank_core.h"

static const struct {
	const char *code;
	rank_method *method;
} rules[RANK_RULES] = {
	[RANK_LOWEST] = { "lowest", rank_by_price },
	[RANK_AVERAGE] = { "average", rank_by_mean },
	[RANK_REFERENCE] = { "reference", rank_by_reference },
	[RANK_BAFO] = { "bafo", rank_by_price },
	[RANK_COMPOSITE] = { "composite", rank_by_points },
	[RANK_CREDIT] = { "credit", rank_by_credit },
	[RANK_RANDOM] = { "random", rank_by_hash },
};

const char *
rank_rule_code(enum rank_rule rule)
{
	return rules[rule].code;
}

bool
rank_rule_of_code(const char *code, enum rank_rule *rule)
{
	for (unsigned i = 0; i < RANK_RULES; i++)
		if (strcmp(rules[i].code, code) == 0) {
			*rule = (enum rank_rule)i;
			return true;
		}
	return false;
}

static const char *const facts[] = { "envelope", "format", "suspended",
    "recused", "conflict", "requirement", "related" };

const char *
rank_fact_code(size_t i)
{
	return i < COUNT(facts) ? facts[i] : NULL;
}

static const char *
price_of_rate(const struct rule *rule, int64_t rate, int64_t *fen)
{
	if (rate < 0 || rate > RANK_RATE)
		bug("rank: a valid bid without a rate");
	*fen = (rule->ceiling_fen * (RANK_RATE - rate) + RANK_RATE / 2) /
	    RANK_RATE;
	if (rate < rule->rate_min)
		return "over-ceiling";
	return rate > rule->rate_max || *fen < 1 ? "under-floor" : NULL;
}

const char *
rank_price(const struct rule *rule, int64_t offer, int64_t *fen)
{
	*fen = -1;
	if (strcmp(rule->price, "none") == 0)
		return NULL;
	if (strcmp(rule->quote, "rate") == 0)
		return price_of_rate(rule, offer, fen);
	if (offer < 1 || offer > MONEY_MAX)
		bug("rank: a valid bid without a price");
	*fen = offer;
	if (offer > rule->ceiling_fen)
		return "over-ceiling";
	return offer < rule->floor_fen ? "under-floor" : NULL;
}

/* Why the first offer of price *p stands; NULL: the second is *p now. */
static const char *
second_offer(const struct rule *rule, const struct rank_bid *bid, int64_t *p)
{
	const char *code;
	int64_t second;

	if (bid->second < 0)
		return "silent";
	code = rank_price(rule, bid->second, &second);
	if (second > *p)
		return "second-higher";
	if (code != NULL && strcmp(code, "under-floor") == 0)
		return "second-under-floor";
	*p = second;
	return NULL;
}

/* Those that are out, and an entry for each of the others. */
static void
part(struct rank_work *w)
{
	const struct rule *rule = w->c->rule;
	struct ranking *r = w->r;

	for (size_t i = 0; i < w->c->n; i++) {
		const struct rank_bid *bid = &w->c->bids[i];
		struct rank_entry *e = &w->entries[w->n];
		const char *code = bid->why;

		if (code == NULL)
			code = rank_price(rule, bid->offer, &e->p);
		if (code != NULL) {
			r->out[r->n_out++] = (struct rank_mark){ i, code };
			continue;
		}
		e->bid = i;
		w->n++;
		if (!rule->first.given)
			continue;
		code = second_offer(rule, bid, &e->p);
		if (code != NULL)
			r->stands[r->n_stands++] =
			    (struct rank_mark){ i, code };
	}
	r->valid = w->n;
	r->failed = r->valid == 0 || (int64_t)r->valid < rule->min_entrants;
}

static void
begin(struct rank_work *w, struct arena *a, const struct rank_case *c,
    struct ranking *r)
{
	*r = (struct ranking){ .valid = 0 };
	*w = (struct rank_work){ .arena = a, .c = c, .r = r };
	w->entries = arena_alloc(a, (c->n + 1) * sizeof *w->entries);
	r->out = arena_alloc(a, (c->n + 1) * sizeof *r->out);
	r->stands = arena_alloc(a, (c->n + 1) * sizeof *r->stands);
	part(w);
}

static int
by_hash(const void *left, const void *right)
{
	const struct rank_entry *a = left, *b = right;

	return memcmp(a->hash, b->hash, DRAW_HASH);
}

/* The draw alone, whatever the rule makes of it. */
static void
draw(struct rank_work *w)
{
	struct rank_entry *all = arena_alloc(w->arena, w->n * sizeof *all);

	for (size_t i = 0; i < w->n; i++) {
		struct rank_entry *e = &w->entries[i];

		draw_rank(e->hash, w->c->seed, w->c->bids[e->bid].name);
	}
	memcpy(all, w->entries, w->n * sizeof *all);
	qsort(all, w->n, sizeof *all, by_hash);
	w->r->drawn = arena_alloc(w->arena, w->n * sizeof *w->r->drawn);
	for (size_t i = 0; i < w->n; i++)
		w->r->drawn[i] = all[i].bid;
}

static void
place(struct rank_work *w, enum rank_rule rule)
{
	struct ranking *r = w->r;

	r->n = w->n;
	r->places = arena_alloc(w->arena, (w->n + 1) * sizeof *r->places);
	for (size_t i = 0; i < w->n; i++) {
		const struct rank_entry *e = &w->entries[i];

		r->places[i] = (struct rank_place){ .bid = e->bid,
		    .amount_fen = e->p,
		    .total = rule == RANK_COMPOSITE ? e->key : 0 };
		memcpy(r->places[i].hash, e->hash, DRAW_HASH);
	}
}

void
rank_run(struct arena *a, const struct rank_case *c, struct ranking *r)
{
	struct rank_work w;
	enum rank_rule rule;

	begin(&w, a, c, r);
	if (!rank_rule_of_code(c->rule->rule, &rule))
		bug("rank: no rule %s", c->rule->rule);
	if (r->failed)
		return;
	draw(&w);
	rules[rule].method(&w);
	place(&w, rule);
	rank_mark_low(a, c->rule, r->places, r->n);
}

void
rank_valid(struct arena *a, const struct rank_case *c, struct ranking *r)
{
	struct rank_work w;

	begin(&w, a, c, r);
}
