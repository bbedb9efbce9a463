/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_ENVELOPE_CORE_H
#define MARKET_ENVELOPE_CORE_H

#include "market/envelope.h"

/* What sealing and judging share; for nobody else.  sealing.md 5. */
enum { ENVELOPE_CTX = 32, ENVELOPE_TAG = 16 };

/* Below L?  Any 32 bytes may come in. */
bool scalar_is_canonical(const unsigned char s[ENVELOPE_SCALAR]);

/* ctx: the hash of the envelope's five core lines. */
void envelope_ctx(unsigned char ctx[ENVELOPE_CTX],
    const struct seal_envelope *e);

/* D(label, n, x); byte -1: x is empty. */
void envelope_derive(unsigned char *out, size_t n, const char *label,
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX], int byte);

/* box_i for the trustee of pk; false: pk is of low order. */
bool envelope_box(unsigned char box[SEAL_BOX], int i, int64_t t,
    const unsigned char pk[ENVELOPE_KEY],
    const unsigned char s[ENVELOPE_SCALAR],
    const unsigned char ctx[ENVELOPE_CTX]);

#endif
