/* SPDX-License-Identifier: Apache-2.0 */
/* leave.c: agencies go, and come back. */
#include "market/leave.h"

#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/party.h"
#include "db/record.h"
#include "market/due.h"
#include "market/message.h"
#include "market/penalty.h"
#include "market/write.h"

#define LEAVE_LOOK "leave_look"

enum { DAY = 86400 };

static bool
is_open(const struct leave *l)
{
	return strcmp(l->state, "finished") != 0 &&
	    strcmp(l->state, "withdrawn") != 0;
}

static enum err
find_open(struct db *db, int64_t party_id, struct leave *l)
{
	enum err err = db_leave_of_party(db, party_id, l);

	return !err && !is_open(l) ? ERR_NOT_FOUND : err;
}

static enum err
move(struct db *db, const struct actor *by, struct leave *l, const char *to)
{
	const char *was = l->state;
	char action[32];
	enum err err;

	l->state = to;
	snprintf(action, sizeof action, "leave_%s", to);
	err = db_leave_update(db, l, was);
	return err ? err : db_audit_change(db, by, action, "leave", l->id,
	    was, to);
}

static enum err
set_agency(struct db *db, const struct actor *by, int64_t party_id,
    const char *to)
{
	struct agency a;
	enum err err = db_agency_get(db, party_id, &a);

	if (!err)
		err = db_agency_set_state(db, party_id, to);
	return err ? err : db_audit_change(db, by, "agency_state", "agency",
	    party_id, a.state, to);
}

/* ---- one step after the other ---- */

static enum err
tell_purchasers(struct db *db, const struct leave *l)
{
	struct handover *list;
	size_t n;
	enum err err = db_leave_contracts(db, l->id, LEAVE_CONTRACTS, &list,
	    &n);

	for (size_t i = 0; !err && i < n; i++)
		err = message_tell(db, &(struct message){
		    .code = "leave_handover", .party_id = list[i].owner_id,
		    .args = (struct arg[]){ arg_text("AGENCY",
		    l->party_name), { 0 } } });
	return err;
}

static enum err
publish(struct db *db, const struct house *h, const struct actor *by,
    struct leave *l)
{
	int64_t until;
	enum err err = due_span(db, h, NULL, LEAVE_LOOK, l->id, db_now(db),
	    h->params.exit_publicity, &until);

	l->public_at = db_now(db);
	l->public_until = until;
	if (!err)
		err = move(db, by, l, "publicity");
	return err ? err : message_tell(db, &(struct message){
	    .code = "leave_publicity", .party_id = l->party_id,
	    .args = (struct arg[]){ arg_time("UNTIL", until), { 0 } } });
}

static enum err
finish(struct db *db, struct leave *l)
{
	enum err err;

	l->ended_at = db_now(db);
	err = due_done(db, NULL, LEAVE_LOOK, l->id);
	if (!err)
		err = move(db, NULL, l, "finished");
	if (!err)
		err = set_agency(db, NULL, l->party_id, "left");
	return err ? err : message_tell(db, &(struct message){
	    .code = "leave_finished", .party_id = l->party_id });
}

static bool
undecided(const struct leave_open *o)
{
	return o->live || o->bids || o->awards || o->objections ||
	    o->complaints || o->penalties;
}

/* As far as it goes now; where something is open it looks again tomorrow. */
static enum err
advance(struct db *db, const struct house *h, const struct actor *by,
    struct leave *l)
{
	struct leave_open open;
	enum err err = db_leave_count(db, l->party_id, l->id, &open);

	if (!err && strcmp(l->state, "requested") == 0)
		err = move(db, by, l, "counting");
	if (!err && strcmp(l->state, "counting") == 0 && !undecided(&open) &&
	    open.unconfirmed) {
		err = move(db, by, l, "handing_over");
		if (!err)
			err = tell_purchasers(db, l);
	}
	if (err)
		return err;
	if (strcmp(l->state, "publicity") == 0 && !undecided(&open) &&
	    !open.contracts && db_now(db) > l->public_until)
		return finish(db, l);
	if (strcmp(l->state, "publicity") != 0 && !undecided(&open) &&
	    !open.unconfirmed)
		return publish(db, h, by, l);
	return due_moment(db, NULL, LEAVE_LOOK, l->id, db_now(db) + DAY);
}

struct tick {
	struct house *house;
	int64_t id;
};

static enum err
look_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct leave l;
	enum err err = db_leave_get(db, t->id, &l);

	if (!err && !is_open(&l))
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, LEAVE_LOOK, t->id);
	return err ? err : advance(db, t->house, NULL, &l);
}

enum err
leave_look(struct market *m, int64_t project_id, int64_t id)
{
	struct tick t = { .house = m->house, .id = id };

	(void)project_id;
	return write_run(m, look_in_txn, &t);
}

/* ---- the agency ---- */

struct acting {
	struct house *house;
	const struct actor *actor;
	int64_t contract_id;
	const char *choice, *text;
	struct problems *problems;
};

static enum err
request_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct leave l, ours = { .party_id = a->actor->party_id,
	    .kind = "own", .reason = a->text,
	    .requested_by = a->actor->account_id };
	struct leave_open open;
	struct agency agency;
	enum err err = db_agency_get(db, a->actor->party_id, &agency);

	a->problems->n = 0;
	if (err || strcmp(agency.state, "leaving") == 0)
		return err;		/* sent twice */
	if (strcmp(agency.state, "active") != 0 &&
	    strcmp(agency.state, "suspended") != 0)
		return ERR_CONFLICT;
	err = db_leave_count(db, ours.party_id, 0, &open);
	if (!err && open.live) {
		problem_add(a->problems, (struct problem){
		    .code = "leave_live", .args = { arg_int("N",
		    open.live) } });
		return ERR_CONFLICT;
	}
	if (!err)
		err = db_leave_insert(db, &ours);
	if (!err)
		err = db_leave_get(db, ours.id, &l);
	if (!err)
		err = db_audit_change(db, a->actor, "leave_request", "leave",
		    ours.id, "", "requested");
	if (!err)
		err = set_agency(db, a->actor, ours.party_id, "leaving");
	return err ? err : advance(db, a->house, a->actor, &l);
}

enum err
leave_request(struct market *m, const struct actor *actor,
    const char *reason, struct problems *problems)
{
	static const struct text_rule rule = { .field = "reason",
	    .multiline = true, .least = LEAVE_TEXT_LEAST,
	    .most = LEAVE_TEXT, .wrong = "leave_text_length" };
	struct acting a = { .house = m->house, .actor = actor,
	    .text = reason, .problems = problems };

	problems->n = 0;
	(void)problem_text(problems, &rule, reason);
	return problems->n ? ERR_INVALID : write_run(m, request_in_txn, &a);
}

static enum err
take_back(struct db *db, const struct actor *by, struct leave *l)
{
	enum err err = due_done(db, NULL, LEAVE_LOOK, l->id);

	l->ended_at = db_now(db);
	return err ? err : move(db, by, l, "withdrawn");
}

static enum err
stay_in_txn(struct db *db, void *ctx)
{
	const struct acting *a = ctx;
	int64_t party_id = a->actor->party_id;
	struct leave l;
	enum err err = find_open(db, party_id, &l);

	if (err == ERR_NOT_FOUND || (!err && strcmp(l.kind, "own") != 0))
		err = ERR_CONFLICT;
	if (!err)
		err = take_back(db, a->actor, &l);
	if (!err)
		err = set_agency(db, a->actor, party_id, "active");
	return err ? err : penalty_settle(db, a->actor, party_id);
}

enum err
leave_stay(struct market *m, const struct actor *actor)
{
	struct acting a = { .actor = actor };

	return write_run(m, stay_in_txn, &a);
}

static enum err
rejoin_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	int64_t party_id = a->actor->party_id, until;
	struct agency agency;
	struct party party;
	enum err err = db_agency_get(db, party_id, &agency);

	a->problems->n = 0;
	if (!err)
		err = db_party_get(db, party_id, &party);
	if (!err && strcmp(agency.state, "left") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = penalty_bars(db, party_id, party.legal_rep_hash,
		    db_now(db), &until);
	if (!err && until) {
		problem_add(a->problems, (struct problem){
		    .code = "join_banned", .args = { arg_time("UNTIL",
		    until - 1) } });
		err = ERR_CONFLICT;
	}
	if (!err)
		err = set_agency(db, a->actor, party_id, "active");
	if (!err)
		err = db_audit(db, a->actor, "rejoin", "party", party_id);
	return err ? err : penalty_settle(db, a->actor, party_id);
}

enum err
leave_rejoin(struct market *m, const struct actor *actor,
    struct problems *problems)
{
	struct acting a = { .actor = actor, .problems = problems };

	problems->n = 0;
	return write_run(m, rejoin_in_txn, &a);
}

/* ---- penalties ---- */

enum err
leave_expel(struct db *db, int64_t party_id)
{
	struct leave l;
	enum err err = find_open(db, party_id, &l);

	if (!err) {
		l.kind = "expelled";
		return db_leave_update(db, &l, l.state);
	}
	if (err != ERR_NOT_FOUND)
		return err;
	l = (struct leave){ .party_id = party_id, .kind = "expelled",
	    .reason = "" };
	err = db_leave_insert(db, &l);
	if (!err)
		err = db_audit_change(db, NULL, "leave_request", "leave",
		    l.id, "", "requested");
	return err ? err : due_moment(db, NULL, LEAVE_LOOK, l.id,
	    db_now(db));
}

enum err
leave_spare(struct db *db, int64_t party_id)
{
	struct leave l;
	enum err err = find_open(db, party_id, &l);

	if (err || strcmp(l.kind, "expelled") != 0)
		return err == ERR_NOT_FOUND ? OK : err;
	return take_back(db, NULL, &l);
}

/* ---- purchasers ---- */

bool
leave_ended(const struct handover *h)
{
	return strcmp(h->state, "terminated") == 0 ||
	    strcmp(h->state, "settled") == 0;
}

/* To terminate is done in the contract first; what has ended moves nowhere. */
static enum err
may_confirm(struct acting *a, const struct handover *h)
{
	bool ends = strcmp(a->choice, "terminate") == 0;

	if (ends == leave_ended(h))
		return OK;
	if (!ends)
		return ERR_NOT_FOUND;
	problem_at(a->problems, "choice", "leave_not_terminated");
	return ERR_CONFLICT;
}

static enum err
confirm_in_txn(struct db *db, void *ctx)
{
	struct acting *a = ctx;
	struct handover h;
	struct leave l;
	enum err err = db_leave_handover(db, a->actor->party_id,
	    a->contract_id, &h);

	a->problems->n = 0;
	if (err)
		return err;
	if (h.choice[0])
		return strcmp(h.choice, a->choice) == 0 ? OK : ERR_CONFLICT;
	err = may_confirm(a, &h);
	if (err)
		return err;
	h.choice = a->choice;
	err = db_leave_confirm(db, &h, a->text, a->actor->account_id);
	if (!err)
		err = db_audit_change(db, a->actor, "leave_hand_over",
		    "contract", h.contract_id, "", a->choice);
	if (!err)
		err = db_leave_get(db, h.leave_id, &l);
	if (err || strcmp(l.state, "handing_over") != 0)
		return err;
	return advance(db, a->house, a->actor, &l);
}

enum err
leave_confirm(struct market *m, const struct actor *actor,
    int64_t contract_id, const char *choice, const char *note,
    struct problems *problems)
{
	static const struct text_rule rule = { .field = "note",
	    .multiline = true, .least = LEAVE_TEXT_LEAST,
	    .most = LEAVE_TEXT, .wrong = "leave_text_length" };
	struct acting a = { .house = m->house, .actor = actor,
	    .contract_id = contract_id, .choice = choice, .text = note,
	    .problems = problems };
	struct handover h;
	enum err err = db_leave_handover(m->db, actor->party_id, contract_id,
	    &h);

	problems->n = 0;
	if (err)
		return err;
	if (strcmp(choice, "transfer") != 0 &&
	    strcmp(choice, "terminate") != 0)
		problem_at(problems, "choice", "leave_choice");
	(void)problem_text(problems, &rule, note);
	return problems->n ? ERR_INVALID : write_run(m, confirm_in_txn, &a);
}

/* ---- reading ---- */

enum err
leave_of(struct market *m, int64_t party_id, struct leave *l)
{
	return db_leave_of_party(m->db, party_id, l);
}

enum err
leave_count(struct market *m, const struct actor *actor,
    struct leave_open *open)
{
	struct leave l;
	enum err err = db_leave_of_party(m->db, actor->party_id, &l);

	if (err && err != ERR_NOT_FOUND)
		return err;
	return db_leave_count(m->db, actor->party_id, err ? 0 : l.id, open);
}

enum err
leave_list(struct market *m, int64_t before, struct leave **list, size_t *n)
{
	return db_leave_public(m->db, before, LEAVE_PAGE + 1, list, n);
}

enum err
leave_handovers(struct market *m, const struct actor *actor, int64_t after,
    struct handover **list, size_t *n)
{
	return db_leave_handovers(m->db, actor->party_id, after,
	    LEAVE_PAGE + 1, list, n);
}
