/* SPDX-License-Identifier: Apache-2.0 */
/* audit_test.c: what only the whole log shows. */
#include "market/audit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/err.h"
#include "market/lines.h"
#include "market/seal_record.h"
#include "tests/logdir.h"
#include "tests/worlds.h"

Suite *audit_suite(void);

static struct arena arena;
static char dir[32];
static struct logdir *made;
static const int64_t SOON = 1767830400, LATER = 1767830400 + 90 * 86400;

static void
begin(void)
{
	arena_init(&arena);
	snprintf(dir, sizeof dir, "/tmp/audit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	made = logdir_new(dir, 2000);
}

static void
end(void)
{
	char command[64];

	logdir_free(made);
	arena_release(&arena);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static struct audit_report
audit_of(const char *folder, int64_t now,
    const struct tlog_checkpoint *remembered)
{
	const struct audit_how how = { .remembered = remembered,
	    .now = now };
	struct audit_report r;
	struct source source;

	source_folder(&source, folder);
	audit_run(&arena, &source, &how, &r);
	return r;
}

static const char *
said(const struct audit_report *r)
{
	const char *all = "";

	for (size_t i = 0; i < AUDIT_CHECKS; i++)
		all = arena_printf(&arena, "%s %s:%s(%s)x%zu", all,
		    r->checks[i].id, r->checks[i].code, r->checks[i].detail,
		    r->found[i]);
	return all;
}

static bool
says(const struct audit_report *r, const char *code)
{
	for (size_t i = 0; i < AUDIT_CHECKS; i++)
		if (strcmp(r->checks[i].code, code) == 0)
			return true;
	return false;
}

START_TEST(the_twins_markets_have_sound_logs)
{
	static const char *const sound[] = { "a market", "full tiles", "facts",
	    "more", "fallback, all", "contributors", "extended",
	    "void after the close", "a key replaced with the old one",
	    "a key replaced without the old one", "random 3" };

	if (!worlds_are_here())
		return;
	for (size_t i = 0; i < COUNT(sound); i++) {
		struct audit_report r = audit_of(world_of(sound[i])->dir,
		    LATER, NULL);

		ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s:%s",
		    sound[i], said(&r));
		ck_assert_int_gt(r.records, 4);
	}
}
END_TEST

START_TEST(a_second_close_and_a_hidden_bid_come_out)
{
	struct audit_report r;

	if (!worlds_are_here())
		return;
	r = audit_of(world_of("a second close")->dir, SOON, NULL);
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	ck_assert_msg(says(&r, "close-second"), "%s", said(&r));
	/* Before its day a leaf may still wait for its close. */
	r = audit_of(world_of("a sub dropped")->dir, SOON, NULL);
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s", said(&r));
	ck_assert_int_eq(r.unexplained, 1);
	r = audit_of(world_of("a sub dropped")->dir, LATER, NULL);
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	ck_assert_msg(says(&r, "blind-unexplained"), "%s", said(&r));
	r = audit_of(world_of("another nonce")->dir, SOON, NULL);
	ck_assert_msg(says(&r, "blind-differs"), "%s", said(&r));
	r = audit_of(world_of("another leaf")->dir, SOON, NULL);
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
}
END_TEST

START_TEST(a_changed_or_missing_file_of_the_log_is_found)
{
	static const char *const files[] = { "log/tile/0/000",
	    "log/tile/entries/000", "log/tile/1/000.p/1", "log/checkpoint" };
	const struct audit_how how = { .now = SOON };
	struct audit_report r;
	struct source source;
	struct altered a;

	if (!worlds_are_here())
		return;
	source_altered(&source, &a, world_of("full tiles")->dir);
	for (size_t i = 0; i < COUNT(files); i++) {
		struct buf file;

		buf_init(&file, 1 << 20);
		a.path = NULL;
		ck_assert_int_eq(source.get(source.p, files[i], &file),
		    SOURCE_GOT);
		a.path = files[i];
		a.data = NULL;
		audit_run(&arena, &source, &how, &r);
		ck_assert_msg(r.verdict == VERIFY_CANNOT_TELL, "%s:%s",
		    files[i], said(&r));
		a.data = file.data;
		a.n = file.len;
		file.data[file.len / 2] ^= 4;
		audit_run(&arena, &source, &how, &r);
		ck_assert_msg(r.verdict == VERIFY_REFUTED, "%s:%s", files[i],
		    said(&r));
		buf_release(&file);
	}
}
END_TEST

START_TEST(the_tree_remembered_must_be_its_beginning)
{
	struct audit_report old, r;
	struct tlog_checkpoint c;

	if (!worlds_are_here())
		return;
	old = audit_of(world_of("a market")->dir, SOON, NULL);
	ck_assert_int_eq(old.verdict, VERIFY_VERIFIED);
	c = old.checkpoint;
	r = audit_of(world_of("a market")->dir, SOON, &c);
	ck_assert_int_eq(r.verdict, VERIFY_VERIFIED);
	c.root[5] ^= 1;
	r = audit_of(world_of("a market")->dir, SOON, &c);
	ck_assert_msg(says(&r, "fork"), "%s", said(&r));
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	/* Another log of the same key, longer and shorter. */
	r = audit_of(world_of("full tiles")->dir, SOON, &old.checkpoint);
	ck_assert_msg(says(&r, "fork"), "%s", said(&r));
	old = audit_of(world_of("full tiles")->dir, SOON, NULL);
	r = audit_of(world_of("a market")->dir, SOON, &old.checkpoint);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	ck_assert_msg(says(&r, "behind"), "%s", said(&r));
}
END_TEST

/* ---- logs of our own making ---- */

/* A record, signed by these names. */
static void
add_record(enum seal_type type, const void *record, const char *signers[],
    size_t n)
{
	struct buf note;
	size_t text;

	buf_init(&note, NOTE_MAX);
	seal_record_write(&note, type, record);
	text = note.len;
	buf_text(&note, "\n");
	for (size_t i = 0; i < n; i++) {
		struct note_secret s;

		logdir_key(&s, signers[i], NOTE_ED25519);
		note_sign(&note, note.data, text, &s);
	}
	logdir_add(made, note.data, note.len);
	buf_release(&note);
}

static struct audit_report
audit_made(void)
{
	struct note_secret s;
	char vkey[NOTE_VKEY_MAX];
	struct buf trust;

	buf_init(&trust, NOTE_MAX);
	logdir_key(&s, "m.example/log/1", NOTE_ED25519);
	buf_printf(&trust, "%s\n", note_vkey_write(vkey, &s.key));
	logdir_file(made, "log/vkey", trust.data, trust.len);
	buf_reset(&trust);
	buf_printf(&trust, "log %s\nquorum none\n", vkey);
	logdir_key(&s, "m.example/op", NOTE_ED25519);
	buf_printf(&trust, "# platform %s\n", note_vkey_write(vkey, &s.key));
	logdir_file(made, "trust.txt", trust.data, trust.len);
	buf_release(&trust);
	logdir_publish(made);
	return audit_of(dir, LATER, NULL);
}

static const char *OP[] = { "m.example/op" };

/* A key of a bidder whose secret is called seed. */
static void
add_key(const char *seed, const char *replaces, bool by_itself)
{
	const char *by[] = { "m.example/op", seed };
	struct seal_key r = { .role = "bidder", .subject = "x" };
	char vkey[NOTE_VKEY_MAX], old[NOTE_VKEY_MAX];
	struct note_secret s;

	logdir_key(&s, seed, NOTE_ED25519);
	r.vkey = note_vkey_write(vkey, &s.key);
	if (replaces != NULL) {
		logdir_key(&s, replaces, NOTE_ED25519);
		r.replaces = note_vkey_write(old, &s.key);
	}
	add_record(SEAL_KEY, &r, by, by_itself ? 2 : 1);
}

START_TEST(a_key_twice_unsigned_or_out_of_its_chain_is_found)
{
	struct audit_report r;

	add_key("m.example/b/1", NULL, true);
	add_key("m.example/b/2", NULL, true);
	r = audit_made();
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s", said(&r));
	switch (_i) {
	case 0:
		add_key("m.example/b/1", NULL, true);
		r = audit_made();
		ck_assert_msg(says(&r, "key-twice"), "%s", said(&r));
		break;
	case 1:
		add_key("m.example/b/3", NULL, false);
		r = audit_made();
		ck_assert_msg(says(&r, "key-signature"), "%s", said(&r));
		break;
	case 2:
		/* A first key that replaces one of another name. */
		add_key("m.example/b/3", "m.example/b/1", true);
		r = audit_made();
		ck_assert_msg(says(&r, "key-old"), "%s", said(&r));
		break;
	default:
		/* A first key that replaces one the log has never seen. */
		add_key("m.example/b/3", "m.example/b/3", true);
		r = audit_made();
		ck_assert_msg(says(&r, "key-chain"), "%s", said(&r));
	}
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
}
END_TEST

static void
add_project(const char *id, unsigned char first)
{
	struct seal_trustee t[3];
	struct seal_project p = { .log = "m.example/log/1", .project = id,
	    .purchaser = "m.example/p/1", .rule = "lowest", .opens = 1,
	    .deadline = 2, .selfopen_until = 200000, .form_bytes = 1024,
	    .max_subs = 5, .threshold = 2, .trustees = t, .n = 3 };

	for (int i = 0; i < 3; i++) {
		t[i] = (struct seal_trustee){ .i = i + 1,
		    .name = arena_printf(&arena, "m.example/t/%d", i) };
		t[i].pk.given = true;
		memset(t[i].pk.hash, first + i, 32);
	}
	add_record(SEAL_PROJECT, &p, OP, 1);
}

START_TEST(an_opening_key_of_two_rounds_is_found)
{
	struct audit_report r;

	add_project("A-1/1", 10);
	add_project("A-1/2", 13);
	r = audit_made();
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s", said(&r));
	add_project("A-1/3", 15);	/* 15 was the last of the second */
	r = audit_made();
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
	ck_assert_msg(says(&r, "pk-twice"), "%s", said(&r));
}
END_TEST

START_TEST(a_cover_explains_once_what_it_opens)
{
	static const unsigned char nonce[32] = { 7 }, zeros[32];
	struct seal_covered leaf = { .leaf = 0, .nonce = { 7 } };
	struct seal_cover cover = { &leaf, 1 };
	char blind[TLOG_BLIND + 1];
	struct audit_report r;

	tlog_blind(blind, nonce, zeros, "2026-02-28");
	logdir_add(made, blind, TLOG_BLIND);
	r = audit_made();
	ck_assert_msg(says(&r, "blind-unexplained"), "%s", said(&r));
	add_record(SEAL_COVER, &cover, OP, 1);
	r = audit_made();
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s", said(&r));
	add_record(SEAL_COVER, &cover, OP, 1);
	r = audit_made();
	ck_assert_msg(says(&r, "blind-twice"), "%s", said(&r));
}
END_TEST

START_TEST(what_is_no_record_is_found_and_what_is_not_ours_passed_over)
{
	static const char *const bad[] = { "sealbid/v1 close\n", "sealbid/v1\n",
	    "sealbid/v1 nothing x\n", "sealbid/v1 blind\nh 00\n" };
	struct audit_report r;

	logdir_add(made, "market/v1 something\n", 20);
	r = audit_made();
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%s", said(&r));
	logdir_add(made, bad[_i], strlen(bad[_i]));
	r = audit_made();
	ck_assert_msg(says(&r, "entry-grammar"), "%s", said(&r));
	ck_assert_int_eq(r.verdict, VERIFY_REFUTED);
}
END_TEST

START_TEST(tiles_past_every_edge_are_what_the_entries_make)
{
	for (int64_t i = 0; i < 1025; i++) {
		char entry[32];

		snprintf(entry, sizeof entry, "market/v1 x %d\n", (int)i);
		logdir_add(made, entry, strlen(entry));
		if (i < 3 || (i > 250 && i < 260) || i > 1022) {
			struct audit_report r = audit_made();

			ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%d:%s",
			    (int)i, said(&r));
			ck_assert_int_eq(r.checkpoint.size, i + 1);
		}
	}
}
END_TEST

Suite *
audit_suite(void)
{
	Suite *s = suite_create("audit");
	TCase *t = tcase_create("logs");

	tcase_add_checked_fixture(t, begin, end);
	tcase_set_timeout(t, 240);
	tcase_add_test(t, the_twins_markets_have_sound_logs);
	tcase_add_test(t, a_second_close_and_a_hidden_bid_come_out);
	tcase_add_test(t, a_changed_or_missing_file_of_the_log_is_found);
	tcase_add_test(t, the_tree_remembered_must_be_its_beginning);
	tcase_add_loop_test(t,
	    a_key_twice_unsigned_or_out_of_its_chain_is_found, 0, 4);
	tcase_add_test(t, an_opening_key_of_two_rounds_is_found);
	tcase_add_test(t, a_cover_explains_once_what_it_opens);
	tcase_add_loop_test(t,
	    what_is_no_record_is_found_and_what_is_not_ours_passed_over, 0,
	    4);
	tcase_add_test(t, tiles_past_every_edge_are_what_the_entries_make);
	suite_add_tcase(s, t);
	return s;
}
