/* SPDX-License-Identifier: Apache-2.0 */
/* timeline.c: what happened to a project, line by line. */
#include "fcgi/timeline.h"

#include <stdio.h>

#include "fcgi/handlers.h"

/* The clock's reasons are codes, people's are their own words. */
void
fill_event_reason(struct view *row, const struct project_event *e)
{
	char code[96];

	if (e->reason[0] == '\0')
		return;
	snprintf(code, sizeof code, "reason_%.80s", e->reason);
	view_show(row, "WHY");
	if (view_has_words(code))
		view_words(row, "WHY_TEXT", code, NULL);
	else
		view_text(row, "WHY_TEXT", e->reason);
}

void
fill_events(struct view *v, const struct project_event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "EVENT");

		view_word(row, "EVENT_NAME", "event", events[i].event);
		view_arg(row, arg_number("AT", ARG_SECOND, events[i].at));
		fill_event_reason(row, &events[i]);
		if (events[i].leaf >= 0)
			view_arg(view_row(row, "EVENT_LEAF"), arg_int("LEAF",
			    events[i].leaf));
	}
}

int
timeline_page(struct req *req)
{
	struct project p;
	struct project_event *events;
	struct view *v;
	int64_t before, unused;
	size_t n;
	enum err err = public_project(req, &p);

	read_cursor(req, &before, &unused);
	if (!err)
		err = project_timeline(req->market, p.id, before, &events,
		    &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "project/timeline.html");
	view_words(v, "TITLE", "title_timeline", NULL);
	view_text(v, "CODE", p.code);
	view_text(v, "NAME", p.title);
	fill_attempt(req, v, &p);
	fill_events(v, events, n < PROJECT_EVENTS ? n : PROJECT_EVENTS);
	if (n == 0)
		view_show(v, "NONE");
	if (n > PROJECT_EVENTS)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE",
		    ARG_PLAIN, events[PROJECT_EVENTS - 1].id));
	return reply_view(req, 200, v);
}
