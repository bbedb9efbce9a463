/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DEMO_H
#define MARKET_DEMO_H

#include <stdint.h>

#include "market/market.h"

/*
 * A demonstration market: two years of made-up business, played through the
 * real verbs by a clock that is moved along, up to the present moment.  What
 * people and works are called stands in a folder of tables (db/demo/).
 */

/*
 * Plays it into an empty market.  h was opened with clock_standing(clock);
 * when it returns, the clock stands at now.  password is everybody's.
 * trustees: n key files of those whom trust.txt names, in its order.
 *
 * OK
 * ERR_INVALID	a table is missing or damaged: logged
 * ERR_CONFLICT	the market is not empty, or a verb refused: logged
 */
enum err demo_build(struct market *m, int64_t *clock, int64_t now,
    const char *dir, const char *password, const char *const *trustees,
    size_t n);

/* A table: rows of cells, from a file of tab-separated lines. */
struct table {
	const char *(*rows)[16];	/* as long as the arena */
	size_t n;
};

/* «\n» in a cell becomes a line break; lines that begin with # are left out. */
enum err table_read(struct arena *a, const char *dir, const char *name,
    size_t columns, struct table *t);

#endif
