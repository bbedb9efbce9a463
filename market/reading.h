/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_READING_H
#define MARKET_READING_H

#include "db/account.h"
#include "db/party.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * 查阅: who of the staff reads personal data that is not masked leaves a row
 * of the audit, before it is shown: «read», of what, and why where a reason
 * is asked for.  What could not be written down is not shown.
 *
 * Sources: domain.md 2 (personal data), security.md 5 (audit).
 */
enum { READING_REASON_LEAST = 5, READING_REASON = 200 };

/*
 * The row.  Ends the snapshot of a GET: the writer waits for nobody's view.
 * An actor that is no staff reads its own, which is no act: OK, no row.
 */
enum err reading_note(struct market *m, const struct actor *actor,
    const char *noun, int64_t id);

/* A party with its people, at most 20 accounts. */
struct reading_card {
	struct party party;
	struct account *accounts;
	size_t n;
};

/*
 * For a page that masks it, which is no act; and as it is, for a reason.
 *
 * ERR_NOT_FOUND
 * ERR_FORBIDDEN	the actor is neither regulator nor discipline
 * ERR_INVALID		a problem at «reason»
 */
enum err reading_masked(struct market *m, const char *uscc,
    struct reading_card *card);
enum err reading_clear(struct market *m, const struct actor *actor,
    const char *uscc, const char *reason, struct reading_card *card,
    struct problems *problems);

#endif
