/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_draft.c: what a trustee lends its name to before a round opens. */
#include <sodium.h>
#include <string.h>

#include "market/trustee_core.h"

static enum trustee_found
draft(struct look *l)
{
	const char *file;
	size_t n;
	enum trustee_found found;

	if (!lines_is_id(l->id, strlen(l->id)))
		return look_no(l, "that is no project id");
	found = look_file(l, "draft.note", &file, &n);
	if (found != TRUSTEE_YES)
		return found;
	/* Threshold, periods and sizes are part of the grammar. */
	if (!terms_read(l->a, file, n, true, &l->terms))
		return look_no(l, "draft.note is no project record");
	if (strcmp(l->terms.project.project, l->id) != 0)
		return look_no(l, "draft.note is another round's");
	return TRUSTEE_YES;
}

/* The newest log: an old one takes no new rounds. */
static enum trustee_found
right_log(struct look *l)
{
	return strcmp(l->terms.project.log, l->t->trust->log.name) == 0 ?
	    TRUSTEE_YES : look_no(l, "names another log");
}

static enum trustee_found
in_time(struct look *l)
{
	return l->terms.project.deadline > l->t->now ? TRUSTEE_YES :
	    look_no(l, "its deadline has passed");
}

static enum trustee_found
notice(struct look *l)
{
	unsigned char hash[32];
	const char *text;
	size_t n;
	enum trustee_found found = look_file(l, "notice.txt", &text, &n);

	if (found != TRUSTEE_YES)
		return found;
	note_hash(hash, text, n);
	return memcmp(hash, l->terms.project.notice, sizeof hash) == 0 ?
	    TRUSTEE_YES : look_no(l, "notice.txt is not the notice it names");
}

static enum trustee_found
names(struct look *l)
{
	const char *why = terms_names(&l->terms, l->t->trust);

	return why ? look_no(l, why) : TRUSTEE_YES;
}

static enum trustee_found
purchaser(struct look *l)
{
	return l->t->purchaser == NULL || strcmp(l->t->purchaser,
	    l->terms.project.purchaser) == 0 ? TRUSTEE_YES :
	    look_no(l, "its purchaser is not the expected one");
}

static enum trustee_found
keys(struct look *l)
{
	const char *why = terms_keys(&l->terms);

	return why ? look_no(l, why) : TRUSTEE_YES;
}

/* One round, one text: nobody can show two that I signed. */
static enum trustee_found
once(struct look *l)
{
	const struct state_terms *known = trustee_state_terms(l->t->state,
	    l->id);

	if (known == NULL)
		return TRUSTEE_YES;
	if (memcmp(known->terms, l->terms.terms, 32) != 0)
		return look_no(l, "I offered or signed other terms for it");
	if (known->policy.given && memcmp(known->policy.hash,
	    l->terms.policy, 32) != 0)
		return look_no(l, "I signed it with other opening keys");
	return TRUSTEE_YES;
}

static void
offer(const struct look *l, struct buf *body)
{
	struct seal_offer o = { .project = l->id, .trustee = l->me->i };

	memcpy(o.terms, l->terms.terms, sizeof o.terms);
	memcpy(o.pk, l->pk, sizeof o.pk);
	trustee_state_offer(l->t->state, l->id, o.terms);
	look_write(l, body, SEAL_OFFER, &o);
}

/* Whether my signature stands in the draft already. */
static bool
sign(const struct look *l, struct buf *body)
{
	struct note_secret secret;
	bool needed;

	keyfile_secret(l->t->key, &secret);
	needed = l->terms.note.count == 0 ||
	    note_check(&l->terms.note, &secret.key, NULL) != NOTE_GOOD;
	if (needed) {
		trustee_state_sign(l->t->state, l->id, l->terms.terms,
		    l->terms.policy);
		note_sign(body, l->terms.note.text, l->terms.note.n, &secret);
	}
	sodium_memzero(&secret, sizeof secret);
	return needed;
}

enum trustee_act
trustee_draft(const struct trustee *t, struct arena *a, const char *id,
    struct buf *body, struct trustee_report *report)
{
	static const struct look_row rows[] = {
		{ "trust", look_trust }, { "draft", draft },
		{ "log", right_log }, { "time", in_time },
		{ "rule", look_rule }, { "notice", notice },
		{ "names", names }, { "purchaser", purchaser },
		{ "key", look_key }, { "keys", keys }, { "once", once },
	};
	struct look l = { .t = t, .a = a, .id = id };

	if (!look_run(&l, rows, COUNT(rows), report))
		return TRUSTEE_NOTHING;
	if (!l.me->pk.given) {
		offer(&l, body);
		return TRUSTEE_OFFER;
	}
	return l.terms.missing == 0 && sign(&l, body) ? TRUSTEE_SIGN :
	    TRUSTEE_NOTHING;
}
