/* SPDX-License-Identifier: Apache-2.0 */
/* paper_test.c: what a purchaser decides on record, and who must agree. */
#include "market/paper.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/budget.h"
#include "market/key.h"
#include "market/opening.h"
#include "market/platform.h"
#include "market/submit.h"
#include "market/tick.h"
#include "market/tlog.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *paper_suite(void);

enum { HOUR = 3600, BIDS = 3 };

static struct market *m;
static struct actor dept, agencies[BIDS];
static struct file bids[BIDS];
static const char *code;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	code = a_project(&dept);
	for (int i = 0; i < BIDS; i++) {
		agencies[i] = an_agency(i + 1);
		bids[i] = sealed(code, &(struct sealing){ .who =
		    &agencies[i], .fen = 5000000 + i });
		assert_accepted(submitted(&agencies[i], code, bids[i]));
	}
}

/* Writes a paper down: its text. */
static const char *
written(const char *kind, const char *value)
{
	struct problems problems;
	struct paper paper;

	ck_assert_int_eq(paper_write(m, &dept, code, kind, value, &problems),
	    OK);
	ck_assert_int_eq(paper_get(m, &dept, code, kind, &paper), OK);
	ck_assert_str_eq(paper.lines, "");
	return arena_strdup(tests_arena(), paper.text);
}

static enum err
may_write(const char *kind, const char *value)
{
	struct problems problems;

	return paper_write(m, &dept, code, kind, value, &problems);
}

/* The purchaser (0) or a trustee. */
static struct posted
signs(int by, const char *text)
{
	return posted_to(round_sign, id_of(code), line_over(&dept, by,
	    text));
}

static void
past_the_close(void)
{
	clock_set(terms_of(code).round.deadline + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_gt(terms_of(code).round.close_leaf, 0);
}

static void
opens(int i)
{
	const char *file;
	size_t n;

	ck_assert_int_eq(cast_open(the_cast(), m, code, (size_t)i, &file,
	    &n), OK);
	assert_accepted(posted_to(opening_key, id_of(code), a_file(file,
	    n)));
}

static const char *
purchaser(void)
{
	return arena_strdup(tests_arena(), terms_of(code).round.purchaser);
}

static void
assert_logged(int64_t leaf, const char *name)
{
	ck_assert_int_gt(leaf, 0);
	assert_same_file(log_entry(leaf), published_of(code, name));
}

/* By their names, in order. */
static void
assert_signers(const char *name, const char *const *names, size_t n)
{
	struct file f = published_of(code, name);
	struct note note;

	ck_assert(note_parse(&note, f.data, f.n));
	ck_assert_uint_eq(note.count, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(note.lines[i].name_n, strlen(names[i]));
		ck_assert_mem_eq(note.lines[i].name, names[i],
		    strlen(names[i]));
	}
}

/* ---- void ---- */

#define REASON "The plan has changed."

START_TEST(a_purchaser_ends_a_round)
{
	const char *text = written("void", REASON);
	struct budget_line *lines;
	const char *const names[] = { purchaser(),
	    "m.example/op" };
	struct opening o;
	size_t n;

	ck_assert_str_eq(project_now(code).state, "published");
	assert_accepted(signs(BY_ACTOR, text));
	ck_assert_str_eq(project_now(code).state, "cancelled");
	assert_logged(terms_of(code).round.void_leaf, "void.note");
	assert_signers("void.note", names, COUNT(names));
	ck_assert_str_eq(text_of_note(published_of(code, "void.note")), text);
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 0);
	/* Nobody learns who had bid, or that anybody had. */
	clock_forward(2 * HOUR);
	run_clock();
	ck_assert_int_eq(terms_of(code).round.close_leaf, 0);
	ck_assert_ptr_null(published_of(code, "close.note").data);
	for (int i = 0; i < BIDS; i++)
		ck_assert_ptr_null(published_body(code, bids[i]).data);
	ck_assert_int_eq(opening_get(m, code, &o), OK);
	ck_assert_uint_eq(o.n, 0);
	assert_verifies(code);
}
END_TEST

START_TEST(nobody_else_ends_a_round)
{
	const char *text = written("void", REASON);
	struct actor other = a_department(2);
	struct problems problems;
	struct file f;

	assert_accepted(signs(1, text));
	assert_accepted(signs(2, text));
	assert_accepted(signs(3, text));
	ck_assert_str_eq(project_now(code).state, "published");
	f = line_over(NULL, BY_PLATFORM, text);
	assert_refused(posted_to(round_sign, id_of(code), f), f,
	    "signature");
	f = line_over(&agencies[0], BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), f), f,
	    "signature");
	ck_assert_int_eq(paper_write(m, &other, code, "void", REASON,
	    &problems), ERR_NOT_FOUND);
	ck_assert_str_eq(project_now(code).state, "published");
}
END_TEST

START_TEST(an_end_needs_a_reason)
{
	ck_assert_int_eq(may_write("void", ""), ERR_INVALID);
	ck_assert_int_eq(may_write("void", "Short."), ERR_INVALID);
	ck_assert_int_eq(may_write("void", "Two lines.\nsealbid/v1 void"),
	    ERR_INVALID);
	ck_assert_int_eq(may_write("nothing", REASON), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_closed_round_can_be_ended_until_the_second_key)
{
	const char *text;

	past_the_close();
	opens(1);
	text = written("void", REASON);
	assert_accepted(signs(BY_ACTOR, text));
	ck_assert_str_eq(project_now(code).state, "failed");
	assert_logged(terms_of(code).round.void_leaf, "void.note");
	assert_verifies(code);
}
END_TEST

static bool
explains_facts(int64_t from)
{
	for (int64_t i = from; i < log_length(); i++)
		if (file_has(log_entry(i), "sealbid/v1 cover\n"))
			return true;
	return false;
}

/* What was committed for a result that never comes (sealing.md 13). */
START_TEST(facts_of_a_round_that_was_ended_are_covered)
{
	int64_t length;

	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %d", (int)agencies[0].party_id);
	past_the_close();
	assert_accepted(signs(BY_ACTOR, written("void", REASON)));
	length = log_length();
	tick_tidy(m);
	ck_assert(!explains_facts(length));
	clock_forward(70 * 86400);
	tick_tidy(m);
	ck_assert(explains_facts(length));
	length = log_length();
	clock_forward(86400);
	tick_tidy(m);
	ck_assert(!explains_facts(length));
}
END_TEST

START_TEST(what_is_opened_cannot_be_ended)
{
	const char *text = written("void", REASON);
	struct file f = line_over(&dept, BY_ACTOR, text);

	past_the_close();
	opens(1);
	opens(3);
	/* Before the clock has computed the result. */
	ck_assert_ptr_null(published_of(code, "result.note").data);
	ck_assert_int_eq(may_write("void", REASON), ERR_CONFLICT);
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	run_clock_alone();
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	ck_assert_int_eq(terms_of(code).round.void_leaf, 0);
	assert_verifies(code);
}
END_TEST

START_TEST(a_new_paper_takes_the_place_of_the_old)
{
	const char *text = written("void", REASON);
	struct file f = line_over(&dept, BY_ACTOR, text);
	const char *other = written("void", "Another reason than that.");

	assert_refused(posted_to(round_sign, id_of(code), f), f,
	    "signature");
	ck_assert_str_eq(project_now(code).state, "published");
	assert_accepted(signs(BY_ACTOR, other));
	ck_assert_str_eq(project_now(code).state, "cancelled");
}
END_TEST

START_TEST(bidders_are_told_of_an_end)
{
	const char *text = written("void", REASON);
	struct actor idle = an_agency(9);

	ck_assert_str_eq(told(&agencies[0]), "bid_receipt joined_agency");
	assert_accepted(signs(BY_ACTOR, text));
	for (int i = 0; i < BIDS; i++) {
		ck_assert_str_eq(told(&agencies[i]),
		    "cancelled bid_receipt joined_agency");
		ck_assert_str_eq(told_values(&agencies[i], "cancelled"),
		    REASON);
	}
	ck_assert_str_eq(told(&idle), "joined_agency");
}
END_TEST

/* ---- extend ---- */

/* As a form has it. */
static const char *
later(int64_t seconds)
{
	struct civil c = civil_of(terms_of(code).round.deadline + seconds);

	return arena_printf(tests_arena(), "%04d-%02d-%02dT%02d:%02d:%02d",
	    (int)c.year, c.month, c.day, c.hour, c.minute, c.second);
}

static void
extend(int64_t seconds)
{
	const char *text = written("extend", later(seconds));

	assert_accepted(signs(2, text));
	assert_accepted(signs(BY_ACTOR, text));
	assert_accepted(signs(3, text));
}

/* Which of purchaser (0) and trustees sign, in which order. */
static const struct { int by[4], n; bool moved; } hands[] = {
	{ { 0 }, 1, false }, { { 0, 1 }, 2, false },
	{ { 1, 2, 3 }, 3, false }, { { 0, 1, 1 }, 3, false },
	{ { 0, 0, 3 }, 3, false }, { { 0, 1, 3 }, 3, true },
	{ { 2, 0, 1 }, 3, true }, { { 3, 2, 0 }, 3, true },
};

START_TEST(two_trustees_and_the_purchaser_move_a_deadline)
{
	int64_t old = terms_of(code).round.deadline;
	const char *text = written("extend", later(HOUR));

	for (int k = 0; k < hands[_i].n; k++) {
		ck_assert_int_eq(terms_of(code).round.deadline, old);
		assert_accepted(signs(hands[_i].by[k], text));
	}
	ck_assert_int_eq(terms_of(code).round.deadline,
	    old + (hands[_i].moved ? HOUR : 0));
	ck_assert_int_eq(project_now(code).deadline,
	    old + (hands[_i].moved ? HOUR : 0));
	ck_assert_int_eq(published_of(code, "extend-1.note").data != NULL,
	    hands[_i].moved);
}
END_TEST

START_TEST(one_trustee_with_two_nonces_is_one)
{
	int64_t old = terms_of(code).round.deadline;
	const char *text = written("extend", later(HOUR));
	struct file again;

	assert_accepted(signs(BY_ACTOR, text));
	assert_accepted(signs(1, text));
	again = line_again(trustee_secret(1), text);
	ck_assert_str_ne(again.data, line_over(NULL, 1, text).data);
	assert_accepted(posted_to(round_sign, id_of(code), again));
	ck_assert_int_eq(terms_of(code).round.deadline, old);
	/* The next one still counts. */
	assert_accepted(signs(2, text));
	ck_assert_int_eq(terms_of(code).round.deadline, old + HOUR);
	clock_set(old + HOUR + ROUND_CLOSE_DELAY);
	run_clock();
	assert_verifies(code);
}
END_TEST

START_TEST(an_extension_is_signed_in_the_order_of_the_protocol)
{
	const char *const names[] = { purchaser(),
	    "m.example/op", "m.example/t/2", "m.example/t/3" };

	extend(HOUR);
	assert_signers("extend-1.note", names, COUNT(names));
}
END_TEST

START_TEST(an_extended_round_goes_on_with_what_it_has)
{
	int64_t old = terms_of(code).round.deadline;
	struct actor more = an_agency(4);
	struct file f = sealed(code, &(struct sealing){ .who = &more });
	struct tlog_receipt r;
	struct posted p;
	char reveal[TLOG_DATE + 1];
	struct seal_close c;
	const char *text;

	extend(30 * 86400);
	ck_assert_str_eq(told(&agencies[0]),
	    "deadline_extended bid_receipt joined_agency");
	ck_assert_str_eq(told(&dept), "tender_published joined_owner");
	clock_set(old + ROUND_CLOSE_DELAY);
	run_clock_alone();
	ck_assert_int_eq(terms_of(code).round.close_leaf, 0);
	clock_set(old + 30 * 86400 - 1);
	p = submitted(&more, code, f);
	assert_accepted(p);
	/* The log tells nothing of an extension. */
	ck_assert(tlog_receipt_read(&r, p.text, p.n));
	tlog_reveal_by(reveal, old);
	ck_assert_str_eq(r.reveal_by, reveal);
	clock_forward(1 + ROUND_CLOSE_DELAY);
	run_clock();
	text = text_of_note(published_of(code, "close.note"));
	ck_assert(seal_record_parse(tests_arena(), SEAL_CLOSE, text,
	    strlen(text), &c));
	ck_assert_int_eq(c.deadline, old + 30 * 86400);
	ck_assert_int_eq(c.count, BIDS + 1);
	ck_assert_str_eq(project_now(code).state, "publicity");
	assert_verifies(code);
}
END_TEST

START_TEST(a_deadline_moves_twice_and_only_later)
{
	int64_t old = terms_of(code).round.deadline;

	ck_assert_int_eq(may_write("extend", later(0)), ERR_CONFLICT);
	ck_assert_int_eq(may_write("extend", later(-60)), ERR_CONFLICT);
	ck_assert_int_eq(may_write("extend", "soon"), ERR_INVALID);
	extend(HOUR);
	extend(HOUR);
	ck_assert_int_eq(terms_of(code).round.deadline, old + 2 * HOUR);
	ck_assert_ptr_nonnull(published_of(code, "extend-2.note").data);
	clock_set(old + 2 * HOUR + ROUND_CLOSE_DELAY);
	run_clock();
	assert_verifies(code);
}
END_TEST

/* The deadline is on 25 November: reveal-by is the last of December. */
static const struct { const char *at; bool fits; } last_days[] = {
	{ "2026-12-31T23:59:49", true }, { "2026-12-31T23:59:50", false },
	{ "2027-01-04T10:00:00", false },
};

START_TEST(a_round_is_closed_before_its_leaves_must_be_explained)
{
	ck_assert_int_eq(may_write("extend", last_days[_i].at),
	    last_days[_i].fits ? OK : ERR_CONFLICT);
}
END_TEST

START_TEST(an_extension_must_be_signed_before_the_old_deadline)
{
	const char *text = written("extend", later(HOUR));
	int64_t old = terms_of(code).round.deadline;
	struct file f = line_over(NULL, 2, text);

	assert_accepted(signs(BY_ACTOR, text));
	clock_set(old - 1);
	assert_accepted(signs(1, text));
	clock_set(old);
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	ck_assert_int_eq(terms_of(code).round.deadline, old);
	ck_assert_int_eq(may_write("extend", later(2 * HOUR)),
	    ERR_CONFLICT);
	past_the_close();
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
}
END_TEST

/* ---- fallback ---- */

START_TEST(a_fallback_is_the_purchasers_and_a_trustees)
{
	const char *text;
	const char *const names[] = { purchaser(),
	    "m.example/t/1" };

	past_the_close();
	clock_forward(PAPER_FALLBACK_AFTER - 1);
	ck_assert_int_eq(may_write("fallback", ""), ERR_CONFLICT);
	clock_forward(1);
	text = written("fallback", "");
	assert_accepted(signs(BY_ACTOR, text));
	ck_assert_int_eq(terms_of(code).round.fallback_leaf, 0);
	assert_accepted(signs(1, text));
	assert_logged(terms_of(code).round.fallback_leaf, "fallback.note");
	assert_signers("fallback.note", names, COUNT(names));
	ck_assert_int_eq(may_write("fallback", ""), ERR_CONFLICT);
}
END_TEST

START_TEST(no_fallback_once_the_keys_are_there)
{
	const char *text;
	struct file f;

	past_the_close();
	opens(1);
	clock_forward(PAPER_FALLBACK_AFTER);
	text = written("fallback", "");
	assert_accepted(signs(1, text));
	opens(2);
	f = line_over(&dept, BY_ACTOR, text);
	assert_refused(posted_to(round_sign, id_of(code), f), f, "late");
	ck_assert_int_eq(may_write("fallback", ""), ERR_CONFLICT);
	ck_assert_int_eq(terms_of(code).round.fallback_leaf, 0);
}
END_TEST

/* ---- award ---- */

START_TEST(a_purchaser_puts_the_award_on_record)
{
	const char *text, *const names[] = { purchaser() };
	struct seal_award a;

	ck_assert_int_eq(may_write("award", ""), ERR_CONFLICT);
	past_the_close();
	ck_assert_int_eq(may_write("award", ""), ERR_CONFLICT);
	run_clock();
	text = written("award", "");
	ck_assert(seal_record_parse(tests_arena(), SEAL_AWARD, text,
	    strlen(text), &a));
	ck_assert_str_eq(a.winner, key_name(m, &agencies[0]));
	ck_assert_int_eq(a.amount_fen, 5000000);
	assert_accepted(signs(BY_ACTOR, text));
	assert_logged(terms_of(code).round.award_leaf, "award.note");
	assert_signers("award.note", names, COUNT(names));
	ck_assert_int_eq(may_write("award", ""), ERR_CONFLICT);
	assert_verifies(code);
}
END_TEST

Suite *
paper_suite(void)
{
	Suite *s = suite_create("paper");
	TCase *t = tcase_create("papers");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_purchaser_ends_a_round);
	tcase_add_test(t, bidders_are_told_of_an_end);
	tcase_add_test(t, nobody_else_ends_a_round);
	tcase_add_test(t, an_end_needs_a_reason);
	tcase_add_test(t, a_closed_round_can_be_ended_until_the_second_key);
	tcase_add_test(t, facts_of_a_round_that_was_ended_are_covered);
	tcase_add_test(t, what_is_opened_cannot_be_ended);
	tcase_add_test(t, a_new_paper_takes_the_place_of_the_old);
	tcase_add_loop_test(t,
	    two_trustees_and_the_purchaser_move_a_deadline, 0, COUNT(hands));
	tcase_add_test(t, one_trustee_with_two_nonces_is_one);
	tcase_add_test(t,
	    an_extension_is_signed_in_the_order_of_the_protocol);
	tcase_add_test(t, an_extended_round_goes_on_with_what_it_has);
	tcase_add_test(t, a_deadline_moves_twice_and_only_later);
	tcase_add_loop_test(t,
	    a_round_is_closed_before_its_leaves_must_be_explained, 0,
	    COUNT(last_days));
	tcase_add_test(t,
	    an_extension_must_be_signed_before_the_old_deadline);
	tcase_add_test(t, a_fallback_is_the_purchasers_and_a_trustees);
	tcase_add_test(t, no_fallback_once_the_keys_are_there);
	tcase_add_test(t, a_purchaser_puts_the_award_on_record);
	suite_add_tcase(s, t);
	return s;
}
