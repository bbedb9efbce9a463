/* SPDX-License-Identifier: Apache-2.0 */
/* guess_test.c: who guesses passwords must wait. */
#include "market/guess.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>

#include "market/base/err.h"

Suite *guess_suite(void);

#define HOME "192.0.2.10"
#define AWAY "198.51.100.7"
#define T INT64_C(1795399200)	/* a full hour */

static struct guess *g;

static void
open_guess(void)
{
	g = guess_new();
}

static void
close_guess(void)
{
	guess_free(g);
}

/* n failures of login from remote, all at one time. */
static void
miss(int n, const char *login, const char *remote, int64_t now)
{
	for (int i = 0; i < n; i++)
		guess_fail(g, login, remote, now);
}

/* n failures, each of another login and another network. */
static void
miss_everywhere(int n, int64_t now)
{
	char login[32], remote[32];

	for (int i = 0; i < n; i++) {
		snprintf(login, sizeof login, "a%d@x.cn", i);
		snprintf(remote, sizeof remote, "10.%d.%d.1", i / 256,
		    i % 256);
		guess_fail(g, login, remote, now);
	}
}

static const struct {
	int failures, wait;
} delays[] = {
	{ 0, 0 }, { 1, 0 }, { 4, 0 }, { 5, 1 }, { 6, 2 }, { 7, 4 }, { 8, 8 },
	{ 9, 16 }, { 10, 32 }, { 11, 64 }, { 12, 128 }, { 13, 256 },
	{ 14, 300 }, { 15, 300 }, { 40, 300 },
};

START_TEST(the_wait_doubles_from_the_fifth_failure_on)
{
	miss(delays[_i].failures, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), delays[_i].wait);
	ck_assert_int_eq(guess_delay(delays[_i].failures, GUESS_FREE),
	    delays[_i].wait);
}
END_TEST

START_TEST(the_delay_of_a_great_many_failures_is_the_longest)
{
	ck_assert_int_eq(guess_delay(INT64_MAX, GUESS_FREE), GUESS_WAIT_MAX);
	ck_assert_int_eq(guess_delay(0, 0), 1);
}
END_TEST

START_TEST(the_wait_passes_with_the_seconds)
{
	miss(11, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T + 63), 1);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T + 64), 0);
}
END_TEST

START_TEST(a_clock_that_falls_back_makes_no_wait_longer_than_the_longest)
{
	miss(20, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T - 86400),
	    GUESS_WAIT_MAX);
}
END_TEST

START_TEST(an_hour_without_failure_forgets_all)
{
	miss(20, "a@x.cn", HOME, T);
	miss(1, "a@x.cn", HOME, T + GUESS_FORGET + 1);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T + GUESS_FORGET + 1),
	    0);
	miss(20, "b@x.cn", HOME, T);
	miss(1, "b@x.cn", HOME, T + GUESS_FORGET);
	ck_assert_int_eq(guess_wait(g, "b@x.cn", HOME, T + GUESS_FORGET),
	    GUESS_WAIT_MAX);
}
END_TEST

START_TEST(a_success_forgets_the_failures)
{
	miss(4, "a@x.cn", HOME, T);
	guess_ok(g, "a@x.cn", HOME, T);
	miss(4, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 0);
	miss(1, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 1);
}
END_TEST

START_TEST(a_success_on_a_known_network_forgets_its_failures)
{
	guess_ok(g, "a@x.cn", HOME, T);
	miss(4, "a@x.cn", HOME, T);
	guess_ok(g, "a@x.cn", HOME, T);
	miss(4, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 0);
}
END_TEST

START_TEST(a_first_success_forgets_the_failures_of_all_networks)
{
	miss(4, "a@x.cn", AWAY, T);
	guess_ok(g, "a@x.cn", HOME, T);
	miss(4, "a@x.cn", AWAY, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", AWAY, T), 0);
}
END_TEST

START_TEST(another_login_does_not_wait)
{
	miss(20, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "b@x.cn", AWAY, T), 0);
	ck_assert_int_eq(guess_wait(g, "b@x.cn", HOME, T), 0);
}
END_TEST

START_TEST(a_login_waits_from_whatever_network_it_is_tried)
{
	miss(3, "a@x.cn", "10.1.1.1", T);
	miss(3, "a@x.cn", "10.2.2.2", T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", "10.3.3.3", T), 2);
}
END_TEST

START_TEST(strangers_lock_nobody_out_of_a_known_network)
{
	guess_ok(g, "a@x.cn", HOME, T);
	miss(60, "a@x.cn", AWAY, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", AWAY, T), GUESS_WAIT_MAX);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 0);
	miss(5, "a@x.cn", HOME, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 1);
}
END_TEST

START_TEST(a_network_is_known_for_thirty_days)
{
	guess_ok(g, "a@x.cn", HOME, T);
	miss(20, "a@x.cn", AWAY, T + GUESS_KNOWN + 1);
	ck_assert_int_gt(guess_wait(g, "a@x.cn", HOME, T + GUESS_KNOWN + 1),
	    0);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T + GUESS_KNOWN), 0);
}
END_TEST

START_TEST(a_network_waits_after_fifty_failures_of_anybody)
{
	char login[32];

	for (int i = 0; i < GUESS_FREE_NET; i++) {
		ck_assert_int_eq(guess_wait(g, "new@x.cn", HOME, T), 0);
		snprintf(login, sizeof login, "a%d@x.cn", i);
		miss(1, login, HOME, T);
	}
	ck_assert_int_eq(guess_wait(g, "new@x.cn", HOME, T), 1);
	ck_assert_int_eq(guess_wait(g, "new@x.cn", AWAY, T), 0);
}
END_TEST

START_TEST(an_office_is_forgiven_one_failure_a_minute)
{
	char login[32];

	for (int i = 0; i < 10 * GUESS_FREE_NET; i++) {
		snprintf(login, sizeof login, "a%d@x.cn", i);
		miss(1, login, HOME, T + 60 * i);
	}
	ck_assert_int_eq(guess_wait(g, "new@x.cn", HOME,
	    T + 600 * GUESS_FREE_NET), 0);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} networks[] = {
	{ "192.0.2.10", "192.0.2.200", true },
	{ "192.0.2.10", "192.0.3.10", false },
	{ "192.0.2.10", "::ffff:192.0.2.77", true },
	{ "2001:db8:1:2200::1", "2001:db8:1:22ff:9:9:9:9", true },
	{ "2001:db8:1:2200::1", "2001:db8:1:2300::1", false },
	{ "unix:", "", true },
	{ "", "192.0.2.10", false },
};

START_TEST(a_network_is_a_24_or_a_56)
{
	char login[32];

	for (int i = 0; i <= GUESS_FREE_NET; i++) {
		snprintf(login, sizeof login, "a%d@x.cn", i);
		miss(1, login, networks[_i].a, T);
	}
	ck_assert_int_eq(guess_wait(g, "new@x.cn", networks[_i].b, T),
	    networks[_i].same ? 2 : 0);
}
END_TEST

START_TEST(while_many_fail_a_login_has_two_free_tries)
{
	miss(2, "a@x.cn", HOME, T);
	miss_everywhere(GUESS_MANY - 3, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 0);
	miss(1, "b@x.cn", AWAY, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), 1);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T + 3600), 0);
	ck_assert_int_eq(guess_wait(g, "b@x.cn", AWAY, T), 0);
}
END_TEST

START_TEST(a_flood_of_logins_does_not_drive_out_one_that_waits)
{
	miss(20, "a@x.cn", HOME, T);
	miss_everywhere(40000, T);
	ck_assert_int_eq(guess_wait(g, "a@x.cn", HOME, T), GUESS_WAIT_MAX);
}
END_TEST

Suite *
guess_suite(void)
{
	Suite *s = suite_create("guess");
	TCase *t = tcase_create("guess");

	tcase_add_checked_fixture(t, open_guess, close_guess);
	tcase_add_loop_test(t, the_wait_doubles_from_the_fifth_failure_on, 0,
	    (int)COUNT(delays));
	tcase_add_test(t, the_delay_of_a_great_many_failures_is_the_longest);
	tcase_add_test(t, the_wait_passes_with_the_seconds);
	tcase_add_test(t,
	    a_clock_that_falls_back_makes_no_wait_longer_than_the_longest);
	tcase_add_test(t, an_hour_without_failure_forgets_all);
	tcase_add_test(t, a_success_forgets_the_failures);
	tcase_add_test(t,
	    a_success_on_a_known_network_forgets_its_failures);
	tcase_add_test(t,
	    a_first_success_forgets_the_failures_of_all_networks);
	tcase_add_test(t, another_login_does_not_wait);
	tcase_add_test(t, a_login_waits_from_whatever_network_it_is_tried);
	tcase_add_test(t, strangers_lock_nobody_out_of_a_known_network);
	tcase_add_test(t, a_network_is_known_for_thirty_days);
	tcase_add_test(t, a_network_waits_after_fifty_failures_of_anybody);
	tcase_add_test(t, an_office_is_forgiven_one_failure_a_minute);
	tcase_add_loop_test(t, a_network_is_a_24_or_a_56, 0,
	    (int)COUNT(networks));
	tcase_add_test(t, while_many_fail_a_login_has_two_free_tries);
	tcase_add_test(t, a_flood_of_logins_does_not_drive_out_one_that_waits);
	suite_add_tcase(s, t);
	return s;
}
