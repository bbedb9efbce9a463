/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SUBMIT_H
#define MARKET_SUBMIT_H

#include "db/bid.h"
#include "db/round.h"
#include "market/actor.h"
#include "market/market.h"
#include "market/refusal.h"

/*
 * A sealed submission is taken: an envelope or a withdrawal, as a whole
 * file, by whatever way it came.  What decides is read within the one
 * transaction that stores it and adds its blind leaf; the answer is the
 * receipt, or a signed refusal.
 *
 * The same file again is the same receipt again, at any time; a body that
 * was lost is stored again.
 *
 * Source: sealing.md 7 («Submit», «Receipt», «Refusal», «Claim»).
 */
enum { SUBMIT_CAP = 10 };	/* submissions of one name in a round */

/*
 * actor: whose session or token it is; NULL: nobody's, which only
 * contributors may be.  id: the round it was posted to, NULL: the file says.
 *
 * OK		*out is the receipt (code NULL) or the refusal
 * ERR_BUSY	the market cannot seal, or the log does not answer
 */
enum err submit_file(struct market *m, const struct actor *actor,
    const char *id, const char *file, size_t n, struct posted *out);

/*
 * The same for what this process has sealed itself.  once: a form's token,
 * whose second coming is answered with the first one's bid.  *b is filled
 * unless it is refused.
 */
enum err submit_once(struct market *m, const struct actor *actor,
    const char *once, const char *file, size_t n, struct bid *b,
    struct posted *out);

/* The file hash, as 64 hex digits. */
const char *submit_hash(char hex[65], const char *file, size_t n);

/* A trustee's claim, followed by the submission it is about. */
enum err submit_claim(struct market *m, const char *id, const char *file,
    size_t n, struct posted *out);

#endif
