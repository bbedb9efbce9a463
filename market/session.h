/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SESSION_H
#define MARKET_SESSION_H

#include "market/actor.h"
#include "market/market.h"

/*
 * Sessions: 64 hex digits in a cookie, their BLAKE2b in a row.  They end
 * after 2 h unused (30 min for staff), and 12 h after login in any case
 * (security.md 5; default, not law).
 */

/*
 * Who is signed in under sid.  Notes the use once a minute.
 *
 * OK		*actor is filled; its strings last as long as the arena
 * ERR_NOT_FOUND	nobody, or not any more
 */
enum err session_find(struct market *m, const char *sid, struct actor *actor);

/* Signs account_id in under sid. */
enum err session_add(struct market *m, const char *sid, int64_t account_id);

/* Signs out; OK too if there was no such session. */
enum err session_drop(struct market *m, const char *sid);

/* Deletes the rows of sessions that have ended; for the clock. */
enum err session_sweep(struct market *m);

#endif
