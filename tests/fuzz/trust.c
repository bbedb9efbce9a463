/* SPDX-License-Identifier: Apache-2.0 */
/* trust.c: any text as a trust file, and a checkpoint asked by it. */
#include "market/trust.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	struct trust_seen seen;
	struct trust trust;
	struct note note;
	struct arena a;
	size_t line;

	arena_init(&a);
	if (trust_parse(&a, text, n, &trust, &line)) {
		promise(trust.n_logs > 0);
		note = (struct note){ .text = "x\n", .n = 2 };
		promise(trust_cosigned(&trust, &note, &seen));
		promise(!seen.quorum && seen.n == 0);
		trust_log_of(&trust, text, n);
	} else {
		promise(line >= 1);
	}
	arena_release(&a);
	free(text);
	return 0;
}
