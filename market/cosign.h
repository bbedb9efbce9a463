/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_COSIGN_H
#define MARKET_COSIGN_H

#include "db/leaf.h"
#include "market/base/buf.h"
#include "market/market.h"

/*
 * Witnesses' cosignatures.  They come to us, as notes of a checkpoint that
 * we signed; the publisher shows them.
 *
 * Source: sealing.md 2 («Witnesses»); C2SP tlog-cosignature v1.0.1.
 */

/*
 * Takes the cosignatures of a note by witnesses of the trust file; those of
 * others in it are skipped.  The newest of a witness for a size is shown, so
 * that the time of a log that stands still can be told.  Where the quorum is
 * met by it, and no larger tree has met it before, cosigned receipts are
 * against this tree, as it was then.
 *
 * OK
 * ERR_INVALID		not a checkpoint that we signed, a wrong signature, or
 *			none by a known witness
 * ERR_NOT_FOUND	signed by our key, yet no checkpoint we know: logged,
 *			for it may be a second history
 * ERR_CONFLICT		this market has no log
 * ERR_BUSY		as write_run()
 */
enum err log_cosign(struct market *m, const char *note, size_t n);

/*
 * How many witnesses signed the first tree that met the quorum and has the
 * leaf in it; 0: none has met it yet (未见证).
 */
enum err log_witnesses(struct market *m, int64_t leaf, size_t *n);

/* Adds the note of a size with its cosignatures, by name. */
enum err cosign_note(struct db *db, const struct checkpoint *c,
    struct buf *out);

#endif
