/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_KEY_H
#define MARKET_KEY_H

#include "db/key.h"
#include "market/actor.h"
#include "market/base/problems.h"
#include "market/market.h"
#include "market/note.h"

/*
 * Keys that sign for a party: made on its own device, registered here with
 * a `key` record that the new key, the old one if it is still there, and
 * the platform sign.  A party's first key is logged at once; a bidder's
 * replacement is kept back until the close that needs it, because it would
 * betray a coming bid.
 *
 * Source: sealing.md 3, 4 (`key`, «in force»).
 */
enum {
	KEY_FRESH = 600,	/* seconds a draft may be signed within */
	KEY_A_DAY = 20		/* of a name: each comes into the log */
};

/* The name an actor's key must have; NULL for staff. */
const char *key_name(struct market *m, const struct actor *actor);

/*
 * The text to be signed for a new key, as of now.
 *
 * ERR_INVALID	vkey is no vkey of this actor's name
 */
enum err key_draft(struct market *m, const struct actor *actor,
    const char *vkey, const char **text);

/*
 * Registers: note is the n bytes of that text with its signatures.  The
 * same key again: OK.  confirmed: the password was just given again, which
 * a replacement needs.
 *
 * ERR_INVALID	not that text, too old, not rightly signed, or one too many
 *		today: a problem
 * ERR_FORBIDDEN	a replacement that was not confirmed: problem «reauth»
 * ERR_CONFLICT	this key is somebody else's
 */
enum err key_register(struct market *m, const struct actor *actor,
    const char *note, size_t n, bool confirmed, struct problems *problems);

/* One's newest key; ERR_NOT_FOUND. */
enum err key_mine(struct market *m, const struct actor *actor,
    struct key_row *k);

/* ---- within a transaction ---- */

/* The newest key of a name, read; ERR_NOT_FOUND. */
enum err key_of_name(struct db *db, const char *name, struct key_row *row,
    struct note_key *key);
/* Logs what was kept back of a name's keys. */
enum err key_log(struct db *db, const char *name);

#endif
