/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_KEYBOOK_H
#define MARKET_KEYBOOK_H

#include "market/tiles.h"
#include "market/trust.h"

/*
 * Who signs for a name: the `key` records of the log.  Those at the leaves
 * that somebody hints at are read first; the whole log only where a
 * signature is by none of them.
 *
 * Source: sealing.md 3, 4 («in force»).
 */
struct keybook_key;

struct keybook {
	struct arena *arena;
	struct tiles *tiles;
	const struct trust *trust;
	struct keybook_key *keys;
	bool whole;			/* all of the log is in it */
};

void keybook_init(struct keybook *b, struct arena *a, struct tiles *tiles,
    const struct trust *trust);

/* Where an index.txt says that the first record of a type stands; -1. */
int64_t keybook_hint(const char *index, size_t n, const char *type);

/* Reads the key records it names; nothing in it is believed. */
bool keybook_hints(struct keybook *b, const char *index, size_t n);

/*
 * Has a key of this name and role signed, whose record stands before a leaf,
 * and none wrongly?  false from the function: the log could not be read,
 * tiles->why says how.
 */
bool keybook_signed(struct keybook *b, const struct note *note,
    const char *name, const char *role, int64_t before, bool *good);

#endif
