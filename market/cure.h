/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CURE_H
#define MARKET_CURE_H

#include "db/bid.h"
#include "db/bid_document.h"
#include "db/project.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/document.h"
#include "market/market.h"
#include "market/rule.h"

/*
 * 报价文件与补正.  A purchaser may ask for up to three documents.  A bidder seals
 * the SHA-256 of each with its price, or «-»; no byte of them reaches the
 * market before the opening, so nobody can read them.  After it whose
 * documents are missing is «curing»: it hands in, within bid.cure_wd, what
 * it sealed, byte by byte, or where it sealed «-» any file of an allowed
 * type.  Who does not is out with `requirement`: a fact that follows late,
 * committed by a blind leaf and recorded as an `input`.  Prices and rank
 * hashes do not move.
 *
 * Source: domain.md 2 («proposal documents»), 3 (bid.cure_wd), 4 (validate,
 * cure, miss); sealing.md 4 (`field <key> hash`).
 */
enum { CURE_MOST = 3, CURE_NAME = 40 };

/* Names out of project.documents: how many. */
size_t cure_names(struct arena *a, const char *text,
    const char *names[CURE_MOST]);

/*
 * Reads what was typed: a name a line.  NULL: not more than CURE_MOST, each
 * once and of CURE_NAME characters at most, is *out; else why not.
 */
const char *cure_typed(struct arena *a, const char *typed, const char **out);

/* «doc-<k>»: the field of the form for the k-th document, k from 1. */
const char *cure_key(struct arena *a, size_t k);
/* Which document a field of a rule is for, from 1; 0: another field. */
size_t cure_field(const char *key);
/* How many a round asks for: bafo's second round for none. */
size_t cure_asked(const struct rule *rule);
size_t cure_asked_by(struct arena *a, const struct round *r);

/*
 * Within the transaction of the opening, once the bids are stored: what each
 * valid one owes; they are told, and get their time.  Those of bids that are
 * out, or of no agency, are left alone.
 */
enum err cure_begin(struct db *db, const struct house *h,
    const struct project *p, const struct rule *rule, struct bid *bids,
    size_t n);

/* What a bidder sees. */
struct cure_case {
	struct project project;
	struct round round;
	struct bid bid;
	const char *names[CURE_MOST];
	struct bid_document *list;
	size_t n;
	int64_t until;
	bool open;		/* may still hand in */
};

/*
 * ERR_NOT_FOUND: no bid of the actor's was opened in project code, or it
 * owes nothing.
 */
enum err cure_case(struct market *m, const struct actor *actor,
    const char *code, struct cure_case *c);

/*
 * Hands in; files[k - 1] may be NULL.  What is handed in is there for good.
 *
 * OK			stored; with the last one of all bidders it goes on
 * ERR_INVALID		problems at «doc-<k>»; nothing was stored
 * ERR_NOT_FOUND	as cure_case()
 * ERR_CONFLICT		too late, or everything is there: a problem
 */
enum err cure_place(struct market *m, const struct actor *actor,
    const char *code, const struct upload *const files[CURE_MOST],
    struct problems *problems);

/* The clock: time is over; who lacks a document is out. */
enum err cure_over(struct market *m, int64_t project_id, int64_t object_id);

/*
 * The right of kind «proposal»: the bidder itself, the purchaser, the
 * evaluators who were drawn, regulators and auditors; never the public.
 */
enum err cure_may_read(struct db *db, const struct actor *actor,
    int64_t object_id, bool *may);

bool cure_readable(struct market *m, const struct actor *actor,
    int64_t object_id);

/* Of a round, for everybody: who has handed in what; rising by bid, then k. */
enum err cure_list(struct market *m, int64_t round_id,
    struct bid_document **list, size_t *n);
/* Until when they may: 0: nobody is curing. */
int64_t cure_until(struct market *m, int64_t project_id);

#endif
