/* SPDX-License-Identifier: Apache-2.0 */
/* tip_test.c: tips without a name, and reports to 纪检监察. */
#include "market/tip.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/routes.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *tip_suite(void);

static struct market *m;
static struct actor works, officer, watchdog;
static struct problems problems;

static void
setup(void)
{
	m = a_market();
	works = an_enterprise(1);
	officer = a_regulator();
	watchdog = a_discipline();
}

static enum err
send_as(const struct actor *who, const char *kind, const char *remote,
    char code[TIP_CODE + 1])
{
	struct tip_form form = { .kind = kind,
	    .text = "We were told whom to take.", .remote = remote };
	int wait;

	return tip_send(m, who, &form, code, &wait, &problems);
}

static const char *
a_tip(const struct actor *who, const char *kind)
{
	static char code[TIP_CODE + 1];

	ck_assert_int_eq(send_as(who, kind, "192.0.2.7", code), OK);
	return code;
}

static size_t
seen_by(const struct actor *who)
{
	struct tip *list;
	size_t n;

	ck_assert_int_eq(tip_list(m, who, 0, &list, &n), OK);
	return n;
}

START_TEST(nothing_is_kept_of_who_sent_it)
{
	struct browser b = _i ? signed_in(&works) : a_browser();

	ck_assert_int_eq(get(&b, "/tips/new"), 200);
	ck_assert_int_eq(post(&b, "/tips",
	    "kind=other&text=We+were+told+whom+to+take"), 200);
	ck_assert_str_eq(b.location, "");	/* no address has its code */
	ck_assert_int_eq(count_rows("SELECT count(*) FROM tip WHERE"
	    " party_id IS NOT NULL"), 0);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE"
	    " object LIKE 'tip:%' AND account_id IS NULL"
	    " AND party_id IS NULL AND request = ''"), 1);
	ck_assert_int_eq(count_rows("SELECT count(*) FROM tip WHERE"
	    " day BETWEEN 10000 AND 100000"), 1);	/* a day, no moment */
}
END_TEST

START_TEST(a_report_of_designation_is_read_by_discipline_alone)
{
	const char *kind = _i ? "charging" : "designation";
	struct tip t;

	(void)a_tip(&works, kind);
	ck_assert_uint_eq(seen_by(&officer), 0);
	ck_assert_uint_eq(seen_by(&watchdog), 1);
	ck_assert_int_eq(tip_get(m, &officer, 1, &t), ERR_NOT_FOUND);
	ck_assert_int_eq(tip_get(m, &watchdog, 1, &t), OK);
	ck_assert_int_eq(t.party_id, works.party_id);
	ck_assert_int_eq(tip_act(m, &watchdog, 1, "route", "", &problems),
	    ERR_CONFLICT);
	ck_assert_uint_eq(seen_by(&officer), 0);
	/* The audit, which auditors read, does not name the enterprise. */
	ck_assert_int_eq(count_rows("SELECT count(*) FROM audit WHERE"
	    " object = 'tip:1' AND account_id IS NOT NULL"), 0);
}
END_TEST

START_TEST(an_enterprise_reports_these_two_and_nothing_else)
{
	char code[TIP_CODE + 1];

	ck_assert_int_eq(send_as(&works, "other", "192.0.2.7", code),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "kind"));
}
END_TEST

START_TEST(any_other_tip_can_be_passed_on_and_back)
{
	(void)a_tip(NULL, "other");
	ck_assert_uint_eq(seen_by(&officer), 1);
	ck_assert_uint_eq(seen_by(&watchdog), 0);
	ck_assert_int_eq(tip_act(m, &officer, 1, "route", "", &problems),
	    OK);
	ck_assert_uint_eq(seen_by(&officer), 0);
	ck_assert_uint_eq(seen_by(&watchdog), 1);
	ck_assert_int_eq(tip_act(m, &officer, 1, "close", "No.", &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(tip_act(m, &watchdog, 1, "read", "", &problems),
	    OK);
	ck_assert_int_eq(tip_act(m, &watchdog, 1, "route", "", &problems),
	    OK);
	ck_assert_uint_eq(seen_by(&officer), 1);
}
END_TEST

START_TEST(whoever_has_the_code_sees_what_became_of_it_and_not_the_text)
{
	const char *code = a_tip(NULL, "other");
	const char *path = arena_printf(tests_arena(), "/tips/%s", code);
	struct browser b = a_browser();

	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(!page_has(&b, "told whom"));
	ck_assert_int_eq(tip_act(m, &officer, 1, "close", "", &problems),
	    ERR_INVALID);
	ck_assert_int_eq(tip_act(m, &officer, 1, "close", "We looked.",
	    &problems), OK);
	ck_assert_int_eq(get(&b, path), 200);
	ck_assert(page_has(&b, "We looked."));
	ck_assert_int_eq(tip_act(m, &officer, 1, "read", "", &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(get(&b, "/tips/000000000000000000000000"), 404);
	ck_assert_int_eq(count_rows(arena_printf(tests_arena(),
	    "SELECT count(*) FROM tip WHERE hex(code) LIKE '%%%s%%'",
	    code)), 0);
}
END_TEST

START_TEST(too_many_from_one_address_have_to_wait)
{
	char code[TIP_CODE + 1];
	enum err err = OK;
	int sent = 0;

	while (sent < 20 && (err = send_as(NULL, "other", "192.0.2.7",
	    code)) == OK)
		sent++;
	ck_assert_int_eq(err, ERR_BUSY);
	ck_assert_int_eq(sent, 5);
	ck_assert_str_eq(problems.list[0].code, "tip_wait");
	ck_assert_int_eq(send_as(NULL, "other", "198.51.100.7", code), OK);
	clock_forward(3601);
	ck_assert_int_eq(send_as(NULL, "other", "192.0.2.7", code), OK);
}
END_TEST

START_TEST(a_text_has_ten_to_two_thousand_characters)
{
	char text[TIP_MOST + 2], code[TIP_CODE + 1];
	const size_t lengths[] = { TIP_LEAST - 1, TIP_LEAST, TIP_MOST,
	    TIP_MOST + 1 };
	int wait;

	for (size_t i = 0; i < COUNT(lengths); i++) {
		memset(text, 'x', lengths[i]);
		text[lengths[i]] = '\0';
		ck_assert_int_eq(tip_send(m, NULL, &(struct tip_form){
		    "other", text, "192.0.2.7" }, code, &wait, &problems),
		    i == 1 || i == 2 ? OK : ERR_INVALID);
	}
}
END_TEST

/* worker_test shows what the flag does. */
START_TEST(the_request_log_does_not_name_who_sends_or_looks)
{
	size_t n = 0;

	for (size_t i = 0; i < routes_n; i++)
		if (strncmp(routes[i].path, "/tips", 5) == 0 ||
		    (strncmp(routes[i].path, "/desk/tips", 10) == 0 &&
		    routes[i].who & OWNER)) {
			ck_assert(routes[i].who & UNNAMED);
			n++;
		}
	ck_assert_uint_eq(n, 5);
}
END_TEST

START_TEST(reports_are_read_and_closed_on_pages)
{
	struct browser b = signed_in(&works), d, reg = signed_in(&officer);
	struct actor auditor = an_auditor();
	struct browser a = signed_in(&auditor);

	ck_assert_int_eq(get(&b, "/desk/tips/new"), 200);
	ck_assert_int_eq(post(&b, "/desk/tips", "kind=charging&text=No"),
	    422);
	ck_assert_int_eq(post(&b, "/desk/tips",
	    "kind=charging&text=They+took+a+fee+of+us"), 200);
	d = signed_in(&watchdog);
	ck_assert_int_eq(get(&d, "/desk"), 200);
	ck_assert(page_has(&d, "/desk/tips/1"));
	ck_assert(page_has(&d, "They took a fee"));
	ck_assert_int_eq(get(&d, "/desk/tips"), 200);
	ck_assert(page_has(&d, "/desk/tips/1"));
	ck_assert_int_eq(get(&d, "/desk/tips/1"), 200);
	ck_assert(page_has(&d, "They took a fee"));
	ck_assert(page_has(&d, works.party_name));
	ck_assert_int_eq(get(&reg, "/desk/tips"), 200);
	ck_assert(!page_has(&reg, "/desk/tips/1"));
	ck_assert_int_eq(get(&reg, "/desk/tips/1"), 404);
	ck_assert_int_eq(get(&a, "/desk/tips"), 403);
	ck_assert_int_eq(post(&d, "/desk/tips/1", "act=close&reply="), 422);
	ck_assert_int_eq(post(&d, "/desk/tips/1",
	    "act=close&reply=We+looked"), 303);
	ck_assert_int_eq(get(&d, "/desk/tips"), 200);
	ck_assert(!page_has(&d, "/desk/tips/1"));
}
END_TEST

Suite *
tip_suite(void)
{
	Suite *s = suite_create("tips");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, setup, end_market);
	tcase_add_loop_test(t, nothing_is_kept_of_who_sent_it, 0, 2);
	tcase_add_loop_test(t,
	    a_report_of_designation_is_read_by_discipline_alone, 0, 2);
	tcase_add_test(t, an_enterprise_reports_these_two_and_nothing_else);
	tcase_add_test(t, any_other_tip_can_be_passed_on_and_back);
	tcase_add_test(t,
	    whoever_has_the_code_sees_what_became_of_it_and_not_the_text);
	tcase_add_test(t, too_many_from_one_address_have_to_wait);
	tcase_add_test(t, a_text_has_ten_to_two_thousand_characters);
	tcase_add_test(t,
	    the_request_log_does_not_name_who_sends_or_looks);
	tcase_add_test(t, reports_are_read_and_closed_on_pages);
	suite_add_tcase(s, t);
	return s;
}
