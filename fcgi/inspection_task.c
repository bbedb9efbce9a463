/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_task.c: one visit, for its inspectors, its agency, officers. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/inspection.h"
#include "market/inspector.h"

/* Which acts the actor may take now; one form each. */
static const struct {
	enum role who;
	const char *act, *section;
} forms[] = {
	{ ROLE_INSPECTOR, "start", "START_FORM" },
	{ ROLE_INSPECTOR, "write", "WRITE_FORM" },
	{ ROLE_INSPECTOR, "record", "RECORD_FORM" },
	{ ROLE_AGENCY, "correct", "CORRECT_FORM" },
	{ ROLE_INSPECTOR, "recheck", "RECHECK_FORM" },
	{ ROLE_REGULATOR, "transfer", "TRANSFER_FORM" },
};

/* Is there something of the other's to sign? */
static enum err
may_sign(struct req *req, const struct inspection_task *t, bool *yes)
{
	struct inspector me;
	enum err err = inspector_me(req->market, &req->actor, &me);

	*yes = !err && t->written_by && t->written_by != me.id;
	return err;
}

static enum err
fill_forms(struct req *req, struct view *v, const struct inspection_task *t,
    const struct inspection_act *typed)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		bool mine = strcmp(forms[i].act, typed->act) == 0, yes;
		bool signs = strcmp(forms[i].act, "record") == 0;
		struct view *form;
		enum err err;

		if (forms[i].who != req->actor.role || inspection_next(
		    t->state, forms[i].act) == NULL)
			continue;
		if (signs) {
			err = may_sign(req, t, &yes);
			if (err)
				return err;
			if (!yes)
				continue;
		}
		form = view_row(v, forms[i].section);
		view_arg(form, arg_number("TASK_ID", ARG_PLAIN, t->id));
		if (!signs)
			view_text(form, "TEXT", mine ? typed->text : "");
		if (strcmp(forms[i].act, "write") == 0)
			view_text(form, "DAYS_TYPED", mine ? typed->days :
			    "");
		if (strcmp(forms[i].act, "transfer") == 0)
			view_text(form, "TO_TYPED", mine ? typed->to : "");
		reply_form(req, form);
	}
	return OK;
}

/* What was written is its inspectors' and officers' until it is signed. */
static bool
may_see(const struct req *req, const struct inspection_task *t)
{
	return t->result[0] != '\0' && (t->recorded_at ||
	    req->actor.role != ROLE_AGENCY);
}

static int
show(struct req *req, int status, const struct inspection_act *typed,
    const struct problems *problems)
{
	struct inspection_task t;
	struct view *v, *row;
	int64_t id, due;
	bool late;
	enum err err = reply_id(req, 0, &id) ? inspection_task(
	    req->market, &req->actor, id, &t) : ERR_NOT_FOUND;

	if (!err)
		err = inspection_waits(req->market, &t, &due, &late);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "inspection/task.html");
	view_words(v, "TITLE", "title_inspection_task", NULL);
	view_text(v, "PLAN_TITLE", t.plan_title);
	view_arg(v, arg_number("PLAN_ID", ARG_PLAIN, t.plan_id));
	row = view_row(v, "VISIT");
	err = fill_visit(req, row, &t);
	if (!err && may_see(req, &t))
		fill_result(req, row, &t);
	if (t.started_at)
		view_text(view_row(v, "ONLINE_LINE"), "ONLINE", t.online);
	if (due)
		view_arg(view_row(v, late ? "LATE" : "WAITS"),
		    arg_time("UNTIL", due));
	if (!err)
		err = fill_forms(req, v, &t, typed);
	if (err)
		return reply_error(req, err);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
inspection_task_page(struct req *req)
{
	const struct inspection_act none = { .act = "" };
	const struct problems ok = { .n = 0 };

	return show(req, 200, &none, &ok);
}

int
inspection_act_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	const struct inspection_act act = { .act = req->arg[1],
	    .text = reply_field(req, "text"),
	    .result = reply_field(req, "result"),
	    .days = reply_field(req, "days"), .to = reply_field(req, "to"),
	    .verdict = reply_field(req, "verdict") };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? inspection_do(req->market,
	    &req->actor, id, &act, &problems) : ERR_NOT_FOUND;

	if (problems.n)
		return show(req, reply_status(err), &act, &problems);
	return err ? reply_error(req, err) : reply_done(req,
	    "done_inspection_act", "/desk/inspections/tasks/%s",
	    req->arg[0]);
}
