/* SPDX-License-Identifier: Apache-2.0 */
/* award_propose.c: who is next in the ranking, and what the public is told. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/owner.h"
#include "db/record.h"
#include "market/award_alp.h"
#include "market/award_core.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/notice.h"
#include "market/opening.h"
#include "market/rebid.h"

bool
award_is_live(const char *state)
{
	return strcmp(state, "published") == 0 ||
	    strcmp(state, "effective") == 0 || strcmp(state, "signed") == 0;
}

enum err
award_count(struct db *db, const struct project *p, const struct award *a,
    int sign)
{
	const struct { const char *name; int64_t n; } sums[] = {
		{ "awarded_fen", a->amount_fen },
		{ "ceiling_fen", p->ceiling_fen },
		{ "award_seconds", a->published_at - p->published_at },
	};
	enum err err = OK;

	if (a->bid_id == 0)
		return OK;		/* nothing was bid for it */
	for (size_t i = 0; !err && i < COUNT(sums); i++)
		err = db_tally_add(db, sums[i].name, sign * sums[i].n);
	return err;
}

/* ---- the notice ---- */

static void
bid_lines(struct buf *body, const struct bid *b)
{
	char hex[2 * BID_HASH + 1], line[200];

	snprintf(line, sizeof line, "%s %s %s %" PRId64 " %s",
	    b->agency_uscc, b->out_code ? b->out_code : "valid",
	    digits_hex(hex, b->file, BID_HASH), b->amount_fen, b->sealer);
	notice_line(body, "bid", line);
	notice_line(body, "bidder", b->agency_name);
}

/* Of the round it comes from: how everybody can find the same. */
static enum err
round_lines(struct db *db, struct buf *body, const struct project *p)
{
	char hex[2 * ROUND_HASH + 1];
	struct round r;
	struct bid *bids;
	size_t n;
	enum err err = db_round_of_project(db, p->id, &r);

	if (!err)
		err = rebid_bids(db, p->id, &bids, &n);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;	/* chosen directly */
	notice_int(body, "deadline", r.deadline);
	notice_int(body, "closed", r.closed_at);
	notice_line(body, "sealing-id", r.sealing_id);
	notice_line(body, "policy", digits_hex(hex, r.policy, ROUND_HASH));
	notice_int(body, "result-leaf", r.result_leaf);
	if (r.drawn)
		notice_line(body, "seed", digits_hex(hex, r.seed,
		    ROUND_SEED));
	for (size_t i = 0; i < n; i++)
		bid_lines(body, &bids[i]);
	return OK;
}

static enum err
award_notice(struct db *db, const struct project *p, const struct award *a)
{
	struct buf body;
	enum err err;

	notice_begin(&body, "award", p);
	notice_line(&body, "item", p->item_name);
	notice_line(&body, "method", p->method);
	notice_int(&body, "ceiling-fen", p->ceiling_fen);
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "position", a->position);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_line(&body, "reason", a->reason);
	notice_int(&body, "standstill-until", a->standstill_until);
	err = round_lines(db, &body, p);
	if (!err)
		return notice_publish(db, p, "award", &body);
	buf_release(&body);
	return err;
}

/* The first one: all who bid learn of it; a later one: who is called. */
static enum err
tell_sides(struct db *db, const struct project *p, const struct award *a)
{
	struct bid *bids;
	struct award *all;
	size_t n, told = 0;
	enum err err = db_award_all(db, p->id, &all, &n);

	for (size_t i = 0; !err && i < n; i++)
		told += all[i].published_at != 0;
	if (err)
		return err;
	if (told > 1)
		return message_tell(db, &(struct message){
		    .code = "award_promoted", .party_id = a->agency_id,
		    .project_id = p->id, .args = (struct arg[]){
		    arg_money("AMOUNT", a->amount_fen),
		    arg_time("UNTIL", a->standstill_until), { 0 } } });
	err = rebid_bids(db, p->id, &bids, &n);
	return err ? err : message_opened(db, p, bids, n, a);
}

enum err
award_publish(struct db *db, struct house *h, const struct actor *actor,
    struct project *p, struct award *a)
{
	enum err err = due_span(db, h, p, "settle", 0, db_now(db),
	    house_params(h, p->param_version)->award_publicity,
	    &a->standstill_until);

	a->state = "published";
	a->published_at = db_now(db);
	if (!err)
		err = db_award_update(db, a);
	if (!err && a->bid_id)
		err = db_bid_state(db, a->bid_id, "won");
	if (!err)
		err = flow_move(db, h, actor, p, "announce", "");
	if (!err)
		err = award_notice(db, p, a);
	if (!err)
		err = tell_sides(db, p, a);
	return err ? err : award_count(db, p, a, 1);
}

/* ---- nobody is left ---- */

static enum err
failed_notice(struct db *db, const struct project *p, const char *reason)
{
	struct award *list;
	struct buf body;
	size_t n;
	enum err err = db_award_all(db, p->id, &list, &n);

	if (err)
		return err;
	notice_begin(&body, "failed", p);
	notice_line(&body, "reason", reason);
	for (size_t i = 0; i < n; i++) {
		notice_line(&body, "bidder", list[i].agency_name);
		notice_line(&body, "award-state", list[i].state);
		notice_line(&body, "end-reason", list[i].end_reason);
	}
	return notice_publish(db, p, "failed", &body);
}

static enum err
exhaust(struct db *db, struct house *h, struct project *p)
{
	enum err err = flow_move(db, h, NULL, p, "exhaust", "no-award");

	if (!err && p->budget_line_id)
		err = db_budget_release(db, p->budget_line_id,
		    p->ceiling_fen);
	return err ? err : failed_notice(db, p, "no-award");
}

/* ---- who is next ---- */

/* What was tried already: the ranking, and how far it was walked. */
struct walk {
	struct bid *bids;		/* ranked first */
	size_t n;			/* only those that are ranked */
	struct award *awards;
	size_t n_awards;
	int64_t tried;
};

static enum err
read_walk(struct db *db, const struct project *p, struct walk *w)
{
	size_t n = 0;
	enum err err = db_award_all(db, p->id, &w->awards, &w->n_awards);

	w->n = 0;
	w->tried = 0;
	for (size_t i = 0; !err && i < w->n_awards; i++)
		w->tried += w->awards[i].tried;
	if (!err)
		err = rebid_bids(db, p->id, &w->bids, &n);
	while (!err && w->n < n && w->bids[w->n].position > 0)
		w->n++;
	return err == ERR_NOT_FOUND ? OK : err;	/* chosen directly */
}

static const struct bid *
best_untried(const struct walk *w)
{
	for (size_t i = 0; i < w->n; i++) {
		bool tried = false;

		for (size_t k = 0; k < w->n_awards; k++)
			tried |= w->awards[k].tried &&
			    w->awards[k].bid_id == w->bids[i].id;
		if (!tried)
			return &w->bids[i];
	}
	return NULL;
}

/* Marks of the bid that would win, by the parameters of its project. */
static int64_t
marks_of(struct db *db, const struct house *h, const struct project *p,
    const struct walk *w, const struct bid *b)
{
	const struct params *params = house_params(h, p->param_version);
	int64_t *prices = arena_alloc(db_arena(db),
	    (w->n + 1) * sizeof *prices);
	struct alp marks;

	if (!award_alp_applies(p->method))
		return 0;
	for (size_t i = 0; i < w->n; i++)
		prices[i] = w->bids[i].amount_fen;
	marks = award_alp(prices, w->n, (size_t)(b->position - 1),
	    (struct alp_limits){ params->alp_mean_pct,
	    params->alp_next_pct });
	return (marks.mean ? AWARD_ALP_MEAN : 0) |
	    (marks.next ? AWARD_ALP_NEXT : 0);
}

enum err
award_propose_bid(struct db *db, struct house *h, struct project *p,
    const struct bid *b, const char *reason)
{
	struct award a = { .project_id = p->id, .bid_id = b->id,
	    .agency_id = b->agency_id, .position = b->position,
	    .amount_fen = p->quote && strcmp(p->quote, "none") == 0 ?
	    p->fixed_fen : b->amount_fen, .reason = reason };
	struct walk w;
	int64_t until;
	enum err err = read_walk(db, p, &w);

	if (err)
		return err;
	a.alp = marks_of(db, h, p, &w, b);
	a.state = a.alp ? "justifying" : "proposed";
	err = db_award_insert(db, &a);
	if (!err)
		err = db_award_get(db, a.id, &a);
	if (!err && a.alp == 0)
		return award_publish(db, h, NULL, p, &a);
	if (!err)
		err = due_span(db, h, p, "award_justify", a.id, db_now(db),
		    house_params(h, p->param_version)->alp_justify, &until);
	if (!err)
		err = message_tell(db, &(struct message){
		    .code = "justify_asked", .party_id = a.agency_id,
		    .project_id = p->id, .args = (struct arg[]){
		    arg_time("UNTIL", until), { 0 } } });
	return err ? err : flow_tell(db, h, NULL, p, "award_ask", "");
}

enum err
award_propose(struct db *db, struct house *h, struct project *p)
{
	const struct params *params = house_params(h, p->param_version);
	const struct bid *best;
	struct walk w;
	int64_t until;
	enum err err = read_walk(db, p, &w);

	if (err)
		return err;
	best = w.tried > params->award_max_next ? NULL : best_untried(&w);
	if (best == NULL)
		return exhaust(db, h, p);
	if (strcmp(p->method, "credit") != 0 || w.tried > 0)
		return award_propose_bid(db, h, p, best, "");
	err = due_span(db, h, p, "award_choose", 0, db_now(db),
	    params->credit_choose, &until);
	if (!err)
		err = message_tell(db, &(struct message){
		    .code = "choose_asked", .party_id = p->owner_id,
		    .project_id = p->id, .args = (struct arg[]){
		    arg_time("UNTIL", until), { 0 } } });
	return err ? err : flow_tell(db, h, NULL, p, "award_pick", "");
}
