/* SPDX-License-Identifier: Apache-2.0 */
/* review_dispute.c: a rating is disputed, and kept or removed. */
#include <inttypes.h>
#include <string.h>

#include "db/record.h"
#include "market/due.h"
#include "market/message.h"
#include "market/review_act.h"
#include "market/write.h"

/* domain.md 4 (review, dispute). */
static const struct span to_dispute = { 10, SPAN_WD };

const char *const review_grounds[REVIEW_GROUNDS] = { "false", "secrets",
    "insult", "related" };

enum err
review_may_be_disputed(struct db *db, const struct house *h,
    const struct project *p, const struct review *r)
{
	return due_limit(db, h, p, "review_dispute", r->id, db_now(db),
	    to_dispute, NULL);
}

/* The constant of a word of the form, or NULL. */
static const char *
ground_of(const char *typed)
{
	for (size_t i = 0; i < REVIEW_GROUNDS; i++)
		if (strcmp(review_grounds[i], typed) == 0)
			return review_grounds[i];
	return NULL;
}

static enum err
dispute_in_txn(struct db *db, void *ctx)
{
	struct rating *r = ctx;
	const struct review *about = &r->c.about;
	enum err err = review_find(db, db_now(db), r->actor, r->code,
	    &r->c);

	if (!err && !r->c.seen)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (about->disputed_at && strcmp(about->ground, r->word) == 0 &&
	    strcmp(about->claim, r->text) == 0)
		return OK;		/* sent twice */
	if (!r->c.can_dispute)
		return ERR_CONFLICT;
	err = db_review_dispute(db, about->id, r->word, r->text);
	if (!err)
		err = db_audit_change(db, r->actor, "dispute", "review",
		    about->id, "revealed", "disputed");
	return err ? err : message_tell(db, &(struct message){ .code =
	    "review_disputed", .party_id = review_rater(about),
	    .project_id = about->project_id });
}

enum err
review_dispute(struct market *m, const struct actor *actor, const char *code,
    const char *ground, const char *claim, struct problems *problems)
{
	struct rating r = { .house = m->house, .actor = actor, .code = code,
	    .text = claim, .word = ground_of(ground),
	    .problems = problems };
	static const struct text_rule rule = { .field = "claim",
	    .multiline = true, .least = REVIEW_REASON, .most = REVIEW_TEXT,
	    .wrong = "review_claim_length" };

	problems->n = 0;
	if (r.word == NULL)
		problem_at(problems, "ground", "review_ground_choose");
	(void)problem_text(problems, &rule, claim);
	return problems->n ? ERR_INVALID : write_run(m, dispute_in_txn, &r);
}

/* ---- the decision ---- */

/* Both texts, as they were: they stay in the audit. */
static const char *
as_it_was(struct db *db, const struct review *r)
{
	const int64_t *s = r->scores;

	return arena_printf(db_arena(db), "scores %" PRId64 " %" PRId64
	    " %" PRId64 " %" PRId64 " %" PRId64 "\ntext %s\nreply %s\n"
	    "ground %s\nclaim %s\n", s[0], s[1], s[2], s[3], s[4], r->text,
	    r->reply, r->ground, r->claim);
}

static enum err
tell_decision(struct db *db, const struct review *r, const char *reason)
{
	struct arg args[] = { arg_text("REASON", arena_strndup(db_arena(db),
	    reason, strcspn(reason, "\n"))), { .kind = ARG_END } };
	const int64_t whom[] = { r->owner_id, r->agency_id };
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(whom); i++)
		err = message_tell(db, &(struct message){
		    .code = "review_decided", .party_id = whom[i],
		    .project_id = r->project_id, .args = args });
	return err;
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	const struct rating *d = ctx;
	bool remove = strcmp(d->word, "remove") == 0;
	const char *state = remove ? "removed" : "revealed";
	struct review r;
	enum err err = db_review_get(db, d->id, &r);

	if (!err && r.disputed_at == 0)
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (r.decided_at)
		return strcmp(r.state, state) == 0 &&
		    strcmp(r.decision, d->text) == 0 ? OK : ERR_CONFLICT;
	err = db_review_decide(db, r.id, state, d->text);
	if (!err)
		err = db_audit_change(db, d->actor, d->word, "review", r.id,
		    as_it_was(db, &r), d->text);
	if (!err)
		err = tell_decision(db, &r, d->text);
	return err || !remove ? err : review_restar(db, d->house, &r);
}

enum err
review_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *reason, struct problems *problems)
{
	struct rating d = { .house = m->house, .actor = actor, .id = id,
	    .text = reason, .problems = problems };
	static const struct text_rule rule = { .field = "reason",
	    .multiline = true, .least = REVIEW_REASON, .most = REVIEW_TEXT,
	    .wrong = "review_reason_length" };

	problems->n = 0;
	d.word = strcmp(verdict, "keep") == 0 ? "keep" : strcmp(verdict,
	    "remove") == 0 ? "remove" : NULL;
	if (d.word == NULL)
		problem_at(problems, "verdict", "review_verdict_choose");
	(void)problem_text(problems, &rule, reason);
	review_no_person(m, problems, "reason", reason);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &d);
}

enum err
review_queue(struct market *m, int64_t after_at, int64_t after_id,
    struct review **list, size_t *n)
{
	return db_review_disputed(m->db, after_at, after_id,
	    REVIEW_PAGE + 1, list, n);
}

enum err
review_disputed(struct market *m, int64_t id, struct review *r)
{
	enum err err = db_review_get(m->db, id, r);

	return !err && r->disputed_at == 0 ? ERR_NOT_FOUND : err;
}
