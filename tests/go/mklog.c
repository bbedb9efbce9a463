/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mklog.c DIR: a log for tests/go/audit.go, signed at each size of 0 to 600,
 * around 65,536, and at 70,000; receipts and consistency proofs beside it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/base64.h"
#include "tests/logdir.h"

static const int64_t big[] = { 1, 2, 3, 255, 256, 257, 511, 512, 513, 600,
    65535, 65536, 65537, 70000 };

static void
number_hash(unsigned char hash[32], const char *what, int64_t i)
{
	char label[40];

	snprintf(label, sizeof label, "%s %" PRId64, what, i);
	note_hash(hash, label, strlen(label));
}

static void
add_blind(struct logdir *l, int64_t i)
{
	unsigned char nonce[32], file[32];
	char blind[TLOG_BLIND + 1];

	number_hash(nonce, "nonce", i);
	number_hash(file, "file", i);
	tlog_blind(blind, nonce, file, "2026-02-28");
	logdir_add(l, blind, TLOG_BLIND);
}

static void
write_receipt(struct logdir *l, const char *dir, int64_t leaf)
{
	struct tlog_receipt r = { .leaf = leaf };
	struct tlog_nodes nodes = logdir_nodes(l);
	char path[300], checkpoint[NOTE_MAX];
	struct buf out;
	FILE *f;

	snprintf(path, sizeof path, "%s/log/checkpoint", dir);
	f = fopen(path, "re");
	if (f == NULL)
		bug("no checkpoint");
	r.checkpoint = checkpoint;
	r.checkpoint_n = fread(checkpoint, 1, sizeof checkpoint, f);
	fclose(f);
	number_hash(r.nonce, "nonce", leaf);
	number_hash(r.file, "file", leaf);
	memcpy(r.reveal_by, "2026-02-28", TLOG_DATE + 1);
	if (!tlog_inclusion(&nodes, leaf, logdir_size(l), &r.proof))
		bug("no proof");
	buf_init(&out, NOTE_MAX);
	tlog_receipt_write(&out, &r);
	snprintf(path, sizeof path, "receipt/%" PRId64 "-%" PRId64, leaf,
	    logdir_size(l));
	logdir_file(l, path, out.data, out.len);
	buf_release(&out);
}

/* The tree of a in the tree of now, base64, one hash a line. */
static void
write_consistency(struct logdir *l, int64_t a)
{
	struct tlog_nodes nodes = logdir_nodes(l);
	struct tlog_proof proof;
	struct buf out;
	char path[80];

	if (!tlog_consistency(&nodes, a, logdir_size(l), &proof))
		bug("no proof");
	buf_init(&out, NOTE_MAX);
	for (size_t i = 0; i < proof.n; i++) {
		base64_write(&out, proof.hashes[i], TLOG_HASH);
		buf_text(&out, "\n");
	}
	snprintf(path, sizeof path, "consistency/%" PRId64 "-%" PRId64, a,
	    logdir_size(l));
	logdir_file(l, path, out.data ? out.data : "", out.len);
	buf_release(&out);
}

int
main(int argc, char **argv)
{
	struct logdir *l;
	struct note_secret s;
	char vkey[NOTE_VKEY_MAX + 1];
	size_t at = 0;

	if (argc != 2)
		return 2;
	l = logdir_new(argv[1], 70000);
	logdir_key(&s, "m.example/log/1", NOTE_ED25519);
	note_vkey_write(vkey, &s.key);
	logdir_file(l, "log/vkey", vkey, strlen(vkey));
	logdir_publish(l);
	for (int64_t i = 0; i < 70000; i++) {
		bool is_big = at < COUNT(big) && i + 1 == big[at];

		add_blind(l, i);
		if (i < 600 || is_big)
			logdir_publish(l);
		if (!is_big)
			continue;
		for (int64_t leaf = 0; leaf <= i; leaf += i / 7 + 1)
			write_receipt(l, argv[1], leaf);
		write_receipt(l, argv[1], i);
		for (size_t k = 0; k < at; k++)
			write_consistency(l, big[k]);
		at++;
	}
	logdir_free(l);
	return 0;
}
