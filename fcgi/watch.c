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
#include "market/credit_event.h"
#include "market/objection.h"
#include "market/payment.h"
#include "market/penalty.h"
#include "market/repair.h"
#include "market/review.h"
#include "market/tip.h"
#include "market/violation.h"

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
/* ---- how much waits ---- */

/* A number beside a link; most: what one page of a queue holds. */
static void
fill_count(struct view *v, const char *name, size_t n, size_t most)
{
	struct view *row;

	if (n == 0)
		return;
	row = view_row(v, name);
	view_arg(row, arg_int("N", (int64_t)(n > most ? most : n)));
	if (n > most)
		view_show(row, "PLUS");
}

static enum err
count_credit(struct req *req, struct view *v)
{
	struct credit_event *events;
	struct penalty *penalties;
	struct repair *repairs;
	size_t a = 0, b = 0, n[2] = { 0, 0 }, r[2] = { 0, 0 };
	enum err err = credit_queue(req->market, "proposed", 0, &events, &a);

	if (!err)
		err = credit_queue(req->market, "appealed", 0, &events, &b);
	if (!err)
		err = penalty_queue(req->market, "proposed", 0, &penalties,
		    &n[0]);
	if (!err)
		err = penalty_queue(req->market, "notified", 0, &penalties,
		    &n[1]);
	if (!err)
		err = repair_queue(req->market, "requested", 0, &repairs,
		    &r[0]);
	if (!err)
		err = repair_queue(req->market, "checking", 0, &repairs,
		    &r[1]);
	fill_count(v, "CREDIT_N", a + b, CREDIT_PAGE);
	fill_count(v, "PENALTY_N", n[0] + n[1], PENALTY_PAGE);
	fill_count(v, "REPAIR_N", r[0] + r[1], REPAIR_PAGE);
	return err;
}

/* Complaints, reports of a breach, tips: a regulator's own. */
static enum err
count_reports(struct req *req, struct view *v)
{
	struct complaint *complaints;
	struct violation *violations;
	struct tip_counts tips = { .open = 0 };
	size_t late = 0, n = 0, reports = 0;
	enum err err = complaint_queue(req->market, 1, 0, &complaints,
	    &late);

	if (!err)
		err = complaint_queue(req->market, 0, 0, &complaints, &n);
	if (!err)
		err = violation_queue(req->market, 0, &violations, &reports);
	if (!err)
		err = tip_counts(req->market, &req->actor, &tips);
	fill_count(v, "COMPLAINT_N", late + n, COMPLAINT_PAGE);
	fill_count(v, "VIOLATION_N", reports, VIOLATION_PAGE);
	fill_count(v, "TIP_N", (size_t)tips.open, TIP_COUNTED - 1);
	return err;
}

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
	if (!err)
		err = count_credit(req, watch);
	if (!err && req->actor.role == ROLE_REGULATOR)
		err = count_reports(req, view_row(watch, "ACTS"));
	else if (!err)
		view_show(watch, "AUDITS");
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
	if (!err)
		err = fill_watch(req, v);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_desk", NULL);
	return reply_view(req, 200, v);
}
