/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: runs all suites, or those named on the command line. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/log.h"
#include "tests/suites.h"

static bool
wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc < 2;
}

int
main(int argc, char **argv)
{
	SRunner *runner = srunner_create(NULL);
	int failed, run;

	if (getenv("MARKET_LOG") == NULL)
		log_set_level(LOG_ERROR);
	for (const struct suite *s = suites; s->name != NULL; s++)
		if (wanted(s->name, argc, argv))
			srunner_add_suite(runner, s->make());
	srunner_run_all(runner, getenv("V") ? CK_VERBOSE : CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	run = srunner_ntests_run(runner);
	srunner_free(runner);
	if (run == 0) {
		fprintf(stderr, "check: no such suite\n");
		return EXIT_FAILURE;
	}
	printf("unit: %d passed, %d failed\n", run - failed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
