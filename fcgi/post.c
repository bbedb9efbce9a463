/* SPDX-License-Identifier: Apache-2.0 */
/* post.c: sealed files and signed notes, as the tools send them. */
#include <string.h>

#include "fcgi/handlers.h"
#include "fcgi/reply.h"
#include "fcgi/session.h"
#include "market/cosign.h"
#include "market/paper.h"
#include "market/opening.h"
#include "market/round.h"
#include "market/submit.h"
#include "market/token.h"

enum { POST_MAX = 64 * 1024 };

static const char *
round_id(struct req *req)
{
	return arena_printf(req->market->arena, "%s/%s", req->arg[0],
	    req->arg[1]);
}

/* The file is the body, or the field «file» of a form. */
static bool
read_file(struct req *req, const char **file, size_t *n)
{
	*file = req->body;
	*n = req->body_len;
	if (strncmp(req->content_type, "multipart/", 10) == 0) {
		if (form_body(&req->form, req->content_type, req->body,
		    req->body_len) != FORM_OK)
			return false;
		for (size_t i = 0; i < req->form.n; i++)
			if (strcmp(req->form.fields[i].name, "file") == 0) {
				*file = req->form.fields[i].value;
				*n = req->form.fields[i].len;
				return *n > 0;
			}
		return false;
	}
	return *n > 0;
}

/*
 * Whose submission is it?  A token's; else a session's, which must show that
 * the page was ours; else nobody's, and the file itself has to speak.
 */
static int
who_posts(struct req *req, const struct actor **actor)
{
	static const char bearer[] = "Bearer ";
	static _Thread_local struct actor holder;
	enum err err;

	*actor = NULL;
	if (strncmp(req->authorization, bearer, sizeof bearer - 1) == 0) {
		err = token_find(req->market, req->authorization +
		    sizeof bearer - 1, &holder);
		if (err)
			return err == ERR_NOT_FOUND ? reply_text(req, 401,
			    "401\n") : reply_error(req, err);
		holder.request = req->id;
		*actor = &holder;
		return 0;
	}
	if (req->actor.account_id == 0)
		return 0;
	if (!session_query_is_ours(req))
		return reply_text(req, 403, "403\n");
	*actor = &req->actor;
	return 0;
}

int
submit_post(struct req *req)
{
	const struct actor *actor;
	struct posted posted = { NULL, "", 0 };
	const char *file;
	size_t n;
	int status;
	enum err err;

	status = who_posts(req, &actor);
	if (status)
		return status;
	if (!read_file(req, &file, &n))
		return reply_text(req, 400, "400\n");
	if (n > POST_MAX)
		return reply_text(req, 413, "413\n");
	err = submit_file(req->market, actor, round_id(req), file, n,
	    &posted);
	if (err == ERR_FORBIDDEN)
		return reply_text(req, 401, "401\n");
	return reply_posted(req, err, &posted);
}

/* What needs no session: its signature speaks. */
static int
posted_by(struct req *req, enum err (*verb)(struct market *m,
    const char *id, const char *file, size_t n, struct posted *out))
{
	struct posted posted = { NULL, "", 0 };

	if (req->body_len == 0)
		return reply_text(req, 400, "400\n");
	if (req->body_len > 2 * POST_MAX)
		return reply_text(req, 413, "413\n");
	return reply_posted(req, verb(req->market, round_id(req), req->body,
	    req->body_len, &posted), &posted);
}

int
offer_post(struct req *req)
{
	return posted_by(req, round_offer);
}

int
ready_post(struct req *req)
{
	return posted_by(req, round_ready);
}

int
sign_post(struct req *req)
{
	return posted_by(req, round_sign);
}

int
claim_post(struct req *req)
{
	return posted_by(req, submit_claim);
}

int
open_post(struct req *req)
{
	return posted_by(req, opening_key);
}

int
selfopen_post(struct req *req)
{
	return posted_by(req, paper_selfopen);
}

int
cosignature_post(struct req *req)
{
	enum err err = log_cosign(req->market, req->body, req->body_len);

	if (err == ERR_INVALID || err == ERR_NOT_FOUND)
		return reply_text(req, 422, "422\n");
	return err ? reply_text(req, reply_status(err), "503\n") :
	    reply_text(req, 200, "ok\n");
}
