/* SPDX-License-Identifier: Apache-2.0 */
/* lint_match.c: finding words that somebody hides. */
#include "market/lint_match.h"

#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base/text.h"

enum { FRACTION = 10000, DIGITS_READ = 12 };

/* ---- the characters of a text ---- */

static bool
is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_kept(int32_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	    (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	    c >= 0x20000 || c == 0x3007 || c == 0x2265 || c == '>';
}

/* 0: between letters of one word; 1: a comma; 2: the end of a sentence. */
static int
weight(int32_t c)
{
	switch (c) {
	case '\n':
	case 0x3002:	/* full stop */
	case ';':
	case '!':
	case '?':
		return 2;
	case ',':
	case ':':
	case 0x3001:	/* the comma of lists */
		return 1;
	default:
		return 0;
	}
}

static int32_t
fold(int32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c = c - 0xFF01 + '!';
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* «3.2», «1,000»: a sign inside a number parts nothing. */
static bool
in_number(const struct lint_chars *t, int32_t c, const char *next)
{
	return (c == '.' || c == ',') && t->n > 0 &&
	    is_digit(t->list[t->n - 1].c) && is_digit(fold(text_next(&next)));
}

void
lint_chars_of(struct arena *a, const char *text, struct lint_chars *t)
{
	const char *at = text, *next = text;
	struct lint_char now = { .dead = false };

	*t = (struct lint_chars){ .text = text, .list = arena_alloc(a,
	    (strlen(text) + 1) * sizeof *t->list) };
	for (int32_t c = text_next(&next); c != 0;
	    at = next, c = text_next(&next)) {
		c = fold(c);
		now.from = (int32_t)(at - text);
		now.to = (int32_t)(next - text);
		if (in_number(t, c, next) && c == ',')
			continue;
		if (is_kept(c) || in_number(t, c, next)) {
			now.c = c;
			t->list[t->n++] = now;
			now.apart = false;
			continue;
		}
		now.sentence += weight(c) == 2;
		now.line += c == '\n';
		now.apart = now.apart || weight(c) > 0;
	}
}

/* ---- patterns ---- */

bool
lint_pattern_read(char *line, struct lint_pattern *p)
{
	char *step;

	p->n = 0;
	while ((step = strsep(&line, " ")) != NULL) {
		if (*step == '\0' || p->n == LINT_STEPS)
			return false;
		p->steps[p->n++] = step;
	}
	return p->n > 0;
}

/* The value of a numeral, 0 to 9, or what it multiplies by. */
static int64_t
numeral(int32_t c, bool *times)
{
	static const struct { int64_t value; int32_t c; bool times; } list[] = {
		{ 0, 0x3007, false }, { 0, 0x96F6, false },
		{ 1, 0x4E00, false }, { 2, 0x4E8C, false },
		{ 2, 0x4E24, false }, { 3, 0x4E09, false },
		{ 4, 0x56DB, false }, { 5, 0x4E94, false },
		{ 6, 0x516D, false }, { 7, 0x4E03, false },
		{ 8, 0x516B, false }, { 9, 0x4E5D, false },
		{ 10, 0x5341, true }, { 100, 0x767E, true },
		{ 1000, 0x5343, true },
	};

	for (size_t i = 0; i < COUNT(list); i++)
		if (list[i].c == c) {
			*times = list[i].times;
			return list[i].value;
		}
	return -1;
}

/* Arabic digits with decimals, as ten-thousandths; how many characters. */
static size_t
arabic(const struct lint_chars *t, size_t i, int64_t *value)
{
	size_t from = i, digits = 0;
	int64_t part = FRACTION;
	bool point = false;

	*value = 0;
	for (; i < t->n && !t->list[i].dead; i++) {
		int32_t c = t->list[i].c;

		if (c == '.' && !point && i > from) {
			point = true;
		} else if (!is_digit(c) || (i > from && t->list[i].apart)) {
			break;
		} else if (point) {
			part /= 10;
			*value += (c - '0') * part;
		} else if (++digits <= DIGITS_READ) {
			*value = *value * 10 + (c - '0') * FRACTION;
		}
	}
	return i - from;
}

static size_t
chinese(const struct lint_chars *t, size_t i, int64_t *value)
{
	size_t from = i;
	int64_t sum = 0, digit = -1;

	for (; i < t->n && !t->list[i].dead && i - from < DIGITS_READ; i++) {
		bool times = false;
		int64_t n = numeral(t->list[i].c, &times);

		if (n < 0)
			break;
		if (times) {
			sum += (digit < 0 ? 1 : digit) * n;
			digit = -1;
		} else {
			digit = digit < 0 ? n : digit * 10 + n;
		}
	}
	*value = (sum + (digit < 0 ? 0 : digit)) * FRACTION;
	return i - from;
}

/* 万 and 亿 behind a number, 百 and 千 of «3百万» with them. */
static size_t
scale(const struct lint_chars *t, size_t i, int64_t *value)
{
	static const struct { int32_t c; int64_t by; } units[] = {
		{ 0x767E, 100 }, { 0x5343, 1000 }, { 0x4E07, 10000 },
		{ 0x4EBF, 100000000 },
	};
	size_t from = i;

	for (size_t k = 0; k < COUNT(units) && i < t->n; k++)
		if (t->list[i].c == units[k].c) {
			*value = *value > INT64_MAX / units[k].by ?
			    INT64_MAX : *value * units[k].by;
			i++;
			k = 1;		/* only larger ones behind it */
		}
	return i - from;
}

/* A number of at least what the step says; how many characters, or 0. */
static size_t
number(const struct lint_chars *t, size_t i, const char *least,
    int64_t ceiling_fen)
{
	int64_t value, want = 0;
	size_t n = arabic(t, i, &value);

	if (n == 0)
		n = chinese(t, i, &value);
	if (n == 0 || (i > 0 && is_digit(t->list[i].c) &&
	    is_digit(t->list[i - 1].c) && !t->list[i].apart))
		return 0;
	n += scale(t, i + n, &value);
	if (strcmp(least, "ceiling") == 0)
		return value / (FRACTION / 100) >= ceiling_fen ? n : 0;
	if (*least && !digits_int(least, 0, INT32_MAX, &want))
		bug("lint: number %s", least);
	return value >= want * FRACTION ? n : 0;
}

/* One word of a step, of len bytes; how many characters, or 0. */
static size_t
word(const struct lint_chars *t, size_t i, const char *s, size_t len)
{
	const char *end = s + len;
	size_t from = i;
	bool apart = false;

	for (; s < end; i++) {
		if (i == t->n || t->list[i].dead ||
		    t->list[i].c != text_next(&s) ||
		    t->list[i].line != t->list[from].line)
			return 0;
		apart = apart || (i > from && t->list[i].apart);
	}
	return apart && i - from <= 2 ? 0 : i - from;
}

static size_t
step(const struct lint_chars *t, size_t i, const char *s,
    int64_t ceiling_fen)
{
	size_t n;

	if (i == t->n || t->list[i].dead)
		return 0;
	if (*s == '#')
		return number(t, i, s + 1, ceiling_fen);
	for (;;) {
		size_t len = strcspn(s, "|");

		n = word(t, i, s, len);
		if (n > 0 || s[len] == '\0')
			return n;
		s += len + 1;
	}
}

/* The steps from k on, the next of them at i or a little behind it. */
static bool
rest(const struct lint_chars *t, const struct lint_pattern *p, size_t k,
    size_t i, int64_t ceiling_fen, size_t *to)
{
	int sentence = t->list[i - 1].sentence;

	*to = i;
	if (k == p->n)
		return true;
	for (size_t j = i; j < t->n && j <= i + LINT_GAP &&
	    t->list[j].sentence == sentence && !t->list[j].dead; j++) {
		size_t n = step(t, j, p->steps[k], ceiling_fen);

		if (n > 0 && rest(t, p, k + 1, j + n, ceiling_fen, to))
			return true;
	}
	return false;
}

bool
lint_match(const struct lint_chars *t, const struct lint_pattern *p,
    int64_t ceiling_fen, size_t *from, size_t *to)
{
	for (size_t i = *from; i < t->n; i++) {
		size_t n = step(t, i, p->steps[0], ceiling_fen);

		if (n > 0 && rest(t, p, 1, i + n, ceiling_fen, to)) {
			*from = i;
			return true;
		}
	}
	return false;
}
