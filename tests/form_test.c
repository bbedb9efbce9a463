/* SPDX-License-Identifier: Apache-2.0 */
/* form_test.c: queries, bodies and cookies are whole and sound, or refused. */
#include "fcgi/form.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/err.h"
#include "market/base/text.h"

Suite *form_suite(void);

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=B"

/* What was parsed, in memory of just its size: the sanitizer looks. */
static struct form form;
static char *bytes;

static void
end_form(void)
{
	free(bytes);
	bytes = NULL;
}

static void
take(const void *data, size_t n)
{
	end_form();
	bytes = malloc(n + 1);
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, data, n);
	bytes[n] = '\0';
}

static enum form_error
query(const char *text)
{
	take(text, strlen(text));
	return form_query(&form, bytes);
}

static enum form_error
body(const char *type, const void *data, size_t n)
{
	take(data, n);
	bytes[n] = '1';		/* writable, and nobody's digit */
	return form_body(&form, type, bytes, n);
}

static enum form_error
text_body(const char *type, const char *text)
{
	return body(type, text, strlen(text));
}

START_TEST(fields_come_decoded)
{
	ck_assert_int_eq(query("a=1&b=%E6%B0%b4+%2B&c=&d&e=x=y"), FORM_OK);
	ck_assert_uint_eq(form.n, 5);
	ck_assert_str_eq(form_get(&form, "a"), "1");
	ck_assert_str_eq(form_get(&form, "b"), "\u6c34 +");
	ck_assert_uint_eq(form.fields[1].len, 5);
	ck_assert_str_eq(form_get(&form, "c"), "");
	ck_assert_str_eq(form_get(&form, "d"), "");
	ck_assert_str_eq(form_get(&form, "e"), "x=y");
	ck_assert_ptr_null(form_get(&form, "f"));
	ck_assert_ptr_null(form_get(&form, "A"));
	ck_assert_str_eq(form_text(&form, "f"), "");
}
END_TEST

START_TEST(decoding_happens_once)
{
	ck_assert_int_eq(text_body(URLENCODED, "a=%2541%26b%3D%2526"),
	    FORM_OK);
	ck_assert_uint_eq(form.n, 1);
	ck_assert_str_eq(form_get(&form, "a"), "%41&b=%26");
}
END_TEST

START_TEST(nothing_is_an_empty_form)
{
	form.n = 7;
	ck_assert_int_eq(form_query(&form, NULL), FORM_OK);
	ck_assert_uint_eq(form.n, 0);
	form.n = 7;
	ck_assert_int_eq(query(""), FORM_OK);
	ck_assert_uint_eq(form.n, 0);
	ck_assert_int_eq(query("&&"), FORM_OK);
	ck_assert_uint_eq(form.n, 0);
	form.n = 7;
	ck_assert_int_eq(text_body("text/plain", ""), FORM_OK);
	ck_assert_uint_eq(form.n, 0);
	ck_assert_int_eq(text_body("", ""), FORM_OK);
}
END_TEST

static const char *const malformed[] = {
	/* escapes */
	"a=%", "a=%4", "a=%4G", "a=%G4", "a=%%41", "a=% 1", "%=1", "a=1&b=%",
	/* NUL, in any place */
	"a=%00", "a=x%00y", "a%00=1", "%00=1",
	/* no name */
	"=1", "a=1&=2", "=",
	/* what is no UTF-8: cut, overlong, surrogate, too high */
	"a=%FF", "a=\xff", "%FF=1", "a=%E6%B0", "a=%C0%80", "a=%C1%81",
	"a=%E0%80%AF", "a=%F0%80%80%AF", "a=%ED%A0%80", "a=%F4%90%80%80",
	/* controls: C0 but LF and TAB, DEL, C1 */
	"a=%01", "a=\x01", "a=%08", "a=%0B", "a=%0C", "a=%1B", "a=%1F",
	"a=%7F", "a=%C2%85",
	/* CR but before LF */
	"a=%0D", "a=x%0Dy", "a=%0D%0D%0A", "a=%0A%0D",
	/* what turns a line round */
	"a=%E2%80%AE", "a=%E2%81%A6",
	/* names have one line and no tabs */
	"a%0A=1", "a%0D%0A=1", "a%09=1", "a%E2%80%AE=1",
	/* names that stand twice, however they are written */
	"a=1&a=1", "a=1&b=2&a=", "a&a", "%61=1&a=2", "a=1&%61", "[]=1&[]=2",
	"a[]b=1&a[]b=2", "a[=1&a[=2",
};

START_TEST(what_is_not_well_formed_is_refused_whole)
{
	ck_assert_int_eq(query(malformed[_i]), FORM_MALFORMED);
	ck_assert_int_eq(text_body(URLENCODED, malformed[_i]),
	    FORM_MALFORMED);
}
END_TEST

START_TEST(a_raw_nul_ends_nothing_in_a_body)
{
	ck_assert_int_eq(body(URLENCODED, "a=1\0&b=2", 8), FORM_MALFORMED);
	ck_assert_int_eq(body(URLENCODED, "a\0=1&b=2", 8), FORM_MALFORMED);
	ck_assert_int_eq(body(URLENCODED, "a=1&b=\0", 7), FORM_MALFORMED);
	ck_assert_int_eq(body(URLENCODED, "\0", 1), FORM_MALFORMED);
}
END_TEST

START_TEST(lines_end_with_lf)
{
	ck_assert_int_eq(text_body(URLENCODED,
	    "a=x%0D%0Ay%0Az%09%0D%0A%0D%0A"), FORM_OK);
	ck_assert_str_eq(form_get(&form, "a"), "x\ny\nz\t\n\n");
	ck_assert_uint_eq(form.fields[0].len, 8);
}
END_TEST

START_TEST(names_with_brackets_may_stand_often)
{
	ck_assert_int_eq(query("k[]=1&x=0&k%5B%5D=2&k[]=&l[]=9"), FORM_OK);
	ck_assert_str_eq(form_many(&form, "k[]", 0), "1");
	ck_assert_str_eq(form_many(&form, "k[]", 1), "2");
	ck_assert_str_eq(form_many(&form, "k[]", 2), "");
	ck_assert_ptr_null(form_many(&form, "k[]", 3));
	ck_assert_str_eq(form_many(&form, "l[]", 0), "9");
	ck_assert_ptr_null(form_many(&form, "m[]", 0));
}
END_TEST

static void
fill(struct buf *b, const char *piece, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_text(b, piece);
}

static const struct {
	const char *piece;
	size_t bytes;	/* it stands for, decoded */
} pieces[] = { { "x", 1 }, { "%41", 1 }, { "%E6%B0%B4", 3 } };

START_TEST(a_value_has_a_most)
{
	size_t times = FORM_VALUE / pieces[_i].bytes;
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_text(&text, "a=");
	fill(&text, pieces[_i].piece, times);
	fill(&text, "x", FORM_VALUE - times * pieces[_i].bytes);
	ck_assert_int_eq(text_body(URLENCODED, text.data), FORM_OK);
	ck_assert_uint_eq(form.fields[0].len, FORM_VALUE);
	ck_assert_uint_eq(strlen(form_get(&form, "a")), FORM_VALUE);
	buf_text(&text, "x");
	ck_assert_int_eq(text_body(URLENCODED, text.data), FORM_TOO_MUCH);
	buf_release(&text);
}
END_TEST

START_TEST(a_name_has_a_most)
{
	struct buf text;

	buf_init(&text, 1024);
	fill(&text, "n", FORM_NAME);
	ck_assert_int_eq(query(text.data), FORM_OK);
	ck_assert_uint_eq(strlen(form.fields[0].name), FORM_NAME);
	buf_text(&text, "n");
	ck_assert_int_eq(query(text.data), FORM_TOO_MUCH);
	buf_release(&text);
}
END_TEST

START_TEST(fields_have_a_most)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	for (int i = 0; i < FORM_FIELDS; i++)
		buf_printf(&text, "&f%d=%d", i, i);
	ck_assert_int_eq(query(text.data), FORM_OK);
	ck_assert_uint_eq(form.n, FORM_FIELDS);
	ck_assert_str_eq(form_get(&form, "f199"), "199");
	buf_text(&text, "&one_more=1");
	ck_assert_int_eq(query(text.data), FORM_TOO_MUCH);
	buf_reset(&text);
	fill(&text, "k[]&", FORM_FIELDS + 1);
	ck_assert_int_eq(query(text.data), FORM_TOO_MUCH);
	buf_release(&text);
}
END_TEST

#define PART "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"

static const struct {
	const char *type;
	const char *text;
	enum form_error error;
} types[] = {
	{ URLENCODED, "a=1", FORM_OK },
	{ URLENCODED ";charset=UTF-8", "a=1", FORM_OK },
	{ "Application/X-WWW-Form-Urlencoded ; x", "a=1", FORM_OK },
	{ URLENCODED "x", "a=1", FORM_TYPE },
	{ "x" URLENCODED, "a=1", FORM_TYPE },
	{ "application/x-www-form-urlencode", "a=1", FORM_TYPE },
	{ "text/plain", "a=1", FORM_TYPE },
	{ "application/json", "{}", FORM_TYPE },
	{ "", "a=1", FORM_TYPE },
	{ MULTIPART, PART "1\r\n--B--\r\n", FORM_OK },
	{ "Multipart/Form-Data; Boundary=\"B\"", PART "1\r\n--B--", FORM_OK },
	{ "multipart/form-data; charset=x; boundary=B", PART "1\r\n--B--",
	    FORM_OK },
	{ "multipart/mixed; boundary=B", PART "1\r\n--B--", FORM_TYPE },
	{ "multipart/form-data", PART "1\r\n--B--", FORM_MALFORMED },
	{ "multipart/form-data; boundary=", PART "1\r\n--B--",
	    FORM_MALFORMED },
	{ "multipart/form-data; boundary=", "--\r\nContent-Disposition: "
	    "form-data; name=\"a\"\r\n\r\n1\r\n----", FORM_MALFORMED },
	{ "multipart/form-data; boundary=\"B", PART "1\r\n--B--",
	    FORM_MALFORMED },
	{ "multipart/form-data; boundary=b", PART "1\r\n--B--",
	    FORM_MALFORMED },
	{ "multipart/form-data; boundary=0123456789012345678901234567890123456"
	    "78901234567890123456789012345678901", PART "1\r\n--B--",
	    FORM_MALFORMED },
};

START_TEST(the_type_decides_how_a_body_is_read)
{
	ck_assert_int_eq(text_body(types[_i].type, types[_i].text),
	    types[_i].error);
	if (types[_i].error == FORM_OK)
		ck_assert_str_eq(form_get(&form, "a"), "1");
}
END_TEST

/* A text, a file of awkward bytes, a name with all that browsers escape. */
static const char parts[] =
    "--B\r\n"
    "Content-Disposition: form-data; name=\"note\"\r\n"
    "\r\n"
    "\xe6\xb0\xb4\r\n--C\r\nend\r\n"
    "--B\r\n"
    "content-disposition: form-data; name=\"file\"; filename=\"\xe6\xb0\xb4"
    ".pdf\"\r\n"
    "Content-Type: application/pdf\r\n"
    "\r\n"
    "%PDF\0\xff\r\n\r\n--\r\n-B\x01\r\n"
    "--B\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Disposition: form-data; name=\"a%22b\"\r\n"
    "\r\n"
    "\r\n"
    "--B--\r\n";

static const char file_bytes[] = "%PDF\0\xff\r\n\r\n--\r\n-B\x01";

START_TEST(parts_are_texts_and_files)
{
	const struct field *file = &form.fields[1];

	ck_assert_int_eq(body(MULTIPART, parts, sizeof parts - 1), FORM_OK);
	ck_assert_uint_eq(form.n, 3);
	ck_assert_str_eq(form_get(&form, "note"), "\u6c34\n--C\nend");
	ck_assert_ptr_null(form.fields[0].file_name);
	ck_assert_str_eq(file->name, "file");
	ck_assert_str_eq(file->file_name, "\u6c34.pdf");
	ck_assert_uint_eq(file->len, sizeof file_bytes - 1);
	ck_assert_mem_eq(file->value, file_bytes, sizeof file_bytes);
	ck_assert_str_eq(form_get(&form, "a\"b"), "");
}
END_TEST

START_TEST(a_body_cut_anywhere_is_refused)
{
	size_t whole = sizeof parts - 1 - 2;	/* the last CR LF may lack */

	for (size_t n = 1; n < whole; n++)
		if (body(MULTIPART, parts, n) != FORM_MALFORMED)
			ck_abort_msg("cut at %zu", n);
	ck_assert_int_eq(body(MULTIPART, parts, whole), FORM_OK);
}
END_TEST

#define HEAD "--B\r\nContent-Disposition: form-data; "
#define TAIL "\r\n--B--\r\n"

static const char *const bad_parts[] = {
	"x", "--B", "--C--\r\n", "x\r\n" HEAD "name=\"a\"\r\n\r\n" TAIL,
	"\r\n" HEAD "name=\"a\"\r\n\r\n" TAIL,
	/* boundaries that only begin like ours */
	"--Bx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" TAIL,
	HEAD "name=\"a\"\r\n\r\nx\r\n--Bx\r\n--B--\r\n",
	"--BxxContent-Disposition: form-data; name=\"a\"\r\n\r\n" TAIL,
	HEAD "name=\"a\"\r\n\r\nx\r\n--B-\r\n",
	/* bare line feeds */
	"--B\nContent-Disposition: form-data; name=\"a\"\n\nx\n--B--\n",
	HEAD "name=\"a\"\n\nx" TAIL,
	/* no name, or one that may not be */
	HEAD "\r\n\r\nx" TAIL, HEAD "name=\"\"\r\n\r\nx" TAIL,
	HEAD "name=\"a\r\n\r\nx" TAIL, HEAD "name=\"\xff\"\r\n\r\nx" TAIL,
	HEAD "name=\"a\tb\"\r\n\r\nx" TAIL,
	"--B\r\nContent-Type: text/plain\r\n\r\nx" TAIL, "--B\r\n\r\nx" TAIL,
	/* texts that may not be */
	HEAD "name=\"a\"\r\n\r\n\xff" TAIL, HEAD "name=\"a\"\r\n\r\n\x1b" TAIL,
	HEAD "name=\"a\"\r\n\r\nx\ry" TAIL,
	HEAD "name=\"a\"\r\n\r\n\xc0\x80" TAIL,
	HEAD "name=\"a\"\r\n\r\n\xe2\x80\xae" TAIL,
	/* twice */
	HEAD "name=\"a\"\r\n\r\n1\r\n" HEAD "name=\"a\"\r\n\r\n2" TAIL,
	HEAD "name=\"a\"; filename=\"f\"\r\n\r\n1\r\n"
	HEAD "name=\"a\"\r\n\r\n2" TAIL,
	/* names of files that may not be */
	HEAD "name=\"a\"; filename=\"f\xff\"\r\n\r\nx" TAIL,
	HEAD "name=\"a\"; filename=\"f\x01.pdf\"\r\n\r\nx" TAIL,
	HEAD "name=\"a\"; filename=\"\xe2\x80\xae" "fdp.exe\"\r\n\r\nx" TAIL,
};

START_TEST(parts_that_are_not_well_formed_are_refused)
{
	ck_assert_int_eq(text_body(MULTIPART, bad_parts[_i]),
	    FORM_MALFORMED);
}
END_TEST

START_TEST(only_a_file_may_hold_a_nul)
{
	static const char text[] = HEAD "name=\"a\"\r\n\r\nx\0y" TAIL;
	static const char head[] = HEAD "name=\"a\0b\"\r\n\r\nx" TAIL;
	static const char other[] =
	    HEAD "name=\"a\"\r\nX: \0\r\n\r\nx" TAIL;
	static const char file[] =
	    HEAD "name=\"a\"; filename=\"\"\r\n\r\nx\0y" TAIL;

	ck_assert_int_eq(body(MULTIPART, text, sizeof text - 1),
	    FORM_MALFORMED);
	ck_assert_int_eq(body(MULTIPART, head, sizeof head - 1),
	    FORM_MALFORMED);
	ck_assert_int_eq(body(MULTIPART, other, sizeof other - 1),
	    FORM_MALFORMED);
	ck_assert_int_eq(body(MULTIPART, file, sizeof file - 1), FORM_OK);
	ck_assert_uint_eq(form.fields[0].len, 3);
	ck_assert_str_eq(form.fields[0].file_name, "");
}
END_TEST

/* A body of one part whose pieces have these lengths. */
static enum form_error
one_part(size_t file_name, size_t padding, size_t value)
{
	enum form_error error;
	struct buf text;

	buf_init(&text, 1 << 20);
	buf_text(&text, HEAD "name=\"a\"");
	if (file_name > 0) {
		buf_text(&text, "; filename=\"");
		fill(&text, "f", file_name);
		buf_text(&text, "\"");
	}
	buf_text(&text, "\r\nX: ");
	fill(&text, "p", padding);
	buf_text(&text, "\r\n\r\n");
	fill(&text, "v", value);
	buf_text(&text, TAIL);
	error = text_body(MULTIPART, text.data);
	buf_release(&text);
	return error;
}

START_TEST(parts_have_a_most)
{
	ck_assert_int_eq(one_part(0, 0, FORM_VALUE), FORM_OK);
	ck_assert_int_eq(one_part(0, 0, FORM_VALUE + 1), FORM_TOO_MUCH);
	ck_assert_int_eq(one_part(9, 0, 3 * FORM_VALUE), FORM_OK);
	ck_assert_uint_eq(form.fields[0].len, 3 * FORM_VALUE);
	ck_assert_int_eq(one_part(200, 0, 1), FORM_OK);
	ck_assert_int_eq(one_part(201, 0, 1), FORM_MALFORMED);
	ck_assert_int_eq(one_part(0, 900, 1), FORM_OK);
	ck_assert_int_eq(one_part(0, 1100, 1), FORM_MALFORMED);
}
END_TEST

START_TEST(twelve_parts_are_enough)
{
	struct buf text;

	buf_init(&text, 1 << 16);
	for (int i = 0; i < FORM_PARTS; i++)
		buf_printf(&text, HEAD "name=\"p%d\"\r\n\r\n%d\r\n", i, i);
	buf_text(&text, "--B--");
	ck_assert_int_eq(text_body(MULTIPART, text.data), FORM_OK);
	ck_assert_uint_eq(form.n, FORM_PARTS);
	text.len -= strlen("--B--");
	buf_text(&text, HEAD "name=\"x\"\r\n\r\n1" TAIL);
	ck_assert_int_eq(text_body(MULTIPART, text.data), FORM_TOO_MUCH);
	buf_release(&text);
}
END_TEST

static bool
within(const char *s, size_t n)
{
	return s >= bytes && s <= bytes + n;
}

START_TEST(a_value_gets_no_second_copy)
{
	static const char secret[] = "a=1&password=%41b%20c";

	ck_assert_int_eq(text_body(URLENCODED, secret), FORM_OK);
	ck_assert(within(form_get(&form, "password"), sizeof secret - 1));
	ck_assert_int_eq(body(MULTIPART, parts, sizeof parts - 1), FORM_OK);
	for (size_t i = 0; i < form.n; i++) {
		ck_assert(within(form.fields[i].name, sizeof parts - 1));
		ck_assert(within(form.fields[i].value, sizeof parts - 1));
	}
}
END_TEST

/* What holds of every form that was taken. */
static bool
is_sound(void)
{
	for (size_t i = 0; i < form.n; i++) {
		const struct field *f = &form.fields[i];

		if (f->name[0] == '\0' || strlen(f->name) > FORM_NAME ||
		    !text_clean(f->name, false))
			return false;
		if (f->file_name == NULL && (strlen(f->value) != f->len ||
		    f->len > FORM_VALUE || !text_clean(f->value, true)))
			return false;
		if (f->file_name != NULL && !text_clean(f->file_name, false))
			return false;
	}
	return true;
}

static const char pairs[] = "a=1&b[]=%E6%B0%B4+x&b[]=%0D%0A&c%20d=&e";

static const struct {
	const char *type;
	const char *text;
	size_t n;
} seeds[] = {
	{ URLENCODED, pairs, sizeof pairs - 1 },
	{ MULTIPART, parts, sizeof parts - 1 },
};

START_TEST(whatever_byte_is_changed_what_is_taken_is_sound)
{
	char copy[sizeof parts];
	size_t n = seeds[_i].n;

	for (size_t at = 0; at < n; at++)
		for (int c = 0; c < 256; c++) {
			memcpy(copy, seeds[_i].text, n);
			copy[at] = (char)c;
			if (body(seeds[_i].type, copy, n) == FORM_OK &&
			    !is_sound())
				ck_abort_msg("byte %zu is %d", at, c);
		}
}
END_TEST

static const struct {
	const char *header;
	const char *value;	/* of «sid», or NULL */
} cookies[] = {
	{ "", NULL }, { "sid", NULL }, { "sid=", "" }, { "sid=1", "1" },
	{ "a=2; sid=1; b=3", "1" }, { "a=2;sid=1", "1" }, { ";; sid=1", "1" },
	{ "sid=1=2", "1=2" }, { "xsid=1", NULL }, { "sidx=1", NULL },
	{ "SID=1", NULL }, { "a=sid=1", NULL }, { "sid =1", NULL },
	/* twice: whose is it? */
	{ "sid=1; sid=1", NULL }, { "sid=1; a=2; sid=3", NULL },
	{ "sid=; sid=1", NULL },
	/* room for 7 */
	{ "sid=1234567", "1234567" }, { "sid=12345678", NULL },
	{ "sid=12345678; sid=1", NULL }, { "sid=1; sid=12345678", NULL },
};

START_TEST(a_cookie_stands_once_and_fits)
{
	char value[8] = "old";
	bool there = cookie_get(cookies[_i].header, "sid", value,
	    sizeof value);

	ck_assert_int_eq(there, cookies[_i].value != NULL);
	if (there)
		ck_assert_str_eq(value, cookies[_i].value);
}
END_TEST

static void
add_loop(TCase *t, const TTest *test, size_t n)
{
	tcase_add_loop_test(t, test, 0, (int)n);
}

Suite *
form_suite(void)
{
	Suite *s = suite_create("form");
	TCase *t = tcase_create("form");

	tcase_add_checked_fixture(t, NULL, end_form);
	tcase_add_test(t, fields_come_decoded);
	tcase_add_test(t, decoding_happens_once);
	tcase_add_test(t, nothing_is_an_empty_form);
	add_loop(t, what_is_not_well_formed_is_refused_whole,
	    COUNT(malformed));
	tcase_add_test(t, a_raw_nul_ends_nothing_in_a_body);
	tcase_add_test(t, lines_end_with_lf);
	tcase_add_test(t, names_with_brackets_may_stand_often);
	add_loop(t, a_value_has_a_most, COUNT(pieces));
	tcase_add_test(t, a_name_has_a_most);
	tcase_add_test(t, fields_have_a_most);
	add_loop(t, the_type_decides_how_a_body_is_read, COUNT(types));
	tcase_add_test(t, parts_are_texts_and_files);
	tcase_add_test(t, a_body_cut_anywhere_is_refused);
	add_loop(t, parts_that_are_not_well_formed_are_refused,
	    COUNT(bad_parts));
	tcase_add_test(t, only_a_file_may_hold_a_nul);
	tcase_add_test(t, parts_have_a_most);
	tcase_add_test(t, twelve_parts_are_enough);
	tcase_add_test(t, a_value_gets_no_second_copy);
	add_loop(t, whatever_byte_is_changed_what_is_taken_is_sound,
	    COUNT(seeds));
	add_loop(t, a_cookie_stands_once_and_fits, COUNT(cookies));
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	return s;
}
