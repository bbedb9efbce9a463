/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MATTER_H
#define MARKET_MATTER_H

#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * What an objection to the purchaser and a complaint to the regulator share:
 * they are two steps of one matter, with one table of states, one effect on
 * the award and one consequence where they are upheld.
 *
 *	filed -> refused, accepted, withdrawn
 *	accepted -> withdrawn, upheld, partly, dismissed
 *	upheld, partly -> remedied	(complaints)
 *
 * Source: domain.md 4 (objection, complaint).
 */
bool matter_may_move(const char *from, const char *to);

/*
 * All within a transaction.  Does an objection or a complaint keep the award
 * of a project from taking effect?
 */
enum err matter_suspends(struct db *db, int64_t project_id, bool *yes);

/*
 * Where the publicity ended while the award had to wait, the clock looks
 * again now.  While one still suspends: nothing.
 */
enum err matter_let_go(struct db *db, const struct project *p);

/*
 * Upheld against a result that has not led to a contract: the award is taken
 * back.  out: the code of domain.md 6.3 for which the winner's bid is out
 * after all, ranked again with the same seed; "": the next reserve.  The
 * reason is the first line of why.
 */
enum err matter_take_back(struct db *db, struct house *h,
    const struct actor *actor, struct project *p, const char *out,
    const char *why);

/* The code itself, "" for "", NULL: none of those that put a bid out. */
const char *matter_out(const char *typed);

/* The i-th of them, for a form; NULL behind the last. */
const char *matter_out_at(size_t i);

/* A typed text, trimmed; a problem at field where it is empty or too long. */
const char *matter_text(struct arena *a, const char *typed, size_t most,
    const char *field, const char *empty, struct problems *problems);

#endif
