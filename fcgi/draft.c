/* SPDX-License-Identifier: Apache-2.0 */
/* draft.c: writing a project down, looking at it, publishing it. */
#include "fcgi/draft.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/draft.h"
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
		.need = reply_field(req, "need"),
		.method = reply_field(req, "method"),
		.chosen = reply_field(req, "chosen"),
		.quote = reply_field(req, "quote"),
		.floor = reply_field(req, "floor"),
		.rate_min = reply_field(req, "rate_min"),
		.rate_max = reply_field(req, "rate_max"),
		.fixed = reply_field(req, "fixed"),
		.evaluators = reply_field(req, "evaluators"),
		.criteria = reply_field(req, "criteria"),
		.documents = reply_field(req, "documents"),
		.enquiry = reply_field(req, "enquiry"),
		.recusals = reply_field(req, "recusals"),
		.deadline = reply_field(req, "deadline"),
		.contact = reply_field(req, "contact"),
		.phone = reply_field(req, "phone"),
		.server = reply_field(req, "server"),
		.rev = reply_field(req, "rev"),
		.once = reply_once(req),
	};
}

/* What proposals are mostly judged by, to begin with. */
static const char *
usual_criteria(struct arena *a)
{
	return arena_printf(a, "%s\n%s\n%s\n%s",
	    view_sentence(a, "criteria_plan", NULL),
	    view_sentence(a, "criteria_team", NULL),
	    view_sentence(a, "criteria_record", NULL),
	    view_sentence(a, "criteria_promise", NULL));
}

int
draft_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct draft_form f = {
		.item = form_text(&req->args, "item"), .title = "",
		.scale = "", .content = "", .place = "", .region = "",
		.fund = "", .budget = "", .ceiling = "", .days = "",
		.requirements = "", .need = "all", .method = form_text(&req->args,
		"method"), .chosen = form_text(&req->args, "chosen"),
		.quote = "", .floor = "", .rate_min = "", .rate_max = "",
		.fixed = "", .evaluators = "", .criteria = usual_criteria(
		req->market->arena), .documents = "",
		.enquiry = "", .recusals = "",
		.deadline = "", .contact = "", .phone = "", .server = "yes",
		.rev = "0",
		.once = "",
	};

	return show_draft(req, 200, NULL, &f, &none, false);
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
		return show_draft(req, reply_status(err), NULL, &f, &problems, false);
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
	err = draft_to_form(req->market, &p, chosen_uscc(req, &p), &f);
	if (err)
		return reply_error(req, err);
	return show_draft(req, 200, p.code, &f, &none, false);
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
		return show_draft(req, reply_status(err), req->arg[0], &f,
		    &problems, false);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "/desk/projects/%s/preview", p.code);
}

int
draft_discard_post(struct req *req)
{
	enum err err = draft_discard(req->market, &req->actor, req->arg[0]);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_discarded", "/desk");
}
