/* SPDX-License-Identifier: Apache-2.0 */
/* award_act.c: what agency and purchaser say to an award, or do not say. */
#include <string.h>

#include "db/petition.h"
#include "db/record.h"
#include "market/award_core.h"
#include "market/base/digits.h"
#include "market/credit_fact.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"
#include "market/message.h"
#include "market/rebid.h"
#include "market/write.h"

/* ---- forms ---- */

static const struct text_rule reason_rule = { .field = "reason",
    .least = AWARD_REASON_LEAST, .most = AWARD_REASON,
    .wrong = "award_reason_length" };
static const struct text_rule evidence_rule = { .field = "evidence",
    .multiline = true, .least = AWARD_REASON_LEAST,
    .most = AWARD_EXPLANATION, .wrong = "award_evidence_length" };
static const struct text_rule explanation_rule = { .field = "explanation",
    .multiline = true, .least = AWARD_REASON_LEAST,
    .most = AWARD_EXPLANATION, .wrong = "award_explanation_length" };

/* Does a step still wait for somebody?  At exactly its end it does not. */
static enum err
in_time(struct db *db, const struct award_step *s, const char *event,
    int64_t object_id)
{
	struct due d;
	enum err err = db_due_get(db, s->p.id, event, object_id, &d);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	return d.done_at || !due_open(&d, db_now(db)) ? ERR_CONFLICT : OK;
}

/* ---- an abnormally low price ---- */

static enum err
find_as(struct db *db, struct award_step *s, int64_t *party)
{
	enum err err = award_find(db, s);

	return !err && *party != s->actor->party_id ? ERR_NOT_FOUND : err;
}

/* One side of the award learns of it. */
static enum err
tell(struct db *db, const struct award_step *s, int64_t party_id,
    const char *code, struct arg arg)
{
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = party_id, .project_id = s->p.id,
	    .args = (struct arg[]){ arg, { 0 } } });
}

static enum err
explain_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	int64_t until;
	enum err err = find_as(db, s, &s->a.agency_id);

	s->problems->n = 0;
	if (err)
		return err;
	if (s->a.explained_at)
		return strcmp(s->a.explanation, s->text) == 0 ? OK :
		    ERR_CONFLICT;
	if (strcmp(s->a.state, "justifying") != 0)
		return ERR_CONFLICT;
	err = in_time(db, s, "award_justify", s->a.id);
	if (err)
		return err;
	s->a.explanation = s->text;
	s->a.explained_at = db_now(db);
	err = due_done(db, &s->p, "award_justify", s->a.id);
	if (!err)
		err = due_span(db, s->house, &s->p, "award_decide", s->a.id,
		    db_now(db), house_params(s->house,
		    s->p.param_version)->alp_decide, &until);
	if (!err)
		err = db_award_update(db, &s->a);
	if (!err && s->files)
		err = document_attach(db, s->actor, "explanation", s->a.id,
		    s->files, s->problems);
	if (!err)
		err = tell(db, s, s->p.owner_id, "justify_given",
		    arg_time("UNTIL", until));
	return err ? err : flow_tell(db, s->house, s->actor, &s->p,
	    "award_explain", "");
}

enum err
award_explain(struct market *m, const struct actor *actor, const char *code,
    const char *text, const struct uploads *files,
    struct problems *problems)
{
	struct award_step s = { .house = m->house, .actor = actor,
	    .code = code, .text = text, .files = files,
	    .problems = problems };

	problems->n = 0;
	(void)problem_text(problems, &explanation_rule, text);
	if (files)
		(void)document_check(files, problems);
	return problems->n ? ERR_INVALID : write_run(m, explain_in_txn, &s);
}

static enum err
unexplained_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	enum err err = award_find_due(db, s);

	if (!err && strcmp(s->a.state, "justifying") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, s->p.id, "award_justify", s->a.id);
	return err ? err : award_fall(db, s, "rejected", "award_reject",
	    "silent-agency");
}

enum err
award_unexplained(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house, .project_id = project_id,
	    .object_id = object_id };

	return write_run(m, unexplained_in_txn, &s);
}

/* Taken: published, with the reason beside it. */
static enum err
accept(struct db *db, struct award_step *s, const char *reason)
{
	enum err err = flow_tell(db, s->house, s->actor, &s->p,
	    "award_accept", reason);

	s->a.reason = reason;
	return err ? err : award_publish(db, s->house, s->actor, &s->p,
	    &s->a);
}

/* Was it decided like this before? */
static bool
is_decided(const struct award *a, const struct award_step *s)
{
	if (strcmp(s->verdict, "reject") == 0)
		return strcmp(a->state, "rejected") == 0 &&
		    strcmp(a->end_reason, s->text) == 0;
	return award_is_live(a->state) && strcmp(a->reason, s->text) == 0;
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	enum err err = find_as(db, s, &s->p.owner_id);

	if (err)
		return err;
	if (s->a.id != s->object_id) {	/* another is in question by now */
		err = db_award_get(db, s->object_id, &s->a);
		if (err || s->a.project_id != s->p.id)
			return ERR_CONFLICT;
	}
	if (is_decided(&s->a, s))
		return OK;
	if (strcmp(s->a.state, "justifying") != 0)
		return ERR_CONFLICT;
	err = in_time(db, s, "award_decide", s->a.id);
	if (!err)
		err = due_done(db, &s->p, "award_decide", s->a.id);
	if (!err)
		err = tell(db, s, s->a.agency_id, "justify_decided",
		    arg_text("REASON", s->text));
	if (err)
		return err;
	return strcmp(s->verdict, "accept") == 0 ? accept(db, s, s->text) :
	    award_fall(db, s, "rejected", "award_reject", s->text);
}

enum err
award_decide(struct market *m, const struct actor *actor, const char *code,
    const struct award_verdict *v, struct problems *problems)
{
	struct award_step s = { .house = m->house, .actor = actor,
	    .code = code, .verdict = v->verdict, .text = v->reason };

	problems->n = 0;
	if (strcmp(v->verdict, "accept") != 0 &&
	    strcmp(v->verdict, "reject") != 0)
		problem_at(problems, "verdict", "award_verdict_choose");
	(void)problem_text(problems, &reason_rule, v->reason);
	if (problems->n)
		return ERR_INVALID;
	return digits_int(v->award, 1, INT64_MAX, &s.object_id) ?
	    write_run(m, decide_in_txn, &s) : ERR_CONFLICT;
}

static enum err
undecided_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	enum err err = award_find_due(db, s);

	if (!err && strcmp(s->a.state, "justifying") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, s->p.id, "award_decide", s->a.id);
	return err ? err : accept(db, s, "silent-owner");
}

enum err
award_undecided(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house, .project_id = project_id,
	    .object_id = object_id };

	return write_run(m, undecided_in_txn, &s);
}

/* ---- the short list of credit ---- */

/* The bid at a position of the newest round; ERR_NOT_FOUND. */
static enum err
bid_at(struct db *db, const struct project *p, int64_t position,
    struct bid *bid)
{
	struct bid *bids;
	size_t n;
	enum err err = rebid_bids(db, p->id, &bids, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (bids[i].position == position) {
			*bid = bids[i];
			return OK;
		}
	return err ? err : ERR_NOT_FOUND;
}

static enum err
choose_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	struct bid bid;
	enum err err = db_project_by_code(db, s->code, &s->p);

	if (!err && (s->p.owner_id != s->actor->party_id ||
	    s->p.published_at == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (db_award_of_project(db, s->p.id, &s->a) == OK &&
	    s->a.position == s->position &&
	    strcmp(s->a.reason, s->text) == 0)
		return OK;		/* sent twice */
	err = in_time(db, s, "award_choose", 0);
	if (!err && bid_at(db, &s->p, s->position, &bid) != OK)
		err = ERR_INVALID;	/* no such place */
	if (!err)
		err = due_done(db, &s->p, "award_choose", 0);
	if (!err)
		err = flow_tell(db, s->house, s->actor, &s->p,
		    "award_choose", s->text);
	return err ? err : award_propose_bid(db, s->house, &s->p, &bid,
	    s->text);
}

enum err
award_choose(struct market *m, const struct actor *actor, const char *code,
    const char *position, const char *reason, struct problems *problems)
{
	struct award_step s = { .house = m->house, .actor = actor,
	    .code = code, .text = reason };
	enum err err;

	problems->n = 0;
	if (!digits_int(position, 1, INT32_MAX, &s.position))
		problem_at(problems, "position", "award_position_choose");
	(void)problem_text(problems, &reason_rule, reason);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, choose_in_txn, &s);
	if (err == ERR_INVALID)
		problem_at(problems, "position", "award_position_choose");
	return err;
}

static enum err
unchosen_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	struct bid bid;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = due_take(db, s->p.id, "award_choose", 0);
	if (!err)
		err = bid_at(db, &s->p, 1, &bid);
	if (!err)
		err = flow_tell(db, s->house, NULL, &s->p, "award_choose",
		    "silent-owner-first");
	return err ? err : award_propose_bid(db, s->house, &s->p, &bid, "");
}

enum err
award_unchosen(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house,
	    .project_id = project_id };

	(void)object_id;
	return write_run(m, unchosen_in_txn, &s);
}

/* ---- giving it up ---- */

/* What the actor's own award of this project was: the newest that ended. */
static bool
has_ended(struct db *db, const struct award_step *s, const char *reason)
{
	struct award *list;
	size_t n;

	if (db_award_all(db, s->p.id, &list, &n) != OK)
		return false;
	for (size_t i = 0; i < n; i++)
		if (list[i].agency_id == s->actor->party_id &&
		    strcmp(list[i].state, "declined") == 0 &&
		    strcmp(list[i].end_reason, reason) == 0)
			return true;
	return false;
}

/* The project, and the award if it is the actor's and can be given up. */
static enum err
find_mine(struct db *db, struct award_step *s, const char *reason,
    bool *again)
{
	enum err err = db_project_by_code(db, s->code, &s->p);

	if (!err && s->p.published_at == 0)
		err = ERR_NOT_FOUND;
	*again = !err && has_ended(db, s, reason);
	return err || *again ? err : find_as(db, s, &s->a.agency_id);
}

/* What the regulator is to say. */
static enum err
put_claim(struct db *db, const struct award_step *s)
{
	struct petition t = { .project_id = s->p.id, .kind = "force_majeure",
	    .award_id = s->a.id, .reason = s->text,
	    .evidence = s->claim->evidence };
	enum err err = db_petition_insert(db, &t);

	if (!err)
		err = document_attach(db, s->actor, "force_majeure", t.id,
		    &s->claim->files, s->problems);
	return err ? err : db_audit(db, s->actor, "ask", "petition", t.id);
}

static enum err
decline_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	bool again;
	enum err err = find_mine(db, s, s->text, &again);

	s->problems->n = 0;
	if (err || again)
		return err;
	if (strcmp(s->a.state, "published") != 0 &&
	    strcmp(s->a.state, "effective") != 0)
		return ERR_CONFLICT;
	err = tell(db, s, s->p.owner_id, "award_declined", (struct arg){ 0 });
	if (!err)
		err = credit_declined(db, s->house, &s->p, &s->a,
		    s->force_majeure);
	if (!err && s->claim)
		err = put_claim(db, s);
	return err ? err : award_fall(db, s, "declined", "award_decline",
	    s->text);
}

enum err
award_decline(struct market *m, const struct actor *actor, const char *code,
    const char *reason, const struct award_claim *claim,
    struct problems *problems)
{
	struct award_step s = { .house = m->house, .actor = actor,
	    .code = code, .text = reason, .force_majeure = claim != NULL,
	    .claim = claim, .problems = problems };

	problems->n = 0;
	(void)problem_text(problems, &reason_rule, reason);
	if (claim) {
		(void)problem_text(problems, &evidence_rule, claim->evidence);
		(void)document_check(&claim->files, problems);
	}
	return problems->n ? ERR_INVALID : write_run(m, decline_in_txn, &s);
}

bool
award_may_sign(struct db *db, const struct project *p, const struct award *a)
{
	struct due d;

	return db_due_get(db, p->id, "lapse", a->id, &d) != OK ||
	    due_open(&d, db_now(db));
}

static enum err
leave_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	bool again;
	enum err err = find_mine(db, s, "owner-late", &again);

	if (err || again)
		return err;
	if (strcmp(s->a.state, "effective") != 0 ||
	    s->a.owner_signed_at || !s->a.agency_signed_at ||
	    award_may_sign(db, &s->p, &s->a))
		return ERR_CONFLICT;
	err = tell(db, s, s->p.owner_id, "award_declined", (struct arg){ 0 });
	return err ? err : award_fall(db, s, "declined", "award_leave",
	    "owner-late");
}

enum err
award_leave(struct market *m, const struct actor *actor, const char *code)
{
	struct award_step s = { .house = m->house, .actor = actor,
	    .code = code };

	return write_run(m, leave_in_txn, &s);
}

static enum err
unsigned_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	enum err err = award_find_due(db, s);

	if (!err && strcmp(s->a.state, "effective") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, s->p.id, "lapse", s->a.id);
	if (err)
		return err;
	err = measure_unsigned(db, s->p.owner_id, &s->a);
	if (err)
		return err;
	if (s->a.agency_signed_at)
		return flow_tell(db, s->house, NULL, &s->p,
		    "award_owner_late", "");
	err = message_sides(db, &s->p, s->a.agency_id, "award_lapsed", NULL);
	if (!err)
		err = credit_late_sign(db, s->house, &s->p, &s->a);
	return err ? err : award_fall(db, s, "lapsed", "award_lapse",
	    "agency-late");
}

enum err
award_unsigned(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house, .project_id = project_id,
	    .object_id = object_id };

	return write_run(m, unsigned_in_txn, &s);
}
