/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: the opening, for everybody to watch and to recompute. */
#include "fcgi/opening.h"

#include <string.h>

#include "fcgi/award.h"
#include "fcgi/bid.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"
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
	fill_points(req, row, b);
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
			view_show(v, o->round.result_leaf ? "RANKED" :
			    "SCORING");
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
