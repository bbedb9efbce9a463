/* SPDX-License-Identifier: Apache-2.0 */
/* rank_test.c: who wins, with the example of domain.md 6.2. */
#include "market/rank.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "market/base/digits.h"
#include "market/base/err.h"

Suite *rank_suite(void);

static const struct rank_bid example[] = {
	{ "B1", 4680000, NULL }, { "B2", 4950000, NULL },
	{ "B3", 5100000, NULL }, { "B4", 4680000, NULL },
	{ "B5", 5300000, NULL }, { "B6", 5600000, NULL },
	{ "B7", 3900000, NULL },
};

static unsigned char seed[DRAW_SEED];
static struct arena arena;

static void
setup(void)
{
	ck_assert(digits_unhex("326eaa548e7bb1b3e97ff8e26929630f"
	    "a0c04a21179ec71afe5f6b62d0796b81", seed, sizeof seed));
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_release(&arena);
}

static struct ranking
ranked(const struct rank_bid *bids, size_t n, int64_t min_entrants)
{
	const struct rank_case c = {
		.rule = RANK_LOWEST, .seed = seed, .bids = bids, .n = n,
		.min_entrants = min_entrants,
	};
	struct ranking r;

	rank_run(&arena, &c, &r);
	return r;
}

static void
is_order(const struct ranking *r, const struct rank_bid *bids,
    const char *names)
{
	char got[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < r->n; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s",
		    i ? " " : "", bids[r->places[i].bid].name);
	ck_assert_str_eq(got, names);
}

START_TEST(the_lowest_price_wins)
{
	struct ranking r = ranked(example, 7, 3);

	ck_assert(!r.failed);
	ck_assert_uint_eq(r.valid, 7);
	ck_assert_uint_eq(r.n_out, 0);
	is_order(&r, example, "B7 B4 B1 B2 B3 B5 B6");
	ck_assert_int_eq(r.places[0].amount_fen, 3900000);
}
END_TEST

START_TEST(a_tie_is_broken_by_rank_hash)
{
	struct ranking r = ranked(example, 6, 3);

	is_order(&r, example, "B4 B1 B2 B3 B5 B6");
	ck_assert_int_lt(memcmp(r.places[0].hash, r.places[1].hash,
	    DRAW_HASH), 0);
}
END_TEST

/* The first case of domain.md 6.5. */
START_TEST(bids_that_are_out_are_listed_and_not_ranked)
{
	static const struct rank_bid bids[] = {
		{ "B1", 4680000, NULL }, { "B2", 6000001, "over-ceiling" },
		{ "B3", 0, "suspended" }, { "B4", 4680000, NULL },
		{ "B7", 3000000, NULL },
	};
	struct ranking r = ranked(bids, COUNT(bids), 3);

	is_order(&r, bids, "B7 B4 B1");
	ck_assert_uint_eq(r.valid, 3);
	ck_assert_uint_eq(r.n_out, 2);
	ck_assert_uint_eq(r.out[0], 1);
	ck_assert_uint_eq(r.out[1], 2);
	ck_assert(ranked(bids, COUNT(bids), 4).failed);
}
END_TEST

static const struct {
	size_t n;
	int64_t min_entrants;
	bool failed;
} few[] = {
	{ 0, 0, true }, { 0, 3, true }, { 1, 0, false }, { 1, 1, false },
	{ 2, 3, true }, { 3, 3, false }, { 7, 100, true },
};

START_TEST(too_few_bids_fail_and_rank_nobody)
{
	struct ranking r = ranked(example, few[_i].n, few[_i].min_entrants);

	ck_assert(r.failed == few[_i].failed);
	ck_assert_uint_eq(r.valid, few[_i].n);
	ck_assert_uint_eq(r.n, few[_i].failed ? 0 : few[_i].n);
}
END_TEST

START_TEST(all_out_is_failed)
{
	static const struct rank_bid bids[] = {
		{ "B1", 1, "format" }, { "B2", 0, "envelope" },
	};
	struct ranking r = ranked(bids, 2, 0);

	ck_assert(r.failed);
	ck_assert_uint_eq(r.n_out, 2);
}
END_TEST

/* Numbers for tests, the same each time (xorshift). */
static uint64_t
next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

struct random_case {
	size_t n;
	struct rank_bid bids[40];
	char names[40][8];
};

static void
make(struct random_case *c, uint64_t *state)
{
	c->n = 1 + next(state) % 40;
	for (size_t i = 0; i < c->n; i++) {
		snprintf(c->names[i], sizeof c->names[i], "N%u",
		    (unsigned)i % 100);
		c->bids[i] = (struct rank_bid){ .name = c->names[i],
		    .amount_fen = 1 + (int64_t)(next(state) % 10),
		    .out = next(state) % 5 ? NULL : "related" };
	}
}

START_TEST(winner_is_the_minimum_and_ties_follow_the_hash)
{
	uint64_t state = 88172645463325252u + (unsigned)_i;
	struct random_case c;
	struct ranking r;
	size_t valid = 0;

	make(&c, &state);
	r = ranked(c.bids, c.n, 0);
	for (size_t i = 0; i < c.n; i++) {
		valid += c.bids[i].out == NULL;
		if (!r.failed && c.bids[i].out == NULL)
			ck_assert_int_ge(c.bids[i].amount_fen,
			    r.places[0].amount_fen);
	}
	ck_assert_uint_eq(r.valid, valid);
	ck_assert_uint_eq(r.n, valid);
	ck_assert_uint_eq(r.n_out, c.n - valid);
	for (size_t i = 0; i < r.n; i++) {
		const struct rank_place *p = &r.places[i];
		unsigned char hash[DRAW_HASH];

		ck_assert_ptr_null(c.bids[p->bid].out);
		ck_assert_int_eq(p->amount_fen, c.bids[p->bid].amount_fen);
		draw_rank(hash, seed, c.bids[p->bid].name);
		ck_assert_mem_eq(p->hash, hash, DRAW_HASH);
		if (i == 0 || p[-1].amount_fen < p->amount_fen)
			continue;
		ck_assert_int_eq(p[-1].amount_fen, p->amount_fen);
		ck_assert_int_lt(memcmp(p[-1].hash, p->hash, DRAW_HASH), 0);
	}
}
END_TEST

START_TEST(the_order_of_the_bids_does_not_matter)
{
	uint64_t state = 4711u + (unsigned)_i;
	struct random_case c, turned;
	struct ranking r, again;

	make(&c, &state);
	r = ranked(c.bids, c.n, 0);
	turned = c;
	for (size_t i = c.n - 1; i > 0; i--) {
		size_t j = next(&state) % (i + 1);
		struct rank_bid bid = turned.bids[i];

		turned.bids[i] = turned.bids[j];
		turned.bids[j] = bid;
	}
	again = ranked(turned.bids, turned.n, 0);
	ck_assert_uint_eq(again.n, r.n);
	for (size_t i = 0; i < r.n; i++)
		ck_assert_str_eq(turned.bids[again.places[i].bid].name,
		    c.bids[r.places[i].bid].name);
}
END_TEST

START_TEST(another_loser_or_a_cheaper_winner_changes_nothing)
{
	struct rank_bid bids[COUNT(example)];
	struct ranking r;

	memcpy(bids, example, sizeof bids);
	bids[5].amount_fen = INT64_C(10000000000000);
	bids[6].amount_fen = 1;
	r = ranked(bids, COUNT(bids), 3);
	is_order(&r, bids, "B7 B4 B1 B2 B3 B5 B6");
}
END_TEST

START_TEST(ten_thousand_bids_take_less_than_a_second)
{
	enum { MANY = 10000 };
	static struct rank_bid bids[MANY];
	static char names[MANY][24];
	struct timespec from, to;
	struct ranking r;

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "9142010%010u", i);
		bids[i] = (struct rank_bid){ .name = names[i],
		    .amount_fen = INT64_C(10000000000000) - i % 3 };
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	r = ranked(bids, MANY, 3);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ck_assert_uint_eq(r.n, MANY);
	ck_assert_int_eq(bids[r.places[0].bid].amount_fen,
	    INT64_C(9999999999998));
	ck_assert_int_lt((to.tv_sec - from.tv_sec) * 1000 +
	    (to.tv_nsec - from.tv_nsec) / 1000000, 1000);
}
END_TEST

START_TEST(a_valid_bid_without_a_price_is_a_bug)
{
	static const struct rank_bid bid = { "B1", 0, NULL };

	ranked(&bid, 1, 0);
}
END_TEST

START_TEST(rules_have_codes)
{
	enum rank_rule rule = RANK_RULES;

	ck_assert_str_eq(rank_rule_code(RANK_LOWEST), "lowest");
	ck_assert(rank_rule_of_code("lowest", &rule));
	ck_assert_int_eq(rule, RANK_LOWEST);
	ck_assert(!rank_rule_of_code("highest", &rule));
}
END_TEST

Suite *
rank_suite(void)
{
	Suite *s = suite_create("rank");
	TCase *t = tcase_create("rank");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, the_lowest_price_wins);
	tcase_add_test(t, a_tie_is_broken_by_rank_hash);
	tcase_add_test(t, bids_that_are_out_are_listed_and_not_ranked);
	tcase_add_loop_test(t, too_few_bids_fail_and_rank_nobody, 0,
	    COUNT(few));
	tcase_add_test(t, all_out_is_failed);
	tcase_add_loop_test(t, winner_is_the_minimum_and_ties_follow_the_hash,
	    0, 30);
	tcase_add_loop_test(t, the_order_of_the_bids_does_not_matter, 0, 30);
	tcase_add_test(t, another_loser_or_a_cheaper_winner_changes_nothing);
	tcase_add_test(t, ten_thousand_bids_take_less_than_a_second);
	tcase_add_test_raise_signal(t, a_valid_bid_without_a_price_is_a_bug,
	    SIGABRT);
	tcase_add_test(t, rules_have_codes);
	return s;
}
