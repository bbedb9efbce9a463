/* SPDX-License-Identifier: Apache-2.0 */
/* write_test.c: many callers, one writer. */
#include "market/write.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/record.h"
#include "market/market.h"

Suite *write_suite(void);

enum { CALLERS = 32, EACH = 50 };

static char dir[] = "/tmp/market-write-XXXXXX";
static char where[64], keys[64];
static struct house house;

static void
open_house(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(where, sizeof where, "%s/market.db", dir);
	snprintf(keys, sizeof keys, "%s/keys", dir);
	ck_assert_int_eq(house_open(&house, where, keys, clock_system(),
	    NULL), OK);
}

static void
close_house(void)
{
	char command[96];

	house_close(&house);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

struct wish {
	bool fail;
};

static enum err
count_one(struct db *db, void *ctx)
{
	const struct wish *w = ctx;
	enum err err = db_tally_add(db, "callers", 1);

	return err ? err : w->fail ? ERR_CONFLICT : OK;
}

static void *
caller(void *p)
{
	struct arena arena;
	struct market m;

	(void)p;
	arena_init(&arena);
	if (market_open(&m, &house, &arena) != OK)
		abort();
	for (int i = 0; i < EACH; i++) {
		struct wish w = { .fail = i % 5 == 0 };
		enum err err = write_run(&m, count_one, &w);

		if (err != (w.fail ? ERR_CONFLICT : OK))
			abort();
		market_next(&m);
	}
	market_close(&m);
	return NULL;
}

START_TEST(each_change_is_whole_and_a_refused_one_takes_nobody_along)
{
	pthread_t threads[CALLERS];
	struct arena arena;
	struct market m;
	int64_t n;

	for (int i = 0; i < CALLERS; i++)
		pthread_create(&threads[i], NULL, caller, NULL);
	for (int i = 0; i < CALLERS; i++)
		pthread_join(threads[i], NULL);
	arena_init(&arena);
	ck_assert_int_eq(market_open(&m, &house, &arena), OK);
	ck_assert_int_eq(db_tally_get(m.db, "callers", &n), OK);
	ck_assert_int_eq(n, CALLERS * EACH * 4 / 5);
	market_close(&m);
}
END_TEST

static struct market outer;

static enum err
ask_again(struct db *db, void *ctx)
{
	(void)db;
	return write_run(&outer, count_one, ctx);
}

START_TEST(a_change_that_asks_for_a_change_is_a_bug)
{
	struct arena arena;
	struct wish w = { .fail = false };

	arena_init(&arena);
	ck_assert_int_eq(market_open(&outer, &house, &arena), OK);
	write_run(&outer, ask_again, &w);
}
END_TEST

/* ---- many in one ---- */

enum { VERBS = 5 };

static enum err
append_digit(struct db *db, void *ctx)
{
	const struct { int64_t digit; bool fail; } *v = ctx;
	int64_t so_far = 0;
	enum err err = db_tally_get(db, "digits", &so_far);

	if (!err)
		err = db_tally_add(db, "digits", so_far * 9 + v->digit);
	return err ? err : v->fail ? ERR_CONFLICT : OK;
}

static void
verb(struct market *within, void *p, size_t i)
{
	enum err *errs = p;
	struct { int64_t digit; bool fail; } v = { (int64_t)i + 1, i == 2 };

	errs[i] = write_run(within, append_digit, &v);
}

START_TEST(verbs_of_one_change_keep_their_order_and_lose_only_their_own)
{
	enum err errs[VERBS];
	struct arena arena;
	struct market m;
	int64_t digits = 0;

	arena_init(&arena);
	ck_assert_int_eq(market_open(&m, &house, &arena), OK);
	ck_assert_int_eq(write_many(&m, verb, errs, VERBS), OK);
	for (size_t i = 0; i < VERBS; i++)
		ck_assert_int_eq(errs[i], i == 2 ? ERR_CONFLICT : OK);
	ck_assert_int_eq(db_tally_get(m.db, "digits", &digits), OK);
	ck_assert_int_eq(digits, 1245);
	market_close(&m);
	arena_release(&arena);
}
END_TEST

static enum err
at_the_end(struct db *db)
{
	return db_tally_add(db, "ends", 1);
}

static enum err
want_an_end(struct db *db, void *ctx)
{
	(void)ctx;
	db_late(db, at_the_end);
	return OK;
}

static void
end_verb(struct market *within, void *p, size_t i)
{
	(void)p;
	(void)i;
	ck_assert_int_eq(write_run(within, want_an_end, NULL), OK);
}

START_TEST(what_each_change_would_write_anew_is_written_once)
{
	struct arena arena;
	struct market m;
	int64_t ends = 0;

	arena_init(&arena);
	ck_assert_int_eq(market_open(&m, &house, &arena), OK);
	ck_assert_int_eq(write_many(&m, end_verb, NULL, VERBS), OK);
	ck_assert_int_eq(db_tally_get(m.db, "ends", &ends), OK);
	ck_assert_int_eq(ends, 1);
	market_close(&m);
	arena_release(&arena);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_refused)
{
	char path[96], key[96];
	struct house other;
	FILE *f;

	snprintf(path, sizeof path, "%s/other.db", dir);
	snprintf(key, sizeof key, "%s/other", dir);
	f = fopen(path, "w");
	for (int i = 0; i < 2000; i++)
		fputs("not a database ", f);
	fclose(f);
	ck_assert_int_eq(house_open(&other, path, key, clock_system(),
	    NULL), ERR_INVALID);
}
END_TEST

Suite *
write_suite(void)
{
	Suite *s = suite_create("write");
	TCase *t = tcase_create("writer");

	tcase_add_checked_fixture(t, open_house, close_house);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    each_change_is_whole_and_a_refused_one_takes_nobody_along);
	tcase_add_test_raise_signal(t,
	    a_change_that_asks_for_a_change_is_a_bug, 6);
	tcase_add_test(t,
	    verbs_of_one_change_keep_their_order_and_lose_only_their_own);
	tcase_add_test(t, what_each_change_would_write_anew_is_written_once);
	tcase_add_test(t, a_file_that_is_no_database_is_refused);
	suite_add_tcase(s, t);
	return s;
}
