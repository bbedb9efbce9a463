/* SPDX-License-Identifier: Apache-2.0 */
/* stats_follow.c: the clock follows the timeline and adds up its months. */
#include <string.h>

#include "db/award.h"
#include "db/bid.h"
#include "db/complaint.h"
#include "db/due.h"
#include "db/flag_fact.h"
#include "db/month.h"
#include "db/project.h"
#include "db/record.h"
#include "db/review.h"
#include "market/complaint_core.h"
#include "market/rebid.h"
#include "market/stars.h"
#include "market/stats.h"
#include "market/write.h"

static const char cursor[] = "stats_event";

/* So many a transaction: others wait a moment. */
enum { STEP = 64 };

static enum err
count(struct db *db, const struct flag_event *e, const struct project *p,
    enum stats_name name, int64_t sum)
{
	return stats_add(db, e->at, p->region, name, sum);
}

/* What was amended comes a second time. */
static enum err
on_notice(struct db *db, const struct flag_event *e, const struct project *p)
{
	bool again;
	enum err err = db_month_earlier(db, p->id, e->event, e->id, &again);

	return err || again ? err : count(db, e, p, STATS_POSTED,
	    p->ceiling_fen);
}

/* How many bids the result found valid. */
static enum err
on_result(struct db *db, const struct flag_event *e, const struct project *p)
{
	struct bid *bids;
	size_t n;
	int64_t valid = 0;
	enum err err = rebid_bids(db, p->id, &bids, &n);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	for (size_t i = 0; i < n; i++)
		valid += bids[i].opened && bids[i].out_code == NULL;
	return count(db, e, p, STATS_BIDS, valid);
}

/* The award that this event announced; ERR_NOT_FOUND. */
static enum err
award_at(struct db *db, const struct flag_event *e, struct award *a)
{
	struct award *list;
	size_t n;
	enum err err = db_award_all(db, e->project_id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (list[i].published_at == e->at) {
			*a = list[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

/* The first one of a project; its successor is no award more. */
static enum err
on_award(struct db *db, const struct flag_event *e, const struct project *p)
{
	struct award a;
	bool again;
	enum err err = db_month_earlier(db, p->id, e->event, e->id, &again);

	if (err || again)
		return err;
	err = award_at(db, e, &a);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	err = count(db, e, p, STATS_AWARDED, a.amount_fen);
	if (err || a.bid_id == 0)
		return err;		/* nobody competed for it */
	err = count(db, e, p, STATS_COMPETED, p->ceiling_fen);
	if (!err)
		err = count(db, e, p, STATS_SAVED, p->ceiling_fen -
		    a.amount_fen);
	if (!err)
		err = count(db, e, p, STATS_TIME, e->at - p->published_at);
	return err ? err : on_result(db, e, p);
}

static enum err
on_direct(struct db *db, const struct flag_event *e, const struct project *p)
{
	enum err err = on_notice(db, e, p);

	return err ? err : on_award(db, e, p);
}

static enum err
on_failure(struct db *db, const struct flag_event *e,
    const struct project *p)
{
	return count(db, e, p, STATS_FAILED, 0);
}

/* Opened, but too few were valid. */
static enum err
on_too_few(struct db *db, const struct flag_event *e,
    const struct project *p)
{
	enum err err = on_failure(db, e, p);

	return err ? err : on_result(db, e, p);
}

static enum err
on_objection(struct db *db, const struct flag_event *e,
    const struct project *p)
{
	return count(db, e, p, STATS_OBJECTED, 0);
}

static enum err
on_complaint(struct db *db, const struct flag_event *e,
    const struct project *p)
{
	return count(db, e, p, STATS_COMPLAINED, 0);
}

/* The complaint that this event decided; ERR_NOT_FOUND. */
static enum err
decided_at(struct db *db, const struct flag_event *e, struct complaint *c)
{
	struct complaint *list;
	size_t n;
	enum err err = db_complaint_of_project(db, e->project_id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (list[i].decided_at == e->at &&
		    strcmp(list[i].state, "refused") != 0) {
			*c = list[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

static enum err
on_verdict(struct db *db, const struct flag_event *e,
    const struct project *p)
{
	struct complaint c;
	struct due d;
	enum err err = decided_at(db, e, &c);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	err = db_due_get(db, 0, COMPLAINT_DECIDE, c.id, &d);
	if (!err)
		err = count(db, e, p, STATS_JUDGED, c.decided_at <= d.due_at);
	if (err || strcmp(c.state, "dismissed") == 0)
		return err;
	return count(db, e, p, STATS_UPHELD, 0);
}

/* Both ratings are shown by now; silence is none. */
static enum err
on_close(struct db *db, const struct flag_event *e, const struct project *p)
{
	struct star_review r;
	struct review v;
	enum err err = db_review_of_project(db, p->id, "owner", &v);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (v.revealed_at == 0 || strcmp(v.state, "removed") == 0)
		return OK;
	for (size_t i = 0; i < STARS_SCORES; i++)
		r.scores[i] = (unsigned char)v.scores[i];
	return count(db, e, p, STATS_RATED, stars_value(&r));
}

static const struct {
	const char *event;
	enum err (*count)(struct db *db, const struct flag_event *e,
	    const struct project *p);
} follows[] = {
	{ "register", on_notice },
	{ "choose_direct", on_direct },
	{ "announce", on_award },
	{ "too_few", on_too_few },
	{ "few", on_failure },
	{ "unopened", on_failure },
	{ "exhaust", on_failure },
	{ "void", on_failure },
	{ "objection_filed", on_objection },
	{ "complaint_filed", on_complaint },
	{ "complaint_decided", on_verdict },
	{ "close", on_close },
};

static enum err
count_event(struct db *db, const struct flag_event *e)
{
	for (size_t i = 0; i < COUNT(follows); i++) {
		struct project p;
		enum err err;

		if (strcmp(follows[i].event, e->event) != 0)
			continue;
		err = db_project_get(db, e->project_id, &p);
		return err || p.published_at == 0 ? err :
		    follows[i].count(db, e, &p);
	}
	return OK;
}

struct follow {
	size_t limit, done;
};

static enum err
follow_in_txn(struct db *db, void *ctx)
{
	struct follow *f = ctx;
	struct flag_event *list = NULL;
	int64_t at;
	size_t n = 0;
	enum err err = db_tally_get(db, cursor, &at);

	f->done = 0;
	if (!err)
		err = db_fact_events(db, at, (int)f->limit, &list, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = count_event(db, &list[i]);
	if (!err && n > 0)
		err = db_tally_add(db, cursor, list[n - 1].id - at);
	f->done = n;
	return err;
}

enum err
stats_follow(struct market *m, size_t limit, size_t *done)
{
	enum err err = OK;

	*done = 0;
	while (!err && *done < limit) {
		struct follow f = { limit - *done < STEP ? limit - *done :
		    STEP, 0 };

		err = write_run(m, follow_in_txn, &f);
		if (err || f.done == 0)
			break;
		*done += f.done;
		market_next(m);
	}
	return err;
}
