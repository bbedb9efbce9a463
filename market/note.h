/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_NOTE_H
#define MARKET_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/buf.h"

/*
 * Signed notes: a text, an empty line, one signature a line.
 *
 *	<text, each line ended by LF>
 *	LF
 *	— <key name> base64(key id[4] ‖ signature) LF	1 to 16 of them
 *
 * A signature covers the text with its last LF.  Keys are known by name and
 * by an id, which is a hash of name, algorithm and public key.
 *
 * Sources: sealing.md 1; C2SP signed-note v1.0.0, tlog-cosignature v1.0.1;
 * RFC 8032 (Ed25519).
 */
enum {
	NOTE_MAX = 65535,		/* bytes of a file */
	NOTE_LINES = 16,
	NOTE_NAME = 64,			/* bytes of a key name */
	NOTE_ID = 4,
	NOTE_VKEY_MAX = NOTE_NAME + 64,	/* holds a vkey and its NUL */
	NOTE_ED25519 = 1,		/* signs the text */
	NOTE_WITNESS = 4		/* cosigns a checkpoint with a time */
};

/* Who can be checked. */
struct note_key {
	char name[NOTE_NAME + 1];
	unsigned char alg;		/* NOTE_ED25519 or NOTE_WITNESS */
	unsigned char id[NOTE_ID];
	unsigned char public_key[32];
};

/* Who can sign: a secret; keep it in locked memory (sodium_malloc). */
struct note_secret {
	struct note_key key;
	unsigned char secret[64];	/* Ed25519: seed ‖ public key */
};

/* [A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*, up to NOTE_NAME bytes. */
bool note_is_name(const char *name, size_t n);

/* name+id+key, as the n characters of text; false: not a vkey. */
bool note_vkey_read(struct note_key *key, const char *text, size_t n);
char *note_vkey_write(char out[NOTE_VKEY_MAX], const struct note_key *key);

/* The key pair of a 32-byte seed.  A name that is none is a bug(). */
void note_secret_init(struct note_secret *s, const char *name,
    unsigned char alg, const unsigned char seed[32]);

/* A note's parts; they point into the file. */
struct note_line {
	const char *name;
	size_t name_n;
	const char *base64;
	size_t base64_n;
};

struct note {
	const char *text;
	size_t n;			/* of text, with its last LF */
	struct note_line lines[NOTE_LINES];
	size_t count;
};

/* Strict: false if any byte of the file is not as above says, or a (name,
 * key id) stands twice. */
bool note_parse(struct note *note, const char *file, size_t n);

enum note_verdict {
	NOTE_ABSENT,	/* nothing by this key */
	NOTE_GOOD,
	NOTE_BAD	/* a wrong signature: refuse the note */
};

/* time is a witness's, 0 for others; NULL: not wanted. */
enum note_verdict note_check(const struct note *note,
    const struct note_key *key, int64_t *time);

/*
 * Adds to out one signature line over the n bytes of text.  A secret signs
 * only what its kind may: a log a checkpoint, a witness a cosignature (with
 * its time), everybody else texts that begin «sealbid/v1 » or «market/v1 »;
 * another text is a bug().
 */
void note_sign(struct buf *out, const char *text, size_t n,
    const struct note_secret *s);
void note_sign_checkpoint(struct buf *out, const char *text, size_t n,
    const struct note_secret *s);
void note_cosign(struct buf *out, const char *text, size_t n, int64_t time,
    const struct note_secret *s);

/* The file of a text and the one signature of s. */
void note_write(struct buf *out, const char *text, size_t n,
    const struct note_secret *s);

/* UTF-8, no control character but LF, up to NOTE_MAX bytes. */
bool note_is_text(const char *text, size_t n);

/* SHA-256: record hash of a text, file hash of a file. */
void note_hash(unsigned char hash[32], const void *bytes, size_t n);

#endif
