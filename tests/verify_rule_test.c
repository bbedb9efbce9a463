/* SPDX-License-Identifier: Apache-2.0 */
/* verify_rule_test.c: rounds of every rule, checked from their files. */
#include "market/verify.h"

#include <check.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "tests/published.h"
#include "tests/worlds.h"

Suite *verify_rule_suite(void);

static struct published p;
static struct arena arena;

static void
setup(void)
{
	published_new(&p);
	arena_init(&arena);
}

static void
teardown(void)
{
	published_end(&p);
	arena_release(&arena);
}

#define HEAD(rule, min, price)						\
	"sealbid/v1 rule\nrule " rule "\nmin-entrants " min		\
	"\nprice " price "\nserver allowed\n"
#define AMOUNT "quote amount\nceiling-fen 6000000\nfloor-fen 1000000\n"
#define LOW "alp-mean-pct 40\nalp-next-pct 30\n"

static const char LOWEST[] = HEAD("lowest", "3", "required") AMOUNT LOW;
static const char AVERAGE[] = HEAD("average", "3", "required") AMOUNT
    "trim-min 5\n";
static const char REFERENCE[] = HEAD("reference", "3", "required")
    "field rate-bp int\nquote rate\nceiling-fen 6000000\nrate-min 0\n"
    "rate-max 4000\ntrim-min 4\nbase-low 95\nbase-count 4\n";
static const char COMPOSITE[] = HEAD("composite", "3", "required") AMOUNT
    "price-weight 20\nevaluators 3\n" LOW;
static const char CREDIT[] = HEAD("credit", "3", "none")
    "fixed-fen 4800000\nlong 4\nshort 3\n";
static const char RANDOM[] = HEAD("random", "3", "none")
    "fixed-fen 4800000\n";
static const char FIRST[] = HEAD("bafo", "3", "required") AMOUNT
    "first -\n" LOW;

static const struct published_bid priced[] = {
	{ "m.example/b/1", 4680000, NULL }, { "m.example/t/3", -1, NULL },
	{ "m.example/b/2", 4950000, NULL }, { "m.example/b/3", 6000001,
	NULL }, { "m.example/b/4", 4680000, NULL },
	{ "m.example/b/5", 5300000, NULL }, { "m.example/b/6", 5600000,
	NULL },
};
static const struct published_bid rated[] = {
	{ "m.example/b/1", 4680000, "2200" }, { "m.example/b/2", 5599800,
	"667" }, { "m.example/b/3", 5599801, "667" },
	{ "m.example/b/4", 4680000, "2200" }, { "m.example/b/5", 3900000,
	"3500" }, { "m.example/b/6", 1, "9999" },
};
static const struct published_bid priceless[] = {
	{ "m.example/b/1", -1, NULL }, { "m.example/b/2", -1, NULL },
	{ "m.example/b/3", -1, NULL }, { "m.example/b/4", -1, NULL },
	{ "m.example/b/5", -1, NULL }, { "m.example/b/6", -1, NULL },
};

static const char SUSPENDED[] =
    "sealbid/v1 facts\nout m.example/b/5 suspended\n";
static const char SCORES[] = "sealbid/v1 credit\n"
    "score m.example/b/1 9800\nscore m.example/b/2 9200\n"
    "score m.example/b/3 8850\nscore m.example/b/4 7600\n"
    "score m.example/b/5 10000\nscore m.example/b/6 9200\n";
#define TOTALS "total m.example/b/1 8200\ntotal m.example/b/2 8800\n"	\
    "total m.example/b/4 7500\ntotal m.example/b/6 9500\n"
static const char SHEET1[] = "sealbid/v1 sheet\nevaluator e/1\n"
    "point m.example/b/1 plan 4200\n" TOTALS;
static const char SHEET2[] = "sealbid/v1 sheet\nevaluator e/2\n" TOTALS;
static const char SHEET3[] = "sealbid/v1 sheet\nevaluator e/3\n" TOTALS;

static const struct published_input facts_only[] = {
	{ "facts", { SUSPENDED } },
}, with_credit[] = {
	{ "facts", { SUSPENDED } }, { "credit", { SCORES } },
}, with_sheets[] = {
	{ "facts", { SUSPENDED } },
	{ "sheet", { SHEET1, SHEET2, SHEET3 } },
}, one_sheet_short[] = {
	{ "facts", { SUSPENDED } }, { "sheet", { SHEET1, SHEET2 } },
}, sheet_without[] = {
	{ "facts", { SUSPENDED } },
	{ "sheet", { SHEET1, SHEET2, "sealbid/v1 sheet\nevaluator e/3\n"
	    "total m.example/b/1 1\ntotal m.example/b/6 1\n" } },
}, credit_without[] = {
	{ "credit", { "sealbid/v1 credit\nscore m.example/b/1 9800\n"
	    "score m.example/b/3 1\n" } },
}, sheet_twice[] = {
	{ "sheet", { SHEET1, SHEET2, SHEET1 } },
}, credit_twice[] = {
	{ "credit", { SCORES } },
	{ "credit", { "sealbid/v1 credit\nscore m.example/b/1 11000\n" } },
}, facts_twice[] = {
	{ "facts", { SUSPENDED,
	    "sealbid/v1 facts\nout m.example/b/5 related\n" } },
}, no_sheet[] = {
	{ "sheet", { "sealbid/v1 sheet\nevaluator e/1\ntotal x 10001\n" } },
};

#define ROUND(text, bidders, files)					\
	{ .id = "T-1/1", .rule = text, .bids = bidders,			\
	    .n = COUNT(bidders), .inputs = files, .n_inputs = COUNT(files) }

static const struct published_round rounds[] = {
	ROUND(LOWEST, priced, with_credit), ROUND(AVERAGE, priced,
	facts_only), ROUND(REFERENCE, rated, facts_only),
	ROUND(COMPOSITE, priced, with_sheets),
	ROUND(CREDIT, priceless, with_credit),
	ROUND(RANDOM, priceless, facts_only),
};

static struct verify_report
report_of(const char *id)
{
	struct verify_report r;
	struct source source;

	source_folder(&source, p.dir);
	verify_project(&arena, &source, id, NULL, 0, &r);
	return r;
}

/* The report of a folder of which one file is another; NULL: is missing. */
static struct verify_report
report_with(const char *id, const char *path, const char *data)
{
	struct verify_report r;
	struct source source;
	struct altered a;

	source_altered(&source, &a, p.dir);
	a.path = path;
	a.data = data;
	a.n = data ? strlen(data) : 0;
	verify_project(&arena, &source, id, NULL, 0, &r);
	return r;
}

static const char *
said(const struct verify_report *r)
{
	const char *all = "";

	for (size_t i = 0; i < VERIFY_CHECKS; i++)
		all = arena_printf(&arena, "%s %s:%s(%s)", all,
		    r->checks[i].id, r->checks[i].code, r->checks[i].detail);
	return all;
}

static void
is(const struct verify_report *r, size_t check, enum verify_state state,
    const char *code)
{
	const struct verify_check *c = &r->checks[check - 1];

	ck_assert_msg(c->state == state && strcmp(c->code, code) == 0,
	    "%s", said(r));
}

static void
is_verified(const struct verify_report *r)
{
	ck_assert_msg(r->verdict == VERIFY_VERIFIED, "%s", said(r));
}

static const char *
ranked(const struct published_round *r, size_t i)
{
	return r->of.rank_case.bids[r->of.ranking.places[i].bid].name;
}

/* ---- one round ---- */

START_TEST(a_round_of_every_rule_verifies)
{
	struct published_round r = rounds[_i];
	struct verify_report report;
	int64_t fen;

	published_round(&p, &r);
	report = report_of("T-1/1");
	ck_assert_uint_gt(r.of.ranking.n, 1);
	ck_assert_uint_gt(r.of.ranking.n_out, 0);
	ck_assert_str_eq(report.result, r.of.text);
	/* Not awarded yet. */
	is_verified(&report);
	is(&report, 9, VERIFY_GOOD, "result-ok");
	is(&report, 10, VERIFY_NONE, "no-award");
	fen = r.of.ranking.places[0].amount_fen;
	published_award(&p, &r, ranked(&r, 0), fen < 0 ? 4800000 : fen,
	    NULL);
	report = report_of("T-1/1");
	is_verified(&report);
	is(&report, 10, VERIFY_GOOD, "award-ok");
}
END_TEST

START_TEST(only_inputs_that_the_rule_uses_are_in_the_result)
{
	static const size_t inputs[] = { 1, 1, 1, 2, 2, 1 };
	struct published_round r = rounds[_i];
	size_t n = 0;

	published_round(&p, &r);
	for (const char *at = r.of.text; (at = strstr(at, "\ninput ")) !=
	    NULL; at++)
		n++;
	ck_assert_uint_eq(n, inputs[_i]);
}
END_TEST

/* The right text, for a market that starts anew. */
static char *
made_once(struct published_round *r)
{
	char *text;

	published_round(&p, r);
	text = arena_strdup(&arena, r->of.text);
	published_end(&p);
	published_new(&p);
	return text;
}

/* Two ranks, or a drawn number: another result than the right one. */
START_TEST(another_order_is_refuted)
{
	struct published_round right = rounds[_i], wrong = rounds[_i];
	struct verify_report report;
	char *text, *one, *two;

	text = made_once(&right);
	one = strstr(text, "\nrank 1 m.example/b/") + 20;
	two = strstr(text, "\nrank 2 m.example/b/") + 20;
	*one ^= *two;
	*two ^= *one;
	*one ^= *two;
	wrong.result = text;
	published_round(&p, &wrong);
	report = report_of("T-1/1");
	ck_assert_int_eq(report.verdict, VERIFY_REFUTED);
	is(&report, 9, VERIFY_WRONG, "result-differs");
}
END_TEST

START_TEST(another_drawn_number_is_refuted)
{
	struct published_round right = rounds[_i], wrong = rounds[_i];
	struct verify_report report;
	char *text, *at;

	text = made_once(&right);
	at = strstr(text, "\nint ");
	if (at == NULL)
		return;
	at = strchr(at + 1, '\n') - 1;
	*at = *at == '1' ? '2' : '1';
	wrong.result = text;
	published_round(&p, &wrong);
	report = report_of("T-1/1");
	ck_assert_int_eq(report.verdict, VERIFY_REFUTED);
	is(&report, 8, VERIFY_WRONG, "draw-ints");
	is(&report, 9, VERIFY_WRONG, "result-differs");
}
END_TEST

START_TEST(without_an_input_nobody_can_tell)
{
	struct published_round r = rounds[_i];
	struct verify_report report;
	const char *last;

	published_round(&p, &r);
	if (r.n_inputs < 2 || !result_uses(&r.parsed, r.inputs[1].kind))
		return;
	last = "p/T-1/1/input-2.note";
	report = report_with("T-1/1", last, NULL);
	ck_assert_int_eq(report.verdict, VERIFY_CANNOT_TELL);
	is(&report, 7, VERIFY_UNKNOWN, "missing");
	report = report_with("T-1/1", last, "x\n");
	is(&report, 7, VERIFY_WRONG, "grammar");
}
END_TEST

static const struct {
	const char *rule;
	const struct published_input *inputs;
	size_t n;
	int check;
	const char *code;
} bad_inputs[] = {
	{ COMPOSITE, sheet_twice, COUNT(sheet_twice), 8, "input-sheets" },
	{ COMPOSITE, no_sheet, COUNT(no_sheet), 7, "input-file" },
	{ CREDIT, credit_twice, COUNT(credit_twice), 7, "input-file" },
	{ LOWEST, facts_twice, COUNT(facts_twice), 7, "input-file" },
};

START_TEST(an_input_that_contradicts_itself_is_refuted)
{
	struct published_round r = { .id = "T-1/1",
	    .rule = bad_inputs[_i].rule, .bids = _i == 2 ? priceless : priced,
	    .n = 6, .inputs = bad_inputs[_i].inputs,
	    .n_inputs = bad_inputs[_i].n };
	struct verify_report report;

	published_round(&p, &r);
	report = report_of("T-1/1");
	ck_assert_int_eq(report.verdict, VERIFY_REFUTED);
	is(&report, (size_t)bad_inputs[_i].check, VERIFY_WRONG,
	    bad_inputs[_i].code);
}
END_TEST

/* Nobody can have ranked it: a result that was published is wrong. */
START_TEST(a_result_that_lacks_a_score_is_refuted)
{
	struct published_round r = ROUND(COMPOSITE, priced, one_sheet_short);
	struct verify_report report;

	published_round(&p, &r);
	ck_assert_str_eq(r.of.wants, "sheets");
	report = report_of("T-1/1");
	ck_assert_int_eq(report.verdict, VERIFY_REFUTED);
	is(&report, 8, VERIFY_WRONG, "input-sheets");
	ck_assert_str_eq(report.checks[7].detail, "2 3");
	is(&report, 9, VERIFY_UNKNOWN, "unchecked");
}
END_TEST

START_TEST(who_has_no_score_is_named)
{
	struct published_round r = _i ? (struct published_round)ROUND(
	    COMPOSITE, priced, sheet_without) : (struct published_round)
	    ROUND(CREDIT, priceless, credit_without);
	struct verify_report report;

	published_round(&p, &r);
	report = report_of("T-1/1");
	ck_assert_int_eq(report.verdict, VERIFY_REFUTED);
	is(&report, 8, VERIFY_WRONG, "input-score");
	ck_assert_str_eq(report.checks[7].detail, "m.example/b/2");
}
END_TEST

/* ---- awards ---- */

enum { FIRST_PLACE, SECOND_PLACE, LAST_PLACE, DROPPED, NOBODY };

static const struct {
	const char *rule;
	int who;
	int64_t fen;			/* 0: as it is ranked */
	const char *reason, *code;
} awards[] = {
	{ CREDIT, FIRST_PLACE, 4800000, NULL, "award-ok" },
	{ CREDIT, SECOND_PLACE, 4800000, "nearer", "award-ok" },
	{ CREDIT, LAST_PLACE, 4800000, "nearer", "award-ok" },
	{ CREDIT, SECOND_PLACE, 4800000, NULL, "award-reason" },
	{ CREDIT, DROPPED, 4800000, "nearer", "award-unranked" },
	{ CREDIT, FIRST_PLACE, 4800001, NULL, "award-amount" },
	{ CREDIT, FIRST_PLACE, -1, NULL, "award-amount" },
	{ CREDIT, NOBODY, -1, "no need any more", "award-nobody" },
	{ RANDOM, FIRST_PLACE, 4800000, NULL, "award-ok" },
	{ RANDOM, SECOND_PLACE, 4800000, NULL, "award-reason" },
	{ RANDOM, FIRST_PLACE, 1, NULL, "award-amount" },
	{ LOWEST, FIRST_PLACE, 0, NULL, "award-ok" },
	{ LOWEST, SECOND_PLACE, 0, NULL, "award-reason" },
	{ LOWEST, SECOND_PLACE, 0, "the first gave up", "award-ok" },
	{ LOWEST, FIRST_PLACE, 4680001, NULL, "award-amount" },
	{ AVERAGE, FIRST_PLACE, 0, NULL, "award-ok" },
	{ COMPOSITE, LAST_PLACE, 0, NULL, "award-reason" },
	{ COMPOSITE, NOBODY, -1, NULL, "award-reason" },
};

static void
award(const struct published_round *r, int who, int64_t fen,
    const char *reason)
{
	const struct ranking *ranking = &r->of.ranking;
	size_t at = who == LAST_PLACE ? ranking->n - 1 : (size_t)who;

	if (who == NOBODY)
		published_award(&p, r, NULL, fen, reason);
	else if (who == DROPPED)
		published_award(&p, r, r->of.rank_case.bids[
		    ranking->dropped[0].bid].name, fen, reason);
	else
		published_award(&p, r, ranked(r, at), fen ? fen :
		    ranking->places[at].amount_fen, reason);
}

START_TEST(an_award_keeps_to_the_ranking)
{
	struct published_round r;
	struct verify_report report;
	size_t k = 0;

	while (strcmp(rounds[k].rule, awards[_i].rule) != 0)
		k++;
	r = rounds[k];
	published_round(&p, &r);
	award(&r, awards[_i].who, awards[_i].fen, awards[_i].reason);
	report = report_of("T-1/1");
	ck_assert_msg(strcmp(report.checks[9].code, awards[_i].code) == 0,
	    "%s", said(&report));
	ck_assert_int_eq(report.verdict == VERIFY_VERIFIED,
	    strcmp(awards[_i].code, "award-ok") == 0 ||
	    strcmp(awards[_i].code, "award-nobody") == 0);
}
END_TEST

/* ---- bafo ---- */

static const struct published_bid seconds[] = {
	{ "m.example/b/2", 4600000, NULL }, { "m.example/b/1", 4680001,
	NULL }, { "m.example/t/1", -1, NULL }, { "m.example/b/3", 4000000,
	NULL }, { "m.example/b/6", 999999, NULL },
};

static const char *
second_rule(const struct published_round *first, const char *min)
{
	char hex[65];

	return arena_printf(&arena, "sealbid/v1 rule\nrule bafo\n"
	    "min-entrants %s\nprice required\nserver allowed\n" AMOUNT
	    "first %s\n" LOW, min, digits_hex(hex, first->policy, 32));
}

/* T-1/1 or another, and T-1/3 on it. */
static void
two_rounds(struct published_round *first, struct published_round *second,
    const char *rule)
{
	*first = (struct published_round)ROUND(FIRST, priced, facts_only);
	first->rule = rule;
	published_round(&p, first);
	*second = (struct published_round){ .id = "T-1/3", .bids = seconds,
	    .n = COUNT(seconds), .first = first };
	second->rule = second_rule(first, "0");
	published_round(&p, second);
}

START_TEST(bafos_first_round_verifies_without_a_ranking)
{
	struct published_round r = ROUND(FIRST, priced, facts_only);
	struct verify_report report;

	published_round(&p, &r);
	report = report_of("T-1/1");
	is_verified(&report);
	is(&report, 9, VERIFY_GOOD, "result-first");
	is(&report, 10, VERIFY_NONE, "no-rank-yet");
	ck_assert_ptr_null(strstr(report.result, "\nrank "));
	published_award(&p, &r, "m.example/b/1", 4680000, "in a hurry");
	report = report_of("T-1/1");
	is(&report, 10, VERIFY_WRONG, "award-unranked");
}
END_TEST

START_TEST(bafos_second_round_verifies_with_the_first)
{
	struct published_round first, second;
	struct verify_report report;

	two_rounds(&first, &second, FIRST);
	report = report_of("T-1/3");
	is_verified(&report);
	is(&report, 9, VERIFY_GOOD, "result-ok");
	ck_assert_str_eq(report.result, second.of.text);
	ck_assert_str_eq(ranked(&second, 0), "m.example/b/2");
	ck_assert_ptr_nonnull(strstr(report.result,
	    "\nout m.example/b/3 over-ceiling\nout m.example/b/5 suspended\n"
	    "rank 1 m.example/b/2 4600000\n"));
	ck_assert_uint_eq(second.of.ranking.n_stands, 3);
	/* Its warnings and the first's: both logs are unwitnessed. */
	ck_assert_uint_eq(report.warnings_n, 3);
	published_award(&p, &second, "m.example/b/2", 4600000, NULL);
	report = report_of("T-1/3");
	is_verified(&report);
	is(&report, 10, VERIFY_GOOD, "award-ok");
}
END_TEST

START_TEST(when_all_are_silent_the_first_round_decides)
{
	struct published_round first = ROUND(FIRST, priced, facts_only);
	struct published_round second = { .id = "T-1/2", .first = &first };
	struct verify_report report;

	published_round(&p, &first);
	second.rule = second_rule(&first, "0");
	published_round(&p, &second);
	report = report_of("T-1/2");
	is_verified(&report);
	is(&report, 8, VERIFY_GOOD, "draw-none");
	is(&report, 9, VERIFY_GOOD, "result-ok");
	ck_assert_int_eq(second.of.ranking.places[0].amount_fen, 4680000);
	ck_assert_int_eq(second.of.ranking.places[1].amount_fen, 4680000);
}
END_TEST

static const struct {
	const char *path, *data;
	enum verify_state state;
	const char *code;
} without[] = {
	{ "p/T-1/1/project.note", NULL, VERIFY_UNKNOWN, "missing" },
	{ "p/T-1/1/close.note", NULL, VERIFY_UNKNOWN,
	    "first-unchecked" },
	{ "p/T-1/1/open-1.note", NULL, VERIFY_UNKNOWN,
	    "first-unchecked" },
	{ "p/T-1/1/result.note", NULL, VERIFY_UNKNOWN,
	    "first-unchecked" },
	{ "p/T-1/1/input-1.note", NULL, VERIFY_UNKNOWN,
	    "first-unchecked" },
	{ "p/T-1/1/project.note", "x\n", VERIFY_UNKNOWN, "missing" },
	{ "p/T-1/1/close.note", "x\n", VERIFY_WRONG, "first-refuted" },
	{ "p/T-1/1/open-2.note", "x\n", VERIFY_WRONG, "first-refuted" },
	{ "p/T-1/1/result.note", "x\n", VERIFY_WRONG, "first-refuted" },
	{ "p/T-1/1/rule.txt", "x\n", VERIFY_WRONG, "first-refuted" },
};

START_TEST(a_second_round_is_no_better_than_its_first)
{
	struct published_round first, second;
	struct verify_report report;

	two_rounds(&first, &second, FIRST);
	report = report_with("T-1/3", without[_i].path, without[_i].data);
	is(&report, 7, without[_i].state, without[_i].code);
	ck_assert_int_eq(report.verdict, without[_i].state == VERIFY_WRONG ?
	    VERIFY_REFUTED : VERIFY_CANNOT_TELL);
}
END_TEST

START_TEST(the_first_must_be_one_of_bafo_that_did_not_fail)
{
	struct published_round first, second;
	struct verify_report report;

	two_rounds(&first, &second, _i ? LOWEST : HEAD("bafo", "6",
	    "required") AMOUNT "first -\n" LOW);
	report = report_of("T-1/3");
	is(&report, 7, VERIFY_WRONG, "first-round");
}
END_TEST

START_TEST(a_second_round_is_no_first)
{
	struct published_round first, second, third;
	struct verify_report report;

	two_rounds(&first, &second, FIRST);
	third = (struct published_round){ .id = "T-1/4", .first = &second };
	third.rule = second_rule(&second, "0");
	published_round(&p, &third);
	report = report_of("T-1/4");
	is(&report, 7, VERIFY_WRONG, "first-round");
}
END_TEST

Suite *
verify_rule_suite(void)
{
	Suite *s = suite_create("verify_rule");
	TCase *t = tcase_create("rules");

	suite_add_tcase(s, t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_round_of_every_rule_verifies, 0,
	    COUNT(rounds));
	tcase_add_loop_test(t,
	    only_inputs_that_the_rule_uses_are_in_the_result, 0,
	    COUNT(rounds));
	tcase_add_loop_test(t, another_order_is_refuted, 0, COUNT(rounds));
	tcase_add_loop_test(t, another_drawn_number_is_refuted, 0,
	    COUNT(rounds));
	tcase_add_loop_test(t, without_an_input_nobody_can_tell, 0,
	    COUNT(rounds));
	tcase_add_loop_test(t, an_input_that_contradicts_itself_is_refuted,
	    0, COUNT(bad_inputs));
	tcase_add_test(t, a_result_that_lacks_a_score_is_refuted);
	tcase_add_loop_test(t, who_has_no_score_is_named, 0, 2);
	tcase_add_loop_test(t, an_award_keeps_to_the_ranking, 0,
	    COUNT(awards));
	tcase_add_test(t, bafos_first_round_verifies_without_a_ranking);
	tcase_add_test(t, bafos_second_round_verifies_with_the_first);
	tcase_add_test(t, when_all_are_silent_the_first_round_decides);
	tcase_add_loop_test(t, a_second_round_is_no_better_than_its_first, 0,
	    COUNT(without));
	tcase_add_loop_test(t,
	    the_first_must_be_one_of_bafo_that_did_not_fail, 0, 2);
	tcase_add_test(t, a_second_round_is_no_first);
	return s;
}
