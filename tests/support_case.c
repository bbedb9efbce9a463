/* SPDX-License-Identifier: Apache-2.0 */
/* support_case.c: made-up recalculation cases. */
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"
#include "tests/cases.h"

uint64_t
dice(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

int64_t
dice_of(uint64_t *state, int64_t n)
{
	return (int64_t)(dice(state) >> 11) % n;
}

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static void
make_price(struct arena *a, struct rule *r, uint64_t *d)
{
	static const int64_t ceilings[] = { 7, 12, 100, 6000000, 6000001,
	    MONEY_MAX, MONEY_MAX - 1 };

	r->price = is(r->rule, "credit") || is(r->rule, "random") ? "none" :
	    "required";
	if (is(r->price, "none")) {
		r->fixed_fen = 1 + dice_of(d, MONEY_MAX);
		return;
	}
	r->ceiling_fen = ceilings[dice_of(d, COUNT(ceilings))];
	r->quote = dice_of(d, 4) ? "amount" : "rate";
	if (is(r->quote, "amount")) {
		r->floor_fen = 1 + dice_of(d, 1 + r->ceiling_fen / 2);
		return;
	}
	r->fields = arena_alloc(a, sizeof *r->fields);
	r->fields[0] = (struct rule_field){ "rate-bp", "int" };
	r->n = 1;
	r->rate_min = dice_of(d, 2) ? 0 : dice_of(d, 3000);
	r->rate_max = r->rate_min + dice_of(d, 10000 - r->rate_min);
}

static struct rule *
make_rule(struct arena *a, enum rank_rule rule, uint64_t *d)
{
	struct rule *r = arena_alloc(a, sizeof *r);

	*r = (struct rule){ .rule = rank_rule_code(rule),
	    .min_entrants = dice_of(d, 4), .server = "allowed" };
	make_price(a, r, d);
	if (rule == RANK_BAFO) {
		r->first.given = true;
		r->first.hash[0] = (unsigned char)dice_of(d, 256);
	}
	if (rule == RANK_AVERAGE || rule == RANK_REFERENCE)
		r->trim_min = dice_of(d, 3) ? 3 + dice_of(d, 5) : 0;
	if (rule == RANK_REFERENCE) {
		r->base_low = 1 + dice_of(d, 100);
		r->base_count = 1 + dice_of(d, 101 - r->base_low);
	}
	if (rule == RANK_COMPOSITE) {
		r->price_weight = dice_of(d, 101);
		r->evaluators = 3 + 2 * dice_of(d, 4);
	}
	if (rule == RANK_CREDIT) {
		r->length = 1 + dice_of(d, 12);
		r->shortlist = 1 + dice_of(d, r->length);
	}
	if (rule == RANK_LOWEST || rule == RANK_BAFO ||
	    rule == RANK_COMPOSITE) {
		r->alp_mean_pct = dice_of(d, 3) ? dice_of(d, 101) : 0;
		r->alp_next_pct = dice_of(d, 3) ? dice_of(d, 101) : 0;
	}
	return r;
}

/* Few different ones, so that there are ties; some out of bounds. */
static int64_t
make_offer(const struct rule *r, uint64_t *d)
{
	int64_t span = r->ceiling_fen < 20 ? r->ceiling_fen + 1 :
	    dice_of(d, 2) ? 8 : r->ceiling_fen / 2;
	int64_t x;

	if (is(r->price, "none"))
		return 0;
	if (is(r->quote, "rate")) {
		x = dice_of(d, 3) ? r->rate_min + dice_of(d, 1 +
		    r->rate_max - r->rate_min) : dice_of(d, 10001);
		return x - x % (dice_of(d, 2) ? 1 : 100);
	}
	x = r->ceiling_fen + 1 - dice_of(d, span);
	return x < 1 ? 1 : x > MONEY_MAX ? MONEY_MAX : x;
}

static void
make_bid(struct arena *a, const struct rule *r, struct rank_bid *b, size_t i,
    uint64_t *d)
{
	int64_t *totals;

	b->name = arena_printf(a, "%s/%zu", dice_of(d, 2) ? "N" : "b", i);
	b->second = -1;
	if (dice_of(d, 9) == 0) {
		b->why = rank_fact_code((size_t)dice_of(d, 7));
		return;
	}
	b->offer = make_offer(r, d);
	if (is(r->rule, "bafo") && dice_of(d, 5))
		b->second = make_offer(r, d);
	if (is(r->rule, "credit"))
		b->credit = dice_of(d, 3) ? 9000 + 500 * dice_of(d, 5) :
		    dice_of(d, RANK_CREDIT_MAX + 1);
	if (!is(r->rule, "composite"))
		return;
	totals = arena_alloc(a, (size_t)r->evaluators * sizeof *totals);
	for (int64_t k = 0; k < r->evaluators; k++)
		totals[k] = dice_of(d, 3) ? 8000 + 500 * dice_of(d, 4) :
		    dice_of(d, RANK_TOTAL + 1);
	b->totals = totals;
}

void
made_case(struct arena *a, struct rank_case *c, enum rank_rule rule,
    uint64_t number, size_t n)
{
	uint64_t d = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);
	unsigned char *seed = arena_alloc(a, DRAW_SEED);
	struct rank_bid *bids;

	for (int i = 0; i < 8; i++)
		dice(&d);
	if (n == SIZE_MAX)
		n = (size_t)dice_of(&d, dice_of(&d, 3) ? 9 : 30);
	note_hash(seed, &d, sizeof d);
	c->rule = make_rule(a, rule, &d);
	c->seed = seed;
	bids = arena_alloc(a, (n + 1) * sizeof *bids);
	for (size_t i = 0; i < n; i++)
		make_bid(a, c->rule, &bids[i], i, &d);
	c->bids = bids;
	c->n = n;
}
