/* SPDX-License-Identifier: Apache-2.0 */
/* contract_rule.c: the state machine of a contract. */
#include "market/contract_rule.h"

#include <string.h>

#include "market/base/err.h"

enum { BOTH = CONTRACT_PARTIES, OFFICE = BOTH | CONTRACT_REGULATOR };

static const struct contract_rule rules[] = {
	{ "edit",	"drafting",	"drafting",	BOTH },
	{ "send",	"drafting",	"confirming",	BOTH },
	{ "return",	"confirming",	"drafting",	BOTH | CONTRACT_OTHER },
	{ "recall",	"confirming",	"drafting",	BOTH | CONTRACT_SAME },
	{ "agree",	"confirming",	"in_force",	BOTH | CONTRACT_OTHER },
	{ "drop",	"drafting",	"terminated",	CONTRACT_CLOCK },
	{ "drop",	"confirming",	"terminated",	CONTRACT_CLOCK },
	{ "change",	"in_force",	"changing",	BOTH },
	{ "decide",	"changing",	"in_force",	BOTH | CONTRACT_OTHER },
	{ "withdraw",	"changing",	"in_force",	BOTH | CONTRACT_SAME },
	{ "suspend",	"in_force",	"suspended",	OFFICE },
	{ "resume",	"suspended",	"in_force",	OFFICE },
	{ "deliver",	"in_force",	"delivered",	CONTRACT_AGENCY },
	{ "deliver",	"rework",	"delivered",	CONTRACT_AGENCY },
	{ "reject",	"delivered",	"rework",	CONTRACT_OWNER },
	{ "accept",	"delivered",	"accepted",	CONTRACT_OWNER },
	{ "deem",	"delivered",	"accepted",	CONTRACT_CLOCK },
	{ "pay",	"accepted",	"accepted",	CONTRACT_OWNER },
	{ "settle",	"accepted",	"settled",	CONTRACT_OWNER },
	{ "terminate",	"in_force",	"terminated",	BOTH },
	{ "terminate",	"changing",	"terminated",	BOTH },
	{ "terminate",	"suspended",	"terminated",	BOTH },
	{ "terminate",	"delivered",	"terminated",	BOTH },
	{ "terminate",	"rework",	"terminated",	BOTH },
	{ "terminate",	"accepted",	"terminated",	BOTH },
	/* What was agreed to be paid at the end is paid then. */
	{ "pay",	"terminated",	"terminated",	CONTRACT_OWNER },
};

const struct contract_rule *
contract_rule(size_t i)
{
	return i < COUNT(rules) ? &rules[i] : NULL;
}

const struct contract_rule *
contract_rule_of(const char *act, const char *from)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (strcmp(rules[i].act, act) == 0 &&
		    strcmp(rules[i].from, from) == 0)
			return &rules[i];
	return NULL;
}

bool
contract_rule_allows(const char *act, int side)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (strcmp(rules[i].act, act) == 0 && rules[i].who & side)
			return true;
	return false;
}

const char *
contract_side_code(int side)
{
	return side == CONTRACT_OWNER ? "owner" :
	    side == CONTRACT_AGENCY ? "agency" :
	    side == CONTRACT_REGULATOR ? "regulator" : "";
}

int
contract_side_of(const char *code)
{
	return strcmp(code, "owner") == 0 ? CONTRACT_OWNER :
	    strcmp(code, "agency") == 0 ? CONTRACT_AGENCY :
	    strcmp(code, "regulator") == 0 ? CONTRACT_REGULATOR :
	    CONTRACT_NOBODY;
}
