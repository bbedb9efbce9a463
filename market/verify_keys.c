/* SPDX-License-Identifier: Apache-2.0 */
/* verify_keys.c: trust.txt for trustees and platform, key records for all
 * others. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/verify_core.h"

enum note_verdict
verify_signed(const struct note *note, const struct verify_keys *keys)
{
	enum note_verdict all = NOTE_ABSENT;

	for (size_t i = 0; i < keys->n; i++) {
		enum note_verdict one = note_check(note, keys->list[i], NULL);

		if (one == NOTE_BAD)
			return NOTE_BAD;
		if (one == NOTE_GOOD)
			all = NOTE_GOOD;
	}
	return all;
}

bool
verify_signed_by(struct verify *v, const struct note *note,
    const struct verify_keys *groups, size_t n, const char *code,
    const char *detail)
{
	for (size_t i = 0; i < n; i++)
		if (verify_signed(note, &groups[i]) != NOTE_GOOD)
			return verify_wrong(v, code, detail);
	return true;
}

bool
verify_names(const struct note *note, const struct note_key *key)
{
	struct note_key other = *key;

	/* By a key of this name and id, good or bad: it is not absent. */
	return note_check(note, &other, NULL) != NOTE_ABSENT;
}

struct verify_keys
verify_all(struct verify *v, const struct note_key *keys, size_t n)
{
	struct verify_keys k = { .n = n };

	k.list = arena_alloc(v->arena, (n + 1) * sizeof *k.list);
	for (size_t i = 0; i < n; i++)
		k.list[i] = &keys[i];
	return k;
}

struct verify_keys
verify_trustee(struct verify *v, const char *name)
{
	struct verify_keys k = { .n = 0 };

	k.list = arena_alloc(v->arena,
	    (v->trust.n_trustees + 1) * sizeof *k.list);
	for (size_t i = 0; i < v->trust.n_trustees; i++)
		if (strcmp(v->trust.trustees[i].name, name) == 0)
			k.list[k.n++] = &v->trust.trustees[i];
	return k;
}

/* ---- key records ---- */

static bool
one_signed(const struct note *note, const struct note_key *key)
{
	return note_check(note, key, NULL) == NOTE_GOOD;
}

/* One that the new key and the platform have signed; NULL: it is none. */
static struct verify_key *
read_key(struct verify *v, struct verify_file f)
{
	struct verify_key *k = arena_alloc(v->arena, sizeof *k);
	struct seal_key r;
	struct note_key old;
	struct note note;

	if (!note_parse(&note, f.data, f.n) || !seal_record_parse(v->arena,
	    SEAL_KEY, note.text, note.n, &r) ||
	    !note_vkey_read(&k->key, r.vkey, strlen(r.vkey)) ||
	    k->key.alg != NOTE_ED25519 || !one_signed(&note, &k->key) ||
	    verify_signed(&note, &v->platforms) != NOTE_GOOD)
		return NULL;
	k->role = r.role;
	k->replaces = r.replaces != NULL;
	if (!k->replaces) {
		k->vouched = true;
		return k;
	}
	if (!note_vkey_read(&old, r.replaces, strlen(r.replaces)) ||
	    strcmp(old.name, k->key.name) != 0 ||
	    note_check(&note, &old, NULL) == NOTE_BAD)
		return NULL;
	k->vouched = one_signed(&note, &old);
	return k;
}

static void
add_key(struct verify *v, struct verify_key *k, int64_t leaf)
{
	for (struct verify_key *b = v->book; b != NULL; b = b->next)
		if (b->leaf == leaf)
			return;
	k->leaf = leaf;
	k->next = v->book;
	v->book = k;
}

/* A file that index.txt calls key-<leaf>.note. */
static bool
add_file(struct verify *v, const char *path)
{
	const char *at = strstr(path, "key-"), *dot;
	struct verify_file f;
	struct verify_key *k;
	tlog_hash leaf, want;
	char name[40];
	int64_t i;

	dot = at ? strchr(at, '.') : NULL;
	if (dot == NULL || strcmp(dot, ".note") != 0 || !lines_int(at + 4,
	    (size_t)(dot - at) - 4, &i))
		return true;
	snprintf(name, sizeof name, "key-%" PRId64 ".note", i);
	if (!verify_own_need(v, name, &f))
		return false;
	if (i >= v->tiles.size)
		return verify_wrong(v, "key-file", name);
	if (!tiles_leaf(&v->tiles, i, leaf))
		return verify_tiles(v);
	tlog_leaf(want, f.data, f.n);
	if (memcmp(leaf, want, sizeof leaf) != 0)
		return verify_wrong(v, "key-file", name);
	k = read_key(v, f);
	if (k == NULL)
		return verify_wrong(v, "key-record", name);
	add_key(v, k, i);
	return true;
}

bool
verify_key_files(struct verify *v)
{
	for (size_t i = 0; i < v->n_hints; i++)
		if (strcmp(v->hints[i].type, "key") == 0 &&
		    !add_file(v, v->hints[i].path))
			return false;
	return true;
}

/* All key records of the log; one that does not count is passed over. */
static bool
look_everywhere(struct verify *v)
{
	v->book_whole = true;
	for (int64_t i = 0; i < v->tiles.size; i++) {
		struct verify_key *k;
		struct verify_file f;

		if (!tiles_entry(&v->tiles, i, &f.data, &f.n))
			return verify_tiles(v);
		if (seal_type_of(f.data, f.n) != SEAL_KEY)
			continue;
		k = read_key(v, f);
		if (k != NULL)
			add_key(v, k, i);
	}
	return true;
}

static void
match(struct verify *v, const char *name, const char *role, int64_t before,
    struct verify_keys *keys)
{
	size_t n = 0;

	for (const struct verify_key *k = v->book; k != NULL; k = k->next)
		n++;
	keys->n = 0;
	keys->list = arena_alloc(v->arena, (n + 1) * sizeof *keys->list);
	for (const struct verify_key *k = v->book; k != NULL; k = k->next)
		if (strcmp(k->key.name, name) == 0 && k->leaf < before &&
		    strcmp(k->role, role) == 0)
			keys->list[keys->n++] = &k->key;
}

bool
verify_keys_of(struct verify *v, const char *name, const char *role,
    int64_t before, const struct note *note, struct verify_keys *keys)
{
	match(v, name, role, before, keys);
	if (v->book_whole || (keys->n > 0 && note == NULL))
		return true;
	for (size_t i = 0; i < keys->n; i++)
		if (verify_names(note, keys->list[i]))
			return true;
	if (!look_everywhere(v))
		return false;
	match(v, name, role, before, keys);
	return true;
}

bool
verify_purchaser(struct verify *v, int64_t before, const struct note *note,
    struct verify_keys *keys)
{
	return verify_keys_of(v, v->project.purchaser, "purchaser", before,
	    note, keys);
}

bool
verify_in_force(struct verify *v, const char *name, const struct note *note,
    struct verify_keys *keys)
{
	bool purchaser = strcmp(name, v->project.purchaser) == 0;

	if (envelope_is_contributor(&v->project, name)) {
		*keys = verify_trustee(v, name);
		if (keys->n > 0)
			return true;
	}
	return verify_keys_of(v, name, purchaser ? "purchaser" : "bidder",
	    v->close_leaf, note, keys);
}

const struct verify_key *
verify_key_record(const struct verify *v, const struct note_key *key)
{
	for (const struct verify_key *k = v->book; k != NULL; k = k->next)
		if (&k->key == key)
			return k;
	return NULL;
}
