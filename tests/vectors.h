/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Known answers, from ../shared/vectors (or $SHARED/vectors).  A test that
 * finds them absent says so and passes: `if (!vectors_are_here()) return;`
 */
bool vectors_are_here(void);

/* A whole file, NUL behind it; kept as long as the test's process. */
char *vector_file(const char *name, size_t *n);

/* What an expression over the object `v` of a JSON file prints, line by
 * line: vector_json("log.json", "v.tessera.roots['5']"). */
char *vector_json(const char *name, const char *expression);

#endif
