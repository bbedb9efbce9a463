/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_ROUND_H
#define TESTS_ROUND_H

#include "market/result.h"

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
	struct buf project_note, rule_text, close_note, facts_file, input_note;
	unsigned char policy[32], close_hash[32], input_hash[32];
	struct rule rule;
	struct envelope_keys keys;	/* published */
	struct seal_sub subs[ROUND_SUBS];
	struct buf files[ROUND_SUBS];
	unsigned char secrets[ROUND_SUBS][32];
	size_t n;
	bool selfopen;
	struct result_fact facts[ROUND_SUBS];
	size_t n_facts;
	struct envelope_court court;
	struct envelope_verdict verdicts[ROUND_SUBS];
	struct result result;
};

/* Makes it; bids 0: as the dice fall. */
void round_make(struct round *r, uint64_t seed, size_t bids);
/* Judges all that is active and makes the result. */
void round_judge(struct round *r);
void round_release(struct round *r);

#endif
