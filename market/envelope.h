/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ENVELOPE_H
#define MARKET_ENVELOPE_H

#include "market/rule.h"
#include "market/seal_record.h"

/*
 * Envelopes: everything in one follows from the round's terms, the form, and
 * one secret scalar s, of which the trustees get shares.  Any t published
 * keys give the same verdict.  Secrets are zeroed on every path.
 *
 * Source: sealing.md 3 (opening keys), 5, 6.
 */
enum { ENVELOPE_SCALAR = 32, ENVELOPE_SALT = 32, ENVELOPE_KEY = 32 };

/* A trustee's key pair for one round, from its opening seed. */
void envelope_open_key(const unsigned char seed[32], const char *project_id,
    unsigned char sk[ENVELOPE_KEY], unsigned char pk[ENVELOPE_KEY]);
/* X(sk); false if sk makes none (low order). */
bool envelope_public(const unsigned char sk[ENVELOPE_KEY],
    unsigned char pk[ENVELOPE_KEY]);
/* Not of low order, not zero. */
bool envelope_pk_is_good(const unsigned char pk[ENVELOPE_KEY]);

/* A fresh s: canonical, not 0. */
void envelope_secret(unsigned char s[ENVELOPE_SCALAR]);

/*
 * Adds the text (unsigned) of an envelope to out.  core gives policy,
 * project, bidder, seq and sealer; the rest of it is not read.  form: the n
 * bytes of the form's text, shorter than form_bytes, else false.
 */
bool envelope_seal(struct buf *out, const struct seal_project *project,
    const struct seal_envelope *core, const unsigned char s[ENVELOPE_SCALAR],
    const char *form, size_t n);

/* salt = D("salt", 32) of an envelope whose s is known. */
void envelope_salt(unsigned char salt[ENVELOPE_SALT],
    const unsigned char s[ENVELOPE_SCALAR],
    const struct seal_envelope *envelope);

/* Published keys of the round, by trustee (i - 1); pk is the project's. */
struct envelope_keys {
	bool given[SEAL_TRUSTEES];
	unsigned char sk[SEAL_TRUSTEES][ENVELOPE_KEY];
};

/* What an envelope is judged by, one a round. */
struct envelope_court {
	const struct seal_project *project;
	const unsigned char *policy;	/* 32 bytes */
	const struct rule *rule;
	const struct envelope_keys *keys;	/* the t lowest i are used */
};

struct envelope_verdict {
	bool valid;
	const char *code;	/* what failed: grammar bind box-open share
				   commit box-derive aead pad form range */
	unsigned char s[ENVELOPE_SCALAR];	/* if valid */
	unsigned char salt[ENVELOPE_SALT];
	struct rule_form form;
};

/*
 * V of sealing.md 6 over the n bytes of a file.  sub: bidder's name, seq.
 * contributor: the purchaser or a trustee, whose amount is «-».  Signatures
 * are not looked at.
 */
void envelope_judge(struct arena *a, const struct envelope_court *court,
    const struct seal_sub *sub, bool contributor, const char *file,
    size_t n, struct envelope_verdict *v);

/* The same where the bidder itself gives s (self-opening). */
void envelope_judge_self(struct arena *a, const struct envelope_court *court,
    const struct seal_sub *sub, bool contributor, const char *file,
    size_t n, const unsigned char s[ENVELOPE_SCALAR],
    struct envelope_verdict *v);

/* Is name the purchaser's or a trustee's of the round? */
bool envelope_is_contributor(const struct seal_project *project,
    const char *name);

#endif
