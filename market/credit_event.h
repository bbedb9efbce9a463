/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CREDIT_EVENT_H
#define MARKET_CREDIT_EVENT_H

#include "db/agency.h"
#include "db/credit_event.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 信用事件: the dated events credit is made of, and the credit they make.
 *
 *	proposed	by the clock or an officer; the party is told, and has
 *			credit.statement to say something
 *	effective	after that: confirmed by another officer, or by itself if
 *			it is a fact of the clock's that nobody contests
 *	appealed	within credit.appeal; the points count meanwhile
 *	dropped		by an officer who neither proposed nor confirmed it
 *	expired		by the clock, when the points are 0
 *	repaired	by a granted repair
 *
 * Officers have as long for a decision as the party had for its answer;
 * later they are shown as late.  Each change writes the party's score and
 * band in its own transaction.  An event follows the code of the party and
 * the legal representative it had then: it weighs on all that person
 * represents now.
 *
 * Source: domain.md 4 (credit event), 7.3.
 */
enum {
	CREDIT_PAGE = 20,
	CREDIT_MARKS = 2000,	/* events that weigh on one party, read at most */
	CREDIT_TEXT = 500, CREDIT_TEXT_LEAST = 10
};

/* ---- proposing ---- */

struct credit_proposal {
	int64_t party_id;
	const char *code;		/* of the catalogue */
	int64_t occurred_at;		/* a moment of the day */
	int64_t project_id, contract_id;	/* 0: none */
	const char *source;	/* «award:12»: one fact is one event; "" or
				   NULL: an officer's */
	const char *evidence;	/* public; "" or NULL: what the clock saw */
	bool contested;		/* a person has to decide, whoever is silent */
};

/*
 * Within a transaction.  by NULL: the clock.  A code that the catalogue does
 * not have, or that has no effect there, does nothing, as does a fact that
 * was proposed before: OK.
 *
 * ERR_CONFLICT	the party is no agency
 */
enum err credit_propose(struct db *db, const struct house *h,
    const struct actor *by, const struct credit_proposal *p);

/*
 * The fact of the clock's does not stand (a force majeure was accepted, a
 * decision annulled): its event is dropped, whatever it waits for.  Within a
 * transaction.  No such event, or it is over: OK.
 */
enum err credit_excuse(struct db *db, const struct house *h,
    const struct actor *by, const char *source, const char *code,
    const char *reason);

/*
 * A repair was granted: effective → repaired.  Within a transaction.
 * ERR_CONFLICT: it is not effective.
 */
enum err credit_repair(struct db *db, const struct house *h,
    const struct actor *by, int64_t id);

/* ---- the clock ---- */

/* The statement period is over. */
enum err credit_heard(struct market *m, int64_t project_id, int64_t id);
/* The points are 0. */
enum err credit_expire(struct market *m, int64_t project_id, int64_t id);

/* ---- people ---- */

/*
 * The party says something, once, until the end of its day.  The same again:
 * OK.
 *
 * ERR_INVALID		a problem at «text»
 * ERR_NOT_FOUND	no event of the actor's
 * ERR_CONFLICT		too late, or something was said
 */
enum err credit_state(struct market *m, const struct actor *actor,
    int64_t id, const char *text, struct problems *problems);
enum err credit_appeal(struct market *m, const struct actor *actor,
    int64_t id, const char *text, struct problems *problems);

/*
 * An officer decides, with a public reason: confirm or drop what was
 * proposed, keep or drop what was appealed.  The same again: OK.
 *
 * ERR_INVALID		problems at «verdict», «text»
 * ERR_FORBIDDEN	a problem: the actor proposed or confirmed it
 * ERR_CONFLICT		not heard yet (a problem), or decided otherwise
 */
enum err credit_decide(struct market *m, const struct actor *actor,
    int64_t id, const char *verdict, const char *text,
    struct problems *problems);

/* What an officer types. */
struct credit_form {
	const char *uscc;
	const char *code;
	const char *occurred;	/* 2026-11-23 */
	const char *project;	/* its code; "": none */
	const char *evidence;
	const char *once;
};

/*
 * An officer proposes.  *id: the event; the same form again: the same.
 * ERR_INVALID: problems at the fields.
 */
enum err credit_raise(struct market *m, const struct actor *actor,
    const struct credit_form *form, int64_t *id, struct problems *problems);

/* ---- the score ---- */

/* What a party's credit is made of on a day. */
struct credit_standing {
	int64_t score;
	enum credit_band band;
	int64_t clean;		/* contracts, up to CREDIT_CLEAN_COUNT */
	int64_t finished;	/* up to CREDIT_FINISHED */
	int64_t active;		/* points off, hundredths */
	bool vetoed;
	size_t events;		/* that weigh something */
	int64_t next;		/* the day on which time changes it; 0 */
};

/* On a day of Beijing; reads only.  ERR_NOT_FOUND: no party. */
enum err credit_standing(struct db *db, int64_t party_id, int32_t day,
    struct credit_standing *s);

/* Today, for pages. */
enum err credit_read(struct market *m, int64_t party_id,
    struct credit_standing *s);

/*
 * Writes agency.credit and agency.band; within the transaction.  A fall to D
 * is something for the clock (market/penalty.h).
 */
enum err credit_rescore(struct db *db, int64_t party_id);

/* The same for those whom a new day changes, at most limit; *n: how many. */
enum err credit_sweep(struct market *m, int limit, size_t *n);

/*
 * May an agency of the band not bid on what is paid by fund («fiscal», …)?  Band D and
 * a public budget, where the catalogue has that consequence.
 */
enum err credit_forbids(struct db *db, const char *band, const char *fund,
    bool *yes);

/*
 * Who represents the party now (keys_person()): its events that had nobody
 * to follow do from now on.  Within a transaction.
 */
enum err credit_follow(struct db *db, int64_t party_id,
    const char *rep_hash);

/*
 * Who holds the party has changed: what follows it, and those that one
 * controls with it, is reckoned anew.  Within a transaction.
 */
enum err credit_held(struct db *db, int64_t party_id);

/* ---- reading ---- */

/* ERR_NOT_FOUND: no such event, or it never was public. */
enum err credit_public(struct market *m, int64_t id,
    struct credit_event *e);
/* For its party and officers, in whatever state.  ERR_NOT_FOUND. */
enum err credit_get(struct market *m, const struct actor *actor, int64_t id,
    struct credit_event *e);

/* What it weighs. */
struct credit_mark credit_mark_of(const struct credit_event *e);

/* Those that count for an agency, its representative's too: a page + 1. */
enum err credit_list(struct market *m, int64_t party_id, int64_t before,
    struct credit_event **list, size_t *n);
/* All of the actor's, whatever the state: a page + 1. */
enum err credit_own(struct market *m, const struct actor *actor,
    int64_t before, struct credit_event **list, size_t *n);
/* What waits for an officer: proposed or appealed; a page + 1. */
enum err credit_queue(struct market *m, const char *state, int64_t after,
    struct credit_event **list, size_t *n);

/* By when somebody must act: the party, or the officers; due_at 0: nobody. */
struct credit_wait {
	const char *who;	/* party, office, nobody */
	int64_t due_at;
	bool late;
};
enum err credit_waits(struct market *m, const struct credit_event *e,
    struct credit_wait *w);

#endif
