/* SPDX-License-Identifier: Apache-2.0 */
/* desk.c: the work desk of each role. */
#include "market/desk.h"

#include <string.h>

#include "fcgi/evaluator.h"
#include "fcgi/handlers.h"
#include "fcgi/notice.h"
#include "fcgi/project.h"
#include "market/agency.h"
#include "market/item.h"

/* Where a task is done; any other: on the project's page. */
static const char *
task_place(const char *code)
{
	static const struct { const char *code, *section; } places[] = {
		{ "publish", "TO_DRAFT" }, { "terms", "TO_TERMS" },
		{ "trustees", "TO_OPENING" }, { "selfopen", "TO_OPENING" },
		{ "fallback", "TO_FALLBACK" }, { "award", "TO_AWARD" },
	};

	for (size_t i = 0; i < COUNT(places); i++)
		if (strcmp(places[i].code, code) == 0)
			return places[i].section;
	return "TO_PROJECT";
}

static void
fill_tasks(struct view *v, const struct desk *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct view *row = view_row(v, "TASK");

		view_word(row, "DO", "task", d->tasks[i].code);
		view_text(row, "CODE", d->tasks[i].project_code);
		view_text(row, "NAME", d->tasks[i].title);
		if (d->tasks[i].until)
			view_arg(view_row(row, "UNTIL_LINE"), arg_time(
			    "UNTIL", d->tasks[i].until));
		view_show(row, task_place(d->tasks[i].code));
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
	err = project_mine(req->market, &req->actor, before, &rows, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	fill_tasks(v, d);
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

	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	fill_tasks(v, d);
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

/* Regulators and auditors read: what opens next, what was published. */
static int
watch_desk(struct req *req)
{
	struct view *v = reply_page(req, "desk/watch.html");
	struct project_row *rows;
	struct notice *notices;
	size_t n;
	enum err err = project_next_openings(req->market, PROJECT_PAGE,
	    &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		fill_project_card(req, v, &rows[i]);
	if (!err && n == 0)
		view_show(v, "NONE");
	if (!err)
		err = notice_list(req->market, NULL, 0, &notices, &n);
	for (size_t i = 0; !err && i < n && i < NOTICE_PAGE; i++)
		fill_notice_row(req, v, &notices[i]);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
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
	default:
		return watch_desk(req);
	}
}
