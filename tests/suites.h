/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUITES_H
#define TESTS_SUITES_H

#include <check.h>

/* One row a file of tests; the list is made by tests/suites.sh. */
struct suite {
	const char *name;
	Suite *(*make)(void);
};

extern const struct suite suites[];	/* ended by a name of NULL */

#endif
