/* SPDX-License-Identifier: Apache-2.0 */
/* mail_serve.c: the process that sends mails. */
#include "market/mail_serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/base/arena.h"
#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"

enum {
	PEERS = 4,		/* the market has one connection */
	STOP, LISTENER, FIRST,
	SLOTS = FIRST + PEERS,
	MESSAGE_MAX = 256 * 1024
};

struct serving {
	const struct mail_config *config;
	struct smtp *smtp;		/* NULL: the folder */
	struct arena arena;		/* of the mail in hand */
	struct pollfd fds[SLOTS];	/* fd -1: free */
};

static int
fail(int status, const char *what, const char *path)
{
	log_event(LOG_ERROR, "mail", "doing=%s file=%s errno=%d", what, path,
	    errno);
	return status;
}

static bool
is_stopping(void *p)
{
	const struct serving *s = p;
	struct pollfd stop = { .fd = s->fds[STOP].fd, .events = POLLIN };

	return poll(&stop, 1, 0) > 0;
}

/* ---- a mail ---- */

/* Again: the same name, so one file. */
static enum mail_outcome
into_folder(const struct serving *s, const char *id,
    const struct buf *message, char why[MAIL_WHY])
{
	char path[DURABLE_PATH];
	bool good = snprintf(path, sizeof path, "%s/%s.eml",
	    s->config->folder, id) < (int)sizeof path && durable_write(path,
	    message->data, message->len, 0600);

	if (!good)
		fail(0, "write", s->config->folder);
	snprintf(why, MAIL_WHY, good ? "folder" : "disk");
	return good ? MAIL_SENT : MAIL_LATER;
}

static enum mail_outcome
deliver(struct serving *s, const struct mail *m, char why[MAIL_WHY])
{
	enum mail_outcome outcome = MAIL_NEVER;
	struct buf message;

	buf_init(&message, MESSAGE_MAX);
	snprintf(why, MAIL_WHY, "unfit");
	if (mail_mime(&message, m, s->config->smtp.from))
		outcome = s->smtp == NULL ? into_folder(s, m->id, &message,
		    why) : smtp_send(s->smtp, m->to, &message, why);
	buf_release(&message);
	if (outcome != MAIL_SENT)
		log_event(LOG_WARN, "not_sent", "mail=%s why=%s", m->id, why);
	return outcome;
}

/* false: no mail, or no answer: the peer is dropped. */
static bool
answer(struct serving *s, int fd, const char *packet, size_t n)
{
	char why[MAIL_WHY];
	struct mail m;
	struct mail_answer a = { .why = why };
	struct buf out;
	bool good;

	if (!mail_read(&s->arena, packet, n, &m))
		return false;
	a.id = m.id;
	a.outcome = deliver(s, &m, why);
	buf_init(&out, MAIL_PACKET);
	mail_answer_write(&out, &a);
	good = send(fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	    (ssize_t)out.len;
	buf_release(&out);
	return good;
}

static void
listen_to(struct serving *s, struct pollfd *peer)
{
	char packet[MAIL_PACKET + 1];	/* a longer one is cut: bad */
	ssize_t n = recv(peer->fd, packet, sizeof packet, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !answer(s, peer->fd, packet, (size_t)n)) {
		if (n > 0)
			log_event(LOG_WARN, "peer_dropped", "bytes=%zd", n);
		close(peer->fd);
		peer->fd = -1;
	}
	arena_reset(&s->arena);
}

/* The market, and nobody else. */
static void
welcome(struct serving *s)
{
	struct ucred who;
	socklen_t n = sizeof who;
	int fd = accept4(s->fds[LISTENER].fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) == 0 &&
	    who.uid == s->config->peer)
		for (int i = FIRST; i < SLOTS; i++)
			if (s->fds[i].fd < 0) {
				s->fds[i].fd = fd;
				return;
			}
	log_event(LOG_WARN, "wrong_peer", "uid=%d", (int)who.uid);
	close(fd);
}

static int
serve(struct serving *s)
{
	for (;;) {
		if (poll(s->fds, SLOTS, -1) < 0 && errno != EINTR)
			return fail(EX_OSERR, "poll", "");
		if (s->fds[STOP].revents)
			return EX_OK;
		for (int i = FIRST; i < SLOTS; i++)
			if (s->fds[i].fd >= 0 && s->fds[i].revents)
				listen_to(s, &s->fds[i]);
		if (s->fds[LISTENER].revents)
			welcome(s);
		log_flush();
	}
}

/* ---- beginning and end ---- */

/* No core file, no debugger, no new rights. */
static int
hide(struct serving *s)
{
	const struct rlimit none = { 0, 0 };

	(void)s;
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (sodium_init() < 0)
		bug("libsodium does not start");
	return EX_OK;
}

static int
open_way(struct serving *s)
{
	struct stat st;

	if (s->config->folder == NULL) {
		s->smtp = smtp_new(&s->config->smtp);
		return s->smtp ? EX_OK : fail(EX_CONFIG, "password",
		    s->config->smtp.password_file);
	}
	return stat(s->config->folder, &st) == 0 && S_ISDIR(st.st_mode) ?
	    EX_OK : fail(EX_CONFIG, "folder", s->config->folder);
}

static int
catch_signals(struct serving *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return EX_OSERR;
	(void)signal(SIGPIPE, SIG_IGN);
	s->fds[STOP].fd = signalfd(-1, &set, SFD_CLOEXEC);
	return s->fds[STOP].fd < 0 ? EX_OSERR : EX_OK;
}

static int
open_socket(struct serving *s)
{
	const char *path = s->config->socket;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC |
	    SOCK_NONBLOCK, 0);

	s->fds[LISTENER].fd = fd;
	if (fd < 0 || strlen(path) >= sizeof address.sun_path)
		return fail(EX_CONFIG, "socket", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	(void)unlink(path);	/* of one that was killed */
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    chmod(path, 0660) != 0 || listen(fd, PEERS) != 0)
		return fail(EX_IOERR, "listen", path);
	return EX_OK;
}

int
mail_serve(struct mail_config *config)
{
	static int (*const steps[])(struct serving *) = { hide,
	    catch_signals, open_way, open_socket };
	struct serving s = { .config = config };
	int status = EX_OK;

	config->smtp.stopping = is_stopping;
	config->smtp.p = &s;
	arena_init(&s.arena);
	for (int i = 0; i < SLOTS; i++)
		s.fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	for (size_t i = 0; status == EX_OK && i < COUNT(steps); i++)
		status = steps[i](&s);
	if (status == EX_OK) {
		log_event(LOG_INFO, "mail_ready", "way=%s", config->folder ?
		    config->folder : config->smtp.relay);
		log_flush();
		status = serve(&s);
		(void)unlink(config->socket);
	}
	for (int i = 0; i < SLOTS; i++)
		if (s.fds[i].fd >= 0)
			close(s.fds[i].fd);
	smtp_free(s.smtp);
	arena_release(&s.arena);
	log_flush();
	return status;
}
