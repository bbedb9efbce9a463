/* SPDX-License-Identifier: Apache-2.0 */
/* keyfile_test.c: a key comes back from its file, or not at all. */
#include "market/keyfile.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *keyfile_suite(void);

static char dir[] = "/tmp/keyfile-XXXXXX";
static char path[64];

static void
make_dir(void)
{
	memcpy(dir + strlen(dir) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/a.key", dir);
}

static void
remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static enum err
again(const char *passphrase)
{
	struct keyfile *k;
	enum err err = keyfile_read(&k, path, passphrase);

	keyfile_free(k);
	return err;
}

START_TEST(a_written_key_reads_back_and_only_its_owner_may_read_it)
{
	const char *roles[] = { "bidder", "trustee", "witness" };

	for (size_t i = 0; i < COUNT(roles); i++) {
		struct keyfile *k = keyfile_make("zjcs.example/t/one", roles[i]);
		struct keyfile *r;
		struct stat st;

		ck_assert_int_eq(keyfile_write(k, path, NULL), OK);
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_int_eq(st.st_mode & 0777, 0600);
		ck_assert_int_eq(keyfile_read(&r, path, NULL), OK);
		ck_assert_mem_eq(k, r, sizeof *k);
		ck_assert_int_eq(keyfile_write(k, path, NULL), ERR_CONFLICT);
		ck_assert_int_eq(chmod(path, 0644), 0);
		ck_assert_int_eq(again(NULL), ERR_FORBIDDEN);
		keyfile_free(k);
		keyfile_free(r);
		unlink(path);
	}
	ck_assert_int_eq(again(NULL), ERR_NOT_FOUND);
}
END_TEST

START_TEST(behind_a_passphrase_only_that_passphrase_opens_it)
{
	struct keyfile *k = keyfile_make("zjcs.example/t/one", "trustee"), *r;

	ck_assert_int_eq(keyfile_write(k, path, "long and dull"), OK);
	ck_assert_int_eq(again(NULL), ERR_FORBIDDEN);
	ck_assert_int_eq(again("long and dulL"), ERR_FORBIDDEN);
	ck_assert_int_eq(keyfile_read(&r, path, "long and dull"), OK);
	ck_assert_mem_eq(k, r, sizeof *k);
	keyfile_free(k);
	keyfile_free(r);
}
END_TEST

START_TEST(a_file_with_a_line_cut_doubled_or_changed_is_no_key)
{
	static const char seed[] =
	    "seed 0101010101010101010101010101010101010101010101010101010101010101\n";
	const char *bad[] = { "name a\nrole bidder\n", "name a\nrole nobody\n",
	    "name a b\nrole bidder\n", "role bidder\nname a\n",
	    "name a\nrole trustee\n" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		ck_assert_int_ge(fd, 0);
		dprintf(fd, "sealbid/v1 keyfile\n%s%s%s", bad[i], seed,
		    i == 0 ? seed : "");
		close(fd);
		ck_assert_int_eq(again(NULL), ERR_INVALID);
	}
}
END_TEST

Suite *
keyfile_suite(void)
{
	Suite *s = suite_create("keyfile");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_written_key_reads_back_and_only_its_owner_may_read_it);
	tcase_add_test(t, behind_a_passphrase_only_that_passphrase_opens_it);
	tcase_add_test(t,
	    a_file_with_a_line_cut_doubled_or_changed_is_no_key);
	suite_add_tcase(s, t);
	return s;
}
