/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_FLAG_TEXT_H
#define MARKET_FLAG_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"

/*
 * What two proposals have in common: texts by their shingles of five
 * characters, files by the hash that was sealed.
 */
__extension__ typedef unsigned __int128 flag_shingle;
enum {
	FLAG_SHINGLE = 5,	/* code points */
	FLAG_TEXT_LEAST = 30,	/* shorter texts are alike by chance */
	FLAG_FILES = 3		/* doc-1 to doc-3 */
};

/* What a bidder says to one criterion. */
struct flag_text {
	int criterion;			/* from 1 */
	const flag_shingle *list;	/* rising, each once */
	size_t n;
};

struct flag_texts {
	const struct flag_text *list;	/* by criterion */
	size_t n;
	const char *files[FLAG_FILES];	/* hex; NULL: none was sealed */
};

/*
 * Of the «<key> <value|->» lines of an opened form: c<k> are texts, doc-<k>
 * hashes, other keys neither.  All belongs to the arena.
 */
struct flag_texts flag_texts_read(struct arena *a, const char *fields);

/* Shingles both have; *all: that one of them has, at least. */
size_t flag_text_shared(const struct flag_text *x, const struct flag_text *y,
    size_t *all);

#endif
