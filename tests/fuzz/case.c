/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case.c: any text as a recalculation case.  What is read is written again,
 * and ranked without a fault; what is not is wrong in a line that it has.
 */
#include "market/rank_case.h"

#include "tests/fuzz/fuzz.h"

static void
is_sound(const struct rank_case *c, const struct ranking *r)
{
	promise(r->valid + r->n_out == c->n && r->n <= r->valid);
	promise(!r->failed || r->n == 0);
	promise(r->failed || r->n > 0);
	for (size_t i = 0; i < r->n; i++)
		promise(r->places[i].total >= 0 &&
		    r->places[i].total <= 1000000);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	size_t lines = 1;
	struct rank_case c;
	struct rank_bad bad;
	struct ranking r;
	struct buf again;
	struct arena a;

	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	arena_init(&a);
	buf_init(&again, 1 << 22);
	if (rank_case_read(&a, text, n, &c, &bad)) {
		promise(rank_case_write(&again, &c));
		promise(again.len == n && memcmp(again.data, text, n) == 0);
		rank_run(&a, &c, &r);
		is_sound(&c, &r);
		buf_reset(&again);
		rank_write(&again, c.seed, &c, &r);
		promise(again.len > 0 && !again.full);
	} else {
		promise(bad.line >= 1 && bad.line <= lines);
		promise(bad.words != NULL);
	}
	buf_release(&again);
	arena_release(&a);
	free(text);
	return 0;
}
