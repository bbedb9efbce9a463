/* SPDX-License-Identifier: Apache-2.0 */
/* message_pages_test.c: the page of messages, and the count on the desk. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/award.h"
#include "tests/sealing.h"
#include "tests/told.h"

Suite *message_pages_suite(void);

static struct market *m;
static struct actor dept;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	(void)m;
}

#define UNREAD_TAG ">\u672a\u8bfb<"

START_TEST(the_desk_says_how_much_is_unread)
{
	struct actor op = an_operator();
	struct browser b = signed_in(&dept), staff = signed_in(&op);

	get(&b, "/desk");
	ck_assert(page_has(&b, "\uff081 \u6761\u672a\u8bfb\uff09"));
	get(&staff, "/desk");
	ck_assert(page_has(&staff, "/desk/messages"));
	ck_assert(!page_has(&staff, "\u6761\u672a\u8bfb"));
}
END_TEST

START_TEST(what_waits_for_one_stands_before_all_else_on_the_desk)
{
	struct actor agency = an_agency(1);
	const struct actor *who[] = { &dept, &agency };

	for (size_t i = 0; i < COUNT(who); i++) {
		struct browser b = signed_in(who[i]);
		const char *tasks, *links;

		get(&b, "/desk");
		tasks = strstr(b.body, "id=\"todo\"");
		links = strstr(b.body, "href=\"/desk/messages\"");
		ck_assert_ptr_nonnull(tasks);
		ck_assert_ptr_nonnull(links);
		ck_assert(tasks < links);
	}
}
END_TEST

START_TEST(a_message_leads_to_what_it_tells_of)
{
	const char *code = an_award(&dept);
	struct browser b = signed_in(&dept);

	ck_assert_int_eq(get(&b, "/desk/messages"), 200);
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "<a href=\"/projects/%s/opening\">", code)));
	ck_assert(page_has(&b, "Agency 1"));
	ck_assert(page_has(&b, "50,001.00"));
	ck_assert(page_has(&b, project_now(code).title));
}
END_TEST

START_TEST(looking_marks_nothing)
{
	struct browser b = signed_in(&dept);

	get(&b, "/desk/messages");
	get(&b, "/desk/messages");
	ck_assert(page_has(&b, UNREAD_TAG));
	ck_assert_int_eq(newest(&dept, "joined_owner").read_at, 0);
}
END_TEST

START_TEST(one_message_is_marked)
{
	struct browser b = signed_in(&dept);
	char path[64];

	snprintf(path, sizeof path, "/desk/messages/%lld/read",
	    (long long)newest(&dept, "joined_owner").id);
	get(&b, "/desk/messages");
	ck_assert_int_eq(post(&b, path, ""), 303);
	ck_assert_str_eq(b.location, "/desk/messages");
	get(&b, "/desk/messages");
	ck_assert(!page_has(&b, UNREAD_TAG));
	ck_assert_int_eq(post(&b, path, ""), 303);
	ck_assert_int_eq(post(&b, "/desk/messages/0/read", ""), 404);
	ck_assert_int_eq(post(&b, "/desk/messages/x/read", ""), 404);
}
END_TEST

START_TEST(all_are_marked_up_to_the_page)
{
	struct browser b;
	char fields[64];

	(void)an_award(&dept);
	b = signed_in(&dept);
	get(&b, "/desk/messages");
	snprintf(fields, sizeof fields, "upto=%lld",
	    (long long)newest(&dept, "opened_owner").id);
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "name=\"upto\" value=\"%s\"", fields + 5)));
	ck_assert_int_eq(post(&b, "/desk/messages/read", fields), 303);
	get(&b, "/desk/messages");
	ck_assert(!page_has(&b, UNREAD_TAG));
	ck_assert(!page_has(&b, "name=\"upto\""));
	ck_assert_int_eq(post(&b, "/desk/messages/read", "upto=all"), 422);
}
END_TEST

START_TEST(pages_follow_each_other_without_gap)
{
	struct message *list;
	struct browser b;
	int64_t last, next;
	size_t n;

	for (int i = 0; i < 11; i++)
		(void)a_project(&dept);
	for (int i = 0; i < 11; i++)
		(void)a_project_for(&dept, 7200);
	ck_assert_int_eq(message_list(m, &dept, 0, &list, &n), OK);
	ck_assert_uint_eq(n, MESSAGE_PAGE + 1);
	/* The list itself ends with the next request. */
	last = list[MESSAGE_PAGE - 1].id;
	next = list[MESSAGE_PAGE].id;
	b = signed_in(&dept);
	get(&b, "/desk/messages");
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "/desk/messages?before=%lld", (long long)last)));
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(),
	    "/desk/messages?before=%lld", (long long)last)), 200);
	ck_assert(page_has(&b, arena_printf(tests_arena(),
	    "/desk/messages/%lld/read", (long long)next)));
	ck_assert(!page_has(&b, arena_printf(tests_arena(),
	    "/desk/messages/%lld/read", (long long)last)));
	ck_assert(!page_has(&b, "?before="));
}
END_TEST

START_TEST(a_message_of_another_release_is_left_out)
{
	struct browser b = signed_in(&dept);

	break_rows("UPDATE message SET code = 'of_tomorrow'");
	ck_assert_int_eq(get(&b, "/desk/messages"), 200);
	ck_assert(!page_has(&b, "of_tomorrow"));
}
END_TEST

Suite *
message_pages_suite(void)
{
	Suite *s = suite_create("message_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_desk_says_how_much_is_unread);
	tcase_add_test(t,
	    what_waits_for_one_stands_before_all_else_on_the_desk);
	tcase_add_test(t, a_message_leads_to_what_it_tells_of);
	tcase_add_test(t, looking_marks_nothing);
	tcase_add_test(t, one_message_is_marked);
	tcase_add_test(t, all_are_marked_up_to_the_page);
	tcase_add_test(t, pages_follow_each_other_without_gap);
	tcase_add_test(t, a_message_of_another_release_is_left_out);
	suite_add_tcase(s, t);
	return s;
}
