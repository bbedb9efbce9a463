/* SPDX-License-Identifier: Apache-2.0 */
/* award_show.c: the winner, the order, and what is awaited until when. */
#include <inttypes.h>
#include <string.h>

#include "fcgi/award.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"
#include "market/petition.h"

void
fill_reason_text(struct req *req, struct view *v, const char *name,
    const char *reason)
{
	const char *code = arena_printf(req->market->arena, "reason_%.60s",
	    reason);

	if (view_has_words(code))
		view_words(v, name, code, NULL);
	else
		view_text(v, name, reason);
}

void
fill_low(struct req *req, struct view *v, const char *name,
    const struct project *p, int64_t alp)
{
	const struct params *params = house_params(req->market->house,
	    p->param_version);
	const struct arg mean = arg_int("MEAN", params->alp_mean_pct);
	const struct arg next = arg_int("NEXT", params->alp_next_pct);
	const struct arg none = { .kind = ARG_END };

	if (alp == AWARD_ALP_MEAN)
		view_words(v, name, "alp_mean", (const struct arg[]){ mean,
		    none });
	else if (alp == AWARD_ALP_NEXT)
		view_words(v, name, "alp_next", (const struct arg[]){ next,
		    none });
	else
		view_words(v, name, "alp_both", (const struct arg[]){ mean,
		    next, none });
}

static const char *
await_words(const char *event)
{
	static const struct { const char *event, *words; } rows[] = {
		{ "award_choose", "await_choose" },
		{ "award_justify", "await_justify" },
		{ "award_decide", "await_decide" },
		{ "evaluate", "await_sheets" },
		{ "rebid_again", "await_second" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].event, event) == 0)
			return rows[i].words;
	return "await_sign";
}

/* What is waited for, by whom, until when, and what silence means. */
static void
fill_awaited(struct view *v, const struct award_case *c)
{
	const struct arg until[] = { arg_time("UNTIL", c->until),
	    { .kind = ARG_END } };
	const struct arg days[] = { arg_int("DAYS", c->days_left),
	    arg_time("UNTIL", c->until), { .kind = ARG_END } };

	if (c->owner_late)
		view_words(view_row(v, "AWAITED"), "AWAITED_TEXT",
		    "await_owner_late", NULL);
	if (c->held)
		view_words(view_row(v, "AWAITED"), "AWAITED_TEXT",
		    "await_held", NULL);
	if (c->awaited == NULL)
		return;
	if (strcmp(c->awaited, "settle") == 0)
		view_words(view_row(v, "AWAITED"), "AWAITED_TEXT",
		    c->days_left ? "await_settle" : "await_settle_today",
		    c->days_left ? days : until);
	else
		view_words(view_row(v, "AWAITED"), "AWAITED_TEXT",
		    await_words(c->awaited), until);
}

static void
fill_winner(struct req *req, struct view *v, const struct award_case *c)
{
	char hex[2 * ROUND_SEED + 1];
	struct view *row = view_row(v, "WON_BY");

	view_text(row, "PUB_WINNER", c->now->agency_name);
	view_text(row, "PUB_USCC", c->now->agency_uscc);
	view_arg(row, arg_money("PUB_AMOUNT", c->now->amount_fen));
	if (c->sealed && c->round.drawn)
		view_text(view_row(row, "DRAWN"), "SEED_SHORT",
		    arena_strndup(req->market->arena, digits_hex(hex,
		    c->round.seed, ROUND_SEED), 16));
	if (c->now->reason[0])
		fill_reason_text(req, view_row(row, "PUB_REASON"),
		    "PUB_REASON_TEXT", c->now->reason);
}

/* «You are third, 4,200.00 yuan above the winner.» */
static void
fill_own(struct req *req, struct view *v, const struct award_case *c,
    const struct bid *b)
{
	struct view *own = view_row(v, "OWN_PLACE");
	int64_t more = c->now ? b->amount_fen - c->now->amount_fen : 0;
	const struct arg place = arg_int("POSITION", b->position);
	const struct arg none = { .kind = ARG_END };

	if (b->position == 0)
		view_words(own, "OWN_PLACE_TEXT", "own_out",
		    (const struct arg[]){ arg_code("WHY",
		    arena_printf(req->market->arena, "out_%s",
		    b->out_code)), none });
	else if (c->live && b->id == c->now->bid_id)
		view_words(own, "OWN_PLACE_TEXT", "own_won",
		    (const struct arg[]){ place, none });
	else if (!c->live || more == 0 || b->amount_fen == 0)
		view_words(own, "OWN_PLACE_TEXT", c->live && b->amount_fen ?
		    "own_tied" : "own_place", (const struct arg[]){ place,
		    none });
	else
		view_words(own, "OWN_PLACE_TEXT", more > 0 ? "own_dearer" :
		    "own_cheaper", (const struct arg[]){ place, arg_money(
		    "MORE", more > 0 ? more : -more), none });
}

void
fill_points(struct req *req, struct view *row, const struct bid *b)
{
	if (b->total)
		view_text(view_row(row, "POINTS"), "BID_POINTS", arena_printf(
		    req->market->arena, "%" PRId64 ".%04" PRId64,
		    b->total / RANK_POINT, b->total % RANK_POINT));
}

static void
fill_bid(struct req *req, struct view *v, const struct award_case *c,
    const struct bid *b)
{
	struct view *row = view_row(v, "PUB_BID");

	if (b->position)
		view_arg(row, arg_number("PUB_POSITION", ARG_PLAIN,
		    b->position));
	view_text(row, "BID_AGENCY", b->agency_name);
	view_text(row, "BID_USCC", b->agency_uscc);
	if (c->live && b->id == c->now->bid_id)
		view_show(row, "PUB_WON");
	if (req->actor.party_id == b->agency_id)
		view_show(row, "PUB_OWN");
	if (b->out_code)
		view_word(view_row(row, "PUB_OUT"), "PUB_OUT_WORD", "out",
		    b->out_code);
	if (b->amount_fen)
		view_arg(view_row(row, "PUB_PRICE"), arg_money("BID_PRICE",
		    b->amount_fen));
	else
		view_show(row, "PUB_NO_PRICE");
	fill_points(req, row, b);
}

static void
fill_bids(struct req *req, struct view *v, const struct award_case *c)
{
	struct view *list = view_row(v, "PUB_BIDS");
	struct bid own;

	for (size_t i = 0; i < c->n_bids; i++)
		fill_bid(req, list, c, &c->bids[i]);
	if (c->more_bids)
		view_arg(view_row(list, "PUB_MORE"), arg_int("SHOWN",
		    AWARD_SHOWN));
	if (req->actor.role == ROLE_AGENCY && award_own(req->market, c,
	    req->actor.party_id, &own) == OK && (own.position ||
	    own.out_code))
		fill_own(req, v, c, &own);
}

/* That it was force majeure: what the regulator says; the proof, for some. */
static enum err
fill_claim(struct req *req, struct view *v, const struct award *a,
    bool may_see)
{
	struct petition t;
	struct view *row;
	enum err err = petition_of_award(req->market, a->id, &t);

	if (err)
		return err;
	row = view_row(v, "PAST_FORCE");
	view_word(row, "FORCE_STATE", "majeure", t.verdict[0] ? t.verdict :
	    "waits");
	if (t.decided_at)
		view_text(view_row(row, "FORCE_DECIDED"), "DECISION",
		    t.decision);
	if (!may_see)
		return OK;
	fill_lines(req, view_row(row, "FORCE_PROOF"), "PROOF_LINE",
	    t.evidence);
	return fill_files(req, row, "FORCE_FILE", "force_majeure", t.id);
}

/* One that was explained, or has ended: how it went. */
static enum err
fill_past(struct req *req, struct view *v, const struct project *p,
    const struct award *a)
{
	struct view *row = view_row(v, "PAST");
	const char *why = a->ended_at ? a->end_reason : a->reason;
	bool may_see = award_may_see(&req->actor, p, a);
	enum err err = OK;

	view_arg(row, arg_int("PAST_POSITION", a->position));
	view_text(row, "PAST_AGENCY", a->agency_name);
	view_text(row, "PAST_USCC", a->agency_uscc);
	view_word(row, "PAST_STATE", "award", a->state);
	view_arg(row, arg_number("PAST_AT", ARG_SECOND, a->ended_at ?
	    a->ended_at : a->explained_at ? a->explained_at :
	    a->proposed_at));
	if (a->alp)
		fill_low(req, view_row(row, "PAST_LOW"), "PAST_LOW_TEXT", p,
		    a->alp);
	if (a->explained_at) {
		struct view *said = view_row(row, "PAST_SAID");

		fill_lines(req, said, "SAID_LINE", a->explanation);
		if (may_see)
			err = fill_files(req, said, "SAID_FILE",
			    "explanation", a->id);
	}
	if (why[0])
		fill_reason_text(req, view_row(row, "PAST_WHY"),
		    "PAST_WHY_TEXT", why);
	return err || !a->force_majeure ? err : fill_claim(req, row, a,
	    may_see);
}

static enum err
fill_history(struct req *req, struct view *v, const struct project *p,
    const struct award_case *c)
{
	struct view *list = NULL;
	enum err err = OK;

	for (size_t i = 0; !err && i < c->n; i++) {
		const struct award *a = &c->awards[i];

		if (a->ended_at == 0 && a->alp == 0)
			continue;	/* the winner's card tells it all */
		if (list == NULL)
			list = view_row(v, "PUB_PAST");
		err = fill_past(req, list, p, a);
	}
	return err;
}

enum err
fill_award_case(struct req *req, struct view *v, const struct project *p,
    const struct award_case *c)
{
	struct view *card;
	enum err err;

	if (c->n == 0 && !c->sealed && c->awaited == NULL)
		return OK;
	card = view_row(v, "PUBLICITY");
	fill_awaited(card, c);
	if (c->live)
		fill_winner(req, card, c);
	if (c->n_bids)
		fill_bids(req, card, c);
	err = fill_history(req, card, p, c);
	for (size_t i = 0; i < c->n; i++)
		if (c->awards[i].effective_at) {
			view_show(card, "PUB_LETTER");
			break;
		}
	return err;
}

void
fill_award_card(struct view *v, const struct award_case *c)
{
	struct view *row;

	if (!c->live)
		return;
	row = view_row(v, "AWARD");
	if (c->now->leaf) {
		struct view *on_record = view_row(row, "ON_RECORD");

		view_text(on_record, "SEALING", c->round.sealing_id);
		view_arg(on_record, arg_int("LEAF", c->now->leaf));
	}
	view_text(row, "WINNER", c->now->agency_name);
	view_text(row, "WINNER_USCC", c->now->agency_uscc);
	view_arg(row, arg_money("AMOUNT", c->now->amount_fen));
	view_word(row, "AWARD_STATE", "award", c->now->state);
}

static bool
waits(const struct award_case *c, const char *event)
{
	return c->awaited != NULL && strcmp(c->awaited, event) == 0;
}

void
fill_award_acts(struct req *req, struct view *v, const struct project *p,
    const struct award_case *c)
{
	bool owner = req->actor.role == ROLE_OWNER &&
	    req->actor.party_id == p->owner_id;
	bool agency = c->now && req->actor.role == ROLE_AGENCY &&
	    req->actor.party_id == c->now->agency_id;

	if (owner && waits(c, "award_choose"))
		view_show(v, "ACT_CHOOSE");
	if (owner && waits(c, "award_decide"))
		view_show(v, "ACT_DECIDE");
	if (agency && waits(c, "award_justify"))
		view_show(v, "ACT_EXPLAIN");
	if (agency && c->owner_late)
		view_show(v, "ACT_LEAVE");
	else if (agency && (strcmp(c->now->state, "published") == 0 ||
	    strcmp(c->now->state, "effective") == 0))
		view_show(v, "ACT_DECLINE");
}
