/* SPDX-License-Identifier: Apache-2.0 */
/* support_browser.c: a browser without a socket, for page tests. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/cache.h"
#include "fcgi/flash.h"
#include "market/keys.h"
#include "market/session.h"
#include "tests/support.h"
#include "views/view.h"

#define ORIGIN "http://127.0.0.1:8080"

static struct app app;
static struct arena pages;		/* what browsers remember */
static struct market *market;
static struct buf out;

/* Opened with the first browser of a test. */
static void
open_site(struct market *m)
{
	if (app.house != NULL)
		return;
	market = m;
	ck_assert(view_load());
	m->house->words = &view_catalogue;
	arena_init(&pages);
	buf_init(&out, PAGE_MAX);
	app = (struct app){ .house = m->house, .host = ORIGIN,
	    .cache = cache_new(64), .flash = flash_new() };
}

void
end_site(void)
{
	if (app.house == NULL)
		return;
	cache_free(app.cache);
	flash_free(app.flash);
	buf_release(&out);
	arena_release(&pages);
	view_unload();
	market->house->words = NULL;
	app.house = NULL;
}

struct browser
a_browser(void)
{
	open_site(the_market());
	return (struct browser){ .location = "", .body = "", .etag = "" };
}

struct browser
signed_in(const struct actor *actor)
{
	struct browser b = a_browser();

	keys_random_hex(b.sid);
	ck_assert_int_eq(session_add(market, b.sid, actor->account_id), OK);
	keys_token(market->house->keys, b.sid, b.token);
	return b;
}

/* The value of the first hidden field of that name in the page. */
static void
remember(const char *page, const char *name, char out_value[33])
{
	char want[64];
	const char *at;

	snprintf(want, sizeof want, "name=\"%s\" value=\"", name);
	at = strstr(page, want);
	if (at == NULL || strlen(at + strlen(want)) < 32)
		return;
	memcpy(out_value, at + strlen(want), 32);
	out_value[32] = '\0';
}

static void
take_cookies(struct browser *b, const struct req *req)
{
	for (size_t i = 0; i < COUNT(req->cookies) && req->cookies[i]; i++) {
		const char *c = req->cookies[i];

		if (strncmp(c, "__Host-sid=", 11) == 0)
			snprintf(b->sid, sizeof b->sid, "%.*s",
			    (int)strcspn(c + 11, ";"), c + 11);
		if (strncmp(c, "__Host-pref=", 12) == 0)
			b->elder = strncmp(c + 12, "elder", 5) == 0;
	}
}

static void
take_answer(struct browser *b, const struct req *req)
{
	take_cookies(b, req);
	b->status = req->status;
	b->location = req->location ? arena_strdup(&pages, req->location) :
	    "";
	b->etag = req->etag ? arena_strdup(&pages, req->etag) : "";
	b->body = arena_strndup(&pages, out.data ? out.data : "", out.len);
	b->len = out.len;
	remember(b->body, "_csrf", b->token);
	remember(b->body, "_once", b->once);
}

static int
send_request(struct browser *b, const char *method, const char *address,
    const char *type, char *body, size_t n)
{
	static struct req req;
	char cookie[160];
	char *path = arena_strdup(&pages, address);
	char *query = strchr(path, '?');

	if (query != NULL)
		*query++ = '\0';
	snprintf(cookie, sizeof cookie, "%s%s%s", b->sid[0] ?
	    "__Host-sid=" : "", b->sid, b->elder ? "; __Host-pref=elder" :
	    "");
	req = (struct req){
		.method = method, .path = path,
		.query = query ? query : arena_strdup(&pages, ""),
		.content_type = type, .cookie = cookie,
		.origin = b->origin ? b->origin : "",
		.fetch_site = b->fetch_site ? b->fetch_site : "",
		.authorization = b->authorization ? b->authorization : "",
		.if_none_match = b->if_none_match ? b->if_none_match : "",
		.remote = "192.0.2.1", .id = "0123456789abcdef",
		.body = body, .body_len = n, .app = &app, .market = market,
		.out = &out,
	};
	app_handle(&req);
	take_answer(b, &req);
	market_next(market);
	return b->status;
}

int
get(struct browser *b, const char *path)
{
	char none[1] = "";

	return send_request(b, "GET", path, "", none, 0);
}

int
send_body(struct browser *b, const char *method, const char *path,
    const char *type, const char *body, size_t n)
{
	char *copy = arena_strndup(&pages, body, n);

	return send_request(b, method, path, type, copy, n);
}

int
post(struct browser *b, const char *path, const char *fields)
{
	char *body = b->no_token ? arena_strdup(&pages, fields) :
	    arena_printf(&pages, "_csrf=%s%s%s", b->token,
	    fields[0] ? "&" : "", fields);

	return send_request(b, "POST", path,
	    "application/x-www-form-urlencoded", body, strlen(body));
}

bool
page_has(const struct browser *b, const char *text)
{
	return strstr(b->body, text) != NULL;
}

const char *
encoded(const char *text)
{
	char *s = arena_alloc(&pages, 3 * strlen(text) + 1);
	char *at = s;

	for (; *text; text++, at += 3)
		snprintf(at, 4, "%%%02X", (unsigned)(unsigned char)*text);
	return s;
}
