/* SPDX-License-Identifier: Apache-2.0 */
/* bid.c: sealing, replacing, withdrawing; receipts. */
#include "market/bid.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/digits.h"
#include "market/flow.h"

/* The card that says what is bid on, and until when. */
static void
fill_offer(struct req *req, struct view *v, const struct bid_offer *o)
{
	const struct project *p = &o->project;

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "OWNER", p->owner_name);
	view_word(v, "METHOD", "method", p->method);
	view_arg(v, arg_money("CEILING", p->ceiling_fen));
	view_arg(v, arg_time("DEADLINE", o->round.deadline));
	view_arg(v, arg_number("LEFT", ARG_LEFT,
	    o->round.deadline - req->now));
	if (strcmp(o->gate.last_state, "sealed") == 0)
		view_arg(view_row(v, "REPLACES"), arg_int("SEQ",
		    o->gate.last_seq));
}

/* amount stays where it came from: it is a secret. */
static int
show_new(struct req *req, int status, const struct bid_offer *o,
    const char *amount, const struct problems *problems)
{
	struct view *v = reply_page(req, "bid/new.html");

	view_words(v, "TITLE", "title_bid", NULL);
	fill_offer(req, v, o);
	view_text(v, "AMOUNT", amount);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

/* Refused for another reason than the amount: say it, with the times. */
static int
show_refused(struct req *req, enum err err, const struct problems *problems)
{
	struct view *v = reply_page(req, "bid/refused.html");

	view_words(v, "TITLE", "title_refused", NULL);
	view_text(v, "CODE", req->arg[0]);
	reply_problems(req, v, problems);
	return reply_view(req, reply_status(err), v);
}

static int
refuse(struct req *req, enum err err, const struct problems *problems)
{
	return problems->n ? show_refused(req, err, problems) :
	    reply_error(req, err);
}

int
bid_new_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	enum err err = bid_offer(req->market, &req->actor, req->arg[0], &o,
	    &problems);

	return err ? refuse(req, err, &problems) :
	    show_new(req, 200, &o, "", &problems);
}

/*
 * The second screen: the amount as understood, in figures and in words.  It
 * is filled from the stack and expanded before that is gone; nothing of it
 * enters the arena.
 */
static int
show_check(struct req *req, const struct bid_offer *o, int64_t *fen)
{
	struct view *v = reply_page(req, "bid/check.html");
	char yuan[DIGITS_MAX];
	int status;

	view_words(v, "TITLE", "title_bid_check", NULL);
	fill_offer(req, v, o);
	view_text(v, "AMOUNT", digits_yuan(yuan, *fen));
	view_secret(v, arg_number("CAPITAL", ARG_CAPITAL, *fen));
	reply_form(req, v);
	status = reply_view(req, 200, v);
	explicit_bzero(yuan, sizeof yuan);
	return status;
}

int
bid_check_post(struct req *req)
{
	const char *amount = form_text(&req->form, "amount");
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	int64_t fen = 0;
	int status;
	enum err err = bid_offer(req->market, &req->actor, req->arg[0], &o,
	    &problems);

	if (err)
		return refuse(req, err, &problems);
	err = bid_amount(&o.project, amount, &fen, &problems);
	/* «修改» comes back here, to the first screen, with the amount. */
	if (err || form_get(&req->form, "change") != NULL)
		status = show_new(req, err ? 422 : 200, &o, amount,
		    &problems);
	else
		status = show_check(req, &o, &fen);
	explicit_bzero(&fen, sizeof fen);
	return status;
}

int
bid_place_post(struct req *req)
{
	const char *amount = form_text(&req->form, "amount");
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	struct bid bid;
	enum err err;

	if (reply_once(req)[0] == '\0')
		return reply_problem(req, 400, "malformed");
	err = bid_place(req->market, &req->actor, req->arg[0], amount,
	    reply_once(req), &bid, &problems);
	if (err == ERR_INVALID && bid_offer(req->market, &req->actor,
	    req->arg[0], &o, &(struct problems){ .n = 0 }) == OK)
		return show_new(req, 422, &o, amount, &problems);
	if (err)
		return refuse(req, err, &problems);
	return reply_see_other(req, "/receipts/%s", bid.number);
}

int
bid_withdraw_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	struct bid last;
	struct view *v;
	enum err err = bid_offer(req->market, &req->actor, req->arg[0], &o,
	    &problems);

	if (problems.n == 1 && strcmp(problems.list[0].code, "bid_cap") == 0)
		err = OK;		/* withdrawing is always possible */
	if (err)
		return refuse(req, err, &problems);
	if (strcmp(o.gate.last_state, "sealed") != 0 || bid_mine(req->market,
	    &req->actor, o.project.id, &last) != OK) {
		problem_at(&problems, NULL, "bid_nothing_to_withdraw");
		return show_refused(req, ERR_CONFLICT, &problems);
	}
	v = reply_page(req, "bid/withdraw.html");
	view_words(v, "TITLE", "title_withdraw", NULL);
	view_text(v, "CODE", o.project.code);
	view_text(v, "NAME", o.project.title);
	view_arg(v, arg_int("SEQ", last.seq));
	view_arg(v, arg_number("RECEIVED", ARG_SECOND, last.received_at));
	view_arg(v, arg_time("DEADLINE", o.round.deadline));
	reply_form(req, v);
	return reply_view(req, 200, v);
}

int
bid_withdraw_post(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct bid bid;
	enum err err;

	if (reply_once(req)[0] == '\0')
		return reply_problem(req, 400, "malformed");
	err = bid_withdraw(req->market, &req->actor, req->arg[0],
	    reply_once(req), &bid, &problems);
	if (err)
		return refuse(req, err, &problems);
	return reply_see_other(req, "/receipts/%s", bid.number);
}

static void
fill_receipt(struct req *req, struct view *v, const struct bid *b,
    const struct project *p, const struct round *r)
{
	bool envelope = strcmp(b->kind, "envelope") == 0;
	char hex[2 * BID_HASH + 1];

	view_text(v, "NUMBER", b->number);
	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "SEALING", r->sealing_id);
	view_text(v, "BIDDER", b->agency_name);
	view_text(v, "BIDDER_USCC", b->agency_uscc);
	view_arg(v, arg_number("RECEIVED", ARG_SECOND, b->received_at));
	view_arg(v, arg_int("SEQ", b->seq));
	view_arg(v, arg_time("DEADLINE", r->deadline));
	view_word(v, "BID_STATE", "bid", b->state);
	if (envelope)
		view_text(view_row(v, "ENVELOPE"), "COMMITMENT",
		    arena_strdup(req->market->arena, digits_hex(hex,
		    b->commitment, BID_HASH)));
	else
		view_show(v, "WITHDRAWAL");
	if (strcmp(b->state, "sealed") == 0 && req->now < r->deadline)
		view_show(v, "CHANGEABLE");
	if (r->closed_at)
		view_show(v, "CLOSED");
}

int
bid_receipt_page(struct req *req)
{
	struct project p;
	struct round r;
	struct bid bid;
	struct view *v;
	enum err err = bid_receipt(req->market, &req->actor, req->arg[0],
	    &bid, &p, &r);

	if (err)
		return reply_error(req, err);
	v = reply_page(req, "bid/receipt.html");
	view_words(v, "TITLE", "title_receipt", NULL);
	fill_receipt(req, v, &bid, &p, &r);
	return reply_view(req, 200, v);
}

int
bid_list_page(struct req *req)
{
	struct view *v = reply_page(req, "bid/list.html");
	struct bid_row *rows;
	int64_t before, unused;
	size_t n;
	enum err err;

	read_cursor(req, &before, &unused);
	err = bid_list(req->market, &req->actor, before, &rows, &n);
	if (err)
		return reply_error(req, err);
	view_words(v, "TITLE", "title_bids", NULL);
	for (size_t i = 0; i < n && i < BID_PAGE; i++) {
		struct view *row = view_row(v, "BID");

		view_text(row, "NUMBER", rows[i].number);
		view_text(row, "CODE", rows[i].project_code);
		view_text(row, "NAME", rows[i].project_title);
		view_word(row, "BID_STATE", "bid", rows[i].state);
		view_arg(row, arg_int("SEQ", rows[i].seq));
		view_arg(row, arg_number("RECEIVED", ARG_SECOND,
		    rows[i].received_at));
		if (rows[i].position)
			view_arg(view_row(row, "RANKED"), arg_int("POSITION",
			    rows[i].position));
	}
	if (n == 0)
		view_show(v, "NONE");
	if (n > BID_PAGE)
		view_text(view_row(v, "OLDER"), "BEFORE", arena_printf(
		    req->market->arena, "%" PRId64, rows[BID_PAGE - 1].id));
	return reply_view(req, 200, v);
}
