/* SPDX-License-Identifier: Apache-2.0 */
/* flag_text.c: how much two proposals are the same. */
#include "market/flag_text.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/flag_rules.h"

enum { POINT_BITS = 21 };

static int
by_shingle(const void *a, const void *b)
{
	flag_shingle x = *(const flag_shingle *)a;
	flag_shingle y = *(const flag_shingle *)b;

	return x < y ? -1 : x > y;
}

/* Five code points make 105 bits: two shingles are equal only if they are. */
static void
shingle(struct arena *a, const char *text, struct flag_text *t)
{
	static const flag_shingle five =
	    ((flag_shingle)1 << (FLAG_SHINGLE * POINT_BITS)) - 1;
	size_t n = text_length(text) - FLAG_SHINGLE + 1, kept = 0;
	flag_shingle *list = arena_alloc(a, n * sizeof *list), last = 0;

	for (int i = 1; i < FLAG_SHINGLE; i++)
		last = last << POINT_BITS | (uint32_t)text_next(&text);
	for (size_t i = 0; i < n; i++) {
		last = (last << POINT_BITS | (uint32_t)text_next(&text)) &
		    five;
		list[i] = last;
	}
	qsort(list, n, sizeof *list, by_shingle);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || list[i] != list[i - 1])
			list[kept++] = list[i];
	t->list = list;
	t->n = kept;
}

/* «c7» is 7, «doc-2» 2 of its own; 0: another key. */
static int64_t
number_behind(const char *key, const char *prefix, int64_t most)
{
	size_t len = strlen(prefix);
	int64_t n;

	return strncmp(key, prefix, len) == 0 &&
	    digits_int(key + len, 1, most, &n) ? n : 0;
}

/* One line, cut in two. */
static void
read_line(struct arena *a, struct flag_texts *t, struct flag_text *list,
    const char *key, const char *value)
{
	int64_t file = number_behind(key, "doc-", FLAG_FILES);
	int64_t criterion = number_behind(key, "c", 99);

	if (strcmp(value, "-") == 0)
		return;
	if (file)
		t->files[file - 1] = value;
	if (criterion == 0 || !text_valid(value) ||
	    text_length(value) < FLAG_TEXT_LEAST)
		return;
	list[t->n].criterion = (int)criterion;
	shingle(a, value, &list[t->n++]);
}

struct flag_texts
flag_texts_read(struct arena *a, const char *fields)
{
	struct flag_texts t = { .n = 0 };
	char *copy = arena_strdup(a, fields), *line;
	struct flag_text *list;
	size_t lines = 1;

	for (const char *at = fields; *at != '\0'; at++)
		lines += *at == '\n';
	list = arena_alloc(a, lines * sizeof *list);
	t.list = list;
	while ((line = strsep(&copy, "\n")) != NULL) {
		char *value = strchr(line, ' ');

		if (value == NULL)
			continue;
		*value++ = '\0';
		read_line(a, &t, list, line, value);
	}
	return t;
}

size_t
flag_text_shared(const struct flag_text *x, const struct flag_text *y,
    size_t *all)
{
	size_t i = 0, j = 0, both = 0;

	while (i < x->n && j < y->n) {
		both += x->list[i] == y->list[j];
		if (x->list[i] < y->list[j])
			i++;
		else if (x->list[i] > y->list[j])
			j++;
		else
			i++, j++;
	}
	*all = x->n + y->n - both;
	return both;
}

/* ---- the question ---- */

struct alike {
	int criterion;
	size_t both, all;
};

/* What two say to one criterion, where they have most in common. */
static struct alike
most_alike(const struct flag_texts *x, const struct flag_texts *y)
{
	struct alike best = { .all = 1 };

	for (size_t i = 0, j = 0; i < x->n && j < y->n;) {
		const struct flag_text *s = &x->list[i], *t = &y->list[j];
		size_t all, both;

		if (s->criterion != t->criterion) {
			if (s->criterion < t->criterion)
				i++;
			else
				j++;
			continue;
		}
		both = flag_text_shared(s, t, &all);
		if (both * best.all > best.both * all)
			best = (struct alike){ s->criterion, both, all };
		i++;
		j++;
	}
	return best;
}

/* Which document of x is one of y's, byte for byte; 0: none. */
static int
same_file(const struct flag_texts *x, const struct flag_texts *y)
{
	for (int i = 0; i < FLAG_FILES; i++)
		for (int j = 0; j < FLAG_FILES; j++)
			if (x->files[i] && y->files[j] &&
			    strcmp(x->files[i], y->files[j]) == 0)
				return i + 1;
	return 0;
}

static void
compare(const struct flag_bid *x, const struct flag_bid *y,
    struct flag_hits *h)
{
	struct alike alike = most_alike(&x->texts, &y->texts);
	int64_t value = (int64_t)(alike.both * STAT_ONE / alike.all);
	int64_t a = x->agency < y->agency ? x->agency : y->agency;
	int64_t b = x->agency < y->agency ? y->agency : x->agency;
	int file = same_file(&x->texts, &y->texts);

	if (file)
		flag_found(h, a, b, STAT_ONE, flag_limit(h),
		    "same_file %d\n", file);
	else if (value >= flag_limit(h))
		flag_found(h, a, b, value, flag_limit(h), "criterion %d\n"
		    "shingles_both %zu\nshingles_all %zu\n",
		    alike.criterion, alike.both, alike.all);
}

void
ask_same_text(const struct flag_look *l, struct flag_hits *h)
{
	for (size_t i = 0; i < l->n_bids; i++)
		for (size_t j = 0; j < i; j++)
			compare(&l->bids[i], &l->bids[j], h);
}
