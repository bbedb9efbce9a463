/* SPDX-License-Identifier: Apache-2.0 */
/* penalty.c: what penalties do, and when the clock ends them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/record.h"
#include "market/due.h"
#include "market/leave.h"
#include "market/message.h"
#include "market/penalty_core.h"
#include "market/write.h"

/* ---- effects ---- */

enum err
penalty_forbids(struct db *db, int64_t agency_id, int64_t item_id, int64_t at,
    bool *yes)
{
	int64_t n = 0;
	enum err err = db_penalty_forbids(db, agency_id, item_id, at, &n);

	*yes = n > 0;
	return err;
}

enum err
penalty_bars(struct db *db, int64_t party_id, const char *rep_hash,
    int64_t at, int64_t *until)
{
	return db_penalty_banned(db, party_id, rep_hash, at, until);
}

/* The state of an agency on which these are in force. */
static const char *
weighed(const struct penalty *list, size_t n)
{
	const char *state = "active";

	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].kind, "expulsion") == 0 ||
		    strcmp(list[i].kind, "ban") == 0)
			return "expelling";
		if (strcmp(list[i].kind, "suspension") == 0 &&
		    list[i].item_id == 0)
			state = "suspended";
	}
	return state;
}

/*
 * Who leaves by itself goes on leaving, whatever is lighter; who has left
 * comes back by joining again.
 */
enum err
penalty_settle(struct db *db, const struct actor *by, int64_t party_id)
{
	struct penalty *list;
	struct agency a;
	const char *to;
	size_t n;
	enum err err = db_agency_get(db, party_id, &a);

	if (!err)
		err = db_penalty_in_force(db, party_id, PENALTY_FORCE, &list,
		    &n);
	if (err)
		return err;
	to = weighed(list, n);
	if (strcmp(to, a.state) == 0 || strcmp(a.state, "left") == 0 ||
	    (strcmp(a.state, "leaving") == 0 &&
	    strcmp(to, "expelling") != 0))
		return OK;
	err = db_agency_set_state(db, party_id, to);
	if (!err)
		err = db_audit_change(db, by, "agency_state", "agency",
		    party_id, a.state, to);
	if (err)
		return err;
	return strcmp(to, "expelling") == 0 ? leave_expel(db, party_id) :
	    leave_spare(db, party_id);
}

static enum err
tell(struct db *db, const struct penalty *p, const char *code, int64_t until)
{
	struct arg args[3];
	size_t n = 0;

	args[n++] = arg_text("EVENT", arena_printf(db_arena(db), "%" PRId64,
	    p->id));
	if (until)
		args[n++] = arg_time("UNTIL", until);
	args[n] = (struct arg){ 0 };
	return message_tell(db, &(struct message){ .code = code,
	    .party_id = p->party_id, .args = args });
}

enum err
penalty_change(struct db *db, const struct actor *actor,
    const struct penalty *p, const char *was, const char *code,
    int64_t until)
{
	char action[32];
	enum err err = db_penalty_update(db, p, was);

	snprintf(action, sizeof action, "penalty_%s", p->state);
	if (!err)
		err = db_audit_change(db, actor, action, "penalty", p->id,
		    was, p->state);
	if (!err && code)
		err = tell(db, p, code, until);
	return err ? err : penalty_settle(db, actor, p->party_id);
}

enum err
penalty_end(struct db *db, const struct actor *actor, struct penalty *p,
    const char *state, const char *reason)
{
	char code[32];
	enum err err = due_done(db, NULL, PENALTY_EXPIRE, p->id);

	p->state = state;
	p->ended_at = db_now(db);
	p->ended_by = actor ? actor->account_id : 0;
	p->reason = reason;
	snprintf(code, sizeof code, "penalty_%s", state);
	return err ? err : penalty_change(db, actor, p, "effective", code, 0);
}

enum err
penalty_repaired(struct db *db, const struct house *h,
    const struct actor *by, int64_t event_id, const char *reason)
{
	struct penalty *list;
	size_t n;
	enum err err = db_penalty_of_event(db, event_id, PENALTY_FORCE, &list,
	    &n);

	(void)h;
	for (size_t i = 0; !err && i < n; i++)
		err = penalty_end(db, by, &list[i], "lifted", reason);
	return err;
}

/* ---- the clock ---- */

struct tick {
	struct house *house;
	int64_t id;
};

static enum err
heard_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct penalty p;
	enum err err = db_penalty_get(db, t->id, &p);

	if (!err && strcmp(p.state, "notified") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, PENALTY_HEAR, t->id);
	return err ? err : due_limit(db, t->house, NULL, PENALTY_DECIDE,
	    t->id, db_now(db), t->house->params.penalty_hear, NULL);
}

enum err
penalty_heard(struct market *m, int64_t project_id, int64_t id)
{
	struct tick t = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, heard_in_txn, &t);
}

static enum err
expire_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct penalty p;
	enum err err = db_penalty_get(db, t->id, &p);

	if (!err && (strcmp(p.state, "effective") != 0 ||
	    db_now(db) < p.until_at))
		err = ERR_CONFLICT;
	return err ? err : penalty_end(db, NULL, &p, "expired", "");
}

enum err
penalty_expire(struct market *m, int64_t project_id, int64_t id)
{
	struct tick t = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, expire_in_txn, &t);
}
