/* SPDX-License-Identifier: Apache-2.0 */
/* plea.c: parties complain about their penalties. */
#include "market/plea.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/record.h"
#include "market/calendar.h"
#include "market/due.h"
#include "market/message.h"
#include "market/penalty_core.h"
#include "market/write.h"

struct acting {
	struct house *house;
	const struct actor *actor;
	int64_t id;
	const char *verdict, *text;
	struct problems *problems;
};

static bool
is_open(const struct plea *p)
{
	return strcmp(p->state, "filed") == 0;
}

bool
plea_other_eyes(const struct penalty *p, int64_t account_id)
{
	return account_id != p->proposed_by && account_id != p->decided_by;
}

/* The last second; 0: it was not imposed. */
static int64_t
file_until(const struct house *h, const struct penalty *p)
{
	return p->from_at ? span_end(&h->calendar, p->from_at,
	    h->params.complaint_file, h->params.day_cutoff, NULL) : 0;
}

static enum err
tell(struct db *db, const struct plea *p, const char *code, bool officers,
    int64_t until)
{
	const struct arg args[] = { arg_text("EVENT", arena_printf(
	    db_arena(db), "%" PRId64, p->penalty_id)), until ? arg_time(
	    "UNTIL", until) : (struct arg){ 0 }, { 0 } };
	struct message t = { .code = code, .args = args };

	if (officers)
		t.role = "regulator";
	else
		t.party_id = p->party_id;
	return message_tell(db, &t);
}

/* Ends it: row, audit, nothing waits. */
static enum err
end(struct db *db, const struct acting *a, struct plea *p, const char *state)
{
	char action[32];
	enum err err = due_done(db, NULL, PLEA_DECIDE, p->penalty_id);

	p->state = state;
	p->ended_at = db_now(db);
	snprintf(action, sizeof action, "plea_%s", state);
	if (!err)
		err = db_plea_update(db, p);
	return err ? err : db_audit_change(db, a->actor, action, "penalty",
	    p->penalty_id, "filed", state);
}

/* ---- the party ---- */

static enum err
insert(struct db *db, const struct acting *a)
{
	struct plea p = { .penalty_id = a->id, .facts = a->text,
	    .party_id = a->actor->party_id,
	    .filed_by = a->actor->account_id };
	int64_t until;
	enum err err = db_plea_insert(db, &p);

	if (!err)
		err = due_span(db, a->house, NULL, PLEA_DECIDE, a->id,
		    db_now(db), a->house->params.complaint_decide, &until);
	if (!err)
		err = tell(db, &p, "plea_came", true, until);
	return err ? err : db_audit_change(db, a->actor, "plea_file",
	    "penalty", a->id, "", "filed");
}

static enum err
file_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct penalty penalty;
	struct plea p;
	enum err err = db_penalty_get(db, a->id, &penalty);

	a->problems->n = 0;
	if (!err && (penalty.party_id != a->actor->party_id ||
	    penalty.from_at == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	err = db_plea_get(db, a->id, &p);
	if (err != ERR_NOT_FOUND)
		return err ? err : strcmp(p.facts, a->text) == 0 ? OK :
		    ERR_CONFLICT;
	if (db_now(db) > file_until(a->house, &penalty)) {
		problem_at(a->problems, NULL, "plea_too_late");
		return ERR_CONFLICT;
	}
	return insert(db, a);
}

enum err
plea_file(struct market *m, const struct actor *actor, int64_t id,
    const char *facts, struct problems *problems)
{
	static const struct text_rule rule = { .field = "plea",
	    .multiline = true, .least = PLEA_TEXT_LEAST, .most = PLEA_TEXT,
	    .wrong = "plea_text_length" };
	struct acting a = { .house = m->house, .actor = actor, .id = id,
	    .text = facts, .problems = problems };

	problems->n = 0;
	(void)problem_text(problems, &rule, facts);
	return problems->n ? ERR_INVALID : write_run(m, file_in_txn, &a);
}

static enum err
withdraw_in_txn(struct db *db, void *ctx)
{
	const struct acting *a = ctx;
	struct plea p;
	enum err err = db_plea_get(db, a->id, &p);

	if (!err && p.party_id != a->actor->party_id)
		err = ERR_NOT_FOUND;
	if (err || strcmp(p.state, "withdrawn") == 0)
		return err;
	return is_open(&p) ? end(db, a, &p, "withdrawn") : ERR_CONFLICT;
}

enum err
plea_withdraw(struct market *m, const struct actor *actor, int64_t id)
{
	struct acting a = { .house = m->house, .actor = actor, .id = id };

	return write_run(m, withdraw_in_txn, &a);
}

/* ---- officers ---- */

static enum err
annul(struct db *db, const struct acting *a, struct penalty *penalty)
{
	return strcmp(penalty->state, "effective") == 0 ? penalty_end(db,
	    a->actor, penalty, "annulled", a->text) : OK;
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct penalty penalty;
	struct plea p;
	enum err err = db_plea_get(db, a->id, &p);

	a->problems->n = 0;
	if (!err)
		err = db_penalty_get(db, a->id, &penalty);
	if (err || (strcmp(p.state, a->verdict) == 0 &&
	    p.decided_by == a->actor->account_id))
		return err;		/* sent twice */
	if (!is_open(&p))
		return ERR_CONFLICT;
	if (!plea_other_eyes(&penalty, a->actor->account_id)) {
		problem_at(a->problems, NULL, "plea_other_eyes");
		return ERR_FORBIDDEN;
	}
	p.decision = a->text;
	p.decided_by = a->actor->account_id;
	err = end(db, a, &p, a->verdict);
	if (!err)
		err = tell(db, &p, "plea_decided", false, 0);
	return err || strcmp(a->verdict, "upheld") != 0 ? err :
	    annul(db, a, &penalty);
}

enum err
plea_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *text, struct problems *problems)
{
	static const struct text_rule rule = { .field = "answer",
	    .multiline = true, .least = PLEA_TEXT_LEAST,
	    .most = PENALTY_TEXT, .wrong = "penalty_text_length" };
	static const char *const verdicts[] = { "upheld", "dismissed",
	    "refused" };
	struct acting a = { .house = m->house, .actor = actor, .id = id,
	    .text = text, .problems = problems };

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	for (size_t i = 0; i < COUNT(verdicts); i++)
		if (strcmp(verdicts[i], verdict) == 0)
			a.verdict = verdicts[i];
	if (a.verdict == NULL)
		problem_at(problems, "outcome", "penalty_verdict");
	(void)problem_text(problems, &rule, text);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &a);
}

/* ---- the clock ---- */

static enum err
late_in_txn(struct db *db, void *ctx)
{
	const struct acting *a = ctx;
	struct plea p;
	enum err err = db_plea_get(db, a->id, &p);

	if (!err && !is_open(&p))
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, PLEA_DECIDE, a->id);
	p.level = 1;
	if (!err)
		err = db_plea_update(db, &p);
	if (!err)
		err = db_audit_change(db, NULL, "plea_late", "penalty",
		    a->id, "filed", "filed");
	return err ? err : tell(db, &p, "plea_late", true, 0);
}

enum err
plea_late(struct market *m, int64_t project_id, int64_t id)
{
	struct acting a = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, late_in_txn, &a);
}

/* ---- reading ---- */

enum err
plea_stand(struct market *m, const struct penalty *p, struct plea_stand *s)
{
	struct due d;
	enum err err = db_plea_get(m->db, p->id, &s->plea);

	s->filed = err == OK;
	s->until = s->due_at = 0;
	if (err == ERR_NOT_FOUND) {
		int64_t until = file_until(m->house, p);

		s->until = market_now(m) <= until ? until : 0;
		return OK;
	}
	if (err || !is_open(&s->plea))
		return err;
	err = db_due_get(m->db, 0, PLEA_DECIDE, p->id, &d);
	s->due_at = err ? 0 : d.due_at;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
plea_queue(struct market *m, int64_t after, struct plea **list, size_t *n)
{
	return db_plea_waiting(m->db, after, PLEA_PAGE + 1, list, n);
}
