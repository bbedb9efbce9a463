/* SPDX-License-Identifier: Apache-2.0 */
/* trustee_claim.c: a trustee's word that a submission came to it in time. */
#include <string.h>

#include "market/envelope.h"
#include "market/trustee_core.h"

static enum trustee_found
file(struct look *l)
{
	struct seal_envelope e;
	struct seal_withdraw w;
	const struct note *n = &l->file_note;

	if (!note_parse(&l->file_note, l->file, l->file_n) || n->count != 1)
		return look_no(l, "no note with one signature");
	if (seal_record_parse(l->a, SEAL_ENVELOPE, n->text, n->n, &e)) {
		if (strcmp(e.sealer, "server") == 0)
			return look_no(l, "sealed by the platform itself");
		l->id = e.project;
		l->bidder = e.bidder;
		memcpy(l->policy, e.policy, sizeof l->policy);
		return TRUSTEE_YES;
	}
	if (!seal_record_parse(l->a, SEAL_WITHDRAW, n->text, n->n, &w))
		return look_no(l, "neither envelope nor withdraw");
	l->id = w.project;
	l->bidder = w.bidder;
	memcpy(l->policy, w.policy, sizeof l->policy);
	return TRUSTEE_YES;
}

static enum trustee_found
terms(struct look *l)
{
	const struct state_terms *known = trustee_state_policy(l->t->state,
	    l->policy);

	return known != NULL && strcmp(known->id, l->id) == 0 ? TRUSTEE_YES :
	    look_no(l, "not under terms that I signed");
}

static enum trustee_found
deadline(struct look *l)
{
	enum trustee_found found = look_void(l);

	if (found != TRUSTEE_YES)
		return found;
	found = look_close(l);
	if (l->tiles.why != TILES_GOOD)
		return found;
	if (l->close_leaf < l->tiles.size)
		return look_no(l, "the round is closed");
	l->why = NULL;
	return l->t->now < l->deadline ? TRUSTEE_YES :
	    look_no(l, "its deadline has passed");
}

static enum trustee_found
signature(struct look *l)
{
	const char *role = strcmp(l->bidder,
	    l->terms.project.purchaser) == 0 ? "purchaser" : "bidder";
	bool good;

	if (terms_trustee(&l->terms, l->bidder) != NULL)
		good = look_is_trustee(l, &l->file_note, l->bidder);
	else if (!keybook_signed(&l->book, &l->file_note, l->bidder, role,
	    l->tiles.size, &good))
		return look_tiles(l);
	return good ? TRUSTEE_YES :
	    look_no(l, "not signed by a key of its bidder in the log");
}

bool
trustee_claim(const struct trustee *t, struct arena *a, const char *data,
    size_t n, struct buf *body, struct trustee_report *report)
{
	static const struct look_row rows[] = {
		{ "file", file }, { "terms", terms },
		{ "trust", look_trust }, { "checkpoint", look_checkpoint },
		{ "consistent", look_consistent },
		{ "project", look_project }, { "deadline", deadline },
		{ "signature", signature },
	};
	struct look l = { .t = t, .a = a, .file = data, .file_n = n };
	struct seal_claim claim;

	if (!look_run(&l, rows, t->source != NULL ? COUNT(rows) : 2, report))
		return false;
	memcpy(claim.policy, l.policy, sizeof claim.policy);
	note_hash(claim.file, data, n);
	claim.time = trustee_state_claim(t->state, claim.policy, claim.file,
	    t->now);
	look_write(&l, body, SEAL_CLAIM, &claim);
	return true;
}
