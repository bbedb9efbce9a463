/* SPDX-License-Identifier: Apache-2.0 */
/* item_test.c: what services may be asked for, and what they cost. */
#include "market/item.h"

#include <check.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "market/award.h"
#include "market/demo_contract.h"
#include "market/draft.h"
#include "market/review.h"
#include "market/write.h"
#include "tests/support.h"

Suite *item_suite(void);

static struct market *m;
static struct actor op;
static struct problems problems;

static void
open_market(void)
{
	m = a_market();
	op = an_operator();
	problems.n = 0;
}

static struct item_form
a_form(const char *code)
{
	return (struct item_form){ .code = code, .name = "Flood report",
	    .type = "Report", .department = "Water bureau",
	    .legal_basis = "Flood law, art. 33\nRiver rules, art. 11",
	    .approval_item = "Approval of works", .time_limit = "20",
	    .workflow = "Contract\nSurvey\nReport",
	    .conditions = "Plans of the site", .fee_mode = "guided",
	    .fee_standard = "By length", .result_doc = "The report",
	    .requirement = "Grade B" };
}

/* Made, and published. */
static void
publish(const char *code)
{
	struct item_form f = a_form(code);

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_publish(m, &op, code, &problems), OK);
}

static struct item
stored(const char *code)
{
	struct item item;

	ck_assert_int_eq(item_get(m, code, &item), OK);
	return item;
}

static size_t
count_choices(void)
{
	struct item_row *list;
	size_t n;

	ck_assert_int_eq(item_choices(m, &list, &n), OK);
	return n;
}

START_TEST(an_item_is_stored_as_it_was_typed)
{
	struct item_form f = a_form("SX-002");
	struct item item;

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	item = stored("SX-002");
	ck_assert_str_eq(item.name, f.name);
	ck_assert_str_eq(item.type, f.type);
	ck_assert_str_eq(item.department, f.department);
	ck_assert_str_eq(item.legal_basis, f.legal_basis);
	ck_assert_str_eq(item.approval_item, f.approval_item);
	ck_assert_int_eq(item.time_limit_wd, 20);
	ck_assert_str_eq(item.workflow, f.workflow);
	ck_assert_str_eq(item.conditions, f.conditions);
	ck_assert_str_eq(item.fee_mode, "guided");
	ck_assert_str_eq(item.fee_standard, f.fee_standard);
	ck_assert_str_eq(item.result_doc, f.result_doc);
	ck_assert_str_eq(item.requirement, f.requirement);
	ck_assert_str_eq(item.state, "draft");
	ck_assert_int_eq(item.updated_at, clock_at());
}
END_TEST

START_TEST(the_form_of_an_item_makes_the_same_item)
{
	struct item_form f = a_form("SX-002"), back;
	struct item item;

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	item = stored("SX-002");
	item_to_form(m->arena, &item, &back);
	ck_assert_str_eq(back.time_limit, "20");
	ck_assert_int_eq(item_edit(m, &op, &back, &problems), OK);
	ck_assert_str_eq(stored("SX-002").workflow, f.workflow);
	f = a_form("SX-003");
	f.time_limit = "";
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	item = stored("SX-003");
	item_to_form(m->arena, &item, &back);
	ck_assert_str_eq(back.time_limit, "");
}
END_TEST

START_TEST(only_published_items_can_be_chosen)
{
	struct item_form f = a_form("SX-002");
	struct item_row *all;
	size_t n;

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_uint_eq(count_choices(), 0);
	ck_assert_int_eq(item_all(m, &all, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(all[0].state, "draft");
	ck_assert_int_eq(item_publish(m, &op, "SX-002", &problems), OK);
	ck_assert_int_eq(item_choices(m, &all, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(all[0].code, "SX-002");
	ck_assert_str_eq(all[0].name, "Flood report");
	ck_assert_str_eq(all[0].fee_mode, "guided");
	ck_assert_int_eq(all[0].time_limit_wd, 20);
	/* Sent twice. */
	ck_assert_int_eq(item_publish(m, &op, "SX-002", &problems), OK);
	ck_assert_uint_eq(count_choices(), 1);
}
END_TEST

/* What 二(七) wants public, and where a form lacks it. */
static const struct {
	const char *field, *code;
	size_t at;		/* in struct item_form */
} musts[] = {
	{ "legal_basis", "item_basis_empty",
	    offsetof(struct item_form, legal_basis) },
	{ "time_limit", "item_limit_empty",
	    offsetof(struct item_form, time_limit) },
	{ "workflow", "item_workflow_empty",
	    offsetof(struct item_form, workflow) },
	{ "conditions", "item_conditions_empty",
	    offsetof(struct item_form, conditions) },
	{ "fee_standard", "item_fee_empty",
	    offsetof(struct item_form, fee_standard) },
};

static void
put(struct item_form *f, size_t at, const char *text)
{
	memcpy((char *)f + at, &text, sizeof text);
}

START_TEST(an_item_is_not_published_while_one_thing_is_missing)
{
	struct item_form f = a_form("SX-002");

	put(&f, musts[_i].at, "");
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_publish(m, &op, "SX-002", &problems),
	    ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, musts[_i].field);
	ck_assert_str_eq(problems.list[0].code, musts[_i].code);
	ck_assert_str_eq(stored("SX-002").state, "draft");
	ck_assert_uint_eq(count_choices(), 0);
}
END_TEST

START_TEST(a_published_item_stays_whole)
{
	struct item_form f = a_form("SX-002");

	publish("SX-002");
	f.name = "Another name";
	put(&f, musts[_i].at, "");
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, musts[_i].field);
	ck_assert_str_eq(stored("SX-002").name, "Flood report");
}
END_TEST

START_TEST(everything_that_is_missing_is_said_at_once)
{
	struct item_form f = a_form("SX-002");

	for (size_t i = 0; i < COUNT(musts); i++)
		put(&f, musts[i].at, "");
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_publish(m, &op, "SX-002", &problems),
	    ERR_INVALID);
	ck_assert_uint_eq(problems.n, COUNT(musts));
	for (size_t i = 0; i < COUNT(musts); i++)
		ck_assert_ptr_nonnull(problem_of(&problems, musts[i].field));
}
END_TEST

/* The same in the store: no program can publish half an item. */
static enum err
force_in_txn(struct db *db, void *ctx)
{
	return db_item_update(db, ctx);
}

START_TEST(the_store_refuses_an_item_without_its_basis)
{
	struct item_form f = a_form("SX-002");
	struct item item;

	f.legal_basis = "";
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	item = stored("SX-002");
	item.state = "published";
	ck_assert_int_eq(write_run(m, force_in_txn, &item), ERR_CONFLICT);
	item.state = "consulting";
	ck_assert_int_eq(write_run(m, force_in_txn, &item), ERR_CONFLICT);
	ck_assert_str_eq(stored("SX-002").state, "draft");
}
END_TEST

#define TWENTY "ABCDEFGHIJ0123456789"
#define FIFTEEN "fifteen letters"
#define SIXTY FIFTEEN FIFTEEN FIFTEEN FIFTEEN

static const struct {
	size_t at;
	const char *value;
	const char *field, *code;	/* NULL: it is taken */
} limits[] = {
#define AT(field) offsetof(struct item_form, field)
	{ AT(code), "", "code", "item_code_format" },
	{ AT(code), "sx-002", "code", "item_code_format" },
	{ AT(code), "SX 002", "code", "item_code_format" },
	{ AT(code), "SX/002", "code", "item_code_format" },
	{ AT(code), "\u4e8b\u9879", "code", "item_code_format" },
	{ AT(code), TWENTY, NULL, NULL },
	{ AT(code), TWENTY "X", "code", "item_code_format" },
	{ AT(name), "", "name", "item_name_empty" },
	{ AT(name), SIXTY, NULL, NULL },
	{ AT(name), SIXTY "!", "name", "text_long" },
	{ AT(name), "two\nlines", "name", "text_dirty" },
	{ AT(name), "\u202ereversed", "name", "text_dirty" },
	{ AT(type), "", "type", "item_type_empty" },
	{ AT(department), "", "department", "item_department_empty" },
	{ AT(department), SIXTY "!", "department", "text_long" },
	{ AT(legal_basis), "Law\001", "legal_basis", "text_dirty" },
	{ AT(time_limit), "1", NULL, NULL },
	{ AT(time_limit), "500", NULL, NULL },
	{ AT(time_limit), "0", "time_limit", "item_limit_range" },
	{ AT(time_limit), "501", "time_limit", "item_limit_range" },
	{ AT(time_limit), "-5", "time_limit", "item_limit_range" },
	{ AT(time_limit), "5.5", "time_limit", "item_limit_range" },
	{ AT(time_limit), "99999999999999999999", "time_limit",
	    "item_limit_range" },
};

START_TEST(a_form_is_refused_at_its_wrong_field)
{
	struct item_form f = a_form("SX-002");
	struct item_row *all;
	size_t n;
	enum err err;

	put(&f, limits[_i].at, limits[_i].value);
	err = item_create(m, &op, &f, &problems);
	ck_assert_int_eq(err, limits[_i].field ? ERR_INVALID : OK);
	ck_assert_int_eq(item_all(m, &all, &n), OK);
	ck_assert_uint_eq(n, limits[_i].field ? 0 : 1);
	ck_assert_uint_eq(problems.n, limits[_i].field ? 1 : 0);
	if (limits[_i].field) {
		ck_assert_str_eq(problems.list[0].field, limits[_i].field);
		ck_assert_str_eq(problems.list[0].code, limits[_i].code);
	}
}
END_TEST

START_TEST(the_same_form_again_makes_no_second_item)
{
	struct item_form f = a_form("SX-002");
	struct item_row *all;
	size_t n;

	f.once = a_token();
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_uint_eq(problems.n, 0);
	ck_assert_int_eq(item_all(m, &all, &n), OK);
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(a_code_belongs_to_one_item)
{
	struct item_form f = a_form("SX-002");

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	f.name = "Quake report";
	ck_assert_int_eq(item_create(m, &op, &f, &problems), ERR_CONFLICT);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, "code");
	ck_assert_str_eq(problems.list[0].code, "item_code_taken");
	ck_assert_str_eq(stored("SX-002").name, "Flood report");
}
END_TEST

START_TEST(an_edited_item_says_when)
{
	struct item_form f = a_form("SX-002");

	publish("SX-002");
	clock_forward(86400);
	f.fee_standard = "By area";
	f.fee_mode = "fixed";
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), OK);
	ck_assert_str_eq(stored("SX-002").fee_standard, "By area");
	ck_assert_str_eq(stored("SX-002").fee_mode, "fixed");
	ck_assert_str_eq(stored("SX-002").state, "published");
	ck_assert_int_eq(stored("SX-002").updated_at, clock_at());
}
END_TEST

START_TEST(a_repealed_item_is_gone_for_good)
{
	struct item_form f = a_form("SX-002");

	publish("SX-002");
	ck_assert_int_eq(item_repeal(m, &op, "SX-002"), OK);
	ck_assert_uint_eq(count_choices(), 0);
	ck_assert_str_eq(stored("SX-002").state, "repealed");
	f.name = "Back again";
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), ERR_CONFLICT);
	ck_assert_int_eq(item_publish(m, &op, "SX-002", &problems),
	    ERR_CONFLICT);
	ck_assert_int_eq(item_create(m, &op, &f, &problems), ERR_CONFLICT);
	ck_assert_str_eq(stored("SX-002").state, "repealed");
	ck_assert_str_eq(stored("SX-002").name, "Flood report");
	/* Sent twice. */
	ck_assert_int_eq(item_repeal(m, &op, "SX-002"), OK);
}
END_TEST

START_TEST(a_draft_is_not_repealed)
{
	struct item_form f = a_form("SX-002");

	ck_assert_int_eq(item_create(m, &op, &f, &problems), OK);
	ck_assert_int_eq(item_repeal(m, &op, "SX-002"), ERR_CONFLICT);
	ck_assert_str_eq(stored("SX-002").state, "draft");
}
END_TEST

START_TEST(no_project_is_published_for_a_repealed_item)
{
	struct actor works = an_enterprise(1);
	const char *code = a_draft(&works);
	struct project p;

	ck_assert_int_eq(item_repeal(m, &op, "SX-001"), OK);
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems),
	    ERR_INVALID);
	ck_assert_ptr_nonnull(problem_of(&problems, "item"));
	ck_assert_int_eq(project_get(m, code, &p), ERR_NOT_FOUND);
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
	struct item_form f = a_form("SX-404");
	struct item item;

	ck_assert_int_eq(item_get(m, "SX-404", &item), ERR_NOT_FOUND);
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), ERR_NOT_FOUND);
	ck_assert_int_eq(item_publish(m, &op, "SX-404", &problems),
	    ERR_NOT_FOUND);
	ck_assert_int_eq(item_repeal(m, &op, "SX-404"), ERR_NOT_FOUND);
}
END_TEST

START_TEST(choices_stand_in_the_order_of_their_codes)
{
	struct item_row *list;
	size_t n;

	publish("SX-003");
	publish("SX-001");
	publish("SX-002");
	ck_assert_int_eq(item_choices(m, &list, &n), OK);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(list[0].code, "SX-001");
	ck_assert_str_eq(list[1].code, "SX-002");
	ck_assert_str_eq(list[2].code, "SX-003");
}
END_TEST

START_TEST(public_pages_are_fresh_after_a_change)
{
	struct item_form f = a_form("SX-002");
	uint64_t before;

	publish("SX-002");
	before = atomic_load(&m->house->version);
	f.conditions = "None";
	ck_assert_int_eq(item_edit(m, &op, &f, &problems), OK);
	ck_assert_uint_gt(atomic_load(&m->house->version), before);
	before = atomic_load(&m->house->version);
	ck_assert_int_eq(item_repeal(m, &op, "SX-002"), OK);
	ck_assert_uint_gt(atomic_load(&m->house->version), before);
	before = atomic_load(&m->house->version);
	ck_assert_int_eq(item_repeal(m, &op, "SX-002"), OK);
	ck_assert_uint_eq(atomic_load(&m->house->version), before);
}
END_TEST

static size_t
count_prices(struct item_price **prices)
{
	size_t n;

	ck_assert_int_eq(item_prices(m, stored("SX-001").id, prices, &n),
	    OK);
	return n;
}

START_TEST(a_price_is_told_when_the_work_is_done_and_rated)
{
	struct actor dept = a_department(1);
	const char *code = an_award(&dept);
	struct actor winner;
	struct award a;
	struct item_price *prices;

	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	winner = (struct actor){ .party_id = a.agency_id,
	    .role = ROLE_AGENCY, .account_id = dept.account_id };
	ck_assert_uint_eq(count_prices(&prices), 0);
	clock_forward(600);
	run_clock();
	ck_assert_int_eq(demo_sign(m, &dept, &winner, code), OK);
	ck_assert_int_eq(demo_work(m, &dept, &winner, code), OK);
	ck_assert_int_eq(demo_pay(m, &dept, code), OK);
	both_rate(&dept, code);
	ck_assert_uint_eq(count_prices(&prices), 1);
	ck_assert_int_eq(prices[0].amount_fen, 5000100);
	ck_assert_str_eq(prices[0].project_code, code);
}
END_TEST

START_TEST(an_open_or_failed_project_tells_no_price)
{
	struct actor dept = a_department(1), agency = an_agency(1);
	const char *code = a_project(&dept);
	struct item_price *prices;

	a_bid(&agency, code, "50000");
	ck_assert_uint_eq(count_prices(&prices), 0);
	clock_forward(3610);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "failed");
	ck_assert_uint_eq(count_prices(&prices), 0);
}
END_TEST

static TCase *
publishing(void)
{
	TCase *t = tcase_create("publishing");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, only_published_items_can_be_chosen);
	tcase_add_loop_test(t,
	    an_item_is_not_published_while_one_thing_is_missing, 0,
	    COUNT(musts));
	tcase_add_loop_test(t, a_published_item_stays_whole, 0,
	    COUNT(musts));
	tcase_add_test(t, everything_that_is_missing_is_said_at_once);
	tcase_add_test(t, the_store_refuses_an_item_without_its_basis);
	tcase_add_test(t, a_repealed_item_is_gone_for_good);
	tcase_add_test(t, a_draft_is_not_repealed);
	tcase_add_test(t, no_project_is_published_for_a_repealed_item);
	return t;
}

Suite *
item_suite(void)
{
	Suite *s = suite_create("item");
	TCase *t = tcase_create("items");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_test(t, an_item_is_stored_as_it_was_typed);
	tcase_add_test(t, the_form_of_an_item_makes_the_same_item);
	tcase_add_loop_test(t, a_form_is_refused_at_its_wrong_field, 0,
	    COUNT(limits));
	tcase_add_test(t, the_same_form_again_makes_no_second_item);
	tcase_add_test(t, a_code_belongs_to_one_item);
	tcase_add_test(t, an_edited_item_says_when);
	tcase_add_test(t, what_is_not_there_is_not_found);
	tcase_add_test(t, choices_stand_in_the_order_of_their_codes);
	tcase_add_test(t, public_pages_are_fresh_after_a_change);
	tcase_add_test(t,
	    a_price_is_told_when_the_work_is_done_and_rated);
	tcase_add_test(t, an_open_or_failed_project_tells_no_price);
	suite_add_tcase(s, t);
	suite_add_tcase(s, publishing());
	return s;
}
