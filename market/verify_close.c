/* SPDX-License-Identifier: Apache-2.0 */
/* verify_close.c: check 4, the set that was fixed at the deadline. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/verify_core.h"

/* A file beside the log, where there is one, is the log's. */
static bool
beside(struct verify *v, const char *name, struct verify_file logged)
{
	struct verify_file f;

	return verify_own(v, name, &f) && (f.data == NULL ||
	    verify_same(f, logged) || verify_wrong(v, "beside", name));
}

/*
 * Without close.note: a round that was ended, or one that is not over.  A
 * void that comes behind a close of the log says nothing without the close:
 * it may have come too late.
 */
static bool
no_close(struct verify *v)
{
	struct verify_event *events;
	struct verify_file f;
	int64_t leaf;

	if (!verify_own(v, "void.note", &f))
		return false;
	if (f.data == NULL)
		return verify_unknown(v, "not-closed", NULL);
	if (!verify_void(v, f, &leaf) ||
	    !verify_history(v, v->leaf, leaf, &events))
		return false;
	for (; events != NULL; events = events->next)
		if (events->type == SEAL_CLOSE)
			return verify_unknown(v, "missing", "close.note");
	return verify_none(v, "void", NULL);
}

static bool
read_close(struct verify *v, struct verify_file f)
{
	struct verify_note note;

	if (!verify_record(v, f, SEAL_CLOSE, &note, &v->close))
		return false;
	if (memcmp(v->close.policy, v->policy, 32) != 0 ||
	    strcmp(v->close.project, v->id) != 0)
		return verify_wrong(v, "close-policy", NULL);
	if (!verify_signed_by(v, &note.note, &v->platforms, 1,
	    "close-signature", NULL))
		return false;
	memcpy(v->close_hash, note.hash, sizeof v->close_hash);
	v->close_file = f;
	if (!verify_place(v, f, "close.note", &v->close_leaf))
		return false;
	return v->close_leaf > v->leaf || verify_wrong(v, "close-leaf",
	    NULL);
}

/* No void, no other close before it; the deadline as extended. */
static bool
check_past(struct verify *v, const struct verify_event *past)
{
	int64_t deadline = v->project.deadline;
	int extends = 0;
	char name[40];

	for (const struct verify_event *e = past; e != NULL; e = e->next)
		if (e->type == SEAL_VOID)
			return verify_wrong(v, "close-void", NULL);
	for (const struct verify_event *e = past; e != NULL; e = e->next) {
		if (e->type == SEAL_CLOSE)
			return verify_wrong(v, "close-second",
			    verify_int(v, e->leaf));
		if (e->type != SEAL_EXTEND)
			continue;
		if (e->u.extend.deadline <= deadline)
			return verify_wrong(v, "close-extend", NULL);
		deadline = e->u.extend.deadline;
		snprintf(name, sizeof name, "extend-%d.note", ++extends);
		if (!beside(v, name, e->note.file))
			return false;
	}
	v->out->deadline = deadline;
	return v->close.deadline == deadline || verify_wrong(v,
	    "close-deadline", NULL);
}

/* The `more` records, which stand in the leaves just before. */
static bool
read_list(struct verify *v, const struct verify_event *past)
{
	size_t n = v->close.more_n, got = 0;
	struct seal_more *more = arena_alloc(v->arena,
	    (n + 1) * sizeof *more);
	unsigned char (*hashes)[32] = arena_alloc(v->arena, (n + 1) * 32);
	char name[40];

	for (const struct verify_event *e = past; e != NULL && got < n;
	    e = e->next) {
		if (e->type != SEAL_MORE || e->leaf !=
		    v->close_leaf - (int64_t)(n - got))
			continue;
		snprintf(name, sizeof name, "more-%zu.note", got + 2);
		if (!beside(v, name, e->note.file))
			return false;
		memcpy(hashes[got], e->note.hash, 32);
		more[got++] = e->u.more;
	}
	if (got < n)
		return verify_wrong(v, "close-more", NULL);
	return close_read(v->arena, &v->close, more,
	    (const unsigned char (*)[32])hashes, n, &v->subs, &v->n) ||
	    verify_wrong(v, "close-list", NULL);
}

static bool
check_blind(struct verify *v)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct seal_sub *s = &v->subs[i];
		const char *leaf = verify_int(v, s->leaf);
		bool is;

		if (s->leaf <= v->leaf || s->leaf >= v->close_leaf)
			return verify_wrong(v, "close-leaf", leaf);
		if (!verify_blind(v, s->leaf, s->nonce, s->file, &is))
			return false;
		if (!is)
			return verify_wrong(v, "close-blind", leaf);
	}
	return true;
}

bool
verify_close(struct verify *v)
{
	struct verify_event *past;
	struct verify_file f;

	if (!verify_own(v, "close.note", &f))
		return false;
	if (f.data == NULL)
		return no_close(v);
	if (!read_close(v, f) ||
	    !verify_history(v, v->leaf, v->close_leaf, &past) ||
	    !check_past(v, past) || !read_list(v, past) || !check_blind(v))
		return false;
	v->entrants = close_entrants(&v->project, v->subs, v->n);
	if (v->close_leaf >= v->witnessed)
		verify_warn(v, "unwitnessed", NULL);
	return verify_lateness(v) && verify_good(v, "close-ok",
	    arena_printf(v->arena, "%zu %" PRId64, v->n, v->close_leaf));
}
