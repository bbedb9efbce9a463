/* SPDX-License-Identifier: Apache-2.0 */
/* digits.c: numbers and money, from digits and to digits. */
#include "market/base/digits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/base/text.h"

/* 万 and 元 behind an amount; places of fen the decimals of each reach. */
enum { WAN = 0x4E07, YUAN = 0x5143, STOP = 0x3002 };
enum { YUAN_PLACES = 2, WAN_PLACES = 6 };

/* An amount typed, as it is read. */
struct amount {
	char whole[64];		/* its digits, commas gone */
	char decimals[64];
	int places;		/* of decimals that are fen or more */
};

bool
digits_int(const char *text, int64_t least, int64_t most, int64_t *value)
{
	int64_t n = 0;

	if (text == NULL || *text == '\0' || (text[0] == '0' && text[1]))
		return false;
	for (; *text; text++) {
		int digit = *text - '0';

		if (digit < 0 || digit > 9 || n > (INT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	if (n < least || n > most)
		return false;
	*value = n;
	return true;
}

/* ASCII for full-width forms and the stop a Chinese keyboard gives. */
static int32_t
folded(int32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + '!';
	if (c == 0x3000 || (c >= '\t' && c <= '\r'))
		return ' ';
	return c == STOP ? '.' : c;
}

static int32_t
peek(const char *s)
{
	return folded(text_next(&s));
}

static void
skip_blanks(const char **s)
{
	while (peek(*s) == ' ')
		text_next(s);
}

/* The digits at *s into out; how many, or -1 if they are too many to be one. */
static int
read_digits(const char **s, char *out, size_t size)
{
	size_t n = 0;

	for (int32_t c = peek(*s); c >= '0' && c <= '9'; c = peek(*s)) {
		if (n + 1 >= size)
			return -1;
		out[n++] = (char)c;
		text_next(s);
	}
	out[n] = '\0';
	return (int)n;
}

/* The whole part: digits, or groups of three behind commas. */
static bool
read_whole(const char **s, struct amount *a)
{
	int n = read_digits(s, a->whole, sizeof a->whole), group;
	int first = n;

	if (n <= 0 || (a->whole[0] == '0' && n > 1))
		return false;
	while (peek(*s) == ',') {
		text_next(s);
		group = read_digits(s, a->whole + n,
		    sizeof a->whole - (size_t)n);
		if (first > 3 || a->whole[0] == '0' || group != 3)
			return false;
		n += group;
	}
	return true;
}

static bool
read_amount(const char *s, struct amount *a)
{
	skip_blanks(&s);
	if (!read_whole(&s, a))
		return false;
	a->decimals[0] = '\0';
	if (peek(s) == '.') {
		text_next(&s);
		if (read_digits(&s, a->decimals, sizeof a->decimals) <= 0)
			return false;
	}
	skip_blanks(&s);
	a->places = YUAN_PLACES;
	if (peek(s) == WAN) {
		text_next(&s);
		a->places = WAN_PLACES;
	}
	if (peek(s) == YUAN)
		text_next(&s);
	skip_blanks(&s);
	return *s == '\0';
}

/* false if it is more than MONEY_MAX, or nothing. */
static bool
count_fen(const struct amount *a, int64_t *fen)
{
	size_t have = strlen(a->decimals);
	int64_t n = 0;

	for (const char *p = a->whole; *p; p++)
		if ((n = n * 10 + (*p - '0')) > MONEY_MAX)
			return false;
	for (size_t i = 0; i < (size_t)a->places; i++) {
		n = n * 10 + (i < have ? a->decimals[i] - '0' : 0);
		if (n > MONEY_MAX)
			return false;
	}
	*fen = n;
	return n > 0;
}

bool
digits_money(const char *text, int64_t *fen, const char **code)
{
	struct amount a = { .places = 0 };
	int64_t n;

	*code = "money_empty";
	if (text == NULL)
		return false;
	skip_blanks(&text);
	if (*text == '\0')
		return false;
	*code = "money_format";
	if (!read_amount(text, &a))
		return false;
	*code = "money_decimals";
	if (strlen(a.decimals) > (size_t)a.places)
		return false;
	*code = "money_range";
	if (!count_fen(&a, &n))
		return false;
	*fen = n;
	*code = NULL;
	return true;
}

bool
digits_rate(const char *text, int64_t *bp, const char **code)
{
	struct amount a = { .places = YUAN_PLACES };
	int64_t n;

	*code = "rate_empty";
	if (text == NULL)
		return false;
	skip_blanks(&text);
	if (*text == '\0')
		return false;
	*code = "rate_format";
	if (!read_whole(&text, &a))
		return false;
	if (peek(text) == '.') {
		text_next(&text);
		if (read_digits(&text, a.decimals, sizeof a.decimals) <= 0)
			return false;
	}
	skip_blanks(&text);
	if (peek(text) == '%')
		text_next(&text);
	skip_blanks(&text);
	if (*text != '\0')
		return false;
	*code = "rate_decimals";
	if (strlen(a.decimals) > YUAN_PLACES)
		return false;
	*code = "rate_range";
	n = -1;			/* zero is a share, and no amount */
	(void)count_fen(&a, &n);
	if (n < 0 || n > 10000)
		return false;
	*bp = n;
	*code = NULL;
	return true;
}

/* Any int64_t has one, the least too. */
static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static char *
group(char out[DIGITS_MAX], bool minus, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n);
	char *to = out;

	if (minus)
		*to++ = '-';
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return out;
}

char *
digits_grouped(char out[DIGITS_MAX], int64_t n)
{
	return group(out, n < 0, magnitude(n));
}

char *
digits_yuan(char out[DIGITS_MAX], int64_t fen)
{
	uint64_t n = magnitude(fen);
	size_t len = strlen(group(out, fen < 0, n / 100));

	out[len] = '.';
	out[len + 1] = (char)('0' + n % 100 / 10);
	out[len + 2] = (char)('0' + n % 10);
	out[len + 3] = '\0';
	return out;
}

char *
digits_percent(char out[DIGITS_MAX], int64_t bp)
{
	return digits_yuan(out, bp);	/* two decimals, like yuan */
}

char *
digits_stars(char out[DIGITS_MAX], int64_t half)
{
	snprintf(out, DIGITS_MAX, "%" PRId64 ".%d", half / 2,
	    half % 2 ? 5 : 0);
	return out;
}

char *
digits_hex(char *out, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[from[i] >> 4];
		out[2 * i + 1] = digits[from[i] & 15];
	}
	out[2 * n] = '\0';
	return out;
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
digits_unhex(const char *text, unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = nibble(text[2 * i]), low;

		if (high < 0)
			return false;
		low = nibble(text[2 * i + 1]);
		if (low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return text[2 * n] == '\0';
}
