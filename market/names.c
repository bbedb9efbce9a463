/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: a list, found by name. */
#include "market/names.h"

#include <stdlib.h>
#include <string.h>

static int
by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

struct names
names_of(struct arena *a, const void *list, size_t n, size_t size,
    size_t name_at)
{
	struct names names = { arena_alloc(a, (n + 1) *
	    sizeof *names.sorted), n };

	for (size_t i = 0; i < n; i++) {
		memcpy(&names.sorted[i].name, (const char *)list + i * size +
		    name_at, sizeof names.sorted[i].name);
		names.sorted[i].at = i;
	}
	qsort(names.sorted, n, sizeof *names.sorted, by_name);
	return names;
}

const struct named *
names_find(const struct names *names, const char *name)
{
	size_t lo = 0, hi = names->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(names->sorted[mid].name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == names->n || strcmp(names->sorted[lo].name, name) != 0)
		return NULL;
	return &names->sorted[lo];
}

size_t
names_twice(const struct names *names)
{
	size_t least = names->n;

	for (size_t i = 1; i < names->n; i++)
		if (names->sorted[i].at < least && strcmp(
		    names->sorted[i - 1].name, names->sorted[i].name) == 0)
			least = names->sorted[i].at;
	return least;
}
