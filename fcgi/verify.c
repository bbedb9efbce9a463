/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: pages on which a visitor's browser recomputes an award, or tries
 * other prices. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/opening.h"
#include "market/project.h"
#include "static/release.h"

int
verify_page(struct req *req)
{
	struct project p;
	struct round r;
	struct view *v;
	enum err err = project_get(req->market, req->arg[0], &p);

	if (!err)
		err = project_round(req->market, p.id, &r);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "verify/show.html");
	view_words(v, "TITLE", "title_verify", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	view_text(v, "SEALING", r.sealing_id);
	return reply_view(req, 200, v);
}

/* How the rule works, and whose key is whose; the case is a public file. */
static void
fill_explained(struct view *v, const struct opening *o)
{
	const char *method = o->project.method;

	view_word(v, "HOW", "how", method);
	if (strcmp(method, "average") == 0 || strcmp(method, "reference") == 0)
		view_show(v, "RING");
	for (size_t i = 0; i < o->n; i++) {
		struct view *row;

		if (o->bids[i].agency_id == 0)
			continue;
		row = view_row(v, "PARTY");
		view_text(row, "KEY_NAME", o->bids[i].name);
		view_text(row, "AGENCY", o->bids[i].agency_name);
	}
}

int
explain_page(struct req *req)
{
	struct opening o;
	struct view *v;
	enum err err = opening_get(req->market, req->arg[0], &o);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "verify/explain.html");
	view_words(v, "TITLE", "title_explain", NULL);
	view_text(v, "CODE", o.project.code);
	view_text(v, "NAME", o.project.title);
	view_text(v, "SEALING", o.round.sealing_id);
	if (o.round.result_leaf == 0)
		view_show(v, "NO_RESULT");
	else
		fill_explained(view_row(v, "RESULT"), &o);
	return reply_view(req, 200, v);
}
