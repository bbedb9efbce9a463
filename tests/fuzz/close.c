/* SPDX-License-Identifier: Apache-2.0 */
/* close.c: any text as the list of a round; what is good is written alike. */
#include "market/close.h"

#include "market/note.h"
#include "tests/fuzz/fuzz.h"

static void
try_close(struct arena *a, const char *text, size_t n)
{
	struct seal_close close;
	struct close_texts texts;
	struct seal_sub *subs;
	size_t count;

	if (!seal_record_parse(a, SEAL_CLOSE, text, n, &close) ||
	    !close_read(a, &close, NULL, NULL, 0, &subs, &count))
		return;
	close_write(a, close.policy, close.project, close.deadline, subs,
	    count, close.claims, close.claims_n, &texts);
	promise(texts.close_n == n && memcmp(texts.close, text, n) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	struct note note;
	struct arena a;

	arena_init(&a);
	try_close(&a, text, n);
	if (note_parse(&note, text, n))
		try_close(&a, note.text, note.n);
	arena_release(&a);
	free(text);
	return 0;
}
