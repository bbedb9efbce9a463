/* SPDX-License-Identifier: Apache-2.0 */
/* penalty_act.c: what officers and the party do about a penalty. */
#include <string.h>

#include "db/record.h"
#include "market/calendar.h"
#include "market/due.h"
#include "market/penalty_core.h"
#include "market/write.h"

/* domain.md 4, penalty: what an officer decides. */
static const struct penalty_row rows[] = {
	{ "impose", "notified", "effective", true },
	{ "waive", "notified", "waived", true },
	{ "lift", "effective", "lifted", false },
	{ "annul", "effective", "annulled", false },
};

bool
penalty_row(size_t i, struct penalty_row *row)
{
	if (i < COUNT(rows))
		*row = rows[i];
	return i < COUNT(rows);
}

struct acting {
	struct house *house;
	const struct actor *actor;
	int64_t id;
	const struct penalty_row *row;
	const char *text;
	struct problems *problems;
	struct penalty p;
};

static const struct text_rule text_rule = { .field = "text",
    .multiline = true, .least = PENALTY_TEXT_LEAST, .most = PENALTY_TEXT,
    .wrong = "penalty_text_length" };

/* ---- telling the party ---- */

static enum err
notify_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	int64_t until;
	enum err err = db_penalty_get(db, a->id, &a->p);

	if (err || strcmp(a->p.state, "notified") == 0)
		return err;
	if (strcmp(a->p.state, "proposed") != 0)
		return ERR_CONFLICT;
	err = due_span(db, a->house, NULL, PENALTY_HEAR, a->id, db_now(db),
	    a->house->params.penalty_hear, &until);
	a->p.state = "notified";
	a->p.notified_at = db_now(db);
	return err ? err : penalty_change(db, a->actor, &a->p, "proposed",
	    "penalty_notified", until);
}

enum err
penalty_notify(struct market *m, const struct actor *actor, int64_t id)
{
	struct acting a = { .house = m->house, .actor = actor, .id = id };

	return actor->role != ROLE_REGULATOR ? ERR_FORBIDDEN :
	    write_run(m, notify_in_txn, &a);
}

/* ---- the party ---- */

static enum err
state_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct due d;
	enum err err = db_penalty_get(db, a->id, &a->p);

	if (!err && (a->p.party_id != a->actor->party_id ||
	    a->p.notified_at == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (a->p.stated_at)
		return strcmp(a->p.statement, a->text) == 0 ? OK :
		    ERR_CONFLICT;
	if (strcmp(a->p.state, "notified") != 0)
		return ERR_CONFLICT;
	err = db_due_get(db, 0, PENALTY_HEAR, a->id, &d);
	if (!err && !due_open(&d, db_now(db)))
		err = ERR_CONFLICT;
	a->p.statement = a->text;
	a->p.stated_at = db_now(db);
	if (!err)
		err = db_penalty_update(db, &a->p, "notified");
	return err ? err : db_audit_change(db, a->actor, "penalty_state",
	    "penalty", a->id, "", "stated");
}

enum err
penalty_state(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	struct acting a = { .house = m->house, .actor = actor, .id = id,
	    .text = text, .problems = problems };

	problems->n = 0;
	(void)problem_text(problems, &text_rule, text);
	return problems->n ? ERR_INVALID : write_run(m, state_in_txn, &a);
}

/* ---- decisions ---- */

/* Heard: the party was told, and its answer period is over. */
static enum err
check_heard(struct db *db, const struct acting *a)
{
	struct due d;
	enum err err = a->row->heard ? db_due_get(db, 0, PENALTY_HEAR, a->id,
	    &d) : OK;

	if (err || !a->row->heard || !due_open(&d, db_now(db)))
		return err;
	problem_at(a->problems, NULL, "penalty_not_heard");
	return ERR_CONFLICT;
}

/* Whole days of Beijing: the last one counts to its end. */
static enum err
impose(struct db *db, struct acting *a)
{
	struct penalty *p = &a->p;
	int32_t day = calendar_day_of(db_now(db));
	enum err err;

	p->state = "effective";
	p->from_at = db_now(db);
	p->until_at = calendar_day_end(day + (int32_t)p->days) + 1;
	err = due_moment(db, NULL, PENALTY_EXPIRE, p->id, p->until_at);
	return err ? err : penalty_change(db, a->actor, p, "notified",
	    "penalty_imposed", p->until_at - 1);
}

static bool
is_decided(const struct acting *a)
{
	const struct penalty *p = &a->p;

	if (strcmp(p->state, a->row->to) != 0)
		return false;
	return a->row->heard ? p->decided_by == a->actor->account_id &&
	    strcmp(p->decision, a->text) == 0 :
	    p->ended_by == a->actor->account_id &&
	    strcmp(p->reason, a->text) == 0;
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	enum err err = db_penalty_get(db, a->id, &a->p);

	a->problems->n = 0;
	if (err || is_decided(a))
		return err;
	if (strcmp(a->p.state, a->row->from) != 0)
		return ERR_CONFLICT;
	if (a->p.proposed_by == a->actor->account_id) {
		problem_at(a->problems, NULL, "penalty_four_eyes");
		return ERR_FORBIDDEN;
	}
	err = check_heard(db, a);
	if (err)
		return err;
	if (!a->row->heard)
		return penalty_end(db, a->actor, &a->p, a->row->to, a->text);
	a->p.decided_at = db_now(db);
	a->p.decided_by = a->actor->account_id;
	a->p.decision = a->text;
	err = due_done(db, NULL, PENALTY_HEAR, a->id);
	if (!err)
		err = due_done(db, NULL, PENALTY_DECIDE, a->id);
	if (err)
		return err;
	if (strcmp(a->row->to, "effective") == 0)
		return impose(db, a);
	a->p.state = a->row->to;
	return penalty_change(db, a->actor, &a->p, "notified",
	    "penalty_waived", 0);
}

enum err
penalty_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *text, struct problems *problems)
{
	struct acting a = { .house = m->house, .actor = actor, .id = id,
	    .text = text, .problems = problems };

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].verdict, verdict) == 0)
			a.row = &rows[i];
	if (a.row == NULL)
		problem_at(problems, "verdict", "penalty_verdict");
	(void)problem_text(problems, &text_rule, text);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &a);
}
