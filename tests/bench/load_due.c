/* SPDX-License-Identifier: Apache-2.0 */
/* load_due.c: a market where much falls on one second. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/due.h"
#include "db/record.h"
#include "market/demo_contract.h"
#include "market/demo_seal.h"
#include "market/due.h"
#include "market/round.h"
#include "market/submit.h"
#include "market/tick.h"
#include "market/write.h"
#include "tests/bench/fill.h"

enum { FIRST_CODE = 5000000, STEP = 500, HOUR = 3600, BIDS_OPENED = 3,
    BIDS_UP_TO = 6, PROPOSALS = 40, LEAD = 40 };

/* What the clock will have to do; nothing with the full one. */
enum kind { CLOSE, UNREGISTER, UNOPENED, SETTLE, LAPSE, REMIND, DEEM, REVIEW,
    FULL };

static const char *const events[] = {
	"close", "unregister", "unopened", "settle", "lapse", "remind1",
	"deem", "review_close"
};

/* Of twenty projects. */
static const enum kind mix[] = {
	CLOSE, CLOSE, SETTLE, CLOSE, UNREGISTER, LAPSE, CLOSE, SETTLE, REMIND,
	CLOSE, REVIEW, UNREGISTER, CLOSE, SETTLE, CLOSE, LAPSE, DEEM, CLOSE,
	SETTLE, UNOPENED
};

struct one {
	enum kind kind;
	int64_t id;
	char code[24];
	struct load_round round;
};

struct plan {
	struct fill *f;
	struct market *m;
	struct cast *cast;
	struct one *all;
	size_t n;
	/* of a transaction */
	enum kind from, to;
	int64_t deadline, second;
	int64_t pace;			/* seconds that half of them took */
	size_t at, done;
	const struct one *one;
};

/* ---- projects and bids ---- */

static enum err
make_one(struct db *db, const struct plan *w, size_t i)
{
	struct one *o = &w->all[i];
	bool waits = o->kind == UNREGISTER;
	struct project p;
	enum err err = fill_project(db, w->f, FIRST_CODE + (int64_t)i,
	    w->deadline, &p);

	if (!err)
		err = db_project_move(db, p.id, "draft", waits ?
		    "registering" : "published");
	if (!err)
		err = due_moment(db, &p, waits ? "unregister" : "close", 0,
		    waits ? w->second :
		    w->deadline + ROUND_CLOSE_DELAY);
	o->id = p.id;
	snprintf(o->code, sizeof o->code, "%s", p.code);
	return err ? err : fill_round(db, w->f, &p, !waits, &o->round);
}

static enum err
make_in_txn(struct db *db, void *ctx)
{
	struct plan *w = ctx;
	enum err err = OK;

	w->done = w->at;
	for (int i = 0; !err && i < STEP && w->done < w->n; i++, w->done++)
		if (w->all[w->done].kind >= w->from &&
		    w->all[w->done].kind <= w->to)
			err = make_one(db, w, w->done);
	return err;
}

/* For all whose kind is from .. to. */
static enum err
in_steps(struct plan *w, write_fn *fn, enum kind from, enum kind to)
{
	enum err err = OK;

	w->from = from;
	w->to = to;
	for (w->at = 0; !err && w->at < w->n; w->at = w->done) {
		err = write_run(w->m, fn, w);
		market_next(w->m);
	}
	return err;
}

static enum err
make(struct plan *w, enum kind from, enum kind to, int64_t deadline)
{
	w->deadline = deadline;
	return in_steps(w, make_in_txn, from, to);
}

static enum err
bid(struct plan *w, const struct one *o, int agency)
{
	struct note_secret s;
	struct posted posted;
	struct buf file;
	enum err err;

	load_secret(agency, &s);
	buf_init(&file, NOTE_MAX);
	load_seal(&file, &o->round, &s, 5000000 + agency * 1300);
	err = submit_file(w->m, &w->f->agencies[agency], o->round.id,
	    file.data, file.len, &posted);
	if (!err && posted.code != NULL)
		err = ERR_CONFLICT;
	buf_release(&file);
	return err;
}

static enum err
bid_all(struct plan *w)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n; i++) {
		const struct one *o = &w->all[i];
		size_t bids = o->kind == CLOSE ? i % BIDS_UP_TO :
		    o->kind == FULL ? AGENCIES : BIDS_OPENED;

		if (o->kind < w->from || o->kind > w->to ||
		    o->kind == UNREGISTER)
			continue;
		for (size_t k = 0; !err && k < bids; k++)
			err = bid(w, o, (int)((i + k * 7) % AGENCIES));
		market_next(w->m);
	}
	return err;
}

/* ---- where the clock has brought them ---- */

static void
forward(struct plan *w, int64_t to)
{
	fill_clock = to;
	while (tick_run(w->m, STEP) > 0)
		;
}

/* Silence accepts after two reminders: they are sent now. */
static enum err
hurry_in_txn(struct db *db, void *ctx)
{
	const struct plan *w = ctx;
	struct due *list;
	size_t n;
	enum err err = db_due_waiting(db, w->one->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (strncmp(list[i].event, "remind", 6) == 0) {
			list[i].due_at = list[i].act_at = db_now(db);
			err = db_due_put(db, &list[i]);
		}
	return err;
}

static enum err
move_one(struct db *db, const struct one *o, int64_t second)
{
	struct due *list;
	size_t n;
	enum err err = db_due_waiting(db, o->id, &list, &n), moved =
	    ERR_NOT_FOUND;

	for (size_t i = 0; !err && i < n; i++) {
		if (strcmp(list[i].event, events[o->kind]) != 0) {
			if (list[i].act_at)
				err = db_due_done(db, o->id, list[i].event,
				    -1);
			continue;
		}
		list[i].span = "";
		list[i].provisional = false;
		list[i].due_at = list[i].act_at = second;
		err = moved = db_due_put(db, &list[i]);
	}
	if (!err && moved)
		fprintf(stderr, "load: %s has no %s\n", o->code,
		    events[o->kind]);
	return err ? err : moved;
}

static enum err
move_in_txn(struct db *db, void *ctx)
{
	struct plan *w = ctx;
	enum err err = OK;

	w->done = w->at;
	for (int i = 0; !err && i < STEP && w->done < w->n; i++, w->done++)
		if (w->all[w->done].kind >= w->from &&
		    w->all[w->done].kind <= w->to)
			err = move_one(db, &w->all[w->done], w->second);
	return err;
}

/* What waits for each is to be done on the second, and nothing else. */
static enum err
move(struct plan *w, enum kind from, enum kind to, int64_t second)
{
	w->second = second;
	return in_steps(w, move_in_txn, from, to);
}

static enum err
deliver(struct market *m, const struct actor *agency, const char *code)
{
	struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };
	struct contract_page page;
	enum err err = contract_show(m, agency, code, &page);

	for (size_t i = 0; !err && i < page.n_steps; i++) {
		const struct milestone *s = &page.steps[i];

		if (strcmp(s->kind, "deliver") != 0)
			continue;
		f.milestone = arena_printf(m->arena, "%" PRId64, s->no);
		f.note = s->title;
		err = contract_deliver(m, agency, code, &f, &problems);
	}
	return err;
}

static const struct actor *
winner(struct plan *w, const struct one *o)
{
	struct award a;

	if (db_award_of_project(w->m->db, o->id, &a) == OK)
		for (int i = 0; i < AGENCIES; i++)
			if (w->f->agencies[i].party_id == a.agency_id)
				return &w->f->agencies[i];
	return NULL;
}

/* Much is asked and taken back: a long timeline. */
static enum err
bicker(struct market *m, const struct actor *agency, const char *code)
{
	struct contract_form f = demo_form();
	struct problems problems = { .n = 0 };
	struct contract_page page;
	enum err err = OK;

	f.kind = "change";
	f.days = "3";
	f.reason = "It rained.";
	for (int i = 0; !err && i < PROPOSALS; i++) {
		f.once = arena_printf(m->arena, "%032d", i);
		err = contract_propose(m, agency, code, &f, &problems);
		if (!err)
			err = contract_show(m, agency, code, &page);
		if (err)
			break;
		f.proposal = arena_printf(m->arena, "%" PRId64,
		    page.c.proposal.id);
		f.once = "";
		err = contract_withdraw(m, agency, code, &f, &problems);
	}
	return err;
}

/* Signed, and performed as far as its kind wants it. */
static enum err
perform(struct plan *w, const struct one *o)
{
	const struct actor *owner = &w->f->owner, *agency = winner(w, o);
	enum err err = agency ? demo_sign(w->m, owner, agency, o->code) :
	    ERR_NOT_FOUND;

	if (!err && o->kind == FULL)
		err = bicker(w->m, agency, o->code);
	if (!err && o->kind != REVIEW)
		return deliver(w->m, agency, o->code);
	if (!err)
		err = demo_work(w->m, owner, agency, o->code);
	return err ? err : demo_pay(w->m, owner, o->code);
}

static enum err
perform_all(struct plan *w)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < w->n; i++) {
		w->one = &w->all[i];
		if (w->one->kind >= REMIND)
			err = perform(w, w->one);
		if (!err && w->one->kind == DEEM)
			err = write_run(w->m, hurry_in_txn, w);
		if (err)
			fprintf(stderr, "load: %s is not performed: %d\n",
			    w->all[i].code, err);
		market_next(w->m);
	}
	return err;
}

/* Opened long ago. */
static enum err
play_opened(struct plan *w)
{
	int64_t deadline = fill_clock + HOUR, began = load_us();
	enum err err = make(w, SETTLE, FULL, deadline);

	if (!err)
		err = bid_all(w);
	w->pace = (load_us() - began) / 1000000 + 1;
	forward(w, deadline + ROUND_CLOSE_DELAY);
	if (!err)
		err = cast_open_all(w->cast, w->m, 2);
	market_next(w->m);
	forward(w, fill_clock + 1);
	if (!err)
		err = move(w, SETTLE, SETTLE, INT64_MAX);
	forward(w, fill_clock + FILL_PAST / 2);
	if (!err)
		err = move(w, LAPSE, LAPSE, INT64_MAX);
	if (!err)
		err = perform_all(w);
	forward(w, fill_clock + 2 * 86400);
	return err ? err : move(w, REMIND, REVIEW, INT64_MAX);
}

static enum err
play_sealed(struct plan *w)
{
	int64_t deadline = (int64_t)time(NULL) - 60;
	enum err err;

	fill_clock = deadline - HOUR;
	err = make(w, UNOPENED, UNOPENED, deadline);
	if (!err)
		err = bid_all(w);
	forward(w, deadline + ROUND_CLOSE_DELAY);
	return err;
}

/* Whose second must be known before it is published. */
static enum err
play_open(struct plan *w)
{
	enum err err = make(w, CLOSE, UNREGISTER, w->second -
	    ROUND_CLOSE_DELAY);

	if (!err)
		err = bid_all(w);
	return err ? err : move(w, UNOPENED, REVIEW, w->second);
}

static enum err
tell(const struct plan *w)
{
	char path[512];
	FILE *out;

	if (time(NULL) >= w->second - ROUND_CLOSE_DELAY) {
		fprintf(stderr, "load: filled too slowly\n");
		return ERR_CONFLICT;
	}
	snprintf(path, sizeof path, "%s/due.at", w->f->state);
	out = fopen(path, "we");
	if (out == NULL)
		return ERR_INTERNAL;
	fprintf(out, "%" PRId64 " %zu %s\n", w->second, w->n - 1,
	    w->all[w->n - 1].code);
	fclose(out);
	return OK;
}

enum err
fill_due(struct fill *f, struct market *m)
{
	static const char *const who[] = { "regulator", "notary", "peer" };
	const char *keys[TRUSTEES];
	char paths[TRUSTEES][512];
	struct plan w = { .f = f, .m = m, .n = (size_t)f->deadlines + 1 };
	enum err err;

	for (int i = 0; i < TRUSTEES; i++) {
		snprintf(paths[i], sizeof paths[i],
		    "%s/trustee/%s/trustee.key", f->state, who[i]);
		keys[i] = paths[i];
	}
	w.all = calloc(w.n, sizeof *w.all);
	if (w.all == NULL)
		return ERR_INTERNAL;
	for (size_t i = 0; i < w.n; i++)
		w.all[i].kind = i + 1 < w.n ? mix[i % COUNT(mix)] : FULL;
	err = cast_new(&w.cast, keys, TRUSTEES);
	if (!err)
		err = play_opened(&w);
	if (!err)
		err = play_sealed(&w);
	w.second = (int64_t)time(NULL) + LEAD + 2 * w.pace;
	if (!err)
		err = play_open(&w);
	if (!err)
		err = tell(&w);
	cast_free(w.cast);
	free(w.all);
	return err;
}
