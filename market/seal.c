/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c: commitments and sealed openings, with the platform's key. */
#include "market/seal.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "market/base/digits.h"
#include "market/base/err.h"

enum { PLAIN = 8 + SEAL_SALT };

_Static_assert(SEAL_BODY == PLAIN + crypto_box_SEALBYTES, "body");
_Static_assert(sizeof(crypto_hash_sha256_state) <=
    sizeof(struct seal_seed), "seed state");

static void
round_secret(const unsigned char *seed, const char *sealing_id,
    unsigned char sk[SEAL_KEY])
{
	static const char label[] = "sealbid/v1 open-key\n";
	crypto_generichash_state state;

	crypto_generichash_init(&state, seed, 32, SEAL_KEY);
	crypto_generichash_update(&state, (const unsigned char *)label,
	    sizeof label - 1);
	crypto_generichash_update(&state, (const unsigned char *)sealing_id,
	    strlen(sealing_id));
	crypto_generichash_final(&state, sk, SEAL_KEY);
	sodium_memzero(&state, sizeof state);
}

void
seal_round_key(const unsigned char *seed, const char *sealing_id,
    unsigned char public_key[SEAL_KEY])
{
	unsigned char sk[SEAL_KEY];

	round_secret(seed, sealing_id, sk);
	crypto_scalarmult_base(public_key, sk);
	sodium_memzero(sk, sizeof sk);
}

static void
commit(unsigned char out[SEAL_HASH], const struct seal_terms *terms,
    int64_t amount_fen, const unsigned char salt[SEAL_SALT])
{
	char hex[2 * SEAL_SALT + 1], text[256];
	int n;

	digits_hex(hex, salt, SEAL_SALT);
	n = snprintf(text, sizeof text, "market/v1 commitment\nproject %s\n"
	    "bidder %s\namount-fen %" PRId64 "\nsalt %s\n",
	    terms->sealing_id, terms->bidder, amount_fen, hex);
	if (n < 0 || (size_t)n >= sizeof text)
		bug("seal: terms too long");
	crypto_generichash(out, SEAL_HASH, (const unsigned char *)text,
	    (unsigned long long)n, NULL, 0);
	sodium_memzero(text, sizeof text);
	sodium_memzero(hex, sizeof hex);
}

bool
seal_check(const struct seal_terms *terms,
    const unsigned char commitment[SEAL_HASH], int64_t amount_fen,
    const unsigned char salt[SEAL_SALT])
{
	unsigned char again[SEAL_HASH];

	commit(again, terms, amount_fen, salt);
	return sodium_memcmp(again, commitment, sizeof again) == 0;
}

void
seal_amount(const struct seal_terms *terms,
    const unsigned char public_key[SEAL_KEY], const int64_t *amount_fen,
    struct sealed *out)
{
	unsigned char plain[PLAIN];
	uint64_t fen = (uint64_t)*amount_fen;

	for (int i = 0; i < 8; i++)
		plain[i] = (unsigned char)(fen >> (56 - 8 * i));
	randombytes_buf(plain + 8, SEAL_SALT);
	commit(out->commitment, terms, *amount_fen, plain + 8);
	if (crypto_box_seal(out->body, plain, sizeof plain, public_key) != 0)
		bug("seal: bad round key");
	sodium_memzero(plain, sizeof plain);
	sodium_memzero(&fen, sizeof fen);
}

bool
seal_open(const unsigned char *seed, const struct seal_terms *terms,
    const unsigned char commitment[SEAL_HASH], const void *body, size_t n,
    int64_t *amount_fen, unsigned char salt[SEAL_SALT])
{
	unsigned char sk[SEAL_KEY], pk[SEAL_KEY], plain[PLAIN] = { 0 };
	uint64_t fen = 0;
	bool good;

	round_secret(seed, terms->sealing_id, sk);
	crypto_scalarmult_base(pk, sk);
	good = n == SEAL_BODY &&
	    crypto_box_seal_open(plain, body, n, pk, sk) == 0;
	for (int i = 0; good && i < 8; i++)
		fen = fen << 8 | plain[i];
	good = good && fen > 0 && fen <= (uint64_t)MONEY_MAX &&
	    seal_check(terms, commitment, (int64_t)fen, plain + 8);
	*amount_fen = good ? (int64_t)fen : 0;
	memset(salt, 0, SEAL_SALT);
	if (good)
		memcpy(salt, plain + 8, SEAL_SALT);
	sodium_memzero(sk, sizeof sk);
	sodium_memzero(plain, sizeof plain);
	return good;
}

static void
feed(struct seal_seed *s, const char *text)
{
	crypto_hash_sha256_state state;

	memcpy(&state, s->state, sizeof state);
	crypto_hash_sha256_update(&state, (const unsigned char *)text,
	    strlen(text));
	memcpy(s->state, &state, sizeof state);
}

void
seal_seed_init(struct seal_seed *s, const char *sealing_id)
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	memcpy(s->state, &state, sizeof state);
	feed(s, "market/v1 draw-seed\nproject ");
	feed(s, sealing_id);
	feed(s, "\n");
}

void
seal_seed_add(struct seal_seed *s, const unsigned char salt[SEAL_SALT])
{
	char hex[2 * SEAL_SALT + 1];

	feed(s, "salt ");
	feed(s, digits_hex(hex, salt, SEAL_SALT));
	feed(s, "\n");
}

void
seal_seed_final(struct seal_seed *s, unsigned char seed[32])
{
	crypto_hash_sha256_state state;

	memcpy(&state, s->state, sizeof state);
	crypto_hash_sha256_final(&state, seed);
}
