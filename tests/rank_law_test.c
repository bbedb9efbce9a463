/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rank_law_test.c: domain.md 6 read a second time, with fractions and no
 * care for speed, and the properties of 6.6, over made-up cases.
 */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/note.h"
#include "tests/cases.h"

Suite *rank_law_suite(void);

enum { MOST = 64, CASES = 400 };

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_release(&arena);
}

/* ---- fractions: a/b with b > 0, small enough to be multiplied ---- */

__extension__ typedef __int128 wide;

struct fraction {
	wide a, b;
};

static int
compare(struct fraction x, struct fraction y)
{
	wide left = x.a * y.b, right = y.a * x.b;

	return (left > right) - (left < right);
}

static struct fraction
whole(int64_t n)
{
	return (struct fraction){ n, 1 };
}

static struct fraction
plus(struct fraction x, struct fraction y)
{
	return (struct fraction){ x.a * y.b + y.a * x.b, x.b * y.b };
}

static struct fraction
minus(struct fraction x, struct fraction y)
{
	return plus(x, (struct fraction){ -y.a, y.b });
}

static struct fraction
magnitude(struct fraction x)
{
	return x.a < 0 ? (struct fraction){ -x.a, x.b } : x;
}

/* The largest whole number that is not above it; it is not negative. */
static int64_t
rounded_down(struct fraction x)
{
	return (int64_t)(x.a / x.b);
}

/* ---- the law ---- */

/* A valid bid, and what it is compared by. */
struct one {
	const struct rank_bid *bid;
	int64_t p;
	struct fraction score;		/* the smaller is the better */
	unsigned char hash[32];
};

struct law {
	const struct rank_case *c;
	struct one all[MOST];		/* in leaf order, then in order */
	size_t n;
	struct buf *out;
};

static bool
rule_is(const struct law *l, const char *code)
{
	return strcmp(l->c->rule->rule, code) == 0;
}

static bool
better(const struct one *x, const struct one *y)
{
	int by = compare(x->score, y->score);

	if (by == 0)
		by = (x->p > y->p) - (x->p < y->p);
	return by < 0 || (by == 0 && memcmp(x->hash, y->hash, 32) < 0);
}

/* Each goes before the first that it is better than. */
static void
sort(struct law *l)
{
	for (size_t i = 1; i < l->n; i++)
		for (size_t j = i; j > 0 && better(&l->all[j],
		    &l->all[j - 1]); j--) {
			struct one swap = l->all[j];

			l->all[j] = l->all[j - 1];
			l->all[j - 1] = swap;
		}
}

/* An offer's price, half a fen rounded up; and what is wrong with it. */
static const char *
limits(const struct rule *r, int64_t offer, int64_t *p)
{
	*p = offer;
	if (strcmp(r->price, "none") == 0)
		return NULL;
	if (strcmp(r->quote, "rate") == 0) {
		*p = rounded_down(plus((struct fraction){ (wide)r->ceiling_fen
		    * (10000 - offer), 10000 }, (struct fraction){ 1, 2 }));
		return offer < r->rate_min ? "over-ceiling" :
		    offer > r->rate_max || *p < 1 ? "under-floor" : NULL;
	}
	return offer > r->ceiling_fen ? "over-ceiling" :
	    offer < r->floor_fen ? "under-floor" : NULL;
}

static void
law_in_or_out(struct law *l)
{
	for (size_t i = 0; i < l->c->n; i++) {
		const struct rank_bid *b = &l->c->bids[i];
		const char *why = b->why;
		int64_t p = 0;

		if (why == NULL)
			why = limits(l->c->rule, b->offer, &p);
		if (why != NULL) {
			buf_printf(l->out, "out %s %s\n", b->name, why);
			continue;
		}
		ck_assert_uint_lt(l->n, MOST);
		l->all[l->n++] = (struct one){ .bid = b, .p = p,
		    .score = whole(0) };
	}
}

static void
law_second_offers(struct law *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct one *x = &l->all[i];
		const char *code, *why = NULL;
		int64_t p = 0;

		if (x->bid->second == -1) {
			why = "silent";
		} else {
			code = limits(l->c->rule, x->bid->second, &p);
			if (p > x->p)
				why = "second-higher";
			else if (code && strcmp(code, "under-floor") == 0)
				why = "second-under-floor";
		}
		if (why == NULL)
			x->p = p;
		else
			buf_printf(l->out, "first-stands %s %s\n",
			    x->bid->name, why);
	}
}

static void
law_draw(struct law *l)
{
	struct law copy = *l;

	for (size_t i = 0; i < l->n; i++)
		draw_rank(l->all[i].hash, l->c->seed, l->all[i].bid->name);
	copy = *l;
	for (size_t i = 0; i < copy.n; i++)
		copy.all[i].p = 0;
	sort(&copy);
	buf_text(l->out, "draw");
	for (size_t i = 0; i < copy.n; i++)
		buf_printf(l->out, " %s", copy.all[i].bid->name);
	buf_text(l->out, "\n");
}

/* What the lines «dropped» say; the dropped are taken out. */
static void
law_trim(struct law *l, struct buf *dropped)
{
	if (l->c->rule->trim_min == 0 ||
	    (int64_t)l->n < l->c->rule->trim_min)
		return;
	for (int high = 0; high < 2; high++) {
		size_t at = 0;

		for (size_t i = 1; i < l->n; i++) {
			int64_t up = high ? l->all[i].p - l->all[at].p :
			    l->all[at].p - l->all[i].p;

			if (up > 0 || (up == 0 && memcmp(l->all[i].hash,
			    l->all[at].hash, 32) > 0))
				at = i;
		}
		buf_printf(dropped, "dropped %s %s\n",
		    l->all[at].bid->name, high ? "high" : "low");
		memmove(&l->all[at], &l->all[at + 1],
		    (l->n - at - 1) * sizeof l->all[0]);
		l->n--;
	}
}

static void
law_mean(struct law *l)
{
	const struct rule *r = l->c->rule;
	struct fraction mean = { 0, 1 }, middle;
	struct buf dropped;
	uint64_t x = 0;

	buf_init(&dropped, 1 << 20);
	law_trim(l, &dropped);
	for (size_t i = 0; i < l->n; i++)
		mean.a += l->all[i].p;
	mean.b = (wide)l->n;
	middle = mean;
	if (rule_is(l, "reference")) {
		x = draw_int(l->c->seed, "base-percent",
		    (uint64_t)r->base_count);
		/* base per cent of the mean, half a fen rounded up */
		middle.a *= r->base_low + (int64_t)x;
		middle.b *= 100;
		middle = whole(rounded_down(plus(middle,
		    (struct fraction){ 1, 2 })));
		buf_printf(l->out, "base %" PRId64 "\n",
		    r->base_low + (int64_t)x);
	}
	buf_printf(l->out, "mean %" PRId64 " %zu\n", (int64_t)mean.a, l->n);
	if (rule_is(l, "reference"))
		buf_printf(l->out, "ref-fen %" PRId64 "\n",
		    (int64_t)middle.a);
	buf_text(l->out, dropped.len ? dropped.data : "");
	if (rule_is(l, "reference"))
		buf_printf(l->out, "int base-percent %" PRId64 " %" PRIu64
		    "\n", r->base_count, x);
	for (size_t i = 0; i < l->n; i++)
		l->all[i].score = magnitude(minus(whole(l->all[i].p),
		    middle));
	sort(l);
	buf_release(&dropped);
}

/* The mean of the totals that count: as a part of 100 points. */
static struct fraction
law_quality(const int64_t *totals, int64_t n)
{
	int64_t sorted[9], sum = 0, drop = n >= 5;

	memcpy(sorted, totals, (size_t)n * sizeof *totals);
	for (int64_t i = 1; i < n; i++)
		for (int64_t j = i; j > 0 && sorted[j] < sorted[j - 1]; j--) {
			int64_t swap = sorted[j];

			sorted[j] = sorted[j - 1];
			sorted[j - 1] = swap;
		}
	for (int64_t i = drop; i < n - drop; i++)
		sum += sorted[i];
	return (struct fraction){ sum, (n - 2 * drop) * 10000 };
}

/* Points: the weight by the least price over p, the rest by quality. */
static void
law_points(struct law *l)
{
	const struct rule *r = l->c->rule;
	int64_t least = INT64_MAX;

	for (size_t i = 0; i < l->n; i++)
		least = l->all[i].p < least ? l->all[i].p : least;
	for (size_t i = 0; i < l->n; i++) {
		struct one *x = &l->all[i];
		struct fraction q = law_quality(x->bid->totals,
		    r->evaluators), points;

		q.a *= 100 - r->price_weight;
		points = plus((struct fraction){ (wide)r->price_weight *
		    least, x->p }, q);
		x->score = (struct fraction){ -points.a, points.b };
	}
	sort(l);
}

static void
law_credit(struct law *l)
{
	const struct rule *r = l->c->rule;
	struct law left = *l;		/* the long list in leaf order */
	size_t longs, n = 0;

	for (size_t i = 0; i < l->n; i++)
		l->all[i].score = whole(-l->all[i].bid->credit);
	sort(l);
	longs = l->n < (size_t)r->length ? l->n : (size_t)r->length;
	for (size_t i = longs; i < l->n; i++)
		buf_printf(l->out, "dropped %s credit\n",
		    l->all[i].bid->name);
	for (size_t i = 0; i < longs; i++)
		buf_printf(l->out, "long %zu %s %" PRId64 " %" PRId64 "\n",
		    i + 1, l->all[i].bid->name, l->all[i].bid->credit,
		    l->all[i].bid->credit / 100 > 1 ?
		    l->all[i].bid->credit / 100 : 1);
	left.n = 0;
	for (size_t i = 0; i < l->c->n; i++)
		for (size_t j = 0; j < longs; j++)
			if (l->all[j].bid == &l->c->bids[i])
				left.all[left.n++] = l->all[j];
	for (int64_t j = 1; j <= r->shortlist && left.n > 0; j++) {
		const char *label = arena_printf(&arena, "shortlist-%" PRId64,
		    j);
		int64_t sum = 0, x, at = 0, w;

		for (size_t i = 0; i < left.n; i++)
			sum += left.all[i].bid->credit < 100 ? 1 :
			    left.all[i].bid->credit / 100;
		x = (int64_t)draw_int(l->c->seed, label, (uint64_t)sum);
		buf_printf(l->out, "int %s %" PRId64 " %" PRId64 "\n", label,
		    sum, x);
		while (w = left.all[at].bid->credit < 100 ? 1 :
		    left.all[at].bid->credit / 100, x >= w) {
			x -= w;
			at++;
		}
		l->all[n++] = left.all[at];
		memmove(&left.all[at], &left.all[at + 1],
		    (left.n - (size_t)at - 1) * sizeof left.all[0]);
		left.n--;
	}
	l->n = n;
}

/* p is low if (of - p)/of is at least so many per cent of one. */
static bool
law_low(int64_t p, struct fraction of, int64_t percent)
{
	struct fraction part = minus(of, whole(p));

	return percent > 0 && compare((struct fraction){ part.a * of.b,
	    part.b * of.a }, (struct fraction){ percent, 100 }) >= 0;
}

static void
law_marks(struct law *l)
{
	const struct rule *r = l->c->rule;

	for (size_t i = 0; i < l->n; i++) {
		struct fraction mean = { 0, (wide)(l->n - i - 1) };
		int64_t p = l->all[i].p, q = INT64_MAX;
		bool low, next;

		for (size_t j = i + 1; j < l->n; j++) {
			mean.a += l->all[j].p;
			if (l->all[j].p >= p && l->all[j].p < q)
				q = l->all[j].p;
		}
		if (mean.b == 0)
			continue;
		low = law_low(p, mean, r->alp_mean_pct);
		next = q < INT64_MAX && law_low(p, whole(q),
		    r->alp_next_pct);
		if (low || next)
			buf_printf(l->out, "alp %s %s\n",
			    l->all[i].bid->name, low && next ? "mean next" :
			    low ? "mean" : "next");
	}
}

static void
law_order(struct law *l)
{
	if (rule_is(l, "average") || rule_is(l, "reference"))
		law_mean(l);
	else if (rule_is(l, "composite"))
		law_points(l);
	else if (rule_is(l, "credit"))
		law_credit(l);
	else
		sort(l);
	for (size_t i = 0; i < l->n; i++)
		buf_text(l->out, arena_printf(&arena, "rank %zu %s %s\n",
		    i + 1, l->all[i].bid->name,
		    strcmp(l->c->rule->price, "none") == 0 ? "-" :
		    arena_printf(&arena, "%" PRId64, l->all[i].p)));
	for (size_t i = 0; rule_is(l, "composite") && i < l->n; i++)
		buf_printf(l->out, "total %s %" PRId64 "\n",
		    l->all[i].bid->name, rounded_down((struct fraction){
		    -l->all[i].score.a * 10000, l->all[i].score.b }));
	law_marks(l);
}

/* The whole ranking as the law has it. */
static void
law(struct buf *out, const struct rank_case *c, const char *hash)
{
	struct law l = { .c = c, .out = out };
	size_t need = c->rule->min_entrants > 1 ?
	    (size_t)c->rule->min_entrants : 1;

	buf_printf(out, "sealbid/v1 ranking\ncase %s\nrule %s\n", hash,
	    c->rule->rule);
	law_in_or_out(&l);
	if (rule_is(&l, "bafo"))
		law_second_offers(&l);
	buf_printf(out, "valid %zu\n", l.n);
	if (l.n < need) {
		buf_text(out, "failed too-few\n");
		return;
	}
	law_draw(&l);
	law_order(&l);
}

START_TEST(every_ranking_is_what_the_law_says)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct buf text, ours, laws;
		struct rank_case c;
		struct rank_bad bad;
		unsigned char hash[32];
		char hex[65];

		made_case(&arena, &c, (enum rank_rule)_i, k, SIZE_MAX);
		buf_init(&text, 1 << 20);
		buf_init(&ours, 1 << 20);
		buf_init(&laws, 1 << 20);
		ck_assert(rank_case_write(&text, &c));
		ck_assert_msg(rank_text(&arena, text.data, text.len, &ours,
		    &bad), "line %zu: %s\n%s", bad.line, bad.words,
		    text.data);
		note_hash(hash, text.data, text.len);
		law(&laws, &c, digits_hex(hex, hash, 32));
		ck_assert_msg(strcmp(ours.data, laws.data) == 0,
		    "%s\n%s\n%s", text.data, ours.data, laws.data);
		buf_release(&text);
		buf_release(&ours);
		buf_release(&laws);
		arena_reset(&arena);
	}
}
END_TEST

/* ---- properties (domain.md 6.6) ---- */

static struct ranking
ranked(const struct rank_case *c)
{
	struct ranking r;

	rank_run(&arena, c, &r);
	return r;
}

static bool
is_out(const struct ranking *r, size_t bid)
{
	for (size_t i = 0; i < r->n_out; i++)
		if (r->out[i].bid == bid)
			return true;
	return false;
}

static void
assert_p1_p3_p4(const struct rank_case *c, const struct ranking *r)
{
	bool drawn[MOST] = { false }, placed[MOST] = { false };

	ck_assert_int_eq(r->failed, r->valid == 0 ||
	    (int64_t)r->valid < c->rule->min_entrants);
	ck_assert_uint_eq(r->valid + r->n_out, c->n);
	if (r->failed) {
		ck_assert_uint_eq(r->n, 0);
		return;
	}
	for (size_t i = 0; i < r->valid; i++) {
		ck_assert(!is_out(r, r->drawn[i]));
		ck_assert(!drawn[r->drawn[i]]);
		drawn[r->drawn[i]] = true;
	}
	for (size_t i = 0; i < r->n_dropped; i++)
		placed[r->dropped[i].bid] = true;
	for (size_t i = 0; i < r->n; i++) {
		ck_assert(drawn[r->places[i].bid]);
		ck_assert(!placed[r->places[i].bid]);
		placed[r->places[i].bid] = true;
	}
}

/* By name, as an order of the bids would show it. */
static const char *
names_in_order(const struct rank_case *c, const struct ranking *r)
{
	const char *all = "";

	for (size_t i = 0; i < r->n; i++)
		all = arena_printf(&arena, "%s %s:%" PRId64 ":%" PRId64
		    ":%d%d", all, c->bids[r->places[i].bid].name,
		    r->places[i].amount_fen, r->places[i].total,
		    r->places[i].mean, r->places[i].next);
	return all;
}

/* P2: turned around, and with one more that is out (P9). */
static void
assert_p2_p9(const struct rank_case *c, const struct ranking *r)
{
	struct rank_bid *bids = arena_alloc(&arena,
	    (c->n + 1) * sizeof *bids);
	struct rank_case other = *c;
	struct ranking again;

	other.bids = bids;
	for (size_t i = 0; i < c->n; i++)
		bids[i] = c->bids[c->n - 1 - i];
	again = ranked(&other);
	if (strcmp(c->rule->rule, "credit") != 0)
		ck_assert_str_eq(names_in_order(&other, &again),
		    names_in_order(c, r));
	memcpy(bids + 1, c->bids, c->n * sizeof *bids);
	bids[0] = (struct rank_bid){ .name = "one/more", .second = -1,
	    .why = "recused" };
	other.n++;
	again = ranked(&other);
	ck_assert_str_eq(names_in_order(&other, &again),
	    names_in_order(c, r));
	ck_assert_uint_eq(again.n_out, r->n_out + 1);
}

/* P10, P11, P12 */
static void
assert_ranges(const struct rank_case *c, const struct ranking *r)
{
	const struct rule *rule = c->rule;

	if (r->failed)
		return;
	if (strcmp(rule->rule, "reference") == 0) {
		ck_assert_int_le(rule->base_low, r->base);
		ck_assert_int_lt(r->base, rule->base_low + rule->base_count);
	}
	ck_assert_uint_eq(r->n_dropped > 0 && r->kept > 0,
	    r->kept > 0 && 0 < rule->trim_min &&
	    rule->trim_min <= (int64_t)r->valid);
	for (size_t i = 0; i < r->n; i++) {
		ck_assert_int_ge(r->places[i].total, 0);
		ck_assert_int_le(r->places[i].total, 1000000);
	}
	if (strcmp(rule->rule, "credit") != 0)
		return;
	ck_assert_uint_eq(r->n_longs, r->valid < (size_t)rule->length ?
	    r->valid : (size_t)rule->length);
	ck_assert_uint_eq(r->n, r->n_longs < (size_t)rule->shortlist ?
	    r->n_longs : (size_t)rule->shortlist);
	for (size_t i = 0; i < r->n_dropped; i++)
		for (size_t j = 0; j < r->n_longs; j++)
			ck_assert_int_le(c->bids[r->dropped[i].bid].credit,
			    r->longs[j].credit);
	for (size_t i = 0; i < r->n; i++) {
		size_t j = 0;

		while (r->longs[j].bid != r->places[i].bid)
			ck_assert_uint_lt(++j, r->n_longs);
	}
}

START_TEST(the_properties_hold)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct ranking r;

		made_case(&arena, &c, (enum rank_rule)_i, 10000 + k,
		    SIZE_MAX);
		r = ranked(&c);
		assert_p1_p3_p4(&c, &r);
		assert_p2_p9(&c, &r);
		assert_ranges(&c, &r);
		arena_reset(&arena);
	}
}
END_TEST

/* P5: the last at the ceiling, the first at one fen: the order stays. */
START_TEST(a_dearer_loser_or_a_cheaper_winner_changes_nothing)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct ranking r, again;
		struct rank_bid *bids;
		struct rule rule;

		made_case(&arena, &c, RANK_LOWEST, 20000 + k, SIZE_MAX);
		r = ranked(&c);
		if (r.n < 2 || strcmp(c.rule->quote, "rate") == 0)
			continue;
		for (size_t i = 0; i < r.n; i++)
			ck_assert_int_ge(r.places[i].amount_fen,
			    r.places[0].amount_fen);
		rule = *c.rule;
		rule.floor_fen = 1;
		bids = arena_alloc(&arena, c.n * sizeof *bids);
		memcpy(bids, c.bids, c.n * sizeof *bids);
		bids[r.places[0].bid].offer = 1;
		bids[r.places[r.n - 1].bid].offer = c.rule->ceiling_fen;
		/* A lower floor must not let others in. */
		for (size_t i = 0; i < r.n_out; i++)
			bids[r.out[i].bid].why = "related";
		c.bids = bids;
		c.rule = &rule;
		again = ranked(&c);
		ck_assert_uint_eq(again.n, r.n);
		for (size_t i = 0; i < r.n; i++)
			ck_assert_uint_eq(again.places[i].bid,
			    r.places[i].bid);
		arena_reset(&arena);
	}
}
END_TEST

/* P7 */
START_TEST(an_average_does_not_mind_another_unit)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct ranking r, again;
		struct rank_bid *bids;
		struct rule rule;
		int64_t a = 1 + (int64_t)k % 9, b = (int64_t)k * 7;

		made_case(&arena, &c, RANK_AVERAGE, 30000 + k, SIZE_MAX);
		if (c.rule->ceiling_fen > 6000001 ||
		    strcmp(c.rule->quote, "rate") == 0)
			continue;
		r = ranked(&c);
		rule = *c.rule;
		rule.ceiling_fen = a * rule.ceiling_fen + b;
		rule.floor_fen = a * rule.floor_fen + b;
		bids = arena_alloc(&arena, (c.n + 1) * sizeof *bids);
		for (size_t i = 0; i < c.n; i++) {
			bids[i] = c.bids[i];
			bids[i].offer = a * bids[i].offer + b;
		}
		c.rule = &rule;
		c.bids = bids;
		again = ranked(&c);
		ck_assert_uint_eq(again.n, r.n);
		for (size_t i = 0; i < r.n; i++) {
			ck_assert_uint_eq(again.places[i].bid,
			    r.places[i].bid);
			ck_assert_int_eq(again.places[i].amount_fen,
			    a * r.places[i].amount_fen + b);
		}
		arena_reset(&arena);
	}
}
END_TEST

/* P10: with more base the reference is not less. */
START_TEST(the_reference_grows_with_its_base)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct rule rule;
		int64_t last = 0;

		made_case(&arena, &c, RANK_REFERENCE, 40000 + k, SIZE_MAX);
		rule = *c.rule;
		c.rule = &rule;
		rule.base_count = 1;
		for (rule.base_low = 1; rule.base_low <= 100;
		    rule.base_low++) {
			struct ranking r = ranked(&c);

			if (r.failed)
				break;
			ck_assert_int_eq(r.base, rule.base_low);
			ck_assert_int_ge(r.ref_fen, last);
			last = r.ref_fen;
		}
		arena_reset(&arena);
	}
}
END_TEST

/* P12 */
START_TEST(who_is_cheapest_and_scored_best_wins)
{
	static const int64_t best[9] = { 10000, 10000, 10000, 10000, 10000,
	    10000, 10000, 10000, 10000 };

	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct rank_bid *bids;
		struct ranking r;
		size_t at;

		made_case(&arena, &c, RANK_COMPOSITE, 50000 + k, SIZE_MAX);
		r = ranked(&c);
		if (r.failed)
			continue;
		at = r.drawn[r.valid - 1];	/* no ties to its favour */
		bids = arena_alloc(&arena, c.n * sizeof *bids);
		memcpy(bids, c.bids, c.n * sizeof *bids);
		for (size_t i = 0; i < r.n; i++) {
			struct rank_bid *b = &bids[r.places[i].bid];
			int64_t *t = arena_alloc(&arena, 9 * sizeof *t);

			for (int64_t e = 0; e < c.rule->evaluators; e++)
				t[e] = b->totals[e] == 10000 ? 9999 :
				    b->totals[e];
			b->totals = t;
		}
		bids[at].totals = best;
		/* The least offer of those that are valid, or the highest
		   rate. */
		for (size_t i = 0; i < r.n; i++) {
			int64_t offer = bids[r.places[i].bid].offer;

			if (strcmp(c.rule->quote, "rate") == 0 ?
			    offer > bids[at].offer : offer < bids[at].offer)
				bids[at].offer = offer;
		}
		c.bids = bids;
		r = ranked(&c);
		/* Of weight only on price others may be as cheap. */
		if (c.rule->price_weight < 100)
			ck_assert_uint_eq(r.places[0].bid, at);
		ck_assert_int_eq(r.places[0].total, 1000000);
		arena_reset(&arena);
	}
}
END_TEST

/* P13: at the limits of everything, against the second derivation. */
START_TEST(ten_thousand_of_the_largest_prices_fit)
{
	enum { MANY = RANK_BIDS };
	static const int64_t full[9] = { 10000, 10000, 10000, 10000, 10000,
	    10000, 10000, 10000, 10000 };
	struct rule rule = { .rule = rank_rule_code((enum rank_rule)_i),
	    .min_entrants = 100, .price = "required", .quote = "amount",
	    .ceiling_fen = MONEY_MAX, .floor_fen = 1, .first.given =
	    _i == RANK_BAFO, .base_low = 100, .base_count = 1,
	    .price_weight = 100 * (_i % 2), .evaluators = 9,
	    .alp_mean_pct = 100, .alp_next_pct = 100 };
	struct rank_bid *bids = arena_alloc(&arena, MANY * sizeof *bids);
	unsigned char seed[DRAW_SEED] = { 1 };
	const struct rank_case c = { &rule, seed, bids, MANY };
	struct ranking r;
	size_t cheap;

	for (size_t i = 0; i < MANY; i++)
		bids[i] = (struct rank_bid){ .name = arena_printf(&arena,
		    "b/%zu", i), .offer = MONEY_MAX, .second = MONEY_MAX,
		    .totals = full };
	r = ranked(&c);
	ck_assert_uint_eq(r.n, MANY);
	for (size_t i = 0; i < MANY; i++) {
		ck_assert_uint_eq(r.places[i].bid, r.drawn[i]);
		ck_assert(!r.places[i].mean && !r.places[i].next);
		ck_assert_int_eq(r.places[i].total, _i == RANK_COMPOSITE ?
		    1000000 : 0);
	}
	ck_assert_int_eq(r.ref_fen, _i == RANK_REFERENCE ? MONEY_MAX : 0);
	/* One fen less decides, at the far end of 64 bits. */
	bids[r.places[MANY - 1].bid].offer--;
	bids[r.places[MANY - 1].bid].second--;
	if (_i == RANK_AVERAGE || _i == RANK_REFERENCE)
		return;
	cheap = r.places[MANY - 1].bid;
	rule.price_weight = 100;
	r = ranked(&c);
	ck_assert_uint_eq(r.places[0].bid, cheap);
}
END_TEST

/* P14 */
START_TEST(no_two_places_have_one_hash)
{
	for (uint64_t k = 0; k < CASES; k++) {
		struct rank_case c;
		struct ranking r;

		made_case(&arena, &c, (enum rank_rule)_i, 60000 + k,
		    SIZE_MAX);
		r = ranked(&c);
		for (size_t i = 0; i < r.n; i++)
			for (size_t j = 0; j < i; j++)
				ck_assert_mem_ne(r.places[i].hash,
				    r.places[j].hash, DRAW_HASH);
		arena_reset(&arena);
	}
}
END_TEST

Suite *
rank_law_suite(void)
{
	Suite *s = suite_create("rank_law");
	TCase *t = tcase_create("law");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_ranking_is_what_the_law_says, 0,
	    RANK_RULES);
	tcase_add_loop_test(t, the_properties_hold, 0, RANK_RULES);
	tcase_add_test(t, a_dearer_loser_or_a_cheaper_winner_changes_nothing);
	tcase_add_test(t, an_average_does_not_mind_another_unit);
	tcase_add_test(t, the_reference_grows_with_its_base);
	tcase_add_test(t, who_is_cheapest_and_scored_best_wins);
	tcase_add_loop_test(t, ten_thousand_of_the_largest_prices_fit, 0,
	    RANK_CREDIT);
	tcase_add_loop_test(t, no_two_places_have_one_hash, 0, RANK_RULES);
	return s;
}
