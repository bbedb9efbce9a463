/* SPDX-License-Identifier: Apache-2.0 */
/* petition.c: what a regulator is asked for, and decides. */
#include "fcgi/petition.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/reason.h"
#include "fcgi/upload.h"
#include "market/flow.h"

static bool
is_kind(const char *kind)
{
	return strcmp(kind, "cancel_late") == 0 ||
	    strcmp(kind, "supervise") == 0;
}

static int
show_ask(struct req *req, int status, const char *reason,
    const struct problems *problems)
{
	struct project p;
	enum err err = is_kind(req->arg[1]) ? project_get(req->market,
	    req->arg[0], &p) : ERR_NOT_FOUND;

	if (!err && p.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (err)
		return reply_error(req, err);
	return reply_reason(req, status, &p, req->arg[1],
	    arena_printf(req->market->arena, "/desk/projects/%s/petitions/%s",
	    p.code, req->arg[1]), reason, problems);
}

int
petition_ask_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_ask(req, 200, "", &none);
}

int
petition_ask_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *reason = reply_field(req, "reason");
	enum err err = petition_ask(req->market, &req->actor, req->arg[0],
	    req->arg[1], reason, &problems);

	if (problems.n)
		return show_ask(req, reply_status(err), reason, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_petition", "/projects/%s", req->arg[0]);
}

/* ---- the regulator ---- */

void
fill_petitions(struct view *v, const struct petition *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "PETITION");

		view_arg(row, arg_number("ID", ARG_PLAIN, list[i].id));
		view_word(row, "KIND", "petition", list[i].kind);
		view_text(row, "NAME", list[i].project_title);
		view_text(row, "OWNER", list[i].award_id ?
		    list[i].agency_name : list[i].owner_name);
		view_arg(row, arg_number("ASKED", ARG_DATE,
		    list[i].asked_at));
	}
}

int
petition_list_page(struct req *req)
{
	struct petition *list;
	struct view *v;
	size_t n;
	enum err err = petition_list(req->market, &list, &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "petition/list.html");
	view_words(v, "TITLE", "title_petitions", NULL);
	fill_petitions(v, list, n);
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}

/* Who gave an award up, and what it brings as proof. */
static enum err
fill_claim(struct req *req, struct view *v, const struct petition *t)
{
	struct view *claim = view_row(v, "CLAIM");

	view_text(claim, "AGENCY", t->agency_name);
	fill_lines(req, claim, "PROOF_LINE", t->evidence);
	return fill_files(req, claim, "FORCE_FILE", "force_majeure", t->id);
}

static int
show_petition(struct req *req, int status, const struct petition_form *f,
    const struct problems *problems)
{
	struct petition t;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    petition_get(req->market, id, &t) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "petition/show.html");
	view_word(v, "TITLE", "petition", t.kind);
	view_arg(v, arg_number("ID", ARG_PLAIN, t.id));
	view_text(v, "CODE", t.project_code);
	view_arg(v, arg_int("ATTEMPT", t.attempt_no));
	view_text(v, "NAME", t.project_title);
	view_text(v, "OWNER", t.owner_name);
	view_text(v, "ASKED_FOR", t.reason);
	if (t.award_id && fill_claim(req, v, &t) != OK)
		return reply_error(req, ERR_INTERNAL);
	if (t.decided_at) {
		struct view *done = view_row(v, "DECIDED");

		view_word(done, "VERDICT", "verdict", t.verdict);
		view_text(done, "DECISION", t.decision);
	} else if (req->actor.role == ROLE_REGULATOR) {
		struct view *form = view_row(v, "TO_DECIDE");

		view_text(form, "REASON", f->decision);
		if (strcmp(f->verdict, "granted") == 0)
			view_show(form, "GRANTED");
		if (strcmp(f->verdict, "refused") == 0)
			view_show(form, "REFUSED");
		if (strcmp(t.kind, "supervise") == 0)
			view_text(view_row(form, "MIN_FIELD"), "MIN",
			    f->min);
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
petition_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	const struct petition_form f = { .verdict = "", .decision = "",
	    .min = "" };

	return show_petition(req, 200, &f, &none);
}

int
petition_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct petition_form f = {
		.verdict = reply_field(req, "verdict"),
		.decision = reply_field(req, "reason"),
		.min = reply_field(req, "min"),
	};
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    petition_decide(req->market, &req->actor, id, &f, &problems) :
	    ERR_NOT_FOUND;

	if (problems.n)
		return show_petition(req, reply_status(err), &f, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_decided", "/desk/petitions");
}

static int
show_stop(struct req *req, int status, const char *reason,
    const struct problems *problems)
{
	struct project p;
	enum err err = project_get(req->market, req->arg[0], &p);

	if (!err && !flow_can(p.state, "cancel_late"))
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	return reply_reason(req, status, &p, "stop",
	    arena_printf(req->market->arena, "/desk/projects/%s/stop",
	    p.code), reason, problems);
}

int
stop_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_stop(req, 200, "", &none);
}

int
stop_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *reason = reply_field(req, "reason");
	enum err err = petition_stop(req->market, &req->actor, req->arg[0],
	    reason, &problems);

	if (problems.n)
		return show_stop(req, reply_status(err), reason, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_cancelled", "/projects/%s", req->arg[0]);
}
