/* SPDX-License-Identifier: Apache-2.0 */
/* review.c: rating the other side, answering it, disputing it. */
#include "fcgi/review.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"

static void
fill_case(struct view *v, const struct review_case *c)
{
	view_text(v, "CODE", c->project.code);
	view_text(v, "NAME", c->project.title);
}

static enum err
find(struct req *req, struct review_case *c)
{
	return review_case(req->market, &req->actor, req->arg[0], c);
}

/* Five questions, five answers each; ids so that labels find them. */
static void
fill_questions(struct req *req, struct view *v, const char *const *fields,
    const struct review_form *f, const struct problems *problems)
{
	struct arena *a = req->market->arena;

	for (size_t i = 0; i < REVIEW_SCORES; i++) {
		const struct problem *p = problem_of(problems, fields[i]);
		struct view *row = view_row(v, "QUESTION");

		view_text(row, "FIELD", fields[i]);
		view_word(row, "DIMENSION", "dimension", fields[i]);
		if (p != NULL)
			view_words(view_row(row, "BAD"), "BAD_TEXT", p->code,
			    p->args);
		for (int n = 5; n >= 1; n--) {
			struct view *answer = view_row(row, "ANSWER");
			char *value = arena_printf(a, "%d", n);

			view_text(answer, "VALUE", value);
			view_text(answer, "ID", n == 5 ? fields[i] :
			    arena_printf(a, "%s-%d", fields[i], n));
			view_word(answer, "LABEL", "anchor",
			    arena_printf(a, "%s_%d", fields[i], n));
			if (strcmp(f->scores[i], value) == 0)
				view_show(answer, "CHOSEN");
		}
	}
}

/* The form as it was sent first. */
static void
fill_again(struct req *req, const struct review *mine, struct review_form *f)
{
	if (mine->submitted_at == 0)
		return;
	for (size_t i = 0; i < REVIEW_SCORES; i++)
		f->scores[i] = arena_printf(req->market->arena, "%d",
		    (int)mine->scores[i]);
	f->text = mine->text;
}

static int
show_new(struct req *req, int status, const struct review_case *c,
    const struct review_form *f, const struct problems *problems)
{
	struct view *v = reply_page(req, "review/new.html");

	view_word(v, "TITLE", "title_review", c->side);
	fill_case(v, c);
	view_text(v, "OTHER", strcmp(c->side, "owner") == 0 ?
	    c->agency_name : c->project.owner_name);
	view_arg(v, arg_time("UNTIL", c->until));
	view_text(v, "TEXT", f->text);
	fill_questions(req, v, review_fields(c->side), f, problems);
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
	struct review_case c;
	enum err err = find(req, &c);

	if (!err && !c.can_rate)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	fill_again(req, &c.mine, &f);
	return show_new(req, 200, &c, &f, &none);
}

int
review_place_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct review_form f = { .text = reply_field(req, "text") };
	const char *const *fields;
	struct review_case c;
	bool shown;
	enum err err = find(req, &c);

	if (err)
		return reply_error(req, err);
	fields = review_fields(c.side);
	for (size_t i = 0; i < REVIEW_SCORES; i++)
		f.scores[i] = form_text(&req->form, fields[i]);
	err = review_place(req->market, &req->actor, req->arg[0], &f, &shown,
	    &problems);
	if (problems.n)
		return show_new(req, reply_status(err), &c, &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, shown ? "done_reviewed" : "done_review_kept",
	    "/projects/%s", req->arg[0]);
}

/* ---- the answer ---- */

static int
show_reply(struct req *req, int status, const char *text,
    const struct problems *problems)
{
	struct review_case c;
	struct view *v;
	enum err err = find(req, &c);

	if (!err && !c.seen)
		err = ERR_NOT_FOUND;
	if (!err && !c.can_reply)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "review/reply.html");
	view_words(v, "TITLE", "title_reply", NULL);
	fill_case(v, &c);
	fill_lines(req, v, "REVIEW_LINE", c.about.text);
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

/* ---- the dispute ---- */

static int
show_dispute(struct req *req, int status, const char *ground,
    const char *claim, const struct problems *problems)
{
	struct review_case c;
	struct view *v;
	enum err err = find(req, &c);

	if (!err && !c.seen)
		err = ERR_NOT_FOUND;
	if (!err && !c.can_dispute)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "review/dispute.html");
	view_words(v, "TITLE", "title_dispute", NULL);
	fill_case(v, &c);
	fill_lines(req, v, "REVIEW_LINE", c.about.text);
	for (size_t i = 0; i < REVIEW_GROUNDS; i++) {
		struct view *row = view_row(v, "CHOICE");

		view_text(row, "VALUE", review_grounds[i]);
		view_word(row, "LABEL", "ground", review_grounds[i]);
		if (i == 0)
			view_show(row, "FIRST");
		if (strcmp(ground, review_grounds[i]) == 0)
			view_show(row, "CHOSEN");
	}
	view_text(v, "CLAIM", claim);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
review_dispute_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_dispute(req, 200, "", "", &none);
}

int
review_dispute_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *ground = reply_field(req, "ground");
	const char *claim = reply_field(req, "claim");
	enum err err = review_dispute(req->market, &req->actor, req->arg[0],
	    ground, claim, &problems);

	if (problems.n)
		return show_dispute(req, 422, ground, claim, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, "done_disputed", "/projects/%s", req->arg[0]);
}
