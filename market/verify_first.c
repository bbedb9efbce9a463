/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_first.c: of bafo's second round the first, checked like any round:
 * its opened prices decide whether a second offer counts, and stand in for
 * it (domain.md 6.2).
 */
#include <inttypes.h>
#include <string.h>

#include "market/verify_core.h"

/* Rounds of a project that are looked at, backwards from this one. */
enum { BACK = 50 };

/* Is the project record of a round the one that the rule names? */
static bool
is_first(struct verify *v, const char *id, bool *is)
{
	struct verify_file f;
	unsigned char hash[32];
	struct note note;

	*is = false;
	if (!verify_get(v, arena_printf(v->arena, "p/%s/project.note", id),
	    &f))
		return false;
	if (f.data == NULL || !note_parse(&note, f.data, f.n))
		return true;
	note_hash(hash, note.text, note.n);
	*is = memcmp(hash, v->rule.first.hash, sizeof hash) == 0;
	return true;
}

/* The earlier round of this project that has the policy. */
static bool
find(struct verify *v, const char **id)
{
	const char *slash = strchr(v->id, '/');
	int64_t round;
	bool is;

	*id = v->id;
	if (!lines_int(slash + 1, strlen(slash + 1), &round))
		return verify_unknown(v, "missing", "first");
	for (int i = 0; i < BACK && --round > 0; i++) {
		*id = arena_printf(v->arena, "%.*s/%" PRId64,
		    (int)(slash - v->id), v->id, round);
		if (!is_first(v, *id, &is))
			return false;
		if (is)
			return true;
	}
	return verify_unknown(v, "missing", "first");
}

/* Warnings of the first, called by its id. */
static void
pass_warnings(struct verify *v, const struct verify_report *r,
    const char *id)
{
	for (size_t i = 0; i < r->warnings_n; i++)
		verify_warn(v, r->warnings[i].code, arena_printf(v->arena,
		    "%s %s", id, r->warnings[i].detail));
}

/* Where the first round's checks stopped, if one could not be passed. */
static const struct verify_check *
stop_of(const struct verify_report *r)
{
	const struct verify_check *unknown = NULL;

	for (size_t i = VERIFY_PROJECT; i < VERIFY_CHECKS; i++) {
		if (r->checks[i].code == NULL)
			break;
		if (r->checks[i].state == VERIFY_WRONG)
			return &r->checks[i];
		if (r->checks[i].state == VERIFY_UNKNOWN && unknown == NULL)
			unknown = &r->checks[i];
	}
	return unknown;
}

static bool
stopped(struct verify *v, const struct verify_check *c, const char *id)
{
	const char *detail = arena_printf(v->arena, "%s %s", id, c->id);

	return c->state == VERIFY_UNKNOWN ?
	    verify_unknown(v, "first-unchecked", detail) :
	    verify_wrong(v, "first-refuted", detail);
}

/* A first round of bafo, the same purchaser's, with offers of one kind. */
static bool
fits(const struct verify *v, const struct verify *w)
{
	return strcmp(w->rule.rule, "bafo") == 0 && !w->rule.first.given &&
	    strcmp(w->rule.quote, v->rule.quote) == 0 &&
	    strcmp(w->project.purchaser, v->project.purchaser) == 0;
}

/* What is known of source, trust and log stays; the round is another. */
static struct verify *
begin(struct verify *v, const char *id)
{
	struct verify *w = arena_alloc(v->arena, sizeof *w);

	*w = (struct verify){ .arena = v->arena, .source = v->source,
	    .out = arena_alloc(v->arena, sizeof *w->out), .id = id,
	    .base = arena_printf(v->arena, "p/%s/", id), .trust = v->trust,
	    .own_trust = v->own_trust, .platforms = v->platforms,
	    .log = v->log, .tiles = v->tiles, .witnessed = v->witnessed,
	    .book = v->book, .book_whole = v->book_whole };
	w->check = &w->out->checks[VERIFY_PROJECT];
	w->check->id = verify_check_id(VERIFY_PROJECT);
	return w;
}

static bool
read_index(struct verify *w)
{
	struct verify_file index;

	if (!verify_own(w, "index.txt", &index))
		return false;
	verify_read_hints(w, index);
	return true;
}

bool
verify_first(struct verify *v)
{
	const struct verify_check *stop;
	struct verify *w;
	const char *id;
	bool good;

	if (!v->rule.first.given)
		return true;
	if (!find(v, &id))
		return false;
	w = begin(v, id);
	good = read_index(w) && verify_steps(w, VERIFY_PROJECT,
	    VERIFY_CLOSE);
	if (good && fits(v, w))
		verify_steps(w, VERIFY_CLOSE, VERIFY_CHECKS);
	v->tiles = w->tiles;		/* with what they have read */
	stop = stop_of(w->out);
	if (stop != NULL)
		return stopped(v, stop, id);
	/* What has no result, for good reason, is no first round. */
	if (!fits(v, w) || w->result.text == NULL || w->result.ranking.failed)
		return verify_wrong(v, "first-round", id);
	v->first = &w->result;
	pass_warnings(v, w->out, id);
	return true;
}
