/* SPDX-License-Identifier: Apache-2.0 */
/* text_search.c: the words of a text, for a full-text index. */
#include "market/base/text.h"

#include "market/base/err.h"

enum { RUNS_MAX = 8 };

enum kind { OTHER, WORD, IDEOGRAPH };

/* A run: characters of one kind, side by side. */
struct run {
	enum kind kind;
	const char *from, *end;
	size_t length;		/* in characters */
};

static enum kind
kind_of(int32_t c)
{
	static const struct { int32_t first, last; } blocks[] = {
		{ 0x3005, 0x3007 }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
		{ 0xF900, 0xFAFF }, { 0x20000, 0x3FFFD },
	};

	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
		return WORD;
	for (size_t i = 0; i < COUNT(blocks); i++)
		if (c >= blocks[i].first && c <= blocks[i].last)
			return IDEOGRAPH;
	return OTHER;
}

/* The next run at *s that is not OTHER; false: there is none. */
static bool
next_run(const char **s, struct run *run)
{
	const char *from = *s, *next = *s;
	int32_t c;

	*run = (struct run){ .kind = OTHER };
	while ((c = text_next(&next)) != 0) {
		enum kind kind = kind_of(c);

		if (run->kind == OTHER)
			*run = (struct run){ .kind = kind, .from = from };
		else if (kind != run->kind)
			break;
		run->length++;
		run->end = from = next;
	}
	*s = from;
	return run->kind != OTHER;
}

/* The overlapping pairs of a run of two ideographs or more. */
static void
add_pairs(struct buf *out, const struct run *run)
{
	const char *first = run->from, *second = run->from;
	const char *next;

	text_next(&second);
	for (next = second; second < run->end; first = second, second = next) {
		text_next(&next);
		if (first > run->from)
			buf_text(out, " ");
		buf_add(out, first, (size_t)(next - first));
	}
}

static void
add_last(struct buf *out, const struct run *run)
{
	const char *last = run->from, *next = run->from;

	for (text_next(&next); next < run->end; text_next(&next))
		last = next;
	buf_add(out, last, (size_t)(run->end - last));
}

static void
add_run(struct buf *out, const struct run *run)
{
	if (run->kind == IDEOGRAPH && run->length > 1)
		add_pairs(out, run);
	else
		buf_add(out, run->from, (size_t)(run->end - run->from));
}

void
text_bigrams(struct buf *out, const char *s)
{
	struct buf folded;
	struct run run;
	const char *p;
	bool first = true;

	buf_init(&folded, SIZE_MAX / 2);
	text_fold(&folded, s);
	for (p = folded.data ? folded.data : ""; next_run(&p, &run);) {
		if (!first)
			buf_text(out, " ");
		first = false;
		add_run(out, &run);
		if (run.kind == IDEOGRAPH && run.length > 1) {
			buf_text(out, " ");
			add_last(out, &run);
		}
	}
	buf_release(&folded);
}

bool
text_phrase(struct buf *out, const char *query)
{
	struct buf folded;
	struct run run;
	const char *p;
	int runs = 0;

	buf_init(&folded, SIZE_MAX / 2);
	text_fold(&folded, query);
	p = folded.data ? folded.data : "";
	for (; runs < RUNS_MAX && next_run(&p, &run); runs++) {
		buf_text(out, runs > 0 ? " \"" : "\"");
		add_run(out, &run);
		buf_text(out, "\"");
		if (run.kind == IDEOGRAPH && run.length == 1)
			buf_text(out, "*");
	}
	buf_release(&folded);
	return runs > 0 && !out->full;
}
