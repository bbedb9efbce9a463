/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_desk.c: penalties for their party and for officers. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/penalty.h"
#include "fcgi/project.h"
#include "market/agency.h"

/* ---- the party's own ---- */

static int
own_page(struct req *req)
{
	struct view *v = reply_page(req, "penalty/own.html");
	struct penalty *list;
	struct agency a;
	int64_t before, unused;
	size_t n;
	enum err err = agency_own(req->market, &req->actor, &a);

	read_cursor(req, &before, &unused);
	if (!err)
		err = penalty_own(req->market, &req->actor, before, &list,
		    &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_penalty_own", NULL);
	view_word(v, "AGENCY_STATE", "agency", a.state);
	view_word(v, "CAN", "penalty_can", a.state);
	fill_penalty_rows(v, list, n);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PENALTY_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE", ARG_PLAIN,
		    list[PENALTY_PAGE - 1].id));
	return reply_view(req, 200, v);
}

/* ---- the officers' queue ---- */

static enum err
fill_queue(struct req *req, struct view *v, const char *section,
    const char *state, int64_t after)
{
	struct view *part = view_row(v, section);
	struct penalty *list;
	size_t n;
	enum err err = penalty_queue(req->market, state, after, &list, &n);

	for (size_t i = 0; !err && i < n && i < PENALTY_PAGE; i++) {
		struct view *row = view_row(part, "WAITS");
		struct penalty_wait w;

		err = penalty_waits(req->market, &list[i], &w);
		view_arg(row, arg_number("PENALTY_NO", ARG_PLAIN,
		    list[i].id));
		fill_penalty_scope(row, &list[i]);
		view_arg(row, arg_int("DAYS", list[i].days));
		view_text(row, "AGENCY", list[i].party_name);
		if (w.due_at == 0)
			continue;
		view_arg(view_row(row, w.late ? "LATE" :
		    strcmp(w.who, "office") == 0 ? "TO_DECIDE" : "HEARING"),
		    arg_time("UNTIL", w.due_at));
	}
	if (!err && n == 0)
		view_show(part, "NONE");
	if (!err && n > PENALTY_PAGE)
		view_arg(view_row(part, "MORE"), arg_number("AFTER",
		    ARG_PLAIN, list[PENALTY_PAGE - 1].id));
	return err;
}

static int
queue_page(struct req *req)
{
	static const char *const parts[][2] = { { "PROPOSED", "proposed" },
	    { "NOTIFIED", "notified" }, { "EFFECTIVE", "effective" } };
	struct view *v = reply_page(req, "penalty/queue.html");
	const char *state = form_text(&req->args, "state");
	int64_t after, unused;
	enum err err = OK;

	read_cursor(req, &after, &unused);
	err = fill_pleas(req, v);
	for (size_t i = 0; !err && i < COUNT(parts); i++)
		err = fill_queue(req, v, parts[i][0], parts[i][1],
		    strcmp(parts[i][1], state) == 0 ? after : 0);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_penalty_queue", NULL);
	return reply_view(req, 200, v);
}

int
penalty_desk_page(struct req *req)
{
	return req->actor.role == ROLE_AGENCY ? own_page(req) :
	    queue_page(req);
}

/* ---- one ---- */

static void
fill_form(struct req *req, struct view *v, const char *section,
    const struct penalty_wait *w, const char *text)
{
	struct view *form = view_row(v, section);

	view_text(form, "TEXT", text);
	if (w->due_at)
		view_arg(view_row(form, "UNTIL_LINE"), arg_time("UNTIL",
		    w->due_at));
	reply_form(req, form);
}

/* A page offers an act only to whom, and when, the verb allows it. */
static void
fill_forms(struct req *req, struct view *v, const struct penalty *p,
    const struct penalty_wait *w, const char *text)
{
	bool hearing = strcmp(w->who, "party") == 0;

	if (req->actor.role == ROLE_AGENCY) {
		if (hearing && p->stated_at == 0)
			fill_form(req, v, "STATE_FORM", w, text);
		if (strcmp(p->state, "effective") == 0 && p->event_id)
			view_arg(view_row(v, "TO_REPAIR"), arg_number(
			    "EVENT", ARG_PLAIN, p->event_id));
		return;
	}
	if (strcmp(p->state, "proposed") == 0)
		reply_form(req, view_row(v, "NOTIFY_FORM"));
	else if (hearing)
		view_arg(view_row(v, "NOT_HEARD"), arg_time("UNTIL",
		    w->due_at));
	else if (p->proposed_by == req->actor.account_id)
		view_show(v, "FOUR_EYES");
	else if (strcmp(p->state, "notified") == 0)
		fill_form(req, v, "DECIDE_FORM", w, text);
	else if (strcmp(p->state, "effective") == 0)
		fill_form(req, v, "END_FORM", w, text);
}

int
penalty_show(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct penalty p;
	struct penalty_wait w;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? penalty_get(req->market,
	    &req->actor, id, &p) : ERR_NOT_FOUND;

	if (!err)
		err = penalty_waits(req->market, &p, &w);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "penalty/file.html");
	view_words(v, "TITLE", "title_penalty", NULL);
	fill_penalty(req, v, &p);
	if (p.stated_at) {
		struct view *said = view_row(v, "STATED");

		view_arg(said, arg_time("AT", p.stated_at));
		fill_lines(req, said, "STATEMENT", p.statement);
	}
	fill_forms(req, v, &p, &w, text);
	err = fill_plea(req, v, &p);
	if (err)
		return reply_error(req, err);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
penalty_show_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return penalty_show(req, 200, "", &none);
}

static int
said(struct req *req, enum err err, const char *text, const char *flash,
    const struct problems *problems)
{
	if (problems->n)
		return penalty_show(req, reply_status(err), text, problems);
	return err ? reply_error(req, err) : reply_done(req, flash,
	    "/desk/penalties/%s", req->arg[0]);
}

int
penalty_notify_post(struct req *req)
{
	const struct problems none = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? penalty_notify(req->market,
	    &req->actor, id) : ERR_NOT_FOUND;

	return said(req, err, "", "done_penalty_notified", &none);
}

int
penalty_state_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? penalty_state(req->market,
	    &req->actor, id, text, &problems) : ERR_NOT_FOUND;

	return said(req, err, text, "done_penalty_stated", &problems);
}

int
penalty_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? penalty_decide(req->market,
	    &req->actor, id, reply_field(req, "verdict"), text, &problems) :
	    ERR_NOT_FOUND;

	return said(req, err, text, "done_penalty_decided", &problems);
}

/* ---- an officer proposes ---- */

static void
fill_choices(struct req *req, struct view *v, const struct penalty_form *f)
{
	static const char *const kinds[] = { "warning", "suspension",
	    "expulsion", "ban" };
	const struct params *params = &req->market->house->params;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct view *row = view_row(v, "KIND_CHOICE");

		view_text(row, "VALUE", kinds[i]);
		view_word(row, "LABEL", "penalty_kind", kinds[i]);
		if (strcmp(kinds[i], f->kind) == 0)
			view_show(row, "CHOSEN");
	}
	for (size_t i = 0; i < COUNT(params->suspend_days); i++) {
		struct view *row = view_row(v, "DAYS_CHOICE");
		const char *days = arena_printf(req->market->arena, "%lld",
		    (long long)params->suspend_days[i]);

		view_text(row, "VALUE", days);
		if (strcmp(days, f->days) == 0)
			view_show(row, "CHOSEN");
	}
}

static int
show_new(struct req *req, int status, const struct penalty_form *f,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "penalty/new.html");

	view_words(v, "TITLE", "title_penalty_new", NULL);
	view_text(v, "USCC", f->uscc);
	view_text(v, "ITEM", f->item);
	view_text(v, "ARTICLE", f->article);
	view_text(v, "FACTS", f->facts);
	view_text(v, "EVENT", f->event);
	fill_choices(req, v, f);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
penalty_new_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	const struct penalty_form f = { .uscc = form_text(&req->args, "uscc"),
	    .kind = "", .item = "", .days = "", .article = "", .facts = "",
	    .event = form_text(&req->args, "event") };

	return show_new(req, 200, &f, &none);
}

int
penalty_propose_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct penalty_form f = {
		.uscc = reply_field(req, "uscc"),
		.kind = reply_field(req, "kind"),
		.item = reply_field(req, "item"),
		.days = reply_field(req, "days"),
		.article = reply_field(req, "article"),
		.facts = reply_field(req, "facts"),
		.event = reply_field(req, "event"),
		.once = reply_once(req),
	};
	int64_t id = 0;
	enum err err = penalty_propose(req->market, &req->actor, &f, &id,
	    &problems);

	if (problems.n)
		return show_new(req, reply_status(err), &f, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_penalty_proposed", "/desk/penalties/%lld", (long long)id);
}
