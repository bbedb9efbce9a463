/* SPDX-License-Identifier: Apache-2.0 */
/* tick.c: what happens because time has passed. */
#include "market/tick.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "db/record.h"
#include "market/agency.h"
#include "market/award.h"
#include "market/base/log.h"
#include "market/cancel.h"
#include "market/joining.h"
#include "market/closing.h"
#include "market/contract.h"
#include "market/cover.h"
#include "market/cure.h"
#include "market/complaint.h"
#include "market/credit_event.h"
#include "market/credit_fact.h"
#include "market/document.h"
#include "market/due.h"
#include "market/flag.h"
#include "market/inspection.h"
#include "market/leave.h"
#include "market/measure.h"
#include "market/objection.h"
#include "market/opening.h"
#include "market/qualification.h"
#include "market/outbox.h"
#include "market/owner.h"
#include "market/pause.h"
#include "market/payment.h"
#include "market/penalty.h"
#include "market/plea.h"
#include "market/rebid.h"
#include "market/review.h"
#include "market/round.h"
#include "market/session.h"
#include "market/sheet.h"
#include "market/stats.h"
#include "market/trail.h"
#include "market/violation.h"
#include "market/write.h"

enum {
	BATCH = 64,			/* due projects read at once */
	TOGETHER = 32,			/* acts in one change: bids wait so long */
	LOOK_MS = 200,
	TIDY_SECONDS = 300,
	ONCE_DAYS = 3,			/* a form is not sent again after that */
	AGE_BATCH = 100,		/* in one change: bids wait so long */
	AGE_MS = 120,			/* of ageing at each look */
	FLAG_BATCH = 500, STATS_BATCH = 5000,
	RETRY_SECONDS = 10
};

/* What is due in a state. */
static const struct {
	const char *event;
	enum err (*act)(struct market *m, int64_t project_id,
	    int64_t object_id);
} acts[] = {
	{ "unregister", round_unregister },
	{ "close", closing_run },
	{ "open", opening_run },
	{ "award_choose", award_unchosen },
	{ "award_justify", award_unexplained },
	{ "award_decide", award_undecided },
	{ "unopened", cancel_unopened },
	{ "settle", award_settle },
	{ "lapse", award_unsigned },
	{ "review_close", review_close },
	{ "review_remind", review_remind },
	{ "remind1", contract_remind },
	{ "remind2", contract_remind },
	{ "deem", contract_deem },
	{ "pay_tell", payment_tell },
	{ "evaluate", sheet_missed },
	{ "rank", opening_rank },
	{ "cure", cure_over },
	{ "rebid_again", rebid_again },
	{ "objection_lapse", objection_lapse },
	{ "complaint_accept", complaint_unaccepted },
	{ "complaint_decide", complaint_undecided },
	{ "violation_answer", violation_heard },
	{ "answer", measure_unanswered },
	{ "pay_over", measure_unpaid },
	{ "credit_hear", credit_heard },
	{ "credit_expire", credit_expire },
	{ "credit_correct", credit_uncorrected },
	{ "credit_entry", credit_unentered },
	{ "deliver_late", credit_undelivered },
	{ "inspect_missed", inspection_missed },
	{ "inspect_publish", inspection_publish },
	{ "inspect_correct", inspection_overdue },
	{ "penalty_hear", penalty_heard },
	{ "penalty_expire", penalty_expire },
	{ PENALTY_FALLEN, penalty_fallen },
	{ PLEA_DECIDE, plea_late },
	{ "leave_look", leave_look },
};

/* These reckon long outside their change. */
static const char *const alone[] = { "open", "rank" };

static bool
is_alone(const struct due *d)
{
	for (size_t i = 0; i < COUNT(alone); i++)
		if (strcmp(alone[i], d->event) == 0)
			return true;
	return false;
}

static enum err
act(struct market *m, const struct due *d)
{
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].event, d->event) == 0)
			return acts[i].act(m, d->project_id, d->object_id);
	bug("the clock cannot %s", d->event);
}

static enum err
moot_in_txn(struct db *db, void *ctx)
{
	return db_due_moot(db, ctx);
}

static enum err
postpone_in_txn(struct db *db, void *ctx)
{
	return db_due_postpone(db, ctx, db_now(db) + RETRY_SECONDS);
}

/*
 * What cannot be done any more is past; what failed must not block others.
 * false: it waits as before.
 */
static bool
set_aside(struct market *m, struct due *d, enum err err)
{
	if (err == ERR_BUSY)
		return false;		/* the writer waits: soon again */
	if (err != ERR_CONFLICT)
		log_event(LOG_ERROR, "tick", "project=%lld event=%s err=%d",
		    (long long)d->project_id, d->event, err);
	return write_run(m, err == ERR_CONFLICT ? moot_in_txn :
	    postpone_in_txn, d) == OK;
}

/* Some of what is due, in its order. */
struct turn {
	struct due *list;
	size_t done, aside;
};

static void
act_on(struct market *m, void *p, size_t i)
{
	struct turn *t = p;
	struct due *d = &t->list[i];
	enum err err;

	if (i == 0)
		t->done = t->aside = 0;	/* it may be run again */
	err = act(m, d);
	if (err)
		t->aside += set_aside(m, d, err);
	else
		t->done++;
}

/* The first of n, and what may be done in the same change: how many. */
static size_t
take_turn(struct market *m, struct turn *t, size_t n)
{
	size_t k = 1;

	if (is_alone(t->list)) {
		act_on(m, t, 0);
		return 1;
	}
	while (k < n && k < TOGETHER && !is_alone(&t->list[k]))
		k++;
	if (write_many(m, act_on, t, k) != OK)
		t->done = t->aside = 0;
	return k;
}

/* *more: others may be due, and it is not the writer that holds them up. */
static size_t
run_some(struct market *m, size_t limit, bool *more)
{
	struct turn t = { .list = NULL };
	struct due *list;
	size_t n = 0, done = 0, settled = 0;

	*more = false;
	if (db_due_acting(m->db, market_now(m), (int)limit, &list, &n) != OK)
		return 0;
	for (size_t i = 0; i < n; ) {
		t.list = &list[i];
		i += take_turn(m, &t, n - i);
		done += t.done;
		settled += t.done + t.aside;
	}
	*more = n == limit && settled > 0;
	market_next(m);
	return done;
}

size_t
tick_run(struct market *m, size_t limit)
{
	bool more;

	return run_some(m, limit < BATCH ? limit : BATCH, &more);
}

static enum err
sweep_once(struct db *db, void *ctx)
{
	(void)ctx;
	return db_once_sweep(db, db_now(db) - ONCE_DAYS * 86400);
}

/*
 * Ratings and events of credit are a day older: in small transactions
 * between others', some at each look until all are done.
 */
static void
age_some(struct market *m)
{
	static enum err (*const sweeps[])(struct market *, int, size_t *) = {
		agency_stars_sweep, owner_stars_sweep, credit_sweep
	};
	int64_t end = clock_ms() + AGE_MS;

	for (size_t i = 0; i < COUNT(sweeps); i++) {
		size_t n = AGE_BATCH;

		while (n == AGE_BATCH && clock_ms() < end) {
			if (sweeps[i](m, AGE_BATCH, &n) != OK)
				break;
			market_next(m);
		}
	}
}

void
tick_tidy(struct market *m)
{
	size_t done;

	(void)write_run(m, sweep_once, NULL);
	(void)session_sweep(m);
	(void)joining_sweep(m);
	(void)cover_run(m);
	(void)outbox_tidy(m);
	age_some(m);
	(void)qualification_expire(m);
	(void)document_tidy(m);
	(void)trail_publish(m);
	(void)flag_follow(m, FLAG_BATCH, &done);
	(void)stats_follow(m, STATS_BATCH, &done);
	market_next(m);
}

struct ticker {
	struct market market;
	struct arena arena;
	pthread_t thread;
	struct pause pause;
};

static void *
ticker_main(void *p)
{
	struct ticker *t = p;
	int64_t tidied = clock_ms();
	size_t done;
	bool more;

	/* What happened while nobody counted, or was made by marketctl. */
	(void)stats_follow(&t->market, STATS_BATCH, &done);
	pthread_setname_np(pthread_self(), "ticker");
	while (!pause_for(&t->pause, LOOK_MS)) {
		log_flush();
		do	/* many share a full hour */
			(void)run_some(&t->market, BATCH, &more);
		while (more && !pause_for(&t->pause, 0));
		age_some(&t->market);
		if (clock_ms() - tidied > TIDY_SECONDS * 1000) {
			tick_tidy(&t->market);
			tidied = clock_ms();
		}
	}
	return NULL;
}

enum err
ticker_start(struct ticker **out, struct house *h)
{
	struct ticker *t = calloc(1, sizeof *t);
	enum err err;

	if (t == NULL)
		bug("out of memory: ticker");
	arena_init(&t->arena);
	pause_init(&t->pause);
	err = market_open(&t->market, h, &t->arena);
	if (!err && pthread_create(&t->thread, NULL, ticker_main, t) != 0) {
		market_close(&t->market);
		err = ERR_INTERNAL;
	}
	if (err) {
		free(t);
		return err;
	}
	*out = t;
	return OK;
}

void
ticker_stop(struct ticker *t)
{
	if (t == NULL)
		return;
	pause_end(&t->pause);
	pthread_join(t->thread, NULL);
	market_close(&t->market);
	pause_destroy(&t->pause);
	free(t);
}
