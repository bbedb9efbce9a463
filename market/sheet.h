/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SHEET_H
#define MARKET_SHEET_H

#include "db/bid.h"
#include "db/evaluator.h"
#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/document.h"
#include "market/market.h"

/*
 * 方案择优: proposals are scored.  At the opening evaluators are drawn from the
 * list in the notice, by rank hash of e/<id>, who work for the purchaser or
 * a bidder left out.  Each hands in one sheet; it is committed at once by a
 * blind leaf and kept back; when the last is in, all are public together
 * and the ranking follows from them.  Who hands in none in time is replaced
 * by the next of the draw.
 *
 * The platform can read a sheet before the others are in; it cannot change
 * one, nor choose which are counted.
 *
 * Source: domain.md 6.2 (composite), 6.5 (sheet).
 */
enum {
	SHEET_CRITERIA = 8,
	SHEET_FULL = 100,	/* points of all criteria together */
	SHEET_LIST = 50		/* evaluators in a notice */
};

/* What proposals are judged by: a field «c<i>» of the form each. */
struct criterion {
	const char *name;	/* «方案质量» */
	int64_t most;		/* whole points */
};

/*
 * Reads the lines «<most> <name>» of a project: 1 to SHEET_CRITERIA, most
 * 1 … 100, together SHEET_FULL.  false: they are none.
 */
bool sheet_criteria(struct arena *a, const char *text,
    struct criterion list[SHEET_CRITERIA], size_t *n);

/*
 * Within the transaction that publishes p: the list of its notice.  too few
 * (fewer than three for each that is drawn, none of the owner's own):
 * ERR_CONFLICT.
 */
enum err sheet_list(struct db *db, const struct project *p,
    const char *type);

/*
 * Within the transaction of the opening: draws; sheet_ask() follows.
 * *drawn: how many; fewer than p->evaluators: nobody can score.
 */
enum err sheet_draw(struct db *db, const struct house *h,
    const struct project *p, const struct round *r, int64_t *drawn);

/* The sheets that count, by leaf: of those drawn and not replaced. */
enum err sheet_counted(struct db *db, const struct project *p,
    const struct round *r, struct sheet **list, size_t *n);

/* Those who were drawn are asked, and get their time from now on. */
enum err sheet_ask(struct db *db, const struct house *h,
    const struct project *p);

/* Is the actor somebody whose sheet of the project counts? */
enum err sheet_is_expert(struct db *db, const struct actor *actor,
    int64_t project_id, bool *is);

/* Is evaluator id of the list drawn, and not replaced? */
bool sheet_is_counted(const struct project_evaluator *list, size_t n,
    int64_t id);

/* The value of a field in the lines of bid.fields, or "". */
const char *sheet_field(struct arena *a, const char *fields,
    const char *key);

/* What one evaluator sees of a project. */
struct sheet_case {
	struct project project;
	struct round round;
	struct evaluator who;
	struct criterion criteria[SHEET_CRITERIA];
	size_t n_criteria;
	struct bid *bids;	/* valid ones, by leaf */
	size_t n;
	int64_t until;
	const char *mine;	/* the file handed in; NULL: none yet */
};

/* ERR_NOT_FOUND: not drawn for project code. */
enum err sheet_case(struct market *m, const struct actor *actor,
    const char *code, struct sheet_case *c);

/*
 * Hands in.  points: as typed, of bid i and criterion k at
 * [i * c->n_criteria + k]; whole points with at most two decimals.
 * Again, with the same points: OK.
 *
 * ERR_INVALID		problems at «p<i>-<k>»
 * ERR_NOT_FOUND	as sheet_case()
 * ERR_CONFLICT		too late, or another sheet was handed in
 */
enum err sheet_place(struct market *m, const struct actor *actor,
    const struct sheet_case *c, const char *const *points,
    struct problems *problems);

/*
 * Annexes to the actor's own sheet, before it is handed in (kind «annex» of
 * market/document.h, of the round).  They are kept back like the sheets: till
 * the round is ranked nobody reads them; then the purchaser, the evaluators
 * whose sheets count, regulators and auditors.  Not public: they may name
 * people.
 *
 * ERR_INVALID		a problem at «files»
 * ERR_NOT_FOUND	as sheet_case()
 * ERR_CONFLICT		too late, or the sheet was handed in
 */
enum { SHEET_ANNEXES = 5 };		/* of one sheet */
enum err sheet_annex(struct market *m, const struct actor *actor,
    const char *code, const struct uploads *files,
    struct problems *problems);
enum err sheet_may_read(struct db *db, const struct actor *actor,
    int64_t round_id, bool *may);

/* The actor's own of a round, by name; and: may it read all of them? */
enum err sheet_annexes(struct market *m, const struct actor *actor,
    int64_t round_id, struct document_use **list, size_t *n);
bool sheet_annexes_open(struct market *m, const struct actor *actor,
    int64_t round_id);

/* Within a transaction: as sheet_case(); may a sheet still be handed in? */
enum err sheet_find(struct db *db, int64_t account_id, const char *code,
    struct sheet_case *c);
enum err sheet_in_time(struct db *db, const struct sheet_case *c);

/* The clock: time is over; who is missing is replaced. */
enum err sheet_missed(struct market *m, int64_t project_id,
    int64_t object_id);

#endif
