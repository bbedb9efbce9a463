/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ITEM_H
#define MARKET_ITEM_H

#include "db/item.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 中介服务事项清单: what intermediary services may be asked for.  An item is
 * published only with legal basis, 办理时限, 工作流程, 申报条件 and 收费标准; a
 * repealed one can never be asked for again.
 *
 * Source: 国办《关于深入推进审批服务便民化的指导意见》二(七); domain.md 1, 4.
 */
enum { ITEM_PRICES = 50 };

/* As typed by an operator. */
struct item_form {
	const char *code;
	const char *name;
	const char *type;
	const char *department;
	const char *legal_basis;
	const char *approval_item;
	const char *time_limit;
	const char *workflow;
	const char *conditions;
	const char *fee_mode;
	const char *fee_standard;
	const char *fee_basis;		/* NULL, "": no rule */
	const char *fee_table;		/* as fee_typed() reads it */
	const char *result_doc;
	const char *requirement;
	const char *once;		/* of the form that creates */
};

/* Published ones, for lists and choices; all, for the operator. */
enum err item_choices(struct market *m, struct item_row **list, size_t *n);
enum err item_all(struct market *m, struct item_row **list, size_t *n);

/* In any state; the caller looks at it.  ERR_NOT_FOUND. */
enum err item_get(struct market *m, const char *code, struct item *item);

/* What was paid for it lately, newest first, at most ITEM_PRICES. */
enum err item_prices(struct market *m, int64_t item_id,
    struct item_price **list, size_t *n);

/*
 * A new draft.  The same form (once) again: OK, nothing changes.
 *
 * ERR_INVALID	*problems says what
 * ERR_CONFLICT	another item has this code: a problem
 */
enum err item_create(struct market *m, const struct actor *actor,
    const struct item_form *form, struct problems *problems);

/*
 * Changes a draft or a published item; what is published must stay whole.
 * ERR_NOT_FOUND; ERR_CONFLICT: it is repealed.
 */
enum err item_edit(struct market *m, const struct actor *actor,
    const struct item_form *form, struct problems *problems);

/* ERR_INVALID: a problem for each field that is missing.  Again: OK. */
enum err item_publish(struct market *m, const struct actor *actor,
    const char *code, struct problems *problems);

/* For good.  Again: OK. */
enum err item_repeal(struct market *m, const struct actor *actor,
    const char *code);

/* The form that shows an item. */
void item_to_form(struct arena *a, const struct item *item,
    struct item_form *form);

#endif
