/* SPDX-License-Identifier: Apache-2.0 */
/* seal_record_test.c: notes and records, strictly: one writing each. */
#include "market/seal_record.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/base64.h"
#include "market/base/digits.h"
#include "market/note.h"
#include "tests/vectors.h"

Suite *seal_record_suite(void);

enum { RECORD = 4096 };

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

static const struct {
	const char *file, *vkey;
	enum seal_type type;
} notes[] = {
	{ "project.note", "p.vkey", SEAL_PROJECT },
	{ "project.note", "t2.vkey", SEAL_PROJECT },
	{ "project.note", "op.vkey", SEAL_PROJECT },
	{ "env1.note", "env1.vkey", SEAL_ENVELOPE },
	{ "env2.note", "env2.vkey", SEAL_ENVELOPE },
	{ "close.note", "op.vkey", SEAL_CLOSE },
	{ "open1.note", "t1.vkey", SEAL_OPEN },
	{ "open3.note", "t3.vkey", SEAL_OPEN },
	{ "refusal.note", "op.vkey", SEAL_REFUSAL },
};

static void
read_key(struct note_key *key, const char *name)
{
	size_t n;
	char *text = vector_file(name, &n), again[NOTE_VKEY_MAX];

	ck_assert(note_vkey_read(key, text, strcspn(text, "\n")));
	text[strcspn(text, "\n")] = '\0';
	ck_assert_str_eq(note_vkey_write(again, key), text);
}

START_TEST(a_known_note_is_signed_by_its_key_and_read_as_its_kind)
{
	_Alignas(16) char record[RECORD];
	struct note_key key;
	struct note note;
	struct buf again;
	size_t n;
	char *file;

	if (!vectors_are_here())
		return;
	read_key(&key, notes[_i].vkey);
	file = vector_file(notes[_i].file, &n);
	ck_assert(note_parse(&note, file, n));
	ck_assert_int_eq(note_check(&note, &key, NULL), NOTE_GOOD);
	ck_assert_int_eq(seal_type_of(note.text, note.n), notes[_i].type);
	ck_assert(seal_record_parse(&arena, notes[_i].type, note.text,
	    note.n, record));
	buf_init(&again, NOTE_MAX);
	seal_record_write(&again, notes[_i].type, record);
	ck_assert_uint_eq(again.len, note.n);
	ck_assert_mem_eq(again.data, note.text, note.n);
	buf_release(&again);
}
END_TEST

/* One bit of one byte: not a note, not signed, or (never) another record. */
START_TEST(a_note_with_a_changed_byte_is_not_signed)
{
	struct note_key key;
	struct note note;
	size_t n, accepted = 0;
	char *file;

	if (!vectors_are_here())
		return;
	read_key(&key, notes[_i].vkey);
	file = vector_file(notes[_i].file, &n);
	for (size_t i = 0; i < n; i += n > 2000 ? 7 : 1) {
		bool foreign;

		file[i] ^= 2;
		/* Another's signature line may break; ours then stands. */
		foreign = note_parse(&note, file, n) && note.n <= i;
		if (!foreign && note_parse(&note, file, n) &&
		    note_check(&note, &key, NULL) == NOTE_GOOD)
			accepted++;
		file[i] ^= 2;
	}
	ck_assert_uint_eq(accepted, 0);
}
END_TEST

static const struct {
	enum seal_type type;
	bool good;
	const char *text;
} texts[] = {
	{ SEAL_VOID, true, "reason 更正后重新发布" },
	{ SEAL_VOID, false, "reason " },
	{ SEAL_VOID, false, "reason  two blanks" },
	{ SEAL_VOID, false, "reason ends in a blank " },
	{ SEAL_VOID, false, "reason tab\there" },
	{ SEAL_VOID, false, "reason one\nmore 1" },
	{ SEAL_VOID, false, "Reason one" },
	{ SEAL_EXTEND, true, "deadline 0" },
	{ SEAL_EXTEND, true, "deadline 9007199254740991" },
	{ SEAL_EXTEND, false, "deadline 9007199254740992" },
	{ SEAL_EXTEND, false, "deadline 01" },
	{ SEAL_EXTEND, false, "deadline -1" },
	{ SEAL_EXTEND, false, "deadline +1" },
	{ SEAL_EXTEND, false, "deadline 1 2" },
	{ SEAL_AWARD, true, "winner m/b/1\namount-fen 5\nreason -" },
	{ SEAL_AWARD, true, "winner -\namount-fen -\nreason nobody" },
	{ SEAL_AWARD, false, "winner m//b\namount-fen 5\nreason -" },
	{ SEAL_AWARD, false, "winner /m\namount-fen 5\nreason -" },
	{ SEAL_AWARD, false, "amount-fen 5\nwinner m/b/1\nreason -" },
};

START_TEST(a_value_has_one_writing)
{
	_Alignas(16) char record[RECORD];
	struct buf text;

	buf_init(&text, RECORD);
	buf_printf(&text, "sealbid/v1 %s\npolicy %064d\n%s\n",
	    seal_type_tag(texts[_i].type), 7, texts[_i].text);
	ck_assert_int_eq(seal_record_parse(&arena, texts[_i].type, text.data,
	    text.len, record), texts[_i].good);
	buf_release(&text);
}
END_TEST

static const struct {
	const char *text;
	bool good;
} ids[] = {
	{ "ZJ-2026-000001/1", true }, { "2026-000123/12", true },
	{ "a/0", false }, { "a/01", false }, { "a", false }, { "/1", false },
	{ "-a/1", false }, { "a..b/1", false }, { "a b/1", false },
	{ "a/1/1", false }, { "123456789012345678901234567890/1", true },
	{ "1234567890123456789012345678901/1", false },
};

START_TEST(a_project_id_is_a_code_and_a_round)
{
	ck_assert_int_eq(lines_is_id(ids[_i].text, strlen(ids[_i].text)),
	    ids[_i].good);
}
END_TEST

START_TEST(a_cosignature_covers_its_time)
{
	struct note_key w;
	struct note note;
	size_t n;
	int64_t time;
	char *receipt, *file;

	if (!vectors_are_here())
		return;
	read_key(&w, "w1.vkey");
	ck_assert_int_eq(w.alg, NOTE_WITNESS);
	receipt = vector_file("receipt1.cosigned.tlog-proof", &n);
	file = strstr(receipt, "\n\n") + 2;
	n -= (size_t)(file - receipt);
	ck_assert(note_parse(&note, file, n));
	ck_assert_int_eq(note_check(&note, &w, &time), NOTE_GOOD);
	ck_assert_int_eq(time, strtoll(vector_json("log.json",
	    "v.cosignature.time"), NULL, 10));
}
END_TEST

START_TEST(a_signature_that_stands_twice_is_refused)
{
	const unsigned char seed[32] = { 5 };
	static const char text[] = "sealbid/v1 x\n";
	struct note_secret s;
	struct note note;
	struct buf file;

	note_secret_init(&s, "m/b/1", NOTE_ED25519, seed);
	buf_init(&file, NOTE_MAX);
	note_write(&file, text, sizeof text - 1, &s);
	ck_assert(note_parse(&note, file.data, file.len));
	ck_assert_int_eq(note_check(&note, &s.key, NULL), NOTE_GOOD);
	note_sign(&file, text, sizeof text - 1, &s);
	ck_assert(!note_parse(&note, file.data, file.len));
	buf_release(&file);
}
END_TEST

/*
 * A key with a part of small order signs what some implementations take and
 * others do not: ours take what libsodium takes (no cofactor), and so does
 * static/sealbid (tests/js/records_test.mjs has the same two).
 */
START_TEST(a_signature_is_good_without_cofactor_or_not_at_all)
{
	static const struct {
		const char *text, *signature;
		enum note_verdict verdict;
	} rows[] = {
		{ "message 7",
		    "72dfcec4dc8f8d98fbf05e2a9da6ee89c2c0da9455f1f5042738fe629646ef5d"
	    "33ea91994d04612be4622d8f60e765e86966f1518f970fdc555ce213f292e30f", NOTE_GOOD },
		{ "message 0",
		    "a128896d8342f2948cf4a341b8f8b43bdc3ba5d9c0ca2f50377f06d0087cdd06"
	    "ca0ad0e7c63f702af16e7de9ce56b49c5f4629c2e752a1c081c8485f20fc1204", NOTE_BAD },
	};
	struct note_key key = { .name = "m/b/1", .alg = NOTE_ED25519 };

	ck_assert(digits_unhex("e7b40e257c2b24e81e37cf46babdfcfc3586bda26789d4d9354484225c601031",
	    key.public_key, 32));
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char raw[NOTE_ID + 64] = { 0 };
		struct note note = { .text = rows[i].text, .n = 9,
		    .count = 1 };
		struct buf base64;

		ck_assert(digits_unhex(rows[i].signature, raw + NOTE_ID,
		    64));
		buf_init(&base64, 200);
		base64_write(&base64, raw, sizeof raw);
		note.lines[0] = (struct note_line){ key.name, 5, base64.data,
		    base64.len };
		ck_assert_int_eq(note_check(&note, &key, NULL),
		    rows[i].verdict);
		buf_release(&base64);
	}
}
END_TEST

/* A log key that signed a record could be made to fork the log. */
START_TEST(a_key_signs_no_text_of_another_kind)
{
	const unsigned char seed[32] = { 5 };
	struct note_secret s;
	struct buf out;

	note_secret_init(&s, "m/op", NOTE_ED25519, seed);
	buf_init(&out, NOTE_MAX);
	note_sign(&out, "m/log/1\n5\n", 10, &s);
}
END_TEST

Suite *
seal_record_suite(void)
{
	Suite *s = suite_create("seal_record");
	TCase *t = tcase_create("records");

	tcase_add_checked_fixture(t, open_arena, end_arena);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t,
	    a_known_note_is_signed_by_its_key_and_read_as_its_kind, 0,
	    COUNT(notes));
	tcase_add_loop_test(t, a_note_with_a_changed_byte_is_not_signed, 0,
	    COUNT(notes));
	tcase_add_loop_test(t, a_value_has_one_writing, 0, COUNT(texts));
	tcase_add_loop_test(t, a_project_id_is_a_code_and_a_round, 0,
	    COUNT(ids));
	tcase_add_test(t, a_cosignature_covers_its_time);
	tcase_add_test(t, a_signature_that_stands_twice_is_refused);
	tcase_add_test(t,
	    a_signature_is_good_without_cofactor_or_not_at_all);
	tcase_add_test_raise_signal(t, a_key_signs_no_text_of_another_kind,
	    SIGABRT);
	suite_add_tcase(s, t);
	return s;
}
