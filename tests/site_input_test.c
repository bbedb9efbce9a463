/* SPDX-License-Identifier: Apache-2.0 */
/* site_input_test.c: what is no request of ours, and where one goes on. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"
#include "tests/support.h"

Suite *site_input_suite(void);

static void
open_market(void)
{
	(void)a_market();
}

static const struct {
	const char *method, *path, *type, *body;
	int status;
} broken[] = {
	{ "POST", "/login", "application/x-www-form-urlencoded", "a=%", 400 },
	{ "POST", "/login", "application/x-www-form-urlencoded", "a=%zz",
	    400 },
	{ "POST", "/login", "application/x-www-form-urlencoded", "a=%00",
	    400 },
	{ "POST", "/login", "application/x-www-form-urlencoded",
	    "a=%c0%af", 400 },
	{ "POST", "/login", "application/x-www-form-urlencoded", "a=%ff",
	    400 },
	{ "POST", "/login", "application/x-www-form-urlencoded",
	    "a=1&a=2", 400 },
	{ "POST", "/login", "application/x-www-form-urlencoded", "=1", 400 },
	{ "POST", "/login", "application/x-www-form-urlencoded",
	    "a=%E2%80%AE", 400 },
	{ "POST", "/login", "application/json", "{}", 415 },
	{ "POST", "/login", "text/plain", "a=1", 415 },
	{ "POST", "/login", "multipart/form-data", "x", 400 },
	{ "POST", "/login", "multipart/form-data; boundary=b", "x", 400 },
	{ "POST", "/projects", "application/x-www-form-urlencoded", "a=1",
	    405 },
	{ "PUT", "/", "", "", 405 },
	{ "DELETE", "/projects", "", "", 405 },
	{ "GET", "/logout", "", "", 405 },
	{ "GET", "/nowhere", "", "", 404 },
	{ "GET", "//", "", "", 404 },
	{ "GET", "/projects/../x", "", "", 404 },
	{ "GET", "/projects/%2e%2e", "", "", 404 },
	{ "GET", "/projects/", "", "", 404 },
	{ "GET", "/notices/0", "", "", 404 },
	{ "GET", "/notices/99999999999999999999", "", "", 404 },
	{ "GET", "/search?q=%ff", "", "", 400 },
	{ "GET", "/search?q=a&q=b", "", "", 400 },
	{ "GET", "/projects?before=x-y", "", "", 200 },
	{ "GET", "/projects?unknown=1", "", "", 200 },
};

START_TEST(broken_input_gets_a_clear_refusal)
{
	struct browser b = a_browser();

	a_department(1);
	ck_assert_int_eq(send_body(&b, broken[_i].method, broken[_i].path,
	    broken[_i].type, broken[_i].body, strlen(broken[_i].body)),
	    broken[_i].status);
	ck_assert_uint_gt(b.len, 0);
}
END_TEST

static const struct {
	const char *next, *location;
} nexts[] = {
	{ "/projects", "/projects" }, { "//evil.example", "/desk" },
	{ "/%5cevil.example", "/desk" }, { "https://evil.example", "/desk" },
	{ "/projects//x", "/desk" }, { "javascript:alert(1)", "/desk" },
	{ "/projects%0d%0aSet-Cookie:x", NULL }, { "", "/desk" },
	{ "/%09/evil", "/desk" }, { "/desk/bids?before=3",
	    "/desk/bids?before=3" },
};

START_TEST(after_login_one_goes_on_here_and_nowhere_else)
{
	struct browser b = a_browser();
	char form[512];

	an_agency(1);
	get(&b, "/login");
	snprintf(form, sizeof form, "login=13800001001&password="
	    "kettle+moss+47&next=%s", nexts[_i].next);
	post(&b, "/login", form);
	if (nexts[_i].location == NULL) {
		ck_assert_int_ne(b.status, 500);
		ck_assert_ptr_null(strchr(b.location, '\n'));
		return;
	}
	ck_assert_int_eq(b.status, 303);
	ck_assert_str_eq(b.location, nexts[_i].location);
}
END_TEST

Suite *
site_input_suite(void)
{
	Suite *s = suite_create("site_input");
	TCase *t = tcase_create("input");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, broken_input_gets_a_clear_refusal, 0,
	    COUNT(broken));
	tcase_add_loop_test(t, after_login_one_goes_on_here_and_nowhere_else,
	    0, COUNT(nexts));
	suite_add_tcase(s, t);
	return s;
}
