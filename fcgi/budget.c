/* SPDX-License-Identifier: Apache-2.0 */
/* budget.c: a purchaser's budget lines. */
#include "market/budget.h"

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/base/digits.h"

static void
fill_line(struct view *v, const struct budget_line *l)
{
	struct view *row = view_row(v, "LINE");

	view_arg(row, arg_number("YEAR", ARG_PLAIN, l->year));
	view_text(row, "CODE", l->code);
	view_text(row, "NAME", l->name);
	view_arg(row, arg_money("AMOUNT", l->amount_fen));
	view_arg(row, arg_money("RESERVED", l->reserved_fen));
	view_arg(row, arg_money("COMMITTED", l->committed_fen));
	view_arg(row, arg_money("PAID", l->paid_fen));
	view_arg(row, arg_money("AVAILABLE", budget_available(l)));
}

static void
fill_form(struct req *req, struct view *v, const struct budget_form *form)
{
	view_text(v, "FORM_YEAR", form->year);
	view_text(v, "FORM_CODE", form->code);
	view_text(v, "FORM_NAME", form->name);
	view_text(v, "FORM_AMOUNT", form->amount);
	reply_form(req, v);
}

static enum err
fill_lines(struct req *req, struct view *v)
{
	struct budget_cursor after = { .code = form_text(&req->args,
	    "code") };
	struct budget_line *lines;
	size_t n;
	enum err err;

	if (!digits_int(form_text(&req->args, "year"), 1, 9999, &after.year))
		after.year = 0;
	err = budget_list(req->market, &req->actor, &after, &lines, &n);
	for (size_t i = 0; !err && i < n && i < BUDGET_PAGE; i++)
		fill_line(v, &lines[i]);
	if (!err && n == 0)
		view_show(v, "NONE");
	if (!err && n > BUDGET_PAGE) {
		const struct budget_line *last = &lines[BUDGET_PAGE - 1];
		struct view *more = view_row(v, "OLDER");

		view_arg(more, arg_number("LAST_YEAR", ARG_PLAIN,
		    last->year));
		view_text(more, "LAST_CODE", last->code);
	}
	if (after.year)
		view_show(v, "NEWEST");
	return err;
}

static int
show(struct req *req, int status, const struct budget_form *form,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "budget/list.html");
	enum err err = fill_lines(req, v);

	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_budget", NULL);
	view_show(v, req->actor.government ? "GOVERNMENT" : "OTHERS");
	fill_form(req, v, form);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
budget_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct budget_form form = { .code = "", .name = "", .amount = "" };

	form.year = arena_printf(req->market->arena, "%lld",
	    (long long)civil_of(req->now).year);
	return show(req, 200, &form, &problems);
}

int
budget_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct budget_form form = {
		.year = form_text(&req->form, "year"),
		.code = form_text(&req->form, "code"),
		.name = form_text(&req->form, "name"),
		.amount = form_text(&req->form, "amount"),
		.once = reply_once(req),
	};
	int64_t id;
	enum err err = budget_add(req->market, &req->actor, &form, &id,
	    &problems);

	if (problems.n)
		return show(req, reply_status(err), &form, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "budget_added", "/desk/budget");
}
