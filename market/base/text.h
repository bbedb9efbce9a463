/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/buf.h"

/*
 * What people type: UTF-8 that may be stored and shown, text to search by,
 * and the masks of personal data.  Texts are NUL-ended.  Whatever is written
 * into a struct buf is added to what is there; the buf stays the caller's.
 *
 * Sources: RFC 3629, section 4 (UTF-8); The Unicode Standard, 23.7
 * (noncharacters); UAX #9 (bidi controls); domain.md 2 (masks); SQLite, «FTS5
 * Full-text Query Syntax».
 */

/*
 * The code point at *s, and *s behind it.  0 at the end, where *s stays;
 * TEXT_BAD for a byte that begins no character, and *s one byte further.
 * Strict: no overlong form, no surrogate, nothing above U+10FFFF.
 */
enum { TEXT_BAD = -1 };
int32_t text_next(const char **s);

/* Is all of it UTF-8? */
bool text_valid(const char *s);

/*
 * May it be stored and shown?  UTF-8 without control characters (LF and TAB
 * if multiline; CR never, so CR LF of a form becomes LF before), bidi
 * controls, U+FEFF and noncharacters.
 */
bool text_clean(const char *s, bool multiline);

/* Code points; a bad byte counts as one. */
size_t text_length(const char *s);

/* Takes blanks from both ends, in place: ASCII ones and U+3000. */
void text_trim(char *s);

/* Full-width ASCII to ASCII, U+3000 to a blank, A-Z to a-z; the rest stays. */
void text_fold(struct buf *out, const char *s);

/*
 * Words of s for an FTS5 table with the unicode61 tokenizer, folded, parted
 * by one blank.  A run of ideographs gives its overlapping pairs, and then
 * its last ideograph alone, so that each one of them begins a word and a
 * search for one ideograph finds all; a run of ASCII letters and digits is
 * one word; all else only parts runs.
 */
void text_bigrams(struct buf *out, const char *s);

/*
 * A MATCH expression that finds the texts in which each run of the query
 * occurs: one quoted phrase a run, all of which must be met.  A run of one
 * ideograph is a prefix («"水"*»).  Runs after the eighth are left out.
 * Nothing but such words gets in, so no query can be FTS5 syntax.
 * false: there is nothing to search for, or it did not fit.
 */
bool text_phrase(struct buf *out, const char *query);

/* 张* · 138****0000 · z***@x.cn.  What has another shape shows less. */
void text_mask_name(struct buf *out, const char *name);
void text_mask_mobile(struct buf *out, const char *mobile);
void text_mask_email(struct buf *out, const char *email);

/* A mobile number of the mainland: 11 digits, 13 to 19 first. */
bool text_mobile(const char *s);

/*
 * An address mail can go to, as people have them: ASCII, up to 254 bytes, one
 * @, a domain with a dot, no two dots together (RFC 5321 without quoting).
 */
bool text_email(const char *s);

#endif
