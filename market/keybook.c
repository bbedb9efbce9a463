/* SPDX-License-Identifier: Apache-2.0 */
/* keybook.c: key records out of the log. */
#include "market/keybook.h"

#include <string.h>

#include "market/seal_record.h"

enum { HINTS = 10000 };

struct keybook_key {
	struct keybook_key *next;
	struct note_key key;
	const char *role;
	int64_t leaf;
};

void
keybook_init(struct keybook *b, struct arena *a, struct tiles *tiles,
    const struct trust *trust)
{
	*b = (struct keybook){ .arena = a, .tiles = tiles, .trust = trust };
}

static bool
by_platform(const struct trust *trust, const struct note *note)
{
	for (size_t i = 0; i < trust->n_platforms; i++)
		if (note_check(note, &trust->platforms[i], NULL) == NOTE_GOOD)
			return true;
	return false;
}

static bool
is_known(const struct keybook *b, int64_t leaf)
{
	for (const struct keybook_key *k = b->keys; k != NULL; k = k->next)
		if (k->leaf == leaf)
			return true;
	return false;
}

/*
 * An entry that is a key record, signed by the new key and the platform.  The
 * old key's word is not asked for: its holder may have lost it.
 */
static void
add(struct keybook *b, int64_t leaf, const char *entry, size_t n)
{
	struct keybook_key *k;
	struct seal_key record;
	struct note_key key;
	struct note note;

	if (seal_type_of(entry, n) != SEAL_KEY || is_known(b, leaf) ||
	    !note_parse(&note, entry, n) || !seal_record_parse(b->arena,
	    SEAL_KEY, note.text, note.n, &record) ||
	    !note_vkey_read(&key, record.vkey, strlen(record.vkey)) ||
	    key.alg != NOTE_ED25519 ||
	    note_check(&note, &key, NULL) != NOTE_GOOD ||
	    !by_platform(b->trust, &note))
		return;
	k = arena_alloc(b->arena, sizeof *k);
	*k = (struct keybook_key){ .next = b->keys, .key = key,
	    .role = record.role, .leaf = leaf };
	b->keys = k;
}

/* «leaf <index> <type> <path>» of this type: the index; -1: another line. */
static int64_t
hinted(const char *line, size_t n, const char *type)
{
	static const char word[] = "leaf ";
	const char *at = line + sizeof word - 1, *blank;
	size_t type_n = strlen(type);
	int64_t leaf;

	if (n <= sizeof word - 1 || memcmp(line, word, sizeof word - 1) != 0)
		return -1;
	blank = memchr(at, ' ', n - (sizeof word - 1));
	if (blank == NULL || (size_t)(line + n - blank) < type_n + 2 ||
	    memcmp(blank + 1, type, type_n) != 0 ||
	    blank[type_n + 1] != ' ' ||
	    !lines_int(at, (size_t)(blank - at), &leaf))
		return -1;
	return leaf;
}

/* Calls fn with the leaf of each line of a type, until it is false. */
static bool
each_hint(const char *index, size_t n, const char *type,
    bool (*fn)(void *p, int64_t leaf), void *p)
{
	const char *at = index, *end = index + n;

	for (int i = 0; i < HINTS && at < end; i++) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		int64_t leaf;

		if (lf == NULL)
			break;
		leaf = hinted(at, (size_t)(lf - at), type);
		at = lf + 1;
		if (leaf >= 0 && !fn(p, leaf))
			return false;
	}
	return true;
}

static bool
take_first(void *p, int64_t leaf)
{
	*(int64_t *)p = leaf;
	return false;
}

int64_t
keybook_hint(const char *index, size_t n, const char *type)
{
	int64_t leaf = -1;

	(void)each_hint(index, n, type, take_first, &leaf);
	return leaf;
}

static bool
read_one(void *p, int64_t leaf)
{
	struct keybook *b = p;
	const char *entry;
	size_t n;

	if (leaf >= b->tiles->size)
		return true;
	if (!tiles_entry(b->tiles, leaf, &entry, &n))
		return false;
	add(b, leaf, entry, n);
	return true;
}

bool
keybook_hints(struct keybook *b, const char *index, size_t n)
{
	return each_hint(index, n, "key", read_one, b);
}

static bool
read_all(struct keybook *b)
{
	for (int64_t i = 0; i < b->tiles->size; i++) {
		const char *entry;
		size_t n;

		if (!tiles_entry(b->tiles, i, &entry, &n))
			return false;
		add(b, i, entry, n);
	}
	b->whole = true;
	return true;
}

static enum note_verdict
check(const struct keybook *b, const struct note *note, const char *name,
    const char *role, int64_t before)
{
	enum note_verdict all = NOTE_ABSENT;

	for (const struct keybook_key *k = b->keys; k != NULL; k = k->next) {
		enum note_verdict v;

		if (k->leaf >= before || strcmp(k->key.name, name) != 0 ||
		    strcmp(k->role, role) != 0)
			continue;
		v = note_check(note, &k->key, NULL);
		if (v == NOTE_BAD)
			return NOTE_BAD;
		if (v == NOTE_GOOD)
			all = NOTE_GOOD;
	}
	return all;
}

bool
keybook_signed(struct keybook *b, const struct note *note, const char *name,
    const char *role, int64_t before, bool *good)
{
	enum note_verdict v = check(b, note, name, role, before);

	if (v == NOTE_ABSENT && !b->whole) {
		if (!read_all(b))
			return false;
		v = check(b, note, name, role, before);
	}
	*good = v == NOTE_GOOD;
	return true;
}
