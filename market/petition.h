/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PETITION_H
#define MARKET_PETITION_H

#include "db/petition.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * What an owner cannot do alone it asks a regulator for, with a reason, and
 * the regulator decides with a text that is published:
 *
 *	cancel_late	end a project after its deadline; a regulator may
 *			also do so of its own motion
 *	supervise	one more attempt than rerun.max_auto; it may lower
 *			min-entrants, and never makes a choice direct
 *	force_majeure	asked by an agency as it gives its award up
 *			(award_decline()): granted, it is no fault of its own.
 *			The award has ended either way, and nothing waits for
 *			this; the reason is public, the evidence is not
 *
 * Source: domain.md 4 (cancel_late, supervise; award: decline).
 */
enum { PETITION_PAGE = 50 };

/*
 * Asks.  Again, while one waits: OK.
 *
 * ERR_INVALID		a problem at «reason»
 * ERR_NOT_FOUND	no such public project of the actor's, or no such kind
 * ERR_CONFLICT		not in this state
 */
enum err petition_ask(struct market *m, const struct actor *actor,
    const char *code, const char *kind, const char *reason,
    struct problems *problems);

/*
 * Decides.  verdict: granted or refused; min: "" or how many must bid.
 * The same again: OK.
 *
 * ERR_INVALID		problems at «verdict», «reason», «min»
 * ERR_CONFLICT		decided otherwise, or the project has moved on
 */
struct petition_form {
	const char *verdict;
	const char *decision;	/* the field «reason» */
	const char *min;
};
enum err petition_decide(struct market *m, const struct actor *actor,
    int64_t id, const struct petition_form *form,
    struct problems *problems);

/* Of its own motion: the newest public attempt ends.  Again: OK. */
enum err petition_stop(struct market *m, const struct actor *actor,
    const char *code, const char *reason, struct problems *problems);

/* The claim of one who gave an award up; ERR_NOT_FOUND. */
enum err petition_of_award(struct market *m, int64_t award_id,
    struct petition *p);

/*
 * Evidence, and its files (kind «force_majeure» of market/document.h): for the
 * two sides of the award, regulators and auditors.
 */
enum err petition_may_read(struct db *db, const struct actor *actor,
    int64_t id, bool *may);

/* Those that wait: at most PETITION_PAGE, the oldest first. */
enum err petition_list(struct market *m, struct petition **list, size_t *n);
enum err petition_get(struct market *m, int64_t id, struct petition *p);
/* The newest of a project and kind; ERR_NOT_FOUND. */
enum err petition_of(struct market *m, int64_t project_id, const char *kind,
    struct petition *p);

#endif
