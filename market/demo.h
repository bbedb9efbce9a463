/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_H
#define MARKET_DEMO_H

#include <stdint.h>

#include "market/market.h"

struct cast;

/*
 * A demonstration market: two years of made-up business, played through the
 * real verbs by a clock that is moved along, up to the present moment.  What
 * people and works are called, how each is chosen and what happens to it
 * stands in a folder of tables (db/demo/README.md).
 */
enum demo_length { DEMO_WHOLE, DEMO_RECENT /* without the history */ };

/* Who can be played, for the page that says so. */
struct demo_guide {
	const char *expert;	/* login of one whose sheet is waited for */
	const char *plan;	/* code of an inspection plan that can be drawn
				   by hand; "" */
	int64_t plan_id;
};

/*
 * Plays it into an empty market.  m->house was opened with
 * clock_standing(clock); when it returns, the clock stands at now.  cast
 * holds the trustees' keys (market/demo_seal.h).  password is everybody's.
 * guide's strings live in the market's arena.
 *
 * OK
 * ERR_INVALID	a table is missing or damaged: logged
 * ERR_CONFLICT	the market is not empty, or a verb refused: logged
 */
enum err demo_build(struct market *m, int64_t *clock, int64_t now,
    const char *dir, const char *password, struct cast *cast,
    enum demo_length length, struct demo_guide *guide);

enum { TABLE_COLUMNS = 18 };	/* of the widest file */

/* A table: rows of cells, from a file of tab-separated lines. */
struct table {
	const char *(*rows)[TABLE_COLUMNS];	/* as long as the arena */
	size_t n;
};

/* «\n» in a cell becomes a line break; lines that begin with # are left out. */
enum err table_read(struct arena *a, const char *dir, const char *name,
    size_t columns, struct table *t);

#endif
