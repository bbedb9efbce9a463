/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: strict UTF-8, what may be stored, what people type. */
#include "market/base/text.h"

#include <string.h>

enum { SURROGATE = 0xD800, SURROGATE_END = 0xDFFF, LAST = 0x10FFFF };
enum { EMAIL_MAX = 254, LOCAL_MAX = 64, LABEL_MAX = 63, MOBILE = 11 };

/* Bytes that follow a first byte, the bits it brings, and the least value. */
struct form {
	int more;
	int32_t bits;
	int32_t least;
};

static struct form
form_of(unsigned char first)
{
	if (first >= 0xF0 && first <= 0xF4)
		return (struct form){ 3, first & 0x07, 0x10000 };
	if (first >= 0xE0 && first <= 0xEF)
		return (struct form){ 2, first & 0x0F, 0x800 };
	if (first >= 0xC2 && first <= 0xDF)
		return (struct form){ 1, first & 0x1F, 0x80 };
	return (struct form){ 0, first < 0x80 ? first : TEXT_BAD, 0 };
}

int32_t
text_next(const char **s)
{
	const char *p = *s;
	struct form form = form_of((unsigned char)*p);
	int32_t c = form.bits;

	if (*p == '\0')
		return 0;
	*s = ++p;
	for (int i = 0; i < form.more; i++) {
		unsigned char byte = (unsigned char)p[i];

		if ((byte & 0xC0) != 0x80)	/* the NUL as well */
			return TEXT_BAD;
		c = c << 6 | (byte & 0x3F);
	}
	if (c < form.least || c > LAST ||
	    (c >= SURROGATE && c <= SURROGATE_END))
		return TEXT_BAD;
	*s = p + form.more;
	return c;
}

bool
text_valid(const char *s)
{
	int32_t c;

	while ((c = text_next(&s)) > 0)
		;
	return c == 0;
}

static bool
steers(int32_t c)
{
	return c == 0x061C || c == 0x200E || c == 0x200F ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool
no_character(int32_t c)
{
	return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) ||
	    c == 0xFEFF;
}

bool
text_clean(const char *s, bool multiline)
{
	int32_t c;

	while ((c = text_next(&s)) != 0) {
		if (multiline && (c == '\n' || c == '\t'))
			continue;
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || steers(c) ||
		    no_character(c))
			return false;
	}
	return true;
}

size_t
text_length(const char *s)
{
	size_t n = 0;

	while (text_next(&s) != 0)
		n++;
	return n;
}

static bool
is_blank(int32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000;
}

void
text_trim(char *s)
{
	const char *from = s, *next = s, *end;

	while (is_blank(text_next(&next)))
		from = next;
	next = end = from;
	for (int32_t c = text_next(&next); c != 0; c = text_next(&next))
		if (!is_blank(c))
			end = next;
	memmove(s, from, (size_t)(end - from));
	s[end - from] = '\0';
}

void
text_fold(struct buf *out, const char *s)
{
	const char *from = s;

	for (int32_t c = text_next(&s); c != 0; from = s, c = text_next(&s)) {
		char ascii;

		if (c >= 0xFF01 && c <= 0xFF5E)
			c = c - 0xFF01 + '!';
		else if (c == 0x3000)
			c = ' ';
		if (c < 0 || c >= 0x80) {
			buf_add(out, from, (size_t)(s - from));
			continue;
		}
		ascii = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
		buf_add(out, &ascii, 1);
	}
}

/* The first character, if there is one; returns what comes behind it. */
static const char *
first_of(struct buf *out, const char *s)
{
	const char *rest = s;

	if (text_next(&rest) > 0)
		buf_add(out, s, (size_t)(rest - s));
	return rest;
}

void
text_mask_name(struct buf *out, const char *name)
{
	first_of(out, name);
	if (*name)
		buf_text(out, "*");
}

void
text_mask_mobile(struct buf *out, const char *mobile)
{
	if (text_mobile(mobile))
		buf_printf(out, "%.3s****%s", mobile, mobile + 7);
	else if (*mobile)
		buf_text(out, "****");
}

void
text_mask_email(struct buf *out, const char *email)
{
	const char *at = strrchr(email, '@');

	if (at != NULL && at > email)
		first_of(out, email);
	if (*email)
		buf_text(out, "***");
	if (at != NULL)
		buf_text(out, at);
}

bool
text_mobile(const char *s)
{
	return strspn(s, "0123456789") == MOBILE && s[MOBILE] == '\0' &&
	    s[0] == '1' && s[1] >= '3';
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Labels of letters, digits and inner hyphens; two of them at least. */
static bool
is_domain(const char *s)
{
	int labels = 0;

	for (;; s++) {
		size_t n = strspn(s, LETTERS DIGITS "-");

		if (n == 0 || n > LABEL_MAX || s[0] == '-' || s[n - 1] == '-')
			return false;
		labels++;
		s += n;
		if (*s != '.')
			return *s == '\0' && labels >= 2;
	}
}

bool
text_email(const char *s)
{
	size_t n = strspn(s, LETTERS DIGITS ".!#$%&'*+/=?^_`{|}~-");

	return n >= 1 && n <= LOCAL_MAX && s[n] == '@' && s[0] != '.' &&
	    s[n - 1] != '.' && strstr(s, "..") == NULL &&
	    strlen(s) <= EMAIL_MAX && is_domain(s + n + 1);
}
