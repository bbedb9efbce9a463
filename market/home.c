/* SPDX-License-Identifier: Apache-2.0 */
/* home.c: the market in figures. */
#include "market/home.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/record.h"
#include "market/base/digits.h"

__extension__ typedef __int128 int128;	/* sums of money */

static enum err
read_months(struct market *m, struct home *h)
{
	struct civil c = civil_of(market_now(m));
	enum err err = OK;

	for (int i = HOME_MONTHS - 1; !err && i >= 0; i--) {
		char name[48];

		snprintf(name, sizeof name, "deals_%04" PRId64 "-%02d",
		    c.year, c.month);
		h->months[i].year = c.year;
		h->months[i].month = c.month;
		err = db_tally_get(m->db, name, &h->months[i].deals);
		if (--c.month == 0) {
			c.month = 12;
			c.year--;
		}
	}
	return err;
}

static enum err
read_averages(struct market *m, struct home *h)
{
	int64_t bids, awarded, ceiling, seconds;
	enum err err = db_tally_get(m->db, "openings", &h->openings);

	if (!err)
		err = db_tally_get(m->db, "opened_bids", &bids);
	if (!err)
		err = db_tally_get(m->db, "awarded_fen", &awarded);
	if (!err)
		err = db_tally_get(m->db, "ceiling_fen", &ceiling);
	if (!err)
		err = db_tally_get(m->db, "award_seconds", &seconds);
	if (err || h->openings == 0 || ceiling == 0)
		return err;
	h->bids_tenths = bids * 10 / h->openings;
	h->saved_permille = (int64_t)((int128)(ceiling - awarded) * 1000 /
	    ceiling);
	h->award_tenths_days = seconds * 10 / 86400 / h->openings;
	return OK;
}

enum err
home_get(struct market *m, struct home *h)
{
	char name[48];
	enum err err;

	memset(h, 0, sizeof *h);
	snprintf(name, sizeof name, "deals_%04" PRId64,
	    civil_of(market_now(m)).year);
	err = db_tally_get(m->db, "open_projects", &h->open_projects);
	if (!err)
		err = db_tally_get(m->db, "agencies", &h->agencies);
	if (!err)
		err = db_tally_get(m->db, name, &h->deals_this_year);
	if (!err)
		err = read_averages(m, h);
	return err ? err : read_months(m, h);
}
