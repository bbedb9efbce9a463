/* SPDX-License-Identifier: Apache-2.0 */
/* home.c: the front page. */
#include "market/home.h"

#include <inttypes.h>

#include "fcgi/chart.h"
#include "fcgi/handlers.h"
#include "fcgi/notice.h"
#include "fcgi/project.h"
#include "market/item.h"

enum { OPENINGS = 4, NOTICES = 6, HOT = 5 };

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

static void
fill_chart(struct req *req, struct view *v, const struct home *h)
{
	struct bar bars[CHART_MONTHS];

	for (size_t i = 0; i < CHART_MONTHS; i++)
		bars[i] = (struct bar){ h->months[i].year * 12 +
		    h->months[i].month - 1, h->months[i].deals,
		    arena_printf(req->market->arena, "%" PRId64,
		    h->months[i].deals) };
	fill_bars(req, v, "cj", "title_home_chart", bars, true);
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
	fill_chart(req, v, &h);
	for (size_t i = 0; i < n && i < HOT; i++) {
		struct view *row = view_row(v, "HOT");

		view_text(row, "ITEM_CODE", items[i].code);
		view_text(row, "ITEM", items[i].name);
	}
	return reply_view(req, 200, v);
}
