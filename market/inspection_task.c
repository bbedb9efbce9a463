/* SPDX-License-Identifier: Apache-2.0 */
/* inspection_task.c: visits: made, done by people, and by the clock. */
#include <inttypes.h>
#include <string.h>

#include "db/due.h"
#include "db/inspector.h"
#include "db/party.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/inspection_core.h"
#include "market/message.h"
#include "market/privacy.h"
#include "market/write.h"

static const struct {
	const char *act, *from, *to;	/* from NULL: any but its own end */
} table[] = {
	{ "staff", "drawn", "staffed" },
	{ "start", "staffed", "inspecting" },
	{ "write", "inspecting", "inspecting" },
	{ "record", "inspecting", "recorded" },
	{ "publish", "recorded", "published" },
	{ "clear", "published", "done" },
	{ "correct", "published", "correcting" },
	{ "recheck", "correcting", "done" },
	{ "transfer", NULL, "transferred" },
};

const char *
inspection_next(const char *state, const char *act)
{
	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(table[i].act, act) == 0 && (table[i].from ?
		    strcmp(table[i].from, state) == 0 :
		    strcmp(table[i].to, state) != 0))
			return table[i].to;
	return NULL;
}

/* ---- what every step does ---- */

static enum err
tell(struct db *db, const struct inspection_task *t, const char *code,
    int64_t until)
{
	struct arg args[3];
	size_t n = 0;

	args[n++] = arg_text("EVENT", arena_printf(db_arena(db), "%" PRId64,
	    t->id));
	if (until)
		args[n++] = arg_time("UNTIL", until);
	args[n] = (struct arg){ 0 };
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = t->agency_id, .args = args });
}

/* Writes t, which takes a step of the table; ERR_CONFLICT: it cannot. */
static enum err
step(struct db *db, const struct actor *actor, struct inspection_task *t,
    const char *act)
{
	const char *was = t->state, *to = inspection_next(was, act);
	enum err err;

	if (to == NULL)
		return ERR_CONFLICT;
	t->state = to;
	err = db_inspection_task_update(db, t, was);
	return err ? err : db_audit_change(db, actor, arena_printf(
	    db_arena(db), "inspection_%s", act), "inspection_task", t->id,
	    was, to);
}

/* A serious finding was not corrected: one fact, one event. */
static enum err
fail(struct db *db, const struct house *h, const struct actor *by,
    const struct inspection_task *t)
{
	if (strcmp(t->result, "serious") != 0)
		return OK;
	return credit_propose(db, h, by, &(struct credit_proposal){
	    .party_id = t->agency_id, .code = "INSPECT_FAIL",
	    .occurred_at = db_now(db), .source = arena_printf(db_arena(db),
	    "inspection:%" PRId64, t->id), .evidence = t->finding,
	    .contested = true });
}

/* ---- the draw ---- */

static int64_t
inspector_of(const char *name)
{
	int64_t id = 0;

	if (name == NULL || !digits_int(name + 1, 1, INT64_MAX, &id))
		return 0;
	return id;
}

enum err
inspection_staff(struct db *db, const struct inspection_plan *p,
    const struct inspect_visit *visits, size_t n)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < n; i++) {
		const struct inspect_visit *v = &visits[i];
		struct inspection_task t = { .plan_id = p->id,
		    .place = (int64_t)i + 1, .whole = v->whole,
		    .year = p->year, .state = v->n ? "staffed" : "drawn",
		    .first_id = v->n ? inspector_of(v->team[0]) : 0,
		    .second_id = v->n ? inspector_of(v->team[1]) : 0 };
		struct party party;

		err = db_party_by_uscc(db, v->object, &party);
		t.agency_id = party.id;
		if (!err)
			err = db_inspection_task_insert(db, &t);
		if (!err)
			err = db_audit_change(db, NULL, "inspection_staff",
			    "inspection_task", t.id, "", t.state);
		if (!err && v->n)
			err = tell(db, &t, "inspect_drawn", 0);
	}
	return err;
}

/* ---- people ---- */

struct doing {
	struct house *house;
	const struct actor *actor;
	int64_t id;
	const struct inspection_act *act;
	int64_t days;
	struct problems *problems;
	struct inspection_task t;
	int64_t me;			/* an inspector's id */
};

static enum err
find(struct db *db, struct doing *d)
{
	enum err err = db_inspection_task_get(db, d->id, &d->t);
	struct inspector me;

	if (err || d->actor->role == ROLE_REGULATOR)
		return err;
	if (d->actor->role == ROLE_AGENCY)
		return d->t.agency_id == d->actor->party_id ? OK :
		    ERR_NOT_FOUND;
	err = db_inspector_of_account(db, d->actor->account_id, &me);
	if (err)
		return err;
	d->me = me.id;
	return me.id == d->t.first_id || me.id == d->t.second_id ? OK :
	    ERR_NOT_FOUND;
}

static enum err
do_start(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;

	if (t->started_at && strcmp(t->online, d->act->text) == 0)
		return OK;
	t->online = d->act->text;
	t->started_at = db_now(db);
	return step(db, d->actor, t, "start");
}

/* Anew until it is signed: what is signed is what stands there. */
static enum err
do_write(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;

	t->result = d->act->result;
	t->finding = d->act->text;
	t->correct_wd = d->days;
	t->written_by = d->me;
	return step(db, d->actor, t, "write");
}

static enum err
do_record(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;
	int64_t until;
	enum err err;

	if (t->recorded_at && d->me != t->written_by)
		return OK;
	if (t->written_by == 0 || d->me == t->written_by) {
		problem_at(d->problems, NULL, "inspect_other_signs");
		return ERR_CONFLICT;
	}
	t->recorded_at = db_now(db);
	err = step(db, d->actor, t, "record");
	if (!err)
		err = due_span(db, d->house, NULL, INSPECT_PUBLISH, t->id,
		    db_now(db), d->house->params.inspect_publish, &until);
	return err ? err : tell(db, t, "inspect_recorded", until);
}

static enum err
do_correct(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;
	enum err err;

	if (t->corrected_at && strcmp(t->correction, d->act->text) == 0)
		return OK;
	t->correction = d->act->text;
	t->corrected_at = db_now(db);
	err = step(db, d->actor, t, "correct");
	return err ? err : due_done(db, NULL, INSPECT_CORRECT, t->id);
}

static enum err
do_recheck(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;
	bool good = strcmp(d->act->verdict, "good") == 0;
	enum err err;

	if (t->rechecked_by == d->me && d->me &&
	    strcmp(t->recheck, d->act->text) == 0)
		return OK;
	t->recheck = d->act->text;
	t->rechecked_by = d->me;
	t->done_at = db_now(db);
	t->outcome = good ? "corrected" : "failed";
	err = step(db, d->actor, t, "recheck");
	if (!err && !good)
		err = fail(db, d->house, d->actor, t);
	return err ? err : tell(db, t, "inspect_done", 0);
}

static enum err
do_transfer(struct db *db, struct doing *d)
{
	struct inspection_task *t = &d->t;
	enum err err;

	if (t->moved_at && strcmp(t->moved_why, d->act->text) == 0)
		return OK;
	t->moved_to = d->act->to;
	t->moved_why = d->act->text;
	t->moved_at = db_now(db);
	err = step(db, d->actor, t, "transfer");
	if (!err)
		err = due_done(db, NULL, INSPECT_PUBLISH, t->id);
	if (!err)
		err = due_done(db, NULL, INSPECT_CORRECT, t->id);
	return err ? err : tell(db, t, "inspect_moved", 0);
}

static const struct {
	const char *act;
	enum role who;
	enum err (*run)(struct db *db, struct doing *d);
} acts[] = {
	{ "start", ROLE_INSPECTOR, do_start },
	{ "write", ROLE_INSPECTOR, do_write },
	{ "record", ROLE_INSPECTOR, do_record },
	{ "correct", ROLE_AGENCY, do_correct },
	{ "recheck", ROLE_INSPECTOR, do_recheck },
	{ "transfer", ROLE_REGULATOR, do_transfer },
};

static enum err
do_in_txn(struct db *db, void *ctx)
{
	struct doing *d = ctx;
	enum err err = find(db, d);

	d->problems->n = 0;
	for (size_t i = 0; !err && i < COUNT(acts); i++)
		if (strcmp(acts[i].act, d->act->act) == 0)
			return acts[i].run(db, d);
	return err ? err : ERR_NOT_FOUND;
}

/* Says what is wrong with the form of an act. */
static void
check_act(struct market *m, struct doing *d)
{
	static const struct text_rule text = { .field = "text",
	    .multiline = true, .least = INSPECTION_TEXT_LEAST,
	    .most = INSPECTION_TEXT, .wrong = "inspect_text" };
	static const struct text_rule to = { .field = "to", .least = 2,
	    .most = 60, .wrong = "inspect_to" };
	const struct inspection_act *f = d->act;
	struct privacy_hit hits[PRIVACY_HITS];
	bool found = strcmp(f->result, "minor") == 0 ||
	    strcmp(f->result, "serious") == 0;

	if (strcmp(f->act, "record") == 0)
		return;
	if (problem_text(d->problems, &text, f->text) &&
	    privacy_scan(m->arena, f->text, hits) > 0)
		problem_at(d->problems, "text", "inspect_personal");
	if (strcmp(f->act, "transfer") == 0)
		(void)problem_text(d->problems, &to, f->to);
	if (strcmp(f->act, "recheck") == 0 && strcmp(f->verdict, "good") != 0
	    && strcmp(f->verdict, "bad") != 0)
		problem_at(d->problems, "verdict", "inspect_verdict");
	if (strcmp(f->act, "write") != 0)
		return;
	if (!found && strcmp(f->result, "none") != 0)
		problem_at(d->problems, "result", "inspect_result");
	if (found && !digits_int(f->days, 1, INSPECTION_CORRECT, &d->days))
		problem_at(d->problems, "days", "inspect_days");
}

enum err
inspection_do(struct market *m, const struct actor *actor, int64_t id,
    const struct inspection_act *act, struct problems *problems)
{
	struct doing d = { .house = m->house, .actor = actor, .id = id,
	    .act = act, .problems = problems };
	struct inspection_task t;
	enum err err;

	problems->n = 0;
	for (size_t i = 0; i < COUNT(acts); i++) {
		if (strcmp(acts[i].act, act->act) != 0)
			continue;
		err = inspection_task(m, actor, id, &t);
		if (!err && acts[i].who != actor->role)
			err = ERR_FORBIDDEN;
		if (err)
			return err;
		check_act(m, &d);
		return problems->n ? ERR_INVALID : write_run(m, do_in_txn,
		    &d);
	}
	return ERR_NOT_FOUND;
}

/* ---- the clock ---- */

struct tick {
	struct house *house;
	int64_t id;
};

static enum err
publish_in_txn(struct db *db, void *ctx)
{
	const struct tick *c = ctx;
	struct inspection_task t;
	int64_t until = 0;
	enum err err = db_inspection_task_get(db, c->id, &t);

	if (!err)
		err = due_take(db, 0, INSPECT_PUBLISH, c->id);
	if (err)
		return err;
	t.published_at = db_now(db);
	err = step(db, NULL, &t, "publish");
	if (err)
		return err;
	if (strcmp(t.result, "none") != 0) {
		err = due_span(db, c->house, NULL, INSPECT_CORRECT, t.id,
		    db_now(db), (struct span){ (int32_t)t.correct_wd,
		    SPAN_WD }, &until);
		return err ? err : tell(db, &t, "inspect_published", until);
	}
	t.done_at = db_now(db);
	t.outcome = "clean";
	err = step(db, NULL, &t, "clear");
	return err ? err : tell(db, &t, "inspect_done", 0);
}

enum err
inspection_publish(struct market *m, int64_t project_id, int64_t id)
{
	struct tick c = { m->house, id };

	(void)project_id;
	return write_run(m, publish_in_txn, &c);
}

/* It may still correct it; that it was late stays. */
static enum err
overdue_in_txn(struct db *db, void *ctx)
{
	const struct tick *c = ctx;
	struct inspection_task t;
	enum err err = db_inspection_task_get(db, c->id, &t);

	if (!err && strcmp(t.state, "published") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, INSPECT_CORRECT, c->id);
	if (err)
		return err;
	t.overdue_at = db_now(db);
	err = db_inspection_task_update(db, &t, t.state);
	if (!err)
		err = db_audit_change(db, NULL, "inspection_overdue",
		    "inspection_task", t.id, t.state, t.state);
	if (!err)
		err = fail(db, c->house, NULL, &t);
	return err ? err : tell(db, &t, "inspect_overdue", 0);
}

enum err
inspection_overdue(struct market *m, int64_t project_id, int64_t id)
{
	struct tick c = { m->house, id };

	(void)project_id;
	return write_run(m, overdue_in_txn, &c);
}
