/* SPDX-License-Identifier: Apache-2.0 */
/* tip.c: tips without a name, and reports of designation and charging. */
#include "market/tip.h"

#include <string.h>

#include "fcgi/choice.h"
#include "fcgi/handlers.h"
#include "fcgi/message.h"
#include "fcgi/project.h"
#include "market/base/text.h"
#include "market/calendar.h"

enum { TOO_MANY = 429 };

/* ---- sending ---- */

static int
show_new(struct req *req, int status, bool named,
    const struct problems *problems)
{
	static const char *const kinds[] = { "designation", "charging",
	    "other" };
	struct view *v = reply_page(req, "tip/new.html");

	view_words(v, "TITLE", named ? "title_tip_report" : "title_tip_new",
	    NULL);
	view_text(v, "ACTION", named ? "/desk/tips" : "/tips");
	view_show(v, named ? "NAMED" : "UNNAMED");
	for (size_t i = 0; i < (named ? 2 : COUNT(kinds)); i++)
		view_word(fill_choice(v, "KIND_CHOICE", kinds[i],
		    form_text(&req->form, "kind")), "LABEL", "tip_kind",
		    kinds[i]);
	view_text(v, "TEXT", form_text(&req->form, "text"));
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

/* The code stands on this page and nowhere else: no address has it. */
static int
show_code(struct req *req, const char *code)
{
	struct view *v = reply_page(req, "tip/sent.html");

	view_words(v, "TITLE", "title_tip_sent", NULL);
	view_text(v, "TIP_CODE", arena_strdup(req->market->arena, code));
	return reply_view(req, 200, v);
}

static int
take(struct req *req, const struct actor *actor)
{
	struct problems problems;
	const struct tip_form form = { .kind = form_text(&req->form, "kind"),
	    .text = form_text(&req->form, "text"), .remote = req->remote };
	char code[TIP_CODE + 1];
	int wait;
	enum err err = tip_send(req->market, actor, &form, code, &wait,
	    &problems);

	if (wait)
		req->retry_after = wait;
	if (problems.n)
		return show_new(req, wait ? TOO_MANY : reply_status(err),
		    actor != NULL, &problems);
	return err ? reply_error(req, err) : show_code(req, code);
}

int
tip_new_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_new(req, 200, false, &none);
}

int
tip_send_post(struct req *req)
{
	return take(req, NULL);
}

int
tip_report_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_new(req, 200, true, &none);
}

int
tip_report_post(struct req *req)
{
	return take(req, &req->actor);
}

/* What became of it; the text is not shown to who has the code. */
int
tip_look_page(struct req *req)
{
	struct tip t;
	struct view *v;
	enum err err = tip_look(req->market, req->arg[0], &t);

	if (err)
		return reply_error(req, err);
	req->cacheable = false;
	v = reply_page(req, "tip/look.html");
	view_words(v, "TITLE", "title_tip_look", NULL);
	view_word(v, "KIND", "tip_kind", t.kind);
	view_word(v, "STATE", "tip_is", t.state);
	if (t.reply[0] != '\0')
		view_text(view_row(v, "REPLIED"), "REPLY", t.reply);
	return reply_view(req, 200, v);
}

/* ---- those who read ---- */

enum { BEGINNING = 40 };

/* Its first words, for a list. */
static void
fill_beginning(struct req *req, struct view *row, const char *text)
{
	const char *end = text;

	for (int i = 0; i < BEGINNING && *end != '\0' && *end != '\n'; i++)
		(void)text_next(&end);
	view_text(row, "BEGINNING", arena_strndup(req->market->arena, text,
	    (size_t)(end - text)));
	if (*end != '\0')
		view_show(row, "CUT");
}

static void
fill_rows(struct req *req, struct view *v, const struct tip *list, size_t n)
{
	for (size_t i = 0; i < n && i < TIP_PAGE; i++) {
		const struct tip *t = &list[i];
		struct view *row = view_row(v, "ROW");

		view_arg(row, arg_number("ID", ARG_PLAIN, t->id));
		view_word(row, "KIND", "tip_kind", t->kind);
		view_word(row, "STATE", "tip_todo", t->state);
		view_show(row, strcmp(t->state, "read") == 0 ? "BEGUN" :
		    "UNREAD");
		view_arg(row, arg_number("DAY", ARG_DATE, calendar_day_end(
		    (int32_t)t->day)));
		if (t->party_id)
			view_text(view_row(row, "NAMED"), "SENDER",
			    t->party_name);
		else
			view_show(row, "UNNAMED");
		fill_beginning(req, row, t->text);
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > TIP_PAGE)
		view_arg(view_row(v, "MORE"), arg_number("AFTER", ARG_PLAIN,
		    list[TIP_PAGE - 1].id));
}

/* The desk of 纪检监察: what waits, and how much of it. */
int
tip_desk_page(struct req *req)
{
	struct tip_counts c;
	struct tip *list;
	struct view *v;
	size_t n;
	enum err err = tip_counts(req->market, &req->actor, &c);

	if (!err)
		err = tip_list(req->market, &req->actor, 0, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "desk/discipline.html");
	view_words(v, "TITLE", "title_desk", NULL);
	view_arg(v, arg_int("OPEN", c.open));
	view_arg(v, arg_int("UNREAD_N", c.unread));
	view_arg(v, arg_int("DESIGNATION", c.designation));
	view_arg(v, arg_int("CHARGING", c.charging));
	view_arg(v, arg_int("OTHER", c.other));
	if (c.open == TIP_COUNTED)
		view_show(v, "MANY");
	fill_rows(req, v, list, n);
	err = fill_unread(req, v);
	return err ? reply_error(req, err) : reply_view(req, 200, v);
}

int
tip_list_page(struct req *req)
{
	struct tip *list;
	struct view *v;
	int64_t after, unused;
	size_t n;
	enum err err;

	read_cursor(req, &after, &unused);
	err = tip_list(req->market, &req->actor, after, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "tip/list.html");
	view_words(v, "TITLE", "title_tips", NULL);
	fill_rows(req, v, list, n);
	return reply_view(req, 200, v);
}

static int
show_tip(struct req *req, int status, const struct problems *problems)
{
	struct tip t;
	struct view *v, *form;
	enum err err = tip_get(req->market, &req->actor, reply_id_of(req, 0), &t);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "tip/show.html");
	view_words(v, "TITLE", "title_tip", NULL);
	view_arg(v, arg_number("ID", ARG_PLAIN, t.id));
	view_word(v, "KIND", "tip_kind", t.kind);
	view_word(v, "STATE", "tip_is", t.state);
	if (t.party_id)
		view_text(view_row(v, "NAMED"), "SENDER", t.party_name);
	else
		view_show(v, "UNNAMED");
	view_text(v, "TEXT", t.text);
	if (t.reply[0] != '\0')
		view_text(view_row(v, "REPLIED"), "REPLY", t.reply);
	if (strcmp(t.state, "closed") != 0) {
		form = view_row(v, "TO_ACT");
		view_text(form, "TYPED", form_text(&req->form, "reply"));
		if (tip_may_route(&t))
			view_show(form, req->actor.role == ROLE_DISCIPLINE ?
			    "TO_REGULATOR" : "TO_DISCIPLINE");
		reply_form(req, form);
	}
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
tip_page(struct req *req)
{
	struct problems none = { .n = 0 };

	return show_tip(req, 200, &none);
}

int
tip_act_post(struct req *req)
{
	struct problems problems;
	enum err err = tip_act(req->market, &req->actor, reply_id_of(req, 0),
	    form_text(&req->form, "act"), form_text(&req->form, "reply"),
	    &problems);

	if (problems.n)
		return show_tip(req, reply_status(err), &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_tip",
	    "/desk/tips");
}
