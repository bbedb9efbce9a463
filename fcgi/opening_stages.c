/* SPDX-License-Identifier: Apache-2.0 */
/* opening_stages.c: how far an opening is. */
#include "fcgi/opening.h"

#include <inttypes.h>
#include <string.h>

#include "market/cosign.h"

struct stages {
	struct view *v;
	const struct opening *o;
	bool waiting;		/* the one that is waited for was shown */
};

/* The next line; at 0: not reached, below it: reached, some time later. */
static struct view *
stage(struct stages *s, int64_t at)
{
	struct view *row = view_row(s->v, "STAGE");

	if (at) {
		view_show(row, "STAGE_DONE");
		if (at > 0)
			view_arg(view_row(row, "STAGE_AT"), arg_number("AT",
			    ARG_CLOCK_SECOND, at));
		return row;
	}
	view_show(row, s->waiting ? "STAGE_TODO" : "STAGE_NOW");
	s->waiting = true;
	return row;
}

/* Where it stands in the log, and its file. */
static void
on_record(struct view *row, const struct stages *s, int64_t leaf,
    const char *file)
{
	struct view *record = view_row(row, "STAGE_LEAF");

	view_text(record, "SEALING", s->o->round.sealing_id);
	view_text(record, "STAGE_FILE", file);
	view_arg(record, arg_int("LEAF", leaf));
}

/* A stage with nothing to tell but that it was reached. */
static struct view *
plain_stage(struct stages *s, const char *code, int64_t at)
{
	struct view *row = stage(s, at);

	view_word(row, "STAGE_NAME", "stage", code);
	view_word(row, "STAGE_TEXT", "stage_text", code);
	return row;
}

static void
list_stage(struct req *req, struct stages *s)
{
	const struct round *r = &s->o->round;
	size_t witnesses;
	struct view *row;

	if (r->closed_at == 0) {
		plain_stage(s, "listed", 0);
		return;
	}
	row = stage(s, r->closed_at);
	view_word(row, "STAGE_NAME", "stage", "listed");
	if (log_witnesses(req->market, r->close_leaf, &witnesses) == OK &&
	    witnesses > 0)
		view_words(row, "STAGE_TEXT", "stage_listed_seen",
		    (const struct arg[]){ arg_int("N", (int64_t)s->o->n),
		    arg_int("K", (int64_t)witnesses),
		    { .kind = ARG_END } });
	else
		view_words(row, "STAGE_TEXT", "stage_listed_unseen",
		    (const struct arg[]){ arg_int("N", (int64_t)s->o->n),
		    { .kind = ARG_END } });
	on_record(row, s, r->close_leaf, "close.note");
}

/* Who published next after a leaf; NULL: nobody. */
static const struct round_trustee *
next_key(const struct opening *o, int64_t after)
{
	const struct round_trustee *next = NULL;

	for (size_t i = 0; i < o->n_trustees; i++) {
		const struct round_trustee *t = &o->trustees[i];

		if (t->opened && t->open_leaf > after && (!next ||
		    t->open_leaf < next->open_leaf))
			next = t;
	}
	return next;
}

/* «A or B or C»: any of them may come next. */
static void
fill_awaited(struct view *row, const struct opening *o)
{
	struct view *wait = view_row(row, "STAGE_WAIT");
	struct view *last = NULL;

	for (size_t i = 0; i < o->n_trustees; i++) {
		if (o->trustees[i].opened)
			continue;
		if (last)
			view_show(last, "WAIT_MORE");
		last = view_row(wait, "WAIT_FOR");
		view_text(last, "WAIT_NAME", o->trustees[i].name);
	}
}

/* t keys in the order in which they came; then those that change nothing. */
static void
key_stages(struct req *req, struct stages *s)
{
	const struct opening *o = s->o;
	int64_t after = -1;

	for (int64_t k = 1;; k++) {
		const struct round_trustee *t = next_key(o, after);
		const struct arg count[] = { arg_int("K", k),
		    arg_int("OF", o->round.threshold), { .kind = ARG_END } };
		bool now = !t && !s->waiting;
		struct view *row;

		if (t == NULL && k > o->round.threshold)
			return;
		row = stage(s, t ? t->opened_at : 0);
		view_words(row, "STAGE_NAME", k > o->round.threshold ?
		    "stage_key_more" : "stage_key", k > o->round.threshold ?
		    NULL : count);
		if (now)
			fill_awaited(row, o);
		if (t == NULL)
			continue;
		view_text(row, "STAGE_TEXT", t->name);
		on_record(row, s, t->open_leaf, arena_printf(
		    req->market->arena, "open-%" PRId64 ".note", t->i));
		after = t->open_leaf;
	}
}

/* Ended, whether or not anything was opened. */
static bool
has_ended(const struct opening *o)
{
	return strcmp(o->project.state, "failed") == 0 ||
	    strcmp(o->project.state, "cancelled") == 0;
}

/*
 * 0 as long as documents or sheets are waited for; after them nobody says
 * here when.
 */
static int64_t
ranked_at(const struct opening *o)
{
	if (o->round.result_leaf == 0)
		return 0;
	return o->n_documents || strcmp(o->project.method, "composite") == 0 ?
	    -1 : o->round.opened_at;
}

static void
result_stages(struct stages *s)
{
	const struct round *r = &s->o->round;
	struct view *row;
	int64_t opened = 0;

	for (size_t i = 0; i < s->o->n; i++)
		opened += s->o->bids[i].opened;
	if (r->opened_at) {
		row = stage(s, r->opened_at);
		view_word(row, "STAGE_NAME", "stage", "checked");
		view_words(row, "STAGE_TEXT", "stage_checked_n",
		    (const struct arg[]){ arg_int("K", opened),
		    arg_int("N", (int64_t)s->o->n), { .kind = ARG_END } });
	} else {
		plain_stage(s, "checked", 0);
	}
	if (r->result_leaf == 0 && r->opened_at && has_ended(s->o))
		return;			/* nothing will be ranked */
	plain_stage(s, "drawn", ranked_at(s->o));
	row = plain_stage(s, "published", ranked_at(s->o));
	if (r->result_leaf)
		on_record(row, s, r->result_leaf, "result.note");
}

void
fill_stages(struct req *req, struct view *v, const struct opening *o)
{
	const struct round *r = &o->round;
	struct stages s = { .v = view_row(v, "STAGES"), .o = o };
	bool ended = strcmp(o->project.state, "failed") == 0 &&
	    r->opened_at == 0;

	plain_stage(&s, "deadline", req->now >= r->deadline ? r->deadline :
	    0);
	list_stage(req, &s);
	if (ended)
		return;			/* too few, or void: nobody opens */
	key_stages(req, &s);
	result_stages(&s);
}
