/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_VERIFY_PLAN_H
#define MARKET_VERIFY_PLAN_H

#include "market/verify.h"

/*
 * The checks of an inspection plan, over whatever gives its public files:
 *	1 trust		the trust file, and the log's key in it
 *	2 checkpoint	signatures of log and witnesses, the tree behind them
 *	3 plan		signed by each organisation that has a part, and the
 *			platform; in the log; list.txt is the list it names
 *	4 staff		inspectors and conflicts, on record before the parts
 *			were opened
 *	5 parts		each opened as it was committed to, on record
 *	6 seed		is theirs
 *	7 draw		computed anew: what was published as drawn
 * Twin for 5 to 7: static/sealbid/inspect.mjs.
 *
 * Source: sealing.md 8, 12; domain.md 8.
 */
enum { VERIFY_PLAN_CHECKS = 7 };

/* As verify_project(); only so many checks are filled.  id: «2026-1». */
void verify_plan(struct arena *a, const struct source *source,
    const char *id, const char *trust, size_t n, struct verify_report *out);

#endif
