/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_REQ_H
#define FCGI_REQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fcgi/form.h"
#include "market/actor.h"
#include "market/base/buf.h"
#include "market/document.h"
#include "market/market.h"

/*
 * One request and its answer.  The worker fills the first part, app_handle()
 * the rest; a handler finds everything here and nothing elsewhere.
 */
enum {
	BODY_MAX = 256 * 1024,		/* bytes of a request's body */
	PAGE_MAX = 1024 * 1024,		/* bytes of an answer */
	PATH_ARGS = 2,			/* «:name» parts of a route */
	/* The body of a form with files: one of the most, and its texts. */
	UPLOAD_MAX = STORE_MOST + 1024 * 1024
};

/*
 * A body that is read as it is used, so that a file never stands in memory.
 * read() gives up to n bytes; fewer: it was cut off.
 */
struct stream {
	size_t (*read)(void *ctx, char *out, size_t n);
	void *ctx;
	int64_t left;			/* bytes not read yet */
};

/* A file of the form (fcgi/upload.h). */
struct upload_part {
	const char *field;
	const char *type;		/* as its part declares it */
	struct intake *in;
	struct upload upload;
};

struct app;

struct req {
	/* what came; strings are the worker's, "" where nothing came */
	const char *method;
	char *path;			/* decoded by nobody: raw, no query */
	char *query;			/* raw; parsed in place */
	const char *content_type;
	const char *cookie;
	const char *origin;
	const char *fetch_site;
	const char *authorization;
	const char *if_none_match;
	const char *remote;		/* address of the client */
	const char *id;			/* request id, also in nginx's log */
	char *body;			/* body_len bytes and one more */
	size_t body_len;
	struct stream source;		/* of a body with files, instead */

	/* what app_handle() found out */
	struct app *app;
	struct market *market;
	const struct route *route;	/* NULL until matched */
	const char *arg[PATH_ARGS];	/* of the route, decoded, "" if none */
	struct form args;		/* the query */
	struct form form;		/* the body */
	struct upload_part uploads[FORM_PARTS];
	size_t n_uploads;
	struct actor actor;		/* account_id 0: nobody signed in */
	char sid[65];			/* session id, hex, or "" */
	bool elder;			/* 长者模式 */
	int64_t now;			/* for what a page shows */

	/* the answer */
	int status;
	const char *type;		/* Content-Type */
	const char *location;		/* of a 303, or NULL */
	const char *cookies[4];		/* Set-Cookie values, NULL-ended */
	const char *etag;		/* or NULL */
	bool cacheable;			/* shows the same to everybody */
	int retry_after;		/* seconds, 0: no such header */
	const char *allow;		/* of a 405, or NULL */
	const char *stored;		/* a file nginx sends instead of out */
	const char *disposition;	/* of that file */
	struct buf *out;		/* the body, whole */
};

#endif
