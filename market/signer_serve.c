/* SPDX-License-Identifier: Apache-2.0 */
/* signer_serve.c: the signer's process. */
#include "market/signer_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"
#include "market/keyfile.h"
#include "market/signer.h"

enum {
	PEERS = 8,		/* the market has one connection */
	STOP, LISTENER, FIRST,	/* places in the list of what is polled */
	SLOTS = FIRST + PEERS,
	PATH_LENGTH = 4096
};

struct serving {
	const struct signer_config *config;
	struct note_secret *log;	/* locked memory */
	struct signer_memory memory;
	int lock;
	struct pollfd fds[SLOTS];	/* fd -1: free */
	int next;			/* the slot that gives way when full */
};

static int
fail(int status, const char *what, const char *path)
{
	log_event(LOG_ERROR, "signer", "doing=%s file=%s errno=%d", what,
	    path, errno);
	return status;
}

/* ---- what is kept ---- */

/* No core file, no debugger, nothing on the swap. */
static void
hide(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (mlockall(MCL_CURRENT) != 0)
		log_event(LOG_WARN, "signer", "doing=mlockall errno=%d",
		    errno);		/* the key itself is locked below */
}

static int
read_log_key(struct serving *s)
{
	struct keyfile *key;
	enum err err = keyfile_read(&key, s->config->key, NULL);
	bool right;

	if (err)
		return fail(EX_CONFIG, "read_key", s->config->key);
	right = strcmp(key->role, "log") == 0;
	s->log = sodium_malloc(sizeof *s->log);
	if (s->log == NULL)
		bug("no locked memory");
	keyfile_secret(key, s->log);
	keyfile_free(key);
	sodium_mprotect_readonly(s->log);
	return right ? EX_OK : fail(EX_CONFIG, "role", s->config->key);
}

/* One signer a memory: two would each believe their own. */
static int
lock_memory(struct serving *s)
{
	char path[PATH_LENGTH];

	snprintf(path, sizeof path, "%s.lock", s->config->memory);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock < 0)
		return fail(EX_IOERR, "lock", path);
	return flock(s->lock, LOCK_EX | LOCK_NB) == 0 ? EX_OK :
	    fail(EX_TEMPFAIL, "lock", path);
}

static bool
remember(const struct serving *s, const struct signer_memory *m)
{
	struct buf text;
	bool good;

	buf_init(&text, 256);
	signer_memory_write(&text, m);
	good = durable_write(s->config->memory, text.data, text.len, 0600);
	buf_release(&text);
	if (!good)
		fail(0, "remember", s->config->memory);
	return good;
}

static int
recall(struct serving *s)
{
	char text[256];
	long n = durable_read(s->config->memory, text, sizeof text);

	if (n < 0 && errno != ENOENT)
		return fail(EX_IOERR, "recall", s->config->memory);
	if ((n < 0) != s->config->init) {
		errno = s->config->init ? EEXIST : ENOENT;
		return fail(EX_CONFIG, "recall", s->config->memory);
	}
	if (n >= 0)
		return signer_memory_read(&s->memory, text, (size_t)n) ?
		    EX_OK : fail(EX_CONFIG, "damaged", s->config->memory);
	s->memory.size = 0;
	tlog_empty(s->memory.root);
	return remember(s, &s->memory) ? EX_OK : EX_IOERR;
}

/* ---- questions ---- */

/* false: no answer, and the peer is dropped. */
static bool
answer(struct serving *s, int fd, const char *question, size_t n)
{
	struct signer_memory next = s->memory;
	struct buf out;
	bool good = true;

	buf_init(&out, SIGNER_PACKET);
	if (signer_answer(&s->memory, s->log, question, n, &out, &next)) {
		good = remember(s, &next);
		if (good)
			s->memory = next;
	}
	if (good && memcmp(out.data, "no ", 3) == 0 &&
	    memcmp(out.data, "no old", 6) != 0)
		log_event(LOG_WARN, "signer_refused", "size=%lld why=\"%.*s\"",
		    (long long)s->memory.size, (int)out.len - 1, out.data);
	good = good && send(fd, out.data, out.len, MSG_NOSIGNAL |
	    MSG_DONTWAIT) == (ssize_t)out.len;
	buf_release(&out);
	return good;
}

static void
listen_to(struct serving *s, struct pollfd *peer)
{
	char question[SIGNER_PACKET + 1];	/* a longer one is cut: bad */
	ssize_t n = recv(peer->fd, question, sizeof question, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0 && answer(s, peer->fd, question, (size_t)n))
		return;
	close(peer->fd);
	peer->fd = -1;
}

static void
welcome(struct serving *s)
{
	int fd = accept4(s->fds[LISTENER].fd, NULL, NULL, SOCK_CLOEXEC |
	    SOCK_NONBLOCK);
	struct pollfd *slot = NULL;

	if (fd < 0)
		return;
	for (int i = FIRST; slot == NULL && i < SLOTS; i++)
		if (s->fds[i].fd < 0)
			slot = &s->fds[i];
	if (slot == NULL) {
		slot = &s->fds[FIRST + s->next++ % PEERS];
		close(slot->fd);
	}
	slot->fd = fd;
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
	(void)unlink(path);	/* ours: we hold the lock */
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
	    chmod(path, 0660) != 0 || listen(fd, PEERS) != 0)
		return fail(EX_IOERR, "listen", path);
	return EX_OK;
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
	s->fds[STOP].fd = signalfd(-1, &set, SFD_CLOEXEC);
	return s->fds[STOP].fd < 0 ? EX_OSERR : EX_OK;
}

int
signer_serve(const struct signer_config *config)
{
	static int (*const steps[])(struct serving *) = { read_log_key,
	    lock_memory, recall, catch_signals, open_socket };
	struct serving s = { .config = config, .lock = -1 };
	int status = EX_OK;

	for (int i = 0; i < SLOTS; i++)
		s.fds[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (sodium_init() < 0)
		bug("libsodium does not start");
	hide();
	for (size_t i = 0; status == EX_OK && i < COUNT(steps); i++)
		status = steps[i](&s);
	if (status == EX_OK) {
		log_event(LOG_INFO, "signer_ready", "log=%s size=%lld",
		    s.log->key.name, (long long)s.memory.size);
		log_flush();
		status = serve(&s);
		(void)unlink(config->socket);
	}
	for (int i = 0; i < SLOTS; i++)
		if (s.fds[i].fd >= 0)
			close(s.fds[i].fd);
	if (s.lock >= 0)
		close(s.lock);
	sodium_free(s.log);
	log_flush();
	return status;
}
