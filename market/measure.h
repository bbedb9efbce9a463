/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MEASURE_H
#define MARKET_MEASURE_H

#include "db/award.h"
#include "db/contract.h"
#include "db/measure.h"
#include "db/question.h"
#include "market/fee.h"
#include "market/market.h"

/*
 * 履约事实: what the market itself has seen, beside what people think.  Each
 * is «so many of so many», counted once in the transaction of the fact:
 *
 *	agency	deliver		deliveries in time: the one that was accepted,
 *				against its day
 *		first		contracts accepted without a rejection
 *		sign		contracts signed in time
 *		upheld		good: complaints that were upheld
 *		contract	contracts that are over
 *	owner	answer		questions answered in time
 *		sign		contracts signed in time
 *		accept		deliveries accepted or rejected within
 *				deliver.review; silence is late
 *		pay		payments on record in time
 *		contract	contracts that are over
 *
 * Who lets a time pass is counted as late when it is over, not when it is
 * made up for.
 *
 * What an agency is paid against the fee standard is no count but a median:
 * measure_fee() reads it from its newest contracts.
 *
 * Source: domain.md 7.2.
 */

/* The name's count; 0 of 0 if there is none. */
struct measure measure_find(const struct measure *list, size_t n,
    const char *name);

/*
 * The owner index in bp: 答复 15, 签约 15, 验收 30, 付款 40, over the parts
 * with data.  -1: fewer than three contracts are over (样本不足), or no data.
 */
int64_t measure_index(const struct measure *list, size_t n);

enum { MEASURE_CONTRACTS = 3, MEASURE_FEES = 50 };

/*
 * Prices in bp of the standard their terms had, of those of an agency's
 * newest MEASURE_FEES contracts in force or later whose item had one that
 * applies (draft_fee()).
 */
enum err measure_fee(struct market *m, int64_t agency_id,
    struct fee_spread *spread);

/* ---- the facts, each within its transaction ---- */

/* In force: both have signed.  What the clock has counted stands. */
enum err measure_signed(struct db *db, const struct contract *c);
/* The time to sign is over: who has not is late. */
enum err measure_unsigned(struct db *db, int64_t owner_id,
    const struct award *a);
/* Accepted, or ended before: was the work in time, and right at first? */
enum err measure_work(struct db *db, const struct contract *c);
/* The owner accepts or rejects, or silence does. */
enum err measure_verdict(struct db *db, const struct contract *c);
/* A payment is met: milestone object_id, or 0 as in «pay» of due. */
enum err measure_paid(struct db *db, const struct contract *c,
    int64_t object_id);
enum err measure_finished(struct db *db, const struct contract *c);
enum err measure_answered(struct db *db, const struct question *q);

/* ---- the clock: acts of market/tick.c ---- */

enum err measure_unanswered(struct market *m, int64_t project_id,
    int64_t object_id);
enum err measure_unpaid(struct market *m, int64_t project_id,
    int64_t object_id);

#endif
