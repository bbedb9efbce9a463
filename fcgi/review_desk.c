/* SPDX-License-Identifier: Apache-2.0 */
/* review_desk.c: disputed ratings, before a regulator. */
#include "fcgi/review.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"

int
review_queue_page(struct req *req)
{
	struct view *v = reply_page(req, "review/queue.html");
	struct review *list;
	int64_t at, id;
	size_t n;
	enum err err;

	read_cursor(req, &at, &id);
	err = review_queue(req->market, at, id, &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_review_queue", NULL);
	for (size_t i = 0; i < n && i < REVIEW_PAGE; i++) {
		struct view *row = view_row(v, "DISPUTE");

		view_arg(row, arg_number("ID", ARG_PLAIN, list[i].id));
		view_text(row, "NAME", list[i].project_title);
		view_word(row, "REVIEW_BY", "review_by", list[i].side);
		view_word(row, "GROUND", "ground", list[i].ground);
		view_arg(row, arg_number("AT", ARG_DATE,
		    list[i].disputed_at));
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > REVIEW_PAGE)
		view_text(view_row(v, "OLDER"), "BEFORE", arena_printf(
		    req->market->arena, "%" PRId64 "-%" PRId64,
		    list[REVIEW_PAGE - 1].disputed_at,
		    list[REVIEW_PAGE - 1].id));
	return reply_view(req, 200, v);
}

static void
fill_dispute(struct req *req, struct view *v, const struct review *r)
{
	view_text(v, "CODE", r->project_code);
	view_text(v, "NAME", r->project_title);
	view_text(v, "OWNER", r->owner_name);
	view_text(v, "AGENCY", r->agency_name);
	view_word(v, "REVIEW_BY", "review_by", r->side);
	view_word(v, "CLAIMED", "ground", r->ground);
	fill_lines(req, v, "CLAIM", r->claim);
	view_arg(v, arg_time("AT", r->disputed_at));
	fill_review(req, v, r);
}

static int
show(struct req *req, int status, const char *verdict, const char *reason,
    const struct problems *problems)
{
	struct review r;
	struct view *v, *form;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    review_disputed(req->market, id, &r) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "review/decide.html");
	view_words(v, "TITLE", "title_review_decide", NULL);
	fill_dispute(req, v, &r);
	if (r.decided_at == 0 && req->actor.role == ROLE_REGULATOR) {
		form = view_row(v, "TO_DECIDE");
		view_arg(form, arg_number("ID", ARG_PLAIN, r.id));
		view_text(form, "REASON", reason);
		if (strcmp(verdict, "keep") == 0)
			view_show(form, "KEEP");
		if (strcmp(verdict, "remove") == 0)
			view_show(form, "REMOVE");
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
review_disputed_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show(req, 200, "", "", &none);
}

int
review_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *verdict = reply_field(req, "verdict");
	const char *reason = reply_field(req, "reason");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    review_decide(req->market, &req->actor, id, verdict, reason,
	    &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show(req, 422, verdict, reason, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_review_decided", "/desk/reviews");
}
