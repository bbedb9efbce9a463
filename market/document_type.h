/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_DOCUMENT_TYPE_H
#define MARKET_DOCUMENT_TYPE_H

#include <stddef.h>

#include "market/base/arena.h"

/*
 * The six types of files that are taken, each known by three signs that must
 * agree: how its name ends, what the browser declares, how it begins.
 *
 * Source: security.md 4 (Uploads).
 */
enum { DOCUMENT_HEAD = 8 };	/* bytes a file is known by */

/*
 * *type of a file whose first n bytes are head.  NULL, or a code: it is none
 * of the six, or its signs disagree.
 */
const char *document_type(const char *name, const char *declared,
    const unsigned char *head, size_t n, const char **type);

/*
 * The name alone: no path of either kind, no blanks or dots around it, never
 * empty; what is not clean text, «file».
 */
const char *document_clean_name(struct arena *a, const char *name);

#endif
