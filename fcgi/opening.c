/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: the opening, for everybody to watch and to recompute. */
#include "market/opening.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/digits.h"
#include "market/draw.h"

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
	view_text(row, "SHORT", arena_strndup(a, digits_hex(hex,
	    b->commitment, BID_HASH), 8));
	view_arg(row, arg_number("RECEIVED", ARG_SECOND, b->received_at));
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

/* What a commitment is over, as a person types it into a shell. */
static void
fill_checks(struct req *req, struct view *v, const struct opening *o)
{
	char hex[2 * BID_HASH + 1];
	struct view *checks = view_row(v, "CHECKS");
	struct arena *a = req->market->arena;

	for (size_t i = 0; i < o->n; i++) {
		const struct bid *b = &o->bids[i];
		struct view *row;

		if (!b->opened)
			continue;
		row = view_row(checks, "CHECK");
		view_text(row, "AGENCY", b->agency_name);
		view_text(row, "AGENCY_USCC", b->agency_uscc);
		view_text(row, "COMMITMENT", arena_strdup(a,
		    digits_hex(hex, b->commitment, BID_HASH)));
		view_arg(row, arg_number("FEN", ARG_PLAIN, b->amount_fen));
		view_text(row, "SALT", arena_strdup(a, digits_hex(hex,
		    b->salt, BID_SALT)));
		view_text(row, "SEALING", o->round.sealing_id);
	}
}

static int
by_receipt(const void *a, const void *b)
{
	const struct bid *const *x = a, *const *y = b;

	return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

/* The seed's lines are in the order of receipt, not of the ranking. */
static void
fill_draw(struct req *req, struct view *v, const struct opening *o)
{
	char hex[2 * ROUND_SEED + 1];
	struct arena *a = req->market->arena;
	struct view *draw = view_row(v, "DRAW");
	const struct bid **received = arena_alloc(a,
	    (o->n + 1) * sizeof *received);

	view_text(draw, "SEED", arena_strdup(a, digits_hex(hex,
	    o->round.seed, ROUND_SEED)));
	view_text(draw, "SEALING", o->round.sealing_id);
	for (size_t i = 0; i < o->n; i++)
		received[i] = &o->bids[i];
	qsort(received, o->n, sizeof *received, by_receipt);
	for (size_t i = 0; i < o->n; i++)
		if (received[i]->opened)
			view_text(view_row(draw, "SEED_SALT"), "SALT",
			    arena_strdup(a, digits_hex(hex,
			    received[i]->salt, BID_SALT)));
	for (size_t i = 0; i < o->n; i++) {
		unsigned char hash[DRAW_HASH];
		struct view *row;

		if (o->bids[i].position == 0)
			continue;
		row = view_row(draw, "RANK_HASH");
		draw_rank(hash, o->round.seed, o->bids[i].agency_uscc);
		view_text(row, "RANK_NAME", o->bids[i].agency_uscc);
		view_text(row, "HASH", arena_strdup(a, digits_hex(hex, hash,
		    DRAW_HASH)));
	}
}

static void
fill_stages(struct view *v, const struct opening *o)
{
	static const char *const stages[] = { "deadline", "listed", "key",
	    "checked", "drawn", "published" };
	bool closed = o->round.closed_at != 0;
	size_t done = !closed ? 0 : o->round.drawn ? COUNT(stages) : 2;

	for (size_t i = 0; i < COUNT(stages); i++) {
		struct view *row = view_row(v, "STAGE");

		view_word(row, "STAGE_NAME", "stage", stages[i]);
		view_word(row, "STAGE_TEXT", "stage_text", stages[i]);
		if (i < done) {
			view_show(row, "STAGE_DONE");
			view_arg(view_row(row, "STAGE_AT"), arg_number("AT",
			    ARG_CLOCK_SECOND, i == 0 ? o->round.deadline :
			    o->round.closed_at));
		} else if (i == done && !closed) {
			view_show(row, "STAGE_NOW");
		} else {
			view_show(row, "STAGE_TODO");
		}
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
}

static void
fill_result(struct req *req, struct view *v, const struct opening *o)
{
	struct view *row;

	view_arg(v, arg_int("COUNT", (int64_t)o->n));
	for (size_t i = 0; i < o->n; i++)
		fill_bid(req, v, &o->bids[i]);
	if (o->round.drawn) {
		fill_draw(req, v, o);
		fill_checks(req, v, o);
	}
	if (o->awarded) {
		row = view_row(v, "AWARDED");
		view_text(row, "WINNER", o->award.agency_name);
		view_arg(row, arg_money("WON_AMOUNT", o->award.amount_fen));
		return;
	}
	row = view_row(v, "FAILED");
	view_arg(row, arg_int("MIN", o->round.min_entrants));
	if (o->round.drawn)
		view_arg(view_row(row, "FEW_VALID"), arg_int("VALID",
		    (int64_t)o->valid));
	else
		view_arg(view_row(row, "FEW_BIDS"), arg_int("SENT",
		    (int64_t)o->n));
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
	fill_stages(v, &o);
	if (strcmp(o.project.state, "cancelled") == 0)
		view_show(v, "CANCELLED");
	else if (o.round.closed_at == 0)
		fill_waiting(req, v, &o);
	else
		fill_result(req, view_row(v, "RESULT"), &o);
	return reply_view(req, 200, v);
}
