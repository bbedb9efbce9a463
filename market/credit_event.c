/* SPDX-License-Identifier: Apache-2.0 */
/* credit_event.c: events of credit come, take effect, and go. */
#include "market/credit_event.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/party.h"
#include "db/record.h"
#include "market/calendar.h"
#include "market/credit_core.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/write.h"

/* ---- what every change does ---- */

static enum err
tell(struct db *db, const struct credit_event *e, const char *code,
    int64_t until)
{
	struct arg args[3];
	size_t n = 0;
	char *id = arena_printf(db_arena(db), "%" PRId64, e->id);

	args[n++] = arg_text("EVENT", id);
	if (until)
		args[n++] = arg_time("UNTIL", until);
	args[n] = (struct arg){ 0 };
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = e->party_id, .project_id = e->project_id,
	    .args = args });
}

/* Only what is public stands in the timeline. */
static enum err
timeline(struct db *db, const struct credit_change *c,
    const struct credit_event *e)
{
	char event[32];
	struct project p;
	enum err err;

	if (e->project_id == 0 || e->effective_on == 0)
		return OK;
	err = db_project_get(db, e->project_id, &p);
	snprintf(event, sizeof event, "credit_%s", c->act);
	return err ? err : flow_tell(db, c->house, c->actor, &p, event,
	    c->reason);
}

enum err
credit_change(struct db *db, const struct credit_change *c,
    const struct credit_event *e, const char *was)
{
	char action[32];
	enum err err = db_credit_event_update(db, e, was);

	snprintf(action, sizeof action, "credit_%s", c->act);
	if (!err)
		err = db_audit_change(db, c->actor, action, "credit_event",
		    e->id, was, e->state);
	if (!err && c->code)
		err = tell(db, e, c->code, 0);
	if (!err)
		err = credit_rescore_all(db, e->party_id, e->rep_hash);
	return err ? err : timeline(db, c, e);
}

/* ---- proposing ---- */

static struct credit_event
an_event(const struct house *h, const struct actor *by,
    const struct credit_proposal *p, const struct catalogue_row *row)
{
	return (struct credit_event){ .party_id = p->party_id,
	    .code = p->code, .catalogue = (int64_t)h->n_catalogues,
	    .points = row->points, .hold_d = row->hold, .veto = row->veto,
	    .basis = row->article, .project_id = p->project_id,
	    .contract_id = p->contract_id,
	    .source = p->source ? p->source : "",
	    .evidence = p->evidence ? p->evidence : "",
	    .contested = p->contested,
	    .occurred_on = calendar_day_of(p->occurred_at),
	    .proposed_by = by ? by->account_id : 0 };
}

enum err
credit_put(struct db *db, const struct house *h, const struct actor *by,
    const struct credit_proposal *p, int64_t *id)
{
	const struct catalogue_row *row = catalogue_event(
	    house_catalogue(h, 0), p->code);
	struct credit_event e;
	struct party party;
	int64_t until;
	enum err err;

	*id = 0;
	if (row == NULL)
		return OK;
	if (p->source && p->source[0]) {
		err = db_credit_event_by_source(db, p->source, p->code, &e);
		*id = err ? 0 : e.id;
		if (err != ERR_NOT_FOUND)
			return err;
	}
	err = db_party_get(db, p->party_id, &party);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	e = an_event(h, by, p, row);
	e.rep_hash = party.legal_rep_hash;
	err = db_credit_event_insert(db, &e);
	if (!err)
		err = due_span(db, h, NULL, CREDIT_HEAR, e.id, db_now(db),
		    h->params.credit_statement, &until);
	if (!err)
		err = db_audit_change(db, by, "credit_propose",
		    "credit_event", e.id, "", e.state);
	*id = e.id;
	return err ? err : tell(db, &e, "credit_proposed", until);
}

enum err
credit_propose(struct db *db, const struct house *h, const struct actor *by,
    const struct credit_proposal *p)
{
	int64_t id;

	return credit_put(db, h, by, p, &id);
}

/* ---- taking effect ---- */

int64_t
credit_end_at(const struct credit_event *e)
{
	return calendar_day_end((int32_t)e->ends_on - 1) + 1;
}

enum err
credit_take_effect(struct db *db, const struct house *h,
    const struct actor *actor, struct credit_event *e, const char *reason)
{
	const struct credit_change c = { .house = h, .actor = actor,
	    .act = "confirm", .reason = reason };
	struct credit_mark mark;
	int64_t until;
	enum err err;

	e->state = "effective";
	e->decided_at = db_now(db);
	e->decided_by = actor ? actor->account_id : 0;
	e->decision = reason;
	e->effective_on = calendar_day_of(db_now(db));
	mark = credit_mark_of(e);
	e->ends_on = credit_ends(&mark);
	err = due_done(db, NULL, CREDIT_DECIDE, e->id);
	if (!err)
		err = due_limit(db, h, NULL, CREDIT_APPEAL, e->id,
		    db_now(db), h->params.credit_appeal, &until);
	if (!err)
		err = due_moment(db, NULL, CREDIT_EXPIRE, e->id,
		    credit_end_at(e));
	if (!err)
		err = credit_change(db, &c, e, "proposed");
	return err ? err : tell(db, e, "credit_effective", until);
}

/* Nothing waits for it any more. */
static enum err
nothing_waits(struct db *db, int64_t id)
{
	static const char *const events[] = { CREDIT_HEAR, CREDIT_DECIDE,
	    CREDIT_APPEAL, CREDIT_REVIEW, CREDIT_EXPIRE };
	enum err err = OK;

	for (size_t i = 0; !err && i < COUNT(events); i++)
		err = due_done(db, NULL, events[i], id);
	return err;
}

/* officer: who decided; 0: it follows from another decision. */
static enum err
drop(struct db *db, const struct house *h, const struct actor *actor,
    int64_t officer, struct credit_event *e, const char *reason)
{
	const struct credit_change c = { .house = h, .actor = actor,
	    .act = "drop", .code = "credit_dropped", .reason = reason };
	const char *was = e->state;
	enum err err = nothing_waits(db, e->id);

	e->state = "dropped";
	if (e->effective_on) {
		e->reviewed_at = db_now(db);
		e->reviewed_by = officer;
		e->review = reason;
	} else {
		e->decided_at = db_now(db);
		e->decided_by = officer;
		e->decision = reason;
	}
	if (!err)
		err = credit_change(db, &c, e, was);
	return err ? err : credit_unfall(db, e);
}

enum err
credit_drop(struct db *db, const struct house *h, const struct actor *actor,
    struct credit_event *e, const char *reason)
{
	return drop(db, h, actor, actor->account_id, e, reason);
}

static bool
is_live(const struct credit_event *e)
{
	return strcmp(e->state, "proposed") == 0 ||
	    strcmp(e->state, "effective") == 0 ||
	    strcmp(e->state, "appealed") == 0;
}

enum err
credit_excuse(struct db *db, const struct house *h, const struct actor *by,
    const char *source, const char *code, const char *reason)
{
	struct credit_event e;
	enum err err = db_credit_event_by_source(db, source, code, &e);

	if (err || !is_live(&e))
		return err == ERR_NOT_FOUND ? OK : err;
	return drop(db, h, by, 0, &e, reason);
}

enum err
credit_repair(struct db *db, const struct house *h, const struct actor *by,
    int64_t id)
{
	const struct credit_change c = { .house = h, .actor = by,
	    .act = "repair", .code = "credit_repaired", .reason = "" };
	struct credit_event e;
	enum err err = db_credit_event_get(db, id, &e);

	if (!err && strcmp(e.state, "effective") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = nothing_waits(db, id);
	if (err)
		return err;
	e.state = "repaired";
	e.repaired_at = db_now(db);
	return credit_change(db, &c, &e, "effective");
}

/* ---- the clock ---- */

struct tick {
	struct house *house;
	int64_t id;
};

/* Nobody contests what the clock saw: it holds.  Else an officer decides. */
static enum err
heard_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct credit_event e;
	enum err err = db_credit_event_get(db, t->id, &e);

	if (!err && strcmp(e.state, "proposed") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, CREDIT_HEAR, t->id);
	if (err)
		return err;
	if (e.proposed_by == 0 && !e.contested && e.stated_at == 0)
		return credit_take_effect(db, t->house, NULL, &e, "");
	return due_limit(db, t->house, NULL, CREDIT_DECIDE, t->id,
	    db_now(db), t->house->params.credit_statement, NULL);
}

enum err
credit_heard(struct market *m, int64_t project_id, int64_t id)
{
	struct tick t = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, heard_in_txn, &t);
}

static enum err
expire_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	const struct credit_change c = { .house = t->house,
	    .act = "expire", .code = "credit_expired", .reason = "" };
	struct credit_event e;
	enum err err = db_credit_event_get(db, t->id, &e);

	/* One that is appealed ends when the appeal is decided. */
	if (!err && (strcmp(e.state, "effective") != 0 ||
	    calendar_day_of(db_now(db)) < e.ends_on))
		err = ERR_CONFLICT;
	if (!err)
		err = nothing_waits(db, t->id);
	if (err)
		return err;
	e.state = "expired";
	return credit_change(db, &c, &e, "effective");
}

enum err
credit_expire(struct market *m, int64_t project_id, int64_t id)
{
	struct tick t = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, expire_in_txn, &t);
}
