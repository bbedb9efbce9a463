/* SPDX-License-Identifier: Apache-2.0 */
/* rank_case_test.c: recalculation cases and rankings as texts. */
#include "market/rank_case.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "market/base/err.h"
#include "tests/cases.h"

Suite *rank_case_suite(void);

enum { COLUMN = 72, FILE_MAX = 8 << 20 };

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

/* What sealbid rank would print; NULL: *bad. */
static const char *
ranking_of(const char *text, size_t n, struct rank_bad *bad)
{
	const char *all = NULL;
	struct buf out;

	buf_init(&out, FILE_MAX);
	if (rank_text(&arena, text, n, &out, bad))
		all = arena_strndup(&arena, out.data, out.len);
	else
		ck_assert_uint_eq(out.len, 0);
	buf_release(&out);
	return all;
}

/* ---- the three cases of domain.md 6.5, as they are printed there ---- */

struct page {
	struct buf cases[3], rankings[3];
};

static void
read_page(struct page *p)
{
	FILE *f = fopen("tests/rank_page.txt", "re");
	char line[400];
	size_t k = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f) != NULL) {
		size_t n = strcspn(line, "\n"), left = n;

		line[n] = '\0';
		if (strncmp(line, "sealbid/v1 case", 15) == 0) {
			ck_assert_uint_lt(k, 3);
			buf_init(&p->cases[k], FILE_MAX);
			buf_init(&p->rankings[k], FILE_MAX);
			k++;
		}
		if (n > COLUMN) {
			buf_printf(&p->rankings[k - 1], "%s\n",
			    line + COLUMN);
			left = COLUMN;
		}
		while (left > 0 && line[left - 1] == ' ')
			left--;
		buf_printf(&p->cases[k - 1], "%.*s\n", (int)left, line);
	}
	fclose(f);
	ck_assert_uint_eq(k, 3);
}

START_TEST(the_three_cases_of_the_page_come_out_to_the_byte)
{
	struct rank_bad bad;
	struct page p;

	read_page(&p);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(ranking_of(p.cases[i].data, p.cases[i].len,
		    &bad), p.rankings[i].data);
		buf_release(&p.cases[i]);
		buf_release(&p.rankings[i]);
	}
}
END_TEST

/* ---- what is malformed, and in which line ---- */

#define SEED "seed 326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62" \
    "d0796b81\n"
#define HEAD "sealbid/v1 case\n" SEED
#define PRICED "min-entrants 3\nprice required\nserver allowed\n"
#define AMOUNT "quote amount\nceiling-fen 100\nfloor-fen 10\n"
#define LOW "alp-mean-pct 40\nalp-next-pct 30\n"
#define POLICY "afdc10d6c906ac4a25eab1e5bdf87aeb35617d5ee918b3e7f47998672fe6e78b"

/* Good ones, one a rule; lines are numbered from 1. */
static const char *const good[RANK_RULES] = {
	[RANK_LOWEST] = HEAD "rule lowest\n" PRICED "field days int\n"
	    "field plan text\n" AMOUNT LOW
	    "bid m/b/1 in 50\nbid m/b/2 out related\nbid m/b/3 in 100\n",
	[RANK_AVERAGE] = HEAD "rule average\n" PRICED AMOUNT "trim-min 5\n"
	    "bid a in 1\n",
	[RANK_REFERENCE] = HEAD "rule reference\n" PRICED
	    "field rate-bp int\nquote rate\nceiling-fen 10000000000000\n"
	    "rate-min 100\nrate-max 9999\ntrim-min 0\nbase-low 95\n"
	    "base-count 6\nbid a in 10000\nbid b in 0\n",
	[RANK_BAFO] = HEAD "rule bafo\n" PRICED AMOUNT "first " POLICY "\n"
	    LOW "bid a in 50 40\nbid b in 60 -\nbid c in 1 100\n",
	[RANK_COMPOSITE] = HEAD "rule composite\n" PRICED AMOUNT
	    "price-weight 20\nevaluators 3\n" LOW "bid a in 50 1 2 10000\n"
	    "bid b in 50 0 0 0\n",
	[RANK_CREDIT] = HEAD "rule credit\nmin-entrants 0\nprice none\n"
	    "server forbidden\nfixed-fen 1\nlong 3\nshort 3\n"
	    "bid a in - 11000\nbid b out envelope\nbid c in - 0\n",
	[RANK_RANDOM] = HEAD "rule random\nmin-entrants 100\nprice none\n"
	    "server allowed\nfield sum hash\nfixed-fen 10000000000000\n",
};

/* A line put in the place of line `at`; expected to be wrong there. */
static const struct {
	enum rank_rule rule;
	size_t at;
	const char *put;
	size_t wrong;		/* 0: it is good */
} changes[] = {
	{ RANK_LOWEST, 1, "sealbid/v1 rule", 1 },
	{ RANK_LOWEST, 1, "sealbid/v2 case", 1 },
	{ RANK_LOWEST, 1, "sealbid/v1 case ", 1 },
	{ RANK_LOWEST, 1, "\xef\xbb\xbfsealbid/v1 case", 1 },
	{ RANK_LOWEST, 2, "seed -", 2 },
	{ RANK_LOWEST, 2, "seed 326EAA548e7bb1b3e97ff8e26929630fa0c04a21179e"
	    "c71afe5f6b62d0796b81", 2 },
	{ RANK_LOWEST, 2, "seed 326eaa548e7bb1b3e97ff8e26929630fa0c04a21179e"
	    "c71afe5f6b62d0796b8", 2 },
	{ RANK_LOWEST, 3, "rule highest", 3 },
	{ RANK_LOWEST, 3, "rule direct", 3 },
	{ RANK_LOWEST, 3, "rule lowest bafo", 3 },
	{ RANK_LOWEST, 3, "rule credit", 5 },
	{ RANK_LOWEST, 4, "min-entrants 100", 0 },
	{ RANK_LOWEST, 4, "min-entrants 101", 4 },
	{ RANK_LOWEST, 4, "min-entrants -", 4 },
	{ RANK_LOWEST, 4, "min-entrants 03", 4 },
	{ RANK_LOWEST, 4, "min-entrants  3", 4 },
	{ RANK_LOWEST, 4, "min-entrants 3 ", 4 },
	{ RANK_LOWEST, 4, "min-entrants +3", 4 },
	{ RANK_LOWEST, 4, "min-entrants 9007199254740992", 4 },
	{ RANK_LOWEST, 4, "min_entrants 3", 4 },
	{ RANK_LOWEST, 5, "price none", 5 },
	{ RANK_LOWEST, 5, "price wanted", 5 },
	{ RANK_LOWEST, 6, "server maybe", 6 },
	{ RANK_LOWEST, 7, "field days float", 7 },
	{ RANK_LOWEST, 7, "field Days int", 7 },
	{ RANK_LOWEST, 8, "field days int", 8 },
	{ RANK_LOWEST, 9, "quote rate", 9 },
	{ RANK_LOWEST, 9, "quote -", 9 },
	{ RANK_LOWEST, 9, "fixed-fen 5", 9 },
	{ RANK_LOWEST, 10, "ceiling-fen 0", 10 },
	{ RANK_LOWEST, 10, "ceiling-fen 10000000000000", 0 },
	{ RANK_LOWEST, 10, "ceiling-fen 10000000000001", 10 },
	{ RANK_LOWEST, 10, "ceiling-fen 9", 11 },
	{ RANK_LOWEST, 11, "floor-fen 100", 0 },
	{ RANK_LOWEST, 11, "floor-fen 101", 11 },
	{ RANK_LOWEST, 11, "floor-fen 0", 11 },
	{ RANK_LOWEST, 12, "alp-mean-pct 100", 0 },
	{ RANK_LOWEST, 12, "alp-mean-pct 101", 12 },
	{ RANK_LOWEST, 13, "alp-next-pct 101", 13 },
	{ RANK_LOWEST, 14, "bid m/b/1 in 0", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in 10000000000000", 0 },
	{ RANK_LOWEST, 14, "bid m/b/1 in 10000000000001", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in -", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in ", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in 50 ", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 in 50 50", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1  in 50", 14 },
	{ RANK_LOWEST, 14, "bid  m/b/1 in 50", 14 },
	{ RANK_LOWEST, 14, "bid m//1 in 50", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1/ in 50", 14 },
	{ RANK_LOWEST, 14, "bid m\xe4/b in 50", 14 },
	{ RANK_LOWEST, 14, "bid m/b/1 maybe 50", 14 },
	{ RANK_LOWEST, 14, "bid", 14 },
	{ RANK_LOWEST, 14, "bit m/b/1 in 50", 14 },
	{ RANK_LOWEST, 14, "", 14 },
	{ RANK_LOWEST, 15, "bid m/b/2 out", 15 },
	{ RANK_LOWEST, 15, "bid m/b/2 out ", 15 },
	{ RANK_LOWEST, 15, "bid m/b/2 out over-ceiling", 15 },
	{ RANK_LOWEST, 15, "bid m/b/2 out under-floor", 15 },
	{ RANK_LOWEST, 15, "bid m/b/2 out related 5", 15 },
	{ RANK_LOWEST, 15, "bid m/b/1 out related", 15 },
	{ RANK_LOWEST, 16, "bid m/b/1 in 100", 16 },
	{ RANK_LOWEST, 16, "bid m/b/3 in 100\nbid m/b/3 in 5\nbad", 17 },
	{ RANK_LOWEST, 16, "bad\nbid m/b/2 in 5", 16 },
	{ RANK_LOWEST, 16, "bid m/b/3 in 100\r", 16 },
	{ RANK_LOWEST, 16, "bid m/b/3 in 100\n", 17 },
	{ RANK_LOWEST, 16, "bid m/b/3 in 100\nalp-next-pct 3", 17 },
	{ RANK_LOWEST, 16, "bid 12345678901234567890123456789012345678901234"
	    "56789012345678901234 in 5", 0 },
	{ RANK_LOWEST, 16, "bid 12345678901234567890123456789012345678901234"
	    "567890123456789012345 in 5", 16 },
	{ RANK_AVERAGE, 10, "trim-min 0", 0 },
	{ RANK_AVERAGE, 10, "trim-min 2", 10 },
	{ RANK_AVERAGE, 10, "trim-min 3", 0 },
	{ RANK_AVERAGE, 10, "trim-min 10000", 0 },
	{ RANK_AVERAGE, 10, "trim-min 10001", 10 },
	{ RANK_AVERAGE, 10, "trim-min 5\nbase-low 95", 11 },
	{ RANK_AVERAGE, 11, "bid a in 1 1", 11 },
	{ RANK_REFERENCE, 7, "field rate-bp text", 8 },
	{ RANK_REFERENCE, 7, "field rate int", 8 },
	{ RANK_REFERENCE, 8, "quote amount", 10 },
	{ RANK_REFERENCE, 10, "rate-min 9999", 0 },
	{ RANK_REFERENCE, 10, "rate-min 10000", 10 },
	{ RANK_REFERENCE, 11, "rate-max 99", 11 },
	{ RANK_REFERENCE, 11, "rate-max 100", 0 },
	{ RANK_REFERENCE, 11, "rate-max 10000", 11 },
	{ RANK_REFERENCE, 13, "base-low 0", 13 },
	{ RANK_REFERENCE, 13, "base-low 101", 13 },
	{ RANK_REFERENCE, 13, "base-low 96", 14 },
	{ RANK_REFERENCE, 14, "base-count 0", 14 },
	{ RANK_REFERENCE, 14, "base-count 7", 14 },
	{ RANK_REFERENCE, 15, "bid a in 10001", 15 },
	{ RANK_BAFO, 10, "first -", 10 },
	{ RANK_BAFO, 10, "first -\nalp-mean-pct 101", 10 },
	{ RANK_BAFO, 10, "first 1", 10 },
	{ RANK_BAFO, 13, "bid a in 50", 13 },
	{ RANK_BAFO, 13, "bid a in 50 0", 13 },
	{ RANK_BAFO, 13, "bid a in 50 - -", 13 },
	{ RANK_BAFO, 13, "bid a in - 50", 13 },
	{ RANK_COMPOSITE, 10, "price-weight 100", 0 },
	{ RANK_COMPOSITE, 10, "price-weight 101", 10 },
	{ RANK_COMPOSITE, 11, "evaluators 1", 11 },
	{ RANK_COMPOSITE, 11, "evaluators 4", 11 },
	{ RANK_COMPOSITE, 11, "evaluators 11", 11 },
	{ RANK_COMPOSITE, 11, "evaluators 5", 14 },
	{ RANK_COMPOSITE, 14, "bid a in 50 1 2", 14 },
	{ RANK_COMPOSITE, 14, "bid a in 50 1 2 3 4", 14 },
	{ RANK_COMPOSITE, 14, "bid a in 50 1 2 10001", 14 },
	{ RANK_COMPOSITE, 14, "bid a in 50 1 2 -", 14 },
	{ RANK_CREDIT, 5, "price required", 5 },
	{ RANK_CREDIT, 7, "fixed-fen 0", 7 },
	{ RANK_CREDIT, 7, "fixed-fen -", 7 },
	{ RANK_CREDIT, 7, "quote amount", 7 },
	{ RANK_CREDIT, 8, "long 0", 8 },
	{ RANK_CREDIT, 8, "long 10000", 0 },
	{ RANK_CREDIT, 8, "long 10001", 8 },
	{ RANK_CREDIT, 8, "long 2", 9 },
	{ RANK_CREDIT, 9, "short 0", 9 },
	{ RANK_CREDIT, 9, "short 4", 9 },
	{ RANK_CREDIT, 10, "bid a in - 11001", 10 },
	{ RANK_CREDIT, 10, "bid a in -", 10 },
	{ RANK_CREDIT, 10, "bid a in 5 5", 10 },
	{ RANK_RANDOM, 7, "field sum hash\nfield sum text", 8 },
	{ RANK_RANDOM, 8, "fixed-fen 10000000000001", 8 },
	{ RANK_RANDOM, 8, "fixed-fen 1\nbid a in -\nbid b in 1", 10 },
};

/* The beginning of a line, or the end of the text. */
static const char *
line_at(const char *text, size_t line)
{
	while (--line > 0) {
		text = strchr(text, '\n');
		ck_assert_ptr_nonnull(text);
		text++;
	}
	return text;
}

static const char *
with_line(const char *text, size_t at, const char *put)
{
	const char *from = line_at(text, at), *to = strchr(from, '\n');

	return arena_printf(&arena, "%.*s%s%s", (int)(from - text), text,
	    put, to);
}

START_TEST(a_malformed_line_is_named)
{
	for (size_t i = 0; i < COUNT(changes); i++) {
		const char *text = with_line(good[changes[i].rule],
		    changes[i].at, changes[i].put);
		struct rank_bad bad = { .line = 0 };
		const char *out = ranking_of(text, strlen(text), &bad);

		ck_assert_msg(bad.line == changes[i].wrong &&
		    (out == NULL) == (changes[i].wrong > 0),
		    "%s: line %zu, %s", changes[i].put, bad.line,
		    bad.words);
		if (out == NULL)
			ck_assert_ptr_nonnull(bad.words);
	}
}
END_TEST

static size_t
count_lines(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* Left out, doubled, moved, cut: always wrong, there or in the next line. */
START_TEST(each_line_of_the_head_stands_once_and_in_its_place)
{
	const char *text = good[_i];
	size_t lines = count_lines(text);
	struct rank_bad bad;

	ck_assert_ptr_nonnull(ranking_of(text, strlen(text), &bad));
	for (size_t i = 1; i <= lines; i++) {
		const char *from = line_at(text, i), *to = strchr(from,
		    '\n') + 1;
		int before = (int)(from - text), n = (int)(to - from);
		bool loose = strncmp(from, "bid", 3) == 0 ||
		    strncmp(from, "field", 5) == 0;
		const char *other;

		other = arena_printf(&arena, "%.*s%s", before, text, to);
		if (!loose) {
			ck_assert_ptr_null(ranking_of(other, strlen(other),
			    &bad));
			ck_assert_uint_eq(bad.line, i);
		}
		other = arena_printf(&arena, "%.*s%.*s%s", before, text, n,
		    from, from);
		ck_assert_ptr_null(ranking_of(other, strlen(other), &bad));
		ck_assert_uint_eq(bad.line, i + 1);
		/* No LF behind it, and nothing else. */
		ck_assert_ptr_null(ranking_of(text, (size_t)(before + n - 1),
		    &bad));
		ck_assert_uint_eq(bad.line, i);
	}
	ck_assert_ptr_null(ranking_of(text, 0, &bad));
	ck_assert_uint_eq(bad.line, 1);
}
END_TEST

START_TEST(a_zero_byte_is_malformed_wherever_it_stands)
{
	const char *text = good[_i];
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++) {
		char *other = arena_strndup(&arena, text, n);
		struct rank_bad bad;
		size_t line = 1;

		other[i] = '\0';
		ck_assert_ptr_null(ranking_of(other, n, &bad));
		for (size_t k = 0; k < i; k++)
			line += other[k] == '\n';
		ck_assert_uint_eq(bad.line, line);
	}
}
END_TEST

START_TEST(as_many_bids_as_there_may_be_and_not_one_more)
{
	struct rank_bad bad;
	struct buf text;

	buf_init(&text, FILE_MAX);
	buf_text(&text, good[RANK_RANDOM]);
	for (size_t i = 0; i < RANK_BIDS; i++)
		buf_printf(&text, "bid b/%zu in -\n", i);
	ck_assert_ptr_nonnull(strstr(ranking_of(text.data, text.len, &bad),
	    "\nvalid 10000\n"));
	buf_text(&text, "bid one/more in -\n");
	ck_assert_ptr_null(ranking_of(text.data, text.len, &bad));
	ck_assert_uint_eq(bad.line, 8 + RANK_BIDS + 1);
	buf_release(&text);
}
END_TEST

START_TEST(without_bids_a_case_is_failed)
{
	const char *text = good[RANK_RANDOM], *out;
	struct rank_bad bad;

	out = ranking_of(text, strlen(text), &bad);
	ck_assert_str_eq(strchr(strchr(out, '\n') + 1, '\n') + 1,
	    "rule random\nvalid 0\nfailed too-few\n");
}
END_TEST

/* ---- writing ---- */

START_TEST(what_is_written_is_read_and_written_alike)
{
	for (uint64_t k = 0; k < 200; k++) {
		struct buf text, again;
		struct rank_case c, d;
		struct rank_bad bad;

		made_case(&arena, &c, (enum rank_rule)_i, k, SIZE_MAX);
		buf_init(&text, FILE_MAX);
		buf_init(&again, FILE_MAX);
		ck_assert(rank_case_write(&text, &c));
		ck_assert(rank_case_read(&arena, text.data, text.len, &d,
		    &bad));
		ck_assert_uint_eq(d.n, c.n);
		ck_assert(rank_case_write(&again, &d));
		ck_assert_str_eq(again.data, text.data);
		buf_release(&text);
		buf_release(&again);
		arena_reset(&arena);
	}
}
END_TEST

START_TEST(no_case_is_written_of_what_has_none)
{
	struct rank_case c;
	struct rank_bid bid = { .name = "a", .offer = 5 };
	struct rule rule;
	struct buf out;

	buf_init(&out, FILE_MAX);
	made_case(&arena, &c, RANK_COMPOSITE, 1, 3);
	c.bids = &bid;
	c.n = 1;
	ck_assert(!rank_case_write(&out, &c));		/* no totals */
	bid.why = "related";
	ck_assert(rank_case_write(&out, &c));
	buf_reset(&out);
	c.seed = NULL;
	ck_assert(!rank_case_write(&out, &c));
	made_case(&arena, &c, RANK_BAFO, 1, 3);
	rule = *c.rule;
	rule.first.given = false;
	c.rule = &rule;
	ck_assert(!rank_case_write(&out, &c));		/* a first round */
	made_case(&arena, &c, RANK_LOWEST, 1, RANK_BIDS + 1);
	ck_assert(!rank_case_write(&out, &c));
	ck_assert_uint_eq(out.len, 0);
	buf_release(&out);
}
END_TEST

/* ---- speed ---- */

static double
ms_since(const struct timespec *from)
{
	struct timespec to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from->tv_sec) * 1e3 +
	    (double)(to.tv_nsec - from->tv_nsec) / 1e6;
}

/* All drawn: what is quadratic takes seconds.  The bench has the figures. */
START_TEST(ten_thousand_bids_take_no_time)
{
	struct timespec from;
	struct rank_case c;
	struct rule rule;
	struct ranking r;

	made_case(&arena, &c, (enum rank_rule)_i, 7, RANK_BIDS);
	rule = *c.rule;
	rule.length = rule.shortlist = RANK_BIDS;
	c.rule = &rule;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	rank_run(&arena, &c, &r);
	ck_assert(ms_since(&from) < 500);
	ck_assert(!r.failed);
}
END_TEST

Suite *
rank_case_suite(void)
{
	Suite *s = suite_create("rank_case");
	TCase *t = tcase_create("cases");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_three_cases_of_the_page_come_out_to_the_byte);
	tcase_add_test(t, a_malformed_line_is_named);
	tcase_add_loop_test(t,
	    each_line_of_the_head_stands_once_and_in_its_place, 0,
	    RANK_RULES);
	tcase_add_loop_test(t, a_zero_byte_is_malformed_wherever_it_stands,
	    0, RANK_RULES);
	tcase_add_test(t, as_many_bids_as_there_may_be_and_not_one_more);
	tcase_add_test(t, without_bids_a_case_is_failed);
	tcase_add_loop_test(t, what_is_written_is_read_and_written_alike, 0,
	    RANK_RULES);
	tcase_add_test(t, no_case_is_written_of_what_has_none);
	tcase_add_loop_test(t, ten_thousand_bids_take_no_time, 0,
	    RANK_RULES);
	return s;
}
