/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: the opening, for everybody to watch and to recompute. */
#include "market/opening.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/bid.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"
#include "market/cosign.h"
#include "market/draw.h"
#include "market/key.h"
#include "market/sheet.h"

/* An amount; or why there is none. */
static void
fill_amount(struct view *row, const struct bid *b, const struct opening *o)
{
	if (b->agency_id == 0)
		view_show(row, "NO_AMOUNT");
	else if (b->opened)
		view_arg(view_row(row, "OPENED"), arg_money("AMOUNT",
		    b->amount_fen));
	else
		view_show(row, o->round.opened_at ? "BROKEN" :
		    "STILL_SEALED");
}

static enum err
fill_bid(struct req *req, struct view *v, const struct bid *b,
    const struct opening *o)
{
	char hex[2 * BID_HASH + 1];
	struct view *row = view_row(v, "BID");
	struct arena *a = req->market->arena;

	if (b->position)
		view_arg(row, arg_number("POSITION", ARG_PLAIN,
		    b->position));
	if (b->agency_id) {
		struct view *party = view_row(row, "PARTY");

		view_text(party, "AGENCY", b->agency_name);
		view_text(party, "AGENCY_USCC", b->agency_uscc);
	} else {
		view_text(view_row(row, "CONTRIBUTOR"), "CONTRIBUTOR_NAME",
		    b->name);
	}
	view_text(row, "FILE", arena_strdup(a, digits_hex(hex, b->file,
	    BID_HASH)));
	view_text(row, "SHORT", arena_strndup(a, hex, 16));
	view_arg(row, arg_int("LEAF", b->leaf));
	view_word(row, "SEALED_BY", "sealed_by", b->sealer);
	fill_amount(row, b, o);
	if (b->out_code)
		view_word(view_row(row, "OUT"), "OUT_WORD", "out",
		    b->out_code);
	if (strcmp(b->state, "won") == 0)
		view_show(row, "WON");
	if (b->agency_id && req->actor.party_id == b->agency_id)
		view_show(row, "OWN");
	return fill_handed_in(req, row, &o->project, b->id, o->documents,
	    o->n_documents);
}

/* How to recompute a tie by hand (sealing.md 8). */
static void
fill_draw(struct req *req, struct view *v, const struct opening *o)
{
	char hex[2 * ROUND_SEED + 1];
	struct arena *a = req->market->arena;
	struct view *draw = view_row(v, "DRAW");

	view_text(draw, "SEED", arena_strdup(a, digits_hex(hex,
	    o->round.seed, ROUND_SEED)));
	for (size_t i = 0; i < o->n; i++) {
		unsigned char hash[DRAW_HASH];
		struct view *row;

		if (o->bids[i].position == 0)
			continue;
		row = view_row(draw, "RANK_HASH");
		draw_rank(hash, o->round.seed, o->bids[i].name);
		view_text(row, "RANK_NAME", o->bids[i].name);
		view_text(row, "HASH", arena_strdup(a, digits_hex(hex, hash,
		    DRAW_HASH)));
	}
}

/* ---- the stages ---- */

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
	plain_stage(s, "drawn", r->opened_at);
	/* After sheets or documents nobody says here when. */
	row = plain_stage(s, "published", r->result_leaf == 0 ? 0 :
	    s->o->n_documents || strcmp(s->o->project.method,
	    "composite") == 0 ? -1 : r->opened_at);
	if (r->result_leaf)
		on_record(row, s, r->result_leaf, "result.note");
}

static void
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

/* While second offers come: the first ones are public. */
static void
fill_first(struct view *wait, const struct opening *o)
{
	struct view *list = o->n_first ? view_row(wait, "FIRST_OFFERS") :
	    NULL;

	for (size_t i = 0; i < o->n_first; i++) {
		const struct bid *b = &o->first[i];
		struct view *row = view_row(list, "FIRST");

		view_text(row, "FIRST_AGENCY", b->agency_name);
		if (b->out_code)
			view_word(view_row(row, "FIRST_OUT"), "FIRST_WHY",
			    "out", b->out_code);
		else
			view_arg(view_row(row, "FIRST_PRICE"), arg_money(
			    "FIRST_AMOUNT", b->amount_fen));
	}
}

static void
fill_waiting(struct req *req, struct view *v, const struct opening *o)
{
	struct view *wait = view_row(v, "WAITING");
	int64_t left = o->round.deadline - req->now;

	if (left < 0)
		left = 0;
	view_arg(wait, arg_number("DEADLINE_UNIX", ARG_PLAIN,
	    o->round.deadline));
	view_arg(wait, arg_int("LEFT_D", left / 86400));
	view_arg(wait, arg_int("LEFT_H", left / 3600 % 24));
	view_arg(wait, arg_int("LEFT_M", left / 60 % 60));
	fill_first(wait, o);
	for (size_t i = 0; i < o->n_trustees; i++) {
		struct view *row = view_row(wait, "TRUSTEE");

		view_text(row, "TRUSTEE_NAME", o->trustees[i].name);
		view_show(row, o->trustees[i].ready_at ? "TRUSTEE_READY" :
		    "TRUSTEE_SIGNED");
	}
}

/* Still sealed after the close: who is waited for, or who must help. */
static void
fill_sealed(struct req *req, struct view *v, const struct opening *o)
{
	struct view *row = view_row(v, "SEALED");

	view_arg(row, arg_int("KEYS", (int64_t)o->keys));
	view_arg(row, arg_number("WAITED", ARG_LEFT, req->now -
	    o->round.closed_at));
	if (o->round.fallback_leaf)
		view_show(row, "FALLBACK");
}

/* Ranked, and failed all the same: nobody of them took it. */
static bool
is_exhausted(const struct opening *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->bids[i].position)
			return true;
	return false;
}

/* Enough came, yet it failed before the keys were there. */
static bool
project_unopened(const struct opening *o)
{
	return o->round.opened_at == 0 &&
	    (int64_t)o->n >= o->round.min_entrants;
}

static enum err
fill_bids(struct req *req, struct view *v, const struct opening *o)
{
	enum err err = OK;

	view_arg(v, arg_int("COUNT", (int64_t)o->n));
	for (size_t i = 0; !err && i < o->n; i++)
		err = fill_bid(req, v, &o->bids[i], o);
	return err;
}

static void
fill_result(struct req *req, struct view *v, const struct opening *o)
{
	struct view *row;
	int64_t sent = 0;		/* by those who take part */

	for (size_t i = 0; i < o->n; i++)
		sent += o->bids[i].agency_id != 0;
	if (o->round.drawn)
		fill_draw(req, v, o);
	if (o->corrected)
		view_show(v, "CORRECTED");
	if (o->round.result_leaf)
		view_show(v, "VERIFIABLE");
	if (o->awarded && strcmp(o->project.state, "cancelled") != 0) {
		row = view_row(v, "AWARDED");
		view_text(row, "WINNER", o->award.agency_name);
		view_arg(row, arg_money("WON_AMOUNT", o->award.amount_fen));
		return;
	}
	if (strcmp(o->project.state, "cancelled") == 0) {
		view_show(v, "ENDED");
		return;
	}
	if (strcmp(o->project.state, "failed") != 0) {
		if (o->cure_until)
			view_arg(view_row(v, "CURING"), arg_time("UNTIL",
			    o->cure_until));
		else if (o->round.opened_at)
			view_show(v, "RANKED");
		else
			fill_sealed(req, v, o);
		return;
	}
	if (is_exhausted(o)) {
		view_show(v, "NO_AWARD");
		return;
	}
	row = view_row(v, "FAILED");
	view_arg(row, arg_int("MIN", o->round.min_entrants));
	if (o->round.void_leaf || project_unopened(o))
		view_show(row, "VOIDED");
	else if (o->round.opened_at)
		view_arg(view_row(row, "FEW_VALID"), arg_int("VALID",
		    (int64_t)o->valid));
	else
		view_arg(view_row(row, "FEW_BIDS"), arg_int("SENT", sent));
}

static enum err
fill_all(struct req *req, struct view *v, const struct opening *o)
{
	fill_result(req, v, o);
	return fill_bids(req, v, o);
}

/* A bidder opens its own where trustees failed (static/seal.mjs). */
static void
fill_own(struct req *req, struct view *v, const struct opening *o)
{
	struct key_row key;
	char hex[2 * BID_HASH + 1];

	if (o->round.fallback_leaf == 0 || o->round.opened_at ||
	    req->actor.role != ROLE_AGENCY)
		return;
	for (size_t i = 0; i < o->n; i++) {
		const struct bid *b = &o->bids[i];
		struct view *own;

		if (b->agency_id != req->actor.party_id || b->self)
			continue;
		own = view_row(v, "SELFOPEN");
		view_text(own, "FILE", arena_strdup(req->market->arena,
		    digits_hex(hex, b->file, BID_HASH)));
		view_text(own, "SEALING", o->round.sealing_id);
		view_text(own, "KEY_NAME", b->name);
		view_arg(own, arg_number("LAST_SEQ", ARG_PLAIN, b->seq));
		view_text(own, "KEY", key_mine(req->market, &req->actor,
		    &key) == OK ? key.vkey : "");
		view_text(own, "CSRF", reply_csrf(req));
	}
}

/* Of the sheets, once all are public, for those who may read them. */
static enum err
fill_annexes(struct req *req, struct view *v, const struct opening *o)
{
	if (strcmp(o->project.method, "composite") != 0 ||
	    !sheet_annexes_open(req->market, &req->actor, o->round.id))
		return OK;
	return fill_files(req, view_row(v, "HAS_ANNEX"), "ANNEX", "annex",
	    o->round.id);
}

int
opening_page(struct req *req)
{
	struct opening o;
	struct view *v;
	struct project p;
	enum err err = public_project(req, &p);

	if (!err)
		err = opening_of(req->market, &p, &o);
	if (err)
		return reply_error(req, err);
	v = reply_page(req, "opening/show.html");
	view_words(v, "TITLE", "title_opening", NULL);
	view_text(v, "CODE", o.project.code);
	view_text(v, "NAME", o.project.title);
	view_arg(v, arg_time("DEADLINE", o.round.deadline));
	fill_project_state(v, o.project.state);
	view_text(v, "SEALING", o.round.sealing_id);
	view_arg(v, arg_int("TRUSTEES_N", (int64_t)o.n_trustees));
	view_arg(v, arg_int("THRESHOLD", o.round.threshold));
	fill_attempt(req, v, &p);
	if (strcmp(o.project.state, "registering") == 0) {
		view_show(v, "AMENDING");
		return reply_view(req, 200, v);
	}
	if (strcmp(o.project.state, "cancelled") == 0 &&
	    o.round.opened_at == 0) {
		view_show(v, "CANCELLED");
		return reply_view(req, 200, v);
	}
	fill_stages(req, v, &o);
	if (o.round.closed_at == 0)
		fill_waiting(req, v, &o);
	else if (fill_all(req, view_row(v, "RESULT"), &o) != OK)
		return reply_error(req, ERR_INTERNAL);
	fill_own(req, v, &o);
	if (fill_annexes(req, v, &o) != OK)
		return reply_error(req, ERR_INTERNAL);
	return reply_view(req, 200, v);
}
