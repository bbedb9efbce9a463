/* SPDX-License-Identifier: Apache-2.0 */
/* verify_open.c: check 6, what opens the envelopes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/verify_core.h"

static int
ascending(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
check_open(struct verify *v, size_t i, struct verify_file f, int64_t *leaf)
{
	const struct seal_trustee *t = &v->project.trustees[i];
	struct verify_keys keys = verify_trustee(v, t->name);
	unsigned char pk[32];
	struct verify_note note;
	struct seal_open o;
	char name[40];

	snprintf(name, sizeof name, "open-%zu.note", i + 1);
	if (!verify_record(v, f, SEAL_OPEN, &note, &o))
		return false;
	if (memcmp(o.policy, v->policy, 32) != 0 ||
	    strcmp(o.project, v->id) != 0 || o.trustee != t->i ||
	    o.leaf != v->close_leaf ||
	    memcmp(o.close, v->close_hash, 32) != 0)
		return verify_wrong(v, "key-open", t->name);
	if (!verify_signed_by(v, &note.note, &keys, 1, "key-open", t->name))
		return false;
	if (!envelope_public(o.sk, pk) || memcmp(pk, t->pk.hash, 32) != 0)
		return verify_wrong(v, "key-pair", t->name);
	if (!verify_place(v, f, name, leaf))
		return false;
	if (*leaf <= v->close_leaf)
		return verify_wrong(v, "key-early", t->name);
	v->keys.given[i] = true;
	memcpy(v->keys.sk[i], o.sk, sizeof o.sk);
	return true;
}

static bool
read_opens(struct verify *v)
{
	int64_t leaves[SEAL_TRUSTEES];
	size_t t = (size_t)v->project.threshold;

	for (size_t i = 0; i < v->project.n; i++) {
		struct verify_file f;
		char name[40];

		snprintf(name, sizeof name, "open-%zu.note", i + 1);
		if (!verify_own(v, name, &f))
			return false;
		if (f.data == NULL)
			continue;
		if (!check_open(v, i, f, &leaves[v->n_keys]))
			return false;
		v->n_keys++;
	}
	qsort(leaves, v->n_keys, sizeof *leaves, ascending);
	v->opened = v->n_keys >= t ? leaves[t - 1] : v->tiles.size;
	return true;
}

/* Do the events hold enough opens that a void came too late? */
static bool
opened_before(const struct verify *v, const struct verify_event *e,
    int64_t leaf)
{
	bool by[SEAL_TRUSTEES + 1] = { false };
	int64_t n = 0;

	for (; e != NULL && e->leaf < leaf; e = e->next) {
		if (e->type != SEAL_OPEN || by[e->u.open.trustee])
			continue;
		by[e->u.open.trustee] = true;
		n++;
	}
	return n >= v->project.threshold;
}

/*
 * A void counts only before the t-th open, of which the log alone tells: a
 * source that hides opens shall not make it count.
 */
static bool
check_void(struct verify *v)
{
	struct verify_event *events, *e;
	struct verify_file f;
	int64_t hi = v->opened, leaf = -1;

	if (!verify_own(v, "void.note", &f) ||
	    (f.data != NULL && !verify_void(v, f, &leaf)) ||
	    !verify_history(v, v->close_leaf + 1, hi, &events))
		return false;
	for (e = events; e != NULL && e->type != SEAL_VOID; e = e->next)
		;
	if (e != NULL && (leaf < 0 || e->leaf < leaf))
		leaf = e->leaf;
	if (leaf < 0 || leaf >= hi)
		return true;
	if (opened_before(v, events, leaf))
		return verify_unknown(v, "missing", "open");
	return verify_none(v, "void", NULL);
}

static bool
check_selfopen(struct verify *v, size_t i, struct verify_file f,
    int64_t after)
{
	const struct seal_sub *s = &v->subs[i];
	struct verify_note note;
	struct verify_keys own;
	struct seal_selfopen o;
	char name[96], hex[65];
	int64_t leaf;

	snprintf(name, sizeof name, "selfopen-%s.note",
	    digits_hex(hex, s->file, sizeof s->file));
	if (!verify_record(v, f, SEAL_SELFOPEN, &note, &o))
		return false;
	if (memcmp(o.policy, v->policy, 32) != 0 ||
	    memcmp(o.file, s->file, 32) != 0)
		return verify_wrong(v, "selfopen", s->name);
	if (!verify_in_force(v, s->name, &note.note, &own) ||
	    !verify_signed_by(v, &note.note, &own, 1, "selfopen", s->name) ||
	    !verify_place(v, f, name, &leaf))
		return false;
	if (leaf <= after)
		return verify_wrong(v, "selfopen", s->name);
	memcpy(v->secrets[i], o.s, sizeof o.s);
	return true;
}

/* All active names open their own, or nothing is opened. */
static bool
read_selfopens(struct verify *v, int64_t after, size_t *n)
{
	v->secrets = arena_alloc(v->arena,
	    (v->n + 1) * sizeof *v->secrets);
	for (size_t i = 0; i < v->n; i++) {
		struct verify_file f;
		char name[96], hex[65];

		if (strcmp(v->subs[i].status, "active") != 0)
			continue;
		snprintf(name, sizeof name, "selfopen-%s.note",
		    digits_hex(hex, v->subs[i].file, 32));
		if (!verify_own(v, name, &f))
			return false;
		if (f.data == NULL)
			return verify_unknown(v, "fallback-waiting",
			    v->subs[i].name);
		if (!check_selfopen(v, i, f, after))
			return false;
		++*n;
	}
	return true;
}

static bool
check_fallback(struct verify *v)
{
	struct verify_keys groups[2];
	struct seal_fallback r;
	struct verify_note note;
	struct verify_file f;
	int64_t leaf;
	size_t n = 0;

	if (!verify_own(v, "fallback.note", &f))
		return false;
	if (f.data == NULL)
		return verify_unknown(v, "keys-waiting", arena_printf(
		    v->arena, "%zu %" PRId64, v->n_keys,
		    v->project.threshold));
	if (!verify_record(v, f, SEAL_FALLBACK, &note, &r) ||
	    !verify_place(v, f, "fallback.note", &leaf) ||
	    !verify_purchaser(v, leaf, &note.note, &groups[0]))
		return false;
	groups[1].n = 0;
	groups[1].list = arena_alloc(v->arena, (TRUST_KEYS *
	    SEAL_TRUSTEES + 1) * sizeof *groups[1].list);
	for (size_t i = 0; i < v->project.n; i++) {
		struct verify_keys one = verify_trustee(v,
		    v->project.trustees[i].name);

		for (size_t k = 0; k < one.n; k++)
			groups[1].list[groups[1].n++] = one.list[k];
	}
	if (memcmp(r.policy, v->policy, 32) != 0 || leaf <= v->close_leaf ||
	    memcmp(r.close, v->close_hash, 32) != 0)
		return verify_wrong(v, "fallback", NULL);
	if (!verify_signed_by(v, &note.note, groups, 2, "fallback", NULL) ||
	    !read_selfopens(v, leaf, &n))
		return false;
	v->fallback = true;
	return verify_good(v, "keys-fallback", arena_printf(v->arena, "%zu",
	    n));
}

bool
verify_opens(struct verify *v)
{
	if (v->failed)
		return verify_none(v, "too-few", arena_printf(v->arena,
		    "%zu %" PRId64, v->entrants, v->rule.min_entrants));
	if (!read_opens(v) || !check_void(v))
		return false;
	if ((int64_t)v->n_keys < v->project.threshold)
		return check_fallback(v);
	return verify_good(v, "keys-ok", arena_printf(v->arena,
	    "%zu %" PRId64, v->n_keys, v->project.threshold));
}
