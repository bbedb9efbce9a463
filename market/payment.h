/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PAYMENT_H
#define MARKET_PAYMENT_H

#include "market/contract.h"

/*
 * 付款.  The purchaser records what it paid, from the same budget line, never
 * more than the contract; with the last of it the contract is settled and
 * the project goes on to 待评价.  A payment that is not there by its day is
 * public: owner, project, day.
 *
 * Sources: domain.md 3 (pay.after_accept), 4 (contract: pay), 5 (I2).
 */
enum {
	PAYMENT_PAGE = 20, PAYMENT_OF_OWNER = 20,
	PAYMENT_SOON = 5,		/* days before its day */
	PAYMENT_MORNING = 8 * 3600	/* of its day, Beijing */
};

/* voucher, amount, paid_on of the form; as the acts of market/contract.h. */
contract_verb payment_record;

/* One page, PAYMENT_PAGE and one more, behind «after» (due_at 0: the top). */
enum err payment_late(struct market *m, const struct late_payment *after,
    struct late_payment **list, size_t *n);

/* The first PAYMENT_OF_OWNER of an owner. */
enum err payment_late_of(struct market *m, int64_t owner_id,
    struct late_payment **list, size_t *n);

/*
 * The clock: «pay_tell» of a milestone, or 0 for a settlement.  PAYMENT_SOON
 * days before its day and in the morning of it the purchaser is told, and
 * when it is over both are; whatever was paid meanwhile is not asked for.
 */
enum err payment_tell(struct market *m, int64_t project_id,
    int64_t object_id);

/* Whole days late at now, 1 on the first. */
int64_t payment_days_late(int64_t due_at, int64_t now);

#endif
