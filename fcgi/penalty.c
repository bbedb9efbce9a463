/* SPDX-License-Identifier: Apache-2.0 */
/* penalty.c: the public pages about penalties. */
#include "fcgi/penalty.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/calendar.h"

void
fill_penalty_scope(struct view *v, const struct penalty *p)
{
	struct view *item;

	view_word(v, "KIND", "penalty_kind", p->kind);
	if (p->item_id == 0)
		return;
	item = view_row(v, "ONE_ITEM");
	view_text(item, "ITEM_CODE", p->item_code);
	view_text(item, "ITEM", p->item_name);
}

static void
fill_end(struct req *req, struct view *v, const struct penalty *p)
{
	struct view *end;

	if (p->ended_at == 0)
		return;
	end = view_row(v, "ENDED");
	view_arg(end, arg_time("ENDED_AT", p->ended_at));
	if (p->reason[0])
		fill_lines(req, view_row(end, "WHY_ENDED"), "REASON",
		    p->reason);
}

/* What an officer wrote, or the clock saw. */
static void
fill_facts(struct req *req, struct view *v, const struct penalty *p)
{
	struct view *fell;

	if (p->fell_again == 0) {
		fill_lines(req, v, "FACTS", p->facts);
		return;
	}
	fell = view_row(v, "FELL_TWICE");
	view_arg(fell, arg_number("FELL_FIRST", ARG_DATE,
	    calendar_day_end((int32_t)p->fell_first)));
	view_arg(fell, arg_number("FELL_AGAIN", ARG_DATE,
	    calendar_day_end((int32_t)p->fell_again)));
}

void
fill_penalty(struct req *req, struct view *v, const struct penalty *p)
{
	fill_penalty_scope(v, p);
	view_arg(v, arg_number("PENALTY_NO", ARG_PLAIN, p->id));
	view_text(v, "AGENCY", p->party_name);
	view_text(v, "USCC", p->party_uscc);
	view_word(v, "STATE", "penalty_state", p->state);
	view_arg(v, arg_int("DAYS", p->days));
	view_text(v, "ARTICLE", p->article);
	fill_facts(req, v, p);
	view_word(v, "MEANS", "penalty_means", p->item_id ? "item" : p->kind);
	if (p->event_id)
		view_arg(view_row(v, "OF_EVENT"), arg_number("EVENT",
		    ARG_PLAIN, p->event_id));
	if (p->decision[0])
		fill_lines(req, view_row(v, "DECIDED"), "DECISION",
		    p->decision);
	if (p->from_at) {
		struct view *term = view_row(v, "IN_TERM");

		view_arg(term, arg_time("FROM", p->from_at));
		view_arg(term, arg_time("UNTIL", p->until_at - 1));
	}
	fill_end(req, v, p);
	fill_plea_line(req, v, p);
}

void
fill_penalty_rows(struct view *v, const struct penalty *list, size_t n)
{
	for (size_t i = 0; i < n && i < PENALTY_PAGE; i++) {
		struct view *row = view_row(v, "PENALTY");

		fill_penalty_scope(row, &list[i]);
		view_arg(row, arg_number("PENALTY_NO", ARG_PLAIN,
		    list[i].id));
		view_text(row, "PENALTY_AGENCY", list[i].party_name);
		view_word(row, "PENALTY_STATE", "penalty_state",
		    list[i].state);
		view_arg(row, arg_int("DAYS", list[i].days));
		if (strcmp(list[i].state, "notified") == 0)
			view_show(row, list[i].stated_at ? "STATED" :
			    "TO_STATE");
		if (list[i].from_at == 0)
			continue;
		view_arg(view_row(row, "TERM"), arg_number("UNTIL_DAY",
		    ARG_DATE, list[i].until_at - 1));
	}
}

enum err
fill_penalties_in_force(struct req *req, struct view *v, int64_t party_id)
{
	struct penalty *list;
	size_t n;
	enum err err = penalty_in_force(req->market, party_id, &list, &n);

	if (!err && n)
		fill_penalty_rows(view_row(v, "PUNISHED"), list, n);
	return err;
}

int
penalty_page(struct req *req)
{
	struct penalty p;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? penalty_public(req->market, id,
	    &p) : ERR_NOT_FOUND;

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "penalty/show.html");
	view_words(v, "TITLE", "title_penalty", NULL);
	fill_penalty(req, v, &p);
	return reply_view(req, 200, v);
}

static void
fill_tabs(struct view *v, const char *state)
{
	static const char *const states[] = { "effective", "expired",
	    "lifted", "annulled" };

	for (size_t i = 0; i < COUNT(states); i++) {
		struct view *tab = view_row(v, "TAB");

		view_text(tab, "TAB_STATE", states[i]);
		view_word(tab, "TAB_NAME", "penalty_state", states[i]);
		if (strcmp(states[i], state) == 0)
			view_show(tab, "TAB_ON");
	}
}

int
penalty_list_page(struct req *req)
{
	const char *state = form_text(&req->args, "state");
	struct penalty *list;
	struct view *v;
	int64_t before, unused;
	size_t n;
	enum err err;

	if (state[0] == '\0')
		state = "effective";
	read_cursor(req, &before, &unused);
	err = penalty_list(req->market, state, before, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "penalty/list.html");
	view_words(v, "TITLE", "title_penalties", NULL);
	fill_tabs(v, state);
	fill_penalty_rows(v, list, n);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PENALTY_PAGE) {
		struct view *more = view_row(v, "OLDER");

		view_text(more, "THE_STATE", state);
		view_arg(more, arg_number("BEFORE", ARG_PLAIN,
		    list[PENALTY_PAGE - 1].id));
	}
	return reply_view(req, 200, v);
}
