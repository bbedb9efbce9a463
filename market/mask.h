/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MASK_H
#define MARKET_MASK_H

#include <stddef.h>

#include "market/base/arena.h"

/*
 * Names in a text that is about to become public, each put as something else:
 * 张三 as 张某.  The longest that fits wins; one of Latin letters counts only as
 * a word of its own, one of a single character never.
 *
 * Source: domain.md 2 (masks in decisions).
 */
struct mask {
	const char *name;	/* as people write it */
	const char *as;
};

/* In the arena. */
const char *mask_text(struct arena *a, const char *text,
    const struct mask *masks, size_t n);

#endif
