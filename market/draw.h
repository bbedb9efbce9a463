/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DRAW_H
#define MARKET_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"

/*
 * The draw: everything that luck decides follows from the public seed of a
 * round, by SHA-256, so that anybody can do it again.  By hand:
 *	(printf 'sealbid/v1 draw-rank\n'; echo SEED | xxd -r -p;
 *	    printf 'NAME\n') | sha256sum
 *
 * Source: sealing.md 8; domain.md 6.1.
 */
enum { DRAW_SEED = 32, DRAW_HASH = 32 };

/* The rank hash of a name; the bytewise smallest comes first. */
void draw_rank(unsigned char hash[DRAW_HASH],
    const unsigned char seed[DRAW_SEED], const char *name);

/* One of 0 … n-1, each as likely as another; n = 0 is a bug(). */
uint64_t draw_int(const unsigned char seed[DRAW_SEED], const char *label,
    uint64_t n);

/* A number that was drawn, as a result records it. */
struct draw_number {
	char label[32];
	uint64_t n;		/* one of 0 … n-1 */
	uint64_t x;		/* which */
};

/*
 * Draws k of n by weight, one after the other, each with the chance of its
 * weight among those that are left; weight 0 is never drawn.  taken[j] is
 * the index of the (j+1)-th, numbers[j] what was drawn for it, under the
 * label «shortlist-<j+1>»; both have room for k.  Returns how many: fewer
 * than k when no weight is left.  The weights' sum is below 2^53.
 */
size_t draw_shortlist(struct arena *a, const unsigned char seed[DRAW_SEED],
    const uint64_t *weights, size_t n, size_t k, size_t *taken,
    struct draw_number *numbers);

#endif
