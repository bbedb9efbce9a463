/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c: passwords leave the request as soon as they were used. */
#include "fcgi/secret.h"

#include <string.h>

#include "market/password.h"

/* Where p points to in the body, or body_len. */
static size_t
offset(const struct req *req, const char *p)
{
	return p >= req->body && p < req->body + req->body_len ?
	    (size_t)(p - req->body) : req->body_len;
}

void
secret_wipe(struct req *req, const char *field)
{
	struct form *f = &req->form;

	for (size_t i = 0; i < f->n; i++) {
		size_t from = offset(req, f->fields[i].value);
		size_t to = i + 1 < f->n ? offset(req, f->fields[i + 1].name) :
		    req->body_len;

		if (strcmp(f->fields[i].name, field) != 0 || to < from)
			continue;
		password_wipe(req->body + from, to - from);
		f->fields[i].len = 0;
	}
}
