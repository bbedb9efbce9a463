/* SPDX-License-Identifier: Apache-2.0 */
/* demo.c: two years of a made-up market, played through the real verbs. */
#include "market/demo_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/account.h"
#include "db/agency.h"
#include "db/item.h"
#include "db/owner.h"
#include "db/party.h"
#include "db/record.h"
#include "market/account.h"
#include "market/agency.h"
#include "market/award.h"
#include "market/base/digits.h"
#include "market/base/log.h"
#include "market/bid.h"
#include "market/demo_contract.h"
#include "market/draft.h"
#include "market/item.h"
#include "market/joining.h"
#include "market/keys.h"
#include "market/password.h"
#include "market/project.h"
#include "market/review.h"
#include "market/round.h"
#include "market/tick.h"
#include "market/uscc.h"
#include "market/write.h"

/* The same business every time: a small linear generator. */
static size_t
roll(struct demo *d, size_t sides)
{
	d->dice = d->dice * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(d->dice >> 33) % sides;
}

static void
at(struct demo *d, int64_t when, enum act act, size_t i, size_t k)
{
	if (d->n_steps == STEPS_MAX)
		bug("demo: more than %d steps", STEPS_MAX);
	if (when <= d->now)
		d->steps[d->n_steps++] = (struct step){ when, act, i, k };
}

/* ---- the plan -------------------------------------------------------- */

/* Which fate the i-th project has: most are long done. */
static enum fate
fate_of(size_t i, size_t n)
{
	static const enum fate last[] = { FAILED, CANCELLED, FAILED,
	    REVIEWING, PERFORMING, SIGNING, PERFORMING, REVIEWING, SIGNING,
	    PERFORMING, SIGNING, FAILED, PUBLICITY, PUBLICITY, PUBLICITY,
	    OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN,
	    OPEN, OPEN, DRAFT, DRAFT };

	return i + COUNT(last) < n ? DONE : last[i + COUNT(last) - n];
}

/* Minutes until the deadlines of open ones: some can be watched at once. */
static const int64_t soon[] = { 3, 5, 8, 15, 40, 120, 300, 1500, 2880, 4500,
    7200, 10080, 12960 };

static void
plan_past(struct demo *d, size_t i, size_t done)
{
	struct plan *p = &d->plans[i];
	int64_t span = 700 * DAY, t;

	p->posted = d->now - span + (int64_t)i * (span - 20 * DAY) /
	    (int64_t)(done ? done : 1);
	p->posted -= (p->posted + 8 * HOUR) % DAY - 9 * HOUR -
	    (int64_t)roll(d, 50) * MINUTE;	/* office hours in Beijing */
	p->deadline = p->posted - p->posted % HOUR + 5 * DAY + HOUR;
	p->bids = 3 + roll(d, 5);
	at(d, p->posted, POST, i, 0);
	for (size_t k = 0; k < p->bids; k++)
		at(d, p->posted + DAY + (int64_t)k * HOUR, BID, i, k);
	t = p->deadline;
	at(d, t + ROUND_CLOSE_DELAY, TICK, i, 0);
	at(d, t + 30 * MINUTE, TICK, i, 0);
	at(d, t + DAY, SIGN, i, 0);
	at(d, t + 6 * DAY + (int64_t)roll(d, 6) * DAY, COMPLETE, i, 0);
	at(d, t + 13 * DAY, RATE, i, 0);
	at(d, t + 14 * DAY, REPLY, i, 0);
}

/* Recent ones end where their fate has them. */
static void
plan_recent(struct demo *d, size_t i, size_t open_i)
{
	struct plan *p = &d->plans[i];
	int64_t t;

	p->bids = p->fate == FAILED ? 2 : 3 + roll(d, 4);
	p->deadline = p->fate == PUBLICITY ? d->now - 2 * MINUTE -
	    (int64_t)roll(d, 4) * MINUTE : p->fate == OPEN ?
	    d->now + soon[open_i % COUNT(soon)] * MINUTE :
	    d->now - 9 * DAY + (int64_t)roll(d, 60) * HOUR;
	p->posted = p->fate == OPEN ? d->now - (int64_t)(open_i + 1) * 7 *
	    HOUR : p->deadline - 4 * DAY;
	if (p->fate == DRAFT)
		p->posted = d->now - HOUR;
	at(d, p->posted, POST, i, 0);
	if (p->fate == DRAFT)
		return;
	for (size_t k = 0; k < p->bids; k++)
		at(d, p->posted + HOUR + (int64_t)k * 20 * MINUTE, BID, i,
		    k);
	t = p->deadline;
	if (p->fate == CANCELLED)
		at(d, t - DAY, CANCEL, i, 0);
	at(d, t + ROUND_CLOSE_DELAY, TICK, i, 0);
	if (p->fate == PUBLICITY || p->fate == OPEN)
		return;
	at(d, t + 30 * MINUTE, TICK, i, 0);
	if (p->fate >= PERFORMING)
		at(d, t + HOUR, SIGN, i, 0);
	if (p->fate >= REVIEWING)
		at(d, t + 2 * DAY, COMPLETE, i, 0);
}

static int
by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x > y) - (x < y);
}

static void
plan_all(struct demo *d)
{
	size_t n = d->projects.n, done = 0, open_i = 0;
	int64_t first = d->now - 720 * DAY;

	d->plans = arena_alloc(&d->keep, (n + 1) * sizeof *d->plans);
	for (size_t i = 0; i < n; i++)
		done += fate_of(i, n) == DONE;
	for (size_t i = 0; i < d->owners.n; i++)
		at(d, first + (int64_t)i * HOUR, JOIN_OWNER, i, 0);
	for (size_t i = 0; i < d->agencies.n; i++)
		at(d, first + (int64_t)i * (i < 24 ? HOUR : 12 * DAY),
		    JOIN_AGENCY, i, 0);
	for (size_t i = 0; i < n; i++) {
		d->plans[i].fate = fate_of(i, n);
		if (d->plans[i].fate == DONE)
			plan_past(d, i, done);
		else
			plan_recent(d, i, open_i);
		open_i += d->plans[i].fate == OPEN;
	}
	qsort(d->steps, d->n_steps, sizeof d->steps[0], by_time);
}

/* ---- playing it ------------------------------------------------------ */

/* An agency that serves the item and has joined; the k-th from a start. */
static const struct actor *
bidder(struct demo *d, size_t i, size_t k)
{
	const char *item = d->projects.rows[i][1];
	size_t seen = 0;

	for (size_t j = 0; j < 3 * d->agencies.n; j++) {
		size_t a = (i * 5 + j) % d->agencies.n;

		if (d->agency[a].account_id == 0 ||
		    strstr(d->agencies.rows[a][11], item) == NULL)
			continue;
		if (seen++ == k)
			return j < d->agencies.n ? &d->agency[a] : NULL;
	}
	return NULL;
}

static const struct actor *
owner_of(struct demo *d, size_t i)
{
	int64_t row;

	if (!digits_int(d->projects.rows[i][0], 1, (int64_t)d->owners.n,
	    &row))
		bug("demo: project %zu has no owner", i);
	return &d->owner[row - 1];
}

static const char *
first_budget(struct demo *d, const struct actor *owner)
{
	struct budget_line *lines;
	size_t n;

	if (db_budget_of_owner(d->m->db, owner->party_id, 0, "", 10, &lines,
	    &n) != OK || n == 0)
		return "";
	return arena_printf(d->m->arena, "%" PRId64, lines[roll(d, n)].id);
}

/* In its first days the market has few agencies, and says so. */
static enum err
publish(struct demo *d, const struct actor *owner, const char *code,
    struct project *p, struct problems *problems)
{
	const struct draft_answer list[] = {
		{ "L12", "eligible", d->explain.rows[0][0] },
		{ "L11", "window", d->explain.rows[1][0] },
	};
	const struct draft_answers answers = { .rev = "1", .list = list,
	    .n = COUNT(list) };

	return draft_publish_answered(d->m, owner, code, &answers, p,
	    problems);
}

static enum err
post(struct demo *d, size_t i)
{
	const char **c = d->projects.rows[i];
	const struct actor *owner = owner_of(d, i);
	const char **from = d->owners.rows[owner - d->owner];
	struct plan *plan = &d->plans[i];
	bool direct = !owner->government && i % 3 == 0 &&
	    bidder(d, i, 0) != NULL && plan->fate == DONE;
	struct civil t = civil_of(plan->deadline);
	struct problems problems = { .n = 0 };
	struct project p;
	struct draft_form form = {
		.item = c[1], .title = c[2], .scale = c[3], .content = c[4],
		.place = c[5], .region = c[6],
		.fund = owner->government ? "fiscal" : "social",
		.budget = owner->government ? first_budget(d, owner) : "",
		.ceiling = c[7], .days = c[8], .requirements = c[9],
		.method = direct ? "direct" : "lowest",
		.chosen = direct ? bidder(d, i, 0)->uscc : "",
		.deadline = arena_printf(d->m->arena,
		    "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", t.year,
		    t.month, t.day, t.hour, t.minute, t.second),
		.contact = from[4], .phone = from[7],
		.server = i % 7 == 3 ? "no" : "yes", .rev = "0",
		.once = "",
	};
	enum err err = draft_create(d->m, owner, &form, &p, &problems);

	if (!err) {
		plan->code = arena_strdup(&d->keep, p.code);
		if (plan->fate != DRAFT)
			err = publish(d, owner, plan->code, &p, &problems);
		if (!err && !direct && plan->fate != DRAFT)
			err = cast_agree(d->cast, d->m, owner, plan->code);
	}
	if (problems.n)
		log_event(LOG_ERROR, "demo", "project=%zu field=%s code=%s",
		    i, problems.list[0].field ? problems.list[0].field : "-",
		    problems.list[0].code);
	return err;
}

static enum err
bid(struct demo *d, size_t i, size_t k)
{
	const struct actor *a = bidder(d, i, k);
	struct problems problems;
	struct project p;
	struct bid b;
	char hex[65], yuan[DIGITS_MAX];
	int64_t fen;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	if (err || a == NULL || strcmp(p.method, "direct") == 0)
		return err;
	/*
	 * 74 to 98 % of the ceiling, in whole tens of yuan; every fifth
	 * agency is keen, so that some come to be rated by many.
	 */
	fen = p.ceiling_fen / 1000 * (740 + (int64_t)roll(d, 120) +
	    (a - d->agency) % 5 * 30);
	fen -= fen % 1000;
	/* Every third agency has no script; two in three seal themselves. */
	if ((a - d->agency) % 3 != 0 || !p.server)
		return cast_bid(d->cast, d->m, a, p.code, fen,
		    (a - d->agency) % 3 == 1 ? "browser" : "offline");
	keys_random_hex(hex);
	hex[32] = '\0';
	return bid_place(d->m, a, p.code, digits_yuan(yuan, fen), hex, &b,
	    &problems);
}

/* The agency that won, as an actor; NULL: none. */
static const struct actor *
winner(struct demo *d, size_t i)
{
	struct project p;
	struct award a;
	enum err err = project_get(d->m, d->plans[i].code, &p);

	if (!err)
		err = award_of_project(d->m, p.id, &a);
	for (size_t j = 0; !err && j < d->agencies.n; j++)
		if (d->agency[j].party_id == a.agency_id)
			return &d->agency[j];
	return NULL;
}

static enum err
sign(struct demo *d, size_t i)
{
	const struct actor *agency = winner(d, i);
	enum err err = agency == NULL ? ERR_NOT_FOUND : demo_sign(d->m,
	    owner_of(d, i), agency, d->plans[i].code);

	return err ? err : demo_file(d->m, owner_of(d, i),
	    d->plans[i].code);
}

static enum err
complete(struct demo *d, size_t i)
{
	const struct actor *agency = winner(d, i);
	enum err err = agency == NULL ? ERR_NOT_FOUND : demo_work(d->m,
	    owner_of(d, i), agency, d->plans[i].code);

	return err ? err : demo_pay(d->m, owner_of(d, i), d->plans[i].code);
}

/* Both sides rate, so that both ratings are public at once. */
static enum err
rate(struct demo *d, size_t i)
{
	const char **c = d->comments.rows[i % d->comments.n];
	const char **back = d->comments_back.rows[i % d->comments_back.n];
	struct review_form form = { .scores = { c[0], c[1], c[2], c[3],
	    c[4] }, .text = c[5] };
	struct review_form of_owner = { .scores = { back[0], back[1],
	    back[2], back[3], back[4] }, .text = back[5] };
	const struct actor *agency = winner(d, i);
	struct problems problems;
	bool shown;
	enum err err = review_place(d->m, owner_of(d, i), d->plans[i].code,
	    &form, &shown, &problems);

	if (err || agency == NULL)
		return err;
	return review_place(d->m, agency, d->plans[i].code, &of_owner,
	    &shown, &problems);
}

static enum err
reply(struct demo *d, size_t i)
{
	const char *text = d->comments.rows[i % d->comments.n][6];
	const struct actor *agency = winner(d, i);
	struct problems problems;

	return text[0] && agency ? review_reply(d->m, agency,
	    d->plans[i].code, text, &problems) : OK;
}

static enum err
cancel(struct demo *d, size_t i)
{
	return cast_paper(d->cast, d->m, owner_of(d, i), d->plans[i].code,
	    "void", d->reasons.rows[i % d->reasons.n][0]);
}

/* A project that failed for want of bids goes no further. */
static bool
has_failed(struct demo *d, const struct step *s)
{
	struct project p;

	return s->act >= SIGN && s->act <= REPLY &&
	    project_get(d->m, d->plans[s->i].code, &p) == OK &&
	    strcmp(p.state, "failed") == 0;
}

static enum err
play(struct demo *d, const struct step *s)
{
	if (has_failed(d, s))
		return OK;
	switch (s->act) {
	case JOIN_AGENCY: return demo_join(d, s->i, true);
	case JOIN_OWNER: return demo_join(d, s->i, false);
	case POST: return post(d, s->i);
	case BID: return bid(d, s->i, s->k);
	case TICK:
		while (tick_run(d->m, 64) > 0)
			;
		if (cast_open_all(d->cast, d->m, 2) != OK)
			return ERR_INTERNAL;
		while (tick_run(d->m, 64) > 0)
			;
		return OK;
	case SIGN: return sign(d, s->i);
	case COMPLETE: return complete(d, s->i);
	case RATE: return rate(d, s->i);
	case REPLY: return reply(d, s->i);
	case CANCEL: return cancel(d, s->i);
	}
	return ERR_INTERNAL;
}

static enum err
read_tables(struct demo *d, const char *dir)
{
	enum err err = table_read(&d->keep, dir, "regions", 2, &d->regions);

	if (!err)
		err = table_read(&d->keep, dir, "items", 16, &d->items);
	if (!err)
		err = table_read(&d->keep, dir, "agencies", 12,
		    &d->agencies);
	if (!err)
		err = table_read(&d->keep, dir, "owners", 9, &d->owners);
	if (!err)
		err = table_read(&d->keep, dir, "projects", 10,
		    &d->projects);
	if (!err)
		err = table_read(&d->keep, dir, "comments", 7, &d->comments);
	if (!err)
		err = table_read(&d->keep, dir, "comments_back", 6,
		    &d->comments_back);
	if (!err)
		err = table_read(&d->keep, dir, "reasons", 1, &d->reasons);
	if (!err)
		err = table_read(&d->keep, dir, "qualifications", 9,
		    &d->qualifications);
	if (!err)
		err = table_read(&d->keep, dir, "explain", 1, &d->explain);
	if (!err && (d->agencies.n > PEOPLE_MAX || d->owners.n > PEOPLE_MAX
	    || d->comments.n == 0 || d->comments_back.n == 0 ||
	    d->reasons.n == 0 || d->explain.n < 2))
		err = ERR_INVALID;
	return err;
}

static enum err
play_all(struct demo *d)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < d->n_steps; i++) {
		const struct step *s = &d->steps[i];

		if (s->at > *d->clock)
			*d->clock = s->at;
		err = play(d, s);
		if (err)
			log_event(LOG_ERROR, "demo", "act=%d i=%zu err=%d",
			    s->act, s->i, err);
		market_next(d->m);
	}
	return err;
}

enum err
demo_build(struct market *m, int64_t *clock, int64_t now, const char *dir,
    const char *password, const char *const *trustees, size_t n)
{
	static struct demo d;
	char record[PASSWORD_RECORD];
	enum err err;

	now -= now % MINUTE;		/* deadlines are full minutes */
	d = (struct demo){ .m = m, .clock = clock, .now = now, .dice = 7,
	    .record = record };
	*clock = now - 721 * DAY;
	arena_init(&d.keep);
	err = read_tables(&d, dir);
	if (!err)
		err = cast_new(&d.cast, trustees, n);
	if (!err)
		err = password_hash(m->house->gate, password, record);
	if (!err)
		err = write_run(m, demo_set_up, &d);
	if (!err)
		err = house_load(m->house);
	if (!err)
		err = demo_staff(&d, password);
	if (!err) {
		plan_all(&d);
		err = play_all(&d);
	}
	if (!err)
		err = demo_read(&d);
	*clock = now;
	cast_free(d.cast);
	arena_release(&d.keep);
	return err;
}
