/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_APPEND_H
#define MARKET_APPEND_H

#include "db/leaf.h"
#include "market/tlog.h"

/*
 * How something gets into the log and before the public: rows of the
 * transaction of the act itself.  The writer has the new size signed after
 * the commit, the publisher writes the files.
 *
 * Source: sealing.md 2 («Writing»), 11.
 */

/* The log's nodes, as the pure functions of market/tlog.h want them. */
struct tlog_nodes append_nodes(struct db *db);

/* Adds an entry of 1 to NOTE_MAX bytes; *leaf is its index. */
enum err append_entry(struct db *db, const void *entry, size_t n,
    int64_t *leaf);

/* Adds a text of the market's own («market/v1 …»), signed by the platform. */
struct platform;
enum err append_signed(struct db *db, const struct platform *platform,
    const char *text, size_t n, int64_t *leaf);

/*
 * Adds what the log shows of a submission: a blind under a fresh nonce, and
 * what its receipt is made of (market/receipt.h).
 * ERR_CONFLICT: this file has a receipt.
 */
enum err append_blind(struct db *db, const unsigned char file[32],
    const char reveal_by[TLOG_DATE + 1], unsigned char nonce[32],
    int64_t *leaf);

/* A file for nginx, once the log as it is now is public. */
enum err append_file(struct db *db, const char *path, const void *body,
    size_t n);

#endif
