/* SPDX-License-Identifier: Apache-2.0 */
/* key_test.c: what makes a key of a name, and how often. */
#include <check.h>
#include <string.h>

#include "market/key.h"
#include "tests/sealing.h"

Suite *key_suite(void);

static struct market *m;
static struct actor agency;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
}

/*
 * A line in the platform's name that came along would stand twice once the
 * platform signs: no reader would take the entry, nor the close it counts in.
 */
START_TEST(a_key_record_brings_no_line_but_its_keys)
{
	struct problems problems;
	unsigned char seed[32] = { 9 };
	struct note_secret key;
	char vkey[NOTE_VKEY_MAX];
	const char *text;
	struct note note;
	struct buf file;
	struct file line = line_over(NULL, BY_PLATFORM,
	    "sealbid/v1 other\n");
	int64_t length = log_length();

	note_secret_init(&key, key_name(m, &agency), NOTE_ED25519, seed);
	ck_assert_int_eq(key_draft(m, &agency, note_vkey_write(vkey,
	    &key.key), &text), OK);
	buf_init(&file, NOTE_MAX);
	note_write(&file, text, strlen(text), &key);
	buf_add(&file, line.data, line.n);
	ck_assert(note_parse(&note, file.data, file.len));
	ck_assert_int_eq(key_register(m, &agency, file.data, file.len, true,
	    &problems), ERR_INVALID);
	ck_assert_int_eq(log_length(), length);
	buf_release(&file);
}
END_TEST

static enum err
registers(unsigned char seed_byte, struct problems *problems)
{
	unsigned char seed[32];
	struct note_secret key;
	char vkey[NOTE_VKEY_MAX];
	const char *text;
	struct buf note;
	enum err err;

	memset(seed, seed_byte, sizeof seed);
	note_secret_init(&key, key_name(m, &agency), NOTE_ED25519, seed);
	ck_assert_int_eq(key_draft(m, &agency, note_vkey_write(vkey,
	    &key.key), &text), OK);
	buf_init(&note, NOTE_MAX);
	note_write(&note, text, strlen(text), &key);
	err = key_register(m, &agency, note.data, note.len, true, problems);
	buf_release(&note);
	return err;
}

START_TEST(a_name_changes_its_key_only_so_often_a_day)
{
	struct problems problems;

	for (int i = 0; i < KEY_A_DAY; i++)
		ck_assert_int_eq(registers((unsigned char)(i + 1),
		    &problems), OK);
	ck_assert_int_eq(registers(99, &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "key_many");
	clock_forward(86400);
	ck_assert_int_eq(registers(99, &problems), OK);
}
END_TEST

Suite *
key_suite(void)
{
	Suite *s = suite_create("key");
	TCase *t = tcase_create("keys");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_key_record_brings_no_line_but_its_keys);
	tcase_add_test(t, a_name_changes_its_key_only_so_often_a_day);
	suite_add_tcase(s, t);
	return s;
}
