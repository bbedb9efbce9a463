/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_JOINING_H
#define MARKET_JOINING_H

#include <stdbool.h>

#include "db/joining.h"
#include "db/party.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"

/*
 * Joining: three forms, at the end of which there is a party that can bid or
 * publish at once.  No approval state exists; what is checked is checked
 * afterwards and shows as a badge.  What was typed is kept under the
 * visitor's anonymous cookie for an hour; no GET writes it.
 *
 * Sources: 国办《关于深入推进审批服务便民化的指导意见》二(七): 零门槛、零限制;
 * domain.md 4 (join), 10 (kinds); ux.md 6, flows 1 and 2.
 */
enum { JOINING_LIFE = 3600 };	/* seconds */

/*
 * The 承诺 that is given now, by role: a new text is a new code.  Its words
 * stand in views/joining/_<code>.html.
 */
#define JOINING_PROMISE_AGENCY "agency_2026_1"
#define JOINING_PROMISE_OWNER "owner_2026_1"

/* Who asks: the cookie, and what they want to be. */
struct visitor {
	const char *sid;	/* 64 hex digits */
	enum role role;		/* ROLE_AGENCY or ROLE_OWNER */
	const char *request;	/* request id, for the audit */
};

/* What this visitor has given so far; ERR_NOT_FOUND: nothing (any more). */
enum err joining_get(struct market *m, const struct visitor *v,
    struct joining *joining);

/*
 * First form: code and name.
 *
 * OK
 * ERR_INVALID	*problems says what
 * ERR_CONFLICT	the party is there already: problem «join_known_party»
 */
enum err joining_start(struct market *m, const struct visitor *v,
    const char *uscc, const char *name, struct problems *problems);

/* What the second form sent, as typed. */
struct joining_contact {
	const char *contact;
	const char *mobile;
	const char *email;
	const char *password;	/* "": the one given before; the caller's */
};

/*
 * Second form.  A password is kept as its record only.
 *
 * ERR_NOT_FOUND	the first form was not sent, or an hour ago
 * ERR_INVALID	*problems says what
 * ERR_CONFLICT	mobile or e-mail have an account: a problem
 * ERR_BUSY	not now
 */
enum err joining_contact(struct market *m, const struct visitor *v,
    const struct joining_contact *form, struct problems *problems);

/*
 * Third form: the 承诺.  Party, its role, account and 承诺 come to be in one
 * transaction; sent again it answers the same account.
 *
 * ERR_NOT_FOUND	the other forms were not sent, or an hour ago
 * ERR_INVALID	not agreed: a problem
 * ERR_CONFLICT	somebody was faster with code, mobile or e-mail: a problem
 */
enum err joining_confirm(struct market *m, const struct visitor *v,
    bool agreed, int64_t *account_id, struct problems *problems);

/*
 * The writing half: role, uscc, name, contact, mobile, email and password of
 * a joining that was checked.  For a write_fn; demonstration data use it.
 * ERR_CONFLICT: code, mobile or e-mail is taken, *code says which.
 */
enum err joining_enter(struct db *db, const struct joining *joining,
    const char *request, struct party *party, int64_t *account_id,
    const char **code);

/* Deletes what is older than an hour; for the clock. */
enum err joining_sweep(struct market *m);

#endif
