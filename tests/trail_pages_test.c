/* SPDX-License-Identifier: Apache-2.0 */
/* trail_pages_test.c: auditors read everything and write nothing. */
#include "market/trail.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/routes.h"
#include "market/base/digits.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *trail_pages_suite(void);

static struct market *m;
static struct actor dept, agency, auditor;

static void
setup(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(11);
	auditor = an_auditor();
}

/* A format with one %lld. */
#define text(format, n) \
	arena_printf(tests_arena(), format, (long long)(n))

static int64_t
rows(void)
{
	return count_rows("SELECT count(*) FROM audit");
}

/* ---- reading the chain ---- */

START_TEST(the_newest_act_stands_first_and_older_ones_follow)
{
	struct browser b = signed_in(&auditor);
	const char *next;
	char path[256];
	size_t seen = 0;

	for (int i = 2; i < 32; i++)
		a_department(i);
	ck_assert_int_gt(rows(), TRAIL_PAGE);
	ck_assert_int_eq(get(&b, "/desk/audit"), 200);
	ck_assert(page_has(&b, text("<span class=\"mk-num\">%lld</span>",
	    rows())));
	ck_assert(!page_has(&b, "<span class=\"mk-num\">1</span>"));
	for (const char *at = b.body; (at = strstr(at, "<span class="
	    "\"mk-num\">")); at++)
		seen++;
	ck_assert_uint_eq(seen, TRAIL_PAGE);
	next = strstr(b.body, "rel=\"next\" href=\"");
	ck_assert_ptr_nonnull(next);
	snprintf(path, sizeof path, "/desk/audit?before=%lld",
	    (long long)(rows() - TRAIL_PAGE + 1));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "<span class=\"mk-num\">1</span>"));
}
END_TEST

START_TEST(acts_of_an_object_and_of_an_account_are_found)
{
	const char *code = a_project(&dept);
	struct browser b = signed_in(&auditor);
	int64_t id = project_now(code).id;

	ck_assert_int_eq(get(&b, text("/desk/audit?object=project:%lld",
	    id)), 200);
	ck_assert(page_has(&b, "publish"));
	ck_assert(page_has(&b, dept.party_name));
	ck_assert(!page_has(&b, ">join<"));
	ck_assert_int_eq(get(&b, text("/desk/audit?account=%lld",
	    dept.account_id)), 200);
	ck_assert(page_has(&b, "publish"));
	ck_assert(page_has(&b, text("account=%lld", dept.account_id)));
	ck_assert(!page_has(&b, text("account=%lld\">",
	    agency.account_id)));
}
END_TEST

START_TEST(who_bids_is_sealed_until_the_list_is_closed)
{
	const char *code = a_project(&dept), *of, *by;
	struct browser b = signed_in(&auditor);
	struct bid bid = a_bid(&agency, code, "70000");

	of = text("/desk/audit?object=bid:%lld", bid.id);
	by = text("/desk/audit?account=%lld", agency.account_id);
	ck_assert_int_eq(get(&b, "/desk/audit"), 200);
	ck_assert(page_has(&b, "<b>\u5c01\u5b58\u4e2d</b>"));
	ck_assert(!page_has(&b, "bid:"));
	get(&b, of);
	ck_assert(!page_has(&b, "<li><div><b"));
	get(&b, by);
	ck_assert(!page_has(&b, "bid:"));
	get(&b, "/desk/audit.csv");
	ck_assert(!page_has(&b, "bid:"));
	ck_assert(page_has(&b, "\u5c01\u5b58\u4e2d"));
	clock_forward(3600 + 60);
	run_clock();
	b = signed_in(&auditor);
	get(&b, "/desk/audit");
	ck_assert(!page_has(&b, "<b>\u5c01\u5b58\u4e2d</b>"));
	get(&b, of);
	ck_assert(page_has(&b, "envelope"));
	get(&b, by);
	ck_assert(page_has(&b, "bid:"));
}
END_TEST

START_TEST(a_rating_is_sealed_until_it_is_shown)
{
	const char *code = a_reviewing(&dept);
	struct browser b = signed_in(&auditor), rater = signed_in(&dept);
	const char *path = arena_printf(tests_arena(),
	    "/projects/%s/review", code);

	get(&rater, path);
	ck_assert_int_eq(post(&rater, path, "quality=4&speed=4&norms=4&fee=4&"
	    "manner=4&text="), 303);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit"
	    " WHERE action = 'rate'"), 1);
	get(&b, "/desk/audit");
	ck_assert(!page_has(&b, ">rate<"));
	ck_assert(page_has(&b, "<b>\u5c01\u5b58\u4e2d</b>"));
}
END_TEST

START_TEST(names_of_people_are_masked)
{
	struct browser b = signed_in(&auditor);

	break_rows("UPDATE account SET name = '\u5f20\u4e09\u4e30'"
	    " WHERE id = %lld", (long long)dept.account_id);
	get(&b, "/desk/audit");
	ck_assert(page_has(&b, "\u5f20*"));
	ck_assert(!page_has(&b, "\u5f20\u4e09"));
	get(&b, "/desk/audit.csv");
	ck_assert(page_has(&b, "\u5f20*"));
	ck_assert(!page_has(&b, "\u5f20\u4e09"));
}
END_TEST

/* ---- to be saved ---- */

START_TEST(a_table_is_no_formula_and_comes_in_pieces)
{
	struct browser b = signed_in(&auditor);
	size_t lines = 0;

	for (int i = 0; i < TRAIL_PIECE; i++)
		break_rows("INSERT INTO audit (at, account_id, action,"
		    " object, before, after, request) VALUES (1, NULL, 'try',"
		    " 'project:1', '=1+1', '+a \"b\",c', 'r')");
	ck_assert_int_eq(get(&b, "/desk/audit.csv"), 200);
	ck_assert(strncmp(b.body, "\xef\xbb\xbf", 3) == 0);
	ck_assert(page_has(&b, ",\"'=1+1\",\"'+a \"\"b\"\",c\",r,"));
	for (const char *at = b.body; (at = strstr(at, "\r\n")); at++)
		lines++;
	ck_assert_uint_eq(lines, TRAIL_PIECE + 2);
	ck_assert(page_has(&b, text("/desk/audit.csv?after=%lld\r\n",
	    TRAIL_PIECE)));
	get(&b, text("/desk/audit.csv?after=%lld", TRAIL_PIECE));
	ck_assert(!page_has(&b, "?after="));
	ck_assert(page_has(&b, text("\n%lld,", rows())));
}
END_TEST

/* ---- checking ---- */

START_TEST(all_rows_are_checked_and_the_newest_hash_is_shown)
{
	struct browser b = signed_in(&auditor);
	struct trail_state s;
	char hex[2 * TRAIL_HASH + 1];

	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(get(&b, "/desk/audit/check"), 200);
	ck_assert_int_eq(trail_state(m, &s), OK);
	digits_hex(hex, s.hash, TRAIL_HASH);
	ck_assert(page_has(&b, hex));
	ck_assert_uint_eq(s.n_heads, 1);
	get(&b, "/desk/audit");
	ck_assert(page_has(&b, hex));
}
END_TEST

START_TEST(a_rewritten_row_is_named)
{
	struct browser b = signed_in(&auditor);

	break_rows("UPDATE audit SET action = 'other' WHERE seq = 3");
	ck_assert_int_eq(get(&b, "/desk/audit/check"), 200);
	ck_assert(page_has(&b, "\u7b2c 3 \u884c\u4e0d\u4e00\u81f4"));
	ck_assert(!page_has(&b, "\u5168\u90e8\u4e00\u81f4"));
}
END_TEST

START_TEST(a_chain_made_anew_does_not_fit_the_log)
{
	int64_t seq;
	bool last;

	ck_assert_int_eq(trail_publish(m), OK);
	ck_assert_int_eq(trail_all(m, &seq, &last), OK);
	ck_assert_int_eq(seq, rows());
	break_rows("UPDATE audit SET hash = NULL, action ="
	    " CASE seq WHEN 3 THEN 'other' ELSE action END");
	a_department(7);	/* the writer seals what has no hash */
	ck_assert_int_eq(trail_all(m, &seq, &last), ERR_INVALID);
	ck_assert(last);
	ck_assert_int_eq(seq, rows());
	market_next(m);
}
END_TEST

START_TEST(a_long_chain_is_checked_in_steps)
{
	struct browser b = signed_in(&auditor);
	const char *on;

	break_rows("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1"
	    " FROM n WHERE i < %d) INSERT INTO audit (at, action, object,"
	    " request) SELECT 1, 'try', 'project:1', '' FROM n", TRAIL_STEP);
	a_department(7);
	ck_assert_int_eq(get(&b, "/desk/audit/check"), 200);
	on = text("/desk/audit/check?after=%lld", TRAIL_STEP);
	ck_assert(page_has(&b, on));
	ck_assert(!page_has(&b, "\u6700\u65b0\u4e00\u884c\u7684\u54c8"));
	ck_assert_int_eq(get(&b, on), 200);
	ck_assert(page_has(&b, "\u5168\u90e8\u4e00\u81f4"));
	ck_assert(!page_has(&b, "?after="));
}
END_TEST

/* ---- the role ---- */

/* One's own session and messages are no part of the market. */
static bool
is_ones_own(const char *path)
{
	return strcmp(path, "/logout") == 0 ||
	    strncmp(path, "/desk/messages/", 15) == 0;
}

START_TEST(an_auditor_is_given_no_post)
{
	size_t reads = 0;

	for (size_t i = 0; i < routes_n; i++) {
		const struct route *r = &routes[i];

		if (strcmp(r->method, "POST") == 0)
			ck_assert_msg(!(r->who & AUDITOR) ||
			    is_ones_own(r->path), "%s", r->path);
		else
			reads += (r->who & AUDITOR) != 0;
	}
	ck_assert_uint_gt(reads, 15);
}
END_TEST

START_TEST(an_auditor_reads_every_desk_and_sees_no_form_to_send)
{
	static const char *const pages[] = { "/desk", "/desk/petitions",
	    "/desk/reviews", "/desk/credit", "/desk/flags", "/desk/cases",
	    "/desk/checks", "/desk/audit", "/desk/audit/check", "/stats" };
	struct browser b = signed_in(&auditor);
	int64_t before = rows();

	for (size_t i = 0; i < COUNT(pages); i++) {
		const char *form;
		size_t forms = 0;

		ck_assert_msg(get(&b, pages[i]) == 200, "%s: %d", pages[i],
		    b.status);
		for (form = b.body; (form = strstr(form, "method=\"post\""));
		    form++)
			forms++;
		/* The one that ends the session. */
		ck_assert_msg(forms == 1, "%s has %zu", pages[i], forms);
	}
	ck_assert_int_eq(rows(), before);
}
END_TEST

Suite *
trail_pages_suite(void)
{
	Suite *s = suite_create("trail_pages");
	TCase *t = tcase_create("trail_pages");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_test(t, the_newest_act_stands_first_and_older_ones_follow);
	tcase_add_test(t, acts_of_an_object_and_of_an_account_are_found);
	tcase_add_test(t, who_bids_is_sealed_until_the_list_is_closed);
	tcase_add_test(t, a_rating_is_sealed_until_it_is_shown);
	tcase_add_test(t, names_of_people_are_masked);
	tcase_add_test(t, a_table_is_no_formula_and_comes_in_pieces);
	tcase_add_test(t, all_rows_are_checked_and_the_newest_hash_is_shown);
	tcase_add_test(t, a_rewritten_row_is_named);
	tcase_add_test(t, a_chain_made_anew_does_not_fit_the_log);
	tcase_add_test(t, a_long_chain_is_checked_in_steps);
	tcase_add_test(t, an_auditor_is_given_no_post);
	tcase_add_test(t,
	    an_auditor_reads_every_desk_and_sees_no_form_to_send);
	suite_add_tcase(s, t);
	return s;
}
