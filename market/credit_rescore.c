/* SPDX-License-Identifier: Apache-2.0 */
/* credit_rescore.c: what a party's events make of its score and band. */
#include <string.h>

#include "db/agency.h"
#include "db/catalogue.h"
#include "db/party.h"
#include "db/standing.h"
#include "market/base/digits.h"
#include "market/calendar.h"
#include "market/credit_core.h"
#include "market/due.h"
#include "market/penalty.h"
#include "market/write.h"

enum { HEIRS = 200, SWEEP_MAX = 500, YEARS_D = 365 * CREDIT_CLEAN_YEARS };

struct credit_mark
credit_mark_of(const struct credit_event *e)
{
	return (struct credit_mark){ .from = (int32_t)e->effective_on,
	    .points = e->points, .hold = e->hold_d, .veto = e->veto,
	    .repaired = e->repaired_at != 0 };
}

/* The first moment of the same date 36 months before; of 29 February 28. */
static int64_t
clean_since(int32_t day)
{
	struct civil c = civil_of(calendar_day_end(day - 1) + 1);

	c.year -= CREDIT_CLEAN_YEARS;
	if (c.month == 2 && c.day == 29)
		c.day = 28;
	return civil_time(&c);
}

static void
sooner(int64_t *next, int64_t day)
{
	if (day && (*next == 0 || day < *next))
		*next = day;
}

/* What the events take off, and when that changes next. */
static void
weigh(struct credit_standing *s, const struct credit_mark *marks, size_t n,
    int32_t day)
{
	for (size_t i = 0; i < n; i++) {
		int64_t active = credit_active(&marks[i], day);
		bool vetoes = credit_vetoes(&marks[i], day);

		s->active += active;
		s->vetoed |= vetoes;
		s->events += active > 0 || vetoes;
		sooner(&s->next, credit_next(&marks[i], day));
	}
}

enum err
credit_standing(struct db *db, int64_t party_id, int32_t day,
    struct credit_standing *s)
{
	struct credit_mark *marks;
	struct party party;
	int64_t oldest;
	size_t n;
	enum err err = db_party_get(db, party_id, &party);

	*s = (struct credit_standing){ .score = 0 };
	if (!err)
		err = db_credit_event_marks(db, party_id, day, CREDIT_MARKS,
		    &marks, &n);
	if (!err)
		err = db_credit_event_turns(db, party_id, day, &s->next);
	if (!err)
		err = db_credit_event_finished(db, party_id, CREDIT_FINISHED,
		    &s->finished);
	if (!err)
		err = db_credit_event_clean(db, party_id, clean_since(day),
		    CREDIT_CLEAN_COUNT, &s->clean, &oldest);
	if (err)
		return err;
	weigh(s, marks, n, day);
	if (s->clean) {		/* the oldest leaves the 36 months */
		int32_t out = calendar_day_of(oldest) + YEARS_D;

		sooner(&s->next, out > day ? out : day + 1);
	}
	s->score = credit_score(marks, n, s->clean, day);
	s->band = credit_band(s->score, s->finished);
	return OK;
}

enum err
credit_rescore(struct db *db, int64_t party_id)
{
	struct credit_standing s;
	struct agency was;
	enum err err = db_agency_get(db, party_id, &was);

	if (!err)
		err = credit_standing(db, party_id,
		    calendar_day_of(db_now(db)), &s);
	if (!err)
		err = db_agency_set_credit(db, party_id, s.score,
		    credit_band_code(s.band), s.next);
	if (err || s.band != CREDIT_D || strcmp(was.band, "D") == 0)
		return err;
	/* What that leads to is the clock's (penalty_fallen()). */
	return due_moment(db, NULL, PENALTY_FALLEN, party_id, db_now(db));
}

struct sweep {
	const int64_t *ids;
	size_t n;
};

static enum err
sweep_in_txn(struct db *db, void *ctx)
{
	const struct sweep *s = ctx;
	enum err err = OK;

	for (size_t i = 0; !err && i < s->n; i++)
		err = credit_rescore(db, s->ids[i]);
	return err;
}

enum err
credit_sweep(struct market *m, int limit, size_t *n)
{
	int64_t ids[SWEEP_MAX];
	struct sweep s = { .ids = ids };
	enum err err = db_agency_credit_due(m->db,
	    calendar_day_of(market_now(m)),
	    limit < SWEEP_MAX ? limit : SWEEP_MAX, ids, &s.n);

	*n = err ? 0 : s.n;
	return *n == 0 ? err : write_run(m, sweep_in_txn, &s);
}

enum err
credit_forbids(struct db *db, const char *band, const char *fund, bool *yes)
{
	*yes = false;
	return strcmp(fund, "fiscal") != 0 || strcmp(band, "D") != 0 ?
	    OK : db_catalogue_d_fiscal(db, yes);
}

enum err
credit_rescore_all(struct db *db, int64_t party_id, const char *rep_hash)
{
	int64_t heirs[HEIRS];
	size_t n = 0;
	enum err err = credit_rescore(db, party_id);

	if (!err)
		err = db_credit_event_heirs(db, party_id, rep_hash, HEIRS,
		    heirs, &n);
	for (size_t i = 0; !err && i < n; i++)
		if (heirs[i] != party_id)
			err = credit_rescore(db, heirs[i]);
	return err;
}

/*
 * What made it fall was no reason: the falls of the day it took effect, of
 * all whom it weighed on, count no more where that gave the band back.
 */
enum err
credit_unfall(struct db *db, const struct credit_event *e)
{
	int32_t day = (int32_t)e->effective_on;
	int64_t heirs[HEIRS + 1];
	struct agency a;
	size_t n;
	enum err err = day ? db_credit_event_heirs(db, e->party_id,
	    e->rep_hash, HEIRS, heirs, &n) : OK;

	if (err || day == 0)
		return err;
	heirs[n++] = e->party_id;
	for (size_t i = 0; !err && i < n; i++) {
		err = db_agency_get(db, heirs[i], &a);
		if (!err && strcmp(a.band, "D") != 0)
			err = db_standing_unfall(db, heirs[i],
			    calendar_day_end(day - 1) + 1,
			    calendar_day_end(day) + 1);
	}
	return err;
}

enum err
credit_follow(struct db *db, int64_t party_id, const char *rep_hash)
{
	enum err err = rep_hash[0] ? db_credit_event_set_rep(db, party_id,
	    rep_hash) : OK;

	return err ? err : credit_rescore_all(db, party_id, rep_hash);
}

enum err
credit_held(struct db *db, int64_t party_id)
{
	return credit_rescore_all(db, party_id, "");
}
