/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: one box for projects, agencies and services. */
#include "market/search.h"

#include <inttypes.h>

#include "fcgi/agency.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"

static void
fill_found(struct req *req, struct view *v, const struct found *f,
    const char *q)
{
	for (size_t i = 0; i < f->n_items; i++) {
		struct view *row = view_row(v, "ITEM_ROW");

		view_text(row, "ITEM_CODE", f->items[i].code);
		view_text(row, "ITEM", f->items[i].name);
		view_text(row, "DEPARTMENT", f->items[i].department);
	}
	for (size_t i = 0; i < f->n_agencies; i++)
		fill_agency_card(req, v, &f->agencies[i]);
	for (size_t i = 0; i < f->n_projects && i < SEARCH_PAGE; i++)
		fill_project_card(req, v, &f->projects[i]);
	if (f->n_items)
		view_show(v, "HAS_ITEMS");
	if (f->n_agencies)
		view_show(v, "HAS_AGENCIES");
	if (f->n_projects)
		view_show(v, "HAS_PROJECTS");
	if (!f->n_items && !f->n_agencies && !f->n_projects)
		view_show(v, "NONE");
	if (f->n_projects > SEARCH_PAGE) {
		struct view *more = view_row(v, "OLDER");

		view_text(more, "Q", q);
		view_arg(more, arg_number("BEFORE", ARG_PLAIN,
		    f->projects[SEARCH_PAGE - 1].id));
	}
}

int
search_page(struct req *req)
{
	const char *q = form_text(&req->args, "q");
	struct view *v = reply_page(req, "search/show.html");
	struct found found;
	int64_t before, unused;
	enum err err = OK;

	read_cursor(req, &before, &unused);
	view_words(v, "TITLE", "title_search", NULL);
	view_text(v, "QUERY", q);
	if (q[0] == '\0') {
		view_show(v, "START");
		return reply_view(req, 200, v);
	}
	err = search_all(req->market, q, before, &found);
	if (err == ERR_INVALID)
		view_show(v, "BAD_QUERY");
	else if (err)
		return reply_error(req, err);
	else
		fill_found(req, v, &found, q);
	return reply_view(req, err ? 422 : 200, v);
}
