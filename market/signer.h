/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SIGNER_H
#define MARKET_SIGNER_H

#include "market/base/buf.h"
#include "market/note.h"
#include "market/tlog.h"

/*
 * The signer of the log: what it answers, as a function of what it
 * remembers.  Key and memory belong to a process of its own, market-signer
 * (market/signer_serve.h); signer_local() uses the same function.
 *
 * Request, one packet of at most SIGNER_PACKET bytes:
 *	old <size> LF
 *	<consistency hash in base64> LF		any number of them
 *	LF
 *	<checkpoint text>			three lines
 * Answer: «ok» LF and the signature line, or «no <word>[ <size>]» LF, with
 * the words old, behind, fork, proof, origin, grammar.
 *	old <size>	ask again from this size
 *	behind <size>	smaller than remembered: a restored database
 *	fork		same size, other root
 * Same size and root: the same answer (Ed25519 is deterministic).
 *
 * Source: sealing.md 2 («Signer»).
 */
enum { SIGNER_PACKET = 16 * 1024 };

struct signer_memory {
	int64_t size;
	tlog_hash root;
};

/*
 * Answers the n bytes of a request into out (an initialised, empty buf).
 * true: *next must be durable before the answer is sent; false: nothing
 * new to remember.
 */
bool signer_answer(const struct signer_memory *memory,
    const struct note_secret *log, const char *request, size_t n,
    struct buf *out, struct signer_memory *next);

/* The memory's file: «size root-hex LF»; strict. */
void signer_memory_write(struct buf *out, const struct signer_memory *m);
bool signer_memory_read(struct signer_memory *m, const char *text, size_t n);

/* ---- the market's side ---- */

enum signer_verdict {
	SIGNER_OK,
	SIGNER_STOP,	/* behind, fork, origin: nothing may be written */
	SIGNER_AWAY	/* no answer: may come back */
};

/* One way to reach a signer: send request, receive the answer. */
struct signer {
	bool (*ask)(void *p, const char *request, size_t n, struct buf *out);
	void (*end)(void *p);	/* for signer_free() */
	void *p;
};

/*
 * Has the checkpoint signed and adds the whole note to out.  from: nodes of
 * the log, for the consistency proof from old_size (asked again when the
 * signer remembers another size).  why: the signer's words, for the log.
 */
enum signer_verdict signer_sign(const struct signer *s,
    const struct tlog_nodes *from, const struct tlog_checkpoint *c,
    int64_t old_size, struct buf *out, char why[64]);

/* One in this process, for tests and the demonstration's history. */
struct signer *signer_local(const struct note_secret *log,
    const struct signer_memory *memory);
/*
 * The process at a socket.  It need not be there: each question connects
 * anew if it must, and waits a second at most.
 */
struct signer *signer_at(const char *path);
void signer_free(struct signer *s);

#endif
