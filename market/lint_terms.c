/* SPDX-License-Identifier: Apache-2.0 */
/* lint_terms.c: what a notice must not ask for. */
#include "market/lint_terms.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/buf.h"
#include "market/base/err.h"
#include "market/base/file.h"
#include "market/lint_match.h"

enum { LINES = 400, WORDS_BYTES = 400, GRADES = 8 };

/* The order of hits, and which of them stop public money. */
static const struct { const char *name; bool block; } rules[] = {
	{ "L1", true }, { "L2", true }, { "L3", true }, { "L4", true },
	{ "L5", false }, { "L6", false }, { "L7", true }, { "L8", true },
	{ "L9", false }, { "L10", false }, { "L11", false }, { "L12", false },
};

/* A line of the list: rule, where, pattern. */
struct line {
	const char *rule;
	const char *where;	/* all, text, requirement */
	struct lint_pattern pattern;
};

struct work {
	struct arena *arena;
	const struct lint_case *c;
	struct line *lines;
	size_t n_lines;
	struct lint_chars *chars;	/* one a text of the case */
	struct lint_hit *hits;
	size_t n;
};

/* ---- the list ---- */

static void
add_line(struct work *w, char *text)
{
	struct line *line = &w->lines[w->n_lines];
	char *rule = strsep(&text, "\t"), *where = strsep(&text, "\t");

	if (*rule == '\0')
		return;
	if (w->n_lines == LINES || where == NULL || text == NULL ||
	    !lint_pattern_read(text, &line->pattern))
		bug("lint: line %s", rule);
	line->rule = rule;
	line->where = where;
	w->n_lines++;
}

static void
read_lines(struct work *w)
{
	w->lines = arena_alloc(w->arena, LINES * sizeof *w->lines);
	for (const struct file *f = term_files; f->path != NULL; f++) {
		char *text = arena_strndup(w->arena, f->text,
		    (size_t)(f->end - f->text) - 1), *line;

		while ((line = strsep(&text, "\n")) != NULL)
			if (*line != '#')
				add_line(w, line);
	}
}

static bool
applies(const struct line *line, const struct lint_text *text)
{
	return strcmp(line->where, "all") == 0 || strcmp(line->where,
	    text->requirement ? "requirement" : "text") == 0;
}

/* What a line of «!» finds is no hit: it says that nothing is asked. */
static void
take_out(struct work *w, struct lint_chars *t)
{
	for (size_t i = 0; i < w->n_lines; i++) {
		size_t from = 0, to;

		if (strcmp(w->lines[i].rule, "!") != 0)
			continue;
		while (lint_match(t, &w->lines[i].pattern, 0, &from, &to))
			for (; from < to; from++)
				t->list[from].dead = true;
	}
}

/* ---- hits ---- */

static void
hit(struct work *w, size_t rule, const char *field, const char *words)
{
	if (w->n < LINT_HITS)
		w->hits[w->n++] = (struct lint_hit){ rules[rule].name, field,
		    words, rules[rule].block };
}

/* One more word of a hit, unless it is there or there are enough. */
static void
add_words(struct buf *words, const struct lint_chars *t, size_t from,
    size_t to)
{
	const char *at = t->text + t->list[from].from;
	int n = t->list[to - 1].to - t->list[from].from;
	struct buf one;

	buf_init(&one, WORDS_BYTES);
	buf_printf(&one, "%.*s", n, at);
	for (char *c = one.data; c && *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	if (one.data && !one.full && (words->len == 0 ||
	    strstr(words->data, one.data) == NULL) &&
	    words->len + one.len + 3 < WORDS_BYTES)
		buf_printf(words, "%s%s", words->len ? "\xe3\x80\x81" : "",
		    one.data);
	buf_release(&one);
}

/* Which characters of a text the lines of a rule hit. */
static bool *
marks_of(struct work *w, size_t rule, size_t text)
{
	const struct lint_chars *t = &w->chars[text];
	bool *marks = arena_alloc(w->arena, (t->n + 1) * sizeof *marks);

	for (size_t i = 0; i < w->n_lines; i++) {
		size_t from = 0, to;

		if (strcmp(w->lines[i].rule, rules[rule].name) != 0 ||
		    !applies(&w->lines[i], &w->c->texts[text]))
			continue;
		while (lint_match(t, &w->lines[i].pattern, w->c->ceiling_fen,
		    &from, &to))
			for (; from < to; from++)
				marks[from] = true;
	}
	return marks;
}

static void
by_words(struct work *w, size_t rule, size_t text)
{
	const struct lint_chars *t = &w->chars[text];
	const bool *marks = marks_of(w, rule, text);
	struct buf words;

	buf_init(&words, WORDS_BYTES);
	for (size_t from = 0, to; from < t->n; from = to + 1) {
		for (to = from; to < t->n && marks[to]; to++)
			;
		if (to > from)
			add_words(&words, t, from, to);
	}
	if (words.len > 0)
		hit(w, rule, w->c->texts[text].field,
		    arena_strdup(w->arena, words.data));
	buf_release(&words);
}

/* ---- L1, L2: demands beside what the item's law asks ---- */

/* The letters of a demand that say which one it is: «drop» words are out. */
struct core {
	int32_t *c;
	size_t n;
	int64_t grade;		/* the lowest named; 0 none */
};

static void
take_grades(struct work *w, struct lint_chars *t, struct core *core)
{
	for (size_t i = 0; i < w->n_lines; i++) {
		const struct line *line = &w->lines[i];
		size_t from = 0, to;
		int64_t grade;

		if (strncmp(line->rule, "grade", 5) != 0)
			continue;
		grade = line->rule[5] - '0';
		while (lint_match(t, &line->pattern, 0, &from, &to)) {
			if (core->grade == 0 || grade < core->grade)
				core->grade = grade;
			for (; from < to; from++)
				t->list[from].dead = true;
		}
	}
}

static void
core_of(struct work *w, const char *text, struct core *core)
{
	struct lint_chars t;

	lint_chars_of(w->arena, text, &t);
	*core = (struct core){ .c = arena_alloc(w->arena,
	    (t.n + 1) * sizeof *core->c) };
	take_grades(w, &t, core);
	for (size_t i = 0; i < w->n_lines; i++) {
		size_t from = 0, to;

		if (strcmp(w->lines[i].rule, "drop") != 0)
			continue;
		while (lint_match(&t, &w->lines[i].pattern, 0, &from, &to))
			for (; from < to; from++)
				t.list[from].dead = true;
	}
	for (size_t i = 0; i < t.n; i++)
		if (!t.list[i].dead)
			core->c[core->n++] = t.list[i].c;
}

/* Is a part of b, in one piece? */
static bool
within(const struct core *a, const struct core *b)
{
	for (size_t i = 0; i + a->n <= b->n; i++)
		if (memcmp(a->c, b->c + i, a->n * sizeof *a->c) == 0)
			return true;
	return false;
}

/* A demand, and how it stands to what the item's law asks. */
static bool
is_lawful(struct work *w, const char *line, const struct core *law,
    bool *asked)
{
	struct core one;

	core_of(w, line, &one);
	*asked = w->c->requirement[0] != '\0' && within(&one, law);
	return *asked && one.grade <= law->grade;
}

/* Where one will do, who holds a lawful one is kept out by no other. */
static bool
is_open(struct work *w, const struct lint_text *t, const struct core *law)
{
	char *copy = arena_strdup(w->arena, t->text), *line;
	bool asked;

	while (t->any && (line = strsep(&copy, "\n")) != NULL) {
		struct lint_chars chars;

		lint_chars_of(w->arena, line, &chars);
		if (chars.n > 0 && is_lawful(w, line, law, &asked))
			return true;
	}
	return false;
}

static void
by_demands(struct work *w, size_t rule, const struct lint_text *t)
{
	char *copy = arena_strdup(w->arena, t->text), *line;
	struct core law;
	struct buf words;

	core_of(w, w->c->requirement, &law);
	if (is_open(w, t, &law))
		return;
	buf_init(&words, WORDS_BYTES);
	while ((line = strsep(&copy, "\n")) != NULL) {
		struct lint_chars chars;
		bool asked, lawful;

		lint_chars_of(w->arena, line, &chars);
		if (chars.n == 0)
			continue;
		lawful = is_lawful(w, line, &law, &asked);
		if (rule == 0 ? !asked : asked && !lawful)
			add_words(&words, &chars, 0, chars.n);
	}
	if (words.len > 0)
		hit(w, rule, t->field, arena_strdup(w->arena, words.data));
	buf_release(&words);
}

/* ---- L11, L12 ---- */

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
by_numbers(struct work *w)
{
	const struct lint_case *c = w->c;

	if (c->window > 0 && c->n_windows >= LINT_WINDOWS) {
		size_t half = c->n_windows / 2;
		int64_t twice;		/* the median */

		qsort(c->windows, c->n_windows, sizeof *c->windows, compare);
		twice = c->windows[half] + c->windows[half -
		    (c->n_windows % 2 == 0)];
		if (c->window * 4 < twice)
			hit(w, 10, "window", "");
	}
	if (c->eligible < LINT_FEW)
		hit(w, 11, "eligible", "");
}

size_t
lint_terms(struct arena *a, const struct lint_case *c,
    struct lint_hit hits[LINT_HITS])
{
	struct work w = { .arena = a, .c = c, .hits = hits };

	read_lines(&w);
	w.chars = arena_alloc(a, (c->n + 1) * sizeof *w.chars);
	for (size_t i = 0; i < c->n; i++) {
		lint_chars_of(a, c->texts[i].text, &w.chars[i]);
		take_out(&w, &w.chars[i]);
	}
	for (size_t rule = 0; rule < COUNT(rules); rule++)
		for (size_t i = 0; i < c->n; i++)
			if (rule < 2 && c->texts[i].requirement)
				by_demands(&w, rule, &c->texts[i]);
			else
				by_words(&w, rule, i);
	if (c->bidding)
		by_numbers(&w);
	return w.n;
}
