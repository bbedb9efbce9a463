/* SPDX-License-Identifier: Apache-2.0 */
/* draft_price.c: how a draft chooses, and what that method wants to know. */
#include <string.h>

#include "db/agency.h"
#include "db/party.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/cure.h"
#include "market/draft_core.h"
#include "market/fee.h"
#include "market/penalty.h"
#include "market/sheet.h"
#include "market/uscc.h"

enum { RATE_WHOLE = 10000, RATE_TOP = 9999 };

static enum err
read_chosen(struct db *db, struct draft *d)
{
	char uscc[USCC_LENGTH + 1];
	struct party party;
	struct agency agency;
	bool punished = false;
	enum err err;

	if (d->form->chosen[0] == '\0')
		return OK;
	if (uscc_problem(d->form->chosen, uscc) != NULL) {
		problem_at(d->problems, "chosen", "draft_chosen_unknown");
		return OK;
	}
	err = db_party_by_uscc(db, uscc, &party);
	if (!err)
		err = db_agency_get(db, party.id, &agency);
	if (!err)
		err = penalty_forbids(db, party.id, d->p->item_id,
		    db_now(db), &punished);
	if (err == ERR_NOT_FOUND)
		problem_at(d->problems, "chosen", "draft_chosen_unknown");
	else if (!err && (punished || strcmp(agency.state, "active") != 0))
		problem_at(d->problems, "chosen", "draft_chosen_inactive");
	else if (!err && party.id == d->actor->party_id)
		problem_at(d->problems, "chosen", "draft_chosen_self");
	else if (!err)
		d->p->chosen_id = party.id;
	return err == ERR_NOT_FOUND ? OK : err;
}

static const char *
known_method(const char *method)
{
	for (size_t i = 0; i < PARAMS_METHODS; i++)
		if (strcmp(params_methods[i], method) == 0)
			return params_methods[i];
	return NULL;
}

/* Public money chooses by competition; the schema says so once more. */
enum err
draft_read_method(struct db *db, struct draft *d)
{
	struct project *p = d->p;
	const char *method = d->form->method[0] ? known_method(
	    d->form->method) : "lowest";
	const char *code = NULL;

	p->method = "lowest";
	p->chosen_id = 0;
	if (method == NULL)
		code = "draft_method_choose";
	else if (strcmp(method, "direct") == 0 && (d->actor->government ||
	    strcmp(p->fund, "fiscal") == 0))
		code = "draft_direct_forbidden";
	else if (!params_allow(&d->house->params, method,
	    params_fund(p->fund)))
		code = "draft_method_off";
	if (code != NULL) {
		problem_at(d->problems, "method", code);
		return OK;
	}
	p->method = method;
	return strcmp(method, "direct") == 0 ? read_chosen(db, d) : OK;
}

static void
read_money(struct draft *d, const char *field, const char *text,
    int64_t *fen)
{
	const char *code;

	*fen = 0;
	if (text && text[0] && !digits_money(text, fen, &code))
		problem_at(d->problems, field, code);
}

static void
read_rate(struct draft *d, const char *field, const char *text, int64_t *bp)
{
	const char *code;
	int64_t n = *bp;

	if (text == NULL || text[0] == '\0')
		return;
	if (!digits_rate(text, &n, &code))
		problem_at(d->problems, field, code);
	else if (n == RATE_WHOLE)
		problem_at(d->problems, field, "rate_range");
	else
		*bp = n;
}

static void
read_rates(struct draft *d)
{
	struct project *p = d->p;

	p->quote = "rate";
	p->rate_max = RATE_TOP;
	read_rate(d, "rate_min", d->form->rate_min, &p->rate_min);
	read_rate(d, "rate_max", d->form->rate_max, &p->rate_max);
	if (p->rate_min > p->rate_max)
		problem_at(d->problems, "rate_max", "draft_rate_order");
}

/* 3, 5, 7 or 9 who score; none chosen yet: 0. */
static void
read_evaluators(struct draft *d)
{
	const char *text = d->form->evaluators;
	int64_t n = 0;

	if (text && text[0] && (!digits_int(text, 3, 9, &n) || n % 2 == 0))
		problem_at(d->problems, "evaluators",
		    "draft_evaluators_choose");
	d->p->evaluators = n % 2 ? n : 0;
}

/* What proposals are judged by; none yet: "". */
static void
read_criteria(struct db *db, struct draft *d)
{
	struct criterion list[SHEET_CRITERIA];
	char *text = arena_strdup(db_arena(db), d->form->criteria ?
	    d->form->criteria : "");
	size_t n;

	text_trim(text);
	if (text[0] == '\0')
		return;
	if (!text_clean(text, true) || !sheet_criteria(db_arena(db), text,
	    list, &n))
		problem_at(d->problems, "criteria", "draft_criteria");
	else
		d->p->criteria = text;
}

/* Documents, of every method that has a round. */
static void
read_documents(struct db *db, struct draft *d)
{
	const char *why = cure_typed(db_arena(db), d->form->documents ?
	    d->form->documents : "", &d->p->documents);

	if (why)
		problem_at(d->problems, "documents", why);
}

void
draft_read_price(struct db *db, struct draft *d)
{
	const struct draft_form *f = d->form;
	struct project *p = d->p;

	p->quote = "amount";
	p->floor_fen = p->fixed_fen = p->evaluators = 0;
	p->criteria = p->documents = "";
	p->rate_min = p->rate_max = 0;
	read_money(d, "ceiling", f->ceiling, &p->ceiling_fen);
	if (strcmp(p->method, "direct") == 0)
		return;
	read_documents(db, d);
	if (strcmp(p->method, "composite") == 0) {
		read_evaluators(d);
		read_criteria(db, d);
		p->server = false;	/* a proposal is its bidder's to seal */
	}
	if (strcmp(p->method, "credit") == 0 ||
	    strcmp(p->method, "random") == 0) {
		p->quote = "none";
		read_money(d, "fixed", f->fixed, &p->fixed_fen);
		p->ceiling_fen = p->fixed_fen;	/* what the budget keeps */
		return;
	}
	if (f->quote && strcmp(f->quote, "rate") == 0) {
		read_rates(d);
		return;
	}
	read_money(d, "floor", f->floor, &p->floor_fen);
	if (p->ceiling_fen && p->floor_fen > p->ceiling_fen)
		problem_at(d->problems, "floor", "draft_floor_order");
}

int64_t
draft_fee(const struct item *item, const struct project *p)
{
	bool below = strcmp(p->quote, "none") != 0 &&
	    strcmp(p->method, "direct") != 0;
	struct fee_rule rule;

	return fee_read(item->fee_basis, item->fee_table, &rule) ?
	    fee_standard_fen(&rule, below ? p->ceiling_fen : 0) : 0;
}
