/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_KEYS_H
#define MARKET_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/err.h"

/*
 * The secrets of forms, in locked memory: 32 bytes each, from files of
 * 64 hex digits, mode 0400, in a folder outside the database.  Made at first
 * start.
 *	csrf.key	form tokens; a new one only logs forms out
 *	pepper.key	hashes of identity numbers; lost, no person is known
 *			again, so it belongs into the backup of the keys
 */
struct keys;

/* OK; ERR_INVALID a damaged file; ERR_INTERNAL: both logged. */
enum err keys_open(struct keys **keys, const char *dir);
void keys_close(struct keys *keys);

/* Keyed BLAKE2b of text, as 32 hex digits in out[33]: a form's token. */
void keys_token(const struct keys *keys, const char *text, char out[33]);

/*
 * What is stored of a person's number: «b2k1$» and hex of BLAKE2b-256 (key
 * pepper, type ‖ LF ‖ number), number as person_id() makes it.  out[70].
 */
void keys_person(const struct keys *keys, const char *type,
    const char *number, char out[70]);

/* 32 random bytes as 64 hex digits in out[65]; and n bytes. */
void keys_random_hex(char out[65]);
void keys_random(void *out, size_t n);

/* BLAKE2b-256 of text: what the store keeps of a cookie. */
void keys_hash(const char *text, unsigned char out[32]);

/* Are two texts equal?  In a time that tells nothing of where they differ. */
int keys_equal(const char *a, const char *b);

#endif
