/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CATALOGUE_SET_H
#define MARKET_CATALOGUE_SET_H

#include "market/actor.h"
#include "market/market.h"

/*
 * The versions of the credit catalogue, for everybody to read; a region loads
 * another one (marketctl credit load).
 *
 * Source: domain.md 7.3.
 */
struct catalogue_set {
	int64_t version;
	int64_t newest;
	int64_t effective_from;
	const char *text;
	char hash[65];			/* SHA-256 of text, hex */
	const struct catalogue *rows;
};

/* version 0: the newest.  ERR_NOT_FOUND. */
enum err catalogue_set_get(struct market *m, int64_t version,
    struct catalogue_set *set);

/*
 * Another version, in force at once.  Within a transaction; by NULL: what a
 * new market begins with.  ERR_INVALID: *line of it is no row.
 */
enum err catalogue_set_add(struct db *db, const struct actor *by,
    const char *text, int64_t *version, size_t *line);

/* The same by itself; who runs the market reads it anew (house_load()). */
enum err catalogue_set_load(struct market *m, const struct actor *by,
    const char *text, int64_t *version, size_t *line);

#endif
