/* SPDX-License-Identifier: Apache-2.0 */
/* inspection.c: the public pages about inspections. */
#include "fcgi/inspection.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/digits.h"
#include "market/inspector.h"

void
fill_plans(struct view *v, const struct inspection_plan *list, size_t n)
{
	for (size_t i = 0; i < n && i < INSPECTION_PAGE; i++) {
		struct view *row = view_row(v, "PLAN");

		view_arg(row, arg_number("PLAN_ID", ARG_PLAIN, list[i].id));
		view_text(row, "PLAN_TITLE", list[i].title);
		view_text(row, "PLAN_CODE", list[i].code);
		view_word(row, "PLAN_STATE", "inspect_plan", list[i].state);
		view_arg(row, arg_time("DRAWS", list[i].draws_at));
	}
	if (n == 0)
		view_show(v, "NO_PLAN");
	if (n > INSPECTION_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[INSPECTION_PAGE - 1].id));
}

int
inspection_list_page(struct req *req)
{
	struct view *v = reply_page(req, "inspection/list.html");
	struct inspection_plan *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = inspection_plans(req->market, before, &list, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_inspections", NULL);
	fill_plans(v, list, n);
	return reply_view(req, 200, v);
}

/* ---- visits ---- */

void
fill_result(struct req *req, struct view *row,
    const struct inspection_task *t)
{
	struct view *r = view_row(row, "RESULT");

	view_word(r, "RESULT_NAME", "inspect_result", t->result);
	fill_lines(req, r, "FINDING", t->finding);
	if (t->correct_wd)
		view_arg(view_row(r, "TO_CORRECT"), arg_int("DAYS",
		    t->correct_wd));
	if (t->overdue_at)
		view_show(r, "OVERDUE");
	if (t->corrected_at)
		fill_lines(req, view_row(r, "CORRECTED"), "CORRECTION",
		    t->correction);
	if (t->outcome[0])
		view_word(view_row(r, "OUT"), "OUTCOME", "inspect_outcome",
		    t->outcome);
	if (t->recheck[0])
		fill_lines(req, view_row(r, "RECHECKED"), "RECHECK",
		    t->recheck);
}

enum err
fill_visit(struct req *req, struct view *row,
    const struct inspection_task *t)
{
	const int64_t team[] = { t->first_id, t->second_id };
	struct inspector who;
	enum err err = OK;

	view_arg(row, arg_number("PLACE", ARG_PLAIN, t->place));
	view_text(row, "AGENCY", t->agency);
	view_text(row, "USCC", t->uscc);
	view_word(row, "VISIT_STATE", "inspect_visit", t->state);
	if (t->whole)
		view_show(row, "WHOLE");
	if (t->first_id == 0)
		view_show(row, "NOBODY");
	for (size_t i = 0; !err && i < COUNT(team) && team[i]; i++) {
		struct view *one = view_row(row, "TEAM");

		err = inspector_get(req->market, team[i], &who);
		if (err)
			break;
		view_arg(one, arg_number("WHO", ARG_PLAIN, team[i]));
		view_text(one, "UNIT", who.unit);
	}
	if (t->moved_at) {
		struct view *moved = view_row(row, "MOVED");

		view_text(moved, "MOVED_TO", t->moved_to);
		fill_lines(req, moved, "MOVED_WHY", t->moved_why);
	}
	return err;
}

static enum err
fill_visits(struct req *req, struct view *v, const struct inspection_plan *p)
{
	struct inspection_task *list;
	int64_t after, unused;
	size_t n;
	enum err err;

	read_cursor(req, &after, &unused);
	err = inspection_tasks(req->market, p->id, after, &list, &n);
	for (size_t i = 0; !err && i < n && i < INSPECTION_TASKS; i++) {
		struct view *row = view_row(v, "VISIT");

		err = fill_visit(req, row, &list[i]);
		if (list[i].published_at)
			fill_result(req, row, &list[i]);
		if (req->actor.role == ROLE_REGULATOR)
			view_arg(view_row(row, "TO_TASK"), arg_number(
			    "TASK_ID", ARG_PLAIN, list[i].id));
	}
	if (!err && n > INSPECTION_TASKS)
		view_arg(view_row(v, "MORE"), arg_number("AFTER", ARG_PLAIN,
		    list[INSPECTION_TASKS - 1].place));
	return err;
}

/* ---- a plan, step by step ---- */

static void
fill_hash(struct req *req, struct view *v, const char *name,
    const unsigned char hash[32])
{
	char *hex = arena_alloc(req->market->arena, 65);

	view_text(v, name, digits_hex(hex, hash, 32));
}

static void
fill_parts(struct req *req, struct view *v,
    const struct inspection_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "PART");

		view_text(row, "PART_NAME", parts[i].name);
		fill_hash(req, row, "COMMIT", parts[i].hash);
		view_show(row, parts[i].line[0] ? "SIGNED" : "UNSIGNED");
		if (parts[i].opened)
			fill_hash(req, view_row(row, "OPENED"), "R",
			    parts[i].r);
	}
	if (n == 0)
		view_show(v, "NO_PART");
}

/* What its parameters say, in percent. */
static void
fill_ratios(struct req *req, struct view *v, const struct inspection_plan *p)
{
	static const char *const names[] = { "RATIO_A", "RATIO_B", "RATIO_C",
	    "RATIO_N", "RATIO_D" };
	const struct params *params = house_params(req->market->house,
	    p->params);

	for (size_t i = 0; i < COUNT(names); i++)
		view_arg(v, arg_number(names[i], ARG_PERCENT,
		    params->inspect_ratio[i]));
	view_arg(v, arg_number("FLOOR", ARG_PERCENT, params->inspect_floor));
	view_arg(v, arg_int("CAP", params->inspect_cap));
	view_arg(v, arg_int("VISITS", params->inspect_visits));
	view_arg(v, arg_number("PARAMS", ARG_PLAIN, p->params));
}

static void
fill_fixed(struct req *req, struct view *v, const struct inspection_plan *p)
{
	struct view *fixed = view_row(v, "FIXED");

	view_text(fixed, "CODE", p->code);
	view_arg(fixed, arg_int("LINES", p->lines));
	view_arg(fixed, arg_int("TAKE", p->take));
	view_arg(fixed, arg_int("WHOLE_N", p->whole));
	view_arg(fixed, arg_int("PEOPLE", p->people));
	fill_hash(req, fixed, "RECORD", p->record);
}

static enum err
fill_steps(struct req *req, struct view *v, const struct inspection_plan *p)
{
	struct view *step;

	if (p->text[0])
		fill_fixed(req, v, p);
	else
		view_show(v, "NOT_FIXED");
	if (p->leaf >= 0) {
		step = view_row(v, "LOGGED");
		view_text(step, "CODE", p->code);
		view_arg(step, arg_number("LEAF", ARG_PLAIN, p->leaf));
		view_arg(step, arg_number("STAFF_LEAF", ARG_PLAIN,
		    p->staff_leaf));
	}
	if (strcmp(p->state, "void") == 0) {
		step = view_row(v, "VOID");
		view_word(step, "WHY", "inspect_void", p->reason);
		if (p->missing[0])
			view_text(view_row(step, "MISSING_LINE"), "MISSING",
			    p->missing);
		return OK;
	}
	if (p->drawn_at == 0) {
		view_show(v, "NOT_DRAWN");
		return OK;
	}
	step = view_row(v, "DRAWN");
	view_text(step, "CODE", p->code);
	view_arg(step, arg_time("DRAWN_AT", p->drawn_at));
	view_arg(step, arg_number("OPEN_LEAF", ARG_PLAIN, p->open_leaf));
	fill_hash(req, step, "SEED", p->seed);
	return fill_visits(req, step, p);
}

/* What an organisation does next, with its tool. */
static void
fill_how(struct view *v, const struct inspection_plan *p)
{
	struct view *how;

	if (strcmp(p->state, "collecting") == 0)
		how = view_row(v, "HOW_COMMIT");
	else if (strcmp(p->state, "signing") == 0)
		how = view_row(v, "HOW_SIGN");
	else if (strcmp(p->state, "registered") == 0)
		how = view_row(v, "HOW_OPEN");
	else
		return;
	view_text(how, "CODE", p->code);
	view_arg(how, arg_number("PLAN_ID", ARG_PLAIN, p->id));
}

static int
show_plan(struct req *req, int status, const struct problems *problems)
{
	struct view *v;
	struct inspection_plan p;
	struct inspection_part *parts;
	size_t n;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? inspection_plan(
	    req->market, id, &p, &parts, &n) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "inspection/show.html");
	view_text(v, "TITLE", p.title);
	view_text(v, "CODE", p.code);
	view_arg(v, arg_number("PLAN_ID", ARG_PLAIN, p.id));
	view_word(v, "PLAN_STATE", "inspect_plan", p.state);
	view_arg(v, arg_time("MADE", p.made_at));
	view_arg(v, arg_time("DRAWS", p.draws_at));
	fill_lines(req, v, "BASIS", p.basis);
	fill_lines(req, v, "KEY_ITEM", p.key_items);
	if (p.general_items[0])
		fill_lines(req, view_row(v, "GENERAL"), "GENERAL_ITEM",
		    p.general_items);
	fill_ratios(req, v, &p);
	fill_parts(req, v, parts, n);
	fill_how(v, &p);
	err = fill_steps(req, v, &p);
	if (err)
		return reply_error(req, err);
	if (req->actor.role == ROLE_REGULATOR &&
	    strcmp(p.state, "collecting") == 0) {
		struct view *form = view_row(v, "FIX_FORM");

		view_arg(form, arg_number("PLAN_ID", ARG_PLAIN, p.id));
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
inspection_plan_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return show_plan(req, 200, &none);
}

int
inspection_fix_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? inspection_fix(req->market,
	    &req->actor, id, &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show_plan(req, reply_status(err), &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_inspection_fixed", "/inspections/%s", req->arg[0]);
}

/* ---- what organisations hand in ---- */

enum { PART_MAX = 4096 };

static int
handed_in(struct req *req, enum err (*verb)(struct market *m, int64_t id,
    const char *data, size_t n))
{
	int64_t id;
	enum err err;

	if (req->body_len == 0)
		return reply_text(req, 400, "400\n");
	if (req->body_len > PART_MAX)
		return reply_text(req, 413, "413\n");
	err = reply_id(req, 0, &id) ? verb(req->market, id, req->body,
	    req->body_len) : ERR_NOT_FOUND;
	if (err)
		return reply_text(req, reply_status(err),
		    err == ERR_INVALID ? "invalid\n" :
		    err == ERR_CONFLICT ? "not-now\n" :
		    err == ERR_NOT_FOUND ? "404\n" : "503\n");
	return reply_text(req, 200, "ok\n");
}

int
inspection_commit_post(struct req *req)
{
	return handed_in(req, inspection_commit);
}

int
inspection_sign_post(struct req *req)
{
	return handed_in(req, inspection_sign);
}

int
inspection_open_post(struct req *req)
{
	return handed_in(req, inspection_open);
}
