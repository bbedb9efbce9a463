/* SPDX-License-Identifier: Apache-2.0 */
/* watch.c: the desk of who watches: what is late, flagged, and how it goes. */
#include "fcgi/watch.h"

#include "fcgi/credit.h"
#include "fcgi/flag.h"
#include "fcgi/message.h"
#include "fcgi/notice.h"
#include "fcgi/petition.h"
#include "fcgi/project.h"
#include "fcgi/stats.h"
#include "market/complaint.h"
#include "market/objection.h"
#include "market/payment.h"
#include "market/review.h"
#include "market/tip.h"

/* Of each kind so many; its own page has the rest. */
enum { TOP = 5 };

static void
fill_late_row(struct view *v, const char *kind, const char *place,
    const char *name, int64_t due_at)
{
	struct view *row = view_row(v, "LATE_ROW");

	view_word(row, "KIND", "watch", kind);
	view_text(row, "PLACE", place);
	view_text(row, "NAME", name);
	view_arg(row, arg_number("DUE", ARG_DATE, due_at));
}

/* Events of credit that an officer should have decided. */
static enum err
late_credit(struct req *req, struct view *v, const char *state, size_t *late)
{
	struct credit_event *list;
	size_t n, shown = 0;
	enum err err = credit_queue(req->market, state, 0, &list, &n);

	for (size_t i = 0; !err && i < n && shown < TOP; i++) {
		struct credit_wait w;

		err = credit_waits(req->market, &list[i], &w);
		if (err || !w.late)
			continue;
		fill_late_row(v, "credit", arena_printf(req->market->arena,
		    "/desk/credit/%lld", (long long)list[i].id),
		    list[i].party_name, w.due_at);
		shown++;
	}
	*late += shown;
	return err;
}

static enum err
late_objections(struct req *req, struct view *v, size_t *late)
{
	struct objection_case *list;
	size_t n;
	enum err err = objection_overdue(req->market, &list, &n);

	for (size_t i = 0; !err && i < n && i < TOP; i++, ++*late)
		fill_late_row(v, "objection", arena_printf(
		    req->market->arena, "/desk/objections/%lld",
		    (long long)list[i].objection.id), list[i].project.title,
		    list[i].until);
	return err;
}

/* Those that were moved up, and remedies that nobody has shown. */
static enum err
late_complaints(struct req *req, struct view *v, int64_t level, size_t *late)
{
	struct complaint *list;
	size_t n, shown = 0;
	enum err err = complaint_queue(req->market, level, 0, &list, &n);

	for (size_t i = 0; !err && i < n && shown < TOP; i++) {
		int64_t until;
		bool over;

		err = complaint_due(req->market, &list[i], &until, &over);
		if (err || (!over && level == 0))
			continue;
		fill_late_row(v, "complaint", arena_printf(req->market->arena,
		    "/desk/complaints/%lld", (long long)list[i].id),
		    list[i].project_title, until);
		shown++;
	}
	*late += shown;
	return err;
}

static enum err
late_payments(struct req *req, struct view *v, size_t *late)
{
	const struct late_payment top = { .due_at = 0 };
	struct late_payment *list;
	size_t n;
	enum err err = payment_late(req->market, &top, &list, &n);

	for (size_t i = 0; !err && i < n && i < TOP; i++, ++*late)
		fill_late_row(v, "payment", arena_printf(req->market->arena,
		    "/projects/%s", list[i].project_code),
		    list[i].project_title, list[i].due_at);
	return err;
}

static enum err
fill_late_part(struct req *req, struct view *v)
{
	size_t late = 0;
	enum err err = late_objections(req, v, &late);

	if (!err)
		err = late_complaints(req, v, 1, &late);
	if (!err)
		err = late_complaints(req, v, 0, &late);
	if (!err)
		err = late_credit(req, v, "proposed", &late);
	if (!err)
		err = late_credit(req, v, "appealed", &late);
	if (!err)
		err = late_payments(req, v, &late);
	if (!err && late == 0)
		view_show(v, "NO_LATE");
	return err;
}

/* What purchasers ask, and ratings that are disputed. */
static enum err
fill_waiting(struct req *req, struct view *v)
{
	struct petition *petitions;
	struct review *reviews;
	size_t n, n_reviews;
	enum err err = petition_list(req->market, &petitions, &n);

	if (!err)
		err = review_queue(req->market, 0, 0, &reviews, &n_reviews);
	if (err)
		return err;
	fill_petitions(v, petitions, n < TOP ? n : TOP);
	for (size_t i = 0; i < n_reviews && i < TOP; i++) {
		struct view *row = view_row(v, "DISPUTE");

		view_arg(row, arg_number("ID", ARG_PLAIN, reviews[i].id));
		view_text(row, "NAME", reviews[i].project_title);
		view_arg(row, arg_number("SINCE", ARG_DATE,
		    reviews[i].disputed_at));
	}
	if (n + n_reviews == 0)
		view_show(v, "NO_PETITION");
	return OK;
}

static enum err
fill_flagged(struct req *req, struct view *v)
{
	struct flag_subject *list;
	size_t n;
	enum err err = flag_queue(req->market, -1, 0, &list, &n);

	for (size_t i = 0; !err && i < n && i < TOP; i++)
		fill_flag_subject(req, view_row(v, "SUBJECT_ROW"), &list[i]);
	if (!err && n == 0)
		view_show(v, "NO_FLAG");
	return err;
}

static enum err
fill_trends(struct req *req, struct view *v)
{
	static const char *const drawn[] = { "posted", "awarded", "failed",
	    "objected" };
	struct stats s;
	enum err err = stats_get(req->market, "", stats_month(req->now), &s);

	for (size_t i = 0; !err && i < COUNT(drawn); i++)
		fill_stats_chart(req, v, drawn[i], &s);
	return err;
}

/* For regulators and auditors. */
static enum err
fill_watch(struct req *req, struct view *v)
{
	struct view *watch = view_row(v, "WATCH");
	enum err err = fill_late_part(req, watch);

	if (!err)
		err = fill_waiting(req, watch);
	if (!err)
		err = fill_flagged(req, watch);
	if (!err)
		err = fill_trends(req, watch);
	view_show(watch, req->actor.role == ROLE_AUDITOR ? "AUDITS" :
	    "ACTS");
	return err;
}

/* What waits for 纪检监察. */
static enum err
fill_discipline(struct req *req, struct view *v)
{
	struct view *card = view_row(v, "DISCIPLINE");
	struct tip *list;
	size_t n;
	enum err err = tip_list(req->market, &req->actor, 0, &list, &n);

	if (!err)
		view_arg(view_row(card, n == 0 ? "NO_TIP" : n > TIP_PAGE ?
		    "MANY_TIPS" : "TIPS"), arg_int("TIP_COUNT",
		    n > TIP_PAGE ? TIP_PAGE : (int64_t)n));
	return err;
}

/* And for all: what opens next, what was published. */
int
watch_desk(struct req *req)
{
	struct view *v = reply_page(req, "desk/watch.html");
	struct project_row *rows;
	struct notice *notices;
	size_t n;
	enum err err = project_next_openings(req->market, PROJECT_PAGE,
	    &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		fill_project_card(req, v, &rows[i]);
	if (!err && n == 0)
		view_show(v, "NONE");
	if (!err)
		err = notice_list(req->market, NULL, 0, &notices, &n);
	if (!err)
		err = fill_unread(req, v);
	for (size_t i = 0; !err && i < n && i < NOTICE_PAGE; i++)
		fill_notice_row(req, v, &notices[i]);
	if (!err && (req->actor.role == ROLE_REGULATOR ||
	    req->actor.role == ROLE_AUDITOR))
		err = fill_watch(req, v);
	if (!err && req->actor.role == ROLE_DISCIPLINE)
		err = fill_discipline(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	return reply_view(req, 200, v);
}
