/* SPDX-License-Identifier: Apache-2.0 */
/* account.c: logging in and out. */
#include "market/account.h"

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "fcgi/secret.h"
#include "fcgi/session.h"

enum { TOO_MANY = 429, BUSY_SECONDS = 3 };

static int
show_login(struct req *req, int status, const char *next,
    const struct problems *problems)
{
	struct view *v = reply_page(req, "account/login.html");

	view_words(v, "TITLE", "title_login", NULL);
	view_text(v, "LOGIN", form_text(&req->form, "login"));
	view_text(v, "NEXT", next);
	reply_form(req, v);
	reply_problems(req, v, problems);
	return reply_view(req, status, v);
}

int
login_page(struct req *req)
{
	const char *next = session_next(form_text(&req->args, "next"));
	struct problems problems = { .n = 0 };

	if (req->actor.account_id)
		return reply_see_other(req, "%s", next);
	return show_login(req, 200, next, &problems);
}

/* 422 for what was typed, 429 for too many tries, 503 for too many people. */
static int
refuse(struct req *req, const struct login *l, enum err err, const char *next,
    struct problems *problems)
{
	int status = l->wait ? TOO_MANY : reply_status(err);

	if (err == ERR_BUSY)
		req->retry_after = l->wait ? l->wait : BUSY_SECONDS;
	if (problems->n == 0)
		problem_at(problems, NULL, "login_busy");
	return show_login(req, status, next, problems);
}

int
login_post(struct req *req)
{
	const char *next = session_next(form_text(&req->form, "next"));
	struct problems problems = { .n = 0 };
	struct login l = {
		.login = form_text(&req->form, "login"),
		.password = form_text(&req->form, "password"),
		.remote = req->remote,
	};
	enum err err = account_login(req->market, &l, &problems);

	secret_wipe(req, "password");
	if (err == ERR_INVALID || err == ERR_BUSY)
		return refuse(req, &l, err, next, &problems);
	if (!err)
		err = session_begin(req, l.account_id);
	if (err)
		return reply_error(req, err);
	return reply_see_other(req, "%s", next);
}

int
logout_post(struct req *req)
{
	enum err err = session_end(req);

	return err ? reply_error(req, err) : reply_see_other(req, "/");
}
