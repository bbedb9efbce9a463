/* SPDX-License-Identifier: Apache-2.0 */
/* param_set.c: the parameters, version by version. */
#include "market/param_set.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/param_set.h"
#include "fcgi/reply.h"
#include "market/base/digits.h"

enum { HORIZON_LEAST = 2000 };		/* below it nothing is loaded */

/* «notice.min» has its words under notice_min. */
static const char *
word_of(struct arena *a, const char *key)
{
	char *word = arena_strdup(a, key);

	for (char *p = word; *p != '\0'; p++)
		if (*p == '.')
			*p = '_';
	return word;
}
void
fill_span(struct view *v, struct span s)
{
	static const char *const units[] = { [SPAN_WD] = "wd",
	    [SPAN_D] = "d", [SPAN_H] = "h", [SPAN_M] = "m",
	    [SPAN_S] = "s" };

	/* «86400s» is 24 hours, not a day: days end at midnight. */
	if (s.unit == SPAN_S && s.n % 3600 == 0)
		s = (struct span){ s.n / 3600, SPAN_H };
	else if (s.unit == SPAN_S && s.n % 60 == 0)
		s = (struct span){ s.n / 60, SPAN_M };
	view_arg(v, arg_number("N", ARG_PLAIN, s.n));
	view_word(v, "UNIT", "unit", units[s.unit]);
}

static void
show_span(struct view *row, const char *value)
{
	struct view *span = view_row(row, "SPAN");
	struct span s;

	if (span_parse(value, &s))
		fill_span(span, s);
}

/* «on off on»: fiscal, soe, social. */
static void
fill_switch(struct arena *a, struct view *row, const char *value)
{
	static const char *const funds[] = { "fiscal", "soe", "social" };
	char *rest = arena_strdup(a, value);

	for (size_t i = 0; i < COUNT(funds) && rest != NULL; i++) {
		struct view *one = view_row(row, "SWITCH");

		view_word(one, "FUND", "fund", funds[i]);
		view_word(one, "ON", "switch", strsep(&rest, " "));
	}
}

/* «30 7», with what each number counts: «value_qual_remind». */
static void
fill_plain(struct arena *a, struct view *row, const struct params_row *r)
{
	static const char *const names[] = { "A", "B", "C", "D", "E" };
	const char *code = arena_printf(a, "value_%s", word_of(a, r->key));
	struct arg args[COUNT(names) + 1] = { { .kind = ARG_END } };
	char *rest = arena_strdup(a, r->value);
	size_t n = 0;

	for (; n < COUNT(names) && rest != NULL; n++)
		args[n] = arg_text(names[n], strsep(&rest, " "));
	args[n] = (struct arg){ .kind = ARG_END };
	view_words(view_row(row, "PLAIN"), "VALUE", code, args);
}

static void
fill_row(struct arena *a, struct view *v, const struct params_row *r)
{
	struct view *row = view_row(v, "ROW");

	view_word(row, "MEANING", "param", word_of(a, r->key));
	view_text(row, "KEY", r->key);
	if (strcmp(r->kind, "span") == 0)
		show_span(row, r->value);
	else if (strcmp(r->kind, "switch") == 0)
		fill_switch(a, row, r->value);
	else
		fill_plain(a, row, r);
}

static int
show(struct req *req, int64_t version)
{
	struct arena *a = req->market->arena;
	struct param_set set;
	struct params_row r;
	struct view *v;
	enum err err = param_set_get(req->market, version, &set);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "param_set/show.html");
	view_words(v, "TITLE", "title_params", NULL);
	view_arg(v, arg_number("VERSION", ARG_PLAIN, set.version));
	view_arg(v, arg_time("FROM", set.effective_from));
	view_text(v, "HASH", set.hash);
	view_show(v, set.version == set.newest ? "IN_FORCE" : "OLD");
	if (set.horizon >= HORIZON_LEAST)
		view_arg(view_row(v, "CALENDAR"), arg_number("HORIZON",
		    ARG_PLAIN, set.horizon));
	if (set.version > 1)
		view_arg(view_row(v, "EARLIER"), arg_number("BEFORE",
		    ARG_PLAIN, set.version - 1));
	for (size_t i = 0; params_row(a, set.text, i, &r); i++)
		fill_row(a, v, &r);
	return reply_view(req, 200, v);
}

int
param_set_page(struct req *req)
{
	int64_t version = 0;

	if (req->arg[0][0] != '\0' && !digits_int(req->arg[0], 1, INT32_MAX,
	    &version))
		return reply_error(req, ERR_NOT_FOUND);
	return show(req, version);
}

/* What the hash is of, byte for byte. */
int
param_set_text(struct req *req)
{
	struct param_set set;
	int64_t version;
	enum err err = digits_int(req->arg[0], 1, INT32_MAX, &version) ?
	    param_set_get(req->market, version, &set) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_text(req, 200, set.text);
}
