/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_REFUSAL_H
#define MARKET_REFUSAL_H

#include "db/db.h"
#include "market/market.h"
#include "market/seal_record.h"
#include "market/note.h"

/*
 * What a note that was sent to the market is answered with.  A refusal is
 * signed by the platform, so that it proves itself; it stays at
 * /refusal/<file hash>.note.
 *
 * Source: sealing.md 7 («Refusal», 拒收凭证).
 */
struct posted {
	const char *code;	/* NULL: accepted; else of the table there */
	const char *text;	/* a receipt, or the refusal; as the arena */
	size_t n;
};

/* The codes, in the order in which they are looked at. */
#define REFUSAL_GRAMMAR "grammar"
#define REFUSAL_POLICY "policy"
#define REFUSAL_VOID "void"
#define REFUSAL_EARLY "early"
#define REFUSAL_LATE "late"
#define REFUSAL_BIDDER "bidder"
#define REFUSAL_SEALER "sealer"
#define REFUSAL_SIGNATURE "signature"
#define REFUSAL_ELIGIBLE "eligible"
#define REFUSAL_SEQ "seq"
#define REFUSAL_CAP "cap"
#define REFUSAL_KEY "key"
#define REFUSAL_DOUBLE "double"

/*
 * Refuses within a transaction, which must go on to its commit: the caller
 * returns OK.  policy NULL: none was named.
 */
enum err refusal_make(struct db *db, const struct house *h,
    const unsigned char *policy, const unsigned char file[32],
    const char *code, struct posted *out);

/* A note that came by post, for the verb that takes it. */
struct note_post {
	struct house *house;
	const char *id;			/* of the round it was posted to */
	const char *file;
	size_t n;
	unsigned char hash[32];
	struct note note;
	bool parsed;			/* it is a record of the type */
	struct posted *out;
};

/*
 * Reads the n bytes of file into *p and record (the struct of its type).
 * ERR_BUSY: a market that cannot seal.
 */
enum err note_post_read(struct note_post *p, struct market *m,
    enum seal_type type, void *record);
/* As refusal_make(). */
enum err note_post_refuse(struct db *db, struct note_post *p,
    const unsigned char *policy, const char *code);
enum err note_post_accept(struct note_post *p);

#endif
