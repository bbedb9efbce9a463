/* SPDX-License-Identifier: Apache-2.0 */
/* contract.c: a contract is drafted, moved on, shown. */
#include "market/contract.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db/item.h"
#include "db/notice.h"
#include "db/record.h"
#include "market/contract_act.h"
#include "market/credit_fact.h"
#include "market/due.h"
#include "market/flow.h"
#include "market/measure.h"
#include "market/notice.h"
#include "market/review.h"
#include "market/write.h"

const char *
contract_no(char out[CONTRACT_NO], const struct project *p)
{
	snprintf(out, CONTRACT_NO, "%.24s-%" PRId64 "-HT", p->code,
	    p->attempt_no);
	return out;
}

/* ---- finding ---- */

static int
side_of(const struct contract *c, const struct actor *actor)
{
	if (actor == NULL)
		return CONTRACT_CLOCK;
	if (actor->role == ROLE_OWNER && actor->party_id == c->owner_id)
		return CONTRACT_OWNER;
	if (actor->role == ROLE_AGENCY && actor->party_id == c->agency_id)
		return CONTRACT_AGENCY;
	return actor->role == ROLE_REGULATOR ? CONTRACT_REGULATOR :
	    actor->role == ROLE_AUDITOR ? CONTRACT_WATCHER : CONTRACT_NOBODY;
}

static enum err
find(struct db *db, const struct actor *actor, const char *code,
    struct contract_case *c)
{
	enum err err = db_project_by_code(db, code, &c->project);

	if (!err)
		err = db_contract_of_project(db, c->project.id,
		    &c->contract);
	if (err)
		return err;
	c->side = side_of(&c->contract, actor);
	if (c->side == CONTRACT_NOBODY)
		return ERR_NOT_FOUND;
	err = db_proposal_open(db, c->contract.id, &c->proposal);
	c->asked = err == OK;
	return err == ERR_NOT_FOUND ? OK : err;
}

enum err
contract_may_read(struct db *db, const struct actor *actor,
    int64_t deliverable_id, bool *may)
{
	struct contract c;
	enum err err = db_contract_of_deliverable(db, deliverable_id, &c);

	*may = !err && side_of(&c, actor) != CONTRACT_NOBODY;
	return err;
}

/* Who sent it, or asked: for rows that are the other's, or the same one's. */
static const char *
first_side(const struct contract_case *c)
{
	return strcmp(c->contract.state, "confirming") == 0 ?
	    c->contract.sent_by : c->asked ? c->proposal.side : "";
}

enum err
contract_check(const struct contract_case *c, const char *act)
{
	const struct contract_rule *r;
	bool first;

	if (!contract_rule_allows(act, c->side))
		return ERR_FORBIDDEN;
	r = contract_rule_of(act, c->contract.state);
	if (r == NULL)
		return ERR_CONFLICT;
	first = strcmp(first_side(c), contract_side_code(c->side)) == 0;
	if (!(r->who & c->side) || (r->who & CONTRACT_OTHER && first) ||
	    (r->who & CONTRACT_SAME && !first))
		return ERR_FORBIDDEN;
	return OK;
}

/* Is there something to answer, or (mine) to take back? */
static bool
can_answer(const struct contract_case *c, bool mine)
{
	return c->asked && c->side & CONTRACT_PARTIES &&
	    (strcmp(c->proposal.side, contract_side_code(c->side)) == 0) ==
	    mine;
}

bool
contract_can(const struct contract_case *c, const char *act)
{
	static const char *const asks[] = { "change", "suspend", "resume",
	    "terminate" };

	if (strcmp(act, "decide") == 0 || strcmp(act, "withdraw") == 0)
		return can_answer(c, act[0] == 'w');
	if (strcmp(act, "file") == 0)
		return c->side == CONTRACT_OWNER && c->contract.in_force_at &&
		    c->contract.filed_at == 0;
	if (strcmp(act, "order") == 0)
		return c->side == CONTRACT_REGULATOR &&
		    (contract_check(c, "suspend") == OK ||
		    contract_check(c, "resume") == OK);
	if (strcmp(act, "breach") == 0)
		return contract_check(c, "terminate") == OK;
	if (strcmp(act, "pay") == 0 &&
	    c->contract.paid_fen == contract_owed(&c->contract))
		return false;
	for (size_t i = 0; i < COUNT(asks); i++)
		if (strcmp(asks[i], act) == 0 && (c->asked ||
		    !(c->side & CONTRACT_PARTIES)))
			return false;
	return contract_check(c, act) == OK;
}

const struct params *
contract_params(const struct contract_act *a)
{
	return house_params(a->house, a->c.project.param_version);
}

/* ---- acting ---- */

static enum err
run_in_txn(struct db *db, void *ctx)
{
	struct contract_act *a = ctx;
	int64_t id;
	enum err err = find(db, a->actor, a->code, &a->c);

	a->problems->n = 0;
	if (err)
		return err;
	err = db_once_find(db, a->form->once, a->actor->account_id, &id);
	if (err != ERR_NOT_FOUND)
		return err;		/* sent twice */
	err = a->run(db, a);
	return err ? err : db_once_add(db, a->form->once,
	    a->actor->account_id, a->c.contract.id);
}

enum err
contract_run(struct market *m, struct contract_act *a)
{
	return write_run(m, run_in_txn, a);
}

enum err
contract_move(struct db *db, struct contract_act *a, const char *act,
    const char *event, const char *reason)
{
	struct contract *c = &a->c.contract;
	const struct contract_rule *r = contract_rule_of(act, c->state);
	enum err err;

	if (r == NULL || !(r->who & a->c.side))
		return ERR_CONFLICT;
	c->state = r->to;
	err = db_contract_update(db, c);
	if (!err && strcmp(r->from, r->to) != 0 &&
	    strcmp(r->to, "changing") != 0)
		err = db_proposal_close(db, c->id, "lapsed");
	if (err)
		return err;
	return event ? flow_tell(db, a->house, a->actor, &a->c.project,
	    event, reason) : db_audit(db, a->actor, act, "contract", c->id);
}

enum err
contract_limit(struct db *db, struct contract_act *a, const char *event,
    int64_t object_id, int64_t from, struct span span)
{
	int64_t at;
	enum err err = due_limit(db, a->house, &a->c.project, event,
	    object_id, from, span, &at);

	return err || strcmp(event, "deliver") != 0 ? err :
	    credit_watch_delivery(db, a->house, &a->c.project, object_id, at);
}

/* 履约公告.  The time to rate has begun at the acceptance, or does now. */
enum err
contract_finish(struct db *db, struct contract_act *a)
{
	struct project *p = &a->c.project;
	const struct contract *c = &a->c.contract;
	struct buf body;
	enum err err = flow_move(db, a->house, a->actor, p, "finish", "");

	if (!err)
		err = measure_finished(db, c);
	if (!err)
		err = review_open(db, a->house, p, c->agency_id);
	if (err)
		return err;
	notice_begin(&body, "performance", p);
	notice_line(&body, "winner", c->agency_name);
	notice_line(&body, "outcome", c->state);
	if (c->accepted_at)
		notice_int(&body, "accepted", c->accepted_at);
	notice_int(&body, "contract-fen", contract_owed(c));
	notice_int(&body, "paid-fen", c->paid_fen);
	if (c->fault[0])
		notice_line(&body, "fault", c->fault);
	notice_text(&body, "reason", c->reason);
	notice_int(&body, "completed", db_now(db));
	err = notice_publish(db, p, "performance", &body);
	return err ? err : review_settle(db, a->house, p);
}

bool
contract_words(struct contract_act *a, const char *field, const char *text,
    size_t least, size_t most, const char *code)
{
	return problem_text(a->problems, &(struct text_rule){ .field = field,
	    .multiline = true, .least = least, .most = most, .wrong = code },
	    text);
}

/* ---- the draft ---- */

/* The notice whose words the contract takes over: the newest that asks. */
static enum err
notice_words(struct db *db, int64_t project_id, unsigned char hash[32])
{
	struct notice *list;
	size_t n;
	enum err err = db_notice_of_project(db, project_id, &list, &n);
	const struct notice *best = NULL;

	for (size_t i = 0; !err && i < n; i++) {
		bool asks = strcmp(list[i].kind, "tender") == 0 ||
		    strcmp(list[i].kind, "change") == 0 ||
		    /* Chosen directly: what told of it. */
		    (best == NULL && strcmp(list[i].kind, "award") == 0);

		if (asks && (best == NULL || list[i].id > best->id ||
		    strcmp(best->kind, "award") == 0))
			best = &list[i];
	}
	if (!err && best == NULL)
		err = ERR_CONFLICT;
	if (!err)
		memcpy(hash, best->hash, 32);
	return err;
}

/* The first line of a text that may have several, in arena of db. */
static const char *
first_line(struct db *db, const char *text)
{
	return arena_strndup(db_arena(db), text, strcspn(text, "\n"));
}

/* One delivery, one payment: what most contracts have. */
static enum err
first_steps(struct db *db, const struct params *params,
    const struct project *p, const struct contract *c)
{
	struct milestone deliver = { .contract_id = c->id, .no = 1,
	    .kind = "deliver", .days = p->service_days };
	struct milestone pay = { .contract_id = c->id, .no = 2,
	    .kind = "pay", .amount_fen = c->award_fen,
	    .days = params->pay_after_accept.n };
	struct item item;
	enum err err = db_item_by_code(db, p->item_code, &item);

	if (err)
		return err;
	deliver.title = first_line(db, item.result_doc[0] ?
	    item.result_doc : p->title);
	pay.title = item.name;
	err = db_milestone_insert(db, &deliver);
	return err ? err : db_milestone_insert(db, &pay);
}

enum err
contract_draft(struct db *db, const struct house *h, const struct project *p,
    const struct award *a)
{
	const struct params *params = house_params(h, p->param_version);
	struct contract c = {
		.project_id = p->id, .award_id = a->id,
		.owner_id = p->owner_id, .agency_id = a->agency_id,
		.budget_line_id = p->budget_line_id,
		.award_fen = a->amount_fen, .service_days = p->service_days,
	};
	enum err err = notice_words(db, p->id, c.notice_hash);

	if (!err)
		err = db_contract_insert(db, &c);
	if (!err)
		err = first_steps(db, params, p, &c);
	if (!err)
		err = due_limit(db, h, p, "sign", c.id, db_now(db),
		    params->contract_sign, NULL);
	return err ? err : db_audit(db, NULL, "draft", "contract", c.id);
}

enum err
contract_drop(struct db *db, const struct house *h, const struct project *p,
    int64_t award_id)
{
	struct problems none = { .n = 0 };
	struct contract_act a = { .problems = &none };
	struct contract *c = &a.c.contract;
	enum err err = db_contract_of_award(db, award_id, c);

	(void)h;
	if (err == ERR_NOT_FOUND || (!err && c->in_force_at == 0 &&
	    strcmp(c->state, "terminated") == 0))
		return OK;
	if (err)
		return err;
	a.c.project = *p;
	a.c.side = CONTRACT_CLOCK;
	c->ended_at = db_now(db);
	c->settle_fen = 0;
	err = contract_move(db, &a, "drop", NULL, "");
	return err ? err : due_done(db, p, "sign", c->id);
}

/* ---- reading ---- */

static enum err
read_lists(struct db *db, struct contract_page *page)
{
	int64_t id = page->c.contract.id;
	enum err err = db_milestone_all(db, id, &page->steps,
	    &page->n_steps);

	if (!err)
		err = db_deliverable_all(db, id, &page->deliverables,
		    &page->n_deliverables);
	if (!err)
		err = db_proposal_all(db, id, &page->proposals,
		    &page->n_proposals);
	if (!err)
		err = db_payment_all(db, id, &page->payments,
		    &page->n_payments);
	return err ? err : db_due_waiting(db, page->c.project.id,
	    &page->dues, &page->n_dues);
}

enum err
contract_show(struct market *m, const struct actor *actor, const char *code,
    struct contract_page *page)
{
	enum err err = find(m->db, actor, code, &page->c);

	if (!err)
		err = read_lists(m->db, page);
	if (err)
		return err;
	page->text = page->c.contract.text;
	if (page->text[0] == '\0')
		page->text = contract_text(m->db, m->house, &page->c,
		    page->steps, page->n_steps);
	page->record = contract_record_now(m, actor, page);
	return OK;
}

enum err
contract_of_project(struct market *m, int64_t project_id, struct contract *c)
{
	return db_contract_of_project(m->db, project_id, c);
}

enum err
contract_dues(struct market *m, int64_t project_id, struct due **list,
    size_t *n)
{
	return db_due_waiting(m->db, project_id, list, n);
}
