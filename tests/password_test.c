/* SPDX-License-Identifier: Apache-2.0 */
/* password_test.c: what may be a password, and the gate before hashing. */
#include "market/password.h"

#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "market/base/err.h"

Suite *password_suite(void);

static const struct gate_rule cheap = {
	.passes = 1, .memory = 8192, .at_once = 2, .waiting = 4,
	.wait_ms = 0,
};

static struct gate *gate;

static void
open_gate(void)
{
	gate = gate_new();
	gate_set(gate, cheap);
}

static void
close_gate(void)
{
	gate_free(gate);
}

static const char *const ours[] = { "91420100MA4K00010R", "13812340000",
    "ZhouMin@example.cn", "\xe5\x91\xa8\xe6\x95\x8f", NULL };

static const struct {
	const char *password;
	size_t least;
	const char *code;
} rules[] = {
	{ NULL, 8, "password_short" }, { "", 8, "password_short" },
	{ "vTq-9Lm", 8, "password_short" }, { "vTq-9Lm4", 8, NULL },
	{ "vTq-9Lm4", 12, "password_short" }, { "vTq-9Lm4x2R", 12,
	    "password_short" }, { "vTq-9Lm4x2Rk", 12, NULL },
	/* characters count, not bytes */
	{ "\xe6\xb0\xb4\xe5\xb1\xb1\xe6\x9c\xa8", 8, "password_short" },
	{ "\xe6\xb0\xb4\xe5\xb1\xb1\xe6\x9c\xa8\xe7\x9f\xb3\xe9\x87\x91"
	    "\xe7\x81\xab\xe5\x9c\x9f\xe9\xa3\x8e", 8, NULL },
	{ "vTq-9Lm4\xff", 8, "password_short" },
	{ "a b c d e f, no comma", 8, NULL },
	/* own words, alone or with hardly more */
	{ "91420100ma4k00010r", 8, "password_own" },
	{ "zhoumin13812340000", 8, "password_own" },
	{ "ZhouMin-19x", 8, "password_own" },
	{ "zhoumin, kettle 7", 8, NULL },
	{ "\xe5\x91\xa8\xe6\x95\x8f\xe5\x91\xa8\xe6\x95\x8f\xe5\x91\xa8"
	    "\xe6\x95\x8f\xe5\x91\xa8\xe6\x95\x8f", 8, "password_common" },
	{ "\xe5\x91\xa8\xe6\x95\x8f+x-81", 7, "password_own" },
};

START_TEST(a_password_is_long_enough_and_not_ones_own_name)
{
	const char *code = password_problem(rules[_i].password,
	    rules[_i].least, ours);

	if (rules[_i].code == NULL)
		ck_assert_ptr_null(code);
	else
		ck_assert_pstr_eq(code, rules[_i].code);
}
END_TEST

START_TEST(a_password_has_at_most_a_thousand_and_24_bytes)
{
	char long_one[PASSWORD_MAX + 2];

	for (size_t i = 0; i < sizeof long_one; i++)
		long_one[i] = "kettle moss 47, quartz"[i * i % 22];
	long_one[PASSWORD_MAX + 1] = '\0';
	ck_assert_pstr_eq(password_problem(long_one, 8, NULL),
	    "password_long");
	long_one[PASSWORD_MAX] = '\0';
	ck_assert_ptr_null(password_problem(long_one, 8, NULL));
}
END_TEST

static const char *const common[] = {
	"password", "Password1", "P@ssw0rd", "passw0rd2024", "12345678",
	"123456789", "1234567890", "87654321", "00000000", "11111111",
	"88888888", "a123456789", "aa123456", "a1234567", "qwertyui",
	"qwerty123", "1qaz2wsx", "1q2w3e4r", "zaq12wsx", "asdfghjkl",
	"abcd1234", "abc12345", "woaini1314", "woaini520", "5201314a",
	"520woaini", "1314520a", "iloveyou1", "admin123", "Admin@123",
	"admin888", "root1234", "test1234", "zhangwei123", "wangwei1990",
	"liming19851203", "19900101", "20080808", "13800138000",
	"420106199001011234", "42010619900101123X", "qazwsxedc", "147258369",
	"741852963", "abcabcabc", "abcdabcd", "12121212", "woainiwoaini",
	"abcdefgh", "hgfedcba", "qwer1234", "123qweasd", "1a2b3c4d",
	"wuhan123456", "beijing2008", "zhongguo123", "mima1234", "a1b2c3d4",
	"!@#$%^&*", "letmein1", "woaizhongguo", "1qaz@WSX", "caigou123",
	"zhongjie888", "wodemima1", "trustno1", "football", "superman1",
};

START_TEST(what_many_people_choose_is_refused)
{
	ck_assert_pstr_eq(password_problem(common[_i], 8, NULL),
	    "password_common");
}
END_TEST

static const char *const uncommon[] = {
	"vTq-9Lm4", "kettle moss", "h7Rk2pWz", "jiang-feng-84", "tea4two&rain",
	"lvshui_7719x", "correct horse", "Nan3hu_yu", "83920174", "yq5820wn",
	"mushroom-cart", "xk1990zz-pt", "2wild4geese",
};

START_TEST(what_few_people_choose_is_taken)
{
	ck_assert_ptr_null(password_problem(uncommon[_i], 8, NULL));
}
END_TEST

START_TEST(the_right_password_is_found_right)
{
	char record[PASSWORD_RECORD];
	bool old = true;

	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", record), OK);
	ck_assert(strncmp(record, "$argon2id$v=19$m=8,t=1,p=1$", 27) == 0);
	ck_assert_int_eq(password_verify(gate, record, "vTq-9Lm4", &old), OK);
	ck_assert(!old);
	ck_assert_int_eq(password_verify(gate, record, "vTq-9Lm5", NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(password_verify(gate, record, "", NULL),
	    ERR_FORBIDDEN);
}
END_TEST

START_TEST(two_records_of_a_password_differ)
{
	char a[PASSWORD_RECORD], b[PASSWORD_RECORD];

	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", a), OK);
	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", b), OK);
	ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(a_record_of_another_cost_is_to_be_made_again)
{
	struct gate_rule dearer = cheap;
	char record[PASSWORD_RECORD];
	bool old = false;

	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", record), OK);
	dearer.passes = 2;
	gate_set(gate, dearer);
	ck_assert_int_eq(password_verify(gate, record, "vTq-9Lm4", &old), OK);
	ck_assert(old);
}
END_TEST

START_TEST(no_record_is_never_right)
{
	ck_assert_int_eq(password_verify(gate, NULL, "vTq-9Lm4", NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(password_verify(gate, "", "vTq-9Lm4", NULL),
	    ERR_FORBIDDEN);
	ck_assert_int_eq(password_verify(gate, "$argon2id$", "", NULL),
	    ERR_FORBIDDEN);
}
END_TEST

START_TEST(the_market_hashes_at_the_interactive_limits)
{
	ck_assert_uint_eq(gate_usual.memory, (size_t)64 << 20);
	ck_assert_uint_eq(gate_usual.passes, 2);
	ck_assert_int_eq(gate_usual.at_once, 2);
	ck_assert_int_eq(gate_usual.waiting, 4);
	ck_assert_int_eq(gate_usual.wait_ms, 3000);
}
END_TEST

START_TEST(a_third_is_refused_when_its_time_is_over)
{
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(gate_enter(gate), ERR_BUSY);
	gate_leave(gate);
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(gate_waiting(gate), 0);
}
END_TEST

START_TEST(nothing_is_hashed_or_judged_at_a_full_gate)
{
	char record[PASSWORD_RECORD], none[PASSWORD_RECORD] = "";

	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", record), OK);
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(password_hash(gate, "vTq-9Lm4", none), ERR_BUSY);
	ck_assert_str_eq(none, "");
	ck_assert_int_eq(password_verify(gate, record, "vTq-9Lm4", NULL),
	    ERR_BUSY);
	ck_assert_int_eq(password_verify(gate, NULL, "vTq-9Lm4", NULL),
	    ERR_BUSY);
}
END_TEST

static void *
pass(void *p)
{
	enum err *err = p;

	*err = gate_enter(gate);
	if (*err == OK)
		gate_leave(gate);
	return NULL;
}

START_TEST(four_wait_and_the_fifth_goes_at_once)
{
	struct gate_rule patient = cheap;
	pthread_t threads[4];
	enum err errs[4];

	patient.wait_ms = 60 * 1000;
	gate_set(gate, patient);
	ck_assert_int_eq(gate_enter(gate), OK);
	ck_assert_int_eq(gate_enter(gate), OK);
	for (size_t i = 0; i < COUNT(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, pass,
		    &errs[i]), 0);
	while (gate_waiting(gate) < 4)
		sched_yield();
	ck_assert_int_eq(gate_enter(gate), ERR_BUSY);
	gate_leave(gate);
	for (size_t i = 0; i < COUNT(threads); i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(errs[i], OK);
	}
	ck_assert_int_eq(gate_waiting(gate), 0);
}
END_TEST

static void
add_rules(Suite *s)
{
	TCase *t = tcase_create("rules");

	tcase_add_loop_test(t,
	    a_password_is_long_enough_and_not_ones_own_name, 0,
	    (int)COUNT(rules));
	tcase_add_test(t, a_password_has_at_most_a_thousand_and_24_bytes);
	tcase_add_loop_test(t, what_many_people_choose_is_refused, 0,
	    (int)COUNT(common));
	tcase_add_loop_test(t, what_few_people_choose_is_taken, 0,
	    (int)COUNT(uncommon));
	suite_add_tcase(s, t);
}

Suite *
password_suite(void)
{
	Suite *s = suite_create("password");
	TCase *t = tcase_create("gate");

	tcase_add_checked_fixture(t, open_gate, close_gate);
	tcase_add_test(t, the_right_password_is_found_right);
	tcase_add_test(t, two_records_of_a_password_differ);
	tcase_add_test(t, a_record_of_another_cost_is_to_be_made_again);
	tcase_add_test(t, no_record_is_never_right);
	tcase_add_test(t, the_market_hashes_at_the_interactive_limits);
	tcase_add_test(t, a_third_is_refused_when_its_time_is_over);
	tcase_add_test(t, nothing_is_hashed_or_judged_at_a_full_gate);
	tcase_add_test(t, four_wait_and_the_fifth_goes_at_once);
	suite_add_tcase(s, t);
	add_rules(s);
	return s;
}
