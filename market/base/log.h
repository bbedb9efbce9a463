/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * logfmt on stderr, one event a line, written whole, warnings at once.  Never a form body, a
 * cookie, a token or a price.  In the values control characters, quotes and
 * blanks are the caller's to avoid: log_text() makes text safe.
 */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Events below it are dropped; LOG_INFO at start. */
void log_set_level(enum log_level least);

/* event is a stable name; the rest is «key=value key=value». */
void log_event(enum log_level level, const char *event,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Writes what waits: lines below LOG_WARN are written in bulk.  The clock's
 * thread calls it five times a second, main() at the end.
 */
void log_flush(void);

/* Copies text into out with what logfmt cannot carry replaced by '?'. */
const char *log_text(char *out, unsigned long size, const char *text);

#endif
