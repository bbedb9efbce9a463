/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MAIL_SMTP_H
#define MARKET_MAIL_SMTP_H

#include <stdbool.h>

#include "market/base/buf.h"
#include "market/mail.h"

/*
 * The one relay, by libcurl.  A certificate is always verified where there
 * is TLS; a session is kept for the next mail.
 */
enum smtp_tls {
	SMTP_STARTTLS,		/* and nothing without it */
	SMTP_IMPLICIT,		/* from the first byte */
	SMTP_PLAIN		/* a relay on this machine */
};

struct smtp_config {
	const char *relay;		/* host:port */
	enum smtp_tls tls;
	const char *ca;			/* file; NULL: the system's */
	const char *user;		/* NULL: no login */
	const char *password_file;
	const char *from;
	bool (*stopping)(void *p);	/* asked while a relay is slow */
	void *p;
};

struct smtp;

/* NULL: no such password file; errno says why. */
struct smtp *smtp_new(const struct smtp_config *config);
void smtp_free(struct smtp *s);

/*
 * Hands over a message (mail_mime()) for one recipient.  why is the relay's
 * code, or «connect», «tls», «login», «time», «curl-N».  A relay that
 * refuses us (a greeting, a login, our own address) may be mended: later.
 * One that refuses this recipient or this text for good: never.
 */
enum mail_outcome smtp_send(struct smtp *s, const char *to,
    const struct buf *message, char why[MAIL_WHY]);

#endif
