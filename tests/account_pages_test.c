/* SPDX-License-Identifier: Apache-2.0 */
/* account_pages_test.c: logging in and out, as browsers do. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/secret.h"
#include "market/guess.h"
#include "market/password.h"
#include "market/session.h"
#include "tests/support.h"
#include "views/view.h"

Suite *account_pages_suite(void);

#define PASSWORD "kettle moss 47"
#define SECRET "&password=kettle+moss+47"
#define MOBILE "13800001001"	/* of the first agency, as are these words */

static struct market *m;

static void
open_market(void)
{
	m = a_market();
}

/* The account behind a browser's cookie; 0: nobody is signed in. */
static int64_t
account_of(const struct browser *b)
{
	struct actor actor;

	return session_find(m, b->sid, &actor) == OK ? actor.account_id : 0;
}

static const char *const wrong[] = {
	"login=" MOBILE "&password=kettle+moss+48",
	"login=nobody%40x.cn" SECRET,
};

START_TEST(a_wrong_login_says_the_same_whoever_it_is)
{
	struct browser b = a_browser();

	an_agency(1);
	get(&b, "/login");
	ck_assert_int_eq(post(&b, "/login", wrong[_i]), 422);
	ck_assert(page_has(&b, view_sentence(m->arena, "login_wrong",
	    NULL)));
	ck_assert_int_eq(account_of(&b), 0);
}
END_TEST

START_TEST(who_guesses_is_told_how_long_to_wait)
{
	const struct arg wait[] = { arg_int("SECONDS", 1),
	    { .kind = ARG_END } };
	struct browser b = a_browser();

	get(&b, "/login");
	for (int i = 0; i < GUESS_FREE; i++)
		ck_assert_int_eq(post(&b, "/login", wrong[1]), 422);
	ck_assert_int_eq(post(&b, "/login", wrong[1]), 429);
	ck_assert(page_has(&b, view_sentence(m->arena, "login_wait", wait)));
	ck_assert(page_has(&b, "value=\"nobody@x.cn\""));
	clock_forward(1);
	ck_assert_int_eq(post(&b, "/login", wrong[1]), 422);
}
END_TEST

/* Nobody may hash a password until the test ends. */
static void
fill_the_gate(void)
{
	gate_set(m->house->gate, (struct gate_rule){ .passes = 1,
	    .memory = 8192, .at_once = 2, .waiting = 4, .wait_ms = 0 });
	ck_assert_int_eq(gate_enter(m->house->gate), OK);
	ck_assert_int_eq(gate_enter(m->house->gate), OK);
}

START_TEST(too_many_at_once_are_asked_to_come_again)
{
	struct browser b = a_browser();

	an_agency(1);
	get(&b, "/login");
	fill_the_gate();
	ck_assert_int_eq(post(&b, "/login", "login=" MOBILE SECRET), 503);
	ck_assert(page_has(&b, view_sentence(m->arena, "login_busy", NULL)));
	ck_assert(page_has(&b, "value=\"" MOBILE "\""));
	gate_leave(m->house->gate);
	ck_assert_int_eq(post(&b, "/login", "login=" MOBILE SECRET), 303);
}
END_TEST

static const struct {
	const char *next, *to;
} nexts[] = {
	{ "", "/desk" }, { "/desk/bids", "/desk/bids" },
	{ "/projects?state=published", "/projects?state=published" },
	{ "//evil.example", "/desk" }, { "/\\evil.example", "/desk" },
	{ "https://evil.example/", "/desk" }, { "/a//b", "/desk" },
	{ "/desk\r\nX: y", "/desk" }, { "desk", "/desk" },
};

START_TEST(a_login_goes_on_to_an_address_of_ours_only)
{
	struct browser b = a_browser();
	char fields[256];

	an_agency(1);
	get(&b, "/login");
	snprintf(fields, sizeof fields, "login=" MOBILE SECRET "&next=%s",
	    encoded(nexts[_i].next));
	ck_assert_int_eq(post(&b, "/login", fields), 303);
	ck_assert_str_eq(b.location, nexts[_i].to);
}
END_TEST

START_TEST(the_login_page_remembers_where_one_wanted_to_go)
{
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, "/desk/budget"), 303);
	ck_assert_str_eq(b.location, "/login?next=/desk/budget");
	ck_assert_int_eq(get(&b, b.location), 200);
	ck_assert(page_has(&b, "name=\"next\" value=\"/desk/budget\""));
	post(&b, "/login", "login=a&password=b&next=/desk/budget");
	ck_assert(page_has(&b, "name=\"next\" value=\"/desk/budget\""));
}
END_TEST

START_TEST(a_login_changes_the_session)
{
	struct browser b = a_browser(), before;

	an_agency(1);
	get(&b, "/login");
	before = b;
	ck_assert_int_eq(post(&b, "/login", "login=" MOBILE SECRET),
	    303);
	ck_assert_str_ne(b.sid, before.sid);
	ck_assert_int_eq(account_of(&before), 0);
	ck_assert_int_gt(account_of(&b), 0);
	before = b;
	ck_assert_int_eq(get(&b, "/login"), 303);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert_int_eq(post(&b, "/login", "login=" MOBILE SECRET),
	    303);
	ck_assert_int_eq(account_of(&before), 0);
}
END_TEST

START_TEST(who_logs_out_is_out)
{
	struct actor agency = an_agency(1);
	struct browser b = signed_in(&agency), before;

	get(&b, "/desk");
	before = b;
	ck_assert_int_eq(post(&b, "/logout", ""), 303);
	ck_assert_str_eq(b.location, "/");
	ck_assert_int_eq(account_of(&before), 0);
	ck_assert_int_eq(get(&before, "/desk"), 303);
	ck_assert_int_eq(post(&before, "/logout", ""), 401);
}
END_TEST

START_TEST(a_password_is_wiped_with_what_encoding_left_of_it)
{
	char body[] = "a=1&password=%6B%65ttle%20moss%2047&b=2";
	struct req req = { .body = body, .body_len = sizeof body - 1 };

	ck_assert_int_eq(form_body(&req.form,
	    "application/x-www-form-urlencoded", body, sizeof body - 1),
	    FORM_OK);
	ck_assert_str_eq(form_text(&req.form, "password"), PASSWORD);
	secret_wipe(&req, "password");
	ck_assert_str_eq(form_text(&req.form, "password"), "");
	ck_assert_str_eq(form_text(&req.form, "a"), "1");
	ck_assert_str_eq(form_text(&req.form, "b"), "2");
	for (size_t i = 0; i + 4 <= sizeof body; i++)
		ck_assert(memcmp(body + i, "moss", 4) != 0 &&
		    memcmp(body + i, "2047", 4) != 0);
	secret_wipe(&req, "missing");
}
END_TEST

Suite *
account_pages_suite(void)
{
	Suite *s = suite_create("account_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, a_wrong_login_says_the_same_whoever_it_is, 0,
	    (int)COUNT(wrong));
	tcase_add_test(t, who_guesses_is_told_how_long_to_wait);
	tcase_add_test(t, too_many_at_once_are_asked_to_come_again);
	tcase_add_loop_test(t, a_login_goes_on_to_an_address_of_ours_only, 0,
	    (int)COUNT(nexts));
	tcase_add_test(t, the_login_page_remembers_where_one_wanted_to_go);
	tcase_add_test(t, a_login_changes_the_session);
	tcase_add_test(t, who_logs_out_is_out);
	tcase_add_test(t, a_password_is_wiped_with_what_encoding_left_of_it);
	suite_add_tcase(s, t);
	return s;
}
