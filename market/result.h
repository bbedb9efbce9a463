/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RESULT_H
#define MARKET_RESULT_H

#include "market/envelope.h"
#include "market/rank.h"

/*
 * What follows from the opened envelopes: the seed of the draw, the ranking,
 * and the record `result`, which every implementation writes alike.
 *
 * Source: sealing.md 4 («result»), 8; domain.md 6.
 */

/* seed over the valid active envelopes in leaf order. */
struct result_salt {
	unsigned char file[32];		/* file hash */
	unsigned char salt[32];
};

void result_seed(unsigned char seed[32], const unsigned char policy[32],
    const unsigned char close[32], const struct result_salt *salts,
    size_t n);

/* ---- inputs: what a rule needs beside the bids (domain.md 6.5) ---- */

/* A fact about a bidder that no envelope tells. */
struct result_fact {
	const char *name;
	const char *code;		/* envelope … related (6.3) */
};

/* A number for a bidder: its credit, or an evaluator's total. */
struct result_score {
	const char *name;
	int64_t n;
};

struct result_point {
	const char *name, *criterion;
	int64_t n;
};

/*
 * The three kinds of files, read strictly: no bidder (points: no bidder and
 * criterion) twice, no number out of its range.  Texts are the arena's.
 * false: it is none.
 *
 *	sealbid/v1 facts	out <name> <code> …
 *	sealbid/v1 credit	score <name> <0 … 11000> …
 *	sealbid/v1 sheet	evaluator e/<id> / point <name> <criterion>
 *				<0 … 10000> … / total <name> <0 … 10000> …
 */
struct result_facts {
	struct result_fact *list;
	size_t n;
};

struct result_credit {
	struct result_score *list;
	size_t n;
};

struct result_sheet {
	int64_t leaf;			/* of its blind; the reader's to set */
	const char *evaluator;
	struct result_point *points;
	size_t n_points;
	struct result_score *totals;
	size_t n;			/* of totals */
};

bool result_facts_read(struct arena *a, const char *text, size_t n,
    struct result_facts *facts);
bool result_credit_read(struct arena *a, const char *text, size_t n,
    struct result_credit *credit);
bool result_sheet_read(struct arena *a, const char *text, size_t n,
    struct result_sheet *sheet);

/* Does a rule look at inputs of this kind?  facts: each does. */
bool result_uses(const struct rule *rule, const char *kind);

/* Record hash of an input that was used. */
struct result_input {
	unsigned char record[32];
};

/* ---- the result ---- */

struct result_case {
	const struct envelope_court *court;
	const unsigned char *close;	/* record hash, 32 bytes */
	const struct seal_sub *subs;	/* all, ascending leaf */
	const struct envelope_verdict *verdicts;	/* one a sub; only
					   those of active ones are read */
	size_t n;
	const struct result_fact *facts;	/* in any order */
	size_t n_facts;
	const struct result_score *credit;	/* rule credit; no name twice */
	size_t n_credit;
	const struct result_sheet *sheets;	/* rule composite; leaf order */
	size_t n_sheets;
	const struct result_input *inputs;	/* those used, ascending leaf */
	size_t n_inputs;
	const struct result *first;	/* bafo's second round: what the first
					   came to; the quote is of one kind */
};

struct result {
	const char *text;		/* of the record; the arena's */
	size_t n;
	bool drawn;			/* a seed is there */
	unsigned char seed[32];
	const char *wants;		/* no ranking yet, for want of second
					   (offers), sheets, credit; or NULL */
	const char *bare;		/* sheets, credit: the first valid bid
					   without a number; NULL with sheets:
					   they are too few, many, or one
					   evaluator's twice */
	struct rank_case rank_case;	/* names: bidders; leaf order */
	struct ranking ranking;
	const size_t *sub_of;		/* rank_case.bids[k] is subs[sub_of[k]];
					   RESULT_SILENT: it has none here */
};

#define RESULT_SILENT ((size_t)-1)

/*
 * A bid that is out has one code, of all that apply the first in the order
 * of domain.md 6.3; an envelope that is valid but out feeds the seed all the
 * same.  The text may be longer than NOTE_MAX (hundreds of bids): then no
 * note can hold it.
 *
 * ranking.out has everybody who is out, with its code; the record has no
 * `out` line for an envelope that is invalid, its `bid` line says so.
 *
 * wants: too few valid bids are failed, whatever is missing.  Else the
 * record ends behind the `out` lines where
 *	second	the rule is bafo's first round («first -»), which has no
 *		ranking: its prices are public, second offers come
 *	sheets	composite: not one sheet of each of as many evaluators as the
 *		rule says, or one without a total for a valid bid
 *	credit	a valid bid has no score
 * and the market waits, if waiting helps, before it publishes one.
 *
 * bafo's second round ranks the bidders of the first, in the leaf order of
 * the first, by the limits of the second's rule: who was out by a fact or an
 * invalid envelope stays out, facts of both rounds count.  Who sent none
 * here, an invalid one, or one whose rate does not fit its amount, is
 * silent.  An envelope of somebody who had no valid first one feeds the
 * seed and is no bid.  If no envelope of this round is valid, the record has
 * seed «-» and ties are broken by the first's.
 *
 * rank_case_write() of rank_case gives the recalculation case, for which
 * `sealbid rank` prints the same ranking; there is none (false) without any
 * valid envelope and while something is wanted.  A bid that is out by its
 * price has total 0 there for a sheet that leaves it out.
 *
 * What *c points at must last as long as *r, which must stay where it is.
 */
void result_make(struct arena *a, const struct result_case *c,
    struct result *r);

#endif
