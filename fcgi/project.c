/* SPDX-License-Identifier: Apache-2.0 */
/* project.c: the list of projects, what pages share, cancellation. */
#include "fcgi/project.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "market/base/digits.h"
#include "market/contract.h"
#include "market/flow.h"

void
read_cursor(const struct req *req, int64_t *a, int64_t *b)
{
	char copy[64];
	const char *before = form_text(&req->args, "before");
	char *dash;

	*a = *b = 0;
	if (strlen(before) >= sizeof copy)
		return;
	memcpy(copy, before, strlen(before) + 1);
	dash = strchr(copy, '-');
	if (dash != NULL) {
		*dash = '\0';
		if (!digits_int(dash + 1, 1, INT64_MAX, b))
			*b = 0;
	}
	if (!digits_int(copy, 1, INT64_MAX, a))
		*a = *b = 0;
}

enum err
public_project(struct req *req, struct project *p)
{
	int64_t attempt = 0;

	if (!digits_int(form_text(&req->args, "attempt"), 1, INT64_MAX,
	    &attempt))
		attempt = 0;
	return project_attempt(req->market, req->arg[0], attempt, p);
}

void
fill_attempt(struct req *req, struct view *v, const struct project *p)
{
	struct project newest;

	if (project_get(req->market, p->code, &newest) == OK &&
	    newest.attempt_no != p->attempt_no)
		view_arg(view_row(v, "OLD"), arg_number("OLD_ATTEMPT",
		    ARG_PLAIN, p->attempt_no));
}

void
fill_lines(struct req *req, struct view *v, const char *section,
    const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (n > 0)
			view_text(view_row(v, section), "LINE",
			    arena_strndup(req->market->arena, text, n));
		text += n + (text[n] == '\n');
	}
}

void
fill_price(struct view *v, const char *method, int64_t ceiling_fen)
{
	bool fixed = strcmp(method, "credit") == 0 ||
	    strcmp(method, "random") == 0;

	view_word(v, "PRICE_LABEL", "price", fixed ? "fixed" : "ceiling");
	view_arg(v, arg_money("CEILING", ceiling_fen));
}

void
fill_method(struct req *req, struct view *v, const struct project *p)
{
	view_word(v, "HOW", "method_how", p->method);
	if (strcmp(p->method, "direct") != 0)
		view_word(view_row(v, "HAS_QUOTE"), "QUOTE", "quote",
		    p->quote);
	if (strcmp(p->quote, "rate") == 0) {
		struct view *row = view_row(v, "RATED");

		view_arg(row, arg_number("RATE_MIN", ARG_PERCENT,
		    p->rate_min));
		view_arg(row, arg_number("RATE_MAX", ARG_PERCENT,
		    p->rate_max));
	}
	if (p->floor_fen)
		view_arg(view_row(v, "HAS_FLOOR"), arg_money("FLOOR",
		    p->floor_fen));
	if (p->evaluators)
		view_arg(view_row(v, "HAS_EVALUATORS"), arg_int("EVALUATORS",
		    p->evaluators));
	if (p->criteria[0])
		fill_lines(req, view_row(v, "HAS_CRITERIA"), "CRITERION",
		    p->criteria);
	if (p->documents[0])
		fill_lines(req, view_row(v, "HAS_DOCUMENTS"), "DOCUMENT",
		    p->documents);
}

void
fill_project_state(struct view *v, const char *state)
{
	static const struct { const char *state, *section; } tags[] = {
		{ "published", "TAG_BLUE" }, { "closed", "TAG_SUN" },
		{ "selecting", "TAG_SUN" }, { "publicity", "TAG_JADE" },
		{ "signing", "TAG_JADE" }, { "performing", "TAG_JADE" },
		{ "reviewing", "TAG_JADE" },
	};

	view_word(v, "STATE", "project", state);
	for (size_t i = 0; i < COUNT(tags); i++)
		if (strcmp(tags[i].state, state) == 0) {
			view_show(v, tags[i].section);
			return;
		}
	view_show(v, "TAG_GREY");
}

void
fill_project_card(struct req *req, struct view *v,
    const struct project_row *p)
{
	struct view *row = view_row(v, "PROJECT");
	bool open = strcmp(p->state, "published") == 0 &&
	    req->now < p->deadline;

	view_text(row, "CODE", p->code);
	view_text(row, "NAME", p->title);
	view_text(row, "OWNER", p->owner_name);
	view_text(row, "ITEM", p->item_name);
	view_text(row, "REGION", p->region_name);
	view_word(row, "METHOD", "method", p->method);
	fill_price(row, p->method, p->ceiling_fen);
	fill_project_state(row, p->state);
	if (open) {
		view_show(row, "OPEN");
		view_arg(row, arg_number("LEFT", ARG_LEFT,
		    p->deadline - req->now));
		view_arg(row, arg_number("DEADLINE_DAY", ARG_DAY,
		    p->deadline));
		view_arg(row, arg_number("DEADLINE_CLOCK", ARG_CLOCK,
		    p->deadline));
		view_arg(row, arg_number("DEADLINE_ISO", ARG_ISO,
		    p->deadline));
	} else {
		view_show(row, "NOT_OPEN");
		view_arg(row, arg_number("PUBLISHED", ARG_DATE,
		    p->published_at));
	}
}

/* The filters as chosen, and every choice there is. */
static enum err
fill_filters(struct req *req, struct view *v, struct project_filter *f)
{
	static const char *const states[] = { "published", "publicity",
	    "signing", "performing", "reviewing", "done", "failed",
	    "cancelled" };
	const char *region = form_text(&req->args, "region");
	const char *state = form_text(&req->args, "state");
	const char *item = form_text(&req->args, "item");
	enum err err = fill_regions(req, v, region, &f->region);

	if (!err)
		err = fill_items(req, v, item, &f->item_id);
	for (size_t i = 0; i < COUNT(states); i++) {
		view_word(fill_choice(v, "STATE_CHOICE", states[i], state),
		    "LABEL", "project", states[i]);
		if (strcmp(states[i], state) == 0)
			f->state = states[i];
	}
	if ((region[0] && !f->region) || (state[0] && !f->state) ||
	    (item[0] && !f->item_id))
		view_show(v, "BAD_FILTER");
	return err;
}

static void
fill_pager(struct req *req, struct view *v, const struct project_filter *f,
    const struct project_row *last)
{
	struct view *more = view_row(v, "OLDER");

	view_text(more, "REGION_CODE", f->region ? f->region : "");
	view_text(more, "STATE_CODE", f->state ? f->state : "");
	view_text(more, "ITEM_CODE", f->item_id ?
	    form_text(&req->args, "item") : "");
	view_arg(more, arg_number("BEFORE", ARG_PLAIN, last->published_no));
}

int
project_list_page(struct req *req)
{
	struct view *v = reply_page(req, "project/list.html");
	struct project_filter f = { .limit = 0 };
	struct project_row *rows;
	int64_t unused;
	size_t n;
	enum err err = fill_filters(req, v, &f);

	read_cursor(req, &f.before, &unused);
	if (!err)
		err = project_list(req->market, &f, &rows, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_projects", NULL);
	for (size_t i = 0; i < n && i < PROJECT_PAGE; i++)
		fill_project_card(req, v, &rows[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PROJECT_PAGE)
		fill_pager(req, v, &f, &rows[PROJECT_PAGE - 1]);
	if (f.before)
		view_show(v, "NEWEST");
	return reply_view(req, 200, v);
}

/* The stops of the line, and the event that reaches each. */
static const struct {
	const char *code;
	const char *event;
} stops[] = {
	{ "publish", "publish" }, { "deadline", "deadline" },
	{ "opening", "open" }, { "publicity", "announce" },
	{ "contract", "sign" }, { "acceptance", "" },
	{ "review", "close" },
};

/* How many stops lie behind a project in this state. */
static size_t
stops_done(const char *state)
{
	static const struct { const char *state; size_t done; } at[] = {
		{ "draft", 0 }, { "published", 1 }, { "closed", 2 },
		{ "selecting", 2 }, { "rebidding", 2 }, { "publicity", 3 },
		{ "signing", 4 },
		{ "performing", 5 }, { "reviewing", 6 }, { "done", 7 },
		{ "failed", 2 }, { "cancelled", 1 },
	};

	for (size_t i = 0; i < COUNT(at); i++)
		if (strcmp(at[i].state, state) == 0)
			return at[i].done;
	return 0;
}

/* «Step 2 of 7», for a phone, and what comes next. */
static void
fill_step_line(struct view *v, const struct project *p, size_t done)
{
	struct view *now = view_row(v, "STEP_LINE"), *next;

	view_arg(now, arg_int("STEP_N", (int64_t)done + 1));
	view_arg(now, arg_int("STEP_OF", (int64_t)COUNT(stops)));
	view_word(now, "STEP_WORD", "step", stops[done].code);
	if (done + 1 == COUNT(stops))
		return;
	next = view_row(now, "STEP_NEXT");
	view_word(next, "STEP_NEXT_WORD", "step", stops[done + 1].code);
	if (strcmp(p->state, "published") == 0)
		view_arg(view_row(next, "STEP_NEXT_AT"), arg_number(
		    "STEP_NEXT_DAY", ARG_DAY, p->deadline));
}

/* Accepted; or ended without that. */
static void
fill_acceptance(struct view *row, const struct contract *c)
{
	bool ended = c && c->accepted_at == 0 && c->in_force_at &&
	    strcmp(c->state, "terminated") == 0;

	view_word(row, "STEP_NAME", "step", ended ? "terminated" :
	    "acceptance");
	if (ended || (c && c->accepted_at))
		view_arg(row, arg_number("STEP_DAY", ARG_DAY, ended ?
		    c->ended_at : c->accepted_at));
}

void
fill_project_steps(struct view *v, const struct project *p,
    const struct project_event *events, size_t n, const struct contract *c)
{
	size_t done = stops_done(p->state);
	bool ended = strcmp(p->state, "failed") == 0 ||
	    strcmp(p->state, "cancelled") == 0;

	for (size_t i = 0; i < COUNT(stops); i++) {
		struct view *row = view_row(v, "STEP");

		if (stops[i].event[0] == '\0')
			fill_acceptance(row, c);
		else
			view_word(row, "STEP_NAME", "step", stops[i].code);
		for (size_t j = 0; j < n; j++)
			if (strcmp(events[j].event, stops[i].event) == 0)
				view_arg(row, arg_number("STEP_DAY", ARG_DAY,
				    events[j].at));
		if (i == done && strcmp(p->state, "published") == 0)
			view_arg(row, arg_number("STEP_DAY", ARG_DAY,
			    p->deadline));
		if (i < done)
			view_show(row, "STEP_DONE");
		else if (i == done && !ended)
			view_show(row, "STEP_NOW");
		else
			view_show(row, "STEP_TODO");
		if (i < done || (i == done && !ended))
			view_show(row, "STEP_ON");
	}
	if (done < COUNT(stops) && !ended)
		fill_step_line(v, p, done);
}
