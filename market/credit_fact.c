/* SPDX-License-Identifier: Apache-2.0 */
/* credit_fact.c: what the clock sees, and proposes as events of credit. */
#include "market/credit_fact.h"

#include <inttypes.h>
#include <string.h>

#include "db/agency.h"
#include "db/contract.h"
#include "db/milestone.h"
#include "db/qualification.h"
#include "market/calendar.h"
#include "market/credit_event.h"
#include "market/due.h"
#include "market/write.h"

/* ---- awards ---- */

static enum err
of_award(struct db *db, const struct house *h, const struct project *p,
    const struct award *a, struct credit_proposal proposal)
{
	proposal.party_id = a->agency_id;
	proposal.project_id = p->id;
	proposal.occurred_at = db_now(db);
	proposal.source = arena_printf(db_arena(db), "award:%" PRId64, a->id);
	return credit_propose(db, h, NULL, &proposal);
}

enum err
credit_late_sign(struct db *db, const struct house *h,
    const struct project *p, const struct award *a)
{
	struct contract c;
	enum err err = db_contract_of_award(db, a->id, &c);
	bool sent = !err && strcmp(c.state, "drafting") != 0;

	return err && err != ERR_NOT_FOUND ? err : of_award(db, h, p, a,
	    (struct credit_proposal){ .code = "LATE_SIGN",
	    .contested = !sent });
}

enum err
credit_declined(struct db *db, const struct house *h,
    const struct project *p, const struct award *a, bool claims)
{
	return of_award(db, h, p, a, (struct credit_proposal){
	    .code = "DECLINE_AWARD", .contested = claims });
}

enum err
credit_excused(struct db *db, const struct house *h, const struct actor *by,
    int64_t award_id, const char *reason)
{
	return credit_excuse(db, h, by, arena_printf(db_arena(db),
	    "award:%" PRId64, award_id), "DECLINE_AWARD", reason);
}

/* ---- deliveries ---- */

/*
 * From the day itself, whose last second would count as the next; or from
 * now, when a delivery is rejected after it.
 */
enum err
credit_watch_delivery(struct db *db, const struct house *h,
    const struct project *p, int64_t milestone_id, int64_t due_at)
{
	int64_t noon = due_at - 43200, now = db_now(db);

	return due_span(db, h, p, "deliver_late", milestone_id,
	    now > due_at ? now : noon, (struct span){ CREDIT_LATE_WD,
	    SPAN_WD }, NULL);
}

struct tick {
	struct house *house;
	int64_t project_id, id;
};

/* The contract of a milestone that still waits; ERR_CONFLICT: none does. */
static enum err
find_late(struct db *db, const struct tick *t, struct contract *c)
{
	struct milestone *list;
	size_t n;
	enum err err = db_contract_of_project(db, t->project_id, c);

	if (!err)
		err = db_milestone_all(db, c->id, &list, &n);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
	if (c->in_force_at == 0 || c->suspended_at || c->ended_at)
		return ERR_CONFLICT;
	for (size_t i = 0; i < n; i++)
		if (list[i].id == t->id)
			return list[i].met_at ? ERR_CONFLICT : OK;
	return ERR_CONFLICT;
}

static enum err
undelivered_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct credit_proposal p = { .code = "LATE_DELIVERY",
	    .project_id = t->project_id, .occurred_at = db_now(db) };
	struct contract c;
	enum err err = find_late(db, t, &c);

	if (!err)
		err = due_take(db, t->project_id, "deliver_late", t->id);
	if (err)
		return err;
	p.party_id = c.agency_id;
	p.contract_id = c.id;
	p.source = arena_printf(db_arena(db), "milestone:%" PRId64, t->id);
	return credit_propose(db, t->house, NULL, &p);
}

enum err
credit_undelivered(struct market *m, int64_t project_id,
    int64_t milestone_id)
{
	struct tick t = { .house = m->house, .project_id = project_id,
	    .id = milestone_id };

	return write_run(m, undelivered_in_txn, &t);
}

/* ---- mismatches ---- */

enum err
credit_watch_mismatch(struct db *db, const struct house *h,
    int64_t qualification_id, int64_t party_id)
{
	return due_span(db, h, NULL, qualification_id ? "credit_correct" :
	    "credit_entry", qualification_id ? qualification_id : party_id,
	    db_now(db), h->params.reg_correct, NULL);
}

static enum err
late_update(struct db *db, const struct house *h, int64_t party_id,
    const char *source)
{
	return credit_propose(db, h, NULL, &(struct credit_proposal){
	    .party_id = party_id, .code = "LATE_UPDATE",
	    .occurred_at = db_now(db), .source = source });
}

static enum err
uncorrected_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct qualification q;
	enum err err = db_qualification_get(db, t->id, &q);

	if (err == ERR_NOT_FOUND || (!err &&
	    strcmp(q.state, "mismatch") != 0))
		err = ERR_CONFLICT;	/* removed, corrected, or judged anew */
	if (!err)
		err = due_take(db, 0, "credit_correct", t->id);
	return err ? err : late_update(db, t->house, q.agency_id,
	    arena_printf(db_arena(db), "qualification:%" PRId64 "/%" PRId64,
	    q.id, q.rev));
}

enum err
credit_uncorrected(struct market *m, int64_t project_id,
    int64_t qualification_id)
{
	struct tick t = { .house = m->house, .id = qualification_id };

	(void)project_id;
	return write_run(m, uncorrected_in_txn, &t);
}

static enum err
unentered_in_txn(struct db *db, void *ctx)
{
	const struct tick *t = ctx;
	struct agency a;
	enum err err = db_agency_get(db, t->id, &a);

	if (err == ERR_NOT_FOUND || (!err &&
	    strcmp(a.entry, "mismatch") != 0))
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, 0, "credit_entry", t->id);
	return err ? err : late_update(db, t->house, a.party_id,
	    arena_printf(db_arena(db), "entry:%" PRId64 "/%" PRId64,
	    a.party_id, a.checked_at));
}

enum err
credit_unentered(struct market *m, int64_t project_id, int64_t party_id)
{
	struct tick t = { .house = m->house, .id = party_id };

	(void)project_id;
	return write_run(m, unentered_in_txn, &t);
}
