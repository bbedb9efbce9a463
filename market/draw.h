/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DRAW_H
#define MARKET_DRAW_H

#include <stdint.h>

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

#endif
