/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MARKET_OUTBOX_H
#define MARKET_OUTBOX_H

#include "db/outbox.h"
#include "market/mail.h"
#include "market/market.h"

/*
 * The outbox: mails that verbs have left behind (market/message.h), handed
 * to market-mail after the commit, at least once.  What the relay does not
 * take is tried again after 30 s, 2 min, 10 min, 1, 6, 24 h; then, or where
 * it says never, a message in the site says so.  A mail that nobody took
 * for three days, because there was no market-mail, lapses.
 *
 * No verb waits for it: it has a thread and a connection of its own.  While
 * market-mail is away nothing is tried and nothing counts as a try.
 *
 * Source: security.md 2, 6.
 */

/*
 * Puts a mail into words; the words are not this layer's.
 *
 * OK
 * ERR_BUSY	not yet: a receipt whose leaf is not signed
 * ERR_NOT_FOUND	a code that this release does not have
 */
typedef enum err outbox_letter(void *p, struct market *m,
    const struct outbox *o, struct mail *mail);

struct outbox_config {
	outbox_letter *letter;
	void *p;
	struct mailer *mailer;
};

/*
 * Hands over what is due, some of it; *done is how many were settled or put
 * off.  ERR_BUSY: market-mail, the writer or a receipt is not there.
 */
enum err outbox_run(struct market *m, const struct outbox_config *config,
    size_t *done);

/* What lapses, and what may be forgotten; now and then. */
enum err outbox_tidy(struct market *m);

/* What waits, counted up to OUTBOX_COUNTED. */
enum { OUTBOX_COUNTED = 10000 };
enum err outbox_depth(struct market *m, struct outbox_depth *d);

/* A thread that runs it; config and its mailer are its own until stopped. */
struct outbox_thread;
enum err outbox_start(struct outbox_thread **t, struct house *h,
    const struct outbox_config *config);
void outbox_stop(struct outbox_thread *t);	/* NULL is fine */

#endif
