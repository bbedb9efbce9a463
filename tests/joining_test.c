/* SPDX-License-Identifier: Apache-2.0 */
/* joining_test.c: registering agencies and purchasers. */
#include "market/joining.h"

#include <check.h>
#include <string.h>

#include "db/agency.h"
#include "db/account.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/keys.h"
#include "market/password.h"
#include "tests/support.h"

Suite *joining_suite(void);

#define AGENCY_CODE "91420100MA4K00010R"
#define GOV_CODE "114201000011000111"
#define INST_CODE "124201004416000287"
#define OTHER_CODE "N1420100MF2000033L"
#define TRADER_CODE "92420100MA4L00011C"
#define SID "5f2c0b0d8f0f4c1e9d2a7b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70"

static const struct visitor agent = { .sid = SID, .role = ROLE_AGENCY,
    .request = "r1" };
static const struct visitor buyer = { .sid = SID, .role = ROLE_OWNER,
    .request = "r1" };

static const struct joining_contact zhou = {
	.contact = "\xe5\x91\xa8\xe6\x95\x8f", .mobile = "13812340000",
	.email = "ZhouMin@Example.cn", .password = "kettle moss 47",
};

#define NAME "\xe6\xb1\x9f\xe5\x9f\x8e\xe7\xbb\xbf\xe6\xba\x90"

static struct market *m;

static void
open_market(void)
{
	m = a_market();
}

/* The only problem's code and field, or «none». */
static const char *
problem(const struct problems *p, const char *field)
{
	const struct problem *one = problem_of(p, field);

	return one ? one->code : "none";
}

static void
start(const struct visitor *v, const char *uscc)
{
	struct problems p = { .n = 0 };

	ck_assert_int_eq(joining_start(m, v, uscc, NAME, &p), OK);
}

static void
give_contact(const struct visitor *v, const struct joining_contact *c)
{
	struct problems p = { .n = 0 };

	ck_assert_int_eq(joining_contact(m, v, c, &p), OK);
	ck_assert_uint_eq(p.n, 0);
}

static int64_t
confirm(const struct visitor *v)
{
	struct problems p = { .n = 0 };
	int64_t id = 0;

	ck_assert_int_eq(joining_confirm(m, v, true, &id, &p), OK);
	ck_assert_int_gt(id, 0);
	return id;
}

static int64_t
join(const struct visitor *v, const char *uscc,
    const struct joining_contact *c)
{
	start(v, uscc);
	give_contact(v, c);
	return confirm(v);
}

START_TEST(an_agency_joins_in_three_forms)
{
	int64_t id = join(&agent, AGENCY_CODE, &zhou), at;
	struct account account;
	struct party party;
	struct agency agency;
	int64_t agencies;

	ck_assert_int_eq(db_account_get(m->db, id, &account), OK);
	ck_assert_str_eq(account.role, "agency");
	ck_assert_str_eq(account.name, zhou.contact);
	ck_assert_str_eq(account.mobile, "13812340000");
	ck_assert_str_eq(account.email, "zhoumin@example.cn");
	ck_assert_int_eq(db_party_get(m->db, account.party_id, &party), OK);
	ck_assert_str_eq(party.uscc, AGENCY_CODE);
	ck_assert_str_eq(party.name, NAME);
	ck_assert_str_eq(party.kind, "enterprise");
	ck_assert_str_eq(party.region, "420100");
	ck_assert_int_eq(db_agency_get(m->db, party.id, &agency), OK);
	ck_assert_str_eq(agency.state, "active");
	ck_assert_int_eq(db_commitment_get(m->db, party.id,
	    JOINING_PROMISE_AGENCY, &at), OK);
	ck_assert_int_eq(at, market_now(m));
	ck_assert_int_eq(db_tally_get(m->db, "agencies", &agencies), OK);
	ck_assert_int_eq(agencies, 1);
}
END_TEST

static const struct {
	const char *uscc, *kind;
} owners[] = {
	{ GOV_CODE, "gov" }, { INST_CODE, "public_inst" },
	{ "13420100002200014W", "mass_org" }, { "52420100MJ0010013J", "ngo" },
	{ AGENCY_CODE, "enterprise" }, { TRADER_CODE, "enterprise" },
};

START_TEST(an_owner_is_of_the_kind_its_code_says)
{
	int64_t id = join(&buyer, owners[_i].uscc, &zhou), at;
	struct account account;
	struct owner owner;

	ck_assert_int_eq(db_account_get(m->db, id, &account), OK);
	ck_assert_str_eq(account.role, "owner");
	ck_assert_int_eq(db_owner_get(m->db, account.party_id, &owner), OK);
	ck_assert_str_eq(owner.kind, owners[_i].kind);
	ck_assert_int_eq(db_commitment_get(m->db, account.party_id,
	    JOINING_PROMISE_OWNER, &at), OK);
}
END_TEST

static const struct {
	enum role role;
	const char *uscc, *name, *field, *code;
} starts[] = {
	{ ROLE_AGENCY, "", NAME, "uscc", "uscc_empty" },
	{ ROLE_AGENCY, "91420100MA4K0010R", NAME, "uscc", "uscc_length" },
	{ ROLE_AGENCY, "91420100MA4K00010Q", NAME, "uscc", "uscc_check" },
	{ ROLE_AGENCY, GOV_CODE, NAME, "uscc", "join_gov_no_agency" },
	{ ROLE_AGENCY, INST_CODE, NAME, "uscc", "none" },
	{ ROLE_AGENCY, OTHER_CODE, NAME, "uscc", "none" },
	{ ROLE_OWNER, OTHER_CODE, NAME, "uscc", "join_kind_no_owner" },
	{ ROLE_OWNER, GOV_CODE, NAME, "uscc", "none" },
	{ ROLE_AGENCY, " 91420100ma4k00010r ", NAME, "uscc", "none" },
	{ ROLE_AGENCY, AGENCY_CODE, "", "name", "party_name_empty" },
	{ ROLE_AGENCY, AGENCY_CODE, "  ", "name", "party_name_empty" },
	{ ROLE_AGENCY, AGENCY_CODE, "A", "name", "party_name_length" },
	{ ROLE_AGENCY, AGENCY_CODE, "AB", "name", "none" },
	{ ROLE_AGENCY, AGENCY_CODE, "A\nB", "name", "name_letters" },
	{ ROLE_AGENCY, AGENCY_CODE, "A\xe2\x80\xae" "B", "name",
	    "name_letters" },
	{ ROLE_AGENCY, AGENCY_CODE,
	    "123456789012345678901234567890123456789012345678901234567890",
	    "name", "none" },
	{ ROLE_AGENCY, AGENCY_CODE,
	    "1234567890123456789012345678901234567890123456789012345678901",
	    "name", "party_name_length" },
};

START_TEST(the_first_form_says_what_is_wrong)
{
	struct visitor v = { .sid = SID, .role = starts[_i].role };
	struct problems p = { .n = 0 };
	bool good = strcmp(starts[_i].code, "none") == 0;
	struct joining j;

	ck_assert_int_eq(joining_start(m, &v, starts[_i].uscc,
	    starts[_i].name, &p), good ? OK : ERR_INVALID);
	ck_assert_str_eq(problem(&p, starts[_i].field), starts[_i].code);
	ck_assert_int_eq(joining_get(m, &v, &j), good ? OK : ERR_NOT_FOUND);
}
END_TEST

static const struct {
	struct joining_contact form;
	const char *field, *code;
} contacts[] = {
	{ { "", "13812340000", "a@x.cn", "kettle moss" }, "contact",
	    "name_empty" },
	{ { "Z", "13812340000", "a@x.cn", "kettle moss" }, "contact",
	    "name_length" },
	{ { "Zhou", "", "a@x.cn", "kettle moss" }, "mobile",
	    "mobile_empty" },
	{ { "Zhou", "12812340000", "a@x.cn", "kettle moss" }, "mobile",
	    "mobile_format" },
	{ { "Zhou", "1381234000", "a@x.cn", "kettle moss" }, "mobile",
	    "mobile_format" },
	{ { "Zhou", "13812340000", "", "kettle moss" }, "email",
	    "email_empty" },
	{ { "Zhou", "13812340000", "a.x.cn", "kettle moss" }, "email",
	    "email_format" },
	{ { "Zhou", "13812340000", "a@x.cn", "" }, "password",
	    "password_short" },
	{ { "Zhou", "13812340000", "a@x.cn", "kettle7" }, "password",
	    "password_short" },
	{ { "Zhou", "13812340000", "a@x.cn", "woaini1314" }, "password",
	    "password_common" },
	{ { "Zhou", "13812340000", "zhoumin@x.cn", "zhoumin-7" }, "password",
	    "password_own" },
	{ { "Zhou", "13812340000", "a@x.cn", "91420100MA4K00010R" },
	    "password", "password_own" },
};

START_TEST(the_second_form_says_what_is_wrong)
{
	struct problems p = { .n = 0 };
	struct joining j;

	start(&agent, AGENCY_CODE);
	ck_assert_int_eq(joining_contact(m, &agent, &contacts[_i].form, &p),
	    ERR_INVALID);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_str_eq(problem(&p, contacts[_i].field), contacts[_i].code);
	ck_assert_int_eq(joining_get(m, &agent, &j), OK);
	ck_assert_str_eq(j.password, "");
	ck_assert_str_eq(j.mobile, "");
}
END_TEST

START_TEST(a_mobile_number_may_have_blanks_hyphens_and_a_country)
{
	static const char *const typed[] = { "138 1234 0000",
	    "138-1234-0000", "+86 138 1234 0000",
	    "\uff11\uff13812340000" };
	struct joining_contact c = zhou;
	struct joining j;

	start(&agent, AGENCY_CODE);
	for (size_t i = 0; i < COUNT(typed); i++) {
		c.mobile = typed[i];
		give_contact(&agent, &c);
		ck_assert_int_eq(joining_get(m, &agent, &j), OK);
		ck_assert_str_eq(j.mobile, "13812340000");
	}
}
END_TEST

START_TEST(a_password_is_kept_as_its_record_only)
{
	struct joining j;

	start(&agent, AGENCY_CODE);
	give_contact(&agent, &zhou);
	ck_assert_int_eq(joining_get(m, &agent, &j), OK);
	ck_assert(strncmp(j.password, "$argon2id$", 10) == 0);
	ck_assert_int_eq(password_verify(m->house->gate, j.password,
	    zhou.password, NULL), OK);
}
END_TEST

START_TEST(an_empty_password_keeps_the_one_given_before)
{
	struct joining_contact c = zhou;
	struct joining before, after;

	start(&agent, AGENCY_CODE);
	give_contact(&agent, &zhou);
	ck_assert_int_eq(joining_get(m, &agent, &before), OK);
	c.password = "";
	c.email = "zhou@other.cn";
	give_contact(&agent, &c);
	ck_assert_int_eq(joining_get(m, &agent, &after), OK);
	ck_assert_str_eq(after.password, before.password);
	ck_assert_str_eq(after.email, "zhou@other.cn");
}
END_TEST

START_TEST(going_back_to_the_first_form_keeps_the_second)
{
	struct problems p = { .n = 0 };
	struct joining j;

	start(&agent, AGENCY_CODE);
	give_contact(&agent, &zhou);
	ck_assert_int_eq(joining_start(m, &agent, INST_CODE, "New name",
	    &p), OK);
	ck_assert_int_eq(joining_get(m, &agent, &j), OK);
	ck_assert_str_eq(j.uscc, INST_CODE);
	ck_assert_str_eq(j.name, "New name");
	ck_assert_str_eq(j.contact, zhou.contact);
	ck_assert(j.password[0] != '\0');
}
END_TEST

START_TEST(no_form_can_be_left_out)
{
	struct problems p = { .n = 0 };
	int64_t id;

	ck_assert_int_eq(joining_contact(m, &agent, &zhou, &p),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(joining_confirm(m, &agent, true, &id, &p),
	    ERR_NOT_FOUND);
	start(&agent, AGENCY_CODE);
	ck_assert_int_eq(joining_confirm(m, &agent, true, &id, &p),
	    ERR_NOT_FOUND);
	ck_assert_uint_eq(p.n, 0);
}
END_TEST

START_TEST(nobody_joins_without_the_promise)
{
	struct problems p = { .n = 0 };
	struct party party;
	int64_t id;

	start(&agent, AGENCY_CODE);
	give_contact(&agent, &zhou);
	ck_assert_int_eq(joining_confirm(m, &agent, false, &id, &p),
	    ERR_INVALID);
	ck_assert_str_eq(problem(&p, "agree"), "join_agree");
	ck_assert_int_eq(db_party_by_uscc(m->db, AGENCY_CODE, &party),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(what_was_begun_as_agency_is_nothing_to_an_owner)
{
	struct joining j;

	start(&agent, AGENCY_CODE);
	ck_assert_int_eq(joining_get(m, &buyer, &j), ERR_NOT_FOUND);
}
END_TEST

START_TEST(another_visitor_sees_nothing_of_it)
{
	struct visitor other = agent;
	struct joining j;

	other.sid = "0" "f2c0b0d8f0f4c1e9d2a7b3c4d5e6f70"
	    "8192a3b4c5d6e7f8091a2b3c4d5e6f70";
	start(&agent, AGENCY_CODE);
	ck_assert_int_eq(joining_get(m, &other, &j), ERR_NOT_FOUND);
}
END_TEST

START_TEST(after_an_hour_one_begins_anew)
{
	struct problems p = { .n = 0 };
	struct joining j;
	int64_t id;

	start(&agent, AGENCY_CODE);
	give_contact(&agent, &zhou);
	clock_forward(JOINING_LIFE);
	ck_assert_int_eq(joining_get(m, &agent, &j), OK);
	clock_forward(1);
	ck_assert_int_eq(joining_get(m, &agent, &j), ERR_NOT_FOUND);
	ck_assert_int_eq(joining_confirm(m, &agent, true, &id, &p),
	    ERR_NOT_FOUND);
	start(&agent, AGENCY_CODE);
	ck_assert_int_eq(joining_get(m, &agent, &j), OK);
	ck_assert_str_eq(j.password, "");
}
END_TEST

START_TEST(the_sweep_deletes_what_is_an_hour_old_and_nothing_else)
{
	struct visitor late = agent;
	unsigned char hash[JOINING_HASH];
	struct joining j;

	late.sid = "late";
	start(&agent, AGENCY_CODE);
	clock_forward(JOINING_LIFE + 1);
	start(&late, AGENCY_CODE);
	ck_assert_int_eq(joining_sweep(m), OK);
	keys_hash(agent.sid, hash);
	ck_assert_int_eq(db_joining_get(m->db, hash, &j), ERR_NOT_FOUND);
	keys_hash(late.sid, hash);
	ck_assert_int_eq(db_joining_get(m->db, hash, &j), OK);
}
END_TEST

START_TEST(the_last_form_sent_again_answers_the_same_account)
{
	int64_t id = join(&agent, AGENCY_CODE, &zhou), agencies;

	ck_assert_int_eq(confirm(&agent), id);
	clock_forward(JOINING_LIFE);
	ck_assert_int_eq(confirm(&agent), id);
	ck_assert_int_eq(db_tally_get(m->db, "agencies", &agencies), OK);
	ck_assert_int_eq(agencies, 1);
}
END_TEST

START_TEST(an_hour_later_the_cookie_signs_nobody_in)
{
	struct problems p = { .n = 0 };
	int64_t id;

	join(&agent, AGENCY_CODE, &zhou);
	clock_forward(JOINING_LIFE + 1);
	ck_assert_int_eq(joining_confirm(m, &agent, true, &id, &p),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(nothing_of_a_registration_is_left_when_it_is_done)
{
	unsigned char hash[JOINING_HASH];
	struct joining j;

	join(&agent, AGENCY_CODE, &zhou);
	keys_hash(SID, hash);
	ck_assert_int_eq(db_joining_get(m->db, hash, &j), ERR_NOT_FOUND);
}
END_TEST

START_TEST(a_known_code_does_not_join_again)
{
	struct visitor other = { .sid = "other", .role = ROLE_OWNER };
	struct problems p = { .n = 0 };

	join(&agent, AGENCY_CODE, &zhou);
	ck_assert_int_eq(joining_start(m, &other, AGENCY_CODE, NAME, &p),
	    ERR_CONFLICT);
	ck_assert_str_eq(problem(&p, "uscc"), "join_known_party");
}
END_TEST

START_TEST(a_known_mobile_or_email_has_an_account_already)
{
	struct visitor other = { .sid = "other", .role = ROLE_AGENCY };
	struct joining_contact c = zhou;
	struct problems p = { .n = 0 };

	join(&agent, AGENCY_CODE, &zhou);
	start(&other, INST_CODE);
	c.email = "new@x.cn";
	ck_assert_int_eq(joining_contact(m, &other, &c, &p), ERR_CONFLICT);
	ck_assert_str_eq(problem(&p, "mobile"), "join_known_mobile");
	p.n = 0;
	c = zhou;
	c.mobile = "13812340001";
	ck_assert_int_eq(joining_contact(m, &other, &c, &p), ERR_CONFLICT);
	ck_assert_str_eq(problem(&p, "email"), "join_known_email");
}
END_TEST

static const struct {
	const char *uscc, *mobile, *email, *code;
} races[] = {
	{ AGENCY_CODE, "13812340001", "b@x.cn", "join_known_party" },
	{ INST_CODE, "13812340000", "b@x.cn", "join_known_mobile" },
	{ INST_CODE, "13812340001", "zhoumin@example.cn",
	    "join_known_email" },
};

START_TEST(of_two_at_once_the_second_is_told_and_nothing_is_half_done)
{
	struct visitor other = { .sid = "other", .role = ROLE_AGENCY };
	struct joining_contact c = zhou;
	struct problems p = { .n = 0 };
	int64_t id, agencies;

	c.mobile = races[_i].mobile;
	c.email = races[_i].email;
	start(&other, races[_i].uscc);
	give_contact(&other, &c);
	join(&agent, AGENCY_CODE, &zhou);
	ck_assert_int_eq(joining_confirm(m, &other, true, &id, &p),
	    ERR_CONFLICT);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_str_eq(p.list[0].code, races[_i].code);
	ck_assert_int_eq(db_tally_get(m->db, "agencies", &agencies), OK);
	ck_assert_int_eq(agencies, 1);
}
END_TEST

static void
add_rules(Suite *s)
{
	TCase *t = tcase_create("rules");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t, the_first_form_says_what_is_wrong, 0,
	    (int)COUNT(starts));
	tcase_add_loop_test(t, the_second_form_says_what_is_wrong, 0,
	    (int)COUNT(contacts));
	tcase_add_test(t,
	    a_mobile_number_may_have_blanks_hyphens_and_a_country);
	tcase_add_test(t, a_password_is_kept_as_its_record_only);
	tcase_add_test(t, an_empty_password_keeps_the_one_given_before);
	tcase_add_test(t, going_back_to_the_first_form_keeps_the_second);
	tcase_add_test(t, no_form_can_be_left_out);
	tcase_add_test(t, nobody_joins_without_the_promise);
	suite_add_tcase(s, t);
}

Suite *
joining_suite(void)
{
	Suite *s = suite_create("joining");
	TCase *t = tcase_create("joining");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, an_agency_joins_in_three_forms);
	tcase_add_loop_test(t, an_owner_is_of_the_kind_its_code_says, 0,
	    (int)COUNT(owners));
	tcase_add_test(t, what_was_begun_as_agency_is_nothing_to_an_owner);
	tcase_add_test(t, another_visitor_sees_nothing_of_it);
	tcase_add_test(t, after_an_hour_one_begins_anew);
	tcase_add_test(t,
	    the_sweep_deletes_what_is_an_hour_old_and_nothing_else);
	tcase_add_test(t,
	    the_last_form_sent_again_answers_the_same_account);
	tcase_add_test(t, an_hour_later_the_cookie_signs_nobody_in);
	tcase_add_test(t,
	    nothing_of_a_registration_is_left_when_it_is_done);
	tcase_add_test(t, a_known_code_does_not_join_again);
	tcase_add_test(t, a_known_mobile_or_email_has_an_account_already);
	tcase_add_loop_test(t,
	    of_two_at_once_the_second_is_told_and_nothing_is_half_done, 0,
	    (int)COUNT(races));
	suite_add_tcase(s, t);
	add_rules(s);
	return s;
}
