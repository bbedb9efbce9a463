/* SPDX-License-Identifier: Apache-2.0 */
/* signer_at.c: the market's end of the socket to the signer's process. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "market/base/err.h"
#include "market/signer.h"

enum { PATIENCE_SECONDS = 1 };	/* it signs in a disk's time */

struct remote {
	struct signer signer;
	struct sockaddr_un address;
	int fd;				/* -1: not connected */
};

static void
hang_up(struct remote *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

static bool
call(struct remote *r)
{
	const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };

	r->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (r->fd >= 0 && setsockopt(r->fd, SOL_SOCKET, SO_RCVTIMEO,
	    &patience, sizeof patience) == 0 && setsockopt(r->fd, SOL_SOCKET,
	    SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
	    connect(r->fd, (struct sockaddr *)&r->address,
	    sizeof r->address) == 0)
		return true;
	hang_up(r);
	return false;
}

/*
 * An answer that comes too late would be taken for the next one's: after
 * any failure the connection is given up.
 */
static bool
ask_over(struct remote *r, const char *request, size_t n, struct buf *out)
{
	char answer[SIGNER_PACKET];
	ssize_t got;

	if (send(r->fd, request, n, MSG_NOSIGNAL) == (ssize_t)n) {
		got = recv(r->fd, answer, sizeof answer, 0);
		if (got > 0) {
			buf_add(out, answer, (size_t)got);
			return true;
		}
		if (got == 0)
			errno = EPIPE;
	}
	hang_up(r);
	return false;
}

static bool
ask_remote(void *p, const char *request, size_t n, struct buf *out)
{
	struct remote *r = p;

	/* A signer that was started anew closed the old connection. */
	if (r->fd >= 0) {
		if (ask_over(r, request, n, out))
			return true;
		if (errno == EAGAIN)
			return false;
	}
	return call(r) && ask_over(r, request, n, out);
}

static void
end_remote(void *p)
{
	hang_up(p);
	free(p);
}

struct signer *
signer_at(const char *path)
{
	struct remote *r = calloc(1, sizeof *r);

	if (r == NULL || strlen(path) >= sizeof r->address.sun_path)
		bug("signer_at: no memory, or a long path: %s", path);
	r->signer = (struct signer){ ask_remote, end_remote, r };
	r->address.sun_family = AF_UNIX;
	memcpy(r->address.sun_path, path, strlen(path) + 1);
	r->fd = -1;
	return &r->signer;
}
