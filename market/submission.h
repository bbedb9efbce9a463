/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SUBMISSION_H
#define MARKET_SUBMISSION_H

/* A submission on its way: for submit.c and submit_check.c alone. */

#include "market/note.h"
#include "market/round.h"
#include "market/submit.h"

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

/* Outside the transaction: parses the file, looks at its signature. */
void submission_read(struct market *m, struct submission *s);

/*
 * Within it: the code of the first check of sealing.md 7 that fails, or
 * NULL; s->round is known and fits.  Fills what the bid is stored with.
 */
const char *submission_check(struct db *db, struct submission *s,
    const struct round_terms *t);

#endif
