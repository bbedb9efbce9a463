/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_ROUND_H
#define TESTS_ROUND_H

#include "market/result.h"

/* What a rule needs beside the bids: a record, and its files. */
struct round_input {
	struct buf note, files[9];
	size_t n;
	unsigned char hash[32];		/* record hash */
};

/*
 * A round out of one number: terms, submissions sealed by the C side, some of
 * them damaged, replaced or withdrawn, ties, contributors, facts, rates, the
 * opening by some keys or by the bidders themselves.
 */
enum { ROUND_SUBS = 256 };

struct round {
	struct arena arena;
	uint64_t dice;
	struct seal_project project;
	struct buf project_note, rule_text, close_note;
	unsigned char policy[32], close_hash[32];
	struct round_input inputs[3];
	size_t n_inputs;
	struct rule rule;
	struct envelope_keys keys;	/* published */
	struct seal_sub subs[ROUND_SUBS];
	struct buf files[ROUND_SUBS];
	unsigned char secrets[ROUND_SUBS][32];
	size_t n;
	bool selfopen;
	struct result_fact facts[ROUND_SUBS];
	size_t n_facts;
	struct result_credit credit;
	struct result_sheet sheets[9];
	size_t n_sheets;
	struct envelope_court court;
	struct envelope_verdict verdicts[ROUND_SUBS];
	struct result result;
};

/* Makes it; bids 0: as the dice fall.  bafo: a first round. */
void made_round(struct round *r, enum rank_rule rule, uint64_t seed,
    size_t bids);
/* Judges all that is active and makes the result. */
void round_judge(struct round *r);
void round_release(struct round *r);

#endif
