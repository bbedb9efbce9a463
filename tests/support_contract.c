/* SPDX-License-Identifier: Apache-2.0 */
/* support_contract.c: contracts on their way. */
#include "tests/support_contract.h"

#include <check.h>
#include <inttypes.h>
#include <string.h>

#include "db/owner.h"
#include "market/base/digits.h"
#include "market/payment.h"

static const struct {
	const char *act;
	contract_verb *verb;
} verbs[] = {
	{ "edit", contract_edit }, { "send", contract_send },
	{ "return", contract_return }, { "recall", contract_recall },
	{ "agree", contract_agree }, { "file", contract_file },
	{ "change", contract_propose }, { "suspend", contract_propose },
	{ "resume", contract_propose }, { "terminate", contract_propose },
	{ "decide", contract_decide }, { "withdraw", contract_withdraw },
	{ "order", contract_order }, { "breach", contract_breach },
	{ "deliver", contract_deliver }, { "reject", contract_reject },
	{ "accept", contract_accept }, { "pay", payment_record },
};

const struct contract *
deal_now(struct deal *d)
{
	ck_assert_int_eq(contract_show(the_market(), &d->owner, d->code,
	    &d->page), OK);
	return &d->page.c.contract;
}

static void
steps_form(struct deal *d)
{
	for (size_t i = 0; i < d->page.n_steps; i++) {
		const struct milestone *s = &d->page.steps[i];
		char yuan[DIGITS_MAX];

		d->form.steps[i] = (struct contract_step_form){
			.kind = s->kind, .title = s->title,
			.amount = s->amount_fen ? arena_strdup(tests_arena(),
			    digits_yuan(yuan, s->amount_fen)) : "",
			.days = arena_printf(tests_arena(), "%" PRId64,
			    s->days),
		};
		if (s->kind[0] == 'd' && s->met_at == 0 &&
		    d->form.milestone[0] == '\0')
			d->form.milestone = arena_printf(tests_arena(),
			    "%" PRId64, s->no);
	}
}

void
deal_form(struct deal *d)
{
	struct arena *a = tests_arena();
	const struct contract *c = deal_now(d);
	char t[2 * CONTRACT_HASH + 1], day[DIGITS_MAX];

	d->form = demo_form();
	d->form.confirmed = true;
	d->form.rev = arena_printf(a, "%" PRId64, c->rev);
	d->form.hash = arena_strdup(a, digits_hex(t, c->text_hash,
	    CONTRACT_HASH));
	steps_form(d);
	d->form.remark = "The second step is too early.";
	d->form.direction = "more";
	d->form.amount = "1000";
	d->form.days = "5";
	d->form.reason = "The road is longer than it was drawn.";
	d->form.fault = "owner";
	d->form.answer = "yes";
	d->form.proposal = d->page.c.asked ? arena_printf(a, "%" PRId64,
	    d->page.c.proposal.id) : "0";
	d->form.note = "The report, bound, ten copies.";
	d->form.defects = "Chapter 3 has no map of the slopes.";
	d->form.voucher = arena_printf(a, "PZ-%zu", d->page.n_payments + 1);
	d->form.paid_on = arena_strdup(a, digits_date(day, clock_at()));
}

enum err
deal_act(struct deal *d, const struct actor *who, const char *act)
{
	d->problems.n = 0;
	if (strcmp(act, "order") != 0)
		d->form.kind = act;
	else if (d->form.kind[0] == '\0')
		d->form.kind = strcmp(deal_now(d)->state, "suspended") == 0 ?
		    "resume" : "suspend";
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].act, act) == 0)
			return verbs[i].verb(the_market(), who, d->code,
			    &d->form, &d->problems);
	ck_abort_msg("no act %s", act);
	return ERR_INTERNAL;
}

void
deal_do(struct deal *d, const struct actor *who, const char *act)
{
	enum err err;

	deal_form(d);
	err = deal_act(d, who, act);
	ck_assert_msg(!err, "%s: %d %s", act, err, d->problems.n ?
	    d->problems.list[0].code : "");
	(void)deal_now(d);
}

/* What leads to each state from the one named before it. */
static const struct {
	const char *state, *from, *act;
	char who;
	const char *answer;		/* what the other does then */
} ways[] = {
	{ "confirming", "drafting", "send", 'O', NULL },
	{ "in_force", "confirming", "agree", 'A', NULL },
	{ "changing", "in_force", "change", 'O', NULL },
	{ "suspended", "in_force", "suspend", 'O', "decide" },
	{ "delivered", "in_force", "deliver", 'A', NULL },
	{ "rework", "delivered", "reject", 'O', NULL },
	{ "accepted", "delivered", "accept", 'O', NULL },
	{ "settled", "accepted", "pay", 'O', NULL },
	{ "terminated", "in_force", "breach", 'A', NULL },
};

static void
lead_to(struct deal *d, const char *state)
{
	if (strcmp(state, "drafting") == 0)
		return;
	for (size_t i = 0; i < COUNT(ways); i++) {
		if (strcmp(ways[i].state, state) != 0)
			continue;
		lead_to(d, ways[i].from);
		deal_form(d);
		if (strcmp(state, "settled") == 0)
			d->form.amount = "50001";
		if (strcmp(state, "terminated") == 0)
			d->form.amount = "0";
		ck_assert_int_eq(deal_act(d, ways[i].who == 'O' ? &d->owner :
		    &d->agency, ways[i].act), OK);
		if (ways[i].answer)
			deal_do(d, &d->agency, ways[i].answer);
	}
	ck_assert_str_eq(deal_now(d)->state, state);
}

void
a_deal(struct deal *d, const char *state)
{
	memset(d, 0, sizeof *d);
	d->owner = a_department(1);
	d->code = a_signing(&d->owner);
	d->agency = winner_of(d->code);
	d->office = a_regulator();
	lead_to(d, state);
	(void)deal_now(d);
}

struct due
deal_due(struct deal *d, const char *event)
{
	(void)deal_now(d);
	for (size_t i = 0; i < d->page.n_dues; i++)
		if (strcmp(d->page.dues[i].event, event) == 0)
			return d->page.dues[i];
	ck_abort_msg("no deadline %s", event);
	return (struct due){ .event = "" };
}

struct budget_line
deal_budget(struct deal *d)
{
	struct budget_line line;

	ck_assert_int_eq(db_budget_get(the_market()->db,
	    deal_now(d)->budget_line_id, &line), OK);
	return line;
}
