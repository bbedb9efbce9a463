/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: pages of words, and what programs ask. */
#include <inttypes.h>
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "fcgi/session.h"

static int
plain_page(struct req *req, const char *page, const char *title)
{
	struct view *v = reply_page(req, page);

	view_words(v, "TITLE", title, NULL);
	return reply_view(req, 200, v);
}

int
help_page(struct req *req)
{
	return plain_page(req, "page/help.html", "title_help");
}

int
privacy_page(struct req *req)
{
	return plain_page(req, "page/privacy.html", "title_privacy");
}

int
accessibility_page(struct req *req)
{
	return plain_page(req, "page/accessibility.html",
	    "title_accessibility");
}

int
sitemap_page(struct req *req)
{
	return plain_page(req, "page/sitemap.html", "title_sitemap");
}

/* Larger type, or not: a link, so that it works without scripts. */
int
elder_page(struct req *req)
{
	const char *next = session_next(form_text(&req->args, "next"));

	req->cacheable = false;
	reply_cookie(req, req->elder ?
	    "__Host-pref=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax" :
	    "__Host-pref=elder; Max-Age=31536000; Path=/; Secure;"
	    " HttpOnly; SameSite=Lax");
	return reply_see_other(req, "%s", strcmp(next, "/desk") == 0 &&
	    req->actor.account_id == 0 ? "/" : next);
}

int
time_page(struct req *req)
{
	req->cacheable = false;
	return reply_text(req, 200, arena_printf(req->market->arena,
	    "%" PRId64 "\n", req->now));
}

int
health_page(struct req *req)
{
	req->cacheable = false;
	return reply_text(req, 200, "alive\n");
}

int
ready_page(struct req *req)
{
	enum err err = market_ready(req->market);

	req->cacheable = false;
	return reply_text(req, err ? 503 : 200, err ? "not ready\n" :
	    "ready\n");
}
