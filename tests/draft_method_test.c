/* SPDX-License-Identifier: Apache-2.0 */
/* draft_method_test.c: how a project chooses, and the rule that comes of it. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/award.h"
#include "market/opening.h"
#include "market/rule.h"
#include "tests/sealing.h"

Suite *draft_method_suite(void);

static struct market *m;
static struct actor dept, works, agency;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	works = an_enterprise(1);
	agency = an_agency(1);
}

static enum err
create(const struct actor *owner, const struct draft_form *f,
    struct project *p, struct problems *problems)
{
	a_draft(owner);			/* short terms */
	problems->n = 0;
	return draft_create(m, owner, f, p, problems);
}

/* ---- rule.txt ---- */

#define PRICED "quote amount\nceiling-fen 10000000\nfloor-fen 1\n"
#define ALP "alp-mean-pct 40\nalp-next-pct 30\n"
#define HEAD(rule, price) "sealbid/v1 rule\nrule " rule "\nmin-entrants 1\n" \
    "price " price "\nserver allowed\n"

static const struct { const char *method, *rule; } rules[] = {
	{ "lowest", HEAD("lowest", "required") PRICED ALP },
	{ "average", HEAD("average", "required") PRICED "trim-min 5\n" },
	{ "reference", HEAD("reference", "required") PRICED "trim-min 6\n"
	    "base-low 95\nbase-count 4\n" },
	{ "bafo", HEAD("bafo", "required") PRICED "first -\n" ALP },
	{ "credit", HEAD("credit", "none") "fixed-fen 4800050\nlong 10\n"
	    "short 3\n" },
	{ "random", HEAD("random", "none") "fixed-fen 4800050\n" },
};

START_TEST(each_method_has_its_rule)
{
	struct draft_form f = a_draft_form(&works);
	struct rule rule;
	const char *code, *text;

	f.method = rules[_i].method;
	f.fixed = "48000.50";
	f.evaluators = "5";
	code = a_project_of(&works, &f);
	text = terms_of(code).round.rule;
	ck_assert_str_eq(text, rules[_i].rule);
	ck_assert(rule_parse(tests_arena(), text, strlen(text), &rule));
	ck_assert(file_has(published_of(code, "rule.txt"), text));
	ck_assert_str_eq(terms_of(code).project.rule, rules[_i].method);
}
END_TEST

START_TEST(a_floor_and_a_rate_stand_in_the_rule)
{
	struct draft_form f = a_draft_form(&works);

	f.floor = "3万";
	ck_assert_str_eq(terms_of(a_project_of(&works, &f)).round.rule,
	    HEAD("lowest", "required") "quote amount\nceiling-fen 10000000\n"
	    "floor-fen 3000000\n" ALP);
	f = a_draft_form(&works);
	f.quote = "rate";
	f.floor = "3万";			/* is not asked */
	f.rate_min = "0.05";
	f.rate_max = "40.5%";
	ck_assert_str_eq(terms_of(a_project_of(&works, &f)).round.rule,
	    HEAD("lowest", "required") "field rate-bp int\nquote rate\n"
	    "ceiling-fen 10000000\nrate-min 5\nrate-max 4050\n" ALP);
}
END_TEST

START_TEST(the_least_number_of_bids_is_by_fund_or_by_a_decision)
{
	const char *code = an_asked_project(&dept);
	struct problems problems;
	struct project p;

	ck_assert(strstr(terms_of(code).round.rule, "min-entrants 3\n"));
	code = a_draft(&dept);
	break_rows("UPDATE project SET min_entrants = 2 WHERE code = '%s'",
	    code);
	ck_assert_int_eq(draft_publish(m, &dept, code, &p, &problems), OK);
	ck_assert(strstr(terms_of(code).round.rule, "min-entrants 2\n"));
	ck_assert_int_eq(terms_of(code).round.min_entrants, 2);
}
END_TEST

/* The set of the day of publication, whatever was new when it was drafted. */
START_TEST(publication_freezes_the_newest_parameters)
{
	const char *code = a_draft(&works), *other = a_project(&works);
	struct params sets[2] = { m->house->params, m->house->params };
	struct problems problems;
	struct project p;

	sets[1].alp_mean_pct = 25;
	m->house->param_sets = sets;
	m->house->n_param_sets = 2;
	m->house->param_version = 2;
	m->house->params = sets[1];
	break_rows("INSERT INTO param_set SELECT 2, 0, text FROM param_set");
	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_int_eq(p.param_version, 1);
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems), OK);
	ck_assert_int_eq(p.param_version, 2);
	ck_assert(strstr(terms_of(code).round.rule, "alp-mean-pct 25\n"));
	ck_assert_int_eq(project_now(other).param_version, 1);
	/* What was switched off meanwhile is not published any more. */
	code = a_draft_of(&works, &(struct draft_form){ .item = an_item(),
	    .title = "t", .scale = "s", .content = "c", .place = "p",
	    .region = "429901", .fund = "social", .budget = "",
	    .ceiling = "100", .days = "1", .requirements = "",
	    .method = "bafo", .chosen = "", .deadline = "", .contact = "c",
	    .phone = "1", .server = "yes", .rev = "0", .once = "" });
	m->house->params.method[3][PARAMS_SOCIAL] = false;
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems),
	    ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "method")->code,
	    "draft_method_off");
}
END_TEST

/* ---- which method for which money ---- */

static const struct {
	bool government;
	const char *fund, *method, *problem;
} cells[] = {
	{ true, "", "lowest", NULL }, { true, "", "average", NULL },
	{ true, "", "reference", NULL }, { true, "", "composite", NULL },
	{ true, "", "credit", NULL }, { true, "", "bafo", "draft_method_off" },
	{ true, "", "random", "draft_method_off" },
	{ true, "social", "direct", "draft_direct_forbidden" },
	{ false, "fiscal", "bafo", "draft_method_off" },
	{ false, "fiscal", "direct", "draft_direct_forbidden" },
	{ false, "soe", "direct", "draft_method_off" },
	{ false, "soe", "bafo", NULL }, { false, "soe", "random", NULL },
	{ false, "social", "direct", NULL },
	{ false, "social", "bafo", NULL },
	{ false, "social", "cheapest", "draft_method_choose" },
};

START_TEST(each_method_is_for_its_money)
{
	const struct actor *owner = cells[_i].government ? &dept : &works;
	struct draft_form f = a_draft_form(owner);
	struct problems problems;
	struct project p;

	f.method = cells[_i].method;
	f.fund = cells[_i].fund;
	if (cells[_i].problem == NULL) {
		ck_assert_int_eq(create(owner, &f, &p, &problems), OK);
		ck_assert_str_eq(p.method, cells[_i].method);
		return;
	}
	ck_assert_int_eq(create(owner, &f, &p, &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "method")->code,
	    cells[_i].problem);
}
END_TEST

START_TEST(an_enterprise_says_which_money_it_is)
{
	static const char *const funds[] = { "soe", "social", "fiscal" };
	struct problems problems;
	struct project p;

	for (size_t i = 0; i < COUNT(funds); i++) {
		struct draft_form f = a_draft_form(&works);

		f.fund = funds[i];
		ck_assert_int_eq(create(&works, &f, &p, &problems), OK);
		ck_assert_str_eq(p.fund, funds[i]);
	}
}
END_TEST

START_TEST(who_does_not_say_has_the_money_of_its_kind)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	f.fund = "";
	ck_assert_int_eq(create(&works, &f, &p, &problems), OK);
	ck_assert_str_eq(p.fund, "social");
	break_rows("UPDATE owner SET kind = 'soe' WHERE party_id = %d",
	    (int)works.party_id);
	f.once = a_token();
	ck_assert_int_eq(create(&works, &f, &p, &problems), OK);
	ck_assert_str_eq(p.fund, "soe");
}
END_TEST

/* ---- what is wrong ---- */

static const struct {
	const char *method, *quote, *field, *value, *problem;
} wrong[] = {
	{ "lowest", "", "floor", "100000.01", "draft_floor_order" },
	{ "lowest", "", "floor", "x", "money_format" },
	{ "lowest", "rate", "rate_min", "12.345", "rate_decimals" },
	{ "lowest", "rate", "rate_min", "x", "rate_format" },
	{ "lowest", "rate", "rate_max", "100", "rate_range" },
	{ "lowest", "rate", "rate_max", "4.99", "draft_rate_order" },
	{ "credit", "", "fixed", "0.001", "money_decimals" },
	{ "random", "", "fixed", "-1", "money_format" },
	{ "composite", "", "evaluators", "4", "draft_evaluators_choose" },
	{ "composite", "", "evaluators", "11", "draft_evaluators_choose" },
	{ "lowest", "", "enquiry", "soon", "draft_deadline_format" },
	{ "lowest", "", "recusals", "91420100MA4K00010Q reason",
	    "draft_recusal_code" },
	{ "lowest", "", "recusals", "91420100MA4K00010R",
	    "draft_recusal_reason" },
	{ "lowest", "", "recusals", "a b\na b\na b\na b\na b\na b\na b\na b\n"
	    "a b\na b\na b", "draft_recusal_many" },
};

static const char **
field_of(struct draft_form *f, const char *name)
{
	const struct { const char *name; const char **field; } fields[] = {
		{ "floor", &f->floor }, { "rate_min", &f->rate_min },
		{ "rate_max", &f->rate_max }, { "fixed", &f->fixed },
		{ "evaluators", &f->evaluators }, { "criteria", &f->criteria },
		{ "enquiry", &f->enquiry }, { "recusals", &f->recusals },
		{ "ceiling", &f->ceiling },
	};

	for (size_t i = 0; i < COUNT(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].field;
	ck_abort();
}

START_TEST(a_wrong_price_is_named_at_its_field)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	f.method = wrong[_i].method;
	f.quote = wrong[_i].quote;
	f.rate_min = "5";
	*field_of(&f, wrong[_i].field) = wrong[_i].value;
	ck_assert_int_eq(create(&works, &f, &p, &problems), ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, wrong[_i].field);
	ck_assert_str_eq(problems.list[0].code, wrong[_i].problem);
}
END_TEST

START_TEST(what_a_method_does_not_ask_is_not_looked_at)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;

	f.method = "credit";
	f.fixed = "48000";
	f.floor = "x";
	f.rate_min = "x";
	f.evaluators = "x";
	f.quote = "rate";
	ck_assert_int_eq(create(&works, &f, &p, &problems), OK);
	ck_assert_str_eq(p.quote, "none");
	ck_assert_int_eq(p.ceiling_fen, 4800000);
	ck_assert_int_eq(p.floor_fen, 0);
	ck_assert_int_eq(p.rate_max, 0);
}
END_TEST

static const struct { const char *method, *field, *problem; } lacking[] = {
	{ "lowest", "ceiling", "money_empty" },
	{ "credit", "fixed", "money_empty" },
	{ "random", "fixed", "money_empty" },
	{ "composite", "evaluators", "draft_evaluators_choose" },
	{ "composite", "criteria", "draft_criteria" },
};

START_TEST(nothing_is_published_without_what_its_method_asks)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct project p;
	const char *code;

	f.method = lacking[_i].method;
	f.fixed = "48000";
	f.evaluators = "3";
	f.criteria = "100 Plan";
	*field_of(&f, lacking[_i].field) = "";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_publish(m, &works, code, &p, &problems),
	    ERR_INVALID);
	ck_assert_uint_eq(problems.n, 1);
	ck_assert_str_eq(problems.list[0].field, lacking[_i].field);
	ck_assert_str_eq(problems.list[0].code, lacking[_i].problem);
}
END_TEST

START_TEST(a_form_is_shown_again_as_it_was_typed)
{
	struct draft_form f = a_draft_form(&works), again;
	struct project p;
	const char *code;

	f.method = "composite";
	f.quote = "rate";
	f.rate_min = "5.00";
	f.rate_max = "40.50";
	f.evaluators = "7";
	f.enquiry = "2026-12-01T09:30";
	f.fund = "soe";
	f.recusals = "91420100MA4K00010R a parent\nSomefirm　its child";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
	ck_assert_int_eq(draft_to_form(m, &p, "", &again), OK);
	ck_assert_str_eq(again.method, f.method);
	ck_assert_str_eq(again.quote, f.quote);
	ck_assert_str_eq(again.rate_min, f.rate_min);
	ck_assert_str_eq(again.rate_max, f.rate_max);
	ck_assert_str_eq(again.evaluators, f.evaluators);
	ck_assert_str_eq(again.enquiry, f.enquiry);
	ck_assert_str_eq(again.fund, f.fund);
	ck_assert_str_eq(again.recusals, "91420100MA4K00010R a parent\n"
	    "Somefirm its child");
}
END_TEST

START_TEST(the_end_of_questions_lies_before_the_deadline)
{
	struct problems problems;
	struct project p;
	char text[DIGITS_MAX];
	const int64_t offsets[] = { -60, 2 * 3600, 1800 };

	for (size_t i = 0; i < COUNT(offsets); i++) {
		struct draft_form f = a_draft_form(&works);
		const char *code;
		enum err err;

		digits_iso(text, clock_at() + offsets[i]);
		text[strlen("2026-12-01T10:00")] = '\0';
		f.enquiry = arena_strdup(tests_arena(), text);
		code = a_draft_of(&works, &f);
		err = draft_publish(m, &works, code, &p, &problems);
		if (i == 2) {
			ck_assert_int_eq(err, OK);
			ck_assert_int_ne(p.enquiry_until, 0);
			continue;
		}
		ck_assert_int_eq(err, ERR_INVALID);
		ck_assert_str_eq(problem_of(&problems, "enquiry")->code,
		    "draft_enquiry_range");
	}
}
END_TEST

/* ---- played ---- */

/* Two bid by rate; who gives most wins, at the price it makes. */
START_TEST(a_rate_wins_at_the_price_it_makes)
{
	struct draft_form f = a_draft_form(&works);
	struct actor best = an_agency(2);
	const char *code;
	struct award a;

	f.quote = "rate";
	f.ceiling = "99999.99";
	f.rate_max = "40";
	code = a_project_of(&works, &f);
	a_bid(&agency, code, "12.33");
	a_bid(&best, code, "12.34%");
	clock_forward(3600 + ROUND_CLOSE_DELAY);
	run_clock();
	ck_assert_str_eq(project_now(code).state, "publicity");
	ck_assert_int_eq(award_of_project(m, project_now(code).id, &a), OK);
	ck_assert_int_eq(a.agency_id, best.party_id);
	ck_assert_int_eq(a.amount_fen, (9999999 * INT64_C(8766) + 5000) /
	    10000);
}
END_TEST

static const struct { const char *quote, *typed, *problem; } offers[] = {
	{ "amount", "100000.01", "bid_over_ceiling" },
	{ "amount", "100000", NULL }, { "amount", "30000", NULL },
	{ "amount", "29999.99", "bid_under_floor" },
	{ "rate", "4.99", "bid_rate_low" }, { "rate", "5", NULL },
	{ "rate", "40", NULL }, { "rate", "40.01", "bid_rate_high" },
	{ "rate", "", "rate_empty" }, { "rate", "5.001", "rate_decimals" },
};

START_TEST(an_offer_keeps_to_floor_and_ceiling)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct bid bid;
	const char *code;
	enum err err;

	f.quote = offers[_i].quote;
	f.floor = "30000";
	f.rate_min = "5";
	f.rate_max = "40";
	code = a_project_of(&works, &f);
	err = bid_place(m, &agency, code, offers[_i].typed, a_token(), &bid,
	    &problems);
	if (offers[_i].problem == NULL) {
		ck_assert_int_eq(err, OK);
		return;
	}
	ck_assert_int_eq(err, ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "amount")->code,
	    offers[_i].problem);
}
END_TEST

/* Of one fen nothing is left: no price is below one. */
START_TEST(a_rate_that_leaves_nothing_is_no_offer)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	struct bid bid;
	const char *code;

	f.quote = "rate";
	f.ceiling = "0.01";
	code = a_project_of(&works, &f);
	ck_assert_int_eq(bid_place(m, &agency, code, "60", a_token(), &bid,
	    &problems), ERR_INVALID);
	ck_assert_str_eq(problem_of(&problems, "amount")->code,
	    "bid_rate_high");
}
END_TEST

START_TEST(where_the_price_is_fixed_nothing_is_asked)
{
	struct draft_form f = a_draft_form(&works);
	struct bid bid;
	const char *code;

	f.method = "random";
	f.fixed = "48000";
	code = a_project_of(&works, &f);
	bid = a_bid(&agency, code, "");
	ck_assert_str_eq(bid.state, "sealed");
	bid = a_bid(&agency, code, "12345");	/* is not looked at */
	ck_assert_int_eq(bid.seq, 2);
}
END_TEST

static void
add_price_tests(TCase *t)
{
	tcase_add_loop_test(t, each_method_is_for_its_money, 0, COUNT(cells));
	tcase_add_test(t, an_enterprise_says_which_money_it_is);
	tcase_add_test(t, who_does_not_say_has_the_money_of_its_kind);
	tcase_add_loop_test(t, a_wrong_price_is_named_at_its_field, 0,
	    COUNT(wrong));
	tcase_add_test(t, what_a_method_does_not_ask_is_not_looked_at);
	tcase_add_loop_test(t,
	    nothing_is_published_without_what_its_method_asks, 0,
	    COUNT(lacking));
	tcase_add_test(t, a_form_is_shown_again_as_it_was_typed);
}

Suite *
draft_method_suite(void)
{
	Suite *s = suite_create("draft_method");
	TCase *t = tcase_create("methods");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, each_method_has_its_rule, 0, COUNT(rules));
	tcase_add_test(t, a_floor_and_a_rate_stand_in_the_rule);
	tcase_add_test(t, the_least_number_of_bids_is_by_fund_or_by_a_decision);
	tcase_add_test(t, publication_freezes_the_newest_parameters);
	add_price_tests(t);
	tcase_add_test(t, the_end_of_questions_lies_before_the_deadline);
	tcase_add_test(t, a_rate_wins_at_the_price_it_makes);
	tcase_add_loop_test(t, an_offer_keeps_to_floor_and_ceiling, 0,
	    COUNT(offers));
	tcase_add_test(t, a_rate_that_leaves_nothing_is_no_offer);
	tcase_add_test(t, where_the_price_is_fixed_nothing_is_asked);
	suite_add_tcase(s, t);
	return s;
}
