/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_NAMES_H
#define MARKET_NAMES_H

#include <stddef.h>

#include "market/base/arena.h"

/*
 * Finding by name in a list of anything that has one: sorted once, then a
 * look-up takes log n.
 */
struct named {
	const char *name;
	size_t at;		/* index in the list */
};

struct names {
	struct named *sorted;	/* equal names in the order of the list */
	size_t n;
};

/* size: of an element; name_at: offset of its const char *. */
struct names names_of(struct arena *a, const void *list, size_t n,
    size_t size, size_t name_at);

/* The first of this name in the list; NULL: none.  Others of the name follow
 * it, up to sorted + n. */
const struct named *names_find(const struct names *names, const char *name);

/* The least index whose name stood before it; n: all are distinct. */
size_t names_twice(const struct names *names);

#endif
