/* SPDX-License-Identifier: Apache-2.0 */
/* terms.c: a project that waits for its signatures; papers of a round. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/key.h"
#include "fcgi/reply.h"
#include "market/paper.h"
#include "market/project.h"
#include "market/round.h"

int
terms_page(struct req *req)
{
	struct round_asked asked;
	struct project p;
	struct view *v;
	enum err err = round_asked(req->market, &req->actor, req->arg[0],
	    &asked);

	/* Registered meanwhile: there is a public page now. */
	if (err == ERR_NOT_FOUND && project_get(req->market, req->arg[0],
	    &p) == OK && p.owner_id == req->actor.party_id)
		return reply_see_other(req, "/projects/%s", p.code);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "terms/show.html");
	view_words(v, "TITLE", "title_terms", NULL);
	view_text(v, "CODE", asked.project.code);
	view_text(v, "NAME", asked.project.title);
	view_text(v, "SEALING", asked.terms.round.sealing_id);
	view_arg(v, arg_time("DEADLINE", asked.terms.round.deadline));
	view_arg(v, arg_time("UNTIL", asked.until));
	for (size_t i = 0; i < asked.terms.n; i++) {
		const struct round_trustee *t = &asked.terms.trustees[i];
		struct view *row = view_row(v, "TRUSTEE");

		view_text(row, "TRUSTEE_NAME", t->name);
		view_show(row, t->line[0] ? "TRUSTEE_SIGNED" : t->offered ?
		    "TRUSTEE_OFFERED" : "TRUSTEE_ASKED");
	}
	view_show(v, asked.mine ? "MINE" : "TO_SIGN");
	view_show(v, asked.project.published_at ? "AMENDED" : "FIRST");
	fill_key(req, v);
	reply_form(req, v);
	return reply_view(req, 200, v);
}

int
terms_text(struct req *req)
{
	struct round_asked asked;
	enum err err = round_asked(req->market, &req->actor, req->arg[0],
	    &asked);

	if (err)
		return reply_text(req, reply_status(err), "terms\n");
	if (!asked.ready)
		return reply_text(req, 409, arena_printf(req->market->arena,
		    "%zu/%zu\n", asked.offered, asked.terms.n));
	return reply_text(req, 200, asked.terms.round.text);
}

int
terms_recall_post(struct req *req)
{
	enum err err = round_recall(req->market, &req->actor, req->arg[0]);

	return err ? reply_error(req, err) : reply_done(req,
	    "done_recalled", "/desk/projects/%s/preview", req->arg[0]);
}

/* ---- papers ---- */

static const char *const kinds[] = { "void", "amend", "extend", "fallback",
    "award" };

static bool
is_kind(const char *kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

static int
show_paper(struct req *req, int status, const char *value,
    const struct problems *problems)
{
	const char *kind = req->arg[1];
	struct view *v = reply_page(req, "terms/paper.html");
	struct project p;
	struct round r;
	struct paper paper;
	enum err err = is_kind(kind) ? project_get(req->market, req->arg[0],
	    &p) : ERR_NOT_FOUND;

	if (!err && p.owner_id != req->actor.party_id)
		err = ERR_NOT_FOUND;
	if (!err)
		err = project_round(req->market, p.id, &r);
	if (err)
		return reply_error(req, err);
	view_word(v, "TITLE", "paper", kind);
	view_word(v, "PAPER_TEXT", "paper_text", kind);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	view_text(v, "SEALING", r.sealing_id);
	view_text(v, "KIND", kind);
	/* Its end was decided: only the record is wanted now. */
	if (strcmp(p.state, "cancelled") != 0 && strcmp(p.state, "failed")
	    != 0)
		view_show(v, "TO_WRITE");
	/* An amendment is signed by the record that ends its round. */
	view_text(v, "RECORD_KIND", strcmp(kind, "amend") == 0 ? "void" :
	    kind);
	if (strcmp(kind, "void") == 0 || strcmp(kind, "amend") == 0)
		view_text(view_row(v, "REASON_FIELD"), "REASON", value);
	if (strcmp(kind, "extend") == 0)
		view_text(view_row(v, "DEADLINE_FIELD"), "NEW_DEADLINE",
		    value);
	if (paper_get(req->market, &req->actor, req->arg[0], kind,
	    &paper) == OK)
		view_text(view_row(v, "PAPER"), "RECORD", paper.text);
	fill_key(req, v);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
paper_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_paper(req, 200, "", &none);
}

int
paper_write_post(struct req *req)
{
	const char *value = strcmp(req->arg[1], "extend") == 0 ?
	    reply_field(req, "deadline") : reply_field(req, "reason");
	struct problems problems = { .n = 0 };
	enum err err = paper_write(req->market, &req->actor, req->arg[0],
	    req->arg[1], value, &problems);

	if (problems.n)
		return show_paper(req, reply_status(err), value, &problems);
	return err ? reply_error(req, err) : reply_see_other(req,
	    "/desk/projects/%s/papers/%s", req->arg[0], req->arg[1]);
}

int
paper_text(struct req *req)
{
	struct paper paper;
	enum err err = paper_get(req->market, &req->actor, req->arg[0],
	    req->arg[1], &paper);

	return err ? reply_text(req, reply_status(err), "paper\n") :
	    reply_text(req, 200, paper.text);
}
