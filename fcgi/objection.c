/* SPDX-License-Identifier: Apache-2.0 */
/* objection.c: objections, filed by agencies, answered by purchasers. */
#include "market/objection.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/complaint.h"
#include "market/matter.h"

/* ---- the public list ---- */

static void
fill_public(struct view *v, const struct objection *o, bool acts)
{
	struct view *row = view_row(v, "OBJECTION");

	view_arg(row, arg_number("ID", ARG_PLAIN, o->id));
	view_word(row, "ABOUT", "objection_on", o->about);
	view_word(row, "STATE", "objection_is", o->state);
	view_arg(row, arg_time("FILED", o->filed_at));
	if (o->suspends)
		view_show(row, "SUSPENDS");
	if (o->answered_at && o->answer[0] != '\0') {
		struct view *answer = view_row(row, "ANSWERED");

		view_arg(answer, arg_time("AT", o->answered_at));
		view_text(answer, "FACTS", o->facts);
		view_text(answer, "CLAIM", o->claim);
		view_text(answer, "ANSWER", o->answer);
	}
	if (acts)
		view_show(row, "TO_CASE");
}

int
objection_list_page(struct req *req)
{
	const struct actor *actor = &req->actor;
	struct project p;
	struct objection *list;
	struct view *v;
	size_t n;
	enum err err = objection_list(req->market, req->arg[0], &p, &list,
	    &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "objection/list.html");
	view_words(v, "TITLE", "title_objections", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	for (size_t i = 0; i < n; i++)
		fill_public(v, &list[i], actor->account_id &&
		    (actor->role == ROLE_REGULATOR ||
		    actor->role == ROLE_AUDITOR ||
		    (actor->party_id && (actor->party_id == p.owner_id ||
		    actor->party_id == list[i].party_id))));
	if (n == 0)
		view_show(v, "NONE");
	return reply_view(req, 200, v);
}

/* ---- filing ---- */

static int
show_new(struct req *req, int status, const struct objection_form *form,
    const struct problems *problems)
{
	struct objection_stand s;
	struct view *v;
	enum err err = objection_stand(req->market, &req->actor,
	    req->arg[0], &s);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "objection/new.html");
	view_words(v, "TITLE", "title_objection_new", NULL);
	view_text(v, "CODE", s.project.code);
	view_text(v, "NAME", s.project.title);
	view_text(v, "OWNER", s.project.owner_name);
	for (size_t i = 0; i < s.n; i++) {
		struct view *row = fill_choice(v, "ABOUT_CHOICE",
		    s.may[i].about, form->about);

		view_word(row, "LABEL", "objection_on", s.may[i].about);
		view_arg(row, arg_time("UNTIL", s.may[i].until));
	}
	view_show(v, s.n ? "MAY" : "MAY_NOT");
	view_text(v, "FACTS", form->facts);
	view_text(v, "CLAIM", form->claim);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
objection_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct objection_form form = { .about = "", .facts = "",
	    .claim = "" };

	return show_new(req, 200, &form, &none);
}

int
objection_file_post(struct req *req)
{
	struct problems problems;
	struct objection_form form = {
		.about = form_text(&req->form, "about"),
		.facts = form_text(&req->form, "facts"),
		.claim = form_text(&req->form, "claim"),
		.once = reply_once(req),
	};
	int64_t id;
	enum err err = objection_file(req->market, &req->actor, req->arg[0],
	    &form, &id, &problems);

	if (problems.n)
		return show_new(req, reply_status(err), &form, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_objection_filed", "/desk/objections/%lld", (long long)id);
}

/* ---- one of them ---- */

/* What the visitor can do with it now. */
static void
fill_acts(struct req *req, struct view *v, const struct objection_case *c)
{
	const struct objection *o = &c->objection;
	bool owner = req->actor.party_id == o->owner_id;
	bool filed = strcmp(o->state, "filed") == 0;
	struct view *decide;

	if (o->answered_at)
		return;
	if (!owner) {
		if (req->actor.party_id == o->party_id)
			view_show(v, "TO_WITHDRAW");
		return;
	}
	if (filed) {
		view_show(v, "TO_ACCEPT");
		return;
	}
	decide = view_row(v, "TO_DECIDE");
	if (strcmp(o->about, "result") != 0)
		return;
	for (size_t i = 0; matter_out_at(i) != NULL; i++)
		view_word(fill_choice(view_row(decide, "MAY_CORRECT"),
		    "OUT_CHOICE", matter_out_at(i),
		    form_text(&req->form, "out")), "LABEL", "out",
		    matter_out_at(i));
}

/* The next step of the matter: the one there is, or the way to it. */
static enum err
fill_complaint(struct req *req, struct view *v, const struct objection *o)
{
	struct complaint_stand s;
	int64_t id;
	enum err err = complaint_of(req->market, o->id, &id);

	if (!err && id && complaint_case(req->market, &req->actor, id,
	    &(struct complaint_case){ .until = 0 }) == OK)
		view_arg(view_row(v, "COMPLAINED"), arg_number("COMPLAINT",
		    ARG_PLAIN, id));
	else if (!err && req->actor.party_id == o->party_id &&
	    complaint_stand(req->market, &req->actor, o->id, &s) == OK)
		view_show(v, "TO_COMPLAIN");
	return err;
}

static int
show_case(struct req *req, int status, const struct problems *problems)
{
	struct objection_case c;
	struct view *v;
	enum err err = objection_case(req->market, &req->actor, reply_id_of(req, 0),
	    &c);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "objection/show.html");
	view_words(v, "TITLE", "title_objection", NULL);
	view_arg(v, arg_number("ID", ARG_PLAIN, c.objection.id));
	view_text(v, "CODE", c.project.code);
	view_text(v, "NAME", c.project.title);
	view_word(v, "ABOUT", "objection_on", c.objection.about);
	view_word(v, "STATE", "objection_is", c.objection.state);
	view_text(v, "FILER", c.objection.party_name);
	view_arg(v, arg_time("FILED", c.objection.filed_at));
	view_text(v, "FACTS", c.objection.facts);
	view_text(v, "CLAIM", c.objection.claim);
	if (c.objection.suspends)
		view_show(v, "SUSPENDS");
	if (c.until)
		view_arg(view_row(v, c.overdue ? "OVERDUE" : "WAITS"),
		    arg_time("UNTIL", c.until));
	if (c.objection.answer[0] != '\0')
		view_text(view_row(v, "ANSWERED"), "ANSWER",
		    c.objection.answer);
	view_text(v, "TYPED", form_text(&req->form, "answer"));
	if (fill_complaint(req, v, &c.objection) != OK)
		return reply_error(req, ERR_INTERNAL);
	fill_acts(req, v, &c);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
objection_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_case(req, 200, &none);
}

static int
answer(struct req *req, enum err err, const struct problems *problems,
    const char *done)
{
	if (problems->n)
		return show_case(req, reply_status(err), problems);
	return err ? reply_error(req, err) : reply_done(req, done,
	    "/desk/objections/%lld", (long long)reply_id_of(req, 0));
}

int
objection_refuse_post(struct req *req)
{
	struct problems problems;
	enum err err = objection_refuse(req->market, &req->actor,
	    reply_id_of(req, 0), form_text(&req->form, "answer"), &problems);

	return answer(req, err, &problems, "done_objection_refused");
}

int
objection_accept_post(struct req *req)
{
	struct problems none = { .n = 0 };
	enum err err = objection_accept(req->market, &req->actor,
	    reply_id_of(req, 0));

	return answer(req, err, &none, "done_objection_accepted");
}

int
objection_decide_post(struct req *req)
{
	struct problems problems;
	const struct objection_verdict v = {
		.verdict = form_text(&req->form, "verdict"),
		.answer = form_text(&req->form, "answer"),
		.out = form_text(&req->form, "out"),
	};
	enum err err = objection_decide(req->market, &req->actor,
	    reply_id_of(req, 0), &v, &problems);

	return answer(req, err, &problems, "done_objection_decided");
}

int
objection_withdraw_post(struct req *req)
{
	struct problems none = { .n = 0 };
	enum err err = objection_withdraw(req->market, &req->actor,
	    reply_id_of(req, 0));

	return answer(req, err, &none, "done_objection_withdrawn");
}
