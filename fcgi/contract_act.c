/* SPDX-License-Identifier: Apache-2.0 */
/* contract_act.c: the form of each act on a contract, and what it does. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/contract.h"
#include "fcgi/handlers.h"
#include "fcgi/key.h"
#include "fcgi/project.h"
#include "fcgi/upload.h"
#include "market/account.h"
#include "market/base/digits.h"
#include "market/payment.h"

/* What a form asks for: sections of contract/act.html. */
enum {
	STEPS = 1 << 0, SIGNATURE = 1 << 1, REMARK = 1 << 3,
	CHANGE = 1 << 4, REASON = 1 << 5, SETTLE = 1 << 6, FAULT = 1 << 7,
	ANSWER = 1 << 8, MILESTONE = 1 << 9, DEFECTS = 1 << 10,
	MONEY = 1 << 11, FAULT_ALL = 1 << 12, ASKED = 1 << 13,
	FILES_TOO = 1 << 14
};

static const struct act {
	const char *name;
	contract_verb *verb;
	unsigned asks;
	const char *done;
} acts[] = {
	{ "edit", contract_edit, STEPS, "done_contract_saved" },
	{ "send", contract_send, SIGNATURE, "done_contract_sent" },
	{ "agree", contract_agree, SIGNATURE, "done_contract_agreed" },
	{ "return", contract_return, REMARK, "done_contract_returned" },
	{ "recall", contract_recall, 0, "done_contract_recalled" },
	{ "decide", contract_decide, ASKED | ANSWER, "done_contract_decided" },
	{ "withdraw", contract_withdraw, ASKED, "done_contract_withdrawn" },
	{ "deliver", contract_deliver, MILESTONE | FILES_TOO,
	    "done_contract_delivered" },
	{ "accept", contract_accept, 0, "done_contract_accepted" },
	{ "reject", contract_reject, DEFECTS | FILES_TOO,
	    "done_contract_rejected" },
	{ "pay", payment_record, MONEY, "done_contract_paid" },
	{ "file", contract_file, 0, "done_contract_filed" },
	{ "change", contract_propose, CHANGE | REASON,
	    "done_contract_proposed" },
	{ "suspend", contract_propose, REASON, "done_contract_proposed" },
	{ "resume", contract_propose, REASON, "done_contract_proposed" },
	{ "terminate", contract_propose, SETTLE | FAULT | FAULT_ALL | REASON,
	    "done_contract_proposed" },
	{ "breach", contract_breach, SETTLE | FAULT | REASON,
	    "done_contract_terminated" },
	{ "order", contract_order, REASON, "done_contract_ordered" },
};

const char *
contract_act_name(size_t i)
{
	return i < COUNT(acts) ? acts[i].name : NULL;
}

static const struct act *
act_of(const char *name)
{
	for (size_t i = 0; i < COUNT(acts); i++)
		if (strcmp(acts[i].name, name) == 0)
			return &acts[i];
	return NULL;
}

/* ---- the form ---- */

static const char *
numbered(struct req *req, const char *name, size_t i)
{
	return arena_printf(req->market->arena, "%s%zu", name, i + 1);
}

static void
read_form(struct req *req, const struct act *act, struct contract_form *f)
{
	*f = (struct contract_form){
		.once = reply_once(req),
		.rev = reply_field(req, "rev"),
		.hash = reply_field(req, "hash"),
		.record = form_text(&req->form, "record"),
		.line = reply_field(req, "line"),
		.terms = reply_field(req, "terms"),
		.remark = reply_field(req, "remark"),
		.kind = strcmp(act->name, "order") == 0 ?
		    reply_field(req, "kind") : act->name,
		.direction = reply_field(req, "direction"),
		.amount = reply_field(req, "amount"),
		.days = reply_field(req, "days"),
		.reason = reply_field(req, "reason"),
		.fault = reply_field(req, "fault"),
		.answer = reply_field(req, "answer"),
		.proposal = reply_field(req, "proposal"),
		.milestone = reply_field(req, "milestone"),
		.note = reply_field(req, "note"),
		.defects = reply_field(req, "defects"),
		.voucher = reply_field(req, "voucher"),
		.paid_on = reply_field(req, "paid_on"),
	};
	if (act->asks & FILES_TOO)
		upload_files(req, &f->files);
	for (size_t i = 0; i < CONTRACT_MILESTONES; i++)
		f->steps[i] = (struct contract_step_form){
			.kind = reply_field(req, numbered(req, "kind", i)),
			.title = reply_field(req, numbered(req, "title", i)),
			.amount = reply_field(req, numbered(req, "amount",
			    i)),
			.days = reply_field(req, numbered(req, "days", i)),
		};
}

/* What stands in a fresh form: the draft as it is. */
static void
first_form(struct req *req, const struct contract_page *page,
    struct contract_form *f)
{
	struct arena *a = req->market->arena;
	char t[DIGITS_MAX];

	f->terms = page->c.contract.terms;
	for (size_t i = 0; i < page->n_steps && i < CONTRACT_MILESTONES; i++) {
		const struct milestone *s = &page->steps[i];

		f->steps[i] = (struct contract_step_form){
			.kind = s->kind, .title = s->title,
			.amount = s->amount_fen ? arena_strdup(a,
			    digits_yuan(t, s->amount_fen)) : "",
			.days = arena_printf(a, "%" PRId64, s->days),
		};
	}
	f->paid_on = arena_strdup(a, digits_date(t, req->now));
	f->amount = "";
}

/* ---- the page ---- */

static void
fill_steps(struct req *req, struct view *v, const struct contract_form *f,
    const struct problems *problems)
{
	struct view *form = view_row(v, "ASKS_STEPS");
	static const struct { const char *field, *section; } fields[] = {
		{ "title", "BAD_TITLE" }, { "amount", "BAD_AMOUNT" },
		{ "days", "BAD_DAYS" },
	};

	view_text(form, "TERMS", f->terms);
	for (size_t i = 0; i < CONTRACT_MILESTONES; i++) {
		const struct contract_step_form *s = &f->steps[i];
		struct view *row = view_row(form, "STEP_FORM");

		view_arg(row, arg_int("I", (int64_t)i + 1));
		view_show(row, s->kind[0] == 'p' ? "IS_PAY" : "IS_DELIVER");
		view_text(row, "STEP_TITLE", s->title);
		view_text(row, "STEP_AMOUNT", s->amount);
		view_text(row, "STEP_DAYS", s->days);
		for (size_t k = 0; k < COUNT(fields); k++) {
			const struct problem *p = problem_of(problems,
			    numbered(req, fields[k].field, i));

			if (p)
				view_words(view_row(row, fields[k].section),
				    "BAD_TEXT", p->code, p->args);
		}
	}
}

static void
fill_change(struct view *v, const struct contract_form *f)
{
	struct view *form = view_row(v, "ASKS_CHANGE");

	view_text(form, "FORM_AMOUNT", f->amount);
	view_text(form, "FORM_DAYS", f->days);
	view_show(form, strcmp(f->direction, "less") == 0 ? "IS_LESS" :
	    "IS_MORE");
}

static void
fill_settle(struct view *v, const struct act *act,
    const struct contract_page *page, const struct contract_form *f)
{
	static const char *const faults[] = { "owner", "agency", "none" };
	struct view *form = view_row(v, "ASKS_SETTLE");
	const char *side = contract_side_code(page->c.side);

	view_text(form, "FORM_AMOUNT", f->amount);
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct view *row;

		if (!(act->asks & FAULT_ALL) && (i == 2 ||
		    strcmp(faults[i], side) == 0))
			continue;
		row = view_row(form, "FAULT_CHOICE");
		view_text(row, "VALUE", faults[i]);
		view_word(row, "LABEL", "fault", faults[i]);
		if (strcmp(f->fault, faults[i]) == 0)
			view_show(row, "CHOSEN");
	}
}

static void
fill_milestones(struct view *v, const struct contract_page *page,
    const struct contract_form *f)
{
	struct view *form = view_row(v, "ASKS_MILESTONE");

	view_text(form, "NOTE", f->note);
	for (size_t i = 0; i < page->n_steps; i++) {
		const struct milestone *s = &page->steps[i];
		struct view *row;
		int64_t no;

		if (s->kind[0] != 'd' || s->met_at)
			continue;
		row = view_row(form, "CHOICE");
		view_arg(row, arg_number("VALUE", ARG_PLAIN, s->no));
		view_text(row, "LABEL", s->title);
		if (digits_int(f->milestone, 1, CONTRACT_MILESTONES, &no) &&
		    no == s->no)
			view_show(row, "CHOSEN");
	}
}

static void
fill_money(struct view *v, const struct contract_page *page,
    const struct contract_form *f)
{
	struct view *form = view_row(v, "ASKS_MONEY");
	const struct contract *c = &page->c.contract;

	view_text(form, "VOUCHER", f->voucher);
	view_text(form, "FORM_AMOUNT", f->amount);
	view_text(form, "PAID_ON", f->paid_on);
	view_arg(form, arg_money("LEFT", contract_owed(c) - c->paid_fen));
	view_text(form, "PAYER", c->owner_name);
}

/* What was asked, above the answer. */
static void
fill_asked(struct view *v, const struct act *act,
    const struct contract_page *page)
{
	const struct proposal *p = &page->c.proposal;
	struct view *row = view_row(v, "ASKS_ANSWER");

	view_word(row, "ASK_KIND", "ask", p->kind);
	view_text(row, "ASK_REASON", p->reason);
	view_arg(row, arg_number("PROPOSAL", ARG_PLAIN, p->id));
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
	if (act->asks & ANSWER)
		view_show(row, "YES_NO");
}

/* The text; by one's own key, where one can have one; by the password. */
static void
fill_sign(struct req *req, struct view *v, const struct contract_page *page)
{
	char hex[2 * CONTRACT_HASH + 1];

	view_text(v, "TEXT", page->text);
	view_text(v, "HASH", arena_strdup(req->market->arena, digits_hex(hex,
	    page->c.contract.text_hash, CONTRACT_HASH)));
	if (page->record[0] == '\0')
		return;
	v = view_row(v, "ASKS_KEY");
	view_text(v, "RECORD", page->record);
	view_text(v, "KEY_ROLE", page->c.side == CONTRACT_OWNER ?
	    "purchaser" : "bidder");
	view_text(v, "SIDE", contract_side_code(page->c.side));
	fill_key(req, v);
}

static void
fill_form(struct req *req, struct view *v, const struct act *act,
    const struct contract_page *page, const struct contract_form *f,
    const struct problems *problems)
{
	if (act->asks & STEPS)
		fill_steps(req, v, f, problems);
	if (act->asks & SIGNATURE)
		fill_sign(req, v, page);
	if (act->asks & REMARK)
		view_text(view_row(v, "ASKS_REMARK"), "REMARK", f->remark);
	if (act->asks & CHANGE)
		fill_change(v, f);
	if (act->asks & SETTLE)
		fill_settle(v, act, page, f);
	if (act->asks & REASON)
		view_text(view_row(v, "ASKS_REASON"), "REASON", f->reason);
	if (act->asks & MILESTONE)
		fill_milestones(v, page, f);
	if (act->asks & DEFECTS)
		view_text(view_row(v, "ASKS_DEFECTS"), "DEFECTS", f->defects);
	if (act->asks & FILES_TOO)
		upload_fill_files(req, view_row(v, "ASKS_FILES"), &f->files);
	if (act->asks & MONEY)
		fill_money(v, page, f);
	if (act->asks & ASKED)
		fill_asked(v, act, page);
}

static int
show(struct req *req, int status, const struct act *act,
    struct contract_form *f, const struct problems *problems)
{
	struct contract_page page;
	struct view *v;
	bool suspended;
	enum err err = contract_show(req->market, &req->actor, req->arg[0],
	    &page);

	if (!err && !contract_act_offered(&page, act->name, req->now))
		err = ERR_CONFLICT;
	if (err)
		return reply_error(req, err);
	if (status == 200)
		first_form(req, &page, f);
	suspended = strcmp(page.c.contract.state, "suspended") == 0;
	v = reply_page(req, "contract/act.html");
	view_word(v, "TITLE", "act", act->name);
	view_word(v, "ACT_TEXT", "act_text", act->name);
	view_text(v, "ACT_NAME", act->name);
	view_show(v, act->asks & SIGNATURE ? "SIGN" : "PLAIN");
	if (act->asks & FILES_TOO)
		view_show(v, "WITH_FILES");
	view_text(v, "CODE", page.c.project.code);
	view_text(v, "NAME", page.c.project.title);
	view_arg(v, arg_number("REV", ARG_PLAIN, page.c.contract.rev));
	view_text(v, "KIND", suspended ? "resume" : "suspend");
	fill_form(req, v, act, &page, f, problems);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
contract_act_page(struct req *req)
{
	const struct act *act = act_of(req->arg[1]);
	const struct problems none = { .n = 0 };
	struct contract_form f;

	if (act == NULL)
		return reply_error(req, ERR_NOT_FOUND);
	read_form(req, act, &f);
	return show(req, 200, act, &f, &none);
}

/* The password, given again for a signature. */
static enum err
confirm(struct req *req, struct contract_form *f, struct problems *problems)
{
	const char *password = form_text(&req->form, "password");
	enum err err;

	if (password[0] == '\0')
		return OK;
	err = account_confirm(req->market, &req->actor, password,
	    req->remote, problems);
	for (size_t i = 0; i < problems->n; i++)
		problems->list[i].field = "password";
	f->confirmed = err == OK;
	return err;
}

static int
act_post(struct req *req, const struct act *act)
{
	struct problems problems = { .n = 0 };
	struct contract_form f;
	enum err err = OK;

	if (act == NULL)
		return reply_error(req, ERR_NOT_FOUND);
	read_form(req, act, &f);
	if (act->asks & SIGNATURE)
		err = confirm(req, &f, &problems);
	if (!err)
		err = act->verb(req->market, &req->actor, req->arg[0], &f,
		    &problems);
	if (problems.n)
		return show(req, reply_status(err), act, &f, &problems);
	if (err)
		return reply_error(req, err);
	return reply_done(req, act->done, "/projects/%s/contract",
	    req->arg[0]);
}

int
contract_act_post(struct req *req)
{
	return act_post(req, act_of(req->arg[1]));
}

/* Those with files have rows of their own in the site map. */
int
contract_deliver_post(struct req *req)
{
	return act_post(req, act_of("deliver"));
}

int
contract_reject_post(struct req *req)
{
	return act_post(req, act_of("reject"));
}
