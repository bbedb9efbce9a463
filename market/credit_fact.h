/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_CREDIT_FACT_H
#define MARKET_CREDIT_FACT_H

#include "db/award.h"
#include "db/project.h"
#include "market/actor.h"
#include "market/market.h"

/*
 * What the clock sees by itself, and proposes as an event of credit
 * (market/credit_event.h).  Where it may not be the agency's fault, a person
 * decides, whoever is silent.  All but the acts within a transaction.
 *
 *	LATE_SIGN	«award:<id>»	the award lapses, the agency has not
 *			signed; contested where nobody had sent a text
 *	DECLINE_AWARD	«award:<id>»	it gives up; contested where it claims
 *			force majeure, until somebody decides on that
 *			(credit_excuse())
 *	LATE_DELIVERY	«milestone:<id>»	5 working days after its day,
 *			and after a rejection, it is not delivered
 *	LATE_UPDATE	«qualification:<id>/<rev>», «entry:<party>/<time>»
 *			a mismatch stands after reg.correct_wd
 *
 * Source: domain.md 4 (award, agency: check · correct), 7.3.
 */
enum { CREDIT_LATE_WD = 5 };

enum err credit_late_sign(struct db *db, const struct house *h,
    const struct project *p, const struct award *a);
/* a as it is before it falls; claims: force majeure. */
enum err credit_declined(struct db *db, const struct house *h,
    const struct project *p, const struct award *a, bool claims);

/* The claim of force majeure was accepted: it is no event of credit. */
enum err credit_excused(struct db *db, const struct house *h,
    const struct actor *by, int64_t award_id, const char *reason);

/* A milestone has its day, anew perhaps: the clock will look after it. */
enum err credit_watch_delivery(struct db *db, const struct house *h,
    const struct project *p, int64_t milestone_id, int64_t due_at);
/* A mismatch was found: id of the qualification; 0: the entry itself. */
enum err credit_watch_mismatch(struct db *db, const struct house *h,
    int64_t qualification_id, int64_t party_id);

/* The clock's acts; ERR_CONFLICT: there is nothing to say any more. */
enum err credit_undelivered(struct market *m, int64_t project_id,
    int64_t milestone_id);
enum err credit_uncorrected(struct market *m, int64_t project_id,
    int64_t qualification_id);
enum err credit_unentered(struct market *m, int64_t project_id,
    int64_t party_id);

#endif
