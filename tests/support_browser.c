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
	return (struct browser){ .location = "", .body = "", .etag = "",
	    .stored = "", .disposition = "" };
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
	b->stored = req->stored ? arena_strdup(&pages, req->stored) : "";
	b->disposition = req->disposition ?
	    arena_strdup(&pages, req->disposition) : "";
	b->etag = req->etag ? arena_strdup(&pages, req->etag) : "";
	b->body = arena_strndup(&pages, out.data ? out.data : "", out.len);
	b->len = out.len;
	remember(b->body, "_csrf", b->token);
	remember(b->body, "_once", b->once);
}

/* A stream's: from memory. */
struct piece {
	const char *at;
	size_t left;
};

static size_t
read_memory(void *p, char *to, size_t n)
{
	struct piece *piece = p;

	n = n < piece->left ? n : piece->left;
	n = n > 1000 ? 1000 : n;	/* as a wire may give it */
	memcpy(to, piece->at, n);
	piece->at += n;
	piece->left -= n;
	return n;
}

/* A form with files is not read whole: its texts have their own memory. */
static void
give_body(struct req *req, char *body, size_t n, const struct stream *stream,
    struct piece *piece)
{
	static char texts[BODY_MAX + 1];

	req->body = body;
	req->body_len = n;
	if (stream == NULL && !app_streams(req))
		return;
	*piece = (struct piece){ body, n };
	req->body = texts;
	req->body_len = 0;
	req->source = stream ? *stream : (struct stream){
	    .read = read_memory, .ctx = piece, .left = (int64_t)n };
}

static int
send_request(struct browser *b, const char *method, const char *address,
    const char *type, char *body, size_t n, const struct stream *stream)
{
	struct piece piece;
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
		.app = &app, .market = market, .out = &out,
	};
	give_body(&req, body, n, stream, &piece);
	app_handle(&req);
	take_answer(b, &req);
	market_next(market);
	return b->status;
}

int
get(struct browser *b, const char *path)
{
	char none[1] = "";

	return send_request(b, "GET", path, "", none, 0, NULL);
}

int
send_body(struct browser *b, const char *method, const char *path,
    const char *type, const char *body, size_t n)
{
	char *copy = arena_strndup(&pages, body, n);

	return send_request(b, method, path, type, copy, n, NULL);
}

int
send_stream(struct browser *b, const char *path, const char *type,
    struct stream stream)
{
	char none[1] = "";

	return send_request(b, "POST", path, type, none, 0, &stream);
}

#define BOUNDARY "----boundary7f3a"

static void
put_field(struct buf *body, const char *name, const char *value)
{
	buf_printf(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; "
	    "name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

/* «a=1&b=x%20y» */
static void
put_fields(struct buf *body, const char *fields)
{
	static struct form form;

	ck_assert_int_eq(form_query(&form, arena_strdup(&pages, fields)),
	    FORM_OK);
	for (size_t i = 0; i < form.n; i++)
		put_field(body, form.fields[i].name, form.fields[i].value);
}

int
post_file(struct browser *b, const char *path, const char *fields,
    struct file_of file)
{
	struct buf body;
	int status;

	buf_init(&body, 64 * 1024 * 1024);
	if (!b->no_token)
		put_field(&body, "_csrf", b->token);
	put_fields(&body, fields);
	buf_printf(&body, "--" BOUNDARY "\r\nContent-Disposition: form-data;"
	    " name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
	    file.field, file.name, file.type);
	buf_add(&body, file.bytes, file.n);
	/* Boxes that were left empty come too, as browsers send them. */
	for (int i = 0; i < 4 && strstr(file.field, "[]"); i++)
		buf_printf(&body, "\r\n--" BOUNDARY "\r\nContent-Disposition:"
		    " form-data; name=\"%s\"; filename=\"\"\r\n"
		    "Content-Type: application/octet-stream\r\n\r\n",
		    file.field);
	buf_text(&body, "\r\n--" BOUNDARY "--\r\n");
	status = send_body(b, "POST", path,
	    "multipart/form-data; boundary=" BOUNDARY, body.data, body.len);
	buf_release(&body);
	return status;
}

int
post(struct browser *b, const char *path, const char *fields)
{
	char *body = b->no_token ? arena_strdup(&pages, fields) :
	    arena_printf(&pages, "_csrf=%s%s%s", b->token,
	    fields[0] ? "&" : "", fields);

	return send_request(b, "POST", path,
	    "application/x-www-form-urlencoded", body, strlen(body), NULL);
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
