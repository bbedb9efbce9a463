/* SPDX-License-Identifier: Apache-2.0 */
/* repair.c: events of credit are repaired. */
#include "market/repair.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/record.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/message.h"
#include "market/penalty.h"
#include "market/write.h"

/* What officers have to do, of no project. */
#define REPAIR_ADMIT "repair_admit"
#define REPAIR_DECIDE "repair_decide"

struct acting {
	struct house *house;
	const struct actor *actor;
	int64_t id;			/* of the event, or of the repair */
	bool grants;
	const char *text;
	struct problems *problems;
	struct repair r;
};

int64_t
repair_hold(const struct params *p, int64_t hold_d)
{
	return p->repair_min_hold[hold_d >= 365 ? 2 : hold_d >= 180 ? 1 : 0];
}

static enum err
tell(struct db *db, const struct repair *r, const char *code)
{
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = r->party_id, .args = (struct arg[]){
	    arg_text("EVENT", arena_printf(db_arena(db), "%" PRId64, r->id)),
	    { 0 } } });
}

/* ---- asking ---- */

static enum err
too_early(struct problems *problems, int64_t day)
{
	problem_add(problems, (struct problem){ .code = "repair_early",
	    .args = { arg_number("FROM", ARG_DATE,
	    calendar_day_end((int32_t)day)) } });
	return ERR_CONFLICT;
}

/* A refusal that is too young, or one that waits (OK, *last is it). */
static enum err
check_last(struct db *db, const struct house *h, int64_t event_id,
    int64_t now, struct repair *last, struct problems *problems)
{
	enum err err = db_repair_of_event(db, event_id, last);
	int64_t day;

	if (err == ERR_NOT_FOUND) {
		last->id = 0;
		return OK;
	}
	if (err || strcmp(last->state, "refused") != 0)
		return err;
	day = calendar_day_of(span_end(&h->calendar, last->decided_at,
	    h->params.repair_again, h->params.day_cutoff, NULL));
	last->id = 0;
	return calendar_day_of(now) <= day ? too_early(problems, day + 1) :
	    OK;
}

/* An event of the party's that may be repaired now; else a problem. */
static enum err
check_event(struct db *db, const struct house *h, int64_t party_id,
    int64_t event_id, int64_t now, struct problems *problems)
{
	struct credit_event e;
	int64_t newer, from;
	enum err err = db_credit_event_get(db, event_id, &e);

	if (!err && (e.party_id != party_id || e.effective_on == 0))
		err = ERR_NOT_FOUND;
	if (err)
		return err;
	if (strcmp(e.state, "effective") != 0) {
		problem_at(problems, NULL, "repair_not_effective");
		return ERR_CONFLICT;
	}
	from = e.effective_on + repair_hold(&h->params, e.hold_d);
	if (calendar_day_of(now) < from)
		return too_early(problems, from);
	err = db_repair_newer(db, party_id, e.effective_on, 1, &newer);
	if (!err && newer) {
		problem_at(problems, NULL, "repair_newer");
		return ERR_CONFLICT;
	}
	return err;
}

enum err
repair_check(struct market *m, const struct actor *actor, int64_t event_id,
    struct problems *problems)
{
	struct repair last;
	enum err err;

	problems->n = 0;
	err = check_event(m->db, m->house, actor->party_id, event_id,
	    market_now(m), problems);
	return err ? err : check_last(m->db, m->house, event_id,
	    market_now(m), &last, problems);
}

static enum err
request_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct repair r = { .id = 0 };
	enum err err;

	a->problems->n = 0;
	err = check_event(db, a->house, a->actor->party_id, a->id,
	    db_now(db), a->problems);
	if (!err)
		err = check_last(db, a->house, a->id, db_now(db), &r,
		    a->problems);
	a->r = r;
	if (err || r.id)
		return err;		/* one waits: sent twice */
	r = (struct repair){ .party_id = a->actor->party_id,
	    .event_id = a->id, .remedy = a->text,
	    .commitment = REPAIR_COMMITMENT,
	    .requested_by = a->actor->account_id };
	err = db_repair_insert(db, &r);
	if (!err)
		err = due_limit(db, a->house, NULL, REPAIR_ADMIT, r.id,
		    db_now(db), a->house->params.repair_accept, NULL);
	a->r = r;
	return err ? err : db_audit_change(db, a->actor, "repair_request",
	    "repair", r.id, "", "requested");
}

enum err
repair_request(struct market *m, const struct actor *actor,
    int64_t event_id, const char *remedy, bool agreed, int64_t *id,
    struct problems *problems)
{
	static const struct text_rule rule = { .field = "remedy",
	    .multiline = true, .least = REPAIR_TEXT_LEAST,
	    .most = REPAIR_TEXT, .wrong = "repair_text_length" };
	struct acting a = { .house = m->house, .actor = actor,
	    .id = event_id, .text = remedy, .problems = problems };
	enum err err = repair_check(m, actor, event_id, problems);

	if (err)
		return err;
	(void)problem_text(problems, &rule, remedy);
	if (!agreed)
		problem_at(problems, "agree", "repair_agree");
	if (problems->n)
		return ERR_INVALID;
	err = write_run(m, request_in_txn, &a);
	*id = a.r.id;
	return err;
}

/* ---- officers ---- */

static enum err
admit_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	enum err err = db_repair_get(db, a->id, &a->r);

	if (err || strcmp(a->r.state, "checking") == 0)
		return err;
	if (strcmp(a->r.state, "requested") != 0)
		return ERR_CONFLICT;
	a->r.state = "checking";
	a->r.admitted_at = db_now(db);
	a->r.admitted_by = a->actor->account_id;
	err = db_repair_update(db, &a->r, "requested");
	if (!err)
		err = due_done(db, NULL, REPAIR_ADMIT, a->id);
	if (!err)
		err = due_limit(db, a->house, NULL, REPAIR_DECIDE, a->id,
		    db_now(db), a->house->params.repair_decide, NULL);
	if (!err)
		err = db_audit_change(db, a->actor, "repair_admit", "repair",
		    a->id, "requested", "checking");
	return err ? err : tell(db, &a->r, "repair_admitted");
}

enum err
repair_admit(struct market *m, const struct actor *actor, int64_t id)
{
	struct acting a = { .house = m->house, .actor = actor, .id = id };

	return actor->role != ROLE_REGULATOR ? ERR_FORBIDDEN :
	    write_run(m, admit_in_txn, &a);
}

/* Nobody lifts by a repair what they proposed. */
static enum err
check_officer(struct db *db, const struct acting *a)
{
	struct penalty *list;
	size_t n;
	enum err err = db_penalty_of_event(db, a->r.event_id, PENALTY_FORCE,
	    &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (list[i].proposed_by == a->actor->account_id) {
			problem_at(a->problems, NULL, "penalty_four_eyes");
			err = ERR_FORBIDDEN;
		}
	return err;
}

static enum err
grant(struct db *db, const struct acting *a)
{
	enum err err = check_officer(db, a);

	if (!err)
		err = credit_repair(db, a->house, a->actor, a->r.event_id);
	return err ? err : penalty_repaired(db, a->house, a->actor,
	    a->r.event_id, a->text);
}

static enum err
decide_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	const char *to = a->grants ? "granted" : "refused";
	enum err err = db_repair_get(db, a->id, &a->r);

	a->problems->n = 0;
	if (err || (strcmp(a->r.state, to) == 0 &&
	    a->r.decided_by == a->actor->account_id &&
	    strcmp(a->r.decision, a->text) == 0))
		return err;
	if (strcmp(a->r.state, "checking") != 0)
		return ERR_CONFLICT;
	if (a->grants)
		err = grant(db, a);
	a->r.state = to;
	a->r.decided_at = db_now(db);
	a->r.decided_by = a->actor->account_id;
	a->r.decision = a->text;
	if (!err)
		err = db_repair_update(db, &a->r, "checking");
	if (!err)
		err = due_done(db, NULL, REPAIR_DECIDE, a->id);
	if (!err)
		err = db_audit_change(db, a->actor, "repair_decide",
		    "repair", a->id, "checking", to);
	return err ? err : tell(db, &a->r, a->grants ? "repair_granted" :
	    "repair_refused");
}

enum err
repair_decide(struct market *m, const struct actor *actor, int64_t id,
    const char *verdict, const char *text, struct problems *problems)
{
	static const struct text_rule rule = { .field = "text",
	    .multiline = true, .least = REPAIR_TEXT_LEAST,
	    .most = REPAIR_TEXT, .wrong = "repair_text_length" };
	struct acting a = { .house = m->house, .actor = actor, .id = id,
	    .text = text, .problems = problems,
	    .grants = strcmp(verdict, "grant") == 0 };

	problems->n = 0;
	if (actor->role != ROLE_REGULATOR)
		return ERR_FORBIDDEN;
	if (!a.grants && strcmp(verdict, "refuse") != 0)
		problem_at(problems, "verdict", "repair_verdict");
	(void)problem_text(problems, &rule, text);
	return problems->n ? ERR_INVALID : write_run(m, decide_in_txn, &a);
}

/* ---- reading ---- */

enum err
repair_public(struct market *m, int64_t id, struct repair *r)
{
	enum err err = db_repair_get(m->db, id, r);

	return !err && r->decided_at == 0 ? ERR_NOT_FOUND : err;
}

enum err
repair_last(struct market *m, int64_t event_id, struct repair *r)
{
	enum err err = db_repair_of_event(m->db, event_id, r);

	return !err && r->decided_at == 0 ? ERR_NOT_FOUND : err;
}

enum err
repair_get(struct market *m, const struct actor *actor, int64_t id,
    struct repair *r)
{
	enum err err = db_repair_get(m->db, id, r);

	return !err && actor->party_id && r->party_id != actor->party_id ?
	    ERR_NOT_FOUND : err;
}

enum err
repair_own(struct market *m, const struct actor *actor, int64_t before,
    struct repair **list, size_t *n)
{
	return db_repair_of_party(m->db, actor->party_id, before,
	    REPAIR_PAGE + 1, list, n);
}

enum err
repair_queue(struct market *m, const char *state, int64_t after,
    struct repair **list, size_t *n)
{
	return db_repair_waiting(m->db, state, after, REPAIR_PAGE + 1, list,
	    n);
}

enum err
repair_waits(struct market *m, const struct repair *r, int64_t *due_at,
    bool *late)
{
	struct due d;
	enum err err;

	*due_at = 0;
	*late = false;
	if (r->decided_at)
		return OK;
	err = db_due_get(m->db, 0, strcmp(r->state, "requested") == 0 ?
	    REPAIR_ADMIT : REPAIR_DECIDE, r->id, &d);
	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	*due_at = d.due_at;
	*late = !due_open(&d, market_now(m));
	return OK;
}
