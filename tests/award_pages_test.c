/* SPDX-License-Identifier: Apache-2.0 */
/* award_pages_test.c: what pages tell of an award, and whom they offer what. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/award.h"
#include "market/demo_contract.h"
#include "market/base/digits.h"
#include "market/draft.h"
#include "tests/sealing.h"
#include "tests/support_award.h"
#include "views/view.h"

Suite *award_pages_suite(void);

static struct market *m;
static struct actor dept, other, reg;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	other = a_department(2);
	reg = a_regulator();
}

static const int64_t low[] = { 30000, 46800, 49500, 0 };
static const int64_t plain[] = { 46800, 49500, 51000, 0 };

static const char *
path_of(const char *code, const char *after)
{
	return arena_printf(tests_arena(), "/projects/%s%s", code, after);
}

static bool
says(const struct browser *b, const char *code, const struct arg *args)
{
	return page_has(b, view_sentence(m->arena, code, args));
}

/* Visitors of a bidding: nobody, its agencies, and the purchasers. */
enum { NOBODY_AT_ALL, FIRST, SECOND, THIRD, STRANGER, PURCHASER,
    ANOTHER_PURCHASER, REGULATOR, VISITORS };

static struct browser
visitor(int who)
{
	struct actor a;

	switch (who) {
	case NOBODY_AT_ALL:
		return a_browser();
	case PURCHASER:
		return signed_in(&dept);
	case ANOTHER_PURCHASER:
		return signed_in(&other);
	case REGULATOR:
		return signed_in(&reg);
	default:
		a = bidder(who);
		return signed_in(&a);
	}
}

/* Only `allowed` is offered link on the project's page, and gets there. */
static void
assert_offered_to(const char *code, const char *act, int allowed)
{
	const char *link = path_of(code, act);

	for (int who = 0; who < VISITORS; who++) {
		struct browser b = visitor(who);

		ck_assert_int_eq(get(&b, path_of(code, "")), 200);
		ck_assert_msg(page_has(&b, link) == (who == allowed),
		    "%s for visitor %d", link, who);
		get(&b, link);
		ck_assert_msg((b.status == 200) == (who == allowed),
		    "%s for visitor %d: %d", link, who, b.status);
	}
}

static void
assert_desk(int who, const char *task, const char *link)
{
	struct browser b = visitor(who);

	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert_msg(says(&b, task, NULL), "%s", task);
	ck_assert_msg(page_has(&b, link), "%s", link);
}

/* ---- a low price ---- */

START_TEST(a_low_price_is_explained_on_a_page)
{
	const char *code = a_bidding(&dept, low, NULL);
	const char *link = path_of(code, "/award/explain");
	const struct arg until[] = { arg_time("UNTIL", clock_at() +
	    AWARD_STEP), { .kind = ARG_END } };
	struct browser b = visitor(FIRST), anyone = a_browser();

	assert_offered_to(code, "/award/explain", FIRST);
	assert_desk(FIRST, "task_explain", link);
	get(&anyone, path_of(code, ""));
	ck_assert(says(&anyone, "await_justify", until));
	ck_assert_int_eq(post(&b, link, "explanation=Cheap"), 422);
	ck_assert(says(&b, "award_explanation_length", NULL));
	ck_assert(page_has(&b, ">Cheap</textarea>"));
	ck_assert_int_eq(post(&b, link,
	    "explanation=We+own+the+drill.%0A%3Cb%3Enear%3C/b%3E"), 303);
	ck_assert_str_eq(b.location, path_of(code, ""));
	get(&anyone, path_of(code, ""));
	ck_assert(page_has(&anyone, "<p>We own the drill.</p><p>&lt;b&gt;"));
	ck_assert(says(&anyone, "await_decide", until));
	ck_assert_int_eq(get(&b, link), 409);
}
END_TEST

START_TEST(the_purchaser_decides_on_a_page)
{
	const char *code = a_bidding(&dept, low, NULL);
	const char *link = path_of(code, "/award/decide"), *form;
	struct actor a = bidder(1);
	struct problems problems;
	struct browser b = visitor(PURCHASER), anyone = a_browser();

	ck_assert_int_eq(get(&b, link), 409);
	ck_assert_int_eq(award_explain(m, &a, code, "We own the drill.",
	    NULL, &problems), OK);
	assert_offered_to(code, "/award/decide", PURCHASER);
	assert_desk(PURCHASER, "task_decide", link);
	ck_assert_int_eq(post(&b, link, "reason=Too+short"), 422);
	ck_assert(says(&b, "award_verdict_choose", NULL));
	ck_assert(says(&b, "award_reason_length", NULL));
	ck_assert(page_has(&b, ">Too short</textarea>"));
	ck_assert(page_has(&b, "We own the drill."));
	form = arena_printf(tests_arena(), "award=%d&verdict=reject&reason="
	    "A+drill+is+not+enough.", (int)award_now(code).id);
	ck_assert_int_eq(post(&b, link, form), 303);
	ck_assert_int_eq(post(&b, link, form), 303);
	get(&anyone, path_of(code, ""));
	ck_assert(page_has(&anyone, "A drill is not enough."));
	ck_assert(says(&anyone, "award_rejected", NULL));
	ck_assert_str_eq(project_now(code).state, "publicity");
}
END_TEST

START_TEST(while_it_is_pending_nobody_is_called_the_winner)
{
	const char *code = a_bidding(&dept, low, NULL), *won;
	struct browser b = visitor(FIRST), second = visitor(SECOND);
	const struct arg place[] = { arg_int("POSITION", 1),
	    { .kind = ARG_END } };

	won = view_sentence(m->arena, "bid_won", NULL);
	ck_assert_int_eq(get(&b, path_of(code, "/opening")), 200);
	ck_assert(!page_has(&b, arena_printf(tests_arena(),
	    "mk-tag--jade\">%s<", won)));
	get(&b, path_of(code, ""));
	ck_assert(!page_has(&b, "mk-won"));
	ck_assert(says(&b, "own_place", place));
	get(&second, path_of(code, ""));
	ck_assert(!page_has(&second, "/award/"));
}
END_TEST

/* ---- the short list ---- */

START_TEST(the_purchaser_picks_on_a_page)
{
	const char *code = a_bidding(&dept, plain, "method = 'credit'");
	const char *link = path_of(code, "/award/choose");
	struct browser b = visitor(PURCHASER), anyone = a_browser();
	const struct arg until[] = { arg_time("UNTIL", clock_at() +
	    AWARD_STEP), { .kind = ARG_END } };

	break_rows("UPDATE project SET method = 'lowest'");
	break_rows("INSERT INTO round_input (round_id, kind, leaf, nonce,"
	    " body) SELECT id, 'credit', 1, x'00', 'sealbid/v1 credit"
	    "' || char(10) || 'score ' || (SELECT name FROM bid b WHERE"
	    " b.round_id = round.id AND b.position = 2) || ' 9850' ||"
	    " char(10) FROM round");
	assert_offered_to(code, "/award/choose", PURCHASER);
	assert_desk(PURCHASER, "task_choose", link);
	get(&anyone, path_of(code, ""));
	ck_assert(says(&anyone, "await_choose", until));
	get(&b, link);
	ck_assert(page_has(&b, "Agency 1") && page_has(&b, "Agency 3"));
	ck_assert(page_has(&b, "98.50"));
	ck_assert(page_has(&b, "98 "));
	ck_assert_int_eq(post(&b, link, "position=9&reason=The+best+of+"
	    "them+all."), 422);
	ck_assert(says(&b, "award_position_choose", NULL));
	ck_assert(page_has(&b, "The best of them all.</textarea>"));
	ck_assert_int_eq(post(&b, link, "position=2&reason=x"), 422);
	ck_assert(page_has(&b, "value=\"2\" checked"));
	ck_assert_int_eq(post(&b, link, "position=2&reason=The+best+of+"
	    "them+all."), 303);
	get(&anyone, path_of(code, ""));
	ck_assert(page_has(&anyone, "The best of them all."));
	ck_assert_int_eq(award_now(code).position, 2);
}
END_TEST

/* ---- the publicity ---- */

START_TEST(the_publicity_shows_everybody_all_bids_and_each_its_place)
{
	const char *code = a_bidding(&dept, plain, NULL);
	const struct { int who; const char *word; int position; int64_t more;
	} places[] = {
		{ FIRST, "own_won", 1, -1 },
		{ SECOND, "own_dearer", 2, 270000 },
		{ THIRD, "own_dearer", 3, 420000 },
	};
	struct browser b = a_browser();

	get(&b, path_of(code, ""));
	ck_assert(page_has(&b, "46,800.00") && page_has(&b, "49,500.00") &&
	    page_has(&b, "51,000.00"));
	ck_assert(page_has(&b, "class=\"win\""));
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct arg args[] = { arg_int("POSITION",
		    places[i].position), places[i].more < 0 ?
		    (struct arg){ .kind = ARG_END } : arg_money("MORE",
		    places[i].more), { .kind = ARG_END } };

		b = visitor(places[i].who);
		get(&b, path_of(code, ""));
		ck_assert_msg(says(&b, places[i].word, args), "%zu", i);
	}
}
END_TEST

START_TEST(of_many_bids_the_page_shows_the_first_and_each_its_place)
{
	const struct arg args[] = { arg_int("POSITION", AWARD_SHOWN + 2),
	    arg_money("MORE", (AWARD_SHOWN + 1) * 10000),
	    { .kind = ARG_END } };
	int64_t yuan[AWARD_SHOWN + 3] = { 0 };
	struct actor last;
	struct browser b = a_browser();
	const char *code;

	for (int i = 0; i < AWARD_SHOWN + 2; i++)
		yuan[i] = 46800 + 100 * i;
	code = a_bidding(&dept, yuan, NULL);
	get(&b, path_of(code, ""));
	ck_assert(page_has(&b, "47,700.00"));		/* the tenth */
	ck_assert(!page_has(&b, "47,800.00"));
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "前 %d 家。<a href=\"/projects/%s/opening\">", AWARD_SHOWN, code)));
	get(&b, path_of(code, "/opening"));
	ck_assert(page_has(&b, "47,800.00") && page_has(&b, "47,900.00"));
	last = bidder(AWARD_SHOWN + 2);
	b = signed_in(&last);
	get(&b, path_of(code, ""));
	ck_assert(says(&b, "own_dearer", args));
}
END_TEST

START_TEST(an_invalid_bid_stands_there_with_its_reason)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct browser b = visitor(THIRD);
	const struct arg why[] = { arg_code("WHY", "out_suspended"),
	    { .kind = ARG_END } };

	break_rows("UPDATE bid SET state = 'invalid', out_code = 'suspended',"
	    " position = NULL WHERE position = 3");
	get(&b, path_of(code, ""));
	ck_assert(says(&b, "out_suspended", NULL));
	ck_assert(says(&b, "own_out", why));
}
END_TEST

START_TEST(working_days_are_counted)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct browser b = a_browser();
	struct project p;
	struct award_case c;

	break_rows("DELETE FROM due WHERE event = 'settle'");
	break_rows("INSERT INTO due (project_id, event, object_id, from_at,"
	    " span, due_at, provisional, act_at) SELECT id, 'settle', 0, 0,"
	    " '3wd', %ld, 0, NULL FROM project", (long)span_end(
	    &m->house->calendar, clock_at(), (struct span){ 3, SPAN_WD },
	    m->house->params.day_cutoff, NULL));
	p = project_now(code);
	for (int left = 3; left >= 0; left--) {
		ck_assert_int_eq(award_case(m, &p, &c), OK);
		ck_assert_int_eq(c.days_left, left);
		ck_assert_int_eq(get(&b, path_of(code, "")), 200);
		if (left)
			ck_assert(says(&b, "await_settle",
			    (const struct arg[]){ arg_int("DAYS", left),
			    arg_time("UNTIL", c.until),
			    { .kind = ARG_END } }));
		else
			ck_assert(says(&b, "await_settle_today",
			    (const struct arg[]){ arg_time("UNTIL", c.until),
			    { .kind = ARG_END } }));
		do
			clock_forward(86400);
		while (!calendar_works(&m->house->calendar,
		    calendar_day_of(clock_at())));
	}
}
END_TEST

/* The clock had to let it be: an objection, say. */
START_TEST(a_publicity_that_is_kept_open_says_so)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct browser b = a_browser();

	get(&b, path_of(code, ""));
	ck_assert(!says(&b, "await_held", NULL));
	break_rows("UPDATE due SET done_at = 1 WHERE event = 'settle'");
	m->house->version++;
	get(&b, path_of(code, ""));
	ck_assert(says(&b, "await_held", NULL));
}
END_TEST

/* ---- giving it up ---- */

START_TEST(the_winner_may_decline)
{
	const char *code = a_bidding(&dept, plain, NULL);
	const char *link = path_of(code, "/award/decline");
	struct browser b = visitor(FIRST), anyone = a_browser();

	assert_offered_to(code, "/award/decline", FIRST);
	ck_assert_int_eq(post(&b, link, "reason=x&force_majeure=yes&"
	    "evidence=The+county+says+so."), 422);
	ck_assert(page_has(&b, "value=\"yes\" checked"));
	ck_assert_int_eq(post(&b, link, "reason=The+river+took+our+house."
	    "&force_majeure=yes&evidence=The+county+says+so."), 303);
	get(&anyone, path_of(code, ""));
	ck_assert(page_has(&anyone, "The river took our house."));
	ck_assert(says(&anyone, "award_declined", NULL));
	ck_assert_int_eq(award_now(code).position, 2);
	assert_offered_to(code, "/award/decline", SECOND);
	ck_assert_int_eq(get(&anyone, "/notices?kind=change"), 200);
	ck_assert(page_has(&anyone, project_now(code).title));
	ck_assert_int_eq(post(&b, link, "reason=The+river+took+our+house."
	    "&force_majeure=yes&evidence=The+county+says+so."), 303);
}
END_TEST

START_TEST(who_was_kept_waiting_has_a_button)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct browser b = visitor(FIRST), anyone = a_browser();
	const char *link = path_of(code, "/award/leave");

	clock_forward(AWARD_STEP);
	run_clock();
	assert_desk(FIRST, "task_contract_draft", path_of(code, ""));
	ck_assert_int_eq(demo_sign_as(m, NULL, &a, code), OK);
	get(&b, path_of(code, ""));
	ck_assert(!page_has(&b, link));
	ck_assert_int_eq(post(&b, link, ""), 409);
	clock_forward(AWARD_STEP);
	run_clock();
	get(&anyone, path_of(code, ""));
	ck_assert(says(&anyone, "await_owner_late", NULL));
	ck_assert(!page_has(&anyone, link));
	get(&b, path_of(code, ""));
	ck_assert(page_has(&b, link));
	ck_assert_int_eq(post(&b, link, ""), 303);
	ck_assert_int_eq(award_now(code).position, 2);
}
END_TEST

START_TEST(an_end_without_a_winner_says_why)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct browser b = a_browser();
	struct problems problems;

	for (int i = 1; i <= 3; i++) {
		struct actor a = bidder(i);

		ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
		    &problems), OK);
	}
	get(&b, path_of(code, ""));
	ck_assert(says(&b, "reason_no-award", NULL));
	ck_assert(!page_has(&b, "mk-won"));
	ck_assert_int_eq(get(&b, path_of(code, "/opening")), 200);
	ck_assert(!page_has(&b, "class=\"win\""));
	ck_assert_int_eq(get(&b, "/notices?kind=failed"), 200);
	ck_assert(page_has(&b, project_now(code).title));
}
END_TEST

/* ---- the letter ---- */

START_TEST(the_letter_reads_like_one_and_proves_itself)
{
	const char *code = a_bidding(&dept, plain, NULL);
	const char *link = path_of(code, "/letter");
	struct browser b = a_browser();
	struct award_letter letter;
	char hex[2 * NOTICE_HASH + 1], n[DIGITS_MAX];

	ck_assert_int_eq(get(&b, link), 404);
	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(get(&b, path_of(code, "")), 200);
	ck_assert(page_has(&b, link));
	ck_assert_int_eq(get(&b, link), 200);
	ck_assert_int_eq(award_letter(m, code, &letter), OK);
	ck_assert(page_has(&b, digits_hex(hex, letter.notice.hash,
	    NOTICE_HASH)));
	ck_assert(page_has(&b, digits_grouped(n, letter.leaf)));
	ck_assert(page_has(&b, "Agency 1"));
	ck_assert(page_has(&b, "Bureau 1"));
	ck_assert(page_has(&b, "46,800.00"));
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "http://127.0.0.1:8080/projects/%s/verify", code)));
	ck_assert(page_has(&b, "<path d=\"M4 4h7v1h-7z"));
	ck_assert(!page_has(&b, "mk-flash"));
	/* The hash stands in the timeline too. */
	get(&b, path_of(code, ""));
	ck_assert(page_has(&b, hex));
}
END_TEST

START_TEST(the_letter_of_an_award_that_fell_says_so)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct browser b = a_browser();
	struct problems problems;

	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
	    &problems), OK);
	ck_assert_int_eq(get(&b, path_of(code, "/letter")), 200);
	ck_assert(page_has(&b, "mk-flash"));
	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(get(&b, path_of(code, "/letter")), 200);
	ck_assert(!page_has(&b, "mk-flash"));
	ck_assert(page_has(&b, "Agency 2"));
	ck_assert(!page_has(&b, "Agency 1"));
}
END_TEST

/* An enterprise took agency 1 without a bidding. */
static const char *
a_direct_choice(const struct actor *works)
{
	struct actor a = bidder(1);
	struct problems problems;
	struct project p;
	const char *code;

	short_awards();
	code = a_draft(works);
	break_rows("UPDATE project SET method = 'direct', deadline = 0,"
	    " chosen_id = %d", (int)a.party_id);
	ck_assert_int_eq(draft_publish(m, works, code, &p, &problems), OK);
	return code;
}

START_TEST(a_direct_choice_has_its_letter_too)
{
	struct actor works = an_enterprise(1);
	const char *code = a_direct_choice(&works);
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, path_of(code, "")), 200);
	ck_assert(page_has(&b, "100,000.00"));
	clock_forward(AWARD_STEP);
	run_clock();
	ck_assert_int_eq(get(&b, path_of(code, "/letter")), 200);
	ck_assert(page_has(&b, "Agency 1"));
	/* There is no round to verify: the paper leads to the project. */
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "http://127.0.0.1:8080/projects/%s<", code)));
	ck_assert(!page_has(&b, "/verify"));
}
END_TEST

START_TEST(who_declines_a_direct_choice_has_no_next)
{
	struct actor works = an_enterprise(1), a = bidder(1);
	const char *code = a_direct_choice(&works);
	struct browser b = a_browser();
	struct problems problems;

	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
	    &problems), OK);
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_int_eq(get(&b, path_of(code, "")), 200);
	ck_assert(says(&b, "reason_no-award", NULL));
	ck_assert(page_has(&b, A_REASON));
}
END_TEST

/* ---- an agency's own page ---- */

START_TEST(what_did_not_last_is_no_deal)
{
	const char *code = a_bidding(&dept, plain, NULL);
	struct actor a = bidder(1);
	struct browser b = a_browser();
	const char *page = arena_printf(tests_arena(), "/agencies/%s",
	    a.uscc);
	struct problems problems;

	get(&b, page);
	ck_assert(page_has(&b, code));
	ck_assert_int_eq(award_decline(m, &a, code, A_REASON, NULL,
	    &problems), OK);
	get(&b, page);
	ck_assert(!page_has(&b, code));
}
END_TEST

Suite *
award_pages_suite(void)
{
	Suite *s = suite_create("award_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_low_price_is_explained_on_a_page);
	tcase_add_test(t, the_purchaser_decides_on_a_page);
	tcase_add_test(t, while_it_is_pending_nobody_is_called_the_winner);
	tcase_add_test(t, the_purchaser_picks_on_a_page);
	tcase_add_test(t,
	    the_publicity_shows_everybody_all_bids_and_each_its_place);
	tcase_add_test(t,
	    of_many_bids_the_page_shows_the_first_and_each_its_place);
	tcase_add_test(t, an_invalid_bid_stands_there_with_its_reason);
	tcase_add_test(t, working_days_are_counted);
	tcase_add_test(t, a_publicity_that_is_kept_open_says_so);
	tcase_add_test(t, the_winner_may_decline);
	tcase_add_test(t, who_was_kept_waiting_has_a_button);
	tcase_add_test(t, an_end_without_a_winner_says_why);
	tcase_add_test(t, the_letter_reads_like_one_and_proves_itself);
	tcase_add_test(t, the_letter_of_an_award_that_fell_says_so);
	tcase_add_test(t, a_direct_choice_has_its_letter_too);
	tcase_add_test(t, who_declines_a_direct_choice_has_no_next);
	tcase_add_test(t, what_did_not_last_is_no_deal);
	suite_add_tcase(s, t);
	return s;
}
