/* SPDX-License-Identifier: Apache-2.0 */
/* affiliation_test.c: whom the register keeps from whose projects. */
#include "market/affiliation.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/party.h"
#include "market/bid.h"
#include "market/calendar.h"
#include "market/eligible.h"
#include "tests/sealing.h"
#include "tests/support.h"

Suite *affiliation_suite(void);

enum { DAY = 86400 };

static struct market *m;
static struct actor op, dept, agency, rival;
static const char *code;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	op = an_operator();
	dept = a_department(1);
	agency = an_agency(1);
	rival = an_agency(2);
	code = a_project_for(&dept, 30 * DAY);
}

static struct affiliation_form
a_form(void)
{
	return (struct affiliation_form){ .uscc = agency.uscc,
	    .other_uscc = dept.uscc, .other_name = "", .kind = "founder",
	    .share = "", .from = "2020-01-01", .to = "",
	    .source = "Company register", .once = a_token() };
}

static void
adds(const struct affiliation_form *f)
{
	ck_assert_int_eq(affiliation_add(m, &op, f, &problems), OK);
}

/* What the page before the form says; NULL: nothing, it may bid. */
static const char *
refusal(const struct actor *who)
{
	struct bid_offer o;
	enum err err = bid_offer(m, who, code, &o, &problems);

	if (err)
		ck_assert_int_eq(err, ERR_FORBIDDEN);
	return err ? problems.list[0].code : NULL;
}

START_TEST(who_is_tied_to_the_purchaser_is_told_before_the_form)
{
	struct affiliation_form f = a_form();

	ck_assert_ptr_null(refusal(&agency));
	adds(&f);
	ck_assert_str_eq(refusal(&agency), "bid_affiliated_owner");
	ck_assert_ptr_null(refusal(&rival));
}
END_TEST

START_TEST(who_is_tied_to_the_department_of_the_item_is_too)
{
	struct affiliation_form f = a_form();

	break_rows("UPDATE service_item SET department = 'Housing Bureau'");
	f.other_uscc = "";
	f.other_name = "Housing Bureau";
	f.kind = "supervisor";
	adds(&f);
	ck_assert_str_eq(refusal(&agency), "bid_affiliated_department");
}
END_TEST

START_TEST(a_tie_counts_from_its_first_day_to_its_last)
{
	const char *got;
	int64_t at = clock_at(), today = calendar_day_of(at);
	static const struct { int from, to; bool tied; } rows[] = {
		{ 0, 0, true }, { 1, 9, false }, { -9, -1, false },
		{ -9, 0, true }, { -9, 9, true },
	};

	break_rows("INSERT INTO affiliation (agency_id, other_uscc,"
	    " other_name, kind, share_bp, from_on, to_on, source,"
	    " recorded_at, recorded_by) VALUES (%d, '%s', 'X', 'office', 0,"
	    " %d, %d, 'x', 1, 1)", (int)agency.party_id, dept.uscc,
	    (int)today + rows[_i].from, (int)today + rows[_i].to);
	ck_assert_int_eq(affiliation_conflict(m->db, agency.party_id,
	    dept.party_id, 1, at, &got), OK);
	ck_assert_int_eq(got != NULL, rows[_i].tied);
}
END_TEST

/* The codes of agency and rival, when they bid together. */
static void
assert_related(bool yes)
{
	const int64_t ids[] = { agency.party_id, rival.party_id };
	struct project p = project_now(code);
	const char *codes[2];

	ck_assert_int_eq(eligible_codes(m->db, &p, ids, 2, clock_at(),
	    codes), OK);
	for (int i = 0; i < 2; i++)
		if (yes)
			ck_assert_str_eq(codes[i], "related");
		else
			ck_assert_ptr_null(codes[i]);
}

START_TEST(those_whom_one_holds_are_related)
{
	static const struct { const char *kind, *share; bool yes; } rows[] = {
		{ "holder", "", true }, { "holder", "34", true },
		{ "shareholder", "50", false },
		{ "shareholder", "50.01", true }, { "founder", "", false },
	};
	struct affiliation_form f = a_form();
	struct actor works = an_enterprise(1);

	f.other_uscc = works.uscc;
	f.kind = rows[_i].kind;
	f.share = rows[_i].share;
	adds(&f);
	assert_related(false);
	f.uscc = rival.uscc;
	f.once = a_token();
	adds(&f);
	assert_related(rows[_i].yes);
}
END_TEST

START_TEST(holder_and_held_are_related)
{
	struct affiliation_form f = a_form();

	f.other_uscc = rival.uscc;
	f.kind = "holder";
	f.share = "51";
	adds(&f);
	assert_related(true);
}
END_TEST

START_TEST(one_entry_twice_relates_nobody_to_itself)
{
	struct affiliation_form f = a_form();
	struct actor works = an_enterprise(1);

	f.other_uscc = works.uscc;
	f.kind = "holder";
	adds(&f);
	f.once = a_token();
	adds(&f);
	assert_related(false);
}
END_TEST

START_TEST(what_is_wrong_is_said_at_its_field)
{
	struct affiliation_form f = a_form();
	static const struct { const char *field; size_t at; const char *text; }
	    rows[] = {
#define AT(name, text) { #name, offsetof(struct affiliation_form, name), text }
		AT(uscc, "x"), AT(other_uscc, "x"), AT(kind, "friend"),
		AT(share, "50"), AT(from, "soon"), AT(to, "2019-12-31"),
		AT(source, "x"),
#undef AT
	};
	const char **field = (const char **)(void *)((char *)&f +
	    rows[_i].at);

	*field = rows[_i].text;
	ck_assert_int_eq(affiliation_add(m, &op, &f, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problems.list[0].field, rows[_i].field);
	ck_assert_int_eq(affiliation_add(m, &agency, &f, &problems),
	    ERR_FORBIDDEN);
}
END_TEST

START_TEST(an_entry_is_ended_once_and_frees)
{
	struct affiliation_form f = a_form();
	struct affiliation *list;
	size_t n;

	adds(&f);
	ck_assert_int_eq(affiliation_of(m, agency.party_id, &list, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(affiliation_end(m, &op, list[0].id, "2019-01-01",
	    &problems), ERR_INVALID);
	ck_assert_int_eq(affiliation_end(m, &op, list[0].id, "2999-01-01",
	    &problems), ERR_INVALID);
	ck_assert_int_eq(affiliation_end(m, &op, list[0].id, "2026-01-01",
	    &problems), OK);
	ck_assert_int_eq(affiliation_end(m, &op, list[0].id, "2026-01-01",
	    &problems), OK);
	ck_assert_int_eq(affiliation_end(m, &op, list[0].id, "2026-01-02",
	    &problems), ERR_CONFLICT);
	ck_assert_ptr_null(refusal(&agency));
}
END_TEST

START_TEST(the_register_is_public_on_the_agencys_page)
{
	struct browser desk = signed_in(&op), anyone = a_browser();
	char fields[512], path[64];

	get(&desk, "/desk/affiliations");
	snprintf(fields, sizeof fields, "_once=%s&uscc=%s&other_uscc=&"
	    "other_name=%s&kind=shareholder&share=12.5&from=2020-01-01&to=&"
	    "source=Company+register", desk.once, agency.uscc,
	    encoded("Old <b> Holding"));
	ck_assert_int_eq(post(&desk, "/desk/affiliations", fields), 303);
	get(&desk, "/desk/affiliations");
	ck_assert(page_has(&desk, "/desk/affiliations/1/end\""));
	snprintf(path, sizeof path, "/agencies/%s", agency.uscc);
	get(&anyone, path);
	ck_assert(page_has(&anyone, "Old &lt;b&gt; Holding"));
	ck_assert(page_has(&anyone, "12.50%"));
	ck_assert_int_eq(post(&desk, "/desk/affiliations/1/end",
	    "to=2026-01-01"), 303);
	get(&desk, "/desk/affiliations");
	ck_assert(!page_has(&desk, "/desk/affiliations/1/end\""));
	get(&anyone, path);
	ck_assert(page_has(&anyone, "2026-01-01"));
}
END_TEST

Suite *
affiliation_suite(void)
{
	Suite *s = suite_create("affiliation");
	TCase *t = tcase_create("affiliation");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t,
	    who_is_tied_to_the_purchaser_is_told_before_the_form);
	tcase_add_test(t, who_is_tied_to_the_department_of_the_item_is_too);
	tcase_add_loop_test(t, a_tie_counts_from_its_first_day_to_its_last,
	    0, 5);
	tcase_add_loop_test(t, those_whom_one_holds_are_related, 0, 5);
	tcase_add_test(t, holder_and_held_are_related);
	tcase_add_test(t, one_entry_twice_relates_nobody_to_itself);
	tcase_add_loop_test(t, what_is_wrong_is_said_at_its_field, 0, 7);
	tcase_add_test(t, an_entry_is_ended_once_and_frees);
	tcase_add_test(t, the_register_is_public_on_the_agencys_page);
	suite_add_tcase(s, t);
	return s;
}
