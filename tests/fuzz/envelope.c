/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope.c: any file before the court.  Whatever is valid has the text of
 * the one envelope that was sealed, and every t keys say the same.
 */
#include "market/envelope.h"

#include "market/note.h"
#include "tests/fuzz/fuzz.h"
#include "tests/round.h"

static struct round *r;
static size_t best;			/* a valid envelope */

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	r = calloc(1, sizeof *r);
	promise(r != NULL);
	made_round(r, RANK_LOWEST, 7, 30);
	for (size_t i = 0; i < r->project.n; i++)
		r->keys.given[i] = true;
	r->selfopen = false;
	round_judge(r);
	while (best < r->n && !r->verdicts[best].valid)
		best++;
	promise(best < r->n);
	return 0;
}

static bool
judge(const char *file, size_t n, size_t hidden)
{
	struct envelope_keys keys = r->keys;
	struct envelope_court court = r->court;
	struct envelope_verdict v;
	struct arena a;
	bool valid;

	arena_init(&a);
	keys.given[hidden] = false;
	court.keys = &keys;
	envelope_judge(&a, &court, &r->subs[best],
	    envelope_is_contributor(&r->project, r->subs[best].name), file,
	    n, &v);
	valid = v.valid;
	promise(valid == (v.code == NULL));
	arena_release(&a);
	return valid;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct buf *own = &r->files[best];
	struct buf file;
	struct note mine, note;
	bool valid;

	/* A splice of the good one: at, how much is left out, what comes. */
	buf_init(&file, 1 << 20);
	if (n >= 4 && data[0] & 1) {
		size_t at = ((size_t)data[1] << 8 | data[2]) % own->len;
		size_t gone = data[3] % (own->len - at + 1);

		buf_add(&file, own->data, at);
		buf_add(&file, data + 4, n - 4);
		buf_add(&file, own->data + at + gone, own->len - at - gone);
	} else {
		buf_add(&file, data, n);
	}
	valid = judge(file.data, file.len, 0);
	promise(valid == judge(file.data, file.len, r->project.n - 1));
	if (valid) {
		promise(note_parse(&mine, own->data, own->len) &&
		    note_parse(&note, file.data, file.len));
		promise(mine.n == note.n &&
		    memcmp(mine.text, note.text, note.n) == 0);
	}
	buf_release(&file);
	return 0;
}
