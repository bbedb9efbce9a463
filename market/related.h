/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RELATED_H
#define MARKET_RELATED_H

#include <stdbool.h>

#include "db/db.h"

/*
 * Are an agency and a purchaser related, so that neither may rate the other?
 * They are if they are one party or have the same legal representative.
 * What else relates two (the register of affiliations) is asked here, so
 * that it holds wherever it matters.
 *
 * Source: domain.md 4 (review), 7.1 («related parties cannot review»).
 */

/* Within a transaction, or to read.  ERR_NOT_FOUND: no such party. */
enum err related_parties(struct db *db, int64_t agency_id, int64_t owner_id,
    bool *yes);

#endif
