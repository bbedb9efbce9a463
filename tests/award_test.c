/* SPDX-License-Identifier: Apache-2.0 */
/* award_test.c: from a ranking to somebody who may sign. */
#include "market/award.h"
#include "market/demo_contract.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/record.h"
#include "market/agency.h"
#include "market/budget.h"
#include "market/home.h"
#include "market/notice.h"
#include "market/opening.h"
#include "tests/sealing.h"
#include "tests/support_award.h"
#include "tests/told.h"

Suite *award_suite(void);

static struct market *m;
static struct actor dept;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
}

/* The first is far too low, the others are not. */
static const int64_t low[] = { 30000, 46800, 49500, 0 };
static const int64_t plain[] = { 46800, 49500, 51000, 0 };
/* Each far below the next. */
static const int64_t stairs[] = { 1000, 2000, 4000, 8000, 80000, 0 };

static void
assert_state(const char *code, const char *project, const char *award,
    int64_t position)
{
	struct award a = award_now(code);

	ck_assert_str_eq(project_now(code).state, project);
	ck_assert_str_eq(a.state, award);
	ck_assert_int_eq(a.position, position);
}

static bool
is_told(int i, const char *what)
{
	struct actor a = bidder(i);

	return strstr(told(&a), what) != NULL;
}

static enum err
explains(int i, const char *code)
{
	struct actor a = bidder(i);

	return award_explain(m, &a, code, "Our own drill.\nNo travel.",
	    NULL, &problems);
}

static enum err
decides(const char *code, const char *verdict)
{
	struct award a = award_now(code);
	struct award_verdict v = { .verdict = verdict, .reason = A_REASON };

	v.award = arena_printf(tests_arena(), "%d", (int)a.id);
	return award_decide(m, &dept, code, &v, &problems);
}

static enum err
chooses(const char *code, const char *position)
{
	return award_choose(m, &dept, code, position, A_REASON, &problems);
}

static enum err
declines(int i, const char *code)
{
	struct actor a = bidder(i);

	return award_decline(m, &a, code, A_REASON, NULL, &problems);
}

static enum err
leaves(int i, const char *code)
{
	struct actor a = bidder(i);

	return award_leave(m, &a, code);
}

static enum err
signs(int i, const char *code)
{
	struct actor a = bidder(i);

	return demo_sign_as(m, NULL, i ? &a : &dept, code);
}

static void
assert_budget(int64_t reserved, int64_t committed)
{
	struct budget_line *lines;
	size_t n;

	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, reserved);
	ck_assert_int_eq(lines[0].committed_fen, committed);
}

static const char *
bid_state(const char *code, int64_t position)
{
	struct opening o;

	ck_assert_int_eq(opening_get(m, code, &o), OK);
	for (size_t i = 0; i < o.n; i++)
		if (o.bids[i].position == position)
			return o.bids[i].state;
	return "";
}

/* ---- propose, ask ---- */

START_TEST(a_plain_price_is_published_at_once)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct notice n;

	assert_state(code, "publicity", "published", 1);
	ck_assert_int_eq(award_now(code).alp, 0);
	ck_assert_str_eq(bid_state(code, 1), "won");
	ck_assert_str_eq(bid_state(code, 2), "reserve");
	ck_assert_uint_eq(notices(code, "award", &n), 1);
	ck_assert(notice_says(&n, "winner", "Agency 1"));
	ck_assert(notice_says(&n, "amount-fen", "4680000"));
	ck_assert(notice_says(&n, "position", "1"));
}
END_TEST

START_TEST(a_price_far_below_is_explained_first)
{
	const char *code = a_bidding(&dept, low, NULL);
	struct opening o;
	struct notice n;

	assert_state(code, "selecting", "justifying", 1);
	ck_assert_int_eq(award_now(code).alp, AWARD_ALP_NEXT);
	ck_assert(has_event(code, "award_ask", ""));
	ck_assert(is_told(1, "justify_asked"));
	ck_assert_uint_eq(notices(code, "award", &n), 0);
	/* Opened and ranked, yet nobody has won. */
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_uint_eq(o.valid, 3);
	ck_assert(!o.awarded);
	ck_assert_str_eq(bid_state(code, 1), "reserve");
}
END_TEST

START_TEST(an_explanation_that_is_accepted_is_published)
{
	const char *code = a_bidding(&dept, low, NULL);
	struct notice n;

	ck_assert_int_eq(explains(1, code), OK);
	(void)newest(&dept, "justify_given");
	assert_state(code, "selecting", "justifying", 1);
	ck_assert_int_eq(decides(code, "accept"), OK);
	ck_assert(is_told(1, "justify_decided"));
	assert_state(code, "publicity", "published", 1);
	ck_assert_uint_eq(notices(code, "award", &n), 1);
	ck_assert(notice_says(&n, "reason", A_REASON));
	ck_assert(has_event(code, "award_accept", A_REASON));
	ck_assert_str_eq(award_now(code).explanation,
	    "Our own drill.\nNo travel.");
}
END_TEST

START_TEST(one_that_is_rejected_gives_way_to_the_next)
{
	const char *code = a_bidding(&dept, low, NULL);

	ck_assert_int_eq(explains(1, code), OK);
	ck_assert_int_eq(decides(code, "reject"), OK);
	assert_state(code, "publicity", "published", 2);
	ck_assert_int_eq(award_now(code).amount_fen, 4680000);
	ck_assert(has_event(code, "award_reject", A_REASON));
	/* The ranking is what it was. */
	ck_assert_str_eq(bid_state(code, 1), "lost");
	ck_assert_str_eq(bid_state(code, 2), "won");
}
END_TEST

START_TEST(a_silent_agency_is_rejected_at_the_second)
{
	const char *code = a_bidding(&dept, low, NULL);

	before_the_end();
	assert_state(code, "selecting", "justifying", 1);
	at_the_end();
	assert_state(code, "publicity", "published", 2);
	ck_assert(has_event(code, "award_reject", "silent-agency"));
}
END_TEST

START_TEST(a_silent_purchaser_has_accepted_at_the_second)
{
	const char *code = a_bidding(&dept, low, NULL);

	ck_assert_int_eq(explains(1, code), OK);
	before_the_end();
	assert_state(code, "selecting", "justifying", 1);
	at_the_end();
	assert_state(code, "publicity", "published", 1);
	ck_assert(has_event(code, "award_accept", "silent-owner"));
}
END_TEST

/* The clock has not come by yet: it makes no difference. */
START_TEST(at_exactly_the_end_of_a_step_is_too_late)
{
	const char *code = a_bidding(&dept, low, NULL), *other;

	clock_forward(AWARD_STEP);
	ck_assert_int_eq(explains(1, code), ERR_CONFLICT);
	run_clock();
	assert_state(code, "publicity", "published", 2);
	other = a_bidding(&dept, low, NULL);
	clock_forward(AWARD_STEP - 1);
	ck_assert_int_eq(explains(1, other), OK);
	clock_forward(AWARD_STEP);
	ck_assert_int_eq(decides(other, "reject"), ERR_CONFLICT);
	run_clock();
	assert_state(other, "publicity", "published", 1);
}
END_TEST

START_TEST(an_act_and_the_clock_do_not_both_count)
{
	const char *code = a_bidding(&dept, low, NULL);
	int64_t id = project_now(code).id;
	struct award a = award_now(code);

	clock_forward(AWARD_STEP - 1);
	ck_assert_int_eq(award_unexplained(m, id, a.id), ERR_CONFLICT);
	ck_assert_int_eq(explains(1, code), OK);
	clock_forward(1);
	ck_assert_int_eq(award_unexplained(m, id, a.id), ERR_CONFLICT);
	assert_state(code, "selecting", "justifying", 1);
	clock_forward(AWARD_STEP - 2);
	ck_assert_int_eq(award_undecided(m, id, a.id), ERR_CONFLICT);
	ck_assert_int_eq(decides(code, "reject"), OK);
	clock_forward(1);
	ck_assert_int_eq(award_undecided(m, id, a.id), ERR_CONFLICT);
	assert_state(code, "publicity", "published", 2);
}
END_TEST

START_TEST(the_same_words_again_are_the_same_act)
{
	const char *code = a_bidding(&dept, low, NULL);
	struct actor a = bidder(1);
	struct award first = award_now(code);
	struct award_verdict v = { .verdict = "reject", .reason = A_REASON };

	v.award = arena_printf(tests_arena(), "%d", (int)first.id);
	ck_assert_int_eq(explains(1, code), OK);
	ck_assert_int_eq(explains(1, code), OK);
	ck_assert_int_eq(award_explain(m, &a, code, "Another story.",
	    NULL, &problems), ERR_CONFLICT);
	ck_assert_int_eq(award_decide(m, &dept, code, &v, &problems), OK);
	ck_assert_int_eq(award_decide(m, &dept, code, &v, &problems), OK);
	assert_state(code, "publicity", "published", 2);
	v.verdict = "accept";
	ck_assert_int_eq(award_decide(m, &dept, code, &v, &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(declines(2, code), OK);
	ck_assert_int_eq(declines(2, code), OK);
	assert_state(code, "publicity", "published", 3);
}
END_TEST

START_TEST(rejected_ones_count_as_reserves_too)
{
	const char *code = a_bidding(&dept, stairs, NULL);
	struct notice n;

	for (int i = 1; i <= 3; i++) {
		assert_state(code, "selecting", "justifying", i);
		before_the_end();
		at_the_end();
	}
	/* Rank 4 would be the third reserve; award.max_next is two. */
	assert_state(code, "failed", "rejected", 3);
	ck_assert(has_event(code, "exhaust", "no-award"));
	ck_assert_uint_eq(notices(code, "failed", &n), 1);
	ck_assert(notice_says(&n, "reason", "no-award"));
	assert_budget(0, 0);
}
END_TEST

START_TEST(nobody_is_left)
{
	const char *code;

	m->house->params.award_max_next = 10;
	code = a_bidding(&dept, plain, NULL);
	for (int i = 1; i <= 3; i++) {
		assert_state(code, "publicity", "published", i);
		ck_assert_int_eq(declines(i, code), OK);
	}
	assert_state(code, "failed", "declined", 3);
	assert_budget(0, 0);
}
END_TEST

/* ---- credit ---- */

START_TEST(a_purchaser_picks_from_the_short_list)
{
	const char *code = a_bidding(&dept, plain, "method = 'credit'");
	struct notice n;

	assert_state(code, "selecting", "", 0);
	(void)newest(&dept, "choose_asked");
	ck_assert_int_eq(chooses(code, "4"), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, "position");
	ck_assert_int_eq(chooses(code, "2"), OK);
	assert_state(code, "publicity", "published", 2);
	ck_assert_int_eq(chooses(code, "2"), OK);
	ck_assert_int_eq(chooses(code, "1"), ERR_CONFLICT);
	ck_assert_uint_eq(notices(code, "award", &n), 1);
	ck_assert(notice_says(&n, "reason", A_REASON));
	/* The others are reserves as drawn; nobody is asked again. */
	ck_assert_int_eq(declines(2, code), OK);
	assert_state(code, "publicity", "published", 1);
	ck_assert_int_eq(declines(1, code), OK);
	assert_state(code, "publicity", "published", 3);
}
END_TEST

START_TEST(who_does_not_pick_gets_rank_one_at_the_second)
{
	const char *code = a_bidding(&dept, plain, "method = 'credit'");

	before_the_end();
	assert_state(code, "selecting", "", 0);
	clock_forward(1);
	ck_assert_int_eq(chooses(code, "3"), ERR_CONFLICT);
	run_clock();
	assert_state(code, "publicity", "published", 1);
	ck_assert(has_event(code, "award_choose", "silent-owner-first"));
}
END_TEST

START_TEST(where_no_price_was_asked_the_award_is_the_fixed_one)
{
	const char *code = a_bidding(&dept, plain,
	    "method = 'credit', quote = 'none', fixed_fen = 4800000");

	ck_assert_int_eq(chooses(code, "3"), OK);
	ck_assert_int_eq(award_now(code).amount_fen, 4800000);
}
END_TEST

/* ---- effect, decline, lapse ---- */

START_TEST(after_the_publicity_both_are_to_sign)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct award_letter letter;
	struct award_case c;
	struct project p;
	struct notice n;

	before_the_end();
	assert_state(code, "publicity", "published", 1);
	ck_assert_int_eq(award_letter(m, code, &letter), ERR_NOT_FOUND);
	at_the_end();
	assert_state(code, "signing", "effective", 1);
	assert_budget(10000000, 0);
	ck_assert_uint_eq(notices(code, "letter", &n), 1);
	ck_assert(notice_says(&n, "winner", "Agency 1"));
	ck_assert_int_eq(award_letter(m, code, &letter), OK);
	ck_assert(letter.valid);
	ck_assert(file_has(log_entry(letter.leaf), "event award_letter\n"));
	p = project_now(code);
	ck_assert_int_eq(award_case(m, &p, &c), OK);
	ck_assert_str_eq(c.awaited, "lapse");
	ck_assert_int_eq(c.until, clock_at() + AWARD_STEP);
}
END_TEST

static const struct award_claim flood = { .evidence =
    "On 23 November the river took the drill.\nThe county says so." };

START_TEST(an_agency_declines_in_the_publicity)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct notice n;

	clock_forward(100);
	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, &flood,
	    &problems), OK);
	assert_state(code, "publicity", "published", 2);
	ck_assert_uint_eq(notices(code, "change", &n), 1);
	ck_assert(notice_says(&n, "winner", "Agency 1"));
	ck_assert(notice_says(&n, "reason", A_REASON));
	ck_assert(notice_says(&n, "claims", "force-majeure"));
	ck_assert_uint_eq(notices(code, "award", &n), 2);
	ck_assert(has_event(code, "award_decline", A_REASON));
	(void)newest(&dept, "award_declined");
	ck_assert(is_told(2, "award_promoted"));
	ck_assert_str_eq(bid_state(code, 1), "lost");
	/* A publicity of its own, whole. */
	before_the_end();
	assert_state(code, "publicity", "published", 2);
	at_the_end();
	assert_state(code, "signing", "effective", 2);
	assert_budget(10000000, 0);
}
END_TEST

START_TEST(one_that_took_effect_leaves_the_money_to_the_next)
{
	const char *code = a_signing(&dept);
	struct award_letter letter;
	struct actor a = { .role = ROLE_AGENCY, .request = "test" };

	assert_budget(10000000, 0);
	a.party_id = award_now(code).agency_id;
	a.account_id = dept.account_id;
	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
	    &problems), OK);
	assert_state(code, "publicity", "published", 2);
	assert_budget(10000000, 0);
	ck_assert_int_eq(award_letter(m, code, &letter), OK);
	ck_assert(!letter.valid);
	clock_forward(AWARD_STEP);
	run_clock();
	assert_state(code, "signing", "effective", 2);
	assert_budget(10000000, 0);
	ck_assert_int_eq(award_letter(m, code, &letter), OK);
	ck_assert(letter.valid);
}
END_TEST

START_TEST(an_agency_that_does_not_sign_has_lapsed_at_the_second)
{
	const char *code = a_bidding(&dept, plain, NULL);

	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(signs(0, code), OK);
	before_the_end();
	assert_state(code, "signing", "effective", 1);
	clock_forward(1);
	ck_assert_int_eq(signs(1, code), ERR_CONFLICT);
	run_clock();
	assert_state(code, "publicity", "published", 2);
	ck_assert(has_event(code, "award_lapse", "agency-late"));
	(void)newest(&dept, "award_lapsed");
	ck_assert(is_told(1, "award_lapsed"));
	assert_budget(10000000, 0);
}
END_TEST

START_TEST(where_the_purchaser_is_late_the_award_stands)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct award_case c;
	struct project p;

	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(signs(1, code), OK);
	before_the_end();
	ck_assert_int_eq(leaves(1, code), ERR_CONFLICT);
	at_the_end();
	assert_state(code, "signing", "effective", 1);
	ck_assert(has_event(code, "award_owner_late", ""));
	p = project_now(code);
	ck_assert_int_eq(award_case(m, &p, &c), OK);
	ck_assert(c.owner_late);
	/* It may still sign, as long as the agency waits. */
	ck_assert_int_eq(signs(0, code), OK);
	assert_state(code, "performing", "signed", 1);
	ck_assert_int_eq(leaves(1, code), ERR_CONFLICT);
}
END_TEST

START_TEST(an_agency_that_was_kept_waiting_leaves_freely)
{
	const char *code = a_bidding(&dept, plain, NULL);

	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(signs(1, code), OK);
	before_the_end();
	at_the_end();
	ck_assert_int_eq(leaves(2, code), ERR_NOT_FOUND);
	ck_assert_int_eq(leaves(1, code), OK);
	assert_state(code, "publicity", "published", 2);
	ck_assert(has_event(code, "award_leave", "owner-late"));
	ck_assert(!has_event(code, "award_decline", "owner-late"));
	ck_assert_int_eq(leaves(1, code), OK);
	assert_state(code, "publicity", "published", 2);
	ck_assert_int_eq(signs(0, code), ERR_CONFLICT);
}
END_TEST

START_TEST(signed_in_time_nothing_lapses)
{
	const char *code = a_bidding(&dept, plain, NULL);

	clock_forward(AWARD_STEP);
	run_clock();
	clock_forward(AWARD_STEP - 1);
	ck_assert_int_eq(signs(1, code), OK);
	ck_assert_int_eq(signs(0, code), OK);
	clock_forward(100 * AWARD_STEP);
	run_clock();
	assert_state(code, "performing", "signed", 1);
	assert_budget(0, 4680000);
	ck_assert(!has_event(code, "award_owner_late", ""));
}
END_TEST

/* In the second in which the publicity is over, whoever comes first. */
START_TEST(declining_and_taking_effect_come_in_either_order)
{
	const char *code = a_bidding(&dept, plain, NULL), *other;

	clock_forward(AWARD_STEP);
	ck_assert_int_eq(declines(1, code), OK);
	ck_assert_int_eq(award_settle(m, project_now(code).id, 0),
	    ERR_CONFLICT);
	assert_state(code, "publicity", "published", 2);
	other = a_bidding(&dept, plain, NULL);
	clock_forward(AWARD_STEP);
	ck_assert_int_eq(award_settle(m, project_now(other).id, 0), OK);
	ck_assert_int_eq(declines(1, other), OK);
	assert_state(other, "publicity", "published", 2);
}
END_TEST

START_TEST(leaving_and_signing_exclude_each_other)
{
	const char *code;

	for (int first = 0; first < 2; first++) {
		code = a_bidding(&dept, plain, NULL);
		clock_forward(AWARD_STEP);
		run_clock();
		ck_assert_int_eq(signs(1, code), OK);
		clock_forward(AWARD_STEP);
		ck_assert_int_eq(first ? leaves(1, code) : signs(0, code),
		    OK);
		ck_assert_int_eq(first ? signs(0, code) : leaves(1, code),
		    ERR_CONFLICT);
		run_clock();
		ck_assert_str_eq(project_now(code).state, first ?
		    "publicity" : "performing");
	}
}
END_TEST

/* ---- figures ---- */

static int64_t
tally(const char *name)
{
	int64_t n;

	ck_assert_int_eq(db_tally_get(m->db, name, &n), OK);
	return n;
}

START_TEST(what_did_not_last_leaves_the_figures)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor first = bidder(1);
	struct agency a;
	struct home h;

	ck_assert_int_eq(tally("awarded_fen"), 4680000);
	ck_assert_int_eq(tally("ceiling_fen"), 10000000);
	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(home_get(m, &h), OK);
	ck_assert_int_eq(h.deals_this_year, 1);
	ck_assert_int_eq(agency_by_uscc(m, first.uscc, &a), OK);
	ck_assert_int_eq(a.deals, 1);
	ck_assert_int_eq(declines(1, code), OK);
	ck_assert_int_eq(tally("awarded_fen"), 4950000);
	ck_assert_int_eq(tally("ceiling_fen"), 10000000);
	ck_assert_int_eq(home_get(m, &h), OK);
	ck_assert_int_eq(h.deals_this_year, 0);
	ck_assert_int_eq(h.months[HOME_MONTHS - 1].deals, 0);
	ck_assert_int_eq(agency_by_uscc(m, first.uscc, &a), OK);
	ck_assert_int_eq(a.deals, 0);
}
END_TEST

START_TEST(nothing_is_awaited_when_it_is_over)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct award_case c;
	struct project p;

	for (int i = 1; i <= 3; i++)
		ck_assert_int_eq(declines(i, code), OK);
	p = project_now(code);
	ck_assert_int_eq(award_case(m, &p, &c), OK);
	ck_assert_ptr_null(c.awaited);
}
END_TEST

/* ---- forms ---- */

static const struct {
	const char *text;
	const char *code;
} reasons[] = {
	{ "", "award_reason_length" }, { "Too short", "award_reason_length" },
	{ "Two lines of\nreasons for it.", "text_dirty" },
};

START_TEST(a_reason_is_ten_characters_of_one_line)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct award_verdict v = { .award = "1", .verdict = "reject" };

	v.reason = reasons[_i].text;
	ck_assert_int_eq(award_decline(m, &a, code, reasons[_i].text, NULL,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, reasons[_i].code);
	ck_assert_int_eq(award_decide(m, &dept, code, &v, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, reasons[_i].code);
	ck_assert_int_eq(award_choose(m, &dept, code, "1", reasons[_i].text,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, reasons[_i].code);
	assert_state(code, "publicity", "published", 1);
}
END_TEST

START_TEST(a_verdict_is_one_of_two)
{
	const char *code = a_bidding(&dept, low, NULL);

	ck_assert_int_eq(decides(code, ""), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "award_verdict_choose");
	ck_assert_int_eq(decides(code, "maybe"), ERR_INVALID);
}
END_TEST

START_TEST(an_explanation_has_its_length)
{
	const char *code = a_bidding(&dept, low, NULL);
	struct actor a = bidder(1);
	char text[AWARD_EXPLANATION + 2];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(award_explain(m, &a, code, text, NULL, &problems),
	    ERR_INVALID);
	ck_assert_int_eq(award_explain(m, &a, code, "Cheap.",
	    NULL, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "award_explanation_length");
	text[AWARD_EXPLANATION] = '\0';
	ck_assert_int_eq(award_explain(m, &a, code, text, NULL, &problems), OK);
}
END_TEST

Suite *
award_suite(void)
{
	Suite *s = suite_create("award");
	TCase *t = tcase_create("awards");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_plain_price_is_published_at_once);
	tcase_add_test(t, a_price_far_below_is_explained_first);
	tcase_add_test(t, an_explanation_that_is_accepted_is_published);
	tcase_add_test(t, one_that_is_rejected_gives_way_to_the_next);
	tcase_add_test(t, a_silent_agency_is_rejected_at_the_second);
	tcase_add_test(t, a_silent_purchaser_has_accepted_at_the_second);
	tcase_add_test(t, at_exactly_the_end_of_a_step_is_too_late);
	tcase_add_test(t, an_act_and_the_clock_do_not_both_count);
	tcase_add_test(t, the_same_words_again_are_the_same_act);
	tcase_add_test(t, rejected_ones_count_as_reserves_too);
	tcase_add_test(t, nobody_is_left);
	tcase_add_test(t, a_purchaser_picks_from_the_short_list);
	tcase_add_test(t, who_does_not_pick_gets_rank_one_at_the_second);
	tcase_add_test(t,
	    where_no_price_was_asked_the_award_is_the_fixed_one);
	tcase_add_test(t, after_the_publicity_both_are_to_sign);
	tcase_add_test(t, an_agency_declines_in_the_publicity);
	tcase_add_test(t, one_that_took_effect_leaves_the_money_to_the_next);
	tcase_add_test(t,
	    an_agency_that_does_not_sign_has_lapsed_at_the_second);
	tcase_add_test(t, where_the_purchaser_is_late_the_award_stands);
	tcase_add_test(t, an_agency_that_was_kept_waiting_leaves_freely);
	tcase_add_test(t, signed_in_time_nothing_lapses);
	tcase_add_test(t,
	    declining_and_taking_effect_come_in_either_order);
	tcase_add_test(t, leaving_and_signing_exclude_each_other);
	tcase_add_test(t, what_did_not_last_leaves_the_figures);
	tcase_add_test(t, nothing_is_awaited_when_it_is_over);
	tcase_add_loop_test(t, a_reason_is_ten_characters_of_one_line, 0,
	    COUNT(reasons));
	tcase_add_test(t, a_verdict_is_one_of_two);
	tcase_add_test(t, an_explanation_has_its_length);
	suite_add_tcase(s, t);
	return s;
}
