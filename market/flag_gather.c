/* SPDX-License-Identifier: Apache-2.0 */
/* flag_gather.c: what an indicator looks at, out of the database. */
#include <stdlib.h>
#include <string.h>

#include "db/affiliation.h"
#include "db/agency.h"
#include "db/award.h"
#include "db/bid.h"
#include "db/contract.h"
#include "db/due.h"
#include "db/finding.h"
#include "db/flag_fact.h"
#include "db/flag_total.h"
#include "db/milestone.h"
#include "db/party.h"
#include "db/payment.h"
#include "db/review.h"
#include "market/flag.h"
#include "market/rebid.h"

enum { DAY = 86400, BIDS = 200, TURNS = 200, WINDOW = 90 };

/* Methods in which the lowest price wins, so that prices compete. */
static bool
is_priced(const char *method)
{
	return strcmp(method, "lowest") == 0 || strcmp(method, "bafo") == 0 ||
	    strcmp(method, "composite") == 0;
}

/* Working days behind from up to to; more than WINDOW are not counted. */
static int64_t
days_between(const struct house *h, int64_t from, int64_t to)
{
	int32_t first = calendar_day_of(from), last = calendar_day_of(to);
	int64_t n = 0;

	if (last > first + WINDOW)
		last = first + WINDOW;
	for (int32_t day = first + 1; day <= last; day++)
		n += calendar_works(&h->calendar, day);
	return n;
}

static int
by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static enum err
gather_bid(struct db *db, const struct project *p, const struct bid *b,
    struct flag_bid *f, const struct flag_look *l)
{
	struct agency agency;
	struct party party;
	enum err err = db_agency_get(db, b->agency_id, &agency);

	if (!err)
		err = db_party_get(db, b->agency_id, &party);
	if (err)
		return err;
	*f = (struct flag_bid){ .agency = b->agency_id,
	    .price = p->fixed_fen ? 0 : b->amount_fen, .valid = b->position > 0 ||
	    (b->opened && b->out_code == NULL),
	    .won = b->agency_id == l->winner, .received_at = b->received_at,
	    .entered_at = agency.entered_at, .legal_rep = party.legal_rep,
	    .phone = party.phone, .address = party.address };
	return OK;
}

static enum err
gather_bids(struct db *db, const struct project *p, struct flag_look *l)
{
	struct bid *bids;
	struct flag_bid *list;
	int64_t *prices;
	size_t n = 0;
	enum err err = rebid_bids(db, p->id, &bids, &n);

	if (err == ERR_NOT_FOUND)
		return OK;
	n = n > BIDS ? BIDS : n;
	list = arena_alloc(db_arena(db), (n + 1) * sizeof *list);
	prices = arena_alloc(db_arena(db), (n + 1) * sizeof *prices);
	for (size_t i = 0; !err && i < n; i++) {
		struct flag_bid *f = &list[l->n_bids];

		if (bids[i].agency_id == 0)
			continue;
		err = gather_bid(db, p, &bids[i], f, l);
		if (!err && l->n_bids < FLAG_PAIRED && bids[i].fields)
			f->texts = flag_texts_read(db_arena(db),
			    bids[i].fields);
		l->n_bids++;
		if (f->valid && f->price > 0)
			prices[l->n_prices++] = f->price;
	}
	qsort(prices, l->n_prices, sizeof *prices, by_number);
	l->bids = list;
	l->prices = prices;
	return err;
}

/* How often each has bid and lost, and won of late. */
static enum err
gather_records(struct db *db, const struct project *p, struct flag_look *l)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < l->n_bids; i++) {
		struct flag_bid *f = &l->bids[i];

		err = db_fact_tied(db, p->item_id, p->region, f->agency, 0,
		    &f->bids_24m, &f->lost_24m);
		if (!err)
			err = db_fact_out(db, p->item_id, p->region,
			    f->agency, &f->out_24m);
		if (!err)
			err = db_affiliation_office(db, f->agency,
			    p->owner_id, p->item_id, l->notice_on -
			    FLAG_OFFICE_DAYS, l->notice_on, &f->office_on);
		if (!err && f->won)
			err = db_fact_wins(db, f->agency, l->at - 90 * DAY,
			    &f->wins_90d);
	}
	return err;
}

static enum err
gather_pair(struct db *db, const struct project *p, struct flag_pair *pair)
{
	unsigned char *wins = arena_alloc(db_arena(db), TURNS);
	int64_t lost;
	enum err err = db_fact_tied(db, p->item_id, p->region, pair->a, 0,
	    &pair->n_a, &lost);

	if (!err)
		err = db_fact_tied(db, p->item_id, p->region, pair->b, 0,
		    &pair->n_b, &lost);
	if (!err)
		err = db_fact_tied(db, p->item_id, p->region, pair->a,
		    pair->b, &pair->both, &lost);
	if (!err)
		err = db_fact_tied(db, p->item_id, p->region, 0, 0,
		    &pair->all, &lost);
	pair->wins = wins;
	/* Who never met but here has no history. */
	return err || pair->both < 2 ? err : db_fact_turns(db, p->item_id,
	    p->region, pair->a, pair->b, wins, TURNS, &pair->n_wins,
	    &pair->covers);
}

/* Of the first FLAG_PAIRED bidders: what is read stays small. */
static enum err
gather_pairs(struct db *db, const struct project *p, struct flag_look *l)
{
	size_t n = l->n_bids < FLAG_PAIRED ? l->n_bids : FLAG_PAIRED;
	struct flag_pair *list = arena_alloc(db_arena(db), (n * n + 1) * sizeof *list);
	enum err err = OK;

	l->pairs = list;
	for (size_t i = 0; !err && i < n; i++)
		for (size_t j = 0; !err && j < i; j++) {
			int64_t a = l->bids[i].agency, b = l->bids[j].agency;
			struct flag_pair *pair = &list[l->n_pairs++];

			*pair = (struct flag_pair){ .a = a < b ? a : b,
			    .b = a < b ? b : a };
			err = gather_pair(db, p, pair);
		}
	return err;
}

static enum err
gather_history(struct db *db, const struct project *p, struct flag_look *l)
{
	struct flag_since s = { .owner_id = p->owner_id,
	    .item_id = p->item_id, .agency_id = l->winner,
	    .limit = l->threshold, .d90 = l->at - 90 * DAY,
	    .m12 = l->at - 365 * DAY, .m24 = l->at - 730 * DAY };
	struct flag_owner o;
	int64_t *list = NULL;
	enum err err = db_fact_owner(db, &s, &o);

	l->split_sum = o.split_sum;
	l->split_n = o.split_n;
	l->owner_direct = o.direct;
	l->owner_ceiling_ppm = o.ceiling_ppm;
	l->owner_priced = o.priced;
	l->owner_cancels = o.cancels;
	if (!err)
		err = db_fact_gaps(db, p->item_id, s.m24, &list, &l->n_gaps);
	l->gaps = list;
	if (!err)
		err = db_fact_losses(db, p->item_id, p->region, 10, &list,
		    &l->n_losses);
	l->losses = list;
	if (!err)
		err = db_fact_outs(db, p->item_id, p->region, 10, &list,
		    &l->n_outs);
	l->outs = list;
	if (!err)
		err = db_fact_shares(db, p->owner_id, p->item_id, s.m24,
		    &list, &l->n_shares);
	l->shares = list;
	if (err || l->winner == 0)
		return err;
	err = db_fact_picks(db, p->owner_id, l->winner, &list, &l->n_picks,
	    &l->picks_won);
	l->picks = list;
	if (!err)
		err = db_fact_draws(db, l->winner, &list, &l->n_draws,
		    &l->draws_won);
	l->draws = list;
	return err;
}

static enum err
gather_totals(struct db *db, const struct project *p, struct flag_look *l)
{
	struct flag_digit d;
	int64_t *list = NULL;
	enum err err = db_total_digits(db, p->item_id, &d);

	if (err)
		return err;
	memcpy(l->digits, d.counts, sizeof l->digits);
	l->price_least = d.least;
	l->price_most = d.most;
	if (l->winner == 0)
		return OK;
	err = db_total_of(db, l->winner, &l->won, &l->won_items);
	if (!err && l->won >= FLAG_OFTEN_WON)
		err = db_total_items(db, FLAG_OFTEN_WON, &list, &l->n_kinds);
	l->kinds = list;
	return err;
}

/* When a step of the contract was to be done; 0: no such step waits. */
static int64_t
due_of(struct db *db, const struct project *p, const char *event)
{
	struct due *list;
	size_t n;

	if (db_due_waiting(db, p->id, &list, &n) == OK)
		for (size_t i = 0; i < n; i++)
			if (strcmp(list[i].event, event) == 0)
				return list[i].due_at;
	return 0;
}

static enum err
gather_work(struct db *db, const struct project *p, struct flag_look *l)
{
	struct contract c;
	struct deliverable *made;
	struct payment *paid;
	size_t n;
	enum err err = db_contract_of_project(db, p->id, &c);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	l->changed = c.change_fen;
	l->accepted_at = c.accepted_at;
	l->deliver_due = c.accepted_at ? 0 : due_of(db, p, "deliver");
	l->pay_due = due_of(db, p, "pay");
	err = db_deliverable_all(db, c.id, &made, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (made[i].delivered_at > l->delivered_at)
			l->delivered_at = made[i].delivered_at;
	if (!err)
		err = db_payment_all(db, c.id, &paid, &n);
	if (!err && n > 0)
		l->paid_at = paid[0].recorded_at;
	return err;
}

static bool
all_fives(const struct review *r)
{
	for (int i = 0; i < REVIEW_SCORES; i++)
		if (r->scores[i] != 5)
			return false;
	return strcmp(r->state, "revealed") == 0;
}

static enum err
gather_praise(struct db *db, const struct project *p, struct flag_look *l)
{
	struct review a, b;
	enum err err = db_review_of_project(db, p->id, "owner", &a);

	if (!err)
		err = db_review_of_project(db, p->id, "agency", &b);
	if (!err)
		l->mutual_praise = all_fives(&a) && all_fives(&b) &&
		    llabs(a.submitted_at - b.submitted_at) < DAY;
	return err == ERR_NOT_FOUND ? OK : err;
}

static enum err
gather_award(struct db *db, const struct project *p, struct flag_look *l)
{
	struct award *list;
	size_t n;
	enum err err = db_award_all(db, p->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++) {
		if (list[i].ended_at) {
			l->passed_from = list[i].agency_id;
			continue;
		}
		l->winner = list[i].agency_id;
		l->award = list[i].amount_fen;
		l->passed_to = l->passed_from ? l->winner : 0;
	}
	return err;
}

enum err
flag_gather(struct db *db, const struct house *h, const struct project *p,
    struct flag_look *l)
{
	const struct params *params = house_params(h, p->param_version);
	struct finding *findings;
	size_t n;
	enum err err;

	*l = (struct flag_look){ .owner = p->owner_id, .method = p->method,
	    .priced = is_priced(p->method), .published_at = p->published_at,
	    .notice_on = calendar_day_of(p->published_at),
	    .deadline = p->deadline, .at = db_now(db),
	    .window_wd = days_between(h, p->published_at, p->deadline),
	    .window_least_wd = params->notice_min.n,
	    .ceiling = p->ceiling_fen, .threshold = params->flag_threshold,
	    .direct_limit = params->flag_threshold };
	err = db_fact_amended(db, p->id, &l->amended_at);
	if (!err)
		err = db_finding_list(db, p->id, &findings, &n);
	if (!err)
		l->findings = (int64_t)n;
	if (!err)
		err = gather_award(db, p, l);
	return err ? err : gather_bids(db, p, l);
}

enum err
flag_gather_back(struct db *db, const struct project *p, struct flag_look *l)
{
	enum err err = gather_records(db, p, l);

	if (!err)
		err = gather_pairs(db, p, l);
	if (!err)
		err = gather_history(db, p, l);
	if (!err)
		err = gather_totals(db, p, l);
	if (!err)
		err = gather_work(db, p, l);
	return err ? err : gather_praise(db, p, l);
}
