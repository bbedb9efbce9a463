/* SPDX-License-Identifier: Apache-2.0 */
/* result_test.c: the record that follows from opened envelopes. */
#include "market/result.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/draw.h"
#include "market/note.h"
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
	tcase_add_test(t, the_known_round_has_the_known_seed_and_order);
	suite_add_tcase(s, t);
	return s;
}
