/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: an award takes effect, and ends. */
#include "market/award.h"

#include <string.h>

#include "db/record.h"
#include "market/award_core.h"
#include "market/base/digits.h"
#include "market/contract.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/message.h"
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
	if (!err)
		err = contract_draft(db, s->house, &s->p, &s->a);
	if (!err)
		err = message_sides(db, &s->p, s->a.agency_id,
		    "publicity_over", NULL);
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
