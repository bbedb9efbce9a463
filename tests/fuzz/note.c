/* SPDX-License-Identifier: Apache-2.0 */
/* note.c: any bytes as a signed note, a vkey, a text. */
#include "market/note.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n), vkey[NOTE_VKEY_MAX];
	struct note_key key = { .name = "m/b/1", .alg = NOTE_ED25519 };
	struct note note;
	int64_t time;

	if (note_parse(&note, text, n)) {
		promise(note.n < n && note.count > 0);
		promise(note_is_text(note.text, note.n));
		note_check(&note, &key, NULL);
		key.alg = NOTE_WITNESS;
		note_check(&note, &key, &time);
	}
	if (note_vkey_read(&key, text, n)) {
		note_vkey_write(vkey, &key);
		promise(strlen(vkey) == n && memcmp(vkey, text, n) == 0);
	}
	free(text);
	return 0;
}
