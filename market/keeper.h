/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_KEEPER_H
#define MARKET_KEEPER_H

#include "db/leaf.h"
#include "market/signer.h"

/*
 * The keeper has the log signed after each commit, and holds the newest
 * checkpoints until they are stored with the next group.  It belongs to the
 * writer; only keeper_find() and keeper_stopped() are for other threads.
 *
 * A tree is signed before the next one grows out of it, so every group's
 * size is signed, and a size is signed once or, after a crash, twice with
 * the same bytes.
 *
 * Source: sealing.md 2 («Writing», «Signer»).
 */
struct keeper;

/*
 * signer, log or both may be NULL: then nothing can be appended (commands
 * that write no leaf).  log: the key that the signer must have.
 */
struct keeper *keeper_new(const struct signer *signer,
    const struct note_key *log);
void keeper_free(struct keeper *k);

/*
 * Has the log as it is in db signed, unless it is.
 *
 * OK
 * ERR_BUSY	there is no signer, or it does not answer; it may come back.
 *		The first time it is waited for, some seconds; then it is
 *		asked once a call, until it has answered
 * ERR_CONFLICT	behind, fork, another log, another key: nothing may be
 *		written until a person has looked.  keeper_stopped() is true
 *		from then on; said to the log as «log_stopped»
 */
enum err keeper_sign(struct keeper *k, struct db *db);

/* Stores what is not stored, within a transaction. */
enum err keeper_store(struct keeper *k, struct db *db);
/* Is there something to sign or to store? */
bool keeper_owes(struct keeper *k);
/* The transaction is on disk. */
void keeper_stored(struct keeper *k);

/*
 * The smallest checkpoint larger than leaf of those held; copied into the
 * arena.  The store may have a smaller one: the smaller of both is right.
 */
bool keeper_find(struct keeper *k, struct arena *a, int64_t leaf,
    struct checkpoint *c);
bool keeper_stopped(struct keeper *k);

#endif
