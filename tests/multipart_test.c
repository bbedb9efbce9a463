/* SPDX-License-Identifier: Apache-2.0 */
/* multipart_test.c: bodies with files, however the wire cuts them. */
#include "fcgi/multipart.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/err.h"

Suite *multipart_suite(void);

#define TYPE "multipart/form-data; boundary=B"
#define HEAD "--B\r\nContent-Disposition: form-data; "
#define TAIL "\r\n--B--\r\n"

static struct form form;
static struct buf files;	/* all that went to the sink, with its names */
static char memory[256 * 1024];

static void
begin(void *ctx, const char *field, const char *file_name, const char *type)
{
	(void)ctx;
	buf_printf(&files, "[%s|%s|%s]", field, file_name, type);
}

static void
data(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	buf_add(&files, bytes, n);
}

static const struct file_sink sink = { .begin = begin, .data = data };

static void
open_files(void)
{
	buf_init(&files, 64 << 20);
}

static void
close_files(void)
{
	buf_release(&files);
}

/* Fed in pieces of so many bytes, each in a block of its own. */
static enum form_error
feed(const char *body, size_t n, size_t piece)
{
	struct multipart p;

	buf_reset(&files);
	multipart_begin(&p, &form, TYPE, memory, sizeof memory, &sink);
	while (n > 0) {
		size_t part = n < piece ? n : piece;
		char *copy = malloc(part);

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, body, part);
		multipart_feed(&p, copy, part);
		free(copy);
		body += part;
		n -= part;
	}
	return multipart_end(&p);
}

/* Bytes that look like the mark, and are none. */
static const char whole[] =
    HEAD "name=\"note\"\r\n\r\na\r\n--b\r\n-\r\n--\r\r\nz\r\n"
    HEAD "name=\"scan\"; filename=\"x y.pdf\"\r\n"
    "Content-Type: application/pdf; x=y\r\n\r\n"
    "\r\n--\r\n--A\r\r\n\r\r\n--\0\xff\r\n\r\n-\r\r\n"
    HEAD "name=\"more[]\"; filename=\"\"\r\n\r\n\r\n"
    HEAD "name=\"more[]\"; filename=\"2\"\r\n\r\n\r" TAIL "epilogue";

static const char want[] = "[scan|x y.pdf|application/pdf; x=y]"
    "\r\n--\r\n--A\r\r\n\r\r\n--\0\xff\r\n\r\n-\r"
    "[more[]||][more[]|2|]\r";

START_TEST(a_body_is_the_same_however_it_is_cut)
{
	static const char good[] = HEAD "name=\"note\"\r\n\r\na\r\n--b\r\n-"
	    "\r\n--\r\nz\r\n";
	struct buf body;

	/* The whole one has a CR alone in a text: that part is refused. */
	ck_assert_int_eq(feed(whole, sizeof whole - 1, 7), FORM_MALFORMED);
	buf_init(&body, 1 << 16);
	buf_add(&body, good, sizeof good - 1);
	buf_add(&body, strstr(whole, HEAD "name=\"scan\""),
	    (size_t)(whole + sizeof whole - 1 -
	    strstr(whole, HEAD "name=\"scan\"")));
	for (size_t piece = 1; piece <= body.len; piece++) {
		ck_assert_int_eq(feed(body.data, body.len, piece), FORM_OK);
		ck_assert_str_eq(form_get(&form, "note"), "a\n--b\n-\n--\nz");
		ck_assert_uint_eq(files.len, sizeof want - 1);
		ck_assert_mem_eq(files.data, want, sizeof want - 1);
		ck_assert_uint_eq(form.n, 4);
		ck_assert_str_eq(form.fields[1].file_name, "x y.pdf");
		ck_assert_str_eq(form.fields[1].value, "");
	}
	buf_release(&body);
}
END_TEST

START_TEST(what_is_cut_off_anywhere_is_refused)
{
	static const char body[] = HEAD "name=\"f\"; filename=\"f\"\r\n\r\n"
	    "bytes\r\n--B--";

	for (size_t n = 0; n < sizeof body - 1; n++)
		ck_assert_int_eq(feed(body, n, 3), FORM_MALFORMED);
	ck_assert_int_eq(feed(body, sizeof body - 1, 3), FORM_OK);
}
END_TEST

static const struct {
	const char *body;
	enum form_error error;
} refused[] = {
	/* A file and a text of one name; two files of one name. */
	{ HEAD "name=\"a\"\r\n\r\n1\r\n" HEAD "name=\"a\"; filename=\"f\""
	    "\r\n\r\n2" TAIL, FORM_MALFORMED },
	{ HEAD "name=\"a\"; filename=\"f\"\r\n\r\n1\r\n"
	    HEAD "name=\"a\"; filename=\"f\"\r\n\r\n2" TAIL, FORM_MALFORMED },
	/* Names: controls, RTL override, a boundary inside a header. */
	{ HEAD "name=\"a\"; filename=\"f\x01.pdf\"\r\n\r\n1" TAIL,
	    FORM_MALFORMED },
	{ HEAD "name=\"a\"; filename=\"\xe2\x80\xae" "fdp.exe\"\r\n\r\n1"
	    TAIL, FORM_MALFORMED },
	{ HEAD "name=\"a\"\r\n--B\r\nX: y\r\n\r\n1" TAIL, FORM_MALFORMED },
	{ "preamble\r\n" HEAD "name=\"a\"\r\n\r\n1" TAIL, FORM_MALFORMED },
};

START_TEST(parts_that_are_not_well_formed_reach_no_file)
{
	ck_assert_int_eq(feed(refused[_i].body, strlen(refused[_i].body), 5),
	    refused[_i].error);
}
END_TEST

START_TEST(texts_have_a_most_and_files_have_none_here)
{
	struct buf body;

	for (int over = 0; over < 2; over++) {
		buf_init(&body, 8 << 20);
		buf_text(&body, HEAD "name=\"f\"; filename=\"f\"\r\n\r\n");
		for (int i = 0; i < 1 << 20; i++)
			buf_text(&body, "\r\n--");
		buf_text(&body, "\r\n" HEAD "name=\"t\"\r\n\r\n");
		for (int i = 0; i < FORM_VALUE + over; i++)
			buf_text(&body, "v");
		buf_text(&body, TAIL);
		ck_assert_int_eq(feed(body.data, body.len, 32768),
		    over ? FORM_TOO_MUCH : FORM_OK);
		ck_assert_uint_eq(files.len, strlen("[f|f|]") + (4u << 20));
		buf_release(&body);
	}
}
END_TEST

START_TEST(texts_fit_into_the_memory_they_are_given)
{
	static const char body[] = HEAD "name=\"a\"\r\n\r\n12345" TAIL;
	struct multipart p;
	char small[9];		/* «a», NUL, «12345», NUL, and one more */

	for (size_t size = 1; size <= sizeof small; size++) {
		memset(small, '#', sizeof small);
		multipart_begin(&p, &form, TYPE, small, size, &sink);
		multipart_feed(&p, body, sizeof body - 1);
		ck_assert_int_eq(multipart_end(&p), size < 8 ?
		    FORM_TOO_MUCH : FORM_OK);
		for (size_t i = size; i < sizeof small; i++)
			ck_assert_int_eq(small[i], '#');
	}
}
END_TEST

Suite *
multipart_suite(void)
{
	Suite *s = suite_create("multipart");
	TCase *t = tcase_create("multipart");

	tcase_add_checked_fixture(t, open_files, close_files);
	tcase_add_test(t, a_body_is_the_same_however_it_is_cut);
	tcase_add_test(t, what_is_cut_off_anywhere_is_refused);
	tcase_add_loop_test(t, parts_that_are_not_well_formed_reach_no_file,
	    0, (int)COUNT(refused));
	tcase_add_test(t, texts_have_a_most_and_files_have_none_here);
	tcase_add_test(t, texts_fit_into_the_memory_they_are_given);
	suite_add_tcase(s, t);
	return s;
}
