/* SPDX-License-Identifier: Apache-2.0 */
/* verify_history.c: what the log itself holds of a round. */
#include <string.h>

#include "market/verify_core.h"

/* The hash in the first line of every record looked for here. */
static const unsigned char *
policy_of(const struct verify_event *e)
{
	switch (e->type) {
	case SEAL_CLOSE:
		return e->u.close.policy;
	case SEAL_MORE:
		return e->u.more.policy;
	case SEAL_EXTEND:
		return e->u.extend.policy;
	case SEAL_OPEN:
		return e->u.open.policy;
	case SEAL_MISSED:
		return e->u.missed.policy;
	default:
		return e->u.end.policy;
	}
}

static bool
enough_trustees(struct verify *v, const struct note *note)
{
	int64_t by = 0;

	for (size_t i = 0; i < v->project.n; i++) {
		struct verify_keys keys = verify_trustee(v,
		    v->project.trustees[i].name);

		by += verify_signed(note, &keys) == NOTE_GOOD;
	}
	return by >= v->project.threshold;
}

/* An `open` of this round's close: by its trustee, with the right key. */
static bool
good_open(struct verify *v, const struct verify_event *e)
{
	const struct seal_open *o = &e->u.open;
	const struct seal_trustee *t;
	unsigned char pk[32];
	struct verify_keys keys;

	if (o->trustee < 1 || o->trustee > (int64_t)v->project.n ||
	    memcmp(o->close, v->close_hash, 32) != 0)
		return false;
	t = &v->project.trustees[o->trustee - 1];
	keys = verify_trustee(v, t->name);
	return verify_signed(&e->note.note, &keys) == NOTE_GOOD &&
	    envelope_public(o->sk, pk) && memcmp(pk, t->pk.hash, 32) == 0;
}

/* Rightly signed?  false with *counts untouched: could not be asked. */
static bool
rightly_signed(struct verify *v, const struct verify_event *e, bool *counts)
{
	const struct note *note = &e->note.note;
	struct verify_keys purchaser;

	*counts = false;
	if (e->type == SEAL_OPEN) {
		*counts = good_open(v, e);
		return true;
	}
	if (verify_signed(note, &v->platforms) != NOTE_GOOD)
		return true;
	if (e->type == SEAL_VOID || e->type == SEAL_EXTEND) {
		if (!verify_purchaser(v, e->leaf, note, &purchaser))
			return false;
		if (verify_signed(note, &purchaser) != NOTE_GOOD)
			return true;
	}
	*counts = e->type != SEAL_EXTEND || enough_trustees(v, note);
	return true;
}

static bool
is_wanted(enum seal_type type)
{
	return type == SEAL_CLOSE || type == SEAL_MORE || type == SEAL_VOID ||
	    type == SEAL_EXTEND || type == SEAL_OPEN || type == SEAL_MISSED;
}

/* An entry as an event of this round; NULL: it is none. */
static struct verify_event *
read_event(struct verify *v, const char *entry, size_t n, int64_t leaf)
{
	enum seal_type type = seal_type_of(entry, n);
	struct verify_event *e;
	struct note note;

	if (!is_wanted(type) || !note_parse(&note, entry, n))
		return NULL;
	e = arena_alloc(v->arena, sizeof *e);
	e->type = type;
	e->leaf = leaf;
	/* A copy: the entry does not outlast the next one. */
	e->note.file = (struct verify_file){ arena_strndup(v->arena, entry,
	    n), n };
	if (!note_parse(&e->note.note, e->note.file.data, n) ||
	    !seal_record_parse(v->arena, type, e->note.note.text,
	    e->note.note.n, &e->u) ||
	    memcmp(policy_of(e), v->policy, 32) != 0)
		return NULL;
	note_hash(e->note.hash, e->note.note.text, e->note.note.n);
	return e;
}

bool
verify_history(struct verify *v, int64_t lo, int64_t hi,
    struct verify_event **events)
{
	struct verify_event **last = events;

	*events = NULL;
	for (int64_t i = lo; i < hi && i < v->tiles.size; i++) {
		struct verify_event *e;
		const char *entry;
		size_t n;
		bool counts;

		if (!tiles_entry(&v->tiles, i, &entry, &n))
			return verify_tiles(v);
		e = read_event(v, entry, n, i);
		if (e == NULL)
			continue;
		if (!rightly_signed(v, e, &counts))
			return false;
		if (!counts)
			continue;
		*last = e;
		last = &e->next;
	}
	return true;
}

bool
verify_void(struct verify *v, struct verify_file f, int64_t *leaf)
{
	struct verify_keys groups[2];
	struct verify_note note;
	struct seal_void r;

	if (!verify_record(v, f, SEAL_VOID, &note, &r) ||
	    !verify_place(v, f, "void.note", leaf))
		return false;
	if (memcmp(r.policy, v->policy, 32) != 0 || *leaf <= v->leaf)
		return verify_wrong(v, "void-record", NULL);
	if (!verify_purchaser(v, *leaf, &note.note, &groups[0]))
		return false;
	groups[1] = v->platforms;
	return verify_signed_by(v, &note.note, groups, 2, "void-record",
	    NULL);
}
