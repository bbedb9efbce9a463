/* SPDX-License-Identifier: Apache-2.0 */
/* load_repute.c: a province's agencies with their ratings and events. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/agency.h"
#include "db/credit_event.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/review.h"
#include "market/agency.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/write.h"
#include "tests/bench/fill.h"

enum {
	OWNERS = 1000,
	RATINGS = 7,			/* of an agency, and as many by it */
	EVENTS = 6,			/* of an agency */
	FIRST_AGENCY = LOAD_REPUTED, FIRST_OWNER = 5000000, FIRST_CODE = 2000000,
	BATCH = 50,			/* more take longer each: savepoints */
	ONCE = 201			/* rescored one by one, for the median */
};

struct repute {
	const struct fill *f;
	int64_t owners[OWNERS];
	int64_t *agencies;
	int64_t n, at, rated;
	int round;			/* of ratings and events */
};

/* ---- who ---- */

static enum err
add_party(struct db *db, int64_t n, const char *name, int64_t *id)
{
	char uscc[USCC_LENGTH + 1];
	struct party p = { .uscc = uscc, .name = name, .kind = "enterprise",
	    .region = "429901" };
	enum err err;

	load_uscc((int)n, uscc);
	err = db_party_insert(db, &p);
	*id = p.id;
	return err;
}

static enum err
add_owners(struct db *db, void *ctx)
{
	struct repute *r = ctx;
	enum err err = OK;

	for (int i = 0; !err && i < OWNERS; i++) {
		err = add_party(db, FIRST_OWNER + i, "Bench company",
		    &r->owners[i]);
		if (!err)
			err = db_owner_insert(db, r->owners[i], "enterprise");
	}
	return err;
}

static enum err
add_agencies(struct db *db, void *ctx)
{
	struct repute *r = ctx;
	enum err err = OK;

	for (int64_t i = r->at; !err && i < r->at + BATCH && i < r->n; i++) {
		err = add_party(db, FIRST_AGENCY + i, "Bench agency",
		    &r->agencies[i]);
		if (!err)
			err = db_agency_insert(db, r->agencies[i],
			    db_now(db));
	}
	return err;
}

/* ---- what is said of them ---- */

/* Four and five stars, seldom three; the same each time. */
static enum err
add_rating(struct db *db, const struct project *p, const char *side,
    int64_t agency_id)
{
	struct review w = { .project_id = p->id, .side = side,
	    .owner_id = p->owner_id, .agency_id = agency_id, .text = "",
	    .state = "open" };
	int64_t scores[REVIEW_SCORES];
	enum err err;

	for (int i = 0; i < REVIEW_SCORES; i++)
		scores[i] = 5 - (p->id * 7 + i * 3) % 11 % 3;
	err = db_review_insert(db, &w);
	if (!err)
		err = db_review_submit(db, w.id, scores, "");
	return err ? err : db_review_reveal(db, w.id);
}

static enum err
add_event(struct db *db, int64_t agency_id, int64_t n)
{
	int32_t today = calendar_day_of(db_now(db));
	struct credit_event e = { .party_id = agency_id, .rep_hash = "",
	    .code = n % 2 ? "LATE_SIGN" : "LATE_DELIVERY", .catalogue = 1,
	    .points = n % 2 ? 3 : 5, .hold_d = 90, .basis = "Article",
	    .source = "", .evidence = "", .statement = "",
	    .occurred_on = today, .state = "proposed", .decision = "",
	    .appeal = "", .review = "" };
	enum err err;

	err = db_credit_event_insert(db, &e);
	e.state = "effective";
	e.decided_at = db_now(db);
	e.effective_on = today;
	e.ends_on = today + 180;
	return err ? err : db_credit_event_update(db, &e, "proposed");
}

/* One project of each of a batch, rated by both, and an event. */
static enum err
add_round(struct db *db, void *ctx)
{
	struct repute *r = ctx;
	enum err err = OK;

	for (int64_t i = r->at; !err && i < r->at + BATCH && i < r->n; i++) {
		struct fill f = { .house = r->f->house,
		    .owner_id = r->owners[(i * 13 + r->round * 101) % OWNERS] };
		struct project p;

		memcpy(f.item_ids, r->f->item_ids, sizeof f.item_ids);
		err = fill_project(db, &f, FIRST_CODE + r->round * r->n + i, 0,
		    &p);
		if (!err)
			err = add_rating(db, &p, "owner", r->agencies[i]);
		if (!err)
			err = add_rating(db, &p, "agency", r->agencies[i]);
		if (!err && r->round < EVENTS)
			err = add_event(db, r->agencies[i], i + r->round);
	}
	return err;
}

static enum err
in_batches(struct repute *r, struct market *m,
    enum err (*add)(struct db *, void *))
{
	enum err err = OK;

	for (r->at = 0; !err && r->at < r->n; r->at += BATCH) {
		err = write_run(m, add, r);
		market_next(m);
	}
	return err;
}

/* ---- one alone ---- */

static enum err
rescore_one(struct db *db, void *ctx)
{
	const struct repute *r = ctx;
	enum err err = agency_restar(db, r->agencies[r->at],
	    r->f->house->params.stars_prior);

	return err ? err : credit_rescore(db, r->agencies[r->at]);
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Stars and credit of one agency in a change of its own, committed. */
static enum err
time_one(struct repute *r, struct market *m)
{
	int64_t took[ONCE];
	enum err err = OK;

	for (int i = 0; !err && i < ONCE; i++) {
		int64_t start = load_us();

		r->at = i * (r->n / ONCE);
		err = write_run(m, rescore_one, r);
		took[i] = load_us() - start;
		market_next(m);
	}
	qsort(took, ONCE, sizeof took[0], by_value);
	printf("one_us %" PRId64 " p99_us %" PRId64 "\n", took[ONCE / 2],
	    took[ONCE * 99 / 100]);
	return err;
}

enum err
fill_repute(struct fill *f, struct market *m)
{
	struct repute r = { .f = f, .n = f->reputed };
	int64_t now = fill_clock + FILL_REPUTE;
	enum err err;

	r.agencies = calloc((size_t)r.n, sizeof *r.agencies);
	if (r.agencies == NULL)
		return ERR_INTERNAL;
	err = write_run(m, add_owners, &r);
	if (!err)
		err = in_batches(&r, m, add_agencies);
	for (; !err && r.round < RATINGS; r.round++) {
		fill_clock = now - INT64_C(86400) * 60 * (RATINGS - r.round);
		err = in_batches(&r, m, add_round);
	}
	fill_clock = now;
	if (!err)
		err = time_one(&r, m);
	free(r.agencies);
	return err;
}
