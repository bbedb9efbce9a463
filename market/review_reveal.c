/* SPDX-License-Identifier: Apache-2.0 */
/* review_reveal.c: the time to rate begins and ends; what is in is shown. */
#include "market/review_reveal.h"

#include <string.h>

#include "db/record.h"
#include "market/agency.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
#include "market/owner.h"
#include "market/review_act.h"
#include "market/write.h"

enum { SIDES = 2, REMINDERS = 2 };

static const char *const sides[SIDES] = { "owner", "agency" };

/* ERR_NOT_FOUND: it was not opened. */
static enum err
read_both(struct db *db, int64_t project_id, struct review both[SIDES])
{
	enum err err = OK;

	for (size_t i = 0; !err && i < SIDES; i++)
		err = db_review_of_project(db, project_id, sides[i],
		    &both[i]);
	return err;
}

static bool
waits(const struct review *r)
{
	return strcmp(r->state, "open") == 0 ||
	    strcmp(r->state, "submitted") == 0;
}

/* ---- it begins ---- */

/* Both are told, always: who has rated must not be seen by a silence. */
static enum err
tell_both(struct db *db, const struct project *p, int64_t agency_id,
    const char *code, int64_t until)
{
	return message_sides(db, p, agency_id, code, (struct arg[]){
	    arg_time("UNTIL", until), { .kind = ARG_END } });
}

/* Reminders on working days of the window, none behind its end. */
static enum err
set_reminders(struct db *db, const struct house *h, const struct project *p,
    int64_t until)
{
	const struct params *params = house_params(h, p->param_version);
	enum err err = OK;

	for (int i = 0; !err && i < REMINDERS; i++) {
		struct span span = { (int32_t)params->review_remind[i],
		    SPAN_WD };
		int64_t at;

		err = due_span(db, h, p, "review_remind", i + 1, db_now(db),
		    span, &at);
		if (!err && at >= until)
			err = due_done(db, p, "review_remind", i + 1);
	}
	return err;
}

enum err
review_open(struct db *db, const struct house *h, const struct project *p,
    int64_t agency_id)
{
	struct review both[SIDES];
	int64_t until = 0;
	enum err err = read_both(db, p->id, both);

	if (err != ERR_NOT_FOUND)
		return err;
	err = OK;
	for (size_t i = 0; !err && i < SIDES; i++)
		err = db_review_insert(db, &(struct review){
		    .project_id = p->id, .side = sides[i],
		    .owner_id = p->owner_id, .agency_id = agency_id,
		    .state = "open" });
	if (!err)
		err = due_span(db, h, p, "review_close", 0, db_now(db),
		    house_params(h, p->param_version)->review_window, &until);
	if (!err)
		err = set_reminders(db, h, p, until);
	return err ? err : tell_both(db, p, agency_id, "review_open", until);
}

/* ---- it ends ---- */

enum err
review_restar(struct db *db, const struct house *h, const struct review *r)
{
	int64_t prior = h->params.stars_prior;

	return strcmp(r->side, "owner") == 0 ? agency_restar(db,
	    r->agency_id, prior) : owner_restar(db, r->owner_id, prior);
}

static enum err
reveal_one(struct db *db, const struct house *h, const struct project *p,
    const struct review *r)
{
	const struct params *params = house_params(h, p->param_version);
	enum err err = db_review_reveal(db, r->id);

	if (!err)
		err = db_audit(db, NULL, "reveal", "review", r->id);
	if (!err)
		err = due_limit(db, h, p, "review_reply", r->id, db_now(db),
		    params->review_reply, NULL);
	if (!err)
		err = review_may_be_disputed(db, h, p, r);
	if (!err)
		err = message_tell(db, &(struct message){
		    .code = "review_seen", .party_id = review_rated(r),
		    .project_id = p->id });
	return err ? err : review_restar(db, h, r);
}

/* What is in is public, what is not has missed it. */
static enum err
reveal(struct db *db, const struct house *h, struct project *p,
    const struct review both[SIDES])
{
	enum err err = due_done(db, p, "review_close", 0);

	if (!err)
		err = due_done(db, p, "review_remind", -1);
	for (size_t i = 0; !err && i < SIDES; i++) {
		if (strcmp(both[i].state, "submitted") == 0)
			err = reveal_one(db, h, p, &both[i]);
		else if (strcmp(both[i].state, "open") == 0)
			err = db_review_miss(db, both[i].id);
	}
	return err ? err : review_settle(db, h, p);
}

enum err
review_reveal_if_both(struct db *db, const struct house *h,
    struct project *p)
{
	struct review both[SIDES];
	enum err err = read_both(db, p->id, both);

	for (size_t i = 0; !err && i < SIDES; i++)
		if (strcmp(both[i].state, "submitted") != 0)
			return OK;
	return err ? err : reveal(db, h, p, both);
}

/* By nobody: who came second must not be read from the timeline. */
enum err
review_settle(struct db *db, const struct house *h, struct project *p)
{
	struct review both[SIDES];
	enum err err;

	if (strcmp(p->state, "reviewing") != 0)
		return OK;
	err = read_both(db, p->id, both);
	if (!err && (waits(&both[0]) || waits(&both[1])))
		return OK;
	return err ? err : flow_move(db, h, NULL, p, "close", "");
}

/* ---- the clock ---- */

struct tick {
	struct house *house;
	int64_t project_id, object_id;
};

static enum err
close_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct review both[SIDES];
	struct project p;
	enum err err = db_project_get(db, t->project_id, &p);

	if (!err)
		err = due_take(db, t->project_id, "review_close", 0);
	if (!err)
		err = read_both(db, p.id, both);
	if (err == ERR_NOT_FOUND)
		err = ERR_CONFLICT;	/* nothing was opened */
	return err ? err : reveal(db, t->house, &p, both);
}

enum err
review_close(struct market *m, int64_t project_id, int64_t object_id)
{
	struct tick t = { m->house, project_id, object_id };

	return write_run(m, close_in_txn, &t);
}

static enum err
remind_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct review both[SIDES];
	struct project p;
	struct due close;
	enum err err = due_take(db, t->project_id, "review_remind",
	    t->object_id);

	if (!err)
		err = db_project_get(db, t->project_id, &p);
	if (!err)
		err = read_both(db, t->project_id, both);
	if (!err)
		err = db_due_get(db, t->project_id, "review_close", 0,
		    &close);
	return err ? err : tell_both(db, &p, both[0].agency_id,
	    "review_reminder", close.due_at);
}

enum err
review_remind(struct market *m, int64_t project_id, int64_t object_id)
{
	struct tick t = { m->house, project_id, object_id };

	return write_run(m, remind_in_txn, &t);
}
