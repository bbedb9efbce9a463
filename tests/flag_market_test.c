/* SPDX-License-Identifier: Apache-2.0 */
/* flag_market_test.c: an honest market, and one with rings in it. */
#include "market/flag_rule.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

Suite *flag_market_suite(void);

enum {
	PROJECTS = 2000, ITEMS = 10, OWNERS = 40, AGENCIES = 300,
	POOL = 60,		/* agencies that serve an item */
	MOST = 9, RING = 3
};

/* All that happened so far; the newest thing a look is made of. */
static struct {
	uint32_t x;
	int n[ITEMS], with[ITEMS][AGENCIES];
	int both[ITEMS][POOL][POOL];
	int bids[AGENCIES], lost[AGENCIES];
	int64_t share[OWNERS][ITEMS][AGENCIES];
	int won[AGENCIES], won_of[AGENCIES][ITEMS];
	int64_t digits[ITEMS][9], least[ITEMS], most[ITEMS];
	int64_t gaps[ITEMS][PROJECTS];
	size_t n_gaps[ITEMS];
	unsigned char wins[POOL][POOL][PROJECTS];
	size_t n_wins[POOL][POOL];
	int found[64];		/* projects that a rule asked about */
	int asked, serious;
} w;

static uint32_t
chance(uint32_t n)
{
	w.x = w.x * 1664525U + 1013904223U;
	return (uint32_t)(((uint64_t)w.x * n) >> 32);
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* One project: who bids what.  ring: members bid as they agreed. */
struct play {
	int item, owner, turn;
	size_t n;
	struct flag_bid bids[MOST];
	int slot[MOST];		/* of the item's pool */
	int64_t prices[MOST];
	bool ring;
};

/*
 * Honest calculations: the sum of throws is nearly normal, 0.78 of the
 * ceiling on average with a deviation of 0.09, as prices of free bidders
 * differ (Imhof 2017 finds variations of about a tenth).
 */
static int64_t
honest_price(int64_t ceiling)
{
	int64_t part = 0;

	for (int i = 0; i < 6; i++)
		part += chance(1001);
	return ceiling / 10000 * (4000 + part * 5 / 4) + chance(10000);
}

static void
gather(struct play *p)
{
	int64_t ceiling = 10000000 + (int64_t)chance(90000) * 1000;

	p->item = (int)chance(ITEMS);
	p->owner = (int)chance(OWNERS);
	p->n = 3 + chance(MOST - 4);
	for (size_t i = 0; i < p->n; i++) {
		bool again;

		do {
			p->slot[i] = (int)chance(POOL);
			again = false;
			for (size_t j = 0; j < i; j++)
				again = again || p->slot[j] == p->slot[i];
		} while (again);
		p->bids[i] = (struct flag_bid){ .valid = true,
		    .legal_rep = "", .phone = "", .address = "",
		    .price = honest_price(ceiling) };
	}
}

/* The first RING slots of item 0 take turns; one wins, the others cover. */
static void
conspire(struct play *p)
{
	int64_t low = 6000000 + (int64_t)chance(1000) * 997;

	p->item = 0;
	p->owner = 1;
	p->n = RING + 1;
	p->ring = true;
	for (size_t i = 0; i < RING; i++) {
		p->slot[i] = (int)i;
		p->bids[i].price = (int)i == p->turn % RING ? low :
		    low / 100 * 109 + (int64_t)chance(400) * 100;
	}
	p->slot[RING] = RING + (int)chance(POOL - RING);
	p->bids[RING].price = low / 100 * 111 + (int64_t)chance(400) * 100;
	for (size_t i = 0; i < p->n; i++) {
		p->bids[i].valid = true;
		p->bids[i].legal_rep = p->bids[i].phone =
		    p->bids[i].address = "";
	}
}

static void
remember_digits(const struct play *p)
{
	int64_t own[9], *least = &w.least[p->item], *most = &w.most[p->item];

	flag_digits(p->prices, p->n, own);
	for (int d = 0; d < 9; d++)
		w.digits[p->item][d] += own[d];
	if (*least == 0 || p->prices[0] < *least)
		*least = p->prices[0];
	if (p->prices[p->n - 1] > *most)
		*most = p->prices[p->n - 1];
}

static int64_t
kinds_of(int agency)
{
	int64_t n = 0;

	for (int i = 0; i < ITEMS; i++)
		n += w.won_of[agency][i] > 0;
	return n;
}

/* Totals of winner and item. */
static void
total(const struct play *p, struct flag_look *l, int64_t *kinds)
{
	for (int i = 0; i < AGENCIES; i++)
		if (w.won[i] >= FLAG_OFTEN_WON)
			kinds[l->n_kinds++] = kinds_of(i) * STAT_ONE;
	qsort(kinds, l->n_kinds, sizeof *kinds, by_number);
	l->kinds = kinds;
	l->won = w.won[l->winner - 1];
	l->won_items = kinds_of((int)l->winner - 1);
	memcpy(l->digits, w.digits[p->item], sizeof l->digits);
	l->price_least = w.least[p->item];
	l->price_most = w.most[p->item];
}

/* What history holds once this project is known. */
static void
remember(struct play *p)
{
	size_t best = 0;

	for (size_t i = 1; i < p->n; i++)
		if (p->bids[i].price < p->bids[best].price)
			best = i;
	w.n[p->item]++;
	for (size_t i = 0; i < p->n; i++) {
		int who = (p->item * POOL / 2 + p->slot[i]) % AGENCIES;

		p->bids[i].agency = who + 1;
		p->bids[i].won = i == best;
		w.with[p->item][who]++;
		w.bids[who]++;
		w.lost[who] += i != best;
		p->bids[i].bids_24m = w.bids[who];
		p->bids[i].lost_24m = w.lost[who];
		p->prices[i] = p->bids[i].price;
	}
	w.share[p->owner][p->item][p->bids[best].agency - 1]++;
	w.won[p->bids[best].agency - 1]++;
	w.won_of[p->bids[best].agency - 1][p->item]++;
	qsort(p->prices, p->n, sizeof p->prices[0], by_number);
	remember_digits(p);
	if (p->prices[1] > p->prices[0])
		w.gaps[p->item][w.n_gaps[p->item]++] =
		    (p->prices[1] - p->prices[0]) * STAT_ONE / p->prices[0];
	qsort(w.gaps[p->item], w.n_gaps[p->item], sizeof(int64_t),
	    by_number);
}

static size_t
pair_up(const struct play *p, struct flag_pair *pairs)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		for (size_t j = 0; j < p->n; j++) {
			int a = p->slot[i], b = p->slot[j];
			size_t *wins = &w.n_wins[a][b];

			if (a >= b)
				continue;
			w.both[p->item][a][b]++;
			if (p->item == 0)
				w.wins[a][b][(*wins)++] = p->bids[i].won ?
				    1 : p->bids[j].won ? 2 : 3;
			pairs[n++] = (struct flag_pair){
				.a = p->bids[i].agency, .b = p->bids[j].agency,
				.n_a = w.with[p->item][p->bids[i].agency - 1],
				.n_b = w.with[p->item][p->bids[j].agency - 1],
				.both = w.both[p->item][a][b],
				.all = w.n[p->item], .wins = w.wins[a][b],
				.n_wins = p->item == 0 ? *wins : 0,
			};
		}
	return n;
}

static void
judge(struct play *p, struct flag_hits *h)
{
	struct flag_pair pairs[MOST * MOST];
	int64_t shares[AGENCIES];
	int64_t losses[AGENCIES], kinds[AGENCIES];
	struct flag_look l = { .priced = true, .method = "lowest",
	    .bids = p->bids, .n_bids = p->n, .prices = p->prices,
	    .n_prices = p->n, .gaps = w.gaps[p->item],
	    .n_gaps = w.n_gaps[p->item], .pairs = pairs, .shares = shares,
	    .losses = losses, .owner = 1000 + p->owner, .deadline = 1 };
	bool rules[64] = { false }, asked = false, serious = false;

	remember(p);
	l.n_pairs = pair_up(p, pairs);
	for (size_t i = 0; i < p->n; i++)
		l.winner = p->bids[i].won ? p->bids[i].agency : l.winner;
	for (int i = 0; i < AGENCIES; i++) {
		if (w.share[p->owner][p->item][i])
			shares[l.n_shares++] = w.share[p->owner][p->item][i];
		if (w.bids[i] >= 5)
			losses[l.n_losses++] = w.lost[i] * (int64_t)STAT_ONE /
			    w.bids[i];
	}
	qsort(losses, l.n_losses, sizeof losses[0], by_number);
	total(p, &l, kinds);
	flag_judge(&l, FLAG_AT_RESULT, h);
	for (size_t i = 0; i < h->n; i++) {
		rules[h->list[i].rule] = true;
		asked = true;
		serious = serious || h->list[i].level >= FLAG_RAISE;
	}
	for (size_t i = 0; i < flag_rules_n; i++)
		w.found[i] += rules[i];
	w.asked += asked;
	w.serious += serious;
}

static void
setup(void)
{
	memset(&w, 0, sizeof w);
	w.x = 20261127;
}

/*
 * 2,000 honest projects.  The share that is asked about in earnest is what
 * /flags/method states.
 */
START_TEST(the_page_states_how_often_an_honest_market_is_asked)
{
	struct flag_hits h;

	for (int i = 0; i < PROJECTS; i++) {
		struct play p = { .n = 0 };

		gather(&p);
		judge(&p, &h);
	}
	ck_assert_int_eq(PROJECTS, FLAG_HONEST_PROJECTS);
	ck_assert_int_eq(w.serious, FLAG_HONEST_ASKED);
	ck_assert_int_eq(w.found[flag_rule_of("Z03")], 0);
}
END_TEST

/* A ring of three among honest ones. */
START_TEST(a_ring_that_takes_turns_is_found)
{
	struct flag_hits h;
	int cover = 0, rings = 0;

	for (int i = 0; i < 400; i++) {
		struct play p = { .turn = rings };

		if (i % 10 == 0) {
			conspire(&p);
			rings++;
		} else {
			gather(&p);
		}
		judge(&p, &h);
		for (size_t k = 0; p.ring && k < h.n; k++)
			cover += strcmp(flag_rules[h.list[k].rule].id,
			    "S0") == 0;
	}
	ck_assert_int_eq(rings, 40);
	ck_assert_int_eq(cover, rings);
	/* Twelve times each has its turn before chance is out of the question. */
	ck_assert_int_eq(w.found[flag_rule_of("Z03")], rings - 11);
}
END_TEST

/* ---- one question each ---- */

static struct flag_hits hits;

static bool
asks(const struct flag_look *l, int when, const char *id)
{
	flag_judge(l, when, &hits);
	for (size_t i = 0; i < hits.n; i++)
		if (strcmp(flag_rules[hits.list[i].rule].id, id) == 0)
			return true;
	return false;
}

static struct flag_bid
a_flag_bid(int64_t agency, int64_t price)
{
	return (struct flag_bid){ .agency = agency, .price = price,
	    .valid = true, .legal_rep = "", .phone = "", .address = "" };
}

START_TEST(related_bidders_are_asked_about_by_what_they_share)
{
	struct flag_bid b[] = { a_flag_bid(9, 100), a_flag_bid(4, 110),
	    a_flag_bid(6, 120) };
	struct flag_look l = { .bids = b, .n_bids = 3 };

	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z01"));
	b[0].phone = b[1].phone = "027-1";
	b[2].phone = "027-2";
	ck_assert(asks(&l, FLAG_AT_RESULT, "Z01"));
	ck_assert_int_eq(hits.list[0].a, 4);
	ck_assert_int_eq(hits.list[0].b, 9);
	ck_assert_str_eq(hits.list[0].evidence, "phone\n");
}
END_TEST

START_TEST(the_law_has_its_own_edges)
{
	struct flag_look l = { .threshold = 1000000, .ceiling = 950000 };

	ck_assert(asks(&l, FLAG_AT_NOTICE, "Z07"));
	l.ceiling = 949999;
	ck_assert(!asks(&l, FLAG_AT_NOTICE, "Z07"));
	l.ceiling = 1000000;
	ck_assert(!asks(&l, FLAG_AT_NOTICE, "Z07"));
	l = (struct flag_look){ .threshold = 1000000, .split_n = 2,
	    .split_sum = 1000000 };
	ck_assert(asks(&l, FLAG_AT_NOTICE, "Z06"));
	l.split_sum = 999999;
	ck_assert(!asks(&l, FLAG_AT_NOTICE, "Z06"));
	l = (struct flag_look){ .award = 1000, .changed = 101 };
	ck_assert(asks(&l, FLAG_AT_WORK, "Z15"));
	l.changed = 100;
	ck_assert(!asks(&l, FLAG_AT_WORK, "Z15"));
	l = (struct flag_look){ .published_at = 1000, .deadline = 2000,
	    .amended_at = 1800 };
	ck_assert(asks(&l, FLAG_AT_NOTICE, "Z13"));
	l.amended_at = 1799;
	ck_assert(!asks(&l, FLAG_AT_NOTICE, "Z13"));
	l = (struct flag_look){ .at = 31 * 86400, .pay_due = 86400 };
	ck_assert(!asks(&l, FLAG_AT_WORK, "Z17"));
	l.at++;
	ck_assert(asks(&l, FLAG_AT_WORK, "Z17"));
}
END_TEST

START_TEST(one_bidder_all_others_out_the_lowest_out)
{
	struct flag_bid b[] = { a_flag_bid(1, 900), a_flag_bid(2, 1000),
	    a_flag_bid(3, 1100) };
	const int64_t prices[] = { 1000 };
	struct flag_look l = { .bids = b, .n_bids = 1, .priced = true,
	    .prices = prices, .n_prices = 1, .winner = 2 };

	ck_assert(asks(&l, FLAG_AT_RESULT, "R018"));
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R035"));
	l.n_bids = 3;
	b[0].valid = b[2].valid = false;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R018"));
	ck_assert(asks(&l, FLAG_AT_RESULT, "R035"));
	ck_assert(asks(&l, FLAG_AT_RESULT, "R036"));
	b[0].price = 1001;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R036"));
}
END_TEST

START_TEST(whose_bids_are_often_invalid_is_asked_about)
{
	int64_t outs[20] = { 0 };
	struct flag_bid bid = { .agency = 3, .bids_24m = 10, .out_24m = 5,
	    .legal_rep = "", .phone = "", .address = "" };
	struct flag_look l = { .method = "lowest", .bids = &bid, .n_bids = 1,
	    .outs = outs, .n_outs = 20 };

	for (int i = 0; i < 20; i++)
		outs[i] = i < 10 ? 0 : 100000;
	outs[19] = 500000;
	ck_assert(asks(&l, FLAG_AT_RESULT, "R038"));
	bid.out_24m = 2;		/* the fence is at a quarter */
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R038"));
	bid.out_24m = 5;
	bid.bids_24m = 9;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R038"));
	bid.bids_24m = 10;
	l.n_outs = 19;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R038"));
}
END_TEST

START_TEST(who_wins_of_all_kinds_is_asked_about)
{
	int64_t kinds[20];
	struct flag_look l = { .method = "lowest", .winner = 3, .won = 20,
	    .won_items = 8, .kinds = kinds, .n_kinds = 20 };

	for (int i = 0; i < 20; i++)		/* Q1 2, Q3 4: the fence is 7 */
		kinds[i] = (i < 10 ? 2 : 4) * STAT_ONE;
	kinds[19] = 8 * STAT_ONE;
	ck_assert(asks(&l, FLAG_AT_RESULT, "R048"));
	ck_assert_str_eq(hits.list[0].evidence, "items 8\nfence 7\n");
	l.won_items = 7;
	ck_assert(asks(&l, FLAG_AT_RESULT, "R048"));
	l.won_items = 6;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R048"));
	l.won_items = 8;
	l.won = 19;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R048"));
	l.won = 20;
	l.n_kinds = 19;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R048"));
	l.n_kinds = 20;
	for (int i = 0; i < 20; i++)		/* all alike: nobody is */
		kinds[i] = 8 * STAT_ONE;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "R048"));
}
END_TEST

START_TEST(first_digits_are_asked_about_once_where_prices_spread)
{
	const int64_t prices[] = { 500, 90000 };
	struct flag_look l = { .method = "lowest", .priced = true,
	    .prices = prices, .n_prices = 2, .price_least = 500,
	    .price_most = 90000, .digits = { 60, 35, 25, 19, 17, 13, 12, 10,
	    9 } };

	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z21B"));	/* as numbers are */
	for (int d = 0; d < 9; d++)
		l.digits[d] = d == 8 ? 24 : 22;		/* as people say */
	ck_assert(asks(&l, FLAG_AT_RESULT, "Z21B"));	/* the 200th */
	ck_assert_int_gt(hits.list[hits.n - 1].value, 15510000);
	l.price_most = 49999;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z21B"));
	l.price_most = 50000;
	ck_assert(asks(&l, FLAG_AT_RESULT, "Z21B"));
	l.digits[0]--;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z21B"));	/* 199 prices */
	l.digits[0] += 3;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z21B"));	/* it was so before */
}
END_TEST

static struct arena arena;

static void
open_arena(void)
{
	setup();
	arena_init(&arena);
}

static void
close_arena(void)
{
	arena_release(&arena);
}

/* Two bidders that say this: is there a question? */
static bool
alike(const char *x, const char *y)
{
	struct flag_bid b[] = { a_flag_bid(9, 0), a_flag_bid(4, 0) };
	struct flag_look l = { .method = "composite", .bids = b,
	    .n_bids = 2 };

	b[0].texts = flag_texts_read(&arena, x);
	b[1].texts = flag_texts_read(&arena, y);
	return asks(&l, FLAG_AT_RESULT, "Z04");
}

#define THIRTY "一二三四五六七八九十百千万亿兆甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
#define OTHERS "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕"
#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

START_TEST(what_two_bidders_write_alike_is_asked_about)
{
	ck_assert(alike("c1 " THIRTY "\n", "c1 " THIRTY "\n"));
	ck_assert_int_eq(hits.list[0].value, STAT_ONE);
	ck_assert_int_eq(hits.list[0].a, 4);
	ck_assert_str_eq(hits.list[0].evidence,
	    "criterion 1\nshingles_both 26\nshingles_all 26\n");
	ck_assert(!alike("c1 " THIRTY "\n", "c1 " OTHERS "\n"));
	/* 26 of 52, and of 53 */
	ck_assert(alike("c2 " THIRTY "\n", "c1 -\nc2 " THIRTY
	    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余\n"));
	ck_assert_int_eq(hits.list[0].value, STAT_ONE / 2);
	ck_assert(!alike("c2 " THIRTY "\n", "c2 " THIRTY
	    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成\n"));
	/* to another criterion; too short; nothing */
	ck_assert(!alike("c1 " THIRTY "\n", "c2 " THIRTY "\n"));
	ck_assert(!alike("c1 一二三四五六七八九十百千万亿兆甲乙丙丁戊己庚辛壬癸子丑寅卯\n",
	    "c1 一二三四五六七八九十百千万亿兆甲乙丙丁戊己庚辛壬癸子丑寅卯\n"));
	ck_assert(!alike("c1 -\n", "c1 -\n"));
	ck_assert(!alike("", ""));
}
END_TEST

START_TEST(one_file_of_two_bidders_is_asked_about)
{
	ck_assert(alike("doc-1 " HASH "\n", "doc-1 -\ndoc-2 " HASH "\n"));
	ck_assert_str_eq(hits.list[0].evidence, "same_file 2\n");
	ck_assert(!alike("doc-1 " HASH "\n", "doc-1 0" HASH "\n"));
	ck_assert(!alike("doc-1 -\n", "doc-1 -\n"));
	ck_assert(!alike("rate " HASH "\n", "rate " HASH "\n"));
}
END_TEST

START_TEST(who_came_from_the_department_within_three_years_is_asked_about)
{
	struct flag_bid bid = { .agency = 3, .office_on = 20000,
	    .legal_rep = "", .phone = "", .address = "" };
	struct flag_look l = { .method = "lowest", .bids = &bid, .n_bids = 1,
	    .notice_on = 20000 + 1095 };

	ck_assert(asks(&l, FLAG_AT_RESULT, "Z20"));
	ck_assert_int_eq(hits.list[hits.n - 1].value, 1095);
	l.notice_on++;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z20"));
	bid.office_on = 0;
	l.notice_on = 500;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z20"));
}
END_TEST

START_TEST(a_favourite_and_a_lucky_one_are_measured_by_chance)
{
	const int64_t third[] = { 333333, 333333, 333333, 333333, 333333 };
	struct flag_look l = { .owner = 7, .winner = 3, .method = "credit",
	    .picks = third, .n_picks = 5, .picks_won = 5, .draws = third, .n_draws = 5,
	    .draws_won = 4 };

	ck_assert(asks(&l, FLAG_AT_RESULT, "Z09"));	/* 1/243 */
	ck_assert_int_eq(hits.list[0].value, 4115);
	l.method = "lowest";	/* here nobody was picked */
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z09"));
	l.method = "credit";
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z10"));	/* 11/243 */
	l.picks_won = 4;
	ck_assert(!asks(&l, FLAG_AT_RESULT, "Z09"));
}
END_TEST

Suite *
flag_market_suite(void)
{
	Suite *s = suite_create("flag_market");
	TCase *t = tcase_create("markets");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t,
	    the_page_states_how_often_an_honest_market_is_asked);
	tcase_add_test(t, a_ring_that_takes_turns_is_found);
	tcase_add_test(t, related_bidders_are_asked_about_by_what_they_share);
	tcase_add_test(t, the_law_has_its_own_edges);
	tcase_add_test(t, one_bidder_all_others_out_the_lowest_out);
	tcase_add_test(t, whose_bids_are_often_invalid_is_asked_about);
	tcase_add_test(t, who_wins_of_all_kinds_is_asked_about);
	tcase_add_test(t,
	    first_digits_are_asked_about_once_where_prices_spread);
	tcase_add_test(t,
	    who_came_from_the_department_within_three_years_is_asked_about);
	tcase_add_test(t, a_favourite_and_a_lucky_one_are_measured_by_chance);
	suite_add_tcase(s, t);
	t = tcase_create("proposals");
	tcase_add_checked_fixture(t, open_arena, close_arena);
	tcase_add_test(t, what_two_bidders_write_alike_is_asked_about);
	tcase_add_test(t, one_file_of_two_bidders_is_asked_about);
	suite_add_tcase(s, t);
	return s;
}
