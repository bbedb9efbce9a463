/* SPDX-License-Identifier: Apache-2.0 */
/* fee_test.c: what a fee standard is, and what is paid beside it. */
#include "market/fee.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/notice.h"
#include "market/agency.h"
#include "market/item.h"
#include "market/measure.h"
#include "tests/sealing.h"
#include "tests/support_contract.h"

Suite *fee_suite(void);

static struct market *m;
static struct actor op, works;

static void
open_market(void)
{
	m = a_market();
	op = an_operator();
	works = an_enterprise(1);
}

/* ---- the rule ---- */

#define TABLE "10000000 9500\n20000000 8500\n- 7500\n"

static const struct {
	const char *basis, *table;
	int64_t ceiling, standard;
} worked[] = {
	{ "fixed", "500000", 0, 500000 },
	{ "fixed", "500000", 100, 500000 },
	{ "ceiling", TABLE, 0, 0 },
	{ "ceiling", TABLE, 10000000, 9500000 },
	{ "ceiling", TABLE, 10000001, 9500000 },	/* 0.85 fen */
	{ "ceiling", TABLE, 10000002, 9500001 },	/* 1.70 fen */
	{ "ceiling", TABLE, 20000000, 18000000 },
	{ "ceiling", TABLE, 20000001, 18000000 },
	{ "ceiling", TABLE, 30000000, 25500000 },
	/* Rounded once: 0.95 and 0.75 of a fen in two steps are one whole. */
	{ "ceiling", "1 9500\n- 7500", 2, 1 },
	{ "ceiling", "- 1", 9999, 0 },
	{ "ceiling", "- 1", 10000, 1 },
	{ "ceiling", "- 10000", INT64_C(10000000000000),
	    INT64_C(10000000000000) },
	{ "", "", 10000000, 0 },
};

START_TEST(a_standard_is_the_sum_of_its_steps_rounded_down_once)
{
	struct fee_rule rule;

	ck_assert_int_eq(fee_read(worked[_i].basis, worked[_i].table, &rule),
	    worked[_i].basis[0] != '\0');
	ck_assert_int_eq(fee_standard_fen(&rule, worked[_i].ceiling),
	    worked[_i].standard);
}
END_TEST

/* More of a ceiling never makes less of a standard, nor more than itself. */
START_TEST(a_standard_grows_with_the_ceiling)
{
	struct fee_rule rule;
	int64_t before = 0;

	ck_assert(fee_read("ceiling", "7 9999\n1000 3\n1003 10000\n- 1",
	    &rule));
	for (int64_t c = 1; c < 30000; c++) {
		int64_t fen = fee_standard_fen(&rule, c);

		ck_assert_int_ge(fen, before);
		ck_assert_int_le(fen, c);
		before = fen;
	}
}
END_TEST

static const char *const broken[] = {
	"", "- 0", "- 10001", "100 9000", "- 9000\n100 8000", "100\n- 9000",
	"100 9000\n100 8000\n- 1", "200 9000\n100 8000\n- 1", "0 9\n- 1",
	"- 9000\n- 8000", "1 1\n2 1\n3 1\n4 1\n5 1\n6 1\n7 1\n8 1\n9 1\n"
	"10 1\n11 1\n12 1\n- 1", "x 1\n- 1", "100  9000\n- 1",
};

START_TEST(a_broken_table_is_no_rule)
{
	struct fee_rule rule;

	ck_assert(!fee_read("ceiling", broken[_i], &rule));
	ck_assert_int_eq(fee_standard_fen(&rule, 100), 0);
}
END_TEST

static const struct {
	const char *basis, *typed, *kept, *problem;
} forms[] = {
	{ "fixed", "5000 \u5143", "500000", NULL },
	{ "fixed", "0.5\u4e07", "500000", NULL },
	{ "fixed", "", NULL, "item_fee_table" },
	{ "fixed", "5000.001", NULL, "money_decimals" },
	{ "fixed", "10\u4e07 95%\n- 80%", NULL, "money_format" },
	{ "ceiling", "10\u4e07 95%\n200,000 85.00%\n\n-\t75", TABLE, NULL },
	{ "ceiling", "  100000\u5143   95 \n20\u4e07 85\n- 75%\n", TABLE,
	    NULL },
	{ "ceiling", "", NULL, "item_fee_table" },
	{ "ceiling", " \n", NULL, "item_fee_table" },
	{ "ceiling", "5000", NULL, "item_fee_line" },
	{ "ceiling", "5000 95%", NULL, "item_fee_open" },
	{ "ceiling", "- 95%\n5000 90%", NULL, "item_fee_order" },
	{ "ceiling", "6000 95%\n5000 90%\n- 1", NULL, "item_fee_order" },
	{ "ceiling", "5000 0%\n- 1", NULL, "item_fee_zero" },
	{ "ceiling", "5000 101%\n- 1", NULL, "rate_range" },
	{ "ceiling", "5000 9.555%\n- 1", NULL, "rate_decimals" },
	{ "ceiling", "many 95%\n- 1", NULL, "money_format" },
	{ "", "", "", NULL },
};

START_TEST(a_table_is_kept_as_typed_or_says_why_not)
{
	struct arena *a = tests_arena();
	const char *table, *again, *why;

	why = fee_typed(a, forms[_i].basis, forms[_i].typed, &table);
	if (forms[_i].problem) {
		ck_assert_str_eq(why, forms[_i].problem);
		return;
	}
	ck_assert_ptr_null(why);
	ck_assert_str_eq(table, forms[_i].kept);
	ck_assert_ptr_null(fee_typed(a, forms[_i].basis, fee_type(a,
	    forms[_i].basis, table), &again));
	ck_assert_str_eq(again, table);
}
END_TEST

START_TEST(the_middle_is_that_of_all_prices)
{
	int64_t odd[] = { 9000, 1, 7000 }, even[] = { 9000, 1, 7000, 8001 };
	struct fee_spread s = fee_spread(odd, 3);

	ck_assert_int_eq(s.least, 1);
	ck_assert_int_eq(s.middle, 7000);
	ck_assert_int_eq(s.most, 9000);
	s = fee_spread(even, 4);
	ck_assert_int_eq(s.middle, 7500);
	ck_assert_uint_eq(fee_spread(even, 0).n, 0);
	ck_assert_int_eq(fee_share(5000100, 8000000), 6250);
	ck_assert_int_eq(fee_share(INT64_C(10000000000000), 1),
	    INT64_C(100000000000000000));
}
END_TEST

/* ---- of an item ---- */

static void
set_rule(const char *basis, const char *table)
{
	struct problems problems = { .n = 0 };
	struct item_form f;
	struct item item;

	ck_assert_int_eq(item_get(m, an_item(), &item), OK);
	item_to_form(m->arena, &item, &f);
	f.fee_basis = basis;
	f.fee_table = table;
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_get(m, an_item(), &item), OK);
	ck_assert_str_eq(item.fee_basis, basis);
}

START_TEST(a_form_with_a_wrong_table_loses_nothing)
{
	struct browser b = signed_in(&op);
	char path[64];

	snprintf(path, sizeof path, "/desk/services/%s", an_item());
	ck_assert_int_eq(post(&b, path, "name=A&type=B&department=C&"
	    "legal_basis=D&time_limit=5&workflow=E&conditions=F&"
	    "fee_mode=market&fee_standard=G&result_doc=H&"
	    "fee_basis=ceiling&fee_table=6000+95%25%0A5000+90%25"), 422);
	ck_assert(page_has(&b, "id=\"fee_table-e\""));
	ck_assert(page_has(&b, ">6000 95%\n5000 90%</textarea>"));
	ck_assert(page_has(&b, "value=\"ceiling\" checked"));
	ck_assert_int_eq(post(&b, path, "name=A&type=B&department=C&"
	    "legal_basis=D&time_limit=5&workflow=E&conditions=F&"
	    "fee_mode=market&fee_standard=G&result_doc=H&"
	    "fee_basis=&fee_table=6000"), 422);
	ck_assert(page_has(&b, ">6000</textarea>"));
}
END_TEST

START_TEST(the_page_of_an_item_prints_its_table)
{
	struct browser b = a_browser();
	char path[64];

	snprintf(path, sizeof path, "/services/%s", an_item());
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(!page_has(&b, "<caption"));
	set_rule("ceiling", "10\u4e07 95%\n- 80%");
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, ">0.00 \u81f3 100,000.00</th>"
	    "<td class=\"r\">95.00%</td>"));
	ck_assert(page_has(&b, ">100,000.00 \u4ee5\u4e0a</th>"
	    "<td class=\"r\">80.00%</td>"));
	ck_assert(page_has(&b, "By agreement"));
	set_rule("fixed", "5000");
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "5,000.00</b>"));
	ck_assert(!page_has(&b, "<caption"));
}
END_TEST

/* ---- of a project ---- */

static const struct {
	const char *method, *basis, *table, *fixed;
	bool over;
} fixed[] = {
	{ "credit", "fixed", "48000", "48000", false },
	{ "credit", "fixed", "48000", "48000.01", true },
	{ "random", "fixed", "48000", "48000", false },
	{ "random", "fixed", "48000", "50000", true },
	{ "lowest", "fixed", "48000", "", false },
	/* Nobody bids below a ceiling: the table has nothing to go by. */
	{ "random", "ceiling", "- 50%", "48000", false },
	{ "random", "", "", "48000", false },
};

START_TEST(a_fixed_price_keeps_to_the_standard)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;
	const char *code;
	enum err err;

	f.method = fixed[_i].method;
	f.fixed = fixed[_i].fixed;
	code = a_draft_of(&works, &f);
	set_rule(fixed[_i].basis, fixed[_i].table);
	err = draft_publish(m, &works, code, &p, &problems);
	if (!fixed[_i].over) {
		ck_assert_int_eq(err, OK);
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "fixed");
	ck_assert_str_eq(problems.list[0].code, "draft_fixed_over");
	/* The draft is as it was, and goes out where it keeps to it. */
	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_str_eq(p.state, "draft");
	ck_assert_int_gt(p.fixed_fen, 4800000);
	set_rule("fixed", "50000");
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems), OK);
}
END_TEST

/* The tender notice of a project has this line. */
static bool
notice_has(const char *code, const char *line)
{
	struct project p = project_now(code);
	struct notice *list;
	size_t n;

	ck_assert_int_eq(db_notice_of_project(m->db, p.id, &list, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, "tender") == 0)
			return strstr(list[i].body, line) != NULL;
	ck_abort_msg("%s has no notice", code);
}

START_TEST(a_standard_is_that_of_the_terms)
{
	struct actor purchaser = a_department(1);
	const char *code;

	set_rule("ceiling", "10\u4e07 80%\n- 50%");
	code = a_project(&purchaser);
	ck_assert_int_eq(project_now(code).fee_fen, 8000000);
	ck_assert(notice_has(code, "\nfee-fen 8000000\n"));
	set_rule("ceiling", "- 10%");
	ck_assert_int_eq(project_now(code).fee_fen, 8000000);
}
END_TEST

/* Three agencies, of whom the first wins whatever is posted. */
static struct actor dept, bidders[3];

static void
open_bidders(void)
{
	open_market();
	dept = a_department(1);
	for (int i = 0; i < 3; i++)
		bidders[i] = an_agency(i + 1);
}

/* In force, for 50,001 yuan under a ceiling of 100,000. */
static void
a_contract(void)
{
	const char *code = a_project(&dept);

	for (int i = 0; i < 3; i++)
		a_bid(&bidders[i], code, arena_printf(tests_arena(), "%d",
		    50001 + i));
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	clock_forward(600);
	run_clock();
	ck_assert_int_eq(demo_sign(m, &dept, &bidders[0], code), OK);
}

START_TEST(an_agency_shows_its_median_from_three_contracts_on)
{
	static const char *const tables[] = { "- 80%", "- 100%", "- 60%",
	    "" };
	struct browser b = a_browser();
	struct fee_spread s;
	char path[64];

	snprintf(path, sizeof path, "/agencies/%s", bidders[0].uscc);
	for (size_t i = 0; i < COUNT(tables); i++) {
		ck_assert_int_eq(measure_fee(m, bidders[0].party_id, &s),
		    OK);
		ck_assert_uint_eq(s.n, i);
		ck_assert_int_eq(get(&b, path), 200);
		ck_assert(page_has(&b, "62.50%") == (i >= 3));
		set_rule(tables[i][0] ? "ceiling" : "", tables[i]);
		a_contract();
	}
	/* 50,001 yuan of 80,000, 100,000 and 60,000; the last had no rule. */
	ck_assert_int_eq(measure_fee(m, bidders[0].party_id, &s), OK);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_int_eq(s.least, 5000);
	ck_assert_int_eq(s.middle, 6250);
	ck_assert_int_eq(s.most, 8333);
	ck_assert_int_eq(measure_fee(m, bidders[1].party_id, &s), OK);
	ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(an_item_shows_what_was_paid_beside_its_standard)
{
	struct browser b = a_browser();
	char path[64];

	snprintf(path, sizeof path, "/services/%s", an_item());
	set_rule("ceiling", "- 80%");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(get(&b, path), 200);
		ck_assert(!page_has(&b, "62.50%"));
		a_contract();
		break_rows("UPDATE project SET state = 'done'");
	}
	set_rule("ceiling", "- 10%");
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "62.50%"));
}
END_TEST

Suite *
fee_suite(void)
{
	Suite *s = suite_create("fee");
	TCase *t = tcase_create("rules"), *market = tcase_create("market"),
	    *paid = tcase_create("paid");

	tcase_add_loop_test(t,
	    a_standard_is_the_sum_of_its_steps_rounded_down_once, 0,
	    COUNT(worked));
	tcase_add_test(t, a_standard_grows_with_the_ceiling);
	tcase_add_loop_test(t, a_broken_table_is_no_rule, 0, COUNT(broken));
	tcase_add_loop_test(t, a_table_is_kept_as_typed_or_says_why_not, 0,
	    COUNT(forms));
	tcase_add_test(t, the_middle_is_that_of_all_prices);
	suite_add_tcase(s, t);
	tcase_add_checked_fixture(market, open_market, end_market);
	tcase_set_timeout(market, 60);
	tcase_add_test(market, a_form_with_a_wrong_table_loses_nothing);
	tcase_add_test(market, the_page_of_an_item_prints_its_table);
	tcase_add_loop_test(market, a_fixed_price_keeps_to_the_standard, 0,
	    COUNT(fixed));
	tcase_add_test(market, a_standard_is_that_of_the_terms);
	suite_add_tcase(s, market);
	tcase_add_checked_fixture(paid, open_bidders, end_market);
	tcase_set_timeout(paid, 60);
	tcase_add_test(paid,
	    an_agency_shows_its_median_from_three_contracts_on);
	tcase_add_test(paid,
	    an_item_shows_what_was_paid_beside_its_standard);
	suite_add_tcase(s, paid);
	return s;
}
