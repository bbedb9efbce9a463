/* SPDX-License-Identifier: Apache-2.0 */
/* watch_pages_test.c: statistics, desks that watch, reading as an act. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/flag.h"
#include "market/objection.h"
#include "market/reading.h"
#include "market/stats.h"
#include "tests/sealing.h"
#include "tests/support.h"
#include "views/view.h"

Suite *watch_pages_suite(void);

static struct market *m;
static struct actor dept, reg;

static void
setup(void)
{
	m = a_market();
	dept = a_department(1);
	reg = a_regulator();
}

static const char *
words(const char *code)
{
	return view_sentence(tests_arena(), code, NULL);
}

static void
follow(void)
{
	size_t done;

	ck_assert_int_eq(stats_follow(m, 10000, &done), OK);
	ck_assert_int_eq(flag_follow(m, 10000, &done), OK);
	market_next(m);
}

static size_t
times(const struct browser *b, const char *what)
{
	size_t n = 0;

	for (const char *at = b->body; (at = strstr(at, what)); at++)
		n++;
	return n;
}

/* ---- statistics ---- */

START_TEST(the_statistics_show_each_month_and_region)
{
	struct browser b = a_browser();

	an_award(&dept);
	follow();
	ck_assert_int_eq(get(&b, "/stats"), 200);
	ck_assert_uint_eq(times(&b, "role=\"img\""), 7);
	ck_assert_uint_eq(times(&b, "<rect class=\"b"), 7 * 12);
	ck_assert_uint_eq(times(&b, "<rect class=\"b now\""), 7);
	ck_assert_uint_eq(times(&b, "<title id=\""), 7);
	ck_assert_uint_eq(times(&b, "<desc id=\""), 7);
	ck_assert(page_has(&b, words("stats_chart_saved")));
	/* One region has a project, others have only agencies. */
	ck_assert(page_has(&b, "<th scope=\"row\">"));
	ck_assert_int_eq(get(&b, "/stats?region=429901"), 200);
	ck_assert(page_has(&b, "selected"));
}
END_TEST

START_TEST(an_earlier_year_is_a_link_and_nonsense_is_now)
{
	struct browser b = a_browser();
	const char *now;

	ck_assert_int_eq(get(&b, "/stats"), 200);
	now = b.body;
	ck_assert(page_has(&b, "&amp;to="));
	ck_assert(!page_has(&b, "b now\" x=\"3\""));
	ck_assert_int_eq(get(&b, "/stats?to=2001-02"), 200);
	ck_assert_uint_eq(times(&b, "b now"), 0);
	ck_assert(page_has(&b, "value=\"2001-02\""));
	get(&b, "/stats?to=2001-13");
	ck_assert(!page_has(&b, "value=\"2001-13\""));
	get(&b, "/stats?to=9999-01");
	ck_assert(!page_has(&b, "value=\"9999-01\""));
	ck_assert_ptr_nonnull(strstr(now, "<svg"));
}
END_TEST

START_TEST(before_the_deadline_the_statistics_do_not_change)
{
	struct browser b = a_browser();
	struct actor a = an_agency(1);
	const char *code = a_project(&dept), *before, *csv;

	follow();
	get(&b, "/stats");
	before = b.body;
	get(&b, "/stats.csv");
	csv = b.body;
	a_bid(&a, code, "70000");
	follow();
	get(&b, "/stats");
	ck_assert_str_eq(b.body, before);
	get(&b, "/stats.csv");
	ck_assert_str_eq(b.body, csv);
}
END_TEST

START_TEST(the_table_to_be_saved_has_the_same_figures)
{
	struct browser b = a_browser();
	char line[256];
	struct stats s;

	an_award(&dept);
	follow();
	ck_assert_int_eq(stats_get(m, "429901", stats_month(clock_at()), &s),
	    OK);
	ck_assert_int_eq(get(&b, "/stats.csv"), 200);
	ck_assert(strncmp(b.body, "\xef\xbb\xbf", 3) == 0);
	snprintf(line, sizeof line, ",%lld,%lld,%lld,0,0,",
	    (long long)s.all.of[STATS_JOINED].n,
	    (long long)s.all.of[STATS_POSTED].n,
	    (long long)s.all.of[STATS_AWARDED].n);
	ck_assert_msg(page_has(&b, line), "%s not in %s", line, b.body);
	ck_assert(page_has(&b, ",100000.00,"));
	ck_assert(!page_has(&b, words("csv_next")));
	/* Behind its last line there is nothing. */
	get(&b, "/stats.csv?after=2098-01&region=429901");
	ck_assert_uint_eq(times(&b, "\r\n"), 1);
}
END_TEST

START_TEST(a_long_table_names_its_next_piece)
{
	struct browser b = a_browser();
	const char *next, *last;
	size_t n, more;

	break_rows("WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1"
	    " FROM k WHERE i < 2499) INSERT INTO month_stat (month, region,"
	    " name, n, sum) SELECT 24000 + i / 100, printf('%%06d', 100000 +"
	    " i %% 100), 'posted', 1, 100 FROM k");
	get(&b, "/stats.csv");
	n = times(&b, "\r\n");
	last = strstr(b.body, words("csv_next"));
	ck_assert_ptr_nonnull(last);
	last += strlen(words("csv_next")) + 1;
	next = arena_strndup(tests_arena(), last, strcspn(last, "\r"));
	ck_assert_int_eq(get(&b, next), 200);
	more = times(&b, "\r\n");
	ck_assert_ptr_null(strstr(b.body, words("csv_next")));
	/* Two heads, one line that leads on: no month is lost or doubled. */
	ck_assert_uint_ge(n + more, 2500 + 3);
	ck_assert_uint_le(n + more, 2500 + 3 + 20);
}
END_TEST

/* ---- the regulator's desk ---- */

START_TEST(what_is_late_stands_on_the_regulators_desk)
{
	const char *code = an_award(&dept);
	struct problems problems;
	struct objection_form form = { .about = "result",
	    .facts = "The winner has no licence.", .claim = "Rank again.",
	    .once = a_token() };
	struct actor loser = winner_of(code);
	struct browser b = signed_in(&reg);
	const char *path;
	int64_t id;

	loser.party_id = count_rows("SELECT agency_id FROM bid WHERE state <>"
	    " 'won' ORDER BY id LIMIT 1");
	loser.account_id = count_rows(arena_printf(tests_arena(), "SELECT id"
	    " FROM account WHERE party_id = %lld",
	    (long long)loser.party_id));
	ck_assert_int_eq(objection_file(m, &loser, code, &form, &id,
	    &problems), OK);
	path = arena_printf(tests_arena(), "/desk/objections/%lld",
	    (long long)id);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(!page_has(&b, path));
	clock_forward(20 * 86400);
	run_clock();
	b = signed_in(&reg);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(page_has(&b, path));
	ck_assert(page_has(&b, words("watch_objection")));
}
END_TEST

START_TEST(what_is_flagged_and_how_it_goes_stand_there_too)
{
	const char *code = a_project(&dept);
	struct browser b;

	for (int i = 1; i < 5; i++) {
		struct actor a = an_agency(i);

		a_bid(&a, code, i == 1 ? "50000" : "60000");
	}
	clock_forward(3600 + 60);
	run_clock();
	follow();
	b = signed_in(&reg);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(page_has(&b, "/desk/flags/1\""));
	ck_assert_uint_eq(times(&b, "role=\"img\""), 4);
	ck_assert(page_has(&b, words("stats_chart_failed")));
	b = signed_in(&dept);
	get(&b, "/desk");
	ck_assert(!page_has(&b, "/desk/flags"));
}
END_TEST

/* ---- reading is an act ---- */

static int64_t
reads(void)
{
	return count_rows("SELECT count(*) FROM audit WHERE action = 'read'");
}

START_TEST(personal_data_is_masked_until_a_reason_is_given)
{
	struct browser b = signed_in(&reg);
	const char *path = arena_printf(tests_arena(), "/desk/parties/%s",
	    dept.uscc);
	const char *mobile = "13900001001";

	break_rows("UPDATE account SET mobile = '%s' WHERE id = %lld", mobile,
	    (long long)dept.account_id);
	get(&b, arena_printf(tests_arena(), "/owners/%s", dept.uscc));
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "139****1001"));
	ck_assert(!page_has(&b, mobile));
	ck_assert_int_eq(reads(), 0);
	ck_assert_int_eq(post(&b, path, "reason=no"), 422);
	ck_assert(!page_has(&b, mobile));
	ck_assert_int_eq(reads(), 0);
	ck_assert_int_eq(post(&b, path, "reason=Case+12,+to+call+them"), 200);
	ck_assert(page_has(&b, mobile));
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(), "SELECT"
	    " count(*) FROM audit WHERE action = 'read' AND object ="
	    " 'party:%lld' AND after = 'Case 12, to call them'"
	    " AND account_id = %lld", (long long)dept.party_id,
	    (long long)reg.account_id)), 1);
	/* Again is another act. */
	post(&b, path, "reason=Case+12,+to+call+them");
	ck_assert_int_eq(reads(), 2);
	ck_assert_int_eq(get(&b, "/desk/parties/x"), 404);
}
END_TEST

START_TEST(an_auditor_reads_it_masked_alone)
{
	struct actor auditor = an_auditor();
	struct browser b = signed_in(&auditor);
	struct reading_card card;
	struct problems problems;
	const char *path = arena_printf(tests_arena(), "/desk/parties/%s",
	    dept.uscc);

	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(!page_has(&b, "name=\"reason\""));
	ck_assert_int_eq(post(&b, path, "reason=Because+I+can"), 403);
	ck_assert_int_eq(reading_clear(m, &auditor, dept.uscc, "Because I",
	    &card, &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(reads(), 0);
}
END_TEST

START_TEST(each_look_at_the_names_of_evaluators_is_a_row)
{
	struct actor op = an_operator();
	struct browser b = signed_in(&op);

	an_item();
	ck_assert_int_eq(get(&b, "/desk/evaluators"), 200);
	ck_assert_int_eq(reads(), 1);
	ck_assert_int_eq(get(&b, "/desk/evaluators"), 200);
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(), "SELECT"
	    " count(*) FROM audit WHERE action = 'read' AND object ="
	    " 'evaluator:0' AND account_id = %lld",
	    (long long)op.account_id)), 2);
}
END_TEST

START_TEST(who_of_the_staff_takes_a_file_is_written_down)
{
	struct actor agency = an_agency(11), op = an_operator();
	struct browser mine = signed_in(&agency), office = signed_in(&op);
	const char *at, *file;

	a_store();
	ck_assert_int_eq(post_file(&mine, "/desk/qualifications",
	    "type=Surveying&grade=first&cert_no=7&issuer=Bureau&scope=&"
	    "valid_from=2026-01-31&valid_to=", (struct file_of){ "scan",
	    "a.pdf", "application/pdf", "%PDF-1.7 x", 10 }), 303);
	get(&mine, "/desk/qualifications");
	at = strstr(mine.body, "href=\"/files/");
	ck_assert_ptr_nonnull(at);
	file = arena_strndup(tests_arena(), at + 6, strcspn(at + 6, "\""));
	ck_assert_int_eq(get(&mine, file), 200);
	ck_assert_int_eq(reads(), 0);
	ck_assert_int_eq(get(&office, file), 200);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE action"
	    " = 'read' AND object LIKE 'document_use:%'"), 1);
}
END_TEST

Suite *
watch_pages_suite(void)
{
	Suite *s = suite_create("watch_pages");
	TCase *t = tcase_create("watch_pages");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, the_statistics_show_each_month_and_region);
	tcase_add_test(t, an_earlier_year_is_a_link_and_nonsense_is_now);
	tcase_add_test(t, before_the_deadline_the_statistics_do_not_change);
	tcase_add_test(t, the_table_to_be_saved_has_the_same_figures);
	tcase_add_test(t, a_long_table_names_its_next_piece);
	tcase_add_test(t, what_is_late_stands_on_the_regulators_desk);
	tcase_add_test(t, what_is_flagged_and_how_it_goes_stand_there_too);
	tcase_add_test(t, personal_data_is_masked_until_a_reason_is_given);
	tcase_add_test(t, an_auditor_reads_it_masked_alone);
	tcase_add_test(t, each_look_at_the_names_of_evaluators_is_a_row);
	tcase_add_test(t, who_of_the_staff_takes_a_file_is_written_down);
	suite_add_tcase(s, t);
	return s;
}
