/* SPDX-License-Identifier: Apache-2.0 */
/* draft_terms_test.c: hidden thresholds, numbers of people and recusals, from draft to notice. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/finding.h"
#include "market/item.h"
#include "market/notice.h"
#include "tests/sealing.h"

Suite *draft_terms_suite(void);

static struct market *m;
static struct actor dept, works, agency;

#define ID_NUMBER "11010519491231002X"
#define LOCAL "须在本市注册"

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	works = an_enterprise(1);
	agency = an_agency(1);
}

static const char *
draft_with(const struct actor *owner, const char *content)
{
	struct draft_form f = a_draft_form(owner);

	f.content = content;
	return a_draft_of(owner, &f);
}

static enum err
publish(const struct actor *owner, const char *code,
    struct problems *problems)
{
	struct project p;

	return draft_publish(m, owner, code, &p, problems);
}

static enum err
answered(const struct actor *owner, const char *code, const char *rule,
    const char *field, const char *reason, struct problems *problems)
{
	const struct draft_answer a = { rule, field, reason };
	const struct draft_answers answers = { .rev = "1", .list = &a,
	    .n = 1, .privacy = strcmp(rule, "privacy") == 0 };
	struct project p;

	return draft_publish_answered(m, owner, code, &answers, &p,
	    problems);
}

/* The text of 采购公告, not yet public. */
static const char *
notice_of(const char *code)
{
	struct file f = published_of(code, "notice.txt");

	return arena_strndup(tests_arena(), f.data, f.n);
}

/* ---- the linter ---- */

START_TEST(a_hidden_threshold_stops_public_money_whatever_it_says)
{
	const char *code = draft_with(&dept, LOCAL);
	struct problems problems;

	ck_assert_int_eq(publish(&dept, code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].code, "draft_lint_block");
	ck_assert_str_eq(problems.list[0].field, "reason-L3-content");
	ck_assert_int_eq(answered(&dept, code, "L3", "content",
	    "It is needed here", &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "draft_lint_block");
}
END_TEST

START_TEST(own_money_may_say_why_and_everybody_reads_it)
{
	const char *code = draft_with(&works, LOCAL), *text;
	struct problems problems;

	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "reason-L3-content")->code,
	    "draft_reason_empty");
	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    "It is needed here", &problems), OK);
	text = notice_of(code);
	ck_assert_ptr_nonnull(strstr(text, "\nlint L3 content 在本市注册\n"));
	ck_assert_ptr_nonnull(strstr(text,
	    "\nlint-reason L3 content It is needed here\n"));
}
END_TEST

/* «reason» rules ask everybody, public money too. */
START_TEST(public_money_may_explain_what_only_wants_a_reason)
{
	const char *code = draft_with(&dept, "曾获鲁班奖");
	struct problems problems;

	ck_assert_int_eq(publish(&dept, code, &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "reason-L5-content")->code,
	    "draft_reason_empty");
	ck_assert_int_eq(answered(&dept, code, "L5", "content",
	    "A work of that rank", &problems), OK);
}
END_TEST

START_TEST(a_reason_is_a_sentence)
{
	const char *code = draft_with(&works, LOCAL);
	char longest[202];
	struct problems problems;

	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	ck_assert_int_eq(answered(&works, code, "L3", "content", "four",
	    &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problem_of(&problems, "reason-L3-content")->code,
	    "draft_reason_length");
	ck_assert_int_eq(answered(&works, code, "L3", "content", longest,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "reason-L3-content")->code,
	    "draft_reason_length");
	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    "two\nlines here", &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "reason-L3-content")->code,
	    "text_dirty");
	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    longest + 1, &problems), OK);
}
END_TEST

/* Said to these words; other words ask again. */
START_TEST(a_reason_is_kept_for_the_words_it_was_given_to)
{
	const char *code = draft_with(&works, "须在本市注册，缴纳保证金");
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct draft_terms t;
	struct project p;

	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    "It is needed here", &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);	/* L8 is left */
	ck_assert_str_eq(problems.list[0].field, "reason-L8-content");
	f.rev = "1";
	f.content = "须在本市工商登记";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(draft_terms_of(m, &p, &t), OK);
	ck_assert_uint_eq(t.n, 2);		/* L3, L12 */
	ck_assert_str_eq(t.findings[0].f.reason, "It is needed here");
	ck_assert(!t.findings[0].answered);
	ck_assert(t.findings[1].answered);
	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "reason-L3-content");
}
END_TEST

START_TEST(an_answer_to_an_older_text_is_not_taken)
{
	const char *code = draft_with(&works, LOCAL);
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	f.rev = "1";
	f.content = "须在本市工商登记";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    "It is needed here", &problems), ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "draft_changed");
	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
}
END_TEST

START_TEST(another_owner_answers_for_nobody)
{
	const char *code = draft_with(&works, LOCAL);
	struct actor other = an_enterprise(2);
	struct problems problems = { .n = 0 };

	ck_assert_int_eq(answered(&other, code, "L3", "content",
	    "It is needed here", &problems), ERR_NOT_FOUND);
	ck_assert_uint_eq(problems.n, 0);
}
END_TEST

START_TEST(publishing_with_answers_twice_publishes_once)
{
	const char *code = draft_with(&works, LOCAL);
	struct problems problems;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(answered(&works, code, "L3", "content",
		    "It is needed here", &problems), OK);
}
END_TEST

START_TEST(what_is_kept_is_what_the_notice_prints)
{
	const char *code = draft_with(&works, "须在本市注册，缴纳保证金");
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct finding *list;
	struct project p;
	size_t n;

	answered(&works, code, "L8", "content", "It is needed here",
	    &problems);
	f.rev = "1";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(publish(&works, code, &problems), OK);
	ck_assert_int_eq(db_finding_list(m->db, p.id, &list, &n), OK);
	ck_assert_uint_eq(n, 1);		/* L12 */
	ck_assert_str_eq(list[0].rule, "L12");
	ck_assert_ptr_null(strstr(notice_of(code), "L8"));
}
END_TEST

START_TEST(a_direct_choice_explains_itself_too)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct notice *list;
	struct project p;
	const char *code;
	size_t n;

	f.method = "direct";
	f.chosen = agency.uscc;
	f.content = LOCAL;
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_int_eq(answered(&works, code, "L3", "content",
	    "It is needed here", &problems), OK);
	p = project_now(code);
	ck_assert_int_eq(notice_of_project(m, p.id, &list, &n), OK);
	ck_assert_ptr_nonnull(strstr(list[0].body,
	    "\nlint-reason L3 content It is needed here\n"));
}
END_TEST

/* ---- who could bid ---- */

static void
serve(int agencies)
{
	an_item();
	for (int i = 2; i <= agencies; i++)
		an_agency(i);
	break_rows("INSERT INTO agency_item SELECT a.party_id, i.id"
	    " FROM agency a, service_item i WHERE true"
	    " ON CONFLICT DO NOTHING");
}

static int64_t
count_of(const char *code)
{
	struct draft_terms t;
	struct project p;

	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_int_eq(draft_terms_of(m, &p, &t), OK);
	return t.eligible;
}

/* They are counted when findings are answered, and when it is saved. */
static int64_t
counted_again(const char *code)
{
	struct problems problems;
	struct project p;
	struct draft_answers none = { .n = 0 };

	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	none.rev = arena_printf(tests_arena(), "%d", (int)p.rev);
	ck_assert_int_eq(draft_answer(m, &works, code, &none, &problems), OK);
	return count_of(code);
}

START_TEST(active_agencies_that_serve_the_item_could_bid)
{
	const char *code = a_draft(&works);
	struct problems problems;

	ck_assert_int_eq(count_of(code), 0);
	serve(6);
	ck_assert_int_eq(count_of(code), 0);	/* no page counts */
	ck_assert_int_eq(counted_again(code), 6);
	break_rows("UPDATE agency SET state = 'suspended'"
	    " WHERE party_id = %d", (int)agency.party_id);
	ck_assert_int_eq(counted_again(code), 5);
	ck_assert_int_eq(publish(&works, code, &problems), OK);
	ck_assert_ptr_nonnull(strstr(notice_of(code), "\neligible 5\n"));
	ck_assert_ptr_null(strstr(notice_of(code), "L12"));
}
END_TEST

START_TEST(too_few_who_could_bid_want_a_reason)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems = { .n = 0 };
	struct project p;

	serve(4);
	ck_assert_int_eq(draft_create(m, &works, &f, &p, &problems), OK);
	a_draft(&works);			/* short terms */
	ck_assert_int_eq(publish(&works, p.code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "reason-L12-eligible");
	ck_assert_int_eq(answered(&works, p.code, "L12", "eligible",
	    "A rare kind of work", &problems), OK);
	ck_assert_ptr_nonnull(strstr(notice_of(p.code),
	    "\neligible 4\nlint L12 eligible\nlint-reason L12 eligible "
	    "A rare kind of work\n"));
}
END_TEST

/* Five earlier ones were open for ten hours, this one for one. */
START_TEST(a_window_much_shorter_than_usual_wants_a_reason)
{
	struct problems problems;
	const char *code;

	serve(6);
	for (int i = 0; i < 5; i++)
		a_project_for(&works, 36000);
	code = a_draft(&works);
	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "reason-L11-window");
	/* Of long ago it tells nothing. */
	break_rows("UPDATE project SET published_at = published_at"
	    " - 900 * 86400, deadline = deadline - 900 * 86400"
	    " WHERE published_no = 3");
	ck_assert_int_eq(publish(&works, code, &problems), OK);
}
END_TEST

/* ---- numbers of people ---- */

START_TEST(a_persons_number_wants_a_yes)
{
	const char *code = draft_with(&works, "联系人 " ID_NUMBER
	    "，13800001001");
	struct problems problems;
	struct draft_terms t;
	struct project p;

	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_int_eq(draft_terms_of(m, &p, &t), OK);
	ck_assert_uint_eq(t.n, 3);
	ck_assert_str_eq(t.findings[1].f.rule, "id");
	ck_assert_str_eq(t.findings[1].f.field, "content");
	ck_assert_str_eq(t.findings[1].f.words, "110***********002X");
	ck_assert_str_eq(t.findings[2].f.rule, "mobile");
	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problem_of(&problems, "privacy")->code,
	    "draft_privacy_yes");
	ck_assert_int_eq(answered(&works, code, "privacy", "", "",
	    &problems), OK);
	ck_assert_ptr_null(strstr(notice_of(code), "\nlint id"));
	ck_assert_ptr_null(strstr(notice_of(code), "110***"));
}
END_TEST

START_TEST(a_yes_is_for_the_numbers_that_were_shown)
{
	const char *code = draft_with(&works, "13800001001 缴纳保证金");
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	ck_assert_int_eq(answered(&works, code, "privacy", "", "",
	    &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);	/* the deposit */
	f.rev = "1";
	f.content = "13800001002";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(publish(&works, code, &problems), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "privacy"));
}
END_TEST

static const char *const places[] = { "title", "scale", "place",
    "requirements", "phone", "recusals" };

START_TEST(each_free_text_is_scanned)
{
	struct draft_form f = a_draft_form(&works);
	const char **fields[] = { &f.title, &f.scale, &f.place,
	    &f.requirements, &f.phone, &f.recusals };
	struct draft_terms t;
	struct project p;
	bool found = false;

	*fields[_i] = strcmp(places[_i], "recusals") == 0 ?
	    "firm 13800001001" : "13800001001";
	ck_assert_int_eq(draft_get(m, &works, a_draft_of(&works, &f), &p),
	    OK);
	ck_assert_int_eq(draft_terms_of(m, &p, &t), OK);
	for (size_t i = 0; i < t.n; i++)
		found = found || (t.findings[i].privacy &&
		    strcmp(t.findings[i].f.field, places[_i]) == 0);
	ck_assert(found);
}
END_TEST

/* ---- recusals ---- */

static const char *
project_without(const char *recusals)
{
	struct draft_form f = a_draft_form(&works);

	f.recusals = recusals;
	return a_project_of(&works, &f);
}

static void
assert_kept_out(const struct actor *who, const char *code)
{
	struct problems problems;
	struct bid_offer offer;
	struct bid bid;
	struct file f;

	ck_assert_int_eq(bid_offer(m, who, code, &offer, &problems),
	    ERR_FORBIDDEN);
	ck_assert_str_eq(problems.list[0].code, "bid_recused");
	ck_assert_int_eq(bid_place(m, who, code, "60000", a_token(), &bid,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(cast_register(the_cast(), m, who), OK);
	f = sealed(code, &(struct sealing){ .who = who });
	assert_refused(submitted(who, code, f), f, "eligible");
}

START_TEST(a_recused_agency_is_not_heard)
{
	struct actor other = an_agency(2);
	const char *code = project_without(arena_printf(tests_arena(),
	    "%s  a parent\n\n", agency.uscc));

	assert_kept_out(&agency, code);
	a_bid(&other, code, "60000");
	ck_assert_ptr_nonnull(strstr(notice_of(code), arena_printf(
	    tests_arena(), "\nrecusal %s a parent\n", agency.uscc)));
}
END_TEST

START_TEST(who_is_recused_by_name_is_not_heard_either)
{
	const char *code;

	break_rows("UPDATE party SET name = 'Firm' WHERE id = %d",
	    (int)agency.party_id);
	code = project_without("Firm a parent");
	assert_kept_out(&agency, code);
}
END_TEST

START_TEST(a_recusal_that_was_taken_out_keeps_nobody_out)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;
	const char *code;

	f.recusals = arena_printf(tests_arena(), "%s a parent", agency.uscc);
	code = a_draft_of(&works, &f);
	f.rev = "1";
	f.recusals = "";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(publish(&works, code, &problems), OK);
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	a_bid(&agency, code, "60000");
}
END_TEST

START_TEST(nobody_chooses_whom_it_recuses)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;

	f.method = "direct";
	f.chosen = agency.uscc;
	f.recusals = arena_printf(tests_arena(), "%s a parent", agency.uscc);
	ck_assert_int_eq(publish(&works, a_draft_of(&works, &f), &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "chosen")->code,
	    "draft_chosen_recused");
}
END_TEST

static void
add_lint_tests(TCase *t)
{
	tcase_add_test(t,
	    a_hidden_threshold_stops_public_money_whatever_it_says);
	tcase_add_test(t, own_money_may_say_why_and_everybody_reads_it);
	tcase_add_test(t,
	    public_money_may_explain_what_only_wants_a_reason);
	tcase_add_test(t, a_reason_is_a_sentence);
	tcase_add_test(t, a_reason_is_kept_for_the_words_it_was_given_to);
	tcase_add_test(t, an_answer_to_an_older_text_is_not_taken);
	tcase_add_test(t, another_owner_answers_for_nobody);
	tcase_add_test(t, publishing_with_answers_twice_publishes_once);
	tcase_add_test(t, what_is_kept_is_what_the_notice_prints);
	tcase_add_test(t, a_direct_choice_explains_itself_too);
	tcase_add_test(t, active_agencies_that_serve_the_item_could_bid);
	tcase_add_test(t, too_few_who_could_bid_want_a_reason);
	tcase_add_test(t, a_window_much_shorter_than_usual_wants_a_reason);
}

Suite *
draft_terms_suite(void)
{
	Suite *s = suite_create("draft_terms");
	TCase *t = tcase_create("terms");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	add_lint_tests(t);
	tcase_add_test(t, a_persons_number_wants_a_yes);
	tcase_add_test(t, a_yes_is_for_the_numbers_that_were_shown);
	tcase_add_loop_test(t, each_free_text_is_scanned, 0, COUNT(places));
	tcase_add_test(t, a_recused_agency_is_not_heard);
	tcase_add_test(t, who_is_recused_by_name_is_not_heard_either);
	tcase_add_test(t, a_recusal_that_was_taken_out_keeps_nobody_out);
	tcase_add_test(t, nobody_chooses_whom_it_recuses);
	suite_add_tcase(s, t);
	return s;
}
