/* SPDX-License-Identifier: Apache-2.0 */
/* message_test.c: who is told what, and when. */
#include "market/message.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/letter.h"
#include "market/award.h"
#include "market/demo_contract.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/outbox.h"
#include "market/review.h"
#include "market/round.h"
#include "market/write.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *message_suite(void);

enum { HOUR = 3600, BIDDERS = 3 };

static struct market *m;
static struct actor dept, agencies[BIDDERS];
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_project(&dept);
	for (int i = 0; i < BIDDERS; i++)
		agencies[i] = an_agency(i + 1);
}

static void
all_bid(void)
{
	for (int i = 0; i < BIDDERS; i++)
		a_bid(&agencies[i], code, arena_printf(tests_arena(), "%d",
		    50000 + i));
}

static void
past_the_opening(void)
{
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock();
}

static int64_t
waiting(void)
{
	struct outbox_depth d;

	ck_assert_int_eq(outbox_depth(m, &d), OK);
	return d.waiting;
}

/* ---- the list ---- */

/* A value of each kind; a word is one that the catalogue has. */
static struct arg
sample(const char *name, enum arg_kind kind)
{
	return kind == ARG_TEXT ? arg_text(name, "Words <b>") :
	    kind == ARG_CODE ? arg_code(name, "reason_too_few_bids") :
	    arg_number(name, kind, 1795572000);
}

struct telling {
	const struct message *m;
	enum err end;
};

static enum err
tell_in_txn(struct db *db, void *ctx)
{
	const struct telling *t = ctx;
	enum err err = message_tell(db, t->m);

	return err ? err : t->end;
}

static enum err
tell(const struct message *message, enum err end)
{
	struct telling t = { message, end };

	return write_run(m, tell_in_txn, &t);
}

/* view_sentence() ends a test where arguments and sentence do not agree. */
START_TEST(every_code_has_words_for_all_its_arguments)
{
	const struct message_kind *kind = &message_kinds[_i];
	struct arg args[MESSAGE_ARGS + 1] = { { 0 } };
	struct message row = { .code = kind->code, .project_id =
	    project_now(code).id, .account_id = dept.account_id,
	    .args = args };
	struct told t;
	int64_t before = waiting();

	(void)a_browser();		/* the words are loaded */
	for (size_t i = 0; i < MESSAGE_ARGS && kind->args[i].name; i++)
		args[i] = sample(kind->args[i].name, kind->args[i].kind);
	ck_assert_int_eq(tell(&row, OK), OK);
	row = newest(&dept, kind->code);
	ck_assert_int_eq(letter_told(tests_arena(), &row, &t), OK);
	ck_assert_str_ne(t.subject, "");
	ck_assert_str_ne(t.body, "");
	ck_assert_int_eq(t.link[0], '/');
	ck_assert_ptr_null(strchr(t.link, ':'));
	ck_assert_int_eq(waiting() - before, kind->flags & MESSAGE_SITE ? 0 :
	    1);
	for (size_t i = 0; i < message_kinds_n; i++)
		ck_assert(i == (size_t)_i || strcmp(kind->code,
		    message_kinds[i].code) != 0);
}
END_TEST

/* What a verb must not do; each ends the process. */
static const struct message wrong[] = {
	{ .code = "never_heard_of", .account_id = 1 },
	{ .code = "paid", .account_id = 1 },
	{ .code = "paid", .account_id = 1,
	    .args = (struct arg[]){ { "AMOUNT", ARG_INT, 1, NULL }, { 0 } } },
	{ .code = "paid", .account_id = 1,
	    .args = (struct arg[]){ { "SUM", ARG_MONEY, 1, NULL }, { 0 } } },
	{ .code = "paid", .account_id = 1, .args = (struct arg[]){
	    { "AMOUNT", ARG_MONEY, 1, NULL }, { "MORE", ARG_INT, 1, NULL },
	    { 0 } } },
	{ .code = "accepted" },
	{ .code = "accepted", .account_id = 1, .party_id = 1 },
};

START_TEST(what_the_list_does_not_have_is_a_bug)
{
	(void)tell(&wrong[_i], OK);
}
END_TEST

START_TEST(a_verb_that_fails_tells_nobody)
{
	const struct message row = { .code = "accepted",
	    .party_id = dept.party_id };
	int64_t before = waiting();

	ck_assert_int_eq(tell(&row, ERR_CONFLICT), ERR_CONFLICT);
	ck_assert_str_eq(told(&dept), "tender_published joined_owner");
	ck_assert_int_eq(waiting(), before);
	ck_assert_int_eq(tell(&row, OK), OK);
	ck_assert_str_eq(told(&dept),
	    "accepted tender_published joined_owner");
	ck_assert_int_eq(waiting(), before + 1);
}
END_TEST

START_TEST(a_value_stays_on_its_line)
{
	const struct arg args[] = { arg_text("REASON", "Two\nlines"),
	    { 0 } };
	const struct message row = { .code = "defects", .args = args,
	    .account_id = dept.account_id };
	struct message got;
	struct arg out[MESSAGE_ARGS + 1];

	ck_assert_int_eq(tell(&row, OK), OK);
	got = newest(&dept, "defects");
	message_args(tests_arena(), &got, out);
	ck_assert_str_eq(out[0].text, "Two lines");
	ck_assert_int_eq(out[1].kind, ARG_END);
}
END_TEST

/* ---- before the deadline ---- */

START_TEST(who_joins_is_welcomed)
{
	ck_assert_str_eq(told(&agencies[0]), "joined_agency");
	ck_assert_str_eq(told(&dept), "tender_published joined_owner");
	ck_assert_int_eq(waiting(), 2 + BIDDERS);
}
END_TEST

START_TEST(a_bidder_gets_a_receipt_each_time)
{
	struct problems problems = { .n = 0 };
	struct bid b = a_bid(&agencies[0], code, "60000");
	char hex[65];

	ck_assert_str_eq(told(&agencies[0]), "bid_receipt joined_agency");
	ck_assert_str_eq(told_values(&agencies[0], "bid_receipt"),
	    arena_printf(tests_arena(), "1 %lld %s", (long long)clock_at(),
	    digits_hex(hex, b.file, BID_HASH)));
	a_bid(&agencies[0], code, "59000");
	(void)newest(&agencies[0], "bid_replaced");
	ck_assert_int_eq(bid_withdraw(m, &agencies[0], code, a_token(), &b,
	    &problems), OK);
	ck_assert_str_eq(told(&agencies[0]),
	    "bid_withdrawn bid_replaced bid_receipt joined_agency");
}
END_TEST

START_TEST(the_same_form_again_tells_nothing_new)
{
	struct problems problems = { .n = 0 };
	const char *once = a_token();
	struct bid b;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(bid_place(m, &agencies[0], code, "60000",
		    once, &b, &problems), OK);
	ck_assert_str_eq(told(&agencies[0]), "bid_receipt joined_agency");
}
END_TEST

START_TEST(before_the_deadline_nobody_is_told_of_anothers_bid)
{
	struct actor idle = an_agency(9);

	all_bid();
	clock_forward(HOUR - 1);
	run_clock();
	ck_assert_str_eq(told(&dept), "tender_published joined_owner");
	ck_assert_str_eq(told(&idle), "joined_agency");
	for (int i = 0; i < BIDDERS; i++)
		ck_assert_str_eq(told(&agencies[i]),
		    "bid_receipt joined_agency");
}
END_TEST

START_TEST(terms_that_lapse_are_told_and_recalled_ones_are_not)
{
	struct actor other = a_department(2);
	const char *lapsing = an_asked_project_for(&other, 30 * 86400);
	const char *mine = an_asked_project_for(&dept, 30 * 86400);

	(void)lapsing;
	ck_assert_int_eq(round_recall(m, &dept, mine), OK);
	ck_assert_str_eq(told(&dept), "tender_published joined_owner");
	clock_forward(3 * 86400);
	run_clock_alone();
	ck_assert_str_eq(told(&other), "terms_lapsed joined_owner");
}
END_TEST

/* ---- opening, award, work, rating ---- */

START_TEST(at_the_deadline_the_purchaser_is_told)
{
	all_bid();
	clock_forward(HOUR + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_str_eq(told(&dept),
	    "deadline_reached tender_published joined_owner");
	ck_assert_str_eq(told(&agencies[0]), "bid_receipt joined_agency");
}
END_TEST

START_TEST(everybody_learns_the_result_and_its_own_place)
{
	struct award a;
	struct actor idle = an_agency(9);

	all_bid();
	past_the_opening();
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	ck_assert_str_eq(told_values(&agencies[0], "opened_won"),
	    arena_printf(tests_arena(), "5000000 %lld",
	    (long long)a.standstill_until));
	ck_assert_str_eq(told_values(&agencies[1], "opened_lost"),
	    "2 3 5000000");
	ck_assert_str_eq(told_values(&agencies[2], "opened_lost"),
	    "3 3 5000000");
	ck_assert_str_eq(told_values(&dept, "opened_owner"),
	    arena_printf(tests_arena(), "Agency 1 5000000 %lld",
	    (long long)a.standstill_until));
	ck_assert_str_eq(told(&idle), "joined_agency");
}
END_TEST

START_TEST(an_invalid_bid_is_told_why)
{
	struct actor fourth = an_agency(4);

	all_bid();
	a_bid(&fourth, code, "40000");
	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %lld", (long long)fourth.party_id);
	past_the_opening();
	ck_assert_str_eq(told_values(&fourth, "opened_invalid"),
	    "out_suspended");
	ck_assert_str_eq(told_values(&agencies[1], "opened_lost"),
	    "2 3 5000000");
}
END_TEST

START_TEST(a_round_that_fails_is_told_to_who_took_part)
{
	struct problems problems = { .n = 0 };
	struct bid b;

	a_bid(&agencies[0], code, "60000");
	a_bid(&agencies[1], code, "60000");
	ck_assert_int_eq(bid_withdraw(m, &agencies[1], code, a_token(), &b,
	    &problems), OK);
	past_the_opening();
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_str_eq(told_values(&agencies[0], "failed_round"),
	    "reason_too_few_bids");
	(void)newest(&agencies[1], "bid_withdrawn");
	ck_assert_str_eq(told(&dept),
	    "failed_round tender_published joined_owner");
}
END_TEST

START_TEST(too_few_valid_bids_are_told_as_that)
{
	all_bid();
	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %lld", (long long)agencies[2].party_id);
	past_the_opening();
	ck_assert_str_eq(told_values(&agencies[0], "failed_round"),
	    "reason_too_few_valid");
	ck_assert_str_eq(told_values(&agencies[2], "failed_round"),
	    "reason_too_few_valid");
	(void)newest(&dept, "failed_round");
}
END_TEST

START_TEST(both_sides_are_told_of_the_way_to_the_contract)
{
	const struct actor *first = _i ? &agencies[0] : &dept;
	const struct actor *second = _i ? &dept : &agencies[0];

	all_bid();
	past_the_opening();
	clock_forward(600);
	run_clock();
	(void)newest(&dept, "publicity_over");
	(void)newest(&agencies[0], "publicity_over");
	ck_assert_int_eq(demo_sign_as(m, NULL, first, code), OK);
	ck_assert_int_eq(demo_sign_as(m, NULL, first, code), OK);
	(void)newest(first, "publicity_over");
	ck_assert_ptr_nonnull(strstr(told(second),
	    "contract_sent publicity_over"));
	ck_assert_int_eq(demo_sign_as(m, NULL, second, code), OK);
	ck_assert_ptr_nonnull(strstr(told(first),
	    "contract_signed publicity_over"));
	ck_assert_ptr_nonnull(strstr(told(second),
	    "contract_signed contract_sent"));
	(void)newest(&agencies[1], "opened_lost");
}
END_TEST

START_TEST(the_end_of_the_work_and_its_rating_are_told)
{
	struct problems problems = { .n = 0 };
	struct due d;

	all_bid();
	past_the_opening();
	clock_forward(600);
	run_clock();
	ck_assert_int_eq(demo_sign_as(m, NULL, &dept, code), OK);
	ck_assert_int_eq(demo_sign_as(m, NULL, &agencies[0], code), OK);
	ck_assert_int_eq(demo_work(m, &dept, &agencies[0], code), OK);
	(void)newest(&agencies[0], "review_open");
	ck_assert_ptr_nonnull(strstr(told(&agencies[0]),
	    "review_open accepted"));
	ck_assert_int_eq(demo_pay(m, &dept, code), OK);
	(void)newest(&agencies[0], "paid");
	ck_assert_int_eq(db_due_get(m->db, project_now(code).id,
	    "review_close", 0, &d), OK);
	ck_assert_str_eq(told_values(&dept, "review_open"), arena_printf(
	    tests_arena(), "%lld", (long long)d.due_at));
	both_rate(&dept, code);
	(void)newest(&agencies[0], "review_seen");
	(void)newest(&dept, "review_seen");
	ck_assert_int_eq(review_reply(m, &agencies[0], code, "Thank you.",
	    &problems), OK);
	(void)newest(&dept, "review_replied");
	ck_assert_int_eq(review_reply(m, &agencies[0], code, "Thank you.",
	    &problems), OK);
	ck_assert_ptr_nonnull(strstr(told(&dept),
	    "review_replied review_seen review_open"));
}
END_TEST

/* ---- reading ---- */

static int64_t
unread(const struct actor *actor)
{
	int64_t n;

	ck_assert_int_eq(message_unread(m, actor, &n), OK);
	return n;
}

START_TEST(one_reads_only_ones_own)
{
	struct message mine = newest(&dept, "tender_published");

	ck_assert_int_eq(message_read(m, &agencies[0], mine.id),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(unread(&dept), 2);
	ck_assert_int_eq(message_read(m, &dept, mine.id), OK);
	ck_assert_int_eq(newest(&dept, "tender_published").read_at,
	    clock_at());
	clock_forward(5);
	ck_assert_int_eq(message_read(m, &dept, mine.id), OK);
	ck_assert_int_eq(newest(&dept, "tender_published").read_at,
	    clock_at() - 5);
	ck_assert_int_eq(unread(&dept), 1);
	ck_assert_int_eq(unread(&agencies[0]), 1);
}
END_TEST

START_TEST(what_came_after_the_page_stays_unread)
{
	struct message shown = newest(&dept, "tender_published");

	all_bid();
	past_the_opening();
	ck_assert_int_eq(unread(&dept), 4);
	ck_assert_int_eq(message_read_all(m, &dept, shown.id), OK);
	ck_assert_int_eq(unread(&dept), 2);
	ck_assert_int_eq(newest(&dept, "opened_owner").read_at, 0);
	ck_assert_int_eq(unread(&agencies[0]), 3);
}
END_TEST

START_TEST(counting_the_unread_ends_somewhere)
{
	const struct message row = { .code = "accepted",
	    .account_id = agencies[0].account_id };

	for (int i = 0; i < MESSAGE_COUNTED + 5; i++)
		ck_assert_int_eq(tell(&row, OK), OK);
	ck_assert_int_eq(unread(&agencies[0]), MESSAGE_COUNTED);
}
END_TEST

Suite *
message_suite(void)
{
	Suite *s = suite_create("message");
	TCase *t = tcase_create("messages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_code_has_words_for_all_its_arguments, 0,
	    (int)message_kinds_n);
	tcase_add_loop_test_raise_signal(t,
	    what_the_list_does_not_have_is_a_bug, SIGABRT, 0, COUNT(wrong));
	tcase_add_test(t, a_verb_that_fails_tells_nobody);
	tcase_add_test(t, a_value_stays_on_its_line);
	tcase_add_test(t, who_joins_is_welcomed);
	tcase_add_test(t, a_bidder_gets_a_receipt_each_time);
	tcase_add_test(t, the_same_form_again_tells_nothing_new);
	tcase_add_test(t, before_the_deadline_nobody_is_told_of_anothers_bid);
	tcase_add_test(t,
	    terms_that_lapse_are_told_and_recalled_ones_are_not);
	tcase_add_test(t, at_the_deadline_the_purchaser_is_told);
	tcase_add_test(t, everybody_learns_the_result_and_its_own_place);
	tcase_add_test(t, an_invalid_bid_is_told_why);
	tcase_add_test(t, a_round_that_fails_is_told_to_who_took_part);
	tcase_add_test(t, too_few_valid_bids_are_told_as_that);
	tcase_add_loop_test(t,
	    both_sides_are_told_of_the_way_to_the_contract, 0, 2);
	tcase_add_test(t, the_end_of_the_work_and_its_rating_are_told);
	tcase_add_test(t, one_reads_only_ones_own);
	tcase_add_test(t, what_came_after_the_page_stays_unread);
	tcase_add_test(t, counting_the_unread_ends_somewhere);
	suite_add_tcase(s, t);
	return s;
}
