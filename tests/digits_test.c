/* SPDX-License-Identifier: Apache-2.0 */
/* digits_test.c: numbers, money, times, capitals. */
#include "market/base/digits.h"

#include <check.h>
#include <string.h>

#include "market/base/err.h"

Suite *digits_suite(void);

static const struct {
	const char *text;
	bool good;
	int64_t value;
} ints[] = {
	{ "0", true, 0 }, { "7", true, 7 }, { "100", true, 100 },
	{ "101", false, 0 }, { "", false, 0 }, { "00", false, 0 },
	{ "07", false, 0 }, { "+7", false, 0 }, { "-7", false, 0 },
	{ " 7", false, 0 }, { "7 ", false, 0 }, { "7.0", false, 0 },
	{ "0x7", false, 0 }, { "9223372036854775808", false, 0 },
	{ "99999999999999999999999999", false, 0 }, { NULL, false, 0 },
};

START_TEST(a_whole_number_is_read_strictly)
{
	int64_t n = -1;

	ck_assert(digits_int(ints[_i].text, 0, 100, &n) == ints[_i].good);
	ck_assert_int_eq(n, ints[_i].good ? ints[_i].value : -1);
}
END_TEST

START_TEST(the_largest_number_is_read)
{
	int64_t n = 0;

	ck_assert(digits_int("9223372036854775807", 0, INT64_MAX, &n));
	ck_assert_int_eq(n, INT64_MAX);
	ck_assert(!digits_int("4", 5, 9, &n));
}
END_TEST

static const struct {
	const char *text;
	int64_t fen;
	const char *code;
} money[] = {
	{ "46800.50", 4680050, NULL }, { "46800.5", 4680050, NULL },
	{ "46800", 4680000, NULL }, { "0.01", 1, NULL },
	{ "46,800.50", 4680050, NULL }, { "1,234,567", 123456700, NULL },
	{ "  128000 ", 12800000, NULL }, { "100\u5143", 10000, NULL },
	{ "100 \u5143", 10000, NULL }, { "4.68\u4e07", 4680000, NULL },
	{ "4.68\u4e07\u5143", 4680000, NULL },
	{ "0.000001\u4e07", 1, NULL }, { "1\u4e07", 1000000, NULL },
	/* full-width: digits, comma, point, stop, blank */
	{ "\uff14\uff16\uff0c\uff18\uff10\uff10\uff0e\uff15", 4680050, NULL },
	{ "\u300012\u30025\u3000", 1250, NULL },
	{ "100000000000", MONEY_MAX, NULL },
	{ "100000000000.00", MONEY_MAX, NULL },
	{ "10000000\u4e07", MONEY_MAX, NULL },
	{ NULL, 0, "money_empty" }, { "", 0, "money_empty" },
	{ " \u3000", 0, "money_empty" },
	{ "abc", 0, "money_format" }, { "-5", 0, "money_format" },
	{ "+5", 0, "money_format" }, { "1e3", 0, "money_format" },
	{ ".5", 0, "money_format" }, { "5.", 0, "money_format" },
	{ "1.2.3", 0, "money_format" }, { "007", 0, "money_format" },
	{ "1,23", 0, "money_format" }, { "1,2345", 0, "money_format" },
	{ "1234,567", 0, "money_format" }, { ",123", 0, "money_format" },
	{ "0,123", 0, "money_format" }, { "1,", 0, "money_format" },
	{ "1,234.5,6", 0, "money_format" }, { "1 2", 0, "money_format" },
	{ "\u5143", 0, "money_format" },
	{ "1\u5143\u4e07", 0, "money_format" },
	{ "1\u4e07\u4e07", 0, "money_format" },
	{ "1\u5143x", 0, "money_format" }, { "1\xff", 0, "money_format" },
	{ "46800.505", 0, "money_decimals" },
	{ "46800.500", 0, "money_decimals" },
	{ "1.1234567\u4e07", 0, "money_decimals" },
	{ "0", 0, "money_range" }, { "0.00", 0, "money_range" },
	{ "100000000000.01", 0, "money_range" },
	{ "10000000.000001\u4e07", 0, "money_range" },
	{ "99999999999999999999999999999999", 0, "money_range" },
};

START_TEST(an_amount_is_read_as_people_type_it)
{
	const char *code = "untouched";
	int64_t fen = -1;
	bool good = digits_money(money[_i].text, &fen, &code);

	ck_assert_pstr_eq(code, money[_i].code);
	ck_assert(good == (money[_i].code == NULL));
	ck_assert_int_eq(fen, good ? money[_i].fen : -1);
}
END_TEST

START_TEST(an_amount_of_endless_digits_is_refused)
{
	char text[4096];
	const char *code;
	int64_t fen;

	memset(text, '1', sizeof text);
	text[sizeof text - 1] = '\0';
	ck_assert(!digits_money(text, &fen, &code));
	memcpy(text, "0.", 2);
	ck_assert(!digits_money(text, &fen, &code));
	for (size_t i = 1; i + 1 < sizeof text; i++)
		text[i] = i % 4 == 1 ? ',' : '1';
	text[0] = '1';
	ck_assert(!digits_money(text, &fen, &code));
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
	char out[DIGITS_MAX];
	const char *code;
	int64_t fen;

	for (int64_t n = 1; n <= MONEY_MAX; n = n * 3 + 1) {
		ck_assert(digits_money(digits_yuan(out, n), &fen, &code));
		ck_assert_int_eq(fen, n);
	}
}
END_TEST

START_TEST(numbers_are_written_in_groups_of_three)
{
	char out[DIGITS_MAX];

	ck_assert_str_eq(digits_grouped(out, 0), "0");
	ck_assert_str_eq(digits_grouped(out, 999), "999");
	ck_assert_str_eq(digits_grouped(out, 12384), "12,384");
	ck_assert_str_eq(digits_grouped(out, -1000), "-1,000");
	ck_assert_str_eq(digits_grouped(out, INT64_MIN),
	    "-9,223,372,036,854,775,808");
	ck_assert_str_eq(digits_yuan(out, 12800000), "128,000.00");
	ck_assert_str_eq(digits_yuan(out, 5), "0.05");
	ck_assert_str_eq(digits_yuan(out, -105), "-1.05");
	ck_assert_str_eq(digits_yuan(out, INT64_MIN),
	    "-92,233,720,368,547,758.08");
	ck_assert_str_eq(digits_stars(out, 9), "4.5");
	ck_assert_str_eq(digits_stars(out, 10), "5.0");
}
END_TEST

START_TEST(times_are_written_in_beijing)
{
	const int64_t t = 1795399200;	/* 2026-11-23T02:00:00Z */
	char out[DIGITS_MAX];

	ck_assert_str_eq(digits_iso(out, t), "2026-11-23T10:00:00+08:00");
	ck_assert_str_eq(digits_date(out, t), "2026-11-23");
	ck_assert_str_eq(digits_day(out, t), "11-23");
	ck_assert_str_eq(digits_clock(out, t), "10:00");
	ck_assert_str_eq(digits_seconds(out, t + 1122), "10:18:42");
	ck_assert_int_eq(civil_of(t).weekday, 1);
	ck_assert_str_eq(digits_iso(out, 0), "1970-01-01T08:00:00+08:00");
	ck_assert_str_eq(digits_iso(out, -28801),
	    "1969-12-31T23:59:59+08:00");
	ck_assert_str_eq(digits_iso(out, 951753599),
	    "2000-02-28T23:59:59+08:00");
	ck_assert_str_eq(digits_date(out, 951753600), "2000-02-29");
}
END_TEST

START_TEST(every_day_follows_the_one_before)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	struct civil c = { .year = 1600, .month = 1, .day = 1, .hour = 12 };
	int64_t t = civil_time(&c);
	int weekday = 6;	/* of 1600-01-01 */

	for (; c.year < 2401; t += 86400, weekday = (weekday + 1) % 7) {
		bool leap = (c.year % 4 == 0 && c.year % 100 != 0) ||
		    c.year % 400 == 0;
		struct civil found = civil_of(t);

		if (found.year != c.year || found.month != c.month ||
		    found.day != c.day || found.hour != 12 ||
		    found.weekday != weekday || civil_time(&found) != t)
			ck_abort_msg("%d-%d-%d", (int)c.year, c.month,
			    c.day);
		if (c.day++ < length[c.month - 1] + (leap && c.month == 2))
			continue;
		c.day = 1;
		if (c.month++ == 12) {
			c.month = 1;
			c.year++;
		}
	}
}
END_TEST

START_TEST(any_time_at_all_fits)
{
	char out[DIGITS_MAX];

	ck_assert_int_eq(civil_of(INT64_MAX).second, 7);
	ck_assert_uint_lt(strlen(digits_iso(out, INT64_MAX)), DIGITS_MAX);
	ck_assert_ptr_nonnull(strstr(out, "+08:00"));
	ck_assert_uint_lt(strlen(digits_iso(out, INT64_MIN)), DIGITS_MAX);
	ck_assert_ptr_nonnull(strstr(out, "+08:00"));
}
END_TEST

static const struct {
	const char *text;
	const char *iso;
} moments[] = {
	{ "2026-12-02T10:00", "2026-12-02T10:00:00+08:00" },
	{ "2026-12-02 10:00", "2026-12-02T10:00:00+08:00" },
	{ "2026-12-02T10:00:59", "2026-12-02T10:00:59+08:00" },
	{ "2028-02-29T00:00", "2028-02-29T00:00:00+08:00" },
	{ "2000-02-29T23:59", "2000-02-29T23:59:00+08:00" },
	{ "0001-01-01T00:00", "0001-01-01T00:00:00+08:00" },
	{ "9999-12-31T23:59:59", "9999-12-31T23:59:59+08:00" },
	{ "2027-02-29T10:00", NULL }, { "1900-02-29T10:00", NULL },
	{ "2026-02-30T10:00", NULL }, { "2026-04-31T10:00", NULL },
	{ "2026-13-01T10:00", NULL }, { "2026-00-01T10:00", NULL },
	{ "2026-01-00T10:00", NULL }, { "2026-01-32T10:00", NULL },
	{ "2026-12-02T24:00", NULL }, { "2026-12-02T10:60", NULL },
	{ "2026-12-02T10:00:60", NULL }, { "2026-12-02T10:00:", NULL },
	{ "2026-12-02", NULL }, { "2026-12-02T10", NULL },
	{ "2026-12-02T10:00Z", NULL }, { "2026-12-02T10:00+08:00", NULL },
	{ "2026-12-02T1:00", NULL }, { "26-12-02T10:00", NULL },
	{ " 2026-12-02T10:00", NULL }, { "2026-12-02T10:00 ", NULL },
	{ "0000-12-02T10:00", NULL }, { "2026/12/02 10:00", NULL },
	{ "12026-12-02T10:00", NULL }, { "", NULL }, { NULL, NULL },
};

START_TEST(only_a_real_date_is_read)
{
	char out[DIGITS_MAX];
	int64_t t = 77;
	bool good = digits_datetime(moments[_i].text, &t);

	ck_assert(good == (moments[_i].iso != NULL));
	if (good)
		ck_assert_str_eq(digits_iso(out, t), moments[_i].iso);
	else
		ck_assert_int_eq(t, 77);
}
END_TEST

START_TEST(hex_comes_back_as_bytes)
{
	const unsigned char bytes[] = { 0x00, 0x0f, 0xa0, 0xff };
	unsigned char back[4] = { 1, 1, 1, 1 };
	char text[9];

	ck_assert_str_eq(digits_hex(text, bytes, 4), "000fa0ff");
	ck_assert(digits_unhex(text, back, 4));
	ck_assert_mem_eq(back, bytes, 4);
	ck_assert(digits_unhex("", back, 0));
	ck_assert(!digits_unhex("000FA0FF", back, 4));
	ck_assert(!digits_unhex("000fa0f", back, 4));
	ck_assert(!digits_unhex("000fa0ff0", back, 4));
	ck_assert(!digits_unhex("000fa0fg", back, 4));
	ck_assert(!digits_unhex("", back, 4));
}
END_TEST

/* For the symbols: S 拾, B 佰, Q 仟, W 万, Y 亿, y 元, j 角, f 分, z 整. */
static const struct {
	int64_t fen;
	const char *words;
} capitals[] = {
	{ 0, "0yz" }, { 1, "1f" }, { 10, "1j" }, { 15, "1j5f" },
	{ 100, "1yz" }, { 105, "1y05f" }, { 1000, "1Syz" },
	{ 10000050, "1SWy5j" },			/* 100,000.50 */
	{ 1168000000, "1Q1B6S8Wyz" },		/* 11,680,000 */
	{ 100100, "1Q01yz" },			/* 1,001 */
	{ 12800000, "1S2W8Qyz" },		/* 128,000 */
	{ 140950, "1Q4B09y5j" },		/* of 支付结算办法 */
	{ 600714, "6Q07y1j4f" },
	{ 168032, "1Q6B8Sy3j2f" },
	{ 10700053, "1SW7Qy5j3f" },
	{ 1640902, "1W6Q4B09y02f" },
	{ 32504, "3B2S5y04f" },
	{ 10000100, "1SW01yz" },		/* 100,001 */
	{ 100001000, "1BW01Syz" },		/* 1,000,010 */
	{ 10001000000, "1Y01Wyz" },		/* 100,010,000 */
	{ 10000000000, "1Yyz" }, { 10000000100, "1Y01yz" },
	{ 10000100000, "1Y01Qyz" },		/* 100,001,000 */
	{ 11000000000, "1Y1QWyz" },		/* 110,000,000 */
	{ 1002003004, "1Q02W03Sy04f" },		/* 10,020,030.04 */
	{ MONEY_MAX, "1QYyz" },
	{ 100000000000000, "1WYyz" },		/* 10^12 yuan */
	{ 100000000000100, "1WY01yz" },
	{ 100010000000000, "1W01Yyz" },
	{ 999999999999999999, "9Q9B9S9W9Q9B9S9Y9Q9B9S9W9Q9B9S9y9j9f" },
	{ -1, "" }, { INT64_C(1000000000000000000), "" },
};

START_TEST(amounts_in_capitals_follow_the_rule_for_cheques)
{
	static const char letters[] = "0123456789SBQWYyjfz";
	unsigned char symbols[64];
	char words[65];
	size_t n = digits_capital(capitals[_i].fen, symbols, 64);

	for (size_t i = 0; i < n; i++)
		words[i] = letters[symbols[i]];
	words[n] = '\0';
	ck_assert_str_eq(words, capitals[_i].words);
	if (n > 0)
		ck_assert_uint_eq(digits_capital(capitals[_i].fen, symbols,
		    n - 1), 0);
}
END_TEST

static const struct {
	const char *text;
	int64_t bp;
	const char *code;
} rates[] = {
	{ "12.5", 1250, NULL }, { "12.50", 1250, NULL }, { "12", 1200, NULL },
	{ "0", 0, NULL }, { "0.00", 0, NULL }, { "0.01", 1, NULL },
	{ "99.99", 9999, NULL }, { "100", 10000, NULL },
	{ " 8.30 % ", 830, NULL }, { "８．３％", 830, NULL },
	{ "", 0, "rate_empty" }, { NULL, 0, "rate_empty" },
	{ "  ", 0, "rate_empty" }, { "x", 0, "rate_format" },
	{ "-1", 0, "rate_format" }, { "1.", 0, "rate_format" },
	{ ".5", 0, "rate_format" }, { "05", 0, "rate_format" },
	{ "5%%", 0, "rate_format" }, { "5万", 0, "rate_format" },
	{ "5元", 0, "rate_format" }, { "12.505", 0, "rate_decimals" },
	{ "12.500", 0, "rate_decimals" }, { "100.01", 0, "rate_range" },
	{ "101", 0, "rate_range" },
	{ "99999999999999999", 0, "rate_range" },
};

START_TEST(a_share_is_read_exactly)
{
	int64_t bp = -7;
	const char *code = NULL;
	bool good = digits_rate(rates[_i].text, &bp, &code);

	ck_assert(good == (rates[_i].code == NULL));
	if (good) {
		ck_assert_int_eq(bp, rates[_i].bp);
		ck_assert_ptr_null(code);
	} else {
		ck_assert_str_eq(code, rates[_i].code);
		ck_assert_int_eq(bp, -7);
	}
}
END_TEST

START_TEST(each_share_is_read_as_it_was_written)
{
	char text[DIGITS_MAX];
	const char *code;

	for (int64_t bp = 0; bp <= 10000; bp++) {
		int64_t again = -1;

		ck_assert(digits_rate(digits_percent(text, bp), &again,
		    &code));
		ck_assert_int_eq(again, bp);
	}
}
END_TEST

Suite *
digits_suite(void)
{
	Suite *s = suite_create("digits");
	TCase *t = tcase_create("digits");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, a_whole_number_is_read_strictly, 0,
	    COUNT(ints));
	tcase_add_test(t, the_largest_number_is_read);
	tcase_add_loop_test(t, an_amount_is_read_as_people_type_it, 0,
	    COUNT(money));
	tcase_add_test(t, an_amount_of_endless_digits_is_refused);
	tcase_add_test(t, what_is_written_is_read_again);
	tcase_add_loop_test(t, a_share_is_read_exactly, 0, COUNT(rates));
	tcase_add_test(t, each_share_is_read_as_it_was_written);
	tcase_add_test(t, numbers_are_written_in_groups_of_three);
	tcase_add_test(t, times_are_written_in_beijing);
	tcase_add_test(t, every_day_follows_the_one_before);
	tcase_add_test(t, any_time_at_all_fits);
	tcase_add_loop_test(t, only_a_real_date_is_read, 0, COUNT(moments));
	tcase_add_test(t, hex_comes_back_as_bytes);
	tcase_add_loop_test(t,
	    amounts_in_capitals_follow_the_rule_for_cheques, 0,
	    COUNT(capitals));
	return s;
}
