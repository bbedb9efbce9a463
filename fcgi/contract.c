/* SPDX-License-Identifier: Apache-2.0 */
/* contract.c: a contract's page, and its text on paper. */
#include "fcgi/contract.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "fcgi/upload.h"
#include "market/base/digits.h"
#include "market/due.h"

bool
contract_act_offered(const struct contract_page *page, const char *act,
    int64_t now)
{
	if (!contract_can(&page->c, act))
		return false;
	if (strcmp(act, "reject") != 0)
		return true;
	for (size_t i = 0; i < page->n_dues; i++)
		if (strcmp(page->dues[i].event, "reject") == 0)
			return due_open(&page->dues[i], now);
	return false;
}

static void
fill_acts(struct req *req, struct view *v, const struct contract_page *page)
{
	bool any = false;

	for (size_t i = 0; contract_act_name(i); i++) {
		const char *act = contract_act_name(i);
		struct view *row;

		if (!contract_act_offered(page, act, req->now))
			continue;
		row = view_row(v, "ACT");
		view_text(row, "ACT_NAME", act);
		view_word(row, "ACT_LABEL", "act", act);
		any = true;
	}
	if (!any)
		view_show(v, "NO_ACT");
}

static const struct due *
due_of(const struct contract_page *page, const char *event, int64_t id)
{
	for (size_t i = 0; i < page->n_dues; i++)
		if (strcmp(page->dues[i].event, event) == 0 &&
		    page->dues[i].object_id == id)
			return &page->dues[i];
	return NULL;
}

static void
fill_steps(struct view *v, const struct contract_page *page)
{
	for (size_t i = 0; i < page->n_steps; i++) {
		const struct milestone *s = &page->steps[i];
		const struct due *due = due_of(page, s->kind, s->id);
		struct view *row = view_row(v, "STEP_ROW");

		view_word(row, "STEP_KIND", "milestone", s->kind);
		view_text(row, "STEP_TITLE", s->title);
		view_arg(row, arg_int("STEP_DAYS", s->days));
		view_show(row, s->kind[0] == 'p' ? "AFTER_ACCEPTANCE" :
		    "AFTER_SIGNING");
		if (s->kind[0] == 'p')
			view_arg(view_row(row, "STEP_MONEY"), arg_money(
			    "STEP_AMOUNT", s->amount_fen));
		if (s->met_at)
			view_arg(view_row(row, "STEP_MET"), arg_number(
			    "MET", ARG_DATE, s->met_at));
		else if (due)
			view_arg(view_row(row, "STEP_DUE"), arg_number(
			    "DUE", ARG_DATE, due->due_at));
	}
}

static enum err
fill_deliverables(struct req *req, struct view *v,
    const struct contract_page *page)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < page->n_deliverables; i++) {
		const struct deliverable *d = &page->deliverables[i];
		struct view *row = view_row(v, "DELIVERY");

		view_arg(row, arg_number("DELIVERED", ARG_SECOND,
		    d->delivered_at));
		fill_lines(req, row, "NOTE_LINE", d->note);
		err = fill_files(req, row, "DELIVERED_FILE", "deliverable",
		    d->id);
		if (!err)
			err = fill_files(req, row, "DEFECT_FILE", "defects",
			    d->id);
		if (d->verdict[0]) {
			struct view *verdict = view_row(row, "VERDICT_LINE");

			view_word(verdict, "VERDICT", "verdict", d->verdict);
			view_arg(verdict, arg_number("DECIDED", ARG_SECOND,
			    d->decided_at));
		}
		fill_lines(req, row, "DEFECT_LINE", d->defects);
	}
	if (page->n_deliverables == 0)
		view_show(v, "NO_DELIVERY");
	return err;
}

/* What is asked, as people say it. */
static void
fill_proposal(struct view *row, const struct proposal *p)
{
	view_word(row, "ASK_KIND", "ask", p->kind);
	view_word(row, "ASK_SIDE", "side", p->side);
	view_word(row, "ASK_STATE", "asked", p->state);
	view_arg(row, arg_number("ASKED", ARG_DATE, p->made_at));
	view_text(row, "ASK_REASON", p->reason);
	if (p->amount_fen)
		view_arg(view_row(row, p->amount_fen > 0 ? "ASK_MORE" :
		    "ASK_LESS"), arg_money("ASK_AMOUNT", p->amount_fen > 0 ?
		    p->amount_fen : -p->amount_fen));
	if (p->days)
		view_arg(view_row(row, "ASK_LATER"), arg_int("ASK_DAYS",
		    p->days));
	if (p->fault[0]) {
		struct view *end = view_row(row, "ASK_END");

		view_arg(end, arg_money("ASK_SETTLE", p->settle_fen));
		view_word(end, "ASK_FAULT", "fault", p->fault);
	}
}

static void
fill_changes(struct req *req, struct view *v,
    const struct contract_page *page)
{
	const struct contract *c = &page->c.contract;
	const struct params *params = house_params(req->market->house,
	    page->c.project.param_version);

	for (size_t i = 0; i < page->n_proposals; i++)
		fill_proposal(view_row(v, "ASK"), &page->proposals[i]);
	if (page->n_proposals == 0)
		view_show(v, "NO_ASK");
	view_arg(v, arg_money("MOVED", c->moved_fen));
	view_arg(v, arg_money("MOST", contract_change_limit(c->award_fen,
	    params->contract_change_pct)));
	view_arg(v, arg_int("PCT", params->contract_change_pct));
}

static void
fill_payments(struct view *v, const struct contract_page *page)
{
	const struct contract *c = &page->c.contract;

	for (size_t i = 0; i < page->n_payments; i++) {
		const struct payment *p = &page->payments[i];
		struct view *row = view_row(v, "PAYMENT");

		view_arg(row, arg_money("PAY_AMOUNT", p->amount_fen));
		view_text(row, "VOUCHER", p->voucher);
		view_arg(row, arg_number("PAID_ON", ARG_DATE, p->paid_on));
	}
	if (page->n_payments == 0)
		view_show(v, "NO_PAYMENT");
	view_arg(v, arg_money("PAID", c->paid_fen));
	view_arg(v, arg_money("LEFT", contract_owed(c) - c->paid_fen));
}

/* Who has signed, when, and where the log has it. */
static void
fill_signatures(struct req *req, struct view *v, const struct contract *c)
{
	const struct {
		const char *name, *uscc, *key;
		int64_t at, leaf;
	} sides[] = {
		{ c->owner_name, c->owner_uscc, c->owner_key,
		    c->owner_signed_at, c->owner_leaf },
		{ c->agency_name, c->agency_uscc, c->agency_key,
		    c->agency_signed_at, c->agency_leaf },
	};
	char hex[2 * CONTRACT_HASH + 1];

	for (size_t i = 0; i < COUNT(sides); i++) {
		struct view *row = view_row(v, "SIGNATURE"), *signed_row;

		view_text(row, "SIGNER", sides[i].name);
		view_text(row, "SIGNER_USCC", sides[i].uscc);
		if (sides[i].at == 0) {
			view_show(row, "UNSIGNED");
			continue;
		}
		signed_row = view_row(row, "SIGNED");
		view_arg(signed_row, arg_number("SIGNED_AT", ARG_SECOND,
		    sides[i].at));
		if (sides[i].leaf >= 0)
			view_arg(view_row(signed_row, "LOGGED"), arg_int(
			    "LEAF", sides[i].leaf));
		if (sides[i].key[0])
			view_text(view_row(signed_row, "BY_KEY"), "SIGN_KEY",
			    sides[i].key);
		else
			view_show(signed_row, "BY_PASSWORD");
	}
	if (c->text[0])
		view_text(view_row(v, "HASHED"), "HASH", arena_strdup(
		    req->market->arena, digits_hex(hex, c->text_hash,
		    CONTRACT_HASH)));
}

static void
fill_head(struct req *req, struct view *v, const struct contract_page *page)
{
	const struct contract *c = &page->c.contract;
	char no[CONTRACT_NO];

	view_text(v, "CODE", page->c.project.code);
	view_text(v, "NAME", page->c.project.title);
	view_text(v, "NO", arena_strdup(req->market->arena, contract_no(no,
	    &page->c.project)));
	view_word(v, "CONTRACT_STATE", "contract", c->state);
	fill_signatures(req, v, c);
}

int
contract_page(struct req *req)
{
	struct contract_page page;
	const struct contract *c = &page.c.contract;
	struct view *v;
	enum err err = contract_show(req->market, &req->actor, req->arg[0],
	    &page);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "contract/show.html");
	view_words(v, "TITLE", "title_contract", NULL);
	fill_head(req, v, &page);
	view_text(v, "OWNER", c->owner_name);
	view_text(v, "AGENCY", c->agency_name);
	view_text(v, "AGENCY_USCC", c->agency_uscc);
	view_arg(v, arg_money("AWARD", c->award_fen));
	view_arg(v, arg_money("AMOUNT", c->amount_fen));
	view_arg(v, arg_int("DAYS", c->service_days));
	if (c->remark[0])
		view_text(view_row(v, "RETURNED"), "REMARK", c->remark);
	if (c->filed_at)
		view_arg(view_row(v, "FILED"), arg_number("FILED_AT",
		    ARG_DATE, c->filed_at));
	if (c->settle_fen >= 0) {
		struct view *end = view_row(v, "ENDED");

		view_arg(end, arg_money("SETTLE", c->settle_fen));
		view_text(end, "END_REASON", c->reason);
		if (c->fault[0])
			view_word(view_row(end, "AT_FAULT"), "FAULT", "fault",
			    c->fault);
	}
	if (c->in_force_at)
		view_show(v, "TO_REPORT");
	fill_contract_clocks(req, v, c, page.dues, page.n_dues);
	fill_acts(req, v, &page);
	fill_steps(v, &page);
	if (fill_deliverables(req, v, &page) != OK)
		return reply_error(req, ERR_INTERNAL);
	fill_changes(req, v, &page);
	fill_payments(v, &page);
	return reply_view(req, 200, v);
}

int
contract_text_page(struct req *req)
{
	struct contract_page page;
	struct view *v;
	enum err err = contract_show(req->market, &req->actor, req->arg[0],
	    &page);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "contract/text.html");
	view_words(v, "TITLE", "title_contract_text", NULL);
	fill_head(req, v, &page);
	fill_lines(req, v, "TEXT_LINE", page.text);
	if (page.c.contract.text[0] == '\0')
		view_show(v, "UNSENT");
	return reply_view(req, 200, v);
}
