/* SPDX-License-Identifier: Apache-2.0 */
/* plea.c: a party complains about its penalty. */
#include "market/plea.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/penalty.h"
#include "fcgi/project.h"

/* ---- on the page of a penalty ---- */

void
fill_plea_line(struct req *req, struct view *v, const struct penalty *p)
{
	struct plea_stand s;
	struct view *line;

	if (plea_stand(req->market, p, &s) || !s.filed ||
	    s.plea.decided_by == 0)
		return;
	line = view_row(v, "PLEA_DONE");
	view_word(line, "PLEA_STATE", "plea_state", s.plea.state);
	view_arg(line, arg_time("PLEA_AT", s.plea.ended_at));
	fill_lines(req, line, "PLEA_DECISION", s.plea.decision);
}

/* What its party may do; what an officer may. */
static void
fill_party(struct req *req, struct view *v, const struct plea_stand *s)
{
	struct view *form;

	if (s->until) {
		form = view_row(v, "PLEA_FORM");
		view_text(form, "PLEA", reply_field(req, "plea"));
		view_arg(form, arg_time("UNTIL", s->until));
		reply_form(req, form);
	} else if (s->due_at) {
		reply_form(req, view_row(v, "PLEA_BACK"));
	}
}

static void
fill_officer(struct req *req, struct view *v, const struct penalty *p,
    const struct plea_stand *s)
{
	struct view *form;

	if (s->due_at == 0)
		return;
	if (!plea_other_eyes(p, req->actor.account_id)) {
		view_show(v, "PLEA_OTHER_EYES");
		return;
	}
	form = view_row(v, "PLEA_DECIDE");
	view_text(form, "ANSWER", reply_field(req, "answer"));
	view_arg(form, arg_time("UNTIL", s->due_at));
	reply_form(req, form);
}

enum err
fill_plea(struct req *req, struct view *v, const struct penalty *p)
{
	struct plea_stand s;
	struct view *said;
	enum err err = plea_stand(req->market, p, &s);

	if (err)
		return err;
	if (s.filed) {
		said = view_row(v, "PLEA_SAID");
		view_word(said, "PLEA_STATE", "plea_state", s.plea.state);
		view_arg(said, arg_time("AT", s.plea.filed_at));
		if (s.plea.level)
			view_show(said, "PLEA_LATE");
		fill_lines(req, said, "PLEA_FACTS", s.plea.facts);
	}
	if (req->actor.role == ROLE_AGENCY)
		fill_party(req, v, &s);
	else
		fill_officer(req, v, p, &s);
	return OK;
}

/* ---- the officers' queue ---- */

enum err
fill_pleas(struct req *req, struct view *v)
{
	struct plea *list;
	size_t n;
	enum err err = plea_queue(req->market, 0, &list, &n);

	for (size_t i = 0; !err && i < n && i < PLEA_PAGE; i++) {
		struct view *row = view_row(v, "PLEA");

		view_arg(row, arg_number("PENALTY_NO", ARG_PLAIN,
		    list[i].penalty_id));
		view_text(row, "AGENCY", list[i].party_name);
		view_arg(row, arg_time("AT", list[i].filed_at));
		if (list[i].level)
			view_show(row, "PLEA_LATE");
	}
	if (!err && n == 0)
		view_show(v, "NO_PLEA");
	return err;
}

/* ---- acts ---- */

static int
done(struct req *req, enum err err, const char *flash,
    const struct problems *problems)
{
	if (problems->n)
		return penalty_show(req, reply_status(err), "", problems);
	return err ? reply_error(req, err) : reply_done(req, flash,
	    "/desk/penalties/%s", req->arg[0]);
}

int
plea_file_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? plea_file(req->market,
	    &req->actor, id, reply_field(req, "plea"), &problems) :
	    ERR_NOT_FOUND;

	return done(req, err, "done_plea_filed", &problems);
}

int
plea_withdraw_post(struct req *req)
{
	const struct problems none = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? plea_withdraw(req->market,
	    &req->actor, id) : ERR_NOT_FOUND;

	return done(req, err, "done_plea_withdrawn", &none);
}

int
plea_decide_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? plea_decide(req->market,
	    &req->actor, id, reply_field(req, "outcome"),
	    reply_field(req, "answer"), &problems) : ERR_NOT_FOUND;

	return done(req, err, "done_penalty_decided", &problems);
}
