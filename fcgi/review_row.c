/* SPDX-License-Identifier: Apache-2.0 */
/* review_row.c: ratings and measured facts, as pages show them. */
#include "fcgi/review.h"

#include <string.h>

#include "fcgi/project.h"

static bool
is(const struct review *r, const char *state)
{
	return strcmp(r->state, state) == 0;
}

void
fill_stars(struct view *v, bool shown, int64_t half)
{
	struct view *stars;

	if (!shown) {
		view_show(v, "TOO_FEW");
		return;
	}
	stars = view_row(v, "STARS");
	view_arg(stars, arg_number("STARS_N", ARG_STARS, half));
	for (int i = 0; i < 5; i++)
		view_show(view_row(stars, "STAR"), half >= 2 * i + 2 ?
		    "FULL" : half == 2 * i + 1 ? "HALF" : "EMPTY");
}

static void
fill_scores(struct req *req, struct view *row, const struct review *r)
{
	const char *const *fields = review_fields(r->side);
	struct view *rated = view_row(row, "RATED");

	for (size_t i = 0; i < REVIEW_SCORES; i++) {
		struct view *score = view_row(rated, "SCORE");

		view_word(score, "SCORE_NAME", "dimension", fields[i]);
		view_arg(score, arg_int("POINTS", r->scores[i]));
	}
	fill_lines(req, rated, "REVIEW_LINE", r->text);
	if (r->replied_at) {
		struct view *reply = view_row(rated, "REPLY");

		view_word(reply, "REPLY_BY", "reply_by", r->side);
		view_arg(reply, arg_number("REPLIED", ARG_DATE,
		    r->replied_at));
		fill_lines(req, reply, "REPLY_LINE", r->reply);
	}
}

void
fill_review(struct req *req, struct view *row, const struct review *r)
{
	if (is(r, "removed"))
		view_show(row, "REMOVED");
	else
		fill_scores(req, row, r);
	if (is(r, "disputed"))
		view_show(row, "DISPUTED");
	if (r->decided_at) {
		struct view *decided = view_row(row, "DECIDED");

		view_word(decided, "GROUND", "ground", r->ground);
		view_word(decided, "VERDICT", "review_verdict", r->state);
		fill_lines(req, decided, "DECISION", r->decision);
	}
}

/* How the newest ratings spread over 1 to 5, dimension by dimension. */
static void
fill_spread(struct view *v, const struct review *r, size_t n)
{
	enum { BAR = 120 };
	const char *const *fields = review_fields(r->side);

	view_arg(v, arg_int("REVIEW_COUNT", (int64_t)n));
	for (size_t d = 0; d < REVIEW_SCORES; d++) {
		struct view *row = view_row(v, "DIMENSION_ROW");
		int64_t counts[6] = { 0 }, sum = 0;

		for (size_t i = 0; i < n; i++) {
			counts[r[i].scores[d]]++;
			sum += r[i].scores[d];
		}
		view_word(row, "DIMENSION", "dimension", fields[d]);
		view_arg(row, arg_number("MEAN_WHOLE", ARG_PLAIN,
		    sum / (int64_t)n));
		view_arg(row, arg_number("MEAN_TENTH", ARG_PLAIN,
		    sum * 10 / (int64_t)n % 10));
		view_arg(row, arg_number("BAR", ARG_PLAIN,
		    sum * BAR / (int64_t)(5 * n)));
		for (int score = 5; score >= 1; score--)
			view_arg(view_row(row, "SPREAD"), arg_number("TIMES",
			    ARG_PLAIN, counts[score]));
	}
}

void
fill_reviews(struct req *req, struct view *v, const struct review *list,
    size_t n, bool enough)
{
	struct view *some;

	if (n == 0) {
		view_show(v, "NO_REVIEW");
		return;
	}
	some = view_row(v, "REVIEWS");
	if (enough)
		fill_spread(view_row(some, "ENOUGH"), list, n);
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(some, "REVIEW");

		view_text(row, "RATER", strcmp(list[i].side, "owner") == 0 ?
		    list[i].owner_name : list[i].agency_name);
		view_text(row, "CODE", list[i].project_code);
		view_text(row, "NAME", list[i].project_title);
		view_arg(row, arg_number("REVIEWED", ARG_DATE,
		    list[i].revealed_at));
		fill_review(req, row, &list[i]);
	}
}

/* What the two sides can do next. */
static void
fill_acts(struct req *req, struct view *v, const struct project *p)
{
	struct review_case c;

	if (!(req->actor.role & (ROLE_OWNER | ROLE_AGENCY)) ||
	    review_case(req->market, &req->actor, p->code, &c) != OK ||
	    c.project.id != p->id)
		return;
	if (c.can_rate)
		view_word(view_row(v, "ACT_REVIEW"), "DO", "act_review",
		    c.mine.submitted_at ? "again" : c.side);
	if (c.opened && is(&c.mine, "submitted"))
		view_arg(view_row(v, "MY_REVIEW"), arg_time("UNTIL",
		    c.until));
	if (c.can_reply)
		view_show(v, "ACT_REPLY");
	if (c.can_dispute)
		view_show(v, "ACT_DISPUTE");
}

void
fill_project_reviews(struct req *req, struct view *v,
    const struct project *p)
{
	static const char *const sides[] = { "owner", "agency" };

	for (size_t i = 0; i < COUNT(sides); i++) {
		struct review r;
		struct view *row;

		if (review_public(req->market, p->id, sides[i], &r) != OK)
			continue;
		row = view_row(v, "REVIEW");
		view_text(row, "SIDE", sides[i]);
		view_word(row, "REVIEW_BY", "review_by", sides[i]);
		view_arg(row, arg_number("REVIEWED", ARG_DATE,
		    r.revealed_at));
		fill_review(req, row, &r);
	}
	fill_acts(req, v, p);
}

void
fill_measures(struct view *v, const struct measure *list, size_t n,
    const char *side, const char *const *names, size_t n_names)
{
	for (size_t i = 0; i < n_names; i++) {
		struct measure m = measure_find(list, n, names[i]);
		struct view *row = view_row(v, "MEASURE"), *some;

		view_word(row, "MEASURE_NAME", strcmp(side, "agency") == 0 ?
		    "measure_agency" : "measure_owner", names[i]);
		if (m.total == 0) {
			view_show(row, "NOTHING");
			continue;
		}
		some = view_row(row, "SO_MANY");
		view_arg(some, arg_number("GOOD", ARG_PLAIN, m.good));
		view_arg(some, arg_number("TOTAL", ARG_PLAIN, m.total));
		view_arg(some, arg_number("PERCENT", ARG_PLAIN,
		    m.good * 100 / m.total));
	}
}
