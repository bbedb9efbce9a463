/* SPDX-License-Identifier: Apache-2.0 */
/* amend.c: a published project is changed, ended, run again. */
#include "market/amend.h"

#include <string.h>

#include "fcgi/draft.h"
#include "fcgi/handlers.h"
#include "fcgi/notice.h"
#include "fcgi/project.h"
#include "fcgi/reason.h"
#include "market/cancel.h"
#include "market/rerun.h"

int
amend_page(struct req *req)
{
	const struct problems none = { .n = 0 };
	struct draft_form f;
	enum err err = amend_form(req->market, &req->actor, req->arg[0], &f);

	return err ? reply_error(req, err) : show_draft(req, 200,
	    req->arg[0], &f, &none, true);
}

int
amend_post(struct req *req)
{
	struct draft_form f = read_draft(req);
	struct problems problems = { .n = 0 };
	enum err err = amend_write(req->market, &req->actor, req->arg[0], &f,
	    &problems);

	if (problems.n)
		return show_draft(req, reply_status(err), req->arg[0], &f,
		    &problems, true);
	return err ? reply_error(req, err) : reply_see_other(req,
	    "/desk/projects/%s/amend/preview", req->arg[0]);
}

/* Each field that differs: a row of CHANGE, with BEFORE and AFTER. */
static void
fill_changes(struct req *req, struct view *v, const char *changes)
{
	const char *at = changes, *key, *value, *field = "";
	struct view *row = NULL;

	while (notice_next(req->market->arena, &at, &key, &value)) {
		if (strcmp(key, "changed") == 0) {
			row = view_row(v, "CHANGE");
			view_word(row, "LABEL", "line", value);
			field = value;
			continue;
		}
		fill_notice_value(req->market->arena, view_row(row, strcmp(key, "before") == 0 ?
		    "BEFORE" : "AFTER"), field, value);
	}
}

/* The reasons first, then what is to be signed. */
static void
fill_steps(struct req *req, struct view *v, const struct amendment *a,
    bool possible, const struct problems *problems)
{
	fill_findings(req, v, &a->terms, possible, problems);
	if (!possible)
		return;
	if (a->terms.n > 0)
		view_arg(view_row(v, "ASK"), arg_number("REV", ARG_PLAIN,
		    a->will.rev));
	if (a->answered)
		view_text(view_row(v, "READY"), "REASON", "");
	else
		view_show(v, "UNANSWERED");
}

/* said: what was wrong with reasons; n 0: nothing. */
static int
show_amendment(struct req *req, int status, const struct problems *said)
{
	struct problems problems = { .n = 0 };
	struct amendment a;
	struct view *v;
	enum err err = amend_preview(req->market, &req->actor, req->arg[0],
	    &a, &problems);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "amend/preview.html");
	view_words(v, "TITLE", "title_amend", NULL);
	view_text(v, "CODE", a.was.code);
	view_text(v, "NAME", a.was.title);
	fill_changes(req, v, a.changes);
	if (a.n == 0)
		view_show(v, "NONE");
	fill_steps(req, v, &a, problems.n == 0, said);
	reply_form(req, v);
	reply_problems(req, v, said->n ? said : &problems);
	return reply_view(req, status, v);
}

int
amend_preview_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_amendment(req, 200, &none);
}

int
amend_answer_post(struct req *req)
{
	struct draft_answers answers = read_answers(req);
	struct problems problems = { .n = 0 };
	enum err err = amend_answer(req->market, &req->actor, req->arg[0],
	    &answers, &problems);

	if (problems.n)
		return show_amendment(req, reply_status(err), &problems);
	return err ? reply_error(req, err) : reply_see_other(req,
	    "/desk/projects/%s/amend/preview", req->arg[0]);
}

static int
show_cancel(struct req *req, int status, const char *reason,
    const struct problems *problems)
{
	struct project p;
	enum err err = project_get(req->market, req->arg[0], &p);

	if (!err && p.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (!err && strcmp(p.state, "registering") != 0)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	return reply_reason(req, status, &p, "cancel",
	    arena_printf(req->market->arena, "/desk/projects/%s/cancel",
	    p.code), reason, problems);
}

int
cancel_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_cancel(req, 200, "", &none);
}

int
cancel_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *reason = reply_field(req, "reason");
	enum err err = cancel_amended(req->market, &req->actor, req->arg[0],
	    reason, &problems);

	if (problems.n)
		return show_cancel(req, reply_status(err), reason,
		    &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_cancelled", "/projects/%s", req->arg[0]);
}

int
rerun_post(struct req *req)
{
	struct project p;
	enum err err = rerun_make(req->market, &req->actor, req->arg[0], &p);

	if (err)
		return reply_error(req, err);
	if (strcmp(p.state, "draft") != 0)
		return reply_see_other(req, "/desk/projects/%s/terms",
		    p.code);
	return reply_done(req, "done_rerun", "/desk/projects/%s", p.code);
}
