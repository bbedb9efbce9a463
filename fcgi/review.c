/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: rating an agency, and its answer. */
#include "market/review.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/text.h"

static void
fill_case(struct view *v, const struct review_case *c)
{
	view_text(v, "CODE", c->project.code);
	view_text(v, "NAME", c->project.title);
}

/* Five questions, five answers each; ids so that labels find them. */
static void
fill_questions(struct req *req, struct view *v, const struct review_form *f,
    const struct problems *problems)
{
	struct arena *a = req->market->arena;

	for (size_t i = 0; i < REVIEW_SCORES; i++) {
		const char *field = review_fields[i];
		const struct problem *p = problem_of(problems, field);
		struct view *row = view_row(v, "QUESTION");

		view_text(row, "FIELD", field);
		view_word(row, "DIMENSION", "dimension", field);
		view_word(row, "HINT", "dimension_hint", field);
		if (p != NULL)
			view_words(view_row(row, "BAD"), "BAD_TEXT", p->code,
			    p->args);
		for (int n = 1; n <= 5; n++) {
			struct view *answer = view_row(row, "ANSWER");
			char *value = arena_printf(a, "%d", n);

			view_text(answer, "VALUE", value);
			view_text(answer, "ID", n == 1 ? field :
			    arena_printf(a, "%s-%d", field, n));
			view_word(answer, "LABEL", "score", value);
			if (strcmp(f->scores[i], value) == 0)
				view_show(answer, "CHOSEN");
		}
	}
}

static int
show_new(struct req *req, int status, const struct review_form *f,
    const struct problems *problems)
{
	struct review_case c;
	struct view *v;
	enum err err = review_case(req->market, &req->actor, req->arg[0],
	    &c);

	if (!err && c.project.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (!err && (c.rated || strcmp(c.project.state, "reviewing") != 0))
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "review/new.html");
	view_words(v, "TITLE", "title_review", NULL);
	fill_case(v, &c);
	view_text(v, "AGENCY", c.award.agency_name);
	view_text(v, "TEXT", f->text);
	fill_questions(req, v, f, problems);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
review_new_page(struct req *req)
{
	struct problems none = { .n = 0 };
	struct review_form f = { .scores = { "", "", "", "", "" },
	    .text = "" };

	return show_new(req, 200, &f, &none);
}

int
review_place_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct review_form f = { .text = reply_field(req, "text") };
	enum err err;

	for (size_t i = 0; i < REVIEW_SCORES; i++)
		f.scores[i] = form_text(&req->form, review_fields[i]);
	err = review_place(req->market, &req->actor, req->arg[0], &f,
	    &problems);
	if (problems.n)
		return show_new(req, 422, &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_reviewed", "/projects/%s",
	    req->arg[0]);
}

static int
show_reply(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct review_case c;
	struct view *v;
	enum err err = review_case(req->market, &req->actor, req->arg[0],
	    &c);

	if (!err && (c.award.agency_id != req->actor.party_id || !c.rated))
		err = ERR_NOT_FOUND;
	if (!err && c.review.replied_at)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "review/reply.html");
	view_words(v, "TITLE", "title_reply", NULL);
	fill_case(v, &c);
	fill_lines(req, v, "REVIEW_LINE", c.review.text);
	view_text(v, "TEXT", text);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
review_reply_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_reply(req, 200, "", &none);
}

int
review_reply_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *text = reply_field(req, "reply");
	enum err err = review_reply(req->market, &req->actor, req->arg[0],
	    text, &problems);

	if (problems.n)
		return show_reply(req, 422, text, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_replied", "/projects/%s", req->arg[0]);
}
