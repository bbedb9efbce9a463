/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SUBMIT_CORE_H
#define MARKET_SUBMIT_CORE_H

#include "db/bid.h"
#include "market/actor.h"
#include "market/note.h"
#include "market/refusal.h"
#include "market/round.h"

/* A submission on its way, for submit*.c alone. */
struct submission {
	struct house *house;
	const struct actor *actor;
	const char *id;
	const char *file;
	size_t n;
	unsigned char hash[32];
	unsigned char body[32];		/* of what was received: a refusal's */
	struct note note;
	bool parsed;
	bool unnamed;			/* nobody's, till a contributor's */
	bool withdraw;
	struct seal_envelope e;		/* policy … seq of either kind */
	const char *vkey;		/* the key it was checked with, or NULL */
	bool good;			/* … and rightly signed by it */
	const struct note *claim;	/* a trustee vouches, or NULL */
	int64_t claim_i, claim_at;
	const char *once;		/* of the form, or NULL */
	struct posted *out;
	/* of the transaction */
	struct bid bid;
	struct round round;
};

/* Outside the transaction: rightly signed, by the key that s->vkey names? */
bool submit_is_signed(struct db *db, struct submission *s);

/* Within it: the first failing check of sealing.md 7 from `void` on, or NULL. */
const char *submit_check(struct db *db, struct submission *s,
    const struct round_terms *t);

#endif
