/* SPDX-License-Identifier: Apache-2.0 */
/* privacy.c: numbers of people, found before everybody reads them. */
#include "market/privacy.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/base/text.h"
#include "market/uscc.h"

enum { RUN = 64, GROUPS = 16, ID = 18, MOBILE = 11, CARD_MIN = 16,
    CARD_MAX = 19, MASK_AFTER = 3, MASK_BEFORE = 4 };

/* Digits, in groups as they were typed: «6222 0212 …». */
struct run {
	char text[RUN];		/* ASCII, upper case; no gaps */
	size_t n;
	size_t groups[GROUPS];	/* where each begins */
	size_t n_groups;
	bool lettered;		/* touches a letter: part of some code */
};

/* ---- what a number is ---- */

static bool
is_date(const char *s)
{
	char text[] = "0000-00-00T00:00";
	int64_t t;

	memcpy(text, s, 4);
	memcpy(text + 5, s + 4, 2);
	memcpy(text + 8, s + 6, 2);
	return (memcmp(s, "19", 2) == 0 || memcmp(s, "20", 2) == 0) &&
	    digits_datetime(text, &t);
}

static bool
is_id(const char *s, size_t n)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9,
	    10, 5, 8, 4, 2 };
	int sum = 0;

	if (n != ID || strspn(s, "0123456789") < ID - 1)
		return false;
	for (size_t i = 0; i < ID - 1; i++)
		sum += (s[i] - '0') * weights[i];
	return s[ID - 1] == "10X98765432"[sum % 11] && is_date(s + 6);
}

static bool
is_mobile(const char *s, size_t n)
{
	char copy[MOBILE + 1];

	if (n == MOBILE + 2 && memcmp(s, "86", 2) == 0) {
		s += 2;
		n -= 2;
	}
	if (n != MOBILE)
		return false;
	memcpy(copy, s, MOBILE);
	copy[MOBILE] = '\0';
	return text_mobile(copy);
}

/* Cards of banks begin with 3 to 6 or 9; the last digit checks (Luhn). */
static bool
is_card(const char *s, size_t n)
{
	char code[CARD_MAX + 1], folded[USCC_LENGTH + 1];
	int sum = 0;

	if (n < CARD_MIN || n > CARD_MAX || strchr("34569", *s) == NULL ||
	    strspn(s, "0123456789") < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int d = s[n - 1 - i] - '0';

		sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	memcpy(code, s, n);
	code[n] = '\0';
	return sum % 10 == 0 && uscc_problem(code, folded) != NULL;
}

/* People part an identity number 6-8-4, a mobile 3-4-4, a card by fours. */
static bool
is_parted(const struct run *r, size_t first, size_t last, const char *rule)
{
	static const struct { const char *rule; size_t sizes[3]; } forms[] = {
		{ "id", { 6, 8, 4 } }, { "mobile", { 3, 4, 4 } },
		{ "card", { 4, 4, 4 } },
	};

	if (first == last)
		return true;
	for (size_t i = 0; i < COUNT(forms); i++)
		for (size_t g = first; strcmp(forms[i].rule, rule) == 0 &&
		    g < first + 3; g++)
			if (g > last || (g + 1 == r->n_groups ? r->n :
			    r->groups[g + 1]) - r->groups[g] !=
			    forms[i].sizes[g - first])
				return false;
	return strcmp(rule, "card") == 0 || last == first + 2;
}

/* ---- a run of digits ---- */

struct scan {
	struct arena *arena;
	struct privacy_hit *hits;
	size_t n;
};

static void
add(struct scan *s, const char *rule, const char *number, size_t n)
{
	char *words = arena_strndup(s->arena, number, n);

	memset(words + MASK_AFTER, '*', n - MASK_AFTER - MASK_BEFORE);
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->hits[i].rule, rule) == 0 &&
		    strcmp(s->hits[i].words, words) == 0)
			return;
	if (s->n < PRIVACY_HITS)
		s->hits[s->n++] = (struct privacy_hit){ rule, words };
}

/* The groups from first to last as one number; was it somebody's? */
static bool
judge(struct scan *s, const struct run *r, size_t first, size_t last)
{
	static const struct {
		const char *rule;
		bool (*is)(const char *s, size_t n);
	} kinds[] = { { "id", is_id }, { "mobile", is_mobile },
	    { "card", is_card } };
	const char *text = r->text + r->groups[first];
	size_t n = (last + 1 == r->n_groups ? r->n : r->groups[last + 1]) -
	    r->groups[first];

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].is(text, n) && is_parted(r, first, last,
		    kinds[i].rule)) {
			add(s, kinds[i].rule, text, n);
			return true;
		}
	return false;
}

static void
end_run(struct scan *s, struct run *r)
{
	size_t first = 0;

	while (!r->lettered && first < r->n_groups) {
		size_t last = r->n_groups;

		while (last > first && !judge(s, r, first, last - 1))
			last--;
		first = last > first ? last : first + 1;
	}
	*r = (struct run){ .n = 0 };
}

static int32_t
fold(int32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c = c - 0xFF01 + '!';
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* An X ends an identity number, any other letter makes it a code. */
static void
take(struct run *r, int32_t c, bool gap)
{
	bool letter = c >= 'A' && c <= 'Z';

	if (letter && !(c == 'X' && r->n >= ID - 1))
		r->lettered = true;
	if (r->n + 1 == RUN || (gap && r->n_groups == GROUPS)) {
		r->lettered = true;	/* no number is so long */
		return;
	}
	if (r->n == 0 || gap)
		r->groups[r->n_groups++] = r->n;
	r->text[r->n++] = (char)c;
}

size_t
privacy_scan(struct arena *a, const char *text,
    struct privacy_hit hits[PRIVACY_HITS])
{
	struct scan s = { .arena = a, .hits = hits };
	struct run r = { .n = 0 };
	bool gap = false;
	int32_t c;

	do {
		c = fold(text_next(&text));
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
			if (gap && (r.lettered || c >= 'A')) {
				end_run(&s, &r);
				gap = false;
			}
			take(&r, c, gap);
			gap = false;
		} else if ((c == ' ' || c == '-' || c == 0x3000) && !gap &&
		    r.n > 0) {
			gap = true;
		} else {
			end_run(&s, &r);
			gap = false;
		}
	} while (c != 0);
	return s.n;
}
