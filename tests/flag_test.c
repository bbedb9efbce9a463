/* SPDX-License-Identifier: Apache-2.0 */
/* flag_test.c: what indicators ask in the running market, and who looks. */
#include "market/flag.h"

#include <check.h>
#include <string.h>

#include "db/flag_fact.h"
#include "market/round.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *flag_suite(void);

static struct market *m;
static struct actor owner, reg;

static void
setup(void)
{
	m = a_market();
	owner = a_department(1);
	reg = a_regulator();
}

static void
follow(void)
{
	size_t done;

	ck_assert_int_eq(flag_follow(m, 10000, &done), OK);
	market_next(m);
}

/* Four bids, three of them the same; the award is announced. */
static const char *
three_alike(void)
{
	static const char *const prices[] = { "50000", "60000", "60000",
	    "60000" };
	const char *code = a_project(&owner);

	for (int i = 0; i < 4; i++) {
		struct actor a = an_agency(i + 1);

		a_bid(&a, code, prices[i]);
	}
	clock_forward(3600 + 60);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	return code;
}

static int64_t
count_of(const char *rule)
{
	return count_rows(arena_printf(tests_arena(), "SELECT count(*) FROM"
	    " flag WHERE rule = '%s'", rule));
}

START_TEST(identical_prices_are_asked_about_once)
{
	three_alike();
	follow();
	ck_assert_int_eq(count_of("R028"), 1);
	ck_assert_int_eq(count_of("R018"), 0);
	follow();
	ck_assert_int_eq(count_of("R028"), 1);
	break_rows("UPDATE tally SET n = 0 WHERE name = 'flag_event'");
	follow();
	ck_assert_int_eq(count_of("R028"), 1);
	ck_assert_int_eq(count_rows("SELECT n FROM flag_tie WHERE a = 0"), 1);
	ck_assert_int_eq(count_rows("SELECT awards FROM flag_winner"), 1);
	ck_assert_int_eq(count_rows("SELECT d6 FROM flag_digit WHERE d5 = 1"
	    " AND least = 5000000 AND most = 6000000"), 3);
}
END_TEST

/* An award that passed on is the other's, and was one of twenty. */
START_TEST(who_wins_of_all_kinds_is_counted_as_awards_come_and_go)
{
	const char *code = three_alike();
	int won = (int)winner_of(code).party_id;

	for (int i = 1; i <= 20; i++) {
		break_rows("INSERT INTO flag_winner VALUES (%d, 20, 2)",
		    -i);
		break_rows("INSERT INTO flag_won VALUES (%d, %d, 1)", won,
		    -i);
	}
	follow();
	ck_assert_int_eq(count_of("R048"), 1);
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(), "SELECT items"
	    " FROM flag_winner WHERE awards = 21 AND agency_id = %d", won)),
	    21);
	break_rows("UPDATE flag_fact SET winner_id = -1");
	break_rows("INSERT INTO flag_won SELECT -1, item_id, 1 FROM"
	    " flag_fact");
	break_rows("UPDATE tally SET n = 0 WHERE name = 'flag_event'");
	follow();
	ck_assert_int_eq(count_rows("SELECT awards FROM flag_winner"
	    " WHERE agency_id = -1"), 0);
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(), "SELECT n FROM"
	    " flag_won WHERE item_id > 0 AND agency_id = %d", won)), 2);
}
END_TEST

START_TEST(a_fixed_price_that_all_have_is_no_question)
{
	struct draft_form form = a_draft_form(&owner);
	const char *code;

	form.method = "credit";
	form.fixed = "48000";
	code = a_project_of(&owner, &form);
	for (int i = 0; i < 3; i++) {
		struct actor a = an_agency(i + 1);

		ck_assert_int_eq(cast_bid(the_cast(), m, &a, code, -1,
		    "browser"), OK);
	}
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	clock_forward(7 * 86400);	/* nobody picks: the first has it */
	run_clock();
	follow();
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag_bidder"), 3);
	ck_assert_int_eq(count_of("R028"), 0);
}
END_TEST

START_TEST(a_flag_changes_no_result)
{
	const char *code = three_alike();

	follow();
	ck_assert_str_eq(project_now(code).state, "publicity");
	clock_forward(7 * 86400);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "signing");
}
END_TEST

START_TEST(before_the_opening_nothing_is_counted)
{
	const char *code = a_project(&owner);
	struct actor a = an_agency(1);

	a_bid(&a, code, "50000");
	follow();
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag_bidder"), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag_tie"), 0);
}
END_TEST

START_TEST(who_left_the_department_is_read_from_the_register)
{
	/* How many days before the notice; of what kind. */
	static const struct { int to; const char *kind; int n; } rows[] = {
		{ 730, "office", 1 }, { 1095, "office", 1 },
		{ 1096, "office", 0 }, { 730, "supervisor", 0 },
	};
	const char *code = three_alike();
	int day = (int)((project_now(code).published_at + 28800) / 86400);

	break_rows("INSERT INTO affiliation (agency_id, other_uscc,"
	    " other_name, kind, share_bp, from_on, to_on, source,"
	    " recorded_at, recorded_by) SELECT (SELECT min(agency_id) FROM"
	    " bid), '', department, '%s', 0, 1, %d, 'x', 1, 1"
	    " FROM service_item", rows[_i].kind, day - rows[_i].to);
	follow();
	ck_assert_int_eq(count_of("Z20"), rows[_i].n);
}
END_TEST

START_TEST(bidders_with_one_phone_are_a_pair)
{
	const char *code = three_alike();

	(void)code;
	break_rows("UPDATE party SET phone = '027-88880000' WHERE id IN"
	    " (SELECT agency_id FROM bid ORDER BY id LIMIT 2)");
	follow();
	ck_assert_int_eq(count_of("Z01"), 1);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag_subject"
	    " WHERE subject LIKE 't:%' AND a < b"), 1);
}
END_TEST

/* The address of the subject that has this rule. */
static const char *
desk_of(const char *rule)
{
	int64_t id = count_rows(arena_printf(tests_arena(), "SELECT s.id FROM"
	    " flag_subject s JOIN flag f ON f.subject = s.subject"
	    " WHERE f.rule = '%s'", rule));

	return arena_printf(tests_arena(), "/desk/flags/%d", (int)id);
}

static int64_t
flag_id(const char *rule)
{
	return count_rows(arena_printf(tests_arena(),
	    "SELECT id FROM flag WHERE rule = '%s'", rule));
}

START_TEST(a_regulator_dismisses_one_and_the_method_page_counts_it)
{
	struct browser b, c;
	const char *path, *dismiss;

	three_alike();
	follow();
	b = signed_in(&reg);
	c = a_browser();
	path = desk_of("R028");
	dismiss = arena_printf(tests_arena(), "%s/dismiss", path);
	ck_assert_int_eq(get(&b, "/desk/flags"), 200);
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "R028"));
	ck_assert_int_eq(post(&b, dismiss, arena_printf(tests_arena(),
	    "flag=%d&reason=kept+here", (int)flag_id("R028"))), 422);
	ck_assert(page_has(&b, ">kept here</textarea>"));
	ck_assert(page_has(&b, " checked>"));
	ck_assert_int_eq(post(&b, dismiss, arena_printf(tests_arena(),
	    "flag=%d&cause=explained&reason=a+fixed+fee",
	    (int)flag_id("R028"))), 303);
	ck_assert_int_eq(count_rows("SELECT dismissed FROM flag_count WHERE"
	    " rule = 'R028'"), 1);
	ck_assert_int_eq(post(&b, dismiss, arena_printf(tests_arena(),
	    "flag=%d&cause=market&reason=once+more",
	    (int)flag_id("R028"))), 409);
	ck_assert_int_eq(get(&c, "/flags/method"), 200);
	ck_assert(page_has(&c, "R028"));
	ck_assert(page_has(&c, "共触发 1 次，排除 1 次"));
}
END_TEST

START_TEST(a_flag_of_another_subject_is_not_dismissed_here)
{
	struct problems problems = { .n = 0 };
	int64_t other;

	three_alike();
	break_rows("UPDATE party SET phone = '027-88880000' WHERE id IN"
	    " (SELECT agency_id FROM bid ORDER BY id LIMIT 2)");
	follow();
	other = count_rows("SELECT id FROM flag_subject WHERE subject LIKE"
	    " 't:%'");
	ck_assert_int_eq(flag_dismiss(m, &reg, other, flag_id("R028"),
	    "market", "of another", &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag WHERE"
	    " state <> 'raised'"), 0);
}
END_TEST

START_TEST(a_case_takes_all_that_waits_and_is_closed_with_words)
{
	struct browser b;
	const char *path, *file;
	int64_t waits;

	three_alike();
	follow();
	b = signed_in(&reg);
	path = desk_of("R028");
	waits = count_rows(arena_printf(tests_arena(), "SELECT flags FROM"
	    " flag_subject WHERE id = %s", strrchr(path, '/') + 1));
	ck_assert_int_gt(waits, 1);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(), "%s/case",
	    path), "title=Prices&reason="), 422);
	ck_assert(page_has(&b, "value=\"Prices\""));
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(), "%s/case",
	    path), "title=Prices&reason=three+are+the+same"), 303);
	file = b.location;
	ck_assert_int_eq(get(&b, file), 200);
	ck_assert(page_has(&b, "three are the same"));
	ck_assert_int_eq(count_rows("SELECT count(*) FROM flag WHERE"
	    " state = 'case'"), waits);
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(), "%s/close",
	    file), "outcome=asked+all+three"), 303);
	ck_assert_int_eq(get(&b, file), 200);
	ck_assert(page_has(&b, "asked all three"));
	ck_assert_int_eq(post(&b, arena_printf(tests_arena(), "%s/close",
	    file), "outcome=asked+all+four"), 409);
	ck_assert_int_eq(get(&b, "/desk/cases"), 200);
	ck_assert(page_has(&b, "Prices"));
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE action"
	    " IN ('open_case', 'close_case')"), 2);
}
END_TEST

START_TEST(nobody_else_sees_a_flag)
{
	struct browser b = signed_in(&owner), c = a_browser();
	const char *path;

	three_alike();
	follow();
	path = desk_of("R028");
	b = signed_in(&owner);
	ck_assert_int_eq(get(&b, path), 403);
	ck_assert_int_eq(get(&b, "/desk/flags"), 403);
	ck_assert_int_eq(get(&c, path), 303);
}
END_TEST

Suite *
flag_suite(void)
{
	Suite *s = suite_create("flag");
	TCase *t = tcase_create("flags");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, identical_prices_are_asked_about_once);
	tcase_add_test(t,
	    who_wins_of_all_kinds_is_counted_as_awards_come_and_go);
	tcase_add_test(t, a_fixed_price_that_all_have_is_no_question);
	tcase_add_test(t, a_flag_changes_no_result);
	tcase_add_test(t, before_the_opening_nothing_is_counted);
	tcase_add_loop_test(t,
	    who_left_the_department_is_read_from_the_register, 0, 4);
	tcase_add_test(t, bidders_with_one_phone_are_a_pair);
	tcase_add_test(t,
	    a_regulator_dismisses_one_and_the_method_page_counts_it);
	tcase_add_test(t, a_flag_of_another_subject_is_not_dismissed_here);
	tcase_add_test(t,
	    a_case_takes_all_that_waits_and_is_closed_with_words);
	tcase_add_test(t, nobody_else_sees_a_flag);
	suite_add_tcase(s, t);
	return s;
}
