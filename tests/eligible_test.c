/* SPDX-License-Identifier: Apache-2.0 */
/* eligible_test.c: who may bid, when it asks, when it sends, at the close. */
#include "market/eligible.h"

#include <check.h>
#include <string.h>

#include "market/bid.h"
#include "market/key.h"
#include "market/notice.h"
#include "market/qualification.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *eligible_suite(void);

#define HASH "b2k1$00112233"

static struct market *m;
static struct actor works, agencies[6];	/* from 1 */
static const char *code;

/* A project that asks for two qualifications, which all but the test's have. */
static void
setup(void)
{
	struct draft_form f;

	m = a_market();
	works = an_enterprise(1);
	an_item();
	break_rows("UPDATE service_item SET requirement ="
	    " 'Surveying, grade A' || char(10) || 'Mapping'");
	f = a_draft_form(&works);
	f.requirements = "Surveying, grade A\nMapping";
	code = a_project_of(&works, &f);
}

static int64_t
holds(const struct actor *who, const char *type)
{
	struct qualification_form f = { .type = type, .grade = "first",
	    .cert_no = "1", .issuer = "Bureau", .scope = "",
	    .valid_from = "2026-01-01", .valid_to = "", .once = a_token() };
	struct problems problems;
	int64_t id;

	ck_assert_int_eq(qualification_add(m, who, &f, &id, &problems), OK);
	return id;
}

/* Agencies 1 to n, with all that is asked for. */
static void
qualified(int n)
{
	for (int i = 1; i <= n; i++) {
		agencies[i] = an_agency(i);
		holds(&agencies[i], "Surveying, grade A");
		holds(&agencies[i], "Mapping");
	}
}

static void
bids(int from, int to)
{
	for (int i = from; i <= to; i++)
		a_bid(&agencies[i], code, arena_printf(tests_arena(),
		    "%d", 50000 + i));
}

/* What makes agency 1 nobody who may bid, and the words of it. */
static const struct { const char *change, *code, *word; } reasons[] = {
	{ "UPDATE agency SET state = 'suspended' WHERE party_id = %d",
	    "suspended", "bid_suspended" },
	{ "UPDATE agency SET state = 'leaving' WHERE party_id = %d",
	    "suspended", "bid_suspended" },
	{ "INSERT INTO project_recusal (project_id, n, uscc, name, reason)"
	    " SELECT p.id, 1, a.uscc, '', 'A parent' FROM project p, party a"
	    " WHERE a.id = %d", "recused", "bid_recused" },
	{ "UPDATE party SET legal_rep = 'Li' WHERE id = %d OR id IN"
	    " (SELECT owner_id FROM project)", "conflict", "bid_conflict" },
	{ "UPDATE qualification SET state = 'mismatch', reason = 'scope'"
	    " WHERE agency_id = %d AND type = 'Mapping'", "requirement",
	    "bid_requirement" },
	{ "DELETE FROM qualification WHERE agency_id = %d", "requirement",
	    "bid_requirement" },
};

/* «%d» becomes agency 1's id. */
static const char *
with_party(const char *change)
{
	const char *at = strstr(change, "%d");

	return arena_printf(tests_arena(), "%.*s%d%s", (int)(at - change),
	    change, (int)agencies[1].party_id, at + 2);
}

static void
becomes(int i)
{
	break_rows("%s", with_party(reasons[i].change));
}

START_TEST(who_may_not_bid_is_told_why_and_refused_on_record)
{
	struct problems problems;
	struct bid_offer o;
	struct file f;

	qualified(1);
	ck_assert_int_eq(bid_offer(m, &agencies[1], code, &o, &problems),
	    OK);
	becomes(_i);
	ck_assert_int_eq(bid_offer(m, &agencies[1], code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, reasons[_i].word);
	ck_assert_int_eq(cast_register(the_cast(), m, &agencies[1]), OK);
	f = sealed(code, &(struct sealing){ .who = &agencies[1] });
	assert_refused(submitted(&agencies[1], code, f), f, "eligible");
}
END_TEST

/* 其一: one of the two is enough, for the offer, the door and the close. */
START_TEST(where_one_will_do_one_is_enough_to_the_end)
{
	struct problems problems;
	struct bid_offer o;
	struct file f;

	break_rows("UPDATE project SET any_will_do = 1");
	qualified(4);
	agencies[5] = an_agency(5);
	for (int i = 1; i <= 4; i++)
		break_rows("DELETE FROM qualification WHERE agency_id = %d"
		    " AND type <> '%s'", (int)agencies[i].party_id, i % 2 ?
		    "Mapping" : "Surveying, grade A");
	ck_assert_int_eq(bid_offer(m, &agencies[5], code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "bid_requirement_any");
	ck_assert_str_eq(problems.list[0].args[0].text,
	    "Surveying, grade A\u3001Mapping");
	ck_assert_int_eq(cast_register(the_cast(), m, &agencies[5]), OK);
	f = sealed(code, &(struct sealing){ .who = &agencies[5] });
	assert_refused(submitted(&agencies[5], code, f), f, "eligible");
	bids(1, 4);
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_int_eq(count_rows("SELECT count(*) FROM bid WHERE"
	    " out_code <> ''"), 0);
	ck_assert_str_eq(project_now(code).state, "publicity");
}
END_TEST

START_TEST(who_may_not_bid_at_the_deadline_is_out_on_record)
{
	qualified(4);
	bids(1, 4);
	becomes(_i);
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert(file_has(published_of(code, "result.note"), arena_printf(
	    tests_arena(), "\nout %s %s\nrank 1 %s ", key_name(m,
	    &agencies[1]), reasons[_i].code, key_name(m, &agencies[2]))));
	assert_verifies(code);
}
END_TEST

/* The first of two that apply is told. */
START_TEST(a_bid_has_one_code)
{
	qualified(4);
	bids(1, 4);
	becomes(5);
	becomes(3);
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert(file_has(published_of(code, "result.note"), " conflict\n"));
	ck_assert(!file_has(published_of(code, "result.note"),
	    " requirement\n"));
}
END_TEST

/* What was entered too late was not there at the deadline. */
START_TEST(a_qualification_counts_that_was_there_at_the_deadline)
{
	qualified(4);
	bids(1, 4);
	becomes(5);
	clock_set(project_now(code).deadline + 1);
	holds(&agencies[1], "Surveying, grade A");
	holds(&agencies[1], "Mapping");
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert(file_has(published_of(code, "result.note"),
	    " requirement\n"));
}
END_TEST

START_TEST(one_that_lacks_something_adds_it_and_bids)
{
	struct problems problems;
	struct bid_offer o;
	struct browser b;

	agencies[1] = an_agency(1);
	holds(&agencies[1], "surveying,GRADE a");
	ck_assert_int_eq(bid_offer(m, &agencies[1], code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(o.eligible.lacks, "Mapping");
	b = signed_in(&agencies[1]);
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/new", code)), 403);
	ck_assert(page_has(&b, "Mapping"));
	ck_assert(page_has(&b, "href=\"/desk/qualifications/new\""));
	holds(&agencies[1], "Mapping");
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/new", code)), 200);
	bids(1, 1);
}
END_TEST

/* Only what it has placed: it can take that back, and sends nothing new. */
START_TEST(who_may_not_bid_any_more_takes_back_what_it_placed)
{
	struct problems problems;
	struct browser b;
	struct bid bid;

	qualified(1);
	bids(1, 1);
	becomes(_i);
	b = signed_in(&agencies[1]);
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/projects/%s/bids/withdraw", code)), 200);
	ck_assert_int_eq(bid_withdraw(m, &agencies[1], code, a_token(), &bid,
	    &problems), OK);
	ck_assert_int_eq(bid_withdraw(m, &agencies[1], code, a_token(), &bid,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_nothing_to_withdraw");
}
END_TEST

/* ---- those who bid together ---- */

static void
represented_by(int i, const char *hash)
{
	break_rows("UPDATE party SET legal_rep_id_hash = '%s'"
	    " WHERE id = %d", hash, (int)agencies[i].party_id);
}

START_TEST(all_of_a_group_with_one_representative_are_out)
{
	struct file result;

	qualified(5);
	represented_by(1, HASH);
	represented_by(3, HASH);
	represented_by(4, HASH "44");
	break_rows("UPDATE party SET legal_rep = 'Wang', phone = '1',"
	    " address = 'A' WHERE id IN (SELECT party_id FROM agency)");
	bids(1, 5);
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	result = published_of(code, "result.note");
	ck_assert(file_has(result, arena_printf(tests_arena(),
	    "\nout %s related\nout %s related\nrank 1 %s ",
	    key_name(m, &agencies[1]), key_name(m, &agencies[3]),
	    key_name(m, &agencies[2]))));
	ck_assert(file_has(result, "\nrank 3 "));
	assert_verifies(code);
}
END_TEST

/* Who took its bid back bids with nobody. */
START_TEST(a_bid_that_was_withdrawn_relates_nobody)
{
	struct problems problems;
	struct bid bid;

	qualified(4);
	represented_by(1, HASH);
	represented_by(4, HASH);
	bids(1, 4);
	ck_assert_int_eq(bid_withdraw(m, &agencies[4], code, a_token(), &bid,
	    &problems), OK);
	clock_set(project_now(code).deadline + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert(file_has(published_of(code, "result.note"), arena_printf(
	    tests_arena(), "\nrank 1 %s ", key_name(m, &agencies[1]))));
}
END_TEST

/* ---- band D ---- */

static bool
may(const struct actor *who, const char *fund, int64_t credit)
{
	struct project p = project_now(code);
	struct eligible e;

	p.fund = fund;
	break_rows("UPDATE agency SET credit = %d, band = '%s' WHERE party_id = %d",
	    (int)credit, credit < 6000 ? "D" : "C", (int)who->party_id);
	ck_assert_int_eq(eligible_of(m->db, &p, who->party_id, clock_at(),
	    &e), OK);
	return e.code == NULL;
}

START_TEST(public_money_does_not_go_to_band_d)
{
	struct problems problems;
	struct bid_offer o;

	qualified(1);
	ck_assert(may(&agencies[1], "fiscal", 6000));
	ck_assert(!may(&agencies[1], "fiscal", 5999));
	ck_assert(may(&agencies[1], "social", 0));
	break_rows("UPDATE project SET fund = 'fiscal',"
	    " budget_line_id = 1");
	ck_assert_int_eq(bid_offer(m, &agencies[1], code, &o, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "bid_restricted");
}
END_TEST

Suite *
eligible_suite(void)
{
	Suite *s = suite_create("eligible");
	TCase *t = tcase_create("who");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_loop_test(t, who_may_not_bid_is_told_why_and_refused_on_record,
	    0, (int)COUNT(reasons));
	tcase_add_test(t, where_one_will_do_one_is_enough_to_the_end);
	tcase_add_loop_test(t, who_may_not_bid_at_the_deadline_is_out_on_record,
	    0, (int)COUNT(reasons));
	tcase_add_test(t, a_bid_has_one_code);
	tcase_add_test(t, a_qualification_counts_that_was_there_at_the_deadline);
	tcase_add_test(t, one_that_lacks_something_adds_it_and_bids);
	tcase_add_loop_test(t, who_may_not_bid_any_more_takes_back_what_it_placed,
	    0, (int)COUNT(reasons));
	tcase_add_test(t, all_of_a_group_with_one_representative_are_out);
	tcase_add_test(t, a_bid_that_was_withdrawn_relates_nobody);
	tcase_add_test(t, public_money_does_not_go_to_band_d);
	suite_add_tcase(s, t);
	return s;
}
