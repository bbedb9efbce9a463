/* SPDX-License-Identifier: Apache-2.0 */
/* verify_bodies.c: check 5, the files that decide, and who signed them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/verify_core.h"

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* An active envelope, or the withdraw that took all back. */
static bool
decides(const struct verify *v, size_t i)
{
	const struct seal_sub *s = &v->subs[i];

	if (!is(s->kind, "withdraw") || !is(s->status, "withdrawn"))
		return is(s->status, "active");
	for (size_t j = i + 1; j < v->n; j++)
		if (is(v->subs[j].name, s->name))
			return false;
	return true;
}

static bool
body_of(struct verify *v, const struct seal_sub *s, struct verify_file *f)
{
	char name[80], hex[65];

	snprintf(name, sizeof name, "%s.note",
	    digits_hex(hex, s->file, sizeof s->file));
	return verify_own(v, name, f);
}

static bool
has_hash(struct verify_file f, const unsigned char want[32])
{
	unsigned char hash[32];

	note_hash(hash, f.data, f.n);
	return memcmp(hash, want, 32) == 0;
}

static bool
is_served(struct verify *v, const struct note *note)
{
	struct seal_envelope e;

	return seal_record_parse(v->arena, SEAL_ENVELOPE, note->text,
	    note->n, &e) && is(e.sealer, "server");
}

/*
 * What the platform withdrew must have been sealed by it; the body of that
 * need not be public.
 */
static bool
served_before(struct verify *v, const struct seal_sub *s)
{
	const struct seal_sub *last = NULL;
	struct verify_file f = { NULL, 0 };
	struct note note;

	for (size_t i = 0; i < v->n; i++)
		if (is(v->subs[i].name, s->name) &&
		    is(v->subs[i].kind, "envelope"))
			last = &v->subs[i];
	if (last != NULL && !body_of(v, last, &f))
		return false;
	if (f.data == NULL) {
		verify_warn(v, "withdrawn-by-platform", s->name);
		return true;
	}
	return (has_hash(f, last->file) && note_parse(&note, f.data, f.n) &&
	    is_served(v, &note)) || verify_wrong(v, "body-withdraw",
	    s->name);
}

/* By a key in force of that name. */
static bool
own_signed(struct verify *v, const struct seal_sub *s,
    const struct note *note)
{
	const struct verify_key *k;
	struct verify_keys own;

	if (!verify_in_force(v, s->name, note, &own) ||
	    !verify_signed_by(v, note, &own, 1, "body-signature", s->name))
		return false;
	for (size_t i = 0; i < own.n; i++) {
		k = verify_key_record(v, own.list[i]);
		if (k != NULL && k->replaces && !k->vouched && s->seq > 1 &&
		    verify_names(note, own.list[i]))
			verify_warn(v, "key-changed", s->name);
	}
	return true;
}

static bool
by_platform(const struct verify *v, const struct note *note)
{
	for (size_t i = 0; i < v->platforms.n; i++)
		if (verify_names(note, v->platforms.list[i]))
			return true;
	return false;
}

static bool
rightly_signed(struct verify *v, const struct seal_sub *s,
    const struct note *note)
{
	if (is(s->kind, "envelope") && is_served(v, note)) {
		if (!is(v->rule.server, "allowed"))
			return verify_wrong(v, "body-sealer", s->name);
		return verify_signed_by(v, note, &v->platforms, 1,
		    "body-signature", s->name);
	}
	if (is(s->kind, "withdraw") && by_platform(v, note))
		return verify_signed_by(v, note, &v->platforms, 1,
		    "body-signature", s->name) && served_before(v, s);
	return own_signed(v, s, note);
}

static bool
is_withdraw_of(struct verify *v, const struct seal_sub *s,
    const struct note *note)
{
	struct seal_withdraw w;

	return seal_record_parse(v->arena, SEAL_WITHDRAW, note->text,
	    note->n, &w) && memcmp(w.policy, v->policy, 32) == 0 &&
	    is(w.project, v->id) && is(w.bidder, s->name) &&
	    w.seq == s->seq;
}

/*
 * A body that is no envelope can be listed only as one that the platform
 * took: it is judged later, but its signature must hold.
 */
static bool
check_body(struct verify *v, size_t i)
{
	const struct seal_sub *s = &v->subs[i];
	struct verify_file *f = &v->bodies[i];
	char path[128], hex[65];
	struct note note;

	if (!body_of(v, s, f))
		return false;
	if (f->data == NULL) {
		snprintf(path, sizeof path, "%s%s.note", v->base,
		    digits_hex(hex, s->file, sizeof s->file));
		return verify_unknown(v, "missing", path);
	}
	if (!has_hash(*f, s->file))
		return verify_wrong(v, "body-hash", s->name);
	if (!note_parse(&note, f->data, f->n) || note.count != 1)
		return verify_wrong(v, "body-signature", s->name);
	if (is(s->kind, "withdraw") && !is_withdraw_of(v, s, &note))
		return verify_wrong(v, "body-record", s->name);
	return rightly_signed(v, s, &note);
}

bool
verify_bodies(struct verify *v)
{
	struct verify_file result;
	size_t n = 0;

	v->bodies = arena_alloc(v->arena, (v->n + 1) * sizeof *v->bodies);
	for (size_t i = 0; i < v->n; i++) {
		if (!decides(v, i))
			continue;
		if (!check_body(v, i))
			return false;
		n++;
	}
	v->failed = (int64_t)v->entrants < v->rule.min_entrants;
	if (v->failed) {
		if (!verify_own(v, "result.note", &result))
			return false;
		if (result.data != NULL)
			return verify_wrong(v, "result-unexpected", NULL);
	}
	return verify_good(v, "bodies-ok", arena_printf(v->arena,
	    "%zu %zu", n, v->entrants));
}
