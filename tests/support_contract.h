/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SUPPORT_CONTRACT_H
#define TESTS_SUPPORT_CONTRACT_H

#include "market/contract.h"
#include "market/demo_contract.h"
#include "tests/support.h"

/* A contract on its way; what a test does to it. */
struct deal {
	struct actor owner, agency, office;
	const char *code;
	struct contract_page page;	/* as it was last looked at */
	struct contract_form form;
	struct problems problems;
};

/*
 * Of department 1 and agency 1, in that state, led there by the verbs: sent
 * and asked by the owner.
 */
void a_deal(struct deal *d, const char *state);

/* Looks again; the test fails if there is none. */
const struct contract *deal_now(struct deal *d);

/* A form that is right for any act in the state it is in. */
void deal_form(struct deal *d);

/* One act with the form; the verb is by its name in addresses. */
enum err deal_act(struct deal *d, const struct actor *who, const char *act);

/* deal_form() and deal_act(), which must go well. */
void deal_do(struct deal *d, const struct actor *who, const char *act);

/* The deadline of an event, of whatever object; the test fails without. */
struct due deal_due(struct deal *d, const char *event);

/* The budget line of the project. */
struct budget_line deal_budget(struct deal *d);

#endif
