/* SPDX-License-Identifier: Apache-2.0 */
/* text_test.c: UTF-8, search words, masks, addresses. */
#include "market/base/text.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"

Suite *text_suite(void);

static const char *const good[] = {
	"", "abc", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
	"\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
	"\xf4\x8f\xbf\xbf",
};

static const char *const bad[] = {
	"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2" "a",
	"\xe0\x80\x80", "\xe0\x9f\xbf", "\xe4\xb8", "\xed\xa0\x80",
	"\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
	"\xf0\x90\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
	"\xf8\x88\x80\x80\x80", "\xfe", "\xff", "abc\xff", "\xe4" "abc",
};

START_TEST(what_is_utf8_is_valid)
{
	ck_assert(text_valid(good[_i]));
}
END_TEST

START_TEST(what_is_no_utf8_is_never_valid_nor_clean)
{
	ck_assert(!text_valid(bad[_i]));
	ck_assert(!text_clean(bad[_i], true));
}
END_TEST

/* Writes c without asking whether it is one. */
static void
encode(char out[5], uint32_t c)
{
	unsigned char *p = (unsigned char *)out;

	if (c < 0x80) {
		*p++ = (unsigned char)c;
	} else if (c < 0x800) {
		*p++ = (unsigned char)(0xC0 | c >> 6);
		*p++ = (unsigned char)(0x80 | (c & 0x3F));
	} else {
		if (c < 0x10000) {
			*p++ = (unsigned char)(0xE0 | c >> 12);
		} else {
			*p++ = (unsigned char)(0xF0 | c >> 18);
			*p++ = (unsigned char)(0x80 | (c >> 12 & 0x3F));
		}
		*p++ = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		*p++ = (unsigned char)(0x80 | (c & 0x3F));
	}
	*p = '\0';
}

START_TEST(every_code_point_but_surrogates_comes_back)
{
	char text[5];

	for (uint32_t c = 1; c < 0x120000; c++) {
		bool is = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
		const char *s = text;

		encode(text, c);
		if (text_next(&s) != (is ? (int32_t)c : TEXT_BAD) ||
		    (is && *s != '\0') || text_valid(text) != is)
			ck_abort_msg("U+%04X", c);
	}
}
END_TEST

static const struct {
	uint32_t first, last;
} dirty[] = {
	{ 0x01, 0x08 }, { 0x0B, 0x1F }, { 0x7F, 0x9F }, { 0x61C, 0x61C },
	{ 0x200E, 0x200F }, { 0x202A, 0x202E }, { 0x2066, 0x2069 },
	{ 0xFEFF, 0xFEFF }, { 0xFDD0, 0xFDEF }, { 0xFFFE, 0xFFFF },
	{ 0x1FFFE, 0x1FFFF }, { 0x10FFFE, 0x10FFFF },
};

START_TEST(what_cannot_be_seen_is_not_clean)
{
	char text[5];

	for (uint32_t c = dirty[_i].first; c <= dirty[_i].last; c++) {
		encode(text, c);
		ck_assert(!text_clean(text, true));
		ck_assert(!text_clean(text, false));
	}
	encode(text, dirty[_i].last + 1);
	ck_assert(dirty[_i].last == 0x10FFFF || text_clean(text, true));
}
END_TEST

START_TEST(only_lines_may_have_line_ends)
{
	ck_assert(text_clean("a\n\tb", true));
	ck_assert(!text_clean("a\nb", false));
	ck_assert(!text_clean("a\tb", false));
	ck_assert(!text_clean("a\r\nb", true));
	ck_assert(text_clean("", false));
	ck_assert(text_clean("\u6c34\u571f\u4fdd\u6301 \U00020000", false));
}
END_TEST

START_TEST(length_is_in_characters)
{
	ck_assert_uint_eq(text_length(""), 0);
	ck_assert_uint_eq(text_length("a\u6c34\U00020000"), 3);
	ck_assert_uint_eq(text_length("\xff\xe6\xb0"), 3);
}
END_TEST

static const struct {
	const char *text, *trimmed;
} trims[] = {
	{ "", "" }, { " ", "" }, { "\u3000 \t\r\n", "" }, { "a", "a" },
	{ " a b ", "a b" }, { "\u3000\u6c34\u3000\u571f\u3000\n",
	    "\u6c34\u3000\u571f" },
};

START_TEST(blanks_go_from_both_ends)
{
	char text[64];

	snprintf(text, sizeof text, "%s", trims[_i].text);
	text_trim(text);
	ck_assert_str_eq(text, trims[_i].trimmed);
}
END_TEST

typedef void write_fn(struct buf *out, const char *s);

static const struct {
	write_fn *write;
	const char *text, *out;
} written[] = {
	{ text_fold, "ABz09", "abz09" },
	{ text_fold, "\uff21\uff42\uff11\u3000\uff01", "ab1 !" },
	{ text_fold, "\u6c34A\xff", "\u6c34a\xff" },
	{ text_bigrams, "\u6c34", "\u6c34" },
	{ text_bigrams, "\u6c34\u571f", "\u6c34\u571f \u571f" },
	{ text_bigrams, "\u6c34\u571f\u4fdd\u6301",
	    "\u6c34\u571f \u571f\u4fdd \u4fdd\u6301 \u6301" },
	{ text_bigrams, "GB 50300\u300a\u6c34\u300b\uff21\uff11",
	    "gb 50300 \u6c34 a1" },
	{ text_bigrams, "\u6c34A1\u571f", "\u6c34 a1 \u571f" },
	{ text_bigrams, "\U00020000\u3007x", "\U00020000\u3007 \u3007 x" },
	{ text_bigrams, "\"*()-^:,\xff\n", "" },
	{ text_bigrams, "", "" },
	{ text_mask_name, "\u5f20\u4e09", "\u5f20*" },
	{ text_mask_name, "\u5f20\u4e09\u4e30", "\u5f20*" },
	{ text_mask_name, "", "" },
	{ text_mask_mobile, "13800000000", "138****0000" },
	{ text_mask_mobile, "1380000000", "****" },
	{ text_mask_mobile, "", "" },
	{ text_mask_email, "zhang@x.cn", "z***@x.cn" },
	{ text_mask_email, "z@x.cn", "z***@x.cn" },
	{ text_mask_email, "zhang", "***" },
	{ text_mask_email, "", "" },
};

START_TEST(texts_are_folded_cut_and_masked)
{
	struct buf out;

	buf_init(&out, 1024);
	buf_text(&out, ">");
	written[_i].write(&out, written[_i].text);
	ck_assert_str_eq(out.data + 1, written[_i].out);
	buf_release(&out);
}
END_TEST

static const struct {
	const char *query, *match;
} queries[] = {
	{ "\u6c34\u571f\u4fdd\u6301",
	    "\"\u6c34\u571f \u571f\u4fdd \u4fdd\u6301\"" },
	{ "\u6c34\u571f GB50", "\"\u6c34\u571f\" \"gb50\"" },
	{ "\u6c34", "\"\u6c34\"*" },
	{ "\u6c34 \u571f", "\"\u6c34\"* \"\u571f\"*" },
	{ "a b c d e f g h i j",
	    "\"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"g\" \"h\"" },
	{ "a\" OR \"b", "\"a\" \"or\" \"b\"" },
	{ "NEAR(x, 2)* -y ^z col:w {u}", "\"near\" \"x\" \"2\" \"y\" \"z\""
	    " \"col\" \"w\" \"u\"" },
	{ "\uff02\uff0a\uff08", NULL }, { "\"*", NULL }, { "", NULL },
	{ " \u3000", NULL }, { "\xff\xc3", NULL }, { "\u3001\u3002", NULL },
};

START_TEST(a_query_becomes_quoted_words_and_nothing_else)
{
	struct buf out;

	buf_init(&out, 1024);
	ck_assert(text_phrase(&out, queries[_i].query) ==
	    (queries[_i].match != NULL));
	ck_assert_str_eq(out.data ? out.data : "",
	    queries[_i].match ? queries[_i].match : "");
	buf_release(&out);
}
END_TEST

START_TEST(no_byte_gets_around_the_quotes)
{
	for (int c = 1; c < 256; c++) {
		char query[] = { 'a', (char)c, (char)c, 'b', '\0' };
		struct buf out;
		size_t quotes = 0;

		buf_init(&out, 1024);
		ck_assert(text_phrase(&out, query));
		for (const char *p = out.data; *p; p++) {
			quotes += *p == '"';
			ck_assert(strchr("\" ", *p) || quotes % 2 == 1);
			ck_assert(strchr("\" ", *p) ||
			    (*p >= 'a' && *p <= 'z') ||
			    (*p >= '0' && *p <= '9'));
		}
		ck_assert_uint_eq(quotes % 2, 0);
		buf_release(&out);
	}
}
END_TEST

START_TEST(a_query_that_does_not_fit_is_refused)
{
	struct buf out;

	buf_init(&out, 8);
	ck_assert(!text_phrase(&out, "\u6c34\u571f\u4fdd"));
	buf_release(&out);
}
END_TEST

START_TEST(a_mobile_number_has_eleven_digits)
{
	ck_assert(text_mobile("13800000000"));
	ck_assert(text_mobile("19999999999"));
	ck_assert(!text_mobile("12800000000"));
	ck_assert(!text_mobile("23800000000"));
	ck_assert(!text_mobile("1380000000"));
	ck_assert(!text_mobile("138000000000"));
	ck_assert(!text_mobile("138 0000000"));
	ck_assert(!text_mobile("+8613800000"));
	ck_assert(!text_mobile(""));
}
END_TEST

static const struct {
	const char *text;
	bool good;
} emails[] = {
	{ "a@b.cn", true }, { "zhang.san+x@mail.example.com", true },
	{ "a@b-c.cn", true }, { "a@1.cn", true },
	{ "", false }, { "a", false }, { "a@", false }, { "@b.cn", false },
	{ "a@b", false }, { "a@b..cn", false }, { "a..b@c.cn", false },
	{ ".a@b.cn", false }, { "a.@b.cn", false }, { "a@.b.cn", false },
	{ "a@b.cn.", false }, { "a@-b.cn", false }, { "a@b-.cn", false },
	{ "a@b@c.cn", false }, { "a b@c.cn", false }, { "a@b c.cn", false },
	{ "a@b.cn\n", false }, { "a\n@b.cn", false }, { "a@b_c.cn", false },
	{ "\u5f20@b.cn", false }, { "a@\u5f20.cn", false },
	{ "\"a\"@b.cn", false }, { "<a@b.cn>", false }, { "a,b@c.cn", false },
};

START_TEST(an_email_address_is_one_mail_can_go_to)
{
	ck_assert(text_email(emails[_i].text) == emails[_i].good);
}
END_TEST

START_TEST(an_email_address_ends_somewhere)
{
	char label[62], text[512];

	memset(label, 'b', sizeof label);
	label[61] = '\0';
	snprintf(text, sizeof text, "aaaaaa@%s.%s.%s.%s", label, label,
	    label, label);
	ck_assert_uint_eq(strlen(text), 254);
	ck_assert(text_email(text));
	snprintf(text, sizeof text, "aaaaaaa@%s.%s.%s.%s", label, label,
	    label, label);
	ck_assert(!text_email(text));
	snprintf(text, sizeof text, "a@%sxxx.cn", label);
	ck_assert(!text_email(text));
	snprintf(text, sizeof text, "%sxxx@b.cn", label);
	ck_assert(text_email(text));
	snprintf(text, sizeof text, "%sxxxx@b.cn", label);
	ck_assert(!text_email(text));
}
END_TEST

Suite *
text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, what_is_utf8_is_valid, 0, COUNT(good));
	tcase_add_loop_test(t, what_is_no_utf8_is_never_valid_nor_clean, 0,
	    COUNT(bad));
	tcase_add_test(t, every_code_point_but_surrogates_comes_back);
	tcase_add_loop_test(t, what_cannot_be_seen_is_not_clean, 0,
	    COUNT(dirty));
	tcase_add_test(t, only_lines_may_have_line_ends);
	tcase_add_test(t, length_is_in_characters);
	tcase_add_loop_test(t, blanks_go_from_both_ends, 0, COUNT(trims));
	tcase_add_loop_test(t, texts_are_folded_cut_and_masked, 0,
	    COUNT(written));
	tcase_add_loop_test(t, a_query_becomes_quoted_words_and_nothing_else,
	    0, COUNT(queries));
	tcase_add_test(t, no_byte_gets_around_the_quotes);
	tcase_add_test(t, a_query_that_does_not_fit_is_refused);
	tcase_add_test(t, a_mobile_number_has_eleven_digits);
	tcase_add_loop_test(t, an_email_address_is_one_mail_can_go_to, 0,
	    COUNT(emails));
	tcase_add_test(t, an_email_address_ends_somewhere);
	return s;
}
