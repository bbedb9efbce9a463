/* SPDX-License-Identifier: Apache-2.0 */
/* joining_pages_test.c: registering, as browsers do. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/joining.h"
#include "market/password.h"
#include "market/session.h"
#include "tests/support.h"
#include "views/view.h"

Suite *joining_pages_suite(void);

#define CODE "91420100MA4K00010R"
#define START "uscc=" CODE "&name=Green+%26+Source"
#define CONTACT "contact=Zhou+Min&mobile=13812340000&email=zhou%40x.cn"
#define SECRET "&password=kettle+moss+47"
#define ERROR_TITLE "<title>\u9519\u8bef\uff1a"	/* «error:» */

static struct market *m;

static void
open_market(void)
{
	m = a_market();
}

/* The words of the design, ux.md 6 and 7, of which tests and help speak. */
static const struct {
	const char *code, *words;
} exact[] = {
	{ "login_wrong", "\u8d26\u53f7\u6216\u5bc6\u7801\u4e0d\u6b63\u786e" },
	{ "uscc_length", "\u7edf\u4e00\u793e\u4f1a\u4fe1\u7528\u4ee3\u7801"
	    "\u5e94\u4e3a 18 \u4f4d" },
	{ "uscc_check", "\u7b2c 18 \u4f4d\u6821\u9a8c\u4e0d\u7b26\uff0c"
	    "\u8bf7\u5bf9\u7167\u8425\u4e1a\u6267\u7167" },
	{ "name_empty", "\u8bf7\u586b\u5199\u8054\u7cfb\u4eba"
	    "\u59d3\u540d" },
	{ "password_common", "\u8fd9\u4e2a\u5bc6\u7801\u592a\u5e38\u89c1"
	    "\uff0c\u8bf7\u6362\u4e00\u4e2a" },
	{ "join_agree", "\u8bf7\u9605\u8bfb\u5e76\u52fe\u9009"
	    "\u627f\u8bfa" },
	{ "join_known_party", "\u8be5\u673a\u6784\u5df2\u5165\u9a7b"
	    "\u3002" },
	{ "join_done_agency", "\u5165\u9a7b\u6210\u529f\uff0c\u73b0\u5728"
	    "\u5c31\u53ef\u4ee5\u62a5\u4ef7" },
};

static const char *
words(const char *code)
{
	for (size_t i = 0; i < COUNT(exact); i++)
		if (strcmp(exact[i].code, code) == 0)
			return exact[i].words;
	ck_abort_msg("no words: %s", code);
	return "";
}

START_TEST(the_words_are_those_of_the_design)
{
	(void)a_browser();
	ck_assert_str_eq(view_sentence(m->arena, exact[_i].code, NULL),
	    exact[_i].words);
}
END_TEST

START_TEST(numbers_stand_in_the_words)
{
	const struct arg least[] = { arg_int("LEAST", 8), { .kind = ARG_END } };
	const struct arg wait[] = { arg_int("SECONDS", 64),
	    { .kind = ARG_END } };

	(void)a_browser();
	ck_assert_str_eq(view_sentence(m->arena, "password_short", least),
	    "\u5bc6\u7801\u81f3\u5c11 8 \u4f4d");
	ck_assert_str_eq(view_sentence(m->arena, "login_wait", wait),
	    "\u5c1d\u8bd5\u8fc7\u591a\uff0c\u8bf7 64 \u79d2\u540e"
	    "\u518d\u8bd5");
}
END_TEST

/* The first two forms, up to the third. */
static struct browser
to_confirm(const char *role)
{
	struct browser b = a_browser();
	char path[64];

	snprintf(path, sizeof path, "/join/%s", role);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_int_eq(post(&b, path, START), 303);
	snprintf(path, sizeof path, "/join/%s/contact", role);
	ck_assert_str_eq(b.location, path);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert_int_eq(post(&b, path, CONTACT SECRET), 303);
	snprintf(path, sizeof path, "/join/%s/confirm", role);
	ck_assert_str_eq(b.location, path);
	ck_assert_int_eq(get(&b, path), 200);
	return b;
}

static struct browser
joined(const char *role)
{
	struct browser b = to_confirm(role);
	char path[64];

	snprintf(path, sizeof path, "/join/%s/confirm", role);
	ck_assert_int_eq(post(&b, path, "agree=yes"), 303);
	ck_assert_str_eq(b.location, "/desk");
	return b;
}

/* The account behind a browser's cookie; 0: nobody is signed in. */
static int64_t
account_of(const struct browser *b)
{
	struct actor actor;

	return session_find(m, b->sid, &actor) == OK ? actor.account_id : 0;
}

START_TEST(an_agency_registers_in_three_pages_and_can_bid_at_once)
{
	struct browser b = joined("agency");

	ck_assert_int_gt(account_of(&b), 0);
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(page_has(&b, words("join_done_agency")));
	ck_assert(page_has(&b, "Green &amp; Source"));
	ck_assert_int_eq(get(&b, "/desk"), 200);
	ck_assert(!page_has(&b, words("join_done_agency")));
}
END_TEST

START_TEST(an_owner_registers_in_three_pages)
{
	struct browser b = joined("owner");

	ck_assert_int_eq(get(&b, "/desk/budget"), 200);
}
END_TEST

START_TEST(the_third_page_shows_all_answers_and_the_promise)
{
	static const char *const there[] = { CODE, "Green &amp; Source",
	    "Zhou Min", "13812340000", "zhou@x.cn", "href=\"/join/agency\"",
	    "href=\"/join/agency/contact\"", "id=\"promise\"" };
	struct browser b = to_confirm("agency");

	for (size_t i = 0; i < COUNT(there); i++)
		ck_assert_msg(page_has(&b, there[i]), "no %s", there[i]);
	ck_assert(!page_has(&b, "kettle"));
	ck_assert(!page_has(&b, "argon2"));
}
END_TEST

START_TEST(nobody_registers_without_the_box)
{
	struct browser b = to_confirm("agency");

	ck_assert_int_eq(post(&b, "/join/agency/confirm", ""), 422);
	ck_assert(page_has(&b, words("join_agree")));
	ck_assert(page_has(&b, "href=\"#agree\""));
	ck_assert(page_has(&b, "id=\"agree\""));
	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=no"), 422);
	ck_assert_int_eq(account_of(&b), 0);
}
END_TEST

START_TEST(the_last_page_sent_twice_signs_the_same_account_in)
{
	struct browser b = to_confirm("agency"), lost = b;

	ck_assert_int_eq(post(&lost, "/join/agency/confirm", "agree=yes"),
	    303);
	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=yes"), 303);
	ck_assert_str_eq(b.location, "/desk");
	ck_assert_int_gt(account_of(&b), 0);
	ck_assert_int_eq(account_of(&b), account_of(&lost));
	ck_assert_str_ne(b.sid, lost.sid);
}
END_TEST

START_TEST(the_anonymous_cookie_is_never_a_session)
{
	struct browser b = to_confirm("agency"), before = b;

	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=yes"), 303);
	ck_assert_str_ne(b.sid, before.sid);
	ck_assert_int_eq(account_of(&before), 0);
}
END_TEST

START_TEST(what_was_typed_stays_beside_what_is_wrong)
{
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, "/join/agency"), 200);
	ck_assert(!page_has(&b, ERROR_TITLE));
	ck_assert_int_eq(post(&b, "/join/agency",
	    "uscc=91420100&name=%3Cb%3E%22x"), 422);
	ck_assert(page_has(&b, ERROR_TITLE));
	ck_assert(page_has(&b, words("uscc_length")));
	ck_assert(page_has(&b, "href=\"#uscc\""));
	ck_assert(page_has(&b, "value=\"91420100\""));
	ck_assert(page_has(&b, "value=\"&lt;b&gt;&quot;x\""));
	ck_assert(!page_has(&b, "<b>\"x"));
}
END_TEST

START_TEST(a_password_is_never_shown_again)
{
	struct browser b = a_browser();

	get(&b, "/join/agency");
	post(&b, "/join/agency", START);
	ck_assert_int_eq(post(&b, "/join/agency/contact",
	    "contact=&mobile=138&email=zhou%40x.cn&password=kettle"), 422);
	ck_assert(!page_has(&b, "kettle"));
	ck_assert(page_has(&b, "value=\"138\""));
	ck_assert(page_has(&b, words("name_empty")));
	get(&b, "/login");
	ck_assert_int_eq(post(&b, "/login",
	    "login=zhou%40x.cn&password=kettle"), 422);
	ck_assert(!page_has(&b, "kettle"));
	ck_assert(page_has(&b, "value=\"zhou@x.cn\""));
}
END_TEST

START_TEST(an_empty_password_keeps_the_first_one)
{
	struct browser b = to_confirm("agency");

	ck_assert_int_eq(post(&b, "/join/agency/contact",
	    "contact=Zhou+Min&mobile=13812340009&email=zhou%40x.cn"
	    "&password="), 303);
	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=yes"), 303);
	b = a_browser();
	get(&b, "/login");
	ck_assert_int_eq(post(&b, "/login", "login=13812340009" SECRET),
	    303);
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

START_TEST(nothing_typed_is_lost_when_too_many_come_at_once)
{
	struct browser b = a_browser();

	get(&b, "/join/agency");
	post(&b, "/join/agency", START);
	fill_the_gate();
	ck_assert_int_eq(post(&b, "/join/agency/contact", CONTACT SECRET),
	    503);
	ck_assert(page_has(&b, view_sentence(m->arena, "join_busy", NULL)));
	ck_assert(page_has(&b, "value=\"13812340000\""));
	gate_leave(m->house->gate);
	ck_assert_int_eq(post(&b, "/join/agency/contact", CONTACT SECRET),
	    303);
}
END_TEST

static const char *const nowhere[] = { "/join/staff", "/join/operator",
    "/join/staff/contact", "/join/staff/confirm" };

START_TEST(only_agencies_and_owners_can_register)
{
	struct browser b = a_browser();

	get(&b, "/join/agency");
	ck_assert_int_eq(post(&b, nowhere[_i], START), 404);
	ck_assert_int_eq(get(&b, nowhere[_i]), 404);
}
END_TEST

START_TEST(who_left_a_page_out_is_led_to_it)
{
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, "/join/agency/contact"), 303);
	ck_assert_str_eq(b.location, "/join/agency");
	ck_assert_int_eq(get(&b, "/join/agency/confirm"), 303);
	ck_assert_str_eq(b.location, "/join/agency");
	get(&b, "/join/agency");
	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=yes"), 303);
	ck_assert_str_eq(b.location, "/join/agency");
	ck_assert_int_eq(post(&b, "/join/agency/contact", CONTACT SECRET),
	    303);
	ck_assert_str_eq(b.location, "/join/agency");
	post(&b, "/join/agency", START);
	ck_assert_int_eq(get(&b, "/join/agency/confirm"), 303);
	ck_assert_str_eq(b.location, "/join/agency/contact");
}
END_TEST

START_TEST(an_hour_later_the_form_is_empty_and_says_why)
{
	struct browser b = to_confirm("agency");

	clock_forward(JOINING_LIFE + 1);
	ck_assert_int_eq(post(&b, "/join/agency/confirm", "agree=yes"), 303);
	ck_assert_str_eq(b.location, "/join/agency");
	ck_assert_int_eq(get(&b, "/join/agency"), 200);
	ck_assert(page_has(&b, view_sentence(m->arena, "join_over", NULL)));
	ck_assert(!page_has(&b, CODE));
}
END_TEST

START_TEST(a_known_code_is_shown_the_ways_that_exist)
{
	struct browser b = joined("agency");

	b = a_browser();
	get(&b, "/join/owner");
	ck_assert_int_eq(post(&b, "/join/owner", START), 409);
	ck_assert(page_has(&b, words("join_known_party")));
	ck_assert(page_has(&b, "id=\"known\""));
	ck_assert_int_eq(post(&b, "/join/owner", "uscc=1&name=Ab"), 422);
	ck_assert(!page_has(&b, "id=\"known\""));
}
END_TEST

static const struct {
	const char *path, *fields;
} posts[] = {
	{ "/join/agency", START }, { "/join/agency/contact", CONTACT SECRET },
	{ "/join/agency/confirm", "agree=yes" },
	{ "/login", "login=13812340000" SECRET },
};

START_TEST(a_post_from_elsewhere_does_nothing)
{
	struct browser b = to_confirm("agency");

	b.no_token = true;
	ck_assert_int_eq(post(&b, posts[_i].path, posts[_i].fields), 403);
	b.no_token = false;
	b.origin = "http://evil.example";
	ck_assert_int_eq(post(&b, posts[_i].path, posts[_i].fields), 403);
	b.origin = NULL;
	b.fetch_site = "cross-site";
	ck_assert_int_eq(post(&b, posts[_i].path, posts[_i].fields), 403);
	ck_assert_int_eq(account_of(&b), 0);
}
END_TEST

Suite *
joining_pages_suite(void)
{
	Suite *s = suite_create("joining_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, the_words_are_those_of_the_design, 0,
	    (int)COUNT(exact));
	tcase_add_test(t, numbers_stand_in_the_words);
	tcase_add_test(t,
	    an_agency_registers_in_three_pages_and_can_bid_at_once);
	tcase_add_test(t, an_owner_registers_in_three_pages);
	tcase_add_test(t, the_third_page_shows_all_answers_and_the_promise);
	tcase_add_test(t, nobody_registers_without_the_box);
	tcase_add_test(t, the_last_page_sent_twice_signs_the_same_account_in);
	tcase_add_test(t, the_anonymous_cookie_is_never_a_session);
	tcase_add_test(t, what_was_typed_stays_beside_what_is_wrong);
	tcase_add_test(t, a_password_is_never_shown_again);
	tcase_add_test(t, an_empty_password_keeps_the_first_one);
	tcase_add_test(t, nothing_typed_is_lost_when_too_many_come_at_once);
	tcase_add_loop_test(t, only_agencies_and_owners_can_register, 0,
	    (int)COUNT(nowhere));
	tcase_add_test(t, who_left_a_page_out_is_led_to_it);
	tcase_add_test(t, an_hour_later_the_form_is_empty_and_says_why);
	tcase_add_test(t, a_known_code_is_shown_the_ways_that_exist);
	tcase_add_loop_test(t, a_post_from_elsewhere_does_nothing, 0,
	    (int)COUNT(posts));
	suite_add_tcase(s, t);
	return s;
}
