/* SPDX-License-Identifier: Apache-2.0 */
/* tool.c: what is said, read and written. */
#include "market/tool/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "market/base/clock.h"
#include "market/base/durable.h"
#include "market/password.h"
#include "market/terminal.h"

enum { PATH_LENGTH = 1024, LOCK_TRIES = 300 };

void
tool_say(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

int
tool_fail(int status, const char *format, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("sealbid: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	return status;
}

int64_t
tool_now(void)
{
	struct clock c = clock_system();

	return clock_now(&c);
}

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

void
tool_stoppable(struct tool *t)
{
	struct sigaction act = { .sa_handler = stop };

	t->stop = &stopped;
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
}

/* By the second: a signal may come just before the sleep. */
bool
tool_pause(const struct tool *t, int64_t seconds)
{
	for (; seconds > 0 && !(t->stop && *t->stop); seconds--) {
		struct timespec one = { .tv_sec = 1 };

		nanosleep(&one, NULL);
	}
	return !(t->stop && *t->stop);
}

/*
 * Seeds lie in memory of libsodium's that is locked by itself.  All memory
 * is locked where the limit allows: with a limit a later allocation would
 * fail instead.
 */
void
tool_harden(void)
{
	const struct rlimit none = { 0, 0 };
	struct rlimit limit;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
	    limit.rlim_cur == RLIM_INFINITY)
		mlockall(MCL_CURRENT | MCL_FUTURE);
	if (sodium_init() < 0)
		tool_fail(0, "no libsodium");
}

/* ---- files ---- */

static bool
has_role(const char *roles, const char *role)
{
	size_t n = strlen(role);

	for (const char *at = strstr(roles, role); at != NULL;
	    at = strstr(at + 1, role))
		if ((at == roles || at[-1] == ' ') &&
		    (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

struct keyfile *
tool_key(const char *path, const char *roles)
{
	char passphrase[PASSWORD_MAX + 2] = "";
	struct keyfile *key = NULL;
	enum err err = keyfile_read(&key, path, NULL);

	if (err == ERR_FORBIDDEN && keyfile_is_locked(path)) {
		if (terminal_once("Passphrase: ", passphrase,
		    sizeof passphrase))
			err = keyfile_read(&key, path, passphrase);
		password_wipe(passphrase, sizeof passphrase);
	}
	if (err) {
		tool_fail(0, "%s: %s", path, err == ERR_NOT_FOUND ?
		    "no such file" : err == ERR_INVALID ? "not a key file" :
		    "others may read it, or the passphrase is wrong");
		return NULL;
	}
	if (!has_role(roles, key->role)) {
		tool_fail(0, "%s: a key of role %s, not %s", path, key->role,
		    roles);
		keyfile_free(key);
		return NULL;
	}
	return key;
}

bool
tool_read(struct tool *t, const char *path, const char **data, size_t *n)
{
	struct buf file;
	enum err err;

	buf_init(&file, TOOL_FILE);
	err = durable_load(path, &file);
	if (!err) {
		*data = arena_strndup(&t->arena, file.data ? file.data : "",
		    file.len);
		*n = file.len;
	} else
		tool_fail(0, "%s: %s", path, err == ERR_NOT_FOUND ?
		    "no such file" : err == ERR_INVALID ? "too large" :
		    strerror(errno));
	buf_release(&file);
	return !err;
}

bool
tool_write(const char *path, const void *data, size_t n, unsigned mode)
{
	enum err err;

	if (strcmp(path, "-") == 0)
		return fwrite(data, 1, n, stdout) == n && fflush(stdout) == 0;
	err = durable_create(path, data, n, mode);
	if (err)
		tool_fail(0, "%s: %s", path, err == ERR_CONFLICT ?
		    "is there already" : strerror(errno));
	return !err;
}

/* ---- sources ---- */

bool
tool_site(struct tool *t, const char *url, struct source *s)
{
	t->http = http_new(url, t->o.cacert, t->stop);
	if (t->http == NULL) {
		tool_fail(0, "%s: no address of a site", url);
		return false;
	}
	http_source(t->http, s);
	return true;
}

bool
tool_source(struct tool *t, const char *where, struct source *s)
{
	if (http_is_url(where))
		return tool_site(t, where, s);
	source_folder(s, where);
	return true;
}

bool
tool_project_url(struct tool *t, const char *url, const char **base,
    const char **id)
{
	const char *at = NULL;
	size_t n;

	for (const char *p = strstr(url, "/p/"); p != NULL;
	    p = strstr(p + 1, "/p/"))
		at = p;
	if (!http_is_url(url) || at == NULL)
		return false;
	n = strlen(at + 3);
	if (n > 0 && at[3 + n - 1] == '/')
		n--;
	*base = arena_strndup(&t->arena, url, (size_t)(at - url));
	*id = arena_strndup(&t->arena, at + 3, n);
	return lines_is_id(*id, n);
}

static bool
fetch_trust(struct tool *t, const struct source *s, const char **text,
    size_t *n)
{
	struct buf file;
	bool got;

	if (s == NULL) {
		tool_fail(0, "--trust FILE is needed here");
		return false;
	}
	buf_init(&file, TOOL_FILE);
	got = s->get(s->p, "trust.txt", &file) == SOURCE_GOT;
	if (got) {
		*text = arena_strndup(&t->arena, file.data ? file.data : "",
		    file.len);
		*n = file.len;
		tool_fail(0, "warning: the trust file is from the very site "
		    "it is to judge; --trust FILE names a better one");
	} else
		tool_fail(0, "trust.txt cannot be read%s%s", t->http ? ": " :
		    "", t->http ? http_error(t->http) : "");
	buf_release(&file);
	return got;
}

bool
tool_trust(struct tool *t, const struct source *s, struct trust *trust)
{
	const char *text;
	size_t n, line;

	if (t->o.trust != NULL ? !tool_read(t, t->o.trust, &text, &n) :
	    !fetch_trust(t, s, &text, &n))
		return false;
	if (trust_parse(&t->arena, text, n, trust, &line))
		return true;
	tool_fail(0, "the trust file is wrong in line %zu", line);
	return false;
}

/* ---- state ---- */

/* Two tools with one state would each forget what the other did. */
static bool
lock(struct tool *t)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000 * 1000 };
	char path[PATH_LENGTH];

	snprintf(path, sizeof path, "%s.lock", t->o.state);
	t->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (t->lock < 0) {
		tool_fail(0, "%s: %s", path, strerror(errno));
		return false;
	}
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(t->lock, LOCK_EX | LOCK_NB) == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	tool_state_let_go(t);
	tool_fail(0, "%s: another sealbid works with it", t->o.state);
	return false;
}

void
tool_state_let_go(struct tool *t)
{
	if (t->lock >= 0)
		close(t->lock);
	t->lock = -1;
}

bool
tool_state_again(struct tool *t, struct trustee_state *state)
{
	struct trustee_state now;

	if (!lock(t))
		return false;
	if (trustee_state_load(&now, t->o.state, state->key) != OK) {
		tool_fail(0, "%s: is gone, or another one", t->o.state);
		return false;
	}
	trustee_state_release(state);
	*state = now;
	return true;
}

int
tool_state(struct tool *t, const struct keyfile *key,
    struct trustee_state *state)
{
	struct note_secret secret;
	char vkey[NOTE_VKEY_MAX];
	enum err err;

	keyfile_secret(key, &secret);
	note_vkey_write(vkey, &secret.key);
	sodium_memzero(&secret, sizeof secret);
	if (!lock(t))
		return TOOL_CANNOT;
	err = trustee_state_load(state, t->o.state, vkey);
	if (err == ERR_NOT_FOUND && t->o.init) {
		trustee_state_init(state, vkey);
		return tool_save(t, state) ? TOOL_DONE : TOOL_CANNOT;
	}
	if (err == ERR_NOT_FOUND)
		return tool_fail(TOOL_CANNOT, "%s: no state file. What this "
		    "key did is remembered there: find it. Only for a key "
		    "that was never used, --init makes a new one",
		    t->o.state);
	if (err)
		return tool_fail(TOOL_CANNOT, "%s: not the state of %s",
		    t->o.state, key->name);
	if (!t->o.init)
		return TOOL_DONE;
	trustee_state_release(state);
	return tool_fail(TOOL_USAGE, "%s: is there already; leave --init out",
	    t->o.state);
}

bool
tool_save(struct tool *t, struct trustee_state *state)
{
	if (!state->dirty || trustee_state_save(state, t->o.state) == OK)
		return true;
	tool_fail(0, "%s: %s; nothing was sent", t->o.state,
	    strerror(errno));
	return false;
}
