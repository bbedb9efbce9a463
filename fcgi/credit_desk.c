/* SPDX-License-Identifier: Apache-2.0 */
/* credit_desk.c: events of credit for their party and for officers. */
#include <string.h>

#include "fcgi/credit.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"

/* ---- the party's own ---- */

static int
own_page(struct req *req)
{
	struct view *v = reply_page(req, "credit/own.html");
	struct credit_event *list;
	int64_t before, unused;
	size_t n;
	enum err err = fill_credit_sum(req, v, req->actor.party_id);

	read_cursor(req, &before, &unused);
	if (!err)
		err = credit_own(req->market, &req->actor, before, &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_credit", NULL);
	view_text(v, "USCC", req->actor.uscc);
	fill_credit_rows(req, v, list, n);
	if (n == 0)
		view_show(v, "CREDIT_NONE");
	if (n > CREDIT_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE", ARG_PLAIN,
		    list[CREDIT_PAGE - 1].id));
	return reply_view(req, 200, v);
}

/* ---- the officers' queue ---- */

static enum err
fill_queue(struct req *req, struct view *v, const char *section,
    const char *state, int64_t after)
{
	struct view *part = view_row(v, section);
	struct credit_event *list;
	size_t n;
	enum err err = credit_queue(req->market, state, after, &list, &n);

	for (size_t i = 0; !err && i < n && i < CREDIT_PAGE; i++) {
		struct view *row = view_row(part, "WAITS");
		struct credit_wait w;

		err = credit_waits(req->market, &list[i], &w);
		view_arg(row, arg_number("EVENT", ARG_PLAIN, list[i].id));
		view_text(row, "EVENT_NAME", credit_name(req, &list[i]));
		view_text(row, "AGENCY", list[i].party_name);
		if (w.due_at == 0)
			continue;
		view_arg(view_row(row, w.late ? "LATE" :
		    strcmp(w.who, "office") == 0 ? "TO_DECIDE" : "HEARING"),
		    arg_time("UNTIL", w.due_at));
	}
	if (!err && n == 0)
		view_show(part, "NONE");
	if (!err && n > CREDIT_PAGE)
		view_arg(view_row(part, "MORE"), arg_number("AFTER",
		    ARG_PLAIN, list[CREDIT_PAGE - 1].id));
	return err;
}

static int
queue_page(struct req *req)
{
	struct view *v = reply_page(req, "credit/queue.html");
	int64_t after, unused;
	bool appealed = strcmp(form_text(&req->args, "state"),
	    "appealed") == 0;
	enum err err;

	read_cursor(req, &after, &unused);
	err = fill_queue(req, v, "PROPOSED", "proposed",
	    appealed ? 0 : after);
	if (!err)
		err = fill_queue(req, v, "APPEALED", "appealed",
		    appealed ? after : 0);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_credit_queue", NULL);
	if (req->actor.role == ROLE_REGULATOR)
		view_show(v, "TO_RAISE");
	return reply_view(req, 200, v);
}

int
credit_desk_page(struct req *req)
{
	return req->actor.role == ROLE_AGENCY ? own_page(req) :
	    queue_page(req);
}

/* ---- one event ---- */

/* A form with one text, to an address below the event. */
static void
fill_form(struct req *req, struct view *v, const char *section,
    const struct credit_wait *w, const char *text)
{
	struct view *form = view_row(v, section);

	view_text(form, "TEXT", text);
	if (w->due_at)
		view_arg(view_row(form, "UNTIL_LINE"), arg_time("UNTIL",
		    w->due_at));
	reply_form(req, form);
}

static void
fill_forms(struct req *req, struct view *v, const struct credit_event *e,
    const struct credit_wait *w, const char *text)
{
	bool party = strcmp(w->who, "party") == 0;
	bool fresh = strcmp(e->state, "proposed") == 0;

	if (req->actor.role == ROLE_AGENCY) {
		if (strcmp(e->state, "effective") == 0)
			view_arg(view_row(v, "CAN_REPAIR"), arg_number("NO",
			    ARG_PLAIN, e->id));
		if (party && fresh && e->stated_at == 0)
			fill_form(req, v, "STATE_FORM", w, text);
		else if (party && !fresh && e->appealed_at == 0)
			fill_form(req, v, "APPEAL_FORM", w, text);
		return;
	}
	if (fresh && party)
		view_arg(view_row(v, "NOT_HEARD"), arg_time("UNTIL",
		    w->due_at));
	if (req->actor.role != ROLE_REGULATOR)
		return;
	if (fresh && !party)
		fill_form(req, v, "CONFIRM_FORM", w, text);
	else if (strcmp(e->state, "appealed") == 0)
		fill_form(req, v, "REVIEW_FORM", w, text);
}

/* What the party has said; for it and the officers alone. */
static void
fill_said(struct req *req, struct view *v, const struct credit_event *e)
{
	if (e->stated_at) {
		struct view *said = view_row(v, "STATED");

		view_arg(said, arg_time("AT", e->stated_at));
		fill_lines(req, said, "STATEMENT", e->statement);
	}
	if (e->appealed_at) {
		struct view *said = view_row(v, "APPEALED");

		view_arg(said, arg_time("AT", e->appealed_at));
		fill_lines(req, said, "APPEAL", e->appeal);
	}
}

static int
show_event(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct credit_event e;
	struct credit_wait w;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? credit_get(req->market,
	    &req->actor, id, &e) : ERR_NOT_FOUND;

	if (!err)
		err = credit_waits(req->market, &e, &w);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "credit/show.html");
	view_words(v, "TITLE", "title_credit_event", NULL);
	fill_credit_event(req, v, &e);
	fill_said(req, v, &e);
	fill_forms(req, v, &e, &w, text);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
credit_show_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_event(req, 200, "", &none);
}

static int
said(struct req *req, enum err err, const char *text, const char *flash,
    const struct problems *problems)
{
	if (problems->n)
		return show_event(req, reply_status(err), text, problems);
	return err ? reply_error(req, err) : reply_done(req, flash,
	    "/desk/credit/%s", req->arg[0]);
}

int
credit_state_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? credit_state(req->market,
	    &req->actor, id, text, &problems) : ERR_NOT_FOUND;

	return said(req, err, text, "done_credit_stated", &problems);
}

int
credit_appeal_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? credit_appeal(req->market,
	    &req->actor, id, text, &problems) : ERR_NOT_FOUND;

	return said(req, err, text, "done_credit_appealed", &problems);
}

int
credit_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? credit_decide(req->market,
	    &req->actor, id, reply_field(req, "verdict"), text, &problems) :
	    ERR_NOT_FOUND;

	return said(req, err, text, "done_credit_decided", &problems);
}

/* ---- an officer proposes ---- */

static int
show_raise(struct req *req, int status, const struct credit_form *f,
    const struct problems *problems)
{
	const struct catalogue *c = house_catalogue(req->market->house, 0);
	struct view *v = reply_page(req, "credit/raise.html");

	view_words(v, "TITLE", "title_credit_raise", NULL);
	view_text(v, "USCC", f->uscc);
	view_text(v, "OCCURRED", f->occurred);
	view_text(v, "PROJECT", f->project);
	view_text(v, "EVIDENCE", f->evidence);
	for (size_t i = 0; i < c->n; i++) {
		struct view *row;

		if (c->rows[i].effect || !catalogue_works(&c->rows[i]))
			continue;
		row = view_row(v, "CHOICE");
		view_text(row, "VALUE", c->rows[i].code);
		view_text(row, "LABEL", c->rows[i].name);
		if (strcmp(c->rows[i].code, f->code) == 0)
			view_show(row, "CHOSEN");
	}
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
credit_new_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	const struct credit_form f = { .uscc = form_text(&req->args, "uscc"),
	    .code = form_text(&req->args, "code"), .occurred = "",
	    .project = form_text(&req->args, "project"), .evidence = "" };

	return show_raise(req, 200, &f, &none);
}

int
credit_raise_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct credit_form f = {
		.uscc = reply_field(req, "uscc"),
		.code = reply_field(req, "code"),
		.occurred = reply_field(req, "occurred"),
		.project = reply_field(req, "project"),
		.evidence = reply_field(req, "evidence"),
		.once = reply_once(req),
	};
	int64_t id = 0;
	enum err err = credit_raise(req->market, &req->actor, &f, &id,
	    &problems);

	if (problems.n)
		return show_raise(req, reply_status(err), &f, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_credit_raised", "/desk/credit/%lld", (long long)id);
}
