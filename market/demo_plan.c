/* SPDX-License-Identifier: Apache-2.0 */
/* demo_plan.c: the tables' stories become steps in time. */
#include "market/demo_plan.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/log.h"

enum { FIRST = 24, SPAN = 700, QUIET = 75, JOINING = 90 };

/* Every act of stories.tsv; those of each bidder are many steps. */
static const struct { const char *name; demo_act *act; bool each; } acts[] = {
	{ "draft", demo_draft, false },
	{ "publish", demo_publish, false },
	{ "agree", demo_agree, false },
	{ "trustees", demo_trustees, false },
	{ "post", demo_post, false },
	{ "amend", demo_amend, false },
	{ "extend", demo_extend, false },
	{ "void", demo_void, false },
	{ "rerun", demo_rerun, false },
	{ "away", demo_away, false },
	{ "bids", demo_bid, true },
	{ "low", demo_low, false },
	{ "replace", demo_replace, false },
	{ "withdraw", demo_withdraw, false },
	{ "again", demo_again, true },
	{ "papers", demo_papers, false },
	{ "sheets", demo_sheets, false },
	{ "choose", demo_choose, false },
	{ "explain", demo_explain, false },
	{ "decide", demo_decide, false },
	{ "decline", demo_decline, false },
	{ "stop", demo_stop, false },
	{ "petition", demo_petition, false },
	{ "ask", demo_ask, false },
	{ "answer", demo_answer, false },
	{ "object", demo_object, false },
	{ "receive", demo_receive, false },
	{ "refuse", demo_refuse, false },
	{ "judge", demo_judge, false },
	{ "retract", demo_retract, false },
	{ "complain", demo_complain, false },
	{ "complaint-refuse", demo_complaint_refuse, false },
	{ "complaint-accept", demo_complaint_accept, false },
	{ "complaint-state", demo_complaint_state, false },
	{ "complaint-decide", demo_complaint_decide, false },
	{ "complaint-remedy", demo_complaint_remedy, false },
	{ "complaint-withdraw", demo_complaint_withdraw, false },
	{ "violation", demo_violation, false },
	{ "violation-send", demo_violation_send, false },
	{ "violation-answer", demo_violation_answer, false },
	{ "violation-decide", demo_violation_decide, false },
	{ "send", demo_send, false },
	{ "return", demo_return, false },
	{ "countersign", demo_countersign, false },
	{ "summary", demo_summary, false },
	{ "propose", demo_propose, false },
	{ "reply-to", demo_reply_to, false },
	{ "order", demo_order, false },
	{ "deliver", demo_deliver, false },
	{ "defects", demo_defects, false },
	{ "accept", demo_accept, false },
	{ "pay", demo_payment, false },
	{ "breach", demo_breach, false },
	{ "rate", demo_rate, false },
	{ "rate-one", demo_rate_one, false },
	{ "dispute", demo_dispute, false },
	{ "dispute-decide", demo_dispute_decide, false },
	{ "reply", demo_reply, false },
	{ "look", demo_look, false },
};

void
demo_step(struct demo *d, const struct step *step)
{
	if (step->at > d->now)
		return;
	if (d->n_steps == STEPS_MAX)
		bug("demo: more than %d steps", STEPS_MAX);
	d->steps[d->n_steps] = *step;
	d->steps[d->n_steps].seq = d->n_steps;
	d->n_steps++;
}

/* ---- times ---- */

bool
demo_offset(const char *text, int64_t *seconds)
{
	int64_t sign = *text == '-' ? -1 : 1, sum = 0;

	if (*text == '-' || *text == '+')
		text++;
	while (*text != '\0') {
		char *end;
		long n = strtol(text, &end, 10);

		if (end == text || n < 0 || n > 10000)
			return false;
		sum += n * (*end == 'd' ? DAY : *end == 'h' ? HOUR :
		    *end == 'm' ? MINUTE : 0);
		if (strchr("dhm", *end) == NULL || *end == '\0')
			return false;
		text = end + 1;
	}
	*seconds = sign * sum;
	return true;
}

bool
demo_when(const struct demo *d, size_t i, const char *text, int64_t *at)
{
	const struct plan *p = &d->plans[i];
	int64_t from = *text == 'P' ? p->posted : *text == 'D' ?
	    p->deadline : *text == 'N' ? d->now : 0, offset;

	if (from == 0 || !demo_offset(text + 1, &offset))
		return false;
	*at = from + offset;
	return true;
}

/* A project of the past: spread over two years, in office hours. */
static void
set_past(struct demo *d, struct plan *p, size_t nth, size_t all,
    int64_t window)
{
	p->posted = d->now - SPAN * DAY + (int64_t)nth *
	    (SPAN - QUIET) * DAY / (int64_t)(all + 1);
	p->posted -= (p->posted + 8 * HOUR) % DAY - 9 * HOUR -
	    (int64_t)demo_roll(d, 50) * MINUTE;
	p->deadline = p->posted - p->posted % HOUR + window + HOUR;
}

/* What ended days ago, ended at ten in the morning; others at a full hour. */
static bool
set_recent(const struct demo *d, struct plan *p, const char *text,
    int64_t window)
{
	int64_t offset;

	if (!demo_offset(text, &offset))
		return false;
	p->deadline = d->now + offset;
	if (offset <= -DAY)
		p->deadline -= (p->deadline - 2 * HOUR) % DAY;
	else if (offset >= DAY)
		p->deadline -= p->deadline % HOUR;
	p->posted = p->deadline - window;
	return true;
}

/* ---- stories ---- */

static bool
plan_act(struct demo *d, size_t i, const char **row)
{
	struct step step = { .name = row[S_ACT], .project = true, .i = i,
	    .value = row[S_VALUE] };
	size_t k = 0;

	while (k < COUNT(acts) && strcmp(acts[k].name, row[S_ACT]) != 0)
		k++;
	if (k == COUNT(acts) || !demo_when(d, i, row[S_WHEN], &step.at))
		return false;
	step.act = acts[k].act;
	for (step.k = 0; step.k < (acts[k].each ? d->plans[i].bids : 1);
	    step.k++) {
		demo_step(d, &step);
		step.at += 20 * MINUTE;
	}
	return true;
}

/* A story may take in others, in at most so many steps. */
enum { DEPTH = 5 };

static bool
plan_story(struct demo *d, size_t i, const char *story, int depth)
{
	size_t n = 0;

	for (size_t k = 0; k < d->stories.n; k++) {
		const char **row = d->stories.rows[k];

		if (strcmp(row[S_STORY], story) != 0)
			continue;
		n++;
		if (strcmp(row[S_ACT], "as") == 0 ? depth < DEPTH &&
		    plan_story(d, i, row[S_VALUE], depth + 1) :
		    plan_act(d, i, row))
			continue;
		log_event(LOG_ERROR, "demo", "story=%s when=%s act=%s",
		    story, row[S_WHEN], row[S_ACT]);
		return false;
	}
	if (n == 0)
		log_event(LOG_ERROR, "demo", "story=%s", story);
	return n > 0;
}

/* «»: 3 to 6; a number; or who bids, and what: «2 86370|10 94320|21». */
static bool
read_bids(struct demo *d, size_t i)
{
	const char *cell = d->projects.rows[i][P_BIDS];
	struct plan *p = &d->plans[i];
	int64_t bids;
	long row, yuan;

	p->bids = 3 + demo_roll(d, 4);
	p->named = strpbrk(cell, " |") != NULL;
	if (p->named) {
		p->bids = 0;
		while (demo_named(d, i, p->bids, &row, &yuan))
			p->bids++;
		return p->bids > 0;
	}
	if (cell[0] && !digits_int(cell, 0, 9, &bids))
		return false;
	if (cell[0])
		p->bids = (size_t)bids;
	return true;
}

static bool
plan_project(struct demo *d, size_t i, size_t *nth, size_t past)
{
	const char **row = d->projects.rows[i];
	struct plan *p = &d->plans[i];
	int64_t window;

	if (!demo_offset(row[P_WINDOW], &window))
		return false;
	p->history = row[P_DEADLINE][0] == '\0';
	if (!read_bids(d, i))
		return false;
	if (p->history)
		set_past(d, p, (*nth)++, past, window);
	else if (!set_recent(d, p, row[P_DEADLINE], window))
		return false;
	p->skip = d->length == DEMO_RECENT && (p->history ||
	    p->posted < d->now - JOINING * DAY);
	return p->skip || plan_story(d, i, row[P_STORY], 0);
}

static int
by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Owners at once, and the first agencies; the others as time goes by. */
static void
plan_people(struct demo *d)
{
	bool whole = d->length == DEMO_WHOLE;
	int64_t first = d->now - (whole ? 720 : JOINING) * DAY;

	for (size_t i = 0; i < d->owners.n; i++)
		demo_step(d, &(struct step){ .at = first + (int64_t)i * HOUR,
		    .name = "join-owner", .act = demo_join_owner, .i = i });
	for (size_t i = 0; i < d->agencies.n; i++)
		demo_step(d, &(struct step){ .at = first + (int64_t)i *
		    (i < FIRST || !whole ? HOUR : 12 * DAY),
		    .name = "join-agency", .act = demo_join_agency, .i = i });
	demo_step(d, &(struct step){ .at = d->now - DAY / 2,
	    .name = "new-rules", .act = demo_new_rules });
}

enum err
demo_plan(struct demo *d)
{
	size_t n = d->projects.n, past = 0, nth = 0;

	d->plans = arena_alloc(&d->keep, (n + 1) * sizeof *d->plans);
	memset(d->plans, 0, (n + 1) * sizeof *d->plans);
	d->steps = arena_alloc(&d->keep, STEPS_MAX * sizeof *d->steps);
	for (size_t i = 0; i < n; i++)
		past += d->projects.rows[i][P_DEADLINE][0] == '\0';
	plan_people(d);
	demo_idle(d);
	for (size_t i = 0; i < n; i++)
		if (!plan_project(d, i, &nth, past)) {
			log_event(LOG_ERROR, "demo", "project=%zu", i + 1);
			return ERR_INVALID;
		}
	if (d->length == DEMO_WHOLE && demo_watch(d) != OK)
		return ERR_INVALID;
	qsort(d->steps, d->n_steps, sizeof d->steps[0], by_time);
	return OK;
}
