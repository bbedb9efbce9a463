/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DURABLE_H
#define MARKET_DURABLE_H

#include <stddef.h>

#include "market/base/buf.h"
#include "market/base/err.h"

/*
 * Files that survive a crash at any moment: the bytes go to a temporary file
 * beside the place, fsync, rename, fsync of the folder.  Who reads finds the
 * old file or the new one, never a part.
 */

/* Over what is there.  ERR_INTERNAL: errno says why; the old one stays. */
enum err durable_replace(const char *path, const void *data, size_t n,
    unsigned mode);

/* Only where nothing is: ERR_CONFLICT. */
enum err durable_create(const char *path, const void *data, size_t n,
    unsigned mode);

/*
 * Adds a file's bytes to out, an initialised buf.  ERR_NOT_FOUND; ERR_INVALID:
 * larger than out may be; ERR_INTERNAL: errno says why.
 */
enum err durable_read(const char *path, struct buf *out);

#endif
