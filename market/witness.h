/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_WITNESS_H
#define MARKET_WITNESS_H

#include "market/keyfile.h"
#include "market/source.h"
#include "market/tlog.h"
#include "market/trustee.h"

/*
 * A witness: it cosigns each checkpoint of a log that grew out of the one it
 * cosigned before, and no other.
 *
 * Source: sealing.md 2 («Witnesses»); C2SP tlog-cosignature, tlog-witness.
 */
struct witness {
	const struct source *source;
	const struct trust *trust;	/* whose log */
	const struct keyfile *key;	/* role witness */
	struct trustee_state *state;	/* its `witness` line */
	int64_t now;
};

/* What is there to cosign. */
struct witness_seen {
	struct tlog_checkpoint c;
	const char *text;		/* of the checkpoint; of the arena */
	size_t n;
	const char *line;		/* the log's signature line */
};

/*
 * Reads log/checkpoint and proves that it holds what was cosigned before;
 * then the state remembers it and is dirty: it goes to disk before
 * witness_write().  Else *why says what is wrong: TRUSTEE_NO a fork or a
 * forgery, TRUSTEE_LATER what may come right.
 */
enum trustee_found witness_look(const struct witness *w, struct arena *a,
    struct witness_seen *seen, const char **why);

/* The checkpoint note with the log's line and the witness's. */
void witness_write(const struct witness *w, const struct witness_seen *seen,
    struct buf *body);

#endif
