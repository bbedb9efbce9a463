/* SPDX-License-Identifier: Apache-2.0 */
/* result_test.c: the record that follows from opened envelopes. */
#include "market/result.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/draw.h"
#include "market/note.h"
#include "market/rank_case.h"
#include "tests/vectors.h"

Suite *result_suite(void);

static struct arena arena;

static void
open_arena(void)
{
	arena_init(&arena);
}

static void
end_arena(void)
{
	arena_release(&arena);
}

/* A round with five submissions: two tied, one out, one invalid, one salt. */
struct scene {
	struct seal_project project;
	struct seal_trustee trustees[1];
	struct rule rule;
	struct envelope_court court;
	unsigned char policy[32], close[32];
	struct seal_sub subs[6];
	struct envelope_verdict verdicts[6];
	struct result_case c;
};

static void
a_scene(struct scene *s)
{
	static const struct {
		const char *name, *status;
		int64_t fen;		/* 0: invalid */
	} rows[] = {
		{ "m/b/1", "active", 4680000 }, { "m/b/2", "active", 6000001 },
		{ "m/t/1", "active", -1 }, { "m/b/3", "superseded", 1 },
		{ "m/b/4", "active", 4680000 }, { "m/b/5", "active", 0 },
	};

	memset(s, 0, sizeof *s);
	s->trustees[0] = (struct seal_trustee){ 1, "m/t/1", { .given = 0 } };
	s->project = (struct seal_project){ .project = "ZJ-2026-000001/1",
	    .purchaser = "m/p/1", .trustees = s->trustees, .n = 1 };
	s->rule = (struct rule){ .rule = "lowest", .min_entrants = 2,
	    .price = "required", .server = "allowed", .quote = "amount",
	    .ceiling_fen = 6000000, .floor_fen = 1 };
	s->court = (struct envelope_court){ &s->project, s->policy, &s->rule,
	    NULL };
	for (size_t i = 0; i < COUNT(rows); i++) {
		s->subs[i] = (struct seal_sub){ .leaf = (int64_t)i,
		    .name = rows[i].name, .seq = 1, .kind = "envelope",
		    .status = rows[i].status };
		s->subs[i].file[0] = (unsigned char)i;
		s->verdicts[i].valid = rows[i].fen != 0;
		s->verdicts[i].form.amount_fen = rows[i].fen;
		s->verdicts[i].salt[31] = (unsigned char)(i + 1);
		s->verdicts[i].s[0] = (unsigned char)(i + 1);
	}
	s->c = (struct result_case){ .court = &s->court, .close = s->close,
	    .subs = s->subs, .verdicts = s->verdicts, .n = COUNT(rows) };
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000"
#define NAUGHT ZEROS "000000"

START_TEST(the_record_says_who_was_valid_who_was_out_and_who_won)
{
	char hex[65];
	const char *want;
	unsigned char one[32], four[32];
	struct result r;
	struct scene s;

	a_scene(&s);
	result_make(&arena, &s.c, &r);
	draw_rank(one, r.seed, "m/b/1");
	draw_rank(four, r.seed, "m/b/4");
	want = arena_printf(&arena, "sealbid/v1 result\npolicy " NAUGHT
	    "\nproject ZJ-2026-000001/1\nclose " NAUGHT "\nseed %s\n"
	    "bid m/b/1 1 valid 4680000 01" ZEROS "0000\n"
	    "bid m/b/2 1 valid 6000001 02" ZEROS "0000\n"
	    "salt m/t/1 1 valid 03" ZEROS "0000\n"
	    "bid m/b/4 1 valid 4680000 05" ZEROS "0000\n"
	    "bid m/b/5 1 invalid\n"
	    "out m/b/2 over-ceiling\n"
	    "rank 1 %s 4680000\nrank 2 %s 4680000\n",
	    digits_hex(hex, r.seed, 32),
	    memcmp(one, four, 32) < 0 ? "m/b/1" : "m/b/4",
	    memcmp(one, four, 32) < 0 ? "m/b/4" : "m/b/1");
	ck_assert_str_eq(r.text, want);
}
END_TEST

START_TEST(a_fact_puts_a_bid_out_but_its_salt_still_counts)
{
	struct result_fact fact = { "m/b/1", "suspended" };
	struct result with, without;
	struct scene s;

	a_scene(&s);
	result_make(&arena, &s.c, &without);
	s.c.facts = &fact;
	s.c.n_facts = 1;
	result_make(&arena, &s.c, &with);
	ck_assert_mem_eq(with.seed, without.seed, 32);
	ck_assert_ptr_nonnull(strstr(with.text, "\nout m/b/1 suspended\n"));
	ck_assert(with.ranking.failed);	/* one valid, two are needed */
	ck_assert_ptr_null(strstr(with.text, "\nrank "));
}
END_TEST

START_TEST(without_a_valid_envelope_there_is_no_seed)
{
	struct result r;
	struct scene s;

	a_scene(&s);
	for (size_t i = 0; i < s.c.n; i++)
		s.verdicts[i].valid = false;
	result_make(&arena, &s.c, &r);
	ck_assert(!r.drawn);
	ck_assert_ptr_nonnull(strstr(r.text, "\nseed -\n"));
	ck_assert(r.ranking.failed);
}
END_TEST

START_TEST(every_salt_every_file_and_their_order_make_the_seed)
{
	unsigned char seed[32], other[32], zero[32] = { 0 };
	struct result_salt salts[3];

	memset(salts, 0, sizeof salts);
	salts[0].salt[0] = 1;
	salts[1].file[0] = 2;
	result_seed(seed, zero, zero, salts, 3);
	for (size_t i = 0; i < 3; i++) {
		salts[i].salt[5] ^= 1;
		result_seed(other, zero, zero, salts, 3);
		ck_assert_mem_ne(seed, other, 32);
		salts[i].salt[5] ^= 1;
		salts[i].file[5] ^= 1;
		result_seed(other, zero, zero, salts, 3);
		ck_assert_mem_ne(seed, other, 32);
		salts[i].file[5] ^= 1;
	}
	result_seed(other, zero, zero, salts, 2);
	ck_assert_mem_ne(seed, other, 32);
}
END_TEST

START_TEST(the_known_round_has_the_known_seed_and_order)
{
	unsigned char policy[32], close[32], seed[32], want[32];
	struct result_salt salts[3];
	struct note note;
	size_t n;
	char *file;

	if (!vectors_are_here())
		return;
	ck_assert(digits_unhex(vector_json("expected.json", "v.policy"),
	    policy, 32));
	file = vector_file("close.note", &n);
	ck_assert(note_parse(&note, file, n));
	note_hash(close, note.text, note.n);
	for (int i = 0; i < 3; i++) {
		char expression[64];

		snprintf(expression, sizeof expression,
		    "v.envelopes[%d].file_hash", i);
		ck_assert(digits_unhex(vector_json("expected.json",
		    expression), salts[i].file, 32));
		snprintf(expression, sizeof expression,
		    "v.envelopes[%d].salt", i);
		ck_assert(digits_unhex(vector_json("expected.json",
		    expression), salts[i].salt, 32));
	}
	result_seed(seed, policy, close, salts, 3);
	ck_assert(digits_unhex(vector_json("expected.json", "v.draw.seed"),
	    want, 32));
	ck_assert_mem_eq(seed, want, 32);
}
END_TEST

/* ---- inputs ---- */

static const struct {
	const char *kind, *text;
	bool good;
} inputs[] = {
	{ "facts", "sealbid/v1 facts\n", true },
	{ "facts", "sealbid/v1 facts\nout a suspended\nout b envelope\n",
	    true },
	{ "facts", "sealbid/v1 facts\nout a suspended\nout a recused\n",
	    false },
	{ "facts", "sealbid/v1 facts\nout a late\n", false },
	{ "facts", "sealbid/v1 facts\nout a over-ceiling\n", false },
	{ "facts", "sealbid/v1 credit\n", false },
	{ "facts", "", false },
	{ "credit", "sealbid/v1 credit\n", true },
	{ "credit", "sealbid/v1 credit\nscore a 0\nscore b 11000\n", true },
	{ "credit", "sealbid/v1 credit\nscore a 11001\n", false },
	{ "credit", "sealbid/v1 credit\nscore a -\n", false },
	{ "credit", "sealbid/v1 credit\nscore a 1\nscore a 1\n", false },
	{ "credit", "sealbid/v1 credit\nscore a 1 1\n", false },
	{ "credit", "sealbid/v1 credit\nscore a 1\nout b related\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\n", true },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\npoint a plan 10000\n"
	    "point a team 3\npoint b plan 0\ntotal a 10000\ntotal b 0\n",
	    true },
	{ "sheet", "sealbid/v1 sheet\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator m/1\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1/2\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\nevaluator e/2\n",
	    false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\ntotal a 1\n"
	    "point a plan 1\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\ntotal a 10001\n",
	    false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\npoint a plan 10001\n",
	    false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\ntotal a 1\n"
	    "total a 2\n", false },
	{ "sheet", "sealbid/v1 sheet\nevaluator e/1\npoint a plan 1\n"
	    "point a team 1\npoint a plan 1\n", false },
};

static bool
reads(const char *kind, const char *text)
{
	struct result_facts facts;
	struct result_credit credit;
	struct result_sheet sheet;

	if (strcmp(kind, "facts") == 0)
		return result_facts_read(&arena, text, strlen(text), &facts);
	if (strcmp(kind, "credit") == 0)
		return result_credit_read(&arena, text, strlen(text),
		    &credit);
	return result_sheet_read(&arena, text, strlen(text), &sheet);
}

START_TEST(files_of_inputs_are_read_strictly)
{
	ck_assert_msg(reads(inputs[_i].kind, inputs[_i].text) ==
	    inputs[_i].good, "%s", inputs[_i].text);
}
END_TEST

START_TEST(a_sheet_holds_points_and_totals)
{
	static const char text[] = "sealbid/v1 sheet\nevaluator e/7\n"
	    "point m/b/1 plan 40\ntotal m/b/1 8200\ntotal m/b/2 1\n";
	struct result_sheet s;

	ck_assert(result_sheet_read(&arena, text, sizeof text - 1, &s));
	ck_assert_str_eq(s.evaluator, "e/7");
	ck_assert_uint_eq(s.n_points, 1);
	ck_assert_str_eq(s.points[0].criterion, "plan");
	ck_assert_uint_eq(s.n, 2);
	ck_assert_str_eq(s.totals[1].name, "m/b/2");
	ck_assert_int_eq(s.totals[0].n, 8200);
}
END_TEST

/* ---- all rules ---- */

/* The lines of a text behind «seed …» that are neither bid nor salt. */
static const char *
tail(const char *text)
{
	const char *all = "", *at = strstr(text, "\nseed ") + 1;

	for (; *at != '\0'; at = strchr(at, '\n') + 1)
		if (strncmp(at, "seed ", 5) != 0 &&
		    strncmp(at, "bid ", 4) != 0 &&
		    strncmp(at, "salt ", 5) != 0)
			all = arena_printf(&arena, "%s%.*s", all,
			    (int)(strchr(at, '\n') + 1 - at), at);
	return all;
}

/* Lines of a kind of a ranking that a result has too. */
static const char *
shared_lines(const char *ranking)
{
	const char *all = "";

	for (const char *at = ranking; *at; at = strchr(at, '\n') + 1)
		if (strncmp(at, "out ", 4) == 0 ||
		    strncmp(at, "int ", 4) == 0 ||
		    strncmp(at, "rank ", 5) == 0)
			all = arena_printf(&arena, "%s%.*s", all,
			    (int)(strchr(at, '\n') + 1 - at), at);
	return all;
}

/*
 * The case of a result, ranked by whom it may concern, says the same; of an
 * invalid envelope the result has a `bid` line alone.
 */
static void
assert_recalculated(const struct result *r)
{
	struct buf text, out;
	struct rank_bad bad;
	const char *lines, *invalid;

	buf_init(&text, 1 << 20);
	buf_init(&out, 1 << 20);
	ck_assert(rank_case_write(&text, &r->rank_case));
	ck_assert_msg(rank_text(&arena, text.data, text.len, &out, &bad),
	    "%zu %s", bad.line, bad.words);
	lines = shared_lines(out.data);
	invalid = strstr(lines, "out m/b/5 envelope\n");
	if (invalid != NULL)
		lines = arena_printf(&arena, "%.*s%s",
		    (int)(invalid - lines), lines, strchr(invalid, '\n') +
		    1);
	ck_assert_str_eq(tail(r->text), lines);
	buf_release(&text);
	buf_release(&out);
}

/* The scene without prices. */
static void
a_priceless_scene(struct scene *s, const char *rule)
{
	a_scene(s);
	s->rule = (struct rule){ .rule = rule, .min_entrants = 2,
	    .price = "none", .server = "allowed", .fixed_fen = 500 };
	for (size_t i = 0; i < s->c.n; i++)
		s->verdicts[i].form.amount_fen = -1;
}

START_TEST(a_lowest_result_is_recalculated_from_its_case)
{
	struct result r;
	struct scene s;

	a_scene(&s);
	result_make(&arena, &s.c, &r);
	ck_assert_ptr_null(r.wants);
	assert_recalculated(&r);
}
END_TEST

START_TEST(an_average_and_a_reference_too)
{
	struct result r;
	struct scene s;

	a_scene(&s);
	s.rule.rule = "average";
	s.rule.ceiling_fen = 7000000;
	s.rule.trim_min = 3;
	result_make(&arena, &s.c, &r);
	ck_assert_uint_eq(r.ranking.n, 1);
	ck_assert_ptr_null(strstr(r.text, "\nint "));
	assert_recalculated(&r);
	s.rule.rule = "reference";
	s.rule.base_low = 95;
	s.rule.base_count = 4;
	result_make(&arena, &s.c, &r);
	ck_assert_ptr_nonnull(strstr(r.text, "\nint base-percent 4 "));
	assert_recalculated(&r);
}
END_TEST

START_TEST(a_random_result_has_no_amounts)
{
	struct result r;
	struct scene s;

	a_priceless_scene(&s, "random");
	result_make(&arena, &s.c, &r);
	ck_assert_ptr_nonnull(strstr(r.text, "\nbid m/b/1 1 valid - 01"));
	ck_assert_ptr_nonnull(strstr(r.text, "\nrank 1 "));
	ck_assert_ptr_nonnull(strstr(r.text, " -\nrank 2 "));
	ck_assert_uint_eq(r.ranking.n, 3);
	assert_recalculated(&r);
}
END_TEST

START_TEST(a_credit_result_draws_among_those_of_most_credit)
{
	static const struct result_score scores[] = { { "m/b/2", 9800 },
	    { "m/b/9", 11000 }, { "m/b/4", 9200 }, { "m/b/1", 0 } };
	struct result r;
	struct scene s;

	a_priceless_scene(&s, "credit");
	s.rule.length = 2;
	s.rule.shortlist = 1;
	s.c.credit = scores;
	s.c.n_credit = COUNT(scores);
	result_make(&arena, &s.c, &r);
	ck_assert_ptr_null(r.wants);
	ck_assert_ptr_nonnull(strstr(r.text, "\nint shortlist-1 190 "));
	ck_assert_uint_eq(r.ranking.n, 1);
	ck_assert_uint_eq(r.ranking.n_dropped, 1);
	assert_recalculated(&r);
	/* One without a score: there is no ranking yet. */
	s.c.n_credit = 3;
	result_make(&arena, &s.c, &r);
	ck_assert_str_eq(r.wants, "credit");
	ck_assert_str_eq(tail(r.text), "");
	ck_assert_uint_eq(r.ranking.valid, 3);
}
END_TEST

/* Three sheets over the scene's two valid bids. */
static void
add_sheets(struct scene *s, struct result_sheet sheets[3],
    struct result_score totals[3][2])
{
	static const char *const who[3] = { "e/1", "e/2", "e/3" };

	for (int i = 0; i < 3; i++) {
		totals[i][0] = (struct result_score){ "m/b/4", 9000 };
		totals[i][1] = (struct result_score){ "m/b/1", 8000 + i };
		sheets[i] = (struct result_sheet){ .evaluator = who[i],
		    .totals = totals[i], .n = 2 };
	}
	s->rule.rule = "composite";
	s->rule.price_weight = 20;
	s->rule.evaluators = 3;
	s->c.sheets = sheets;
	s->c.n_sheets = 3;
}

START_TEST(a_composite_result_needs_a_sheet_of_each_evaluator)
{
	struct result_sheet sheets[3];
	struct result_score totals[3][2];
	struct buf none;
	struct result r;
	struct scene s;

	a_scene(&s);
	add_sheets(&s, sheets, totals);
	result_make(&arena, &s.c, &r);
	ck_assert_ptr_null(r.wants);
	ck_assert_str_eq(tail(r.text), "out m/b/2 over-ceiling\n"
	    "rank 1 m/b/4 4680000\nrank 2 m/b/1 4680000\n");
	ck_assert_int_eq(r.ranking.places[0].total, 920000);
	assert_recalculated(&r);
	/* One too few; then one's twice; then one that leaves a bid out. */
	s.c.n_sheets = 2;
	result_make(&arena, &s.c, &r);
	ck_assert_str_eq(r.wants, "sheets");
	ck_assert_str_eq(tail(r.text), "out m/b/2 over-ceiling\n");
	ck_assert(!r.ranking.failed);
	buf_init(&none, 1000);
	ck_assert(!rank_case_write(&none, &r.rank_case));
	buf_release(&none);
	s.c.n_sheets = 3;
	sheets[2].evaluator = "e/1";
	result_make(&arena, &s.c, &r);
	ck_assert_str_eq(r.wants, "sheets");
	sheets[2].evaluator = "e/3";
	sheets[2].n = 1;
	result_make(&arena, &s.c, &r);
	ck_assert_str_eq(r.wants, "sheets");
	/* Of too few bids no sheet is wanted. */
	s.rule.min_entrants = 3;
	result_make(&arena, &s.c, &r);
	ck_assert(r.ranking.failed);
	ck_assert_ptr_null(r.wants);
}
END_TEST

START_TEST(the_first_code_that_applies_puts_a_bid_out)
{
	static const struct result_fact facts[] = { { "m/b/2", "related" },
	    { "m/b/1", "requirement" }, { "m/b/1", "recused" },
	    { "m/b/1", "related" } };
	struct result r;
	struct scene s;

	a_scene(&s);
	s.rule.min_entrants = 0;
	s.c.facts = facts;
	s.c.n_facts = COUNT(facts);
	result_make(&arena, &s.c, &r);
	/* Over the ceiling comes after all facts. */
	ck_assert_str_eq(tail(r.text), "out m/b/1 recused\n"
	    "out m/b/2 related\nrank 1 m/b/4 4680000\n");
	assert_recalculated(&r);
}
END_TEST

/* rate, amount in the form; what comes of it under 1 … 30 % of 6000001. */
static const struct {
	const char *rate;
	int64_t fen;
	const char *code;
} rates[] = {
	{ "1000", 5400001, NULL }, { "1000", 5400000, "format" },
	{ "99", 5940601, "over-ceiling" }, { "3001", 4199401,
	"under-floor" }, { "100", 5940001, NULL }, { "3000", 4200001, NULL },
	{ NULL, 5400001, "format" }, { "10001", 1, "format" },
	{ "10000", 0, "under-floor" },
};

START_TEST(a_rate_and_its_amount_must_fit)
{
	struct rule_field field = { "rate-bp", "int" };
	const char *value = rates[_i].rate;
	struct result r;
	struct scene s;

	a_scene(&s);
	s.rule.quote = "rate";
	s.rule.ceiling_fen = 6000001;
	s.rule.rate_min = 100;
	s.rule.rate_max = 3000;
	s.rule.fields = &field;
	s.rule.n = 1;
	s.rule.min_entrants = 0;
	for (size_t i = 1; i < s.c.n; i++)
		s.verdicts[i].valid = false;
	s.verdicts[0].form.amount_fen = rates[_i].fen;
	s.verdicts[0].form.values = &value;
	result_make(&arena, &s.c, &r);
	ck_assert_str_eq(tail(r.text), rates[_i].code != NULL ?
	    arena_printf(&arena, "out m/b/1 %s\n", rates[_i].code) :
	    arena_printf(&arena, "rank 1 m/b/1 %d\n", (int)rates[_i].fen));
}
END_TEST

/* ---- bafo ---- */

/* Two rounds of one project; bidder 1 and 4 tie in the first. */
struct rounds {
	struct scene first, second;
	struct result of_first;
};

static void
two_rounds(struct rounds *r)
{
	a_scene(&r->first);
	r->first.rule.rule = "bafo";
	r->first.rule.floor_fen = 1000;
	result_make(&arena, &r->first.c, &r->of_first);
	a_scene(&r->second);
	r->second.rule = r->first.rule;
	r->second.rule.min_entrants = 0;
	r->second.rule.first.given = true;
	r->second.policy[0] = 1;
	r->second.c.first = &r->of_first;
}

START_TEST(bafos_first_round_has_bids_and_no_ranking)
{
	struct rounds r;

	two_rounds(&r);
	ck_assert_str_eq(r.of_first.wants, "second");
	ck_assert(r.of_first.drawn);
	ck_assert(!r.of_first.ranking.failed);
	ck_assert_str_eq(tail(r.of_first.text), "out m/b/2 over-ceiling\n");
	ck_assert_ptr_nonnull(strstr(r.of_first.text,
	    "\nbid m/b/1 1 valid 4680000 "));
	r.first.rule.min_entrants = 3;
	result_make(&arena, &r.first.c, &r.of_first);
	ck_assert(r.of_first.ranking.failed);
	ck_assert_ptr_null(r.of_first.wants);
}
END_TEST

START_TEST(bafos_second_round_ranks_final_offers)
{
	struct rounds r;
	struct result of;

	two_rounds(&r);
	r.second.verdicts[0].form.amount_fen = 4680001;	/* m/b/1: higher */
	r.second.verdicts[1].form.amount_fen = 2;	/* was over it */
	r.second.verdicts[4].form.amount_fen = 1000;	/* m/b/4 */
	r.second.verdicts[5].valid = true;	/* its first was invalid */
	r.second.verdicts[5].form.amount_fen = 1001;
	result_make(&arena, &r.second.c, &of);
	ck_assert_ptr_null(of.wants);
	ck_assert_str_eq(tail(of.text), "out m/b/2 over-ceiling\n"
	    "rank 1 m/b/4 1000\nrank 2 m/b/1 4680000\n");
	ck_assert_ptr_nonnull(strstr(of.text, "\nbid m/b/5 1 valid 1001 "));
	ck_assert_uint_eq(of.ranking.n_stands, 1);
	ck_assert_str_eq(of.ranking.stands[0].code, "second-higher");
	assert_recalculated(&of);
	/* Under the floor by a fen; an invalid one is silence. */
	r.second.verdicts[4].form.amount_fen = 999;
	r.second.verdicts[0].valid = false;
	result_make(&arena, &r.second.c, &of);
	ck_assert_uint_eq(of.ranking.n_stands, 2);
	ck_assert_str_eq(of.ranking.stands[0].code, "silent");
	ck_assert_str_eq(of.ranking.stands[1].code, "second-under-floor");
	assert_recalculated(&of);
}
END_TEST

START_TEST(when_all_are_silent_the_first_seed_breaks_the_tie)
{
	unsigned char one[32], four[32];
	struct rounds r;
	struct result of;
	bool first;

	two_rounds(&r);
	r.second.c.n = 0;
	result_make(&arena, &r.second.c, &of);
	ck_assert(!of.drawn);
	ck_assert_ptr_nonnull(strstr(of.text, "\nseed -\n"));
	draw_rank(one, r.of_first.seed, "m/b/1");
	draw_rank(four, r.of_first.seed, "m/b/4");
	first = memcmp(one, four, 32) < 0;
	ck_assert_str_eq(tail(of.text), arena_printf(&arena,
	    "out m/b/2 over-ceiling\nrank 1 %s 4680000\nrank 2 %s 4680000\n",
	    first ? "m/b/1" : "m/b/4", first ? "m/b/4" : "m/b/1"));
	ck_assert_uint_eq(of.sub_of[0], RESULT_SILENT);
	assert_recalculated(&of);
}
END_TEST

START_TEST(facts_of_both_rounds_put_out_and_strangers_do_not_count)
{
	static const struct result_fact early = { "m/b/1", "related" },
	    late = { "m/b/4", "suspended" }, later = { "m/b/1", "recused" };
	struct rounds r;
	struct result of;

	two_rounds(&r);
	r.first.c.facts = &early;
	r.first.c.n_facts = 1;
	r.first.rule.min_entrants = 0;
	result_make(&arena, &r.first.c, &r.of_first);
	r.second.c.facts = &late;
	r.second.c.n_facts = 1;
	r.second.subs[5].name = "m/b/6";
	r.second.verdicts[5].valid = true;
	r.second.verdicts[5].form.amount_fen = 1001;
	result_make(&arena, &r.second.c, &of);
	ck_assert(of.ranking.failed);
	ck_assert_str_eq(tail(of.text), "out m/b/1 related\n"
	    "out m/b/2 over-ceiling\nout m/b/4 suspended\n");
	r.second.c.facts = &later;
	result_make(&arena, &r.second.c, &of);
	ck_assert_ptr_nonnull(strstr(of.text, "\nout m/b/1 recused\n"));
	ck_assert_ptr_null(strstr(of.text, "out m/b/6"));
	ck_assert_uint_eq(of.ranking.n, 1);
	assert_recalculated(&of);
}
END_TEST

START_TEST(a_second_round_without_its_first_is_a_bug)
{
	struct rounds r;
	struct result of;

	two_rounds(&r);
	r.second.c.first = NULL;
	result_make(&arena, &r.second.c, &of);
}
END_TEST

START_TEST(each_rule_uses_its_own_inputs)
{
	struct rule rule = { .rule = "lowest" };

	ck_assert(result_uses(&rule, "facts"));
	ck_assert(!result_uses(&rule, "credit"));
	ck_assert(!result_uses(&rule, "sheet"));
	rule.rule = "credit";
	ck_assert(result_uses(&rule, "credit"));
	ck_assert(!result_uses(&rule, "sheet"));
	rule.rule = "composite";
	ck_assert(result_uses(&rule, "sheet"));
	ck_assert(!result_uses(&rule, "other"));
}
END_TEST

static void
add_rules(TCase *t)
{
	tcase_add_loop_test(t, files_of_inputs_are_read_strictly, 0,
	    COUNT(inputs));
	tcase_add_test(t, a_sheet_holds_points_and_totals);
	tcase_add_test(t, a_lowest_result_is_recalculated_from_its_case);
	tcase_add_test(t, an_average_and_a_reference_too);
	tcase_add_test(t, a_random_result_has_no_amounts);
	tcase_add_test(t, a_credit_result_draws_among_those_of_most_credit);
	tcase_add_test(t, a_composite_result_needs_a_sheet_of_each_evaluator);
	tcase_add_test(t, the_first_code_that_applies_puts_a_bid_out);
	tcase_add_loop_test(t, a_rate_and_its_amount_must_fit, 0,
	    COUNT(rates));
	tcase_add_test(t, bafos_first_round_has_bids_and_no_ranking);
	tcase_add_test(t, bafos_second_round_ranks_final_offers);
	tcase_add_test(t, when_all_are_silent_the_first_seed_breaks_the_tie);
	tcase_add_test(t,
	    facts_of_both_rounds_put_out_and_strangers_do_not_count);
	tcase_add_test_raise_signal(t,
	    a_second_round_without_its_first_is_a_bug, SIGABRT);
	tcase_add_test(t, each_rule_uses_its_own_inputs);
}

Suite *
result_suite(void)
{
	Suite *s = suite_create("result");
	TCase *t = tcase_create("results");

	tcase_add_checked_fixture(t, open_arena, end_arena);
	tcase_add_test(t,
	    the_record_says_who_was_valid_who_was_out_and_who_won);
	tcase_add_test(t, a_fact_puts_a_bid_out_but_its_salt_still_counts);
	tcase_add_test(t, without_a_valid_envelope_there_is_no_seed);
	tcase_add_test(t,
	    every_salt_every_file_and_their_order_make_the_seed);
	tcase_set_timeout(t, 30);	/* vectors are read by another program */
	tcase_add_test(t, the_known_round_has_the_known_seed_and_order);
	add_rules(t);
	suite_add_tcase(s, t);
	return s;
}
