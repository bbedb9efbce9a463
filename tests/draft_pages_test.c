/* SPDX-License-Identifier: Apache-2.0 */
/* draft_pages_test.c: posting a project by its pages, and the bid page of each method. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/notice.h"
#include "tests/sealing.h"

Suite *draft_pages_suite(void);

static struct market *m;
static struct actor dept, works, agency;
static struct browser b;

static void
open_market(void)
{
	m = a_market();
	dept = a_department(1);
	works = an_enterprise(1);
	agency = an_agency(1);
	an_item();
}

static const char *
path(const char *format, const char *code)
{
	return arena_printf(tests_arena(), "%s%s%s", "/desk/projects/", code,
	    format);
}

/* A whole form of an enterprise, but for what the test adds. */
static const char *
body(const char *more)
{
	a_draft(&works);			/* short terms */
	return arena_printf(tests_arena(), "item=SX-001&title=Road&scale=1"
	    "&content=Work&place=Here&region=429901&days=30&contact=Z"
	    "&phone=027&server=yes&rev=0&_once=%s&deadline="
	    "2026-12-31T10:00&%s", a_token(), more);
}

/* The code of the draft that a preview's address names. */
static const char *
code_of(const char *location)
{
	const char *at = location + strlen("/desk/projects/");

	return arena_strndup(tests_arena(), at, strcspn(at, "/"));
}

/* ---- the form ---- */

START_TEST(a_department_is_offered_what_public_money_may)
{
	static const char *const offered[] = { "lowest", "average",
	    "reference", "composite", "credit" };
	static const char *const never[] = { "bafo", "random", "direct" };

	b = signed_in(&dept);
	ck_assert_int_eq(get(&b, "/desk/projects/new"), 200);
	for (size_t i = 0; i < COUNT(offered); i++)
		ck_assert(page_has(&b, arena_printf(tests_arena(),
		    "name=\"method\" value=\"%s\"", offered[i])));
	for (size_t i = 0; i < COUNT(never); i++)
		ck_assert(!page_has(&b, arena_printf(tests_arena(),
		    "name=\"method\" value=\"%s\"", never[i])));
	ck_assert(!page_has(&b, "name=\"fund\" value=\"social\""));
	ck_assert(!page_has(&b, "name=\"chosen\""));
	ck_assert(page_has(&b, "均价类方法可被串通报价操纵"));
}
END_TEST

START_TEST(an_enterprise_is_offered_all_and_told_what_each_means)
{
	b = signed_in(&works);
	ck_assert_int_eq(get(&b, "/desk/projects/new"), 200);
	for (size_t i = 0; i < PARAMS_METHODS; i++)
		ck_assert(page_has(&b, arena_printf(tests_arena(),
		    "name=\"method\" value=\"%s\"", params_methods[i])));
	ck_assert(page_has(&b, "value=\"lowest\" checked"));
	ck_assert(page_has(&b, "name=\"fund\" value=\"soe\""));
	ck_assert(page_has(&b, "国有资金"));
	ck_assert(page_has(&b, "社会资金"));
	ck_assert(page_has(&b, "开标后公开，再报一次"));
	ck_assert(page_has(&b, "不适用于财政资金"));
}
END_TEST

static int
count_of(const char *text)
{
	int n = 0;

	for (const char *at = b.body; (at = strstr(at, text)) != NULL; at++)
		n++;
	return n;
}

START_TEST(only_methods_by_a_mean_are_marked)
{
	b = signed_in(&works);
	get(&b, "/desk/projects/new");
	ck_assert_int_eq(count_of("均价类方法可被串通报价操纵"), 2);
}
END_TEST

START_TEST(the_earliest_deadline_is_marked_where_it_may_move)
{
	b = signed_in(&works);
	m->house->params.notice_min = (struct span){ 3, SPAN_WD };
	m->house->calendar.horizon = 2027;
	get(&b, "/desk/projects/new");
	ck_assert(!page_has(&b, "暂定"));
	m->house->calendar.horizon = 2020;
	get(&b, "/desk/projects/new");
	ck_assert(page_has(&b, "暂定"));
}
END_TEST

static const struct { const char *fields, *message, *kept; } bad[] = {
	{ "fund=social&method=lowest&ceiling=1000&floor=1000.01",
	    "最低限价不能高于最高限价", "value=\"1000.01\"" },
	{ "fund=social&method=lowest&ceiling=1000&quote=rate&rate_min=1.234",
	    "下浮率最多两位小数", "value=\"1.234\"" },
	{ "fund=social&method=lowest&ceiling=1000&quote=rate&rate_max=x",
	    "下浮率格式不对", "value=\"x\"" },
	{ "fund=social&method=credit&fixed=1%2C00", "金额格式不对",
	    "value=\"1,00\"" },
	{ "fund=social&method=composite&ceiling=10&evaluators=4",
	    "请选择评审人数", "value=\"composite\" checked" },
	{ "fund=soe&method=direct&ceiling=10", "这种资金不能使用该选取方式",
	    "value=\"soe\" checked" },
	{ "fund=social&method=lowest&ceiling=10&recusals=Firm",
	    "写明原因", ">Firm</textarea>" },
	{ "fund=social&method=lowest&ceiling=10&enquiry=x",
	    "时间格式不对", "value=\"x\"" },
	{ "fund=social&method=lowest&ceiling=10&need=any&enquiry=x",
	    "时间格式不对", "name=\"need\" value=\"any\" checked" },
	{ "fund=social&method=lowest&ceiling=10&enquiry=x",
	    "时间格式不对", "name=\"need\" value=\"all\" checked" },
};

START_TEST(bad_input_is_told_at_its_field_and_nothing_is_lost)
{
	b = signed_in(&works);
	ck_assert_int_eq(post(&b, "/desk/projects", body(bad[_i].fields)),
	    422);
	ck_assert(page_has(&b, bad[_i].message));
	ck_assert_msg(page_has(&b, bad[_i].kept), "%s", bad[_i].kept);
	ck_assert(page_has(&b, "aria-invalid=\"true\"") ||
	    page_has(&b, "id=\"method-e\""));
	ck_assert(page_has(&b, "value=\"Road\""));
}
END_TEST

START_TEST(a_draft_shows_its_method_and_price_before_it_is_public)
{
	const char *code;

	b = signed_in(&works);
	ck_assert_int_eq(post(&b, "/desk/projects", body("fund=social"
	    "&method=composite&ceiling=1000&quote=rate&rate_min=5"
	    "&rate_max=40.5&evaluators=7&recusals=Firm%20a%20parent")), 303);
	code = code_of(b.location);
	ck_assert_int_eq(get(&b, path("/preview", code)), 200);
	ck_assert(page_has(&b, "方案择优"));
	ck_assert(page_has(&b, "下浮率 5.00% 至 40.50%"));
	ck_assert(page_has(&b, "7 人"));
	ck_assert(page_has(&b, "Firm：a parent"));
	ck_assert(page_has(&b, "提问截止"));
	ck_assert_int_eq(get(&b, path("", code)), 200);
	ck_assert(page_has(&b, "value=\"40.50\""));
	ck_assert(page_has(&b, ">Firm a parent</textarea>"));
	ck_assert(page_has(&b, "<option value=\"7\" selected>"));
}
END_TEST

/* ---- who could bid ---- */

static void
serve(int agencies)
{
	an_item();
	for (int i = 2; i <= agencies; i++)
		an_agency(i);
	break_rows("INSERT INTO agency_item SELECT a.party_id, i.id"
	    " FROM agency a, service_item i WHERE true"
	    " ON CONFLICT DO NOTHING");
}

static const struct { int agencies; const char *count, *tag; } counts[] = {
	{ 1, "现有 1 家入驻机构符合", "mk-tag mk-tag--red\">现有" },
	{ 2, "现有 2 家入驻机构符合", "mk-tag mk-tag--red\">现有" },
	{ 3, "现有 3 家入驻机构符合", "mk-tag mk-tag--sun\">现有" },
	{ 4, "现有 4 家入驻机构符合", "mk-tag mk-tag--sun\">现有" },
	{ 5, "现有 5 家入驻机构符合", "mk-tag\">现有" },
};

START_TEST(how_many_could_bid_has_a_colour)
{
	const char *code;

	serve(counts[_i].agencies);
	code = a_draft(&works);		/* counts when it is saved */
	b = signed_in(&works);
	get(&b, path("/preview", code));
	ck_assert(page_has(&b, counts[_i].count));
	ck_assert(page_has(&b, counts[_i].tag));
	ck_assert(page_has(&b, "reason-L12-eligible") ==
	    (counts[_i].agencies < 5));
	get(&b, path("", code));
	ck_assert(page_has(&b, counts[_i].count));
}
END_TEST

START_TEST(past_two_hundred_nobody_counts)
{
	const char *code;

	break_rows("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
	    " SELECT i + 1 FROM n WHERE i < 205) INSERT INTO party"
	    " (id, uscc, name, kind, region, created_at) SELECT 9000 + i,"
	    " printf('%%018d', i), 'x', 'enterprise', '429901', 0 FROM n");
	break_rows("INSERT INTO agency (party_id, entered_at)"
	    " SELECT id, 0 FROM party WHERE id > 9000");
	serve(1);
	code = a_draft(&works);
	b = signed_in(&works);
	get(&b, path("/preview", code));
	ck_assert(page_has(&b, "现有 200 家以上入驻机构符合"));
}
END_TEST

/* ---- the linter ---- */

static const char *
draft_with(const struct actor *owner, const char *content)
{
	struct draft_form f = a_draft_form(owner);

	f.content = content;
	return a_draft_of(owner, &f);
}

START_TEST(a_hit_shows_words_place_and_law_and_takes_a_reason)
{
	const char *code = draft_with(&works, "须在本市注册，曾获鲁班奖");

	b = signed_in(&works);
	ck_assert_int_eq(get(&b, path("/preview", code)), 200);
	ck_assert(page_has(&b, "零门槛、零限制；严禁限额"));
	ck_assert(page_has(&b, "在本市注册"));
	ck_assert(page_has(&b, "<b>服务内容</b>：限定地域"));
	ck_assert(page_has(&b, "name=\"reason-L3-content\""));
	ck_assert(page_has(&b, "name=\"reason-L5-content\""));
	ck_assert(!page_has(&b, "mk-err\""));
	/* One of two: the other asks, what was typed stays. */
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"
	    "&reason-L3-content=Needed%20for%20this"), 422);
	ck_assert(page_has(&b, "指定奖项、品牌、专利、人员或软件：请说明理由"));
	ck_assert(page_has(&b, "href=\"#reason-L5-content\""));
	ck_assert(page_has(&b, "value=\"Needed for this\""));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"
	    "&reason-L3-content=Needed%20for%20this"
	    "&reason-L5-content=four"), 422);
	ck_assert(page_has(&b, "理由为 5 至 200 字"));
	ck_assert(page_has(&b, "value=\"four\""));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"
	    "&reason-L3-content=Needed%20for%20this"
	    "&reason-L5-content=Rank%20of%20it"), 303);
	ck_assert(strstr(b.location, "/terms"));
}
END_TEST

START_TEST(a_reason_once_given_is_there_again)
{
	const char *code = draft_with(&works, "须在本市注册，曾获鲁班奖");

	b = signed_in(&works);
	get(&b, path("/preview", code));
	post(&b, path("/publish", code), "rev=1"
	    "&reason-L3-content=Needed%20for%20this");
	get(&b, path("/preview", code));
	ck_assert(page_has(&b, "value=\"Needed for this\""));
}
END_TEST

START_TEST(public_money_is_sent_back_to_its_form)
{
	const char *code = draft_with(&dept, "须在本市注册");

	b = signed_in(&dept);
	ck_assert_int_eq(get(&b, path("/preview", code)), 200);
	ck_assert(page_has(&b, "财政资金项目不得限定地域：“"));
	ck_assert(page_has(&b, "财政资金项目不得设置"));
	ck_assert(!page_has(&b, "/publish\""));
	ck_assert(!page_has(&b, "name=\"reason-"));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"
	    "&reason-L3-content=Needed%20for%20this"), 422);
}
END_TEST

START_TEST(a_colleagues_change_is_not_published_unread)
{
	const char *code = a_draft(&works);

	b = signed_in(&works);
	get(&b, path("/preview", code));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=0"), 409);
	ck_assert(page_has(&b, "内容已被同事更新"));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"), 303);
}
END_TEST

START_TEST(a_persons_number_is_shown_masked_and_wants_a_yes)
{
	const char *code = draft_with(&works, "找 11010519491231002X");

	b = signed_in(&works);
	get(&b, path("/preview", code));
	ck_assert(page_has(&b, "服务内容：发现疑似身份证号，公开前请遮盖"));
	ck_assert(page_has(&b, "110***********002X"));
	ck_assert_int_eq(post(&b, path("/publish", code), "rev=1"), 422);
	ck_assert(page_has(&b, "id=\"privacy-e\""));
	ck_assert_int_eq(post(&b, path("/publish", code),
	    "rev=1&privacy=yes"), 303);
}
END_TEST

/* ---- what everybody reads ---- */

static const char *
notice_page_of(const char *code)
{
	struct notice *list;
	size_t n;

	ck_assert_int_eq(notice_of_project(m, project_now(code).id, &list,
	    &n), OK);
	return arena_printf(tests_arena(), "/notices/%lld",
	    (long long)list[n - 1].id);
}

START_TEST(notice_and_page_say_rule_hits_and_reasons)
{
	struct draft_form f = a_draft_form(&works);
	const struct draft_answer why = { "L3", "content", "Needed here" };
	const struct draft_answers answers = { .rev = "1", .list = &why,
	    .n = 1 };
	struct problems problems;
	struct project p;
	const char *code;

	f.content = "须在本市注册";
	f.quote = "rate";
	f.rate_min = "5";
	f.rate_max = "40";
	f.recusals = "91420100MA4K00010R a parent";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_publish_answered(m, &works, code, &answers,
	    &p, &problems), OK);
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	b = a_browser();
	ck_assert_int_eq(get(&b, notice_page_of(code)), 200);
	ck_assert(page_has(&b, "限定地域（服务内容：在本市注册）"));
	ck_assert(page_has(&b, "限定地域（服务内容）：Needed here"));
	ck_assert(page_has(&b, "现有符合条件的机构不足 5 家"));
	ck_assert(page_has(&b, "报下浮率"));
	ck_assert(page_has(&b, "5.00"));
	ck_assert(page_has(&b, "91420100MA4K00010R a parent"));
	ck_assert_int_eq(get(&b, arena_printf(tests_arena(), "/projects/%s",
	    code)), 200);
	ck_assert(page_has(&b, "有效报价最低者中选"));
	ck_assert(page_has(&b, "5.00% 至 40.00%"));
	ck_assert(page_has(&b, "业主说明：Needed here"));
	ck_assert(page_has(&b, "91420100MA4K00010R：a parent"));
}
END_TEST

/* 全部 / 其一, wherever the demands of a project are read. */
START_TEST(whether_one_will_do_is_said_with_the_demands)
{
	struct draft_form f = a_draft_form(&works);
	const char *words[] = { "须全部满足", "满足其一即可" }, *code, *path;
	struct problems problems;
	struct project p;

	f.requirements = "甲\n乙";
	code = a_draft_of(&works, &f);
	path = arena_printf(tests_arena(), "/desk/projects/%s", code);
	for (int i = 0; i < 2; i++) {
		b = signed_in(&works);
		get(&b, arena_printf(tests_arena(), "%s/preview", path));
		ck_assert(page_has(&b, words[i]));
		ck_assert(!page_has(&b, words[!i]));
		get(&b, arena_printf(tests_arena(), "%s", path));
		ck_assert(page_has(&b, i ? "value=\"any\" checked" :
		    "value=\"all\" checked"));
		ck_assert_int_eq(draft_get(m, &works, code, &p), OK);
		ck_assert_int_eq(draft_to_form(m, &p, "", &f), OK);
		f.item = an_item();
		f.need = "any";
		ck_assert_int_eq(draft_edit(m, &works, code, &f, &p,
		    &problems), OK);
	}
	/* One demand alone is neither. */
	f.requirements = "甲";
	f.rev = "3";
	ck_assert_int_eq(draft_edit(m, &works, code, &f, &p, &problems), OK);
	get(&b, arena_printf(tests_arena(), "%s/preview", path));
	ck_assert(!page_has(&b, words[0]) && !page_has(&b, words[1]));
}
END_TEST

START_TEST(notice_and_project_say_whether_one_will_do)
{
	struct draft_form f = a_draft_form(&works);
	struct problems problems;
	const struct draft_answer why[] = { { "L1", "requirements",
	    "Needed here" }, { "L12", "eligible", "Few there are" } };
	const struct draft_answers answers = { .rev = "1", .list = why,
	    .n = COUNT(why) };
	struct project p;
	const char *code;

	f.requirements = "甲\n乙";
	f.need = "any";
	code = a_draft_of(&works, &f);
	ck_assert_int_eq(draft_publish_answered(m, &works, code, &answers,
	    &p, &problems), OK);
	ck_assert_int_eq(cast_agree(the_cast(), m, &works, code), OK);
	b = a_browser();
	ck_assert_int_eq(get(&b, notice_page_of(code)), 200);
	ck_assert(page_has(&b, "满足其一即可"));
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&b, "满足其一即可"));
}
END_TEST

START_TEST(a_fixed_price_is_called_so)
{
	struct draft_form f = a_draft_form(&works);
	const char *code;

	f.method = "credit";
	f.fixed = "48000";
	code = a_project_of(&works, &f);
	b = a_browser();
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&b, "<span>固定价格</span><b>48,000.00 元"));
	ck_assert(!page_has(&b, "最高限价"));
	get(&b, "/projects");
	ck_assert(page_has(&b, "固定价格"));
	get(&b, notice_page_of(code));
	ck_assert(page_has(&b, "固定价格"));
	ck_assert(page_has(&b, "48,000.00 元"));
}
END_TEST

/* ---- the bid page ---- */

static const char *
bids(const char *code, const char *rest)
{
	return arena_printf(tests_arena(), "/projects/%s/bids%s", code,
	    rest);
}

START_TEST(a_rate_is_asked_checked_and_sealed)
{
	struct draft_form f = a_draft_form(&works);
	const char *code;

	f.quote = "rate";
	f.rate_min = "5";
	f.rate_max = "40";
	code = a_project_of(&works, &f);
	b = signed_in(&agency);
	ck_assert_int_eq(get(&b, bids(code, "/new")), 200);
	ck_assert(page_has(&b, "data-field=\"rate-bp\" data-percent"));
	ck_assert(!page_has(&b, "data-amount"));
	ck_assert(page_has(&b, "5.00% 至 40.00%"));
	ck_assert(page_has(&b, "--rate"));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount=4.99"), 422);
	ck_assert(page_has(&b, "报价高于最高限价：下浮率不得低于 5.00%"));
	ck_assert(page_has(&b, "value=\"4.99\""));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount=40.01"), 422);
	ck_assert(page_has(&b, "报价低于最低限价：下浮率不得高于 40.00%"));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount=12.5"), 200);
	ck_assert(page_has(&b, "12.50%"));
	ck_assert(page_has(&b, "87,500.00"));
	ck_assert_int_eq(post(&b, bids(code, ""), arena_printf(tests_arena(),
	    "amount=12.50&_once=%s", b.once)), 303);
	ck_assert_int_eq(strncmp(b.location, "/receipts/", 10), 0);
}
END_TEST

START_TEST(a_fixed_price_asks_for_no_amount)
{
	struct draft_form f = a_draft_form(&works);
	const char *code;

	f.method = "random";
	f.fixed = "48000";
	code = a_project_of(&works, &f);
	b = signed_in(&agency);
	ck_assert_int_eq(get(&b, bids(code, "/new")), 200);
	ck_assert(!page_has(&b, "data-amount"));
	ck_assert(!page_has(&b, "id=\"server-amount\""));
	ck_assert(page_has(&b, "本项目价格固定"));
	ck_assert(page_has(&b, "--amount -"));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount="), 200);
	ck_assert(page_has(&b, "48,000.00"));
	ck_assert_int_eq(post(&b, bids(code, ""), arena_printf(tests_arena(),
	    "amount=&_once=%s", b.once)), 303);
}
END_TEST

START_TEST(a_floor_is_shown_and_kept)
{
	struct draft_form f = a_draft_form(&works);
	const char *code;

	f.floor = "30000";
	code = a_project_of(&works, &f);
	b = signed_in(&agency);
	get(&b, bids(code, "/new"));
	ck_assert(page_has(&b, "最低限价 30,000.00 元"));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount=29999.99"),
	    422);
	ck_assert(page_has(&b, "报价低于最低限价 30,000.00 元"));
	ck_assert(page_has(&b, "value=\"29999.99\""));
	ck_assert_int_eq(post(&b, bids(code, "/check"), "amount=30000"),
	    200);
}
END_TEST

START_TEST(a_recused_agency_is_named_beside_its_code)
{
	struct draft_form f = a_draft_form(&works);
	const char *who = arena_printf(tests_arena(), "%s %s：a parent",
	    agency.party_name, agency.uscc);
	const char *code;

	f.recusals = arena_printf(tests_arena(), "%s a parent", agency.uscc);
	code = a_draft_of(&works, &f);
	b = signed_in(&works);
	get(&b, path("/preview", code));
	ck_assert(page_has(&b, who));
	code = a_project_of(&works, &f);
	get(&b, arena_printf(tests_arena(), "/projects/%s", code));
	ck_assert(page_has(&b, who));
}
END_TEST

START_TEST(how_proposals_are_scored_is_read_before_it_is_public)
{
	struct draft_form f = a_draft_form(&works);

	f.method = "composite";
	f.evaluators = "3";
	f.criteria = "60 Plan\n40 Team";
	b = signed_in(&works);
	get(&b, path("/preview", a_draft_of(&works, &f)));
	ck_assert(page_has(&b, "<dt>评分标准</dt><dd><p>60 Plan</p><p>40 Team</p>"));
}
END_TEST

START_TEST(a_recused_agency_is_told_so)
{
	struct draft_form f = a_draft_form(&works);
	const char *code;

	f.recusals = arena_printf(tests_arena(), "%s a parent", agency.uscc);
	code = a_project_of(&works, &f);
	b = signed_in(&agency);
	ck_assert_int_eq(get(&b, bids(code, "/new")), 403);
	ck_assert(page_has(&b, "贵机构在本项目回避名单中，不能报价"));
}
END_TEST

static void
add_form_tests(TCase *t)
{
	tcase_add_test(t, a_department_is_offered_what_public_money_may);
	tcase_add_test(t,
	    an_enterprise_is_offered_all_and_told_what_each_means);
	tcase_add_test(t, only_methods_by_a_mean_are_marked);
	tcase_add_test(t, the_earliest_deadline_is_marked_where_it_may_move);
	tcase_add_loop_test(t,
	    bad_input_is_told_at_its_field_and_nothing_is_lost, 0,
	    COUNT(bad));
	tcase_add_test(t,
	    a_draft_shows_its_method_and_price_before_it_is_public);
	tcase_add_loop_test(t, how_many_could_bid_has_a_colour, 0,
	    COUNT(counts));
	tcase_add_test(t, past_two_hundred_nobody_counts);
}

Suite *
draft_pages_suite(void)
{
	Suite *s = suite_create("draft_pages");
	TCase *t = tcase_create("pages");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_set_timeout(t, 60);
	add_form_tests(t);
	tcase_add_test(t,
	    a_hit_shows_words_place_and_law_and_takes_a_reason);
	tcase_add_test(t, a_reason_once_given_is_there_again);
	tcase_add_test(t, public_money_is_sent_back_to_its_form);
	tcase_add_test(t, a_colleagues_change_is_not_published_unread);
	tcase_add_test(t,
	    a_persons_number_is_shown_masked_and_wants_a_yes);
	tcase_add_test(t, notice_and_page_say_rule_hits_and_reasons);
	tcase_add_test(t, whether_one_will_do_is_said_with_the_demands);
	tcase_add_test(t, notice_and_project_say_whether_one_will_do);
	tcase_add_test(t, a_fixed_price_is_called_so);
	tcase_add_test(t, a_rate_is_asked_checked_and_sealed);
	tcase_add_test(t, a_fixed_price_asks_for_no_amount);
	tcase_add_test(t, a_floor_is_shown_and_kept);
	tcase_add_test(t, a_recused_agency_is_named_beside_its_code);
	tcase_add_test(t,
	    how_proposals_are_scored_is_read_before_it_is_public);
	tcase_add_test(t, a_recused_agency_is_told_so);
	suite_add_tcase(s, t);
	return s;
}
