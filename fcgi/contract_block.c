/* SPDX-License-Identifier: Apache-2.0 */
/* contract_block.c: a contract on its project's page, and its clocks. */
#include <stdlib.h>
#include <string.h>

#include "fcgi/contract.h"
#include "market/base/digits.h"
#include "market/payment.h"

/* Which deadline a state waits for, and its two sentences. */
static const struct {
	const char *state, *event, *code, *late;
} clocks[] = {
	{ "drafting", "lapse", "clock_sign", "clock_sign_late" },
	{ "drafting", "sign", "clock_sign", "clock_sign_late" },
	{ "confirming", "lapse", "clock_sign", "clock_sign_late" },
	{ "confirming", "sign", "clock_sign", "clock_sign_late" },
	{ "in_force", "deliver", "clock_deliver", "clock_deliver_late" },
	{ "changing", "deliver", "clock_deliver", "clock_deliver_late" },
	{ "rework", "deliver", "clock_deliver", "clock_deliver_late" },
	{ "delivered", "reject", "clock_reject", NULL },
	{ "delivered", "deem", "clock_deem", NULL },
	{ "accepted", "pay", "clock_pay", "clock_pay_late" },
	{ "terminated", "pay", "clock_settle", "clock_pay_late" },
};

static const struct due *
waiting(const struct due *dues, size_t n, const char *event)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(dues[i].event, event) == 0)
			return &dues[i];
	return NULL;
}

static void
sentence(struct view *v, const char *code, const struct arg *args)
{
	view_words(view_row(v, "CLOCK"), "CLOCK_TEXT", code, args);
}

static void
say_late(struct view *v, const char *code, int64_t due_at, int64_t now)
{
	sentence(v, code, (struct arg[]){ arg_int("N",
	    payment_days_late(due_at, now)), { .kind = ARG_END } });
}

/*
 * So many days after the acceptance, so many are over.  An acceptance after
 * the day's cutoff counts as the next day's: so from the end, not the start.
 */
static void
say_pay(struct view *v, const char *code, const struct due *d, int64_t now)
{
	char *unit;
	int64_t days = strtoll(d->span, &unit, 10), over;

	if (strcmp(unit, "d") != 0)	/* working days, a region's choice */
		days = payment_days_late(d->from_at, d->due_at);
	over = days + payment_days_late(d->due_at, now);
	sentence(v, code, (struct arg[]){ arg_int("N", days),
	    arg_int("K", over > 0 ? over : 0), { .kind = ARG_END } });
}

static void
say(struct view *v, const char *code, const struct due *d, int64_t now)
{
	if (strcmp(code, "clock_pay") == 0)
		say_pay(v, code, d, now);
	else
		sentence(v, code, (struct arg[]){ arg_number("DAY", ARG_DAY,
		    d->due_at), { .kind = ARG_END } });
}

void
fill_contract_clocks(struct req *req, struct view *v,
    const struct contract *c, const struct due *dues, size_t n)
{
	const struct due *file = waiting(dues, n, "file");
	const char *said = "";

	if (strcmp(c->state, "suspended") == 0)
		sentence(v, "clock_suspended", (struct arg[]){ arg_number(
		    "DAY", ARG_DAY, c->suspended_at), { .kind = ARG_END } });
	for (size_t i = 0; i < COUNT(clocks); i++) {
		const struct due *d = waiting(dues, n, clocks[i].event);

		if (d == NULL || strcmp(clocks[i].state, c->state) != 0 ||
		    strcmp(clocks[i].code, said) == 0)
			continue;
		said = clocks[i].code;
		if (req->now <= d->due_at)
			say(v, said, d, req->now);
		else if (clocks[i].late)
			say_late(v, clocks[i].late, d->due_at, req->now);
	}
	if (file && c->filed_at == 0 && req->now <= file->due_at)
		say(v, "clock_file", file, req->now);
	else if (file && c->filed_at == 0)
		say_late(v, "clock_file_late", file->due_at, req->now);
}

enum err
fill_contract_block(struct req *req, struct view *v,
    const struct project *p)
{
	struct contract c;
	struct due *dues;
	struct view *row;
	size_t n;
	enum err err = contract_of_project(req->market, p->id, &c);

	if (err == ERR_NOT_FOUND || (!err && c.in_force_at == 0 &&
	    strcmp(c.state, "terminated") == 0))
		return OK;
	if (!err)
		err = contract_dues(req->market, p->id, &dues, &n);
	if (err)
		return err;
	row = view_row(v, "CONTRACT");
	view_word(row, "CONTRACT_STATE", "contract", c.state);
	view_text(row, "PAYER", c.owner_name);
	view_arg(row, arg_money("CONTRACT_AMOUNT", contract_owed(&c)));
	fill_contract_clocks(req, row, &c, dues, n);
	if (c.in_force_at) {
		struct view *paid = view_row(row, "PAID_LINE");

		view_arg(paid, arg_money("PAID", c.paid_fen));
		view_arg(paid, arg_number("IN_FORCE", ARG_DATE,
		    c.in_force_at));
	}
	if ((req->actor.role == ROLE_OWNER && req->actor.party_id ==
	    c.owner_id) || (req->actor.role == ROLE_AGENCY &&
	    req->actor.party_id == c.agency_id) || req->actor.role &
	    (ROLE_REGULATOR | ROLE_AUDITOR))
		view_show(row, "TO_CONTRACT");
	return OK;
}
