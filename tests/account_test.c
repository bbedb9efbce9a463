/* SPDX-License-Identifier: Apache-2.0 */
/* account_test.c: logging in, sessions, accounts of the staff. */
#include "market/account.h"

#include <check.h>
#include <signal.h>
#include <string.h>

#include "db/session.h"
#include "market/guess.h"
#include "market/joining.h"
#include "market/keys.h"
#include "market/password.h"
#include "market/session.h"
#include "tests/support.h"

Suite *account_suite(void);

#define HOME "192.0.2.10"
#define PASSWORD "kettle moss 47"
#define SID "sid-1"

static struct market *m;
static int64_t agent;	/* account of an agency */

static int64_t
join(const char *uscc, const char *mobile, const char *email)
{
	struct visitor v = { .sid = uscc, .role = ROLE_AGENCY };
	struct joining_contact c = { .contact = "Zhou Min",
	    .mobile = mobile, .email = email, .password = PASSWORD };
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(joining_start(m, &v, uscc, "Green Source", &p), OK);
	ck_assert_int_eq(joining_contact(m, &v, &c, &p), OK);
	ck_assert_int_eq(joining_confirm(m, &v, true, &id, &p), OK);
	return id;
}

static void
open_market(void)
{
	m = a_market();
	agent = join("91420100MA4K00010R", "13812340000", "zhou@x.cn");
}

static const struct staff auditor = { .role = ROLE_AUDITOR,
    .name = "Li Hua", .email = "li@gov.cn", .password = "quartz-moss-kettle",
    .by = "os:0/root" };

static enum err
log_in(const char *login, const char *password, struct login *l,
    struct problems *p)
{
	*l = (struct login){ .login = login, .password = password,
	    .remote = HOME };
	p->n = 0;
	return account_login(m, l, p);
}

static const char *const logins[] = {
	"13812340000", "zhou@x.cn", "ZHOU@X.CN", " zhou@x.cn ",
	"138 1234 0000", "138-1234-0000", "+8613812340000",
};

START_TEST(one_logs_in_by_mobile_or_by_email)
{
	struct problems p;
	struct login l;

	ck_assert_int_eq(log_in(logins[_i], PASSWORD, &l, &p), OK);
	ck_assert_int_eq(l.account_id, agent);
	ck_assert_uint_eq(p.n, 0);
}
END_TEST

static const struct {
	const char *login, *password;
} wrong[] = {
	{ "zhou@x.cn", "kettle moss 48" }, { "zhou@x.cn", "Kettle moss 47" },
	{ "nobody@x.cn", PASSWORD }, { "13899990000", PASSWORD },
	{ "zhou@x.c", PASSWORD }, { "' OR 1=1 --", PASSWORD },
	{ "\xff\xfe", PASSWORD },
};

START_TEST(whatever_is_wrong_the_words_are_the_same)
{
	struct problems p;
	struct login l;

	ck_assert_int_eq(log_in(wrong[_i].login, wrong[_i].password, &l, &p),
	    ERR_INVALID);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_str_eq(p.list[0].code, "login_wrong");
	ck_assert_int_eq(l.account_id, 0);
}
END_TEST

START_TEST(an_empty_field_is_no_guess)
{
	struct problems p;
	struct login l;

	for (int i = 0; i < 2 * GUESS_FREE; i++) {
		ck_assert_int_eq(log_in("", "", &l, &p), ERR_INVALID);
		ck_assert_str_eq(problem_of(&p, "login")->code,
		    "login_empty");
		ck_assert_str_eq(problem_of(&p, "password")->code,
		    "login_password_empty");
		ck_assert_int_eq(log_in("zhou@x.cn", "", &l, &p),
		    ERR_INVALID);
	}
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), OK);
}
END_TEST

static const char *const guessed[] = { "zhou@x.cn", "nobody@x.cn" };

START_TEST(who_guesses_waits_whether_the_account_exists_or_not)
{
	struct problems p;
	struct login l;

	for (int i = 0; i < GUESS_FREE; i++) {
		ck_assert_int_eq(log_in(guessed[_i], "not it at all", &l, &p),
		    ERR_INVALID);
		ck_assert_int_eq(l.wait, 0);
	}
	ck_assert_int_eq(log_in(guessed[_i], PASSWORD, &l, &p), ERR_BUSY);
	ck_assert_int_eq(l.wait, 1);
	ck_assert_str_eq(p.list[0].code, "login_wait");
	ck_assert_int_eq(p.list[0].args[0].number, 1);
	clock_forward(1);
	ck_assert_int_eq(log_in(guessed[_i], "not it at all", &l, &p),
	    ERR_INVALID);
	ck_assert_int_eq(log_in(guessed[_i], PASSWORD, &l, &p), ERR_BUSY);
	ck_assert_int_eq(l.wait, 2);
}
END_TEST

START_TEST(a_login_spelt_otherwise_is_the_same_login)
{
	struct problems p;
	struct login l;

	for (int i = 0; i < GUESS_FREE; i++)
		log_in(i % 2 ? "ZHOU@x.cn" : "zhou@X.CN ", "not it", &l, &p);
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), ERR_BUSY);
}
END_TEST

START_TEST(too_many_people_at_once_is_no_guess_and_no_login)
{
	const struct gate_rule hasty = { .passes = 1, .memory = 8192,
	    .at_once = 2, .waiting = 4, .wait_ms = 0 };
	struct problems p;
	struct login l;

	gate_set(m->house->gate, hasty);
	ck_assert_int_eq(gate_enter(m->house->gate), OK);
	ck_assert_int_eq(gate_enter(m->house->gate), OK);
	for (int i = 0; i < 2 * GUESS_FREE; i++)
		ck_assert_int_eq(log_in(i % 2 ? "zhou@x.cn" : "nobody@x.cn",
		    PASSWORD, &l, &p), ERR_BUSY);
	ck_assert_int_eq(l.wait, 0);
	ck_assert_uint_eq(p.n, 0);
	gate_leave(m->house->gate);
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), OK);
	gate_leave(m->house->gate);
}
END_TEST

START_TEST(a_record_of_an_older_cost_is_renewed_at_login)
{
	struct gate_rule dearer = { .passes = 2, .memory = 16384,
	    .at_once = 2, .waiting = 4, .wait_ms = 0 };
	const char *before, *after;
	struct account account;
	struct problems p;
	struct login l;

	db_account_by_login(m->db, "zhou@x.cn", &account, &before);
	gate_set(m->house->gate, dearer);
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), OK);
	db_account_by_login(m->db, "zhou@x.cn", &account, &after);
	ck_assert_str_ne(before, after);
	ck_assert(strstr(after, "$m=16,t=2,p=1$") != NULL);
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), OK);
}
END_TEST

START_TEST(a_session_says_who_is_signed_in)
{
	struct actor actor = { .account_id = 0 };

	ck_assert_int_eq(session_find(m, SID, &actor), ERR_NOT_FOUND);
	ck_assert_int_eq(session_add(m, SID, agent), OK);
	ck_assert_int_eq(session_find(m, SID, &actor), OK);
	ck_assert_int_eq(actor.account_id, agent);
	ck_assert_int_eq(actor.role, ROLE_AGENCY);
	ck_assert_str_eq(actor.name, "Zhou Min");
	ck_assert_str_eq(actor.party_name, "Green Source");
	ck_assert_str_eq(actor.uscc, "91420100MA4K00010R");
	ck_assert(!actor.government);
	ck_assert_int_eq(session_find(m, "sid-2", &actor), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_cookie_is_stored_as_its_hash_only)
{
	unsigned char hash[SESSION_HASH];
	struct session s;

	ck_assert_int_eq(session_add(m, SID, agent), OK);
	keys_hash(SID, hash);
	ck_assert_int_eq(db_session_find(m->db, hash, &s), OK);
	ck_assert_int_eq(s.account_id, agent);
}
END_TEST

START_TEST(who_signs_out_is_out)
{
	struct actor actor;

	ck_assert_int_eq(session_add(m, SID, agent), OK);
	ck_assert_int_eq(session_drop(m, SID), OK);
	ck_assert_int_eq(session_find(m, SID, &actor), ERR_NOT_FOUND);
	ck_assert_int_eq(session_drop(m, SID), OK);
}
END_TEST

/* Signed in as agency or staff; then used at these seconds; then asked. */
static const struct {
	bool staff;
	int uses, every, after;
	enum err err;
} lives[] = {
	{ false, 0, 0, 7199, OK },
	{ false, 0, 0, 7200, ERR_NOT_FOUND },
	{ true, 0, 0, 1799, OK },
	{ true, 0, 0, 1800, ERR_NOT_FOUND },
	{ false, 6, 7000, 1199, OK },			/* 12 h, less one */
	{ false, 6, 7000, 1200, ERR_NOT_FOUND },
	{ true, 24, 1790, 239, OK },
	{ true, 24, 1790, 240, ERR_NOT_FOUND },
	/* uses within a minute of each other are not all written */
	{ false, 1, 59, 7140, OK },
	{ false, 1, 59, 7141, ERR_NOT_FOUND },
	{ false, 1, 60, 7199, OK },
	{ false, 1, 60, 7200, ERR_NOT_FOUND },
};

START_TEST(a_session_ends_unused_and_after_half_a_day)
{
	struct problems p = { .n = 0 };
	struct actor actor;
	int64_t id = agent;

	if (lives[_i].staff)
		ck_assert_int_eq(staff_create(m, &auditor, &id, &p), OK);
	ck_assert_int_eq(session_add(m, SID, id), OK);
	for (int i = 0; i < lives[_i].uses; i++) {
		clock_forward(lives[_i].every);
		ck_assert_int_eq(session_find(m, SID, &actor), OK);
	}
	clock_forward(lives[_i].after);
	ck_assert_int_eq(session_find(m, SID, &actor), lives[_i].err);
}
END_TEST

START_TEST(the_sweep_deletes_ended_sessions_and_nothing_else)
{
	unsigned char hash[SESSION_HASH];
	struct session s;

	ck_assert_int_eq(session_add(m, SID, agent), OK);
	clock_forward(3600);
	ck_assert_int_eq(session_add(m, "sid-2", agent), OK);
	clock_forward(3601);
	ck_assert_int_eq(session_sweep(m), OK);
	keys_hash(SID, hash);
	ck_assert_int_eq(db_session_find(m->db, hash, &s), ERR_NOT_FOUND);
	keys_hash("sid-2", hash);
	ck_assert_int_eq(db_session_find(m->db, hash, &s), OK);
}
END_TEST

START_TEST(a_member_of_staff_logs_in)
{
	struct actor actor;
	struct problems p = { .n = 0 };
	struct login l;
	int64_t id;

	ck_assert_int_eq(staff_create(m, &auditor, &id, &p), OK);
	ck_assert_int_eq(log_in("LI@gov.cn", auditor.password, &l, &p), OK);
	ck_assert_int_eq(l.account_id, id);
	ck_assert_int_eq(session_add(m, SID, id), OK);
	ck_assert_int_eq(session_find(m, SID, &actor), OK);
	ck_assert_int_eq(actor.role, ROLE_AUDITOR);
	ck_assert_int_eq(actor.party_id, 0);
	ck_assert_str_eq(actor.party_name, "");
	ck_assert_str_eq(actor.uscc, "");
}
END_TEST

static const struct {
	const char *name, *email, *password, *field, *code;
} staff[] = {
	{ "", "li@gov.cn", "quartz-moss-kettle", "name", "name_empty" },
	{ "Li", "li@gov", "quartz-moss-kettle", "email", "email_format" },
	{ "Li", "li@gov.cn", "quartz-moss", "password", "password_short" },
	{ "Li", "li@gov.cn", "password1234", "password", "password_common" },
	{ "Li Hua", "lihua@gov.cn", "lihua-li hua", "password",
	    "password_own" },
};

START_TEST(an_account_of_the_staff_has_a_longer_password)
{
	struct staff one = { .role = ROLE_OPERATOR, .name = staff[_i].name,
	    .email = staff[_i].email, .password = staff[_i].password,
	    .by = "" };
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(staff_create(m, &one, &id, &p), ERR_INVALID);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_str_eq(problem_of(&p, staff[_i].field)->code,
	    staff[_i].code);
}
END_TEST

START_TEST(an_email_has_one_account)
{
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(staff_create(m, &auditor, &id, &p), OK);
	ck_assert_int_eq(staff_create(m, &auditor, &id, &p), ERR_CONFLICT);
	ck_assert_str_eq(problem_of(&p, "email")->code, "join_known_email");
}
END_TEST

START_TEST(an_agency_is_no_staff)
{
	struct staff one = auditor;
	struct problems p = { .n = 0 };
	int64_t id;

	one.role = ROLE_AGENCY;
	staff_create(m, &one, &id, &p);
}
END_TEST

START_TEST(a_new_password_ends_the_old_one_and_its_sessions)
{
	struct problems p = { .n = 0 };
	struct actor actor;
	struct login l;
	int64_t id;

	ck_assert_int_eq(session_add(m, SID, agent), OK);
	ck_assert_int_eq(account_reset(m, "138 1234 0000", "quartz lamp 8",
	    "os:0", &id, &p), OK);
	ck_assert_int_eq(id, agent);
	ck_assert_int_eq(session_find(m, SID, &actor), ERR_NOT_FOUND);
	ck_assert_int_eq(log_in("zhou@x.cn", PASSWORD, &l, &p), ERR_INVALID);
	ck_assert_int_eq(log_in("zhou@x.cn", "quartz lamp 8", &l, &p), OK);
}
END_TEST

START_TEST(a_new_password_is_a_good_one)
{
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(account_reset(m, "zhou@x.cn", "13812340000", "os:0",
	    &id, &p), ERR_INVALID);
	ck_assert_str_eq(problem_of(&p, "password")->code,
	    "password_common");
	p.n = 0;
	ck_assert_int_eq(staff_create(m, &auditor, &id, &p), OK);
	ck_assert_int_eq(account_reset(m, "li@gov.cn", "quartz lamp",
	    "os:0", &id, &p), ERR_INVALID);
	ck_assert_str_eq(problem_of(&p, "password")->code,
	    "password_short");
	ck_assert_int_eq(account_reset(m, "nobody@x.cn", "quartz lamp 8",
	    "os:0", &id, &p), ERR_NOT_FOUND);
}
END_TEST

static void
add_logins(Suite *s)
{
	TCase *t = tcase_create("logins");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, one_logs_in_by_mobile_or_by_email, 0,
	    (int)COUNT(logins));
	tcase_add_loop_test(t, whatever_is_wrong_the_words_are_the_same, 0,
	    (int)COUNT(wrong));
	tcase_add_test(t, an_empty_field_is_no_guess);
	tcase_add_loop_test(t,
	    who_guesses_waits_whether_the_account_exists_or_not, 0,
	    (int)COUNT(guessed));
	tcase_add_test(t, a_login_spelt_otherwise_is_the_same_login);
	tcase_add_test(t,
	    too_many_people_at_once_is_no_guess_and_no_login);
	tcase_add_test(t, a_record_of_an_older_cost_is_renewed_at_login);
	suite_add_tcase(s, t);
}

static void
add_staff(Suite *s)
{
	TCase *t = tcase_create("staff");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_member_of_staff_logs_in);
	tcase_add_loop_test(t,
	    an_account_of_the_staff_has_a_longer_password, 0,
	    (int)COUNT(staff));
	tcase_add_test(t, an_email_has_one_account);
	tcase_add_test(t,
	    a_new_password_ends_the_old_one_and_its_sessions);
	tcase_add_test(t, a_new_password_is_a_good_one);
	tcase_add_test_raise_signal(t, an_agency_is_no_staff, SIGABRT);
	suite_add_tcase(s, t);
}

Suite *
account_suite(void)
{
	Suite *s = suite_create("account");
	TCase *t = tcase_create("sessions");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, a_session_says_who_is_signed_in);
	tcase_add_test(t, a_cookie_is_stored_as_its_hash_only);
	tcase_add_test(t, who_signs_out_is_out);
	tcase_add_loop_test(t, a_session_ends_unused_and_after_half_a_day, 0,
	    (int)COUNT(lives));
	tcase_add_test(t,
	    the_sweep_deletes_ended_sessions_and_nothing_else);
	suite_add_tcase(s, t);
	add_logins(s);
	add_staff(s);
	return s;
}
