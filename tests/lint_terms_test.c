/* SPDX-License-Identifier: Apache-2.0 */
/* lint_terms_test.c: hidden thresholds are found, also hidden ones; work is not. */
#include "market/lint_terms.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

Suite *lint_terms_suite(void);

enum { DAY = 86400 };

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena);
}

static void
end(void)
{
	arena_release(&arena);
}

/* A text in one field; the item's law asks for one qualification. */
static size_t
lint(const char *field, const char *text, struct lint_hit *hits)
{
	const struct lint_text one = { field, text, strcmp(field,
	    "requirements") == 0, false };
	const struct lint_case c = { .texts = &one, .n = 1,
	    .requirement = "测绘资质（界线与不动产测绘）乙级及以上",
	    .ceiling_fen = 10000000, .bidding = true, .eligible = 5 };

	return lint_terms(&arena, &c, hits);
}

static bool
has(const char *rule, const char *field, const char *text)
{
	struct lint_hit hits[LINT_HITS];
	size_t n = lint(field, text, hits);

	for (size_t i = 0; i < n; i++)
		if (strcmp(hits[i].rule, rule) == 0 &&
		    strcmp(hits[i].field, field) == 0)
			return true;
	return false;
}

static const struct {
	const char *rule, *field, *bad, *good;
} cases[] = {
	{ "L1", "requirements", "ISO9001 质量管理体系认证",
	    "测绘资质（界线与不动产测绘）" },
	{ "L1", "requirements", "测绘资质\n地质灾害评估资质", "测绘资质" },
	{ "L1", "requirements", "具有测绘资质和质量管理体系认证",
	    "具有测绘资质证书" },
	{ "L1", "content", "报价人须具有环境管理体系认证。",
	    "核查施工单位的资质证书。" },
	{ "L2", "requirements", "测绘资质甲级", "测绘资质乙级" },
	{ "L2", "requirements", "测绘资质一级及以上",
	    "测绘资质乙级及以上" },
	{ "L3", "requirements", "本地企业", "测绘资质" },
	{ "L3", "content", "须在本市注册。", "本地块西侧为居民区。" },
	{ "L3", "content", "在项目所在地设立分支机构。",
	    "该公司的分公司不在评价范围。" },
	{ "L3", "content", "近三年有本地业绩。", "整理历年业绩资料。" },
	{ "L3", "requirements", "在辖区内缴纳社保", "测绘资质" },
	{ "L3", "requirements", "本区企业", "测绘资质" },
	{ "L4", "requirements", "注册资本不低于 500 万元", "测绘资质" },
	{ "L4", "content", "年营业收入 1,000 万元以上。",
	    "固定资产投资大于 5000 万元的项目。" },
	{ "L4", "requirements", "成立满三年", "测绘资质" },
	{ "L4", "requirements", "员工 50 人以上", "测绘资质" },
	{ "L4", "content", "企业人数不少于二十人。",
	    "食堂供员工 300 人就餐。" },
	{ "L5", "content", "曾获鲁班奖。", "评价奖惩制度。" },
	{ "L5", "content", "指定使用某软件。", "验收业务软件一套。" },
	{ "L5", "content", "须拥有发明专利。", "核查专利清单。" },
	{ "L6", "content", "不少于 3 个类似项目。", "监测点不少于 3 个。" },
	{ "L6", "content", "类似项目业绩至少三项。", "抽查不少于三项。" },
	{ "L6", "content", "单项合同金额不低于 10 万元。",
	    "单项合同金额不低于 9.9 万元。" },
	{ "L7", "requirements", "国有企业", "测绘资质" },
	{ "L7", "content", "仅限国有企业参加。",
	    "临溪县檀溪国营林场，国有建设用地。" },
	{ "L7", "requirements", "国企",
	    "测绘资质\n工程监理综合资质\n全国企业" },
	{ "L3", "requirements", "当地机构", "适当地调整" },
	{ "L8", "content", "须到场报名。", "现场踏勘，现场监测。" },
	{ "L8", "content", "提交纸质原件。", "提交纸质报告八份。" },
	{ "L8", "content", "先购买采购文件。", "购买材料。" },
	{ "L8", "content", "缴纳投标保证金两万元。", "不收取保证金。" },
	{ "L9", "content", "信用等级不低于 A 级。", "信用体系建设规划。" },
	{ "L9", "content", "信用分 90 分以上。", "编写信用报告 1 份。" },
	{ "L10", "content", "配备注册工程师至少 5 人。",
	    "配备注册工程师 1 人。" },
	{ "L10", "content", "不少于 3 名注册测绘师。",
	    "总监理工程师每月驻场不少于 22 天。" },
};

START_TEST(each_rule_finds_what_it_is_for_and_leaves_work_alone)
{
	ck_assert_msg(has(cases[_i].rule, cases[_i].field, cases[_i].bad),
	    "%s missed: %s", cases[_i].rule, cases[_i].bad);
	ck_assert_msg(!has(cases[_i].rule, cases[_i].field, cases[_i].good),
	    "%s: %s", cases[_i].rule, cases[_i].good);
}
END_TEST

static const struct { const char *rule, *text; } hidden[] = {
	{ "L3", "须在本 市 注 册。" },
	{ "L3", "只接受本·地·企·业。" },
	{ "L3", "只接受本,地,企,业。" },
	{ "L3", "只接受本　地　企　业。" },
	{ "L4", "注册资本不低于５００万元。" },
	{ "L4", "注 册-资*本（不低于）500万元。" },
	{ "L4", "注册资本≥伍佰万元，即 5,000,000 元。" },
	{ "L5", "须采用ＰＫＰＭ计算。" },
	{ "L5", "须采用 p.k.p.m 计算。" },
	{ "L8", "缴 纳 保~证~金 两万元。" },
	{ "L8", "投标“保证金”两万元。" },
	{ "L9", "信用 ＡＡＡ 优先。" },
};

START_TEST(a_word_is_found_through_full_width_blanks_and_signs)
{
	ck_assert_msg(has(hidden[_i].rule, "content", hidden[_i].text),
	    "%s missed: %s", hidden[_i].rule, hidden[_i].text);
}
END_TEST

START_TEST(two_short_words_that_only_meet_are_no_word)
{
	ck_assert(!has("L3", "requirements", "测绘资质\n地籍图"));
	ck_assert(!has("L3", "requirements", "提交报告文本，地图一份"));
	ck_assert(!has("L8", "content", "先缴纳税款。\n保证金由他人管理。"));
}
END_TEST

START_TEST(a_hit_says_which_words_as_they_were_typed)
{
	struct lint_hit hits[LINT_HITS];
	size_t n = lint("content", "报价人须是 本 地企业，缴纳保证金。另收"
	    "取履约保证金。", hits);

	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(hits[0].rule, "L3");
	ck_assert_str_eq(hits[0].field, "content");
	ck_assert_ptr_nonnull(strstr(hits[0].words, "本 地企业"));
	ck_assert(hits[0].block);
	ck_assert_str_eq(hits[1].rule, "L8");
	ck_assert_ptr_nonnull(strstr(hits[1].words, "缴纳保证金"));
	ck_assert_ptr_nonnull(strstr(hits[1].words, "履约保证金"));
}
END_TEST

START_TEST(what_asks_for_a_reason_stops_nobody)
{
	struct lint_hit hits[LINT_HITS];

	ck_assert_uint_eq(lint("content", "曾获鲁班奖。", hits), 1);
	ck_assert(!hits[0].block);
}
END_TEST

/* Without a law that asks, each demand is one too many. */
START_TEST(where_the_item_asks_for_nothing_any_demand_hits)
{
	const struct lint_text one = { "requirements", "测绘资质", true,
	    false };
	const struct lint_case c = { .texts = &one, .n = 1,
	    .requirement = "", .bidding = true, .eligible = 5 };
	struct lint_hit hits[LINT_HITS];

	ck_assert_uint_eq(lint_terms(&arena, &c, hits), 1);
	ck_assert_str_eq(hits[0].rule, "L1");
	ck_assert_str_eq(hits[0].words, "测绘资质");
}
END_TEST

/* Of alternatives the easiest counts: who holds it is kept out by none. */
static const struct { const char *text, *rule, *words; } alternatives[] = {
	{ "测绘资质\nISO9001 质量管理体系认证", NULL, NULL },
	{ "ISO9001 质量管理体系认证\n\n测绘资质乙级", NULL, NULL },
	{ "测绘资质甲级\n测绘资质乙级", NULL, NULL },
	{ "ISO9001 质量管理体系认证\n地质灾害评估资质", "L1",
	    "ISO9001 质量管理体系认证、地质灾害评估资质" },
	{ "测绘资质甲级\n测绘资质一级", "L2", "测绘资质甲级、测绘资质一级" },
	{ "测绘资质\n注册资本不低于 500 万元", "L4", NULL },
};

START_TEST(of_alternatives_the_easiest_counts)
{
	struct lint_text one = { "requirements", alternatives[_i].text, true,
	    true };
	const struct lint_case c = { .texts = &one, .n = 1,
	    .requirement = "测绘资质（界线与不动产测绘）乙级及以上",
	    .bidding = true, .eligible = 5 };
	struct lint_hit hits[LINT_HITS];
	const char *rule = alternatives[_i].rule;
	size_t n = lint_terms(&arena, &c, hits);

	ck_assert_uint_eq(n, rule ? 1 : 0);
	if (rule == NULL) {
		/* Were all of them wanted, something would be said. */
		one.any = false;
		ck_assert_uint_ge(lint_terms(&arena, &c, hits), 1);
		return;
	}
	ck_assert_str_eq(hits[0].rule, rule);
	if (alternatives[_i].words)
		ck_assert_str_eq(hits[0].words, alternatives[_i].words);
}
END_TEST

/* ---- numbers ---- */

static bool
by_numbers(const char *rule, struct lint_case c)
{
	struct lint_hit hits[LINT_HITS];
	size_t n;

	c.requirement = "";
	n = lint_terms(&arena, &c, hits);
	for (size_t i = 0; i < n; i++)
		if (strcmp(hits[i].rule, rule) == 0) {
			ck_assert(!hits[i].block);
			return true;
		}
	return false;
}

START_TEST(a_window_under_half_the_median_of_five_is_asked_about)
{
	int64_t five[] = { 9 * DAY, 30 * DAY, 10 * DAY, 1 * DAY, 11 * DAY };
	int64_t six[] = { 9 * DAY, 30 * DAY, 10 * DAY, 1 * DAY, 11 * DAY,
	    12 * DAY };
	struct lint_case c = { .bidding = true, .eligible = 5,
	    .windows = five, .n_windows = 5, .window = 5 * DAY };

	ck_assert(!by_numbers("L11", c));	/* exactly half of 10 */
	c.window--;
	ck_assert(by_numbers("L11", c));
	c.n_windows = 4;
	ck_assert(!by_numbers("L11", c));
	c.windows = six;
	c.n_windows = 6;
	c.window = 21 * DAY / 4;		/* half of 10.5 */
	ck_assert(!by_numbers("L11", c));
	c.window--;
	ck_assert(by_numbers("L11", c));
	c.bidding = false;
	ck_assert(!by_numbers("L11", c));
}
END_TEST

START_TEST(fewer_than_five_who_could_bid_are_asked_about)
{
	struct lint_case c = { .bidding = true, .eligible = 4 };

	ck_assert(by_numbers("L12", c));
	c.eligible = 5;
	ck_assert(!by_numbers("L12", c));
	c.eligible = 0;
	c.bidding = false;
	ck_assert(!by_numbers("L12", c));
}
END_TEST

START_TEST(a_text_of_nothing_but_hits_does_not_overflow)
{
	char text[20000];
	struct lint_hit hits[LINT_HITS];
	size_t n = 0;

	while (n + 40 < sizeof text)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "本地企业%zu；", n);
	ck_assert_uint_eq(lint("content", text, hits), 1);
	ck_assert_uint_lt(strlen(hits[0].words), 400);
}
END_TEST

/* ---- real work ---- */

/* Column i of a line, which is kept; «\n» is a line break. */
static char *
cell(const char *line, int i)
{
	char *copy = arena_strdup(&arena, line), *to, *from, *found = NULL;

	for (int k = 0; k <= i; k++)
		found = strsep(&copy, "\t");
	if (found == NULL)
		return arena_strdup(&arena, "");
	for (to = from = found; *from; to++, from++) {
		*to = *from;
		if (from[0] == '\\' && from[1] == 'n') {
			*to = '\n';
			from++;
		}
	}
	*to = '\0';
	return found;
}

static const char *
requirement_of(const char *code)
{
	char line[8192];
	const char *found = NULL;
	FILE *f = fopen("db/demo/items.tsv", "r");

	ck_assert_ptr_nonnull(f);
	while (found == NULL && fgets(line, sizeof line, f))
		if (strcmp(cell(line, 0), code) == 0)
			found = cell(line, 12);
	fclose(f);
	ck_assert_ptr_nonnull(found);
	return found;
}

START_TEST(none_of_the_demonstrations_projects_is_hit)
{
	char line[8192];
	FILE *f = fopen("db/demo/projects.tsv", "r");
	int read = 0;

	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f)) {
		struct lint_hit hits[LINT_HITS];
		struct lint_text texts[5];
		struct lint_case c = { .texts = texts, .n = COUNT(texts),
		    .bidding = true, .eligible = 5 };

		line[strcspn(line, "\n")] = '\0';
		if (*line == '#')
			continue;
		texts[0] = (struct lint_text){ "title", cell(line, 2), false, false };
		texts[1] = (struct lint_text){ "scale", cell(line, 3), false, false };
		texts[2] = (struct lint_text){ "content", cell(line, 4),
		    false, false };
		texts[3] = (struct lint_text){ "place", cell(line, 5), false, false };
		texts[4] = (struct lint_text){ "requirements", cell(line, 9),
		    true, false };
		c.requirement = requirement_of(cell(line, 1));
		c.ceiling_fen = 100 * strtoll(cell(line, 7), NULL, 10);
		for (size_t i = lint_terms(&arena, &c, hits); i-- > 0;)
			ck_assert_msg(false, "%s %s: %s", hits[i].rule,
			    hits[i].words, cell(line, 2));
		read++;
	}
	fclose(f);
	ck_assert_int_gt(read, 90);
}
END_TEST

Suite *
lint_terms_suite(void)
{
	Suite *s = suite_create("lint_terms");
	TCase *t = tcase_create("terms");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_loop_test(t,
	    each_rule_finds_what_it_is_for_and_leaves_work_alone, 0,
	    COUNT(cases));
	tcase_add_loop_test(t,
	    a_word_is_found_through_full_width_blanks_and_signs, 0,
	    COUNT(hidden));
	tcase_add_test(t, two_short_words_that_only_meet_are_no_word);
	tcase_add_test(t, a_hit_says_which_words_as_they_were_typed);
	tcase_add_test(t, what_asks_for_a_reason_stops_nobody);
	tcase_add_test(t, where_the_item_asks_for_nothing_any_demand_hits);
	tcase_add_loop_test(t, of_alternatives_the_easiest_counts, 0,
	    COUNT(alternatives));
	tcase_add_test(t, a_window_under_half_the_median_of_five_is_asked_about);
	tcase_add_test(t, fewer_than_five_who_could_bid_are_asked_about);
	tcase_add_test(t, a_text_of_nothing_but_hits_does_not_overflow);
	tcase_add_test(t, none_of_the_demonstrations_projects_is_hit);
	suite_add_tcase(s, t);
	return s;
}
