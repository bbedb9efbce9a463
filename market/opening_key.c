/* SPDX-License-Identifier: Apache-2.0 */
/* opening_key.c: a trustee publishes its key of a round. */
#include "market/opening.h"

#include <inttypes.h>
#include <string.h>

#include "market/append.h"
#include "market/due.h"
#include "market/envelope.h"
#include "market/platform.h"
#include "market/round.h"
#include "market/write.h"

struct key_post {
	struct note_post post;
	struct seal_open open;
};

static enum err
refuse(struct db *db, struct key_post *k, const char *code)
{
	return note_post_refuse(db, &k->post, k->post.parsed ?
	    k->open.policy : NULL, code);
}

/* The key of trustee i of the round signed it? */
static bool
is_signed(const struct key_post *k, const char *name)
{
	const struct note_key *key = trust_trustee(platform_trust(
	    k->post.house->platform), name);

	return key != NULL && note_check(&k->post.note, key, NULL) == NOTE_GOOD;
}

static const char *
check_key(const struct key_post *k, const struct round_terms *t, bool over)
{
	const struct seal_open *o = &k->open;
	const struct round *r = &t->round;
	unsigned char pk[ENVELOPE_KEY];
	const struct round_trustee *mine;

	if (over)
		return REFUSAL_VOID;
	if (r->close_leaf == 0)
		return REFUSAL_EARLY;
	if (o->trustee < 1 || (size_t)o->trustee > t->n)
		return REFUSAL_KEY;
	mine = &t->trustees[o->trustee - 1];
	if (!is_signed(k, mine->name))
		return REFUSAL_SIGNATURE;
	if (o->leaf != r->close_leaf ||
	    memcmp(o->close, r->close_hash, 32) != 0 ||
	    !envelope_public(o->sk, pk) || memcmp(pk, mine->pk, 32) != 0)
		return REFUSAL_KEY;
	return mine->opened ? REFUSAL_DOUBLE : NULL;
}

/* The t-th one is what the clock waits for. */
static enum err
wake(struct db *db, const struct round_terms *t)
{
	struct project p;
	size_t keys = 1;
	enum err err = db_project_get(db, t->round.project_id, &p);

	for (size_t i = 0; i < t->n; i++)
		keys += t->trustees[i].opened;
	if (err || strcmp(p.state, "closed") != 0 ||
	    keys < (size_t)t->round.threshold)
		return err;
	return due_moment(db, &p, "open", 0, db_now(db));
}

static enum err
store_key(struct db *db, struct key_post *k, struct round_terms *t)
{
	const struct seal_open *o = &k->open;
	int64_t leaf;
	int stage = 3;
	enum err err = append_entry(db, k->post.file, k->post.n, &leaf);

	for (size_t i = 0; i < t->n; i++)
		stage += t->trustees[i].opened;
	if (t->round.opened_at)
		stage = 9;		/* the result is there */
	if (!err)
		err = round_record(db, &t->round, leaf, "open", arena_printf(
		    db_arena(db), "open-%" PRId64 ".note", o->trustee),
		    k->post.file, k->post.n);
	if (!err)
		err = db_round_key(db, t->round.id, o->trustee, o->sk, leaf);
	if (!err)
		err = wake(db, t);
	return err ? err : round_live(db, &t->round, stage);
}

static enum err
key_in_txn(struct db *db, void *ctx)
{
	struct key_post *k = ctx;
	const struct seal_open *o = &k->open;
	struct round_terms t;
	struct round r;
	const char *code;
	bool over = false;
	enum err err;

	(void)note_post_accept(&k->post);
	if (!k->post.parsed)
		return refuse(db, k, REFUSAL_GRAMMAR);
	err = db_round_by_policy(db, o->policy, &r);
	if (err == ERR_NOT_FOUND || (!err && (strcmp(r.sealing_id,
	    o->project) != 0 || strcmp(r.sealing_id, k->post.id) != 0)))
		return refuse(db, k, REFUSAL_POLICY);
	if (!err)
		err = round_terms_of(db, &r, &t);
	if (!err)
		err = round_over(db, &r, &over);
	if (err)
		return err;
	code = check_key(k, &t, over);
	return code ? refuse(db, k, code) : store_key(db, k, &t);
}

enum err
opening_key(struct market *m, const char *id, const char *file, size_t n,
    struct posted *out)
{
	struct key_post k = { .post = { .id = id, .file = file, .n = n,
	    .out = out } };
	enum err err = note_post_read(&k.post, m, SEAL_OPEN, &k.open);

	k.post.parsed = k.post.parsed && k.post.note.count == 1;
	return err ? err : write_run(m, key_in_txn, &k);
}
