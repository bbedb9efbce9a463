/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>
#include <stddef.h>

/* One row a file of tests; the list is made by tests/suites.sh. */
struct suite {
	const char *name;
	Suite *(*make)(void);
};

extern const struct suite suites[];
extern const size_t n_suites;

#endif
