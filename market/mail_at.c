/* SPDX-License-Identifier: Apache-2.0 */
/* mail_at.c: the market's end of the socket to market-mail. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "market/base/clock.h"
#include "market/base/err.h"
#include "market/mail.h"

/* A tarpit holds one mail so long: a little more than market-mail bears. */
enum { PATIENCE_MS = 90 * 1000, ANSWER_MAX = 512 };

struct remote {
	struct mailer mailer;
	struct sockaddr_un address;
	int fd;				/* -1: not connected */
	atomic_bool stopping;
};

static void
hang_up(struct remote *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* Waits a second at a time, so that it can be told to stop. */
static bool
call(struct remote *r)
{
	const struct timeval second = { .tv_sec = 1 };

	r->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (r->fd >= 0 && setsockopt(r->fd, SOL_SOCKET, SO_RCVTIMEO, &second,
	    sizeof second) == 0 && setsockopt(r->fd, SOL_SOCKET, SO_SNDTIMEO,
	    &second, sizeof second) == 0 && connect(r->fd,
	    (struct sockaddr *)&r->address, sizeof r->address) == 0)
		return true;
	hang_up(r);
	return false;
}

/* false: nobody is there, or it takes too long. */
static bool
receive(struct remote *r, char *answer, size_t *n)
{
	const int64_t until = clock_ms() + PATIENCE_MS;

	while (!atomic_load(&r->stopping) && clock_ms() < until) {
		ssize_t got = recv(r->fd, answer, ANSWER_MAX, 0);

		if (got > 0) {
			*n = (size_t)got;
			return true;
		}
		if (got == 0 || (errno != EAGAIN && errno != EINTR))
			return false;
	}
	return false;
}

static bool
send_packet(struct remote *r, const struct buf *packet)
{
	if (r->fd >= 0 && send(r->fd, packet->data, packet->len,
	    MSG_NOSIGNAL) == (ssize_t)packet->len)
		return true;
	/* One that was started anew closed the old connection. */
	hang_up(r);
	return call(r) && send(r->fd, packet->data, packet->len,
	    MSG_NOSIGNAL) == (ssize_t)packet->len;
}

/*
 * An answer that comes too late would be taken for the next mail's: after
 * any failure the connection is given up.  Whether that mail was sent is
 * unknown then, and it is sent again, under the same Message-ID; as a try,
 * so that a mail at which market-mail ends does not hold up the others.
 */
static enum mail_outcome
exchange(struct remote *r, struct arena *a, const struct buf *packet,
    const char *id, const char **why)
{
	struct mail_answer answer;
	char text[ANSWER_MAX];
	size_t n;

	*why = "away";
	if (atomic_load(&r->stopping) || !send_packet(r, packet)) {
		hang_up(r);
		return MAIL_AWAY;
	}
	if (receive(r, text, &n) && mail_answer_read(a, text, n, &answer) &&
	    strcmp(answer.id, id) == 0) {
		*why = answer.why;
		return answer.outcome;
	}
	hang_up(r);
	*why = "no-answer";
	return atomic_load(&r->stopping) ? MAIL_AWAY : MAIL_LATER;
}

static enum mail_outcome
ask_remote(void *p, struct arena *a, const struct mail *m, const char **why)
{
	enum mail_outcome outcome = MAIL_NEVER;
	struct buf packet;

	buf_init(&packet, MAIL_PACKET);
	*why = "unfit";
	if (mail_write(&packet, m))
		outcome = exchange(p, a, &packet, m->id, why);
	buf_release(&packet);
	return outcome;
}

static void
stop_remote(void *p)
{
	struct remote *r = p;

	atomic_store(&r->stopping, true);
}

static void
end_remote(void *p)
{
	hang_up(p);
	free(p);
}

struct mailer *
mailer_at(const char *path)
{
	struct remote *r = calloc(1, sizeof *r);

	if (r == NULL || strlen(path) >= sizeof r->address.sun_path)
		bug("mailer_at: no memory, or a long path: %s", path);
	r->mailer = (struct mailer){ ask_remote, stop_remote, end_remote, r };
	r->address.sun_family = AF_UNIX;
	memcpy(r->address.sun_path, path, strlen(path) + 1);
	r->fd = -1;
	atomic_init(&r->stopping, false);
	return &r->mailer;
}

void
mailer_free(struct mailer *mailer)
{
	if (mailer != NULL)
		mailer->end(mailer->p);
}
