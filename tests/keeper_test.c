/* SPDX-License-Identifier: Apache-2.0 */
/* keeper_test.c: every group's tree is signed before anybody is answered. */
#include "market/keeper.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/record.h"
#include "market/append.h"
#include "market/platform.h"
#include "market/write.h"
#include "tests/support_log.h"

Suite *keeper_suite(void);

static struct log_place place;
static struct signer *signer;
static struct house house;
static struct market market;
static struct arena arena;

static void
open_market(const struct signer *s)
{
	arena_init(&arena);
	ck_assert_int_eq(house_open(&house, place.where, place.keys,
	    clock_system(), s), OK);
	ck_assert_int_eq(market_open(&market, &house, &arena), OK);
}

static void
close_market(void)
{
	market_close(&market);
	house_close(&house);
}

static void
setup(void)
{
	log_place_make(&place);
	signer = log_signer(&place);
}

static void
teardown(void)
{
	signer_free(signer);
	log_place_end(&place);
}

/* A note says size and root, and is the log's. */
static struct tlog_checkpoint
read_note(const char *text, size_t n)
{
	struct tlog_checkpoint c;
	struct note note;

	ck_assert(note_parse(&note, text, n));
	ck_assert_int_eq(note_check(&note, &place.log.key, NULL), NOTE_GOOD);
	ck_assert(tlog_checkpoint_read(&c, &note));
	return c;
}

START_TEST(who_is_answered_holds_a_signed_tree)
{
	struct tlog_nodes from;
	struct tlog_checkpoint c;
	struct checkpoint held;
	tlog_hash root;
	int64_t leaf;

	open_market(signer);
	for (int64_t i = 0; i < 5; i++) {
		ck_assert_int_eq(log_append(&market, "entry", &leaf), OK);
		ck_assert_int_eq(leaf, i);
		ck_assert(keeper_find(house.keeper, &arena, leaf, &held));
		c = read_note(held.note, held.n);
		ck_assert_int_eq(c.size, i + 1);
		from = append_nodes(market.db);
		ck_assert(tlog_root(&from, c.size, root));
		ck_assert_mem_eq(root, c.root, sizeof root);
	}
	close_market();
}
END_TEST

START_TEST(a_checkpoint_is_stored_within_a_second_and_once_a_size)
{
	struct checkpoint first, again, *all;
	size_t n;

	open_market(signer);
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	first = log_stored(&market, 1);
	ck_assert_int_eq(log_append(&market, "two", NULL), OK);
	again = log_stored(&market, 2);
	ck_assert_int_eq(read_note(first.note, first.n).size, 1);
	ck_assert_int_eq(read_note(again.note, again.n).size, 2);
	ck_assert_int_eq(db_checkpoint_list(market.db, 0, 10, &all, &n), OK);
	ck_assert_uint_eq(n, 2);
	close_market();
	open_market(signer);	/* a stop stores what is owed as well */
	ck_assert_int_eq(log_append(&market, "three", NULL), OK);
	close_market();
	open_market(NULL);
	ck_assert_int_eq(db_checkpoint_newest(market.db, &again), OK);
	ck_assert_int_eq(again.size, 3);
	close_market();
}
END_TEST

/* ---- a signer that can be taken away, and counts ---- */

struct fake {
	struct signer signer;
	const struct signer *real;
	_Atomic bool away;
	bool garbles;
	int asked;
	int dies_at;			/* this question; 0: none */
	bool dies_after;		/* once it has signed */
};

static bool
ask_fake(void *p, const char *request, size_t n, struct buf *out)
{
	struct fake *f = p;
	bool answered;

	if (f->away)
		return false;
	f->asked++;
	if (f->asked == f->dies_at && !f->dies_after)
		_exit(9);
	answered = f->real->ask(f->real->p, request, n, out);
	if (f->asked == f->dies_at)
		_exit(9);
	if (f->garbles)
		out->data[out->len - 10] ^= 1;
	return answered;
}

static struct fake
a_fake(void)
{
	return (struct fake){ .signer = { .ask = ask_fake },
	    .real = signer };
}

static enum err
tally_in_txn(struct db *db, void *ctx)
{
	(void)ctx;
	return db_tally_add(db, "keeper", 1);
}

START_TEST(without_a_signer_nothing_is_appended_and_all_else_goes_on)
{
	int64_t size;

	open_market(NULL);
	ck_assert_int_eq(log_append(&market, "entry", NULL), ERR_BUSY);
	ck_assert_int_eq(write_run(&market, tally_in_txn, NULL), OK);
	ck_assert_int_eq(db_leaf_size(market.db, &size), OK);
	ck_assert_int_eq(size, 0);
	close_market();
}
END_TEST

START_TEST(a_signer_that_comes_back_signs_what_was_committed_meanwhile)
{
	struct fake f = a_fake();
	struct checkpoint c;
	int64_t size;

	f.signer.p = &f;
	open_market(&f.signer);
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	f.away = true;
	/* Committed, and not signed: nobody is told «done». */
	ck_assert_int_eq(log_append(&market, "two", NULL), ERR_BUSY);
	ck_assert(!keeper_stopped(house.keeper));
	/* No tree grows out of one that is not signed. */
	ck_assert_int_eq(log_append(&market, "three", NULL), ERR_BUSY);
	ck_assert_int_eq(write_run(&market, tally_in_txn, NULL), OK);
	ck_assert_int_eq(db_leaf_size(market.db, &size), OK);
	ck_assert_int_eq(size, 2);
	ck_assert(!keeper_find(house.keeper, &arena, 1, &c));
	f.away = false;
	c = log_stored(&market, 2);	/* by itself */
	ck_assert_int_eq(read_note(c.note, c.n).size, 2);
	ck_assert_int_eq(log_append(&market, "three", NULL), OK);
	close_market();
}
END_TEST

START_TEST(a_signer_with_another_key_stops_the_log)
{
	struct fake f = a_fake();

	f.signer.p = &f;
	open_market(&f.signer);
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	f.garbles = true;
	ck_assert_int_eq(log_append(&market, "two", NULL), ERR_BUSY);
	ck_assert(keeper_stopped(house.keeper));
	ck_assert_int_eq(write_run(&market, tally_in_txn, NULL), ERR_BUSY);
	ck_assert_int_ne(market_ready(&market), OK);
	close_market();
}
END_TEST

/* ---- yesterday's database, and another history ---- */

static void
copy(const char *from, const char *to)
{
	char command[512];

	snprintf(command, sizeof command,
	    "rm -f %s/%s-wal %s/%s-shm; cp %s/%s %s/%s", place.dir, to,
	    place.dir, to, place.dir, from, place.dir, to);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(with_yesterdays_database_nothing_at_all_is_written)
{
	int64_t n = 0, size = 0;

	open_market(signer);
	if (_i > 0)		/* else yesterday there was no leaf at all */
		ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	close_market();
	copy("market.db", "yesterday");
	open_market(signer);
	ck_assert_int_eq(log_append(&market, "two", NULL), OK);
	close_market();
	copy("yesterday", "market.db");
	open_market(signer);
	ck_assert_int_eq(log_append(&market, "other", NULL), ERR_BUSY);
	ck_assert_int_eq(write_run(&market, tally_in_txn, NULL), ERR_BUSY);
	ck_assert(keeper_stopped(house.keeper));
	ck_assert_int_eq(market_ready(&market), ERR_BUSY);
	ck_assert_int_eq(db_leaf_size(market.db, &size), OK);
	ck_assert_int_eq(size, _i);
	ck_assert_int_eq(db_tally_get(market.db, "keeper", &n), OK);
	ck_assert_int_eq(n, 0);
	close_market();
}
END_TEST

START_TEST(a_second_history_of_the_same_size_is_not_signed)
{
	struct checkpoint c;

	open_market(signer);
	ck_assert_int_eq(log_append(&market, "one", NULL), OK);
	close_market();
	ck_assert_int_eq(unlink(place.where), 0);
	/* Written by somebody who had no signer in the way. */
	{
		const struct signer_memory start = { .size = 0 };
		struct signer *other = signer_local(&place.log, &start);

		open_market(other);
		ck_assert_int_eq(log_append(&market, "lie", NULL), OK);
		close_market();
		signer_free(other);
	}
	open_market(signer);
	ck_assert_int_eq(log_append(&market, "two", NULL), ERR_BUSY);
	ck_assert(keeper_stopped(house.keeper));
	ck_assert(!keeper_find(house.keeper, &arena, 0, &c));
	close_market();
}
END_TEST

/* ---- crashes ---- */

/* A process that appends to the log of a shared signer and dies there. */
static void
die_while(int question, bool after)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct fake f = a_fake();

		f.signer.p = &f;
		f.dies_at = question;
		f.dies_after = after;
		open_market(&f.signer);
		(void)log_append(&market, "one", NULL);
		(void)log_append(&market, "two", NULL);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 9);
}

START_TEST(a_crash_around_signing_changes_no_checkpoint)
{
	struct checkpoint c;
	struct buf want;
	struct tlog_nodes from;
	struct tlog_checkpoint again = { .size = 2 };
	char why[64];

	/* Questions: of nothing, of «one», of «two». */
	die_while(3, _i == 1);
	open_market(signer);
	c = log_stored(&market, 2);
	memcpy(again.origin, "m/log/1", 8);
	from = append_nodes(market.db);
	ck_assert(tlog_root(&from, 2, again.root));
	buf_init(&want, 512);
	ck_assert_int_eq(signer_sign(signer, &from, &again, 2, &want, why),
	    SIGNER_OK);
	ck_assert_uint_eq(want.len, c.n);
	ck_assert_mem_eq(want.data, c.note, c.n);
	ck_assert_int_eq(db_checkpoint_after(market.db, 0, &c), OK);
	ck_assert_int_eq(c.size, 1);	/* the group before has its own */
	buf_release(&want);
	close_market();
}
END_TEST

START_TEST(a_platform_without_keys_is_a_market_that_cannot_seal)
{
	char path[96];

	open_market(signer);
	ck_assert_ptr_nonnull(house.platform);
	ck_assert_str_eq(platform_origin(house.platform), "m/log/1");
	ck_assert_uint_eq(platform_trustees(house.platform), 3);
	ck_assert_int_eq(platform_threshold(house.platform), 2);
	close_market();
	snprintf(path, sizeof path, "%s/op.key", place.keys);
	ck_assert_int_eq(unlink(path), 0);
	open_market(signer);
	ck_assert_ptr_null(house.platform);
	ck_assert_int_eq(log_append(&market, "one", NULL), ERR_BUSY);
	ck_assert_int_eq(write_run(&market, tally_in_txn, NULL), OK);
	close_market();
}
END_TEST

Suite *
keeper_suite(void)
{
	Suite *s = suite_create("keeper");
	TCase *t = tcase_create("keeper");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, who_is_answered_holds_a_signed_tree);
	tcase_add_test(t,
	    a_checkpoint_is_stored_within_a_second_and_once_a_size);
	tcase_add_test(t,
	    without_a_signer_nothing_is_appended_and_all_else_goes_on);
	tcase_add_test(t,
	    a_signer_that_comes_back_signs_what_was_committed_meanwhile);
	tcase_add_test(t, a_signer_with_another_key_stops_the_log);
	tcase_add_loop_test(t,
	    with_yesterdays_database_nothing_at_all_is_written, 0, 2);
	tcase_add_test(t, a_second_history_of_the_same_size_is_not_signed);
	tcase_add_loop_test(t, a_crash_around_signing_changes_no_checkpoint,
	    0, 2);
	tcase_add_test(t,
	    a_platform_without_keys_is_a_market_that_cannot_seal);
	suite_add_tcase(s, t);
	return s;
}
