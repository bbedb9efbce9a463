/* SPDX-License-Identifier: Apache-2.0 */
/* close_test.c: which submission counts, and the records that say so. */
#include "market/close.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/note.h"
#include "tests/vectors.h"

Suite *close_suite(void);

static struct arena arena;
static const unsigned char policy[32] = { 1, 2, 3 };

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

/* n submissions by n / 3 names, in turn; every seventh a withdrawal. */
static struct seal_sub *
some_subs(size_t n)
{
	struct seal_sub *subs = arena_alloc(&arena, (n + 1) * sizeof *subs);
	size_t names = n / 3 + 1;

	for (size_t i = 0; i < n; i++) {
		subs[i] = (struct seal_sub){
			.leaf = 100 + 3 * (int64_t)i,
			.name = arena_printf(&arena, "m/b/%zu", i % names),
			.seq = (int64_t)(i / names) + 1,
			.kind = i % 7 == 6 ? "withdraw" : "envelope",
		};
		memcpy(subs[i].file, &i, sizeof i);
	}
	close_statuses(subs, n);
	return subs;
}

/* Both records parsed back, as a verifier has them. */
static bool
read_back(const struct close_texts *t, struct seal_sub **subs, size_t *n)
{
	struct seal_close close;
	struct seal_more *more = arena_alloc(&arena,
	    (t->mores + 1) * sizeof *more);
	unsigned char (*hashes)[32] = arena_alloc(&arena,
	    (t->mores + 1) * 32);
	unsigned char (*again)[32] = hashes;

	if (!seal_record_parse(&arena, SEAL_CLOSE, t->close, t->close_n,
	    &close))
		return false;
	for (size_t i = 0; i < t->mores; i++) {
		if (!seal_record_parse(&arena, SEAL_MORE, t->more[i],
		    t->more_n[i], &more[i]))
			return false;
		note_hash(again[i], t->more[i], t->more_n[i]);
	}
	return close_read(&arena, &close, more,
	    (const unsigned char (*)[32])hashes, t->mores, subs, n);
}

static const size_t sizes[] = { 0, 1, 3, 40, 199, 200, 201, 400, 401, 601 };

START_TEST(a_list_of_any_length_is_read_as_it_was_written)
{
	size_t n = sizes[_i], back_n;
	struct seal_sub *subs = some_subs(n), *back;
	struct close_texts t;

	close_write(&arena, policy, "ZJ-2026-000001/1", 7, subs, n, NULL, 0,
	    &t);
	ck_assert_uint_eq(t.mores, n <= 200 ? 0 : (n - 1) / 200);
	ck_assert(read_back(&t, &back, &back_n));
	ck_assert_uint_eq(back_n, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(back[i].leaf, subs[i].leaf);
		ck_assert_str_eq(back[i].name, subs[i].name);
		ck_assert_str_eq(back[i].status, subs[i].status);
	}
}
END_TEST

START_TEST(the_last_submission_of_a_name_decides)
{
	static const struct {
		const char *name, *kind, *status;
		int64_t seq;
	} rows[] = {
		{ "m/b/1", "envelope", "superseded", 1 },
		{ "m/b/2", "envelope", "withdrawn", 1 },
		{ "m/b/1", "envelope", "active", 2 },
		{ "m/b/2", "withdraw", "withdrawn", 2 },
		{ "m/b/3", "envelope", "superseded", 1 },
		{ "m/b/3", "withdraw", "superseded", 2 },
		{ "m/b/3", "envelope", "active", 3 },
	};
	struct seal_sub subs[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		subs[i] = (struct seal_sub){ .leaf = (int64_t)i,
		    .name = rows[i].name, .kind = rows[i].kind,
		    .seq = rows[i].seq };
	close_statuses(subs, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_str_eq(subs[i].status, rows[i].status);
}
END_TEST

/* What a dishonest list may try, each on a list of 401. */
static void
skip_a_seq(struct seal_sub *s)
{
	s[400].seq++;
}

static void
swap_leaves(struct seal_sub *s)
{
	s[300].leaf = s[299].leaf;
}

static void
wrong_status(struct seal_sub *s)
{
	s[0].status = strcmp(s[0].status, "active") == 0 ? "superseded" :
	    "active";
}

static void
same_file_twice(struct seal_sub *s)
{
	memcpy(s[250].file, s[10].file, sizeof s[250].file);
}

static void (*const lies[])(struct seal_sub *s) = {
	skip_a_seq, swap_leaves, wrong_status, same_file_twice,
};

START_TEST(a_list_that_breaks_the_rules_is_refused)
{
	struct seal_sub *subs = some_subs(401), *back;
	struct close_texts t;
	size_t n;

	lies[_i](subs);
	close_write(&arena, policy, "ZJ-2026-000001/1", 7, subs, 401, NULL,
	    0, &t);
	ck_assert(!read_back(&t, &back, &n));
}
END_TEST

START_TEST(a_part_that_is_missing_or_swapped_is_refused)
{
	struct seal_sub *subs = some_subs(601), *back;
	const char *text;
	struct close_texts t;
	size_t n, text_n;

	close_write(&arena, policy, "ZJ-2026-000001/1", 7, subs, 601, NULL,
	    0, &t);
	ck_assert_uint_eq(t.mores, 3);
	t.mores = 2;
	ck_assert(!read_back(&t, &back, &n));
	t.mores = 3;
	text = t.more[0];
	text_n = t.more_n[0];
	t.more[0] = t.more[1];
	t.more_n[0] = t.more_n[1];
	t.more[1] = text;
	t.more_n[1] = text_n;
	ck_assert(!read_back(&t, &back, &n));
}
END_TEST

START_TEST(contributors_are_no_entrants)
{
	struct seal_trustee trustees[] = { { 1, "m/t/1", { .given = 0 } },
	    { 2, "m/t/2", { .given = 0 } } };
	struct seal_project p = { .purchaser = "m/p/1",
	    .trustees = trustees, .n = 2 };
	struct seal_sub subs[] = {
		{ .leaf = 1, .name = "m/b/1", .status = "active" },
		{ .leaf = 2, .name = "m/t/2", .status = "active" },
		{ .leaf = 3, .name = "m/p/1", .status = "active" },
		{ .leaf = 4, .name = "m/b/2", .status = "withdrawn" },
		{ .leaf = 5, .name = "m/b/3", .status = "active" },
	};

	ck_assert_uint_eq(close_entrants(&p, subs, COUNT(subs)), 2);
}
END_TEST

START_TEST(the_known_close_is_written_to_the_same_bytes)
{
	struct seal_close c;
	struct close_texts t;
	struct seal_sub *subs;
	struct note note;
	size_t n;
	char *file;

	if (!vectors_are_here())
		return;
	file = vector_file("close.note", &n);
	ck_assert(note_parse(&note, file, n));
	ck_assert(seal_record_parse(&arena, SEAL_CLOSE, note.text, note.n,
	    &c));
	subs = c.subs;
	close_statuses(subs, c.n);
	close_write(&arena, c.policy, c.project, c.deadline, subs, c.n,
	    NULL, 0, &t);
	ck_assert_uint_eq(t.close_n, note.n);
	ck_assert_mem_eq(t.close, note.text, note.n);
}
END_TEST

Suite *
close_suite(void)
{
	Suite *s = suite_create("close");
	TCase *t = tcase_create("lists");

	tcase_add_checked_fixture(t, open_arena, end_arena);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_list_of_any_length_is_read_as_it_was_written,
	    0, COUNT(sizes));
	tcase_add_test(t, the_last_submission_of_a_name_decides);
	tcase_add_loop_test(t, a_list_that_breaks_the_rules_is_refused, 0,
	    COUNT(lies));
	tcase_add_test(t, a_part_that_is_missing_or_swapped_is_refused);
	tcase_add_test(t, contributors_are_no_entrants);
	tcase_add_test(t, the_known_close_is_written_to_the_same_bytes);
	suite_add_tcase(s, t);
	return s;
}
