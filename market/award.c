/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: an award takes effect, is confirmed, and ends. */
#include "market/award.h"

#include <string.h>

#include "db/owner.h"
#include "db/record.h"
#include "market/award_core.h"
#include "market/base/digits.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/note.h"
#include "market/notice.h"
#include "market/objection.h"
#include "market/write.h"

enum { PAPER = 32 };

/*
 * 中选通知书, a record like a notice.  Its hash is public in the timeline and
 * goes into the log with the event, so that a paper can be checked.
 */
static enum err
write_letter(struct db *db, struct award_step *s, int64_t sign_until)
{
	unsigned char hash[PAPER];
	char hex[2 * PAPER + 1];
	struct buf body;
	enum err err;

	notice_begin(&body, "letter", &s->p);
	notice_line(&body, "item", s->p.item_name);
	notice_line(&body, "method", s->p.method);
	notice_line(&body, "winner", s->a.agency_name);
	notice_line(&body, "winner-uscc", s->a.agency_uscc);
	notice_int(&body, "amount-fen", s->a.amount_fen);
	notice_int(&body, "service-days", s->p.service_days);
	notice_int(&body, "issued", db_now(db));
	notice_int(&body, "sign-until", sign_until);
	note_hash(hash, body.data, body.len);
	err = notice_publish(db, &s->p, "letter", &body);
	return err ? err : flow_tell(db, s->house, NULL, &s->p,
	    "award_letter", digits_hex(hex, hash, sizeof hash));
}

/*
 * It takes effect: both are to sign now.  The ceiling stays reserved until
 * they have (domain.md 4, contract: agree), so that the next in the ranking
 * can still be paid.
 */
static enum err
take_effect(struct db *db, struct award_step *s)
{
	int64_t until;
	enum err err;

	s->a.state = "effective";
	s->a.effective_at = db_now(db);
	err = flow_move(db, s->house, NULL, &s->p, "settle", "");
	if (!err)
		err = db_award_update(db, &s->a);
	if (!err)
		err = due_span(db, s->house, &s->p, "lapse", s->a.id,
		    db_now(db), house_params(s->house,
		    s->p.param_version)->contract_sign, &until);
	if (!err)
		err = write_letter(db, s, until);
	return err ? err : award_count_deal(db, &s->a, 1);
}

static enum err
settle_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	bool waits;
	enum err err = award_find_due(db, s);

	if (!err && strcmp(s->a.state, "published") != 0)
		err = ERR_CONFLICT;
	if (!err)
		err = objection_suspends(db, s->project_id, &waits);
	if (!err && waits)	/* market/objection_act.c: then again */
		err = ERR_CONFLICT;
	if (!err)
		err = due_take(db, s->project_id, "settle", 0);
	return err ? err : take_effect(db, s);
}

enum err
award_settle(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house,
	    .project_id = project_id };

	(void)object_id;
	return write_run(m, settle_in_txn, &s);
}

static enum err
close_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	enum err err = db_project_get(db, s->project_id, &s->p);

	if (!err)
		err = due_take(db, s->project_id, "review_close", 0);
	return err ? err : flow_move(db, s->house, NULL, &s->p, "close", "");
}

enum err
award_close(struct market *m, int64_t project_id, int64_t object_id)
{
	struct award_step s = { .house = m->house, .project_id = project_id };

	(void)object_id;
	return write_run(m, close_in_txn, &s);
}

static enum err
contract_notice(struct db *db, const struct award_step *s)
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
	struct award_step *s = ctx;
	enum err err = award_find(db, s);
	int64_t *mine;

	if (err)
		return err;
	mine = s->p.owner_id == s->actor->party_id ? &s->a.owner_signed_at :
	    &s->a.agency_signed_at;
	if (*mine)
		return OK;		/* sent twice */
	if (strcmp(s->p.state, "signing") != 0 ||
	    (mine == &s->a.agency_signed_at &&
	    !award_may_sign(db, &s->p, &s->a)))
		return ERR_CONFLICT;
	*mine = db_now(db);
	if (s->a.owner_signed_at && s->a.agency_signed_at) {
		s->a.state = "signed";
		err = flow_move(db, s->house, s->actor, &s->p, "sign", "");
		if (!err && s->p.budget_line_id)
			err = db_budget_commit(db, s->p.budget_line_id,
			    s->p.ceiling_fen, s->a.amount_fen);
		if (!err)
			err = contract_notice(db, s);
	}
	if (!err && strcmp(s->a.state, "signed") == 0)
		err = due_done(db, &s->p, "lapse", s->a.id);
	if (!err)
		err = db_award_update(db, &s->a);
	return err ? err : db_audit(db, s->actor, "confirm", "award",
	    s->a.id);
}

enum err
award_sign(struct market *m, const struct actor *actor, const char *code)
{
	struct award_step s = { .house = m->house, .actor = actor, .code = code };

	return write_run(m, sign_in_txn, &s);
}

static enum err
complete_in_txn(struct db *db, void *ctx)
{
	struct award_step *s = ctx;
	const struct house *h = s->house;
	struct buf body;
	enum err err = award_find(db, s);

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
	struct award_step s = { .house = m->house, .actor = actor, .code = code };

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
	return db_award_of_agency(m->db, actor->party_id, false,
	    before_id, AWARD_PAGE + 1, list, n);
}
