/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PENALTY_H
#define MARKET_PENALTY_H

#include "db/penalty.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 惩戒: 警示 (warning), 暂停 (suspension, of all or of one item), 清退
 * (expulsion), 黑名单 (ban).
 *
 *	proposed	by an officer, with article and facts, or by the clock
 *			where band D was reached twice; officers alone
 *	notified	the party was told, has penalty.hear to state itself
 *	effective	imposed by another officer once that period is over
 *	waived		not imposed, with a reason
 *	expired		by the clock
 *	lifted		early, by a granted repair or an officer's decision
 *	annulled	by a court, entered by an officer
 *
 * Who proposed one never decides on it.  A suspension of all and what is
 * worse show in agency.state; a ban follows the legal representative too.
 * Contracts that run go on.  What each kind needs is in the catalogue
 * (PENALTY_…): what a region switches off, or bases on no law, is not
 * proposed.  Public from its effect on, and so long after its end
 * (penalty.public).
 *
 * Source: domain.md 3, 4 (penalty, agency).
 */
enum {
	PENALTY_PAGE = 20, PENALTY_FORCE = 100,
	PENALTY_TEXT = 500, PENALTY_TEXT_LEAST = 10,
	PENALTY_ARTICLE = 200, PENALTY_ARTICLE_LEAST = 5
};

/* Did one in force at a second keep the agency from bidding on the item? */
enum err penalty_forbids(struct db *db, int64_t agency_id, int64_t item_id,
    int64_t at, bool *yes);

/*
 * Is this party (0: nobody's), or whom rep_hash stands for («»: nobody's),
 * kept from joining, by its own or by a ban on whom one controls with it?  *until: how long; 0: it is not.
 */
enum err penalty_bars(struct db *db, int64_t party_id, const char *rep_hash,
    int64_t at, int64_t *until);

/* ---- officers ---- */

struct penalty_form {
	const char *uscc;
	const char *kind;	/* warning, suspension, expulsion, ban */
	const char *item;	/* code; "": all */
	const char *days;	/* of suspend.days; the last two have their own */
	const char *article, *facts;
	const char *event;	/* number of a credit event; "" */
	const char *once;
};

/*
 * *id: the penalty; the same form again: the same.
 * ERR_INVALID: problems at the fields.  What is worse than a suspension wants
 * a veto event of the party's that counts; 清退 that, or band D twice.
 */
enum err penalty_propose(struct market *m, const struct actor *actor,
    const struct penalty_form *form, int64_t *id, struct problems *problems);

/* proposed → notified.  Again: OK.  ERR_CONFLICT: it is past that. */
enum err penalty_notify(struct market *m, const struct actor *actor,
    int64_t id);

/*
 * impose, waive, lift, annul, with a public reason.  The same again: OK.
 *
 * ERR_INVALID		problems at «verdict», «text»
 * ERR_FORBIDDEN	a problem: the actor proposed it
 * ERR_CONFLICT		not heard yet (a problem), or not in that state
 */
enum err penalty_decide(struct market *m, const struct actor *actor,
    int64_t id, const char *verdict, const char *text,
    struct problems *problems);

/* The i-th row of the table; false behind the last.  For a model test. */
struct penalty_row {
	const char *verdict, *from, *to;
	bool heard;
};
bool penalty_row(size_t i, struct penalty_row *row);

/* A repair was granted: what rests on the event is lifted.  In a transaction. */
enum err penalty_repaired(struct db *db, const struct house *h,
    const struct actor *by, int64_t event_id, const char *reason);

/* Writes agency.state as what is in force makes it.  In a transaction. */
enum err penalty_settle(struct db *db, const struct actor *by,
    int64_t party_id);

/* ---- the party ---- */

/*
 * Once, until the end of its day.  The same again: OK.
 * ERR_INVALID: a problem at «text».  ERR_NOT_FOUND: none of the actor's.
 * ERR_CONFLICT: too late, or something was said.
 */
enum err penalty_state(struct market *m, const struct actor *actor,
    int64_t id, const char *text, struct problems *problems);

/* ---- band D ---- */

/* An agency fell to D twice within twelve months, the second within as many. */
struct penalty_falls {
	bool twice;
	int32_t first, again;	/* days of Beijing */
};
enum err penalty_twice(struct db *db, int64_t party_id, int64_t at,
    struct penalty_falls *f);

/* ---- the clock ---- */

/*
 * Fell to D, as credit_rescore() notes: the second time within twelve months
 * it proposes 清退, once a fall, and not to who goes already; persons decide.
 */
#define PENALTY_FALLEN "penalty_fallen"
enum err penalty_fallen(struct market *m, int64_t project_id,
    int64_t party_id);

enum err penalty_heard(struct market *m, int64_t project_id, int64_t id);
enum err penalty_expire(struct market *m, int64_t project_id, int64_t id);

/* ---- reading ---- */

/* ERR_NOT_FOUND: it is not public, or not any more. */
enum err penalty_public(struct market *m, int64_t id, struct penalty *p);
/* For officers in any state, for its party once it was told. */
enum err penalty_get(struct market *m, const struct actor *actor, int64_t id,
    struct penalty *p);
/* By a public state, newest first: a page + 1.  ERR_NOT_FOUND: no such. */
enum err penalty_list(struct market *m, const char *state, int64_t before,
    struct penalty **list, size_t *n);
/* What is in force on an agency. */
enum err penalty_in_force(struct market *m, int64_t party_id,
    struct penalty **list, size_t *n);
/* The actor's, as far as it was told, newest first: a page + 1. */
enum err penalty_own(struct market *m, const struct actor *actor,
    int64_t before, struct penalty **list, size_t *n);
/* What waits for officers: a page + 1. */
enum err penalty_queue(struct market *m, const char *state, int64_t after,
    struct penalty **list, size_t *n);

/* By when somebody has to act; due_at 0: nobody. */
struct penalty_wait {
	const char *who;	/* party, office, nobody */
	int64_t due_at;
	bool late;
};
enum err penalty_waits(struct market *m, const struct penalty *p,
    struct penalty_wait *w);

#endif
