/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: an award takes effect, is confirmed, and ends. */
#include "market/award.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/agency.h"
#include "db/attempt.h"
#include "db/owner.h"
#include "db/record.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/notice.h"
#include "market/write.h"

struct step {
	struct house *house;
	const struct actor *actor;	/* NULL: the clock */
	const char *code;
	int64_t project_id;
	struct project p;
	struct award a;
};

/* «deals_2026-11»: awards that took effect, by Beijing month, and in all. */
static enum err
count_deal(struct db *db, const struct award *a)
{
	struct civil c = civil_of(db_now(db));
	char name[32];
	enum err err;

	snprintf(name, sizeof name, "deals_%04" PRId64 "-%02d", c.year,
	    c.month);
	err = db_tally_add(db, name, 1);
	snprintf(name, sizeof name, "deals_%04" PRId64, c.year);
	if (!err)
		err = db_tally_add(db, name, 1);
	return err ? err : db_agency_deal(db, a->agency_id);
}

static enum err
settle_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = db_award_of_project(db, s->project_id, &s->a);
	if (err)
		return err;
	if (strcmp(s->a.state, "published") != 0)
		return ERR_CONFLICT;
	err = due_take(db, s->project_id, "settle", 0);
	if (err)
		return err;
	s->a.state = "effective";
	s->a.effective_at = db_now(db);
	err = flow_move(db, s->house, NULL, &s->p, "settle", "");
	if (!err)
		err = db_award_update(db, &s->a);
	if (!err && s->p.budget_line_id)
		err = db_budget_commit(db, s->p.budget_line_id,
		    s->p.ceiling_fen, s->a.amount_fen);
	return err ? err : count_deal(db, &s->a);
}

enum err
award_settle(struct market *m, int64_t project_id, int64_t object_id)
{
	struct step s = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, settle_in_txn, &s);
}

static enum err
close_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = due_take(db, s->project_id, "review_close", 0);
	return err ? err : flow_move(db, s->house, NULL, &s->p, "close", "");
}

enum err
award_close(struct market *m, int64_t project_id, int64_t object_id)
{
	struct step s = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, close_in_txn, &s);
}

/* Project and award, if the actor is one of the two sides. */
static enum err
find(struct db *db, struct step *s)
{
	enum err err = db_project_public(db, s->code, 0, &s->p);

	if (!err)
		err = db_award_of_project(db, s->p.id, &s->a);
	if (!err && s->p.owner_id != s->actor->party_id &&
	    s->a.agency_id != s->actor->party_id)
		err = ERR_NOT_FOUND;
	return err;
}

static enum err
contract_notice(struct db *db, const struct step *s)
{
	struct buf body;

	notice_begin(&body, "contract", &s->p);
	notice_line(&body, "winner", s->a.agency_name);
	notice_line(&body, "winner-uscc", s->a.agency_uscc);
	notice_int(&body, "amount-fen", s->a.amount_fen);
	notice_line(&body, "payer", s->p.owner_name);
	notice_int(&body, "service-days", s->p.service_days);
	notice_int(&body, "signed", db_now(db));
	return notice_publish(db, &s->p, "contract", &body);
}

static enum err
sign_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	enum err err = find(db, s);
	int64_t *mine;

	if (err)
		return err;
	mine = s->p.owner_id == s->actor->party_id ? &s->a.owner_signed_at :
	    &s->a.agency_signed_at;
	if (*mine)
		return OK;		/* sent twice */
	if (strcmp(s->p.state, "signing") != 0)
		return ERR_CONFLICT;
	*mine = db_now(db);
	if (s->a.owner_signed_at && s->a.agency_signed_at) {
		s->a.state = "signed";
		err = flow_move(db, s->house, s->actor, &s->p, "sign", "");
		if (!err)
			err = contract_notice(db, s);
	}
	if (!err)
		err = db_award_update(db, &s->a);
	return err ? err : db_audit(db, s->actor, "confirm", "award",
	    s->a.id);
}

enum err
award_sign(struct market *m, const struct actor *actor, const char *code)
{
	struct step s = { .house = m->house, .actor = actor, .code = code };

	return write_run(m, sign_in_txn, &s);
}

static enum err
complete_in_txn(struct db *db, void *ctx)
{
	struct step *s = ctx;
	const struct house *h = s->house;
	struct buf body;
	enum err err = find(db, s);

	if (!err && s->p.owner_id != s->actor->party_id)
		err = ERR_NOT_FOUND;
	if (err || s->a.completed_at)
		return err;
	s->a.completed_at = db_now(db);
	err = flow_move(db, h, s->actor, &s->p, "finish", "");
	if (!err)
		err = due_span(db, h, &s->p, "review_close", 0, db_now(db),
		    house_params(h, s->p.param_version)->review_window, NULL);
	if (!err)
		err = db_award_update(db, &s->a);
	if (err)
		return err;
	notice_begin(&body, "performance", &s->p);
	notice_line(&body, "winner", s->a.agency_name);
	notice_int(&body, "completed", db_now(db));
	return notice_publish(db, &s->p, "performance", &body);
}

enum err
award_complete(struct market *m, const struct actor *actor,
    const char *code)
{
	struct step s = { .house = m->house, .actor = actor, .code = code };

	return write_run(m, complete_in_txn, &s);
}

enum err
award_of_project(struct market *m, int64_t project_id, struct award *a)
{
	return db_award_of_project(m->db, project_id, a);
}

enum err
award_list(struct market *m, const struct actor *actor, int64_t before_id,
    struct award_row **list, size_t *n)
{
	return db_award_of_agency(m->db, actor->party_id, before_id,
	    AWARD_PAGE + 1, list, n);
}
