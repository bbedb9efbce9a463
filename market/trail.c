/* SPDX-License-Identifier: Apache-2.0 */
/* trail.c: the audit's rows become a chain, and its head part of the log. */
#include "market/trail.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/append.h"
#include "market/base/buf.h"
#include "market/base/digits.h"
#include "market/note.h"
#include "market/platform.h"
#include "market/write.h"

enum { STEP = 256, DAY = 86400 };

static void
add_text(crypto_hash_sha256_state *s, const char *text)
{
	size_t n = strlen(text);
	const unsigned char length[4] = { (unsigned char)(n >> 24),
	    (unsigned char)(n >> 16), (unsigned char)(n >> 8),
	    (unsigned char)n };

	crypto_hash_sha256_update(s, length, sizeof length);
	crypto_hash_sha256_update(s, (const unsigned char *)text, n);
}

static void
add_number(crypto_hash_sha256_state *s, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, n);
	add_text(s, text);
}

void
trail_hash(unsigned char hash[TRAIL_HASH],
    const unsigned char prev[TRAIL_HASH], const struct act *a)
{
	static const char tag[] = "market/v1 audit\n";
	crypto_hash_sha256_state s;

	crypto_hash_sha256_init(&s);
	crypto_hash_sha256_update(&s, (const unsigned char *)tag,
	    sizeof tag - 1);
	crypto_hash_sha256_update(&s, prev, TRAIL_HASH);
	add_number(&s, a->seq);
	add_number(&s, a->at);
	add_number(&s, a->account_id);
	add_number(&s, a->party_id);
	add_text(&s, a->action);
	add_text(&s, a->object);
	add_text(&s, a->before);
	add_text(&s, a->after);
	add_text(&s, a->request);
	crypto_hash_sha256_final(&s, hash);
}

/* Of the row before seq; zeros before the first. */
static enum err
hash_before(struct db *db, int64_t seq, unsigned char hash[TRAIL_HASH])
{
	memset(hash, 0, TRAIL_HASH);
	return seq <= 1 ? OK : db_trail_hash(db, seq - 1, hash);
}

enum err
trail_seal(struct db *db)
{
	unsigned char hash[TRAIL_HASH];
	struct act *list;
	size_t n = STEP;
	enum err err = OK;

	while (!err && n == STEP) {
		err = db_trail_unsealed(db, STEP, &list, &n);
		if (!err && n)
			err = hash_before(db, list[0].seq, hash);
		for (size_t i = 0; !err && i < n; i++) {
			trail_hash(hash, hash, &list[i]);
			err = db_trail_seal(db, list[i].seq, hash);
		}
	}
	return err;
}

static enum err
append_head(struct db *db, const struct house *h, struct trail_head *head,
    const unsigned char hash[TRAIL_HASH])
{
	char hex[2 * TRAIL_HASH + 1];
	struct buf text;
	enum err err;

	digits_hex(hex, hash, TRAIL_HASH);
	buf_init(&text, NOTE_MAX);
	buf_printf(&text, "market/v1 audit\nhash %s\ntime %" PRId64 "\n",
	    hex, head->at);
	err = append_signed(db, h->platform, text.data, text.len,
	    &head->leaf);
	buf_release(&text);
	return err ? err : db_trail_head_add(db, head);
}

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	const struct house *h = ctx;
	struct trail_head last, head = { .at = db_now(db) };
	unsigned char hash[TRAIL_HASH];
	enum err err = db_trail_head(db, &last);

	if (!err)
		err = db_trail_last(db, &head.seq);
	if (err || head.seq == last.seq || head.at - last.at < DAY)
		return err;
	/* This transaction's own rows get their hash behind it. */
	err = trail_seal(db);
	if (!err)
		err = db_trail_hash(db, head.seq, hash);
	return err ? err : append_head(db, h, &head, hash);
}

enum err
trail_publish(struct market *m)
{
	if (m->house->platform == NULL)
		return OK;
	return write_run(m, publish_in_txn, m->house);
}

enum err
trail_check(struct db *db, int64_t *seq, int limit)
{
	unsigned char hash[TRAIL_HASH];
	struct act *list;
	size_t n;
	enum err err = hash_before(db, *seq + 1, hash);

	if (!err)
		err = db_trail_after(db, *seq, limit, &list, &n);
	for (size_t i = 0; !err && i < n; i++) {
		if (list[i].seq != *seq + 1)
			return ERR_INVALID;
		trail_hash(hash, hash, &list[i]);
		if (memcmp(hash, list[i].hash, sizeof hash) != 0)
			return ERR_INVALID;
		*seq = list[i].seq;
	}
	return err == ERR_NOT_FOUND ? ERR_INVALID : err;
}
