/* SPDX-License-Identifier: Apache-2.0 */
/* violation.c: one side of a contract reports the other. */
#include "market/violation.h"

#include <inttypes.h>
#include <string.h>

#include "db/contract.h"
#include "db/record.h"
#include "market/base/text.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/message.h"
#include "market/write.h"

#define ANSWER "violation_answer"	/* of market/due.h */

/* One act on one report. */
struct act {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	int64_t id;
	const char *code, *once;	/* of a new one */
	const char *text;
	const char *verdict, *event;
	const char *trouble;
	struct violation v;
};

static const char *
read_text(struct market *m, const char *typed, const char *field,
    struct problems *problems)
{
	char *text = arena_strdup(m->arena, typed);

	problems->n = 0;
	text_trim(text);
	(void)problem_text(problems, &(struct text_rule){ .field = field,
	    .multiline = true, .least = VIOLATION_TEXT_LEAST,
	    .most = VIOLATION_TEXT, .wrong = "violation_text" }, text);
	return text;
}

/* Writes it, which was in state was, and audits. */
static enum err
put(struct db *db, const struct act *x, const char *was, const char *action)
{
	enum err err = db_violation_update(db, &x->v, was);

	return err ? err : db_audit_change(db, x->actor, action, "violation",
	    x->id, was, x->v.state);
}

static enum err
tell(struct db *db, const struct act *x, const char *code, int64_t party_id,
    int64_t until)
{
	struct arg id = arg_text("EVENT", arena_printf(db_arena(db),
	    "%" PRId64, x->v.id));

	return message_tell(db, &(struct message){ .code = code,
	    .party_id = party_id, .role = party_id ? NULL : "regulator",
	    .project_id = x->v.project_id, .args = until ? (struct arg[]){
	    id, arg_time("UNTIL", until), { 0 } } : (struct arg[]){ id,
	    { 0 } } });
}

/* ---- who reports ---- */

/* The signed contract of a project, for its two sides and those who watch. */
static enum err
find_contract(struct db *db, const struct actor *actor, const char *code,
    struct project *p, struct contract *c)
{
	enum err err = db_project_by_code(db, code, p);

	if (!err && p->published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_contract_of_project(db, p->id, c);
	if (!err && c->in_force_at == 0)
		err = ERR_NOT_FOUND;
	if (!err && actor->role != ROLE_REGULATOR &&
	    actor->role != ROLE_AUDITOR && actor->party_id != c->owner_id &&
	    actor->party_id != c->agency_id)
		err = ERR_NOT_FOUND;
	return err;
}

/* Undecided ones of the accuser's. */
static enum err
count_open(struct db *db, int64_t contract_id, int64_t accuser_id,
    size_t *open)
{
	struct violation *list;
	size_t n;
	enum err err = db_violation_of_contract(db, contract_id, &list, &n);

	*open = 0;
	for (size_t i = 0; !err && i < n; i++)
		*open += list[i].accuser_id == accuser_id &&
		    list[i].decided_at == 0;
	return err;
}

static enum err
draft_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	struct project p;
	struct contract c;
	size_t open;
	enum err err = db_once_find(db, x->once, x->actor->account_id,
	    &x->id);

	x->trouble = NULL;
	if (err != ERR_NOT_FOUND)
		return err;
	err = find_contract(db, x->actor, x->code, &p, &c);
	if (!err)
		err = count_open(db, c.id, x->actor->party_id, &open);
	if (err)
		return err;
	if (open >= VIOLATION_OPEN) {
		x->trouble = "violation_enough";
		return ERR_CONFLICT;
	}
	x->v = (struct violation){ .contract_id = c.id, .project_id = p.id,
	    .accuser_id = x->actor->party_id, .accused_id =
	    x->actor->party_id == c.owner_id ? c.agency_id : c.owner_id,
	    .facts = x->text };
	err = db_violation_insert(db, &x->v);
	x->id = x->v.id;
	if (!err)
		err = db_once_add(db, x->once, x->actor->account_id, x->id);
	return err ? err : db_audit_change(db, x->actor, "violation_draft",
	    "violation", x->id, "", "draft");
}

enum err
violation_draft(struct market *m, const struct actor *actor,
    const char *code, const char *facts, const char *once, int64_t *id,
    struct problems *problems)
{
	struct act x = { .actor = actor, .code = code, .once = once };
	enum err err;

	x.text = read_text(m, facts, "facts", problems);
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, draft_in_txn, &x);
	if (x.trouble)
		problem_at(problems, "facts", x.trouble);
	*id = x.id;
	return err;
}

static enum err
find_of(struct db *db, struct act *x, bool accuser)
{
	enum err err = db_violation_get(db, x->id, &x->v);

	if (!err && (accuser ? x->v.accuser_id : x->v.accused_id) !=
	    x->actor->party_id)
		err = ERR_NOT_FOUND;
	if (!err && !accuser && strcmp(x->v.state, "draft") == 0)
		err = ERR_NOT_FOUND;	/* nobody was told of it yet */
	return err;
}

static enum err
edit_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = find_of(db, x, true);

	if (!err && strcmp(x->v.state, "draft") != 0)
		err = ERR_CONFLICT;
	if (err)
		return err;
	x->v.facts = x->text;
	return put(db, x, "draft", "violation_edit");
}

enum err
violation_edit(struct market *m, const struct actor *actor, int64_t id,
    const char *facts, struct problems *problems)
{
	struct act x = { .actor = actor, .id = id };

	x.text = read_text(m, facts, "facts", problems);
	return problems->n ? ERR_INVALID : write_run(m, edit_in_txn, &x);
}

static enum err
send_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	int64_t until;
	enum err err = find_of(db, x, true);

	if (err || strcmp(x->v.state, "draft") != 0)
		return err ? err : strcmp(x->v.state, "answering") == 0 ? OK :
		    ERR_CONFLICT;
	x->v.state = "answering";
	x->v.sent_at = db_now(db);
	err = due_span(db, x->house, NULL, ANSWER, x->id, db_now(db),
	    x->house->params.violation_answer, &until);
	if (!err)
		err = put(db, x, "draft", "violation_send");
	return err ? err : tell(db, x, "violation_sent", x->v.accused_id,
	    until);
}

enum err
violation_send(struct market *m, const struct actor *actor, int64_t id)
{
	struct act x = { .house = m->house, .actor = actor, .id = id };

	return write_run(m, send_in_txn, &x);
}

/* ---- who is accused ---- */

static enum err
answer_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	struct due d;
	enum err err = find_of(db, x, false);

	if (err)
		return err;
	if (x->v.answer[0] != '\0' && strcmp(x->v.answer, x->text) == 0)
		return OK;
	if (strcmp(x->v.state, "answering") != 0)
		return ERR_CONFLICT;
	err = db_due_get(db, 0, ANSWER, x->id, &d);
	if (err)
		return err;
	if (!due_open(&d, db_now(db)))
		return ERR_CONFLICT;
	x->v.state = "answered";
	x->v.answer = x->text;
	x->v.answered_at = db_now(db);
	return put(db, x, "answering", "violation_answer");
}

enum err
violation_answer(struct market *m, const struct actor *actor, int64_t id,
    const char *answer, struct problems *problems)
{
	struct act x = { .actor = actor, .id = id };

	x.text = read_text(m, answer, "answer", problems);
	return problems->n ? ERR_INVALID : write_run(m, answer_in_txn, &x);
}

/* The time is over, with an answer or without: a regulator may decide. */
static enum err
heard_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	enum err err = due_take(db, 0, ANSWER, x->id);

	if (!err)
		err = db_violation_get(db, x->id, &x->v);
	if (err)
		return err;
	if (strcmp(x->v.state, "answering") == 0) {
		x->v.state = "answered";
		x->v.answered_at = db_now(db);
		err = put(db, x, "answering", "violation_heard");
	}
	return err ? err : tell(db, x, "violation_heard", 0, 0);
}

enum err
violation_heard(struct market *m, int64_t project_id, int64_t id)
{
	struct act x = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, heard_in_txn, &x);
}

/* ---- the regulator ---- */

static enum err
is_agency(struct db *db, const struct violation *v, bool *yes)
{
	struct project p;
	enum err err = db_project_get(db, v->project_id, &p);

	*yes = !err && v->accused_id != p.owner_id;
	return err;
}

static enum err
weigh(struct db *db, const struct act *x)
{
	return credit_propose(db, x->house, x->actor,
	    &(struct credit_proposal){ .party_id = x->v.accused_id,
	    .code = x->event, .occurred_at = x->v.sent_at,
	    .project_id = x->v.project_id, .contract_id = x->v.contract_id,
	    .source = arena_printf(db_arena(db), "violation:%" PRId64,
	    x->id), .evidence = x->v.decision });
}

/* What a verdict must name: an event, if an agency is upheld against. */
static enum err
check_event(struct db *db, struct act *x)
{
	bool agency;
	enum err err = is_agency(db, &x->v, &agency);
	bool wanted = agency && strcmp(x->verdict, "upheld") == 0;

	if (err)
		return err;
	if (wanted != (x->event[0] != '\0')) {
		x->trouble = wanted ? "violation_event" :
		    "violation_no_event";
		return ERR_INVALID;
	}
	return OK;
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct act *x = ctx;
	struct due d;
	enum err err = db_violation_get(db, x->id, &x->v);

	x->trouble = NULL;
	if (!err && strcmp(x->v.state, "draft") == 0)
		err = ERR_NOT_FOUND;
	if (err || strcmp(x->v.state, x->verdict) == 0)
		return err;
	if (strcmp(x->v.state, "answered") != 0)
		return ERR_CONFLICT;
	err = db_due_get(db, 0, ANSWER, x->id, &d);
	if (err || due_open(&d, db_now(db)))
		return err ? err : ERR_CONFLICT;
	err = check_event(db, x);
	if (err)
		return err;
	x->v.state = x->verdict;
	x->v.code = x->event;
	x->v.decision = x->text;
	x->v.decided_at = db_now(db);
	x->v.decided_by = x->actor->account_id;
	err = put(db, x, "answered", "violation_decide");
	if (!err && x->event[0] != '\0')
		err = weigh(db, x);
	if (!err)
		err = tell(db, x, "violation_decided", x->v.accuser_id, 0);
	return err ? err : tell(db, x, "violation_decided", x->v.accused_id,
	    0);
}

enum err
violation_decide(struct market *m, const struct actor *actor, int64_t id,
    const struct violation_verdict *v, struct problems *problems)
{
	struct act x = { .house = m->house, .actor = actor, .id = id,
	    .event = v->event };
	enum err err;

	x.text = read_text(m, v->decision, "answer", problems);
	x.verdict = strcmp(v->verdict, "upheld") == 0 ? "upheld" :
	    strcmp(v->verdict, "dismissed") == 0 ? "dismissed" : NULL;
	if (x.verdict == NULL)
		problem_at(problems, "verdict", "violation_verdict");
	if (v->event[0] != '\0' && catalogue_event(house_catalogue(m->house,
	    0), v->event) == NULL)
		problem_at(problems, "event", "violation_event");
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, decide_in_txn, &x);
	if (x.trouble)
		problem_at(problems, "event", x.trouble);
	return err;
}

/* ---- reading ---- */

static bool
may_see(const struct violation *v, const struct actor *actor)
{
	if (actor->party_id != 0 && actor->party_id == v->accuser_id)
		return true;
	return strcmp(v->state, "draft") != 0 &&
	    (actor->role == ROLE_REGULATOR || actor->role == ROLE_AUDITOR ||
	    (actor->party_id != 0 && actor->party_id == v->accused_id));
}

enum err
violation_case(struct market *m, const struct actor *actor, int64_t id,
    struct violation_case *c)
{
	struct due d;
	enum err err = db_violation_get(m->db, id, &c->violation);

	c->until = 0;
	c->heard = false;
	if (!err && !may_see(&c->violation, actor))
		err = ERR_NOT_FOUND;
	if (!err)
		err = is_agency(m->db, &c->violation, &c->agency);
	if (err)
		return err;
	err = db_due_get(m->db, 0, ANSWER, id, &d);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	c->until = d.due_at;
	c->heard = !due_open(&d, market_now(m));
	return OK;
}

enum err
violation_list(struct market *m, const struct actor *actor,
    const char *code, struct project *p, struct violation **list, size_t *n)
{
	struct contract c;
	struct violation *all;
	size_t n_all, kept = 0;
	enum err err = find_contract(m->db, actor, code, p, &c);

	if (!err)
		err = db_violation_of_contract(m->db, c.id, &all, &n_all);
	for (size_t i = 0; !err && i < n_all; i++)
		if (may_see(&all[i], actor))
			all[kept++] = all[i];
	*list = err ? NULL : all;
	*n = kept;
	return err;
}

enum err
violation_queue(struct market *m, int64_t after, struct violation **list,
    size_t *n)
{
	return db_violation_open(m->db, after, VIOLATION_PAGE + 1, list, n);
}
