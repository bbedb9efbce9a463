/* SPDX-License-Identifier: Apache-2.0 */
/* key.c: keys that sign for a party, and the token of its own system. */
#include "market/key.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "market/account.h"
#include "market/base/digits.h"
#include "market/token.h"

int
key_draft_text(struct req *req)
{
	const char *text;
	enum err err = key_draft(req->market, &req->actor,
	    form_text(&req->args, "vkey"), &text);

	return err ? reply_text(req, reply_status(err), "draft\n") :
	    reply_text(req, 200, text);
}

/*
 * For the script of a page, which shows its own words.  A key that takes
 * another's place asks for the password: a session alone is not enough.
 */
int
key_register_post(struct req *req)
{
	const char *password = form_text(&req->form, "password");
	const char *note = form_text(&req->form, "note");
	struct problems problems = { .n = 0 };
	bool confirmed = false;
	enum err err;

	if (password[0] != '\0') {
		err = account_confirm(req->market, &req->actor, password,
		    req->remote, &problems);
		if (err == ERR_INVALID)
			return reply_text(req, 403, "reauth\n");
		if (err)
			return reply_text(req, 429, "429\n");
		confirmed = true;
	}
	err = key_register(req->market, &req->actor, note, strlen(note),
	    confirmed, &problems);
	if (err == ERR_FORBIDDEN)
		return reply_text(req, 403, "reauth\n");
	if (err)
		return reply_text(req, reply_status(err), problems.n ?
		    problems.list[0].code : "key\n");
	return reply_text(req, 200, "ok\n");
}

/* A key of the tool's: its record to be signed there (no script needed). */
static void
fill_tool(struct req *req, struct view *v, const char *vkey,
    const char *text, struct problems *problems)
{
	struct view *row = view_row(v, "TOOL");

	view_text(row, "TOOL_NAME", key_name(req->market, &req->actor));
	view_word(row, "TOOL_ROLE", "keyrole", req->actor.role ==
	    ROLE_AGENCY ? "bidder" : "purchaser");
	view_text(row, "TOOL_VKEY", vkey);
	if (vkey[0] && text == NULL && key_draft(req->market, &req->actor,
	    vkey, &text) != OK)
		problem_at(problems, "vkey", "key_vkey");
	if (text)
		view_text(view_row(row, "TO_SIGN"), "RECORD", text);
}

static int
show(struct req *req, int status, const char *token, const char *vkey,
    const char *text, struct problems *problems)
{
	struct view *v = reply_page(req, "key/show.html");
	struct key_row key;
	int64_t since = 0;

	if (key_name(req->market, &req->actor) != NULL)
		fill_tool(req, v, vkey, text, problems);

	view_words(v, "TITLE", "title_keys", NULL);
	if (key_mine(req->market, &req->actor, &key) == OK) {
		struct view *row = view_row(v, "KEY_ROW");

		view_text(row, "VKEY", key.vkey);
		view_arg(row, arg_number("SINCE", ARG_SECOND,
		    key.created_at));
	} else {
		view_show(v, "NO_KEY");
	}
	if (req->actor.role == ROLE_AGENCY && token_since(req->market,
	    &req->actor, &since) == OK) {
		struct view *api = view_row(v, "API");

		if (token[0])
			view_text(view_row(api, "FRESH"), "TOKEN", token);
		if (since)
			view_arg(view_row(api, "TOKEN_ROW"), arg_number(
			    "TOKEN_SINCE", ARG_SECOND, since));
	}
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
key_page(struct req *req)
{
	struct problems problems = { .n = 0 };

	return show(req, 200, "", form_text(&req->args, "vkey"), NULL,
	    &problems);
}

/* The record as it was shown, the tool's line, and the password. */
int
key_tool_post(struct req *req)
{
	const char *text = form_text(&req->form, "text");
	const char *line = reply_field(req, "line");
	struct problems problems = { .n = 0 };
	const char *note = arena_printf(req->market->arena, "%s\n%s\n",
	    text, line);
	enum err err = account_confirm(req->market, &req->actor,
	    form_text(&req->form, "password"), req->remote, &problems);

	if (err) {
		problems.n = 0;
		problem_at(&problems, "password", "key_password");
		return show(req, 422, "", form_text(&req->form, "vkey"),
		    text, &problems);
	}
	err = key_register(req->market, &req->actor, note, strlen(note),
	    true, &problems);
	if (problems.n)
		return show(req, reply_status(err), "", form_text(
		    &req->form, "vkey"), NULL, &problems);
	return err ? reply_error(req, err) : reply_done(req, "done_key",
	    "/desk/keys");
}

/* Shown once, in the answer itself: no address leads to it again. */
int
token_make_post(struct req *req)
{
	char token[TOKEN_HEX + 1];
	enum err err = token_make(req->market, &req->actor, token);
	struct problems none = { .n = 0 };
	int status = err ? reply_error(req, err) : show(req, 200, token, "",
	    NULL, &none);

	explicit_bzero(token, sizeof token);
	return status;
}

int
token_drop_post(struct req *req)
{
	enum err err = token_drop(req->market, &req->actor);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_token", "/desk/keys");
}
