/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_state_test.c: what a trustee's tool did is there after a crash. */
#include "market/trustee_state.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "market/base/durable.h"
#include "market/note.h"

Suite *trustee_state_suite(void);

static char dir[] = "/tmp/state-XXXXXX";
static char path[64];
static char vkey[NOTE_VKEY_MAX];

static void
make_dir(void)
{
	struct note_secret s;
	unsigned char seed[32] = { 7 };

	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/state", dir);
	note_secret_init(&s, "m.example/t/1", NOTE_ED25519, seed);
	note_vkey_write(vkey, &s.key);
}

static void
remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static const unsigned char *
hash(int n)
{
	static unsigned char h[32];

	memset(h, 0, sizeof h);
	memcpy(h, &n, sizeof n);
	return h;
}

static void
fill(struct trustee_state *s, int rounds)
{
	char id[32];

	trustee_state_init(s, vkey);
	trustee_state_head(s, &s->log, "m.example/log/1", 12, hash(1));
	for (int i = 1; i <= rounds; i++) {
		unsigned char terms[32];

		memcpy(terms, hash(2), 32);
		snprintf(id, sizeof id, "T-%d/1", i);
		if (i % 2)
			trustee_state_offer(s, id, hash(i));
		else
			trustee_state_sign(s, id, terms, hash(i));
		trustee_state_open(s, hash(i), terms);
		ck_assert_int_eq(trustee_state_claim(s, hash(i), terms, i), i);
	}
}

START_TEST(what_was_saved_is_loaded_however_much)
{
	static const int sizes[] = { 0, 1, 16, 17, 900 };
	struct trustee_state s, again;
	struct stat st;
	struct buf a, b;

	fill(&s, sizes[_i]);
	ck_assert_int_eq(trustee_state_save(&s, path), OK);
	ck_assert(!s.dirty);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(trustee_state_load(&again, path, vkey), OK);
	buf_init(&a, 1 << 24);
	buf_init(&b, 1 << 24);
	trustee_state_write(&a, &s);
	trustee_state_write(&b, &again);
	ck_assert_str_eq(a.data, b.data);
	/* It goes on from there. */
	trustee_state_offer(&again, "T-new/1", hash(5));
	ck_assert(again.dirty);
	ck_assert_ptr_nonnull(trustee_state_terms(&again, "T-new/1"));
	if (sizes[_i] >= 2) {
		ck_assert_ptr_nonnull(trustee_state_policy(&again, hash(2)));
		ck_assert_ptr_null(trustee_state_policy(&again, hash(1)));
		ck_assert_ptr_nonnull(trustee_state_opened(&again, hash(1)));
	}
	buf_release(&a);
	buf_release(&b);
	trustee_state_release(&s);
	trustee_state_release(&again);
}
END_TEST

START_TEST(what_was_done_once_is_not_done_otherwise)
{
	struct trustee_state s;
	unsigned char first[32];

	memcpy(first, hash(1), 32);
	trustee_state_init(&s, vkey);
	trustee_state_sign(&s, "T-1/1", first, first);
	trustee_state_sign(&s, "T-1/1", hash(2), hash(2));
	ck_assert_mem_eq(trustee_state_terms(&s, "T-1/1")->policy.hash,
	    first, 32);
	trustee_state_open(&s, first, first);
	trustee_state_open(&s, first, hash(2));
	ck_assert_mem_eq(trustee_state_opened(&s, first)->close, first, 32);
	ck_assert_uint_eq(s.n_opened, 1);
	trustee_state_release(&s);
}
END_TEST

START_TEST(any_byte_changed_makes_it_no_state)
{
	struct trustee_state s, again;
	struct buf b;

	fill(&s, 2);
	buf_init(&b, 1 << 20);
	trustee_state_write(&b, &s);
	for (size_t i = 0; i < b.len; i++) {
		char was = b.data[i];

		/* A digit of a hash makes another state; this never does. */
		b.data[i] = was == '\n' ? ' ' : '\n';
		ck_assert(!trustee_state_read(&again, b.data, b.len));
		b.data[i] = was;
	}
	ck_assert(!trustee_state_read(&again, b.data, b.len - 1));
	buf_release(&b);
	trustee_state_release(&s);
}
END_TEST

START_TEST(another_keys_state_and_none_are_told_apart)
{
	struct trustee_state s, again;

	ck_assert_int_eq(trustee_state_load(&again, path, vkey),
	    ERR_NOT_FOUND);
	fill(&s, 1);
	ck_assert_int_eq(trustee_state_save(&s, path), OK);
	vkey[0] = 'n';
	ck_assert_int_eq(trustee_state_load(&again, path, vkey), ERR_INVALID);
	ck_assert(durable_write(path, "", 0, 0600));
	ck_assert_int_eq(trustee_state_load(&again, path, vkey), ERR_INVALID);
	trustee_state_release(&s);
}
END_TEST

/* As on a full disk: the temporary file cannot be made. */
START_TEST(a_save_that_fails_leaves_the_old_file_and_stays_dirty)
{
	struct trustee_state s, again;
	char beside[80];

	fill(&s, 1);
	ck_assert_int_eq(trustee_state_save(&s, path), OK);
	snprintf(beside, sizeof beside, "%s.new", path);
	ck_assert_int_eq(mkdir(beside, 0700), 0);
	trustee_state_offer(&s, "T-2/1", hash(3));
	ck_assert_int_eq(trustee_state_save(&s, path), ERR_INTERNAL);
	ck_assert(s.dirty);
	ck_assert_int_eq(trustee_state_load(&again, path, vkey), OK);
	ck_assert_ptr_null(trustee_state_terms(&again, "T-2/1"));
	trustee_state_release(&s);
	trustee_state_release(&again);
	rmdir(beside);
}
END_TEST

START_TEST(a_file_is_created_once)
{
	struct buf b;

	ck_assert_int_eq(durable_create(path, "one", 3, 0600), OK);
	ck_assert_int_eq(durable_create(path, "two", 3, 0600), ERR_CONFLICT);
	buf_init(&b, 16);
	ck_assert_int_eq(durable_load(path, &b), OK);
	ck_assert_str_eq(b.data, "one");
	buf_release(&b);
	buf_init(&b, 2);
	ck_assert_int_eq(durable_load(path, &b), ERR_INVALID);
	buf_release(&b);
}
END_TEST

Suite *
trustee_state_suite(void)
{
	Suite *s = suite_create("trustee_state");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_was_saved_is_loaded_however_much, 0, 5);
	tcase_add_test(t, what_was_done_once_is_not_done_otherwise);
	tcase_add_test(t, any_byte_changed_makes_it_no_state);
	tcase_add_test(t, another_keys_state_and_none_are_told_apart);
	tcase_add_test(t, a_save_that_fails_leaves_the_old_file_and_stays_dirty);
	tcase_add_test(t, a_file_is_created_once);
	suite_add_tcase(s, t);
	return s;
}
