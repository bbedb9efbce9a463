/* SPDX-License-Identifier: Apache-2.0 */
/* key.c: the keys of bidders and purchasers. */
#include "market/key.h"

#include <string.h>

#include "db/record.h"
#include "market/append.h"
#include "market/platform.h"
#include "market/seal_record.h"
#include "market/write.h"

const char *
key_name(struct market *m, const struct actor *actor)
{
	if (m->house->platform == NULL || actor->uscc == NULL ||
	    actor->uscc[0] == '\0')
		return NULL;
	return platform_name(m->house->platform, m->arena,
	    actor->role == ROLE_AGENCY ? "b" : "p", actor->uscc);
}

/* What the record must say for this key of this actor. */
static enum err
expected(struct db *db, const struct actor *actor, const char *name,
    const char *vkey, struct seal_key *record)
{
	struct key_row old;
	enum err err = db_key_newest(db, name, &old);

	*record = (struct seal_key){
		.role = actor->role == ROLE_AGENCY ? "bidder" : "purchaser",
		.vkey = vkey,
		.subject = actor->party_name,
		.replaces = err ? NULL : old.vkey,
	};
	return err == ERR_NOT_FOUND ? OK : err;
}

static bool
is_key_of(const char *vkey, const char *name, struct note_key *key)
{
	return name != NULL && note_vkey_read(key, vkey, strlen(vkey)) &&
	    key->alg == NOTE_ED25519 && strcmp(key->name, name) == 0;
}

enum err
key_draft(struct market *m, const struct actor *actor, const char *vkey,
    const char **text)
{
	const char *name = key_name(m, actor);
	struct seal_key record;
	struct note_key key;
	enum err err;

	if (!is_key_of(vkey, name, &key))
		return ERR_INVALID;
	err = expected(m->db, actor, name, vkey, &record);
	record.since = market_now(m);
	if (!err)
		*text = seal_record_text(m->arena, SEAL_KEY, &record,
		    NULL);
	return err;
}

struct registration {
	struct house *house;
	const struct actor *actor;
	const char *name;
	const char *file;
	size_t n;
	struct note note;
	struct seal_key record;
	struct note_key key;
	bool confirmed;
	struct problems *problems;
};

static enum err
refuse(struct registration *r, const char *code)
{
	problem_at(r->problems, NULL, code);
	return ERR_INVALID;
}

/* All that is kept back goes into one close: it must not be much. */
static enum err
check_number(struct db *db, struct registration *r)
{
	struct key_row *rows;
	size_t n, new = 0;
	enum err err = db_key_of_name(db, r->name, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		new += rows[i].created_at > db_now(db) - 86400;
	if (err || new < KEY_A_DAY)
		return err;
	problem_at(r->problems, NULL, "key_many");
	return ERR_INVALID;
}

/* Text and signatures are what they must be now? */
static enum err
check(struct db *db, struct registration *r)
{
	struct seal_key want;
	struct note_key old;
	enum note_verdict by_old = NOTE_ABSENT;
	const char *text;
	size_t n;
	int64_t age = db_now(db) - r->record.since;
	enum err err = expected(db, r->actor, r->name, r->record.vkey,
	    &want);

	if (err)
		return err;
	want.since = r->record.since;
	text = seal_record_text(db_arena(db), SEAL_KEY, &want, &n);
	if (age < -KEY_FRESH || age > KEY_FRESH || n != r->note.n ||
	    memcmp(text, r->note.text, n) != 0)
		return refuse(r, "key_stale");
	if (note_check(&r->note, &r->key, NULL) != NOTE_GOOD)
		return refuse(r, "key_signature");
	if (want.replaces != NULL && note_vkey_read(&old, want.replaces,
	    strlen(want.replaces)))
		by_old = note_check(&r->note, &old, NULL);
	/* Another's line, or the platform's own, no reader would pass. */
	if (by_old == NOTE_BAD || r->note.count !=
	    (by_old == NOTE_GOOD ? 2 : 1))
		return refuse(r, "key_signature");
	if (want.replaces == NULL || r->confirmed)
		return OK;
	problem_at(r->problems, NULL, "key_reauth");
	return ERR_FORBIDDEN;
}

static enum err
store(struct db *db, struct registration *r, const char *note, size_t n)
{
	struct key_row row = { .party_id = r->actor->party_id,
	    .name = r->name, .vkey = r->record.vkey, .note = note, .n = n,
	    .leaf = -1 };
	bool at_once = r->record.replaces == NULL ||
	    r->actor->role == ROLE_OWNER;
	enum err err = at_once ? append_entry(db, note, n, &row.leaf) : OK;

	if (!err)
		err = db_key_insert(db, &row);
	return err ? err : db_audit(db, r->actor, "key", "signing_key",
	    row.id);
}

static enum err
register_in_txn(struct db *db, void *ctx)
{
	struct registration *r = ctx;
	struct key_row row;
	struct buf note;
	enum err err = db_key_by_vkey(db, r->record.vkey, &row);

	r->problems->n = 0;
	if (!err)
		return row.party_id == r->actor->party_id ? OK :
		    ERR_CONFLICT;
	if (err == ERR_NOT_FOUND)
		err = check(db, r);
	if (!err)
		err = check_number(db, r);
	if (err)
		return err;
	buf_init(&note, NOTE_MAX);
	buf_add(&note, r->file, r->n);
	platform_sign(r->house->platform, &note, r->note.text, r->note.n);
	err = store(db, r, note.data, note.len);
	buf_release(&note);
	return err;
}

enum err
key_register(struct market *m, const struct actor *actor, const char *note,
    size_t n, bool confirmed, struct problems *problems)
{
	struct registration r = { .house = m->house, .actor = actor,
	    .name = key_name(m, actor), .file = note, .n = n,
	    .confirmed = confirmed, .problems = problems };

	problems->n = 0;
	if (!note_parse(&r.note, note, n) || r.note.count > 2 ||
	    !seal_record_parse(m->arena, SEAL_KEY, r.note.text, r.note.n,
	    &r.record) || !is_key_of(r.record.vkey, r.name, &r.key)) {
		problem_at(problems, NULL, "key_form");
		return ERR_INVALID;
	}
	return write_run(m, register_in_txn, &r);
}

enum err
key_mine(struct market *m, const struct actor *actor, struct key_row *k)
{
	const char *name = key_name(m, actor);

	return name ? db_key_newest(m->db, name, k) : ERR_NOT_FOUND;
}

enum err
key_of_name(struct db *db, const char *name, struct key_row *row,
    struct note_key *key)
{
	enum err err = db_key_newest(db, name, row);

	if (!err && !note_vkey_read(key, row->vkey, strlen(row->vkey)))
		return ERR_INTERNAL;
	return err;
}

enum err
key_log(struct db *db, const char *name)
{
	struct key_row *keys;
	size_t n;
	enum err err = db_key_of_name(db, name, &keys, &n);

	for (size_t i = 0; !err && i < n; i++) {
		int64_t leaf;

		if (keys[i].leaf >= 0)
			continue;
		err = append_entry(db, keys[i].note, keys[i].n, &leaf);
		if (!err)
			err = db_key_logged(db, keys[i].id, leaf);
	}
	return err;
}
