/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_BUNDLE_H
#define MARKET_BUNDLE_H

#include <stdbool.h>

#include "market/base/err.h"
#include "market/source.h"

/*
 * bundle.tar of a round: all that a verifier reads, to be kept and checked
 * without the site.  It is made by verifying: what the check reads goes in,
 * so what is in suffices.  Paths are those of the site; mode 0644, times 0,
 * in the order read: ustar.
 *
 * Source: sealing.md 11 (bundle.tar), 12; POSIX.1-1988 ustar.
 */
enum { BUNDLE_MAX = 256 * 1024 * 1024 };

/*
 * Adds the tar of round id to out.  source: the published files.  false:
 * the source failed to answer, or it is more than BUNDLE_MAX.
 */
bool bundle_write(const struct source *source, const char *id,
    struct buf *out);

#endif
