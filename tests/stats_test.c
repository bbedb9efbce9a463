/* SPDX-License-Identifier: Apache-2.0 */
/* stats_test.c: the figures of a month are what its rows say. */
#include "market/stats.h"

#include <check.h>
#include <string.h>

#include "market/tick.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *stats_suite(void);

static struct market *m;
static struct actor dept;

static void
setup(void)
{
	m = a_market();
	dept = a_department(1);
}

static void
follow(size_t limit)
{
	size_t done;

	ck_assert_int_eq(stats_follow(m, limit, &done), OK);
	ck_assert_uint_le(done, limit);
	market_next(m);
}

static struct stats
figures(const char *region)
{
	struct stats s;

	ck_assert_int_eq(stats_get(m, region, stats_month(clock_at()), &s),
	    OK);
	return s;
}

/* One that fails, one rated, one amended nowhere, one open with a bid. */
static void
a_small_market(void)
{
	static const char *const prices[] = { "61000", "52000.50", "70000",
	    "99999" };
	struct actor lone;
	const char *code = a_reviewing(&dept);

	both_rate(&dept, code);
	run_clock();
	code = a_project(&dept);
	for (int i = 0; i < 4; i++) {
		struct actor a = an_agency(21 + i);

		a_bid(&a, code, prices[i]);
	}
	clock_forward(3600 + 60);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	code = a_project(&dept);
	lone = an_agency(7);
	a_bid(&lone, code, "70000");
	clock_forward(3600 + 60);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "failed");
	a_bid(&lone, a_project(&dept), "80000");
}

/* What the rows themselves say. */
static void
assert_as_rows(const struct stats_row *all)
{
	static const struct {
		enum stats_name name;
		const char *n, *sum;
	} model[] = {
		{ STATS_JOINED, "SELECT count(*) FROM agency", "SELECT 0" },
		{ STATS_POSTED, "SELECT count(*) FROM project"
		    " WHERE published_at IS NOT NULL",
		    "SELECT sum(ceiling_fen) FROM project"
		    " WHERE published_at IS NOT NULL" },
		{ STATS_AWARDED, "SELECT count(*) FROM award"
		    " WHERE published_at IS NOT NULL",
		    "SELECT sum(amount_fen) FROM award"
		    " WHERE published_at IS NOT NULL" },
		{ STATS_SAVED, "SELECT count(*) FROM award"
		    " WHERE bid_id IS NOT NULL",
		    "SELECT sum(p.ceiling_fen - a.amount_fen) FROM award a"
		    " JOIN project p ON p.id = a.project_id" },
		{ STATS_BIDS, "SELECT count(*) FROM round"
		    " WHERE result_leaf IS NOT NULL",
		    "SELECT count(*) FROM bid WHERE amount_fen IS NOT NULL"
		    " AND out_code IS NULL" },
		{ STATS_TIME, "SELECT count(*) FROM award",
		    "SELECT sum(a.published_at - p.published_at) FROM award a"
		    " JOIN project p ON p.id = a.project_id" },
		{ STATS_FAILED, "SELECT count(*) FROM project"
		    " WHERE state = 'failed'", "SELECT 0" },
		{ STATS_RATED, "SELECT count(*) FROM review WHERE side ="
		    " 'owner' AND revealed_at IS NOT NULL",
		    "SELECT sum(quality * 35 + speed * 25 + norms * 15 + fee *"
		    " 15 + manner * 10) * 10000 FROM review WHERE side ="
		    " 'owner' AND revealed_at IS NOT NULL" },
	};

	for (size_t i = 0; i < COUNT(model); i++) {
		ck_assert_msg(all->of[model[i].name].n ==
		    count_rows(model[i].n), "n of %d: %lld",
		    model[i].name, (long long)all->of[model[i].name].n);
		ck_assert_msg(all->of[model[i].name].sum ==
		    count_rows(model[i].sum), "sum of %d: %lld",
		    model[i].name, (long long)all->of[model[i].name].sum);
	}
}

START_TEST(the_figures_are_what_the_rows_say)
{
	struct stats s;

	a_small_market();
	follow(10000);
	s = figures("");
	ck_assert_int_gt(s.all.of[STATS_AWARDED].n, 1);
	ck_assert_int_eq(s.all.of[STATS_FAILED].n, 1);
	ck_assert_int_eq(s.all.of[STATS_RATED].n, 1);
	assert_as_rows(&s.all);
}
END_TEST

START_TEST(in_small_steps_and_again_it_is_the_same)
{
	struct stats s;

	a_small_market();
	for (int i = 0; i < 200; i++)
		follow(1);
	follow(10000);
	follow(10000);
	s = figures("");
	assert_as_rows(&s.all);
}
END_TEST

START_TEST(regions_add_up_to_all_of_them)
{
	struct stats s, one;
	struct stats_row sum = { .month = 0 };

	a_small_market();
	follow(10000);
	s = figures("");
	for (size_t i = 0; i < s.n_regions; i++)
		for (int k = 0; k < STATS_NAMES; k++) {
			sum.of[k].n += s.regions[i].of[k].n;
			sum.of[k].sum += s.regions[i].of[k].sum;
		}
	for (int k = 0; k < STATS_NAMES; k++) {
		ck_assert_int_eq(sum.of[k].n, s.all.of[k].n);
		ck_assert_int_eq(sum.of[k].sum, s.all.of[k].sum);
	}
	one = figures("429901");
	ck_assert_int_eq(one.all.of[STATS_POSTED].n,
	    s.all.of[STATS_POSTED].n);
	one = figures("110101");
	ck_assert_int_eq(one.all.of[STATS_POSTED].n, 0);
}
END_TEST

START_TEST(before_the_result_no_bid_is_counted)
{
	struct actor a = an_agency(1);
	const char *code = a_project(&dept);
	struct stats s;

	a_bid(&a, code, "70000");
	follow(10000);
	s = figures("");
	ck_assert_int_eq(s.all.of[STATS_POSTED].n, 1);
	ck_assert_int_eq(s.all.of[STATS_BIDS].n, 0);
	ck_assert_int_eq(stats_bids_tenths(&s.all), -1);
	ck_assert_int_eq(stats_saved_bp(&s.all), -1);
}
END_TEST

START_TEST(what_is_told_in_another_month_stands_there)
{
	struct stats s;
	int64_t awarded;

	an_award(&dept);
	follow(10000);
	clock_forward(40 * 86400);
	a_project(&dept);
	follow(10000);
	s = figures("");
	awarded = s.months[STATS_MONTHS - 1].of[STATS_AWARDED].n;
	ck_assert_int_eq(awarded, 0);
	ck_assert_int_eq(s.months[STATS_MONTHS - 1].of[STATS_POSTED].n, 1);
	ck_assert_int_eq(s.all.of[STATS_POSTED].n, 2);
	ck_assert_int_eq(s.all.of[STATS_AWARDED].n, 1);
}
END_TEST

START_TEST(a_mean_is_rounded_down_and_few_ratings_say_nothing)
{
	struct stats_row r = { .month = 0 };

	ck_assert_int_eq(stats_days_tenths(&r), -1);
	r.of[STATS_COMPETED].n = r.of[STATS_SAVED].n = 1;
	r.of[STATS_COMPETED].sum = 300;
	r.of[STATS_SAVED].sum = 100;
	r.of[STATS_BIDS].n = 3;
	r.of[STATS_BIDS].sum = 11;
	r.of[STATS_TIME].n = 2;
	r.of[STATS_TIME].sum = 5 * 86400;
	ck_assert_int_eq(stats_saved_bp(&r), 3333);
	ck_assert_int_eq(stats_bids_tenths(&r), 36);
	ck_assert_int_eq(stats_days_tenths(&r), 25);
	r.of[STATS_RATED].n = 2;
	r.of[STATS_RATED].sum = 9000000;
	ck_assert_int_eq(stats_stars_tenths(&r), -1);
	r.of[STATS_RATED].n = 3;
	r.of[STATS_RATED].sum = 13900000;
	ck_assert_int_eq(stats_stars_tenths(&r), 46);
}
END_TEST

START_TEST(an_amended_project_counts_once)
{
	const char *code = a_project(&dept);
	struct project p = project_now(code);
	struct stats s;

	/* As an amendment leaves it: registered a second time. */
	break_rows("INSERT INTO project_event (project_id, at, event,"
	    " from_state, to_state) VALUES (%lld, %lld, 'register',"
	    " 'registering', 'published')", (long long)p.id,
	    (long long)clock_at());
	follow(10000);
	s = figures("");
	ck_assert_int_eq(s.all.of[STATS_POSTED].n, 1);
}
END_TEST

START_TEST(the_clock_keeps_them)
{
	struct stats s;

	a_project(&dept);
	tick_tidy(m);
	s = figures("");
	ck_assert_int_eq(s.all.of[STATS_POSTED].n, 1);
}
END_TEST

Suite *
stats_suite(void)
{
	Suite *s = suite_create("stats");
	TCase *t = tcase_create("stats");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, the_figures_are_what_the_rows_say);
	tcase_add_test(t, in_small_steps_and_again_it_is_the_same);
	tcase_add_test(t, regions_add_up_to_all_of_them);
	tcase_add_test(t, before_the_result_no_bid_is_counted);
	tcase_add_test(t, what_is_told_in_another_month_stands_there);
	tcase_add_test(t,
	    a_mean_is_rounded_down_and_few_ratings_say_nothing);
	tcase_add_test(t, an_amended_project_counts_once);
	tcase_add_test(t, the_clock_keeps_them);
	suite_add_tcase(s, t);
	return s;
}
