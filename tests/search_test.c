/* SPDX-License-Identifier: Apache-2.0 */
/* search_test.c: what words find, and what they cannot do. */
#include "market/search.h"

#include <check.h>
#include <string.h>

#include "market/item.h"
#include "market/write.h"
#include "tests/support.h"

Suite *search_suite(void);

static struct market *m;
static struct actor works;

static void
open_market(void)
{
	m = a_market();
	works = an_enterprise(1);
}

static struct found
find_from(const char *q, int64_t before_id)
{
	struct found found;
	enum err err = search_all(m, q, before_id, &found);

	ck_assert_msg(!err, "«%s»: %d", q, err);
	return found;
}

static struct found
find(const char *q)
{
	return find_from(q, 0);
}

/*
 * The project of a_project(): title «A road and its slopes», place «River
 * road», item «SX-001» with a name in hanzi, purchaser «Works 1».
 */
static const struct {
	const char *q;
	bool hit;
} words[] = {
	{ "slopes", true }, { "SLOPES", true }, { "  slopes ", true },
	{ "\uff53\uff4c\uff4f\uff50\uff45\uff53", true },
	{ "river", true }, { "works", true }, { "slopes river", true },
	{ "slop", false }, { "slopes sea", false }, { "sea", false },
	/* Any two hanzi side by side, in the name of the item. */
	{ "\u6c34\u571f", true }, { "\u571f\u4fdd", true },
	{ "\u4fdd\u6301", true }, { "\u7f16\u5236", true },
	{ "\u6c34\u571f\u4fdd\u6301", true },
	{ "\u6c34\u571f\u4fdd\u6301\u65b9\u6848\u7f16\u5236", true },
	{ "\u6c34\u571f \u7f16\u5236", true },
	{ "\u300a\u6c34\u571f\u300b\uff0c\u65b9\u6848", true },
	/* One alone, first, middle and last. */
	{ "\u6c34", true }, { "\u6301", true }, { "\u5236", true },
	/* Not side by side, or the wrong way round. */
	{ "\u571f\u6c34", false }, { "\u6c34\u6301", false },
	{ "\u6c34\u571f\u7f16\u5236", false }, { "\u7a7a", false },
	{ "\u6c34\u571f \u7a7a\u6c14", false },
};

START_TEST(words_find_a_project_and_all_of_them_must_be_met)
{
	const char *code = a_project(&works);
	struct found f = find(words[_i].q);

	ck_assert_uint_eq(f.n_projects, words[_i].hit ? 1 : 0);
	if (words[_i].hit)
		ck_assert_str_eq(f.projects[0].code, code);
}
END_TEST

START_TEST(a_project_is_found_by_its_code)
{
	const char *first = a_project(&works), *second = a_project(&works);
	struct found f = find(second);

	ck_assert_uint_eq(f.n_projects, 1);
	ck_assert_str_eq(f.projects[0].code, second);
	f = find(first);
	ck_assert_uint_eq(f.n_projects, 1);
	ck_assert_str_eq(f.projects[0].code, first);
}
END_TEST

START_TEST(a_draft_is_found_by_nobody)
{
	a_draft(&works);
	ck_assert_uint_eq(find("slopes").n_projects, 0);
	a_project(&works);
	ck_assert_uint_eq(find("slopes").n_projects, 1);
}
END_TEST

START_TEST(a_project_stays_found_when_it_has_ended)
{
	const char *code = a_project(&works);
	struct found f;

	ck_assert_int_eq(cast_paper(the_cast(), m, &works, code, "void",
	    "The road is not built"), OK);
	f = find("slopes");
	ck_assert_uint_eq(f.n_projects, 1);
	ck_assert_str_eq(f.projects[0].state, "cancelled");
}
END_TEST

START_TEST(the_newest_come_first_and_pages_follow_each_other)
{
	enum { ALL = 2 * SEARCH_PAGE + 3 };
	const char *codes[ALL];
	int64_t before = 0;
	int left = ALL;

	for (int i = 0; i < ALL; i++)
		codes[i] = a_project(&works);
	while (left > 0) {
		struct found f = find_from("slopes", before);
		size_t page = f.n_projects > SEARCH_PAGE ? SEARCH_PAGE :
		    f.n_projects;

		ck_assert_uint_eq(f.n_projects, left > SEARCH_PAGE ?
		    SEARCH_PAGE + 1 : (size_t)left);
		for (size_t i = 0; i < page; i++)
			ck_assert_str_eq(f.projects[i].code, codes[--left]);
		before = f.projects[page - 1].id;
	}
	ck_assert_uint_eq(find_from("slopes", before).n_projects, 0);
}
END_TEST

struct rename {
	int64_t party_id;
	const char *name;
};

static enum err
rename_in_txn(struct db *db, void *ctx)
{
	const struct rename *r = ctx;

	return db_search_agency_add(db, r->party_id, r->name);
}

START_TEST(an_agency_is_found_from_the_moment_it_joins)
{
	struct actor first, second;
	struct found f;

	ck_assert_uint_eq(find("agency").n_agencies, 0);
	first = an_agency(1);
	second = an_agency(2);
	f = find("agency");
	ck_assert_uint_eq(f.n_agencies, 2);
	ck_assert_str_eq(f.agencies[0].uscc, second.uscc);
	ck_assert_str_eq(f.agencies[1].uscc, first.uscc);
	f = find("agency 1");
	ck_assert_uint_eq(f.n_agencies, 1);
	ck_assert_str_eq(f.agencies[0].uscc, first.uscc);
	ck_assert_uint_eq(f.n_projects, 0);
	ck_assert_uint_eq(f.n_items, 0);
}
END_TEST

START_TEST(a_new_name_takes_the_place_of_the_old_one)
{
	struct actor a = an_agency(1);
	struct rename r = { .party_id = a.party_id,
	    .name = "\u6c5f\u57ce\u7eff\u6e90\u54a8\u8be2" };

	ck_assert_int_eq(write_run(m, rename_in_txn, &r), OK);
	ck_assert_uint_eq(find("agency").n_agencies, 0);
	ck_assert_uint_eq(find("\u7eff\u6e90").n_agencies, 1);
	ck_assert_uint_eq(find("\u54a8\u8be2").n_agencies, 1);
	ck_assert_uint_eq(find("\u7eff\u54a8").n_agencies, 0);
	/* Again, and there is still one. */
	ck_assert_int_eq(write_run(m, rename_in_txn, &r), OK);
	ck_assert_uint_eq(find("\u7eff\u6e90").n_agencies, 1);
}
END_TEST

START_TEST(a_purchaser_is_not_among_the_agencies)
{
	ck_assert_uint_eq(find("works").n_agencies, 0);
}
END_TEST

START_TEST(an_item_is_found_while_it_is_published)
{
	struct actor op = an_operator();
	struct item_form draft = { .code = "SX-002",
	    .name = "\u6c34\u571f\u76d1\u6d4b", .type = "Report",
	    .department = "Water bureau", .legal_basis = "",
	    .approval_item = "", .time_limit = "", .workflow = "",
	    .conditions = "", .fee_mode = "market", .fee_standard = "",
	    .result_doc = "", .requirement = "" };
	struct problems problems = { .n = 0 };
	struct found f;

	an_item();
	ck_assert_int_eq(item_create(m, &op, &draft, &problems), OK);
	f = find("\u6c34\u571f");
	ck_assert_uint_eq(f.n_items, 1);
	ck_assert_str_eq(f.items[0].code, "SX-001");
	ck_assert_uint_eq(find("\u7f16\u5236").n_items, 1);
	ck_assert_uint_eq(find("\u76d1\u6d4b").n_items, 0);
	ck_assert_int_eq(item_repeal(m, &op, "SX-001"), OK);
	ck_assert_uint_eq(find("\u6c34\u571f").n_items, 0);
}
END_TEST

START_TEST(the_three_groups_are_found_together_on_the_first_page_only)
{
	struct rename r = { .name = "\u6c34\u571f\u6240" };
	struct found f;

	r.party_id = an_agency(1).party_id;
	ck_assert_int_eq(write_run(m, rename_in_txn, &r), OK);
	a_project(&works);
	f = find("\u6c34\u571f");
	ck_assert_uint_eq(f.n_projects, 1);
	ck_assert_uint_eq(f.n_agencies, 1);
	ck_assert_uint_eq(f.n_items, 1);
	f = find_from("\u6c34\u571f", f.projects[0].id + 1);
	ck_assert_uint_eq(f.n_projects, 1);
	ck_assert_uint_eq(f.n_agencies, 0);
	ck_assert_uint_eq(f.n_items, 0);
}
END_TEST

START_TEST(a_group_shows_one_page_of_agencies)
{
	for (int i = 1; i <= SEARCH_PAGE + 2; i++)
		an_agency(i);
	ck_assert_uint_eq(find("agency").n_agencies, SEARCH_PAGE);
}
END_TEST

#define TEN "slopes sea"

static const struct {
	const char *q;
	enum err err;
} queries[] = {
	{ "", ERR_INVALID }, { " ", ERR_INVALID }, { "\u3000", ERR_INVALID },
	{ "\uff0c\u3002", ERR_INVALID }, { "\"*\"", ERR_INVALID },
	{ "two\nlines", ERR_INVALID }, { "\u202eslopes", ERR_INVALID },
	{ "\xff\xfe", ERR_INVALID },
	{ TEN TEN TEN TEN TEN TEN, OK },
	{ TEN TEN TEN TEN TEN TEN "!", ERR_INVALID },
	{ "\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34"
	    "\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34"
	    "\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34\u6c34",
	    OK },
};

START_TEST(a_query_needs_a_word_and_an_end)
{
	struct found f;

	ck_assert_int_eq(search_all(m, queries[_i].q, 0, &f),
	    queries[_i].err);
	ck_assert_uint_eq(f.n_projects + f.n_agencies + f.n_items, 0);
}
END_TEST

/* FTS5 would do something with each; here they are words or nothing. */
static const struct {
	const char *q;
	bool hit;
} syntax[] = {
	{ "slopes OR sea", false }, { "slopes NOT sea", false },
	{ "NEAR(slopes road)", false }, { "words:slopes", false },
	{ "slop*", false }, { "^slopes", true }, { "-slopes", true },
	{ "slopes AND", true }, { "\"slopes", true }, { "slopes\"", true },
	{ "\"\"slopes\"\"", true }, { "(slopes", true },
	{ "slopes')--", true }, { "slopes'; DROP TABLE party", false },
	{ "slopes + road", true }, { "{words} : slopes", false },
	{ "search_project:slopes", false }, { "rowid>0 slopes", false },
};

START_TEST(no_query_is_more_than_words)
{
	a_project(&works);
	ck_assert_uint_eq(find(syntax[_i].q).n_projects, syntax[_i].hit);
	ck_assert_uint_eq(find("slopes").n_projects, 1);
}
END_TEST

Suite *
search_suite(void)
{
	Suite *s = suite_create("search");
	TCase *t = tcase_create("search");

	tcase_add_checked_fixture(t, open_market, end_market);
	tcase_add_loop_test(t,
	    words_find_a_project_and_all_of_them_must_be_met, 0,
	    COUNT(words));
	tcase_add_test(t, a_project_is_found_by_its_code);
	tcase_add_test(t, a_draft_is_found_by_nobody);
	tcase_add_test(t, a_project_stays_found_when_it_has_ended);
	tcase_add_test(t,
	    the_newest_come_first_and_pages_follow_each_other);
	tcase_add_test(t, an_agency_is_found_from_the_moment_it_joins);
	tcase_add_test(t, a_new_name_takes_the_place_of_the_old_one);
	tcase_add_test(t, a_purchaser_is_not_among_the_agencies);
	tcase_add_test(t, an_item_is_found_while_it_is_published);
	tcase_add_test(t,
	    the_three_groups_are_found_together_on_the_first_page_only);
	tcase_add_test(t, a_group_shows_one_page_of_agencies);
	tcase_add_loop_test(t, a_query_needs_a_word_and_an_end, 0,
	    COUNT(queries));
	tcase_add_loop_test(t, no_query_is_more_than_words, 0,
	    COUNT(syntax));
	suite_add_tcase(s, t);
	return s;
}
