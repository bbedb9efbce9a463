/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REVIEW_H
#define MARKET_REVIEW_H

#include "db/project.h"
#include "db/review.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 评价, both ways and blind.  From the acceptance on (or the end of a contract
 * that was in force) each side may rate the other within review.window: five
 * scores of 1 to 5, with reasons where one is 1, 2 or 5.  It may be changed
 * for a day, as long as the other side is silent.  Once both are in, or the
 * window is over, what is in is public at once; who was silent has missed
 * it, and nothing is filled in.
 *
 * Until then nobody learns of a rating but its author (I9): no row, page,
 * message, mail, event, deadline or tag differs by it.  So both rows are
 * there from the start, both sides are reminded whether they have rated or
 * not, and submitting one changes nothing that anybody else reads.
 *
 * The rated party answers once, and may dispute a rating once; a regulator
 * keeps or removes it with a public reason.  Ratings are opinions: they
 * become stars (market/stars.h), never credit.
 *
 * Source: domain.md 4 (review), 5 (I9), 7.1.
 */
enum {
	REVIEW_TEXT = 500,	/* code points of a text or an answer */
	REVIEW_REASON = 10,	/* at least, of a dispute or a decision */
	REVIEW_EDIT = 86400,	/* seconds to think again */
	REVIEW_PAGE = 20
};

/* The names of the form's fields, by who rates: owner, agency. */
const char *const *review_fields(const char *side);

/* ---- within a transaction ---- */

/* Both may rate from now on; again: nothing.  Sides are those of p. */
enum err review_open(struct db *db, const struct house *h,
    const struct project *p, int64_t agency_id);

/* The project is done if it waits for ratings alone and none can come. */
enum err review_settle(struct db *db, const struct house *h,
    struct project *p);

/* ---- the clock: acts of market/tick.c ---- */

enum err review_close(struct market *m, int64_t project_id,
    int64_t object_id);
enum err review_remind(struct market *m, int64_t project_id,
    int64_t object_id);

/* ---- the two sides ---- */

/* What one side has rated or may rate, and what it may see. */
struct review_case {
	struct project project;
	int64_t agency_id;
	const char *agency_name;
	const char *side;	/* the actor's: owner, agency */
	bool opened;
	struct review mine;	/* if opened */
	int64_t until;		/* the window's end; 0: not opened */
	bool seen;		/* the other side's is public: about */
	struct review about;
	/* What may be done now. */
	bool can_rate, can_reply, can_dispute;
};

/* ERR_NOT_FOUND: actor is not a side of project code, or no award. */
enum err review_case(struct market *m, const struct actor *actor,
    const char *code, struct review_case *c);

struct review_form {
	const char *scores[REVIEW_SCORES];	/* «1» … «5», "" if not chosen */
	const char *text;
};

/*
 * Rates, or rates again.  The same again: OK.  *shown: it is public now.
 *
 * ERR_INVALID		problems at the fields of the side, and text
 * ERR_FORBIDDEN	the two are related: a problem of the whole form
 * ERR_NOT_FOUND	actor is not a side
 * ERR_CONFLICT		too early, too late, or public: a problem says which
 */
enum err review_place(struct market *m, const struct actor *actor,
    const char *code, const struct review_form *form, bool *shown,
    struct problems *problems);

/*
 * The one answer to what the other side said.  The same again: OK.
 * ERR_INVALID: problem at reply; ERR_NOT_FOUND: nothing public to answer;
 * ERR_CONFLICT: answered before, or later than review.reply.
 */
enum err review_reply(struct market *m, const struct actor *actor,
    const char *code, const char *reply, struct problems *problems);

/*
 * Disputes what the other side said, on a ground of review_grounds.  Again:
 * OK.  ERR_INVALID: problems at ground, claim; ERR_NOT_FOUND: nothing public
 * to dispute; ERR_CONFLICT: disputed before, or later than ten working days.
 */
enum err review_dispute(struct market *m, const struct actor *actor,
    const char *code, const char *ground, const char *claim,
    struct problems *problems);

enum { REVIEW_GROUNDS = 4 };
extern const char *const review_grounds[REVIEW_GROUNDS];

/* ---- the regulator ---- */

/* Disputes that wait, behind (at, id): REVIEW_PAGE, one more if there are. */
enum err review_queue(struct market *m, int64_t after_at, int64_t after_id,
    struct review **list, size_t *n);
/* One that was disputed; ERR_NOT_FOUND. */
enum err review_disputed(struct market *m, int64_t id, struct review *r);

/*
 * verdict «keep» or «remove», with a public reason.  The same again: OK.
 * ERR_INVALID: problems at verdict, reason; ERR_CONFLICT: decided before.
 */
enum err review_decide(struct market *m, const struct actor *actor,
    int64_t id, const char *verdict, const char *reason,
    struct problems *problems);

/* ---- everybody ---- */

/*
 * What side said of a project, once it is public; of a removed one neither
 * scores nor texts.  ERR_NOT_FOUND.
 */
enum err review_public(struct market *m, int64_t project_id,
    const char *side, struct review *r);

/* What an owner or an agency has still to rate, oldest first. */
enum err review_waiting(struct market *m, const struct actor *actor,
    int limit, struct review **list, size_t *n);

#endif
