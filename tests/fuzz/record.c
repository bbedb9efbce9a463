/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: any text as each record; what is read is written again. */
#include "market/note.h"
#include "market/seal_record.h"
#include "tests/fuzz/fuzz.h"

/* Room for any of the records. */
union any {
	struct seal_project project;
	struct seal_close close;
	struct seal_envelope envelope;
	struct seal_plan plan;
	unsigned char room[1024];
};

static void
try_type(enum seal_type type, const char *text, size_t n)
{
	struct arena a;
	struct buf again;
	union any record;

	arena_init(&a);
	buf_init(&again, 1 << 20);
	if (seal_record_parse(&a, type, text, n, &record)) {
		promise(seal_type_of(text, n) == type);
		seal_record_write(&again, type, &record);
		promise(again.len == n && memcmp(again.data, text, n) == 0);
	}
	buf_release(&again);
	arena_release(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	enum seal_type type = seal_type_of(text, n);
	struct note note;

	if (type < SEAL_TYPES)
		try_type(type, text, n);
	else if (n > 0)
		try_type((enum seal_type)(data[0] % SEAL_TYPES), text + 1,
		    n - 1);
	/* A whole file too: the seeds are notes. */
	if (note_parse(&note, text, n)) {
		type = seal_type_of(note.text, note.n);
		if (type < SEAL_TYPES)
			try_type(type, note.text, note.n);
	}
	free(text);
	return 0;
}
