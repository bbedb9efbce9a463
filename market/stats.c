/* SPDX-License-Identifier: Apache-2.0 */
/* stats.c: what a month brought, as it is read. */
#include "market/stats.h"

#include <string.h>

#include "db/month.h"
#include "market/base/digits.h"

__extension__ typedef __int128 int128;	/* sums of money */

static const char *const names[STATS_NAMES] = {
	[STATS_JOINED] = "joined", [STATS_POSTED] = "posted",
	[STATS_AWARDED] = "awarded", [STATS_COMPETED] = "competed",
	[STATS_SAVED] = "saved", [STATS_BIDS] = "bids",
	[STATS_TIME] = "time", [STATS_FAILED] = "failed",
	[STATS_COMPLAINED] = "complained", [STATS_JUDGED] = "judged",
	[STATS_UPHELD] = "upheld", [STATS_OBJECTED] = "objected", [STATS_RATED] = "rated",
};

int64_t
stats_month(int64_t at)
{
	struct civil c = civil_of(at);

	return c.year * 12 + c.month - 1;
}

enum err
stats_add(struct db *db, int64_t at, const char *region,
    enum stats_name name, int64_t sum)
{
	return db_month_add(db, stats_month(at), region, names[name], 1, sum);
}

/* Into the rows of one month or region; an unknown name is left out. */
static void
put(struct stats_row *r, const struct month_sum *m)
{
	for (size_t i = 0; i < STATS_NAMES; i++)
		if (strcmp(names[i], m->name) == 0) {
			r->of[i].n += m->n;
			r->of[i].sum += m->sum;
		}
}

/* Rows with the same month and region become one. */
static void
fold(struct arena *a, const struct month_sum *list, size_t n,
    struct stats_row **out, size_t *n_out)
{
	struct stats_row *rows = arena_alloc(a, (n + 1) * sizeof *rows);
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (k == 0 || rows[k - 1].month != list[i].month ||
		    strcmp(rows[k - 1].region, list[i].region) != 0) {
			memset(&rows[k], 0, sizeof rows[k]);
			rows[k].month = list[i].month;
			rows[k].region = list[i].region;
			rows[k++].region_name = list[i].region_name;
		}
		put(&rows[k - 1], &list[i]);
	}
	*out = rows;
	*n_out = k;
}

static enum err
read_months(struct market *m, const char *region, struct stats *s)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < STATS_MONTHS; i++) {
		struct month_sum *list;
		size_t n;

		err = db_month_of(m->db, s->months[i].month, region, &list,
		    &n);
		for (size_t k = 0; !err && k < n; k++) {
			put(&s->months[i], &list[k]);
			put(&s->all, &list[k]);
		}
	}
	return err;
}

enum err
stats_get(struct market *m, const char *region, int64_t last,
    struct stats *s)
{
	struct month_sum *list;
	size_t n;
	enum err err;

	memset(s, 0, sizeof *s);
	for (size_t i = 0; i < STATS_MONTHS; i++)
		s->months[i] = (struct stats_row){ .region = region,
		    .month = last - STATS_MONTHS + 1 + (int64_t)i };
	s->all.region = region;
	err = read_months(m, region, s);
	if (!err)
		err = db_month_regions(m->db, s->months[0].month, last,
		    &list, &n);
	/* A sum over months has none of its own. */
	for (size_t i = 0; !err && i < n; i++)
		list[i].month = 0;
	if (!err)
		fold(m->arena, list, n, &s->regions, &s->n_regions);
	return err;
}

enum err
stats_after(struct market *m, int64_t month, const char *region,
    struct stats_row **list, size_t *n, bool *more)
{
	struct month_sum *sums;
	enum err err = db_month_after(m->db, month, region, STATS_PIECE,
	    &sums, n);

	if (err)
		return err;
	*more = *n == STATS_PIECE;
	fold(m->arena, sums, *n, list, n);
	if (*more)
		--*n;		/* the last one may not be whole */
	return OK;
}

int64_t
stats_saved_bp(const struct stats_row *r)
{
	int64_t of = r->of[STATS_COMPETED].sum;

	return of <= 0 ? -1 : (int64_t)((int128)r->of[STATS_SAVED].sum *
	    10000 / of);
}

static int64_t
mean(const struct stats_row *r, enum stats_name name, int64_t times,
    int64_t unit)
{
	int64_t n = r->of[name].n;

	return n == 0 ? -1 : (int64_t)((int128)r->of[name].sum * times /
	    unit / n);
}

int64_t
stats_intime_bp(const struct stats_row *r)
{
	return mean(r, STATS_JUDGED, 10000, 1);
}

int64_t
stats_bids_tenths(const struct stats_row *r)
{
	return mean(r, STATS_BIDS, 10, 1);
}

int64_t
stats_days_tenths(const struct stats_row *r)
{
	return mean(r, STATS_TIME, 10, 86400);
}

int64_t
stats_stars_tenths(const struct stats_row *r)
{
	return r->of[STATS_RATED].n < STATS_RATED_LEAST ? -1 :
	    mean(r, STATS_RATED, 10, 1000000);
}
