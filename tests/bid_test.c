/* SPDX-License-Identifier: Apache-2.0 */
/* bid_test.c: sealing, replacing, withdrawing; what nobody may see. */
#include "market/bid.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "market/base/digits.h"
#include "market/opening.h"
#include "market/round.h"
#include "market/submit.h"
#include "tests/support.h"

Suite *bid_suite(void);

static struct market *m;
static struct actor dept, agency;
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(1);
	code = a_project(&dept);
}

static const char *
hex_of(const struct bid *b)
{
	static char hex[2 * BID_HASH + 1];

	return digits_hex(hex, b->file, BID_HASH);
}

static enum err
place(const struct actor *who, const char *amount, const char *once,
    struct bid *bid, struct problems *problems)
{
	return bid_place(m, who, code, amount, once, bid, problems);
}

START_TEST(a_bid_is_stored_without_its_amount)
{
	struct bid bid = a_bid(&agency, code, "67890.12");
	struct bid stored;
	struct project p;
	struct round r;

	ck_assert_int_eq(bid_receipt(m, &agency, hex_of(&bid), &stored, &p,
	    &r), OK);
	ck_assert_str_eq(stored.state, "sealed");
	ck_assert_int_eq(stored.amount_fen, 0);
	ck_assert(!stored.opened);
	ck_assert_ptr_null(memmem(stored.body, stored.body_len, "67890", 5));
	ck_assert_ptr_null(memmem(stored.body, stored.body_len, "6789012",
	    7));
	ck_assert_str_eq(stored.sealer, "server");
}
END_TEST

START_TEST(the_same_form_again_is_the_same_bid)
{
	struct problems problems;
	struct bid first, again;
	const char *once = a_token();

	ck_assert_int_eq(place(&agency, "60000", once, &first, &problems),
	    OK);
	ck_assert_int_eq(place(&agency, "60000", once, &again, &problems),
	    OK);
	ck_assert_mem_eq(first.file, again.file, BID_HASH);
	ck_assert_int_eq(again.seq, 1);
}
END_TEST

START_TEST(the_same_form_after_the_deadline_gets_its_receipt)
{
	struct problems problems;
	struct bid first, again;
	const char *once = a_token();

	ck_assert_int_eq(place(&agency, "60000", once, &first, &problems),
	    OK);
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_int_eq(place(&agency, "60000", once, &again, &problems),
	    OK);
	ck_assert_mem_eq(first.file, again.file, BID_HASH);
}
END_TEST

static const struct {
	int64_t before;		/* seconds before the deadline */
	enum err err;
} boundaries[] = {
	{ 2, OK }, { 1, OK }, { 0, ERR_CONFLICT }, { -1, ERR_CONFLICT },
};

START_TEST(at_exactly_the_deadline_is_too_late)
{
	struct problems problems;
	struct bid bid;
	enum err err;

	clock_forward(3600 - boundaries[_i].before);
	err = place(&agency, "60000", a_token(), &bid, &problems);
	ck_assert_int_eq(err, boundaries[_i].err);
	if (err) {
		ck_assert_str_eq(problems.list[0].code, "bid_late");
		ck_assert_int_eq(problems.list[0].args[0].number,
		    project_now(code).deadline);
		ck_assert_int_eq(problems.list[0].args[1].number,
		    clock_at());
	}
}
END_TEST

START_TEST(a_later_bid_supersedes_an_earlier_one)
{
	struct bid first = a_bid(&agency, code, "60000");
	struct bid second = a_bid(&agency, code, "59000"), stored;
	struct project p;
	struct round r;

	ck_assert_int_eq(second.seq, 2);
	ck_assert_int_eq(bid_receipt(m, &agency, hex_of(&first), &stored, &p,
	    &r), OK);
	ck_assert_str_eq(stored.state, "superseded");
}
END_TEST

START_TEST(a_withdrawn_bid_does_not_count)
{
	struct actor b = an_agency(2), c = an_agency(3), d = an_agency(4);
	struct problems problems;
	struct opening o;
	struct bid bid;

	a_bid(&agency, code, "10000");
	a_bid(&b, code, "60000");
	a_bid(&c, code, "61000");
	a_bid(&d, code, "62000");
	ck_assert_int_eq(bid_withdraw(m, &agency, code, a_token(), &bid,
	    &problems), OK);
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_uint_eq(o.n, 3);
	ck_assert_int_eq(o.award.amount_fen, 6000000);
}
END_TEST

START_TEST(nothing_to_withdraw_is_a_conflict)
{
	struct problems problems;
	struct bid bid;

	ck_assert_int_eq(bid_withdraw(m, &agency, code, a_token(), &bid,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_nothing_to_withdraw");
}
END_TEST

START_TEST(an_agency_may_send_ten_times_and_still_withdraw)
{
	struct problems problems;
	struct bid bid;

	for (int i = 0; i < SUBMIT_CAP; i++)
		a_bid(&agency, code, "60000");
	ck_assert_int_eq(place(&agency, "60000", a_token(), &bid,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_cap");
	ck_assert_int_eq(bid_withdraw(m, &agency, code, a_token(), &bid,
	    &problems), OK);
}
END_TEST

static const struct {
	const char *amount;
	const char *problem;
} amounts[] = {
	{ "", "money_empty" }, { "abc", "money_format" },
	{ "-5", "money_format" }, { "0", "money_range" },
	{ "1.234", "money_decimals" }, { "100000.01", "bid_over_ceiling" },
	{ "100000", NULL }, { "10\xe4\xb8\x87", NULL }, { "0.01", NULL },
};

START_TEST(an_amount_is_read_as_people_type_it)
{
	struct problems problems;
	struct bid bid;
	enum err err = place(&agency, amounts[_i].amount, a_token(), &bid,
	    &problems);

	if (amounts[_i].problem == NULL) {
		ck_assert_int_eq(err, OK);
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "amount");
	ck_assert_str_eq(problems.list[0].code, amounts[_i].problem);
}
END_TEST

START_TEST(a_receipt_is_its_bidders_alone)
{
	struct actor rival = an_agency(2);
	struct bid bid = a_bid(&agency, code, "60000"), seen;
	struct project p;
	struct round r;

	ck_assert_int_eq(bid_receipt(m, &rival, hex_of(&bid), &seen, &p, &r),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(bid_receipt(m, &dept, hex_of(&bid), &seen, &p, &r),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_sealed_bid_leaves_public_pages_as_they_were)
{
	uint64_t before = m->house->version;

	a_bid(&agency, code, "60000");
	ck_assert_uint_eq(m->house->version, before);
}
END_TEST

START_TEST(a_cancelled_project_takes_no_bid_and_keeps_none)
{
	struct problems problems;
	struct bid bid = a_bid(&agency, code, "60000"), stored;
	struct project p;
	struct round r;

	ck_assert_int_eq(cast_paper(the_cast(), m, &dept, code, "void",
	    "The works are put off until next year."), OK);
	ck_assert_int_eq(place(&agency, "60000", a_token(), &stored,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_void");
	ck_assert_int_eq(bid_receipt(m, &agency, hex_of(&bid), &stored, &p,
	    &r), OK);
	ck_assert_str_eq(stored.state, "voided");
	ck_assert_ptr_null(stored.body);
}
END_TEST

START_TEST(what_one_sealed_oneself_the_server_neither_replaces_nor_takes_back)
{
	struct problems problems;
	struct bid bid;

	ck_assert_int_eq(cast_bid(the_cast(), m, &agency, code, 6000000,
	    "browser"), OK);
	ck_assert_int_eq(place(&agency, "50000", a_token(), &bid,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_server_after_own");
	ck_assert_int_eq(bid_withdraw(m, &agency, code, a_token(), &bid,
	    &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "bid_own_withdraw");
}
END_TEST

Suite *
bid_suite(void)
{
	Suite *s = suite_create("bid");
	TCase *t = tcase_create("bids");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_bid_is_stored_without_its_amount);
	tcase_add_test(t, the_same_form_again_is_the_same_bid);
	tcase_add_test(t, the_same_form_after_the_deadline_gets_its_receipt);
	tcase_add_loop_test(t, at_exactly_the_deadline_is_too_late, 0,
	    COUNT(boundaries));
	tcase_add_test(t, a_later_bid_supersedes_an_earlier_one);
	tcase_add_test(t, a_withdrawn_bid_does_not_count);
	tcase_add_test(t, nothing_to_withdraw_is_a_conflict);
	tcase_add_test(t, an_agency_may_send_ten_times_and_still_withdraw);
	tcase_add_loop_test(t, an_amount_is_read_as_people_type_it, 0,
	    COUNT(amounts));
	tcase_add_test(t, a_receipt_is_its_bidders_alone);
	tcase_add_test(t, a_sealed_bid_leaves_public_pages_as_they_were);
	tcase_add_test(t, a_cancelled_project_takes_no_bid_and_keeps_none);
	tcase_add_test(t,
	    what_one_sealed_oneself_the_server_neither_replaces_nor_takes_back);
	suite_add_tcase(s, t);
	return s;
}
