/* SPDX-License-Identifier: Apache-2.0 */
/* qualification_test.c: what agencies hold, who meets what, the check. */
#include "market/qualification.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/item.h"
#include "db/party.h"
#include "market/agency.h"
#include "market/check.h"
#include "market/desk.h"
#include "market/eligible.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/support.h"

Suite *qualification_suite(void);

static struct market *m;
enum { MANY = 200 };

static struct actor agency, op;

static void
open_market(void)
{
	m = a_market();
	agency = an_agency(1);
	op = an_operator();
}

/* The clock stands at 2026-11-25 10:00. */
static struct qualification_form
a_form(void)
{
	return (struct qualification_form){ .type = "Surveying (works)",
	    .grade = "first", .cert_no = "42-7", .issuer = "Bureau",
	    .scope = "", .valid_from = "2026-01-31",
	    .valid_to = "2027-01-30", .once = "" };
}

static int64_t
add(const struct actor *actor, const struct qualification_form *f)
{
	struct problems problems;
	int64_t id;
	enum err err = qualification_add(m, actor, f, &id, &problems);

	ck_assert_msg(!err, "add: %d %s", err, problems.n ?
	    problems.list[0].code : "");
	return id;
}

static struct qualification
now_of(const struct actor *actor, int64_t id)
{
	struct qualification q;

	ck_assert_int_eq(qualification_own(m, actor, id, &q), OK);
	return q;
}

static const char *
badge(void)
{
	struct agency a;

	ck_assert_int_eq(agency_own(m, &agency, &a), OK);
	return a.badge;
}

static bool
meets_at(int64_t agency_id, const char *line, int64_t at)
{
	bool meets;

	ck_assert_int_eq(qualification_meets(m->db, agency_id, line, at,
	    &meets), OK);
	return meets;
}

static bool
meets(const char *line)
{
	return meets_at(agency.party_id, line, market_now(m));
}

/* The first line that the agency lacks, or NULL. */
static bool one_will_do;

static const char *
lacks(const char *requirements)
{
	const char *line;

	ck_assert_int_eq(qualification_lacks(m->db, agency.party_id,
	    requirements, one_will_do, market_now(m), &line), OK);
	return line;
}

/* ---- entering -------------------------------------------------------- */

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10

static const struct {
	const char *field, *value;
	const char *code;	/* NULL: taken */
} entries[] = {
	{ "type", "Surveying", NULL }, { "type", X60, NULL },
	{ "type", X60 "x", "text_long" },
	{ "type", "", "qualification_type" },
	{ "type", "\xe2\x80\xaex", "text_dirty" },
	{ "grade", "second", NULL }, { "grade", "fourth", NULL },
	{ "grade", "none", NULL }, { "grade", "", "qualification_grade" },
	{ "grade", "fifth", "qualification_grade" },
	{ "cert_no", "A", NULL }, { "cert_no", "", "qualification_number" },
	{ "cert_no", X60 "x", "text_long" },
	/* GB 11643-1999: right and wrong check digit */
	{ "cert_no", "11010519491231002X", "qualification_id_number" },
	{ "cert_no", "11010519491231002x", "qualification_id_number" },
	{ "cert_no", "110105194912310021", NULL },
	{ "cert_no", "11010519491231002", NULL },
	{ "issuer", "", "qualification_issuer" },
	{ "issuer", X60 "x", "text_long" },
	{ "scope", X60 X60 X60 X60 X60 X60 X60 X60 X10 X10, NULL },
	{ "scope", X60 X60 X60 X60 X60 X60 X60 X60 X10 X10 "x",
	    "text_long" },
	{ "scope", "one\ntwo", NULL },
	{ "valid_from", "", "qualification_from" },
	{ "valid_from", "2026-02-30", "qualification_from" },
	{ "valid_from", "2026-1-31", "qualification_from" },
	{ "valid_from", "yesterday!", "qualification_from" },
	{ "valid_from", "2027-01-30", NULL },	/* one day */
	{ "valid_from", "2027-01-31", "qualification_order" },
	{ "valid_to", "", NULL }, { "valid_to", "2026-11-25", NULL },
	{ "valid_to", "2026-11-24", "qualification_over" },
	{ "valid_to", "2026-01-30", "qualification_order" },
	{ "valid_to", "2027-02-29", "qualification_to" },
	{ "valid_to", "9999-12-31", "qualification_to" },
	{ "valid_to", "9999-12-30", NULL },
};

START_TEST(each_field_has_its_rule)
{
	struct qualification_form f = a_form();
	struct problems problems;
	const struct { const char *name; const char **value; } fields[] = {
		{ "type", &f.type }, { "grade", &f.grade },
		{ "cert_no", &f.cert_no }, { "issuer", &f.issuer },
		{ "scope", &f.scope }, { "valid_from", &f.valid_from },
		{ "valid_to", &f.valid_to },
	};
	int64_t id;
	enum err err;

	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].name, entries[_i].field) == 0)
			*fields[i].value = entries[_i].value;
	err = qualification_add(m, &agency, &f, &id, &problems);
	if (entries[_i].code == NULL) {
		ck_assert_int_eq(err, OK);
		ck_assert_str_eq(now_of(&agency, id).state, "unchecked");
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].code, entries[_i].code);
}
END_TEST

START_TEST(the_same_form_is_the_same_qualification)
{
	struct qualification_form f = a_form();
	struct problems problems;
	struct actor other = an_agency(2);
	int64_t id, again;

	f.once = a_token();
	id = add(&agency, &f);
	ck_assert_int_eq(add(&agency, &f), id);
	f.once = a_token();
	ck_assert_int_eq(qualification_add(m, &agency, &f, &again,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "qualification_known");
	f.type = "surveying(WORKS)";		/* the same, to a reader */
	ck_assert_int_eq(qualification_add(m, &agency, &f, &again,
	    &problems), ERR_INVALID);
	add(&other, &f);
	f.cert_no = "42-8";
	add(&agency, &f);
}
END_TEST

START_TEST(an_agency_enters_sixty)
{
	struct qualification_form f = a_form();
	struct problems problems;
	char number[8];
	int64_t id;

	f.cert_no = number;
	for (int i = 0; i < QUALIFICATIONS; i++) {
		snprintf(number, sizeof number, "%d", i);
		add(&agency, &f);
	}
	snprintf(number, sizeof number, "more");
	ck_assert_int_eq(qualification_add(m, &agency, &f, &id, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].code, "qualification_many");
}
END_TEST

START_TEST(only_its_agency_changes_and_removes_it)
{
	struct qualification_form f = a_form();
	struct actor other = an_agency(2);
	struct problems problems;
	struct qualification q;
	int64_t id = add(&agency, &f);

	f.rev = "1";
	f.issuer = "Ministry";
	ck_assert_int_eq(qualification_edit(m, &other, id, &f, &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(qualification_remove(m, &other, id),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(qualification_edit(m, &agency, id, &f, &problems),
	    OK);
	ck_assert_str_eq(now_of(&agency, id).issuer, "Ministry");
	ck_assert_int_eq(qualification_edit(m, &agency, id, &f, &problems),
	    ERR_CONFLICT);			/* rev is 2 now */
	ck_assert_int_eq(qualification_remove(m, &agency, id), OK);
	ck_assert_int_eq(qualification_own(m, &agency, id, &q),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(qualification_remove(m, &agency, id),
	    ERR_NOT_FOUND);
	/* No other gets its number: a verdict on it must not land there. */
	ck_assert_int_gt(add(&other, &f), id);
}
END_TEST

/* ---- meeting requirements -------------------------------------------- */

static const struct {
	const char *type, *line;
	bool met;
} lines[] = {
	{ "Surveying (works)", "Surveying (works)", true },
	{ "Surveying (works)", "  surveying( WORKS )\t", true },
	{ "\u6d4b\u7ed8\u8d44\u8d28\uff08\u5de5\u7a0b\uff09",
	    "\u6d4b\u7ed8\u8d44\u8d28(\u5de5\u7a0b)", true },
	{ "\u6d4b\u7ed8\u8d44\u8d28(\u5de5\u7a0b)",
	    "\u6d4b\u7ed8\u3000\u8d44\u8d28\uff08\u5de5\u7a0b\uff09", true },
	{ "CMA", "\uff23\uff2d\uff21", true },
	{ "CMA", "", true },			/* asks for nothing */
	{ "CMA", " \t", true },
	{ "CMA", "CMAS", false }, { "CMAS", "CMA", false },
	{ "Surveying", "Surveying (works)", false },
	{ "CMA", "%", false }, { "CMA", "C_A", false },
};

START_TEST(a_requirement_is_met_by_the_same_words)
{
	struct qualification_form f = a_form();

	f.type = lines[_i].type;
	add(&agency, &f);
	ck_assert_int_eq(meets(lines[_i].line), lines[_i].met);
}
END_TEST

START_TEST(it_counts_from_its_first_day_to_its_last)
{
	struct qualification_form f = a_form();
	int64_t id, first, over;
	int64_t agency_id = agency.party_id;

	f.valid_from = "2026-12-01";
	id = add(&agency, &f);
	first = now_of(&agency, id).valid_from;
	over = now_of(&agency, id).valid_to;
	ck_assert(!meets_at(agency_id, f.type, first - 1));
	ck_assert(meets_at(agency_id, f.type, first));
	ck_assert(meets_at(agency_id, f.type, over - 1));
	ck_assert(!meets_at(agency_id, f.type, over));
	/* 2026-12-01 and 2027-01-31, 00:00:00 in Beijing */
	ck_assert_int_eq(first, 1796054400);
	ck_assert_int_eq(over, 1801324800);
}
END_TEST

START_TEST(of_many_requirements_the_first_unmet_is_told)
{
	struct qualification_form f = a_form();

	f.type = "One";
	add(&agency, &f);
	f.type = "Two";
	add(&agency, &f);
	ck_assert_ptr_null(lacks(""));
	ck_assert_ptr_null(lacks("One\ntwo"));
	ck_assert_ptr_null(lacks("One\n\nTwo\n"));
	ck_assert_str_eq(lacks("One\nThree\nFour"), "Three");
}
END_TEST

START_TEST(of_alternatives_one_is_enough_and_none_tells_all)
{
	struct qualification_form f = a_form();

	one_will_do = true;
	f.type = "Two";
	add(&agency, &f);
	ck_assert_ptr_null(lacks(""));
	ck_assert_ptr_null(lacks("\n"));
	ck_assert_ptr_null(lacks("Two"));
	ck_assert_ptr_null(lacks("One\ntwo\nThree"));
	ck_assert_str_eq(lacks("One"), "One");
	ck_assert_str_eq(lacks("One\n\nThree"), "One\u3001Three");
	one_will_do = false;
	ck_assert(!qualification_many("") && !qualification_many("One\n \n"));
	ck_assert(qualification_many("One\n\nTwo"));
}
END_TEST

static void
serve(const struct actor *actor)
{
	const char *items[] = { an_item() };
	const struct agency_form f = { .intro = "", .promise = "",
	    .fee_reference = "", .phone = "", .address = "",
	    .items = items, .n_items = 1 };
	struct problems problems;

	ck_assert_int_eq(agency_edit(m, actor, &f, &problems), OK);
}

static int64_t
eligible(const char *requirements)
{
	struct item item;
	int64_t n = -1;

	ck_assert_int_eq(db_item_by_code(m->db, an_item(), &item), OK);
	ck_assert_int_eq(eligible_count(m->db, &(struct project){
	    .item_id = item.id, .requirements = requirements,
	    .any_will_do = one_will_do, .fund = "social" }, market_now(m), MANY, &n), OK);
	return n;
}

START_TEST(those_who_serve_an_item_and_hold_what_it_needs_are_counted)
{
	struct qualification_form f = a_form();

	ck_assert_int_eq(eligible(""), 0);
	for (int i = 1; i <= 5; i++) {
		struct actor a = i == 1 ? agency : an_agency(i);

		if (i < 5)
			serve(&a);
		f.type = "One";
		f.cert_no = "a";
		if (i > 1) {
			add(&a, &f);
			f.cert_no = "b";	/* twice is still one */
			add(&a, &f);
		}
		f.type = "Two";
		if (i > 2)
			add(&a, &f);
	}
	ck_assert_int_eq(eligible(""), 4);
	ck_assert_int_eq(eligible("\n"), 4);
	ck_assert_int_eq(eligible("one"), 3);
	ck_assert_int_eq(eligible("Two"), 2);
	ck_assert_int_eq(eligible("One\nTwo"), 2);
	ck_assert_int_eq(eligible("Two\n\nOne\n"), 2);
	ck_assert_int_eq(eligible("One\nThree"), 0);
	one_will_do = true;
	ck_assert_int_eq(eligible(""), 4);
	ck_assert_int_eq(eligible("One"), 3);
	ck_assert_int_eq(eligible("Two\nOne"), 3);	/* both is still one */
	ck_assert_int_eq(eligible("Three\nTwo"), 2);
	ck_assert_int_eq(eligible("Two\nTwo\nThree"), 2);
	ck_assert_int_eq(eligible("Three\nFour"), 0);
	one_will_do = false;
	clock_forward(90 * 86400);
	ck_assert_int_eq(eligible("One"), 0);
	ck_assert_int_eq(eligible(""), 4);
}
END_TEST

/* 201 agencies with the item; the last one alone lacks the certificate. */
static enum err
many_in_txn(struct db *db, void *ctx)
{
	static const char alphabet[] = "0123456789";
	enum err err = OK;

	for (int i = 0; !err && i < MANY + 1; i++) {
		char code[19] = "914299010000000000", name[24];
		struct party p = { .uscc = code, .name = name,
		    .kind = "enterprise", .region = "429901" };
		struct actor a = { .account_id = agency.account_id };
		struct qualification q = { .type = "One", .grade = "none",
		    .cert_no = "1", .issuer = "B", .scope = "",
		    .valid_to = QUALIFICATION_FOREVER };

		snprintf(name, sizeof name, "Many %d", i);
		code[15] = alphabet[i / 100];
		code[16] = alphabet[i / 10 % 10];
		code[17] = alphabet[i % 10];
		err = db_party_insert(db, &p);
		if (!err)
			err = db_agency_insert(db, p.id, db_now(db));
		if (!err)
			err = db_agency_item_add(db, p.id, *(int64_t *)ctx);
		a.party_id = p.id;
		if (!err && i < MANY)
			err = qualification_enter(db, &a, &q);
	}
	return err;
}

START_TEST(two_hundred_are_counted_and_no_more)
{
	struct item item;

	ck_assert_int_eq(db_item_by_code(m->db, an_item(), &item), OK);
	ck_assert_int_eq(write_run(m, many_in_txn, &item.id), OK);
	ck_assert_int_eq(eligible(""), MANY);
	ck_assert_int_eq(eligible("One"), MANY);
	serve(&agency);		/* the first of all, without a certificate */
	ck_assert_int_eq(eligible("One"), MANY);
	ck_assert_int_eq(eligible("One\nTwo"), 0);
}
END_TEST

/* ---- afterwards ------------------------------------------------------ */

static enum err
check_it(int64_t id, const char *verdict, const char *reason,
    const char *rev)
{
	const struct check_form f = { verdict, reason, rev };
	struct problems problems;

	return check_qualification(m, &op, id, &f, &problems);
}

START_TEST(a_mismatch_has_a_reason_of_the_list_and_counts_no_more)
{
	struct qualification_form f = a_form();
	int64_t id = add(&agency, &f);
	struct problems problems;

	ck_assert(meets(f.type));		/* silence does nothing */
	ck_assert_str_eq(badge(), "unchecked");
	ck_assert_int_eq(check_it(id, "", "", "1"), ERR_INVALID);
	ck_assert_int_eq(check_it(id, "mismatch", "", "1"), ERR_INVALID);
	ck_assert_int_eq(check_it(id, "mismatch", "ugly", "1"),
	    ERR_INVALID);
	ck_assert_int_eq(check_it(id, "mismatch", "closed", "1"),
	    ERR_INVALID);			/* of the other list */
	ck_assert_int_eq(check_it(id, "mismatch", "number", "1"), OK);
	ck_assert_int_eq(check_it(id, "mismatch", "number", "1"), OK);
	ck_assert(!meets(f.type));
	ck_assert_str_eq(badge(), "mismatch");
	ck_assert_str_eq(now_of(&agency, id).reason, "number");
	f.rev = "1";
	f.cert_no = "42-8";
	ck_assert_int_eq(qualification_edit(m, &agency, id, &f, &problems),
	    OK);				/* corrected: counts at once */
	ck_assert(meets(f.type));
	ck_assert_str_eq(badge(), "unchecked");
	ck_assert_str_eq(now_of(&agency, id).reason, "");
	ck_assert_int_eq(check_it(id, "matched", "", "1"), ERR_CONFLICT);
	ck_assert_int_eq(check_it(id, "matched", "number", "2"), OK);
	ck_assert_str_eq(now_of(&agency, id).state, "matched");
	ck_assert_str_eq(now_of(&agency, id).reason, "");
	ck_assert_int_eq(check_it(id + 1, "matched", "", "1"),
	    ERR_NOT_FOUND);
}
END_TEST

START_TEST(only_the_operator_checks)
{
	struct qualification_form f = a_form();
	const struct check_form check = { "matched", "", "1" };
	struct actor reg = a_regulator();
	struct problems problems;
	int64_t id = add(&agency, &f);

	ck_assert_int_eq(check_qualification(m, &reg, id, &check,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(check_qualification(m, &agency, id, &check,
	    &problems), ERR_FORBIDDEN);
	ck_assert_int_eq(check_entry(m, &reg, agency.uscc, &check,
	    &problems), ERR_FORBIDDEN);
}
END_TEST

START_TEST(the_badge_is_the_entry_unless_a_qualification_is_wrong)
{
	struct qualification_form f = a_form();
	const struct check_form good = { "matched", "", "" };
	const struct check_form bad = { "mismatch", "contact", "" };
	struct problems problems;
	int64_t id = add(&agency, &f);

	ck_assert_int_eq(check_again(m, &agency), OK);	/* nothing to do */
	ck_assert_int_eq(check_entry(m, &op, agency.uscc, &good, &problems),
	    OK);
	ck_assert_str_eq(badge(), "matched");
	ck_assert_int_eq(check_again(m, &agency), ERR_CONFLICT);
	ck_assert_int_eq(check_it(id, "mismatch", "dates", "1"), OK);
	ck_assert_str_eq(badge(), "mismatch");
	ck_assert_int_eq(qualification_remove(m, &agency, id), OK);
	ck_assert_str_eq(badge(), "matched");
	ck_assert_int_eq(check_entry(m, &op, agency.uscc, &bad, &problems),
	    OK);
	ck_assert_str_eq(badge(), "mismatch");
	ck_assert_int_eq(check_again(m, &agency), OK);
	ck_assert_int_eq(check_again(m, &agency), OK);
	ck_assert_str_eq(badge(), "unchecked");
	ck_assert_int_eq(check_entry(m, &op, "91429901MAN0000000", &good,
	    &problems), ERR_NOT_FOUND);
}
END_TEST

START_TEST(what_nobody_has_checked_waits_oldest_first)
{
	struct qualification_form f = a_form();
	struct actor other = an_agency(2);
	struct check_queue q;
	int64_t first = add(&agency, &f), second;

	clock_forward(60);
	second = add(&other, &f);
	ck_assert_int_eq(check_queue(m, &q), OK);
	ck_assert_uint_eq(q.n_qualifications, 2);
	ck_assert_int_eq(q.qualifications[0].id, first);
	ck_assert_int_eq(q.qualifications[1].id, second);
	ck_assert_str_eq(q.qualifications[1].agency_uscc, other.uscc);
	ck_assert_uint_eq(q.n_agencies, 2);
	ck_assert_int_eq(q.agencies[0].party_id, agency.party_id);
	ck_assert_int_eq(check_it(first, "matched", "", "1"), OK);
	ck_assert_int_eq(check_queue(m, &q), OK);
	ck_assert_uint_eq(q.n_qualifications, 1);
	ck_assert_int_eq(q.qualifications[0].id, second);
}
END_TEST

START_TEST(two_working_days_to_check_and_five_to_correct)
{
	/* Wednesday 2026-11-25 10:00: until Friday, and Wednesday after. */
	ck_assert_int_eq(check_due(m, clock_at()), calendar_day_end(
	    calendar_day_of(clock_at()) + 2));
	ck_assert_int_eq(check_correct_due(m, clock_at()), calendar_day_end(
	    calendar_day_of(clock_at()) + 7));
}
END_TEST

START_TEST(the_clock_expires_what_is_over)
{
	struct qualification_form f = a_form();
	int64_t id = add(&agency, &f), stays;

	f.valid_to = "";
	f.cert_no = "42-8";
	stays = add(&agency, &f);
	ck_assert_int_eq(check_it(id, "mismatch", "dates", "1"), OK);
	clock_set(now_of(&agency, id).valid_to - 1);
	tick_tidy(m);
	ck_assert_str_eq(now_of(&agency, id).state, "mismatch");
	clock_forward(1);
	tick_tidy(m);
	ck_assert_str_eq(now_of(&agency, id).state, "expired");
	ck_assert_str_eq(badge(), "unchecked");	/* nothing is wrong any more */
	ck_assert_int_eq(check_it(id, "matched", "", "1"), ERR_CONFLICT);
	ck_assert_str_eq(now_of(&agency, stays).state, "unchecked");
	clock_forward(50000 * INT64_C(86400));
	tick_tidy(m);
	ck_assert_str_eq(now_of(&agency, stays).state, "unchecked");
}
END_TEST

START_TEST(the_desk_tells_thirty_days_before_the_end)
{
	struct qualification_form f = a_form();
	int64_t id = add(&agency, &f);
	int64_t over = now_of(&agency, id).valid_to;
	struct desk d;

	clock_set(over - 31 * 86400);
	ck_assert_int_eq(desk_get(m, &agency, &d), OK);
	ck_assert_uint_eq(d.n, 0);
	clock_set(over - 29 * 86400);
	ck_assert_int_eq(desk_get(m, &agency, &d), OK);
	ck_assert_uint_eq(d.n, 1);
	ck_assert_str_eq(d.tasks[0].code, "expiring");
	ck_assert_str_eq(d.tasks[0].title, f.type);
	ck_assert_int_eq(d.tasks[0].until, over);
	clock_set(over);
	ck_assert_int_eq(desk_get(m, &agency, &d), OK);
	ck_assert_uint_eq(d.n, 0);
}
END_TEST

static void
add_rules(Suite *s)
{
	TCase *t = tcase_create("entering");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, each_field_has_its_rule, 0,
	    (int)COUNT(entries));
	tcase_add_test(t, the_same_form_is_the_same_qualification);
	tcase_add_test(t, an_agency_enters_sixty);
	tcase_add_test(t, only_its_agency_changes_and_removes_it);
	tcase_add_loop_test(t, a_requirement_is_met_by_the_same_words, 0,
	    (int)COUNT(lines));
	tcase_add_test(t, it_counts_from_its_first_day_to_its_last);
	tcase_add_test(t, of_many_requirements_the_first_unmet_is_told);
	tcase_add_test(t, of_alternatives_one_is_enough_and_none_tells_all);
	tcase_add_test(t,
	    those_who_serve_an_item_and_hold_what_it_needs_are_counted);
	tcase_add_test(t, two_hundred_are_counted_and_no_more);
	suite_add_tcase(s, t);
}

Suite *
qualification_suite(void)
{
	Suite *s = suite_create("qualification");
	TCase *t = tcase_create("afterwards");

	add_rules(s);
	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t,
	    a_mismatch_has_a_reason_of_the_list_and_counts_no_more);
	tcase_add_test(t, only_the_operator_checks);
	tcase_add_test(t,
	    the_badge_is_the_entry_unless_a_qualification_is_wrong);
	tcase_add_test(t, what_nobody_has_checked_waits_oldest_first);
	tcase_add_test(t, two_working_days_to_check_and_five_to_correct);
	tcase_add_test(t, the_clock_expires_what_is_over);
	tcase_add_test(t, the_desk_tells_thirty_days_before_the_end);
	suite_add_tcase(s, t);
	return s;
}
