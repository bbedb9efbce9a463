/* SPDX-License-Identifier: Apache-2.0 */
/* affiliation.c: the register of to whom agencies are tied. */
#include "fcgi/affiliation.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/affiliation.h"
#include "market/calendar.h"

/* _affiliation.html */
static struct view *
fill_row(struct view *v, const struct affiliation *f)
{
	struct view *row = view_row(v, "AFFILIATION");

	view_text(row, "OTHER", f->other_name);
	view_word(row, "TIE", "affiliation_kind", f->kind);
	view_arg(row, arg_number("SINCE", ARG_DATE,
	    calendar_day_end((int32_t)f->from_on)));
	view_text(row, "SOURCE", f->source);
	if (f->share_bp)
		view_arg(view_row(row, "WITH_SHARE"), arg_number("SHARE",
		    ARG_PERCENT, f->share_bp));
	if (f->to_on)
		view_arg(view_row(row, "OVER"), arg_number("LAST", ARG_DATE,
		    calendar_day_end((int32_t)f->to_on)));
	return row;
}

enum err
fill_affiliations(struct req *req, struct view *v, int64_t party_id)
{
	struct affiliation *list;
	size_t n;
	enum err err = affiliation_of(req->market, party_id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		(void)fill_row(v, &list[i]);
	if (!err && n == 0)
		view_show(v, "NO_AFFILIATION");
	return err;
}

static void
fill_form(struct req *req, struct view *v, const struct affiliation_form *f)
{
	static const char *const kinds[] = { "founder", "supervisor",
	    "holder", "shareholder", "office" };

	view_text(v, "USCC", f->uscc);
	view_text(v, "OTHER_USCC", f->other_uscc);
	view_text(v, "OTHER_NAME", f->other_name);
	view_text(v, "SHARE", f->share);
	view_text(v, "FROM", f->from);
	view_text(v, "TO", f->to);
	view_text(v, "SOURCE", f->source);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct view *row = view_row(v, "KIND_CHOICE");

		view_text(row, "VALUE", kinds[i]);
		view_word(row, "LABEL", "affiliation_kind", kinds[i]);
		if (strcmp(kinds[i], f->kind) == 0)
			view_show(row, "CHOSEN");
	}
	reply_form(req, v);
}

static int
show_register(struct req *req, int status, const struct affiliation_form *f,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "affiliation/list.html");
	struct affiliation *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = affiliation_list(req->market, before, &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_affiliations", NULL);
	fill_form(req, v, f);
	for (size_t i = 0; i < n && i < AFFILIATION_PAGE; i++) {
		struct view *of = view_row(v, "ENTRY");
		struct view *form;

		view_text(of, "AGENCY", list[i].agency_name);
		view_text(of, "AGENCY_USCC", list[i].agency_uscc);
		(void)fill_row(of, &list[i]);
		if (list[i].to_on)
			continue;
		form = view_row(of, "END_FORM");
		view_arg(form, arg_number("NO", ARG_PLAIN, list[i].id));
		reply_form(req, form);
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > AFFILIATION_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[AFFILIATION_PAGE - 1].id));
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

static const struct affiliation_form empty = { .uscc = "",
    .other_uscc = "", .other_name = "", .kind = "", .share = "", .from = "",
    .to = "", .source = "" };

int
affiliation_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	struct affiliation_form f = empty;

	f.uscc = form_text(&req->args, "uscc");
	return show_register(req, 200, &f, &none);
}

int
affiliation_add_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct affiliation_form f = {
		.uscc = reply_field(req, "uscc"),
		.other_uscc = reply_field(req, "other_uscc"),
		.other_name = reply_field(req, "other_name"),
		.kind = reply_field(req, "kind"),
		.share = reply_field(req, "share"),
		.from = reply_field(req, "from"),
		.to = reply_field(req, "to"),
		.source = reply_field(req, "source"),
		.once = reply_once(req),
	};
	enum err err = affiliation_add(req->market, &req->actor, &f,
	    &problems);

	if (problems.n)
		return show_register(req, reply_status(err), &f, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_affiliation", "/desk/affiliations");
}

int
affiliation_end_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    affiliation_end(req->market, &req->actor, id,
	    reply_field(req, "to"), &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show_register(req, reply_status(err), &empty,
		    &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_affiliation", "/desk/affiliations");
}
