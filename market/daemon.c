/* SPDX-License-Identifier: Apache-2.0 */
/* daemon.c: one socket, its peers, and the word to stop. */
#include "market/daemon.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/base/err.h"
#include "market/base/log.h"

enum {
	PEERS = 8,		/* the market has one connection */
	STOP = 0, LISTENER, FIRST,	/* places in the list of what is polled */
	SLOTS = FIRST + PEERS
};

struct daemon {
	struct daemon_rule rule;
	struct pollfd fds[SLOTS];	/* fd -1: free */
	int next;			/* the slot that gives way when full */
	bool bound;			/* the socket's file is ours */
	char packet[];			/* most + 1: a longer one is cut: bad */
};

void
daemon_hide(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int
daemon_fail(const struct daemon_rule *rule, int status, const char *what,
    const char *file)
{
	log_event(LOG_ERROR, rule->name, "doing=%s file=%s errno=%d", what,
	    file, errno);
	return status;
}

/* ---- peers ---- */

static bool
answer(struct daemon *d, int fd, size_t n)
{
	struct buf out;
	bool good;

	buf_init(&out, d->rule.most);
	good = d->rule.answer(d->rule.p, d->packet, n, &out) && send(fd,
	    out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	    (ssize_t)out.len;
	buf_release(&out);
	return good;
}

static void
listen_to(struct daemon *d, struct pollfd *peer)
{
	ssize_t n = recv(peer->fd, d->packet, d->rule.most + 1, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && answer(d, peer->fd, (size_t)n))
		return;
	if (n > 0)
		log_event(LOG_WARN, "peer_dropped", "bytes=%zd", n);
	close(peer->fd);
	peer->fd = -1;
}

static bool
may_come(const struct daemon *d, int fd)
{
	struct ucred who = { .uid = (uid_t)-1 };
	socklen_t n = sizeof who;

	if (d->rule.peer == NULL || (getsockopt(fd, SOL_SOCKET, SO_PEERCRED,
	    &who, &n) == 0 && who.uid == *d->rule.peer))
		return true;
	log_event(LOG_WARN, "wrong_peer", "uid=%d", (int)who.uid);
	return false;
}

static void
welcome(struct daemon *d)
{
	int fd = accept4(d->fds[LISTENER].fd, NULL, NULL, SOCK_CLOEXEC |
	    SOCK_NONBLOCK);
	struct pollfd *slot = NULL;

	if (fd < 0)
		return;
	if (!may_come(d, fd)) {
		close(fd);
		return;
	}
	for (int i = FIRST; slot == NULL && i < SLOTS; i++)
		if (d->fds[i].fd < 0)
			slot = &d->fds[i];
	if (slot == NULL) {
		slot = &d->fds[FIRST + d->next++ % PEERS];
		close(slot->fd);
	}
	slot->fd = fd;
}

bool
daemon_stopping(const struct daemon *d)
{
	struct pollfd stop = { .fd = d->fds[STOP].fd, .events = POLLIN };

	return poll(&stop, 1, 0) > 0;
}

int
daemon_serve(struct daemon *d)
{
	for (;;) {
		if (poll(d->fds, SLOTS, -1) < 0 && errno != EINTR)
			return daemon_fail(&d->rule, EX_OSERR, "poll", "");
		if (d->fds[STOP].revents)
			return EX_OK;
		for (int i = FIRST; i < SLOTS; i++)
			if (d->fds[i].fd >= 0 && d->fds[i].revents)
				listen_to(d, &d->fds[i]);
		if (d->fds[LISTENER].revents)
			welcome(d);
		log_flush();
	}
}

/* ---- beginning and end ---- */

static int
catch_signals(struct daemon *d)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return EX_OSERR;
	(void)signal(SIGPIPE, SIG_IGN);
	d->fds[STOP].fd = signalfd(-1, &set, SFD_CLOEXEC);
	return d->fds[STOP].fd < 0 ? EX_OSERR : EX_OK;
}

static int
open_socket(struct daemon *d)
{
	const char *path = d->rule.socket;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);

	d->fds[LISTENER].fd = fd;
	if (fd < 0 || strlen(path) >= sizeof address.sun_path)
		return daemon_fail(&d->rule, EX_CONFIG, "socket", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	(void)unlink(path);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    chmod(path, 0660) != 0 || listen(fd, PEERS) != 0)
		return daemon_fail(&d->rule, EX_IOERR, "listen", path);
	d->bound = true;
	return EX_OK;
}

int
daemon_open(struct daemon **out, const struct daemon_rule *rule)
{
	struct daemon *d = calloc(1, sizeof *d + rule->most + 1);
	int status;

	if (d == NULL)
		bug("out of memory: daemon");
	d->rule = *rule;
	for (int i = 0; i < SLOTS; i++)
		d->fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	status = catch_signals(d);
	if (status == EX_OK)
		status = open_socket(d);
	if (status == EX_OK)
		*out = d;
	else
		daemon_close(d);
	return status;
}

void
daemon_close(struct daemon *d)
{
	if (d == NULL)
		return;
	if (d->bound)
		(void)unlink(d->rule.socket);
	for (int i = 0; i < SLOTS; i++)
		if (d->fds[i].fd >= 0)
			close(d->fds[i].fd);
	free(d);
}
