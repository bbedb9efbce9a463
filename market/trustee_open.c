/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_open.c: before an opening key goes out. */
#include <sodium.h>
#include <string.h>

#include "market/close.h"
#include "market/envelope.h"
#include "market/trustee_core.h"

static enum trustee_found
deadline(struct look *l)
{
	if (l->close.deadline != l->deadline)
		return look_no(l, "closed at another time than the terms say");
	if (l->t->now < l->deadline)
		return look_no(l, "its deadline is to come");
	return TRUSTEE_YES;
}

/* The `more` records stand in the leaves just before. */
static enum trustee_found
list(struct look *l)
{
	size_t n = l->close.more_n, got = 0;
	struct seal_more *more = arena_alloc(l->a, (n + 1) * sizeof *more);
	unsigned char (*hashes)[32] = arena_alloc(l->a, (n + 1) * 32);

	for (const struct look_event *e = l->events; e; e = e->next)
		if (e->type == SEAL_MORE && got < n && e->leaf ==
		    l->close_leaf - (int64_t)(n - got) &&
		    look_is_platform(l, &e->note)) {
			note_hash(hashes[got], e->note.text, e->note.n);
			more[got++] = e->u.more;
		}
	if (got != n)
		return look_no(l, "a part of the list is not in the log");
	if (!close_read(l->a, &l->close, more,
	    (const unsigned char (*)[32])hashes, n, &l->subs, &l->n))
		return look_no(l, "the list breaks its rules");
	return TRUSTEE_YES;
}

/* Each in ascending order, so none twice. */
static enum trustee_found
blind(struct look *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct seal_sub *s = &l->subs[i];
		char want[TLOG_BLIND + 1], date[TLOG_DATE + 1];
		const char *entry;
		size_t n;

		if (s->leaf <= l->leaf || s->leaf >= l->close_leaf)
			return look_no(l, arena_printf(l->a,
			    "leaf %lld is not between project and close",
			    (long long)s->leaf));
		if (!tiles_entry(&l->tiles, s->leaf, &entry, &n))
			return look_tiles(l);
		if (tlog_is_blind(entry, n)) {
			memcpy(date, entry + n - 1 - TLOG_DATE, TLOG_DATE);
			date[TLOG_DATE] = '\0';
			tlog_blind(want, s->nonce, s->file, date);
		}
		if (!tlog_is_blind(entry, n) ||
		    memcmp(entry, want, TLOG_BLIND) != 0)
			return look_no(l, arena_printf(l->a,
			    "leaf %lld does not hide the listed file",
			    (long long)s->leaf));
	}
	return TRUSTEE_YES;
}

/* The last of its name: an active envelope, or what took all back. */
static bool
decides(const struct look *l, size_t i)
{
	if (strcmp(l->subs[i].status, "active") == 0)
		return true;
	for (size_t j = i + 1; j < l->n; j++)
		if (strcmp(l->subs[j].name, l->subs[i].name) == 0)
			return false;
	return strcmp(l->subs[i].kind, "withdraw") == 0;
}

static bool
is_server(struct look *l, const struct note *note)
{
	struct seal_envelope e;

	return seal_record_parse(l->a, SEAL_ENVELOPE, note->text, note->n,
	    &e) && strcmp(e.sealer, "server") == 0;
}

static bool
is_withdraw(struct look *l, const struct note *note,
    const struct seal_sub *s)
{
	struct seal_withdraw w;

	return seal_record_parse(l->a, SEAL_WITHDRAW, note->text, note->n,
	    &w) && memcmp(w.policy, l->terms.policy, 32) == 0 &&
	    strcmp(w.project, l->id) == 0 &&
	    strcmp(w.bidder, s->name) == 0 && w.seq == s->seq;
}

/*
 * By a key in force of that name.  What the server sealed, and the taking
 * back of it, is signed by the platform, where the rule allows that.
 */
static bool
rightly_signed(struct look *l, const struct note *note,
    const struct seal_sub *s, bool *good)
{
	bool withdraw = strcmp(s->kind, "withdraw") == 0;
	const char *role = strcmp(s->name, l->terms.project.purchaser) == 0 ?
	    "purchaser" : "bidder";

	*good = false;
	if (note->count != 1 || (withdraw && !is_withdraw(l, note, s)))
		return true;
	if (!withdraw && is_server(l, note)) {
		*good = strcmp(l->rule.server, "allowed") == 0 &&
		    look_is_platform(l, note);
		return true;
	}
	if (withdraw && strcmp(l->rule.server, "allowed") == 0 &&
	    look_is_platform(l, note)) {
		*good = true;
		return true;
	}
	if (terms_trustee(&l->terms, s->name) != NULL) {
		*good = look_is_trustee(l, note, s->name);
		return true;
	}
	return keybook_signed(&l->book, note, s->name, role, l->close_leaf,
	    good);
}

static enum trustee_found
body(struct look *l, const struct seal_sub *s)
{
	unsigned char hash[32];
	const char *file;
	char hex[65];
	struct note note;
	size_t n;
	bool good;
	enum trustee_found found = look_file(l, arena_printf(l->a, "%s.note",
	    sodium_bin2hex(hex, sizeof hex, s->file, 32)), &file, &n);

	if (found != TRUSTEE_YES)
		return found;
	note_hash(hash, file, n);
	if (memcmp(hash, s->file, sizeof hash) != 0)
		return look_later(l, arena_printf(l->a,
		    "%s.note is not the file of that hash", hex));
	if (!note_parse(&note, file, n))
		return look_no(l, arena_printf(l->a, "%s.note is no note",
		    hex));
	if (!rightly_signed(l, &note, s, &good))
		return look_tiles(l);
	if (!good)
		return look_no(l, arena_printf(l->a,
		    "%s.note is not rightly signed", hex));
	if (l->t->keep != NULL)
		l->t->keep(l->t->keep_p, hash, file, n);
	return TRUSTEE_YES;
}

static enum trustee_found
bodies(struct look *l)
{
	enum trustee_found found = look_rule(l);

	for (size_t i = 0; found == TRUSTEE_YES && i < l->n; i++)
		if (decides(l, i))
			found = body(l, &l->subs[i]);
	return found;
}

static bool
is_listed(const struct look *l, const unsigned char file[32])
{
	for (size_t i = 0; i < l->n; i++)
		if (memcmp(l->subs[i].file, file, 32) == 0)
			return true;
	return false;
}

/* Mine; close_read() has looked at those that the list says it honours. */
static enum trustee_found
claims(struct look *l)
{
	const struct trustee_state *s = l->t->state;

	for (size_t i = 0; i < s->n_claimed; i++) {
		const struct state_claimed *c = &s->claimed[i];
		char hex[65];

		if (memcmp(c->policy, l->terms.policy, 32) == 0 &&
		    c->time < l->deadline && !is_listed(l, c->file))
			return look_no(l, arena_printf(l->a,
			    "%s, which I claimed in time, is not listed",
			    sodium_bin2hex(hex, sizeof hex, c->file, 32)));
	}
	return TRUSTEE_YES;
}

/* With fewer the round has failed: prices stay sealed for ever. */
static enum trustee_found
entrants(struct look *l)
{
	size_t n = close_entrants(&l->terms.project, l->subs, l->n);

	return n >= (size_t)l->rule.min_entrants ? TRUSTEE_YES :
	    look_no(l, arena_printf(l->a, "%zu entrants, the rule asks for "
	    "%lld: the round has failed", n,
	    (long long)l->rule.min_entrants));
}

static enum trustee_found
once(struct look *l)
{
	const struct state_opened *o = trustee_state_opened(l->t->state,
	    l->terms.policy);

	return o == NULL || memcmp(o->close, l->close_hash, 32) == 0 ?
	    TRUSTEE_YES : look_no(l, "my key went out for another close");
}

bool
trustee_open(const struct trustee *t, struct arena *a, const char *id,
    struct buf *out, struct trustee_report *report)
{
	static const struct look_row rows[] = {
		{ "trust", look_trust }, { "checkpoint", look_checkpoint },
		{ "clock", look_clock }, { "consistent", look_consistent },
		{ "project", look_project }, { "key", look_key },
		{ "void", look_void }, { "close", look_close },
		{ "deadline", deadline }, { "list", list },
		{ "blind", blind }, { "bodies", bodies },
		{ "claims", claims }, { "entrants", entrants },
		{ "once", once },
	};
	struct look l = { .t = t, .a = a, .id = id };
	struct seal_open open = { .project = id };
	unsigned char pk[32];

	if (!look_run(&l, rows, COUNT(rows), report))
		return false;
	trustee_state_open(t->state, l.terms.policy, l.close_hash);
	memcpy(open.policy, l.terms.policy, sizeof open.policy);
	memcpy(open.close, l.close_hash, sizeof open.close);
	open.leaf = l.close_leaf;
	open.trustee = l.me->i;
	look_open_key(&l, open.sk, pk);
	look_write(&l, out, SEAL_OPEN, &open);
	sodium_memzero(&open, sizeof open);
	return true;
}
