/* SPDX-License-Identifier: Apache-2.0 */
/* trail_show.c: the chain for who may read it, and a check of all of it. */
#include <string.h>

#include "db/leaf.h"
#include "market/base/buf.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/trail.h"

/* ---- reading ---- */

static const char *
masked(struct arena *a, const char *name)
{
	const char *copy;
	struct buf out;

	buf_init(&out, 256);
	text_mask_name(&out, name);
	copy = arena_strndup(a, out.data ? out.data : "", out.len);
	buf_release(&out);
	return copy;
}

/* What the reader may see of it. */
static void
cover(struct arena *a, struct act *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct act *row = &list[i];

		if (row->blind) {
			row->account_id = row->party_id = 0;
			row->action = row->object = row->before = row->after =
			    row->request = row->who = row->party = "";
		}
		row->who = row->who[0] ? masked(a, row->who) : "";
	}
}

enum err
trail_list(struct market *m, const struct trail_filter *f,
    struct act **list, size_t *n)
{
	int64_t before = f->before ? f->before : INT64_MAX;
	enum err err = f->object[0] || f->account_id ? db_trail_of(m->db,
	    f->object, f->account_id, before, TRAIL_PAGE + 1, list, n) :
	    db_trail_before(m->db, before, TRAIL_PAGE + 1, list, n);

	if (!err)
		cover(m->arena, *list, *n);
	return err;
}

enum err
trail_piece(struct market *m, int64_t after, struct act **list, size_t *n)
{
	enum err err = db_trail_after(m->db, after, TRAIL_PIECE, list, n);

	if (!err)
		cover(m->arena, *list, *n);
	return err;
}

enum err
trail_state(struct market *m, struct trail_state *s)
{
	enum err err = db_trail_last(m->db, &s->last);

	memset(s->hash, 0, sizeof s->hash);
	if (!err && s->last)
		err = db_trail_hash(m->db, s->last, s->hash);
	if (!err)
		err = db_leaf_size(m->db, &s->log_size);
	return err ? err : db_trail_heads(m->db, INT64_MAX, TRAIL_HEADS,
	    &s->heads, &s->n_heads);
}

/* ---- checking ---- */

enum err
trail_head_check(struct db *db, const struct trail_head *head)
{
	unsigned char hash[TRAIL_HASH];
	char line[2 * TRAIL_HASH + 32] = "market/v1 audit\nhash ";
	size_t at = strlen(line);
	struct leaf *leaf;
	size_t n;
	enum err err = db_trail_hash(db, head->seq, hash);

	if (!err)
		err = db_leaf_list(db, head->leaf, 1, &leaf, &n);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_INVALID : err;
	digits_hex(line + at, hash, TRAIL_HASH);
	at += 2 * (size_t)TRAIL_HASH;
	line[at++] = '\n';
	return n == 1 && leaf->i == head->leaf && leaf->n > at &&
	    memcmp(leaf->entry, line, at) == 0 ? OK : ERR_INVALID;
}

/* Those before seq *before, newest first, at most TRAIL_HEADS; *n of them. */
static enum err
check_heads(struct market *m, int64_t *before, size_t *n)
{
	struct trail_head *heads;
	enum err err = db_trail_heads(m->db, *before, TRAIL_HEADS, &heads, n);

	for (size_t i = 0; !err && i < *n; i++) {
		err = trail_head_check(m->db, &heads[i]);
		*before = heads[i].seq;
	}
	return err;
}

enum err
trail_step(struct market *m, int64_t *seq, bool *last)
{
	int64_t from = *seq, before = INT64_MAX;
	size_t n;
	enum err err = trail_check(m->db, seq, TRAIL_STEP);

	*last = !err && *seq - from < TRAIL_STEP;
	return *last ? check_heads(m, &before, &n) : err;
}

enum err
trail_all(struct market *m, int64_t *seq, bool *last)
{
	int64_t before = INT64_MAX;
	size_t n = TRAIL_HEADS;
	enum err err = OK;

	*seq = 0;
	*last = false;
	while (!err && !*last) {
		err = trail_step(m, seq, last);
		market_next(m);
	}
	while (!err && n == TRAIL_HEADS) {
		err = check_heads(m, &before, &n);
		market_next(m);
	}
	return err;
}
