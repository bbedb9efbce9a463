/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_DURABLE_H
#define BASE_DURABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/buf.h"
#include "market/base/err.h"

/*
 * A small file that is whole or as it was before, whatever happens: written
 * beside its place («<path>.new»), synced, renamed, and the folder synced.
 */

enum { DURABLE_PATH = 4096 };

/* true: it is on disk.  false: errno says why; the old one is still there. */
bool durable_write(const char *path, const void *bytes, size_t n,
    unsigned mode);

/* Only where nothing is: ERR_CONFLICT.  ERR_INTERNAL: errno says why. */
enum err durable_create(const char *path, const void *bytes, size_t n,
    unsigned mode);

/*
 * Adds a file's bytes to out, an initialised buf.  ERR_NOT_FOUND; ERR_INVALID:
 * larger than out may be; ERR_INTERNAL: errno says why.
 */
enum err durable_load(const char *path, struct buf *out);

/*
 * Reads one of at most max bytes into out.  Returns its length; -1 with
 * errno: not there, not readable, or (EFBIG) too long.
 */
long durable_read(const char *path, char *out, size_t max);

#endif
