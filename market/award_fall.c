/* SPDX-License-Identifier: Apache-2.0 */
/* award_fall.c: an award that did not last, and who comes next. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/record.h"
#include "market/award_core.h"
#include "market/base/digits.h"
#include "market/contract.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/notice.h"
#include "market/opening.h"

enum err
award_find_due(struct db *db, struct award_step *s)
{
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = db_award_of_project(db, s->project_id, &s->a);
	if (!err && s->object_id && s->a.id != s->object_id)
		return ERR_CONFLICT;	/* another is in question by now */
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

enum err
award_find(struct db *db, struct award_step *s)
{
	enum err err = db_project_by_code(db, s->code, &s->p);

	if (!err && s->p.published_at == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = db_award_of_project(db, s->p.id, &s->a);
	if (!err && s->p.owner_id != s->actor->party_id &&
	    s->a.agency_id != s->actor->party_id)
		err = ERR_NOT_FOUND;
	return err;
}

enum err
award_count_deal(struct db *db, const struct award *a, int sign)
{
	struct civil c = civil_of(a->effective_at);
	char name[32];
	enum err err;

	snprintf(name, sizeof name, "deals_%04" PRId64 "-%02d", c.year,
	    c.month);
	err = db_tally_add(db, name, sign);
	snprintf(name, sizeof name, "deals_%04" PRId64, c.year);
	if (!err)
		err = db_tally_add(db, name, sign);
	return err ? err : db_agency_deal(db, a->agency_id, sign);
}

/* 更正公告: what was announced does not hold any more. */
static enum err
fall_notice(struct db *db, const struct award_step *s, const char *event)
{
	const struct award *a = &s->a;
	struct buf body;

	notice_begin(&body, "change", &s->p);
	notice_line(&body, "event", event);
	notice_line(&body, "winner", a->agency_name);
	notice_line(&body, "winner-uscc", a->agency_uscc);
	notice_int(&body, "amount-fen", a->amount_fen);
	notice_line(&body, "reason", a->end_reason);
	if (a->force_majeure)
		notice_line(&body, "claims", "force-majeure");
	return notice_publish(db, &s->p, "change", &body);
}

/* A published award leaves the books as if it had not been. */
static enum err
take_back(struct db *db, const struct award_step *s, const char *event)
{
	const struct award *a = &s->a;
	enum err err = due_done(db, &s->p, "settle", 0);

	if (!err)
		err = due_done(db, &s->p, "lapse", a->id);
	if (!err)
		err = contract_drop(db, s->house, &s->p, a->id);
	if (!err)
		err = award_count(db, &s->p, a, -1);
	if (!err && a->effective_at)
		err = award_count_deal(db, a, -1);
	return err ? err : fall_notice(db, s, event);
}

/* The award is over; the ceiling is still reserved for the next. */
static enum err
end_award(struct db *db, struct award_step *s, const char *state,
    const char *event, const char *reason)
{
	bool live = award_is_live(s->a.state);
	enum err err;

	s->a.state = state;
	s->a.end_reason = reason;
	s->a.force_majeure = s->force_majeure;
	s->a.ended_at = db_now(db);
	err = db_award_update(db, &s->a);
	if (!err && s->a.bid_id)
		err = db_bid_state(db, s->a.bid_id, "lost");
	if (!err)
		err = flow_tell(db, s->house, s->actor, &s->p, event, reason);
	return !err && live ? take_back(db, s, event) : err;
}

enum err
award_fall(struct db *db, struct award_step *s, const char *state,
    const char *event, const char *reason)
{
	enum err err = end_award(db, s, state, event, reason);

	if (!err && strcmp(s->p.state, "selecting") != 0)
		err = flow_move(db, s->house, NULL, &s->p, "next", "");
	return err ? err : award_propose(db, s->house, &s->p);
}

/* Who was tried in the old ranking is not a reserve of the new one. */
static enum err
mark_tried(struct db *db, const struct project *p)
{
	struct award *list;
	size_t n;
	enum err err = db_award_all(db, p->id, &list, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (list[i].tried)
			err = db_bid_state(db, list[i].bid_id, "lost");
	return err;
}

/* A fact was wrong: the same seed, another ranking. */
static enum err
again(struct db *db, struct award_step *s, const struct result_fact *fact)
{
	struct round r;
	size_t valid;
	bool failed;
	enum err err = flow_move(db, s->house, s->actor, &s->p, "reselect",
	    "");

	if (!err)
		err = opening_again(db, s->house, &s->p, fact, &valid,
		    &failed);
	if (!err)
		err = mark_tried(db, &s->p);
	if (err || !failed)
		return err ? err : award_propose(db, s->house, &s->p);
	err = db_round_of_project(db, s->p.id, &r);
	return err ? err : opening_fail(db, s->house, &s->p, &r, "too_few",
	    "too_few_valid", valid);
}

enum err
award_revoke(struct db *db, struct house *h, const struct actor *actor,
    struct project *p, const char *reason, const struct result_fact *fact)
{
	struct award_step s = { .house = h, .actor = actor, .p = *p };
	enum err err = db_award_of_project(db, p->id, &s.a);

	if (err == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	if (!err && strcmp(s.a.state, "published") != 0 &&
	    (strcmp(s.a.state, "effective") != 0 || fact != NULL))
		err = ERR_CONFLICT;
	if (!err && fact != NULL && s.a.bid_id == 0)
		err = ERR_CONFLICT;	/* nothing was ranked */
	if (err)
		return err;
	if (fact == NULL) {
		err = award_fall(db, &s, "revoked", "award_revoke", reason);
	} else {
		s.a.tried = false;
		err = end_award(db, &s, "revoked", "award_revoke", reason);
		if (!err)
			err = again(db, &s, fact);
	}
	*p = s.p;
	return err;
}

enum err
award_end(struct db *db, struct house *h, const struct actor *actor,
    const struct project *p, const char *reason)
{
	struct award_step s = { .house = h, .actor = actor, .p = *p };
	enum err err = db_award_of_project(db, p->id, &s.a);

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (s.a.ended_at)
		return OK;
	return end_award(db, &s, award_is_live(s.a.state) ? "revoked" :
	    "rejected", "award_revoke", reason);
}
