/* SPDX-License-Identifier: Apache-2.0 */
/* signer_serve.c: the signer's process. */
#include "market/signer_serve.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "market/base/durable.h"
#include "market/base/err.h"
#include "market/base/log.h"
#include "market/daemon.h"
#include "market/keyfile.h"
#include "market/signer.h"

enum { PATH_LENGTH = 4096 };

struct serving {
	const struct signer_config *config;
	struct daemon_rule rule;
	struct daemon *daemon;
	struct note_secret *log;	/* locked memory */
	struct signer_memory memory;
	int lock;
};

static int
fail(const struct serving *s, int status, const char *what, const char *path)
{
	return daemon_fail(&s->rule, status, what, path);
}

/* ---- what is kept ---- */

/* Nothing on the swap either. */
static void
hide(void)
{
	daemon_hide();
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
		return fail(s, EX_CONFIG, "read_key", s->config->key);
	right = strcmp(key->role, "log") == 0;
	s->log = sodium_malloc(sizeof *s->log);
	if (s->log == NULL)
		bug("no locked memory");
	keyfile_secret(key, s->log);
	keyfile_free(key);
	sodium_mprotect_readonly(s->log);
	return right ? EX_OK : fail(s, EX_CONFIG, "role", s->config->key);
}

/* One signer a memory: two would each believe their own. */
static int
lock_memory(struct serving *s)
{
	char path[PATH_LENGTH];

	snprintf(path, sizeof path, "%s.lock", s->config->memory);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock < 0)
		return fail(s, EX_IOERR, "lock", path);
	return flock(s->lock, LOCK_EX | LOCK_NB) == 0 ? EX_OK :
	    fail(s, EX_TEMPFAIL, "lock", path);
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
		fail(s, 0, "remember", s->config->memory);
	return good;
}

static int
recall(struct serving *s)
{
	char text[256];
	long n = durable_read(s->config->memory, text, sizeof text);

	if (n < 0 && errno != ENOENT)
		return fail(s, EX_IOERR, "recall", s->config->memory);
	if ((n < 0) != s->config->init) {
		errno = s->config->init ? EEXIST : ENOENT;
		return fail(s, EX_CONFIG, "recall", s->config->memory);
	}
	if (n >= 0)
		return signer_memory_read(&s->memory, text, (size_t)n) ?
		    EX_OK : fail(s, EX_CONFIG, "damaged", s->config->memory);
	s->memory.size = 0;
	tlog_empty(s->memory.root);
	return remember(s, &s->memory) ? EX_OK : EX_IOERR;
}

/* ---- questions ---- */

/* false: it could not be remembered, so it is not said. */
static bool
answer(void *p, const char *question, size_t n, struct buf *out)
{
	struct serving *s = p;
	struct signer_memory next = s->memory;

	if (signer_answer(&s->memory, s->log, question, n, out, &next)) {
		if (!remember(s, &next))
			return false;
		s->memory = next;
	}
	if (memcmp(out->data, "no ", 3) == 0 &&
	    memcmp(out->data, "no old", 6) != 0)
		log_event(LOG_WARN, "signer_refused", "size=%lld why=\"%.*s\"",
		    (long long)s->memory.size, (int)out->len - 1, out->data);
	return true;
}

/* ---- beginning and end ---- */

int
signer_serve(const struct signer_config *config)
{
	static int (*const steps[])(struct serving *) = { read_log_key,
	    lock_memory, recall };
	struct serving s = { .config = config, .lock = -1 };
	int status = EX_OK;

	s.rule = (struct daemon_rule){ .name = "signer",
	    .socket = config->socket, .most = SIGNER_PACKET,
	    .answer = answer, .p = &s };
	if (sodium_init() < 0)
		bug("libsodium does not start");
	hide();
	for (size_t i = 0; status == EX_OK && i < COUNT(steps); i++)
		status = steps[i](&s);
	if (status == EX_OK)	/* an old socket's file is ours: the lock */
		status = daemon_open(&s.daemon, &s.rule);
	if (status == EX_OK) {
		log_event(LOG_INFO, "signer_ready", "log=%s size=%lld",
		    s.log->key.name, (long long)s.memory.size);
		log_flush();
		status = daemon_serve(s.daemon);
	}
	daemon_close(s.daemon);
	if (s.lock >= 0)
		close(s.lock);
	sodium_free(s.log);
	log_flush();
	return status;
}
