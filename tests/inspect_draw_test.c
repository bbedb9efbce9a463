/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_draw_test.c: the double draw, with the example of domain.md 8. */
#include "market/inspect_draw.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "tests/support.h"

Suite *inspect_draw_suite(void);

#define SEED "326eaa548e7bb1b3e97ff8e26929630fa0c04a21179ec71afe5f6b62d0796b81"
#define LISTS								\
	"object K1 1\nobject K2 1\nobject K3 1\nobject K4 5\n"		\
	"object K5 5\nobject K6 20\nobject K7 20\nobject K8 5\n"	\
	"inspector G1\ninspector G2\ninspector G3\ninspector G4\n"
#define EXAMPLE								\
	"sealbid/v1 inspect\nplan 2026-1\nrecord -\ntake 3\ncap 20\n"	\
	"seed " SEED "\n" LISTS

static struct arena arena;

static void
open_arena(void)
{
	arena_init(&arena);
}

static void
close_arena(void)
{
	arena_release(&arena);
}

static struct inspect_draw
read_text(const char *text)
{
	struct inspect_draw d;

	ck_assert_msg(inspect_read(&arena, text, strlen(text), &d), "%s",
	    text);
	return d;
}

static const char *
printed(const struct inspect_draw *d)
{
	struct buf out;
	const char *copy;

	buf_init(&out, 1 << 20);
	inspect_print(&arena, &out, d);
	copy = arena_strdup(&arena, out.data);
	buf_release(&out);
	return copy;
}

START_TEST(the_example_is_drawn_as_the_law_says)
{
	struct inspect_draw d = read_text(EXAMPLE);

	ck_assert_str_eq(printed(&d), "seed " SEED " given\n"
	    "drawn 1 K7 G2 G4\ndrawn 2 K6 G4 G1\ndrawn 3 K8 G4 G3\n");
}
END_TEST

START_TEST(who_is_in_conflict_is_left_out_and_nothing_else_moves)
{
	struct inspect_draw d = read_text(EXAMPLE "conflict G2 K7\n");

	ck_assert_str_eq(printed(&d), "seed " SEED " given\n"
	    "drawn 1 K7 G4 G1\ndrawn 2 K6 G4 G1\ndrawn 3 K8 G4 G3\n");
}
END_TEST

START_TEST(a_text_is_written_as_it_was_read)
{
	struct inspect_draw d = read_text(EXAMPLE "conflict G2 K7\n");
	struct buf out;

	buf_init(&out, 1 << 20);
	inspect_write(&out, &d);
	ck_assert_str_eq(out.data, EXAMPLE "conflict G2 K7\n");
	buf_reset(&out);
	inspect_list(&out, &d);
	ck_assert_str_eq(out.data, "K1 1\nK2 1\nK3 1\nK4 5\nK5 5\nK6 20\n"
	    "K7 20\nK8 5\n");
	buf_release(&out);
}
END_TEST

START_TEST(a_text_with_doubles_or_another_order_is_none)
{
	static const char *const wrong[] = {
		"object K1 1\nobject K1 1\n", "object K2 1\nobject K1 1\n",
		"object K1 1\nwhole K1\n", "object K1 10001\n",
		"inspector G1\ninspector G1\n", "object K1\n",
		"conflict G1 K2\nconflict G1 K1\n",
	};
	struct inspect_draw d;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		const char *text = arena_printf(&arena, "sealbid/v1 inspect\n"
		    "plan x\nrecord -\ntake 1\ncap 1\nseed " SEED "\n%s",
		    wrong[i]);

		ck_assert_msg(!inspect_read(&arena, text, strlen(text), &d),
		    "%s", text);
	}
}
END_TEST

START_TEST(at_the_cap_nobody_is_sent_again)
{
	struct inspect_draw d = read_text(EXAMPLE);

	d.cap = 1;
	ck_assert_str_eq(printed(&d), "seed " SEED " given\n"
	    "drawn 1 K7 G2 G4\ndrawn 2 K6 G1 G3\ndrawn 3 K8 -\n");
}
END_TEST

START_TEST(so_many_are_drawn_as_ratio_or_floor_ask_for)
{
	const int64_t bands[] = { 100, 100, 100, 500, 500, 2000, 2000, 500 };
	int64_t many[40];

	ck_assert_int_eq(inspect_take(bands, 8, 500), 1);
	ck_assert_int_eq(inspect_take(bands, 8, 2501), 3);
	ck_assert_int_eq(inspect_take(bands, 0, 500), 0);
	for (size_t i = 0; i < 40; i++)
		many[i] = i < 20 ? 2000 : 500;
	ck_assert_int_eq(inspect_take(many, 40, 500), 5);
	ck_assert_int_eq(inspect_take(many, 40, 10000), 40);
	ck_assert_uint_eq(inspect_band("D"), 4);
	ck_assert_uint_eq(inspect_band("N"), 3);
	ck_assert_uint_eq(inspect_band(""), INSPECT_BANDS);
	ck_assert_uint_eq(inspect_band("AB"), INSPECT_BANDS);
}
END_TEST

START_TEST(a_seed_is_refuted_unless_each_contribution_was_committed)
{
	struct seal_commit commits[2] = { { .i = 1, .name = "h/t/1" },
	    { .i = 2, .name = "h/t/2" } };
	struct seal_random randoms[2] = { { .i = 1, .r = { 7 } },
	    { .i = 2, .r = { 9 } } };
	struct inspect_draw d = read_text(EXAMPLE);

	ck_assert(inspect_seed_fits(&d));
	d.record = (struct maybe_hash){ .given = true, .hash = { 3 } };
	ck_assert(!inspect_seed_fits(&d));
	for (size_t i = 0; i < 2; i++)
		inspect_commit(commits[i].hash, d.plan, commits[i].name,
		    randoms[i].r);
	d.commits = commits;
	d.randoms = randoms;
	d.n_commits = d.n_randoms = 2;
	ck_assert(!inspect_seed_fits(&d));
	inspect_seed(d.seed, d.record.hash, randoms, 2);
	ck_assert(inspect_seed_fits(&d));
	randoms[1].r[31] ^= 1;
	ck_assert(!inspect_seed_fits(&d));
	randoms[1].r[31] ^= 1;
	d.n_commits = d.n_randoms = 1;
	ck_assert(!inspect_seed_fits(&d));
}
END_TEST

/* The seed by the shell's own tools. */
START_TEST(anybody_makes_the_seed_by_hand)
{
	struct seal_random randoms[2] = { { .i = 1, .r = { 0 } },
	    { .i = 2, .r = { 0 } } };
	unsigned char record[32], seed[32];
	char hex[65], ours[65];
	FILE *pipe;

	memset(record, 'a', 32);
	memset(randoms[0].r, 'b', 32);
	memset(randoms[1].r, 'c', 32);
	inspect_seed(seed, record, randoms, 2);
	pipe = popen("(printf 'sealbid/v1 plan-seed\\n'; "
	    "printf '%32s%32s%32s' '' '' '' | sed 's/^ \\{32\\}/"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/; s/ \\{32\\}/"
	    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/; s/ \\{32\\}/"
	    "cccccccccccccccccccccccccccccccc/') | sha256sum", "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_ptr_nonnull(fgets(hex, sizeof hex, pipe));
	pclose(pipe);
	ck_assert_str_eq(digits_hex(ours, seed, 32), hex);
}
END_TEST

/* ---- properties ---- */

enum { OBJECTS = 30, STAFF = 6 };

/* A random plan, its lists shuffled or not; weights of the bands. */
static struct inspect_draw
a_plan(unsigned seed, bool shuffled)
{
	static const int64_t weights[] = { 1, 5, 20, 5, 0 };
	struct inspect_draw d = { .plan = "p", .take = 12, .cap = 4 };
	unsigned s = seed * 2654435761U + 1;

	d.objects = arena_alloc(&arena, OBJECTS * sizeof *d.objects);
	d.inspectors = arena_alloc(&arena, STAFF * sizeof *d.inspectors);
	d.conflicts = arena_alloc(&arena, OBJECTS * sizeof *d.conflicts);
	memset(d.seed, (int)seed, sizeof d.seed);
	for (size_t i = 0; i < OBJECTS; i++) {
		d.objects[d.n++] = (struct inspect_object){ arena_printf(
		    &arena, "K%02zu", i), weights[(s >> 8) % 5] };
		if ((s >> 16) % 3 == 0)
			d.conflicts[d.n_conflicts++] =
			    (struct inspect_conflict){ arena_printf(&arena,
			    "G%u", (s >> 20) % STAFF), d.objects[i].name };
		s = s * 1103515245U + 12345;
	}
	for (size_t i = 0; i < STAFF; i++)
		d.inspectors[d.n_inspectors++].name = arena_printf(&arena,
		    "G%zu", i);
	for (size_t i = 0; shuffled && i < OBJECTS; i++) {
		size_t j = (s = s * 1103515245U + 12345) / 65536 % OBJECTS;
		struct inspect_object kept = d.objects[i];

		d.objects[i] = d.objects[j];
		d.objects[j] = kept;
	}
	if (shuffled) {
		struct inspect_name kept = d.inspectors[0];

		d.inspectors[0] = d.inspectors[3];
		d.inspectors[3] = kept;
	}
	inspect_sort(&d);
	return d;
}

START_TEST(in_whatever_order_a_list_was_typed_the_draw_is_the_same)
{
	for (unsigned seed = 0; seed < 100; seed++) {
		struct inspect_draw a = a_plan(seed, false),
		    b = a_plan(seed, true);

		ck_assert_str_eq(printed(&a), printed(&b));
	}
}
END_TEST

START_TEST(nobody_is_drawn_twice_in_conflict_or_above_the_cap)
{
	size_t unsent = 0;

	for (unsigned seed = 0; seed < 200; seed++) {
		struct inspect_draw d = a_plan(seed, false);
		struct inspect_visit *v;
		int64_t tasks[STAFF] = { 0 };
		size_t n;

		inspect_run(&arena, &d, &v, &n);
		ck_assert_uint_le(n, 12);
		for (size_t i = 0; i < n; i++) {
			for (size_t j = 0; j < i; j++)
				ck_assert_str_ne(v[i].object, v[j].object);
			unsent += v[i].n == 0;
			for (size_t k = 0; k < v[i].n; k++)
				tasks[v[i].team[k][1] - '0']++;
			ck_assert(v[i].n == 0 || strcmp(v[i].team[0],
			    v[i].team[1]) != 0);
			for (size_t k = 0; k < d.n_conflicts; k++)
				ck_assert(strcmp(d.conflicts[k].object,
				    v[i].object) != 0 || v[i].n == 0 ||
				    (strcmp(d.conflicts[k].inspector,
				    v[i].team[0]) != 0 && strcmp(
				    d.conflicts[k].inspector,
				    v[i].team[1]) != 0));
		}
		for (size_t k = 0; k < STAFF; k++)
			ck_assert_int_le(tasks[k], 4);
	}
	ck_assert_uint_gt(unsent, 0);	/* six with four tasks each: some */
}
END_TEST

START_TEST(band_d_is_visited_whole_and_behind_the_drawn)
{
	struct inspect_draw d = read_text("sealbid/v1 inspect\nplan x\n"
	    "record -\ntake 1\ncap 20\nseed " SEED "\nobject K1 1\n"
	    "whole K0\nwhole K9\ninspector G1\ninspector G2\n");
	struct inspect_visit *v;
	size_t n;

	inspect_run(&arena, &d, &v, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(v[0].object, "K1");
	ck_assert(!v[0].whole && v[1].whole && v[2].whole);
	ck_assert_str_eq(v[1].object, "K0");
	ck_assert_str_eq(v[2].object, "K9");
}
END_TEST

Suite *
inspect_draw_suite(void)
{
	Suite *s = suite_create("inspect_draw");
	TCase *t = tcase_create("inspect_draw");

	tcase_add_checked_fixture(t, open_arena, close_arena);
	tcase_add_test(t, the_example_is_drawn_as_the_law_says);
	tcase_add_test(t,
	    who_is_in_conflict_is_left_out_and_nothing_else_moves);
	tcase_add_test(t, a_text_is_written_as_it_was_read);
	tcase_add_test(t, a_text_with_doubles_or_another_order_is_none);
	tcase_add_test(t, at_the_cap_nobody_is_sent_again);
	tcase_add_test(t, so_many_are_drawn_as_ratio_or_floor_ask_for);
	tcase_add_test(t,
	    a_seed_is_refuted_unless_each_contribution_was_committed);
	tcase_add_test(t, anybody_makes_the_seed_by_hand);
	tcase_add_test(t,
	    in_whatever_order_a_list_was_typed_the_draw_is_the_same);
	tcase_add_test(t, nobody_is_drawn_twice_in_conflict_or_above_the_cap);
	tcase_add_test(t, band_d_is_visited_whole_and_behind_the_drawn);
	suite_add_tcase(s, t);
	return s;
}
