/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c: the market in figures, by month and region. */
#include "fcgi/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/chart.h"
#include "fcgi/choice.h"
#include "fcgi/csv.h"
#include "fcgi/handlers.h"
#include "market/base/digits.h"

enum { FIRST_YEAR = 2000 };

/* What is shown of a row: how many, or a mean where value is given. */
static const struct figure {
	const char *name;		/* words: stats_<name>, stats_unit_<name> */
	enum stats_name count;
	int64_t (*value)(const struct stats_row *r);
	int64_t part;			/* value is in so many parts of one */
} columns[] = {
	{ "joined", STATS_JOINED, NULL, 1 },
	{ "posted", STATS_POSTED, NULL, 1 },
	{ "awarded", STATS_AWARDED, NULL, 1 },
	{ "failed", STATS_FAILED, NULL, 1 },
	{ "objected", STATS_OBJECTED, NULL, 1 },
	{ "complained", STATS_COMPLAINED, NULL, 1 },
	{ "judged", STATS_JUDGED, NULL, 1 },
	{ "intime", STATS_JUDGED, stats_intime_bp, 100 },
	{ "upheld", STATS_UPHELD, NULL, 1 },
	{ "saved", STATS_SAVED, stats_saved_bp, 100 },
	{ "bids", STATS_BIDS, stats_bids_tenths, 10 },
	{ "days", STATS_TIME, stats_days_tenths, 10 },
	{ "stars", STATS_RATED, stats_stars_tenths, 10 },
};

static int64_t
value_of(const struct figure *c, const struct stats_row *r)
{
	return c->value ? c->value(r) : r->of[c->count].n;
}

/* «12», «4.5», «12.50»; «-» where there is nothing to say. */
static const char *
text_of(struct req *req, const struct figure *c, const struct stats_row *r)
{
	struct arena *a = req->market->arena;
	int64_t n = value_of(c, r);

	if (n < 0)
		return "-";
	if (c->part == 1)
		return arena_printf(a, "%" PRId64, n);
	return arena_printf(a, c->part == 100 ? "%" PRId64 ".%02" PRId64 :
	    "%" PRId64 ".%" PRId64, n / c->part, n % c->part);
}

void
fill_stats_chart(struct req *req, struct view *v, const char *name,
    const struct stats *s)
{
	const struct figure *c = columns;
	struct bar bars[CHART_MONTHS];

	while (c < columns + COUNT(columns) && strcmp(c->name, name) != 0)
		c++;
	if (c == columns + COUNT(columns))
		bug("stats: no column %s", name);
	for (size_t i = 0; i < CHART_MONTHS; i++)
		bars[i] = (struct bar){ s->months[i].month,
		    value_of(c, &s->months[i]),
		    text_of(req, c, &s->months[i]) };
	fill_bars(req, v, c->name, arena_printf(req->market->arena,
	    "stats_chart_%s", c->name), bars,
	    s->months[CHART_MONTHS - 1].month == stats_month(req->now));
}

static void
fill_figures(struct req *req, struct view *v, const struct stats *s)
{
	for (size_t i = 0; i < COUNT(columns); i++) {
		struct view *row = view_row(v, "FIGURE");
		const char *text = text_of(req, &columns[i], &s->all);

		view_word(row, "LABEL", "stats", columns[i].name);
		view_text(row, "VALUE", text);
		if (strcmp(text, "-") != 0)
			view_word(view_row(row, "IN"), "UNIT", "stats_unit",
			    columns[i].name);
	}
}

static void
fill_regions_table(struct req *req, struct view *v, const struct stats *s)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		view_word(view_row(v, "HEAD"), "LABEL", "stats",
		    columns[i].name);
	for (size_t i = 0; i < s->n_regions; i++) {
		const struct stats_row *r = &s->regions[i];
		struct view *row = view_row(v, "REGION_ROW");

		view_text(row, "REGION", r->region_name[0] ? r->region_name :
		    r->region);
		for (size_t k = 0; k < COUNT(columns); k++)
			view_text(view_row(row, "CELL"), "VALUE", text_of(req,
			    &columns[k], r));
	}
	if (s->n_regions == 0)
		view_show(v, "NO_REGION");
}

/* «2026-11»; the running month where it is none, or lies ahead. */
static int64_t
read_month(const struct req *req, const char *name)
{
	const char *text = form_text(&req->args, name);
	int64_t now = stats_month(req->now), at;
	int64_t year, month;

	if (strlen(text) != strlen("2026-11") || text[4] != '-' ||
	    !digits_int(arena_strndup(req->market->arena, text, 4),
	    FIRST_YEAR, 9999, &year) || !digits_int(text[5] == '0' ?
	    text + 6 : text + 5, 1, 12, &month))
		return now;
	at = year * 12 + month - 1;
	return at < now ? at : now;
}

static void
view_month(struct req *req, struct view *v, const char *name, int64_t month)
{
	view_text(v, name, arena_printf(req->market->arena,
	    "%04" PRId64 "-%02d", month / 12, (int)(month % 12) + 1));
}

int
stats_page(struct req *req)
{
	static const char *const drawn[] = { "posted", "awarded", "saved",
	    "bids", "days", "joined", "complained" };
	struct view *v = reply_page(req, "stats/show.html");
	const char *chosen = form_text(&req->args, "region"), *region = NULL;
	int64_t last = read_month(req, "to");
	struct stats s;
	enum err err = fill_regions(req, v, chosen, &region);

	if (!err)
		err = stats_get(req->market, region ? region : "", last, &s);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_stats", NULL);
	view_text(v, "REGION_CODE", region ? region : "");
	view_month(req, v, "FROM", s.months[0].month);
	view_month(req, v, "TO", last);
	fill_figures(req, v, &s);
	fill_regions_table(req, v, &s);
	for (size_t i = 0; i < COUNT(drawn); i++)
		fill_stats_chart(req, v, drawn[i], &s);
	if (last - STATS_MONTHS >= FIRST_YEAR * 12)
		view_month(req, view_row(v, "OLDER"), "BEFORE",
		    last - STATS_MONTHS);
	if (last < stats_month(req->now))
		view_show(v, "NEWEST");
	return reply_view(req, 200, v);
}

/* ---- the same as a table to be saved ---- */

static const char *
yuan(struct req *req, int64_t fen)
{
	return arena_printf(req->market->arena, "%" PRId64 ".%02" PRId64,
	    fen / 100, fen % 100);
}

static void
csv_row(struct req *req, const struct stats_row *r)
{
	const char *cells[COUNT(columns) + 6];
	size_t n = 0;

	cells[n++] = arena_printf(req->market->arena, "%04" PRId64 "-%02d",
	    r->month / 12, (int)(r->month % 12) + 1);
	cells[n++] = r->region;
	cells[n++] = r->region_name;
	for (size_t i = 0; i < COUNT(columns); i++)
		cells[n++] = text_of(req, &columns[i], r);
	cells[n++] = yuan(req, r->of[STATS_POSTED].sum);
	cells[n++] = yuan(req, r->of[STATS_AWARDED].sum);
	cells[n] = NULL;
	csv_line(req, cells);
}

/* «after=2026-11&region=429901»: what comes behind that line. */
int
stats_csv(struct req *req)
{
	const char *region = form_text(&req->args, "region");
	int64_t month = form_text(&req->args, "after")[0] ?
	    read_month(req, "after") : FIRST_YEAR * 12;
	const struct stats_row *last;
	struct stats_row *list;
	size_t n;
	bool more;
	enum err err = stats_after(req->market, month, region, &list, &n,
	    &more);

	if (err)
		return reply_error(req, err);
	csv_begin(req, "csv_stats");
	for (size_t i = 0; i < n; i++)
		csv_row(req, &list[i]);
	last = n ? &list[n - 1] : NULL;
	return csv_end(req, more && last ? arena_printf(req->market->arena,
	    "/stats.csv?after=%04" PRId64 "-%02d&region=%s",
	    last->month / 12, (int)(last->month % 12) + 1, last->region) :
	    NULL);
}
