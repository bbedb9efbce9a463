/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator.c: the operator's register of evaluators; an evaluator's desk. */
#include "market/evaluator.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/evaluator.h"
#include "fcgi/handlers.h"
#include "fcgi/message.h"
#include "fcgi/project.h"
#include "fcgi/reply.h"
#include "fcgi/secret.h"
#include "market/item.h"
#include "market/reading.h"

static void
fill_one(struct view *v, const struct evaluator *e)
{
	struct view *row = view_row(v, "WHO");

	view_arg(row, arg_number("ID", ARG_PLAIN, e->id));
	view_text(row, "NAME", e->name);
	view_text(row, "UNIT", e->unit);
	view_text(row, "TYPE", e->type);
	if (e->active)
		view_show(row, "ACTIVE");
	else
		view_show(row, "STOPPED");
}

/* Each service type once, in the order of the items. */
static enum err
fill_types(struct req *req, struct view *v, const char *chosen)
{
	struct item_row *items;
	size_t n;
	enum err err = item_all(req->market, &items, &n);

	for (size_t i = 0; !err && i < n; i++) {
		size_t k = 0;

		while (k < i && strcmp(items[k].type, items[i].type) != 0)
			k++;
		if (k == i)
			view_text(fill_choice(v, "TYPE_CHOICE",
			    items[i].type, chosen), "LABEL", items[i].type);
	}
	return err;
}

static int
show(struct req *req, int status, const struct evaluator_form *form,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "evaluator/list.html");
	struct evaluator *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	/* Names as they are: to read them is an act. */
	err = reading_note(req->market, &req->actor, "evaluator", 0);
	if (!err)
		err = evaluator_list(req->market, before, &list, &n);
	for (size_t i = 0; !err && i < n && i < EVALUATOR_PAGE; i++)
		fill_one(v, &list[i]);
	if (!err && n == 0)
		view_show(v, "NONE");
	if (!err && n > EVALUATOR_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[EVALUATOR_PAGE - 1].id));
	if (!err)
		err = fill_types(req, v, form->type);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_evaluators", NULL);
	view_text(v, "FORM_NAME", form->name);
	view_text(v, "FORM_UNIT", form->unit);
	view_text(v, "FORM_USCC", form->uscc);
	view_text(v, "FORM_EMAIL", form->email);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
evaluator_list_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct evaluator_form form = { .name = "", .unit = "", .uscc = "",
	    .type = "", .email = "" };

	return show(req, 200, &form, &problems);
}

int
evaluator_add_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct evaluator_form form = {
		.name = form_text(&req->form, "name"),
		.unit = form_text(&req->form, "unit"),
		.uscc = form_text(&req->form, "uscc"),
		.type = form_text(&req->form, "type"),
		.email = form_text(&req->form, "email"),
		.password = form_text(&req->form, "password"),
	};
	enum err err = evaluator_add(req->market, &req->actor, &form,
	    &problems);

	secret_wipe(req, "password");
	if (problems.n)
		return show(req, reply_status(err), &form, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_evaluator_added", "/desk/evaluators");
}

int
evaluator_stop_post(struct req *req)
{
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    evaluator_stop(req->market, &req->actor, id) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_done(req,
	    "done_evaluator_stopped", "/desk/evaluators");
}

int
evaluator_desk(struct req *req)
{
	struct view *v = reply_page(req, "desk/evaluator.html");
	struct sheet_row *rows;
	size_t n;
	enum err err = evaluator_tasks(req->market, &req->actor, &rows, &n);

	if (!err)
		err = fill_unread(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "SHEET");

		view_text(row, "CODE", rows[i].code);
		view_text(row, "NAME", rows[i].title);
		if (rows[i].done)
			view_show(row, "DONE");
		else if (rows[i].until)
			view_arg(view_row(row, "OPEN"), arg_time("UNTIL",
			    rows[i].until));
	}
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}
