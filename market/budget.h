/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_BUDGET_H
#define MARKET_BUDGET_H

#include "db/owner.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * Budget lines of a purchaser: what its fiscal projects are paid from.  A
 * line never shrinks below what hangs on it (db/owner.h); publishing, award
 * and payment move its money, nobody does by hand.
 *
 * Sources: 国办《关于深入推进审批服务便民化的指导意见》二(七): 部门支付、
 * 纳入预算; domain.md 5, I2.
 */
enum {
	BUDGET_PAGE = 20,	/* lines on a page */
	BUDGET_CHOICES = 200	/* lines a project is offered */
};

/* Lines behind one of them; year 0: from the top. */
struct budget_cursor {
	int64_t year;
	const char *code;
};

/* BUDGET_PAGE of the actor's lines, newest year first; one more: go on. */
enum err budget_list(struct market *m, const struct actor *actor,
    const struct budget_cursor *after, struct budget_line **list, size_t *n);

/* The newest BUDGET_CHOICES of the actor's lines. */
enum err budget_choices(struct market *m, const struct actor *actor,
    struct budget_line **list, size_t *n);

/* What the form sent, as typed. */
struct budget_form {
	const char *year;
	const char *code;
	const char *name;
	const char *amount;
	const char *once;
};

/*
 * A new line; *id is filled.  Sent again: the same line.
 *
 * OK
 * ERR_INVALID	*problems says what
 * ERR_CONFLICT	this year has a line of that code: a problem
 */
enum err budget_add(struct market *m, const struct actor *actor,
    const struct budget_form *form, int64_t *id, struct problems *problems);

#endif
