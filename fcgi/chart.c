/* SPDX-License-Identifier: Apache-2.0 */
/* chart.c: bars of whole units; the picture is drawn by the template. */
#include "fcgi/chart.h"

#include <inttypes.h>

enum { WIDTH = 280, BAR_MAX = 58, BASE_LINE = 76 };

static const char *
month_text(struct req *req, int64_t month)
{
	return arena_printf(req->market->arena, "%04" PRId64 "-%02d",
	    month / 12, (int)(month % 12) + 1);
}

static void
fill_bar(struct view *row, const struct bar *b, int64_t most, int i)
{
	int64_t height = b->value > 0 ? b->value * BAR_MAX / most : 0;
	int x = i * WIDTH / CHART_MONTHS;

	view_arg(row, arg_number("YEAR", ARG_PLAIN, b->month / 12));
	view_arg(row, arg_number("MONTH_N", ARG_PLAIN, b->month % 12 + 1));
	view_text(row, "N", b->text);
	view_arg(row, arg_number("X", ARG_PLAIN, x + 3));
	view_arg(row, arg_number("MIDDLE", ARG_PLAIN, x + 11));
	view_arg(row, arg_number("Y", ARG_PLAIN, BASE_LINE - height));
	view_arg(row, arg_number("HEIGHT", ARG_PLAIN, height));
	if (i % 4 == 3)
		view_show(row, "LABELLED");
}

void
fill_bars(struct req *req, struct view *v, const char *id,
    const char *title, const struct bar bars[CHART_MONTHS], bool running)
{
	struct view *chart = view_row(v, "CHART");
	size_t top = 0;
	struct arg says[] = { arg_text("FROM", month_text(req,
	    bars[0].month)), arg_text("TO", month_text(req,
	    bars[CHART_MONTHS - 1].month)), { 0 }, { 0 }, { 0 } };

	for (size_t i = 1; i < CHART_MONTHS; i++)
		if (bars[i].value > bars[top].value)
			top = i;
	says[2] = arg_text("WHEN", month_text(req, bars[top].month));
	says[3] = arg_text("MOST", bars[top].text);
	view_text(chart, "CHART_ID", id);
	view_words(chart, "CHART_TITLE", title, NULL);
	if (bars[top].value > 0)
		view_words(chart, "CHART_DESC", "chart_desc", says);
	else
		view_words(chart, "CHART_DESC", "chart_empty", NULL);
	for (int i = 0; i < CHART_MONTHS; i++) {
		struct view *row = view_row(chart, "MONTH");

		fill_bar(row, &bars[i], bars[top].value > 0 ?
		    bars[top].value : 1, i);
		if (running && i == CHART_MONTHS - 1)
			view_show(row, "RUNNING");
	}
}
