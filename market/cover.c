/* SPDX-License-Identifier: Apache-2.0 */
/* cover.c: blind leaves of rounds that got no result, explained. */
#include "market/cover.h"

#include <string.h>

#include "db/bid.h"
#include "db/evaluator.h"
#include "db/round.h"
#include "market/append.h"
#include "market/base/digits.h"
#include "market/note.h"
#include "market/platform.h"
#include "market/seal_record.h"
#include "market/write.h"

enum { BATCH = 16, EARLIEST = 28 * 86400 };

struct cover {
	struct house *house;
	int64_t round_id;
};

/* A reveal-by day is over when the next one has begun in Beijing. */
static bool
is_due(struct db *db, const struct round *r)
{
	struct seal_project p;
	char reveal[TLOG_DATE + 1], today[TLOG_DATE + 1];
	struct civil c = civil_of(db_now(db));

	if (!seal_record_parse(db_arena(db), SEAL_PROJECT, r->text,
	    strlen(r->text), &p))
		return false;
	tlog_reveal_by(reveal, p.deadline);
	memcpy(today, arena_printf(db_arena(db), "%04d-%02d-%02d",
	    (int)c.year, c.month, c.day), sizeof today);
	return strcmp(today, reveal) >= 0;
}

static enum err
append_cover(struct db *db, struct cover *c, struct seal_covered *leaves,
    size_t n, int64_t *leaf)
{
	struct seal_cover r = { .leaves = leaves, .n = n };
	struct buf note;
	enum err err;

	platform_note(c->house->platform, &note, SEAL_COVER, &r, NULL);
	err = append_entry(db, note.data, note.len, leaf);
	buf_release(&note);
	return err;
}

static enum err
submissions(struct db *db, const struct round *r,
    struct seal_covered **leaves, size_t *n)
{
	struct bid *bids;
	enum err err = db_bid_all(db, r->id, &bids, n);

	*leaves = arena_alloc(db_arena(db), (*n + 1) * sizeof **leaves);
	for (size_t i = 0; !err && i < *n; i++) {
		(*leaves)[i].leaf = bids[i].leaf;
		memcpy((*leaves)[i].hash, bids[i].file, 32);
		memcpy((*leaves)[i].nonce, bids[i].nonce, 32);
	}
	return err;
}

static void
fill(struct seal_covered *c, int64_t leaf, const char *body,
    const unsigned char nonce[32])
{
	c->leaf = leaf;
	note_hash(c->hash, body, strlen(body));
	memcpy(c->nonce, nonce, 32);
}

/* What a result would have explained: inputs, and sheets handed in. */
static enum err
unranked(struct db *db, const struct round *r, struct seal_covered **leaves,
    size_t *n)
{
	struct round_input *in;
	struct sheet *sheets;
	size_t n_in, n_sheets;
	enum err err = db_round_inputs(db, r->id, &in, &n_in);

	if (!err)
		err = db_sheet_of_round(db, r->id, &sheets, &n_sheets);
	if (err)
		return err;
	*leaves = arena_alloc(db_arena(db),
	    (n_in + n_sheets + 1) * sizeof **leaves);
	*n = 0;
	for (size_t i = 0; i < n_in; i++)
		fill(&(*leaves)[(*n)++], in[i].leaf, in[i].body,
		    in[i].nonce);
	for (size_t i = 0; i < n_sheets; i++)
		fill(&(*leaves)[(*n)++], sheets[i].leaf, sheets[i].body,
		    sheets[i].nonce);
	return OK;
}

static enum err
cover_in_txn(struct db *db, void *ctx)
{
	struct cover *c = ctx;
	struct seal_covered *leaves = NULL;
	struct round r;
	size_t n = 0;
	int64_t leaf = 0;
	enum err err = db_round_get(db, c->round_id, &r);

	if (!err && !is_due(db, &r))
		err = ERR_CONFLICT;
	/* A close explained the submissions, if there was one. */
	if (!err)
		err = r.close_leaf ? unranked(db, &r, &leaves, &n) :
		    submissions(db, &r, &leaves, &n);
	for (size_t i = 0; !err && i < n; i += COVER_LEAVES)
		err = append_cover(db, c, leaves + i, n - i < COVER_LEAVES ?
		    n - i : COVER_LEAVES, &leaf);
	return err ? err : db_round_cover(db, r.id, leaf);
}

size_t
cover_run(struct market *m)
{
	int64_t ids[BATCH];
	size_t n = 0, done = 0;

	if (m->house->platform == NULL || db_round_uncovered(m->db,
	    market_now(m) - EARLIEST, BATCH, ids, &n) != OK)
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct cover c = { m->house, ids[i] };

		done += write_run(m, cover_in_txn, &c) == OK;
	}
	return done;
}
