/* SPDX-License-Identifier: Apache-2.0 */
/* rank_case.c: recalculation cases (domain.md 6.5). */
#include "market/rank_case.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"
#include "market/names.h"
#include "market/note.h"

static const char TAG[] = "sealbid/v1 case\n";

/* A text on its way to a case. */
struct reading {
	struct lines lines;
	const char *text;	/* the copy that the reader walks over */
	struct rule *rule;
	struct rank_bid *bids;
	size_t n;
	size_t first_bid;	/* its line */
	const char *words;	/* of what is wrong */
};

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The line that the reader stands at. */
static size_t
line_of(const struct reading *r)
{
	size_t line = 1;

	for (const char *p = r->text; p < r->lines.at; p++)
		line += *p == '\n';
	return line;
}

static bool
wrong(struct reading *r, const char *words)
{
	r->words = words;
	return false;
}

/* ---- the words of one line ---- */

struct word {
	const char *p;
	size_t n;
};

/* The next word of a line; its end must be a blank or the line's. */
static bool
next_word(const char **at, const char *lf, struct word *w)
{
	const char *blank;

	if (*at >= lf)
		return false;
	blank = memchr(*at, ' ', (size_t)(lf - *at));
	*w = (struct word){ *at, (size_t)((blank ? blank : lf) - *at) };
	/* A blank with nothing behind it leaves an empty last word. */
	*at = blank ? blank + 1 : lf + 1;
	return w->n > 0;
}

static bool
said(struct word w, const char *text)
{
	return w.n == strlen(text) && memcmp(w.p, text, w.n) == 0;
}

static bool
number(struct word w, int64_t least, int64_t most, int64_t *x)
{
	return lines_int(w.p, w.n, x) && *x >= least && *x <= most;
}

static bool
offer(const struct rule *rule, struct word w, int64_t *x)
{
	*x = 0;
	if (is(rule->price, "none"))
		return said(w, "-");
	if (is(rule->quote, "rate"))
		return number(w, 0, RANK_RATE, x);
	return number(w, 1, MONEY_MAX, x);
}

/* What a rule wants behind the offer. */
static bool
read_extra(struct reading *r, const char **at, const char *lf,
    struct rank_bid *b)
{
	const struct rule *rule = r->rule;
	struct word w;
	int64_t *totals;

	if (is(rule->rule, "bafo")) {
		if (!next_word(at, lf, &w))
			return wrong(r, "no second offer");
		b->second = -1;
		return said(w, "-") || offer(rule, w, &b->second) ||
		    wrong(r, "the second offer is none");
	}
	if (is(rule->rule, "credit"))
		return (next_word(at, lf, &w) &&
		    number(w, 0, RANK_CREDIT_MAX, &b->credit)) ||
		    wrong(r, "credit is 0 to 11000");
	if (!is(rule->rule, "composite"))
		return true;
	totals = arena_alloc(r->lines.arena,
	    (size_t)rule->evaluators * sizeof *totals);
	b->totals = totals;
	for (int64_t i = 0; i < rule->evaluators; i++)
		if (!next_word(at, lf, &w) ||
		    !number(w, 0, RANK_TOTAL, &totals[i]))
			return wrong(r, "a total of 0 to 10000 for each "
			    "evaluator");
	return true;
}

static bool
read_in(struct reading *r, const char **at, const char *lf,
    struct rank_bid *b)
{
	struct word w;

	if (!next_word(at, lf, &w) || !offer(r->rule, w, &b->offer))
		return wrong(r, "the offer is none");
	return read_extra(r, at, lf, b);
}

static bool
read_out(struct reading *r, const char **at, const char *lf,
    struct rank_bid *b)
{
	struct word w;

	if (!next_word(at, lf, &w))
		return wrong(r, "no code");
	for (size_t i = 0; rank_fact_code(i) != NULL; i++)
		if (said(w, rank_fact_code(i)))
			b->why = rank_fact_code(i);
	return b->why != NULL || wrong(r, "no such code");
}

static bool
read_bid(struct reading *r, const char *at, const char *lf,
    struct rank_bid *b)
{
	struct word w;

	*b = (struct rank_bid){ .name = NULL };
	if (!next_word(&at, lf, &w) || !note_is_name(w.p, w.n))
		return wrong(r, "no name of a bidder");
	b->name = arena_strndup(r->lines.arena, w.p, w.n);
	if (!next_word(&at, lf, &w))
		return wrong(r, "in or out");
	if (!said(w, "in") && !said(w, "out"))
		return wrong(r, "in or out");
	if (w.n == 3 ? !read_out(r, &at, lf, b) : !read_in(r, &at, lf, b))
		return false;
	return at > lf || wrong(r, "too much in the line");
}

/* ---- the whole ---- */

static const struct row seed_row = { "seed", { { COLUMN_HASH, 0 } }, 0, 0,
    0 };

static bool
read_head(struct reading *r, unsigned char *seed)
{
	struct lines *l = &r->lines;
	const char *at;

	if ((size_t)(l->end - l->at) < sizeof TAG - 1 ||
	    memcmp(l->at, TAG, sizeof TAG - 1) != 0)
		return wrong(r, "not a case of sealbid/v1");
	l->at += sizeof TAG - 1;
	lines_read(l, &seed_row, seed);
	if (l->bad)
		return wrong(r, "seed and 64 hexadecimal digits");
	rule_read(l, r->rule);
	/* It is wrong before any line behind it. */
	at = strstr(r->text, "\nfirst -\n");
	if (at != NULL && at + 1 < l->at) {
		l->at = at + 1;
		return wrong(r, "a first round has no case");
	}
	return !l->bad || wrong(r, "not the line that a rule has here");
}

static bool
read_bids(struct reading *r)
{
	struct lines *l = &r->lines;

	r->first_bid = line_of(r);
	for (; l->at < l->end; r->n++) {
		const char *lf = memchr(l->at, '\n',
		    (size_t)(l->end - l->at));

		if (lf == NULL)
			return wrong(r, "the last line has no end");
		if (!lines_next_is(l, "bid"))
			return wrong(r, "not a bid");
		if (r->n == RANK_BIDS)
			return wrong(r, "more than 10000 bids");
		if (!read_bid(r, l->at + 4, lf, &r->bids[r->n]))
			return false;
		l->at = lf + 1;
	}
	return true;
}

/* A name that came before is wrong before any later line is. */
static bool
check_names(struct reading *r, struct rank_bad *bad)
{
	struct names names = names_of(r->lines.arena, r->bids, r->n,
	    sizeof *r->bids, offsetof(struct rank_bid, name));
	size_t twice = names_twice(&names);

	if (twice < r->n)
		*bad = (struct rank_bad){ r->first_bid + twice,
		    "this name stood before" };
	return twice == r->n;
}

/* A bid has a line: room for as many, within what may be. */
static size_t
most_bids(const char *text, size_t n)
{
	size_t lines = 1;

	for (size_t i = 0; i < n && lines < RANK_BIDS; i++)
		lines += text[i] == '\n';
	return lines;
}

bool
rank_case_read(struct arena *a, const char *text, size_t n,
    struct rank_case *c, struct rank_bad *bad)
{
	struct reading r = { .lines = { .arena = a } };
	unsigned char *seed = arena_alloc(a, DRAW_SEED);
	bool good;

	r.rule = arena_alloc(a, sizeof *r.rule);
	r.text = r.lines.at = arena_strndup(a, text, n);
	r.lines.end = r.text + n;
	r.bids = arena_alloc(a, most_bids(text, n) * sizeof *r.bids);
	good = read_head(&r, seed) && read_bids(&r);
	if (!good)
		*bad = (struct rank_bad){ line_of(&r), r.words };
	*c = (struct rank_case){ r.rule, seed, r.bids, r.n };
	return check_names(&r, bad) && good;
}

/* ---- writing ---- */

/* Has the case all that its text must say? */
static bool
is_whole(const struct rank_case *c)
{
	if (c->seed == NULL || c->n > RANK_BIDS ||
	    (is(c->rule->rule, "bafo") && !c->rule->first.given))
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (c->bids[i].why == NULL && c->bids[i].totals == NULL &&
		    is(c->rule->rule, "composite"))
			return false;
	return true;
}

static void
write_in(struct buf *out, const struct rule *rule, const struct rank_bid *b)
{
	if (is(rule->price, "none"))
		buf_printf(out, "bid %s in -", b->name);
	else
		buf_printf(out, "bid %s in %" PRId64, b->name, b->offer);
	if (is(rule->rule, "bafo") && b->second < 0)
		buf_text(out, " -");
	else if (is(rule->rule, "bafo"))
		buf_printf(out, " %" PRId64, b->second);
	else if (is(rule->rule, "credit"))
		buf_printf(out, " %" PRId64, b->credit);
	for (int64_t i = 0; i < rule->evaluators; i++)
		buf_printf(out, " %" PRId64, b->totals[i]);
	buf_text(out, "\n");
}

bool
rank_case_write(struct buf *out, const struct rank_case *c)
{
	char hex[65];

	if (!is_whole(c))
		return false;
	lines_tag(out, "case");
	buf_printf(out, "seed %s\n", digits_hex(hex, c->seed, DRAW_SEED));
	rule_write_lines(out, c->rule);
	for (size_t i = 0; i < c->n; i++) {
		const struct rank_bid *b = &c->bids[i];

		if (b->why != NULL)
			buf_printf(out, "bid %s out %s\n", b->name, b->why);
		else
			write_in(out, c->rule, b);
	}
	return true;
}
