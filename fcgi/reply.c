/* SPDX-License-Identifier: Apache-2.0 */
/* reply.c: what every answer has in common. */
#include "fcgi/reply.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fcgi/app.h"
#include "fcgi/flash.h"
#include "fcgi/routes.h"
#include "fcgi/session.h"
#include "market/base/digits.h"
#include "market/base/text.h"
#include "market/keys.h"
#include "static/release.h"

int
reply_status(enum err err)
{
	switch (err) {
	case OK: return 200;
	case ERR_INVALID: return 422;
	case ERR_NOT_FOUND: return 404;
	case ERR_FORBIDDEN: return 403;
	case ERR_CONFLICT: return 409;
	case ERR_BUSY: return 503;
	case ERR_INTERNAL: return 500;
	}
	return 500;
}

int
reply_refusal(const char *code)
{
	static const struct { const char *code; int status; } rows[] = {
		{ REFUSAL_GRAMMAR, 422 }, { REFUSAL_POLICY, 422 },
		{ REFUSAL_VOID, 409 }, { REFUSAL_EARLY, 409 },
		{ REFUSAL_LATE, 409 }, { REFUSAL_BIDDER, 403 },
		{ REFUSAL_SEALER, 422 }, { REFUSAL_SIGNATURE, 422 },
		{ REFUSAL_ELIGIBLE, 403 }, { REFUSAL_SEQ, 409 },
		{ REFUSAL_CAP, 409 }, { REFUSAL_KEY, 422 },
		{ REFUSAL_DOUBLE, 409 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].code, code) == 0)
			return rows[i].status;
	bug("reply: no status for refusal %s", code);
}

int
reply_posted(struct req *req, enum err err, const struct posted *posted)
{
	if (err)
		return reply_error(req, err);
	if (posted->code)
		return reply_text(req, reply_refusal(posted->code),
		    posted->text);
	return reply_text(req, 200, posted->n ? posted->text : "ok\n");
}

struct view *
reply_page(struct req *req, const char *page)
{
	return view_new(req->market->arena, page);
}

void
reply_cookie(struct req *req, const char *cookie)
{
	size_t i = 0;

	while (i + 1 < COUNT(req->cookies) && req->cookies[i] != NULL)
		i++;
	req->cookies[i] = arena_strdup(req->market->arena, cookie);
}

const char *
reply_csrf(struct req *req)
{
	char token[33];

	session_need_sid(req);
	keys_token(req->market->house->keys, req->sid, token);
	return arena_strdup(req->market->arena, token);
}

const char *
reply_field(struct req *req, const char *name)
{
	char *copy = arena_strdup(req->market->arena,
	    form_text(&req->form, name));

	text_trim(copy);
	return copy;
}

int64_t
reply_id_of(const struct req *req, int i)
{
	int64_t id;

	return digits_int(req->arg[i], 1, INT64_MAX, &id) ? id : 0;
}

bool
reply_id(const struct req *req, int i, int64_t *id)
{
	*id = reply_id_of(req, i);
	return *id != 0;
}

const char *
reply_once(const struct req *req)
{
	const char *once = form_text(&req->form, "_once");

	return strlen(once) == 32 &&
	    strspn(once, "0123456789abcdef") == 32 ? once : "";
}

void
reply_form(struct req *req, struct view *v)
{
	const char *once = reply_once(req);
	char fresh[65];

	if (once[0] == '\0') {
		keys_random_hex(fresh);
		once = arena_strndup(req->market->arena, fresh, 32);
	}
	view_text(v, "CSRF", reply_csrf(req));
	view_everywhere(v, "ONCE", once);
}

void
reply_problems(struct req *req, struct view *v,
    const struct problems *problems)
{
	struct arena *a = req->market->arena;

	if (problems->n == 0)
		return;
	view_show(v, "ERRORS");
	view_arg(v, arg_int("ERROR_COUNT", (int64_t)problems->n));
	for (size_t i = 0; i < problems->n; i++) {
		const struct problem *p = &problems->list[i];
		struct view *row = view_row(v, "ERROR");
		char *name;

		view_words(row, "ERROR_TEXT", p->code, p->args);
		if (p->field == NULL || problem_of(problems, p->field) != p)
			continue;
		view_text(row, "ERROR_FIELD", p->field);
		view_show(row, "ERROR_LINK");
		name = arena_printf(a, "ERR_%s", p->field);
		for (char *c = name; *c; c++)
			*c = (char)toupper((unsigned char)*c);
		view_everywhere_show(v, name);
		view_everywhere(v, arena_printf(a, "%s_TEXT", name),
		    view_sentence(a, p->code, p->args));
	}
}

/* Which entry of the navigation a path belongs to. */
static const struct {
	const char *start;
	const char *section;
} nav[] = {
	{ "/projects", "NAV_PROJECTS" },
	{ "/services", "NAV_SERVICES" },
	{ "/agencies", "NAV_AGENCIES" },
	{ "/notices", "NAV_NOTICES" },
	{ "/search", "NAV_SEARCH" },
	{ "/desk", "NAV_DESK" },
};

static const char *
here(struct req *req)
{
	if (strcmp(req->method, "POST") == 0)
		return "/";
	return req->query[0] ? arena_printf(req->market->arena, "%s?%s",
	    req->path, req->query) : req->path;
}

static void
fill_frame(struct req *req, struct view *v)
{
	const char *flash = flash_take(req->app->flash, req->sid);

	view_everywhere(v, "RELEASE", STATIC_RELEASE);
	view_everywhere(v, "HERE", here(req));
	view_everywhere(v, "REQUEST_ID", req->id);
	view_everywhere(v, "NOW", arena_printf(req->market->arena, "%lld",
	    (long long)req->now));
	for (size_t i = 0; i < COUNT(nav); i++)
		if (strncmp(req->path, nav[i].start,
		    strlen(nav[i].start)) == 0)
			view_everywhere_show(v, nav[i].section);
	view_everywhere(v, "CITY", view_sentence(req->market->arena,
	    "site_city", NULL));
	view_everywhere(v, "HOST", view_sentence(req->market->arena,
	    "site_host", NULL));
	view_everywhere_show(v, req->elder ? "ELDER" : "NOT_ELDER");
	if (req->actor.account_id) {
		view_everywhere_show(v, "SIGNED_IN");
		view_everywhere(v, "ME", req->actor.party_name[0] ?
		    req->actor.party_name : req->actor.name);
		view_everywhere(v, "CSRF", reply_csrf(req));
		if (req->actor.role & (REGULATOR | DISCIPLINE | AUDITOR))
			view_everywhere_show(v, "SUPERVISES");
	} else {
		view_everywhere_show(v, "SIGNED_OUT");
	}
	if (flash != NULL) {
		view_everywhere_show(v, "FLASH");
		view_everywhere(v, "FLASH_TEXT",
		    view_sentence(req->market->arena, flash, NULL));
		req->cacheable = false;
	}
}

int
reply_view(struct req *req, int status, struct view *v)
{
	fill_frame(req, v);
	buf_reset(req->out);
	req->type = "text/html; charset=utf-8";
	req->status = status;
	if (!view_expand(v, req->out)) {
		buf_reset(req->out);
		req->status = 500;
	}
	return req->status;
}

int
reply_problem(struct req *req, int status, const char *code)
{
	struct arena *a = req->market->arena;
	struct view *v = reply_page(req, "error.html");
	char name[96];

	snprintf(name, sizeof name, "error_%s_heading", code);
	view_text(v, "HEADING", view_sentence(a, name, NULL));
	view_text(v, "TITLE", view_sentence(a, name, NULL));
	snprintf(name, sizeof name, "error_%s_text", code);
	view_text(v, "TEXT", view_sentence(a, name, NULL));
	if (status == 503 || status == 429)
		req->retry_after = 3;
	req->cacheable = false;
	return reply_view(req, status, v);
}

int
reply_error(struct req *req, enum err err)
{
	static const char *const codes[] = {
		[OK] = "internal", [ERR_INVALID] = "invalid",
		[ERR_NOT_FOUND] = "missing", [ERR_FORBIDDEN] = "forbidden",
		[ERR_CONFLICT] = "conflict", [ERR_BUSY] = "busy",
		[ERR_INTERNAL] = "internal",
	};

	return reply_problem(req, err ? reply_status(err) : 500, codes[err]);
}

static int __attribute__((format(printf, 2, 0)))
see_other(struct req *req, const char *format, va_list args)
{
	char to[512];

	vsnprintf(to, sizeof to, format, args);
	buf_reset(req->out);
	req->location = arena_strdup(req->market->arena, to);
	req->type = "text/plain; charset=utf-8";
	return req->status = 303;
}

int
reply_see_other(struct req *req, const char *format, ...)
{
	va_list args;
	int status;

	va_start(args, format);
	status = see_other(req, format, args);
	va_end(args);
	return status;
}

int
reply_done(struct req *req, const char *flash, const char *format, ...)
{
	va_list args;
	int status;

	flash_set(req->app->flash, req->sid, flash);
	va_start(args, format);
	status = see_other(req, format, args);
	va_end(args);
	return status;
}

int
reply_text(struct req *req, int status, const char *text)
{
	buf_reset(req->out);
	buf_text(req->out, text);
	req->type = "text/plain; charset=utf-8";
	return req->status = status;
}
