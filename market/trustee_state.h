/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TRUSTEE_STATE_H
#define MARKET_TRUSTEE_STATE_H

#include "market/base/err.h"
#include "market/lines.h"

/*
 * What a trustee's tool must never forget: the file beside its key.
 *	sealbid/v1 state
 *	key <vkey>			of whom
 *	log <origin|-> <size> <root>	newest tree seen with the quorum
 *	witness <origin|-> <size> <root>	newest tree cosigned
 *	terms <id> <terms> <policy|->	offered, and signed as this record
 *	opened <policy> <close>		its key went out, for this close
 *	claimed <policy> <file> <unix>	claims signed
 * A change is on disk before anything that rests on it leaves the machine,
 * so that kill -9 at any moment makes nothing be signed twice differently.
 *
 * Source: sealing.md 7 («It writes its state before it posts»), 12.
 */
struct state_head {
	const char *origin;		/* NULL: none seen yet, size is 0 */
	int64_t size;
	unsigned char root[32];
};

struct state_terms {
	const char *id;
	unsigned char terms[32];	/* H(project text, each pk «-») */
	struct maybe_hash policy;	/* not given: only offered */
};

struct state_opened {
	unsigned char policy[32], close[32];
};

struct state_claimed {
	unsigned char policy[32], file[32];
	int64_t time;
};

struct trustee_state {
	struct arena arena;		/* of all that is here */
	const char *key;
	struct state_head log, witness;
	struct state_terms *terms;
	size_t n_terms, room_terms;
	struct state_opened *opened;
	size_t n_opened, room_opened;
	struct state_claimed *claimed;
	size_t n_claimed, room_claimed;
	bool dirty;			/* not on disk as it is here */
};

/* That of a key that has done nothing yet. */
void trustee_state_init(struct trustee_state *s, const char *vkey);
void trustee_state_release(struct trustee_state *s);

/* The file's text; strict, as all texts are. */
void trustee_state_write(struct buf *out, const struct trustee_state *s);
bool trustee_state_read(struct trustee_state *s, const char *text, size_t n);

/*
 * Reads the file.  ERR_NOT_FOUND: there is none.  ERR_INVALID: no state, or
 * another key's.  When not OK, s needs no release.
 */
enum err trustee_state_load(struct trustee_state *s, const char *path,
    const char *vkey);

/* On disk when OK, and no longer dirty. */
enum err trustee_state_save(struct trustee_state *s, const char *path);

/* NULL: none. */
const struct state_terms *trustee_state_terms(const struct trustee_state *s,
    const char *id);
const struct state_terms *trustee_state_policy(const struct trustee_state *s,
    const unsigned char policy[32]);
const struct state_opened *trustee_state_opened(
    const struct trustee_state *s, const unsigned char policy[32]);

/* What is known already changes nothing. */
void trustee_state_head(struct trustee_state *s, struct state_head *which,
    const char *origin, int64_t size, const unsigned char root[32]);
void trustee_state_offer(struct trustee_state *s, const char *id,
    const unsigned char terms[32]);
void trustee_state_sign(struct trustee_state *s, const char *id,
    const unsigned char terms[32], const unsigned char policy[32]);
void trustee_state_open(struct trustee_state *s,
    const unsigned char policy[32], const unsigned char close[32]);
/* Returns when it was claimed first. */
int64_t trustee_state_claim(struct trustee_state *s,
    const unsigned char policy[32], const unsigned char file[32],
    int64_t time);

#endif
