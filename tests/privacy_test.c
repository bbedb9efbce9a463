/* SPDX-License-Identifier: Apache-2.0 */
/* privacy_test.c: numbers of people are found, other numbers are not. */
#include "market/privacy.h"

#include <check.h>
#include <string.h>

#include "market/base/err.h"

Suite *privacy_suite(void);

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

static const struct { const char *text, *rule, *words; } found[] = {
	{ "身份证 11010519491231002X", "id", "110***********002X" },
	{ "身份证 11010519491231002x。", "id", "110***********002X" },
	{ "１１０１０５１９４９１２３１００２Ｘ", "id", "110***********002X" },
	{ "110105 19491231 002X", "id", "110***********002X" },
	{ "110105-19491231-002X", "id", "110***********002X" },
	{ "电话13800001001", "mobile", "138****1001" },
	{ "138 0000 1001", "mobile", "138****1001" },
	{ "138-0000-1001", "mobile", "138****1001" },
	{ "+8613800001001", "mobile", "861******1001" },
	{ "１３８００００１００１", "mobile", "138****1001" },
	{ "2026 13800001001 abc", "mobile", "138****1001" },
	{ "QQ 13800001001", "mobile", "138****1001" },
	{ "卡号 6222021234567890128", "card", "622************0128" },
	{ "6222 0212 3456 7890 128", "card", "622************0128" },
	{ "4111-1111-1111-1111", "card", "411*********1111" },
};

START_TEST(a_number_of_a_person_is_found_and_masked)
{
	struct privacy_hit hits[PRIVACY_HITS];
	size_t n = privacy_scan(&arena, found[_i].text, hits);

	ck_assert_msg(n == 1, "%zu in %s", n, found[_i].text);
	ck_assert_str_eq(hits[0].rule, found[_i].rule);
	ck_assert_str_eq(hits[0].words, found[_i].words);
}
END_TEST

static const char *const other[] = {
	"", "没有号码", "2026-12-31 10:00", "027-88880000",
	"110105194912310021",		/* check digit */
	"110105194913310028",		/* no such month */
	"91420100MA4K00010R", "114201000011000111", "124201004416000287",
	"12800001001", "138000010011", "1380000100",
	"6222021234567890129", "622202123456",
	"2604-420102-04-01-123456", "ZJ-2026-000001",
	"A13800001001", "13800001001B", "合同额 128,000.00 元",
	"1380 0001 001",
};

START_TEST(other_numbers_are_left_alone)
{
	struct privacy_hit hits[PRIVACY_HITS];

	ck_assert_msg(privacy_scan(&arena, other[_i], hits) == 0, "%s: %s",
	    other[_i], hits[0].words);
}
END_TEST

START_TEST(several_are_told_once_each_in_their_order)
{
	struct privacy_hit hits[PRIVACY_HITS];

	ck_assert_uint_eq(privacy_scan(&arena, "13900002002，"
	    "11010519491231002X；13900002002", hits), 2);
	ck_assert_str_eq(hits[0].rule, "mobile");
	ck_assert_str_eq(hits[1].rule, "id");
}
END_TEST

START_TEST(no_more_than_the_list_holds)
{
	struct privacy_hit hits[PRIVACY_HITS];
	char text[40 * 13 + 1] = "";

	for (int i = 0; i < 40; i++) {
		memcpy(text + i * 12, "13800001001,", 12);
		text[i * 12 + 9] = (char)('0' + i / 10);
		text[i * 12 + 10] = (char)('0' + i % 10);
	}
	ck_assert_uint_eq(privacy_scan(&arena, text, hits), PRIVACY_HITS);
}
END_TEST

START_TEST(endless_digits_are_nobodys)
{
	struct privacy_hit hits[PRIVACY_HITS];
	char text[5000];

	memset(text, '1', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert_uint_eq(privacy_scan(&arena, text, hits), 0);
	for (size_t i = 5; i < sizeof text - 1; i += 5)
		text[i] = ' ';
	ck_assert_uint_eq(privacy_scan(&arena, text, hits), 0);
}
END_TEST

Suite *
privacy_suite(void)
{
	Suite *s = suite_create("privacy");
	TCase *t = tcase_create("numbers");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_loop_test(t, a_number_of_a_person_is_found_and_masked, 0,
	    COUNT(found));
	tcase_add_loop_test(t, other_numbers_are_left_alone, 0, COUNT(other));
	tcase_add_test(t, several_are_told_once_each_in_their_order);
	tcase_add_test(t, no_more_than_the_list_holds);
	tcase_add_test(t, endless_digits_are_nobodys);
	suite_add_tcase(s, t);
	return s;
}
