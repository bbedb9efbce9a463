/* SPDX-License-Identifier: Apache-2.0 */
/* draft_test.c: what may be published, and by whom. */
#include "market/draft.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/owner.h"
#include "market/award.h"
#include "market/budget.h"
#include "market/item.h"
#include "market/write.h"
#include "tests/told.h"

Suite *draft_suite(void);

static struct market *m;
static struct actor dept, works;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	works = an_enterprise(1);
}

/* A whole form, changed by the test. */
static struct draft_form
form_of(const struct actor *owner)
{
	return (struct draft_form){
		.item = an_item(), .title = "A road", .scale = "3 km",
		.content = "A report.", .place = "River road",
		.region = "429901",
		.fund = owner->government ? "fiscal" : "social",
		.budget = owner->government ? a_budget(owner) : "",
		.ceiling = "100000", .days = "30", .requirements = "",
		.method = "lowest", .chosen = "",
		.deadline = "2026-12-31T10:00", .contact = "Zhou Min",
		.phone = "027", .server = "yes",
		.rev = "0", .once = "",
	};
}

static enum err
create(const struct actor *owner, const struct draft_form *f,
    struct project *p, struct problems *problems)
{
	return draft_create(m, owner, f, p, problems);
}

START_TEST(a_department_cannot_choose_directly)
{
	struct draft_form f = form_of(&dept);
	struct problems problems = { .n = 0 };
	struct project p;

	f.method = "direct";
	ck_assert_int_eq(create(&dept, &f, &p, &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "method")->code,
	    "draft_direct_forbidden");
}
END_TEST

START_TEST(a_department_pays_from_its_budget_whatever_it_says)
{
	struct draft_form f = form_of(&dept);
	struct problems problems = { .n = 0 };
	struct project p;

	f.fund = "social";
	ck_assert_int_eq(create(&dept, &f, &p, &problems), OK);
	ck_assert_str_eq(p.fund, "fiscal");
}
END_TEST

START_TEST(nothing_fiscal_is_published_without_a_budget_line)
{
	struct draft_form f = form_of(&dept);
	struct problems problems = { .n = 0 };
	struct project p;

	f.budget = "";
	ck_assert_int_eq(create(&dept, &f, &p, &problems), OK);
	ck_assert_int_eq(draft_publish(m, &dept, p.code, &p, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "budget")->code,
	    "draft_budget_empty");
}
END_TEST

/* Past every check in C: what the schema itself refuses. */
struct raw {
	struct project p;
	enum err err;
};

static enum err
insert_raw(struct db *db, void *ctx)
{
	struct raw *r = ctx;

	r->err = db_project_insert(db, &r->p);
	if (!r->err)
		r->err = db_project_move(db, r->p.id, "draft",
		    "published");
	return r->err;
}

START_TEST(the_schema_refuses_what_the_law_forbids)
{
	const struct { const char *uscc, *fund, *method; int64_t budget; }
	    bad[] = {
		{ "114299000000000010", "social", "lowest", 0 },
		{ "124299000000000010", "soe", "direct", 0 },
		{ "114299000000000010", "fiscal", "direct", 1 },
		{ "914299000000000010", "fiscal", "direct", 1 },
		{ "114299000000000010", "fiscal", "lowest", 0 },
	};
	struct item item;

	ck_assert_int_eq(item_get(m, an_item(), &item), OK);
	a_budget(&dept);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct raw r = { .p = {
			.code = "ZJ-1", .attempt_no = 1,
			.owner_id = dept.party_id,
			.owner_uscc = bad[i].uscc, .item_id = item.id,
			.title = "t", .scale = "s", .content = "c",
			.place = "p", .region = "429901",
			.fund = bad[i].fund, .budget_line_id = bad[i].budget,
			.ceiling_fen = 100, .service_days = 1,
			.requirements = "", .method = bad[i].method,
			.contact = "", .phone = "", .server = "",
			.param_version = m->house->param_version } };

		ck_assert_msg(write_run(m, insert_raw, &r) == ERR_CONFLICT,
		    "row %zu was stored", i);
	}
}
END_TEST

START_TEST(publishing_reserves_the_ceiling)
{
	struct budget_line *lines;
	size_t n;

	a_project(&dept);
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 10000000);
}
END_TEST

START_TEST(a_ceiling_over_the_budget_is_refused)
{
	struct draft_form f = form_of(&dept);
	struct problems problems = { .n = 0 };
	struct project p;

	f.ceiling = "10000001";
	ck_assert_int_eq(create(&dept, &f, &p, &problems), OK);
	ck_assert_int_eq(draft_publish(m, &dept, p.code, &p, &problems),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "budget"));
}
END_TEST

START_TEST(another_owners_budget_is_no_budget)
{
	struct actor other = a_department(2);
	struct draft_form f = form_of(&dept);
	struct problems problems = { .n = 0 };
	struct project p;

	f.budget = a_budget(&other);
	ck_assert_int_eq(create(&dept, &f, &p, &problems), ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "budget"));
}
END_TEST

START_TEST(an_enterprise_may_choose_directly)
{
	struct actor agency = an_agency(1);
	struct draft_form f = form_of(&works);
	struct problems problems = { .n = 0 };
	struct project p;
	struct award a;

	f.method = "direct";
	f.chosen = agency.uscc;
	ck_assert_int_eq(create(&works, &f, &p, &problems), OK);
	ck_assert_int_eq(draft_publish(m, &works, p.code, &p, &problems),
	    OK);
	ck_assert_str_eq(p.state, "publicity");
	ck_assert_int_eq(award_of_project(m, p.id, &a), OK);
	ck_assert_int_eq(a.agency_id, agency.party_id);
	ck_assert_int_eq(a.amount_fen, 10000000);
	ck_assert_str_eq(told_values(&agency, "chosen_direct"),
	    arena_printf(tests_arena(), "10000000 %lld",
	    (long long)a.standstill_until));
}
END_TEST

START_TEST(a_draft_that_somebody_changed_is_not_overwritten)
{
	const char *code = a_draft(&works);
	struct draft_form f = form_of(&works);
	struct problems problems = { .n = 0 };
	struct project p;

	f.rev = "1";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems),
	    ERR_CONFLICT);
	ck_assert_str_eq(problems.list[0].code, "draft_changed");
}
END_TEST

START_TEST(the_same_form_makes_one_draft)
{
	struct draft_form f = form_of(&works);
	struct problems problems = { .n = 0 };
	struct project a, b;

	f.once = a_token();
	ck_assert_int_eq(create(&works, &f, &a, &problems), OK);
	ck_assert_int_eq(create(&works, &f, &b, &problems), OK);
	ck_assert_int_eq(a.id, b.id);
}
END_TEST

START_TEST(publishing_twice_publishes_once)
{
	const char *code = a_project(&dept);
	struct problems problems = { .n = 0 };
	struct project p;
	struct budget_line *lines;
	size_t n;

	ck_assert_int_eq(draft_publish(m, &dept, code, &p, &problems), OK);
	ck_assert_int_eq(budget_choices(m, &dept, &lines, &n), OK);
	ck_assert_int_eq(lines[0].reserved_fen, 10000000);
}
END_TEST

static const struct {
	const char *field, *value, *problem;
} wrong[] = {
	{ "item", "SX-999", "draft_item_choose" },
	{ "region", "000000", "draft_region_choose" },
	{ "ceiling", "x", "money_format" }, { "days", "0",
	    "draft_days_range" },
	{ "deadline", "tomorrow", "draft_deadline_format" },
	{ "title", "a\tb", "text_dirty" },
};

START_TEST(a_wrong_field_is_named_and_nothing_is_stored)
{
	struct draft_form f = form_of(&works);
	const char **fields[] = { &f.item, &f.region, &f.ceiling, &f.days,
	    &f.deadline, &f.title };
	struct problems problems = { .n = 0 };
	struct project p;

	*fields[_i] = wrong[_i].value;
	ck_assert_int_eq(create(&works, &f, &p, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, wrong[_i].field);
	ck_assert_str_eq(problems.list[0].code, wrong[_i].problem);
}
END_TEST

Suite *
draft_suite(void)
{
	Suite *s = suite_create("draft");
	TCase *t = tcase_create("drafts");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_department_cannot_choose_directly);
	tcase_add_test(t, a_department_pays_from_its_budget_whatever_it_says);
	tcase_add_test(t, nothing_fiscal_is_published_without_a_budget_line);
	tcase_add_test(t, the_schema_refuses_what_the_law_forbids);
	tcase_add_test(t, publishing_reserves_the_ceiling);
	tcase_add_test(t, a_ceiling_over_the_budget_is_refused);
	tcase_add_test(t, another_owners_budget_is_no_budget);
	tcase_add_test(t, an_enterprise_may_choose_directly);
	tcase_add_test(t, a_draft_that_somebody_changed_is_not_overwritten);
	tcase_add_test(t, the_same_form_makes_one_draft);
	tcase_add_test(t, publishing_twice_publishes_once);
	tcase_add_loop_test(t, a_wrong_field_is_named_and_nothing_is_stored,
	    0, COUNT(wrong));
	suite_add_tcase(s, t);
	return s;
}
