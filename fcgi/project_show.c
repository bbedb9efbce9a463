/* SPDX-License-Identifier: Apache-2.0 */
/* project_show.c: a project's page. */
#include "fcgi/contract.h"
#include "fcgi/project.h"
#include "fcgi/question.h"
#include "fcgi/review.h"
#include "fcgi/timeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/award.h"
#include "fcgi/bid.h"
#include "fcgi/handlers.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/bid.h"
#include "market/flow.h"
#include "market/item.h"
#include "market/notice.h"
#include "market/opening.h"
#include "market/paper.h"
#include "market/petition.h"
#include "market/qualification.h"
#include "market/rerun.h"

enum { QUESTIONS_SHOWN = 5, HANDED_SHOWN = 20 };

static enum err
fill_item(struct req *req, struct view *v, const struct project *p)
{
	struct item item;
	enum err err = item_get(req->market, p->item_code, &item);

	if (err)
		return err;
	view_text(v, "ITEM", item.name);
	view_text(v, "ITEM_CODE", item.code);
	fill_lines(req, v, "BASIS", item.legal_basis);
	view_arg(v, arg_int("LIMIT_WD", item.time_limit_wd));
	fill_lines(req, v, "WORKFLOW", item.workflow);
	fill_lines(req, v, "CONDITION", item.conditions);
	view_word(v, "FEE_MODE", "fee", item.fee_mode);
	fill_lines(req, v, "FEE", item.fee_standard);
	if (p->fee_fen)
		view_arg(view_row(v, "FEE_SUM"), arg_money("STANDARD",
		    p->fee_fen));
	return OK;
}

static void
fill_facts(struct req *req, struct view *v, const struct project *p)
{
	struct buf masked;

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "OWNER", p->owner_name);
	view_text(v, "OWNER_USCC", p->owner_uscc);
	view_word(v, "METHOD", "method", p->method);
	view_text(v, "SCALE", p->scale);
	fill_lines(req, v, "CONTENT", p->content);
	view_text(v, "PLACE", p->place);
	view_text(v, "REGION", p->region_name);
	view_word(v, "FUND", "fund", p->fund);
	fill_price(v, p->method, p->ceiling_fen);
	view_arg(v, arg_int("DAYS", p->service_days));
	fill_lines(req, v, "REQUIREMENT", p->requirements);
	if (qualification_many(p->requirements))
		view_word(view_row(v, "MANY_REQUIREMENTS"), "NEED", "need",
		    p->any_will_do ? "any" : "all");
	view_text(v, "PHONE", p->phone);
	buf_init(&masked, 256);
	text_mask_name(&masked, p->contact);
	view_text(v, "CONTACT", arena_strdup(req->market->arena,
	    masked.data ? masked.data : ""));
	buf_release(&masked);
	fill_project_state(v, p->state);
}

static void
fill_clock(struct req *req, struct view *v, const struct project *p)
{
	struct view *clock = view_row(v, "OPEN");
	int64_t left = p->deadline - req->now;

	view_arg(clock, arg_number("DEADLINE_UNIX", ARG_PLAIN, p->deadline));
	view_arg(clock, arg_time("DEADLINE", p->deadline));
	view_arg(clock, arg_number("DEADLINE_ISO", ARG_ISO, p->deadline));
	view_arg(clock, arg_int("LEFT_D", left / 86400));
	view_arg(clock, arg_int("LEFT_H", left / 3600 % 24));
	view_arg(clock, arg_int("LEFT_M", left / 60 % 60));
}

/* What this agency has sent so far; nobody else is ever shown it. */
static void
fill_mine(struct req *req, struct view *v, const struct project *p)
{
	char hex[2 * BID_HASH + 1];
	struct bid bid;
	struct view *mine;
	bool voided = false;

	if (req->actor.role != ROLE_AGENCY ||
	    bid_mine(req->market, &req->actor, p->id, &bid) != OK) {
		if (req->now < p->deadline &&
		    flow_can(p->state, "deadline") &&
		    (req->actor.role == ROLE_AGENCY ||
		    req->actor.account_id == 0))
			view_show(v, "CAN_BID");
		if (req->actor.role == ROLE_AGENCY && bid_voided(req->market,
		    &req->actor, p->id, &voided) == OK && voided)
			view_show(v, "MINE_VOIDED");
		return;
	}
	mine = view_row(v, "MINE");
	view_text(mine, "FILE", arena_strdup(req->market->arena,
	    digits_hex(hex, bid.file, BID_HASH)));
	view_arg(mine, arg_int("SEQ", bid.seq));
	view_arg(mine, arg_number("RECEIVED", ARG_SECOND, bid.received_at));
	view_show(mine, strcmp(bid.kind, "envelope") == 0 ? "MINE_SEALED" :
	    "MINE_WITHDRAWN");
	if (flow_can(p->state, "deadline") && req->now < p->deadline)
		view_show(mine, strcmp(bid.kind, "envelope") == 0 ?
		    "MINE_CHANGE" : "MINE_AGAIN");
}

/* Whose documents are there, once bids are opened. */
static enum err
fill_handed(struct req *req, struct view *v, const struct project *p)
{
	struct cure_case mine;
	struct opening o;
	size_t shown = 0;
	enum err err = p->documents[0] && p->published_at ? opening_of(
	    req->market, p, &o) : ERR_NOT_FOUND;

	if (err)
		return err == ERR_NOT_FOUND ? OK : err;
	if (o.n_documents)
		view_show(v, "HANDED");
	for (size_t i = 0; !err && o.n_documents && i < o.n; i++) {
		struct view *row;

		if (!o.bids[i].agency_id || !o.bids[i].opened)
			continue;
		if (shown++ == HANDED_SHOWN) {
			view_show(v, "HANDED_MORE");
			break;
		}
		row = view_row(v, "HANDED_BY");
		view_text(row, "AGENCY", o.bids[i].agency_name);
		err = fill_handed_in(req, row, p, o.bids[i].id, o.documents,
		    o.n_documents);
	}
	if (!err && req->actor.role == ROLE_AGENCY && cure_case(req->market,
	    &req->actor, p->code, &mine) == OK && mine.open)
		view_arg(view_row(v, "MINE_OWES"), arg_time("UNTIL",
		    mine.until));
	return err;
}

/* Who must open, and has its key: before the deadline only. */
static void
fill_trustees(struct req *req, struct view *v, const struct project *p,
    const struct round *r)
{
	struct round_trustee *list;
	struct view *card;
	size_t n;

	if (strcmp(p->state, "published") != 0 ||
	    project_trustees(req->market, r, &list, &n) != OK)
		return;
	card = view_row(v, "TRUSTEES");
	view_arg(card, arg_int("TRUSTEES_N", (int64_t)n));
	view_arg(card, arg_int("THRESHOLD", r->threshold));
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(card, "TRUSTEE");

		view_text(row, "TRUSTEE_NAME", list[i].name);
		view_show(row, list[i].ready_at ? "TRUSTEE_READY" :
		    "TRUSTEE_SIGNED");
	}
}

/* What the purchaser may put on record about its round now. */
static void
fill_papers(struct req *req, struct view *v, const struct project *p,
    const struct round *r, const struct award_case *c)
{
	if (req->actor.role != ROLE_OWNER ||
	    req->actor.party_id != p->owner_id)
		return;
	if (strcmp(p->state, "published") == 0 && req->now < r->deadline)
		view_show(v, "ACT_CANCEL");
	if (strcmp(p->state, "closed") == 0 &&
	    paper_can_void(p, r, req->now)) {
		struct view *row = view_row(v, "ACT_CLOSED");

		if (paper_can_fall_back(r, req->now))
			view_show(row, "ACT_FALLBACK");
	}
	if (c->live && r->result_leaf && c->now->leaf == 0)
		view_show(v, "ACT_AWARD");
}

/* Why a project ended before its time: its last event says so. */
static void
fill_over(struct view *v, const struct project *p,
    const struct project_event *last)
{
	struct view *over;

	if (strcmp(p->state, "failed") != 0 &&
	    strcmp(p->state, "cancelled") != 0)
		return;
	over = view_row(v, "OVER");
	view_word(over, "OVER_EVENT", "event", last->event);
	view_arg(over, arg_number("OVER_AT", ARG_SECOND, last->at));
	fill_event_reason(over, last);
}

static enum err
fill_notices(struct req *req, struct view *v, const struct project *p)
{
	struct notice *notices;
	size_t n;
	enum err err = notice_of_project(req->market, p->id, &notices, &n);

	for (size_t i = 0; !err && i < n; i++) {
		struct view *row = view_row(v, "NOTICE");

		if (strcmp(notices[i].kind, "letter") == 0)
			view_show(row, "IS_LETTER");
		else
			view_arg(view_row(row, "IS_NOTICE"), arg_number("ID",
			    ARG_PLAIN, notices[i].id));
		view_word(row, "KIND", "notice", notices[i].kind);
		view_arg(row, arg_number("DAY", ARG_DATE,
		    notices[i].published_at));
	}
	return err;
}

/* Other attempts, the newest questions, the newest events. */
static enum err
fill_past(struct req *req, struct view *v, const struct project *p)
{
	struct attempt_row *attempts;
	struct question *questions;
	struct project_event *events;
	struct view *card = NULL;
	size_t n;
	enum err err = project_attempts(req->market, p->code, &attempts, &n);

	fill_attempt(req, v, p);
	for (size_t i = 0; !err && i < n && n > 1; i++) {
		struct view *row;

		if (card == NULL)
			card = view_row(v, "ATTEMPTS");
		row = view_row(card, "ATTEMPT");
		view_arg(row, arg_number("NO", ARG_PLAIN, attempts[i].no));
		view_word(row, "ATTEMPT_STATE", "project",
		    attempts[i].state);
		view_arg(row, arg_number("DAY", ARG_DATE,
		    attempts[i].published_at));
		view_show(row, attempts[i].no == p->attempt_no ? "HERE" :
		    "THERE");
	}
	if (!err)
		err = question_list(req->market, p->id, 0, &questions, &n);
	if (err)
		return err;
	fill_questions(req, v, questions, n, QUESTIONS_SHOWN);
	view_show(v, n ? "SOME_QUESTIONS" : "NO_QUESTION");
	fill_earlier(req, v, p);
	err = project_timeline(req->market, p->id, 0, &events, &n);
	if (err)
		return err;
	fill_events(v, events, n < PROJECT_EVENTS ? n : PROJECT_EVENTS);
	return OK;
}

/* The owner of a failed one may run it again. */
static void
fill_rerun(struct req *req, struct view *v, const struct project *p)
{
	enum rerun state;

	if (rerun_state(req->market, p, &state) != OK)
		return;
	switch (state) {
	case RERUN_FREE:
		view_show(v, "RERUN_FREE");
		break;
	case RERUN_ASK:
		view_show(v, "RERUN_ASK");
		break;
	case RERUN_ASKED:
		view_show(v, "RERUN_ASKED");
		break;
	case RERUN_DRAFT:
		view_show(v, "RERUN_DRAFT");
		break;
	case RERUN_NO:
		break;
	}
	view_everywhere(v, "CSRF", reply_csrf(req));
}

/* Amending, ending late, running again: what owner and regulator can do. */
static void
fill_ends(struct req *req, struct view *v, const struct project *p)
{
	bool owner = req->actor.role == ROLE_OWNER &&
	    req->actor.party_id == p->owner_id;
	struct petition t;

	if (strcmp(p->state, "registering") == 0) {
		struct view *row = view_row(v, "AMENDING");

		if (owner)
			view_show(row, "AMENDING_OWNER");
	}
	if (flow_can(p->state, "cancel_late")) {
		bool asked = petition_of(req->market, p->id, "cancel_late",
		    &t) == OK && t.decided_at == 0;

		if (owner)
			view_show(v, asked ? "STOP_ASKED" : "ACT_STOP");
		if (req->actor.role == ROLE_REGULATOR)
			view_show(v, "ACT_STOP_REGULATOR");
	}
	if (owner)
		fill_rerun(req, v, p);
}

/* Rounds that ended without being opened: their files stay. */
static enum err
fill_voided(struct req *req, struct view *v, const struct project *p)
{
	const char **ids;
	size_t n;
	enum err err = project_voided(req->market, p->id, &ids, &n);

	for (size_t i = 0; !err && i < n; i++)
		view_text(view_row(v, "VOIDED_ROUND"), "VOIDED_ID", ids[i]);
	return err;
}

static int
show(struct req *req, struct project *p)
{
	struct view *v = reply_page(req, "project/show.html");
	struct project_event *moves;
	struct award_case c;
	struct contract contract;
	struct round r;
	bool signing = contract_of_project(req->market, p->id, &contract) ==
	    OK;
	bool sealed = project_round(req->market, p->id, &r) == OK;
	size_t n;
	enum err err = project_moves(req->market, p->id, &moves, &n);

	if (!err)
		err = fill_item(req, v, p);
	if (!err)
		err = fill_notices(req, v, p);
	if (!err)
		err = fill_contract_block(req, v, p);
	if (!err)
		err = award_case(req->market, p, &c);
	if (!err)
		err = fill_past(req, v, p);
	if (!err)
		err = fill_handed(req, v, p);
	if (!err)
		err = fill_voided(req, v, p);
	if (err)
		return reply_error(req, err);
	view_text(v, "TITLE", p->title);
	fill_facts(req, v, p);
	fill_project_terms(req, v, p);
	fill_project_steps(v, p, moves, n, signing ? &contract : NULL);
	if (n > 0)
		fill_over(v, p, &moves[n - 1]);
	if (flow_can(p->state, "deadline") && req->now < p->deadline)
		fill_clock(req, v, p);
	fill_mine(req, v, p);
	if (fill_award_case(req, v, p, &c) != OK)
		return reply_error(req, ERR_INTERNAL);
	fill_award_card(v, &c);
	fill_award_acts(req, v, p, &c);
	fill_project_reviews(req, v, p);
	if (sealed) {
		view_show(v, "HAS_ROUND");
		fill_trustees(req, v, p, &r);
		fill_papers(req, v, p, &r, &c);
	}
	fill_ends(req, v, p);
	return reply_view(req, 200, v);
}

int
project_page(struct req *req)
{
	struct project p;
	enum err err = public_project(req, &p);

	return err ? reply_error(req, err) : show(req, &p);
}
