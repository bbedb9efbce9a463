/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_TOOL_HTTP_H
#define MARKET_TOOL_HTTP_H

#include <signal.h>

#include "market/source.h"

/*
 * A market's site, for the tool: its public files as a source, and posts.
 * Certificates are verified; no redirect is followed, so nothing goes to
 * another host; what takes too long or is too large is «away».
 */
struct http;

/*
 * base: http://… or https://…, without or with a last slash; NULL comes
 * back if it is neither.  cacert: a file of certificates, NULL: the
 * system's.  *stop, if not NULL, ends what is under way once it is not 0.
 */
struct http *http_new(const char *base, const char *cacert,
    const volatile sig_atomic_t *stop);
void http_free(struct http *h);

/* Paths have no leading slash.  h must outlive the source. */
void http_source(struct http *h, struct source *s);

struct http_post {
	const char *path;
	const char *type;
	const char *token;		/* Authorization: Bearer; NULL: none */
	const void *body;
	size_t n;
};

/*
 * The status, and the answer's bytes added to out; 0: no answer, or one too
 * large.
 */
long http_post(struct http *h, const struct http_post *post, struct buf *out);

/* What went wrong last, in curl's words. */
const char *http_error(const struct http *h);

/* Is it an address rather than a path? */
bool http_is_url(const char *text);

#endif
