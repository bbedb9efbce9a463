/* SPDX-License-Identifier: Apache-2.0 */
/* audit_entry.c: what an entry of the log must be. */
#include <string.h>

#include "market/audit_core.h"
#include "market/base/err.h"

/* A record in hand. */
struct entry {
	int64_t leaf;
	struct note note;
	const char *text;		/* its number, for findings */
};

static bool
begins(const char *entry, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(entry, with, strlen(with)) == 0;
}

/* One of these keys signed, none wrongly. */
static bool
is_signed(const struct note *note, const struct note_key *keys, size_t n)
{
	bool good = false;

	for (size_t i = 0; i < n; i++) {
		enum note_verdict one = note_check(note, &keys[i], NULL);

		if (one == NOTE_BAD)
			return false;
		good = good || one == NOTE_GOOD;
	}
	return good;
}

/* Adds a hash; true: it was there before, at *leaf. */
static bool
stands_twice(struct audit *u, struct audit_set *set,
    const unsigned char hash[32], int64_t leaf)
{
	struct audit_mark **slot = &set->slots[(hash[0] << 8 | hash[1]) %
	    AUDIT_SLOTS], *m;

	for (m = *slot; m != NULL; m = m->next)
		if (memcmp(m->hash, hash, 32) == 0)
			return true;
	m = arena_alloc(u->arena, sizeof *m);
	memcpy(m->hash, hash, 32);
	m->leaf = leaf;
	m->next = *slot;
	*slot = m;
	return false;
}

/* ---- keys ---- */

static struct audit_key **
slot_of(struct audit *u, const char *name)
{
	unsigned h = 5381;

	for (const char *p = name; *p != '\0'; p++)
		h = h * 33 + (unsigned char)*p;
	return &u->keys[h % AUDIT_SLOTS];
}

/*
 * The newest key of this name and role; *known: does the vkey stand
 * anywhere?
 */
static const struct audit_key *
newest(const struct audit_key *k, const char *name, const char *role,
    const char *vkey, bool *known)
{
	const struct audit_key *first = NULL;

	for (*known = false; k != NULL; k = k->next) {
		*known = *known || strcmp(k->vkey, vkey) == 0;
		if (first == NULL && strcmp(k->name, name) == 0 &&
		    strcmp(k->role, role) == 0)
			first = k;
	}
	return first;
}

static void
check_chain(struct audit *u, const struct entry *e, const struct seal_key *r,
    const struct note_key *key)
{
	struct audit_key **slot = slot_of(u, key->name), *k;
	const struct audit_key *last;
	bool known;

	last = newest(*slot, key->name, r->role, r->vkey, &known);
	if (known)
		audit_wrong(u, AUDIT_KEYS, "key-twice", e->text);
	else if (last == NULL ? r->replaces != NULL : r->replaces == NULL ||
	    strcmp(r->replaces, last->vkey) != 0)
		audit_wrong(u, AUDIT_KEYS, "key-chain", e->text);
	k = arena_alloc(u->arena, sizeof *k);
	*k = (struct audit_key){ *slot, arena_strdup(u->arena, key->name),
	    arena_strdup(u->arena, r->role), arena_strdup(u->arena,
	    r->vkey) };
	*slot = k;
}

static void
check_key(struct audit *u, const struct entry *e, const struct seal_key *r)
{
	struct note_key key, old;

	if (!note_vkey_read(&key, r->vkey, strlen(r->vkey)) ||
	    key.alg != NOTE_ED25519 || !is_signed(&e->note, &key, 1)) {
		audit_wrong(u, AUDIT_KEYS, "key-signature", e->text);
		return;
	}
	if (r->replaces != NULL && (!note_vkey_read(&old, r->replaces,
	    strlen(r->replaces)) || strcmp(old.name, key.name) != 0 ||
	    note_check(&e->note, &old, NULL) == NOTE_BAD))
		audit_wrong(u, AUDIT_KEYS, "key-old", e->text);
	check_chain(u, e, r, &key);
}

/* ---- rounds ---- */

static void
check_project(struct audit *u, const struct entry *e,
    const struct seal_project *p)
{
	if (strcmp(p->log, u->log->name) != 0)
		audit_wrong(u, AUDIT_ENTRIES, "project-log", e->text);
	for (size_t i = 0; i < p->n; i++)
		if (!p->trustees[i].pk.given)
			audit_wrong(u, AUDIT_ENTRIES, "project-draft",
			    e->text);
		else if (stands_twice(u, &u->pks, p->trustees[i].pk.hash,
		    e->leaf))
			audit_wrong(u, AUDIT_ROUNDS, "pk-twice", e->text);
}

static void
open_subs(struct audit *u, const struct entry *e,
    const struct seal_sub *subs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		audit_blind_open(u, e->leaf, subs[i].leaf, subs[i].nonce,
		    subs[i].file);
}

static void
check_close(struct audit *u, const struct entry *e,
    const struct seal_close *c)
{
	if (stands_twice(u, &u->closed, c->policy, e->leaf))
		audit_wrong(u, AUDIT_ROUNDS, "close-second", e->text);
	open_subs(u, e, c->subs, c->n);
}

static void
check_input(struct audit *u, const struct entry *e,
    const struct seal_input *r)
{
	for (size_t i = 0; i < r->n; i++)
		audit_blind_open(u, e->leaf, r->items[i].leaf,
		    r->items[i].nonce, r->items[i].hash);
}

static void
check_cover(struct audit *u, const struct entry *e,
    const struct seal_cover *r)
{
	for (size_t i = 0; i < r->n; i++)
		audit_blind_open(u, e->leaf, r->leaves[i].leaf,
		    r->leaves[i].nonce, r->leaves[i].hash);
}

/* ---- records ---- */

union record {
	struct seal_key key;
	struct seal_project project;
	struct seal_close close;
	struct seal_more more;
	struct seal_open open;
	struct seal_extend extend;
	struct seal_void end;
	struct seal_input input;
	struct seal_missed missed;
	struct seal_award award;
	struct seal_fallback fallback;
	struct seal_selfopen selfopen;
	struct seal_cover cover;
	struct seal_webapp webapp;
	struct seal_plan plan;
	struct seal_plan_open plan_open;
};

/* Not logged: submissions, and what passes between parties. */
static bool
is_logged(enum seal_type type)
{
	return type < SEAL_TYPES && type != SEAL_WITHDRAW &&
	    type != SEAL_OFFER && type != SEAL_READY && type != SEAL_CLAIM &&
	    type != SEAL_REFUSAL && type != SEAL_ENVELOPE;
}

static bool
needs_platform(enum seal_type type)
{
	return type != SEAL_OPEN && type != SEAL_AWARD &&
	    type != SEAL_FALLBACK && type != SEAL_SELFOPEN;
}

static void
check_record(struct audit *u, const struct entry *e, enum seal_type type,
    const union record *r)
{
	if (needs_platform(type) && !is_signed(&e->note, u->trust.platforms,
	    u->trust.n_platforms)) {
		audit_wrong(u, AUDIT_ENTRIES, "entry-signature", e->text);
		return;
	}
	switch (type) {
	case SEAL_KEY:
		check_key(u, e, &r->key);
		break;
	case SEAL_PROJECT:
		check_project(u, e, &r->project);
		break;
	case SEAL_CLOSE:
		check_close(u, e, &r->close);
		break;
	case SEAL_MORE:
		open_subs(u, e, r->more.subs, r->more.n);
		break;
	case SEAL_INPUT:
		check_input(u, e, &r->input);
		break;
	case SEAL_COVER:
		check_cover(u, e, &r->cover);
		break;
	default:
		break;
	}
}

void
audit_entry(struct audit *u, int64_t leaf, const char *entry, size_t n)
{
	struct entry e = { .leaf = leaf, .text = audit_int(u, leaf) };
	enum seal_type type = seal_type_of(entry, n);
	union record r;

	if (begins(entry, n, "sealbid/v1 blind\n")) {
		if (tlog_is_blind(entry, n))
			audit_blind_add(u, leaf, entry);
		else
			audit_wrong(u, AUDIT_ENTRIES, "entry-grammar",
			    e.text);
		return;
	}
	if (!begins(entry, n, "sealbid/v1 ") && !begins(entry, n,
	    "sealbid/v1\n"))
		return;
	u->out->records++;
	if (!note_parse(&e.note, entry, n)) {
		audit_wrong(u, AUDIT_ENTRIES, "entry-grammar", e.text);
		return;
	}
	/* A result's lines are what verify makes anew; here: who signed. */
	if (begins(entry, n, "sealbid/v1 result\n")) {
		if (!is_signed(&e.note, u->trust.platforms,
		    u->trust.n_platforms))
			audit_wrong(u, AUDIT_ENTRIES, "entry-signature",
			    e.text);
		return;
	}
	if (!is_logged(type) || !seal_record_parse(&u->entry, type,
	    e.note.text, e.note.n, &r)) {
		audit_wrong(u, AUDIT_ENTRIES, "entry-grammar", e.text);
		return;
	}
	check_record(u, &e, type, &r);
}
