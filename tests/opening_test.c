/* SPDX-License-Identifier: Apache-2.0 */
/* opening_test.c: the deadline, the ranking, and recomputing it by hand. */
#include "market/opening.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/owner.h"
#include "market/base/digits.h"
#include "market/budget.h"
#include "market/demo_contract.h"
#include "market/notice.h"
#include "market/round.h"
#include "tests/support.h"

Suite *opening_suite(void);

static struct market *m;
static struct actor dept;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
}

/* n agencies bid the same or rising prices; then the deadline. */
static struct opening
open_with(const struct actor *owner, int n, bool tied)
{
	const char *code = a_project(owner);
	struct opening o;

	for (int i = 1; i <= n; i++) {
		struct actor a = an_agency(i);
		char amount[32];

		snprintf(amount, sizeof amount, "%d", tied ? 50000 :
		    50000 + i);
		a_bid(&a, code, amount);
	}
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	return o;
}

START_TEST(the_lowest_valid_price_wins)
{
	struct opening o = open_with(&dept, 5, false);

	ck_assert_str_eq(o.project.state, "publicity");
	ck_assert_uint_eq(o.n, 5);
	ck_assert(o.awarded);
	ck_assert_int_eq(o.award.amount_fen, 5000100);
	ck_assert_str_eq(o.bids[0].state, "won");
	for (size_t i = 1; i < o.n; i++) {
		ck_assert_str_eq(o.bids[i].state, "reserve");
		ck_assert_int_gt(o.bids[i].amount_fen,
		    o.bids[i - 1].amount_fen);
	}
}
END_TEST

START_TEST(nothing_is_shown_before_the_deadline)
{
	const char *code = a_project(&dept);
	struct actor a = an_agency(1);
	struct opening o;

	a_bid(&a, code, "60000");
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_uint_eq(o.n, 0);
	ck_assert_ptr_null(o.bids);
	clock_forward(3600 + ROUND_CLOSE_DELAY - 1);
	run_clock();
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_uint_eq(o.n, 0);
	ck_assert_str_eq(o.project.state, "published");
}
END_TEST

static const struct {
	bool department;
	int bids;
	const char *state;
} fewest[] = {
	{ true, 0, "failed" }, { true, 2, "failed" },
	{ true, 3, "publicity" }, { false, 0, "failed" },
	{ false, 1, "publicity" },
};

START_TEST(too_few_bids_fail_and_stay_sealed)
{
	struct actor owner = fewest[_i].department ? dept :
	    an_enterprise(1);
	struct opening o = open_with(&owner, fewest[_i].bids, false);

	ck_assert_str_eq(o.project.state, fewest[_i].state);
	ck_assert_uint_eq(o.n, (size_t)fewest[_i].bids);
	if (strcmp(fewest[_i].state, "failed") != 0)
		return;
	ck_assert(!o.awarded);
	for (size_t i = 0; i < o.n; i++) {
		ck_assert(!o.bids[i].opened);
		ck_assert_int_eq(o.bids[i].amount_fen, 0);
	}
}
END_TEST

START_TEST(a_failed_project_gives_its_budget_back)
{
	struct budget_line *lines;
	size_t n;

	open_with(&dept, 2, false);
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 0);
	ck_assert_int_eq(lines[0].committed_fen, 0);
}
END_TEST

START_TEST(an_award_commits_its_price_when_both_have_signed)
{
	struct budget_line *lines;
	const char *code = a_signing(&dept);
	struct actor winner = winner_of(code);
	size_t n;

	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 10000000);
	ck_assert_int_eq(lines[0].committed_fen, 0);
	ck_assert_int_eq(demo_sign(m, &dept, &winner, code), OK);
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 0);
	ck_assert_int_eq(lines[0].committed_fen, 5000100);
}
END_TEST

START_TEST(opening_twice_changes_nothing)
{
	struct opening o = open_with(&dept, 3, false), again;

	ck_assert_int_eq(opening_run(m, o.project.id, 0), ERR_CONFLICT);
	ck_assert_int_eq(opening_get(m, o.project.code, &again), OK);
	ck_assert_int_eq(again.award.id, o.award.id);
}
END_TEST

/* What a shell prints, its first word. */
static void
shell(const char *command, char out[80])
{
	FILE *p = popen(command, "r");

	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(fgets(out, 80, p));
	out[strcspn(out, " \n")] = '\0';
	pclose(p);
}

START_TEST(anybody_recomputes_the_order_of_a_tie)
{
	struct opening o = open_with(&dept, 4, true);
	char command[2048], hex[80], printed[80], last[80] = "";

	for (size_t i = 0; i < o.n; i++) {
		/* All are tied: the order is that of the rank hashes. */
		snprintf(command, sizeof command, "(printf 'sealbid/v1 "
		    "draw-rank\\n'; printf '%s' | xxd -r -p; "
		    "printf '%s\\n') | sha256sum", digits_hex(hex,
		    o.round.seed, ROUND_SEED), o.bids[i].name);
		shell(command, printed);
		ck_assert_str_gt(printed, last);
		memcpy(last, printed, sizeof last);
	}
}
END_TEST

START_TEST(a_notice_is_what_its_hash_says)
{
	struct opening o = open_with(&dept, 3, false);
	struct notice *list;
	char command[256], hex[80], printed[80], path[] = "/tmp/noticeXXXXXX";
	size_t n;
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	ck_assert_int_eq(notice_of_project(m, o.project.id, &list, &n), OK);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(list[1].kind, "award");
	fputs(list[1].body, f);
	fclose(f);
	snprintf(command, sizeof command, "sha256sum <%s", path);
	shell(command, printed);
	remove(path);
	ck_assert_str_eq(printed, digits_hex(hex, list[1].hash,
	    NOTICE_HASH));
}
END_TEST

Suite *
opening_suite(void)
{
	Suite *s = suite_create("opening");
	TCase *t = tcase_create("openings");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_lowest_valid_price_wins);
	tcase_add_test(t, nothing_is_shown_before_the_deadline);
	tcase_add_loop_test(t, too_few_bids_fail_and_stay_sealed, 0,
	    COUNT(fewest));
	tcase_add_test(t, a_failed_project_gives_its_budget_back);
	tcase_add_test(t, an_award_commits_its_price_when_both_have_signed);
	tcase_add_test(t, opening_twice_changes_nothing);
	tcase_add_test(t, anybody_recomputes_the_order_of_a_tie);
	tcase_add_test(t, a_notice_is_what_its_hash_says);
	suite_add_tcase(s, t);
	return s;
}
