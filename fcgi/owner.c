/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: a purchaser's public page. */
#include "market/owner.h"

#include <inttypes.h>

#include "fcgi/handlers.h"
#include "fcgi/payment.h"
#include "fcgi/project.h"
#include "fcgi/review.h"

/* The index, its parts, and what agencies say. */
static enum err
fill_reputation(struct req *req, struct view *v, const struct owner *o)
{
	static const char *const names[] = { "answer", "sign", "accept",
	    "pay" };
	struct measure *list;
	struct review *reviews;
	int64_t index;
	size_t n;
	enum err err = owner_measures(req->market, o->party_id, &list, &n);

	if (err)
		return err;
	fill_stars(v, o->stars_shown, o->stars_half);
	view_arg(v, arg_int("RATERS", o->stars_raters));
	fill_measures(v, list, n, "owner", names, COUNT(names));
	index = measure_index(list, n);
	if (index < 0)
		view_show(v, "NO_INDEX");
	else
		view_text(view_row(v, "HAS_INDEX"), "INDEX", arena_printf(
		    req->market->arena, "%" PRId64 ".%02" PRId64,
		    index / 100, index % 100));
	err = owner_reviews(req->market, o->party_id, &reviews, &n);
	if (!err)
		fill_reviews(req, v, reviews, n, o->stars_shown);
	return err;
}

int
owner_page(struct req *req)
{
	struct view *v;
	struct party party;
	struct owner owner;
	struct project_row *rows;
	struct late_payment *late;
	int64_t before, unused;
	size_t n, n_late;
	enum err err = owner_by_uscc(req->market, req->arg[0], &party,
	    &owner);

	read_cursor(req, &before, &unused);
	if (!err)
		err = owner_projects(req->market, party.id, before, &rows,
		    &n);
	if (!err)
		err = payment_late_of(req->market, party.id, &late, &n_late);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "owner/show.html");
	view_text(v, "TITLE", party.name);
	view_text(v, "NAME", party.name);
	view_text(v, "USCC", party.uscc);
	view_word(v, "KIND", "kind", owner.kind);
	view_arg(v, arg_number("ENTERED", ARG_DATE, owner.entered_at));
	err = fill_reputation(req, v, &owner);
	if (err)
		return reply_error(req, err);
	for (size_t i = 0; i < n && i < PROJECT_PAGE; i++)
		fill_project_card(req, v, &rows[i]);
	if (n_late > 0)
		fill_late(req, view_row(v, "LATE_LIST"), late, n_late);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PROJECT_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, rows[PROJECT_PAGE - 1].id));
	return reply_view(req, 200, v);
}
