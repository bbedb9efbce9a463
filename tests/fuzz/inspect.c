/* SPDX-License-Identifier: Apache-2.0 */
/* inspect.c: any text as that of an inspection; what is one, draws. */
#include <string.h>

#include "market/inspect_draw.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct inspect_draw d;
	struct inspect_visit *visits;
	struct arena a;
	struct buf again;
	size_t k;

	arena_init(&a);
	if (inspect_read(&a, (const char *)data, n, &d)) {
		buf_init(&again, INSPECT_TEXT);
		inspect_write(&again, &d);
		promise(again.len == n && memcmp(again.data, data, n) == 0);
		buf_release(&again);
		inspect_run(&a, &d, &visits, &k);
		promise(k <= d.n + d.n_whole);
		(void)inspect_seed_fits(&d);
	}
	arena_release(&a);
	return 0;
}
