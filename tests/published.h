/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PUBLISHED_H
#define TESTS_PUBLISHED_H

#include "market/result.h"
#include "tests/logdir.h"

/*
 * A whole published market in a folder, made in C, round by round: three
 * trustees of whom the first two open, a purchaser, whatever rule, bids and
 * inputs it is told.
 */
struct published {
	struct arena arena;
	char dir[40];
	struct logdir *log;
};

struct published_bid {
	const char *name;		/* one of PUBLISHED_BIDDERS, or a
					   trustee's: salt alone */
	int64_t amount_fen;		/* -1: «-» */
	const char *rate;		/* of the field rate-bp, if there is */
};

enum { PUBLISHED_BIDDERS = 6, PUBLISHED_FILES = 9 };

struct published_input {
	const char *kind;
	const char *files[PUBLISHED_FILES];	/* texts; NULL from the end */
};

struct published_round {
	const char *id;			/* T-1/1 */
	const char *rule;		/* text of rule.txt */
	const struct published_bid *bids;
	size_t n;
	const struct published_input *inputs;
	size_t n_inputs;
	const struct published_round *first;	/* made before */
	const char *result;		/* another text than the right one */
	/* Made: */
	struct rule parsed;
	unsigned char policy[32];
	struct seal_project project;
	struct envelope_court court;
	struct envelope_keys opened;
	unsigned char close[32];
	struct result of;
};

/* Bidders are m.example/b/1 … 6, trustees m.example/t/1 … 3. */
void published_new(struct published *p);
void published_end(struct published *p);	/* the folder too */

/* Up to its result; the log is published. */
void published_round(struct published *p, struct published_round *r);

/* The purchaser's word. */
void published_award(struct published *p, const struct published_round *r,
    const char *winner, int64_t amount_fen, const char *reason);

#endif
