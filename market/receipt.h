/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_RECEIPT_H
#define MARKET_RECEIPT_H

#include "db/leaf.h"
#include "market/base/buf.h"
#include "market/market.h"

/*
 * Receipts of submissions: proofs that a file hash stands in the log.  None
 * is stored: each is made anew from its leaf and the checkpoint, to the same
 * bytes.  The checkpoint is the smallest signed one larger than the leaf,
 * that of the group's commit.
 *
 * Source: sealing.md 7 («Receipt»).
 */

/*
 * The receipt of an accepted file, as /receipt/<file hash>.tlog-proof will
 * show it; text in the arena of m.  After write_run() said OK it is there.
 *
 * OK
 * ERR_NOT_FOUND	no such file was accepted
 * ERR_BUSY		its leaf is not signed yet
 */
enum err receipt_get(struct market *m, const unsigned char file[32],
    const char **text, size_t *n);

/* Adds it to out, against a checkpoint that is larger than its leaf. */
enum err receipt_write(struct db *db, const struct receipt *r,
    const struct checkpoint *c, struct buf *out);

#endif
