/* SPDX-License-Identifier: Apache-2.0 */
/* draft_form.c: the form that a project is written down with. */
#include "fcgi/draft.h"

#include <string.h>

#include "fcgi/choice.h"
#include "market/budget.h"
#include "market/lint_terms.h"

static enum err
fill_choices(struct req *req, struct view *v, const struct draft_form *f)
{
	struct budget_line *lines;
	size_t n;
	enum err err = fill_items(req, v, f->item, NULL);

	if (!err)
		err = fill_regions(req, v, f->region, NULL);
	if (!err)
		err = budget_choices(req->market, &req->actor, &lines, &n);
	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = fill_choice(v, "BUDGET_CHOICE",
		    arena_printf(req->market->arena, "%lld",
		    (long long)lines[i].id), f->budget);

		view_text(row, "LABEL", lines[i].name);
		view_text(row, "BUDGET_CODE", lines[i].code);
		view_arg(row, arg_number("YEAR", ARG_PLAIN, lines[i].year));
		view_arg(row, arg_money("LEFT", budget_available(&lines[i])));
	}
	if (!err && n == 0)
		view_show(v, "NO_BUDGET");
	return err;
}

static void
fill_values(struct view *v, const struct draft_form *f)
{
	const struct { const char *name, *value; } values[] = {
		{ "NAME", f->title }, { "SCALE", f->scale },
		{ "CONTENT", f->content }, { "PLACE", f->place },
		{ "CEILING", f->ceiling }, { "DAYS", f->days },
		{ "REQUIREMENTS", f->requirements },
		{ "DEADLINE", f->deadline }, { "CONTACT", f->contact },
		{ "PHONE", f->phone }, { "REV", f->rev },
		{ "FLOOR", f->floor }, { "RATE_MIN", f->rate_min },
		{ "RATE_MAX", f->rate_max }, { "FIXED", f->fixed },
		{ "CRITERIA", f->criteria },
		{ "DOCUMENTS", f->documents }, { "ENQUIRY", f->enquiry }, { "RECUSALS", f->recusals },
	};

	for (size_t i = 0; i < COUNT(values); i++)
		view_text(v, values[i].name, values[i].value);
	view_show(v, strcmp(f->server, "no") == 0 ? "SERVER_NO" :
	    "SERVER_YES");
	view_show(v, strcmp(f->need, "any") == 0 ? "NEED_ANY" : "NEED_ALL");
	view_show(v, strcmp(f->quote, "rate") == 0 ? "QUOTE_RATE" :
	    "QUOTE_AMOUNT");
}

/* May any money of this owner be spent by the method? */
static bool
is_offered(const struct req *req, const char *method)
{
	const struct params *p = &req->market->house->params;

	return params_allow(p, method, PARAMS_FISCAL) ||
	    (!req->actor.government && (params_allow(p, method, PARAMS_SOE) ||
	    params_allow(p, method, PARAMS_SOCIAL)));
}

/* Each method, for which money, what it means and when it suits. */
static void
fill_methods(struct req *req, struct view *v, const char *chosen)
{
	static const char *const funds[] = { "fiscal", "soe", "social" };
	const struct params *p = &req->market->house->params;

	for (size_t i = 0; i < PARAMS_METHODS; i++) {
		const char *method = params_methods[i];
		struct view *row;

		if (!is_offered(req, method))
			continue;
		row = fill_choice(v, "METHOD_CHOICE", method, chosen[0] ?
		    chosen : "lowest");
		view_word(row, "LABEL", "method", method);
		view_word(row, "HOW", "method_how", method);
		view_word(row, "SUITS", "method_suits", method);
		if (strcmp(method, "average") == 0 ||
		    strcmp(method, "reference") == 0)
			view_show(row, "MARKED");
		for (int k = 0; !req->actor.government && k < PARAMS_FUNDS;
		    k++)
			if (!params_allow(p, method, k))
				view_word(view_row(row, "NOT_FOR"), "FUND",
				    "fund", funds[k]);
	}
}

static void
fill_funds(struct req *req, struct view *v, const char *chosen)
{
	static const char *const funds[] = { "social", "soe", "fiscal" };
	struct view *own;

	if (req->actor.government) {
		view_show(v, "GOVERNMENT");
		return;
	}
	own = view_row(v, "ENTERPRISE");
	for (size_t i = 0; i < COUNT(funds); i++)
		view_word(fill_choice(own, "FUND_CHOICE", funds[i], chosen),
		    "LABEL", "fund", funds[i]);
}

static void
fill_evaluators(struct view *v, const char *chosen)
{
	static const char *const counts[] = { "3", "5", "7", "9" };

	for (size_t i = 0; i < COUNT(counts); i++)
		fill_choice(v, "EVALUATORS_CHOICE", counts[i], chosen);
}

void
fill_eligible(struct view *v, int64_t n)
{
	struct view *row = view_row(v, "ELIGIBLE");

	if (n > DRAFT_ELIGIBLE)
		view_show(row, "MANY");
	view_arg(row, arg_int("COUNT", n > DRAFT_ELIGIBLE ? DRAFT_ELIGIBLE :
	    n));
	if (n < LINT_FEWEST)
		view_show(row, "FEWEST");
	else if (n < LINT_FEW)
		view_show(row, "FEW");
}

/* How many the draft as it is saved leaves. */
static void
fill_saved(struct req *req, struct view *v, const char *code)
{
	struct draft_terms t;
	struct project p;

	if (draft_get(req->market, &req->actor, code, &p) == OK &&
	    draft_terms_of(req->market, &p, &t) == OK)
		fill_eligible(v, t.eligible);
}

/* The earliest deadline, by what is being written: new, re-run, change. */
static int64_t
earliest(struct req *req, const char *code, bool amend, bool *provisional)
{
	struct project p = { .attempt_no = amend ? -1 : 1 };

	if (code && !amend)
		(void)draft_get(req->market, &req->actor, code, &p);
	return draft_earliest_deadline(req->market->house, &p, req->now,
	    provisional);
}

int
show_draft(struct req *req, int status, const char *code,
    const struct draft_form *f, const struct problems *problems, bool amend)
{
	struct view *v = reply_page(req, "draft/form.html");
	bool provisional;
	enum err err = fill_choices(req, v, f);

	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", amend ? "title_amend" : code ?
	    "title_draft_edit" : "title_draft_new", NULL);
	if (amend)
		view_show(v, "AMEND");
	if (code) {
		view_text(view_row(v, "EDIT"), "CODE", code);
		if (!amend)
			fill_saved(req, v, code);
	} else {
		view_show(v, "NEW");
	}
	view_arg(v, arg_time("EARLIEST", earliest(req, code, amend,
	    &provisional)));
	if (provisional)
		view_show(v, "PROVISIONAL");
	fill_values(v, f);
	fill_funds(req, v, f->fund);
	fill_methods(req, v, f->method);
	fill_evaluators(v, f->evaluators);
	if (!req->actor.government)
		view_text(view_row(v, "DIRECT"), "CHOSEN_USCC", f->chosen);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}
