/* SPDX-License-Identifier: Apache-2.0 */
/* guess.c: counting failed logins. */
#include "market/guess.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "market/base/err.h"

enum {
	SLOTS = 8192,	/* of a table; a power of two */
	WAYS = 8	/* slots a key may lie in */
};

enum kind { LOGIN, NET, PAIR, KINDS };

struct slot {
	uint64_t key;		/* 0: free */
	int64_t failures;
	int64_t last;		/* failure; of a known pair: use */
};

struct guess {
	pthread_mutex_t lock;
	unsigned char secret[KINDS][crypto_shorthash_KEYBYTES];
	struct slot failed[SLOTS];	/* logins and networks */
	struct slot known[SLOTS];	/* login and network, that succeeded */
	int64_t hour;			/* the hour that is being counted */
	int64_t in_all;			/* failures in it */
};

struct guess *
guess_new(void)
{
	struct guess *g = calloc(1, sizeof *g);

	if (g == NULL || sodium_init() < 0)
		bug("no memory, or no libsodium: guess");
	pthread_mutex_init(&g->lock, NULL);
	randombytes_buf(g->secret, sizeof g->secret);
	return g;
}

void
guess_free(struct guess *g)
{
	if (g == NULL)
		return;
	pthread_mutex_destroy(&g->lock);
	free(g);
}

/* The bytes that a /24 or /56 is; returns how many, 0 for no address. */
static size_t
network(const char *remote, unsigned char out[8])
{
	static const unsigned char mapped[12] = {
		[10] = 0xff, [11] = 0xff
	};
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, remote, &four) == 1) {
		memcpy(out, &four, 3);
		return 3;
	}
	if (inet_pton(AF_INET6, remote, &six) != 1)
		return 0;
	if (memcmp(six.s6_addr, mapped, sizeof mapped) == 0) {
		memcpy(out, six.s6_addr + sizeof mapped, 3);
		return 3;
	}
	memcpy(out, six.s6_addr, 7);
	return 7;
}

static uint64_t
hash(const struct guess *g, enum kind kind, const void *data, size_t n)
{
	uint64_t key;

	crypto_shorthash((unsigned char *)&key, data, n, g->secret[kind]);
	return key ? key : 1;
}

/* Who tries: the keys of login, network, and the two together. */
struct who {
	uint64_t key[KINDS];
};

static struct who
who_of(const struct guess *g, const char *login, const char *remote)
{
	unsigned char net[8];
	struct who w;

	w.key[LOGIN] = hash(g, LOGIN, login, strlen(login));
	w.key[NET] = hash(g, NET, net, network(remote, net));
	w.key[PAIR] = hash(g, PAIR, w.key, 2 * sizeof w.key[0]);
	return w;
}

/* The slot of key, or NULL. */
static struct slot *
find(struct slot *table, uint64_t key)
{
	for (size_t i = 0; i < WAYS; i++) {
		struct slot *s = &table[(key + i) & (SLOTS - 1)];

		if (s->key == key)
			return s;
	}
	return NULL;
}

/* Of two slots, the one that is less of a loss. */
static struct slot *
lesser(struct slot *a, struct slot *b)
{
	if (a->failures != b->failures)
		return a->failures < b->failures ? a : b;
	return a->last <= b->last ? a : b;
}

/* The slot of key, new if there is none, for which another may have to go. */
static struct slot *
claim(struct slot *table, uint64_t key, int64_t now, int64_t life)
{
	struct slot *s = find(table, key), *worst;

	if (s != NULL) {
		if (s->last + life < now)
			s->failures = 0;
		return s;
	}
	worst = &table[key & (SLOTS - 1)];
	for (size_t i = 0; i < WAYS; i++) {
		s = &table[(key + i) & (SLOTS - 1)];
		if (s->key == 0 || s->last + life < now) {
			worst = s;
			break;
		}
		worst = lesser(worst, s);
	}
	*worst = (struct slot){ .key = key };
	return worst;
}

int
guess_delay(int64_t failures, int64_t free_tries)
{
	int64_t over = failures - free_tries;

	if (over < 0)
		return 0;
	return over >= 9 ? GUESS_WAIT_MAX : 1 << over;
}

static int
wait_of(const struct slot *s, int64_t free_tries, int64_t now)
{
	int64_t left;

	if (s == NULL || s->last + GUESS_FORGET < now)
		return 0;
	left = s->last + guess_delay(s->failures, free_tries) - now;
	if (left <= 0)
		return 0;
	return left > GUESS_WAIT_MAX ? GUESS_WAIT_MAX : (int)left;
}

static bool
many_fail(const struct guess *g, int64_t now)
{
	return g->hour == now / 3600 && g->in_all >= GUESS_MANY;
}

/* Did this login once succeed from this network? */
static bool
is_known(struct guess *g, const struct who *w, int64_t now)
{
	const struct slot *s = find(g->known, w->key[PAIR]);

	return s != NULL && s->last + GUESS_KNOWN >= now;
}

int
guess_wait(struct guess *g, const char *login, const char *remote,
    int64_t now)
{
	struct who w = who_of(g, login, remote);
	int mine, net = 0;

	pthread_mutex_lock(&g->lock);
	if (is_known(g, &w, now)) {
		mine = wait_of(find(g->failed, w.key[PAIR]), GUESS_FREE, now);
	} else {
		mine = wait_of(find(g->failed, w.key[LOGIN]),
		    many_fail(g, now) ? GUESS_FREE_FEW : GUESS_FREE, now);
		net = wait_of(find(g->failed, w.key[NET]), GUESS_FREE_NET,
		    now);
	}
	pthread_mutex_unlock(&g->lock);
	return mine > net ? mine : net;
}

static void
count(struct guess *g, uint64_t key, int64_t now)
{
	struct slot *s = claim(g->failed, key, now, GUESS_FORGET);

	s->failures++;
	s->last = now;
}

/* An office of many people fails now and then: one a minute is forgiven. */
static void
count_net(struct guess *g, uint64_t key, int64_t now)
{
	struct slot *s = find(g->failed, key);
	int64_t forgiven = s == NULL || now < s->last ? 0 :
	    (now - s->last) / 60;

	if (s != NULL)
		s->failures -= forgiven < s->failures ? forgiven : s->failures;
	count(g, key, now);
}

void
guess_fail(struct guess *g, const char *login, const char *remote,
    int64_t now)
{
	struct who w = who_of(g, login, remote);

	pthread_mutex_lock(&g->lock);
	count(g, w.key[is_known(g, &w, now) ? PAIR : LOGIN], now);
	count_net(g, w.key[NET], now);
	if (g->hour != now / 3600) {
		g->hour = now / 3600;
		g->in_all = 0;
	}
	g->in_all++;
	pthread_mutex_unlock(&g->lock);
}

static void
forget(struct guess *g, uint64_t key)
{
	struct slot *s = find(g->failed, key);

	if (s != NULL)
		*s = (struct slot){ .key = 0 };
}

void
guess_ok(struct guess *g, const char *login, const char *remote,
    int64_t now)
{
	struct who w = who_of(g, login, remote);

	pthread_mutex_lock(&g->lock);
	forget(g, w.key[is_known(g, &w, now) ? PAIR : LOGIN]);
	claim(g->known, w.key[PAIR], now, GUESS_KNOWN)->last = now;
	pthread_mutex_unlock(&g->lock);
}
