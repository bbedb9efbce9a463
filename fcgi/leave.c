/* SPDX-License-Identifier: Apache-2.0 */
/* leave.c: agencies that go. */
#include "market/leave.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/leave.h"
#include "fcgi/project.h"
#include "market/agency.h"

/* ---- public ---- */

enum err
fill_going(struct req *req, struct view *v, int64_t party_id)
{
	struct leave l;
	enum err err = leave_of(req->market, party_id, &l);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (strcmp(l.state, "publicity") == 0)
		view_arg(view_row(v, "GOING"), arg_time("GOING_UNTIL",
		    l.public_until));
	return OK;
}

int
leave_list_page(struct req *req)
{
	struct leave *list;
	struct view *v;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = leave_list(req->market, before, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "leave/list.html");
	view_words(v, "TITLE", "title_leaves", NULL);
	for (size_t i = 0; i < n && i < LEAVE_PAGE; i++) {
		struct view *row = view_row(v, "LEAVE");

		view_text(row, "AGENCY", list[i].party_name);
		view_text(row, "USCC", list[i].party_uscc);
		view_word(row, "KIND", "leave_kind", list[i].kind);
		view_arg(row, arg_time("UNTIL", list[i].public_until));
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > LEAVE_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[LEAVE_PAGE - 1].id));
	return reply_view(req, 200, v);
}

/* ---- the agency ---- */

static void
fill_open(struct view *v, const struct leave_open *open)
{
	const struct { const char *code; int64_t n; } rows[] = {
		{ "live", open->live }, { "bids", open->bids },
		{ "awards", open->awards }, { "objections", open->objections },
		{ "complaints", open->complaints },
		{ "penalties", open->penalties },
		{ "contracts", open->contracts },
		{ "unconfirmed", open->unconfirmed },
	};
	bool any = false;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct view *row;

		if (rows[i].n == 0)
			continue;
		any = true;
		row = view_row(v, "OPEN");
		view_word(row, "WHAT", "leave_open", rows[i].code);
		view_arg(row, arg_int("N", rows[i].n));
	}
	if (!any)
		view_show(v, "NOTHING_OPEN");
}

static void
fill_acts(struct req *req, struct view *v, const struct agency *a,
    const struct leave *l, const char *reason)
{
	struct view *form = NULL;

	if (strcmp(a->state, "active") == 0 ||
	    strcmp(a->state, "suspended") == 0) {
		form = view_row(v, "REQUEST_FORM");
		view_text(form, "REASON", reason);
	} else if (strcmp(a->state, "left") == 0) {
		form = view_row(v, "REJOIN_FORM");
	} else if (strcmp(l->kind, "own") == 0) {
		form = view_row(v, "STAY_FORM");
	}
	if (form != NULL)
		reply_form(req, form);
}

static int
show_leave(struct req *req, int status, const char *reason,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "leave/show.html");
	struct leave_open open = { 0 };
	struct leave l = { .kind = "" };
	struct agency a;
	enum err err = agency_own(req->market, &req->actor, &a);

	if (!err)
		err = leave_count(req->market, &req->actor, &open);
	if (!err)
		err = leave_of(req->market, a.party_id, &l);
	if (err && err != ERR_NOT_FOUND)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_leave", NULL);
	view_word(v, "AGENCY_STATE", "agency", a.state);
	if (!err) {
		struct view *row = view_row(v, "LAST");

		view_word(row, "STATE", "leave_state", l.state);
		view_arg(row, arg_time("REQUESTED", l.requested_at));
		if (l.public_until)
			view_arg(view_row(row, "PUBLICITY"), arg_time("UNTIL",
			    l.public_until));
	}
	fill_open(v, &open);
	fill_acts(req, v, &a, &l, reason);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
leave_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_leave(req, 200, "", &none);
}

static int
said(struct req *req, enum err err, const char *reason, const char *flash,
    const struct problems *problems)
{
	if (problems->n)
		return show_leave(req, reply_status(err), reason, problems);
	return err ? reply_error(req, err) : reply_done(req, flash,
	    "/desk/leave");
}

int
leave_request_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *reason = reply_field(req, "reason");
	enum err err = leave_request(req->market, &req->actor, reason,
	    &problems);

	return said(req, err, reason, "done_leave_requested", &problems);
}

int
leave_stay_post(struct req *req)
{
	const struct problems none = { .n = 0 };

	return said(req, leave_stay(req->market, &req->actor), "",
	    "done_leave_stayed", &none);
}

int
leave_rejoin_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	enum err err = leave_rejoin(req->market, &req->actor, &problems);

	return said(req, err, "", "done_leave_rejoined", &problems);
}

/* ---- purchasers ---- */

static void
fill_transfer(struct view *form, const char *choice)
{
	struct view *may = view_row(form, "MAY_TRANSFER");

	if (strcmp(choice, "transfer") == 0)
		view_show(may, "TRANSFER");
}

/* The form; as it was sent, where it was this one. */
static void
fill_handover_form(struct req *req, struct view *row,
    const struct handover *h, bool sent, const struct problems *problems)
{
	const char *choice = sent ? reply_field(req, "choice") : "";
	struct view *form = view_row(row, "FORM");
	const struct problem *wrong = sent ? problem_of(problems, "choice") :
	    NULL;

	view_arg(form, arg_number("CONTRACT", ARG_PLAIN, h->contract_id));
	view_text(form, "NOTE", sent ? reply_field(req, "note") : "");
	if (sent)
		view_show(form, "SENT");
	if (!leave_ended(h))
		fill_transfer(form, choice);
	if (strcmp(choice, "terminate") == 0)
		view_show(form, "TERMINATE");
	if (wrong && strcmp(wrong->code, "leave_not_terminated") == 0)
		view_text(view_row(form, "NOT_TERMINATED"), "CODE",
		    h->project_code);
	reply_form(req, form);
}

static void
fill_handover(struct req *req, struct view *v, const struct handover *h,
    bool sent, const struct problems *problems)
{
	struct view *row = view_row(v, "HANDOVER");

	view_text(row, "AGENCY", h->agency_name);
	view_text(row, "USCC", h->agency_uscc);
	view_text(row, "CODE", h->project_code);
	view_text(row, "NAME", h->project_title);
	if (h->choice[0])
		view_word(view_row(row, "CHOSEN"), "CHOICE", "leave_choice",
		    h->choice);
	else
		fill_handover_form(req, row, h, sent, problems);
}

/* id: of the contract whose form was sent, which then comes first; 0: none. */
static int
show_handovers(struct req *req, int status, int64_t id,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "leave/handover.html");
	struct handover *list;
	int64_t after, unused;
	size_t n;
	enum err err;

	read_cursor(req, &after, &unused);
	err = leave_handovers(req->market, &req->actor, id ? id - 1 : after,
	    &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_handovers", NULL);
	for (size_t i = 0; i < n && i < LEAVE_PAGE; i++)
		fill_handover(req, v, &list[i], list[i].contract_id == id,
		    problems);
	if (n == 0)
		view_show(v, "NONE");
	if (n > LEAVE_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("AFTER", ARG_PLAIN,
		    list[LEAVE_PAGE - 1].contract_id));
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
handover_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_handovers(req, 200, 0, &none);
}

int
handover_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    leave_confirm(req->market, &req->actor, id,
	    reply_field(req, "choice"), reply_field(req, "note"),
	    &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show_handovers(req, reply_status(err), id, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_leave_confirmed", "/desk/handovers");
}
