/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rank.c: rankings, for the bench and for whoever compares implementations.
 *	rank speed ROUNDS	«RULE MS» a rule: 10,000 bids, the median of
 *		so many runs; «case MS»: the slowest as a text, read, ranked
 *		and written
 *	rank cases FROM TO	made-up cases of these numbers, of each rule:
 *		lines «case RULE/NUMBER BASE64», «want RULE/NUMBER BASE64»
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "tests/cases.h"

enum { ROUNDS = 1000, TEXT = 32 << 20 };

static int64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int
rising(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void
print_median(const char *name, int64_t *us, size_t n)
{
	qsort(us, n, sizeof *us, rising);
	printf("%s %.1f\n", name, (double)us[n / 2] / 1000);
}

/* The hardest there is: all are valid, kept, marked, drawn. */
static void
ten_thousand(struct arena *a, struct rank_case *c, unsigned rule)
{
	struct rule *r = arena_alloc(a, sizeof *r);
	struct rank_bid *bids = arena_alloc(a, RANK_BIDS * sizeof *bids);
	uint64_t state = 20261126;

	made_case(a, c, (enum rank_rule)rule, 7, RANK_BIDS);
	*r = *c->rule;
	r->min_entrants = 3;
	r->length = r->shortlist = RANK_BIDS;
	r->alp_mean_pct = r->alp_next_pct = c->rule->alp_mean_pct +
	    c->rule->alp_next_pct > 0;
	if (r->quote != NULL) {
		r->quote = "amount";
		r->ceiling_fen = MONEY_MAX;
		r->floor_fen = 1;
		r->n = 0;
	}
	for (size_t i = 0; i < RANK_BIDS; i++) {
		int64_t *totals = arena_alloc(a, 9 * sizeof *totals);

		bids[i] = c->bids[i];
		bids[i].why = NULL;
		bids[i].offer = MONEY_MAX - dice_of(&state, 1000000);
		bids[i].second = MONEY_MAX - dice_of(&state, 1000000);
		for (int k = 0; k < 9; k++)
			totals[k] = dice_of(&state, RANK_TOTAL + 1);
		bids[i].totals = totals;
		bids[i].credit = dice_of(&state, RANK_CREDIT_MAX + 1);
	}
	c->rule = r;
	c->bids = bids;
}

static int64_t
one_run(const struct rank_case *c)
{
	int64_t begin = now_us();
	struct ranking r;
	struct arena a;

	arena_init(&a);
	rank_run(&a, c, &r);
	if (r.failed || r.valid != RANK_BIDS)
		bug("rank: not all are valid");
	arena_release(&a);
	return now_us() - begin;
}

static int64_t
one_text(const struct buf *text)
{
	int64_t begin = now_us();
	struct rank_bad bad;
	struct arena a;
	struct buf out;

	arena_init(&a);
	buf_init(&out, TEXT);
	if (!rank_text(&a, text->data, text->len, &out, &bad))
		bug("rank: line %zu", bad.line);
	buf_release(&out);
	arena_release(&a);
	return now_us() - begin;
}

static int
speed(size_t rounds)
{
	static int64_t us[ROUNDS];
	struct rank_case c;
	struct arena a;
	struct buf text;

	arena_init(&a);
	buf_init(&text, TEXT);
	for (unsigned i = 0; i < RANK_RULES; i++) {
		ten_thousand(&a, &c, i);
		for (size_t k = 0; k < rounds; k++)
			us[k] = one_run(&c);
		print_median(rank_rule_code((enum rank_rule)i), us, rounds);
	}
	ten_thousand(&a, &c, RANK_CREDIT);
	if (!rank_case_write(&text, &c))
		bug("rank: no case");
	for (size_t k = 0; k < rounds; k++)
		us[k] = one_text(&text);
	print_median("case", us, rounds);
	buf_release(&text);
	arena_release(&a);
	return 0;
}

static void
print(const char *key, unsigned rule, int64_t number, const struct buf *text)
{
	struct buf out;

	buf_init(&out, TEXT);
	base64_write(&out, text->data, text->len);
	printf("%s %s/%d %s\n", key, rank_rule_code((enum rank_rule)rule),
	    (int)number, out.data);
	buf_release(&out);
}

static int
cases(int64_t from, int64_t to)
{
	for (int64_t i = from; i < to; i++)
		for (unsigned rule = 0; rule < RANK_RULES; rule++) {
			struct rank_case c;
			struct rank_bad bad;
			struct buf text, out;
			struct arena a;

			arena_init(&a);
			buf_init(&text, TEXT);
			buf_init(&out, TEXT);
			made_case(&a, &c, (enum rank_rule)rule, (uint64_t)i,
			    SIZE_MAX);
			if (!rank_case_write(&text, &c) || !rank_text(&a,
			    text.data, text.len, &out, &bad))
				bug("rank: no case");
			print("case", rule, i, &text);
			print("want", rule, i, &out);
			buf_release(&text);
			buf_release(&out);
			arena_release(&a);
		}
	return 0;
}

int
main(int argc, char **argv)
{
	int64_t a, b;

	if (argc == 3 && strcmp(argv[1], "speed") == 0 &&
	    digits_int(argv[2], 1, ROUNDS, &a))
		return speed((size_t)a);
	if (argc == 4 && strcmp(argv[1], "cases") == 0 &&
	    digits_int(argv[2], 0, 1000000, &a) &&
	    digits_int(argv[3], 0, 1000000, &b))
		return cases(a, b);
	fprintf(stderr, "usage: rank speed ROUNDS | cases FROM TO\n");
	return 2;
}
