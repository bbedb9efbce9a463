/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: explaining, deciding, picking, giving up an award. */
#include "fcgi/award.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/upload.h"

static const struct problems none = { .n = 0 };

/* Project and award of a form, for one of the two sides. */
static enum err
read_case(struct req *req, struct project *p, struct award_case *c)
{
	enum err err = project_get(req->market, req->arg[0], p);

	return err ? err : award_case(req->market, p, c);
}

/* A page of a form: what all of them show. */
static struct view *
form_page(struct req *req, const char *page, const char *title,
    const struct project *p)
{
	struct view *v = reply_page(req, page);

	view_words(v, "TITLE", title, NULL);
	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	reply_form(req, v);
	return v;
}

/* What the verb said: the form again, an error page, or back. */
static int
done(struct req *req, enum err err, const char *flash)
{
	return err ? reply_error(req, err) :
	    reply_done(req, flash, "/projects/%s", req->arg[0]);
}

/* Is it the turn of this step? */
static enum err
turn(const struct award_case *c, const char *event)
{
	return c->awaited && strcmp(c->awaited, event) == 0 ? OK :
	    ERR_CONFLICT;
}

/* ---- explaining ---- */

static int
show_explain(struct req *req, int status, const char *text,
    const struct uploads *files, const struct problems *problems)
{
	struct award_case c;
	struct project p;
	struct view *v;
	enum err err = read_case(req, &p, &c);

	if (!err && (!c.now || c.now->agency_id != req->actor.party_id))
		err = ERR_NOT_FOUND;
	if (!err)
		err = turn(&c, "award_justify");
	if (err)
		return reply_error(req, err);
	v = form_page(req, "award/explain.html", "title_award_explain", &p);
	view_arg(v, arg_money("AMOUNT", c.now->amount_fen));
	view_arg(v, arg_int("POSITION", c.now->position));
	fill_low(req, v, "LOW_TEXT", &p, c.now->alp);
	view_arg(v, arg_time("UNTIL", c.until));
	view_text(v, "TEXT", text);
	upload_fill_files(req, v, files);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
award_explain_page(struct req *req)
{
	const struct uploads files = { .n = 0 };

	return show_explain(req, 200, "", &files, &none);
}

int
award_explain_post(struct req *req)
{
	struct problems problems = none;
	const char *text = reply_field(req, "explanation");
	struct uploads files;
	enum err err;

	upload_files(req, &files);
	err = award_explain(req->market, &req->actor, req->arg[0], text,
	    &files, &problems);
	return problems.n ? show_explain(req, 422, text, &files, &problems) :
	    done(req, err, "done_explained");
}

/* ---- deciding ---- */

static int
show_decide(struct req *req, int status, const struct award_verdict *form,
    const struct problems *problems)
{
	struct award_case c;
	struct project p;
	struct view *v;
	enum err err = read_case(req, &p, &c);

	if (!err && p.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = turn(&c, "award_decide");
	if (err)
		return reply_error(req, err);
	v = form_page(req, "award/decide.html", "title_decide", &p);
	view_text(v, "AGENCY", c.now->agency_name);
	view_arg(v, arg_money("AMOUNT", c.now->amount_fen));
	view_arg(v, arg_int("POSITION", c.now->position));
	fill_low(req, v, "LOW_TEXT", &p, c.now->alp);
	fill_lines(req, v, "SAID_LINE", c.now->explanation);
	if (fill_files(req, v, "SAID_FILE", "explanation", c.now->id) != OK)
		return reply_error(req, ERR_INTERNAL);
	view_arg(v, arg_time("UNTIL", c.until));
	view_arg(v, arg_number("AWARD_ID", ARG_PLAIN, c.now->id));
	if (strcmp(form->verdict, "accept") == 0)
		view_show(v, "ACCEPT");
	if (strcmp(form->verdict, "reject") == 0)
		view_show(v, "REJECT");
	view_text(v, "REASON", form->reason);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
award_decide_page(struct req *req)
{
	const struct award_verdict empty = { "", "", "" };

	return show_decide(req, 200, &empty, &none);
}

int
award_decide_post(struct req *req)
{
	struct problems problems = none;
	const struct award_verdict form = { reply_field(req, "award"),
	    reply_field(req, "verdict"), reply_field(req, "reason") };
	enum err err = award_decide(req->market, &req->actor, req->arg[0],
	    &form, &problems);

	return problems.n ? show_decide(req, 422, &form, &problems) :
	    done(req, err, "done_award_decided");
}

/* ---- picking ---- */

static void
fill_place(struct req *req, struct view *v, const struct award_place *place,
    const char *chosen)
{
	struct view *row = view_row(v, "PLACE");
	char *value = arena_printf(req->market->arena, "%d",
	    (int)place->bid->position);

	view_text(row, "VALUE", value);
	view_text(row, "ID", place->bid->position == 1 ? "position" :
	    arena_printf(req->market->arena, "position-%s", value));
	view_text(row, "AGENCY", place->bid->agency_name);
	if (strcmp(value, chosen) == 0)
		view_show(row, "CHOSEN");
	if (place->credit >= 0) {
		struct view *credit = view_row(row, "CREDIT");

		view_arg(credit, arg_money("CREDIT_POINTS", place->credit));
		view_arg(credit, arg_int("TICKETS", place->tickets));
	}
}

static int
show_choose(struct req *req, int status, const char *position,
    const char *reason, const struct problems *problems)
{
	struct award_case c;
	struct award_place *list;
	struct project p;
	struct view *v;
	size_t n = 0;
	enum err err = read_case(req, &p, &c);

	if (!err && p.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = turn(&c, "award_choose");
	if (!err)
		err = award_places(req->market, &c, &list, &n);
	if (err)
		return reply_error(req, err);
	v = form_page(req, "award/choose.html", "title_choose", &p);
	view_arg(v, arg_time("UNTIL", c.until));
	for (size_t i = 0; i < n; i++)
		fill_place(req, v, &list[i], position);
	view_text(v, "REASON", reason);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
award_choose_page(struct req *req)
{
	return show_choose(req, 200, "", "", &none);
}

int
award_choose_post(struct req *req)
{
	struct problems problems = none;
	const char *position = reply_field(req, "position");
	const char *reason = reply_field(req, "reason");
	enum err err = award_choose(req->market, &req->actor, req->arg[0],
	    position, reason, &problems);

	return problems.n ? show_choose(req, 422, position, reason,
	    &problems) : done(req, err, "done_chosen");
}

/* ---- giving it up ---- */

struct decline_form {
	const char *reason;
	bool force;			/* claims force majeure */
	struct award_claim claim;
};

static int
show_decline(struct req *req, int status, const struct decline_form *f,
    const struct problems *problems)
{
	struct award_case c;
	struct project p;
	struct view *v;
	enum err err = read_case(req, &p, &c);

	if (!err && (!c.now || c.now->agency_id != req->actor.party_id))
		err = ERR_NOT_FOUND;
	if (!err && strcmp(c.now->state, "published") != 0 &&
	    strcmp(c.now->state, "effective") != 0)
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	v = form_page(req, "award/decline.html", "title_decline", &p);
	view_text(v, "REASON", f->reason);
	if (f->force)
		view_show(v, "FORCE");
	view_text(v, "EVIDENCE", f->claim.evidence);
	upload_fill_files(req, v, &f->claim.files);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
award_decline_page(struct req *req)
{
	const struct decline_form f = { .reason = "",
	    .claim = { .evidence = "" } };

	return show_decline(req, 200, &f, &none);
}

int
award_decline_post(struct req *req)
{
	struct problems problems = none;
	struct decline_form f = { .reason = reply_field(req, "reason"),
	    .force = form_get(&req->form, "force_majeure") != NULL,
	    .claim = { .evidence = reply_field(req, "evidence") } };
	enum err err;

	upload_files(req, &f.claim.files);
	err = award_decline(req->market, &req->actor, req->arg[0], f.reason,
	    f.force ? &f.claim : NULL, &problems);
	return problems.n ? show_decline(req, 422, &f, &problems) :
	    done(req, err, "done_declined");
}

int
award_leave_post(struct req *req)
{
	return done(req, award_leave(req->market, &req->actor, req->arg[0]),
	    "done_left");
}
