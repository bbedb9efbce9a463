/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PUBLIC_TREE_H
#define MARKET_PUBLIC_TREE_H

#include "db/db.h"
#include "market/public_dir.h"

/*
 * The log's tree as files: tiles and bundles below log/tile/ (sealing.md 2;
 * C2SP tlog-tiles v0.1.0).
 */

/*
 * Puts what the tree of size has and that of old (the signed size before)
 * has not.  Partial ones are left out where the full one is a day old at
 * now.
 */
enum err public_tree_put(struct public_dir *d, struct db *db, int64_t old,
    int64_t size, int64_t now);

/*
 * Deletes partial files of tiles from *next on that are full for a day, and
 * moves *next behind them; some at a time.
 */
enum err public_tree_tidy(struct public_dir *d, struct db *db,
    int64_t *next, int64_t now);

#endif
