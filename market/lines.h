/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_LINES_H
#define MARKET_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/buf.h"

/*
 * The grammar of every text of sealbid/v1: a tag line, then lines «key value»
 * in a fixed order; the columns of a value are parted by one blank.  Each
 * value has exactly one writing, so a text that is read and written again is
 * the same bytes.
 *
 * Source: sealing.md 1 («Record»).
 */

/* What may stand in a column, and what it is read into. */
enum column_kind {
	COLUMN_END,		/* no further column */
	COLUMN_INT,		/* int64_t: 0|[1-9][0-9]*, below 2^53 */
	COLUMN_INT_OR_DASH,	/* int64_t: -1 is «-» */
	COLUMN_HASH,		/* unsigned char[32]: 64 lower-case digits */
	COLUMN_HASH_OR_DASH,	/* struct maybe_hash */
	COLUMN_ID,		/* const char *: code/round, ≤ 32 bytes */
	COLUMN_NAME,		/* const char *: a key name */
	COLUMN_NAME_OR_DASH,	/* const char *: NULL is «-» */
	COLUMN_TOKEN,		/* const char *: [a-z0-9-]+ */
	COLUMN_DATE,		/* const char *: YYYY-MM-DD */
	COLUMN_VKEY,		/* const char *: a vkey */
	COLUMN_VKEY_OR_DASH,	/* const char *: NULL is «-» */
	COLUMN_TEXT,		/* const char *: all that is left of the line */
	COLUMN_TEXT_OR_DASH,	/* const char *: NULL is «-» */
	COLUMN_BOX,		/* unsigned char[80]: base64 */
	COLUMN_BYTES		/* struct bytes: base64 of any length */
};

struct maybe_hash {
	bool given;
	unsigned char hash[32];
};

struct bytes {
	const unsigned char *data;
	size_t n;
};

enum { COLUMNS = 8 };

struct column {
	enum column_kind kind;
	size_t at;		/* offset in the record, or in the element */
};

/* One line; with element: any number of such lines, none included. */
struct row {
	const char *key;
	struct column columns[COLUMNS];
	size_t element;		/* size of one; 0: exactly one line */
	size_t list;		/* offset of the pointer to the first */
	size_t count;		/* offset of the size_t */
};

/* Where a reader stands; bad stays once it is set. */
struct lines {
	struct arena *arena;
	const char *at, *end;
	bool bad;
};

/*
 * Begins to read a text whose first line is «sealbid/v1 <tag>».  Texts with
 * bytes below 0x20 other than LF, 0x7F, invalid UTF-8, or a last line
 * without LF are bad.
 */
void lines_init(struct lines *l, struct arena *a, const char *text,
    size_t n, const char *tag);

/* Is the next line one of this key? */
bool lines_next_is(const struct lines *l, const char *key);

/* Reads the line or lines of a row into record; stays at a bad one. */
void lines_read(struct lines *l, const struct row *row, void *record);

/* All was read, and nothing was bad. */
bool lines_done(const struct lines *l);

/* The other way. */
void lines_tag(struct buf *out, const char *tag);
void lines_write(struct buf *out, const struct row *row,
    const void *record);

/* One column: a COLUMN_INT into *value; a COLUMN_DATE. */
bool lines_int(const char *text, size_t n, int64_t *value);
bool lines_is_date(const char *text, size_t n);

/* A project id: code and round. */
bool lines_is_id(const char *text, size_t n);

#endif
