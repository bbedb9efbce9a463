/* SPDX-License-Identifier: Apache-2.0 */
/* opening.c: from sealed bids to a public ranking, in one transaction. */
#include "market/opening.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/flow.h"
#include "market/keys.h"
#include "market/notice.h"
#include "market/rank.h"
#include "market/seal.h"
#include "market/write.h"

/* An opening under way, all within the transaction. */
struct work {
	struct house *house;
	int64_t project_id;
	struct db *db;
	struct project p;
	struct round r;
	struct bid *bids;		/* in order of receipt */
	size_t n;
	struct ranking ranking;
};

/* Why a bid is out, or NULL: the first of domain.md 6.3 that applies. */
static const char *
judge(struct work *w, struct bid *b)
{
	const struct seal_terms terms = { w->r.sealing_id, b->agency_uscc };
	struct agency agency;

	b->opened = seal_open(keys_opening_seed(w->house->keys), &terms,
	    b->commitment, b->body, b->body_len, &b->amount_fen, b->salt);
	if (!b->opened)
		return "envelope";
	if (db_agency_get(w->db, b->agency_id, &agency) != OK ||
	    strcmp(agency.state, "active") != 0)
		return "suspended";
	if (b->amount_fen > w->p.ceiling_fen)
		return "over-ceiling";
	return NULL;
}

/* Every opening that verifies feeds the seed, even if its bid is out. */
static void
open_all(struct work *w)
{
	struct seal_seed seed;

	seal_seed_init(&seed, w->r.sealing_id);
	for (size_t i = 0; i < w->n; i++) {
		struct bid *b = &w->bids[i];

		b->out_code = judge(w, b);
		if (b->opened)
			seal_seed_add(&seed, b->salt);
	}
	seal_seed_final(&seed, w->r.seed);
}

static void
rank_all(struct work *w)
{
	struct arena *a = db_arena(w->db);
	struct rank_bid *bids = arena_alloc(a, (w->n + 1) * sizeof *bids);
	struct rank_case c = { .rule = RANK_LOWEST, .seed = w->r.seed,
	    .min_entrants = w->r.min_entrants, .bids = bids, .n = w->n };

	for (size_t i = 0; i < w->n; i++)
		bids[i] = (struct rank_bid){
			.name = w->bids[i].agency_uscc,
			.amount_fen = w->bids[i].amount_fen,
			.out = w->bids[i].out_code,
		};
	rank_run(a, &c, &w->ranking);
}

static enum err
store_bids(struct work *w)
{
	enum err err = OK;

	for (size_t i = 0; i < w->n; i++)
		w->bids[i].state = w->bids[i].out_code ? "invalid" : "valid";
	for (size_t i = 0; i < w->ranking.n; i++) {
		struct bid *b = &w->bids[w->ranking.places[i].bid];

		b->position = (int64_t)i + 1;
		b->state = i == 0 ? "won" : "reserve";
	}
	for (size_t i = 0; !err && i < w->n; i++)
		err = db_bid_open(w->db, &w->bids[i]);
	return err;
}

/* What the opening found, bid by bid: the same data as the page. */
static void
bid_lines(struct buf *body, const struct work *w)
{
	char hash[2 * BID_HASH + 1], salt[2 * BID_SALT + 1], line[400];

	for (size_t i = 0; i < w->n; i++) {
		const struct bid *b = &w->bids[i];

		snprintf(line, sizeof line, "%s %s %s %s %" PRId64,
		    b->agency_uscc, b->out_code ? b->out_code : "valid",
		    digits_hex(hash, b->commitment, BID_HASH),
		    b->opened ? digits_hex(salt, b->salt, BID_SALT) : "-",
		    b->amount_fen);
		notice_line(body, "bid", line);
		notice_line(body, "bidder", b->agency_name);
	}
}

static enum err
fail(struct work *w, const char *event, const char *reason)
{
	struct buf body;
	enum err err = flow_move(w->db, NULL, &w->p, event, reason, 0);

	if (!err && w->p.budget_line_id)
		err = db_budget_release(w->db, w->p.budget_line_id,
		    w->p.ceiling_fen);
	if (err)
		return err;
	notice_begin(&body, "failed", &w->p);
	notice_line(&body, "reason", reason);
	notice_int(&body, "submissions", (int64_t)w->n);
	notice_int(&body, "min-entrants", w->r.min_entrants);
	if (strcmp(event, "too_few") == 0)
		bid_lines(&body, w);
	return notice_publish(w->db, &w->p, "failed", &body);
}

static enum err
award_notice(struct work *w, const struct award *a)
{
	char seed[2 * ROUND_SEED + 1];
	struct buf body;

	notice_begin(&body, "award", &w->p);
	notice_line(&body, "item", w->p.item_name);
	notice_line(&body, "method", w->p.method);
	notice_int(&body, "ceiling-fen", w->p.ceiling_fen);
	notice_int(&body, "deadline", w->r.deadline);
	notice_int(&body, "closed", db_now(w->db));
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_int(&body, "standstill-until", a->standstill_until);
	notice_line(&body, "sealing-id", w->r.sealing_id);
	notice_line(&body, "seed", digits_hex(seed, w->r.seed, ROUND_SEED));
	bid_lines(&body, w);
	return notice_publish(w->db, &w->p, "award", &body);
}

static enum err
count_award(struct work *w, const struct award *a)
{
	const struct { const char *name; int64_t n; } sums[] = {
		{ "openings", 1 },
		{ "opened_bids", (int64_t)w->n },
		{ "awarded_fen", a->amount_fen },
		{ "ceiling_fen", w->p.ceiling_fen },
		{ "award_seconds", db_now(w->db) - w->p.published_at },
	};
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(sums); i++)
		err = db_tally_add(w->db, sums[i].name, sums[i].n);
	return err;
}

static enum err
announce(struct work *w)
{
	const struct house *h = w->house;
	const struct bid *best = &w->bids[w->ranking.places[0].bid];
	struct award a = {
		.project_id = w->p.id,
		.bid_id = best->id,
		.agency_id = best->agency_id,
		.agency_name = best->agency_name,
		.agency_uscc = best->agency_uscc,
		.amount_fen = best->amount_fen,
		.state = "published",
		.standstill_until = span_end(&h->calendar, db_now(w->db),
		    h->params.award_publicity,
		    (int32_t)h->params.day_cutoff, NULL),
	};
	enum err err = db_award_insert(w->db, &a);

	if (!err)
		err = flow_move(w->db, NULL, &w->p, "announce", "",
		    a.standstill_until);
	if (!err)
		err = award_notice(w, &a);
	return err ? err : count_award(w, &a);
}

static enum err
open_and_rank(struct work *w)
{
	enum err err = flow_move(w->db, NULL, &w->p, "open", "", 0);

	if (err)
		return err;
	open_all(w);
	rank_all(w);
	err = store_bids(w);
	if (!err)
		err = db_round_close(w->db, w->r.id, w->r.seed);
	if (err)
		return err;
	return w->ranking.failed ? fail(w, "too_few", "too_few_valid") :
	    announce(w);
}

static enum err
run_in_txn(struct db *db, void *ctx)
{
	struct work *w = ctx;
	enum err err;

	w->db = db;
	err = db_project_get(db, w->project_id, &w->p);
	if (!err)
		err = db_round_of_project(db, w->project_id, &w->r);
	if (err)
		return err;
	if (db_now(db) < w->r.deadline || w->r.closed_at)
		return ERR_CONFLICT;
	err = flow_move(db, NULL, &w->p, "deadline", "", 0);
	if (!err)
		err = db_bid_sealed(db, w->r.id, &w->bids, &w->n);
	if (!err)
		err = db_tally_add(db, "open_projects", -1);
	if (err)
		return err;
	if ((int64_t)w->n >= w->r.min_entrants && w->n > 0)
		return open_and_rank(w);
	err = db_round_close(db, w->r.id, NULL);
	return err ? err : fail(w, "few", "too_few_bids");
}

enum err
opening_run(struct market *m, int64_t project_id)
{
	struct work w = { .house = m->house, .project_id = project_id };

	return write_run(m, run_in_txn, &w);
}

enum err
opening_get(struct market *m, const char *code, struct opening *o)
{
	enum err err = db_project_by_code(m->db, code, &o->project);

	memset(&o->award, 0, sizeof o->award);
	o->bids = NULL;
	o->n = o->valid = 0;
	o->awarded = false;
	if (!err && o->project.published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_round_of_project(m->db, o->project.id, &o->round);
	if (err || o->round.closed_at == 0)
		return err;
	err = db_bid_of_round(m->db, o->round.id, &o->bids, &o->n);
	for (size_t i = 0; !err && i < o->n; i++)
		o->valid += o->bids[i].position > 0;
	if (!err)
		err = db_award_of_project(m->db, o->project.id, &o->award);
	o->awarded = err == OK;
	return err == ERR_NOT_FOUND ? OK : err;
}
