/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_INSPECT_DRAW_H
#define MARKET_INSPECT_DRAW_H

#include "market/draw.h"
#include "market/seal_record.h"

/*
 * 双随机: who is inspected and who inspects, both from the seed of a plan,
 * which two or more organisations made and nobody could know before.
 *
 * All there is to draw stands in one public text, /plan/<id>/inspect.txt,
 * in the grammar of sealing.md 1, from which anybody draws again:
 *	sealbid/v1 inspect
 *	plan <id> / record <hash of the plan's record|->
 *	take <k> / cap <tasks of one inspector>
 *	commit <i> <key name> <hex> / r <i> <hex>	of each organisation
 *	seed <hex>
 *	object <name> <weight>		the lists, each ascending
 *	whole <name>			band D: inspected without a draw
 *	inspector <name> / conflict <inspector> <object>
 *
 * Pure: no database, no clock, no chance but the seed's.
 *
 * Source: domain.md 8; sealing.md 8 («Draws without bids»).
 */
enum {
	INSPECT_TEAM = 2,		/* inspectors of a visit */
	INSPECT_BANDS = 5,		/* A B C N D, as inspect.ratio has it */
	INSPECT_LIST = 200000,		/* objects */
	INSPECT_STAFF = 200,		/* inspectors */
	INSPECT_TEXT = 32 << 20		/* bytes of such a text */
};

struct inspect_object {
	const char *name;		/* USCC */
	int64_t weight;
};

struct inspect_name {
	const char *name;
};

struct inspect_conflict {
	const char *inspector, *object;
};

struct inspect_draw {
	const char *plan;
	struct maybe_hash record;	/* none: the seed came by itself */
	int64_t take, cap;
	struct seal_commit *commits;
	size_t n_commits;
	struct seal_random *randoms;
	size_t n_randoms;
	unsigned char seed[32];
	struct inspect_object *objects;
	size_t n;
	struct inspect_name *whole;
	size_t n_whole;
	struct inspect_name *inspectors;
	size_t n_inspectors;
	struct inspect_conflict *conflicts;
	size_t n_conflicts;
};

/* A visit that was drawn, in the order of the draw. */
struct inspect_visit {
	const char *object;
	bool whole;			/* band D */
	const char *team[INSPECT_TEAM];	/* smallest rank hash first */
	size_t n;			/* 0: 无法派员, else INSPECT_TEAM */
};

/*
 * The index of a band in inspect.ratio; INSPECT_BANDS: no band.  The weight
 * is the ratio div 100.
 */
size_t inspect_band(const char *band);

/*
 * How many are drawn of the n of the list, with the ratios (in ten
 * thousandths) of each: max(⌈Σ ratio/10000⌉, ⌈floor·n/10000⌉).
 */
int64_t inspect_take(const int64_t *ratio_bp, size_t n, int64_t floor_bp);

/* H("sealbid/v1 plan-commit\n" ‖ id ‖ "\n" ‖ name ‖ "\n" ‖ r). */
void inspect_commit(unsigned char hash[32], const char *plan,
    const char *name, const unsigned char r[32]);
/* H("sealbid/v1 plan-seed\n" ‖ record hash ‖ r_1 ‖ … ‖ r_n). */
void inspect_seed(unsigned char seed[32], const unsigned char record[32],
    const struct seal_random *randoms, size_t n);

/*
 * Is the seed what the contributions make, each as it was committed?  A
 * text without record and contributions: its seed is taken as it is.
 */
bool inspect_seed_fits(const struct inspect_draw *d);

/*
 * Sorts the lists as the text has them; whoever makes one asks for it.
 */
void inspect_sort(struct inspect_draw *d);

/*
 * Draws.  *visits: first those drawn, then band D by name; nobody twice.
 * In the arena, with the names of d.
 */
void inspect_run(struct arena *a, const struct inspect_draw *d,
    struct inspect_visit **visits, size_t *n);

/* Strict, lists ascending and without doubles; false: no such text. */
bool inspect_read(struct arena *a, const char *text, size_t n,
    struct inspect_draw *d);
void inspect_write(struct buf *out, const struct inspect_draw *d);

/* list.txt: the lines «name SP weight» alone. */
void inspect_list(struct buf *out, const struct inspect_draw *d);

/*
 * What sealbid prints, a line a visit in the order of the draw:
 *	seed <hex> of <n> contributions|given
 *	drawn <1, 2, …> <object> <inspector> <inspector>
 *	whole <1, 2, …> <object> -		nobody can be sent
 */
void inspect_print(struct arena *a, struct buf *out,
    const struct inspect_draw *d);

#endif
