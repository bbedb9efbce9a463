/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_WORLDS_H
#define TESTS_WORLDS_H

#include <stdbool.h>
#include <stddef.h>

#include "market/source.h"

/*
 * Whole made-up markets, made by tests/js/_cases.mjs and kept in
 * build/worlds/ until that changes.  A test that finds no node says so and
 * passes: `if (!worlds_are_here()) return;`
 */
bool worlds_are_here(void);

struct world {
	char dir[128];		/* with the paths of sealing.md 11 */
	char marks[16];		/* +x?. a check; "-": any */
	char verdict[16];	/* verified, refuted, unknown */
	char code[40];		/* must be said; "-": none asked */
	char id[40];		/* of the round that is asked about */
	char what[100];
	char *result;		/* as the twin has it, base64; or "-" */
};

/* How many; the k-th; the one that is called so. */
size_t worlds_count(void);
const struct world *world_at(size_t k);
const struct world *world_of(const char *what);

/* A source over a folder with changes: for one path, other bytes. */
struct altered {
	struct source folder;
	const char *path;	/* as a source is asked for it */
	const char *data;	/* NULL: the file is missing */
	size_t n;
	bool away;		/* or cannot be reached */
};

void source_altered(struct source *s, struct altered *a, const char *dir);

#endif
