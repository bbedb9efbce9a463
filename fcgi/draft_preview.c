/* SPDX-License-Identifier: Apache-2.0 */
/* draft_preview.c: a draft as it will be read; what it still lacks; publishing. */
#include <string.h>

#include "fcgi/draft.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/question.h"
#include "market/agency.h"
#include "market/qualification.h"

static void
fill_preview(struct req *req, struct view *v, const struct project *p)
{
	struct party party;

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "ITEM", p->item_name);
	view_text(v, "SCALE", p->scale);
	fill_lines(req, v, "CONTENT", p->content);
	view_text(v, "PLACE", p->place);
	view_text(v, "REGION", p->region_name);
	view_word(v, "FUND", "fund", p->fund);
	fill_price(v, p->method, p->ceiling_fen);
	view_arg(v, arg_number("CAPITAL", ARG_CAPITAL, p->ceiling_fen));
	view_arg(v, arg_int("DAYS", p->service_days));
	fill_lines(req, v, "REQUIREMENT", p->requirements);
	if (qualification_many(p->requirements))
		view_word(view_row(v, "MANY_REQUIREMENTS"), "NEED", "need",
		    p->any_will_do ? "any" : "all");
	if (p->requirements[0] == '\0')
		view_show(v, "NO_REQUIREMENT");
	view_word(v, "METHOD", "method", p->method);
	view_word(v, "SERVER_WORD", "server", p->server ? "allowed" :
	    "forbidden");
	view_text(v, "CONTACT", p->contact);
	view_text(v, "PHONE", p->phone);
	if (p->deadline)
		view_arg(view_row(v, "HAS_DEADLINE"), arg_time("DEADLINE",
		    p->deadline));
	if (p->chosen_id && agency_party(req->market, p->chosen_id,
	    &party) == OK)
		view_text(view_row(v, "DIRECT"), "CHOSEN", party.name);
}

/* Until when one may ask: as the form says, or as it will be. */
static void
fill_enquiry(struct req *req, struct view *v, const struct project *p)
{
	int64_t until = p->deadline ? question_until(req->market->house, p) :
	    0;

	if (until == 0 || strcmp(p->method, "direct") == 0)
		return;
	if (question_taken(req->market->house, p, req->now))
		view_arg(view_row(v, "HAS_ENQUIRY"), arg_time("ENQUIRY",
		    until));
	else
		view_show(v, "NO_ENQUIRY");
}

/* What was typed into the field of a finding, else what is stored. */
static const char *
reason_of(struct req *req, const struct draft_finding *f)
{
	const char *name = arena_printf(req->market->arena, "reason-%s-%s",
	    f->f.rule, f->f.field);

	return form_get(&req->form, name) ? reply_field(req, name) :
	    f->f.reason;
}

static void
fill_finding(struct req *req, struct view *v, const struct draft_finding *f,
    bool ready, const struct problems *problems)
{
	struct view *row = view_row(v, f->privacy ? "NUMBER" : "HIT");
	const char *field = arena_printf(req->market->arena, "reason-%s-%s",
	    f->f.rule, f->f.field);
	const struct problem *problem = problem_of(problems, field);

	view_word(row, "WHAT", f->privacy ? "privacy" : "lint", f->f.rule);
	view_word(row, "WHERE", "field", f->f.field);
	view_text(row, "WORDS", f->f.words);
	if (f->privacy)
		return;
	view_text(row, "REASON_FIELD", field);
	if (f->f.words[0])
		view_show(row, "QUOTED");
	if (f->block) {
		view_show(row, "BLOCKED");
		return;
	}
	if (!ready)
		return;		/* there is no form to send it with */
	row = view_row(row, "EXPLAIN");
	view_text(row, "REASON", reason_of(req, f));
	if (problem != NULL)
		view_words(view_row(row, "WRONG"), "WRONG_TEXT",
		    problem->code, problem->args);
}

void
fill_findings(struct req *req, struct view *v, const struct draft_terms *t,
    bool ask, const struct problems *problems)
{
	bool hits = false, numbers = false;

	for (size_t i = 0; i < t->n; i++) {
		hits = hits || !t->findings[i].privacy;
		numbers = numbers || t->findings[i].privacy;
		fill_finding(req, v, &t->findings[i], ask, problems);
	}
	if (hits)
		view_show(v, "HITS");
	if (numbers)
		view_show(v, "NUMBERS");
	if (numbers && ask)
		view_show(v, "ASK_YES");
}

static void
fill_terms(struct req *req, struct view *v, const struct project *p,
    bool ready, const struct problems *problems)
{
	struct draft_terms t;

	if (draft_terms_of(req->market, p, &t) != OK)
		return;		/* logged; publishing will say it again */
	fill_findings(req, v, &t, ready, problems);
	fill_recusals(req, v, t.recusals, t.n_recusals);
	if (t.n_recusals == 0)
		view_show(v, "NO_RECUSAL");
	if (strcmp(p->method, "direct") != 0)
		fill_eligible(v, t.eligible);
}

static int
show_preview(struct req *req, int status, const struct project *p,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "draft/preview.html");
	struct problems lacking = { .n = 0 };
	/* Answers can be given here; the rest is in the form. */
	bool ready = draft_check(req->market, p, &lacking) == OK &&
	    lacking.n == 0;

	view_words(v, "TITLE", "title_draft_preview", NULL);
	fill_preview(req, v, p);
	fill_method(req, v, p);
	fill_enquiry(req, v, p);
	fill_terms(req, v, p, ready, problems);
	view_arg(v, arg_number("REV", ARG_PLAIN, p->rev));
	reply_form(req, v);
	reply_problems(req, v, problems);
	view_show(v, ready ? "READY" : "NOT_READY");
	return reply_view(req, status, v);
}

int
draft_preview_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_get(req->market, &req->actor, req->arg[0], &p);

	if (!err)
		err = draft_check(req->market, &p, &problems);
	return err ? reply_error(req, err) :
	    show_preview(req, 200, &p, &problems);
}

/* What is none is left out. */
struct draft_answers
read_answers(struct req *req)
{
	struct draft_answer *list = arena_alloc(req->market->arena,
	    FINDINGS_MAX * sizeof *list);
	struct draft_answers answers = { .rev = reply_field(req, "rev"),
	    .list = list,
	    .privacy = strcmp(reply_field(req, "privacy"), "yes") == 0 };

	for (size_t i = 0; i < req->form.n && answers.n < FINDINGS_MAX; i++) {
		const char *name = req->form.fields[i].name;
		char *rest = arena_strdup(req->market->arena, name), *rule;

		if (strncmp(name, "reason-", 7) != 0)
			continue;
		rest += 7;
		rule = strsep(&rest, "-");
		if (rest != NULL)
			list[answers.n++] = (struct draft_answer){ rule, rest,
			    reply_field(req, name) };
	}
	return answers;
}

int
draft_publish_post(struct req *req)
{
	struct draft_answers answers = read_answers(req);
	struct problems problems = { .n = 0 };
	struct project p;
	enum err err = draft_publish_answered(req->market, &req->actor,
	    req->arg[0], &answers, &p, &problems);

	if (problems.n)
		return show_preview(req, reply_status(err), &p, &problems);
	if (err)
		return reply_error(req, err);
	if (strcmp(p.state, "registering") == 0)
		return reply_see_other(req, "/desk/projects/%s/terms",
		    p.code);
	return reply_done(req, "done_published", "/projects/%s", p.code);
}
