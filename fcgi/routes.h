/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_ROUTES_H
#define FCGI_ROUTES_H

#include <stddef.h>

#include "fcgi/req.h"

/* Answers a request: reads the form, calls one verb, fills a view. */
typedef int handler(struct req *req);

/* Who may come: roles of market/actor.h, so that a row can name several. */
enum who {
	NOBODY = 0,		/* what a row means that forgets it */
	AGENCY = ROLE_AGENCY,
	OWNER = ROLE_OWNER,
	OPERATOR = ROLE_OPERATOR,
	REGULATOR = ROLE_REGULATOR,
	AUDITOR = ROLE_AUDITOR,
	EVALUATOR = ROLE_EVALUATOR,
	DISCIPLINE = ROLE_DISCIPLINE,
	INSPECTOR = ROLE_INSPECTOR,
	STAFF = OPERATOR | REGULATOR | AUDITOR | DISCIPLINE,
	SIGNED_IN = AGENCY | OWNER | STAFF | EVALUATOR | INSPECTOR,
	ANYONE = 1 << 10,
	/* The body is a signed file: no form is read, no token asked for. */
	SIGNED = 1 << 11,
	/* The form may hold files; its address stands in nginx.conf too. */
	FILES = 1 << 12,
	/* The request log does not say who: 提问人不公开. */
	UNNAMED = 1 << 13,
	/* What becomes of FILES: market/document.h, enum document_how. */
	EXACT = 1 << 14,
	HASHED = 1 << 15
};

struct route {
	const char *method;	/* GET (HEAD too) or POST */
	const char *path;	/* a part that begins with ':' is any word */
	handler *handler;
	int who;		/* of enum who */
};

/* The whole site. */
extern const struct route routes[];
extern const size_t routes_n;

/*
 * The row for req->method and req->path, with req->arg[] filled.  NULL: no
 * such address, or *allow (NULL else) names the method it would take.
 */
const struct route *route_find(struct req *req, const char **allow);

#endif
