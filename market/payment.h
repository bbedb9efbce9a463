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
enum { PAYMENT_PAGE = 20, PAYMENT_OF_OWNER = 20 };

/* voucher, amount, paid_on of the form; as the acts of market/contract.h. */
contract_verb payment_record;

/* One page, PAYMENT_PAGE and one more, behind «after» (due_at 0: the top). */
enum err payment_late(struct market *m, const struct late_payment *after,
    struct late_payment **list, size_t *n);

/* The first PAYMENT_OF_OWNER of an owner. */
enum err payment_late_of(struct market *m, int64_t owner_id,
    struct late_payment **list, size_t *n);

/* Whole days late at now, 1 on the first. */
int64_t payment_days_late(int64_t due_at, int64_t now);

#endif
