/* SPDX-License-Identifier: Apache-2.0 */
/* session.c: cookies, tokens, and where a POST comes from. */
#include "fcgi/session.h"

#include <stdio.h>
#include <string.h>

#include "fcgi/app.h"
#include "fcgi/reply.h"
#include "market/keys.h"
#include "market/session.h"

#define SID_COOKIE "__Host-sid"
#define PREF_COOKIE "__Host-pref"
#define COOKIE_FLAGS "; Path=/; Secure; HttpOnly; SameSite=Lax"

enum { SID_HEX = 64 };

static bool
is_sid(const char *s)
{
	return strlen(s) == SID_HEX &&
	    strspn(s, "0123456789abcdef") == SID_HEX;
}

enum err
session_read(struct req *req)
{
	char pref[16];
	enum err err;

	if (cookie_get(req->cookie, PREF_COOKIE, pref, sizeof pref))
		req->elder = strcmp(pref, "elder") == 0;
	if (!cookie_get(req->cookie, SID_COOKIE, req->sid, sizeof req->sid) ||
	    !is_sid(req->sid)) {
		req->sid[0] = '\0';
		return OK;
	}
	err = session_find(req->market, req->sid, &req->actor);
	req->actor.request = req->id;
	return err == ERR_NOT_FOUND ? OK : err;
}

static void
set_cookie(struct req *req)
{
	char cookie[160];

	snprintf(cookie, sizeof cookie, SID_COOKIE "=%s" COOKIE_FLAGS,
	    req->sid);
	reply_cookie(req, cookie);
}

void
session_need_sid(struct req *req)
{
	if (req->sid[0] != '\0')
		return;
	keys_random_hex(req->sid);
	set_cookie(req);
}

enum err
session_begin(struct req *req, int64_t account_id)
{
	enum err err;

	if (req->actor.account_id) {
		err = session_drop(req->market, req->sid);
		if (err)
			return err;
	}
	keys_random_hex(req->sid);
	err = session_add(req->market, req->sid, account_id);
	if (!err)
		set_cookie(req);
	return err;
}

enum err
session_end(struct req *req)
{
	enum err err = session_drop(req->market, req->sid);

	if (!err)
		reply_cookie(req, SID_COOKIE "=; Max-Age=0" COOKIE_FLAGS);
	req->actor = (struct actor){ .account_id = 0 };
	return err;
}

static bool
is_ours(struct req *req, const char *token)
{
	char want[33];

	if (req->fetch_site[0] && strcmp(req->fetch_site, "same-origin") != 0)
		return false;
	if (req->origin[0] && strcmp(req->origin, req->app->host) != 0)
		return false;
	if (req->sid[0] == '\0')
		return false;
	keys_token(req->market->house->keys, req->sid, want);
	return keys_equal(token, want);
}

bool
session_post_is_ours(struct req *req)
{
	return is_ours(req, form_text(&req->form, "_csrf"));
}

bool
session_query_is_ours(struct req *req)
{
	return is_ours(req, form_text(&req->args, "csrf"));
}

const char *
session_next(const char *next)
{
	bool letter = next[0] == '/' && next[1] != '\0' &&
	    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789", next[1]) != NULL;

	if (!letter || strlen(next) > 300 || strstr(next, "//") != NULL)
		return "/desk";
	for (const char *c = next; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == '\\' ||
		    (unsigned char)*c >= 127)
			return "/desk";
	return next;
}
