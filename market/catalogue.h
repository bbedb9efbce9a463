/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CATALOGUE_H
#define MARKET_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/err.h"

/*
 * The credit catalogue (信用事件目录): what can be an event, what it weighs, on
 * which article, with which consequence.  It is data that a region edits;
 * every version stays, because each event keeps that of its proposal.  The
 * format is explained in db/credit/catalogue.tsv, the first version.
 *
 * A row that is off, or has no legal basis, has no effect.
 *
 * Source: domain.md 7.3.
 */
enum { CATALOGUE_ROWS = 60, CATALOGUE_POINTS = 100, CATALOGUE_HOLD = 3650 };

struct catalogue_row {
	bool effect;		/* a consequence, no event */
	const char *code;
	bool on;
	int64_t points;		/* 0 of a veto, and of an effect */
	int64_t hold;		/* days; 0 of an effect */
	bool veto;
	const char *name;
	const char *article;	/* "": no legal basis, no effect */
	const char *consequence;
};

struct catalogue {
	struct catalogue_row *rows;
	size_t n;
};

/*
 * Fills *c, whose texts lie in the arena.
 *
 * OK
 * ERR_INVALID	*line (from 1) is no row, or a code that was there before
 */
enum err catalogue_parse(struct arena *a, const char *text,
    struct catalogue *c, size_t *line);

/* The row of an event that has an effect; NULL: there is none. */
const struct catalogue_row *catalogue_event(const struct catalogue *c,
    const char *code);

/* The row of an event, whether it has an effect or not; NULL. */
const struct catalogue_row *catalogue_find(const struct catalogue *c,
    const char *code);

/* Does a row have an effect? */
bool catalogue_works(const struct catalogue_row *row);

/* The row of a consequence that is on, and based on law; NULL. */
const struct catalogue_row *catalogue_effect(const struct catalogue *c,
    const char *code);

/* The text a new market begins with; in the arena. */
const char *catalogue_first(struct arena *a);

/* Band D bids on nothing that is paid from a public budget. */
#define CATALOGUE_D_FISCAL "BAND_D_FISCAL"

#endif
