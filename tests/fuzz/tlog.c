/* SPDX-License-Identifier: Apache-2.0 */
/* tlog.c: any bytes as receipt, checkpoint, bundle, blind leaf. */
#include "market/tlog.h"

#include "tests/fuzz/fuzz.h"

static void
try_receipt(const char *text, size_t n)
{
	struct note_key key = { .name = "m.example/log/1",
	    .alg = NOTE_ED25519 };
	struct tlog_checkpoint c;
	struct tlog_receipt r;
	struct buf again;
	tlog_hash leaf = { 0 };

	if (!tlog_receipt_read(&r, text, n))
		return;
	buf_init(&again, 1 << 20);
	tlog_receipt_write(&again, &r);
	promise(again.len == n && memcmp(again.data, text, n) == 0);
	buf_release(&again);
	tlog_receipt_check(&r, &key, &c);
	tlog_inclusion_check(r.leaf, r.leaf * 2 + 1, leaf, &r.proof, leaf);
	tlog_consistency_check(r.leaf, r.leaf * 2 + 1, leaf, leaf, &r.proof);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = exact(data, n);
	struct tlog_checkpoint c;
	struct note note;
	struct buf again;
	const char *entry;
	size_t at = 0, entry_n;

	try_receipt(text, n);
	buf_init(&again, 1 << 21);
	if (note_parse(&note, text, n) && tlog_checkpoint_read(&c, &note)) {
		tlog_checkpoint_write(&again, &c);
		promise(again.len == note.n &&
		    memcmp(again.data, note.text, note.n) == 0);
	}
	buf_reset(&again);
	while (tlog_bundle_next((const unsigned char *)text, n, &at, &entry,
	    &entry_n))
		tlog_bundle_add(&again, entry, entry_n);
	promise(again.len == at && (at == 0 ||
	    memcmp(again.data, text, at) == 0));
	tlog_is_blind(text, n);
	buf_release(&again);
	free(text);
	return 0;
}
