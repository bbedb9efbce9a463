/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_STORE_H
#define MARKET_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "market/base/err.h"

/*
 * The folder of files people gave us: <folder>/ab/<hash>, where hash is the
 * SHA-256 of the bytes in hex and ab its first two digits; 0440, never
 * changed.  A file comes in under no name at all (O_TMPFILE), so whatever
 * breaks off leaves nothing behind; it gets its name when it is whole and on
 * disk.  The same bytes twice are one file.
 *
 * Source: security.md 4, Uploads.
 */
enum {
	STORE_HASH = 32,
	STORE_PATH = 2 + 1 + 64 + 1,	/* «ab/<hash>» and its NUL */
	STORE_MOST = 20 * 1024 * 1024	/* bytes of a file */
};

struct store;

/* Makes the folder if it is not there.  ERR_INTERNAL: logged. */
enum err store_open(struct store **s, const char *folder);
void store_free(struct store *s);

/*
 * Between the row that speaks of a file and its name on disk nobody may
 * tidy: whoever brings one shares, who takes some away is alone.
 */
void store_share(struct store *s);
void store_alone(struct store *s);
void store_leave(struct store *s);

/* A file that is coming in. */
struct intake;

/* Never NULL; where there is no room it has failed.  s NULL: failed. */
struct intake *intake_new(struct store *s);
void intake_free(struct intake *in);

/* Past STORE_MOST bytes are counted, not kept. */
void intake_add(struct intake *in, const void *data, size_t n);

/* All bytes that came, also those that were not kept. */
int64_t intake_size(const struct intake *in);

/* No room, or the disk said no: logged once. */
int intake_failed(const struct intake *in);

/* Of the bytes that were kept. */
void intake_hash(const struct intake *in, unsigned char hash[STORE_HASH]);

/* Reads at most n bytes from there; 0: the end, or it cannot be read. */
size_t intake_read(struct intake *in, int64_t at, void *out, size_t n);

/* The bytes are on disk: before store_share(), because it takes long. */
enum err intake_sync(struct intake *in);

/*
 * Gives it its name, durably.  There already: OK.  ERR_BUSY: no room;
 * ERR_INTERNAL: logged.
 */
enum err store_keep(struct store *s, struct intake *in);

/* Takes a file away; OK if it is not there. */
enum err store_drop(struct store *s, const unsigned char hash[STORE_HASH]);

/* Where it lies below the folder. */
char *store_path(char out[STORE_PATH], const unsigned char hash[STORE_HASH]);

#endif
