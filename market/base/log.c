/* SPDX-License-Identifier: Apache-2.0 */
/* log.c: logfmt on stderr; and bug(), the end of a broken program. */
#include "market/base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "market/base/err.h"

static atomic_int least_level = LOG_INFO;

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug", [LOG_INFO] = "info",
	[LOG_WARN] = "warn", [LOG_ERROR] = "error",
};

void
log_set_level(enum log_level least)
{
	atomic_store(&least_level, least);
}

enum { PENDING_MAX = 32 * 1024 };

/*
 * Lines that tell of nothing bad wait here for the next flush: a write() of
 * its own would cost a request a tenth of its time.
 */
static struct {
	pthread_mutex_t lock;
	size_t n;
	char text[PENDING_MAX];
} pending = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Whole lines at once, so that threads do not mix theirs. */
static void
write_line(const char *line, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDERR_FILENO, line, n);

		if (done <= 0)
			return;		/* nowhere left to complain */
		line += done;
		n -= (size_t)done;
	}
}

static void
flush_locked(void)
{
	write_line(pending.text, pending.n);
	pending.n = 0;
}

void
log_flush(void)
{
	pthread_mutex_lock(&pending.lock);
	flush_locked();
	pthread_mutex_unlock(&pending.lock);
}

static void
add_line(enum log_level level, const char *line, size_t n)
{
	pthread_mutex_lock(&pending.lock);
	if (pending.n + n > PENDING_MAX)
		flush_locked();
	memcpy(pending.text + pending.n, line, n);
	pending.n += n;
	if (level >= LOG_WARN)
		flush_locked();
	pthread_mutex_unlock(&pending.lock);
}

static size_t
cut(int n, size_t room)
{
	if (n < 0)
		return 0;
	return (size_t)n < room ? (size_t)n : room - 1;
}

void
log_event(enum log_level level, const char *event, const char *format, ...)
{
	char line[1024];
	va_list args;
	size_t n;

	if ((int)level < atomic_load(&least_level))
		return;
	n = cut(snprintf(line, sizeof line, "level=%s event=%s ",
	    level_names[level], event), sizeof line);
	va_start(args, format);
	n += cut(vsnprintf(line + n, sizeof line - 1 - n, format, args),
	    sizeof line - 1 - n);
	va_end(args);
	line[n++] = '\n';
	add_line(level, line, n);
}

const char *
log_text(char *out, unsigned long size, const char *text)
{
	unsigned long i = 0;

	for (; text && text[i] && i + 1 < size; i++) {
		unsigned char c = (unsigned char)text[i];

		out[i] = (char)(c <= ' ' || c == '"' || c == '=' || c >= 127 ?
		    '?' : c);
	}
	out[i] = '\0';
	return out;
}

void
bug(const char *format, ...)
{
	char line[512];
	va_list args;
	size_t n;

	va_start(args, format);
	n = cut(vsnprintf(line, sizeof line - 1, format, args),
	    sizeof line - 1);
	va_end(args);
	line[n++] = '\n';
	write_line("level=error event=bug ", 22);
	write_line(line, n);
	abort();
}
