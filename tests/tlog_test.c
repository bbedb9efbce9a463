/* SPDX-License-Identifier: Apache-2.0 */
/* tlog_test.c: the tree against a second way of computing it, and vectors. */
#include "market/tlog.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base64.h"
#include "market/lines.h"
#include "tests/support_tree.h"
#include "tests/vectors.h"

Suite *tlog_suite(void);

enum { MOST = 70001, SMALL = 300 };

/* RFC 6962 2.1 word by word: MTH over leaves lo … hi-1. */
static void
mth(const struct tree *t, int64_t lo, int64_t hi, tlog_hash out)
{
	int64_t k = 1;
	tlog_hash left, right;

	if (hi - lo == 1) {
		memcpy(out, t->level[0][lo], TLOG_HASH);
		return;
	}
	while (k * 2 < hi - lo)
		k *= 2;
	mth(t, lo, lo + k, left);
	mth(t, lo + k, hi, right);
	tlog_join(out, left, right);
}

static void
corrupted_proofs_fail(const struct tlog_proof *good, int64_t m, int64_t n,
    const tlog_hash leaf, const tlog_hash root)
{
	struct tlog_proof bad = *good;

	for (size_t i = 0; i < good->n; i++) {
		bad.hashes[i][i % TLOG_HASH] ^= 1;
		ck_assert(!tlog_inclusion_check(m, n, leaf, &bad, root));
		bad.hashes[i][i % TLOG_HASH] ^= 1;
	}
	if (good->n > 0) {
		bad.n--;
		ck_assert(!tlog_inclusion_check(m, n, leaf, &bad, root));
	}
	bad.n = good->n + 1;
	ck_assert(!tlog_inclusion_check(m, n, leaf, &bad, root));
}

START_TEST(every_leaf_of_every_tree_up_to_300_is_proven)
{
	struct tree *t = tree_new(MOST);
	struct tlog_nodes from = tree_nodes(t);

	tree_fill(t, SMALL, -1);
	for (int64_t n = 1; n <= SMALL; n++) {
		tlog_hash root, want;

		mth(t, 0, n, want);
		ck_assert(tlog_root(&from, n, root));
		ck_assert_mem_eq(root, want, TLOG_HASH);
		for (int64_t m = 0; m < n; m++) {
			struct tlog_proof proof;

			ck_assert(tlog_inclusion(&from, m, n, &proof));
			ck_assert(tlog_inclusion_check(m, n, t->level[0][m],
			    &proof, root));
			if ((m + n) % 7 == 0)
				corrupted_proofs_fail(&proof, m, n,
				    t->level[0][m], root);
			if (n > 1)
				ck_assert(!tlog_inclusion_check((m + 1) % n,
				    n, t->level[0][m], &proof, root));
		}
	}
	tree_free(t);
}
END_TEST

START_TEST(every_older_tree_is_proven_to_be_a_prefix)
{
	struct tree *t = tree_new(MOST);
	struct tlog_nodes from = tree_nodes(t);

	tree_fill(t, SMALL, -1);
	for (int64_t n = 1; n <= SMALL; n++)
		for (int64_t m = 1; m <= n; m++) {
			tlog_hash old, new;
			struct tlog_proof proof;

			ck_assert(tlog_root(&from, m, old));
			ck_assert(tlog_root(&from, n, new));
			ck_assert(tlog_consistency(&from, m, n, &proof));
			ck_assert(tlog_consistency_check(m, n, old, new,
			    &proof));
			if (m == n)
				continue;
			proof.hashes[(size_t)m % proof.n][3] ^= 4;
			ck_assert(!tlog_consistency_check(m, n, old, new,
			    &proof));
			proof.hashes[(size_t)m % proof.n][3] ^= 4;
			old[0] ^= 1;
			ck_assert(!tlog_consistency_check(m, n, old, new,
			    &proof));
		}
	tree_free(t);
}
END_TEST

static void
is_base64(const unsigned char hash[TLOG_HASH], const char *want)
{
	unsigned char raw[TLOG_HASH];

	ck_assert(base64_read(want, strlen(want), raw, sizeof raw));
	ck_assert_mem_eq(hash, raw, TLOG_HASH);
}

START_TEST(roots_are_those_of_another_implementation)
{
	struct tree *t = tree_new(MOST);
	struct tlog_nodes from = tree_nodes(t);
	char *entries, *roots, *end_e, *end_r, *e, *r;
	tlog_hash root;

	if (!vectors_are_here())
		return;
	entries = vector_json("log.json", "v.tessera.entries.join(\"\\n\")");
	roots = vector_json("log.json", "[...Array(16).keys()].map(i => "
	    "v.tessera.roots[i]).join(\"\\n\")");
	r = strtok_r(roots, "\n", &end_r);
	ck_assert(tlog_root(&from, 0, root));
	is_base64(root, r);
	for (e = strtok_r(entries, "\n", &end_e); e; e = strtok_r(NULL, "\n",
	    &end_e)) {
		tree_add(t, e);
		r = strtok_r(NULL, "\n", &end_r);
		ck_assert(tlog_root(&from, t->size, root));
		is_base64(root, r);
	}
	ck_assert_int_eq(t->size, 15);
	tree_free(t);
}
END_TEST

START_TEST(a_log_past_65536_has_the_known_roots_and_tiles)
{
	struct tree *t = tree_new(MOST);
	struct tlog_nodes from = tree_nodes(t);
	char hex[65], *want;
	unsigned char hash[32];
	struct buf tile;
	tlog_hash root;

	if (!vectors_are_here())
		return;
	tree_fill(t, 70000, -1);
	ck_assert(tlog_root(&from, 65536, root));
	want = vector_json("log.json", "v.large.root_65536");
	is_base64(root, want);
	ck_assert(tlog_root(&from, 65537, root));
	want = vector_json("log.json", "v.large.root_65537");
	is_base64(root, want);
	ck_assert(tlog_root(&from, 70000, root));
	want = vector_json("log.json", "v.large.root");
	is_base64(root, want);
	buf_init(&tile, 256 * 32);
	ck_assert(tlog_tile_write(&from, 1, 0, 256, &tile));
	note_hash(hash, tile.data, tile.len);
	want = vector_json("log.json", "v.large.tile_1_000_sha256");
	ck_assert_str_eq(digits_hex(hex, hash, 32), want);
	buf_release(&tile);
	tree_free(t);
}
END_TEST

static const struct {
	int level;
	int64_t index;
	int width;
	const char *path;
} paths[] = {
	{ 0, 5, 0, "tile/0/005" },
	{ 0, 999, 0, "tile/0/999" },
	{ 1, 1000, 0, "tile/1/x001/000" },
	{ 0, 70000, 12, "tile/0/x070/000.p/12" },
	{ 0, 1234067, 256, "tile/0/x001/x234/067" },
	{ TLOG_ENTRIES, 1234067, 1, "tile/entries/x001/x234/067.p/1" },
};

START_TEST(tiles_have_the_addresses_of_the_standard)
{
	char path[TLOG_PATH];

	ck_assert_str_eq(tlog_tile_path(path, paths[_i].level,
	    paths[_i].index, paths[_i].width), paths[_i].path);
}
END_TEST

static const struct {
	int level;
	int64_t index, size;
	int width;
} widths[] = {
	{ 0, 0, 0, 0 }, { 0, 0, 255, 255 }, { 0, 0, 256, 256 },
	{ 0, 1, 256, 0 }, { 0, 1, 257, 1 }, { 1, 0, 255, 0 },
	{ 1, 0, 65536, 256 }, { 2, 0, 65536, 1 }, { 2, 0, 65535, 0 },
	{ 0, 256, 65537, 1 }, { 1, 1, 65537, 0 },
};

START_TEST(a_tile_is_as_wide_as_its_part_of_the_tree)
{
	ck_assert_int_eq(tlog_tile_width(widths[_i].level, widths[_i].index,
	    widths[_i].size), widths[_i].width);
}
END_TEST

START_TEST(a_receipt_is_read_checked_and_written_to_the_same_bytes)
{
	static const char *const names[] = { "receipt1.tlog-proof",
	    "receipt1.cosigned.tlog-proof" };
	struct note_key log;
	char *vkey, *text;
	size_t n, vkey_n;

	if (!vectors_are_here())
		return;
	vkey = vector_file("log.vkey", &vkey_n);
	ck_assert(note_vkey_read(&log, vkey, strcspn(vkey, "\n")));
	for (size_t k = 0; k < COUNT(names); k++) {
		struct tlog_receipt r;
		struct tlog_checkpoint c;
		struct buf again;

		text = vector_file(names[k], &n);
		ck_assert(tlog_receipt_read(&r, text, n));
		ck_assert(tlog_receipt_check(&r, &log, &c));
		ck_assert_int_eq(r.leaf, 10);
		ck_assert_int_eq(c.size, k == 0 ? 13 : 46);
		buf_init(&again, 65536);
		tlog_receipt_write(&again, &r);
		ck_assert_uint_eq(again.len, n);
		ck_assert_mem_eq(again.data, text, n);
		buf_release(&again);
	}
}
END_TEST

START_TEST(a_receipt_with_any_byte_changed_proves_nothing)
{
	struct note_key log;
	size_t n, vkey_n, cosigned = 0;
	char *vkey, *text;

	if (!vectors_are_here())
		return;
	vkey = vector_file("log.vkey", &vkey_n);
	ck_assert(note_vkey_read(&log, vkey, strcspn(vkey, "\n")));
	text = vector_file("receipt1.tlog-proof", &n);
	for (size_t i = 0; i < n; i++) {
		struct tlog_receipt r;

		text[i] ^= 1;
		if (tlog_receipt_read(&r, text, n) &&
		    tlog_receipt_check(&r, &log, NULL))
			cosigned++;
		text[i] ^= 1;
	}
	ck_assert_uint_eq(cosigned, 0);
}
END_TEST

START_TEST(a_blind_leaf_tells_a_hash_and_a_month)
{
	unsigned char nonce[32], file[32];
	char blind[TLOG_BLIND + 1], *hex, *want;

	if (!vectors_are_here())
		return;
	hex = vector_json("expected.json", "v.envelopes[0].nonce");
	ck_assert(digits_unhex(hex, nonce, 32));
	hex = vector_json("expected.json", "v.envelopes[0].file_hash");
	ck_assert(digits_unhex(hex, file, 32));
	tlog_blind(blind, nonce, file, "2026-02-28");
	want = vector_json("expected.json", "v.envelopes[0].blind_leaf");
	ck_assert_str_eq(blind, want);
	ck_assert(tlog_is_blind(want, strlen(want)));
	want[20] = 'x';
	ck_assert(!tlog_is_blind(want, strlen(want)));
}
END_TEST

static const struct {
	const char *deadline, *reveal_by;
} months[] = {
	{ "2026-01-08T08:00", "2026-02-28" },
	{ "2026-11-30T10:00", "2026-12-31" },
	{ "2026-12-01T10:00", "2027-01-31" },
	{ "2027-12-31T23:59:59", "2028-01-31" },
	{ "2028-01-01T00:00", "2028-02-29" },
};

START_TEST(leaves_are_explained_by_the_end_of_the_month_after)
{
	char date[TLOG_DATE + 1];
	int64_t t;

	ck_assert(digits_datetime(months[_i].deadline, &t));
	tlog_reveal_by(date, t);
	ck_assert_str_eq(date, months[_i].reveal_by);
}
END_TEST

START_TEST(a_bundle_gives_back_its_entries_and_stops_at_damage)
{
	struct buf bundle;
	const char *entry;
	size_t at = 0, n;

	buf_init(&bundle, 1024);
	tlog_bundle_add(&bundle, "one", 3);
	tlog_bundle_add(&bundle, "", 0);
	tlog_bundle_add(&bundle, "three", 5);
	ck_assert(tlog_bundle_next((unsigned char *)bundle.data, bundle.len,
	    &at, &entry, &n));
	ck_assert_uint_eq(n, 3);
	ck_assert_mem_eq(entry, "one", 3);
	ck_assert(tlog_bundle_next((unsigned char *)bundle.data, bundle.len,
	    &at, &entry, &n));
	ck_assert_uint_eq(n, 0);
	ck_assert(!tlog_bundle_next((unsigned char *)bundle.data,
	    bundle.len - 1, &at, &entry, &n));
	ck_assert(tlog_bundle_next((unsigned char *)bundle.data, bundle.len,
	    &at, &entry, &n));
	ck_assert_uint_eq(at, bundle.len);
	ck_assert(!tlog_bundle_next((unsigned char *)bundle.data, bundle.len,
	    &at, &entry, &n));
	buf_release(&bundle);
}
END_TEST

/* libFuzzer's finds: libsodium looks at seven bits, a NUL ended a number. */
START_TEST(base64_and_numbers_have_one_writing)
{
	unsigned char out[3];
	int64_t n;

	ck_assert(base64_read("AAAm", 4, out, 3));
	for (int c = 0x80; c < 0x100; c++) {
		const char text[] = { 'A', 'A', 'A', (char)c };

		ck_assert(!base64_read(text, 4, out, 3));
	}
	ck_assert(lines_int("10", 2, &n));
	ck_assert(!lines_int("10\0", 3, &n));
	ck_assert(!lines_int("10\0\0005", 5, &n));
}
END_TEST

Suite *
tlog_suite(void)
{
	Suite *s = suite_create("tlog");
	TCase *t = tcase_create("tree"), *f = tcase_create("files");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_leaf_of_every_tree_up_to_300_is_proven);
	tcase_add_test(t, every_older_tree_is_proven_to_be_a_prefix);
	tcase_add_test(t, roots_are_those_of_another_implementation);
	tcase_add_test(t, a_log_past_65536_has_the_known_roots_and_tiles);
	tcase_add_test(t, base64_and_numbers_have_one_writing);
	suite_add_tcase(s, t);
	tcase_add_loop_test(f, tiles_have_the_addresses_of_the_standard, 0,
	    COUNT(paths));
	tcase_add_loop_test(f, a_tile_is_as_wide_as_its_part_of_the_tree, 0,
	    COUNT(widths));
	tcase_add_test(f,
	    a_receipt_is_read_checked_and_written_to_the_same_bytes);
	tcase_add_test(f, a_receipt_with_any_byte_changed_proves_nothing);
	tcase_add_test(f, a_blind_leaf_tells_a_hash_and_a_month);
	tcase_add_loop_test(f,
	    leaves_are_explained_by_the_end_of_the_month_after, 0,
	    COUNT(months));
	tcase_add_test(f, a_bundle_gives_back_its_entries_and_stops_at_damage);
	suite_add_tcase(s, f);
	return s;
}
