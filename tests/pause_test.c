/* SPDX-License-Identifier: Apache-2.0 */
/* pause_test.c: how long one sleeps, and what wakes. */
#include "market/pause.h"

#include <check.h>

#include "market/base/clock.h"

Suite *pause_suite(void);

enum { LONG_MS = 60 * 1000, SHORT_MS = 50 };

static struct pause pause_;

static void
setup(void)
{
	pause_init(&pause_);
}

static void
teardown(void)
{
	pause_destroy(&pause_);
}

START_TEST(a_pause_lasts_as_long_as_was_said)
{
	int64_t start = clock_ms();

	ck_assert(!pause_for(&pause_, SHORT_MS));
	ck_assert_int_ge(clock_ms() - start, SHORT_MS - 1);
}
END_TEST

START_TEST(no_time_is_no_pause_and_still_learns_of_the_end)
{
	ck_assert(!pause_for(&pause_, 0));
	pause_end(&pause_);
	ck_assert(pause_for(&pause_, 0));
}
END_TEST

static void *
sleeper(void *slept)
{
	*(bool *)slept = pause_for(&pause_, LONG_MS);
	return NULL;
}

START_TEST(the_end_wakes_whoever_sleeps_and_stays)
{
	int64_t start = clock_ms();
	bool ended = false;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, sleeper, &ended), 0);
	(void)pause_for(&pause_, SHORT_MS);	/* it is asleep by now */
	pause_end(&pause_);
	pthread_join(thread, NULL);
	ck_assert(ended);
	ck_assert(pause_for(&pause_, LONG_MS));
	ck_assert_int_lt(clock_ms() - start, LONG_MS / 2);
}
END_TEST

Suite *
pause_suite(void)
{
	Suite *s = suite_create("pause");
	TCase *t = tcase_create("pause");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_pause_lasts_as_long_as_was_said);
	tcase_add_test(t, no_time_is_no_pause_and_still_learns_of_the_end);
	tcase_add_test(t, the_end_wakes_whoever_sleeps_and_stays);
	suite_add_tcase(s, t);
	return s;
}
