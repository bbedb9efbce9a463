/* SPDX-License-Identifier: Apache-2.0 */
/* key.c: keys that sign for a party, and the token of its own system. */
#include "market/key.h"

#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/key.h"
#include "fcgi/reply.h"
#include "market/account.h"
#include "market/base/digits.h"
#include "market/token.h"

void
fill_key(struct req *req, struct view *v)
{
	const char *name = key_name(req->market, &req->actor);
	struct key_row key;

	view_text(v, "KEY_NAME", name ? name : "");
	view_text(v, "KEY", key_mine(req->market, &req->actor, &key) == OK ?
	    key.vkey : "");
}

int
key_draft_text(struct req *req)
{
	const char *text;
	enum err err = key_draft(req->market, &req->actor,
	    form_text(&req->args, "vkey"), &text);

	return err ? reply_text(req, reply_status(err), "draft\n") :
	    reply_text(req, 200, text);
}

/* A key that was made elsewhere, and what it has to sign. */
struct tool_key {
	const char *vkey;	/* "": nobody asked */
	const char *text;	/* "": there is none for this vkey */
};

static void
fill_tool_key(struct view *v, const struct tool_key *k)
{
	view_text(v, "NEW_VKEY", k->vkey);
	if (k->text[0])
		view_text(view_row(v, "DRAFT"), "DRAFT_TEXT", k->text);
}

static int
show(struct req *req, int status, const char *token,
    const struct tool_key *k, const struct problems *problems)
{
	struct view *v = reply_page(req, "key/show.html");
	struct key_row key;
	int64_t since = 0;

	view_words(v, "TITLE", "title_keys", NULL);
	if (key_mine(req->market, &req->actor, &key) == OK) {
		struct view *row = view_row(v, "KEY_ROW");

		view_text(row, "VKEY", key.vkey);
		view_arg(row, arg_number("SINCE", ARG_SECOND,
		    key.created_at));
	} else {
		view_show(v, "NO_KEY");
	}
	fill_tool_key(v, k);
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

/* «vkey=»: the text that key has to sign, as of now. */
int
key_page(struct req *req)
{
	struct tool_key k = { form_text(&req->args, "vkey"), "" };
	struct problems problems = { .n = 0 };
	enum err err = k.vkey[0] == '\0' ? OK : key_draft(req->market,
	    &req->actor, k.vkey, &k.text);

	if (err == ERR_INVALID)
		problem_at(&problems, "vkey", "key_vkey");
	else if (err)
		return reply_error(req, err);
	return show(req, problems.n ? 422 : 200, "", &k, &problems);
}

/* Browsers send CR LF; a note has LF only. */
static const char *
without_cr(struct req *req, const char *text)
{
	char *copy = arena_strdup(req->market->arena, text), *out = copy;

	for (const char *at = copy; *at; at++)
		if (*at != '\r')
			*out++ = *at;
	*out = '\0';
	return copy;
}

/* The password, if one was given again; OK without one too. */
static enum err
confirm(struct req *req, bool *confirmed, struct problems *problems)
{
	const char *password = form_text(&req->form, "password");
	enum err err;

	*confirmed = false;
	if (password[0] == '\0')
		return OK;
	err = account_confirm(req->market, &req->actor, password,
	    req->remote, problems);
	*confirmed = err == OK;
	return err;
}

/* The plain form: a text that was shown, and the line that signs it. */
static int
register_by_form(struct req *req)
{
	const struct tool_key k = { reply_field(req, "vkey"),
	    without_cr(req, form_text(&req->form, "text")) };
	const char *lines = without_cr(req, reply_field(req, "line"));
	const char *note = arena_printf(req->market->arena, "%s\n%s\n",
	    k.text, lines);
	struct problems problems = { .n = 0 };
	bool confirmed;
	enum err err = confirm(req, &confirmed, &problems);

	for (size_t i = 0; i < problems.n; i++)
		problems.list[i].field = "password";
	if (!err)
		err = key_register(req->market, &req->actor, note,
		    strlen(note), confirmed, &problems);
	if (problems.n)
		return show(req, err == ERR_FORBIDDEN ? 422 :
		    reply_status(err), "", &k, &problems);
	return err ? reply_error(req, err) :
	    reply_done(req, "done_key", "/desk/keys");
}

/*
 * For the script of a page, which shows its own words.  A key that takes
 * another's place asks for the password: a session alone is not enough.
 */
int
key_register_post(struct req *req)
{
	const char *note = form_text(&req->form, "note");
	struct problems problems = { .n = 0 };
	bool confirmed;
	enum err err;

	if (form_get(&req->form, "line") != NULL)
		return register_by_form(req);
	err = confirm(req, &confirmed, &problems);
	if (err)
		return err == ERR_INVALID ? reply_text(req, 403, "reauth\n") :
		    reply_text(req, 429, "429\n");
	err = key_register(req->market, &req->actor, note, strlen(note),
	    confirmed, &problems);
	if (err == ERR_FORBIDDEN)
		return reply_text(req, 403, "reauth\n");
	if (err)
		return reply_text(req, reply_status(err), problems.n ?
		    problems.list[0].code : "key\n");
	return reply_text(req, 200, "ok\n");
}

/* Shown once, in the answer itself: no address leads to it again. */
int
token_make_post(struct req *req)
{
	const struct tool_key none = { "", "" };
	const struct problems quiet = { .n = 0 };
	char token[TOKEN_HEX + 1];
	enum err err = token_make(req->market, &req->actor, token);
	int status = err ? reply_error(req, err) :
	    show(req, 200, token, &none, &quiet);

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
