/* SPDX-License-Identifier: Apache-2.0 */
/* app.c: the life of one request. */
#include "fcgi/app.h"

#include <inttypes.h>
#include <string.h>

#include "fcgi/cache.h"
#include "fcgi/reply.h"
#include "fcgi/routes.h"
#include "fcgi/session.h"
#include "fcgi/upload.h"
#include "market/base/log.h"

static bool
is_get(const struct req *req)
{
	return strcmp(req->method, "GET") == 0 ||
	    strcmp(req->method, "HEAD") == 0;
}

static int
read_forms(struct req *req)
{
	enum form_error error;

	/* Parsed in a copy: the address is still needed as it came. */
	error = form_query(&req->args, arena_strdup(req->market->arena,
	    req->query));
	if (!error && req->source.read)
		error = upload_read(req);
	else if (!error && !is_get(req) && !(req->route->who & SIGNED))
		error = form_body(&req->form, req->content_type, req->body,
		    req->body_len);
	switch (error) {
	case FORM_OK: return 0;
	case FORM_MALFORMED: return reply_problem(req, 400, "malformed");
	case FORM_TOO_MUCH: return reply_problem(req, 413, "too_large");
	case FORM_TYPE: return reply_problem(req, 415, "type");
	}
	return 0;
}

static int
guard(struct req *req)
{
	int who = req->route->who;

	if (who & ANYONE)
		return 0;
	if (req->actor.account_id == 0 && who != NOBODY) {
		if (!is_get(req))
			return reply_problem(req, 401, "signed_out");
		return reply_see_other(req, "/login?next=%s", req->path);
	}
	if (!(who & (int)req->actor.role))
		return reply_problem(req, 403, "role");
	return 0;
}

/* A page that looks the same to everybody: kept, and known by its tag. */
static int
answer_public(struct req *req)
{
	struct cache *c = req->app->cache;
	uint64_t stamp = cache_stamp(c, atomic_load(
	    &req->market->house->version), req->now);
	struct arena *a = req->market->arena;
	char *address = arena_printf(a, "%d%s?%s", req->elder, req->path,
	    req->query);

	req->etag = arena_printf(a, "\"%016" PRIx64 "%d\"", stamp,
	    req->elder);
	req->cacheable = true;
	if (strcmp(req->if_none_match, req->etag) == 0) {
		buf_reset(req->out);
		return req->status = 304;
	}
	if (cache_get(c, address, stamp, req->out)) {
		req->type = "text/html; charset=utf-8";
		return req->status = 200;
	}
	market_snapshot(req->market);
	req->route->handler(req);
	market_snapshot_end(req->market);
	if (req->status != 200 || !req->cacheable || req->cookies[0]) {
		req->cacheable = false;
		req->etag = NULL;
	} else if (strncmp(req->type, "text/html", 9) == 0) {
		cache_put(c, address, stamp, req->out);
	}
	return req->status;
}

static int
answer(struct req *req)
{
	bool anonymous = req->actor.account_id == 0 && req->sid[0] == '\0';
	int status;

	if (is_get(req) && anonymous && req->route->who & ANYONE)
		return answer_public(req);
	if (!is_get(req)) {
		enum err err = upload_keep(req);

		return err ? reply_error(req, err) :
		    req->route->handler(req);
	}
	market_snapshot(req->market);
	status = req->route->handler(req);
	market_snapshot_end(req->market);
	return status;
}

bool
app_streams(struct req *req)
{
	const struct route *route;
	const char *allow;

	if (strcmp(req->method, "POST") != 0 ||
	    !form_is_multipart(req->content_type))
		return false;
	route = route_find(req, &allow);
	return route != NULL && (route->who & FILES) != 0;
}

/* Who may not come anyway sends no megabytes first. */
static int
guard_source(struct req *req)
{
	return req->source.read ? guard(req) : 0;
}

int
app_handle(struct req *req)
{
	const char *allow;
	int status;

	req->now = market_now(req->market);
	req->status = 0;
	buf_reset(req->out);
	if (session_read(req) != OK)
		return reply_error(req, ERR_BUSY);
	if (!is_get(req) && strcmp(req->method, "POST") != 0) {
		req->allow = "GET, HEAD, POST";
		return reply_problem(req, 405, "method");
	}
	req->route = route_find(req, &allow);
	if (req->route == NULL && allow == NULL)
		return reply_error(req, ERR_NOT_FOUND);
	if (req->route == NULL) {
		req->allow = strcmp(allow, "GET") == 0 ? "GET, HEAD" : allow;
		return reply_problem(req, 405, "method");
	}
	status = guard_source(req);
	if (!status)
		status = read_forms(req);
	if (status)
		return status;
	if (!is_get(req) && !(req->route->who & SIGNED) &&
	    !session_post_is_ours(req))
		return req->route->who & ANYONE || req->actor.account_id ?
		    reply_problem(req, 403, "token") :
		    reply_problem(req, 401, "signed_out");
	status = guard(req);
	return status ? status : answer(req);
}
