/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: the opening, for everybody to watch and to recompute. */
#include "market/opening.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/digits.h"
#include "market/draw.h"
#include "market/key.h"

static void
fill_bid(struct req *req, struct view *v, const struct bid *b)
{
	char hex[2 * BID_HASH + 1];
	struct view *row = view_row(v, "BID");
	struct arena *a = req->market->arena;

	if (b->position)
		view_arg(row, arg_number("POSITION", ARG_PLAIN,
		    b->position));
	view_text(row, "AGENCY", b->agency_name);
	view_text(row, "AGENCY_USCC", b->agency_uscc);
	view_text(row, "FILE", arena_strdup(a, digits_hex(hex, b->file,
	    BID_HASH)));
	view_text(row, "SHORT", arena_strndup(a, hex, 8));
	view_arg(row, arg_int("LEAF", b->leaf));
	view_word(row, "SEALER", "sealer", b->sealer);
	if (b->opened)
		view_arg(view_row(row, "OPENED"), arg_money("AMOUNT",
		    b->amount_fen));
	else
		view_show(row, "STILL_SEALED");
	if (b->out_code)
		view_word(view_row(row, "OUT"), "OUT_WORD", "out",
		    b->out_code);
	if (b->position == 1)
		view_show(row, "WON");
	if (req->actor.party_id == b->agency_id)
		view_show(row, "OWN");
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

/* One line; at 0: not reached.  leaf 0: it has none. */
static void
stage(struct view *v, const char *code, int64_t at, int64_t leaf,
    bool *waiting)
{
	struct view *row = view_row(v, "STAGE");

	view_word(row, "STAGE_NAME", "stage", code);
	view_word(row, "STAGE_TEXT", "stage_text", code);
	if (at) {
		view_show(row, "STAGE_DONE");
		view_arg(view_row(row, "STAGE_AT"), arg_number("AT",
		    ARG_CLOCK_SECOND, at));
		if (leaf)
			view_arg(view_row(row, "STAGE_LEAF"), arg_int("LEAF",
			    leaf));
	} else if (!*waiting) {
		view_show(row, "STAGE_NOW");
		*waiting = true;
	} else {
		view_show(row, "STAGE_TODO");
	}
}

/* Keys in the order in which they came; then who may still come. */
static void
key_stages(struct view *v, const struct opening *o, bool *waiting)
{
	int64_t after = -1, shown = 0;

	for (;;) {
		const struct round_trustee *next = NULL;
		struct view *row;

		for (size_t i = 0; i < o->n_trustees; i++) {
			const struct round_trustee *t = &o->trustees[i];

			if (t->opened && t->open_leaf > after && (!next ||
			    t->open_leaf < next->open_leaf))
				next = t;
		}
		if (next == NULL && shown >= o->round.threshold)
			return;
		row = view_row(v, "STAGE");
		view_word(row, "STAGE_NAME", "stage", shown >=
		    o->round.threshold ? "key_more" : "key");
		if (next == NULL) {
			view_word(row, "STAGE_TEXT", "stage_text", "key");
			view_show(row, *waiting ? "STAGE_TODO" :
			    "STAGE_NOW");
			*waiting = true;
			return;
		}
		view_text(row, "STAGE_TEXT", next->name);
		view_show(row, "STAGE_DONE");
		view_arg(view_row(row, "STAGE_AT"), arg_number("AT",
		    ARG_CLOCK_SECOND, next->opened_at));
		view_arg(view_row(row, "STAGE_LEAF"), arg_int("LEAF",
		    next->open_leaf));
		after = next->open_leaf;
		shown++;
	}
}

static void
fill_stages(struct view *v, const struct opening *o, int64_t now)
{
	const struct round *r = &o->round;
	bool waiting = false;
	bool few = strcmp(o->project.state, "failed") == 0 &&
	    r->opened_at == 0;

	stage(v, "deadline", now >= r->deadline ? r->deadline : 0, 0,
	    &waiting);
	stage(v, "listed", r->closed_at, r->close_leaf, &waiting);
	if (few)
		return;			/* it ends here */
	key_stages(v, o, &waiting);
	stage(v, "checked", r->opened_at, 0, &waiting);
	stage(v, "drawn", r->opened_at, 0, &waiting);
	stage(v, "published", r->opened_at, r->result_leaf, &waiting);
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
	view_arg(row, arg_int("THRESHOLD", o->round.threshold));
	view_arg(row, arg_int("WAITED_MIN", (req->now - o->round.closed_at) /
	    60));
	if (o->round.fallback_leaf)
		view_show(row, "FALLBACK");
}

static void
fill_result(struct req *req, struct view *v, const struct opening *o)
{
	struct view *row;

	view_arg(v, arg_int("COUNT", (int64_t)o->n));
	for (size_t i = 0; i < o->n; i++)
		fill_bid(req, v, &o->bids[i]);
	if (o->round.drawn)
		fill_draw(req, v, o);
	if (o->round.result_leaf)
		view_show(v, "VERIFIABLE");
	if (o->awarded) {
		row = view_row(v, "AWARDED");
		view_text(row, "WINNER", o->award.agency_name);
		view_arg(row, arg_money("WON_AMOUNT", o->award.amount_fen));
		return;
	}
	if (strcmp(o->project.state, "failed") != 0) {
		fill_sealed(req, v, o);
		return;
	}
	row = view_row(v, "FAILED");
	view_arg(row, arg_int("MIN", o->round.min_entrants));
	if (o->round.void_leaf)
		view_show(row, "VOIDED");
	else if (o->round.opened_at)
		view_arg(view_row(row, "FEW_VALID"), arg_int("VALID",
		    (int64_t)o->valid));
	else
		view_arg(view_row(row, "FEW_BIDS"), arg_int("SENT",
		    (int64_t)o->n));
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

int
opening_page(struct req *req)
{
	struct opening o;
	struct view *v;
	enum err err = opening_get(req->market, req->arg[0], &o);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "opening/show.html");
	view_words(v, "TITLE", "title_opening", NULL);
	view_text(v, "CODE", o.project.code);
	view_text(v, "NAME", o.project.title);
	view_arg(v, arg_time("DEADLINE", o.round.deadline));
	fill_project_state(v, o.project.state);
	view_text(v, "SEALING", o.round.sealing_id);
	fill_stages(v, &o, req->now);
	if (strcmp(o.project.state, "cancelled") == 0)
		view_show(v, "CANCELLED");
	else if (o.round.closed_at == 0)
		fill_waiting(req, v, &o);
	else
		fill_result(req, view_row(v, "RESULT"), &o);
	fill_own(req, v, &o);
	return reply_view(req, 200, v);
}
