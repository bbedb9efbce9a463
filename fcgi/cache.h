/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_CACHE_H
#define FCGI_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/buf.h"

/*
 * Pages that look the same to everybody, kept by address.  An entry holds
 * for one version of the public data (struct house) and one minute of the
 * clock, which is what pages count down in; so a page is fresh at once after
 * a commit, and nothing has to be thrown away by hand.
 */
struct cache;

struct cache *cache_new(size_t entries);
void cache_free(struct cache *c);

/*
 * The page of address for stamp, added to out.  False: not there.
 * stamp: see cache_stamp().
 */
bool cache_get(struct cache *c, const char *address, uint64_t stamp,
    struct buf *out);

/*
 * Keeps a copy from the second time on that an address is asked for; pages
 * over 64 kB and long addresses are not kept.
 */
void cache_put(struct cache *c, const char *address, uint64_t stamp,
    const struct buf *page);

/*
 * What a page's life depends on, as one number; the process puts in a random
 * start, so that no stamp of an earlier run comes back.
 */
uint64_t cache_stamp(const struct cache *c, uint64_t version, int64_t now);

#endif
