/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_VERIFY_H
#define MARKET_VERIFY_H

#include "market/source.h"
#include "market/tlog.h"

/*
 * The ten checks of a round, over whatever gives its public files.  Nothing
 * that the source says is believed: index.txt is a hint where to look.
 *	1 trust		the trust file, and the log's key in it
 *	2 checkpoint	signatures of log and witnesses, the tree behind them
 *	3 project	the terms, their signatures, notice and rule
 *	4 close		no void, the first close, the list it fixes
 *	5 bodies	the files of that list, each rightly signed
 *	6 keys		what the trustees published, or the self-openings
 *	7 envelopes	each judged anew
 *	8 draw		the seed
 *	9 result	its text computed anew and compared to the byte
 *	10 award	who was taken, and why if not the first
 * Twin of static/sealbid/verify.mjs, with the same codes.  A second round of
 * bafo has its first checked too, 3 to 10, within 7: «first-refuted» and
 * «first-unchecked» say which check stopped, «first-round» that it is none.
 * A result that lacks a score is refuted by 8, «input-sheets» and
 * «input-score»; that of bafo's first round has no ranking, «result-first».
 *
 * Source: sealing.md 4, 6, 7, 12.
 */
enum verify_state {
	VERIFY_GOOD,
	VERIFY_WRONG,		/* refuted: by this very check */
	VERIFY_UNKNOWN,		/* missing, unreachable, not yet, not asked */
	VERIFY_NONE		/* nothing to check, for a good reason: the
				   round failed or was ended */
};

enum verify_verdict { VERIFY_VERIFIED, VERIFY_REFUTED, VERIFY_CANNOT_TELL };

struct verify_check {
	const char *id;			/* trust, checkpoint, … */
	enum verify_state state;
	const char *code;		/* what was found: [a-z-]+ */
	const char *detail;		/* names and numbers of it, or "" */
};

struct verify_warning {
	const char *code, *detail;
};

enum { VERIFY_CHECKS = 10, VERIFY_WARNINGS = 64 };

struct verify_report {
	enum verify_verdict verdict;
	struct verify_check checks[VERIFY_CHECKS];
	/* trust-from-site, unwitnessed, close-late, key-changed,
	   withdrawn-by-platform; what does not fit is left out */
	struct verify_warning warnings[VERIFY_WARNINGS];
	size_t warnings_n;
	const char *result;		/* text as computed; NULL: not done */
	size_t result_n;
	int64_t witnessed;		/* when the newest cosigned checkpoint
					   met the quorum; 0: it did not */
	int64_t deadline;		/* the one in force; 0: unknown */
	int64_t close_witnessed;	/* when `close` was; 0: unknown */
};

/*
 * Runs them.  trust: the n bytes of a trust file from elsewhere, NULL: the
 * source's own (warned of).  id: <code>/<round>; another is «project-id».
 * All that the report points at is the arena's.
 */
void verify_project(struct arena *a, const struct source *source,
    const char *id, const char *trust, size_t n, struct verify_report *out);

/* trust, checkpoint, … */
const char *verify_check_id(size_t check);

/* verified, refuted, cannot tell: 0, 1, 3 of the tool. */
int verify_exit(enum verify_verdict verdict);

#endif
