/* SPDX-License-Identifier: Apache-2.0 */
/* cosign.c: what witnesses have signed. */
#include "market/cosign.h"

#include <string.h>

#include "market/base/log.h"
#include "market/platform.h"
#include "market/tlog.h"
#include "market/write.h"

struct cosigning {
	const struct trust *trust;
	struct note note;
	struct tlog_checkpoint c;
};

enum err
cosign_note(struct db *db, const struct checkpoint *c, struct buf *out)
{
	struct cosignature *lines;
	size_t n;
	enum err err = db_cosignature_list(db, c->size, &lines, &n);

	buf_add(out, c->note, c->n);
	for (size_t i = 0; !err && i < n && i < NOTE_LINES - 1; i++)
		buf_text(out, lines[i].line);
	return err;
}

/* The line of the key in the note, as the note has it. */
static const char *
line_of(struct arena *a, const struct note *note, const struct note_key *key)
{
	/* U+2014 and a blank, C2SP signed-note */
	for (size_t i = 0; i < note->count; i++) {
		struct note one = *note;

		one.lines[0] = note->lines[i];
		one.count = 1;
		if (note_check(&one, key, NULL) == NOTE_GOOD)
			return arena_printf(a, "\xe2\x80\x94 %.*s %.*s\n",
			    (int)one.lines[0].name_n, one.lines[0].name,
			    (int)one.lines[0].base64_n, one.lines[0].base64);
	}
	return NULL;
}

/* The text must be the very one that stands in the store. */
static enum err
check_known(struct db *db, const struct cosigning *w, struct checkpoint *c)
{
	enum err err = db_checkpoint_after(db, w->c.size - 1, c);

	if (!err && (c->size != w->c.size || c->n <= w->note.n ||
	    memcmp(c->note, w->note.text, w->note.n) != 0))
		err = ERR_NOT_FOUND;
	if (err == ERR_NOT_FOUND)
		log_event(LOG_ERROR, "cosign_unknown", "size=%lld",
		    (long long)w->c.size);
	return err;
}

/* Quorums are met by trees that only grow: else receipts would change. */
static enum err
note_quorum(struct db *db, const struct cosigning *w,
    const struct checkpoint *c)
{
	struct checkpoint before = { .size = 0 };
	struct trust_seen seen;
	struct note whole;
	struct buf out;
	enum err err = db_cosigned_newest(db, &before);

	if (err && err != ERR_NOT_FOUND)
		return err;
	if (before.size >= c->size)
		return OK;
	buf_init(&out, NOTE_MAX);
	err = cosign_note(db, c, &out);
	if (!err && note_parse(&whole, out.data, out.len) &&
	    trust_cosigned(w->trust, &whole, &seen) && seen.quorum)
		err = db_cosigned_put(db, c->size, out.data, out.len);
	buf_release(&out);
	return err;
}

static enum err
cosign_in_txn(struct db *db, void *ctx)
{
	const struct cosigning *w = ctx;
	struct checkpoint c;
	enum err err = check_known(db, w, &c);

	for (size_t i = 0; !err && i < w->trust->n_witnesses; i++) {
		const struct note_key *key = &w->trust->witnesses[i].key;
		const char *line = line_of(db_arena(db), &w->note, key);

		if (line != NULL)
			err = db_cosignature_put(db, c.size, key->name, line);
	}
	return err ? err : note_quorum(db, w, &c);
}

enum err
log_cosign(struct market *m, const char *note, size_t n)
{
	struct cosigning w = { .trust = NULL };
	size_t good = 0;

	if (m->house->platform == NULL)
		return ERR_CONFLICT;
	w.trust = platform_trust(m->house->platform);
	if (!note_parse(&w.note, note, n) ||
	    !tlog_checkpoint_read(&w.c, &w.note) ||
	    strcmp(w.c.origin, w.trust->log.name) != 0 ||
	    note_check(&w.note, &w.trust->log, NULL) != NOTE_GOOD)
		return ERR_INVALID;
	for (size_t i = 0; i < w.trust->n_witnesses; i++) {
		enum note_verdict v = note_check(&w.note,
		    &w.trust->witnesses[i].key, NULL);

		if (v == NOTE_BAD)
			return ERR_INVALID;
		good += v == NOTE_GOOD;
	}
	return good == 0 ? ERR_INVALID : write_run(m, cosign_in_txn, &w);
}

enum err
log_witnesses(struct market *m, int64_t leaf, size_t *n)
{
	struct checkpoint c;
	struct cosignature *lines;
	enum err err = db_cosigned_after(m->db, leaf, &c);

	*n = 0;
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	return db_cosignature_list(m->db, c.size, &lines, n);
}
