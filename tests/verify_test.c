/* SPDX-License-Identifier: Apache-2.0 */
/* verify_test.c: honest markets verify, every other is refuted or unknown. */
#include "market/verify.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "market/base/err.h"
#include "market/base64.h"
#include "market/trust.h"
#include "tests/logdir.h"
#include "tests/worlds.h"

Suite *verify_suite(void);

enum { WORLDS_MOST = 100, FILES = 300, PARTS = 8, FLIPS = 3 };

static const char ID[] = "T-1/1";
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

static const char *
marks(const struct verify_report *r)
{
	static char out[VERIFY_CHECKS + 1];

	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		out[i] = "+x?."[r->checks[i].state];
	return out;
}

static const char *
verdict(const struct verify_report *r)
{
	static const char *const words[] = { "verified", "refuted",
	    "unknown" };

	return words[r->verdict];
}

static const char *
said(const struct verify_report *r)
{
	const char *all = "";

	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		all = arena_printf(&arena, "%s %s:%s(%s)", all,
		    r->checks[i].id, r->checks[i].code, r->checks[i].detail);
	return all;
}

static bool
says(const struct verify_report *r, const char *code)
{
	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		if (strcmp(r->checks[i].code, code) == 0)
			return true;
	for (size_t i = 0; i < r->warnings_n; i++)
		if (strcmp(r->warnings[i].code, code) == 0)
			return true;
	return false;
}

/* Eight parts, so that the cores share the work. */
START_TEST(each_market_comes_to_what_the_twin_says)
{
	if (!worlds_are_here())
		return;
	ck_assert_uint_gt(worlds_count(), 60);
	for (size_t k = (size_t)_i; k < worlds_count(); k += PARTS) {
		const struct world *w = world_at(k);
		struct verify_report r;
		struct source source;
		struct buf base64;

		source_folder(&source, w->dir);
		verify_project(&arena, &source, w->id, NULL, 0, &r);
		ck_assert_msg(strcmp(verdict(&r), w->verdict) == 0, "%s: %s",
		    w->what, said(&r));
		ck_assert_msg(w->marks[0] == '-' || strcmp(marks(&r),
		    w->marks) == 0, "%s: %s not %s:%s", w->what, marks(&r),
		    w->marks, said(&r));
		ck_assert_msg(w->code[0] == '-' || says(&r, w->code),
		    "%s: %s", w->what, said(&r));
		if (r.verdict != VERIFY_VERIFIED || r.result == NULL)
			continue;
		buf_init(&base64, 1 << 20);
		base64_write(&base64, r.result, r.result_n);
		ck_assert_str_eq(base64.data, w->result);
		buf_release(&base64);
	}
}
END_TEST

START_TEST(a_trust_file_from_elsewhere_is_not_warned_of)
{
	const struct world *w;
	struct verify_report r;
	struct source source;
	struct buf trust;

	if (!worlds_are_here())
		return;
	w = world_of("a market");
	source_folder(&source, w->dir);
	verify_project(&arena, &source, ID, NULL, 0, &r);
	ck_assert(says(&r, "trust-from-site"));
	buf_init(&trust, 1 << 16);
	ck_assert_int_eq(source.get(source.p, "trust.txt", &trust),
	    SOURCE_GOT);
	verify_project(&arena, &source, ID, trust.data, trust.len, &r);
	ck_assert_int_eq(r.verdict, VERIFY_VERIFIED);
	ck_assert_uint_eq(r.warnings_n, 0);
	/* One that names other people refutes the site. */
	memcpy(strstr(trust.data, "# platform "), "# platfarm ", 11);
	verify_project(&arena, &source, ID, trust.data, trust.len, &r);
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	buf_release(&trust);
}
END_TEST

START_TEST(an_id_that_is_none_cannot_be_told_of)
{
	static const char *const bad[] = { "", "x", "../1", "a/0", "a/1/2" };
	struct verify_report r;
	struct source source;

	source_folder(&source, "/tmp");
	for (size_t i = 0; i < COUNT(bad); i++) {
		verify_project(&arena, &source, bad[i], NULL, 0, &r);
		ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
		ck_assert_int_eq(verify_exit(r.verdict), 3);
	}
}
END_TEST

/* A trust file of two witnesses, with more lines behind. */
static const char *
two_witnesses(const char *more)
{
	char log[NOTE_VKEY_MAX], w1[NOTE_VKEY_MAX], w2[NOTE_VKEY_MAX];
	struct note_secret s;

	logdir_key(&s, "m.example/log/1", NOTE_ED25519);
	note_vkey_write(log, &s.key);
	logdir_key(&s, "w1", NOTE_WITNESS);
	note_vkey_write(w1, &s.key);
	logdir_key(&s, "w2", NOTE_WITNESS);
	note_vkey_write(w2, &s.key);
	return arena_printf(&arena, "log %s\nwitness a %s\nwitness b %s\n%s",
	    log, w1, w2, more);
}

static bool
parse(struct trust *trust, const char *text)
{
	size_t line;

	return trust_parse(&arena, text, strlen(text), trust, &line);
}

START_TEST(a_witness_counts_once_whatever_it_is_called)
{
	struct trust trust;
	unsigned char seed[32];
	struct note_secret s;
	char vkey[NOTE_VKEY_MAX];

	ck_assert(parse(&trust, two_witnesses("group g 2 a b\nquorum g\n")));
	ck_assert(!parse(&trust, two_witnesses("group g 2 a a\nquorum g\n")));
	ck_assert(!parse(&trust, two_witnesses("group g/ 1 a\nquorum g/\n")));
	ck_assert(parse(&trust, two_witnesses("quorum none\n")));
	/* The same vkey again, then the same secret under another name. */
	logdir_key(&s, "w1", NOTE_WITNESS);
	note_vkey_write(vkey, &s.key);
	ck_assert(!parse(&trust, two_witnesses(arena_printf(&arena,
	    "witness c %s\nquorum none\n", vkey))));
	note_hash(seed, "w1", 2);
	note_secret_init(&s, "w3", NOTE_WITNESS, seed);
	note_vkey_write(vkey, &s.key);
	ck_assert(!parse(&trust, two_witnesses(arena_printf(&arena,
	    "witness c %s\nquorum none\n", vkey))));
}
END_TEST

START_TEST(a_quorum_is_met_when_the_last_that_it_needs_has_signed)
{
	static const struct {
		const char *lines;
		int64_t met;
	} rows[] = { { "group g any a b\nquorum g\n", 100 },
	    { "group g all a b\nquorum g\n", 200 }, { "quorum b\n", 200 },
	    { "quorum none\n", 0 } };
	static const char text[] = "m.example/log/1\n0\n"
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
	struct note_secret w1, w2;
	struct note note;
	struct buf file;

	logdir_key(&w1, "w1", NOTE_WITNESS);
	logdir_key(&w2, "w2", NOTE_WITNESS);
	buf_init(&file, NOTE_MAX);
	buf_printf(&file, "%s\n", text);
	note_cosign(&file, text, sizeof text - 1, 200, &w2);
	note_cosign(&file, text, sizeof text - 1, 100, &w1);
	ck_assert(note_parse(&note, file.data, file.len));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trust trust;
		struct trust_seen seen;

		ck_assert(parse(&trust, two_witnesses(rows[i].lines)));
		ck_assert(trust_cosigned(&trust, &note, &seen));
		ck_assert_int_eq(seen.met, rows[i].met);
		ck_assert_int_eq(seen.quorum, rows[i].met != 0);
		ck_assert_int_eq(seen.latest, 200);
	}
	buf_release(&file);
}
END_TEST

/* ---- every file changed ---- */

struct files {
	char *path[FILES];
	size_t n;
};

static void
list(struct files *files, const char *dir, const char *below)
{
	DIR *d = opendir(arena_printf(&arena, "%s/%s", dir, below));
	struct dirent *e;

	ck_assert_ptr_nonnull(d);
	while ((e = readdir(d)) != NULL) {
		char *path = arena_printf(&arena, "%s%s%s", below,
		    *below ? "/" : "", e->d_name);
		struct stat st;

		if (e->d_name[0] == '.')
			continue;
		ck_assert_int_eq(stat(arena_printf(&arena, "%s/%s", dir,
		    path), &st), 0);
		if (S_ISDIR(st.st_mode)) {
			list(files, dir, path);
			continue;
		}
		ck_assert_uint_lt(files->n, FILES);
		files->path[files->n++] = path;
	}
	closedir(d);
}

static const char *const changed[] = { "facts", "more", "fallback, all",
    "extended", "full tiles", "replaced and withdrawn",
    "a key replaced with the old one" };

/* What a verdict may rest on: neither a hint nor a name in trust.txt. */
static bool
counts(const char *path)
{
	return strstr(path, "index.txt") == NULL &&
	    strcmp(path, "trust.txt") != 0;
}

/* Of tiles and bundles that are not read a change is not seen. */
static bool
was_read(const char *dir, const char *path)
{
	struct altered a;
	struct source source;
	struct verify_report r;

	if (strstr(path, "/tile/") == NULL)
		return true;
	source_altered(&source, &a, dir);
	a.path = path;
	a.away = true;
	verify_project(&arena, &source, ID, NULL, 0, &r);
	return r.verdict != VERIFY_VERIFIED;
}

/* One file of a world, with one byte changed here and there. */
static void
change(const char *dir, const char *path, unsigned *dice)
{
	struct altered a;
	struct source source;
	struct verify_report r;
	struct buf file;
	size_t n;

	source_altered(&source, &a, dir);
	buf_init(&file, 1 << 20);
	ck_assert_int_eq(source.get(source.p, path, &file), SOURCE_GOT);
	a.path = path;
	a.data = file.data;
	a.n = n = file.len;
	for (size_t i = 0; i < FLIPS; i++) {
		char *at;

		*dice = *dice * 1103515245 + 12345;
		at = &file.data[(*dice >> 8) % n];
		*at ^= (char)(1 << (i * 2 + (*dice >> 4) % 3));
		verify_project(&arena, &source, ID, NULL, 0, &r);
		ck_assert_msg(r.verdict != VERIFY_VERIFIED,
		    "%s/%s: byte %td", dir, path, at - file.data);
		*at ^= (char)(1 << (i * 2 + (*dice >> 4) % 3));
	}
	a.n = n - 1;
	verify_project(&arena, &source, ID, NULL, 0, &r);
	ck_assert_int_ne(r.verdict, VERIFY_VERIFIED);
	buf_release(&file);
}

START_TEST(a_byte_changed_in_any_file_never_verifies)
{
	const struct world *w;
	struct files files = { .n = 0 };
	unsigned dice = 20261126;
	size_t tried = 0;

	if (!worlds_are_here())
		return;
	w = world_of(changed[_i]);
	list(&files, w->dir, "");
	for (size_t i = 0; i < files.n; i++) {
		if (counts(files.path[i]) && was_read(w->dir,
		    files.path[i])) {
			change(w->dir, files.path[i], &dice);
			tried++;
		}
		arena_reset(&arena);
		if (i + 1 < files.n) {
			files.n = 0;
			list(&files, w->dir, "");
		}
	}
	ck_assert_uint_gt(tried, 12);
}
END_TEST

START_TEST(a_file_that_is_missing_or_away_is_no_refutation)
{
	static const char *const fatal[] = { "log/vkey", "p/T-1/1/project.note",
	    "p/T-1/1/rule.txt", "p/T-1/1/notice.txt", "p/T-1/1/result.note",
	    "p/T-1/1/open-1.note", "trust.txt", "log/tile/0/000.p/26" };
	const struct world *w;
	struct source source;
	struct verify_report r;
	struct altered a;

	if (!worlds_are_here())
		return;
	w = world_of("a market");
	source_altered(&source, &a, w->dir);
	for (size_t i = 0; i < COUNT(fatal); i++) {
		a.path = fatal[i];
		for (int away = 0; away < 2; away++) {
			a.away = away;
			verify_project(&arena, &source, ID, NULL, 0, &r);
			ck_assert_msg(r.verdict == VERIFY_CANNOT_TELL,
			    "%s: %s", fatal[i], said(&r));
		}
	}
}
END_TEST

Suite *
verify_suite(void)
{
	Suite *s = suite_create("verify");
	TCase *t = tcase_create("markets");

	tcase_add_checked_fixture(t, open_arena, end_arena);
	tcase_set_timeout(t, 240);
	tcase_add_loop_test(t, each_market_comes_to_what_the_twin_says, 0,
	    PARTS);
	tcase_add_test(t, a_trust_file_from_elsewhere_is_not_warned_of);
	tcase_add_test(t, an_id_that_is_none_cannot_be_told_of);
	tcase_add_test(t, a_witness_counts_once_whatever_it_is_called);
	tcase_add_test(t,
	    a_quorum_is_met_when_the_last_that_it_needs_has_signed);
	tcase_add_loop_test(t, a_byte_changed_in_any_file_never_verifies, 0,
	    COUNT(changed));
	tcase_add_test(t, a_file_that_is_missing_or_away_is_no_refutation);
	suite_add_tcase(s, t);
	return s;
}
