/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_MAIL_H
#define MARKET_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "market/base/arena.h"
#include "market/base/buf.h"
#include "market/lines.h"

/*
 * A mail, as it goes from the market to market-mail over a SOCK_SEQPACKET
 * socket: one packet a mail, one packet back, in the grammar of
 * market/lines.h.  market-mail makes the message of RFC 5322 from it, so
 * that nothing the market says can become a header or another recipient.
 *
 * Source: security.md 2, 4 («Mail headers: no CR, LF, NUL»), 6; ux.md 9.
 */
enum { MAIL_PACKET = 65535, MAIL_ADDRESS = 254, MAIL_WHY = 32,
    MAIL_SUBJECT = 400 };

struct mail_file {
	struct bytes body;	/* text */
	const char *name;	/* UTF-8, without a path */
};

struct mail {
	const char *id;		/* [a-z0-9-]+: the same at every try */
	int64_t date;		/* when it was told */
	const char *to;
	const char *sender;	/* the name beside our address */
	const char *subject;
	struct bytes text;	/* UTF-8, LF */
	struct bytes html;
	struct mail_file *files;
	size_t n_files;
};

enum mail_outcome {
	MAIL_SENT,	/* the relay has it */
	MAIL_LATER,	/* not now */
	MAIL_NEVER,	/* this mail, or this address, it will not take */
	MAIL_AWAY	/* no market-mail: nothing was tried */
};

struct mail_answer {
	const char *id;
	enum mail_outcome outcome;	/* not MAIL_AWAY */
	const char *why;		/* [a-z0-9-]+: «250», «421», «tls» */
};

/* false: more than a packet holds, or a field that has no writing. */
bool mail_write(struct buf *out, const struct mail *m);
bool mail_read(struct arena *a, const char *packet, size_t n,
    struct mail *m);

void mail_answer_write(struct buf *out, const struct mail_answer *answer);
bool mail_answer_read(struct arena *a, const char *packet, size_t n,
    struct mail_answer *answer);

/*
 * Could it stand in an envelope and in <…>?  One «@», printable ASCII without
 * blanks and the characters that RFC 5322 gives a meaning to.
 */
bool mail_is_address(const char *text);

/*
 * The message, lines ended by CR LF: text/plain first, text/html beside it,
 * files behind both; all in base64.  Message-ID is <id@domain of from>.
 * false: an address or a header is not one, or it does not fit.
 */
bool mail_mime(struct buf *out, const struct mail *m, const char *from);

/*
 * The market's end of the socket.  ask() sends a packet and waits for what
 * it is answered; stop() makes a call that waits give up, from another
 * thread, and every later one.
 */
struct mailer {
	enum mail_outcome (*ask)(void *p, struct arena *a,
	    const struct mail *m, const char **why);
	void (*stop)(void *p);
	void (*end)(void *p);
	void *p;
};

struct mailer *mailer_at(const char *path);
void mailer_free(struct mailer *mailer);	/* NULL is fine */

#endif
