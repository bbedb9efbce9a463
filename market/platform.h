/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_PLATFORM_H
#define MARKET_PLATFORM_H

#include "market/base/arena.h"
#include "market/base/err.h"
#include "market/seal_record.h"
#include "market/trust.h"

/*
 * The platform in the protocol: its key <host>/op, the names it gives, and
 * the trust file that says who the others are.  Read once, constant
 * afterwards; the key lies in locked memory.
 *
 *	op.key		key file (market/keyfile.h) of <host>/op
 *	trust.txt	market/trust.h; its `# trustee` lines, in order, are
 *			the trustees of every new round
 *
 * Source: sealing.md 3.
 */
struct platform;

/*
 * Reads both files of key_dir.
 *
 * OK
 * ERR_NOT_FOUND	there are none: a market that cannot seal yet
 * ERR_INVALID		damaged, or they do not belong together: logged
 */
enum err platform_open(struct platform **out, const char *key_dir);
void platform_close(struct platform *p);

const struct trust *platform_trust(const struct platform *p);
/* trust.txt as it is. */
const char *platform_trust_text(const struct platform *p, size_t *n);
/* Name of the log's key: its origin. */
const char *platform_origin(const struct platform *p);
/* <host>/<kind>/<rest>; kind «b» (bidder) or «p» (purchaser), rest a USCC. */
const char *platform_name(const struct platform *p, struct arena *a,
    const char *kind, const char *rest);
/* n = 3 and t = 2 where the trust file names three. */
size_t platform_trustees(const struct platform *p);
int64_t platform_threshold(const struct platform *p);

/* Adds the signature line of <host>/op over a text. */
void platform_sign(const struct platform *p, struct buf *out,
    const char *text, size_t n);
/*
 * Makes the note of a record (out is initialised here, the caller releases
 * it); hash, if not NULL, becomes its record hash.
 */
void platform_note(const struct platform *p, struct buf *out,
    enum seal_type type, const void *record, unsigned char hash[32]);

/* Is this note signed by the platform? */
bool platform_signed(const struct platform *p, const struct note *note);

#endif
