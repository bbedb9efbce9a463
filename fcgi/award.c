/* SPDX-License-Identifier: Apache-2.0 */
/* award.c: confirming an award, confirming completion. */
#include "market/award.h"

#include "fcgi/handlers.h"
#include "fcgi/reply.h"

int
award_sign_post(struct req *req)
{
	enum err err = award_sign(req->market, &req->actor, req->arg[0]);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_signed", "/projects/%s", req->arg[0]);
}

int
award_complete_post(struct req *req)
{
	enum err err = award_complete(req->market, &req->actor,
	    req->arg[0]);

	return err ? reply_error(req, err) :
	    reply_done(req, "done_completed", "/projects/%s/review",
	    req->arg[0]);
}
