/* SPDX-License-Identifier: Apache-2.0 */
/* violation.c: reports of a breach, between the two sides of a contract. */
#include "market/violation.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/catalogue.h"

static void
fill_row(struct view *v, const struct violation *x)
{
	struct view *row = view_row(v, "ROW");

	view_arg(row, arg_number("ID", ARG_PLAIN, x->id));
	view_word(row, "STATE", "violation_is", x->state);
	view_text(row, "NAME", x->project_title);
	view_text(row, "ACCUSER", x->accuser_name);
	view_text(row, "ACCUSED", x->accused_name);
	view_arg(row, arg_number("AT", ARG_DATE, x->sent_at ? x->sent_at :
	    x->drafted_at));
}

/* ---- of a contract ---- */

static int
show_list(struct req *req, int status, const char *facts,
    const struct problems *problems)
{
	struct project p;
	struct violation *list;
	struct view *v;
	size_t n;
	enum err err = violation_list(req->market, &req->actor, req->arg[0],
	    &p, &list, &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "violation/list.html");
	view_words(v, "TITLE", "title_violations", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	for (size_t i = 0; i < n; i++)
		fill_row(v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (req->actor.party_id) {
		struct view *form = view_row(v, "TO_DRAFT");

		view_text(form, "FACTS", facts);
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
violation_list_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_list(req, 200, "", &none);
}

int
violation_draft_post(struct req *req)
{
	struct problems problems;
	const char *facts = form_text(&req->form, "facts");
	int64_t id;
	enum err err = violation_draft(req->market, &req->actor, req->arg[0],
	    facts, reply_once(req), &id, &problems);

	if (problems.n)
		return show_list(req, reply_status(err), facts, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_violation_draft", "/desk/violations/%lld", (long long)id);
}

/* ---- one of them ---- */

static void
fill_decide(struct req *req, struct view *page, bool agency)
{
	const struct catalogue *c = house_catalogue(req->market->house, 0);
	struct view *v = view_row(page, "TO_DECIDE");

	for (size_t i = 0; agency && i < c->n; i++)
		if (!c->rows[i].effect && catalogue_works(&c->rows[i]))
			view_text(fill_choice(v, "EVENT_CHOICE",
			    c->rows[i].code, form_text(&req->form, "event")),
			    "LABEL", c->rows[i].name);
	reply_form(req, v);
}

static void
fill_acts(struct req *req, struct view *v, const struct violation_case *c)
{
	const struct violation *x = &c->violation;
	int64_t mine = req->actor.party_id;

	if (mine && mine == x->accuser_id && strcmp(x->state, "draft") == 0)
		reply_form(req, view_row(v, "TO_SEND"));
	if (mine && mine == x->accused_id && !c->heard &&
	    strcmp(x->state, "answering") == 0)
		reply_form(req, view_row(v, "TO_ANSWER"));
	if (req->actor.role != ROLE_REGULATOR || x->decided_at)
		return;
	if (c->heard && strcmp(x->state, "answered") == 0)
		fill_decide(req, v, c->agency);
	else
		view_show(v, "NOT_HEARD");
}

static int
show_case(struct req *req, int status, const struct problems *problems)
{
	struct violation_case c;
	const struct violation *x = &c.violation;
	const char *typed = form_text(&req->form, "facts");
	struct view *v;
	enum err err = violation_case(req->market, &req->actor, reply_id_of(req, 0),
	    &c);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "violation/show.html");
	view_words(v, "TITLE", "title_violation", NULL);
	view_arg(v, arg_number("ID", ARG_PLAIN, x->id));
	view_text(v, "CODE", x->project_code);
	view_text(v, "NAME", x->project_title);
	view_word(v, "STATE", "violation_is", x->state);
	view_text(v, "ACCUSER", x->accuser_name);
	view_text(v, "ACCUSED", x->accused_name);
	view_text(v, "FACTS", x->facts);
	if (c.until)
		view_arg(view_row(v, "HEARING"), arg_time("UNTIL",
		    c.until));
	if (x->answer[0] != '\0')
		view_text(view_row(v, "ANSWERED"), "ANSWER", x->answer);
	if (x->decided_at)
		view_text(view_row(v, "DECIDED"), "DECISION", x->decision);
	fill_acts(req, v, &c);
	view_everywhere(v, "TYPED_FACTS", typed[0] ? typed : x->facts);
	view_everywhere(v, "TYPED", form_text(&req->form, "answer"));
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
violation_page(struct req *req)
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
	    "/desk/violations/%lld", (long long)reply_id_of(req, 0));
}

int
violation_edit_post(struct req *req)
{
	struct problems problems;
	enum err err = violation_edit(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "facts"), &problems);

	return answer(req, err, &problems, "done_violation_draft");
}

int
violation_send_post(struct req *req)
{
	struct problems none = { .n = 0 };

	return answer(req, violation_send(req->market, &req->actor,
	    reply_id_of(req, 0)), &none, "done_violation_sent");
}

int
violation_answer_post(struct req *req)
{
	struct problems problems;
	enum err err = violation_answer(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "answer"), &problems);

	return answer(req, err, &problems, "done_violation_answered");
}

int
violation_decide_post(struct req *req)
{
	struct problems problems;
	const struct violation_verdict v = {
		.verdict = form_text(&req->form, "verdict"),
		.event = form_text(&req->form, "event"),
		.decision = form_text(&req->form, "answer"),
	};
	enum err err = violation_decide(req->market, &req->actor, reply_id_of(req, 0),
	    &v, &problems);

	return answer(req, err, &problems, "done_violation_decided");
}

int
violation_queue_page(struct req *req)
{
	struct violation *list;
	struct view *v;
	int64_t after, unused;
	size_t n;
	enum err err;

	read_cursor(req, &after, &unused);
	err = violation_queue(req->market, after, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "violation/queue.html");
	view_words(v, "TITLE", "title_violations", NULL);
	for (size_t i = 0; i < n && i < VIOLATION_PAGE; i++)
		fill_row(v, &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > VIOLATION_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("AFTER", ARG_PLAIN,
		    list[VIOLATION_PAGE - 1].id));
	return reply_view(req, 200, v);
}
