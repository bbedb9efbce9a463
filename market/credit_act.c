/* SPDX-License-Identifier: Apache-2.0 */
/* credit_act.c: what the party and the officers say to an event of credit. */
#include <string.h>

#include "db/party.h"
#include "db/project.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/credit_core.h"
#include "market/due.h"
#include "market/write.h"

struct acting {
	struct house *house;
	const struct actor *actor;
	int64_t id;
	const char *verdict;
	const char *text;
	struct problems *problems;
	struct credit_event e;
};

static const struct text_rule text_rule = { .field = "text",
    .multiline = true, .least = CREDIT_TEXT_LEAST, .most = CREDIT_TEXT,
    .wrong = "credit_text_length" };

static struct acting
an_act(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	problems->n = 0;
	(void)problem_text(problems, &text_rule, text);
	return (struct acting){ .house = m->house, .actor = actor, .id = id,
	    .text = text, .problems = problems };
}

/* Is a day of the event's still open?  ERR_CONFLICT: it is not. */
static enum err
in_time(struct db *db, const char *due, int64_t id)
{
	struct due d;
	enum err err = db_due_get(db, 0, due, id, &d);

	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	return d.done_at || !due_open(&d, db_now(db)) ? ERR_CONFLICT : OK;
}

/* ---- the party ---- */

static enum err
find_mine(struct db *db, struct acting *a)
{
	enum err err = db_credit_event_get(db, a->id, &a->e);

	return !err && a->e.party_id != a->actor->party_id ? ERR_NOT_FOUND :
	    err;
}

static enum err
state_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	enum err err = find_mine(db, a);

	if (err)
		return err;
	if (a->e.stated_at)
		return strcmp(a->e.statement, a->text) == 0 ? OK :
		    ERR_CONFLICT;
	if (strcmp(a->e.state, "proposed") != 0)
		return ERR_CONFLICT;
	err = in_time(db, CREDIT_HEAR, a->id);
	a->e.statement = a->text;
	a->e.stated_at = db_now(db);
	if (!err)
		err = db_credit_event_update(db, &a->e, "proposed");
	return err ? err : db_audit_change(db, a->actor, "credit_state",
	    "credit_event", a->id, "", "stated");
}

enum err
credit_state(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	struct acting a = an_act(m, actor, id, text, problems);

	return problems->n ? ERR_INVALID : write_run(m, state_in_txn, &a);
}

static enum err
appeal_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	const struct credit_change c = { .house = a->house,
	    .actor = a->actor, .act = "appeal", .code = "credit_appealed",
	    .reason = "" };
	enum err err = find_mine(db, a);

	if (err)
		return err;
	if (a->e.appealed_at)
		return strcmp(a->e.appeal, a->text) == 0 ? OK : ERR_CONFLICT;
	if (strcmp(a->e.state, "effective") != 0)
		return ERR_CONFLICT;
	err = in_time(db, CREDIT_APPEAL, a->id);
	if (!err)
		err = db_due_done(db, 0, CREDIT_APPEAL, a->id);
	if (!err)
		err = due_limit(db, a->house, NULL, CREDIT_REVIEW, a->id,
		    db_now(db), a->house->params.credit_appeal, NULL);
	if (err)
		return err;
	a->e.state = "appealed";
	a->e.appeal = a->text;
	a->e.appealed_at = db_now(db);
	return credit_change(db, &c, &a->e, "effective");
}

enum err
credit_appeal(struct market *m, const struct actor *actor, int64_t id,
    const char *text, struct problems *problems)
{
	struct acting a = an_act(m, actor, id, text, problems);

	return problems->n ? ERR_INVALID : write_run(m, appeal_in_txn, &a);
}

/* ---- the officers ---- */

/* Was it decided like this before, by whom it is decided now? */
static bool
is_decided(const struct acting *a)
{
	const struct credit_event *e = &a->e;
	bool first = strcmp(e->decision, a->text) == 0 &&
	    e->decided_by == a->actor->account_id;
	bool again = strcmp(e->review, a->text) == 0 &&
	    e->reviewed_by == a->actor->account_id;

	if (strcmp(a->verdict, "drop") == 0)
		return strcmp(e->state, "dropped") == 0 &&
		    (e->effective_on ? again : first);
	if (strcmp(a->verdict, "confirm") == 0)
		return e->effective_on && first;
	return strcmp(e->state, "dropped") != 0 && e->reviewed_at && again;
}

/* Four eyes: nobody decides what they proposed, or confirmed. */
static enum err
check_officer(const struct acting *a)
{
	int64_t who = a->actor->account_id;

	if (who != a->e.proposed_by && (who != a->e.decided_by ||
	    strcmp(a->e.state, "proposed") == 0))
		return OK;
	problem_at(a->problems, NULL, "credit_four_eyes");
	return ERR_FORBIDDEN;
}

/* Heard: the party was told, and its answer period is over. */
static enum err
check_heard(struct db *db, const struct acting *a)
{
	struct due d;
	enum err err = db_due_get(db, 0, CREDIT_HEAR, a->id, &d);

	if (err || !due_open(&d, db_now(db)))
		return err;
	problem_at(a->problems, NULL, "credit_not_heard");
	return ERR_CONFLICT;
}

/* The appeal changes nothing; what had its end meanwhile, ends. */
static enum err
keep(struct db *db, struct acting *a)
{
	const struct credit_change c = { .house = a->house,
	    .actor = a->actor, .act = "keep", .code = "credit_kept",
	    .reason = a->text };
	int64_t ends = credit_end_at(&a->e), now = db_now(db);
	enum err err = db_due_done(db, 0, CREDIT_REVIEW, a->id);

	if (!err)
		err = due_moment(db, NULL, CREDIT_EXPIRE, a->id,
		    ends > now ? ends : now);
	if (err)
		return err;
	a->e.state = "effective";
	a->e.reviewed_at = now;
	a->e.reviewed_by = a->actor->account_id;
	a->e.review = a->text;
	return credit_change(db, &c, &a->e, "appealed");
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	bool drops = strcmp(a->verdict, "drop") == 0, fresh;
	enum err err = db_credit_event_get(db, a->id, &a->e);

	a->problems->n = 0;
	if (err || is_decided(a))
		return err;
	fresh = strcmp(a->e.state, "proposed") == 0;
	if (!fresh && strcmp(a->e.state, "appealed") != 0)
		return ERR_CONFLICT;
	if (!drops && fresh != (strcmp(a->verdict, "confirm") == 0))
		return ERR_CONFLICT;
	err = check_officer(a);
	if (!err && fresh)
		err = check_heard(db, a);
	if (err)
		return err;
	if (drops)
		return credit_drop(db, a->house, a->actor, &a->e, a->text);
	if (!fresh)
		return keep(db, a);
	err = db_due_done(db, 0, CREDIT_HEAR, a->id);
	return err ? err : credit_take_effect(db, a->house, a->actor, &a->e,
	    a->text);
}

enum err
credit_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *text, struct problems *problems)
{
	struct acting a = an_act(m, actor, id, text, problems);

	a.verdict = verdict;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	if (strcmp(verdict, "confirm") != 0 && strcmp(verdict, "drop") != 0 &&
	    strcmp(verdict, "keep") != 0)
		problem_at(problems, "verdict", "credit_verdict");
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &a);
}

/* ---- an officer proposes ---- */

struct raising {
	struct house *house;
	const struct actor *actor;
	const struct credit_form *form;
	int64_t occurred_at;
	struct problems *problems;
	int64_t id;
};

static enum err
find_project(struct db *db, struct raising *r, struct credit_proposal *p)
{
	struct project project;
	enum err err;

	if (r->form->project[0] == '\0')
		return OK;
	err = db_project_by_code(db, r->form->project, &project);
	if (err == ERR_NOT_FOUND || (!err && project.published_at == 0))
		problem_at(r->problems, "project", "credit_no_project");
	p->project_id = project.id;
	return r->problems->n ? ERR_INVALID : err;
}

static enum err
raise_in_txn(struct db *db, void *ctx)
{
	struct raising *r = ctx;
	struct credit_proposal p = { .code = r->form->code,
	    .occurred_at = r->occurred_at, .evidence = r->form->evidence,
	    .contested = true };
	struct party party;
	enum err err = db_once_find(db, r->form->once, r->actor->account_id,
	    &r->id);

	r->problems->n = 0;
	if (err != ERR_NOT_FOUND)
		return err;
	err = db_party_by_uscc(db, r->form->uscc, &party);
	p.party_id = party.id;
	if (!err)
		err = find_project(db, r, &p);
	if (!err)
		err = credit_put(db, r->house, r->actor, &p, &r->id);
	if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) {
		problem_at(r->problems, "uscc", "credit_no_agency");
		return ERR_INVALID;
	}
	return err ? err : db_once_add(db, r->form->once,
	    r->actor->account_id, r->id);
}

/* A day that has come, at noon. */
static bool
read_day(const char *text, int64_t now, int64_t *at)
{
	return digits_read_day(text, at) && *at <= now;
}

enum err
credit_raise(struct market *m, const struct actor *actor,
    const struct credit_form *form, int64_t *id, struct problems *problems)
{
	static const struct text_rule evidence = { .field = "evidence",
	    .multiline = true, .least = CREDIT_TEXT_LEAST,
	    .most = CREDIT_TEXT, .wrong = "credit_text_length" };
	struct raising r = { .house = m->house, .actor = actor,
	    .form = form, .problems = problems };
	enum err err;

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	if (form->uscc[0] == '\0')
		problem_at(problems, "uscc", "credit_no_agency");
	if (catalogue_event(house_catalogue(m->house, 0), form->code) == NULL)
		problem_at(problems, "code", "credit_no_code");
	if (!read_day(form->occurred, market_now(m), &r.occurred_at))
		problem_at(problems, "occurred", "credit_day");
	(void)problem_text(problems, &evidence, form->evidence);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, raise_in_txn, &r);
	*id = r.id;
	return err;
}
