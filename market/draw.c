/* SPDX-License-Identifier: Apache-2.0 */
/* draw.c: rank hashes and drawn numbers, from a seed. */
#include "market/draw.h"

#include <sodium.h>
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
