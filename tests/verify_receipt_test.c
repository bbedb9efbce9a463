/* SPDX-License-Identifier: Apache-2.0 */
/* verify_receipt_test.c: a receipt holds, or shows what was left out. */
#include "market/verify_receipt.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/tiles.h"
#include "tests/worlds.h"

Suite *verify_receipt_suite(void);

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena);
}

static void
end(void)
{
	arena_release(&arena);
}

static const char *
file_of(const char *dir, const char *path, size_t *n)
{
	struct source source;
	struct buf file;
	const char *data;

	source_folder(&source, dir);
	buf_init(&file, 1 << 20);
	ck_assert_int_eq(source.get(source.p, path, &file), SOURCE_GOT);
	*n = file.len;
	data = arena_strndup(&arena, file.data, file.len);
	buf_release(&file);
	return data;
}

/* A submission of a world, with the receipt it got. */
struct given {
	const char *file;
	size_t n;
	struct buf receipt;
};

/* The worlds' nonces: H("nonce <leaf>"). */
static bool
is_at(struct tiles *t, int64_t leaf, const char *file, size_t n,
    struct tlog_receipt *r)
{
	char blind[TLOG_BLIND + 1], label[32];
	const char *entry;
	size_t entry_n;

	ck_assert(tiles_entry(t, leaf, &entry, &entry_n));
	if (!tlog_is_blind(entry, entry_n))
		return false;
	snprintf(label, sizeof label, "nonce %d", (int)leaf);
	note_hash(r->nonce, label, strlen(label));
	note_hash(r->file, file, n);
	memcpy(r->reveal_by, entry + TLOG_BLIND - 1 - TLOG_DATE, TLOG_DATE);
	tlog_blind(blind, r->nonce, r->file, r->reveal_by);
	r->leaf = leaf;
	return memcmp(blind, entry, TLOG_BLIND) == 0;
}

/* Receipts of a world's log for all bodies of another; how many. */
static size_t
receipts_in(const char *dir, const char *bodies, struct given *out,
    size_t most)
{
	struct tiles *t = arena_alloc(&arena, sizeof *t);
	struct source *source = arena_alloc(&arena, sizeof *source);
	DIR *d = opendir(arena_printf(&arena, "%s/p/T-1/1", bodies));
	struct tlog_checkpoint c;
	struct tlog_nodes nodes = tiles_nodes(t);
	struct dirent *e;
	struct note note;
	size_t n = 0, text_n;
	const char *text = file_of(dir, "log/checkpoint", &text_n);

	source_folder(source, dir);
	ck_assert(note_parse(&note, text, text_n));
	ck_assert(tlog_checkpoint_read(&c, &note));
	ck_assert(tiles_open(t, &arena, source, c.size, c.root));
	while ((e = readdir(d)) != NULL) {
		struct given *g = &out[n];
		struct tlog_receipt r = { .checkpoint = text,
		    .checkpoint_n = text_n };

		if (strlen(e->d_name) != 64 + 5 || n == most)
			continue;
		g->file = file_of(bodies, arena_printf(&arena, "p/T-1/1/%s",
		    e->d_name), &g->n);
		for (int64_t i = 0; i < c.size && g->receipt.len == 0; i++) {
			if (!is_at(t, i, g->file, g->n, &r))
				continue;
			ck_assert(tlog_inclusion(&nodes, i, c.size,
			    &r.proof));
			buf_init(&g->receipt, 1 << 16);
			tlog_receipt_write(&g->receipt, &r);
		}
		if (g->receipt.len > 0)
			n++;
	}
	closedir(d);
	return n;
}

static size_t
receipts_of(const char *dir, struct given *out, size_t most)
{
	return receipts_in(dir, dir, out, most);
}

static struct receipt_report
ask(const struct given *g, const char *dir)
{
	struct receipt_case c = { .receipt = g->receipt.data,
	    .receipt_n = g->receipt.len, .file = g->file, .file_n = g->n };
	struct receipt_report r;
	struct source source;

	source_folder(&source, dir);
	c.source = &source;
	verify_receipt(&arena, &c, &r);
	return r;
}

static void
release(struct given *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_release(&g[i].receipt);
}

START_TEST(each_submission_of_an_honest_round_is_listed)
{
	static const char *const worlds[] = { "a market", "full tiles",
	    "replaced and withdrawn", "more", "too few entrants" };

	if (!worlds_are_here())
		return;
	for (size_t k = 0; k < COUNT(worlds); k++) {
		struct given g[8] = { { .n = 0 } };
		const char *dir = world_of(worlds[k])->dir;
		size_t n = receipts_of(dir, g, COUNT(g));

		ck_assert_uint_gt(n, 1);
		for (size_t i = 0; i < n; i++) {
			struct receipt_report r = ask(&g[i], dir);

			ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s: %s",
			    worlds[k], r.code);
			ck_assert_str_eq(r.code, "listed");
			ck_assert_int_gt(r.close, r.leaf);
		}
		release(g, COUNT(g));
	}
}
END_TEST

START_TEST(a_bid_left_out_of_the_close_is_proven)
{
	struct given g[8] = { { .n = 0 } };
	size_t n, omitted = 0;

	if (!worlds_are_here())
		return;
	n = receipts_of(world_of("a sub dropped")->dir, g, COUNT(g));
	ck_assert_uint_eq(n, 4);
	for (size_t i = 0; i < n; i++) {
		struct receipt_report r = ask(&g[i],
		    world_of("a sub dropped")->dir);

		if (strcmp(r.code, "omitted") != 0) {
			ck_assert_int_eq(r.verdict, VERIFY_VERIFIED);
			continue;
		}
		ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
		ck_assert_int_gt(r.close, r.leaf);
		omitted++;
	}
	ck_assert_uint_eq(omitted, 1);
	release(g, COUNT(g));
}
END_TEST

START_TEST(without_a_close_or_a_longer_log_it_cannot_be_told)
{
	struct given g[8] = { { .n = 0 } }, longer[8] = { { .n = 0 } };
	struct receipt_report r;
	const char *dir;

	if (!worlds_are_here())
		return;
	dir = world_of("not closed")->dir;
	/* Bodies are public after a close alone: those of a later day. */
	ck_assert_uint_gt(receipts_in(dir, world_of("a market")->dir, g,
	    COUNT(g)), 1);
	r = ask(&g[0], dir);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	ck_assert_str_eq(r.code, "not-closed");
	release(g, COUNT(g));
	memset(g, 0, sizeof g);
	ck_assert_uint_gt(receipts_of(world_of("a market")->dir, g,
	    COUNT(g)), 1);
	ck_assert_uint_gt(receipts_of(world_of("full tiles")->dir, longer,
	    COUNT(longer)), 1);
	r = ask(&longer[0], world_of("a market")->dir);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	ck_assert_str_eq(r.code, "behind");
	r = ask(&g[0], world_of("full tiles")->dir);
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	ck_assert_str_eq(r.code, "fork");
	release(g, COUNT(g));
	release(longer, COUNT(longer));
}
END_TEST

START_TEST(a_changed_receipt_or_another_file_never_holds)
{
	struct given g[8] = { { .n = 0 } };
	struct receipt_report r;
	struct receipt_case c;
	size_t n, trust_n;

	if (!worlds_are_here())
		return;
	n = receipts_of(world_of("a market")->dir, g, COUNT(g));
	ck_assert_uint_gt(n, 1);
	c = (struct receipt_case){ .receipt = g[0].receipt.data,
	    .receipt_n = g[0].receipt.len, .file = g[0].file,
	    .file_n = g[0].n };
	verify_receipt(&arena, &c, &r);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	ck_assert_str_eq(r.code, "no-trust");
	c.trust = file_of(world_of("a market")->dir, "trust.txt", &trust_n);
	c.trust_n = trust_n;
	verify_receipt(&arena, &c, &r);
	ck_assert_str_eq(r.code, "receipt-ok");
	ck_assert_int_eq(r.verdict, VERIFY_VERIFIED);
	for (size_t i = 0; i < g[0].receipt.len; i++) {
		g[0].receipt.data[i] ^= 1;
		verify_receipt(&arena, &c, &r);
		ck_assert_msg(r.verdict == VERIFY_REFUTED, "byte %zu: %s", i,
		    r.code);
		g[0].receipt.data[i] ^= 1;
	}
	c.file = g[1].file;
	c.file_n = g[1].n;
	verify_receipt(&arena, &c, &r);
	ck_assert_str_eq(r.code, "receipt-file");
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	release(g, COUNT(g));
}
END_TEST

Suite *
verify_receipt_suite(void)
{
	Suite *s = suite_create("verify_receipt");
	TCase *t = tcase_create("receipts");

	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, each_submission_of_an_honest_round_is_listed);
	tcase_add_test(t, a_bid_left_out_of_the_close_is_proven);
	tcase_add_test(t, without_a_close_or_a_longer_log_it_cannot_be_told);
	tcase_add_test(t, a_changed_receipt_or_another_file_never_holds);
	suite_add_tcase(s, t);
	return s;
}
