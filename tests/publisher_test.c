/* SPDX-License-Identifier: Apache-2.0 */
/* publisher_test.c: what nginx serves follows the log, whatever happens. */
#include "market/publisher.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/leaf.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/base/durable.h"
#include "market/receipt.h"
#include "tests/support_signer.h"

Suite *publisher_suite(void);

enum { FILE_MAX = 1 << 20 };

static struct log_place place;
static struct signer *signer;
static struct house house;
static struct market market;
static struct arena arena;
static struct publisher *publisher;
static int64_t now = 1795572000;
static char folder[128], memory[128];
static char text[FILE_MAX];

static void
open_publisher(public_step *step)
{
	const struct publisher_config config = { .folder = folder,
	    .memory = memory, .step = step };

	ck_assert_int_eq(publisher_open(&publisher, &house, &config), OK);
}

static void
open_market(const struct signer *s, public_step *step)
{
	arena_init(&arena);
	ck_assert_int_eq(house_open(&house, place.where, place.keys,
	    clock_standing(&now), s), OK);
	ck_assert_int_eq(market_open(&market, &house, &arena), OK);
	open_publisher(step);
}

static void
close_market(void)
{
	publisher_close(publisher);
	market_close(&market);
	house_close(&house);
}

static void
setup(void)
{
	umask(0027);
	log_place_make(&place);
	log_path(folder, &place, "public");
	log_path(memory, &place, "published");
	signer = log_signer(&place);
}

static void
teardown(void)
{
	signer_free(signer);
	log_place_end(&place);
}

/* A shell command about files in the place; its exit status. */
static int
sh(const char *command)
{
	char line[512];
	int status;

	snprintf(line, sizeof line, "cd %s && %s", place.dir, command);
	status = system(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A published file into text; its length, -1: not there. */
static long
published(const char *path)
{
	char full[256];
	long n;

	snprintf(full, sizeof full, "%s/%s", folder, path);
	n = durable_read(full, text, sizeof text - 1);
	if (n >= 0)
		text[n] = '\0';
	return n;
}

static struct tlog_checkpoint
shown(void)
{
	struct tlog_checkpoint c = { .size = 0 };
	long n = published("log/checkpoint");
	struct note note;

	if (n < 0)
		return c;
	ck_assert(note_parse(&note, text, (size_t)n));
	ck_assert_int_eq(note_check(&note, &place.log.key, NULL), NOTE_GOOD);
	ck_assert(tlog_checkpoint_read(&c, &note));
	return c;
}

/* A blind with a receipt, a record, a file of its project. */
static void
live_a_bit(int n)
{
	char path[64], body[64];

	ck_assert_int_eq(log_submit(&market, (unsigned char)n, NULL), OK);
	snprintf(body, sizeof body, "record %d\n", n);
	ck_assert_int_eq(log_append(&market, body, NULL), OK);
	snprintf(path, sizeof path, "p/ZJ-%d/1/project.note", n % 5);
	ck_assert_int_eq(log_file(&market, path, body), OK);
	ck_assert_int_eq(log_file(&market, "trustee/index.txt", body), OK);
}

/* ---- reading the folder as a stranger does ---- */

static bool
tile_node(void *p, int level, int64_t i, tlog_hash hash)
{
	int64_t size = *(int64_t *)p, index;
	int tile = level / 8, width;
	char path[TLOG_PATH], whole[TLOG_PATH + 8];
	long n;

	/* Nodes between the levels of tiles are joined from those below. */
	if (level % 8 != 0) {
		tlog_hash left, right;

		if (!tile_node(p, level - 1, 2 * i, left) ||
		    !tile_node(p, level - 1, 2 * i + 1, right))
			return false;
		tlog_join(hash, left, right);
		return true;
	}
	index = i / TLOG_TILE;
	width = tlog_tile_width(tile, index, size);
	snprintf(whole, sizeof whole, "log/%s", tlog_tile_path(path, tile,
	    index, width));
	n = published(whole);
	if (n != (long)width * TLOG_HASH || i % TLOG_TILE >= width)
		return false;
	memcpy(hash, text + i % TLOG_TILE * TLOG_HASH, TLOG_HASH);
	return true;
}

/* Every entry of a tree is in the bundles that its size names. */
static void
audit_entries(int64_t size)
{
	for (int64_t i = 0; i * TLOG_TILE < size; i++) {
		int width = tlog_tile_width(0, i, size);
		char path[TLOG_PATH], whole[TLOG_PATH + 8];
		size_t at = 0, entry_n;
		const char *entry;
		tlog_hash hash, want;
		static char bundle[FILE_MAX];
		long n;
		int found = 0;

		snprintf(whole, sizeof whole, "log/%s", tlog_tile_path(path,
		    TLOG_ENTRIES, i, width));
		n = published(whole);
		ck_assert_int_gt(n, 0);
		memcpy(bundle, text, (size_t)n);
		while (tlog_bundle_next((unsigned char *)bundle, (size_t)n,
		    &at, &entry, &entry_n)) {
			tlog_leaf(hash, entry, entry_n);
			ck_assert(tile_node(&size, 0, i * TLOG_TILE + found,
			    want));
			ck_assert_mem_eq(hash, want, TLOG_HASH);
			found++;
		}
		ck_assert_int_eq(found, width);
	}
}

static void
audit_receipts(int64_t size)
{
	struct receipt *list;
	size_t n;

	ck_assert_int_eq(db_receipt_list(market.db, 0, size, 1000, &list,
	    &n), OK);
	for (size_t i = 0; i < n; i++) {
		struct tlog_receipt r;
		struct tlog_checkpoint c;
		char path[128], hex[65];
		const char *answer;
		size_t answer_n;
		long got;

		snprintf(path, sizeof path, "receipt/%s.tlog-proof",
		    digits_hex(hex, list[i].file, 32));
		got = published(path);
		ck_assert_int_gt(got, 0);
		ck_assert(tlog_receipt_read(&r, text, (size_t)got));
		ck_assert(tlog_receipt_check(&r, &place.log.key, &c));
		ck_assert_int_eq(r.leaf, list[i].leaf);
		ck_assert_int_eq(receipt_get(&market, list[i].file, &answer,
		    &answer_n), OK);
		ck_assert_uint_eq(answer_n, (size_t)got);
		ck_assert_mem_eq(answer, text, answer_n);
	}
}

/* What log/checkpoint speaks of is there, and it is the tree it says. */
static int64_t
audit(void)
{
	struct tlog_checkpoint c = shown();
	struct tlog_nodes from = { tile_node, &c.size };
	tlog_hash root;

	if (c.size == 0)
		return 0;
	ck_assert(tlog_root(&from, c.size, root));
	ck_assert_mem_eq(root, c.root, TLOG_HASH);
	audit_entries(c.size);
	audit_receipts(c.size);
	return c.size;
}

START_TEST(a_stranger_finds_every_tree_that_was_signed)
{
	struct checkpoint *all;
	size_t n;

	open_market(signer, NULL);
	for (int64_t i = 0; i < 300; i++) {
		ck_assert_int_eq(log_append(&market, "entry", NULL), OK);
		if (i % 40 == 0)
			ck_assert_int_eq(publisher_run(publisher), OK);
		if (i % 100 == 0)
			ck_assert_int_eq(log_submit(&market,
			    (unsigned char)(i / 100), NULL), OK);
	}
	(void)log_stored(&market, 303);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(audit(), 303);
	ck_assert_int_eq(db_checkpoint_list(market.db, 0, 1000, &all, &n),
	    OK);
	ck_assert_uint_eq(n, 303);
	/* Trees of other sizes are read as the newest is. */
	for (size_t i = 0; i < n; i++) {
		struct tlog_nodes from = { tile_node, &all[i].size };
		struct tlog_checkpoint c;
		struct note note;
		tlog_hash root;

		ck_assert(note_parse(&note, all[i].note, all[i].n));
		ck_assert(tlog_checkpoint_read(&c, &note));
		ck_assert(tlog_root(&from, c.size, root));
		ck_assert_mem_eq(root, c.root, TLOG_HASH);
		audit_entries(c.size);
	}
	ck_assert_int_gt(published("log/vkey"), 0);
	ck_assert_int_eq(strncmp(text, "m/log/1+", 8), 0);
	ck_assert_int_eq(sh("cmp public/trust.txt keys/trust.txt"), 0);
	close_market();
}
END_TEST

START_TEST(everybody_may_read_what_is_public_and_nothing_else_is_there)
{
	open_market(signer, NULL);
	live_a_bit(1);
	close_market();
	open_market(signer, NULL);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(sh("test -z \"$(find public -type f ! -perm 0644 -o "
	    "-type d ! -perm 0755 -o -name '.*' -o -name '*.new')\""), 0);
	close_market();
}
END_TEST

START_TEST(a_file_is_shown_when_its_tree_is_and_the_newest_of_its_name)
{
	open_market(signer, NULL);
	ck_assert_int_eq(log_file(&market, "live/ZJ-1.json", "1"), OK);
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	ck_assert_int_eq(log_file(&market, "p/ZJ-1/1/close.note", "x"), OK);
	ck_assert_int_eq(log_file(&market, "live/ZJ-1.json", "2"), OK);
	if (_i == 0) {	/* size 1 is signed, its note not stored yet */
		ck_assert_int_eq(publisher_run(publisher), OK);
		if (shown().size == 0)
			ck_assert_int_eq(published("p/ZJ-1/1/close.note"),
			    -1);
	}
	(void)log_stored(&market, 1);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published("p/ZJ-1/1/close.note"), 1);
	ck_assert_int_eq(published("live/ZJ-1.json"), 1);
	ck_assert_str_eq(text, "2");
	ck_assert_int_eq(log_file(&market, "live/ZJ-1.json", "33"), OK);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published("live/ZJ-1.json"), 2);
	ck_assert_int_eq(log_file(&market, "live/ZJ-1.json", ""), OK);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published("live/ZJ-1.json"), 0);
	close_market();
}
END_TEST

static void
see_all(void *p, const char *what)
{
	(void)p, (void)what;
	if (published("log/checkpoint") > 0)
		ck_assert_int_eq(shown().size, 280);
}

START_TEST(deleted_files_are_made_again_to_the_same_bytes)
{
	open_market(signer, NULL);
	for (int i = 0; i < 140; i++) {
		live_a_bit(i);
		if (i % 50 == 0)
			ck_assert_int_eq(publisher_run(publisher), OK);
	}
	close_market();
	open_market(signer, NULL);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(audit(), 280);
	ck_assert_int_eq(sh("cp -r public before"), 0);
	if (_i == 0) {		/* with its memory lost as well */
		publisher_close(publisher);
		ck_assert_int_eq(sh("rm -r public published"), 0);
		open_publisher(NULL);
		ck_assert_int_eq(publisher_run(publisher), OK);
	} else {
		ck_assert_int_eq(sh("rm -r public/log/tile public/p "
		    "public/receipt public/trust.txt"), 0);
		publisher_close(publisher);
		open_publisher(see_all);	/* never less than before */
		ck_assert_int_eq(publisher_rebuild(publisher), OK);
	}
	ck_assert_int_eq(sh("diff -r before public"), 0);
	close_market();
}
END_TEST

/* ---- the order ---- */

static int64_t least;

static void
look(void *p, const char *what)
{
	int64_t size = audit();

	(void)p, (void)what;
	ck_assert_int_ge(size, least);
	least = size;
}

START_TEST(at_every_moment_the_checkpoint_is_of_a_tree_that_is_there)
{
	least = 0;
	open_market(signer, look);
	for (int i = 0; i < 12; i++) {
		live_a_bit(i);
		if (i % 4 == 3)
			ck_assert_int_eq(publisher_run(publisher), OK);
	}
	(void)log_stored(&market, 24);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(least, 24);
	close_market();
}
END_TEST

/* ---- crashes ---- */

static int step_no, dies_at;

static void
die(void *p, const char *what)
{
	(void)p, (void)what;
	if (++step_no == dies_at)
		kill(getpid(), SIGKILL);
}

/* A process that publishes and dies before a step; false: it was done. */
static bool
publish_and_die(int at)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		step_no = 0;
		dies_at = at;
		open_market(NULL, die);
		_exit(publisher_run(publisher) == OK ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

START_TEST(a_publisher_killed_before_any_step_goes_on_where_it_was)
{
	int at = 0;

	open_market(signer, NULL);
	for (int i = 0; i < 7; i++)
		live_a_bit(i);
	close_market();
	open_market(NULL, NULL);
	ck_assert_int_eq(publisher_run(publisher), OK);
	close_market();
	ck_assert_int_eq(sh("mv public want; rm published"), 0);
	do {
		ck_assert_int_eq(sh("rm -rf public published"), 0);
		if (!publish_and_die(++at))
			break;
		open_market(NULL, NULL);
		ck_assert_int_eq(publisher_run(publisher), OK);
		ck_assert_int_eq(audit(), 14);
		close_market();
		ck_assert_int_eq(sh("diff -r want public"), 0);
	} while (at < 1000);
	ck_assert_int_gt(at, 50);
	ck_assert_int_lt(at, 1000);
}
END_TEST

/* One life: submissions, answers, files; dies at some step of it. */
struct fatal {
	struct signer signer;
	struct signer *real;
};

static bool
ask_fatal(void *p, const char *request, size_t n, struct buf *out)
{
	struct fatal *f = p;
	bool answered;

	die(NULL, "committed");
	answered = f->real->ask(f->real->p, request, n, out);
	die(NULL, "signed");
	return answered;
}

/* Answers are told through a pipe: the file's byte, then its receipt. */
static void
live_and_die(int out, int at, int first)
{
	struct fatal f = { .signer = { .ask = ask_fatal, .p = &f },
	    .real = signer_of(&place) };

	step_no = 0;
	dies_at = at;
	open_market(&f.signer, die);
	for (int i = first; i < first + 3; i++) {
		unsigned char file[32];
		const char *receipt;
		size_t n;

		memset(file, i, sizeof file);
		if (log_submit(&market, (unsigned char)i, NULL) != OK ||
		    receipt_get(&market, file, &receipt, &n) != OK)
			_exit(1);
		die(NULL, "answered");
		dprintf(out, "%02x%04zx", i, n);
		if (write(out, receipt, n) != (ssize_t)n ||
		    publisher_run(publisher) != OK)
			_exit(1);
	}
	_exit(0);
}

static void
check_told(FILE *told)
{
	unsigned i, n;

	rewind(told);
	while (fscanf(told, "%2x%4x", &i, &n) == 2) {
		unsigned char file[32];
		char *want = malloc(n);
		const char *receipt;
		size_t got;

		ck_assert_uint_eq(fread(want, 1, n, told), n);
		memset(file, (int)i, sizeof file);
		ck_assert_int_eq(receipt_get(&market, file, &receipt, &got),
		    OK);
		ck_assert_uint_eq(got, n);
		ck_assert_mem_eq(receipt, want, n);
		free(want);
	}
}

START_TEST(a_crash_between_commit_signing_publishing_and_answer_changes_nothing)
{
	struct signer *real = signer_of(&place);
	int status, first = 0, deaths = 0;
	pid_t signs = signer_spawn(&place, true, &status);
	FILE *told = tmpfile();

	for (int at = 1; at < 60 && first < 240; at += 1 + at / 12) {
		pid_t pid = fork();
		int64_t size;

		if (pid == 0)
			live_and_die(fileno(told), at, first);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		deaths += WIFSIGNALED(status);
		first += 3;
		ck_assert_int_eq(sh("rm -rf seen; ! [ -e public ] || "
		    "cp -r public seen"), 0);
		if (at % 3 == 0) {	/* the signer may die as well */
			signer_kill(signs, SIGKILL);
			signs = signer_spawn(&place, false, &status);
		}
		open_market(real, NULL);
		ck_assert_int_eq(db_leaf_size(market.db, &size), OK);
		if (size > 0)
			(void)log_stored(&market, size);
		ck_assert_int_eq(publisher_run(publisher), OK);
		ck_assert_int_eq(audit(), size);
		check_told(told);
		close_market();
		/* Nothing that was seen has changed but the checkpoint. */
		ck_assert_int_eq(sh("! [ -e seen ] || test -z \"$(diff -rq "
		    "-x checkpoint -x '.new-*' -x '*.new' seen public | "
		    "grep -v '^Only in public')\""), 0);
	}
	ck_assert_int_gt(deaths, 20);
	fclose(told);
	ck_assert_int_eq(signer_kill(signs, SIGTERM), 0);
	signer_free(real);
}
END_TEST

/* ---- yesterday, and partial tiles ---- */

START_TEST(yesterdays_database_takes_nothing_back)
{
	open_market(signer, NULL);
	live_a_bit(1);
	close_market();
	ck_assert_int_eq(sh("cp market.db yesterday"), 0);
	open_market(signer, NULL);
	live_a_bit(2);
	(void)log_stored(&market, 4);
	ck_assert_int_eq(publisher_run(publisher), OK);
	close_market();
	ck_assert_int_eq(sh("cp yesterday market.db; cp -r public before"),
	    0);
	if (_i == 1)
		ck_assert_int_eq(sh("rm published"), 0);
	open_market(NULL, NULL);
	ck_assert_int_eq(publisher_run(publisher), ERR_CONFLICT);
	ck_assert_int_eq(publisher_rebuild(publisher), ERR_CONFLICT);
	close_market();
	ck_assert_int_eq(sh("diff -r before public"), 0);
}
END_TEST

START_TEST(partial_tiles_go_a_day_after_the_full_one_was_signed)
{
	const char *const partial = "log/tile/entries/000.p/255";

	open_market(signer, NULL);
	for (int i = 0; i < 258; i++)
		ck_assert_int_eq(log_append(&market, "entry", NULL), OK);
	(void)log_stored(&market, 258);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published(partial), 255 * 7);
	publisher_close(publisher);
	now += 86399;
	open_publisher(NULL);
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published(partial), 255 * 7);
	publisher_close(publisher);
	now += 1;
	open_publisher(NULL);	/* which tidies when it begins */
	ck_assert_int_eq(publisher_run(publisher), OK);
	ck_assert_int_eq(published(partial), -1);
	ck_assert_int_eq(published("log/tile/0/000.p/1"), -1);
	ck_assert_int_eq(published("log/tile/entries/001.p/1"), 7);
	ck_assert_int_eq(audit(), 258);
	ck_assert_int_eq(sh("cp -r public before"), 0);
	ck_assert_int_eq(publisher_rebuild(publisher), OK);
	ck_assert_int_eq(sh("diff -r before public"), 0);
	close_market();
}
END_TEST

START_TEST(a_thread_publishes_by_itself)
{
	struct publisher_thread *thread;

	open_market(signer, NULL);
	ck_assert_int_eq(publisher_start(&thread, publisher), OK);
	live_a_bit(1);
	for (int i = 0; i < 100 && shown().size < 2; i++)
		usleep(50 * 1000);
	ck_assert_int_eq(audit(), 2);
	publisher_stop(thread);
	close_market();
}
END_TEST

Suite *
publisher_suite(void)
{
	Suite *s = suite_create("publisher");
	TCase *t = tcase_create("publisher");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 240);
	tcase_add_test(t, a_stranger_finds_every_tree_that_was_signed);
	tcase_add_test(t,
	    everybody_may_read_what_is_public_and_nothing_else_is_there);
	tcase_add_loop_test(t,
	    a_file_is_shown_when_its_tree_is_and_the_newest_of_its_name, 0,
	    2);
	tcase_add_loop_test(t,
	    deleted_files_are_made_again_to_the_same_bytes, 0, 2);
	tcase_add_test(t,
	    at_every_moment_the_checkpoint_is_of_a_tree_that_is_there);
	tcase_add_test(t,
	    a_publisher_killed_before_any_step_goes_on_where_it_was);
	tcase_add_test(t,
	    a_crash_between_commit_signing_publishing_and_answer_changes_nothing);
	tcase_add_loop_test(t, yesterdays_database_takes_nothing_back, 0, 2);
	tcase_add_test(t,
	    partial_tiles_go_a_day_after_the_full_one_was_signed);
	tcase_add_test(t, a_thread_publishes_by_itself);
	suite_add_tcase(s, t);
	return s;
}
