/* SPDX-License-Identifier: Apache-2.0 */
/* sheet_draw.c: who scores: the list, the draw, and who is replaced. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "market/append.h"
#include "market/base/digits.h"
#include "market/draw.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/opening.h"
#include "market/platform.h"
#include "market/round.h"
#include "market/seal_record.h"
#include "market/sheet.h"
#include "market/write.h"

/* ---- criteria ---- */

bool
sheet_criteria(struct arena *a, const char *text,
    struct criterion list[SHEET_CRITERIA], size_t *n)
{
	int64_t sum = 0;
	char *rest = arena_strdup(a, text), *line;

	*n = 0;
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *name = line;
		const char *most = strsep(&name, " ");

		if (line[0] == '\0' && rest == NULL)
			break;		/* the last LF */
		if (*n == SHEET_CRITERIA || name == NULL ||
		    name[0] == '\0' || !digits_int(most, 1, SHEET_FULL,
		    &list[*n].most))
			return false;
		list[*n].name = name;
		sum += list[(*n)++].most;
	}
	return *n > 0 && sum == SHEET_FULL;
}

/* ---- the list and the draw ---- */

enum err
sheet_list(struct db *db, const struct project *p, const char *type)
{
	struct evaluator *all;
	size_t n;
	enum err err = db_evaluator_of_type(db, type, p->owner_uscc,
	    SHEET_LIST, &all, &n);

	if (!err && (int64_t)n < 3 * p->evaluators)
		return ERR_CONFLICT;
	for (size_t i = 0; !err && i < n; i++)
		err = db_project_evaluator_add(db, p->id, all[i].id);
	return err;
}

/* One of the list, with its place in the draw. */
struct lot {
	struct project_evaluator *who;
	unsigned char hash[DRAW_HASH];
};

static int
by_hash(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;

	return memcmp(x->hash, y->hash, DRAW_HASH);
}

/* Who is still to be had, in the order of the draw. */
static size_t
lots_of(struct arena *a, const struct round *r,
    struct project_evaluator *list, size_t n, struct lot **lots)
{
	size_t had = 0;

	*lots = arena_alloc(a, (n + 1) * sizeof **lots);
	for (size_t i = 0; i < n; i++) {
		struct lot *l = &(*lots)[had];

		if (list[i].place || list[i].out[0] != '\0')
			continue;
		l->who = &list[i];
		draw_rank(l->hash, r->seed, arena_printf(a, "e/%" PRId64,
		    list[i].who.id));
		had++;
	}
	qsort(*lots, had, sizeof **lots, by_hash);
	return had;
}

/* Somebody of the purchaser's or a bidder's own house. */
static bool
in_conflict(const struct evaluator *e, const struct project *p,
    const struct bid *bids, size_t n)
{
	if (e->unit_uscc[0] == '\0')
		return false;
	if (strcmp(e->unit_uscc, p->owner_uscc) == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (bids[i].agency_id && strcmp(e->unit_uscc,
		    bids[i].agency_uscc) == 0)
			return true;
	return false;
}

static enum err
leave_out(struct db *db, const struct project *p, const struct round *r,
    struct project_evaluator *list, size_t n)
{
	struct bid *bids;
	size_t n_bids;
	enum err err = db_bid_of_round(db, r->id, &bids, &n_bids);

	for (size_t i = 0; !err && i < n; i++) {
		if (!in_conflict(&list[i].who, p, bids, n_bids))
			continue;
		list[i].out = "conflict";
		err = db_project_evaluator_draw(db, p->id, &list[i]);
	}
	return err;
}

/* The next wanted ones of the draw get places from first on. */
static enum err
take_next(struct db *db, const struct project *p, const struct round *r,
    struct project_evaluator *list, size_t n, int64_t first, int64_t wanted,
    int64_t *drawn)
{
	struct lot *lots;
	size_t had = lots_of(db_arena(db), r, list, n, &lots);
	enum err err = OK;

	*drawn = 0;
	while (!err && *drawn < wanted && (size_t)*drawn < had) {
		struct project_evaluator *who = lots[*drawn].who;

		who->place = first + *drawn;
		err = db_project_evaluator_draw(db, p->id, who);
		++*drawn;
	}
	return err;
}

/* Those who were drawn and have handed in nothing yet. */
static enum err
ask_all(struct db *db, const struct project *p, int64_t until)
{
	struct project_evaluator *list;
	size_t n;
	enum err err = db_project_evaluators(db, p->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (list[i].place > 0 && list[i].out[0] == '\0')
			err = message_tell(db, &(struct message){ .code =
			    "sheet_asked", .account_id =
			    list[i].who.account_id, .project_id = p->id,
			    .args = (struct arg[]){ arg_time("UNTIL", until),
			    { 0 } } });
	return err;
}

enum err
sheet_ask(struct db *db, const struct house *h, const struct project *p)
{
	int64_t until;
	enum err err = due_span(db, h, p, "evaluate", 0, db_now(db),
	    house_params(h, p->param_version)->evaluate, &until);

	return err ? err : ask_all(db, p, until);
}

enum err
sheet_draw(struct db *db, const struct house *h, const struct project *p,
    const struct round *r, int64_t *drawn)
{
	struct project_evaluator *list;
	size_t n;
	enum err err = db_project_evaluators(db, p->id, &list, &n);

	*drawn = 0;
	if (!err)
		err = leave_out(db, p, r, list, n);
	if (!err)
		err = take_next(db, p, r, list, n, 1, p->evaluators, drawn);
	if (!err)
		err = flow_tell(db, h, NULL, p, "evaluators_drawn", "");
	return err;
}

bool
sheet_is_counted(const struct project_evaluator *list, size_t n,
    int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].who.id == id)
			return list[i].place > 0 && list[i].out[0] == '\0';
	return false;
}

enum err
sheet_counted(struct db *db, const struct project *p, const struct round *r,
    struct sheet **list, size_t *n)
{
	struct project_evaluator *who;
	struct sheet *all;
	size_t n_who, n_all;
	enum err err = db_project_evaluators(db, p->id, &who, &n_who);

	if (!err)
		err = db_sheet_of_round(db, r->id, &all, &n_all);
	*n = 0;
	if (err)
		return err;
	*list = all;
	for (size_t i = 0; i < n_all; i++)
		if (sheet_is_counted(who, n_who, all[i].evaluator_id))
			all[(*n)++] = all[i];
	return OK;
}

/* ---- too late ---- */

struct missing {
	struct house *house;
	int64_t project_id;
};

static bool
handed_in(const struct sheet *sheets, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (sheets[i].evaluator_id == id)
			return true;
	return false;
}

/* Strikes who is missing; *first: the next free place. */
static enum err
strike(struct db *db, const struct project *p, const struct round *r,
    struct project_evaluator *list, size_t n, int64_t *wanted,
    int64_t *first)
{
	struct sheet *sheets;
	size_t n_sheets;
	enum err err = db_sheet_of_round(db, r->id, &sheets, &n_sheets);

	*wanted = 0;
	*first = 1;
	for (size_t i = 0; !err && i < n; i++) {
		if (list[i].place >= *first)
			*first = list[i].place + 1;
		if (list[i].place == 0 || list[i].out[0] != '\0' ||
		    handed_in(sheets, n_sheets, list[i].who.id))
			continue;
		list[i].out = "missed";
		++*wanted;
		err = db_project_evaluator_draw(db, p->id, &list[i]);
	}
	return err;
}

/*
 * On record before anybody takes a seat that is free: else the market could
 * wait for a sheet it likes, and say only then who had missed.
 */
static enum err
record_missed(struct db *db, const struct house *h, const struct round *r,
    const struct project_evaluator *was, const struct project_evaluator *list,
    size_t n)
{
	struct seal_missed m = { .list = arena_alloc(db_arena(db),
	    (n + 1) * sizeof *m.list) };
	struct buf note;
	int64_t leaf, k;
	enum err err = round_count(db, r, "missed", &k);

	memcpy(m.policy, r->policy, sizeof m.policy);
	for (size_t i = 0; i < n; i++)
		if (was[i].out[0] == '\0' && list[i].out[0] != '\0')
			m.list[m.n++].name = arena_printf(db_arena(db),
			    "e/%" PRId64, list[i].who.id);
	if (err || m.n == 0)
		return err;
	platform_note(h->platform, &note, SEAL_MISSED, &m, NULL);
	err = append_entry(db, note.data, note.len, &leaf);
	if (!err)
		err = round_record(db, r, leaf, "missed", arena_printf(
		    db_arena(db), "missed-%" PRId64 ".note", k + 1),
		    note.data, note.len);
	buf_release(&note);
	return err;
}

static enum err
missed_in_txn(struct db *db, void *ctx)
{
	struct missing *x = ctx;
	struct project_evaluator *list, *was;
	struct project p;
	struct round r;
	int64_t wanted, first, drawn;
	size_t n;
	enum err err = db_project_get(db, x->project_id, &p);

	if (!err)
		err = due_take(db, p.id, "evaluate", 0);
	if (!err)
		err = db_round_of_project(db, p.id, &r);
	if (!err)
		err = db_project_evaluators(db, p.id, &list, &n);
	if (!err)
		err = db_project_evaluators(db, p.id, &was, &n);
	if (!err)
		err = strike(db, &p, &r, list, n, &wanted, &first);
	if (!err)
		err = record_missed(db, x->house, &r, was, list, n);
	if (!err)
		err = take_next(db, &p, &r, list, n, first, wanted, &drawn);
	if (!err)
		err = flow_tell(db, x->house, NULL, &p,
		    "evaluators_replaced", "");
	if (err)
		return err;
	return drawn < wanted ? opening_fail(db, x->house, &p, &r,
	    "exhaust", "no_sheets", 0) : sheet_ask(db, x->house, &p);
}

enum err
sheet_missed(struct market *m, int64_t project_id, int64_t object_id)
{
	struct missing x = { m->house, project_id };

	(void)object_id;
	return write_run(m, missed_in_txn, &x);
}
