/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_log.c: a round as the witnessed log has it. */
#include <string.h>

#include "market/trustee_core.h"

enum trustee_found
look_checkpoint(struct look *l)
{
	const struct trust *trust = l->t->trust;
	const char *file;
	size_t n;
	enum trustee_found found = look_path(l, "log/checkpoint.cosigned",
	    &file, &n);

	if (found != TRUSTEE_YES)
		return found;
	if (!note_parse(&l->head_note, file, n) ||
	    !tlog_checkpoint_read(&l->head, &l->head_note))
		return look_no(l, "log/checkpoint.cosigned is no checkpoint");
	if (strcmp(l->head.origin, trust->log.name) != 0 ||
	    note_check(&l->head_note, &trust->log, NULL) != NOTE_GOOD)
		return look_no(l, "not signed by the log of the trust file");
	if (!trust_cosigned(trust, &l->head_note, &l->seen))
		return look_no(l, "a witness's signature is wrong");
	if (!l->seen.quorum)
		return look_later(l, "not cosigned by the quorum");
	return TRUSTEE_YES;
}

/*
 * The quorum's word tells that my clock is right, and that the tree is not
 * one of long ago; no single witness can say that alone.
 */
enum trustee_found
look_clock(struct look *l)
{
	int64_t off = l->t->now - l->seen.met;

	if (off >= -TRUSTEE_SKEW && off <= TRUSTEE_SKEW)
		return TRUSTEE_YES;
	return look_later(l, arena_printf(l->a,
	    "my clock and the witnesses' are %lld s apart", (long long)off));
}

enum trustee_found
look_consistent(struct look *l)
{
	struct state_head *known = &l->t->state->log;
	tlog_hash then;

	if (known->origin != NULL && strcmp(known->origin,
	    l->head.origin) != 0)
		return look_no(l, "I remember another log");
	if (l->head.size < known->size)
		return look_later(l, "older than what I have seen");
	if (!tiles_open(&l->tiles, l->a, l->t->source, l->head.size,
	    l->head.root) || !tiles_root(&l->tiles, known->size, then))
		return look_tiles(l);
	if (memcmp(then, known->root, sizeof then) != 0)
		return look_no(l, "FORK: not the log that I have seen");
	trustee_state_head(l->t->state, known, l->head.origin, l->head.size,
	    l->head.root);
	keybook_init(&l->book, l->a, &l->tiles, l->t->trust);
	return TRUSTEE_YES;
}

static enum trustee_found
read_project(struct look *l, const char **file, size_t *n)
{
	enum trustee_found found = look_file(l, "project.note", file, n);
	const struct state_terms *known;
	const char *why;

	if (found != TRUSTEE_YES)
		return found;
	if (!terms_read(l->a, *file, *n, false, &l->terms) ||
	    strcmp(l->terms.project.project, l->id) != 0)
		return look_no(l, "project.note is no record of this round");
	why = terms_signed(&l->terms, l->t->trust);
	if (why != NULL)
		return look_no(l, why);
	known = trustee_state_terms(l->t->state, l->id);
	if (known != NULL && (!known->policy.given || memcmp(
	    known->policy.hash, l->terms.policy, 32) != 0))
		return look_no(l, "not the terms that I signed");
	return TRUSTEE_YES;
}

/* The whole of it: in the log, and the purchaser's signature holds there. */
enum trustee_found
look_project(struct look *l)
{
	const char *file, *index = "";
	size_t n, index_n = 0;
	bool good;
	enum trustee_found found = read_project(l, &file, &n);

	if (found != TRUSTEE_YES)
		return found;
	(void)look_file(l, "index.txt", &index, &index_n);
	l->why = NULL;
	if (!tiles_find(&l->tiles, file, n, keybook_hint(index, index_n,
	    "project"), &l->leaf) || !keybook_hints(&l->book, index,
	    index_n))
		return look_tiles(l);
	if (l->leaf < 0)
		return look_later(l, "project.note is not in the log");
	if (!keybook_signed(&l->book, &l->terms.note,
	    l->terms.project.purchaser, "purchaser", l->leaf, &good))
		return look_tiles(l);
	l->deadline = l->terms.project.deadline;
	return good ? TRUSTEE_YES :
	    look_no(l, "not signed by the purchaser");
}

/* ---- what follows it ---- */

/* The policy that a record names, NULL: another kind of record. */
static const unsigned char *
policy_of(const struct look_event *e)
{
	switch (e->type) {
	case SEAL_CLOSE:
		return e->u.close.policy;
	case SEAL_MORE:
		return e->u.more.policy;
	case SEAL_VOID:
		return e->u.end.policy;
	case SEAL_EXTEND:
		return e->u.extend.policy;
	default:
		return NULL;
	}
}

/* An entry that is a record of this round; the caller judges who signed. */
static struct look_event *
event(struct look *l, int64_t leaf, const char *entry, size_t n)
{
	struct look_event e = { .type = seal_type_of(entry, n),
	    .leaf = leaf };
	struct look_event *kept;
	const char *copy;

	if (e.type == SEAL_TYPES || policy_of(&e) == NULL)
		return NULL;
	copy = arena_strndup(l->a, entry, n);
	if (!note_parse(&e.note, copy, n) || !seal_record_parse(l->a,
	    e.type, e.note.text, e.note.n, &e.u) ||
	    memcmp(policy_of(&e), l->terms.policy, 32) != 0)
		return NULL;
	kept = arena_alloc(l->a, sizeof *kept);
	*kept = e;
	return kept;
}

static bool
history(struct look *l)
{
	struct look_event **last = &l->events;

	for (int64_t i = l->leaf + 1; i < l->tiles.size; i++) {
		const char *entry;
		size_t n;

		if (!tiles_entry(&l->tiles, i, &entry, &n))
			return false;
		*last = event(l, i, entry, n);
		if (*last != NULL)
			last = &(*last)->next;
	}
	return true;
}

/* Signed by platform and purchaser, and for `extend` by t trustees. */
static bool
counts(struct look *l, const struct look_event *e, bool *good)
{
	int64_t trustees = 0;

	*good = false;
	if (!look_is_platform(l, &e->note))
		return true;
	if (!keybook_signed(&l->book, &e->note, l->terms.project.purchaser,
	    "purchaser", e->leaf, good))
		return false;
	for (size_t i = 0; i < l->terms.project.n; i++)
		trustees += look_is_trustee(l, &e->note,
		    l->terms.project.trustees[i].name);
	if (e->type == SEAL_EXTEND && trustees < l->terms.project.threshold)
		*good = false;
	return true;
}

enum trustee_found
look_void(struct look *l)
{
	if (!history(l))
		return look_tiles(l);
	for (const struct look_event *e = l->events; e; e = e->next) {
		bool good;

		if (e->type != SEAL_VOID)
			continue;
		if (!counts(l, e, &good))
			return look_tiles(l);
		if (good)
			return look_no(l, "the round was ended");
	}
	return TRUSTEE_YES;
}

/* The deadline in force when `close` came, or now. */
static bool
extend(struct look *l)
{
	for (const struct look_event *e = l->events; e; e = e->next) {
		bool good;

		if (e->type != SEAL_EXTEND || e->leaf > l->close_leaf)
			continue;
		if (!counts(l, e, &good))
			return false;
		if (good && e->u.extend.deadline > l->deadline)
			l->deadline = e->u.extend.deadline;
	}
	return true;
}

enum trustee_found
look_close(struct look *l)
{
	const struct look_event *e = l->events;

	while (e != NULL && (e->type != SEAL_CLOSE ||
	    !look_is_platform(l, &e->note)))
		e = e->next;
	if (e == NULL) {
		l->close_leaf = l->tiles.size;
		return extend(l) ? look_later(l,
		    "not closed in the witnessed log") : look_tiles(l);
	}
	l->close = e->u.close;
	l->close_leaf = e->leaf;
	note_hash(l->close_hash, e->note.text, e->note.n);
	if (strcmp(l->close.project, l->id) != 0)
		return look_no(l, "the close is of another round");
	return extend(l) ? TRUSTEE_YES : look_tiles(l);
}
