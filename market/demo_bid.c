/* SPDX-License-Identifier: Apache-2.0 */
/* demo_bid.c: agencies of the demonstration bid. */
#include "market/demo_plan.h"

#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/bid.h"
#include "market/keys.h"
#include "market/project.h"
#include "market/sheet.h"
#include "market/submit.h"

const struct actor *
demo_agency(const struct demo *d, long row)
{
	return row < 1 || (size_t)row > d->agencies.n ||
	    d->agency[row - 1].account_id == 0 ? NULL : &d->agency[row - 1];
}

bool
demo_named(const struct demo *d, size_t i, size_t k, long *row, long *yuan)
{
	const char *cell = d->projects.rows[i][P_BIDS];
	char *end;

	while (k-- > 0 && *cell != '\0') {
		cell += strcspn(cell, "|");
		cell += *cell == '|';
	}
	*row = strtol(cell, &end, 10);
	*yuan = *end == ' ' ? strtol(end + 1, &end, 10) : 0;
	return *row > 0;
}

const struct actor *
demo_bidder(const struct demo *d, size_t i, size_t k)
{
	const char *item = d->projects.rows[i][P_ITEM];
	size_t seen = 0;
	long row, yuan;

	if (d->plans[i].named)
		return demo_named(d, i, k, &row, &yuan) ?
		    demo_agency(d, row) : NULL;
	for (size_t j = 0; j < d->agencies.n; j++) {
		size_t a = (i * 5 + j) % d->agencies.n;

		if (d->agency[a].account_id != 0 && !d->idle[a] &&
		    strstr(d->agencies.rows[a][11], item) != NULL &&
		    seen++ == k)
			return &d->agency[a];
	}
	return NULL;
}

/* Which of the project's bidders it is, from 0: no two say the same. */
static size_t
seat_of(const struct demo *d, size_t i, const struct actor *a)
{
	size_t k = 0;

	while (k < d->plans[i].bids && demo_bidder(d, i, k) != a)
		k++;
	return k;
}

/* A proposal: what the agency says to each criterion, and its documents. */
static const char **
say(struct demo *d, const struct project *p, size_t seat,
    const char *const *hashes, size_t asked)
{
	struct criterion list[SHEET_CRITERIA];
	const char **values = arena_alloc(d->m->arena,
	    (SHEET_CRITERIA + CURE_MOST) * sizeof *values);
	size_t n = 0;

	if (strcmp(p->method, "composite") == 0 &&
	    !sheet_criteria(d->m->arena, p->criteria, list, &n))
		return NULL;
	for (size_t k = 0; k < asked; k++)
		values[n + k] = hashes[k];
	for (size_t i = 0; i < n; i++)
		values[i] = d->proposals.rows[(seat * n + i) %
		    d->proposals.n][0];
	return values;
}

/*
 * Every third agency has no script and is sealed for, where the rule allows
 * that; two in three seal themselves.
 */
static enum err
seal(struct demo *d, size_t i, const struct project *p,
    const struct actor *a, int64_t fen)
{
	size_t who = (size_t)(a - d->agency);
	struct problems problems = { .n = 0 };
	struct rule_form form = { .amount_fen = fen };
	const char *hashes[CURE_MOST];
	size_t asked = demo_hashes(d, p, a, hashes);
	char hex[65], yuan[DIGITS_MAX];
	struct bid b;

	if (who % 3 != 0 || !p->server) {
		form.values = say(d, p, seat_of(d, i, a), hashes,
		    asked);
		return cast_bid_form(d->cast, d->m, a, p->code, &form,
		    who % 3 == 1 ? "browser" : "offline");
	}
	keys_random_hex(hex);
	hex[32] = '\0';
	return demo_said(bid_place_with(d->m, a, p->code, fen < 0 ? "" :
	    digits_yuan(yuan, fen), hashes, hex, &b, &problems), &problems);
}

static enum err
offer(struct demo *d, size_t i, const struct actor *a, int64_t thousandths)
{
	struct project p;
	enum err err = project_get(d->m, d->plans[i].code, &p);
	int64_t fen = p.ceiling_fen / 1000 * thousandths;

	if (err)
		return err;
	if (p.fixed_fen)
		fen = -1;		/* the price is fixed */
	else if (fen < p.floor_fen)
		fen = p.floor_fen;
	return seal(d, i, &p, a, fen < 0 ? fen : fen - fen % 1000);
}

/* What the table says. */
static enum err
offer_named(struct demo *d, size_t i, size_t k, const struct actor *a)
{
	struct project p;
	enum err err = project_get(d->m, d->plans[i].code, &p);
	long row, yuan;

	if (err || !demo_named(d, i, k, &row, &yuan))
		return err ? err : ERR_INVALID;
	return seal(d, i, &p, a, p.fixed_fen ? -1 : (int64_t)yuan * 100);
}

/*
 * 68 to 99 % of the ceiling, in whole tens of yuan; every fifth agency is
 * keen, so that some come to be rated by many.
 */
enum err
demo_bid(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_bidder(d, i, k);
	int64_t roll;

	(void)value;
	if (d->plans[i].named)
		return a == NULL ? ERR_NOT_FOUND : offer_named(d, i, k, a);
	roll = (int64_t)demo_roll(d, 200);
	return a == NULL ? OK : offer(d, i, a, 680 + roll +
	    (a - d->agency) % 5 * 30);
}

/* One more, who asks for less than half. */
enum err
demo_low(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_bidder(d, i, d->plans[i].bids);

	(void)k, (void)value;
	return a == NULL ? ERR_NOT_FOUND : offer(d, i, a, 430);
}

/* The first of those who seal themselves bids again. */
static const struct actor *
one_who_seals(const struct demo *d, size_t i)
{
	for (size_t k = 0; k < d->plans[i].bids; k++) {
		const struct actor *a = demo_bidder(d, i, k);

		if (a != NULL && (a - d->agency) % 3 != 0)
			return a;
	}
	return NULL;
}

enum err
demo_replace(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = one_who_seals(d, i);

	(void)k, (void)value;
	return a == NULL ? ERR_NOT_FOUND : offer(d, i, a, 880);
}

enum err
demo_withdraw(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = one_who_seals(d, i);
	struct posted posted;
	const char *file;
	size_t n;
	enum err err = a == NULL ? ERR_NOT_FOUND : cast_withdraw(d->cast,
	    d->m, a, d->plans[i].code, &file, &n);

	(void)k, (void)value;
	if (!err)
		err = submit_file(d->m, a, NULL, file, n, &posted);
	return !err && posted.code ? ERR_CONFLICT : err;
}

/* 二次报价: less than the first time, where that is possible. */
enum err
demo_again(struct demo *d, size_t i, size_t k, const char *value)
{
	const struct actor *a = demo_bidder(d, i, k);

	(void)value;
	return a == NULL ? OK : offer(d, i, a, 690 +
	    (int64_t)demo_roll(d, 50));
}
