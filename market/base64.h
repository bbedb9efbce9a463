/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_BASE64_H
#define MARKET_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/buf.h"

/*
 * Base64 with padding, strictly: what is read comes out the same when it is
 * written again.
 *
 * Source: RFC 4648, 3.5 and 4; sealing.md, notation and 1.
 */

/* The characters n bytes make, without a NUL. */
#define BASE64_LEN(n) (((size_t)(n) + 2) / 3 * 4)

/* Exactly want bytes from the n characters of text; else false. */
bool base64_read(const char *text, size_t n, void *out, size_t want);

/* As many as there are, up to max; *got says how many. */
bool base64_read_any(const char *text, size_t n, void *out, size_t max,
    size_t *got);

void base64_write(struct buf *out, const void *bytes, size_t n);

#endif
