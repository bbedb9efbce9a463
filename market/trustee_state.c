/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_state.c: the memory of a trustee's tool, as text and on disk. */
#include "market/trustee_state.h"

#include <string.h>

#include "market/base/durable.h"
#include "market/tlog.h"

enum { STATE_MAX = 64 * 1024 * 1024 };

static const char TAG[] = "sealbid/v1 state\n";

#define C(kind, type, member) { COLUMN_##kind, offsetof(struct type, member) }
static const struct row rows[] = {
	{ "key", { C(VKEY, trustee_state, key) }, 0, 0, 0 },
	{ "log", { C(NAME_OR_DASH, trustee_state, log.origin),
	    C(INT, trustee_state, log.size),
	    C(HASH, trustee_state, log.root) }, 0, 0, 0 },
	{ "witness", { C(NAME_OR_DASH, trustee_state, witness.origin),
	    C(INT, trustee_state, witness.size),
	    C(HASH, trustee_state, witness.root) }, 0, 0, 0 },
	{ "terms", { C(ID, state_terms, id), C(HASH, state_terms, terms),
	    C(HASH_OR_DASH, state_terms, policy) },
	    sizeof(struct state_terms), offsetof(struct trustee_state, terms),
	    offsetof(struct trustee_state, n_terms) },
	{ "opened", { C(HASH, state_opened, policy),
	    C(HASH, state_opened, close) },
	    sizeof(struct state_opened),
	    offsetof(struct trustee_state, opened),
	    offsetof(struct trustee_state, n_opened) },
	{ "claimed", { C(HASH, state_claimed, policy),
	    C(HASH, state_claimed, file), C(INT, state_claimed, time) },
	    sizeof(struct state_claimed),
	    offsetof(struct trustee_state, claimed),
	    offsetof(struct trustee_state, n_claimed) },
};

void
trustee_state_init(struct trustee_state *s, const char *vkey)
{
	memset(s, 0, sizeof *s);
	arena_init(&s->arena);
	s->key = arena_strdup(&s->arena, vkey);
	tlog_empty(s->log.root);
	tlog_empty(s->witness.root);
	s->dirty = true;
}

void
trustee_state_release(struct trustee_state *s)
{
	arena_release(&s->arena);
}

void
trustee_state_write(struct buf *out, const struct trustee_state *s)
{
	buf_text(out, TAG);
	for (size_t i = 0; i < COUNT(rows); i++)
		lines_write(out, &rows[i], s);
}

static bool
is_head(const struct state_head *h)
{
	tlog_hash empty;

	tlog_empty(empty);
	return h->origin != NULL ? h->size > 0 : h->size == 0 &&
	    memcmp(h->root, empty, sizeof empty) == 0;
}

/* The same bytes again: nothing was doubled, cut or put in another way. */
static bool
is_same(const struct trustee_state *s, const char *text, size_t n)
{
	struct buf again;
	bool same;

	buf_init(&again, STATE_MAX);
	trustee_state_write(&again, s);
	same = again.len == n && memcmp(again.data, text, n) == 0;
	buf_release(&again);
	return same;
}

bool
trustee_state_read(struct trustee_state *s, const char *text, size_t n)
{
	struct lines l = { .arena = &s->arena };
	size_t tag = sizeof TAG - 1;

	memset(s, 0, sizeof *s);
	arena_init(&s->arena);
	l.at = arena_strndup(&s->arena, text, n);
	l.end = l.at + n;
	l.bad = n < tag || memcmp(text, TAG, tag) != 0;
	if (!l.bad)
		l.at += tag;
	for (size_t i = 0; i < COUNT(rows); i++)
		lines_read(&l, &rows[i], s);
	if (!lines_done(&l) || !is_head(&s->log) || !is_head(&s->witness) ||
	    !is_same(s, text, n)) {
		arena_release(&s->arena);
		return false;
	}
	s->room_terms = s->n_terms;
	s->room_opened = s->n_opened;
	s->room_claimed = s->n_claimed;
	return true;
}

enum err
trustee_state_load(struct trustee_state *s, const char *path,
    const char *vkey)
{
	struct buf file;
	enum err err;

	buf_init(&file, STATE_MAX);
	err = durable_load(path, &file);
	if (!err && (file.len == 0 ||
	    !trustee_state_read(s, file.data, file.len)))
		err = ERR_INVALID;
	else if (!err && strcmp(s->key, vkey) != 0) {
		trustee_state_release(s);
		err = ERR_INVALID;
	}
	buf_release(&file);
	return err;
}

enum err
trustee_state_save(struct trustee_state *s, const char *path)
{
	struct buf file;
	enum err err;

	buf_init(&file, STATE_MAX);
	trustee_state_write(&file, s);
	err = !file.full && durable_write(path, file.data, file.len, 0600) ?
	    OK : ERR_INTERNAL;
	buf_release(&file);
	if (!err)
		s->dirty = false;
	return err;
}

/* ---- what is in it ---- */

const struct state_terms *
trustee_state_terms(const struct trustee_state *s, const char *id)
{
	for (size_t i = 0; i < s->n_terms; i++)
		if (strcmp(s->terms[i].id, id) == 0)
			return &s->terms[i];
	return NULL;
}

const struct state_terms *
trustee_state_policy(const struct trustee_state *s,
    const unsigned char policy[32])
{
	for (size_t i = 0; i < s->n_terms; i++)
		if (s->terms[i].policy.given &&
		    memcmp(s->terms[i].policy.hash, policy, 32) == 0)
			return &s->terms[i];
	return NULL;
}

const struct state_opened *
trustee_state_opened(const struct trustee_state *s,
    const unsigned char policy[32])
{
	for (size_t i = 0; i < s->n_opened; i++)
		if (memcmp(s->opened[i].policy, policy, 32) == 0)
			return &s->opened[i];
	return NULL;
}

/* ---- what is put in ---- */

/* A list with room for one more. */
static void *
grown(struct arena *a, void *list, size_t n, size_t *room, size_t size)
{
	void *larger;

	if (n < *room)
		return list;
	*room = 2 * *room + 16;
	larger = arena_alloc(a, *room * size);
	if (n > 0)
		memcpy(larger, list, n * size);
	return larger;
}

void
trustee_state_head(struct trustee_state *s, struct state_head *which,
    const char *origin, int64_t size, const unsigned char root[32])
{
	if (size == which->size)
		return;
	if (which->origin == NULL)
		which->origin = arena_strdup(&s->arena, origin);
	which->size = size;
	memcpy(which->root, root, sizeof which->root);
	s->dirty = true;
}

static struct state_terms *
terms_of(struct trustee_state *s, const char *id,
    const unsigned char terms[32])
{
	struct state_terms *t;

	for (size_t i = 0; i < s->n_terms; i++)
		if (strcmp(s->terms[i].id, id) == 0)
			return &s->terms[i];
	s->terms = grown(&s->arena, s->terms, s->n_terms, &s->room_terms,
	    sizeof *s->terms);
	t = &s->terms[s->n_terms++];
	*t = (struct state_terms){ .id = arena_strdup(&s->arena, id) };
	memcpy(t->terms, terms, sizeof t->terms);
	s->dirty = true;
	return t;
}

void
trustee_state_offer(struct trustee_state *s, const char *id,
    const unsigned char terms[32])
{
	(void)terms_of(s, id, terms);
}

void
trustee_state_sign(struct trustee_state *s, const char *id,
    const unsigned char terms[32], const unsigned char policy[32])
{
	struct state_terms *t = terms_of(s, id, terms);

	if (t->policy.given)
		return;
	t->policy.given = true;
	memcpy(t->policy.hash, policy, sizeof t->policy.hash);
	s->dirty = true;
}

void
trustee_state_open(struct trustee_state *s, const unsigned char policy[32],
    const unsigned char close[32])
{
	struct state_opened *o;

	if (trustee_state_opened(s, policy) != NULL)
		return;
	s->opened = grown(&s->arena, s->opened, s->n_opened,
	    &s->room_opened, sizeof *s->opened);
	o = &s->opened[s->n_opened++];
	memcpy(o->policy, policy, sizeof o->policy);
	memcpy(o->close, close, sizeof o->close);
	s->dirty = true;
}

int64_t
trustee_state_claim(struct trustee_state *s, const unsigned char policy[32],
    const unsigned char file[32], int64_t time)
{
	struct state_claimed *c;

	for (size_t i = 0; i < s->n_claimed; i++)
		if (memcmp(s->claimed[i].file, file, 32) == 0 &&
		    memcmp(s->claimed[i].policy, policy, 32) == 0)
			return s->claimed[i].time;
	s->claimed = grown(&s->arena, s->claimed, s->n_claimed,
	    &s->room_claimed, sizeof *s->claimed);
	c = &s->claimed[s->n_claimed++];
	memcpy(c->policy, policy, sizeof c->policy);
	memcpy(c->file, file, sizeof c->file);
	c->time = time;
	s->dirty = true;
	return time;
}
