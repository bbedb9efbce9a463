/* SPDX-License-Identifier: Apache-2.0 */
/* bid.c: sealing, replacing, withdrawing; receipts. */
#include "market/bid.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/bid.h"
#include "fcgi/handlers.h"
#include "fcgi/project.h"
#include "market/base/digits.h"
#include "market/cosign.h"
#include "market/project.h"
#include "market/receipt.h"
#include "market/sheet.h"
#include "market/submit.h"

/* What sealing on the device needs (views/_seal_form.html). */
static void
fill_sealing(struct view *v, const struct bid_offer *o)
{
	view_text(v, "SEALING", o->round.sealing_id);
	view_text(v, "KEY_NAME", o->name);
	view_text(v, "KEY", o->vkey);
	view_arg(v, arg_number("LAST_SEQ", ARG_PLAIN, o->gate.last_seq));
	view_arg(v, arg_number("NEXT_SEQ", ARG_PLAIN, o->gate.last_seq + 1));
	view_arg(v, arg_number("DEADLINE_UNIX", ARG_PLAIN,
	    o->round.deadline));
}

/* What a proposal says beside the price. */
static void
fill_proposal(struct arena *a, struct view *v, const struct project *p)
{
	struct criterion list[SHEET_CRITERIA];
	size_t n;

	if (!sheet_criteria(a, p->criteria, list, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		struct view *row = view_row(v, "FIELD");

		view_text(row, "FIELD_KEY", arena_printf(a, "c%zu", i + 1));
		view_text(row, "FIELD_NAME", list[i].name);
	}
}

/* What is asked for: an amount, a rate, or nothing. */
static void
fill_quote(struct view *v, const struct project *p)
{
	if (strcmp(p->quote, "none") == 0) {
		view_show(v, "ASK_NOTHING");
		return;
	}
	if (strcmp(p->quote, "rate") == 0) {
		view_show(v, "ASK_RATE");
		view_arg(v, arg_number("RATE_MIN", ARG_PERCENT, p->rate_min));
		view_arg(v, arg_number("RATE_MAX", ARG_PERCENT, p->rate_max));
		return;
	}
	view_show(v, "ASK_AMOUNT");
	if (p->floor_fen)
		view_arg(view_row(v, "HAS_FLOOR"), arg_money("FLOOR",
		    p->floor_fen));
}

/* The card that says what is bid on, and until when. */
static void
fill_offer(struct req *req, struct view *v, const struct bid_offer *o)
{
	const struct project *p = &o->project;
	struct round_trustee *trustees;
	size_t n = 0;

	/* A fault here is logged; the rest is still right. */
	if (project_trustees(req->market, &o->round, &trustees, &n) == OK)
		view_arg(v, arg_int("TRUSTEES_N", (int64_t)n));
	view_arg(v, arg_int("THRESHOLD", o->round.threshold));

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "OWNER", p->owner_name);
	view_word(v, "METHOD", "method", p->method);
	fill_price(v, p->method, p->ceiling_fen);
	fill_quote(v, p);
	view_arg(v, arg_time("DEADLINE", o->round.deadline));
	view_arg(v, arg_number("LEFT", ARG_LEFT,
	    o->round.deadline - req->now));
	if (strcmp(o->gate.last_state, "sealed") == 0)
		view_arg(view_row(v, "REPLACES"), arg_int("SEQ",
		    o->gate.last_seq));
}

int
bid_show_new(struct req *req, int status, const struct bid_offer *o,
    const char *amount, const struct problems *problems)
{
	struct view *v = reply_page(req, "bid/new.html");

	view_words(v, "TITLE", "title_bid", NULL);
	fill_offer(req, v, o);
	fill_sealing(v, o);
	fill_proposal(req->market->arena, v, &o->project);
	fill_bid_documents(req, v, o, problems);
	view_arg(v, arg_number("CEILING_FEN", ARG_PLAIN,
	    o->project.ceiling_fen));
	view_text(v, "USCC", req->actor.uscc);
	if (bid_server_problem(o))
		view_words(view_row(v, "NO_SERVER"), "NO_SERVER_WHY",
		    bid_server_problem(o), NULL);
	else
		view_show(v, "BY_SERVER");
	view_text(v, "AMOUNT", amount);
	view_show(v, "BROWSER");
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
	if (problems->n && strncmp(problems->list[0].code,
	    "bid_requirement", 15) == 0)
		view_show(v, "LACKING");
	if (problems->n && (strcmp(problems->list[0].code,
	    "bid_suspended") == 0 || strcmp(problems->list[0].code,
	    "bid_penalised") == 0))
		view_show(v, "STANDING");
	return reply_view(req, reply_status(err), v);
}

/* A signed refusal, as a page that offers it. */
static int
show_refusal(struct req *req, const struct posted *posted, const char *file,
    size_t n)
{
	struct view *v = reply_page(req, "bid/refused.html");
	struct view *row = view_row(v, "REFUSAL");
	char hex[65];

	view_words(v, "TITLE", "title_refused", NULL);
	view_text(v, "CODE", req->arg[0]);
	view_word(row, "REFUSAL_WHY", "refusal", posted->code);
	view_text(row, "FILE", arena_strdup(req->market->arena,
	    submit_hash(hex, file, n)));
	view_text(row, "REFUSAL_TEXT", posted->text);
	return reply_view(req, reply_refusal(posted->code), v);
}

int
bid_refuse(struct req *req, enum err err, const struct problems *problems)
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

	return err ? bid_refuse(req, err, &problems) :
	    bid_show_new(req, 200, &o, "", &problems);
}

/*
 * The second screen: the quote as understood, in figures and in words.  It
 * is filled from the stack and expanded before that is gone; nothing of it
 * enters the arena.
 */
static int
show_check(struct req *req, const struct bid_offer *o,
    const struct bid_quote *q)
{
	struct view *v = reply_page(req, "bid/check.html");
	char yuan[DIGITS_MAX] = "", typed[DIGITS_MAX] = "";
	const struct problems none = { .n = 0 };
	int status;

	view_words(v, "TITLE", "title_bid_check", NULL);
	view_show(v, "SERVER");
	fill_offer(req, v, o);
	if (q->fen >= 0) {
		digits_yuan(yuan, q->fen);
		view_secret(v, arg_number("CAPITAL", ARG_CAPITAL, q->fen));
	}
	if (strcmp(o->project.quote, "rate") == 0)
		digits_percent(typed, q->rate_bp);
	else
		memcpy(typed, yuan, sizeof typed);
	view_text(v, "AMOUNT", yuan);
	view_text(v, "TYPED", typed);
	fill_bid_documents(req, v, o, &none);
	reply_form(req, v);
	status = reply_view(req, 200, v);
	explicit_bzero(yuan, sizeof yuan);
	explicit_bzero(typed, sizeof typed);
	return status;
}

int
bid_check_post(struct req *req)
{
	const char *amount = form_text(&req->form, "amount");
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	struct bid_quote q;
	int status;
	enum err err = bid_offer(req->market, &req->actor, req->arg[0], &o,
	    &problems);

	if (!err && bid_server_problem(&o)) {
		problem_at(&problems, NULL, bid_server_problem(&o));
		err = ERR_CONFLICT;
	}
	if (err)
		return bid_refuse(req, err, &problems);
	err = bid_quote(&o.project, amount, &q, &problems);
	/* «修改» comes back here, to the first screen, with the amount. */
	if (err || form_get(&req->form, "change") != NULL)
		status = bid_show_new(req, err ? 422 : 200, &o, amount,
		    &problems);
	else
		status = show_check(req, &o, &q);
	explicit_bzero(&q, sizeof q);
	return status;
}

static int
to_receipt(struct req *req, const struct bid *bid)
{
	char hex[2 * BID_HASH + 1];

	return reply_see_other(req, "/receipts/%s", digits_hex(hex,
	    bid->file, BID_HASH));
}

int
bid_place_post(struct req *req)
{
	const char *amount = form_text(&req->form, "amount");
	struct problems problems = { .n = 0 };
	const char *hashes[CURE_MOST];
	struct bid_offer o;
	struct bid bid;
	enum err err;

	if (reply_once(req)[0] == '\0')
		return reply_problem(req, 400, "malformed");
	bid_hashes(req, hashes);
	err = bid_place_with(req->market, &req->actor, req->arg[0], amount,
	    hashes, reply_once(req), &bid, &problems);
	if (err == ERR_INVALID && bid_offer(req->market, &req->actor,
	    req->arg[0], &o, &(struct problems){ .n = 0 }) == OK)
		return bid_show_new(req, 422, &o, amount, &problems);
	if (err)
		return bid_refuse(req, err, &problems);
	return to_receipt(req, &bid);
}

int
bid_withdraw_page(struct req *req)
{
	struct problems problems = { .n = 0 };
	struct bid_offer o;
	struct bid last;
	struct view *v;
	enum err err = bid_placed(req->market, &req->actor, req->arg[0], &o,
	    &last, &problems);

	if (err)
		return bid_refuse(req, err, &problems);
	v = reply_page(req, "bid/withdraw.html");
	view_words(v, "TITLE", "title_withdraw", NULL);
	view_text(v, "CODE", o.project.code);
	view_text(v, "NAME", o.project.title);
	view_arg(v, arg_int("SEQ", last.seq));
	view_arg(v, arg_number("RECEIVED", ARG_SECOND, last.received_at));
	view_arg(v, arg_time("DEADLINE", o.round.deadline));
	fill_sealing(v, &o);
	view_show(v, o.gate.own ? "OWN" : "BY_SERVER");
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
		return bid_refuse(req, err, &problems);
	return to_receipt(req, &bid);
}

/* Where it stands in the log, who witnessed it, what proves it. */
static void
fill_proof(struct req *req, struct view *v, const struct bid *b)
{
	struct arena *a = req->market->arena;
	char hex[2 * BID_HASH + 1];
	const char *text;
	size_t n, witnesses;

	view_text(v, "FILE", arena_strdup(a, digits_hex(hex, b->file,
	    BID_HASH)));
	view_arg(v, arg_int("LEAF", b->leaf));
	if (receipt_get(req->market, b->file, &text, &n) == OK)
		view_text(v, "PROOF", text);
	if (log_witnesses(req->market, b->leaf, &witnesses) == OK &&
	    witnesses > 0)
		view_arg(view_row(v, "WITNESSED"), arg_int("WITNESSES",
		    (int64_t)witnesses));
	else
		view_show(v, "UNWITNESSED");
}

static void
fill_receipt(struct req *req, struct view *v, const struct bid *b,
    const struct project *p, const struct round *r)
{
	bool envelope = strcmp(b->kind, "envelope") == 0;

	view_text(v, "CODE", p->code);
	view_text(v, "NAME", p->title);
	view_text(v, "SEALING", r->sealing_id);
	view_text(v, "BIDDER", b->agency_name);
	view_text(v, "BIDDER_USCC", b->agency_uscc);
	view_arg(v, arg_number("RECEIVED", ARG_SECOND, b->received_at));
	view_arg(v, arg_int("SEQ", b->seq));
	view_arg(v, arg_number("ROUND_N", ARG_PLAIN, r->n));
	view_arg(v, arg_time("DEADLINE", r->deadline));
	view_word(v, "BID_STATE", "bid", b->state);
	view_word(v, "SEALER", "sealer", b->sealer);
	fill_proof(req, v, b);
	view_show(v, envelope ? "ENVELOPE" : "WITHDRAWAL");
	if (strcmp(b->state, "superseded") == 0)
		view_show(v, "SUPERSEDED");
	if (strcmp(b->state, "sealed") == 0 && envelope &&
	    req->now < r->deadline)
		view_show(v, "CHANGEABLE");
	if (r->closed_at)
		view_show(v, "CLOSED");
}

/* A file that was sealed elsewhere, by a plain form. */
int
bid_file_post(struct req *req)
{
	const struct field *file = NULL;
	struct posted posted;
	struct project p;
	struct round r;
	char hex[65];
	enum err err = project_get(req->market, req->arg[0], &p);

	for (size_t i = 0; i < req->form.n; i++)
		if (strcmp(req->form.fields[i].name, "file") == 0)
			file = &req->form.fields[i];
	if (!err)
		err = project_round(req->market, p.id, &r);
	if (err)
		return reply_error(req, err);
	if (file == NULL || file->len == 0) {
		struct problems problems = { .n = 0 };

		problem_at(&problems, "file", "bid_file_empty");
		return show_refused(req, ERR_INVALID, &problems);
	}
	err = submit_file(req->market, &req->actor, r.sealing_id,
	    file->value, file->len, &posted);
	if (err)
		return reply_error(req, err);
	if (posted.code)
		return show_refusal(req, &posted, file->value, file->len);
	return reply_see_other(req, "/receipts/%s", submit_hash(hex,
	    file->value, file->len));
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
	char hex[2 * BID_HASH + 1];
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

		view_text(row, "FILE", arena_strdup(req->market->arena,
		    digits_hex(hex, rows[i].file, BID_HASH)));
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
