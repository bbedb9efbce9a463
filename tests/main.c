/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: runs all suites, or those named on the command line.  JOBS=N: so
 * many processes take suites from one list (2 for all, 1 for named ones).
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* What the processes share. */
struct total {
	atomic_size_t next;		/* the first suite nobody has taken */
	atomic_int run, failed;
};

static void
run_suite(const struct suite *s, struct total *total)
{
	SRunner *runner = srunner_create(s->make());

	srunner_run_all(runner, getenv("V") ? CK_VERBOSE : CK_NORMAL);
	atomic_fetch_add(&total->run, srunner_ntests_run(runner));
	atomic_fetch_add(&total->failed, srunner_ntests_failed(runner));
	srunner_free(runner);
	fflush(stdout);
}

static int
run_some(struct total *total, int argc, char **argv)
{
	size_t i;

	while (i = atomic_fetch_add(&total->next, 1), i < n_suites)
		if (wanted(suites[i].name, argc, argv))
			run_suite(&suites[i], total);
	return EXIT_SUCCESS;
}

/* A process that ends in another way is a failure. */
static void
run_all(struct total *total, long jobs, int argc, char **argv)
{
	int status;

	for (long i = 0; i < jobs; i++)
		if (fork() == 0)
			exit(run_some(total, argc, argv));
	while (wait(&status) > 0)
		if (status != 0)
			atomic_fetch_add(&total->failed, 1);
}

int
main(int argc, char **argv)
{
	const char *wish = getenv("JOBS");
	long jobs = wish ? strtol(wish, NULL, 10) : argc < 2 ? 2 : 1;
	struct total *total = mmap(NULL, sizeof *total,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (total == MAP_FAILED)
		return EXIT_FAILURE;
	if (getenv("MARKET_LOG") == NULL)
		log_set_level(LOG_ERROR);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (jobs > 1)
		run_all(total, jobs, argc, argv);
	else
		(void)run_some(total, argc, argv);
	if (total->run == 0) {
		fprintf(stderr, "check: no such suite\n");
		return EXIT_FAILURE;
	}
	printf("unit: %d passed, %d failed\n", total->run - total->failed,
	    total->failed);
	return total->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
