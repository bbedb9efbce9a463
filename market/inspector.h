/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_INSPECTOR_H
#define MARKET_INSPECTOR_H

#include "db/inspector.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 执法人员名录.  The regulator enters people; which of them go where is drawn
 * (market/inspection.h).  In public they are G<id> and their unit.  Each
 * declares whom they must not inspect before a plan is fixed: what is said
 * later counts from the next plan on.
 *
 * Source: domain.md 2, 8; 行政处罚法 art. 42, 43 (two at least, and recusal).
 */
enum { INSPECTOR_PAGE = 20, INSPECTOR_CONFLICTS = 500 };

struct inspector_form {
	const char *name, *unit, *email;
	const char *password;	/* first one; the caller's, who wipes it */
};

/*
 * A new one, with a login.  ERR_INVALID: *problems says what.
 * ERR_CONFLICT: the e-mail is taken, a problem.
 */
enum err inspector_add(struct market *m, const struct actor *actor,
    const struct inspector_form *form, struct problems *problems);

/* Out of the list; visits it was drawn for it still makes. */
enum err inspector_stop(struct market *m, const struct actor *actor,
    int64_t id);

enum err inspector_list(struct market *m, int64_t before_id,
    struct inspector **list, size_t *n);

/* Who the actor is in the list.  ERR_NOT_FOUND */
enum err inspector_me(struct market *m, const struct actor *actor,
    struct inspector *i);
enum err inspector_get(struct market *m, int64_t id, struct inspector *i);

/*
 * The actor must not inspect this agency.  Again: OK.
 * ERR_INVALID: problems at «uscc», «reason».
 */
enum err inspector_declare(struct market *m, const struct actor *actor,
    const char *uscc, const char *reason, struct problems *problems);
/* What the actor has declared. */
enum err inspector_declared(struct market *m, const struct actor *actor,
    struct inspector_conflict **list, size_t *n);

#endif
