/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: a purchaser's public page. */
#include "market/owner.h"

#include <inttypes.h>

#include "fcgi/handlers.h"
#include "fcgi/payment.h"
#include "fcgi/project.h"

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
