/* SPDX-License-Identifier: Apache-2.0 */
/* repair.c: requests that an event of credit be repaired. */
#include "fcgi/repair.h"

#include <string.h>

#include "fcgi/credit.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/repair.h"

enum err
fill_repair_of(struct req *req, struct view *v, int64_t event_id)
{
	struct repair r;
	struct view *row;
	enum err err = repair_last(req->market, event_id, &r);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	row = view_row(v, "LAST_REPAIR");
	view_arg(row, arg_number("REPAIR_NO", ARG_PLAIN, r.id));
	view_word(row, "REPAIR_STATE", "repair_state", r.state);
	return OK;
}

/* _repair.html */
static void
fill_repair(struct req *req, struct view *v, const struct repair *r)
{
	view_arg(v, arg_number("REPAIR_NO", ARG_PLAIN, r->id));
	view_text(v, "AGENCY", r->party_name);
	view_text(v, "USCC", r->party_uscc);
	view_arg(v, arg_number("EVENT", ARG_PLAIN, r->event_id));
	view_text(v, "EVENT_CODE", r->event_code);
	view_word(v, "STATE", "repair_state", r->state);
	view_arg(v, arg_time("REQUESTED", r->requested_at));
	fill_lines(req, v, "REMEDY", r->remedy);
	if (r->decided_at) {
		struct view *row = view_row(v, "DECIDED");

		view_arg(row, arg_time("AT", r->decided_at));
		fill_lines(req, row, "DECISION", r->decision);
	}
}

int
repair_page(struct req *req)
{
	struct repair r;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? repair_public(req->market, id,
	    &r) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "repair/public.html");
	view_words(v, "TITLE", "title_repair", NULL);
	fill_repair(req, v, &r);
	return reply_view(req, 200, v);
}

/* ---- lists ---- */

static enum err
fill_rows(struct req *req, struct view *v, const struct repair *list,
    size_t n, const char *next)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < n && i < REPAIR_PAGE; i++) {
		struct view *row = view_row(v, "REPAIR");
		int64_t due_at;
		bool late;

		err = repair_waits(req->market, &list[i], &due_at, &late);
		view_arg(row, arg_number("REPAIR_NO", ARG_PLAIN,
		    list[i].id));
		view_text(row, "AGENCY", list[i].party_name);
		view_arg(row, arg_number("EVENT", ARG_PLAIN,
		    list[i].event_id));
		view_word(row, "STATE", "repair_state", list[i].state);
		if (!err && due_at)
			view_arg(view_row(row, late ? "LATE" : "TO_DECIDE"),
			    arg_time("UNTIL", due_at));
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > REPAIR_PAGE) {
		struct view *more = view_row(v, "MORE");

		view_text(more, "LIST", next);
		view_arg(more, arg_number("CURSOR", ARG_PLAIN,
		    list[REPAIR_PAGE - 1].id));
	}
	return err;
}

static enum err
fill_list(struct req *req, struct view *v, const char *state,
    int64_t cursor)
{
	struct view *part = view_row(v, "PART");
	struct repair *list;
	size_t n;
	bool own = req->actor.role == ROLE_AGENCY;
	enum err err = own ? repair_own(req->market, &req->actor, cursor,
	    &list, &n) : repair_queue(req->market, state, cursor, &list, &n);

	view_word(part, "PART_NAME", "repair_list", own ? "own" : state);
	return err ? err : fill_rows(req, part, list, n, state);
}

int
repair_desk_page(struct req *req)
{
	static const char *const states[] = { "requested", "checking" };
	struct view *v = reply_page(req, "repair/list.html");
	const char *state = form_text(&req->args, "state");
	int64_t cursor, unused;
	enum err err = OK;

	read_cursor(req, &cursor, &unused);
	view_words(v, "TITLE", "title_repair", NULL);
	if (req->actor.role == ROLE_AGENCY)
		err = fill_list(req, v, "own", cursor);
	else
		for (size_t i = 0; !err && i < COUNT(states); i++)
			err = fill_list(req, v, states[i],
			    strcmp(states[i], state) == 0 ? cursor : 0);
	return err ? reply_error(req, err) : reply_view(req, 200, v);
}

/* ---- asking ---- */

static int
show_new(struct req *req, int status, int64_t event_id, const char *remedy,
    const struct problems *problems, bool open)
{
	struct view *v = reply_page(req, "repair/new.html");

	view_words(v, "TITLE", "title_repair_new", NULL);
	view_arg(v, arg_number("EVENT", ARG_PLAIN, event_id));
	if (open) {
		struct view *form = view_row(v, "FORM");

		view_text(form, "REMEDY", remedy);
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
repair_new_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? repair_check(req->market,
	    &req->actor, id, &problems) : ERR_NOT_FOUND;

	if (err && problems.n == 0)
		return reply_error(req, err);
	return show_new(req, err ? reply_status(err) : 200, id, "",
	    &problems, !err);
}

int
repair_request_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *remedy = reply_field(req, "remedy");
	int64_t event_id, id = 0;
	enum err err = reply_id(req, 0, &event_id) ? repair_request(req->market,
	    &req->actor, event_id, remedy, form_get(&req->form, "agree") !=
	    NULL, &id, &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show_new(req, reply_status(err), event_id, remedy,
		    &problems, err == ERR_INVALID);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_repair_requested", "/desk/repairs/%lld", (long long)id);
}

/* ---- one ---- */

static int
show_one(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct repair r;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? repair_get(req->market,
	    &req->actor, id, &r) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "repair/show.html");
	view_words(v, "TITLE", "title_repair", NULL);
	fill_repair(req, v, &r);
	if (req->actor.role == ROLE_REGULATOR && r.decided_at == 0) {
		bool fresh = strcmp(r.state, "requested") == 0;
		struct view *form = view_row(v, fresh ? "ADMIT_FORM" :
		    "DECIDE_FORM");

		if (!fresh)
			view_text(form, "TEXT", text);
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
repair_show_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_one(req, 200, "", &none);
}

int
repair_admit_post(struct req *req)
{
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? repair_admit(req->market,
	    &req->actor, id) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_done(req,
	    "done_repair_admitted", "/desk/repairs/%s", req->arg[0]);
}

int
repair_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? repair_decide(req->market,
	    &req->actor, id, reply_field(req, "verdict"), text, &problems) :
	    ERR_NOT_FOUND;

	if (problems.n)
		return show_one(req, reply_status(err), text, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_repair_decided", "/desk/repairs/%s", req->arg[0]);
}
