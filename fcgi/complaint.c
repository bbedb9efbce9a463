/* SPDX-License-Identifier: Apache-2.0 */
/* complaint.c: complaints on pages: filed, answered, decided, read. */
#include "market/complaint.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/matter.h"

/* ---- what everybody reads ---- */

static void
fill_shown(struct view *v, const struct complaint *c)
{
	struct view *row = view_row(v, "COMPLAINT");

	view_word(row, "ABOUT", "objection_on", c->about);
	view_word(row, "STATE", "complaint_is", c->state);
	view_text(row, "CODE", c->project_code);
	view_text(row, "NAME", c->project_title);
	view_arg(row, arg_number("DECIDED", ARG_DATE, c->decided_at));
	view_text(row, "FACTS", c->shown_facts);
	view_text(row, "CLAIM", c->shown_claim);
	view_text(row, "DECISION", c->shown_decision);
	if (c->remedied_at) {
		struct view *r = view_row(row, "REMEDIED");

		view_text(r, "REMEDY", c->shown_remedy);
		view_arg(r, arg_number("AT", ARG_DATE, c->remedied_at));
	}
}

int
complaint_public_page(struct req *req)
{
	struct complaint *list;
	struct view *v;
	int64_t at, id;
	size_t n;
	enum err err;

	read_cursor(req, &at, &id);
	err = complaint_public(req->market, at, id, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "complaint/public.html");
	view_words(v, "TITLE", "title_complaints", NULL);
	for (size_t i = 0; i < n && i < COMPLAINT_PAGE; i++)
		fill_shown(v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > COMPLAINT_PAGE) {
		struct view *more = view_row(v, "MORE");

		view_arg(more, arg_number("BEFORE_AT", ARG_PLAIN,
		    list[COMPLAINT_PAGE - 1].decided_at));
		view_arg(more, arg_number("BEFORE_ID", ARG_PLAIN,
		    list[COMPLAINT_PAGE - 1].id));
	}
	return reply_view(req, 200, v);
}

/* ---- filing ---- */

static int
show_new(struct req *req, int status, const struct complaint_form *form,
    const struct problems *problems)
{
	struct complaint_stand s;
	struct view *v;
	enum err err = complaint_stand(req->market, &req->actor, reply_id_of(req, 0),
	    &s);

	if (s.id)
		return reply_see_other(req, "/desk/complaints/%lld",
		    (long long)s.id);
	if (err && err != ERR_CONFLICT)
		return reply_error(req, err);
	v = reply_page(req, "complaint/new.html");
	view_words(v, "TITLE", "title_complaint_new", NULL);
	view_arg(v, arg_number("ID", ARG_PLAIN, s.objection.id));
	view_text(v, "NAME", s.project.title);
	view_word(v, "ABOUT", "objection_on", s.objection.about);
	view_show(v, err ? "MAY_NOT" : "MAY");
	view_arg(v, arg_time("UNTIL", s.until));
	view_text(v, "OWNER", s.project.owner_name);
	if (strcmp(form->accused, "owner") == 0)
		view_show(v, "OWNER_CHOSEN");
	if (s.agency_id) {
		struct view *agency = view_row(v, "MAY_AGENCY");

		view_text(agency, "AGENCY", s.agency_name);
		if (strcmp(form->accused, "agency") == 0)
			view_show(agency, "AGENCY_CHOSEN");
	}
	view_text(v, "FACTS", form->facts);
	view_text(v, "CLAIM", form->claim);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
complaint_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct complaint_form form = { .accused = "", .facts = "",
	    .claim = "" };

	return show_new(req, 200, &form, &none);
}

int
complaint_file_post(struct req *req)
{
	struct problems problems;
	struct complaint_form form = {
		.accused = form_text(&req->form, "accused"),
		.facts = form_text(&req->form, "facts"),
		.claim = form_text(&req->form, "claim"),
	};
	int64_t id;
	enum err err = complaint_file(req->market, &req->actor, reply_id_of(req, 0),
	    &form, &id, &problems);

	if (problems.n)
		return show_new(req, reply_status(err), &form, &problems);
	if (id && err == ERR_CONFLICT)	/* sent twice */
		err = OK;
	return err ? reply_error(req, err) : reply_done(req,
	    "done_complaint_filed", "/desk/complaints/%lld", (long long)id);
}

/* ---- the desks ---- */

static enum err
fill_row(struct req *req, struct view *v, const struct complaint *c)
{
	struct view *row = view_row(v, "ROW");
	int64_t until;
	bool late;
	enum err err = complaint_due(req->market, c, &until, &late);

	view_arg(row, arg_number("ID", ARG_PLAIN, c->id));
	view_word(row, "ABOUT", "objection_on", c->about);
	view_word(row, "STATE", "complaint_is", c->state);
	view_text(row, "NAME", c->project_title);
	view_text(row, "ACCUSED", c->accused_name);
	if (until)
		view_arg(view_row(row, late ? "LATE" : "DUE"), arg_time(
		    "UNTIL", until));
	return err;
}

static int
own_page(struct req *req)
{
	struct view *v = reply_page(req, "complaint/own.html");
	struct complaint *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = complaint_own(req->market, &req->actor, before, &list, &n);
	for (size_t i = 0; !err && i < n && i < COMPLAINT_PAGE; i++)
		err = fill_row(req, v, &list[i]);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_complaints_own", NULL);
	if (n == 0)
		view_show(v, "NONE");
	if (n > COMPLAINT_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("BEFORE", ARG_PLAIN,
		    list[COMPLAINT_PAGE - 1].id));
	return reply_view(req, 200, v);
}

static enum err
fill_level(struct req *req, struct view *page, const char *section,
    int64_t level, int64_t after)
{
	struct view *v = view_row(page, section);
	struct complaint *list;
	size_t n;
	enum err err = complaint_queue(req->market, level, after, &list, &n);

	for (size_t i = 0; !err && i < n && i < COMPLAINT_PAGE; i++)
		err = fill_row(req, v, &list[i]);
	if (!err && n == 0)
		view_show(v, "NONE");
	if (!err && n > COMPLAINT_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("AFTER", ARG_PLAIN,
		    list[COMPLAINT_PAGE - 1].id));
	return err;
}

int
complaint_desk_page(struct req *req)
{
	struct view *v;
	int64_t level, after;
	enum err err;

	if (req->actor.party_id)
		return own_page(req);
	v = reply_page(req, "complaint/queue.html");
	read_cursor(req, &level, &after);
	err = fill_level(req, v, "MOVED_UP", 1, level == 1 ? after : 0);
	if (!err)
		err = fill_level(req, v, "WAITING", 0, level == 0 ? after :
		    0);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_complaints_desk", NULL);
	return reply_view(req, 200, v);
}

/* ---- one of them ---- */

/* A section with the form's own values. */
static struct view *
to(struct req *req, struct view *v, const char *section)
{
	struct view *form = view_row(v, section);

	reply_form(req, form);
	return form;
}

static void
fill_officer(struct req *req, struct view *v, const struct complaint_case *c)
{
	const struct complaint *x = &c->complaint;

	if (strcmp(x->state, "filed") == 0) {
		struct view *accept = to(req, v, "TO_ACCEPT");

		if (strcmp(c->project.state, "publicity") == 0)
			view_show(accept, "MAY_SUSPEND");
		(void)to(req, v, "TO_REFUSE");
	} else if (strcmp(x->state, "accepted") == 0) {
		struct view *decide = to(req, v, "TO_DECIDE");

		for (size_t i = 0; strcmp(x->about, "result") == 0 &&
		    matter_out_at(i) != NULL; i++)
			view_word(fill_choice(decide, "OUT_CHOICE",
			    matter_out_at(i), form_text(&req->form, "out")),
			    "LABEL", "out", matter_out_at(i));
	}
}

/* What the visitor can do with it now. */
static void
fill_acts(struct req *req, struct view *v, const struct complaint_case *c)
{
	const struct complaint *x = &c->complaint;
	const struct actor *a = &req->actor;

	if (a->role == ROLE_REGULATOR)
		fill_officer(req, v, c);
	if (a->party_id == 0)
		return;
	if (a->party_id == x->party_id && x->decided_at == 0)
		(void)to(req, v, "TO_WITHDRAW");
	if (a->party_id != x->accused_id)
		return;
	if (x->decided_at == 0 && x->stated_at == 0)
		(void)to(req, v, "TO_STATE");
	if (x->decided_at && x->open && !c->late)
		(void)to(req, v, "TO_REMEDY");
}

static void
fill_said(struct view *v, const struct complaint *x)
{
	if (x->stated_at)
		view_text(view_row(v, "STATED"), "STATEMENT", x->statement);
	if (x->ground[0] != '\0')
		view_word(view_row(v, "REFUSED"), "GROUND",
		    "complaint_ground", x->ground);
	if (x->decision[0] != '\0')
		view_text(view_row(v, "DECIDED"), "DECISION", x->decision);
	if (x->remedied_at)
		view_text(view_row(v, "REMEDIED"), "REMEDY", x->remedy);
}

static int
show_case(struct req *req, int status, const struct problems *problems)
{
	struct complaint_case c;
	const struct complaint *x = &c.complaint;
	struct view *v;
	enum err err = complaint_case(req->market, &req->actor, reply_id_of(req, 0),
	    &c);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "complaint/show.html");
	view_words(v, "TITLE", "title_complaint", NULL);
	view_arg(v, arg_number("ID", ARG_PLAIN, x->id));
	view_arg(v, arg_number("OBJECTION", ARG_PLAIN, x->objection_id));
	view_text(v, "CODE", c.project.code);
	view_text(v, "NAME", c.project.title);
	view_word(v, "ABOUT", "objection_on", x->about);
	view_word(v, "STATE", "complaint_is", x->state);
	view_text(v, "FILER", x->party_name);
	view_text(v, "ACCUSED", x->accused_name);
	view_arg(v, arg_time("FILED", x->filed_at));
	view_text(v, "FACTS", x->facts);
	view_text(v, "CLAIM", x->claim);
	if (x->suspends)
		view_show(v, "SUSPENDS");
	if (x->level)
		view_show(v, "MOVED_UP");
	if (c.until)
		view_arg(view_row(v, c.late ? "LATE" : "DUE"), arg_time(
		    "UNTIL", c.until));
	fill_said(v, x);
	fill_acts(req, v, &c);
	view_everywhere(v, "TYPED", form_text(&req->form, "answer"));
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
complaint_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_case(req, 200, &none);
}

static int
answer(struct req *req, enum err err, const struct problems *problems,
    const char *flash)
{
	if (problems->n)
		return show_case(req, reply_status(err), problems);
	return err ? reply_error(req, err) : reply_done(req, flash,
	    "/desk/complaints/%lld", (long long)reply_id_of(req, 0));
}

int
complaint_withdraw_post(struct req *req)
{
	struct problems none = { .n = 0 };

	return answer(req, complaint_withdraw(req->market, &req->actor,
	    reply_id_of(req, 0)), &none, "done_complaint_withdrawn");
}

int
complaint_state_post(struct req *req)
{
	struct problems problems;
	enum err err = complaint_state(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "answer"), &problems);

	return answer(req, err, &problems, "done_complaint_stated");
}

int
complaint_remedy_post(struct req *req)
{
	struct problems problems;
	enum err err = complaint_remedy(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "answer"), &problems);

	return answer(req, err, &problems, "done_complaint_remedied");
}

int
complaint_refuse_post(struct req *req)
{
	struct problems problems;
	enum err err = complaint_refuse(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "ground"), form_text(&req->form, "answer"),
	    &problems);

	return answer(req, err, &problems, "done_complaint_refused");
}

int
complaint_accept_post(struct req *req)
{
	struct problems problems;
	enum err err = complaint_accept(req->market, &req->actor, reply_id_of(req, 0),
	    strcmp(form_text(&req->form, "suspends"), "yes") == 0,
	    &problems);

	return answer(req, err, &problems, "done_complaint_accepted");
}

int
complaint_decide_post(struct req *req)
{
	struct problems problems;
	const struct complaint_verdict v = {
		.verdict = form_text(&req->form, "verdict"),
		.answer = form_text(&req->form, "answer"),
		.out = form_text(&req->form, "out"),
		.days = reply_field(req, "days"),
	};
	enum err err = complaint_decide(req->market, &req->actor, reply_id_of(req, 0),
	    &v, &problems);

	return answer(req, err, &problems, "done_complaint_decided");
}
