/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TILES_H
#define MARKET_TILES_H

#include "market/source.h"
#include "market/tlog.h"

/*
 * A published log, read through its tiles.  Nothing that comes out of it is
 * unproved: the right edge makes the root, the root proves the edge, each
 * full tile is proved by its parent, each bundle by its leaves.
 *
 * Source: sealing.md 2; C2SP tlog-tiles v0.1.0.
 */
enum tiles_why {
	TILES_GOOD,
	TILES_MISSING,		/* the source lacks a file that must be */
	TILES_AWAY,		/* unreachable */
	TILES_WRONG,		/* a file is not what the root says */
	TILES_ROOT		/* the right edge does not make the root */
};

struct tile;

struct tiles {
	struct arena *arena;
	const struct source *source;
	int64_t size;
	struct tile *kept;		/* hash tiles read so far */
	struct buf *bundle;		/* the bundle in hand */
	int64_t bundle_at;		/* its number, -1: none */
	size_t entry_at[TLOG_TILE + 1];	/* where its entries lie */
	enum tiles_why why;		/* after a false */
	char path[8 + TLOG_PATH];	/* the file it was about */
};

/*
 * The tree of this size and root.  false: t->why, t->path.  What it holds
 * ends with the arena.
 */
bool tiles_open(struct tiles *t, struct arena *a,
    const struct source *source, int64_t size, const tlog_hash root);

/* Leaf hash i (0 <= i < size); false: t->why. */
bool tiles_leaf(struct tiles *t, int64_t i, tlog_hash hash);

/* Entry i; it lasts until the next call that reads entries. */
bool tiles_entry(struct tiles *t, int64_t i, const char **entry, size_t *n);

/* Its nodes, for proofs; they are good while t is. */
struct tlog_nodes tiles_nodes(struct tiles *t);

/* The root at an earlier size. */
bool tiles_root(struct tiles *t, int64_t size, tlog_hash root);

/*
 * Where an entry stands: at the hint (-1: none) if it is there, else in the
 * newest tile that has it.  *at is -1 if nowhere.
 */
bool tiles_find(struct tiles *t, const void *entry, size_t n, int64_t hint,
    int64_t *at);

#endif
