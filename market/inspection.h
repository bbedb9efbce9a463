/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_INSPECTION_H
#define MARKET_INSPECTION_H

#include "db/inspection_plan.h"
#include "db/inspection_task.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 双随机、一公开.  A plan:
 *
 *	collecting	a regulator has announced what is checked, by which
 *			law, and when is drawn; organisations commit to their
 *			parts of the seed, inspectors declare conflicts
 *	signing		lists and shares are fixed and public; each of the
 *			organisations signs the `plan` record
 *	registered	`plan` and `market/v1 staff` stand in the log
 *	drawn		after draws_at each part was opened: `plan-open` is in
 *			the log, objects and inspectors follow by
 *			market/inspect_draw.h, /plan/<code>/inspect.txt says
 *			all that a stranger needs to draw again
 *	void		not signed by then, or somebody withheld a part for a
 *			day: `market/v1 plan-void` names them
 *
 * Whoever opens a part looks first whether `plan` is cosigned, as a trustee
 * does before it opens a round: what was opened cannot be taken back.
 *
 * A visit (检查任务) goes by the table of domain.md 4; inspection_next() is
 * that table.  Agencies that had inspect.visits visits in a year are in no
 * list; a band whose ratio is 10000 is inspected whole.
 *
 * Sources: domain.md 4, 8; sealing.md 8 («Draws without bids»);
 * 国务院办公厅关于推广随机抽查规范事中事后监管的通知 (国办发〔2015〕58号).
 */
enum {
	INSPECTION_PAGE = 20, INSPECTION_TASKS = 50,
	INSPECTION_TITLE = 60, INSPECTION_ITEMS = 1000,
	INSPECTION_TEXT_LEAST = 10, INSPECTION_TEXT = 500,
	INSPECTION_SOONEST = 3600,	/* seconds from the announcement on */
	INSPECTION_LATEST = 90 * 86400,
	INSPECTION_PATIENCE = 86400,	/* for the parts, after draws_at */
	INSPECTION_PARTS = 2,		/* organisations at least */
	INSPECTION_CORRECT = 60		/* working days at most */
};

/* ---- plans, by a regulator ---- */

struct inspection_form {
	const char *title, *basis;
	const char *key_items, *general_items;	/* a line each */
	const char *draws;	/* 2026-12-02T10:00 */
	const char *once;
};

/*
 * Announces one.  *id: the plan; the same form again: the same.
 * ERR_INVALID: problems at the fields.
 */
enum err inspection_make(struct market *m, const struct actor *actor,
    const struct inspection_form *form, int64_t *id,
    struct problems *problems);

/*
 * Fixes lists and shares: collecting → signing.  Again: OK.
 *
 * ERR_CONFLICT	too late, or a problem says what is missing: parts,
 *		inspectors, agencies
 * ERR_BUSY	a market that cannot sign
 */
enum err inspection_fix(struct market *m, const struct actor *actor,
    int64_t id, struct problems *problems);

/* ---- parts of the seed: the signature speaks, or the commitment ---- */

/*
 * A note «market/v1 plan-commit / plan <code> / commit <hex>», signed by one
 * of the trust file's trustees.  The same again: OK.
 *
 * ERR_INVALID	no such note, or not rightly signed
 * ERR_NOT_FOUND
 * ERR_CONFLICT	no longer collecting, or this name committed to another
 */
enum err inspection_commit(struct market *m, int64_t id, const char *file,
    size_t n);

/* A signature line over the plan's text; with the last: registered. */
enum err inspection_sign(struct market *m, int64_t id, const char *line,
    size_t n);

/*
 * «r <hex>» of one of the parts, from draws_at on; with the last: drawn.
 * ERR_INVALID: it is nobody's.  ERR_CONFLICT: too early, or too late.
 */
enum err inspection_open(struct market *m, int64_t id, const char *text,
    size_t n);

/* The clock: not signed in time, or a part is withheld. */
enum err inspection_missed(struct market *m, int64_t project_id, int64_t id);

/* ---- visits ---- */

/* The state an act leads to; NULL: it cannot be done in this one. */
const char *inspection_next(const char *state, const char *act);

struct inspection_act {
	const char *act;	/* start, write, record, correct, recheck,
				   transfer */
	const char *text;	/* what is said; of record: nothing */
	const char *result;	/* write: none, minor, serious */
	const char *days;	/* write: working days to correct it */
	const char *to;		/* transfer: whom it goes to */
	const char *verdict;	/* recheck: good, bad */
};

/*
 * One of the two inspectors starts with what the check on line showed,
 * writes what was found (anew until it is signed); the other one signs it:
 * recorded.  The agency corrects, an inspector checks again, a regulator
 * hands it over.  The same again: OK.
 *
 * ERR_INVALID		problems at the fields
 * ERR_NOT_FOUND	no visit of the actor's
 * ERR_FORBIDDEN	that is for somebody else
 * ERR_CONFLICT		not in this state; or (a problem) the signature must
 *			be the other inspector's
 */
enum err inspection_do(struct market *m, const struct actor *actor,
    int64_t id, const struct inspection_act *act, struct problems *problems);

/* The clock: results become public; the time to correct is over. */
enum err inspection_publish(struct market *m, int64_t project_id,
    int64_t id);
enum err inspection_overdue(struct market *m, int64_t project_id,
    int64_t id);

/* ---- reading; a page + 1 ---- */

enum err inspection_plans(struct market *m, int64_t before,
    struct inspection_plan **list, size_t *n);
enum err inspection_plan(struct market *m, int64_t id,
    struct inspection_plan *p, struct inspection_part **parts, size_t *n);
/* The visits of a plan, in the order of the draw, behind a place. */
enum err inspection_tasks(struct market *m, int64_t plan_id, int64_t after,
    struct inspection_task **list, size_t *n);
/* One visit, for its inspectors, its agency and officers. */
enum err inspection_task(struct market *m, const struct actor *actor,
    int64_t id, struct inspection_task *t);
/* The actor's: an inspector's, or an agency's. */
enum err inspection_mine(struct market *m, const struct actor *actor,
    int64_t before, struct inspection_task **list, size_t *n);
/* What is public of an agency. */
enum err inspection_results(struct market *m, int64_t party_id,
    int64_t before, struct inspection_task **list, size_t *n);
/* By when a visit's next step is due, and is it late?  0: none. */
enum err inspection_waits(struct market *m, const struct inspection_task *t,
    int64_t *due_at, bool *late);

#endif
