/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the page on which a visitor's browser recomputes an award. */
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "static/release.h"

int
verify_page(struct req *req)
{
	struct project p;
	struct round r;
	struct view *v;
	enum err err = public_project(req, &p);

	if (!err)
		err = project_round(req->market, p.id, &r);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "verify/show.html");
	view_words(v, "TITLE", "title_verify", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	view_text(v, "SEALING", r.sealing_id);
	fill_attempt(req, v, &p);
	return reply_view(req, 200, v);
}
