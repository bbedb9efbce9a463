/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ACTOR_H
#define MARKET_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

/* Who acts.  Bits, so that a route can name several. */
enum role {
	ROLE_NONE = 0,		/* nobody is signed in */
	ROLE_AGENCY = 1 << 0,
	ROLE_OWNER = 1 << 1,
	ROLE_OPERATOR = 1 << 2,
	ROLE_REGULATOR = 1 << 3,
	ROLE_AUDITOR = 1 << 4,
	ROLE_EVALUATOR = 1 << 5,
	ROLE_DISCIPLINE = 1 << 6,	/* 纪检监察: reports of designation */
	ROLE_INSPECTOR = 1 << 7		/* 执法人员: drawn for inspections */
};

struct actor {
	int64_t account_id;	/* 0: nobody; for a verb of the clock too */
	int64_t party_id;	/* 0: staff */
	enum role role;
	const char *name;	/* of the person; as long as the arena */
	const char *party_name;	/* "" for staff */
	const char *uscc;	/* "" for staff */
	bool government;	/* the code's kind is 11, 12 or 13 */
	const char *request;	/* request id, for the audit */
};

/* «agency», «owner», …; NULL for ROLE_NONE.  And back; ROLE_NONE if unknown. */
const char *role_code(enum role role);
enum role role_of_code(const char *code);

/* Hired by the operator's tool: neither a party's nor drawn from a list. */
bool role_is_staff(enum role role);

#endif
