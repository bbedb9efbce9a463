/* SPDX-License-Identifier: Apache-2.0 */
/* whole_test.c: a stranger recomputes what this market has published. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/opening.h"
#include "market/publisher.h"
#include "market/round.h"
#include "market/verify.h"
#include "tests/support.h"

Suite *whole_suite(void);

static struct market *m;
static struct actor dept;
static char top[64], folder[96], memory[96];
static struct publisher *publisher;
static struct arena arena;

static void
open_market(void)
{
	struct publisher_config config = { .folder = folder,
	    .memory = memory };

	m = a_market();
	arena_init(&arena);
	snprintf(top, sizeof top, "/tmp/market-whole-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(folder, sizeof folder, "%s/public", top);
	snprintf(memory, sizeof memory, "%s/published", top);
	ck_assert_int_eq(publisher_open(&publisher, m->house, &config), OK);
	dept = a_department(1);
}

static void
run(const char *command)
{
	ck_assert_int_eq(system(command), 0);
}

static void
close_market(void)
{
	char command[128];

	publisher_close(publisher);
	snprintf(command, sizeof command, "rm -rf %s", top);
	run(command);
	arena_release(&arena);
	end_market();
}

/* n agencies, by every way of sealing; some change their mind. */
static const char *
a_round(int n)
{
	const char *code = a_project(&dept);

	for (int i = 1; i <= n; i++) {
		struct actor a = an_agency(i);
		const char *sealer = i % 3 == 0 ? "offline" : "browser";

		if (i % 3 == 1)
			a_bid(&a, code, "50000");
		else
			ck_assert_int_eq(cast_bid(the_cast(), m, &a, code,
			    5000000 + i % 4, sealer), OK);
		if (i % 5 == 0)
			ck_assert_int_eq(cast_bid(the_cast(), m, &a, code,
			    4990000, sealer), OK);
	}
	return code;
}

/* A checkpoint is stored with the group behind it. */
static void
publish(void)
{
	ck_assert_int_eq(market_ready(m), OK);
	ck_assert_int_eq(publisher_run(publisher), OK);
}

static void
report_on(const char *dir, const char *code, struct verify_report *r)
{
	char id[64];
	struct source s;

	snprintf(id, sizeof id, "%s/1", code);
	source_folder(&s, dir);
	verify_project(&arena, &s, id, NULL, 0, r);
}

static void
assert_verified(const char *dir, const char *code)
{
	struct verify_report r;

	report_on(dir, code, &r);
	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		ck_assert_msg(r.checks[i].state != VERIFY_WRONG,
		    "%s: %s %s", r.checks[i].id, r.checks[i].code,
		    r.checks[i].detail);
	ck_assert_msg(r.verdict == VERIFY_VERIFIED, "%d: %s %s %s", r.verdict,
	    r.checks[9].code, r.checks[8].code, r.checks[7].code);
}

START_TEST(a_published_round_verifies_from_its_files_alone)
{
	const char *code = a_round(12);

	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	publish();
	assert_verified(folder, code);
}
END_TEST

START_TEST(the_javascript_twin_says_the_same)
{
	const char *code = a_round(6);
	char command[1024];

	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	publish();
	snprintf(command, sizeof command,
	    "node tests/js/verify.mjs %s %s/1 >%s/said 2>&1 || "
	    "{ cat %s/said; exit 1; }", folder, code, top, top);
	run(command);
}
END_TEST

START_TEST(a_round_that_failed_verifies_as_one_that_failed)
{
	const char *code = a_round(2);

	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	publish();
	ck_assert_str_eq(project_now(code).state, "failed");
	assert_verified(folder, code);
}
END_TEST

START_TEST(nothing_can_be_told_before_the_keys_are_there)
{
	const char *code = a_round(4);
	struct verify_report r;

	publish();
	report_on(folder, code, &r);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock_alone();
	publish();
	report_on(folder, code, &r);
	ck_assert_int_eq(r.verdict, VERIFY_CANNOT_TELL);
	ck_assert_int_eq(r.checks[4].state, VERIFY_GOOD);
}
END_TEST

START_TEST(the_bundle_verifies_without_the_site)
{
	const char *code = a_round(6);
	char command[1024], id[64], path[256];

	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	publish();
	snprintf(id, sizeof id, "%s/1", code);
	snprintf(path, sizeof path, "%s/p/%s/bundle.tar", folder, id);
	snprintf(command, sizeof command, "mkdir %s/alone && tar -C %s/alone "
	    "-xf %s && node tests/js/verify.mjs %s/alone %s >%s/said 2>&1 || "
	    "{ cat %s/said; exit 1; }", top, top, path, top, id, top, top);
	run(command);
	snprintf(path, sizeof path, "%s/alone", top);
	assert_verified(path, code);
}
END_TEST

Suite *
whole_suite(void)
{
	Suite *s = suite_create("whole");
	TCase *t = tcase_create("rounds");

	tcase_add_checked_fixture(t, open_market, close_market);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_published_round_verifies_from_its_files_alone);
	tcase_add_test(t, the_javascript_twin_says_the_same);
	tcase_add_test(t, a_round_that_failed_verifies_as_one_that_failed);
	tcase_add_test(t, nothing_can_be_told_before_the_keys_are_there);
	tcase_add_test(t, the_bundle_verifies_without_the_site);
	suite_add_tcase(s, t);
	return s;
}
