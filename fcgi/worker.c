/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c: FastCGI connections, one ready one at a time for each thread. */
#include "fcgi/worker.h"

#include <errno.h>
#include <fcgiapp.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fcgi/routes.h"
#include "market/base/clock.h"
#include "market/base/digits.h"
#include "market/base/log.h"

enum {
	FD_MAX = 4096,		/* connections: LimitNOFILE of the service */
	SILENT_MS = 5000,	/* a new connection must speak within */
	LOOK_MS = 1000,
	PARAMS_MAX = 64,
	PIECE = 64 * 1024
};

struct workers {
	struct worker_config config;
	int epoll;
	_Atomic int64_t silent_since[FD_MAX];	/* 0: it has spoken */
	pthread_t *threads;
	struct worker *all;
};

struct worker {
	struct workers *shared;
	FCGX_Request fcgi;
	struct market market;
	struct arena arena;
	struct buf out;
	char *body;		/* BODY_MAX + 1 bytes, locked if possible */
};

static void
arm(struct workers *w, int fd, int op)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLONESHOT,
	    .data.fd = fd };

	if (epoll_ctl(w->epoll, op, fd, &event) != 0)
		close(fd);
}

static void
accept_all(struct workers *w)
{
	const struct timeval limit = { .tv_sec = 5 };
	struct ucred peer;
	socklen_t len;
	int fd;

	while ((fd = accept4(w->config.listener, NULL, NULL,
	    SOCK_CLOEXEC)) >= 0) {
		len = sizeof peer;
		if (fd >= FD_MAX || getsockopt(fd, SOL_SOCKET, SO_PEERCRED,
		    &peer, &len) != 0 || (peer.uid != w->config.peer &&
		    peer.uid != geteuid())) {
			log_event(LOG_WARN, "wrong_peer", "fd=%d", fd);
			close(fd);
			continue;
		}
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
		    sizeof limit);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit,
		    sizeof limit);
		atomic_store(&w->silent_since[fd], clock_ms());
		arm(w, fd, EPOLL_CTL_ADD);
	}
}

/*
 * Shuts down those that connected and said nothing.  The descriptor is
 * closed by whoever then finds it ready: never by two.
 */
static void
end_silent(struct workers *w)
{
	int64_t now = clock_ms();

	for (int fd = 0; fd < FD_MAX; fd++) {
		int64_t since = atomic_load(&w->silent_since[fd]);

		if (since != 0 && now - since > SILENT_MS &&
		    atomic_compare_exchange_strong(&w->silent_since[fd],
		    &since, 0))
			shutdown(fd, SHUT_RDWR);
	}
}

/* nginx's parameters, each once; where the value goes. */
static const char *
param(char **envp, const char *name)
{
	size_t n = strlen(name);

	for (char **p = envp; *p; p++)
		if (strncmp(*p, name, n) == 0 && (*p)[n] == '=')
			return *p + n + 1;
	return "";
}

static bool
params_are_sound(char **envp)
{
	size_t n = 0, bytes = 0;

	for (char **p = envp; *p; p++, n++) {
		size_t name = strcspn(*p, "=");

		bytes += strlen(*p);
		if (name == 0 || n == PARAMS_MAX || bytes > PIECE)
			return false;
		for (char **q = envp; q < p; q++)
			if (strncmp(*p, *q, name + 1) == 0)
				return false;
	}
	return true;
}

/* A struct stream's. */
static size_t
read_piece(void *p, char *out, size_t n)
{
	struct worker *w = p;
	int got = FCGX_GetStr(out, n < PIECE ? (int)n : PIECE, w->fcgi.in);

	return got > 0 ? (size_t)got : 0;
}

/* A body that is read as it is used.  0, or the status to refuse it with. */
static int
open_body(struct worker *w, struct req *req, const char *length)
{
	int64_t want;

	if (!digits_int(length, 0, INT64_MAX, &want))
		return 400;
	if (want > UPLOAD_MAX)
		return 413;
	req->source = (struct stream){ .read = read_piece, .ctx = w,
	    .left = want };
	return 0;
}

/* The body, whole.  0, or the status to refuse it with. */
static int
read_body(struct worker *w, struct req *req, const char *length)
{
	int64_t want = 0;
	int got;

	if (length[0] && !digits_int(length, 0, INT64_MAX, &want))
		return 400;
	if (want > BODY_MAX) {
		(void)open_body(w, req, length);	/* to be drained */
		return 413;
	}
	got = FCGX_GetStr(w->body, (int)want + 1, w->fcgi.in);
	if (got != want)
		return 400;
	req->body_len = (size_t)want;
	w->body[want] = '\0';
	return 0;
}

/* What nobody wanted of it: or the next request would begin inside. */
static void
drain(struct req *req)
{
	char piece[4096];
	size_t got = 1;

	while (req->source.left > 0 && got > 0) {
		int64_t left = req->source.left;

		got = req->source.read(req->source.ctx, piece,
		    left < (int64_t)sizeof piece ? (size_t)left :
		    sizeof piece);
		req->source.left -= (int64_t)got;
	}
	explicit_bzero(piece, sizeof piece);
}

static int
take_body(struct worker *w, struct req *req)
{
	const char *length = param(w->fcgi.envp, "CONTENT_LENGTH");

	if (!params_are_sound(w->fcgi.envp))
		return 400;
	return w->shared->config.streams && w->shared->config.streams(req) ?
	    open_body(w, req, length) : read_body(w, req, length);
}

static void
send_text(struct worker *w, const char *data, size_t n)
{
	while (n > 0) {
		int piece = n < PIECE ? (int)n : PIECE;

		if (FCGX_PutStr(data, piece, w->fcgi.out) != piece)
			return;		/* nginx has gone */
		data += piece;
		n -= (size_t)piece;
	}
}

static void
send_answer(struct worker *w, const struct req *req)
{
	struct buf head;
	bool with_body = strcmp(req->method, "HEAD") != 0 &&
	    req->status != 304;

	buf_init(&head, PIECE);
	buf_printf(&head, "Status: %d\r\n", req->status);
	if (req->type && req->status != 304)
		buf_printf(&head, "Content-Type: %s\r\n", req->type);
	if (req->stored)
		buf_printf(&head, "X-Accel-Redirect: %s\r\n"
		    "Content-Disposition: %s\r\n", req->stored,
		    req->disposition);
	else if (req->status != 304)
		buf_printf(&head, "Content-Length: %zu\r\n", req->out->len);
	if (req->location)
		buf_printf(&head, "Location: %s\r\n", req->location);
	for (size_t i = 0; i < COUNT(req->cookies) && req->cookies[i]; i++)
		buf_printf(&head, "Set-Cookie: %s\r\n", req->cookies[i]);
	if (req->etag)
		buf_printf(&head, "ETag: %s\r\n", req->etag);
	if (req->retry_after)
		buf_printf(&head, "Retry-After: %d\r\n", req->retry_after);
	if (req->allow)
		buf_printf(&head, "Allow: %s\r\n", req->allow);
	buf_printf(&head, "Cache-Control: %s\r\n\r\n", req->stored ?
	    "private, no-store" : req->cacheable && req->etag ? "no-cache" :
	    "no-store");
	send_text(w, head.data, head.len);
	if (with_body && req->out->len > 0)
		send_text(w, req->out->data, req->out->len);
	buf_release(&head);
}

static void
log_request(const struct req *req, int64_t ms)
{
	char path[256], id[40], method[12];
	bool named = !req->route || !(req->route->who & UNNAMED);

	log_event(LOG_INFO, "request",
	    "req=%s method=%s path=%s status=%d ms=%" PRId64
	    " user=%" PRId64, log_text(id, sizeof id, req->id),
	    log_text(method, sizeof method, req->method),
	    log_text(path, sizeof path, req->path), req->status, ms,
	    named ? req->actor.account_id : 0);
}

/* Path and query come as one, raw, in REQUEST_URI. */
static void
split_uri(struct worker *w, struct req *req, const char *uri)
{
	req->path = arena_strdup(&w->arena, uri);
	req->query = strchr(req->path, '?');
	if (req->query != NULL)
		*req->query++ = '\0';
	else
		req->query = arena_strdup(&w->arena, "");
}

static void
fill(struct worker *w, struct req *req)
{
	char **envp = w->fcgi.envp;

	*req = (struct req){
		.method = param(envp, "REQUEST_METHOD"),
		.content_type = param(envp, "CONTENT_TYPE"),
		.cookie = param(envp, "HTTP_COOKIE"),
		.origin = param(envp, "HTTP_ORIGIN"),
		.fetch_site = param(envp, "HTTP_SEC_FETCH_SITE"),
		.authorization = param(envp, "HTTP_AUTHORIZATION"),
		.if_none_match = param(envp, "HTTP_IF_NONE_MATCH"),
		.remote = param(envp, "REMOTE_ADDR"),
		.id = param(envp, "REQUEST_ID"),
		.body = w->body,
		.app = w->shared->config.app,
		.market = &w->market,
		.out = &w->out,
	};
	split_uri(w, req, param(envp, "REQUEST_URI"));
}

static void
refuse(struct req *req, int status)
{
	buf_reset(req->out);
	buf_printf(req->out, "%d\n", status);
	req->type = "text/plain; charset=utf-8";
	req->status = status;
}

static void
answer(struct worker *w)
{
	/* Large; one a thread, kept off the stack. */
	static _Thread_local struct req req;
	int64_t start = clock_ms();
	int status;

	fill(w, &req);
	status = take_body(w, &req);
	if (status)
		refuse(&req, status);
	else
		w->shared->config.handle(&req);
	drain(&req);
	send_answer(w, &req);
	log_request(&req, clock_ms() - start);
	/* A body may hold a password or a price, and so may its answer. */
	explicit_bzero(w->body, req.body_len + 1);
	if (req.body_len > 0)
		buf_wipe(&w->out);
}

static void
serve(struct worker *w, int fd)
{
	w->fcgi.ipcFd = fd;
	w->fcgi.keepConnection = 1;	/* or FCGX_Accept_r closes it at once */
	w->fcgi.detached = 1;		/* or a close lingers two seconds */
	if (FCGX_Accept_r(&w->fcgi) < 0)
		return;			/* nginx closed it; so has libfcgi */
	answer(w);
	FCGX_Finish_r(&w->fcgi);
	if (w->fcgi.ipcFd >= 0)		/* else it was the last request on it */
		arm(w->shared, fd, EPOLL_CTL_MOD);
	w->fcgi.ipcFd = -1;
	if (w->market.db != NULL)
		market_next(&w->market);
	else
		arena_reset(&w->arena);
}

static void *
worker_main(void *p)
{
	struct worker *w = p;
	struct workers *shared = w->shared;
	struct epoll_event event;

	pthread_setname_np(pthread_self(), "worker");
	for (;;) {
		int n = epoll_wait(shared->epoll, &event, 1, LOOK_MS);

		if (n < 0 && errno != EINTR)
			bug("epoll_wait: errno %d", errno);
		if (n == 0)
			end_silent(shared);
		if (n <= 0)
			continue;
		if (event.data.fd == shared->config.stop)
			return NULL;
		if (event.data.fd == shared->config.listener) {
			accept_all(shared);
			continue;
		}
		atomic_store(&shared->silent_since[event.data.fd], 0);
		serve(w, event.data.fd);
	}
}

static enum err
worker_open(struct worker *w, struct workers *shared)
{
	w->shared = shared;
	arena_init(&w->arena);
	buf_init(&w->out, PAGE_MAX);
	w->body = calloc(1, BODY_MAX + 1);
	if (w->body == NULL)
		bug("out of memory: body");
	(void)mlock(w->body, BODY_MAX + 1);
	if (FCGX_InitRequest(&w->fcgi, -1, 0) != 0)
		return ERR_INTERNAL;
	if (shared->config.app->house == NULL)
		return OK;		/* a test of the wire alone */
	return market_open(&w->market, shared->config.app->house,
	    &w->arena);
}

enum err
workers_start(struct workers **out, const struct worker_config *c)
{
	struct workers *w = calloc(1, sizeof *w);
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE,
	    .data.fd = c->listener };

	if (w == NULL)
		bug("out of memory: workers");
	w->config = *c;
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	w->threads = calloc((size_t)c->threads, sizeof *w->threads);
	w->all = calloc((size_t)c->threads, sizeof *w->all);
	if (w->epoll < 0 || w->threads == NULL || w->all == NULL)
		bug("out of memory: workers");
	epoll_ctl(w->epoll, EPOLL_CTL_ADD, c->listener, &event);
	event = (struct epoll_event){ .events = EPOLLIN,
	    .data.fd = c->stop };
	epoll_ctl(w->epoll, EPOLL_CTL_ADD, c->stop, &event);
	for (int i = 0; i < c->threads; i++)
		if (worker_open(&w->all[i], w) != OK ||
		    pthread_create(&w->threads[i], NULL, worker_main,
		    &w->all[i]) != 0) {
			log_event(LOG_ERROR, "thread", "name=worker");
			return ERR_INTERNAL;
		}
	*out = w;
	return OK;
}

void
workers_stop(struct workers *w)
{
	if (w == NULL)
		return;
	for (int i = 0; i < w->config.threads; i++)
		pthread_join(w->threads[i], NULL);
	for (int i = 0; i < w->config.threads; i++) {
		struct worker *one = &w->all[i];

		if (w->config.app->house != NULL)
			market_close(&one->market);
		else
			arena_release(&one->arena);
		buf_release(&one->out);
		free(one->body);
	}
	/* Idle connections of nginx end here: so does the process. */
	close(w->epoll);
	free(w->threads);
	free(w->all);
	free(w);
}
