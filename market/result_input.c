/* SPDX-License-Identifier: Apache-2.0 */
/* result_input.c: files of what a rule needs beside the bids. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/names.h"
#include "market/result.h"

#define LIST(key, type, list, n)					\
	sizeof(struct type), offsetof(struct key, list),		\
	offsetof(struct key, n)

static const struct row fact_row = { "out", {
    { COLUMN_NAME, offsetof(struct result_fact, name) },
    { COLUMN_TOKEN, offsetof(struct result_fact, code) } },
    LIST(result_facts, result_fact, list, n) };
#define SCORE {								\
	{ COLUMN_NAME, offsetof(struct result_score, name) },		\
	{ COLUMN_INT, offsetof(struct result_score, n) } }
static const struct row score_row = { "score", SCORE,
    LIST(result_credit, result_score, list, n) };
static const struct row total_row = { "total", SCORE,
    LIST(result_sheet, result_score, totals, n) };
static const struct row evaluator_row = { "evaluator", {
    { COLUMN_NAME, offsetof(struct result_sheet, evaluator) } }, 0, 0, 0 };
static const struct row point_row = { "point", {
    { COLUMN_NAME, offsetof(struct result_point, name) },
    { COLUMN_TOKEN, offsetof(struct result_point, criterion) },
    { COLUMN_INT, offsetof(struct result_point, n) } },
    LIST(result_sheet, result_point, points, n_points) };

static bool
is_fact(const char *code)
{
	for (size_t i = 0; rank_fact_code(i) != NULL; i++)
		if (strcmp(rank_fact_code(i), code) == 0)
			return true;
	return false;
}

bool
result_facts_read(struct arena *a, const char *text, size_t n,
    struct result_facts *facts)
{
	struct names names;
	struct lines l;

	*facts = (struct result_facts){ .n = 0 };
	lines_init(&l, a, text, n, "facts");
	lines_read(&l, &fact_row, facts);
	if (!lines_done(&l))
		return false;
	for (size_t i = 0; i < facts->n; i++)
		if (!is_fact(facts->list[i].code))
			return false;
	names = names_of(a, facts->list, facts->n, sizeof *facts->list,
	    offsetof(struct result_fact, name));
	return names_twice(&names) == facts->n;
}

/* Each name once, each number up to most. */
static bool
good_scores(struct arena *a, const struct result_score *list, size_t n,
    int64_t most)
{
	struct names names = names_of(a, list, n, sizeof *list,
	    offsetof(struct result_score, name));

	for (size_t i = 0; i < n; i++)
		if (list[i].n > most)
			return false;
	return names_twice(&names) == n;
}

bool
result_credit_read(struct arena *a, const char *text, size_t n,
    struct result_credit *credit)
{
	struct lines l;

	*credit = (struct result_credit){ .n = 0 };
	lines_init(&l, a, text, n, "credit");
	lines_read(&l, &score_row, credit);
	return lines_done(&l) && good_scores(a, credit->list, credit->n,
	    RANK_CREDIT_MAX);
}

static int
by_point(const void *left, const void *right)
{
	const struct result_point *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->criterion, b->criterion);
}

static bool
good_points(struct arena *a, const struct result_sheet *s)
{
	struct result_point *sorted = arena_alloc(a,
	    (s->n_points + 1) * sizeof *sorted);

	for (size_t i = 0; i < s->n_points; i++) {
		sorted[i] = s->points[i];
		if (sorted[i].n > RANK_TOTAL)
			return false;
	}
	qsort(sorted, s->n_points, sizeof *sorted, by_point);
	for (size_t i = 1; i < s->n_points; i++)
		if (by_point(&sorted[i - 1], &sorted[i]) == 0)
			return false;
	return true;
}

bool
result_sheet_read(struct arena *a, const char *text, size_t n,
    struct result_sheet *sheet)
{
	struct lines l;

	*sheet = (struct result_sheet){ .n = 0 };
	lines_init(&l, a, text, n, "sheet");
	lines_read(&l, &evaluator_row, sheet);
	lines_read(&l, &point_row, sheet);
	lines_read(&l, &total_row, sheet);
	/* e/<id>, the id without a further slash. */
	return lines_done(&l) && strncmp(sheet->evaluator, "e/", 2) == 0 &&
	    strchr(sheet->evaluator + 2, '/') == NULL &&
	    good_points(a, sheet) &&
	    good_scores(a, sheet->totals, sheet->n, RANK_TOTAL);
}

bool
result_uses(const struct rule *rule, const char *kind)
{
	return strcmp(kind, "facts") == 0 ||
	    (strcmp(kind, "credit") == 0 &&
	    strcmp(rule->rule, "credit") == 0) ||
	    (strcmp(kind, "sheet") == 0 &&
	    strcmp(rule->rule, "composite") == 0);
}
