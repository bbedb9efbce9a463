/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_BID_H
#define MARKET_BID_H

#include "db/bid.h"
#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/eligible.h"
#include "market/market.h"

/*
 * 报价, as an agency sees it.  Until the deadline it may send, replace and
 * withdraw; the submission with the greatest seq counts.  It seals on its
 * own device (market/submit.h takes the file) or, where the notice allows it
 * and it has no script, lets this process seal: 服务器代封.  Nobody is shown who
 * bid, how many or how much: not by a page, a count, a time or the age of a
 * cache.
 *
 * Sources: 招标投标法 art. 28, 29 (late bids are refused; replacing and
 * withdrawing before the deadline); domain.md 4 (bid); sealing.md 7, 10.
 */
enum { BID_PAGE = 20 };

/* What a bidder is about to bid on. */
struct bid_offer {
	struct project project;
	struct round round;
	struct bid_gate gate;	/* last_seq: an earlier submission of its own */
	const char *name;	/* its key name */
	const char *vkey;	/* its newest key; "": none yet */
	struct eligible eligible;
};

/*
 * May actor bid on project code now?  Fills *offer.
 *
 * OK
 * ERR_NOT_FOUND	no such public project, or it has no bidding
 * ERR_CONFLICT		too early, too late, over: a problem
 * ERR_FORBIDDEN	it may not: a problem, «bid_<code>» of market/eligible.h,
 *			bid_own_project, bid_restricted, bid_second_only
 */
enum err bid_offer(struct market *m, const struct actor *actor,
    const char *code, struct bid_offer *offer, struct problems *problems);

/*
 * What actor has placed and could take back now, also one that may not bid
 * any more: *last.  ERR_NOT_FOUND, ERR_CONFLICT: as bid_offer(), or there is
 * nothing to withdraw.
 */
enum err bid_placed(struct market *m, const struct actor *actor,
    const char *code, struct bid_offer *offer, struct bid *last,
    struct problems *problems);

/* Why this process may not seal for it, or NULL: a problem's code. */
const char *bid_server_problem(const struct bid_offer *offer);

/* What is sealed: secrets, which the caller wipes. */
struct bid_quote {
	int64_t fen;		/* -1: the price is fixed, none is asked */
	int64_t rate_bp;	/* where the project asks for a rate */
};

/*
 * Reads an amount or a rate as typed, or nothing where none is asked.
 * ERR_INVALID: a problem at «amount».  text is a secret, too.
 */
enum err bid_quote(const struct project *p, const char *text,
    struct bid_quote *q, struct problems *problems);

/*
 * Seals here and submits (服务器代封).  once is the form's token: the same
 * token again is answered with the bid that is there, also after the
 * deadline, so a lost answer costs nothing but a second try.
 *
 * amount is what bid_quote() reads.
 *
 * OK		the bid is in the signed log; *bid is it
 * ERR_INVALID	the amount, as bid_quote()
 * otherwise as bid_offer(); a late one says when it came
 */
enum err bid_place(struct market *m, const struct actor *actor,
    const char *code, const char *amount, const char *once,
    struct bid *bid, struct problems *problems);

/*
 * The same for a project that asks for documents: hashes of CURE_MOST, the
 * SHA-256 of each in hex, "" or NULL for one that is not there yet
 * (market/cure.h).  ERR_INVALID also: problems at «doc-<k>».
 */
enum err bid_place_with(struct market *m, const struct actor *actor,
    const char *code, const char *amount, const char *const *hashes,
    const char *once, struct bid *bid, struct problems *problems);

/*
 * Withdraws the bid that counts, if it was sealed here; the platform signs.
 * ERR_CONFLICT also: there is none, or it is the agency's own to withdraw.
 */
enum err bid_withdraw(struct market *m, const struct actor *actor,
    const char *code, const char *once, struct bid *bid,
    struct problems *problems);

/* One's own submission, by its file hash; ERR_NOT_FOUND for others. */
enum err bid_receipt(struct market *m, const struct actor *actor,
    const char *hex, struct bid *bid, struct project *p, struct round *r);

/* One's own last submission for a project; ERR_NOT_FOUND. */
enum err bid_mine(struct market *m, const struct actor *actor,
    int64_t project_id, struct bid *bid);

/* Has one of its own been voided by an amendment or an end? */
enum err bid_voided(struct market *m, const struct actor *actor,
    int64_t project_id, bool *voided);

/* One's own submissions, newest first; BID_PAGE + 1 if there are more. */
enum err bid_list(struct market *m, const struct actor *actor,
    int64_t before_id, struct bid_row **list, size_t *n);

#endif
