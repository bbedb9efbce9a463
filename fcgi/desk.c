/* SPDX-License-Identifier: Apache-2.0 */
/* desk.c: the work desk of each role. */
#include "market/desk.h"

#include <string.h>

#include "fcgi/evaluator.h"
#include "fcgi/handlers.h"
#include "fcgi/message.h"
#include "fcgi/project.h"
#include "fcgi/watch.h"
#include "market/agency.h"
#include "market/item.h"

/* Where a task is done; any other: on the project's page. */
static const char *
task_place(struct arena *a, const struct task *t)
{
	static const struct { const char *code, *before, *after; } places[] = {
		{ "publish", "/desk/projects/", "/preview" },
		{ "terms", "/desk/projects/", "/terms" },
		{ "trustees", "/projects/", "/opening" },
		{ "selfopen", "/projects/", "/opening" },
		{ "fallback", "/desk/projects/", "/papers/fallback" },
		{ "award", "/desk/projects/", "/papers/award" },
		{ "objection", "/projects/", "/objections" },
		{ "choose", "/projects/", "/award/choose" },
		{ "explain", "/projects/", "/award/explain" },
		{ "decide", "/projects/", "/award/decide" },
		{ "expiring", "/desk/qualifications", NULL },
		{ "void", "/desk/projects/", "/papers/void" },
		{ "award_nobody", "/desk/projects/", "/papers/award" },
		{ "answer", "/projects/", "/questions" },
		{ "cure", "/projects/", "/documents" },
		{ "review", "/projects/", "/review" },
		{ "review_owner", "/projects/", "/review" },
		{ "credit_state", "/desk/credit/", "" },
		{ "penalty_state", "/desk/penalties/", "" },
		{ "inspect_correct", "/desk/inspections/tasks/", "" },
	};

	for (size_t i = 0; i < COUNT(places); i++) {
		if (strcmp(places[i].code, t->code) != 0)
			continue;
		return places[i].after ? arena_printf(a, "%s%s%s",
		    places[i].before, t->project_code, places[i].after) :
		    places[i].before;
	}
	return arena_printf(a, "/projects/%s", t->project_code);
}

static void
fill_tasks(struct arena *a, struct view *v, const struct desk *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct view *row = view_row(v, "TASK");

		view_word(row, "DO", "task", d->tasks[i].code);
		view_text(row, "PLACE", task_place(a, &d->tasks[i]));
		view_text(row, "NAME", d->tasks[i].title);
		if (d->tasks[i].until)
			view_arg(view_row(row, "UNTIL_LINE"), arg_time(
			    "UNTIL", d->tasks[i].until));
	}
	if (d->n == 0)
		view_show(v, "NO_TASK");
}

static void
fill_mine(struct view *v, const struct project_row *p)
{
	struct view *row = view_row(v, "MINE");

	view_text(row, "CODE", p->code);
	view_text(row, "NAME", p->title);
	view_text(row, "ITEM", p->item_name);
	view_arg(row, arg_money("CEILING", p->ceiling_fen));
	fill_project_state(row, p->state);
	view_show(row, strcmp(p->state, "draft") == 0 ? "TO_DRAFT" :
	    strcmp(p->state, "registering") == 0 ? "TO_TERMS" :
	    "TO_PROJECT");
}

static int
owner_desk(struct req *req, const struct desk *d)
{
	struct view *v = reply_page(req, "desk/owner.html");
	struct project_row *rows;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = fill_unread(req, v);
	if (!err)
		err = project_mine(req->market, &req->actor, before, &rows,
		    &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	fill_tasks(req->market->arena, v, d);
	for (size_t i = 0; i < n && i < PROJECT_PAGE; i++)
		fill_mine(v, &rows[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PROJECT_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, rows[PROJECT_PAGE - 1].id));
	return reply_view(req, 200, v);
}

/* Open projects of the items this agency serves. */
static int
agency_desk(struct req *req, const struct desk *d)
{
	struct view *v = reply_page(req, "desk/agency.html");
	struct project_row *rows;
	size_t n;
	enum err err = agency_matches(req->market, &req->actor, &rows, &n);

	if (!err)
		err = fill_unread(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	fill_tasks(req->market->arena, v, d);
	for (size_t i = 0; i < n; i++)
		fill_project_card(req, v, &rows[i]);
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}

static int
operator_desk(struct req *req)
{
	struct view *v = reply_page(req, "desk/operator.html");
	struct item_row *items;
	size_t n;
	enum err err = item_all(req->market, &items, &n);

	if (!err)
		err = fill_unread(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "ITEM_ROW");

		view_text(row, "ITEM_CODE", items[i].code);
		view_text(row, "ITEM", items[i].name);
		view_word(row, "ITEM_STATE", "item", items[i].state);
	}
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}

int
desk_page(struct req *req)
{
	struct desk d;
	enum err err = desk_get(req->market, &req->actor, &d);

	if (err)
		return reply_error(req, err);
	switch (req->actor.role) {
	case ROLE_OWNER:
		return owner_desk(req, &d);
	case ROLE_AGENCY:
		return agency_desk(req, &d);
	case ROLE_OPERATOR:
		return operator_desk(req);
	case ROLE_EVALUATOR:
		return evaluator_desk(req);
	case ROLE_INSPECTOR:
		return inspection_desk_page(req);
	case ROLE_DISCIPLINE:
		return tip_desk_page(req);
	default:
		return watch_desk(req);
	}
}
