/* SPDX-License-Identifier: Apache-2.0 */
/* flag.c: the regulator's queue, its cases, and how indicators work. */
#include "market/flag.h"

#include <string.h>

#include "fcgi/flag.h"
#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/base/digits.h"

/* A value with its unit: percent, days, fen, a ratio or a plain number. */
static void
fill_value(struct view *v, const char *name, enum flag_unit unit,
    int64_t value)
{
	struct arg args[] = { arg_number("N", ARG_PLAIN, value), { 0 } };
	const char *code = "flag_unit_number";

	switch (unit) {
	case UNIT_PPM:
		args[0] = arg_number("N", ARG_PERCENT, value / 100);
		code = "flag_unit_ppm";
		break;
	case UNIT_RATIO:
		args[0] = arg_number("N", ARG_PERCENT, value / 10000);
		break;
	case UNIT_FEN:
		args[0] = arg_number("N", ARG_MONEY, value);
		code = "flag_unit_fen";
		break;
	case UNIT_SECONDS:
		args[0] = arg_number("N", ARG_PLAIN, value / 86400);
		code = "flag_unit_days";
		break;
	default:
		break;
	}
	view_words(v, name, code, args);
}

/* What the value of a key of an evidence is; others are plain numbers. */
static const struct {
	const char *keys;
	enum arg_kind kind;
	const char *code;
	int64_t of;		/* so many of ours are one of the kind's */
} kinds[] = {
	{ " first second price out last step unit ceiling threshold award"
	  " more sum price_least price_most ", ARG_MONEY, "flag_unit_fen", 1 },
	{ " received deadline entered notice changed due paid accepted"
	  " delivered ", ARG_SECOND, "flag_unit_number", 1 },
	{ " cv hhi ", ARG_PERCENT, "flag_unit_ppm", 100 },
	{ " rd ", ARG_PERCENT, "flag_unit_number", 10000 },
};

static void
fill_known(struct req *req, struct view *row, const char *key,
    const char *text)
{
	struct arena *a = req->market->arena;
	struct arg args[] = { arg_text("N", text), { 0 } };
	const char *code = "flag_unit_number";
	int64_t n;

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strstr(kinds[i].keys, arena_printf(a, " %s ", key)) &&
		    digits_int(text, 0, INT64_MAX, &n)) {
			args[0] = arg_number("N", kinds[i].kind, n /
			    kinds[i].of);
			code = kinds[i].code;
		}
	view_words(row, "VALUE", code, args);
}

/* «key value» lines, as rows of words; a key alone says it all. */
static void
fill_evidence(struct req *req, struct view *v, const char *lines)
{
	char *copy = arena_strdup(req->market->arena, lines), *line;

	while ((line = strsep(&copy, "\n")) != NULL && line[0] != '\0') {
		char *value = strchr(line, ' ');
		struct view *row = view_row(v, "EVIDENCE");

		if (value)
			*value++ = '\0';
		view_word(row, "KEY", "flag_key", line);
		if (value)
			fill_known(req, row, line, value);
		else
			view_text(row, "VALUE", "");
	}
}

static void
fill_flag(struct req *req, struct view *v, const struct flag *f)
{
	struct view *row = view_row(v, "FLAG");
	int rule = flag_rule_of(f->rule);
	enum flag_unit unit = rule < 0 ? UNIT_NUMBER : flag_rules[rule].unit;

	view_text(row, "RULE", f->rule);
	view_word(row, "QUESTION", "flag", f->rule);
	view_text(row, "CODE", f->project_code);
	view_text(row, "PROJECT", f->project_title);
	view_arg(row, arg_number("RAISED", ARG_DATE, f->raised_at));
	if (unit != UNIT_NUMBER || f->threshold > 1) {
		struct view *said = view_row(row, "COMPUTED");

		fill_value(said, "VALUE_TEXT", unit, f->value);
		fill_value(said, "LIMIT_TEXT", unit, f->threshold);
	}
	view_word(row, "STATE", "flag_state", f->state);
	fill_evidence(req, row, f->evidence);
	if (f->cause[0] != '\0') {
		struct view *why = view_row(row, "DISMISSED");

		view_word(why, "CAUSE", "flag_cause", f->cause);
		view_text(why, "REASON", f->reason);
	}
}

void
fill_flag_subject(struct req *req, struct view *v, const struct flag_subject *s)
{
	const char kind[] = { s->subject[0], '\0' };
	const char *a_at = kind[0] == 'p' ? "projects" :
	    kind[0] == 'o' || kind[0] == 'd' ? "owners" : "agencies";

	view_arg(v, arg_number("SUBJECT", ARG_PLAIN, s->id));
	view_word(v, "ABOUT", "flag_about",
	    arena_strdup(req->market->arena, kind));
	view_text(v, "A_AT", a_at);
	view_text(v, "A_CODE", s->a_code);
	view_text(v, "A_NAME", s->a_name);
	if (s->b) {
		struct view *b = view_row(v, "OTHER");

		view_text(b, "B_CODE", s->b_code);
		view_text(b, "B_NAME", s->b_name);
	}
	view_arg(v, arg_int("POINTS", s->points));
	view_arg(v, arg_int("FLAGS", s->flags));
}

int
flag_list_page(struct req *req)
{
	struct flag_subject *list;
	struct view *v;
	int64_t points = -1, after = 0;
	size_t n;
	enum err err;

	if (!digits_int(form_text(&req->args, "points"), 0, 100, &points) ||
	    !digits_int(form_text(&req->args, "after"), 0, INT64_MAX, &after))
		points = -1;
	err = flag_queue(req->market, points, after, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "flag/list.html");
	view_words(v, "TITLE", "title_flags", NULL);
	for (size_t i = 0; i < n && i < FLAG_PAGE; i++)
		fill_flag_subject(req, view_row(v, "SUBJECT_ROW"), &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > FLAG_PAGE) {
		struct view *more = view_row(v, "MORE");

		view_arg(more, arg_number("POINTS", ARG_PLAIN,
		    list[FLAG_PAGE - 1].points));
		view_arg(more, arg_number("AFTER", ARG_PLAIN,
		    list[FLAG_PAGE - 1].id));
	}
	return reply_view(req, 200, v);
}

/* What was typed into one of the two forms of a subject. */
struct flag_typed {
	int64_t flag_id;		/* 0: the case's form */
	const char *cause, *reason, *title;
};

static int
show_subject(struct req *req, int status, int64_t id,
    const struct flag_typed *t, const struct problems *problems)
{
	struct flag_subject s;
	struct flag *list;
	struct view *v;
	size_t n;
	enum err err = flag_subject_get(req->market, id, &s, &list, &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "flag/show.html");
	view_words(v, "TITLE", "title_flag", NULL);
	fill_flag_subject(req, v, &s);
	for (size_t i = 0; i < n; i++)
		fill_flag(req, v, &list[i]);
	if (s.flags > 0 && req->actor.role == ROLE_REGULATOR) {
		struct view *form = view_row(v, "TO_DECIDE");

		view_arg(form, arg_number("SUBJECT", ARG_PLAIN, s.id));
		view_text(form, "CASE_TITLE", t->title);
		view_text(form, "REASON", t->reason);
		for (size_t i = 0; i < n; i++)
			if (strcmp(list[i].state, "raised") == 0) {
				struct view *o = view_row(form, "CHOICE");

				view_arg(o, arg_number("ID", ARG_PLAIN,
				    list[i].id));
				view_text(o, "RULE", list[i].rule);
				view_text(o, "CODE", list[i].project_code);
				if (list[i].id == t->flag_id)
					view_show(o, "CHOSEN");
			}
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
flag_page(struct req *req)
{
	const struct flag_typed none = { 0, "", "", "" };
	const struct problems fine = { .n = 0 };
	int64_t id;

	return reply_id(req, 0, &id) ? show_subject(req, 200, id, &none,
	    &fine) : reply_error(req, ERR_NOT_FOUND);
}

int
flag_dismiss_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct flag_typed t = { 0, reply_field(req, "cause"),
	    reply_field(req, "reason"), "" };
	int64_t subject;
	enum err err;

	if (!reply_id(req, 0, &subject))
		return reply_error(req, ERR_NOT_FOUND);
	(void)digits_int(reply_field(req, "flag"), 1, INT64_MAX, &t.flag_id);
	err = flag_dismiss(req->market, &req->actor, subject, t.flag_id,
	    t.cause, t.reason, &problems);
	if (problems.n)
		return show_subject(req, reply_status(err), subject, &t,
		    &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_flag_dismissed", "/desk/flags/%s", req->arg[0]);
}

int
flag_case_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct flag_typed t = { 0, "", reply_field(req, "reason"),
	    reply_field(req, "title") };
	int64_t subject, made;
	enum err err;

	if (!reply_id(req, 0, &subject))
		return reply_error(req, ERR_NOT_FOUND);
	err = flag_open_case(req->market, &req->actor, subject, t.title,
	    t.reason, &problems, &made);
	if (problems.n)
		return show_subject(req, reply_status(err), subject, &t,
		    &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_case_opened", "/desk/cases/%lld", (long long)made);
}

/* ---- cases ---- */

static void
fill_case(struct view *v, const struct flag_file *c)
{
	view_arg(v, arg_number("CASE", ARG_PLAIN, c->id));
	view_text(v, "CASE_TITLE", c->title);
	view_text(v, "OPENED_BY", c->opened_by);
	view_arg(v, arg_number("OPENED", ARG_DATE, c->opened_at));
	view_word(v, "STATE", "flag_case", c->closed_at ? "closed" : "open");
}

int
case_list_page(struct req *req)
{
	struct flag_file *list;
	struct view *v;
	int64_t before = 0;
	size_t n;
	enum err err;

	(void)digits_int(form_text(&req->args, "before"), 1, INT64_MAX,
	    &before);
	err = flag_case_list(req->market, before, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "flag/cases.html");
	view_words(v, "TITLE", "title_cases", NULL);
	for (size_t i = 0; i < n && i < FLAG_PAGE; i++)
		fill_case(view_row(v, "CASE_ROW"), &list[i]);
	if (n == 0)
		view_show(v, "NONE");
	if (n > FLAG_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("BEFORE", ARG_PLAIN,
		    list[FLAG_PAGE - 1].id));
	return reply_view(req, 200, v);
}

static int
show_case(struct req *req, int status, const char *outcome,
    const struct problems *problems)
{
	struct flag_file c;
	struct flag *list;
	struct view *v;
	int64_t id;
	size_t n;
	enum err err = reply_id(req, 0, &id) ? flag_case_get(req->market, id,
	    &c, &list, &n) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "flag/case.html");
	view_words(v, "TITLE", "title_case", NULL);
	fill_case(v, &c);
	view_text(v, "REASON", c.reason);
	for (size_t i = 0; i < n; i++)
		fill_flag(req, v, &list[i]);
	if (c.closed_at) {
		struct view *end = view_row(v, "CLOSED");

		view_text(end, "OUTCOME", c.outcome);
		view_text(end, "CLOSED_BY", c.closed_by);
		view_arg(end, arg_number("CLOSED_AT", ARG_DATE, c.closed_at));
	} else if (req->actor.role == ROLE_REGULATOR) {
		struct view *form = view_row(v, "TO_CLOSE");

		view_arg(form, arg_number("CASE", ARG_PLAIN, c.id));
		view_text(form, "OUTCOME", outcome);
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
case_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_case(req, 200, "", &none);
}

int
case_close_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const char *outcome = reply_field(req, "outcome");
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? flag_case_close(req->market,
	    &req->actor, id, outcome, &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show_case(req, reply_status(err), outcome, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_case_closed", "/desk/cases/%s", req->arg[0]);
}

/* ---- in public: the method, and how often there was nothing to it ---- */

static const struct flag_counted *
counted(const struct flag_counted *list, size_t n, const char *rule)
{
	static const struct flag_counted none = { "", 0, 0, 0 };

	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].rule, rule) == 0)
			return &list[i];
	return &none;
}

int
flag_method_page(struct req *req)
{
	struct flag_counted *counts;
	struct view *v;
	size_t n;
	enum err err = flag_counts(req->market, &counts, &n);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "flag/method.html");
	view_words(v, "TITLE", "title_flag_method", NULL);
	view_arg(v, arg_int("HONEST_ALL", FLAG_HONEST_PROJECTS));
	view_arg(v, arg_int("HONEST_ASKED", FLAG_HONEST_ASKED));
	view_arg(v, arg_number("HONEST_RATE", ARG_PERCENT,
	    (int64_t)FLAG_HONEST_ASKED * 10000 / FLAG_HONEST_PROJECTS));
	for (size_t i = 0; i < flag_rules_n; i++) {
		const struct flag_rule *r = &flag_rules[i];
		const struct flag_counted *c = counted(counts, n, r->id);
		struct view *row = view_row(v, "RULE_ROW");

		view_text(row, "RULE", r->id);
		view_word(row, "QUESTION", "flag", r->id);
		view_word(row, "FORMULA", "formula", r->id);
		fill_value(row, "LIMIT_TEXT", r->unit, r->unit == UNIT_FEN ?
		    req->market->house->params.flag_threshold : r->limit);
		view_arg(row, arg_int("RAISED", c->raised));
		view_arg(row, arg_int("DISMISSED", c->dismissed));
		view_arg(row, arg_int("CASES", c->cases));
	}
	return reply_view(req, 200, v);
}
