/* SPDX-License-Identifier: Apache-2.0 */
/* cache.c: public pages by address, replaced in place. */
#include "fcgi/cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"
#include "market/keys.h"

enum {
	WAYS = 4,			/* slots an address may be in */
	PAGE_BYTES = 64 * 1024,
	ADDRESS_BYTES = 256,
	LOCKS = 64,
	SEEN = 8192			/* addresses asked for once */
};

struct slot {
	char address[ADDRESS_BYTES];
	uint64_t stamp;
	size_t len;
	size_t cap;
	char *data;
};

struct cache {
	uint64_t salt;
	size_t sets;
	struct slot *slots;		/* sets * WAYS */
	pthread_rwlock_t locks[LOCKS];	/* of set i: i % LOCKS */
	_Atomic uint64_t seen[SEEN];	/* of address and stamp */
};

struct cache *
cache_new(size_t entries)
{
	struct cache *c = calloc(1, sizeof *c);

	if (c == NULL)
		bug("out of memory: cache");
	c->sets = entries / WAYS > 0 ? entries / WAYS : 1;
	c->slots = calloc(c->sets * WAYS, sizeof *c->slots);
	if (c->slots == NULL)
		bug("out of memory: cache");
	keys_random(&c->salt, sizeof c->salt);
	for (size_t i = 0; i < LOCKS; i++)
		pthread_rwlock_init(&c->locks[i], NULL);
	return c;
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->sets * WAYS; i++)
		free(c->slots[i].data);
	for (size_t i = 0; i < LOCKS; i++)
		pthread_rwlock_destroy(&c->locks[i]);
	free(c->slots);
	free(c);
}

/* FNV-1a. */
static uint64_t
mix(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h;
}

uint64_t
cache_stamp(const struct cache *c, uint64_t version, int64_t now)
{
	int64_t minute = now / 60;
	uint64_t h = mix(0xcbf29ce484222325u, &c->salt, sizeof c->salt);

	h = mix(h, &version, sizeof version);
	return mix(h, &minute, sizeof minute);
}

static size_t
set_of(const struct cache *c, const char *address)
{
	return (size_t)(mix(c->salt, address, strlen(address)) % c->sets);
}

bool
cache_get(struct cache *c, const char *address, uint64_t stamp,
    struct buf *out)
{
	size_t set = set_of(c, address);
	bool found = false;

	pthread_rwlock_rdlock(&c->locks[set % LOCKS]);
	for (size_t i = set * WAYS; i < (set + 1) * WAYS && !found; i++) {
		const struct slot *s = &c->slots[i];

		found = s->len > 0 && s->stamp == stamp &&
		    strcmp(s->address, address) == 0;
		if (found)
			buf_add(out, s->data, s->len);
	}
	pthread_rwlock_unlock(&c->locks[set % LOCKS]);
	return found;
}

/* The slot of this address, or an outdated one, or any. */
static struct slot *
victim(struct cache *c, size_t set, const char *address, uint64_t stamp)
{
	struct slot *first = &c->slots[set * WAYS], *old = NULL;

	for (size_t i = 0; i < WAYS; i++) {
		if (strcmp(first[i].address, address) == 0)
			return &first[i];
		if (first[i].stamp != stamp)
			old = &first[i];
	}
	return old ? old : &first[mix(stamp, address, strlen(address)) % WAYS];
}

/* Is it asked for a second time?  What is asked once is not worth a place. */
static bool
is_wanted(struct cache *c, const char *address, uint64_t stamp)
{
	uint64_t h = mix(stamp, address, strlen(address));

	return atomic_exchange(&c->seen[h % SEEN], h) == h;
}

void
cache_put(struct cache *c, const char *address, uint64_t stamp,
    const struct buf *page)
{
	size_t set = set_of(c, address), n = strlen(address);
	struct slot *s;

	if (page->len > PAGE_BYTES || n >= ADDRESS_BYTES ||
	    !is_wanted(c, address, stamp))
		return;
	pthread_rwlock_wrlock(&c->locks[set % LOCKS]);
	s = victim(c, set, address, stamp);
	if (s->cap < page->len) {
		char *data = realloc(s->data, page->len);

		if (data == NULL)
			bug("out of memory: cache");
		s->data = data;
		s->cap = page->len;
	}
	memcpy(s->data, page->data, page->len);
	memcpy(s->address, address, n + 1);
	s->len = page->len;
	s->stamp = stamp;
	pthread_rwlock_unlock(&c->locks[set % LOCKS]);
}
