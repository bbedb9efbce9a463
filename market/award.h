/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AWARD_H
#define MARKET_AWARD_H

#include "db/award.h"
#include "db/bid.h"
#include "db/due.h"
#include "db/notice.h"
#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/document.h"
#include "market/market.h"
#include "market/result.h"
#include "market/seal_record.h"

/*
 * 中选, from the ranking to the contract.  The best rank that was not tried yet
 * is proposed; an abnormally low price is explained by its agency and taken
 * or refused by the purchaser, anything else is published at once.  After
 * the publicity it takes effect by itself.  Where it fails (refused,
 * declined, revoked, not signed) the next reserve is proposed, with a
 * publicity of its own, at most award.max_next of them; then the project has
 * failed.  The ranking never changes for any of this, and silence never
 * stops it: every step that waits for somebody has a deadline (market/due.h)
 * and an outcome at its end:
 *
 *	award_choose	purchaser picks from the short list; else: rank 1
 *	award_justify	agency explains; else: rejected
 *	award_decide	purchaser decides; else: accepted
 *	settle		publicity; then: effective
 *	lapse		both sign; agency did not: lapsed; only the purchaser
 *			did not: the award stands, the agency may leave
 *
 * Sources: domain.md 4 (project: announce … exhaust; bid: result, promote,
 * drop; award), 6.2 (credit), 6.4; 招标投标法实施条例 art. 54, 55 (publicity of
 * three days; the next in order, or again).
 */
enum { AWARD_PAGE = 20, AWARD_SHOWN = 10, AWARD_REASON_LEAST = 10, AWARD_REASON = 500,
    AWARD_EXPLANATION = 2000 };

/* ---- within the transaction of another verb ---- */

/*
 * The project is «selecting» and its ranking is stored in the bids: proposes
 * the best that was not tried, or fails the project; under `credit` the
 * purchaser is asked first.
 */
enum err award_propose(struct db *db, struct house *h, struct project *p);

/*
 * An objection was upheld, or an article has been broken: the newest award
 * of p, published or effective, is revoked.  reason is public, of one line.
 *
 *	fact NULL	the next in the ranking as it is
 *	a fact		that a bidder's bid is out after all (domain.md 6.3):
 *			ranked again with the same seed; only in the publicity
 *
 * ERR_CONFLICT		nothing to revoke, or not at this time
 */
enum err award_revoke(struct db *db, struct house *h,
    const struct actor *actor, struct project *p, const char *reason,
    const struct result_fact *fact);

/* The project itself has ended: what was in question ends with it. */
enum err award_end(struct db *db, struct house *h,
    const struct actor *actor, const struct project *p, const char *reason);

/*
 * What the purchaser may put on record now (sealing.md 4, `award`), once an
 * award: the one in force, with the reason why it is not rank 1; or nobody,
 * when the project ended without one.  Texts belong to the arena.
 * ERR_CONFLICT: nothing, or it is there.
 */
enum err award_record(struct db *db, const struct project *p,
    const struct round *r, struct seal_award *record);

/* Published, effective or signed: somebody has won. */
bool award_is_live(const char *state);

/* ---- the clock ---- */

/* All of them: ERR_CONFLICT: it is too early, or done. */
typedef enum err award_clock(struct market *m, int64_t project_id,
    int64_t object_id);
award_clock award_unchosen, award_unexplained, award_undecided,
    award_settle, award_unsigned;

/* ---- people ---- */

/*
 * All of them:
 * OK			also for the same again
 * ERR_INVALID		*problems says what to change
 * ERR_NOT_FOUND	no such project, or the actor has no part in it
 * ERR_CONFLICT		not at this time
 */

/*
 * The agency explains its low price: text of many lines, once, public; files
 * (NULL: none) are for award_may_see().
 */
enum err award_explain(struct market *m, const struct actor *actor,
    const char *code, const char *text, const struct uploads *files,
    struct problems *problems);

/* The purchaser takes it («accept») or not («reject»), with its reason. */
struct award_verdict {
	const char *award;	/* id of the one that was shown */
	const char *verdict;
	const char *reason;
};

enum err award_decide(struct market *m, const struct actor *actor,
    const char *code, const struct award_verdict *v,
    struct problems *problems);

/* The purchaser picks a position of the short list, with its reason. */
enum err award_choose(struct market *m, const struct actor *actor,
    const char *code, const char *position, const char *reason,
    struct problems *problems);

/*
 * The agency gives it up, published or effective.  claim (NULL: none): that it
 * was force majeure; whether it holds is the regulator's to say, with a
 * petition of that kind (market/petition.h).  Problems at «reason»,
 * «evidence», «files».
 */
struct award_claim {
	const char *evidence;		/* of many lines, not public */
	struct uploads files;
};
enum err award_decline(struct market *m, const struct actor *actor,
    const char *code, const char *reason, const struct award_claim *claim,
    struct problems *problems);

/* The agency leaves freely: the purchaser has not signed in time. */
enum err award_leave(struct market *m, const struct actor *actor,
    const char *code);

/* ---- reading ---- */

/*
 * Files of an explanation (kind «explanation» of market/document.h): for the
 * purchaser, the agency, regulators and auditors.
 */
bool award_may_see(const struct actor *actor, const struct project *p,
    const struct award *a);
enum err award_may_read(struct db *db, const struct actor *actor,
    int64_t award_id, bool *may);

/* The newest award of a project; ERR_NOT_FOUND. */
enum err award_of_project(struct market *m, int64_t project_id,
    struct award *a);

/* What of an agency's is in force, newest first. */
enum err award_list(struct market *m, const struct actor *actor,
    int64_t before_id, struct award_row **list, size_t *n);

/* Credit and tickets of a place on the short list. */
struct award_place {
	const struct bid *bid;
	int64_t credit;		/* hundredths; -1: not known */
	int64_t tickets;
};

/* All a page tells of it. */
struct award_case {
	struct award *awards;	/* every one, oldest first */
	size_t n;
	struct award *now;	/* the newest; NULL: none */
	bool live;		/* now is: somebody has won */
	struct round round;
	bool sealed;		/* there is a round, and it is ranked */
	int64_t ranked_id;	/* the round whose bids carry the ranking */
	struct bid *bids;	/* ranked first, then invalid ones */
	size_t n_bids;		/* at most AWARD_SHOWN … */
	bool more_bids;		/* … and there are others */
	const char *awaited;	/* event of a deadline above; NULL: none */
	int64_t until;		/* of it */
	int64_t days_left;	/* working days after today until then */
	bool owner_late;	/* the agency may leave */
	bool held;		/* the publicity is over, and did not settle:
				   something is undecided */
};

enum err award_case(struct market *m, const struct project *p,
    struct award_case *c);

/* What became of an agency's own bid; ERR_NOT_FOUND: it sent none. */
enum err award_own(struct market *m, const struct award_case *c,
    int64_t agency_id, struct bid *b);

/* The short list as drawn, while the purchaser picks; n places. */
enum err award_places(struct market *m, const struct award_case *c,
    struct award_place **list, size_t *n);

/*
 * 中选通知书, the newest: the record, where the log has its hash, and whether
 * the award is still in force.  ERR_NOT_FOUND: none was written.
 */
struct award_letter {
	struct project project;
	struct notice notice;
	int64_t leaf;
	bool valid;
};

enum err award_letter(struct market *m, const char *code,
    struct award_letter *letter);

#endif
