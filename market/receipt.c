/* SPDX-License-Identifier: Apache-2.0 */
/* receipt.c: receipts, made from leaf and checkpoint. */
#include "market/receipt.h"

#include <string.h>

#include "market/append.h"
#include "market/keeper.h"

enum { RECEIPT_MAX = 16 * 1024 };

enum err
receipt_write(struct db *db, const struct receipt *r,
    const struct checkpoint *c, struct buf *out)
{
	struct tlog_receipt t = { .leaf = r->leaf, .checkpoint = c->note,
	    .checkpoint_n = c->n };
	struct tlog_nodes from = append_nodes(db);
	struct leaf *leaf;
	const char *date;
	size_t n;
	enum err err = db_leaf_list(db, r->leaf, 1, &leaf, &n);

	if (err)
		return err;
	if (n != 1 || leaf->i != r->leaf || !tlog_is_blind(leaf->entry,
	    leaf->n) || !tlog_inclusion(&from, r->leaf, c->size, &t.proof))
		return ERR_INTERNAL;
	memcpy(t.nonce, r->nonce, sizeof t.nonce);
	memcpy(t.file, r->file, sizeof t.file);
	date = (const char *)leaf->entry + TLOG_BLIND - 1 - TLOG_DATE;
	memcpy(t.reveal_by, date, TLOG_DATE);
	t.reveal_by[TLOG_DATE] = '\0';
	tlog_receipt_write(out, &t);
	return out->full ? ERR_INTERNAL : OK;
}

/* Stored ones and the newest, which wait for the next group. */
static enum err
checkpoint_of(struct market *m, int64_t leaf, struct checkpoint *c)
{
	struct checkpoint stored;
	bool held = keeper_find(m->house->keeper, m->arena, leaf, c);
	enum err err = db_checkpoint_after(m->db, leaf, &stored);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (!err && (!held || stored.size < c->size))
		*c = stored;
	return err && !held ? ERR_BUSY : OK;
}

enum err
receipt_get(struct market *m, const unsigned char file[32],
    const char **text, size_t *n)
{
	struct checkpoint c;
	struct receipt r;
	struct buf out;
	enum err err = db_receipt_of_file(m->db, file, &r);

	if (!err)
		err = checkpoint_of(m, r.leaf, &c);
	if (err)
		return err;
	buf_init(&out, RECEIPT_MAX);
	err = receipt_write(m->db, &r, &c, &out);
	if (!err) {
		*text = arena_strndup(m->arena, out.data, out.len);
		*n = out.len;
	}
	buf_release(&out);
	return err;
}
