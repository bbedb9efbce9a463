/* SPDX-License-Identifier: Apache-2.0 */
/* sheet.c: an evaluator scores. */
#include "market/sheet.h"

#include "fcgi/bid.h"
#include "fcgi/handlers.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"

/* What is in the box of bid i and criterion k. */
static const char *
typed(struct req *req, size_t i, size_t k)
{
	return form_text(&req->form, arena_printf(req->market->arena,
	    "p%zu-%zu", i, k));
}

static void
fill_box(struct req *req, struct view *row, const struct sheet_case *c,
    size_t i, size_t k, const struct problems *problems)
{
	struct arena *a = req->market->arena;
	struct view *box = view_row(row, "BOX");
	const char *name = arena_printf(a, "p%zu-%zu", i, k);
	const struct problem *wrong = problem_of(problems, name);
	const char *text = sheet_field(a, c->bids[i].fields,
	    arena_printf(a, "c%zu", k + 1));

	view_text(box, "BOX_NAME", name);
	view_text(box, "CRITERION", c->criteria[k].name);
	view_arg(box, arg_int("MOST", c->criteria[k].most));
	view_text(box, "TYPED", typed(req, i, k));
	if (text[0] != '\0')
		view_text(view_row(box, "WRITTEN"), "TEXT", text);
	else
		view_show(box, "NOTHING");
	if (wrong)
		view_words(view_row(box, "WRONG"), "WHY", wrong->code,
		    wrong->args);
}

/* What lies beside it: names alone, it is all kept back. */
static enum err
fill_annexes(struct req *req, struct view *v, const struct sheet_case *c)
{
	struct document_use *list;
	size_t n;
	enum err err = sheet_annexes(req->market, &req->actor, c->round.id,
	    &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		view_text(view_row(v, "MY_ANNEX"), "ANNEX_NAME",
		    list[i].document.name);
	return err;
}

static int
show(struct req *req, int status, const struct sheet_case *c,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "sheet/show.html");
	struct bid_document *list;
	struct view *open;
	struct uploads files;
	size_t n;

	view_words(v, "TITLE", "title_sheet", NULL);
	view_text(v, "CODE", c->project.code);
	view_text(v, "NAME", c->project.title);
	view_text(v, "OWNER", c->project.owner_name);
	view_arg(v, arg_time("UNTIL", c->until));
	if (fill_annexes(req, v, c) != OK)
		return reply_error(req, ERR_INTERNAL);
	if (c->mine != NULL) {
		view_text(view_row(v, "MINE"), "FILE", c->mine);
		return reply_view(req, status, v);
	}
	if (cure_list(req->market, c->round.id, &list, &n) != OK)
		return reply_error(req, ERR_INTERNAL);
	open = view_row(v, "TO_SCORE");
	for (size_t i = 0; i < c->n; i++) {
		struct view *row = view_row(open, "BID");

		view_text(row, "BIDDER", c->bids[i].agency_name);
		if (fill_handed_in(req, row, &c->project, c->bids[i].id,
		    list, n) != OK)
			return reply_error(req, ERR_INTERNAL);
		for (size_t k = 0; k < c->n_criteria; k++)
			fill_box(req, row, c, i, k, problems);
	}
	upload_files(req, &files);
	upload_fill_files(req, open, &files);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
sheet_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct sheet_case c;
	enum err err = sheet_case(req->market, &req->actor, req->arg[0], &c);

	return err ? reply_error(req, err) : show(req, 200, &c, &problems);
}

int
sheet_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct sheet_case c;
	const char **points;
	enum err err = sheet_case(req->market, &req->actor, req->arg[0], &c);

	if (err)
		return reply_error(req, err);
	points = arena_alloc(req->market->arena,
	    (c.n * c.n_criteria + 1) * sizeof *points);
	for (size_t i = 0; i < c.n; i++)
		for (size_t k = 0; k < c.n_criteria; k++)
			points[i * c.n_criteria + k] = typed(req, i, k);
	err = sheet_place(req->market, &req->actor, &c, points, &problems);
	if (problems.n)
		return show(req, reply_status(err), &c, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_sheet", "/desk/sheets/%s", c.project.code);
}

int
sheet_annex_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct uploads files;
	struct sheet_case c;
	enum err err = sheet_case(req->market, &req->actor, req->arg[0], &c);

	if (err)
		return reply_error(req, err);
	upload_files(req, &files);
	err = sheet_annex(req->market, &req->actor, req->arg[0], &files,
	    &problems);
	if (problems.n)
		return show(req, reply_status(err), &c, &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_annex",
	    "/desk/sheets/%s", c.project.code);
}
