/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_KEYFILE_H
#define MARKET_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "market/base/buf.h"
#include "market/base/err.h"
#include "market/note.h"

/*
 * The file that holds a key, mode 0600:
 *	sealbid/v1 keyfile
 *	name <key name>
 *	role bidder|trustee|purchaser|platform|log|witness
 *	seed <hex>			of the signing key
 *	open-seed <hex>			trustees only: of all opening keys
 * With a passphrase the lines above stand in a box:
 *	sealbid/v1 keyfile-locked
 *	salt <hex>			16 bytes
 *	box <base64>			nonce[24] ‖ crypto_secretbox of them
 * whose key is Argon2id (crypto_pwhash, moderate limits).
 *
 * Source: sealing.md 12.
 */
struct keyfile {
	char name[NOTE_NAME + 1];
	char role[12];
	bool opens;			/* open_seed is there */
	unsigned char seed[32];
	unsigned char open_seed[32];
};

bool keyfile_is_role(const char *role);

/* Fresh seeds; locked memory; name and role must be good, else a bug(). */
struct keyfile *keyfile_make(const char *name, const char *role);

/*
 * Reads one into locked memory; the caller frees it.  passphrase may be
 * NULL.  ERR_NOT_FOUND: no such file.  ERR_FORBIDDEN: others may read it,
 * or it is locked and the passphrase is missing or wrong.  ERR_INVALID: not
 * a key file.
 */
enum err keyfile_read(struct keyfile **key, const char *path,
    const char *passphrase);

/* Does it begin as a locked one does? */
bool keyfile_is_locked(const char *path);

/* Durable when OK; never writes over a file (ERR_CONFLICT). */
enum err keyfile_write(const struct keyfile *key, const char *path,
    const char *passphrase);

void keyfile_free(struct keyfile *key);

/* What it signs with: alg 04 for a witness, else 01. */
void keyfile_secret(const struct keyfile *key, struct note_secret *secret);

#endif
