/* SPDX-License-Identifier: Apache-2.0 */
/* market-signer.c: the program that signs the log; see signer_serve.h. */
#include "market/signer_serve.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

static int
usage(FILE *out, int status)
{
	fputs("market-signer --key FILE --memory FILE --socket PATH [--init]\n"
	    "\tsigns checkpoints of the log, each only if it extends the\n"
	    "\tlast one, which it keeps in --memory.  --init: there is no\n"
	    "\tmemory yet; the log begins.  Never use it to get a stopped\n"
	    "\tlog going: see README.md\n"
	    "exit: 0 stopped, 64 usage, 74 input/output, 75 another signer\n"
	    "has the memory, 78 key or memory missing, damaged, or not "
	    "expected\n", out);
	return status;
}

int
main(int argc, char **argv)
{
	struct signer_config c = { .key = NULL };
	const struct {
		const char *name;
		const char **value;
	} known[] = {
		{ "--key", &c.key }, { "--memory", &c.memory },
		{ "--socket", &c.socket },
	};

	for (int i = 1; i < argc; i++) {
		size_t k = 0;

		if (strcmp(argv[i], "--help") == 0)
			return usage(stdout, EX_OK);
		if (strcmp(argv[i], "--init") == 0) {
			c.init = true;
			continue;
		}
		while (k < sizeof known / sizeof *known &&
		    strcmp(argv[i], known[k].name) != 0)
			k++;
		if (k == sizeof known / sizeof *known || i + 1 == argc)
			return usage(stderr, EX_USAGE);
		*known[k].value = argv[++i];
	}
	if (c.key == NULL || c.memory == NULL || c.socket == NULL)
		return usage(stderr, EX_USAGE);
	umask(0077);
	return signer_serve(&c);
}
