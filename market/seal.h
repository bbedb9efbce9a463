/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SEAL_H
#define MARKET_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The seam of sealing.  What the market stores of a bid is a commitment and
 * a sealed opening; before the opening neither tells an amount.
 *
 * In this release the program seals on the bidder's behalf and the platform
 * holds the opening key (平台保管开标密钥): whoever has both the database and
 * opening.seed can read bids early, and every page says so.  sealbid/v1
 * (envelopes sealed on the bidder's device, keys held by trustees) takes
 * this module's place; callers see only its functions.
 *
 *	commitment = BLAKE2b-256 of the text
 *		market/v1 commitment
 *		project <sealing id>
 *		bidder <uscc>
 *		amount-fen <n>
 *		salt <64 hex digits>
 *	so that «b2sum -l 256» recomputes it;
 *	round key: sk = BLAKE2b-256(key = opening seed,
 *		"sealbid/v1 open-key\n" ‖ sealing id)	(sealing.md 3)
 *	body = crypto_box_seal of u64 amount, big endian ‖ salt.
 */
enum {
	SEAL_KEY = 32, SEAL_HASH = 32, SEAL_SALT = 32,
	SEAL_BODY = 8 + SEAL_SALT + 48	/* crypto_box_SEALBYTES */
};

/* What a commitment is over. */
struct seal_terms {
	const char *sealing_id;		/* <code>/<round> */
	const char *bidder;		/* uscc */
};

struct sealed {
	unsigned char commitment[SEAL_HASH];
	unsigned char body[SEAL_BODY];
};

/* The public key of a round; seed is keys_opening_seed(). */
void seal_round_key(const unsigned char *seed, const char *sealing_id,
    unsigned char public_key[SEAL_KEY]);

/* Seals an amount with a fresh salt.  Leaves no copy of it behind. */
void seal_amount(const struct seal_terms *terms,
    const unsigned char public_key[SEAL_KEY], const int64_t *amount_fen,
    struct sealed *out);

/*
 * Opens a body and checks that it is what was committed to.  False: damaged,
 * sealed to another key, or another opening than the commitment's; then
 * *amount_fen is 0 and salt zeros.
 */
bool seal_open(const unsigned char *seed, const struct seal_terms *terms,
    const unsigned char commitment[SEAL_HASH], const void *body, size_t n,
    int64_t *amount_fen, unsigned char salt[SEAL_SALT]);

/* Is this the commitment to (terms, amount, salt)?  Public arithmetic. */
bool seal_check(const struct seal_terms *terms,
    const unsigned char commitment[SEAL_HASH], int64_t amount_fen,
    const unsigned char salt[SEAL_SALT]);

/*
 * The seed of the draw: SHA-256 of the text
 *	market/v1 draw-seed
 *	project <sealing id>
 *	salt <64 hex digits>		one line a valid opening, in the order
 *					of receipt
 * fed salt by salt; «sha256sum» recomputes it.
 */
struct seal_seed {
	unsigned char state[128];	/* of the hash: see seal.c */
};

void seal_seed_init(struct seal_seed *s, const char *sealing_id);
void seal_seed_add(struct seal_seed *s, const unsigned char salt[SEAL_SALT]);
void seal_seed_final(struct seal_seed *s, unsigned char seed[32]);

#endif
