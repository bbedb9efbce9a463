/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CONTRACT_RULE_H
#define MARKET_CONTRACT_RULE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The state machine of a contract: which act leads from which state to
 * which, and whose it is.  What the table does not list is an error.
 *
 * Source: domain.md 4, «contract 合同».
 */
enum contract_side {
	CONTRACT_NOBODY = 0,
	CONTRACT_OWNER = 1 << 0,
	CONTRACT_AGENCY = 1 << 1,
	CONTRACT_REGULATOR = 1 << 2,
	CONTRACT_CLOCK = 1 << 3,
	CONTRACT_WATCHER = 1 << 4,	/* reads */
	CONTRACT_PARTIES = CONTRACT_OWNER | CONTRACT_AGENCY,
	/* Only whoever did not send, or ask; only whoever did. */
	CONTRACT_OTHER = 1 << 5,
	CONTRACT_SAME = 1 << 6
};

struct contract_rule {
	const char *act, *from, *to;
	int who;
};

/* The i-th row; NULL behind the last. */
const struct contract_rule *contract_rule(size_t i);

/* The row of an act in a state; NULL: it cannot be. */
const struct contract_rule *contract_rule_of(const char *act,
    const char *from);

/* Is there a row of this act for the side, in whatever state? */
bool contract_rule_allows(const char *act, int side);

/* «owner», «agency», «regulator»; "" for the others.  And back. */
const char *contract_side_code(int side);
int contract_side_of(const char *code);

#endif
