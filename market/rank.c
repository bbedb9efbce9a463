/* SPDX-License-Identifier: Apache-2.0 */
/* rank.c: the ranking of opened bids. */
#include "market/rank.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

/* Puts the valid bids in order; may leave some out by making r->n smaller. */
typedef void order_fn(const struct rank_case *c, struct ranking *r);

static order_fn order_lowest;

static const struct {
	const char *code;
	order_fn *order;
} rules[] = {
	[RANK_LOWEST] = { "lowest", order_lowest },
};

static int
by_price(const void *left, const void *right)
{
	const struct rank_place *a = left, *b = right;

	if (a->amount_fen != b->amount_fen)
		return a->amount_fen < b->amount_fen ? -1 : 1;
	return memcmp(a->hash, b->hash, DRAW_HASH);
}

static void
order_lowest(const struct rank_case *c, struct ranking *r)
{
	(void)c;
	qsort(r->places, r->n, sizeof *r->places, by_price);
}

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

/* Those that are out, and a place for each of the others. */
static void
part(const struct rank_case *c, struct ranking *r)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct rank_bid *bid = &c->bids[i];
		struct rank_place *place = &r->places[r->valid];

		if (bid->out != NULL) {
			r->out[r->n_out++] = i;
			continue;
		}
		if (bid->amount_fen < 1)
			bug("rank: a valid bid without a price");
		place->bid = i;
		place->amount_fen = bid->amount_fen;
		draw_rank(place->hash, c->seed, bid->name);
		r->valid++;
	}
}

void
rank_run(struct arena *a, const struct rank_case *c, struct ranking *r)
{
	*r = (struct ranking){ .valid = 0 };
	r->places = arena_alloc(a, (c->n + 1) * sizeof *r->places);
	r->out = arena_alloc(a, (c->n + 1) * sizeof *r->out);
	part(c, r);
	r->failed = r->valid == 0 || (int64_t)r->valid < c->min_entrants;
	if (r->failed)
		return;
	r->n = r->valid;
	rules[c->rule].order(c, r);
}
