/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RANK_H
#define MARKET_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/draw.h"

/*
 * Who wins: a function of the opened bids and the seed, and of nothing else.
 * Ties of any size and place are broken by rank hash; nobody is asked.
 *
 * Source: domain.md 6.2 (methods), 6.3 (valid bids).
 */
enum rank_rule {
	RANK_LOWEST,	/* 竞价选取·最低价: (price, rank hash) rising */
	RANK_RULES
};

/* «lowest», …: as stored; and back, false if there is no such rule. */
const char *rank_rule_code(enum rank_rule rule);
bool rank_rule_of_code(const char *code, enum rank_rule *rule);

struct rank_bid {
	const char *name;	/* no two of a case are equal */
	int64_t amount_fen;	/* at least 1, unless the bid is out */
	const char *out;	/* why it is out: a code of 6.3; NULL: valid */
};

struct rank_case {
	enum rank_rule rule;
	const unsigned char *seed;	/* DRAW_SEED bytes */
	int64_t min_entrants;
	const struct rank_bid *bids;	/* in leaf order */
	size_t n;
};

struct rank_place {
	size_t bid;			/* which of the case's bids */
	int64_t amount_fen;
	unsigned char hash[DRAW_HASH];	/* its rank hash: evidence */
};

struct ranking {
	bool failed;		/* fewer valid bids than must be, or none */
	size_t valid;		/* valid bids */
	struct rank_place *places;	/* winner first, then reserves */
	size_t n;		/* 0 if failed */
	size_t *out;		/* which bids are out, in leaf order */
	size_t n_out;
};

/* Fills *r; its arrays last as long as the arena. */
void rank_run(struct arena *a, const struct rank_case *c, struct ranking *r);

#endif
