/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_APP_H
#define FCGI_APP_H

#include "fcgi/req.h"

/*
 * One request from its bytes to its answer: limits, forms, session, route,
 * guard, CSRF, handler.  No socket in sight: a test calls it directly.
 */
struct app {
	struct house *house;
	struct cache *cache;	/* of public pages; shared by the workers */
	struct flash *flash;	/* sentences that wait for their next page */
	const char *host;	/* «http://127.0.0.1:8080»: our own origin */
};

/*
 * Answers req: status, headers and out are filled, always.  Returns the
 * status.  The arena of req->market is emptied by the next market_next(),
 * after the answer is sent.
 */
int app_handle(struct req *req);

/*
 * Is the body to be read as it is used?  So for forms with files; then
 * req->source says where from, and body is memory for its texts (BODY_MAX
 * bytes and one more), of which body_len were used afterwards.
 */
bool app_streams(struct req *req);

#endif
