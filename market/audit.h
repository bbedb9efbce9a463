/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_AUDIT_H
#define MARKET_AUDIT_H

#include "market/verify.h"

/*
 * The whole log, from its first entry: what no check of one round can see.
 *	trust		the trust file, and the log's key in it
 *	checkpoint	signed; the tree of all entries has its root
 *	tiles		every tile that the size asks for, byte for byte
 *	entries		grammar of each record, and who must have signed it
 *	keys		chains: a name's first key replaces none, each further
 *			one the newest; no key twice
 *	rounds		no second `close` of a policy, no pk in two rounds
 *	blind		each leaf opened once, rightly, and none left past its
 *			reveal-by without close, input or cover
 *	state		the tree remembered from the last time is its beginning
 * A check goes on after a finding: detail is of the first one, found says how
 * many.  Entries of another first word than sealbid/v1 are passed over.
 *
 * Source: sealing.md 2, 4, 12, 13.
 */
enum { AUDIT_CHECKS = 8 };

struct audit_report {
	enum verify_verdict verdict;
	struct verify_check checks[AUDIT_CHECKS];
	size_t found[AUDIT_CHECKS];	/* findings of each */
	struct tlog_checkpoint checkpoint;	/* what to remember, if
						   verified */
	int64_t records, blinds;	/* entries of each kind */
	int64_t unexplained;		/* blind, but not yet past its day */
	bool trust_from_source;		/* nobody gave another */
};

struct audit_how {
	const char *trust;		/* bytes from elsewhere, or NULL */
	size_t n;
	const struct tlog_checkpoint *remembered;	/* or NULL */
	int64_t now;			/* for reveal-by */
};

/* Reads every file once; memory grows by some 60 bytes a blind leaf. */
void audit_run(struct arena *a, const struct source *source,
    const struct audit_how *how, struct audit_report *out);

#endif
