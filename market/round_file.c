/* SPDX-License-Identifier: Apache-2.0 */
/* round_file.c: the public files of a round. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "db/key.h"
#include "db/public.h"
#include "market/append.h"
#include "market/round.h"

enum { INDEX_MAX = 1024 * 1024 };

static const char *
path_of(struct db *db, const struct round *r, const char *name)
{
	return arena_printf(db_arena(db), "p/%s/%s", r->sealing_id, name);
}

enum err
round_file(struct db *db, const struct round *r, const char *name,
    const void *body, size_t n)
{
	return append_file(db, path_of(db, r, name), body, n);
}

enum err
round_record(struct db *db, const struct round *r, int64_t leaf,
    const char *type, const char *name, const void *body, size_t n)
{
	const char *path = path_of(db, r, "index.txt");
	struct public_file old;
	struct buf index;
	const char *line;
	enum err err = db_public_get(db, path, &old);

	if (err && err != ERR_NOT_FOUND)
		return err;
	buf_init(&index, INDEX_MAX);
	if (!err)
		buf_add(&index, old.body, old.n);
	line = arena_printf(db_arena(db), "leaf %" PRId64 " %s %s\n", leaf,
	    type, name);
	if (index.len > 0 && strstr(index.data, line) != NULL) {
		buf_release(&index);
		return OK;		/* a key that was named before */
	}
	buf_text(&index, line);
	err = append_file(db, path, index.data, index.len);
	buf_release(&index);
	return err ? err : round_file(db, r, name, body, n);
}

enum err
round_over(struct db *db, const struct round *r, bool *over)
{
	struct round newest;
	struct project p;
	enum err err = db_project_get(db, r->project_id, &p);

	if (!err)
		err = db_round_of_project(db, r->project_id, &newest);
	if (err)
		return err;
	*over = r->void_leaf || newest.id != r->id ||
	    strcmp(p.state, "cancelled") == 0 || (r->registered ?
	    strcmp(p.state, "failed") == 0 && r->result_leaf == 0 :
	    strcmp(p.state, "registering") != 0 &&
	    strcmp(p.state, "selecting") != 0);
	return OK;
}

enum err
round_count(struct db *db, const struct round *r, const char *type,
    int64_t *n)
{
	struct public_file index;
	enum err err = db_public_get(db, path_of(db, r, "index.txt"),
	    &index);
	const char *word = arena_printf(db_arena(db), " %s ", type);
	const char *at;

	*n = 0;
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	at = arena_strndup(db_arena(db), index.body, index.n);
	while ((at = strstr(at, word)) != NULL) {
		at += strlen(word);
		++*n;
	}
	return OK;
}

enum err
round_keys(struct db *db, const struct round *r, const char *name)
{
	struct key_row *keys;
	size_t n;
	enum err err = db_key_of_name(db, name, &keys, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (keys[i].leaf >= 0)
			err = round_record(db, r, keys[i].leaf, "key",
			    arena_printf(db_arena(db), "key-%" PRId64 ".note",
			    keys[i].leaf), keys[i].note, keys[i].n);
	return err;
}

enum err
round_commit(struct db *db, const struct round_terms *t, const char *kind,
    const struct buf *file)
{
	struct round_input in = { .kind = kind };
	char reveal[TLOG_DATE + 1], blind[TLOG_BLIND + 1];
	unsigned char hash[32];
	enum err err;

	if (file->full)
		return ERR_INTERNAL;
	note_hash(hash, file->data, file->len);
	tlog_reveal_by(reveal, t->project.deadline);
	in.body = arena_strndup(db_arena(db), file->data, file->len);
	randombytes_buf(in.nonce, sizeof in.nonce);
	tlog_blind(blind, in.nonce, hash, reveal);
	err = append_entry(db, blind, TLOG_BLIND, &in.leaf);
	return err ? err : db_round_input_add(db, t->round.id, &in);
}

static enum err
add_waiting(struct db *db, struct buf *index, enum round_wait what,
    const char *word)
{
	const char **ids;
	size_t n;
	enum err err = db_round_waiting(db, what, &ids, &n);

	for (size_t i = 0; !err && i < n; i++)
		buf_printf(index, "%s %s\n", word, ids[i]);
	return err;
}

static enum err
write_index(struct db *db)
{
	struct buf index;
	enum err err;

	buf_init(&index, INDEX_MAX);
	buf_text(&index, "");
	err = add_waiting(db, &index, ROUND_ASKED, "draft");
	if (!err)
		err = add_waiting(db, &index, ROUND_TO_OPEN, "close");
	if (!err)
		err = append_file(db, "trustee/index.txt",
		    index.len ? index.data : "", index.len);
	buf_release(&index);
	return err;
}

/* A second with many deadlines would write a long list for each of them. */
enum err
round_index(struct db *db)
{
	db_late(db, write_index);
	return OK;
}

enum err
round_live(struct db *db, const struct round *r, int stage)
{
	const char *slash = strchr(r->sealing_id, '/');
	int64_t size;
	const char *body;
	enum err err = db_leaf_size(db, &size);

	if (err)
		return err;
	body = arena_printf(db_arena(db),
	    "{\"version\":%" PRId64 ",\"stage\":%d}\n", size, stage);
	return append_file(db, arena_printf(db_arena(db), "live/%.*s.json",
	    (int)(slash - r->sealing_id), r->sealing_id), body,
	    strlen(body));
}
