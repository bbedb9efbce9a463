/* SPDX-License-Identifier: Apache-2.0 */
/* file.c: a file somebody gave us, for whoever may read it. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/document.h"
#include "market/reading.h"

/* RFC 8187: what is no unreserved character, percent-encoded. */
static const char *
encoded(struct req *req, const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	char *out = arena_alloc(req->market->arena, 3 * strlen(name) + 1);
	char *at = out;

	for (; *name; name++) {
		static const char hex[] = "0123456789ABCDEF";
		unsigned char c = (unsigned char)*name;

		if (strchr(plain, c)) {
			*at++ = (char)c;
			continue;
		}
		*at++ = '%';
		*at++ = hex[c >> 4];
		*at++ = hex[c & 15];
	}
	*at = '\0';
	return out;
}

/*
 * Never as a page: nginx sends it as something to be saved, in a sandbox
 * without scripts, and nobody keeps a copy (security.md 4).  Who is not
 * signed in learns nothing, not even whether it exists.
 */
int
file_page(struct req *req)
{
	struct document_use use;
	char path[STORE_PATH];
	int64_t id;
	enum err err = reply_id(req, 0, &id) ?
	    document_get(req->market, &req->actor, id, &use, path) :
	    ERR_NOT_FOUND;
	struct arena *a = req->market->arena;

	if (err == ERR_NOT_FOUND && req->actor.account_id == 0)
		return reply_see_other(req, "/login?next=%s", req->path);
	if (!err)
		err = reading_note(req->market, &req->actor, "document_use",
		    id);
	if (err)
		return reply_error(req, err);
	buf_reset(req->out);
	req->cacheable = false;
	req->type = document_mime(use.document.type);
	req->stored = arena_printf(a, "/stored/%s", path);
	req->disposition = arena_printf(a, "attachment; filename*=UTF-8''%s",
	    encoded(req, use.document.name));
	return req->status = 200;
}
