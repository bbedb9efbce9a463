/* SPDX-License-Identifier: Apache-2.0 */
/* home.c: the front page. */
#include "market/home.h"

#include <inttypes.h>

#include "fcgi/handlers.h"
#include "fcgi/notice.h"
#include "fcgi/project.h"
#include "market/item.h"

enum { OPENINGS = 4, NOTICES = 6, HOT = 5, CHART_WIDTH = 280, BAR_MAX = 58,
    BASE_LINE = 76 };

static enum err
fill_openings(struct req *req, struct view *v)
{
	struct project_row *rows;
	size_t n;
	enum err err = project_next_openings(req->market, OPENINGS, &rows,
	    &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = view_row(v, "OPENING");

		view_text(row, "CODE", rows[i].code);
		view_text(row, "NAME", rows[i].title);
		view_arg(row, arg_number("DEADLINE_ISO", ARG_ISO,
		    rows[i].deadline));
		view_arg(row, arg_number("DAY", ARG_DAY, rows[i].deadline));
		view_arg(row, arg_number("CLOCK", ARG_CLOCK,
		    rows[i].deadline));
		view_arg(row, arg_number("LEFT", ARG_LEFT,
		    rows[i].deadline - req->now));
	}
	if (!err && n == 0)
		view_show(v, "NO_OPENING");
	return err;
}

static enum err
fill_notices(struct req *req, struct view *v)
{
	struct notice *list;
	size_t n;
	enum err err = notice_list(req->market, NULL, 0, &list, &n);

	for (size_t i = 0; !err && i < n && i < NOTICES; i++)
		fill_notice_row(req, v, &list[i]);
	if (!err && n == 0)
		view_show(v, "NO_NOTICE");
	return err;
}

static const char *
tenths(struct req *req, int64_t n)
{
	return arena_printf(req->market->arena, "%" PRId64 ".%" PRId64,
	    n / 10, n % 10);
}

static void
fill_figures(struct req *req, struct view *v, const struct home *h)
{
	struct view *row;

	view_arg(v, arg_int("OPEN_PROJECTS", h->open_projects));
	view_arg(v, arg_int("AGENCIES", h->agencies));
	view_arg(v, arg_int("DEALS", h->deals_this_year));
	if (h->openings == 0)
		return;
	row = view_row(v, "AVERAGES");
	view_text(row, "BIDS_EACH", tenths(req, h->bids_tenths));
	view_text(row, "SAVED", tenths(req, h->saved_permille));
	view_text(row, "AWARD_DAYS", tenths(req, h->award_tenths_days));
}

/* Bars of whole units: the picture is drawn by the template. */
static void
fill_chart(struct view *v, const struct home *h)
{
	int64_t most = 1;

	for (size_t i = 0; i < HOME_MONTHS; i++)
		if (h->months[i].deals > most)
			most = h->months[i].deals;
	for (int i = 0; i < HOME_MONTHS; i++) {
		struct view *row = view_row(v, "MONTH");
		int64_t height = h->months[i].deals * BAR_MAX / most;
		int x = i * CHART_WIDTH / HOME_MONTHS;

		view_arg(row, arg_number("YEAR", ARG_PLAIN,
		    h->months[i].year));
		view_arg(row, arg_number("MONTH_N", ARG_PLAIN,
		    h->months[i].month));
		view_arg(row, arg_int("N", h->months[i].deals));
		view_arg(row, arg_number("X", ARG_PLAIN, x + 3));
		view_arg(row, arg_number("MIDDLE", ARG_PLAIN, x + 11));
		view_arg(row, arg_number("Y", ARG_PLAIN,
		    BASE_LINE - height));
		view_arg(row, arg_number("HEIGHT", ARG_PLAIN, height));
		if (i == HOME_MONTHS - 1)
			view_show(row, "RUNNING");
		if (i % 4 == 3)
			view_show(row, "LABELLED");
	}
}

int
home_page(struct req *req)
{
	struct view *v = reply_page(req, "home/show.html");
	struct item_row *items;
	struct home h;
	size_t n;
	enum err err = home_get(req->market, &h);

	if (!err)
		err = fill_openings(req, v);
	if (!err)
		err = fill_notices(req, v);
	if (!err)
		err = item_choices(req->market, &items, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_home", NULL);
	fill_figures(req, v, &h);
	fill_chart(v, &h);
	for (size_t i = 0; i < n && i < HOT; i++) {
		struct view *row = view_row(v, "HOT");

		view_text(row, "ITEM_CODE", items[i].code);
		view_text(row, "ITEM", items[i].name);
	}
	return reply_view(req, 200, v);
}
