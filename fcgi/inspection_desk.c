/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_desk.c: plans on a regulator's desk, visits on others'. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/inspection.h"
#include "fcgi/message.h"
#include "fcgi/project.h"
#include "fcgi/secret.h"
#include "market/inspector.h"

/* ---- one's visits ---- */

static enum err
fill_mine(struct req *req, struct view *v)
{
	struct inspection_task *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = inspection_mine(req->market, &req->actor, before, &list, &n);
	for (size_t i = 0; !err && i < n && i < INSPECTION_PAGE; i++) {
		struct view *row = view_row(v, "TASK");
		int64_t due;
		bool late;

		view_arg(row, arg_number("TASK_ID", ARG_PLAIN, list[i].id));
		view_text(row, "TASK_PLAN", list[i].plan_title);
		view_text(row, "TASK_AGENCY", list[i].agency);
		view_word(row, "VISIT_STATE", "inspect_visit",
		    list[i].state);
		err = inspection_waits(req->market, &list[i], &due, &late);
		if (due)
			view_arg(view_row(row, late ? "LATE" : "WAITS"),
			    arg_time("UNTIL", due));
	}
	if (!err && n == 0)
		view_show(v, "NO_TASK");
	if (!err && n > INSPECTION_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[INSPECTION_PAGE - 1].id));
	return err;
}

/* An inspector also says whom it must not inspect. */
static enum err
fill_conflicts(struct req *req, struct view *v,
    const struct inspector_conflict *typed)
{
	struct view *part = view_row(v, "INSPECTOR");
	struct inspector_conflict *list;
	size_t n;
	enum err err = inspector_declared(req->market, &req->actor, &list,
	    &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = view_row(part, "CONFLICT");

		view_text(row, "CONFLICT_NAME", list[i].agency);
		view_text(row, "CONFLICT_REASON", list[i].reason);
		view_arg(row, arg_number("DECLARED", ARG_DATE,
		    list[i].declared_at));
	}
	if (!err && n == 0)
		view_show(part, "NO_CONFLICT");
	view_text(part, "FORM_USCC", typed ? typed->uscc : "");
	view_text(part, "FORM_REASON", typed ? typed->reason : "");
	reply_form(req, part);
	return err ? err : fill_unread(req, part);
}

static int
own_page(struct req *req, int status, const struct inspector_conflict *typed,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "inspection/own.html");
	enum err err = fill_mine(req, v);

	if (!err && req->actor.role == ROLE_INSPECTOR)
		err = fill_conflicts(req, v, typed);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_inspection_own", NULL);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

static int
plans_page(struct req *req)
{
	struct view *v = reply_page(req, "inspection/desk.html");
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
	if (req->actor.role == ROLE_REGULATOR)
		view_show(v, "CAN_MAKE");
	return reply_view(req, 200, v);
}

int
inspection_desk_page(struct req *req)
{
	const struct problems none = { .n = 0 };

	return req->actor.role == ROLE_AGENCY ||
	    req->actor.role == ROLE_INSPECTOR ? own_page(req, 200, NULL,
	    &none) : plans_page(req);
}

int
inspector_conflict_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct inspector_conflict typed = {
	    .uscc = reply_field(req, "uscc"),
	    .reason = reply_field(req, "reason") };
	enum err err = inspector_declare(req->market, &req->actor,
	    typed.uscc, typed.reason, &problems);

	if (problems.n)
		return own_page(req, reply_status(err), &typed, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_conflict_declared", "/desk/inspections");
}

/* ---- a new plan ---- */

static int
show_new(struct req *req, int status, const struct inspection_form *f,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "inspection/new.html");

	view_words(v, "TITLE", "title_inspection_new", NULL);
	view_text(v, "FORM_TITLE", f->title);
	view_text(v, "FORM_BASIS", f->basis);
	view_text(v, "FORM_KEY", f->key_items);
	view_text(v, "FORM_GENERAL", f->general_items);
	view_text(v, "FORM_DRAWS", f->draws);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
inspection_new_page(struct req *req)
{
	const struct inspection_form empty = { .title = "", .basis = "",
	    .key_items = "", .general_items = "", .draws = "" };
	const struct problems none = { .n = 0 };

	return show_new(req, 200, &empty, &none);
}

int
inspection_make_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct inspection_form form = {
	    .title = reply_field(req, "title"),
	    .basis = reply_field(req, "basis"),
	    .key_items = reply_field(req, "key_items"),
	    .general_items = reply_field(req, "general_items"),
	    .draws = reply_field(req, "draws"), .once = reply_once(req) };
	int64_t id;
	enum err err = inspection_make(req->market, &req->actor, &form, &id,
	    &problems);

	if (problems.n)
		return show_new(req, reply_status(err), &form, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_inspection_made", "/inspections/%lld", (long long)id);
}

/* ---- the list of inspectors ---- */

static int
show_inspectors(struct req *req, int status, const struct inspector_form *f,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "inspection/inspectors.html");
	struct inspector *list;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = inspector_list(req->market, before, &list, &n);
	if (err)
		return reply_error(req, err);
	for (size_t i = 0; i < n && i < INSPECTOR_PAGE; i++) {
		struct view *row = view_row(v, "WHO");

		view_arg(row, arg_number("ID", ARG_PLAIN, list[i].id));
		view_text(row, "NAME", list[i].name);
		view_text(row, "UNIT", list[i].unit);
		view_show(row, list[i].active ? "ACTIVE" : "STOPPED");
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > INSPECTOR_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, list[INSPECTOR_PAGE - 1].id));
	view_words(v, "TITLE", "title_inspectors", NULL);
	view_text(v, "FORM_NAME", f->name);
	view_text(v, "FORM_UNIT", f->unit);
	view_text(v, "FORM_EMAIL", f->email);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
inspector_list_page(struct req *req)
{
	const struct inspector_form empty = { .name = "", .unit = "",
	    .email = "" };
	const struct problems none = { .n = 0 };

	return show_inspectors(req, 200, &empty, &none);
}

int
inspector_add_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct inspector_form form = {
	    .name = reply_field(req, "name"),
	    .unit = reply_field(req, "unit"),
	    .email = reply_field(req, "email"),
	    .password = form_text(&req->form, "password") };
	enum err err = inspector_add(req->market, &req->actor, &form,
	    &problems);

	secret_wipe(req, "password");
	if (problems.n)
		return show_inspectors(req, reply_status(err), &form,
		    &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_inspector_added", "/desk/inspectors");
}

int
inspector_stop_post(struct req *req)
{
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? inspector_stop(req->market,
	    &req->actor, id) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_done(req,
	    "done_inspector_stopped", "/desk/inspectors");
}
