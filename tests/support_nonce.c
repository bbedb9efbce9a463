/* SPDX-License-Identifier: Apache-2.0 */
/* support_nonce.c: Ed25519 by a signer that wants two signatures. */
#include <check.h>
#include <sodium.h>
#include <string.h>

#include "market/base64.h"
#include "tests/sealing.h"

/* RFC 8032 with r of our own choice instead of a hash. */
static void
sign_with_nonce(unsigned char sig[64], const char *text,
    const struct note_secret *secret)
{
	unsigned char h[64], r[32], k[64], a[32] = { 0 };
	crypto_hash_sha512_state s;

	crypto_hash_sha512(h, secret->secret, 32);
	h[0] &= 248;
	h[31] = (unsigned char)((h[31] & 127) | 64);
	memset(h + 32, 0, 32);
	crypto_core_ed25519_scalar_reduce(a, h);
	crypto_core_ed25519_scalar_random(r);
	ck_assert_int_eq(crypto_scalarmult_ed25519_base_noclamp(sig, r), 0);
	crypto_hash_sha512_init(&s);
	crypto_hash_sha512_update(&s, sig, 32);
	crypto_hash_sha512_update(&s, secret->key.public_key, 32);
	crypto_hash_sha512_update(&s, (const unsigned char *)text,
	    strlen(text));
	crypto_hash_sha512_final(&s, k);
	crypto_core_ed25519_scalar_reduce(k, k);
	crypto_core_ed25519_scalar_mul(k, k, a);
	crypto_core_ed25519_scalar_add(sig + 32, k, r);
}

struct file
line_again(const struct note_secret *secret, const char *text)
{
	unsigned char bytes[NOTE_ID + 64];
	struct buf line;
	struct file f;

	memcpy(bytes, secret->key.id, NOTE_ID);
	sign_with_nonce(bytes + NOTE_ID, text, secret);
	buf_init(&line, NOTE_MAX);
	buf_printf(&line, "\u2014 %s ", secret->key.name);
	base64_write(&line, bytes, sizeof bytes);
	buf_text(&line, "\n");
	f = a_file(line.data, line.len);
	buf_release(&line);
	return f;
}
