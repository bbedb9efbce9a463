/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MAIL_SERVE_H
#define MARKET_MAIL_SERVE_H

#include <sys/types.h>

#include "market/mail_smtp.h"

/*
 * The process market-mail: the only one with a way to the network, and to
 * one relay only.  It takes mails from the market over one SOCK_SEQPACKET
 * socket (market/mail.h), one at a time, and says what came of each.  It
 * keeps nothing: what it has not answered is sent again.  It reads no table
 * and holds no key but the relay's password.
 *
 * With a folder instead of a relay each mail becomes <id>.eml there: for a
 * demonstration, or an office that sends them on itself.
 *
 * Source: security.md 2, 9.
 */
struct mail_config {
	const char *socket;
	uid_t peer;			/* who may hand in mails */
	const char *folder;		/* NULL: the relay of smtp */
	struct smtp_config smtp;
};

/*
 * Serves until SIGTERM or SIGINT.  The exit status (sysexits.h): 0 told to
 * stop; EX_CONFIG no folder or password file; EX_IOERR the socket.
 */
int mail_serve(struct mail_config *config);

#endif
