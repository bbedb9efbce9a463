/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_SOURCE_H
#define MARKET_SOURCE_H

#include "market/base/buf.h"

/*
 * Where a verifier reads a market's public files from: its site, or a folder
 * with the same paths («trust.txt», «log/checkpoint», «p/<id>/close.note»;
 * no leading slash).  Nothing that comes out of it is believed.
 *
 * Source: sealing.md 11, 12.
 */
enum source_got {
	SOURCE_GOT,
	SOURCE_MISSING,		/* no such file (404) */
	SOURCE_AWAY		/* unreachable, unreadable, too large */
};

struct source {
	/* Adds the file's bytes to out, an initialised buf. */
	enum source_got (*get)(void *p, const char *path, struct buf *out);
	void *p;
};

/* A folder's files.  dir stays the caller's and must outlive the source. */
void source_folder(struct source *s, const char *dir);

#endif
