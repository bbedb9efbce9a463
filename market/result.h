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

/* A fact about a bidder that no envelope tells (input kind facts). */
struct result_fact {
	const char *name;
	const char *code;		/* suspended … related (domain 6.3) */
};

/*
 * A file of facts: «sealbid/v1 facts», then lines «out <name> <code>», no
 * name twice.  false: it is none.
 */
struct result_facts {
	struct result_fact *list;
	size_t n;
};

bool result_facts_read(struct arena *a, const char *text, size_t n,
    struct result_facts *facts);

/* Record hash of an input that was used. */
struct result_input {
	unsigned char record[32];
};

struct result_case {
	const struct envelope_court *court;
	const unsigned char *close;	/* record hash, 32 bytes */
	const struct seal_sub *subs;	/* all, ascending leaf */
	const struct envelope_verdict *verdicts;	/* one a sub; only
					   those of active ones are read */
	size_t n;
	const struct result_fact *facts;	/* in any order */
	size_t n_facts;
	const struct result_input *inputs;
	size_t n_inputs;
};

struct result {
	const char *text;		/* of the record; the arena's */
	size_t n;
	bool drawn;			/* a seed is there */
	unsigned char seed[32];
	struct rank_case rank_case;	/* names: bidders; leaf order */
	struct ranking ranking;
	const size_t *sub_of;		/* rank_case.bids[k] is subs[sub_of[k]] */
};

/*
 * A bid that is out has one code, of all that apply the first in the order
 * of domain.md 6.3; an envelope that is valid but out feeds the seed all the
 * same.  The text may be longer than NOTE_MAX (hundreds of bids): then no
 * note can hold it.  rule: only `lowest` until the other methods exist;
 * another is a bug().
 */
void result_make(struct arena *a, const struct result_case *c,
    struct result *r);

#endif
