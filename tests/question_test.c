/* SPDX-License-Identifier: Apache-2.0 */
/* question_test.c: agencies ask, owners answer, and nobody learns who asked. */
#include "market/question.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/due.h"
#include "fcgi/routes.h"
#include "market/desk.h"
#include "market/notice.h"
#include "market/due.h"
#include "market/base/digits.h"
#include "tests/sealing.h"
#include "views/view.h"

Suite *question_suite(void);

#define LATE "\u903e\u671f\u7b54\u590d"
#define OWN "\u672c\u673a\u6784\u63d0\u95ee"

enum { DAY = 86400 };

static struct market *m;
static struct actor dept, agency, rival;
static const char *code;

/* Open for nine days from Wednesday 25 November, 10:00. */
static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	agency = an_agency(1);
	rival = an_agency(2);
	code = a_project_for(&dept, 9 * DAY);
}

static enum err
asks(const struct actor *who, const char *text, const char *problem)
{
	struct problems problems;
	enum err err = question_ask(m, who, code, text, &problems);

	ck_assert_int_eq(problems.n > 0, problem != NULL);
	if (problem)
		ck_assert_str_eq(problems.list[0].code, problem);
	return err;
}

static enum err
answers(const struct actor *who, int64_t id, const char *text,
    const char *problem)
{
	struct problems problems;
	enum err err = question_answer(m, who, id, text, &problems);

	ck_assert_int_eq(problems.n > 0, problem != NULL);
	if (problem)
		ck_assert_str_eq(problems.list[0].code, problem);
	return err;
}

static struct question *
all(size_t *n)
{
	struct question *list;

	ck_assert_int_eq(question_list(m, project_now(code).id, 0, &list,
	    n), OK);
	return list;
}

static const char *
address(const char *after)
{
	return arena_printf(tests_arena(), "/projects/%s%s", code, after);
}

START_TEST(a_question_and_its_answer_are_public_at_once)
{
	struct browser anyone = a_browser();
	size_t n;

	ck_assert_int_eq(asks(&agency, "Which survey is meant?", NULL), OK);
	get(&anyone, address("/questions"));
	ck_assert(page_has(&anyone, "Which survey is meant?"));
	get(&anyone, address(""));
	ck_assert(page_has(&anyone, "Which survey is meant?"));
	ck_assert_int_eq(answers(&dept, all(&n)[0].id, "That of 2025.",
	    NULL), OK);
	get(&anyone, address("/questions"));
	ck_assert(page_has(&anyone, "That of 2025."));
	get(&anyone, address(""));
	ck_assert(page_has(&anyone, "That of 2025."));
	ck_assert(page_has(&anyone, view_sentence(m->arena,
	    "event_answer", NULL)));
}
END_TEST

START_TEST(the_same_words_twice_are_one_question)
{
	size_t n;

	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	all(&n);
	ck_assert_uint_eq(n, 1);
	/* Another's same words are another's: nobody learns they were put. */
	ck_assert_int_eq(asks(&rival, "Which survey?", NULL), OK);
	all(&n);
	ck_assert_uint_eq(n, 2);
}
END_TEST

static const struct {
	const char *text;
	size_t repeat;
	const char *problem;
} texts[] = {
	{ "", 1, "question_length" }, { "Why?", 1, "question_length" },
	{ "Why so?", 1, NULL }, { "x", 500, NULL },
	{ "x", 501, "question_length" }, { "\xe6\xb0\xb4", 500, NULL },
	{ "Two\nlines", 1, NULL }, { "bad\x01" "text", 1, "text_dirty" },
};

START_TEST(a_question_has_a_length)
{
	struct buf all_of_it;
	const char *text;

	buf_init(&all_of_it, 4096);
	for (size_t i = 0; i < texts[_i].repeat; i++)
		buf_text(&all_of_it, texts[_i].text);
	text = arena_strndup(tests_arena(), all_of_it.data ?
	    all_of_it.data : "", all_of_it.len);
	buf_release(&all_of_it);
	ck_assert_int_eq(asks(&agency, text, texts[_i].problem),
	    texts[_i].problem ? ERR_INVALID : OK);
}
END_TEST

START_TEST(ten_questions_of_one_agency_are_enough)
{
	for (int i = 0; i < QUESTION_CAP; i++)
		ck_assert_int_eq(asks(&agency, arena_printf(tests_arena(),
		    "Question %d?", i), NULL), OK);
	ck_assert_int_eq(asks(&agency, "One more?", "question_cap"),
	    ERR_CONFLICT);
	/* What was put before is still answered with success. */
	ck_assert_int_eq(asks(&agency, "Question 3?", NULL), OK);
	ck_assert_int_eq(asks(&rival, "One more?", NULL), OK);
}
END_TEST

/*
 * The deadline is Friday 4 December, 10:00; one working day before it is the
 * whole of Thursday, so one asks until Wednesday 2 December, 17:00.
 */
START_TEST(one_asks_until_a_working_day_before_the_deadline)
{
	struct project p = project_now(code);
	int64_t until = question_until(m->house, &p);
	int64_t wanted;

	ck_assert(digits_datetime("2026-12-02T17:00:00", &wanted));
	ck_assert_int_eq(until, wanted);
	clock_set(until - 1);
	ck_assert_int_eq(asks(&agency, "Just in time?", NULL), OK);
	clock_set(until);
	ck_assert_int_eq(asks(&agency, "A second late?", "question_late"),
	    ERR_CONFLICT);
	ck_assert_int_eq(asks(&agency, "Just in time?", NULL), OK);
}
END_TEST

/* One hour: the last question would have been asked before it was public. */
START_TEST(where_there_is_no_time_to_ask_pages_say_so)
{
	struct browser b = a_browser();
	struct notice *list;
	size_t n;

	get(&b, arena_printf(tests_arena(), "/projects/%s/questions", code));
	ck_assert(!page_has(&b, "\u4e0d\u63a5\u53d7\u63d0\u95ee"));
	code = a_project_for(&dept, 3600);
	get(&b, arena_printf(tests_arena(), "/projects/%s/questions", code));
	ck_assert(page_has(&b, "\u4e0d\u63a5\u53d7\u63d0\u95ee"));
	ck_assert_int_eq(asks(&agency, "In time?", "question_late"),
	    ERR_CONFLICT);
	ck_assert_int_eq(notice_of_project(m, project_now(code).id, &list,
	    &n), OK);
	ck_assert_ptr_nonnull(strstr(list[0].body, "\nenquiry none\n"));
	ck_assert_ptr_null(strstr(list[0].body, "enquiry-until"));
	get(&b, arena_printf(tests_arena(), "/notices/%d",
	    (int)list[0].id));
	ck_assert(page_has(&b, view_sentence(tests_arena(), "enquiry_none",
	    NULL)));
}
END_TEST

START_TEST(a_notice_may_set_the_last_second_itself)
{
	int64_t until = clock_at() + 3600;

	break_rows("UPDATE project SET enquiry_until = %d", (int)until);
	clock_set(until - 1);
	ck_assert_int_eq(asks(&agency, "Just in time?", NULL), OK);
	clock_set(until);
	ck_assert_int_eq(asks(&agency, "A second late?", "question_late"),
	    ERR_CONFLICT);
}
END_TEST

START_TEST(the_owner_and_strangers_do_not_ask)
{
	struct actor self = dept;

	ck_assert_int_eq(asks(&self, "What do I want?", "question_own"),
	    ERR_FORBIDDEN);
	code = "ZJ-2026-999999";
	ck_assert_int_eq(asks(&agency, "Which one?", NULL), ERR_NOT_FOUND);
	code = a_draft(&dept);
	ck_assert_int_eq(asks(&agency, "Which one?", NULL), ERR_NOT_FOUND);
}
END_TEST

START_TEST(an_answer_is_given_once_by_the_owner)
{
	struct actor other = a_department(2);
	size_t n;
	int64_t id;

	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	id = all(&n)[0].id;
	ck_assert_int_eq(answers(&other, id, "Mine.", NULL), ERR_NOT_FOUND);
	ck_assert_int_eq(answers(&dept, id, "", "question_answer_empty"),
	    ERR_INVALID);
	ck_assert_int_eq(answers(&dept, id, "That one.", NULL), OK);
	ck_assert_int_eq(answers(&dept, id, "That one.", NULL), OK);
	ck_assert_int_eq(answers(&dept, id, "Another.", NULL), ERR_CONFLICT);
	ck_assert_str_eq(all(&n)[0].answer, "That one.");
	ck_assert_int_eq(answers(&dept, id + 1, "None.", NULL),
	    ERR_NOT_FOUND);
}
END_TEST

/* Asked on Wednesday at 10:00: the end of Thursday. */
START_TEST(an_answer_is_late_after_a_working_day)
{
	struct browser anyone = a_browser();
	struct question *q;
	struct desk d;
	int64_t due;
	size_t n;

	ck_assert(digits_datetime("2026-11-26T23:59:59", &due));
	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	q = all(&n);
	ck_assert_int_eq(q[0].due_at, due);
	ck_assert(!question_late(&q[0], due));
	ck_assert(question_late(&q[0], due + 1));
	ck_assert_int_eq(desk_get(m, &dept, &d), OK);
	ck_assert_str_eq(d.tasks[0].code, "answer");
	ck_assert_int_eq(d.tasks[0].until, due);
	clock_set(due + 1);
	ck_assert_int_eq(answers(&dept, q[0].id, "That one.", NULL), OK);
	ck_assert(question_late(&all(&n)[0], due + 1));
	get(&anyone, address("/questions"));
	ck_assert(page_has(&anyone, LATE));
	ck_assert_int_eq(desk_get(m, &dept, &d), OK);
	for (size_t i = 0; i < d.n; i++)
		ck_assert_str_ne(d.tasks[i].code, "answer");
}
END_TEST

/* ---- who asked ---- */

START_TEST(who_asked_is_shown_to_the_asker_alone)
{
	struct actor op = an_operator(), reg = a_regulator();
	const struct actor *others[] = { NULL, &rival, &dept, &op, &reg };
	struct browser b = signed_in(&agency);

	ck_assert_int_eq(get(&b, address("/questions")), 200);
	ck_assert_int_eq(post(&b, address("/questions"),
	    "text=Which+survey%3F"), 303);
	get(&b, address("/questions"));
	ck_assert(page_has(&b, OWN));
	for (size_t i = 0; i < COUNT(others); i++) {
		static const char *const pages[] = { "/questions", "",
		    "/timeline" };

		b = others[i] ? signed_in(others[i]) : a_browser();
		for (size_t k = 0; k < COUNT(pages); k++) {
			ck_assert_int_eq(get(&b, address(pages[k])), 200);
			ck_assert(!page_has(&b, OWN));
			ck_assert(!page_has(&b, agency.party_name));
			ck_assert(!page_has(&b, agency.uscc));
			/* The day, and not the second. */
			ck_assert(!page_has(&b, "10:00:00") || k == 1 ||
			    k == 2);
		}
	}
}
END_TEST

/* Rows that name an account: none may be about the question. */
START_TEST(no_row_but_its_own_tells_who_asked)
{
	static const char *const rows[] = {
		"audit WHERE action = 'ask' AND request <> '' AND 0 < ",
		"audit WHERE account_id = ",
		"once WHERE account_id = ",
		"project_event WHERE account_id = ",
	};
	int64_t before = log_length(), counts[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		counts[i] = count_rows(arena_printf(tests_arena(),
		    "SELECT count(*) FROM %s%d", rows[i],
		    (int)agency.account_id));
	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(count_rows(arena_printf(tests_arena(),
		    "SELECT count(*) FROM %s%d", rows[i],
		    (int)agency.account_id)) == counts[i], "%s", rows[i]);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit"
	    " WHERE action = 'ask'"), 1);
	/* Nor does the log: an asking is no entry of it. */
	ck_assert_int_eq(log_length(), before);
}
END_TEST

/* worker_test shows what that does. */
START_TEST(the_request_log_does_not_name_who_reads_or_asks)
{
	size_t n = 0;

	for (size_t i = 0; i < routes_n; i++)
		if (strcmp(routes[i].path, "/projects/:code/questions") == 0)
			n += (routes[i].who & UNNAMED) != 0;
	ck_assert_uint_eq(n, 2);
}
END_TEST

START_TEST(what_was_typed_stays_in_the_form)
{
	struct browser b = signed_in(&agency);

	get(&b, address("/questions"));
	ck_assert_int_eq(post(&b, address("/questions"), "text=Eh"), 422);
	ck_assert(page_has(&b, ">Eh</textarea>"));
	ck_assert(page_has(&b, view_sentence(m->arena,
	    "question_length", NULL)));
	b = signed_in(&dept);
	get(&b, address("/questions"));
	ck_assert(!page_has(&b, "<textarea"));
}
END_TEST

START_TEST(an_owner_answers_by_a_form)
{
	struct browser b = signed_in(&dept);
	const char *path;
	size_t n;

	ck_assert_int_eq(asks(&agency, "Which survey?", NULL), OK);
	path = arena_printf(tests_arena(), "/desk/projects/%s/questions/%d",
	    code, (int)all(&n)[0].id);
	get(&b, address("/questions"));
	ck_assert(page_has(&b, path));
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_int_eq(post(&b, path, "answer="), 422);
	ck_assert_int_eq(post(&b, path, "answer=This+one."), 303);
	ck_assert_int_eq(post(&b, path, "answer=This+one."), 303);
	ck_assert_int_eq(post(&b, path, "answer=Another."), 409);
	ck_assert_int_eq(get(&b, path), 303);
}
END_TEST

START_TEST(many_questions_come_in_pages)
{
	struct browser b = a_browser();
	size_t n;

	for (int i = 0; i < QUESTION_PAGE + 1; i++) {
		struct actor who = i < 10 ? agency : i < 20 ? rival :
		    an_agency(3);

		ck_assert_int_eq(asks(&who, arena_printf(tests_arena(),
		    "Number %d?", i + 1), NULL), OK);
	}
	all(&n);
	ck_assert_uint_eq(n, QUESTION_PAGE + 1);
	get(&b, address("/questions"));
	ck_assert(page_has(&b, "Number 21?"));
	ck_assert(!page_has(&b, "Number 1?"));
	ck_assert(page_has(&b, "before=2\""));
	get(&b, address("/questions?before=2"));
	ck_assert(page_has(&b, "Number 1?"));
}
END_TEST

Suite *
question_suite(void)
{
	Suite *s = suite_create("question");
	TCase *t = tcase_create("questions");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_question_and_its_answer_are_public_at_once);
	tcase_add_test(t, the_same_words_twice_are_one_question);
	tcase_add_loop_test(t, a_question_has_a_length, 0, COUNT(texts));
	tcase_add_test(t, ten_questions_of_one_agency_are_enough);
	tcase_add_test(t, one_asks_until_a_working_day_before_the_deadline);
	tcase_add_test(t, where_there_is_no_time_to_ask_pages_say_so);
	tcase_add_test(t, a_notice_may_set_the_last_second_itself);
	tcase_add_test(t, the_owner_and_strangers_do_not_ask);
	tcase_add_test(t, an_answer_is_given_once_by_the_owner);
	tcase_add_test(t, an_answer_is_late_after_a_working_day);
	tcase_add_test(t, who_asked_is_shown_to_the_asker_alone);
	tcase_add_test(t, no_row_but_its_own_tells_who_asked);
	tcase_add_test(t, the_request_log_does_not_name_who_reads_or_asks);
	tcase_add_test(t, what_was_typed_stays_in_the_form);
	tcase_add_test(t, an_owner_answers_by_a_form);
	tcase_add_test(t, many_questions_come_in_pages);
	suite_add_tcase(s, t);
	return s;
}
