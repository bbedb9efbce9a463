/* SPDX-License-Identifier: Apache-2.0 */
/* credit.c: the public pages about credit. */
#include "fcgi/credit.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/repair.h"
#include "market/agency.h"
#include "market/base/digits.h"
#include "market/calendar.h"
#include "market/catalogue_set.h"
#include "market/repair.h"

/* A moment of a Beijing day, for the words of a date. */
static struct arg
arg_on(const char *name, int64_t day)
{
	return arg_number(name, ARG_DATE, calendar_day_end((int32_t)day));
}

static int32_t
today(const struct req *req)
{
	return calendar_day_of(market_now(req->market));
}

/* The row of its code in the catalogue it was proposed under. */
static const struct catalogue_row *
row_of(const struct req *req, const struct credit_event *e)
{
	return catalogue_find(house_catalogue(req->market->house,
	    e->catalogue), e->code);
}

const char *
credit_name(const struct req *req, const struct credit_event *e)
{
	const struct catalogue_row *row = row_of(req, e);

	return row ? row->name : e->code;
}

/* ---- an event ---- */

/* Which sentence says what it weighs today. */
static const char *
weight_of(const struct credit_event *e, const struct credit_mark *mark,
    int32_t day)
{
	if (strcmp(e->state, "repaired") == 0)
		return "REPAIRED";
	if (strcmp(e->state, "dropped") == 0)
		return "DROPPED";
	if (day >= credit_ends(mark))
		return "OVER";
	if (mark->veto)
		return "VETO";
	return day - mark->from <= mark->hold ? "HOLDS" : "FALLS";
}

static void
fill_weight(struct req *req, struct view *v, const struct credit_event *e)
{
	const struct credit_mark mark = credit_mark_of(e);
	int32_t day = today(req);
	const char *section = weight_of(e, &mark, day);
	struct view *on = view_row(v, "IN_EFFECT"), *w = view_row(on, section);

	view_arg(on, arg_on("EFFECTIVE", e->effective_on));
	view_arg(on, arg_on("ENDS", e->ends_on));
	view_arg(on, arg_on("REPAIR_FROM", e->effective_on +
	    repair_hold(&req->market->house->params, e->hold_d)));
	if (strcmp(section, "HOLDS") == 0 || strcmp(section, "FALLS") == 0) {
		view_arg(w, arg_int("AGE", day - mark.from));
		view_arg(w, arg_int("HOLD", mark.hold));
		view_arg(w, arg_int("POINTS", mark.points));
		view_arg(w, arg_number("ACTIVE", ARG_PERCENT,
		    credit_active(&mark, day)));
	}
}

static void
fill_evidence(struct req *req, struct view *v, const struct credit_event *e)
{
	const char *fact = arena_printf(req->market->arena,
	    "credit_fact_%s", e->code);

	if (e->evidence[0])
		fill_lines(req, v, "EVIDENCE", e->evidence);
	else if (view_has_words(fact))
		view_word(view_row(v, "EVIDENCE"), "LINE", "credit_fact",
		    e->code);
	else
		view_words(view_row(v, "EVIDENCE"), "LINE", "credit_clock",
		    NULL);
}

static void
fill_decisions(struct req *req, struct view *v, const struct credit_event *e)
{
	if (e->decision[0])
		fill_lines(req, view_row(v, "DECIDED"), "DECISION",
		    e->decision);
	else if (e->effective_on)
		view_show(v, "BY_ITSELF");
	if (e->review[0])
		fill_lines(req, view_row(v, "REVIEWED"), "REVIEW_LINE",
		    e->review);
}

void
fill_credit_event(struct req *req, struct view *v,
    const struct credit_event *e)
{
	const struct catalogue_row *row = row_of(req, e);

	view_text(v, "EVENT_NAME", credit_name(req, e));
	view_arg(v, arg_number("EVENT", ARG_PLAIN, e->id));
	view_text(v, "EVENT_CODE", e->code);
	view_text(v, "AGENCY", e->party_name);
	view_text(v, "USCC", e->party_uscc);
	view_word(v, "STATE", "credit_state", e->state);
	view_arg(v, arg_on("OCCURRED", e->occurred_on));
	view_text(v, "BASIS", e->basis);
	view_text(v, "CONSEQUENCE", row ? row->consequence : "");
	view_arg(v, arg_number("CATALOGUE", ARG_PLAIN, e->catalogue));
	if (e->veto) {
		view_arg(view_row(v, "AS_VETO"), arg_int("HOLD", e->hold_d));
	} else {
		struct view *points = view_row(v, "AS_POINTS");

		view_arg(points, arg_int("POINTS", e->points));
		view_arg(points, arg_int("HOLD", e->hold_d));
	}
	if (e->project_code[0]) {
		struct view *p = view_row(v, "OF_PROJECT");

		view_text(p, "PROJECT_CODE", e->project_code);
		view_text(p, "PROJECT_NAME", e->project_title);
	}
	fill_evidence(req, v, e);
	fill_decisions(req, v, e);
	if (e->effective_on)
		fill_weight(req, v, e);
}

int
credit_event_page(struct req *req)
{
	struct credit_event e;
	struct credit_wait w;
	struct view *v;
	int64_t id;
	enum err err = reply_id(req, 0, &id) ? credit_public(req->market, id,
	    &e) : ERR_NOT_FOUND;

	if (!err)
		err = credit_waits(req->market, &e, &w);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "credit/event.html");
	view_words(v, "TITLE", "title_credit_event", NULL);
	fill_credit_event(req, v, &e);
	err = fill_repair_of(req, v, e.id);
	if (err)
		return reply_error(req, err);
	if (strcmp(w.who, "party") == 0)
		view_arg(view_row(v, "CAN_APPEAL"), arg_time("UNTIL",
		    w.due_at));
	else if (strcmp(e.state, "appealed") == 0)
		view_show(v, "IN_APPEAL");
	else
		view_show(v, "NO_APPEAL");
	return reply_view(req, 200, v);
}

/* ---- lists ---- */

void
fill_credit_rows(struct req *req, struct view *v,
    const struct credit_event *list, size_t n)
{
	for (size_t i = 0; i < n && i < CREDIT_PAGE; i++) {
		const struct credit_event *e = &list[i];
		const struct credit_mark mark = credit_mark_of(e);
		struct view *row = view_row(v, "CREDIT");

		view_arg(row, arg_number("EVENT", ARG_PLAIN, e->id));
		view_text(row, "EVENT_NAME", credit_name(req, e));
		view_text(row, "EVENT_AGENCY", e->party_name);
		view_word(row, "EVENT_STATE", "credit_state", e->state);
		view_arg(row, arg_on("OCCURRED", e->occurred_on));
		if (e->effective_on == 0)
			continue;
		view_arg(view_row(row, "UNTIL_DAY"), arg_on("ENDS",
		    e->ends_on));
		if (credit_vetoes(&mark, today(req)))
			view_show(row, "VETOES");
		else
			view_arg(view_row(row, "WEIGHS"), arg_number("ACTIVE",
			    ARG_PERCENT, credit_active(&mark, today(req))));
	}
}

enum err
fill_credit_sum(struct req *req, struct view *v, int64_t party_id)
{
	struct credit_standing s;
	enum err err = credit_read(req->market, party_id, &s);

	if (err)
		return err;
	view_arg(v, arg_number("CREDIT_SCORE", ARG_PERCENT, s.score));
	view_text(v, "CREDIT_BAND", credit_band_code(s.band));
	view_word(v, "CREDIT_MEANING", "credit_band",
	    credit_band_code(s.band));
	view_arg(v, arg_number("CREDIT_OFF", ARG_PERCENT, s.active));
	view_arg(v, arg_int("CREDIT_EVENTS", (int64_t)s.events));
	view_arg(v, arg_int("CREDIT_CLEAN", s.clean));
	view_arg(v, arg_number("CREDIT_MORE", ARG_PERCENT,
	    s.clean * CREDIT_CLEAN));
	if (s.vetoed)
		view_show(v, "CREDIT_VETO");
	return OK;
}

int
credit_list_page(struct req *req)
{
	struct credit_event *list;
	struct agency a;
	struct view *v;
	int64_t before, unused;
	size_t n;
	enum err err = agency_by_uscc(req->market, req->arg[0], &a);

	read_cursor(req, &before, &unused);
	if (!err)
		err = credit_list(req->market, a.party_id, before, &list, &n);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "credit/agency.html");
	view_words(v, "TITLE", "title_credit", NULL);
	view_text(v, "NAME", a.name);
	view_text(v, "USCC", a.uscc);
	err = fill_credit_sum(req, v, a.party_id);
	if (err)
		return reply_error(req, err);
	fill_credit_rows(req, v, list, n);
	if (n == 0)
		view_show(v, "CREDIT_NONE");
	if (n > CREDIT_PAGE)
		view_arg(view_row(v, "OLDER"), arg_number("BEFORE", ARG_PLAIN,
		    list[CREDIT_PAGE - 1].id));
	return reply_view(req, 200, v);
}

/* ---- the catalogue ---- */

static void
fill_catalogue_row(struct view *v, const struct catalogue_row *r)
{
	struct view *row = view_row(v, r->effect ? "EFFECT" : "ROW");

	view_text(row, "ROW_NAME", r->name);
	view_text(row, "ROW_CODE", r->code);
	view_text(row, "CONSEQUENCE", r->consequence);
	if (r->article[0])
		view_text(view_row(row, "LAW"), "ARTICLE", r->article);
	if (!catalogue_works(r))
		view_show(row, r->on ? "NO_LAW" : "OFF");
	if (r->effect)
		return;
	view_arg(row, arg_int("HOLD", r->hold));
	if (r->veto)
		view_show(row, "VETO");
	else
		view_arg(view_row(row, "TAKES"), arg_int("POINTS", r->points));
}

int
credit_catalogue_page(struct req *req)
{
	struct catalogue_set set;
	struct view *v;
	int64_t version = 0;
	enum err err = OK;

	if (req->arg[0][0] && !digits_int(req->arg[0], 1, INT32_MAX,
	    &version))
		err = ERR_NOT_FOUND;
	if (!err)
		err = catalogue_set_get(req->market, version, &set);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "credit/catalogue.html");
	view_words(v, "TITLE", "title_catalogue", NULL);
	view_arg(v, arg_number("VERSION", ARG_PLAIN, set.version));
	if (set.effective_from)
		view_arg(v, arg_time("FROM", set.effective_from));
	else	/* the one that came with the market */
		view_words(v, "FROM", "catalogue_from_start", NULL);
	view_text(v, "HASH", set.hash);
	view_show(v, set.version == set.newest ? "IN_FORCE" : "OLD");
	if (set.version > 1)
		view_arg(view_row(v, "EARLIER"), arg_number("BEFORE",
		    ARG_PLAIN, set.version - 1));
	for (size_t i = 0; i < set.rows->n; i++)
		fill_catalogue_row(v, &set.rows->rows[i]);
	return reply_view(req, 200, v);
}

int
credit_catalogue_text(struct req *req)
{
	struct catalogue_set set;
	int64_t version;
	enum err err = digits_int(req->arg[0], 1, INT32_MAX, &version) ?
	    catalogue_set_get(req->market, version, &set) : ERR_NOT_FOUND;

	return err ? reply_error(req, err) : reply_text(req, 200, set.text);
}
