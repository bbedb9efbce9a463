/* SPDX-License-Identifier: Apache-2.0 */
/* flag_follow.c: the clock follows the timeline and lets indicators ask. */
#include <inttypes.h>
#include <string.h>

#include "db/flag_fact.h"
#include "db/flag_total.h"
#include "db/record.h"
#include "market/flag.h"
#include "market/write.h"

static const char cursor[] = "flag_event";

/* Which event of a timeline makes which indicators ask. */
static const struct {
	const char *event;
	int when;
} follows[] = {
	{ "register", FLAG_AT_NOTICE },
	{ "announce", FLAG_AT_RESULT },
	{ "choose_direct", FLAG_AT_RESULT },
	{ "too_few", FLAG_AT_RESULT },
	{ "next", FLAG_AT_FALL },
	{ "cancel_late", FLAG_AT_END },
	{ "contract_change", FLAG_AT_WORK },
	{ "contract_accept", FLAG_AT_WORK },
	{ "contract_pay", FLAG_AT_WORK },
	{ "contract_settle", FLAG_AT_WORK },
	{ "contract_remind", FLAG_AT_WORK },
	{ "close", FLAG_AT_REVIEW },
};

static int
when_of(const char *event)
{
	for (size_t i = 0; i < COUNT(follows); i++)
		if (strcmp(follows[i].event, event) == 0)
			return follows[i].when;
	return 0;
}

static bool
has_cover(const struct flag_hits *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(flag_rules[h->list[i].rule].id, "S0") == 0)
			return true;
	return false;
}

/* ---- what a project leaves for the history ---- */

static enum err
leave_notice(struct db *db, const struct project *p)
{
	return db_fact_notice(db, &(struct flag_fact){ .project_id = p->id,
	    .item_id = p->item_id, .owner_id = p->owner_id,
	    .region = p->region, .method = p->method,
	    .published_at = p->published_at,
	    .ceiling_fen = p->ceiling_fen });
}

/* How many could have been picked, or drawn: the ranked ones. */
static int64_t
chance_of(const struct flag_look *l, const char *method)
{
	int64_t n = 0;

	if (strcmp(l->method, method) != 0)
		return 0;
	for (size_t i = 0; i < l->n_bids; i++)
		n += l->bids[i].valid;
	return n > 0 ? STAT_ONE / n : 0;
}

static enum err
leave_bidder(struct db *db, const struct project *p,
    const struct flag_look *l, size_t i, bool *added)
{
	const struct flag_bid *b = &l->bids[i];
	struct flag_bidder row = { .project_id = p->id,
	    .agency_id = b->agency, .item_id = p->item_id,
	    .region = p->region, .at = l->at, .won = b->won,
	    .pick = b->valid ? chance_of(l, "credit") : 0,
	    .draw = b->valid ? chance_of(l, "random") : 0 };
	enum err err = db_fact_bidder(db, &row, added);

	if (err || !*added)
		return err;
	err = db_fact_tie(db, p->item_id, p->region, b->agency, 0, !b->won,
	    !b->valid);
	for (size_t j = 0; !err && j < i; j++) {
		int64_t other = l->bids[j].agency;

		err = db_fact_tie(db, p->item_id, p->region,
		    b->agency < other ? b->agency : other,
		    b->agency < other ? other : b->agency, false, false);
	}
	return err;
}

/* Prices that competed; once a project, as its bidders. */
static enum err
leave_prices(struct db *db, const struct project *p,
    const struct flag_look *l)
{
	struct flag_digit d;

	if (!l->priced || l->n_prices == 0)
		return OK;
	flag_digits(l->prices, l->n_prices, d.counts);
	d.least = l->prices[0];
	d.most = l->prices[l->n_prices - 1];
	return db_total_digits_add(db, p->item_id, &d);
}

/* Ties of the first FLAG_PAIRED bidders, as flag_gather_back() looks. */
static enum err
leave_bidders(struct db *db, const struct project *p,
    const struct flag_look *l)
{
	bool added, any = false;
	enum err err = OK;

	for (size_t i = 0; !err && i < l->n_bids && i < FLAG_PAIRED; i++) {
		err = leave_bidder(db, p, l, i, &added);
		any |= !err && added;
	}
	if (!err && any)
		err = db_fact_tie(db, p->item_id, p->region, 0, 0, false,
		    false);
	return !err && any ? leave_prices(db, p, l) : err;
}

/* Who was awarded it is counted; whom it was before, if it passed on, not. */
static enum err
leave_award(struct db *db, const struct project *p, int64_t winner)
{
	struct flag_fact was;
	enum err err = db_fact_get(db, p->id, &was);

	if (err || was.winner_id == winner)
		return err;
	if (was.winner_id)
		err = db_total_award(db, was.winner_id, was.item_id, -1);
	return !err && winner ? db_total_award(db, winner, was.item_id, 1) :
	    err;
}

static enum err
leave_result(struct db *db, const struct project *p,
    const struct flag_look *l, bool cover)
{
	bool compete = l->priced && l->n_prices > 0;
	enum err err = leave_award(db, p, l->winner);
	struct flag_fact f = { .project_id = p->id, .decided_at = l->at,
	    .winner_id = l->winner, .award_fen = l->award,
	    .first_fen = compete ? l->prices[0] : 0, .gap = -1,
	    .cover = cover };

	if (compete && l->n_prices > 1 && l->prices[1] > l->prices[0])
		f.gap = stat_prices(l->prices, 2).spread;
	return err ? err : db_fact_result(db, &f);
}

/* ---- flags ---- */

static const char *
subject_of(struct arena *a, const struct project *p,
    const struct flag_hit *hit, enum flag_about about)
{
	switch (about) {
	case FLAG_OWNER:
		return arena_printf(a, "o:%" PRId64, hit->a);
	case FLAG_AGENCY:
		return arena_printf(a, "a:%" PRId64, hit->a);
	case FLAG_PAIR:
		return arena_printf(a, "t:%" PRId64 ":%" PRId64, hit->a,
		    hit->b);
	case FLAG_DEAL:
		return arena_printf(a, "d:%" PRId64 ":%" PRId64, hit->a,
		    hit->b);
	default:
		return arena_printf(a, "p:%" PRId64, p->id);
	}
}

static enum err
raise_all(struct db *db, const struct project *p, const struct flag_hits *h)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < h->n; i++) {
		const struct flag_hit *hit = &h->list[i];
		enum flag_about about = flag_rules[hit->rule].about;
		struct flag f = { .rule = flag_rules[hit->rule].id,
		    .subject = subject_of(db_arena(db), p, hit, about),
		    .project_id = p->id, .level = (int64_t)hit->level,
		    .value = hit->value, .threshold = hit->limit,
		    .evidence = hit->evidence };
		bool raised;

		err = db_flag_add(db, &f, about == FLAG_PROJECT ? p->id :
		    hit->a, about == FLAG_PAIR || about == FLAG_DEAL ?
		    hit->b : 0, &raised);
	}
	return err;
}

static enum err
judge(struct db *db, const struct house *h, const struct project *p, int when)
{
	struct flag_look *l = arena_alloc(db_arena(db), sizeof *l);
	struct flag_hits *hits = arena_alloc(db_arena(db), sizeof *hits);
	enum err err = leave_notice(db, p);

	if (!err && when == FLAG_AT_END)
		err = db_fact_cancel(db, p->id);
	if (!err)
		err = flag_gather(db, h, p, l);
	if (!err && when == FLAG_AT_RESULT) {
		err = leave_bidders(db, p, l);
		if (!err)
			err = leave_result(db, p, l, false);
	}
	if (!err)
		err = flag_gather_back(db, p, l);
	if (err)
		return err;
	flag_judge(l, when, hits);
	if (when == FLAG_AT_RESULT && has_cover(hits))
		err = leave_result(db, p, l, true);
	return err ? err : raise_all(db, p, hits);
}

struct follow {
	const struct house *house;
	size_t limit, done;
};

/* One event a transaction: others wait a moment, not a night. */
static enum err
follow_in_txn(struct db *db, void *ctx)
{
	struct follow *f = ctx;
	struct flag_event *list;
	int64_t at;
	size_t n;
	enum err err = db_tally_get(db, cursor, &at);

	f->done = 0;
	if (!err)
		err = db_fact_events(db, at, (int)f->limit, &list, &n);
	for (size_t i = 0; !err && i < n; i++) {
		int when = when_of(list[i].event);
		struct project p;

		f->done++;
		if (when == 0)
			continue;
		err = db_project_get(db, list[i].project_id, &p);
		if (!err && p.published_at)
			err = judge(db, f->house, &p, when);
		n = i + 1;
	}
	if (!err && n > 0)
		err = db_tally_add(db, cursor, list[n - 1].id - at);
	return err;
}

enum err
flag_follow(struct market *m, size_t limit, size_t *done)
{
	enum err err = OK;

	*done = 0;
	while (!err && *done < limit) {
		struct follow f = { .house = m->house, .limit = limit - *done };

		err = write_run(m, follow_in_txn, &f);
		if (err || f.done == 0)
			break;
		*done += f.done;
		market_next(m);
	}
	return err;
}
