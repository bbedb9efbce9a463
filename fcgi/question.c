/* SPDX-License-Identifier: Apache-2.0 */
/* question.c: questions and answers about a project. */
#include "fcgi/question.h"

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/flow.h"

/* Of the asking the day alone; whose it is, only to the asker itself. */
static void
fill_question(struct req *req, struct view *row, const struct question *q)
{
	view_arg(row, arg_int("NO", q->no));
	view_arg(row, arg_number("ASKED", ARG_DATE, q->asked_at));
	fill_lines(req, row, "ASK_LINE", q->text);
	if (req->actor.role == ROLE_AGENCY &&
	    req->actor.party_id == q->asker_id)
		view_show(row, "OWN");
	if (q->answered_at) {
		struct view *answer = view_row(row, "ANSWERED");

		view_arg(answer, arg_number("ANSWERED_AT", ARG_SECOND,
		    q->answered_at));
		fill_lines(req, answer, "ANSWER_LINE", q->answer);
	} else {
		view_arg(view_row(row, "WAITING"), arg_number("DUE",
		    ARG_SECOND, q->due_at));
	}
	if (question_late(q, req->now))
		view_show(row, "LATE");
}

void
fill_questions(struct req *req, struct view *v, const struct question *list,
    size_t n, size_t limit)
{
	for (size_t i = 0; i < n && i < limit; i++) {
		struct view *row = view_row(v, "QUESTION");

		fill_question(req, row, &list[i]);
		if (req->actor.role == ROLE_OWNER &&
		    req->actor.party_id == list[i].owner_id &&
		    !list[i].answered_at)
			view_arg(view_row(row, "TO_ANSWER"), arg_number("ID",
			    ARG_PLAIN, list[i].id));
	}
}

void
fill_earlier(struct req *req, struct view *v, const struct project *p)
{
	int64_t attempts[QUESTION_ATTEMPTS];
	size_t n;

	if (question_earlier(req->market, p, attempts, &n) != OK)
		return;		/* logged; the rest is still right */
	for (size_t i = 0; i < n; i++)
		view_arg(view_row(v, "EARLIER"), arg_number("NO", ARG_PLAIN,
		    attempts[i]));
}

/* The form, where one may ask; when it closes, to everybody. */
static void
fill_asking(struct req *req, struct view *v, const struct project *p,
    const char *text)
{
	int64_t until = question_until(req->market->house, p);
	bool open = flow_can(p->state, "amend") && req->now < until;

	if (question_taken(req->market->house, p, req->now))
		view_arg(view_row(v, open ? "OPEN" : "CLOSED"),
		    arg_time("UNTIL", until));
	else
		view_show(v, "NO_TIME");
	if (!open || req->actor.role != ROLE_AGENCY ||
	    req->actor.party_id == p->owner_id)
		return;
	v = view_row(v, "ASK");
	view_text(v, "TEXT", text);
	reply_form(req, v);
}

static int
show_list(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct question *list;
	struct project p;
	struct view *v;
	int64_t before, unused;
	size_t n;
	enum err err = public_project(req, &p);

	read_cursor(req, &before, &unused);
	if (!err)
		err = question_list(req->market, p.id, before, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "question/list.html");
	view_words(v, "TITLE", "title_questions", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	fill_attempt(req, v, &p);
	fill_questions(req, v, list, n, QUESTION_PAGE);
	if (n == 0)
		view_show(v, "NONE");
	if (n > QUESTION_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[QUESTION_PAGE - 1].no));
	fill_earlier(req, v, &p);
	fill_asking(req, v, &p, text);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
question_list_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_list(req, 200, "", &none);
}

int
question_ask_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "text");
	enum err err = question_ask(req->market, &req->actor, req->arg[0],
	    text, &problems);

	if (problems.n)
		return show_list(req, reply_status(err), text, &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_asked",
	    "/projects/%s/questions", req->arg[0]);
}

static int
show_answer(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct question q;
	struct project p;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 1, &id) ?
	    question_get(req->market, &req->actor, id, &q, &p) :
	    ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	if (q.answered_at)
		return reply_see_other(req, "/projects/%s/questions", p.code);
	v = reply_page(req, "question/answer.html");
	view_words(v, "TITLE", "title_answer", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	view_arg(v, arg_number("ID", ARG_PLAIN, q.id));
	view_arg(v, arg_int("NO", q.no));
	view_arg(v, arg_time("DUE", q.due_at));
	fill_lines(req, v, "ASK_LINE", q.text);
	view_text(v, "TEXT", text);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
question_answer_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_answer(req, 200, "", &none);
}

int
question_answer_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "answer");
	int64_t id;
	enum err err = reply_id(req, 1, &id) ?
	    question_answer(req->market, &req->actor, id, text, &problems) :
	    ERR_NOT_FOUND;

	if (problems.n)
		return show_answer(req, reply_status(err), text, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_answered", "/projects/%s/questions", req->arg[0]);
}
