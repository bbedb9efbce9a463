/* SPDX-License-Identifier: Apache-2.0 */
/* draw.c: rank hashes and drawn numbers, from a seed. */
#include "market/draw.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/base/err.h"

static void
begin(crypto_hash_sha256_state *state, const char *tag,
    const unsigned char seed[DRAW_SEED], const char *name)
{
	crypto_hash_sha256_init(state);
	crypto_hash_sha256_update(state, (const unsigned char *)tag,
	    strlen(tag));
	crypto_hash_sha256_update(state, seed, DRAW_SEED);
	crypto_hash_sha256_update(state, (const unsigned char *)name,
	    strlen(name));
	crypto_hash_sha256_update(state, (const unsigned char *)"\n", 1);
}

void
draw_rank(unsigned char hash[DRAW_HASH], const unsigned char seed[DRAW_SEED],
    const char *name)
{
	crypto_hash_sha256_state state;

	begin(&state, "sealbid/v1 draw-rank\n", seed, name);
	crypto_hash_sha256_final(&state, hash);
}

/* The first eight bytes of the c-th hash, big endian. */
static uint64_t
number(const unsigned char seed[DRAW_SEED], const char *label, uint32_t c)
{
	const unsigned char counter[] = {
		(unsigned char)(c >> 24), (unsigned char)(c >> 16),
		(unsigned char)(c >> 8), (unsigned char)c,
	};
	crypto_hash_sha256_state state;
	unsigned char hash[DRAW_HASH];
	uint64_t x = 0;

	begin(&state, "sealbid/v1 draw-int\n", seed, label);
	crypto_hash_sha256_update(&state, counter, sizeof counter);
	crypto_hash_sha256_final(&state, hash);
	for (int i = 0; i < 8; i++)
		x = x << 8 | hash[i];
	return x;
}

uint64_t
draw_int(const unsigned char seed[DRAW_SEED], const char *label, uint64_t n)
{
	uint64_t rest, x;

	if (n == 0)
		bug("draw_int: one of none");
	rest = (0 - n) % n;		/* 2^64 mod n */
	for (uint32_t c = 0;; c++) {
		x = number(seed, label, c);
		if (x <= UINT64_MAX - rest)
			return x % n;
	}
}

/*
 * Sums of weights by halves (Fenwick 1994): sums[i] holds those of the
 * lowest bit of i that end at i, so that a draw takes log n instead of n.
 */
static uint64_t *
sums_of(struct arena *a, const uint64_t *weights, size_t n, uint64_t *all)
{
	uint64_t *sums = arena_alloc(a, (n + 1) * sizeof *sums);

	*all = 0;
	for (size_t i = 1; i <= n; i++) {
		size_t up = i + (i & (0 - i));

		*all += weights[i - 1];
		sums[i] += weights[i - 1];
		if (up <= n)
			sums[up] += sums[i];
	}
	return sums;
}

/* The first index with more than x in it and before it. */
static size_t
walk(const uint64_t *sums, size_t n, uint64_t x)
{
	size_t at = 0, step = 1;

	while (step <= n / 2)
		step *= 2;
	for (; step > 0; step /= 2)
		if (at + step <= n && sums[at + step] <= x) {
			at += step;
			x -= sums[at];
		}
	return at;
}

static void
take(uint64_t *sums, size_t n, size_t i, uint64_t weight)
{
	for (i++; i <= n; i += i & (0 - i))
		sums[i] -= weight;
}

size_t
draw_shortlist(struct arena *a, const unsigned char seed[DRAW_SEED],
    const uint64_t *weights, size_t n, size_t k, size_t *taken,
    struct draw_number *numbers)
{
	uint64_t left, *sums = sums_of(a, weights, n, &left);
	size_t j = 0;

	for (; j < k && left > 0; j++) {
		struct draw_number *d = &numbers[j];

		snprintf(d->label, sizeof d->label, "shortlist-%zu", j + 1);
		d->n = left;
		d->x = draw_int(seed, d->label, left);
		taken[j] = walk(sums, n, d->x);
		take(sums, n, taken[j], weights[taken[j]]);
		left -= weights[taken[j]];
	}
	return j;
}
