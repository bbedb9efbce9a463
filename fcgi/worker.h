/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FCGI_WORKER_H
#define FCGI_WORKER_H

#include <sys/types.h>

#include "fcgi/app.h"
#include "market/base/err.h"

/*
 * The worker threads.  All share one epoll set: the listening socket, the
 * stop event, and every connection, armed for one event at a time, so that
 * an idle or slow peer never holds a worker (performance.md 1, security.md
 * 3).  The only user of libfcgi.
 */
struct worker_config {
	struct app *app;
	int (*handle)(struct req *req);	/* app_handle(); a test has its own */
	bool (*streams)(struct req *req);	/* app_streams(); or NULL */
	int listener;			/* bound, listening, non-blocking */
	int stop;			/* eventfd: written once, never read */
	uid_t peer;			/* who may connect, besides ourselves */
	int threads;
};

struct workers;

/* FCGX_Init() must have been called.  ERR_INTERNAL: logged. */
enum err workers_start(struct workers **w, const struct worker_config *c);

/* Waits for the requests in hand; the stop event must have been written. */
void workers_stop(struct workers *w);

#endif
