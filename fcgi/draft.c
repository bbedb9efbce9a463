/* SPDX-License-Identifier: Apache-2.0 */
/* draft.c: writing a project down, looking at it, publishing it. */
#include "fcgi/draft.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/agency.h"
#include "market/base/text.h"
#include "market/budget.h"

struct draft_form
read_draft(struct req *req)
{
	return (struct draft_form){
		.item = reply_field(req, "item"),
		.title = reply_field(req, "title"),
		.scale = reply_field(req, "scale"),
		.content = reply_field(req, "content"),
		.place = reply_field(req, "place"),
		.region = reply_field(req, "region"),
		.fund = reply_field(req, "fund"),
		.budget = reply_field(req, "budget"),
		.ceiling = reply_field(req, "ceiling"),
		.days = reply_field(req, "days"),
		.requirements = reply_field(req, "requirements"),
		.method = reply_field(req, "method"),
		.chosen = reply_field(req, "chosen"),
		.deadline = reply_field(req, "deadline"),
		.contact = reply_field(req, "contact"),
		.phone = reply_field(req, "phone"),
		.server = reply_field(req, "server"),
		.rev = reply_field(req, "rev"),
		.once = reply_once(req),
	};
}

static enum err
fill_choices(struct req *req, struct view *v, const struct draft_form *f)
{
	struct budget_line *lines;
	size_t n;
	enum err err = fill_items(req, v, f->item, NULL);

	if (!err)
		err = fill_regions(req, v, f->region, NULL);
	if (!err)
		err = budget_choices(req->market, &req->actor, &lines, &n);
	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = fill_choice(v, "BUDGET_CHOICE",
		    arena_printf(req->market->arena, "%lld",
		    (long long)lines[i].id), f->budget);

		view_text(row, "LABEL", lines[i].name);
		view_text(row, "BUDGET_CODE", lines[i].code);
		view_arg(row, arg_number("YEAR", ARG_PLAIN, lines[i].year));
		view_arg(row, arg_money("LEFT", budget_available(&lines[i])));
	}
	if (!err && n == 0)
		view_show(v, "NO_BUDGET");
	return err;
}

static void
fill_values(struct view *v, const struct draft_form *f)
{
	view_text(v, "NAME", f->title);
	view_text(v, "SCALE", f->scale);
	view_text(v, "CONTENT", f->content);
	view_text(v, "PLACE", f->place);
	view_text(v, "CEILING", f->ceiling);
	view_text(v, "DAYS", f->days);
	view_text(v, "REQUIREMENTS", f->requirements);
	view_text(v, "DEADLINE", f->deadline);
	view_text(v, "CONTACT", f->contact);
	view_text(v, "PHONE", f->phone);
	view_text(v, "REV", f->rev);
	view_show(v, strcmp(f->server, "no") == 0 ? "SERVER_NO" :
	    "SERVER_YES");
}

/* An enterprise may choose directly and pay with its own money. */
static void
fill_freedom(struct req *req, struct view *v, const struct draft_form *f)
{
	struct view *own;

	if (req->actor.government) {
		view_show(v, "GOVERNMENT");
		return;
	}
	own = view_row(v, "ENTERPRISE");
	view_show(own, strcmp(f->fund, "fiscal") == 0 ? "FUND_FISCAL" :
	    "FUND_OWN");
	view_show(own, strcmp(f->method, "direct") == 0 ? "METHOD_DIRECT" :
	    "METHOD_LOWEST");
	view_text(own, "CHOSEN_USCC", f->chosen);
}

/* The earliest deadline, by what is being written: new, re-run, change. */
static int64_t
earliest(struct req *req, const char *code, bool amend)
{
	struct project p = { .attempt_no = amend ? -1 : 1 };

	if (code && !amend)
		(void)draft_get(req->market, &req->actor, code, &p);
	return draft_earliest_deadline(req->market->house, &p, req->now);
}

int
show_draft(struct req *req, int status, const char *code,
    const struct draft_form *f, const struct problems *problems, bool amend)
{
	struct view *v = reply_page(req, "draft/form.html");
	enum err err = fill_choices(req, v, f);

	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", amend ? "title_amend" : code ?
	    "title_draft_edit" : "title_draft_new", NULL);
	if (amend)
		view_show(v, "AMEND");
	if (code)
		view_text(view_row(v, "EDIT"), "CODE", code);
	else
		view_show(v, "NEW");
	view_arg(v, arg_time("EARLIEST", earliest(req, code, amend)));
	fill_values(v, f);
	fill_freedom(req, v, f);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

static int
show_form(struct req *req, int status, const char *code,
    const struct draft_form *f, const struct problems *problems)
{
	return show_draft(req, status, code, f, problems, false);
}

int
draft_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct draft_form f = {
		.item = form_text(&req->args, "item"), .title = "",
		.scale = "", .content = "", .place = "", .region = "",
		.fund = "", .budget = "", .ceiling = "", .days = "",
		.requirements = "", .method = form_text(&req->args,
		"method"), .chosen = form_text(&req->args, "chosen"),
		.deadline = "", .contact = "", .phone = "", .server = "yes",
		.rev = "0",
		.once = "",
	};

	return show_form(req, 200, NULL, &f, &none);
}

int
draft_create_post(struct req *req)
{
	struct draft_form f = read_draft(req);
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_create(req->market, &req->actor, &f, &p,
	    &problems);

	if (problems.n)
		return show_form(req, reply_status(err), NULL, &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "/desk/projects/%s/preview", p.code);
}

/* The code of the agency chosen directly, or "". */
static const char *
chosen_uscc(struct req *req, const struct project *p)
{
	struct party party;

	if (p->chosen_id == 0 ||
	    agency_party(req->market, p->chosen_id, &party) != OK)
		return "";
	return party.uscc;
}

int
draft_edit_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct draft_form f;
	struct project p;
	enum err err = draft_get(req->market, &req->actor, req->arg[0], &p);

	if (err)
		return reply_error(req, err);
	draft_to_form(req->market->arena, &p, chosen_uscc(req, &p), &f);
	return show_form(req, 200, p.code, &f, &none);
}

int
draft_edit_post(struct req *req)
{
	struct draft_form f = read_draft(req);
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_edit(req->market, &req->actor, req->arg[0], &f,
	    &p, &problems);

	if (problems.n)
		return show_form(req, reply_status(err), req->arg[0], &f,
		    &problems);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "/desk/projects/%s/preview", p.code);
}

static void
fill_preview(struct req *req, struct view *v, const struct project *p)
{
	struct party party;

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "ITEM", p->item_name);
	view_text(v, "SCALE", p->scale);
	fill_lines(req, v, "CONTENT", p->content);
	view_text(v, "PLACE", p->place);
	view_text(v, "REGION", p->region_name);
	view_word(v, "FUND", "fund", p->fund);
	view_arg(v, arg_money("CEILING", p->ceiling_fen));
	view_arg(v, arg_number("CAPITAL", ARG_CAPITAL, p->ceiling_fen));
	view_arg(v, arg_int("DAYS", p->service_days));
	fill_lines(req, v, "REQUIREMENT", p->requirements);
	if (p->requirements[0] == '\0')
		view_show(v, "NO_REQUIREMENT");
	view_word(v, "METHOD", "method", p->method);
	view_word(v, "SERVER_WORD", "server", p->server ? "allowed" :
	    "forbidden");
	view_text(v, "CONTACT", p->contact);
	view_text(v, "PHONE", p->phone);
	if (p->deadline)
		view_arg(view_row(v, "HAS_DEADLINE"), arg_time("DEADLINE",
		    p->deadline));
	if (p->chosen_id && agency_party(req->market, p->chosen_id,
	    &party) == OK)
		view_text(view_row(v, "DIRECT"), "CHOSEN", party.name);
}

static int
show_preview(struct req *req, int status, const struct project *p,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "draft/preview.html");

	view_words(v, "TITLE", "title_draft_preview", NULL);
	fill_preview(req, v, p);
	reply_form(req, v);
	reply_problems(req, v, problems);
	view_show(v, problems->n ? "NOT_READY" : "READY");
	return reply_view(req, status, v);
}

int
draft_preview_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_get(req->market, &req->actor, req->arg[0], &p);

	if (!err)
		err = draft_check(req->market, &p, &problems);
	return err ? reply_error(req, err) :
	    show_preview(req, 200, &p, &problems);
}

int
draft_publish_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_publish(req->market, &req->actor, req->arg[0],
	    &p, &problems);

	if (problems.n)
		return show_preview(req, reply_status(err), &p, &problems);
	if (err)
		return reply_error(req, err);
	if (strcmp(p.state, "registering") == 0)
		return reply_see_other(req, "/desk/projects/%s/terms",
		    p.code);
	return reply_done(req, "done_published", "/projects/%s", p.code);
}

int
draft_discard_post(struct req *req)
{
	enum err err = draft_discard(req->market, &req->actor, req->arg[0]);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_discarded", "/desk");
}
